"""Loading of an event: reads every record, resolves references and schedules the sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import closest_match, list_choices
from microsite.model.checks import CHECKS
from microsite.model.event import Event, Rates, ResourceLibrary, Sponsorship
from microsite.model.fields import Record, fields_of, input_keys
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS, RecordKind, kinds_in_file
from microsite.model.records.event import EventRecord
from microsite.model.records.pages import ResourcesFile
from microsite.model.records.rates import RatesFile, SponsorsFile
from microsite.model.references import ReferenceIndex
from microsite.model.schedule import Records, schedule_sessions
from microsite.model.snapshots import parse_snapshots
from microsite.model.types import parse_markdown
from microsite.model.validate import read_record, read_records
from microsite.source.front_matter import MarkdownFile
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, describe_node, span_at
from microsite.source.reader import SourceFiles

AnyRecord = TypeVar("AnyRecord", bound=Record)


class DataFile(Struct):
    """A data file: its lists, and the settings beside them."""

    name: str
    lists: dict[str, Node] = field(default_factory=dict)
    settings: Mapping | None = None
    """None if there is no such file, or nothing in it."""
    is_readable: bool = True
    """False if a list could not be read: then any id may exist."""


def load_event(sources: SourceFiles, log: Log) -> Event | None:
    """Return the event, or None if event.md cannot be read.

    Report R-, S- and W-codes. Records with errors are left out, but their ids stay known.
    """
    files = {name: _parse_data_file(name, sources, log) for name in _data_file_names()}
    kinds = [kind for kind in RECORD_KINDS.values() if kind.name != "event"]
    records = {kind.name: _read_kind(kind, sources, files, log) for kind in kinds}
    references = {
        kind.name: _index(kind, records[kind.name], sources, files)
        for kind in kinds
        if kind.reference_fields
    }
    library = ResourceLibrary(_resource_settings(files, records, log), records["resource"])
    rates = sponsorship = None
    if settings := _file_settings(RatesFile, files["rates"], log):
        rates = Rates(settings, records["rate"])
    if packages := _file_settings(SponsorsFile, files["sponsors"], log):
        sponsorship = Sponsorship(packages, records["tier"], records["sponsor"])
    event_file = sources.event
    record = _read_markdown_record(RECORD_KINDS["event"], event_file, log) if event_file else None
    days = schedule_sessions(record, records, references, log)
    if record is None or event_file is None:
        return None
    if rates is None:
        records["rate"] = ()
    if sponsorship is None:
        records["tier"] = records["sponsor"] = ()
    records["session"] = tuple(session.record for day in days for session in day.sessions)
    zone = ZoneInfo(record.timezone)
    event = Event(
        record=record,
        overview=event_file.body,
        zone=zone,
        starts=_aware(record.starts, zone),
        ends=_aware(record.ends, zone),
        days=days,
        rooms=records["room"],
        tracks=records["track"],
        speakers=records["speaker"],
        library=library,
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
        check(event, log)
    return event


def _aware(value: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if value is None else value.replace(tzinfo=zone)


def _data_file_names() -> Iterable[str]:
    return dict.fromkeys(kind.file for kind in RECORD_KINDS.values() if kind.file)


def _parse_data_file(name: str, sources: SourceFiles, log: Log) -> DataFile:
    """Return the parts of a data file. A file that is one list contains its first kind."""
    keys = [kind.key for kind in kinds_in_file(name)]
    file = DataFile(name, is_readable=name not in sources.unreadable["data"])
    _, root = sources.data.get(name, (None, None))
    if isinstance(root, Sequence):
        file.lists[keys[0]] = root
    elif isinstance(root, Mapping):
        _sort_entries(file, root, keys, log)
    elif root is not None:
        log.report("R131", root.span, found=describe_node(root), key=keys[0])
        file.is_readable = False
    if isinstance(root, Mapping | Sequence) and file.settings is None:
        file.settings = Mapping(root.source, root.start, root.start)
    return file


def _sort_entries(file: DataFile, root: Mapping, keys: list[str], log: Log) -> None:
    """Divide the entries of a data file into lists and settings. Report unknown keys."""
    settings = FILE_SETTINGS.get(file.name)
    allowed = [*keys, *(input_keys(settings) if settings else ())]
    file.settings = Mapping(root.source, root.start, root.start)
    for key, value in root:
        if key.text in keys:
            file.lists[key.text] = value
            file.is_readable &= isinstance(value, Sequence)
        elif key.text in allowed:
            file.settings.keys[key.text] = key
            file.settings.values[key.text] = value
        else:
            guess = closest_match(key.text, allowed)
            file.is_readable &= guess not in keys
            suggestion = f"Did you mean “{guess}”?" if guess else list_choices(allowed)
            log.report("R102", key.span, record="This file", given=key.text, suggestion=suggestion)


def _read_kind(
    kind: RecordKind, sources: SourceFiles, files: dict[str, DataFile], log: Log
) -> tuple[Any, ...]:
    """Return the records of a kind."""
    if kind.file:
        return read_records(kind.record, files[kind.file].lists.get(kind.key), kind.key, log)
    documents = sources.documents.get(kind.folder, ())
    records = (_read_markdown_record(kind, document, log) for document in documents)
    return tuple(record for record in records if record is not None)


def _read_markdown_record(kind: RecordKind, document: MarkdownFile, log: Log) -> Any:
    """Return the record of a Markdown file: its settings, its slug and its text."""
    title = "The event" if kind.record is EventRecord else f"The {kind.name} “{document.slug}”"
    untyped = {
        name: document.slug if name == "slug" else body_text(document)
        for name, field in fields_of(kind.record).items()
        if not field.is_typed
    }
    return read_record(kind.record, document.settings, title, log, **untyped)


def body_text(document: MarkdownFile) -> str:
    """Return the text below the settings of a Markdown file."""
    return parse_markdown(document.body.text.strip())


def _file_settings(record: type[AnyRecord], file: DataFile, log: Log) -> AnyRecord | None:
    """Return the settings of a data file, or None if there is no file or they have errors."""
    if file.settings is None:
        return None
    return read_record(record, file.settings, f"data/{file.name}.yaml", log)


def _resource_settings(files: dict[str, DataFile], records: Records, log: Log) -> ResourcesFile:
    """Return the settings of resources. If they have errors, every kind in use is allowed."""
    file = files["resources"]
    settings = _file_settings(ResourcesFile, file, log)
    if settings is None and file.settings is not None:
        kinds = dict.fromkeys(resource.kind for resource in records["resource"])
        return ResourcesFile(node=file.settings, kinds=tuple(kinds))
    return settings or ResourcesFile()


def _index(
    kind: RecordKind, records: tuple[Any, ...], sources: SourceFiles, files: dict[str, DataFile]
) -> ReferenceIndex:
    """Return the ids and names of the records of a kind, with and without errors."""
    is_listed = kind.folder not in sources.unlistable
    index = ReferenceIndex(complete=files[kind.file].is_readable if kind.file else is_listed)
    for record in records:
        index.add(*(getattr(record, name) for name in kind.reference_fields))
    for names in _broken_names(kind, records, sources, files):
        index.add_broken(names)
    return index


def _broken_names(
    kind: RecordKind, records: tuple[Any, ...], sources: SourceFiles, files: dict[str, DataFile]
) -> Iterator[list[str]]:
    """Yield the id and names of each record with errors, as far as they can be read."""
    if kind.folder:
        slugs = {record.slug for record in records}
        yield from ([slug] for slug in sources.unreadable.get(kind.folder, ()))
        for document in sources.documents.get(kind.folder, ()):
            if document.slug not in slugs:
                yield [document.slug]
        return
    entries = files[kind.file].lists.get(kind.key)
    valid = {record.span().start for record in records}
    for entry in entries.items if isinstance(entries, Sequence) else ():
        if span_at(entry, ()).start not in valid:
            values = entry.values if isinstance(entry, Mapping) else {}
            names = (values.get(key) for key in ("id", "name"))
            yield [name.text for name in names if isinstance(name, Scalar)]
