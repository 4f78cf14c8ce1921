"""What the engine would say of a project in which some files were changed, before anything is
written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.project import Project
from microsite.source.decode import read_bytes
from microsite.source.files import SourceFile, find_files
from microsite.source.reader import read_sources


def found_files(root: Path) -> list[SourceFile]:
    """Every file of a project that is read, by path."""
    found = find_files(root, Log())
    files = [
        *([found.event] if found.event else ()),
        *(file for group in found.documents.values() for file in group),
    ]
    return sorted((*files, *found.data.values()), key=lambda file: file.path)


def load_with(project: Project, changed: Mapping[str, bytes]) -> tuple[Event | None, Log]:
    """The event, and what is said of it, with these bytes in the place of files; new files may be
    among them.
    """
    log = Log()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        files = {file.path: read_bytes(file, Log()) for file in found_files(project.root)} | dict(
            changed
        )
        for path, data in files.items():
            if data is not None:
                place = root / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        return load_event(read_sources(root, log), log), log


def new_mistakes(before: Log, after: Log) -> list[Diagnostic]:
    """The errors that a change brings."""
    known = {(found.code, found.span.path, found.headline) for found in before}
    return [
        found
        for found in after
        if found.severity is Severity.ERROR
        and (found.code, found.span.path, found.headline) not in known
    ]
