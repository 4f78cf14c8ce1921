"""The paths of a site: each must be safe and its own on every host, also where case does not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.source_text import Span
from microsite.publish.record import RECORD

LONGEST = 200
"""Characters of a whole path: Windows allows 260, and output lies in a folder too."""

LONGEST_NAME = 255
"""Bytes of one name: the most that file systems take."""

_SUSPECT = re.compile(
    r"""[\\<>:"|?*\x00-\x1f\x7f\ud800-\udfff]   # not allowed in a name, here or on Windows
    | (?:^|/)(?=/|$)                             # absolute, an empty name, or a folder
    | [. ](?:/|$)                                # '.', '..', and ends that Windows drops
    | (?:^|/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])[. ]*(?:\.|/|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def check_paths(artifacts: Sequence[Artifact], published: AbstractSet[str], log: Log) -> None:
    """Report every path that is unsafe, or that two files want. Those `published` together before
    are neither.

    O101 (the same path), O102 (the same where case or accents do not count), O103 (a file and a
    folder), O104 (unsafe).
    """
    paths = {artifact.path for artifact in artifacts}
    if paths <= published and len(paths) == len(artifacts) and RECORD not in paths:
        return
    files: dict[str, Artifact] = {_alike(RECORD): Artifact(RECORD, "", bytes)}
    for artifact in artifacts:
        if why := why_unsafe(artifact.path):
            log.report("O104", _place(artifact), path=artifact.path, why=why)
            continue
        first = files.setdefault(_alike(artifact.path), artifact)
        if first is not artifact:
            code = "O101" if first.path == artifact.path else "O102"
            log.report(
                code, _place(artifact), notes=_also(first), path=artifact.path, other=first.path
            )
    _check_folders(files, log)


def _check_folders(files: dict[str, Artifact], log: Log) -> None:
    folders: dict[str, tuple[str, Artifact]] = {}
    for artifact in files.values():
        folder = artifact.path.rpartition("/")[0]
        while folder:
            alike = _alike(folder)
            spelled, first = folders.setdefault(alike, (folder, artifact))
            if first is not artifact and spelled == folder:
                break
            if spelled != folder:
                log.report(
                    "O102",
                    _place(artifact),
                    notes=_also(first),
                    path=folder + "/",
                    other=spelled + "/",
                )
            if alike in files:
                clash = files[alike]
                log.report(
                    "O103",
                    _place(artifact),
                    notes=_also(clash),
                    path=artifact.path,
                    file=clash.path,
                )
            folder = folder.rpartition("/")[0]


def _alike(path: str) -> str:
    """Equal for paths that are one file on some system."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def why_unsafe(path: str) -> str:
    """Why a path is not safe everywhere; empty where it is."""
    names = path.split("/")
    is_short = path.isascii() or all(
        len(name.encode(errors="replace")) <= LONGEST_NAME for name in names
    )
    if len(path) > LONGEST or not is_short:
        return f"it is too long ({LONGEST} characters are the most)"
    if not _SUSPECT.search(path):
        return ""
    if path.startswith("/") or ".." in names:
        return "it leads out of the folder"
    if "" in names or "." in names:
        return "one of its folders or the file has no name"
    if "\\" in path:
        return "it has a backslash in it"
    return "Windows does not allow such a name"


def folders_of(paths: Iterable[str]) -> set[str]:
    """The folders that these paths need, all the way up; the outermost is the empty text."""
    folders = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _place(artifact: Artifact) -> Span:
    return artifact.origin or file_span(artifact.path)


def _also(artifact: Artifact) -> list[tuple[str, Span]]:
    return [("the other comes from here", artifact.origin)] if artifact.origin else []
