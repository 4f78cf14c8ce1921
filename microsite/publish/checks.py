"""Checks before a site is published: its paths, and the folder that it replaces."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.source_text import Span
from microsite.project import EDITIONS, Project
from microsite.publish.build_json import BUILD_JSON, digest_of_file, read_build_json, why_unsafe
from microsite.render.artifacts import Artifact
from microsite.up_to_date import FOLDER, Manifest, Stats, file_stat, scan_folder

FILE_MODE = 0o644
IGNORED_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""Files of file managers, in lower case."""
JUNCTION = 0xA0000003
"""Tag of a Windows folder that leads to another one. OneDrive uses other tags."""


class ExistingOutput(Struct, frozen=True):
    """The site that is in `output/`."""

    output: Path
    manifest: Manifest
    files: frozenset[str] = frozenset()
    """Paths that the last build published, without build.json."""
    stats: Stats = {}
    """Stats of the files that are there."""

    def has(self, path: str, digest: str) -> bool:
        """Return whether a file of the last build has this digest. Read it if its stats changed."""
        found = self.stats.get(path)
        if not found or not (path in self.files or path == BUILD_JSON):
            return False
        if self.manifest.outputs.get(path) == found:
            return self.manifest.digests.get(path) == digest
        if len(found) < 5 or not stat.S_ISREG(found[4]):
            return False
        has_usual_mode = os.name == "nt" or stat.S_IMODE(found[4]) == FILE_MODE
        return has_usual_mode and digest_of_file(f"{self.output}/{path}") == digest


def check_output_folder(project: Project, log: Log) -> None:
    """Report O113 if `output/` lies in the sources or contains the project."""
    output = project.output.resolve()
    own = ("content", "data", EDITIONS, "templates", "assets", ".git")
    sources = [project.root / name for name in own]
    sources += [project.home / name for name in ("templates", "assets", "microsite")]
    inside = [f"it lies in {it}" for it in map(Path.resolve, sources) if output.is_relative_to(it)]
    roots = (project.root.resolve(), project.home.resolve())
    around = [f"it holds {root}" for root in roots if root.is_relative_to(output)]
    for why in (inside + around)[:1]:
        log.report("O113", file_span(project.output.name), output=project.output, why=why)


def inspect_output(output: Path, manifest: Manifest, log: Log) -> ExistingOutput | None:
    """Return what is in `output/`, or `None` if it must not be replaced. Raise OSError.

    Report O111 (a file), O112 (a link), O114 (a foreign folder), O115 (files added by hand).
    """
    try:
        found = output.lstat()
    except FileNotFoundError:
        return ExistingOutput(output, manifest)
    span = file_span(output.name)
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", None) == JUNCTION:
        log.report("O112", span, output=output, target=os.path.realpath(output))
        return None
    if not stat.S_ISDIR(found.st_mode):
        log.report("O111", span, output=output)
        return None
    recorded = _recorded_files(output, manifest)
    expected = {*recorded, BUILD_JSON} if recorded is not None else set()
    stats = {  # macOS may give back decomposed accents
        path if path.isascii() or path in expected else normalize("NFC", path): found
        for path, found in scan_folder(str(output)).items()
    }
    others = [path for path, it in stats.items() if it != FOLDER and path not in expected]
    foreign = sorted(it for it in others if it.rpartition("/")[2].lower() not in IGNORED_FILES)
    if not foreign:
        return ExistingOutput(output, manifest, frozenset(recorded or ()), stats)
    span = file_span(f"{output.name}/{foreign[0]}")
    if recorded is None:
        log.report("O114", span, output=output, inside=foreign[0])
    else:
        named = ", ".join(f"“{name}”" for name in foreign[:5])
        more = f" and {len(foreign) - 5} more" if len(foreign) > 5 else ""
        log.report("O115", span, output=output, names=named + more)
    return None


def _recorded_files(output: Path, manifest: Manifest) -> Iterable[str] | None:
    """Return the paths in build.json, or `None` if Microsite did not write the folder."""
    path = output / BUILD_JSON
    if not path.is_file() or path.is_symlink():
        return None
    if BUILD_JSON in manifest.outputs and manifest.outputs[BUILD_JSON] == file_stat(str(path)):
        return manifest.digests.keys() - {BUILD_JSON}
    build = read_build_json(path.read_bytes())
    return None if build is None or any(map(why_unsafe, build.files)) else build.files


def check_paths(artifacts: Iterable[Artifact], log: Log) -> None:
    """Report paths that are not safe and unique on every host, even if case is ignored.

    O101 (same path), O102 (same without case or accents), O103 (file and folder), O104 (unsafe).
    """
    taken = {BUILD_JSON: (BUILD_JSON, Artifact(BUILD_JSON, "", bytes))}
    for artifact in artifacts:
        span = artifact.origin or file_span(artifact.path)
        if why := why_unsafe(artifact.path):
            log.report("O104", span, path=artifact.path, why=why)
            continue
        for path in _with_folders(artifact.path):
            key = _fold(path.rstrip("/"))
            other, first = taken.setdefault(key, (path, artifact))
            if first is artifact:
                continue
            if path.endswith("/") and other == path:
                break
            if path.endswith("/") == other.endswith("/"):
                code, notes = "O101" if path == other else "O102", _notes(first)
                log.report(code, span, notes=notes, path=path, other=other)
            else:
                taken[key] = (path, artifact)
                inside, file = (artifact, first) if path.endswith("/") else (first, artifact)
                span = inside.origin or file_span(inside.path)
                log.report("O103", span, notes=_notes(file), path=inside.path, file=file.path)
            break


def _with_folders(path: str) -> Iterator[str]:
    """Yield a path, then each folder that contains it, with a final `/`."""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield f"{path}/"


def _fold(path: str) -> str:
    """Return a text that is equal for paths that are one file on some system."""
    return path.lower() if path.isascii() else normalize("NFC", normalize("NFC", path).casefold())


def _notes(other: Artifact) -> list[tuple[str, Span]]:
    return [("the other comes from here", other.origin)] if other.origin else []
