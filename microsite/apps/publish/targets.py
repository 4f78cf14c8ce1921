"""Places to which a site is sent: folders, hosts with SSH, object stores, Netlify,
Cloudflare.
"""

import os
import re
import shlex
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain, groupby
from pathlib import Path
from typing import ClassVar

from microsite.apps.publish import plan as planning
from microsite.apps.publish.online import SiteClient, files_in
from microsite.console.command import CommandError
from microsite.console.programs import find_program, run_program, ssh_options
from microsite.output import swap
from microsite.output.build_json import BUILD_JSON, BuildInfo, read_build_json
from microsite.output.writer import IGNORED_FILES, work_folder
from microsite.project import Project
from microsite.site import hosting
from microsite.up_to_date import EVENTS
from microsite.web import WebError

ARRIVING = ".microsite-new"  # added to the name of a file until it is complete
MIN_BATCH, MAX_BATCHES = 200, 16
"""Files that are sent again at most if it stops; see `publish`."""
IN_PLACE_HINT = (
    "To change only the site's own files there, one by one, write “in_place: yes” below"
    " “publish:”, or add --in-place."
)
Progress = Callable[[int], None]
"""Called with the number of files that have just been sent."""
Records = Mapping[str, bytes]  # each build.json by its path


class Target(ABC):
    """A place for the site, and the way to send it there."""

    label: ClassVar[str]  # its name in messages, with `{}` for the place
    program: ClassVar[str] = ""  # the program it needs besides Microsite

    def __init__(
        self, place: str, project: Project, url: str | None, work: Path
    ) -> None:
        """Take the place from event.md, the address of the site, and a folder for
        lists.
        """
        self.place = place
        self.name = self.label.format(place)
        self.project = project
        self.output = project.output
        self.url = url
        self.work = work
        if self.program:
            find_program(self.program)

    def fetch(self) -> bytes:
        """Return the build.json at the target; empty if there is none.

        Raise CommandError.
        """
        return self.fetch_all([""])[""]

    @abstractmethod
    def fetch_all(self, folders: Iterable[str]) -> dict[str, bytes]:
        """Return the build.json of each site at the target, as `fetch` does."""

    @abstractmethod
    def publish(self, plans: Sequence[planning.Plan], progress: Progress) -> None:
        """Carry out the plans of one or more sites. Raise CommandError or OSError."""


class StepwiseTarget(Target):
    """A target whose files are sent one by one, in an order in which the site always
    works.
    """

    def publish(self, plans: Sequence[planning.Plan], progress: Progress) -> None:
        """Send each phase in batches, list them in build.json there, then delete the
        rest.
        """
        size = max(MIN_BATCH, sum(len(plan.send) for plan in plans) // MAX_BATCHES)
        sent_paths: set[str] = set()
        for phase in zip(*(plan.phases for plan in plans), strict=True):
            paths = sorted(
                chain(*phase), key=lambda path: (path.rpartition(".")[2], path)
            )
            for start in range(0, len(paths), size):
                batch = paths[start : start + size]
                sent_paths.update(batch)
                senders = [
                    plan for plan in plans if not set(plan.send).isdisjoint(batch)
                ]
                records = {
                    plan.record_path: plan.record_after(sent_paths) for plan in senders
                }
                self.send(batch, records)
                progress(len(batch))
        if paths := [path for plan in plans for path in plan.deletions]:
            self.delete(paths)
        if paths := [plan.record_path for plan in plans if not plan.built]:
            self.delete(paths)
        self.send(
            (), {plan.record_path: plan.final_record for plan in plans if plan.built}
        )

    @abstractmethod
    def send(self, paths: Sequence[str], records: Records) -> None:
        """Send files of the build, then each build.json."""

    @abstractmethod
    def delete(self, paths: Sequence[str]) -> None:
        """Delete files, then their folders if they are empty."""

    def _list(self, name: str, lines: Iterable[str]) -> str:
        """Write a list for a program, and return its path."""
        path = self.work / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode())
        return str(path)

    def _folder_of(self, records: Records) -> Path:
        """Write each build.json below a folder that holds nothing else, and return the
        folder.
        """
        folder = self.work / "records"
        shutil.rmtree(folder, ignore_errors=True)
        for path, data in records.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder


def read_all(place: Path, folders: Iterable[str]) -> dict[str, bytes]:
    """Return the build.json in each of these folders of a place; empty if there is
    none.
    """
    files = {folder: place / folder / BUILD_JSON for folder in folders}
    return {
        folder: file.read_bytes() if file.is_file() else b""
        for folder, file in files.items()
    }


class LocalFolder(Target):
    """A folder of this computer."""

    label = "the folder {}"

    @property
    def folder(self) -> Path:
        """The whole path. Raise CommandError if it overlaps with the project."""
        root = self.project.root
        folder = Path(os.path.abspath(root / Path(self.place).expanduser()))
        own_folders = (*self.project.folders, self.output, root / EVENTS, root / ".git")
        if root.is_relative_to(folder) or any(
            folder.is_relative_to(path) for path in own_folders
        ):
            raise CommandError(
                f"The site cannot be published to {folder}, inside its own project."
            )
        return folder

    def fetch_all(self, folders: Iterable[str]) -> dict[str, bytes]:
        return read_all(self.folder, folders)


class SwappedFolder(LocalFolder):
    """A folder that is replaced in one step. It holds only the site."""

    def publish(self, plans: Sequence[planning.Plan], progress: Progress) -> None:
        """Copy the whole site beside the folder, and exchange the two."""
        (plan,), folder = plans, self.folder
        self._refuse_others(folder, planning.read_deployment(plan.before))
        folders = swap.OutputFolders(folder)
        with work_folder(folders):
            for paths, source in ((plan.files, self.output), (plan.kept, folder)):
                for path in paths:
                    copy_file(source / path, folders.staging / path)
            (folders.staging / BUILD_JSON).write_bytes(plan.final_record)
            try:
                swap.swap_in(folders)
            except OSError as failure:
                problem = (
                    f"{folder} cannot be replaced in one step: {failure.strerror}."
                )
                raise CommandError(f"{problem} {IN_PLACE_HINT}") from None
        progress(len(plan.send))

    def _refuse_others(self, folder: Path, deployment: BuildInfo) -> None:
        """Raise CommandError if replacing the folder would delete files of other
        origin.
        """
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            problem = (
                f"{folder} is a link or a file, so it cannot be replaced in one step."
            )
            raise CommandError(f"{problem} {IN_PLACE_HINT}")
        unknown = (
            files_in(folder)
            - deployment.files.keys()
            - deployment.kept.keys()
            - {BUILD_JSON}
        )
        metadata = {
            path for path in unknown if path.rpartition("/")[2].lower() in IGNORED_FILES
        }
        if paths := sorted(unknown - metadata):
            more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
            names = ", ".join(f"“{path}”" for path in paths[:3])
            problem = f"{folder} has files that are not from Microsite: {names}{more}."
            raise CommandError(f"{problem} {IN_PLACE_HINT}")


def copy_file(source: Path, target: Path) -> None:
    """Copy a file into a folder that is created if necessary, readable for web
    servers.
    """
    for folder in reversed(target.parents):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
    shutil.copy2(source, target)
    target.chmod(0o644)


class FolderInPlace(LocalFolder, StepwiseTarget):
    """A folder whose files are replaced one by one. It may hold other files."""

    def send(self, paths: Sequence[str], records: Records) -> None:
        """Copy each file under another name, and rename it."""
        for source, part in ((self.output, paths), (self._folder_of(records), records)):
            for path in part:
                target = self.folder / path
                arriving = target.with_name(f"{target.name}{ARRIVING}")
                copy_file(source / path, arriving)
                arriving.replace(target)

    def delete(self, paths: Sequence[str]) -> None:
        """Delete files and folders that are empty."""
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)
        # The innermost first
        for folder in sorted(planning.folders_of(paths), reverse=True):
            with suppress(OSError):  # it is not empty
                (self.folder / folder).rmdir()


class RemoteTarget(StepwiseTarget):
    """A target that another program reads and writes."""

    def fetch_all(self, folders: Iterable[str]) -> dict[str, bytes]:
        copies, names = self.work / "there", [*folders]
        shutil.rmtree(copies, ignore_errors=True)
        for name in names:
            (copies / name).mkdir(parents=True, exist_ok=True)
        self.download([f"{name}{BUILD_JSON}" for name in names], copies)
        return read_all(copies, names)

    @abstractmethod
    def download(self, paths: Sequence[str], copies: Path) -> None:
        """Copy files of the target to a folder, if they are there."""

    @property
    def root(self) -> str:
        """The place without a slash at the end."""
        return self.place.rstrip("/")


class Rsync(RemoteTarget):
    """A host with SSH and rsync: `host:folder`."""

    label = "{} by rsync"
    program = "rsync"

    def _run(self, *arguments: str, allowed: Sequence[int] = ()) -> None:
        options, variables = ssh_options(self.work)
        shell = f"--rsh={shlex.join(['ssh', *options])}"
        common = (shell, "--chmod=D755,F644", "--times", *arguments)
        run_program("rsync", *common, allowed=allowed, variables=variables)

    def download(self, paths: Sequence[str], copies: Path) -> None:
        """Copy files of the host. Code 23 means that one is missing."""
        names = f"--files-from={self._list('fetch.txt', paths)}"
        self._run(names, f"{self.root}/", f"{copies}/", allowed=(23,))

    def send(self, paths: Sequence[str], records: Records) -> None:
        """Send the files together, and rename them at the end."""
        for source, part in ((self.output, paths), (self._folder_of(records), records)):
            if part:
                names = f"--files-from={self._list('send.txt', part)}"
                options = ("--mkpath", "--checksum", "--delay-updates", names)
                self._run(*options, f"{source}/", f"{self.root}/")

    def delete(self, paths: Sequence[str]) -> None:
        """Delete by rules that name each file, so that rsync deletes nothing else."""
        rules = [
            f"+ /{_as_rule(folder)}/" for folder in sorted(planning.folders_of(paths))
        ]
        rules += [f"+ /{_as_rule(path)}" for path in paths]
        merge = f"--filter=merge {self._list('rules.txt', [*rules, '- *'])}"
        options = ("--recursive", "--omit-dir-times", "--delete", merge)
        self._run(*options, f"{self.output}/", f"{self.root}/")


def _as_rule(path: str) -> str:
    """Return a path for a rule of rsync, which would take brackets for a pattern."""
    return re.sub(r"[\[\]]", r"\\\g<0>", path)


class Sftp(RemoteTarget):
    """A host with SFTP: `host:folder`. The folder must exist."""

    label = "{} by SFTP"
    program = "sftp"

    def _run(self, lines: Iterable[str]) -> None:
        host, _, folder = self.place.partition(":")
        options, variables = ssh_options(self.work)
        batch = self._list("batch.txt", [f'cd "{folder}"', *lines])
        run_program(
            "sftp", *options, "-b", batch, host, cwd=self.output, variables=variables
        )

    def download(self, paths: Sequence[str], copies: Path) -> None:
        """Copy files of the host. The hyphen lets the command fail."""
        self._run([f'-get "{path}" "{(copies / path).as_posix()}"' for path in paths])

    def send(self, paths: Sequence[str], records: Records) -> None:
        """Put each file under another name, and rename it."""
        lines = [
            f'-mkdir "{folder}"'
            for folder in sorted(planning.folders_of((*paths, *records)))
        ]
        folder = self._folder_of(records)
        lists = [((folder / path).as_posix(), path) for path in records]
        for source, path in (*((path, path) for path in paths), *lists):
            lines.append(f'put "{source}" "{path}{ARRIVING}"')
            lines.append(f'rename "{path}{ARRIVING}" "{path}"')
        self._run(lines)

    def delete(self, paths: Sequence[str]) -> None:
        """Delete files and folders that are empty. A hyphen lets a command fail."""
        files = (f'-rm "{path}"' for path in paths)
        # The innermost first
        folders = sorted(planning.folders_of(paths), reverse=True)
        self._run([*files, *(f'-rmdir "{folder}"' for folder in folders)])


class Rclone(RemoteTarget):
    """A bucket of an object store that rclone can use: `remote:bucket/folder`."""

    label = "{} by rclone"
    program = "rclone"

    def _run(self, *arguments: str, allowed: Sequence[int] = ()) -> None:
        remote = re.sub(r"\W", "_", self.place.partition(":")[0]).upper()
        keys = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
        secrets = (
            "RCLONE_CONFIG_PASS",
            *(f"RCLONE_CONFIG_{remote}_{key}" for key in keys),
        )
        run_program("rclone", *arguments, secrets=secrets, allowed=allowed)

    def download(self, paths: Sequence[str], copies: Path) -> None:
        """Copy files of the bucket. Codes 3 and 4 mean that one is missing."""
        names = ("--files-from-raw", self._list("fetch.txt", paths), "--no-traverse")
        self._run("copy", *names, self.root, str(copies), allowed=(3, 4))

    def send(self, paths: Sequence[str], records: Records) -> None:
        """Send files with the same headers together, also if they seem unchanged."""
        for source, part in ((self.output, paths), (self._folder_of(records), records)):
            for headers, group in groupby(sorted(part, key=_headers_of), _headers_of):
                names = (
                    "--files-from-raw",
                    self._list("send.txt", group),
                    "--no-traverse",
                )
                options = ["--ignore-times", "--s3-no-check-bucket"]
                for header in headers:
                    options += ["--header-upload", header]
                self._run("copy", *names, *options, str(source), self.root)

    def delete(self, paths: Sequence[str]) -> None:
        """Delete the files. Object stores have no folders."""
        self._run(
            "delete", "--files-from-raw", self._list("gone.txt", paths), self.root
        )


def _headers_of(path: str) -> tuple[str, str]:
    """Return the headers with which an object store serves a file."""
    is_fixed = planning.is_fingerprinted(path)
    cache = hosting.CACHE_IMMUTABLE if is_fixed else hosting.CACHE_REVALIDATE
    kind = hosting.CONTENT_TYPES.get(
        path.rpartition(".")[2], "application/octet-stream"
    )
    return f"Cache-Control: {cache}", f"Content-Type: {kind}"


class HostedTarget(Target):
    """A host whose own program sends the whole site, and puts it online in one step."""

    arguments: ClassVar[tuple[str, ...]]
    """Of the program, with folder and place in braces."""
    secrets: ClassVar[tuple[str, ...]]  # environment variables that the program reads

    def fetch_all(self, folders: Iterable[str]) -> dict[str, bytes]:
        """Return each build.json that visitors get; empty if the address is not
        known.
        """
        records = dict.fromkeys(folders, b"")
        if self.url is not None:
            with SiteClient(self.url) as site, suppress(WebError):
                for folder in records:
                    response = site.get(f"{folder}{BUILD_JSON}")
                    if response.status == 200 and read_build_json(response.body):
                        records[folder] = response.body
        return records

    def publish(self, plans: Sequence[planning.Plan], progress: Progress) -> None:
        """Run the program in an empty folder, so that it reads and writes no other
        file.
        """
        values = {"output": self.output, "place": self.place}
        arguments = (argument.format_map(values) for argument in self.arguments)
        run_program(self.program, *arguments, secrets=self.secrets, cwd=self.work)
        progress(sum(len(plan.send) for plan in plans))


class Netlify(HostedTarget):
    """A project on Netlify."""

    label = "{} on Netlify"
    program = "netlify"
    arguments = (
        "deploy",
        "--prod",
        "--no-build",
        "--dir",
        "{output}",
        "--site",
        "{place}",
    )
    secrets = ("NETLIFY_AUTH_TOKEN",)


class Cloudflare(HostedTarget):
    """A project on Cloudflare Pages, whose production branch is `main`."""

    label = "{} on Cloudflare Pages"
    program = "wrangler"
    arguments = (
        "pages",
        "deploy",
        "{output}",
        "--project-name",
        "{place}",
        "--branch",
        "main",
        "--commit-dirty=true",
    )
    secrets = ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID")


TARGETS: dict[str, type[Target]] = {
    "folder": SwappedFolder,
    "rsync": Rsync,
    "sftp": Sftp,
    "rclone": Rclone,
    "netlify": Netlify,
    "cloudflare": Cloudflare,
}
"""Targets by the name of the line below `publish:`."""
