"""Places to which a site is sent: folders, hosts with SSH, object stores, Netlify, Cloudflare."""

import os
import re
import shlex
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import ClassVar

from microsite.cli.commands import CommandError
from microsite.project import Project
from microsite.publish import swap
from microsite.publish.build_json import BUILD_JSON, BuildInfo, read_build_json
from microsite.publish.write import IGNORED_FILES, work_folder
from microsite.publishing.comparison import RequestFailed, SiteClient
from microsite.publishing.plan import (
    Plan,
    folders_of,
    is_fingerprinted,
    read_deployment,
    record_after,
    record_while_sending,
)
from microsite.publishing.programs import find_program, run_program, ssh_options
from microsite.site import hosting

ARRIVING = ".microsite-new"  # added to the name of a file until it is complete
Progress = Callable[[int], None]  # called with the number of files sent so far


class Target(ABC):
    """A place for the site, and the way to send it there."""

    label: ClassVar[str]  # its name in messages, with `{}` for the place
    program: ClassVar[str] = ""  # the program it needs besides Microsite

    def __init__(self, place: str, project: Project, url: str | None, work: Path) -> None:
        """Take the place from event.md, the address of the site, and a folder for lists."""
        self.place = place
        self.name = self.label.format(place)
        self.project = project
        self.output = project.output
        self.url = url
        self.work = work
        if self.program:
            find_program(self.program)

    @abstractmethod
    def fetch(self) -> bytes:
        """Return the build.json at the target; empty if there is none. Raise CommandError."""

    @abstractmethod
    def publish(self, plan: Plan, there: bytes, progress: Progress) -> None:
        """Carry out a plan. Raise CommandError or OSError."""


class StepwiseTarget(Target):
    """A target whose files are sent one by one, in an order in which the site always works."""

    def publish(self, plan: Plan, there: bytes, progress: Progress) -> None:
        """Send each phase, list it in build.json there, then delete, and list the result."""
        built = (self.output / BUILD_JSON).read_bytes()
        build, sent = read_build_json(built), dict[str, str]()
        assert build is not None
        for paths in filter(None, plan.phases):
            sent |= {path: build.files[path] for path in paths}
            self.send(paths, record_while_sending(there, sent))
            progress(len(sent))
        self.finish(plan.gone, record_after(built, plan.kept))

    @abstractmethod
    def send(self, paths: Sequence[str], record: bytes) -> None:
        """Send files of the build, then this build.json."""

    @abstractmethod
    def finish(self, gone: Sequence[str], record: bytes) -> None:
        """Delete files, then their folders if they are empty, and send the final build.json."""

    def _list(self, name: str, lines: Iterable[str]) -> str:
        """Write a list for a program, and return its path."""
        path = self.work / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode())
        return str(path)

    def _record(self, data: bytes) -> Path:
        path = self.work / BUILD_JSON
        path.write_bytes(data)
        return path


def innermost_first(paths: Iterable[str]) -> list[str]:
    """Return the folders of these paths, each before those that contain it."""
    return sorted(folders_of(paths), key=lambda folder: (-folder.count("/"), folder))


class LocalFolder(Target):
    """A folder of this computer."""

    label = "the folder {}"

    @property
    def folder(self) -> Path:
        """The whole path. Raise CommandError if it overlaps with the project."""
        root = self.project.root
        folder = Path(os.path.abspath(root / Path(self.place).expanduser()))
        own = (*self.project.folders, self.output, root / ".git")
        if root.is_relative_to(folder) or any(folder.is_relative_to(path) for path in own):
            raise CommandError(f"The site cannot be published to {folder}, inside its own project.")
        return folder

    def fetch(self) -> bytes:
        file = self.folder / BUILD_JSON
        return file.read_bytes() if file.is_file() else b""


class SwappedFolder(LocalFolder):
    """A folder that is replaced in one step. It holds only the site."""

    def publish(self, plan: Plan, there: bytes, progress: Progress) -> None:
        """Copy the whole site beside the folder, and exchange the two."""
        folder = self.folder
        self._refuse_others(folder, read_deployment(there))
        folders = swap.OutputFolders(folder)
        built = (self.output / BUILD_JSON).read_bytes()
        build = read_build_json(built)
        assert build is not None
        with work_folder(folders):
            for paths, source in ((build.files, self.output), (plan.kept, folder)):
                for path in paths:
                    copy_file(source / path, folders.staging / path)
            (folders.staging / BUILD_JSON).write_bytes(record_after(built, plan.kept))
            try:
                swap.swap_in(folders)
            except OSError as failure:
                problem = f"{folder} cannot be replaced in one step: {failure.strerror}."
                raise CommandError(f"{problem} {IN_PLACE_HINT}") from None
        progress(len(plan.send))

    def _refuse_others(self, folder: Path, there: BuildInfo) -> None:
        """Raise CommandError if replacing the folder would delete files of other origin."""
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            problem = f"{folder} is a link or a file, so it cannot be replaced in one step."
            raise CommandError(f"{problem} {IN_PLACE_HINT}")
        found = {it.relative_to(folder).as_posix() for it in folder.rglob("*") if not it.is_dir()}
        others = sorted(
            path
            for path in found - there.files.keys() - there.kept.keys() - {BUILD_JSON}
            if path.rpartition("/")[2].lower() not in IGNORED_FILES
        )
        if others:
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            names = ", ".join(f"“{path}”" for path in others[:3])
            problem = f"{folder} has files that are not from Microsite: {names}{more}."
            raise CommandError(f"{problem} {IN_PLACE_HINT}")


IN_PLACE_HINT = (
    "To change only the site's own files there, one by one, write “in_place: yes” below “publish:”"
    " in content/event.md, or add --in-place."
)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file into a folder that is created if necessary, readable for web servers."""
    for folder in reversed(target.parents):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
    shutil.copy2(source, target)
    target.chmod(0o644)


class FolderInPlace(LocalFolder, StepwiseTarget):
    """A folder whose files are replaced one by one. It may hold other files."""

    def send(self, paths: Sequence[str], record: bytes) -> None:
        """Copy each file under another name, and rename it."""
        sources = [(self.output / path, self.folder / path) for path in paths]
        for source, target in (*sources, (self._record(record), self.folder / BUILD_JSON)):
            arriving = target.with_name(f"{target.name}{ARRIVING}")
            copy_file(source, arriving)
            arriving.replace(target)

    def finish(self, gone: Sequence[str], record: bytes) -> None:
        """Delete files and folders that are empty."""
        for path in gone:
            (self.folder / path).unlink(missing_ok=True)
        for folder in innermost_first(gone):
            with suppress(OSError):  # it is not empty
                (self.folder / folder).rmdir()
        self.send((), record)


class RemoteTarget(StepwiseTarget):
    """A target that another program reads and writes."""

    def fetch(self) -> bytes:
        copy = self.work / "there.json"
        copy.unlink(missing_ok=True)
        self.download(BUILD_JSON, copy)
        return copy.read_bytes() if copy.is_file() else b""

    @abstractmethod
    def download(self, path: str, copy: Path) -> None:
        """Copy a file of the target, if it is there."""

    @property
    def root(self) -> str:
        """The place without a slash at the end."""
        return self.place.rstrip("/")


class Rsync(RemoteTarget):
    """A host with SSH and rsync: `host:folder`."""

    label = "{} by rsync"
    program = "rsync"

    def _run(self, *arguments: str, allowed: Iterable[int] = ()) -> int:
        options, variables = ssh_options(self.work)
        shell = f"--rsh={shlex.join(['ssh', *options])}"
        common = (shell, "--chmod=D755,F644", "--times", *arguments)
        return run_program("rsync", *common, allowed=allowed, extra=variables)

    def download(self, path: str, copy: Path) -> None:
        """Copy a file of the host. Code 23 means that it is missing."""
        self._run(f"{self.root}/{path}", str(copy), allowed=(23,))

    def send(self, paths: Sequence[str], record: bytes) -> None:
        """Send the files together, and rename them at the end."""
        if paths:
            names = f"--files-from={self._list('send.txt', paths)}"
            options = ("--mkpath", "--checksum", "--delay-updates", names)
            self._run(*options, f"{self.output}/", f"{self.root}/")
        self._run("--ignore-times", str(self._record(record)), f"{self.root}/{BUILD_JSON}")

    def finish(self, gone: Sequence[str], record: bytes) -> None:
        """Delete by rules that name each file, so that rsync deletes nothing else."""
        if gone:
            rules = [f"+ /{_as_rule(folder)}/" for folder in sorted(folders_of(gone))]
            rules += [f"+ /{_as_rule(path)}" for path in gone]
            merge = f"--filter=merge {self._list('rules.txt', [*rules, '- *'])}"
            options = ("--recursive", "--omit-dir-times", "--delete", merge)
            self._run(*options, f"{self.output}/", f"{self.root}/")
        self.send((), record)


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
        run_program("sftp", *options, "-b", batch, host, cwd=self.output, extra=variables)

    def download(self, path: str, copy: Path) -> None:
        """Copy a file of the host. The hyphen lets the command fail."""
        self._run([f'-get "{path}" "{copy.as_posix()}"'])

    def send(self, paths: Sequence[str], record: bytes) -> None:
        """Put each file under another name, and rename it."""
        self._run(self._lines(paths, record))

    def _lines(self, paths: Sequence[str], record: bytes) -> list[str]:
        lines = [f'-mkdir "{folder}"' for folder in sorted(folders_of(paths))]
        files = [(path, path) for path in paths]
        for source, path in (*files, (self._record(record).as_posix(), BUILD_JSON)):
            lines.append(f'put "{source}" "{path}{ARRIVING}"')
            lines.append(f'rename "{path}{ARRIVING}" "{path}"')
        return lines

    def finish(self, gone: Sequence[str], record: bytes) -> None:
        """Delete files and folders that are empty. A hyphen lets a command fail."""
        deletions = [f'-rm "{path}"' for path in gone] + [
            f'-rmdir "{path}"' for path in innermost_first(gone)
        ]
        self._run([*deletions, *self._lines((), record)])


class Rclone(RemoteTarget):
    """A bucket of an object store that rclone can use: `remote:bucket/folder`."""

    label = "{} by rclone"
    program = "rclone"

    def _run(self, *arguments: str, allowed: Iterable[int] = ()) -> int:
        remote = re.sub(r"\W", "_", self.place.partition(":")[0]).upper()
        keys = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
        secrets = ("RCLONE_CONFIG_PASS", *(f"RCLONE_CONFIG_{remote}_{key}" for key in keys))
        return run_program("rclone", *arguments, secrets=secrets, allowed=allowed)

    def download(self, path: str, copy: Path) -> None:
        """Copy a file of the bucket. Codes 3 and 4 mean that it is missing."""
        self._run("copyto", f"{self.root}/{path}", str(copy), allowed=(3, 4))

    def send(self, paths: Sequence[str], record: bytes) -> None:
        """Send the files in groups that have the same headers."""
        groups: dict[tuple[str, str], list[str]] = {}
        for path in paths:
            is_fixed = is_fingerprinted(path)
            cache = hosting.CACHE_IMMUTABLE if is_fixed else hosting.CACHE_REVALIDATE
            kind = hosting.CONTENT_TYPES.get(path.rpartition(".")[2], "application/octet-stream")
            groups.setdefault((cache, kind), []).append(path)
        for (cache, kind), group in sorted(groups.items()):
            names = ("--files-from-raw", self._list("send.txt", group), "--no-traverse")
            self._run("copy", *names, *_headers(cache, kind), str(self.output), self.root)
        headers = _headers(hosting.CACHE_REVALIDATE, hosting.CONTENT_TYPES["json"])
        self._run("copyto", *headers, str(self._record(record)), f"{self.root}/{BUILD_JSON}")

    def finish(self, gone: Sequence[str], record: bytes) -> None:
        """Delete the files. Object stores have no folders."""
        if gone:
            self._run("delete", "--files-from-raw", self._list("gone.txt", gone), self.root)
        self.send((), record)


def _headers(cache: str, kind: str) -> tuple[str, ...]:
    """Return options that send files with these headers, also if they seem unchanged."""
    headers = (f"Cache-Control: {cache}", f"Content-Type: {kind}")
    uploads = (option for header in headers for option in ("--header-upload", header))
    return ("--ignore-times", "--s3-no-check-bucket", *uploads)


class HostedTarget(Target):
    """A host whose own program sends the whole site, and puts it online in one step."""

    arguments: ClassVar[tuple[str, ...]]  # of the program, with folder and place in braces
    secrets: ClassVar[tuple[str, ...]]  # environment variables that the program reads

    def fetch(self) -> bytes:
        """Return the build.json that visitors get; empty if the address is not known."""
        if self.url is None:
            return b""
        with closing(SiteClient(self.url)) as site:
            try:
                response = site.get(BUILD_JSON)
            except RequestFailed:
                return b""
        found = response.data if response.status == 200 else b""
        return found if read_build_json(found) else b""

    def publish(self, plan: Plan, there: bytes, progress: Progress) -> None:  # noqa: ARG002
        """Run the program in an empty folder, so that it reads and writes no other file."""
        values = {"output": self.output, "place": self.place}
        arguments = (argument.format_map(values) for argument in self.arguments)
        run_program(self.program, *arguments, secrets=self.secrets, cwd=self.work)
        progress(len(plan.send))


class Netlify(HostedTarget):
    """A project on Netlify."""

    label = "{} on Netlify"
    program = "netlify"
    arguments = tuple("deploy --prod --no-build --dir {output} --site {place}".split())
    secrets = ("NETLIFY_AUTH_TOKEN",)


class Cloudflare(HostedTarget):
    """A project on Cloudflare Pages, whose production branch is `main`."""

    label = "{} on Cloudflare Pages"
    program = "wrangler"
    arguments = tuple(
        "pages deploy {output} --project-name {place} --branch main --commit-dirty=true".split()
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
