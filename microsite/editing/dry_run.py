"""Diagnostics of a project with changed files, before anything is written."""

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


def source_files(root: Path) -> list[SourceFile]:
    """Return the source files of a project, by path."""
    found = find_files(root, Log())
    documents = (file for files in found.documents.values() for file in files)
    files = (*([found.event] if found.event else ()), *documents, *found.data.values())
    return sorted(files, key=lambda file: file.path)


def load_with_changes(project: Project, changed: Mapping[str, bytes]) -> tuple[Event | None, Log]:
    """Load the event with these bytes in place of files, by path. New files may be among them."""
    log = Log()
    files = {file.path: read_bytes(file, Log()) for file in source_files(project.root)}
    with TemporaryDirectory() as folder:
        for path, data in (files | dict(changed)).items():
            if data is not None:
                target = Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        return load_event(read_sources(Path(folder), log), log), log


def new_errors(before: Log, after: Log) -> list[Diagnostic]:
    """Return the errors that a change adds."""
    known = {(error.code, error.span.path, error.headline) for error in before}
    return [
        error
        for error in after
        if error.severity is Severity.ERROR
        and (error.code, error.span.path, error.headline) not in known
    ]
