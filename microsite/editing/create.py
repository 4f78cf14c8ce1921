"""New sites and new records, for `new`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.editing.project_files import (
    create_file,
    load_with_changes,
    new_diagnostics,
    source_files,
)
from microsite.editing.text_file import TextFile
from microsite.editing.yaml_edit import (
    CannotEditError,
    Value,
    data_path,
    format_document,
    insert_entries,
)
from microsite.model.event import Event
from microsite.model.kinds import RecordKind
from microsite.project import ENGINE, Project
from microsite.source.decode import read_bytes
from microsite.source.files import MAX_SLUG_LENGTH, SLUG, slugify
from microsite.up_to_date import program

STARTER = ENGINE / "starter"


class FolderNotEmptyError(Exception):
    """The folder for a site contains something already, or is a file."""


class NewRecord(Struct, frozen=True):
    """A new record before it is written."""

    path: str
    """The file, relative to the project."""
    before: bytes | None
    """None for a new file."""
    after: bytes
    warnings: tuple[Diagnostic, ...]
    """New warnings of the file."""


def create_site(folder: Path) -> None:
    """Copy the starter into a new or empty folder. Raises FolderNotEmptyError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmptyError
    for path in sorted(STARTER.rglob("*")):
        if path.is_file():
            data = path.read_bytes().replace(b"python build.py", program().encode())
            create_file(folder / path.relative_to(STARTER), data)
    create_file(folder / ".gitignore", b"# Made by the build.\noutput/\n.cache/\n")


def unused_id(kind: RecordKind, title: str, taken: set[str]) -> str:
    """Return an id made from the title that no other record of the kind has."""
    base = slugify(title) or kind.name
    names = [base, *(f"{base[:70]}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def existing_ids(kind: RecordKind, event: Event) -> set[str]:
    """Return the ids of the records of a kind, also of those with errors."""
    if kind.name == "sponsor":
        return {each.id for each in event.sponsorship.sponsors} if event.sponsorship else set()
    return set(event.references[kind.name].ids.values())


def create_record(
    project: Project, kind: RecordKind, id_: str, values: Mapping[str, Value], body: str
) -> NewRecord:
    """Return a new record in its file, in memory.

    Raises CannotEditError, with the diagnostics, if the record would add errors.
    """
    if not SLUG.match(id_) or len(id_) > MAX_SLUG_LENGTH:
        suggestion = slugify(id_) or "opening"
        raise CannotEditError(
            f"“{id_}” cannot be a name in addresses. Did you mean “{suggestion}”?"
        )
    _, log_before = load_with_changes(project, {})
    if kind.folder:
        name = (
            f"{values['date']}-{id_}.md"
            if kind.name == "news" and "date" in values
            else f"{id_}.md"
        )
        path, before, after = (
            f"content/{kind.folder}/{name}",
            None,
            format_document(kind, values, body),
        )
        folder = (project.root / path).parent
        if folder.is_dir() and any(file.name.casefold() == name for file in folder.iterdir()):
            raise CannotEditError(f"There is a file {path} already.")
    else:
        path, before, after = _new_entry(project, kind, id_, values)
    _, log = load_with_changes(project, {path: after})
    new = new_diagnostics(log_before, log)
    if errors := [each for each in new if each.severity is Severity.ERROR]:
        raise CannotEditError(f"The {kind.name} cannot be added like that.", errors)
    return NewRecord(path, before, after, tuple(each for each in new if each.span.path == path))


def _new_entry(
    project: Project, kind: RecordKind, id_: str, values: Mapping[str, Value]
) -> tuple[str, bytes | None, bytes]:
    """Return path, old and new bytes of a data file with a new entry."""
    files = {file.path: file for file in source_files(project.root)}
    path = data_path(kind, files)
    data = read_bytes(files[path], Log()) if path in files else None
    if data is None and (project.root / path).exists():
        raise CannotEditError(f"{path} cannot be read.")
    file = None if data is None else TextFile.from_bytes(path, data)
    entry = [("id", id_), *values.items()]
    after = insert_entries(file, path, kind, [entry]).data
    if kind.name == "session":
        event, _ = load_with_changes(project, {path: after})
        above = _session_above(event, id_)
        after = insert_entries(file, path, kind, [entry], above).data
    return path, data, after


def _session_above(event: Event | None, id_: str) -> str | None:
    """Return the id of the session above a new one in a file sorted by time, else None.

    Empty if the new session is the first.
    """
    sessions = sorted(event.sessions, key=lambda each: each.span().start) if event else ()
    times = {each.id: (each.day, each.start_minute) for each in sessions}
    new = times.pop(id_, None)
    if new is None or list(times.values()) != sorted(times.values()):
        return None
    return next((each for each in reversed(times) if times[each] <= new), "")
