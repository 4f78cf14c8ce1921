"""Publication: artifacts become `output/`, all of them or none.

Only this step writes.
"""

import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from unicodedata import normalize

from msgspec import Struct

from microsite import up_to_date
from microsite.diagnostics.diagnostic import Guard, Log, file_span
from microsite.diagnostics.source_text import Span
from microsite.project import Project
from microsite.output import build_json, swap
from microsite.output.build_json import (BUILD_JSON, digest_of_bytes, digest_of_file)
from microsite.output.private_words import PrivateWordSearch
from microsite.render.artifacts import Artifact

FILE_MODE, FOLDER_MODE = 0o644, 0o755
IGNORED_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})  # of file managers
JUNCTION = 0xA0000003
"""Tag of a Windows folder that leads to another; OneDrive uses other tags."""
OS_ERRORS = {
    **dict.fromkeys(
        (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)), "O122"
    ),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "O121"),
    **dict.fromkeys((errno.EXDEV, errno.EBUSY), "O116"),
}
"""Codes for a full disk, a folder that may not be written to, and one that cannot be
moved.
"""


class PublishResult(Struct, frozen=True):
    """Changes of a build in `output/`, without build.json."""

    total: int
    written: int  # files that are new or have a new content
    unchanged: int
    removed: int
    changed: tuple[str, ...]  # sorted paths of the files that were written or removed
    manifest: up_to_date.Manifest = up_to_date.NO_MANIFEST


def publish(
    artifacts: Iterable[Artifact],
    folders: swap.OutputFolders,
    cache: Path | None,
    stamp: Mapping[str, str],
    log: Log,
    search: PrivateWordSearch,
    *,
    jobs: int = 0,
) -> PublishResult | None:
    """Replace `output/` by these files and build.json, which also contains the stamp.

    Return `None` and leave `output/` as it is if there are errors: those of the
    artifacts, O-codes, and private words in a file. Without a cache folder every file
    is created again.
    """
    errors = log.errors
    output = folders.output
    path = (
        up_to_date.manifest_path(str(cache), str(output)) if cache is not None else ""
    )
    try:
        with work_folder(folders):
            artifacts = list(artifacts)
            check_paths(artifacts, log)
            manifest = (
                up_to_date.load_manifest(path) if path else up_to_date.NO_MANIFEST
            )
            existing = inspect_output(output, manifest, log)
            if existing is None or log.errors > errors:
                return None
            writer = OutputWriter(folders, existing, search)
            writer.add_artifacts(artifacts, log, jobs)
            writer.add(
                BUILD_JSON, "", build_json.write_build_json(stamp, writer.digests)
            )
            writer.search_unchanged()
            writer.search.report(log)
            if log.errors > errors:
                return None
            result = writer.finish()
            if path and result.manifest != manifest:
                _save_manifest(path, result.manifest, log)
            return result
    except swap.LockTimeoutError:
        log.report("O124", file_span(output.name), output=output)
    except OSError as error:
        code = OS_ERRORS.get(error.errno or 0, "O123")
        span = file_span(output.name)
        log.report(
            code, span, folder=output.parent, output=output, reason=_reason(error)
        )
    return None


def _save_manifest(path: str, manifest: up_to_date.Manifest, log: Log) -> None:
    try:
        up_to_date.save_manifest(path, manifest._replace(request=None))
    except OSError as error:
        log.report(
            "O125", file_span(os.path.basename(path)), path=path, reason=_reason(error)
        )


@contextmanager
def work_folder(folders: swap.OutputFolders) -> Iterator[None]:
    """Lock the work folder, and remove incomplete trees before and after the build."""
    for folder in (folders.work, folders.output.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with swap.locked(folders.lock):
        ignore = folders.work / ".gitignore"
        if not ignore.exists():
            ignore.write_bytes(b"*\n")
        swap.recover(folders)
        swap.clean(folders)
        try:
            yield
        finally:
            swap.clean(folders)


def restore(folders: swap.OutputFolders) -> None:
    """Restore the site that an interrupted build moved away.

    On failure, `publish` tries again.
    """
    if os.path.lexists(folders.backup):
        with suppress(OSError, swap.LockTimeoutError), swap.locked(folders.lock):
            swap.recover(folders)


class ExistingOutput(Struct, frozen=True):
    """The site that is in `output/`."""

    manifest: up_to_date.Manifest
    files: frozenset[str] = frozenset()
    """Paths that the last build published, without build.json."""
    stats: up_to_date.Stats = {}  # stats of the files that are there


def check_output_folder(project: Project, log: Log) -> None:
    """Report O113 if `output/` lies in the sources or contains the project."""
    output = project.output.resolve()
    trees = map(
        Path.resolve,
        (*project.folders, project.root / ".git", project.home / "microsite"),
    )
    inside = [f"it is in {tree}" for tree in trees if output.is_relative_to(tree)]
    roots = (project.root.resolve(), project.home.resolve())
    around = [f"it contains {root}" for root in roots if root.is_relative_to(output)]
    for why in (inside + around)[:1]:
        log.report(
            "O113", file_span(project.output.name), output=project.output, why=why
        )


def inspect_output(
    output: Path, manifest: up_to_date.Manifest, log: Log
) -> ExistingOutput | None:
    """Return what is in `output/`; `None` if it must not be replaced (O111 to O115)."""
    try:
        status = output.lstat()
    except FileNotFoundError:
        return ExistingOutput(manifest)
    span = file_span(output.name)
    if (
        stat.S_ISLNK(status.st_mode)
        or getattr(status, "st_reparse_tag", None) == JUNCTION
    ):
        log.report("O112", span, output=output, target=os.path.realpath(output))
        return None
    if not stat.S_ISDIR(status.st_mode):
        log.report("O111", span, output=output)
        return None
    recorded_paths = _recorded_files(output, manifest)
    expected_paths = (
        {*recorded_paths, BUILD_JSON} if recorded_paths is not None else set()
    )
    stats = {  # macOS may give back decomposed accents
        (
            path if path.isascii() or path in expected_paths else normalize("NFC", path)
        ): file_stat
        for path, file_stat in up_to_date.scan_folder(str(output)).items()
    }
    paths = {
        path for path in stats if stats[path] != up_to_date.FOLDER
    } - expected_paths
    foreign = sorted(
        path for path in paths if path.rpartition("/")[2].lower() not in IGNORED_FILES
    )
    if not foreign:
        return ExistingOutput(manifest, frozenset(recorded_paths or ()), stats)
    span = file_span(f"{output.name}/{foreign[0]}")
    if recorded_paths is None:
        log.report("O114", span, output=output, inside=foreign[0])
    else:
        names = ", ".join(f"“{name}”" for name in foreign[:5])
        more = f" and {len(foreign) - 5} more" if len(foreign) > 5 else ""
        log.report("O115", span, output=output, names=names + more)
    return None


def _recorded_files(
    output: Path, manifest: up_to_date.Manifest
) -> Iterable[str] | None:
    """Return the paths in build.json, or `None` if Microsite did not write the
    folder.
    """
    path = output / BUILD_JSON
    if not path.is_file() or path.is_symlink():
        return None
    if manifest.outputs.get(BUILD_JSON) == up_to_date.file_stat(str(path)):
        return manifest.digests.keys() - {BUILD_JSON}
    build = build_json.read_build_json(path.read_bytes())
    return (
        None
        if build is None or any(map(build_json.why_unsafe, build.files))
        else build.files
    )


def check_paths(artifacts: Iterable[Artifact], log: Log) -> None:
    """Report paths that are not safe and unique on every host, even if case is ignored
    (O10x).
    """
    owners = {BUILD_JSON: (BUILD_JSON, Artifact(BUILD_JSON, "", bytes))}
    for artifact in artifacts:
        span = artifact.origin or file_span(artifact.path)
        if why := build_json.why_unsafe(artifact.path):
            log.report("O104", span, path=artifact.path, why=why)
            continue
        names = artifact.path.split("/")
        folders = [
            f"{'/'.join(names[:depth])}/" for depth in range(len(names) - 1, 0, -1)
        ]
        for path in (artifact.path, *folders):
            # The same for paths that are one file on some system
            key = path.rstrip("/").lower()
            if not path.isascii():
                key = normalize("NFC", normalize("NFC", key).casefold())
            other_path, first = owners.setdefault(key, (path, artifact))
            if first is artifact:
                continue
            if path.endswith("/") and other_path == path:
                break
            if path.endswith("/") == other_path.endswith("/"):
                code = "O101" if path == other_path else "O102"
                log.report(code, span, notes=_notes(first), path=path, other=other_path)
            else:
                owners[key] = (path, artifact)
                inside, file = (
                    (artifact, first) if path.endswith("/") else (first, artifact)
                )
                span = inside.origin or file_span(inside.path)
                log.report(
                    "O103", span, notes=_notes(file), path=inside.path, file=file.path
                )
            break


def _notes(artifact: Artifact) -> list[tuple[str, Span]]:
    return [("The other file is from here", artifact.origin)] if artifact.origin else []


class OutputWriter:
    """Creates the new files in the staging tree, and decides which files stay."""

    def __init__(
        self,
        folders: swap.OutputFolders,
        existing: ExistingOutput,
        search: PrivateWordSearch,
    ) -> None:
        self.search = search
        self.digests: dict[str, str] = {}
        self._folders = folders
        self._existing = existing
        self._input_digests: dict[str, str] = {}
        self._written: set[str] = set()
        self._timestamps: dict[str, int] = {}
        """Time of the last change of each file in ns, if a later change would show in
        it.
        """
        self._settled = up_to_date.without_recent(existing.stats, time.time_ns())
        self._created: set[str] = set()

    def add_artifacts(self, artifacts: Iterable[Artifact], log: Log, jobs: int) -> None:
        """Add each file. Report the ones that cannot be created, and continue."""
        manifest = self._existing.manifest
        items = []
        for artifact in artifacts:
            is_new = manifest.input_digests.get(artifact.path) != artifact.inputs
            digest = manifest.digests.get(artifact.path, "")
            if is_new or not self._keep(artifact.path, artifact.inputs, digest):
                items.append(artifact)
        with ThreadPoolExecutor(jobs or None) as threads:
            futures = [
                threads.submit(item.produce) if item.in_thread else None
                for item in items
            ]
            for artifact, future in zip(items, futures, strict=True):
                span = artifact.origin or file_span(artifact.path)
                with Guard(log, span):
                    try:
                        data = future.result() if future else artifact.produce()
                    except OSError as error:
                        log.report(
                            "O105", span, path=artifact.path, reason=_reason(error)
                        )
                    else:
                        self.add(artifact.path, artifact.inputs, data)

    def add(self, path: str, inputs: str, data: bytes) -> None:
        """Add a file with its content, and search it for private words if it is new."""
        digest = digest_of_bytes(data)
        if self._keep(path, inputs, digest):
            return
        if path != BUILD_JSON:  # it contains only paths, which are searched themselves
            self.search.search_file(path, data)
        self._written.add(path)
        self.digests[path] = digest
        self._input_digests[path] = inputs
        self._timestamps[path] = write_file(self._place(path), data)

    def _keep(self, path: str, inputs: str, digest: str) -> bool:
        """Add a file that stays.

        Return whether `output/` has it; read it if its stats changed.
        """
        stats = self._existing.stats.get(path)
        if not stats or not (path in self._existing.files or path == BUILD_JSON):
            return False
        manifest = self._existing.manifest
        is_untouched = manifest.outputs.get(path) == stats
        if is_untouched:
            is_same = manifest.digests.get(path) == digest
        else:
            mode = stat.S_IFREG | FILE_MODE
            is_usual = stats[4:] == [mode] or (os.name == "nt" and len(stats) == 5)
            is_same = (
                is_usual and digest_of_file(f"{self._folders.output}/{path}") == digest
            )
        if is_same:
            self.digests[path] = digest
            self._input_digests[path] = inputs
            if is_untouched or path in self._settled:
                self._timestamps[path] = stats[1]
        return is_same

    def _place(self, path: str) -> str:
        """Return the place of a file or folder in the staging tree, in a folder that
        exists.
        """
        folder = path.rpartition("/")[0]
        if folder not in self._created:
            place = self._place(folder) if folder else self._folders.staging
            os.mkdir(place)
            os.chmod(place, FOLDER_MODE)
            self._created.add(folder)
        return f"{self._folders.staging}/{path}"

    def search_unchanged(self) -> None:
        """Search the files that stay for private words unless that was done."""
        manifest = self._existing.manifest
        is_searched = self.search.fingerprint == manifest.private_words
        for path in self.digests.keys() - self._written - {BUILD_JSON}:
            if not is_searched or manifest.digests.get(path) != self.digests[path]:
                self.search.search_file(
                    path, (self._folders.output / path).read_bytes()
                )

    def finish(self) -> PublishResult:
        """Exchange `output/` for the new site if anything has changed.

        Raise OSError.
        """
        paths = self.digests.keys() - {BUILD_JSON}
        removed_paths = self._existing.files - paths
        stats = self._existing.stats
        if self._written or removed_paths:
            self._link_unchanged()
            swap.swap_in(self._folders)
            # The last change of an inode includes the removal of a link
            swap.clean(self._folders)
            stats = up_to_date.scan_folder(str(self._folders.output))
        manifest = self._existing.manifest._replace(
            digests=self.digests,
            input_digests=self._input_digests,
            outputs={  # those whose next change would show
                path: file_stat
                for path, file_stat in stats.items()
                if file_stat == up_to_date.FOLDER
                or file_stat[1:2] == [self._timestamps.get(path)]
            },
            private_words=self.search.fingerprint,
        )
        new_paths = self._written - {BUILD_JSON}
        return PublishResult(
            total=len(paths),
            written=len(new_paths),
            unchanged=len(paths) - len(new_paths),
            removed=len(removed_paths),
            changed=tuple(sorted(new_paths | removed_paths)),
            manifest=manifest,
        )

    def _link_unchanged(self) -> None:
        for path in self.digests.keys() - self._written:
            source = f"{self._folders.output}/{path}"
            try:
                os.link(source, self._place(path))
            except OSError:
                data = Path(source).read_bytes()
                self._timestamps[path] = write_file(self._place(path), data)
                if digest_of_bytes(data) != self.digests[path]:
                    del self._timestamps[path]


def write_file(path: str, data: bytes) -> int:
    """Create a file that everybody may read. Return its timestamp in ns, or 0 if it has
    another.

    A clock may stand still for some milliseconds, so a file is dated back: every later
    change shows in its timestamp. The odd number of microseconds is lost on a file
    system with a coarse clock.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(
        path, "wb", opener=lambda name, _: os.open(name, flags, FILE_MODE)
    ) as file:
        file.write(data)
        if (
            stat.S_IMODE(os.fstat(file.fileno()).st_mode) != FILE_MODE
            and os.name != "nt"
        ):
            os.fchmod(file.fileno(), FILE_MODE)
    timestamp = ((time.time_ns() - up_to_date.CLOCK_TICK_NS) // 1000 | 1) * 1000
    try:
        os.utime(path, ns=(timestamp, timestamp))
    except PermissionError:
        return 0
    return timestamp


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
