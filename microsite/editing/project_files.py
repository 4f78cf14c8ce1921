"""Files of a project: found, loaded with changes, and written without losing anything."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.diagnostics.diagnostic import Diagnostic, Log
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


def new_diagnostics(before: Log, after: Log) -> list[Diagnostic]:
    """Return the diagnostics that a change adds."""
    known = {(each.code, each.span.path, each.headline) for each in before}
    return [each for each in after if (each.code, each.span.path, each.headline) not in known]


class ConcurrentEditError(Exception):
    """The file has changed since it was read."""


def replace_file(path: Path, before: bytes | None, after: bytes) -> None:
    """Replace the bytes of a file. Raises ConcurrentEditError unless it contains `before`.

    `before` is None for a file that does not exist yet.
    """
    if before is None:
        create_file(path, after)
        return
    real = path.resolve()
    draft = _temporary_file(real, after)
    try:
        shutil.copymode(real, draft)
        if real.read_bytes() != before:
            raise ConcurrentEditError
        os.replace(draft, real)
    except FileNotFoundError:
        raise ConcurrentEditError from None
    finally:
        draft.unlink(missing_ok=True)


def create_file(path: Path, data: bytes) -> None:
    """Create a file and its folders. Raises ConcurrentEditError if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _temporary_file(path, data)
    try:
        os.link(draft, path)
    except FileExistsError:
        raise ConcurrentEditError from None
    except OSError:  # a file system without links
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            raise ConcurrentEditError from None
    finally:
        draft.unlink(missing_ok=True)


def _temporary_file(path: Path, data: bytes) -> Path:
    """Write the bytes into a hidden file beside a path, and make sure they are on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with draft.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft


class Backups:
    """Files before a change, in a folder such as `.cache/backups/2027-01-10-093000/`."""

    def __init__(self, project: Project, moment: datetime) -> None:
        self.folder = project.cache / "backups" / moment.strftime("%Y-%m-%d-%H%M%S")
        self.is_used = False

    def add(self, path: str, data: bytes) -> None:
        """Keep the bytes of a file of the project, unless an earlier version is there."""
        self.is_used = True
        target = self.folder / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
