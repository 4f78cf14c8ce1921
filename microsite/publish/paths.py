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
        if why := why_unsafe(artifact.path):
            log.report("O104", _span(artifact), path=artifact.path, why=why)
            continue
        first = files.setdefault(_fold(artifact.path), artifact)
        if first is not artifact:
            code = "O101" if first.path == artifact.path else "O102"
            log.report(
                code, _span(artifact), notes=_note(first), path=artifact.path, other=first.path
            )
    _check_folders(files, log)


def _check_folders(files: dict[str, Artifact], log: Log) -> None:
    folders: dict[str, tuple[str, Artifact]] = {}
    for artifact in files.values():
        folder = artifact.path.rpartition("/")[0]
        while folder:
            folded = _fold(folder)
            spelled, first = folders.setdefault(folded, (folder, artifact))
            if first is not artifact and spelled == folder:
                break
            if spelled != folder:
                log.report(
                    "O102",
                    _span(artifact),
                    notes=_note(first),
                    path=f"{folder}/",
                    other=f"{spelled}/",
                )
            if folded in files:
                clash = files[folded]
                log.report(
                    "O103", _span(artifact), notes=_note(clash), path=artifact.path, file=clash.path
                )
            folder = folder.rpartition("/")[0]


def _fold(path: str) -> str:
    """Return a text that is equal for paths that are one file on some system."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _note(other: Artifact) -> list[tuple[str, Span]]:
    return [("the other comes from here", other.origin)] if other.origin else []


def _span(artifact: Artifact) -> Span:
    return artifact.origin or file_span(artifact.path)
