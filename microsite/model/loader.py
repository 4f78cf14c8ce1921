"""Loading of an event: reads every record, resolves references and schedules the sessions."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import closest_match, list_choices
from microsite.model.checks import CHECKS, Checker
from microsite.model.event import Event, Rates, ResourceLibrary, Sponsorship
from microsite.model.fields import fields_of, input_keys
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS, RecordKind
from microsite.model.records.pages import ResourcesFile
from microsite.model.references import ReferenceIndex
from microsite.model.schedule import Records, schedule_sessions
from microsite.model.snapshots import parse_snapshots
from microsite.model.types import parse_markdown
from microsite.model.validate import read_record
from microsite.source.front_matter import MarkdownFile
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, describe_node, truncate
from microsite.source.reader import SourceFiles


class DataFile(Struct):
    """A data file: its lists, and the settings beside them."""

    lists: dict[str, Node] = field(default_factory=dict)
    settings: Mapping | None = None
    """None if there is no such file, or nothing in it."""
    is_readable: bool = True
    """False if a list could not be read: then any id may exist."""


def load_event(sources: SourceFiles, log: Log) -> Event | None:
    """Return the event, or None if event.md cannot be read.

    Report R-, S- and W-codes. Records with errors are left out, but their ids stay known.
    """
    kinds = [kind for kind in RECORD_KINDS.values() if kind.name != "event"]
    names = dict.fromkeys(kind.file for kind in kinds if kind.file)
    files = {name: _parse_data_file(name, sources, log) for name in names}
    records: Records = {}
    references: dict[str, ReferenceIndex] = {}
    for kind in kinds:
        records[kind.name], index = _read_kind(kind, sources, files, log)
        if kind.reference_fields:
            references[kind.name] = index
    settings: dict[str, Any] = dict.fromkeys(FILE_SETTINGS)
    for name, settings_record in FILE_SETTINGS.items():
        if node := files[name].settings:
            settings[name] = read_record(settings_record, node, f"data/{name}.yaml", log)
    event_file = sources.event
    record = _read_document(RECORD_KINDS["event"], event_file, log) if event_file else None
    if record is None or event_file is None:
        return None
    library = settings["resources"] or ResourcesFile()
    if settings["resources"] is None and (root := files["resources"].settings):
        # With errors in the settings, every kind in use is allowed.
        used = dict.fromkeys(resource.kind for resource in records["resource"])
        library = ResourcesFile(node=root, kinds=tuple(used))
    rates = sponsorship = None
    if settings["rates"] is None:
        records["rate"] = ()
    else:
        rates = Rates(settings["rates"], records["rate"])
    if settings["sponsors"] is None:
        records["tier"] = records["sponsor"] = ()
    else:
        sponsorship = Sponsorship(settings["sponsors"], records["tier"], records["sponsor"])
    zone = ZoneInfo(record.timezone)
    days = schedule_sessions(record, records, references, log)
    records["session"] = tuple(session.record for day in days for session in day.sessions)
    event = Event(
        record=record,
        overview=event_file.body,
        zone=zone,
        starts=record.starts and record.starts.replace(tzinfo=zone),
        ends=record.ends and record.ends.replace(tzinfo=zone),
        days=days,
        rooms=records["room"],
        tracks=records["track"],
        speakers=records["speaker"],
        library=ResourceLibrary(library, records["resource"]),
        figures=records["figure"],
        rates=rates,
        sponsorship=sponsorship,
        redirects=records["redirect"],
        published=parse_snapshots(sources.record, log),
        pages=records["page"],
        news=records["news"],
        bodies={
            (kind.name, document.slug): document.body
            for kind in kinds
            for document in sources.documents.get(kind.folder, ())
        },
        records=records,
        references=references,
    )
    for check in CHECKS:
        check(Checker(event, log))
    return event


def _parse_data_file(name: str, sources: SourceFiles, log: Log) -> DataFile:
    """Divide a data file into lists and settings. A file that is one list has its first kind."""
    keys = [kind.key for kind in RECORD_KINDS.values() if kind.file == name]
    file = DataFile(is_readable=name not in sources.unreadable["data"])
    _, root = sources.data.get(name, (None, None))
    if isinstance(root, Scalar):
        log.report("R131", root.span, found=describe_node(root), key=keys[0])
        file.is_readable = False
    elif root is not None:
        file.settings = Mapping(root.source, root.start, root.start)
    if isinstance(root, Sequence):
        file.lists[keys[0]] = root
    settings = FILE_SETTINGS.get(name)
    allowed = [*keys, *(input_keys(settings) if settings else ())]
    for key, value in root if isinstance(root, Mapping) else ():
        if key.text in keys:
            file.lists[key.text] = value
            file.is_readable &= isinstance(value, Sequence)
        elif key.text in allowed and file.settings:
            file.settings.keys[key.text] = key
            file.settings.values[key.text] = value
        else:
            guess = closest_match(key.text, allowed)
            file.is_readable &= guess not in keys
            suggestion = f"Did you mean “{guess}”?" if guess else list_choices(allowed)
            log.report("R102", key.span, record="This file", given=key.text, suggestion=suggestion)
    return file


def _read_kind(
    kind: RecordKind, sources: SourceFiles, files: dict[str, DataFile], log: Log
) -> tuple[tuple[Any, ...], ReferenceIndex]:
    """Return the records of a kind, without those with errors, and the ids and names of all."""
    file = files.get(kind.file, DataFile())
    found: list[tuple[Any, list[str]]] = [
        (_read_document(kind, document, log), [document.slug])
        for document in sources.documents.get(kind.folder, ())
    ]
    entries = file.lists.get(kind.key)
    if isinstance(entries, Sequence):
        found += [_read_entry(kind, node, log) for node in entries.items]
    elif entries is not None and entries.to_python() is not None:
        log.report("R128", entries.span, field=kind.key, found=describe_node(entries))
    records = tuple(record for record, _ in found if record is not None)
    index = ReferenceIndex(complete=file.is_readable and kind.folder not in sources.unlistable)
    for record in records if kind.reference_fields else ():
        index.add(*(getattr(record, name) for name in kind.reference_fields))
    for slug in sources.unreadable.get(kind.folder, ()):
        index.add_broken([slug])
    for record, names in found:
        if record is None:
            index.add_broken(names)
    return records, index


def _read_entry(kind: RecordKind, node: Node, log: Log) -> tuple[Any, list[str]]:
    """Return the record of an entry of a list, and its id and name as far as they can be read."""
    values = node.values if isinstance(node, Mapping) else {}
    written = ((key, values.get(key)) for key in ("title", "name", "id"))
    texts = {key: value.text for key, value in written if isinstance(value, Scalar)}
    shown = next(filter(str.strip, texts.values()), None)
    title = f"The entry of {kind.key} on line {node.span.line}"
    record = read_record(kind.record, node, f"“{truncate(shown)}”" if shown else title, log)
    texts.pop("title", None)
    return record, list(texts.values())


def _read_document(kind: RecordKind, document: MarkdownFile, log: Log) -> Any:
    """Return the record of a Markdown file: its settings, its slug and its text."""
    title = "The event" if kind.name == "event" else f"The {kind.name} “{document.slug}”"
    body = parse_markdown(document.body.text.strip())
    untyped = {
        name: document.slug if name == "slug" else body
        for name, field in fields_of(kind.record).items()
        if not field.is_typed
    }
    return read_record(kind.record, document.settings, title, log, **untyped)
