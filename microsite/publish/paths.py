"""The check of a site's paths: each is safe and unique on every host, even if case is ignored."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.source_text import Span
from microsite.publish.build_json import BUILD_JSON, why_unsafe
from microsite.render.artifacts import Artifact


def check_paths(artifacts: Sequence[Artifact], log: Log) -> None:
    """Report paths that are unsafe or taken.

    O101 (same path), O102 (same without case or accents), O103 (file and folder), O104 (unsafe).
    """
    files = {_fold(BUILD_JSON): Artifact(BUILD_JSON, "", bytes)}
    for artifact in artifacts:
        path = artifact.path
        if why := why_unsafe(path):
            log.report("O104", _span(artifact), path=path, why=why)
            continue
        first = files.setdefault(_fold(path), artifact)
        if first is not artifact:
            code, notes = "O101" if first.path == path else "O102", _notes(first)
            log.report(code, _span(artifact), notes=notes, path=path, other=first.path)
    _check_folders(files, log)


def _check_folders(files: dict[str, Artifact], log: Log) -> None:
    folders: dict[str, tuple[str, Artifact]] = {}
    for artifact in files.values():
        span, folder = _span(artifact), artifact.path.rpartition("/")[0]
        while folder:
            folded = _fold(folder)
            spelled, first = folders.setdefault(folded, (folder, artifact))
            if spelled != folder:
                notes, other = _notes(first), f"{spelled}/"
                log.report("O102", span, notes=notes, path=f"{folder}/", other=other)
            elif first is not artifact:
                break
            if clash := files.get(folded):
                notes, path = _notes(clash), artifact.path
                log.report("O103", span, notes=notes, path=path, file=clash.path)
            folder = folder.rpartition("/")[0]


def _fold(path: str) -> str:
    """Return a text that is equal for paths that are one file on some system."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _span(artifact: Artifact) -> Span:
    return artifact.origin or file_span(artifact.path)


def _notes(other: Artifact) -> list[tuple[str, Span]]:
    return [("the other comes from here", other.origin)] if other.origin else []
