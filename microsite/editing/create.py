"""New sites, new records and the next edition of a series, for `new`."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from microsite import DOCUMENTATION
from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.editing import project_files, yaml_edit
from microsite.editing.journal import Versions, save
from microsite.editing.values import record_edits
from microsite.editing.yaml_edit import CannotEditError
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.event import FOLDER, Event, edition_folder
from microsite.model.fields import input_fields
from microsite.model.kinds import RecordKind
from microsite.model.records.event import EventRecord
from microsite.project import EDITIONS, ENGINE, Project
from microsite.source import nodes
from microsite.source.decode import read_bytes, read_text
from microsite.source.files import MAX_SLUG_LENGTH, PUBLISHED_FILE, SLUG, slugify
from microsite.source.reader import SourceFiles, read_folder
from microsite.source.yaml_repair.patched_text import TextEdit
from microsite.up_to_date import program

STARTERS = {"site": ENGINE / "starter", "portfolio": ENGINE / "portfolio" / "starter"}
STARTERS["event"] = STARTERS["portfolio"] / "events" / "your-event"
"""Folders with what is new, by kind."""
EVENT = "content/event.md"
PLACEHOLDER = b"https://microsite.example/"
"""Address of the documentation in the files of a starter."""


def create_site(folder: Path, kind: str) -> None:
    """Copy a starter into a new or empty folder. Raises FileExistsError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError
    starter = STARTERS[kind]
    for path in sorted(starter.rglob("*")):
        if path.is_file():
            text = path.read_bytes().replace(b"python build.py", program().encode())
            data = text.replace(PLACEHOLDER, DOCUMENTATION.encode())
            name = path.relative_to(starter).as_posix()
            project_files.create_file(folder / re.sub("^git", ".git", name), data)


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
        return yaml_edit.data_path(kind.file, paths)
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
    project: Project, kind: RecordKind, id_: str, values: yaml_edit.Fields, body: str
) -> tuple[str, Versions, list[Diagnostic]]:
    """Return path, bytes and warnings of a new record.

    Raises CannotEditError if it has errors.
    """
    if not SLUG.match(id_) or len(id_) > MAX_SLUG_LENGTH:
        question = f"Did you mean “{slugify(id_) or 'opening'}”?"
        raise CannotEditError(f"“{id_}” cannot be part of a web address. {question}")
    fields = values if kind.folder else {"id": id_, **values}
    path, versions = draft_record(project, kind, id_, fields, body)
    _, log_before = project_files.load_with_changes(project, {})
    _, log = project_files.load_with_changes(project, {path: versions[1]})
    diagnostics = project_files.new_diagnostics(log_before, log)
    if errors := [error for error in diagnostics if error.severity is Severity.ERROR]:
        problem = f"The {kind.name} cannot be added with these values."
        raise CannotEditError(problem, errors)
    return (
        path,
        versions,
        [warning for warning in diagnostics if warning.span.path == path],
    )


def draft_record(
    project: Project, kind: RecordKind, id_: str, values: yaml_edit.Fields, body: str
) -> tuple[str, Versions]:
    """Return path, old and new bytes of a record; sessions by time.

    Raises CannotEditError.
    """
    files = {file.path: file for file in project_files.source_files(project.root)}
    path = record_path(kind, id_, values, files)
    if kind.folder:
        if path.casefold() in map(str.casefold, files):
            raise CannotEditError(f"The file {path} already exists.")
        return path, (None, yaml_edit.format_document(kind, values, body))
    before = read_bytes(files[path], Log()) if path in files else None
    file = project_files.TextFile.from_bytes(path, before or b"")
    if file is None or (before is None and (project.root / path).exists()):
        raise CannotEditError(f"{path} cannot be read.")
    after = yaml_edit.insert_entries(file, kind, [values])
    if kind.name == "session":
        event, _ = project_files.load_with_changes(project, {path: after.data})
        after = yaml_edit.insert_entries(
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


def create_edition(
    project: Project, new: str, *, keep_speakers: bool
) -> tuple[str, list[tuple[str, int]]]:
    """Copy the old edition, and change the sources for the next.

    Return the folder of the old edition, and path and number of each line that still
    names it. Raises CannotEditError, ConcurrentEditError, OSError.
    """
    event, log = project_files.load_with_changes(project, {})
    sources = read_folder(project.root, Log())  # without what an event inherits
    if event is None or sources.event is None or log.errors:
        raise CannotEditError(
            f"The site has errors. To see them, type “{program()} check”."
        )
    old = edition_folder(event.record).removesuffix("/")
    if not old or event.record.series is None:
        raise CannotEditError(
            "The conference is not part of a series yet. Add “series:” to"
            " content/event.md, with “name” and “url”, the address that always leads to"
            " the next edition. Then add a “base_url” with one more folder, such as"
            " https://coasts.example/2027/."
        )
    if not FOLDER.match(f"{new}/"):
        problem = (
            f"“{new}” cannot be a folder in an address. Write a year, such as 2028."
        )
        raise CannotEditError(problem)
    edition_names = [old, *(edition.root.name for edition in project.past_editions)]
    if new.casefold() in map(str.casefold, edition_names):
        raise CannotEditError(f"The edition “{new}” already exists.")
    if (project.root / EDITIONS / old).exists():
        problem = (
            f"{EDITIONS}/{old}/ already exists. Move it, or type “{program()} undo”."
        )
        raise CannotEditError(problem)
    old_year = re.compile(rf"\b{re.escape(old)}\b")
    values = _next_settings(event, sources.event.settings, old_year, new)
    edited_files = dict(_emptied_data_files(project, sources))
    edits = record_edits(input_fields(EventRecord), sources.event.settings, values)
    edited_files |= [_edited_file(project, EVENT, edits)]  # last
    root = project.root
    tree = (*(root / "content").rglob("*"), *(root / "data").rglob("*"))
    data = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in tree
        if path.is_file()
    }
    changes: dict[str, Versions] = {
        f"{EDITIONS}/{old}/{path}": (None, data[path]) for path in data
    }
    speakers = "content/news/" if keep_speakers else "content/speakers/"
    prefixes = ("content/news/", speakers, "data/redirects.", f"data/{PUBLISHED_FILE}")
    changes |= {path: (data[path], None) for path in data if path.startswith(prefixes)}
    save(project, f"Start the edition {new}", changes | edited_files)
    texts = filter(
        None, (read_text(file, Log()) for file in project_files.source_files(root))
    )
    lines = (
        (text.path, *line)
        for text in texts
        for line in enumerate(text.text.split("\n"), 1)
    )
    return old, [
        (path, number) for path, number, line in lines if old_year.search(line)
    ]


def _next_settings(
    event: Event, settings: nodes.Mapping, old_year: re.Pattern[str], new: str
) -> dict[str, nodes.Plain]:
    """Return the changes of the settings in event.md; None removes one."""
    assert event.record.series is not None
    removed_keys = settings.keys.keys() & {
        "status",
        "status_note",
        "booking",
        "online_url",
    }
    values: dict[str, nodes.Plain] = dict.fromkeys(removed_keys)
    values |= dict.fromkeys(("starts", "ends"), TO_BE_ANNOUNCED[0])
    values["base_url"] = f"{event.record.series.url.rstrip('/')}/{new}/"
    if event.record.venue is not None:
        values["sample"] = list(dict.fromkeys((*event.record.sample, "venue")))
    for name in ("title", "strapline", "standfirst", "description"):
        node = settings.values.get(name)
        if isinstance(node, nodes.Scalar) and old_year.search(node.text):
            values[name] = old_year.sub(new, node.text)
    return values


def _edited_file(
    project: Project, path: str, edits: Iterable[TextEdit]
) -> tuple[str, Versions]:
    """Return a path with the bytes before and after edits."""
    data = (project.root / path).read_bytes()
    file = project_files.TextFile.from_bytes(path, data)
    after = file.with_edits(edits) if file else None
    if after is None:
        problem = f"{path} cannot be changed safely. Put each setting on its own line."
        raise CannotEditError(problem)
    return path, (data, after.data)


def _emptied_data_files(
    project: Project, sources: SourceFiles
) -> Iterator[tuple[str, Versions]]:
    """Yield the data files without the lists of the old edition; their settings
    stay.
    """
    for name in ("sessions", "rates", "sponsors"):
        root = sources.data.get(name)
        if isinstance(root, nodes.Mapping):
            lists = {
                key: root.values[key] for key in (name, "days") if key in root.keys
            }
            edits = [
                TextEdit(root.keys[key].end, yaml_edit.node_end(node), ": []")
                for key, node in lists.items()
            ]
            yield _edited_file(project, root.source.path, edits)
        elif root is not None:  # nothing but the list
            path = root.source.path
            yield path, ((project.root / path).read_bytes(), f"{name}: []\n".encode())
