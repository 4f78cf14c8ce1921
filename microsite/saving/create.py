"""New records in people's files."""

import re
from collections.abc import Container, Mapping

from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.model.event import Event
from microsite.model.kinds import RecordKind
from microsite.project import Project
from microsite.saving import text_file, yaml_edits
from microsite.saving.journal import Versions
from microsite.saving.yaml_edits import CannotEditError
from microsite.source.decode import read_bytes
from microsite.source.files import MAX_SLUG_LENGTH, SLUG, slugify


def unused_id(kind: RecordKind, title: str, used_ids: set[str]) -> str:
    """Return an id made from the title that no other record of the kind has."""
    base = slugify(title) or kind.name
    # No file of Windows has such a name
    if re.fullmatch(r"con|prn|aux|nul|(?:com|lpt)\d", base):
        base = f"{base}-{kind.name}"
    names = [
        base,
        *(
            f"{base[:70].rstrip('-')}-{number}"
            for number in range(2, len(used_ids) + 3)
        ),
    ]
    return next(name for name in names if name not in used_ids)


def record_path(
    kind: RecordKind, id_: str, values: Mapping[str, object], paths: Container[str]
) -> str:
    """Return the path for a new record: of a Markdown file of its own, or of its data
    file.
    """
    if not kind.folder:
        return yaml_edits.data_path(kind.file, paths)
    day = f"{values['date']}-" if kind.name == "news" and "date" in values else ""
    return f"content/{kind.folder}/{day}{id_}.md"


def existing_ids(kind: RecordKind, event: Event) -> set[str]:
    """Return the ids of the records of a kind, also of those with errors."""
    index = event.references.get(kind.name)
    return (
        set(index.ids.values())
        if index
        else {record.id for record in event.records[kind.name]}
    )


def create_record(
    project: Project, kind: RecordKind, id_: str, values: yaml_edits.Fields, body: str
) -> tuple[str, Versions, list[Diagnostic]]:
    """Return path, bytes and warnings of a new record.

    Raises CannotEditError if it has errors.
    """
    if not SLUG.match(id_) or len(id_) > MAX_SLUG_LENGTH:
        question = f"Did you mean “{slugify(id_) or 'opening'}”?"
        raise CannotEditError(f"“{id_}” cannot be part of a web address. {question}")
    fields = values if kind.folder else {"id": id_, **values}
    path, versions = draft_record(project, kind, id_, fields, body)
    _, log_before = text_file.load_with_changes(project, {})
    _, log = text_file.load_with_changes(project, {path: versions[1]})
    diagnostics = text_file.new_diagnostics(log_before, log)
    if errors := [error for error in diagnostics if error.severity is Severity.ERROR]:
        problem = f"The {kind.name} cannot be added with these values."
        raise CannotEditError(problem, errors)
    return (
        path,
        versions,
        [warning for warning in diagnostics if warning.span.path == path],
    )


def draft_record(
    project: Project, kind: RecordKind, id_: str, values: yaml_edits.Fields, body: str
) -> tuple[str, Versions]:
    """Return path, old and new bytes of a record; sessions by time.

    Raises CannotEditError.
    """
    files = {file.path: file for file in text_file.source_files(project.root)}
    path = record_path(kind, id_, values, files)
    if kind.folder:
        if path.casefold() in map(str.casefold, files):
            raise CannotEditError(f"The file {path} already exists.")
        return path, (None, yaml_edits.format_document(kind, values, body))
    before = read_bytes(files[path], Log()) if path in files else None
    file = text_file.TextFile.from_bytes(path, before or b"")
    if file is None or (before is None and (project.root / path).exists()):
        raise CannotEditError(f"{path} cannot be read.")
    after = yaml_edits.insert_entries(file, kind, [values])
    if kind.name == "session":
        event, _ = text_file.load_with_changes(project, {path: after.data})
        after = yaml_edits.insert_entries(
            file, kind, [values], _session_above(event, id_)
        )
    return path, (before, after.data)


def _session_above(event: Event | None, id_: str) -> str | None:
    """Return the id above a new session in a file sorted by time, “” for the top, else
    None.
    """
    sessions = (
        sorted(event.sessions, key=lambda session: session.span().start)
        if event
        else ()
    )
    times = {session.id: (session.day, session.start_minute) for session in sessions}
    new_time = times.pop(id_, None)
    if new_time is None or list(times.values()) != sorted(times.values()):
        return None
    return next((other for other in reversed(times) if times[other] <= new_time), "")
