"""Loading of an event, and of the editions of its series, from their sources."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from microsite.diagnostics.diagnostic import (
    Diagnostic,
    Fix,
    Guard,
    Log,
    Severity,
    file_span,
)
from microsite.diagnostics.display import closest_match, did_you_mean
from microsite.model.checks import CHECKS, Checker
from microsite.model.event import Event, ReferenceIndex, edition_folder
from microsite.model.fields import field_with_alias, fields_of, input_fields
from microsite.model.kinds import (
    FILE_SETTINGS,
    RecordKind,
    kinds_in_file,
    kinds_of_project,
)
from microsite.model.published import parse_snapshots
from microsite.model.record_reader import read_record
from microsite.model.records.content import DEFAULT_KINDS, ResourcesFile
from microsite.model.schedule import Records, schedule_sessions
from microsite.model.types import parse_markdown
from microsite.project import EDITIONS, PORTFOLIO, Project
from microsite.source.files import DATA_FILES
from microsite.source.front_matter import MarkdownFile
from microsite.source.inheritance import read_sources
from microsite.source.languages import LocalText, in_language
from microsite.source.nodes import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    describe_node,
    truncate,
)
from microsite.source.reader import ParsedFiles, SourceFiles


class DataFile(Struct):
    """A data file: its lists, and the settings beside them."""

    lists: dict[str, Node] = {}
    settings: Mapping | None = None  # None if there is no such file, or nothing in it
    is_readable: bool = True  # False if a list could not be read: then any id may exist


def load_event(sources: SourceFiles, log: Log, language: str = "") -> Event | None:
    """Return the event in a language, or the first; None if event.md cannot be read.

    Report F-, R-, S- and W-codes. Records with errors are left out, but their ids stay
    known.
    """
    sources = in_language(sources, log, language)
    all_kinds = kinds_of_project(sources.root, log)
    kinds = [kind for kind in all_kinds.values() if kind.name != "event"]
    files = {name: _parse_data_file(name, sources, log) for name in DATA_FILES}
    records: Records = {}
    references: dict[str, ReferenceIndex] = {}
    for kind in kinds:
        records[kind.name], index = _read_kind(kind, sources, files, log)
        if kind.reference_fields:
            references[kind.name] = index
    settings = _read_settings(files, records, log)
    event_file = sources.event
    record = _read_document(all_kinds["event"], event_file, log) if event_file else None
    if record is None or event_file is None:
        return None
    zone = ZoneInfo(record.timezone)
    days, unscheduled = schedule_sessions(record, records, references, log)
    sessions = [*(session for day in days for session in day.sessions), *unscheduled]
    records["session"] = tuple(session.record for session in sessions)
    event = Event(
        record=record,
        overview=event_file.body,
        zone=zone,
        starts=record.starts and record.starts.replace(tzinfo=zone),
        ends=record.ends and record.ends.replace(tzinfo=zone),
        days=days,
        unscheduled=unscheduled,
        rooms=records["room"],
        tracks=records["track"],
        speakers=records["speaker"],
        kinds=all_kinds,
        library=settings["resources"],
        figures=records["figure"],
        rates=settings["rates"],
        sponsorship=settings["sponsors"],
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
        languages=sources.languages,
    )
    for check in CHECKS:
        with Guard(log, record.span()):
            check(Checker(event, log))
    for index in references.values():
        index.report_missing(log)
    return event


def _read_settings(
    files: dict[str, DataFile], records: Records, log: Log
) -> dict[str, Any]:
    """Return the settings of data files by name.

    Lists that need settings are empty without.
    """
    settings: dict[str, Any] = {}
    for name, record in FILE_SETTINGS.items():
        node = files[name].settings
        kinds = kinds_in_file(name).items()
        lists: Any = {
            key: records[kind.name] for key, kind in kinds if hasattr(record, key)
        }
        title = f"data/{name}.yaml"
        settings[name] = (
            read_record(record, node, title, log, **lists) if node else None
        )
    # If they have errors, every kind in use is allowed
    if settings["resources"] is None:
        node = files["resources"].settings
        resources = records["resource"]
        in_use = (
            tuple(dict.fromkeys(resource.kind for resource in resources))
            or DEFAULT_KINDS
        )
        settings["resources"] = ResourcesFile(
            node=node, kinds=in_use, resources=resources
        )
    for name in ("rates", "sponsors"):
        if settings[name] is None:
            records |= {kind.name: () for kind in kinds_in_file(name).values()}
    return settings


def _parse_data_file(name: str, sources: SourceFiles, log: Log) -> DataFile:
    """Divide a data file into lists and settings.

    A file that is one list has its first kind.
    """
    keys = list(kinds_in_file(name))
    file = DataFile(is_readable=name not in sources.unreadable["data"])
    root = sources.data.get(name)
    if isinstance(root, Scalar):
        log.report("R131", root.span, found=describe_node(root), key=keys[0])
        file.is_readable = False
    elif root is not None:
        file.settings = Mapping(root.source, root.start, root.start)
    if isinstance(root, Sequence):
        file.lists[keys[0]] = root
    settings = FILE_SETTINGS.get(name)
    allowed = [*keys, *(input_fields(settings) if settings else ())]
    for key, value in root if isinstance(root, Mapping) else ():
        if key.text in keys:
            file.lists[key.text] = value
            file.is_readable &= isinstance(value, Sequence) or value.is_empty
        elif key.text in allowed and file.settings:
            file.settings.keys[key.text] = key
            file.settings.values[key.text] = value
        else:
            file.is_readable &= closest_match(key.text, allowed) not in keys
            suggestion = did_you_mean(key.text, allowed)
            log.report(
                "R102",
                key.span,
                record="This file",
                given=key.text,
                suggestion=suggestion,
            )
    _move_misplaced_entries(name, file, log)
    return file


def _move_misplaced_entries(name: str, file: DataFile, log: Log) -> None:
    """Move entries below the key of another kind to their own list, and report them."""
    kinds = kinds_in_file(name)
    for key in list(file.lists) if len(kinds) > 1 else ():
        node = file.lists[key]
        # By the key of the list that they fit best
        entries: dict[str, list[Node]] = {key: []}
        for item in node.items if isinstance(node, Sequence) else ():
            best = (
                _best_key(name, key, *item.keys) if isinstance(item, Mapping) else key
            )
            entries.setdefault(best, []).append(item)
        kept = entries.pop(key)
        if entries:
            file.lists[key] = Sequence(node.source, node.start, node.end, kept)
        for best, moved in entries.items():
            first, source = moved[0], moved[0].source
            last_line = source.line_of(len(source.text[: moved[-1].end].rstrip()))
            target, fix = file.lists.get(best), None
            cure = f"Move lines {first.span.line} to {last_line} below “{best}:”."
            if target is None:
                cure = f"Add the missing line “{best}:” above line {first.span.line}."
                fix = Fix(
                    source.span(source.line_starts[first.span.line - 1]), f"{best}:\n"
                )
            facts = {
                "record": _title_of(first, key),
                "kind": kinds[best].name,
                "key": best,
            }
            log.report("R136", first.span, cure=cure, fix=fix, **facts)
            items = target.items if isinstance(target, Sequence) else []
            file.lists[best] = Sequence(
                source, first.start, first.end, [*moved, *items]
            )


@lru_cache
def _best_key(file: str, key: str, *words: str) -> str:
    """Return the key of the kind that an entry with these words fits best, `key` in
    doubt.
    """
    kinds = kinds_in_file(file)

    def misfit(candidate: str) -> tuple[int, bool]:
        record, fit = kinds[candidate].record, int(candidate == key)
        for word in words:
            field = input_fields(record).get(word)
            fit += (
                field.is_required
                if field
                else -(field_with_alias(record, word) is None)
            )
        return -fit, candidate != key

    return min(kinds, key=misfit)


def _read_kind(
    kind: RecordKind, sources: SourceFiles, files: dict[str, DataFile], log: Log
) -> tuple[tuple[Any, ...], ReferenceIndex]:
    """Return the records of a kind, without those with errors, and the ids and names of
    all.
    """
    file = files.get(kind.file, DataFile())
    entries: list[tuple[Any, list[str]]] = [
        (_read_document(kind, document, log), [document.slug])
        for document in sources.documents.get(kind.folder, ())
    ]
    node = file.lists.get(kind.key)
    if isinstance(node, Sequence):
        entries += [_read_entry(kind, item, log) for item in node.items]
    elif node is not None and not node.is_empty:
        log.report("R128", node.span, field=kind.key, found=describe_node(node))
    records = tuple(record for record, _ in entries if record is not None)
    index = ReferenceIndex(
        complete=file.is_readable and kind.folder not in sources.unlistable
    )
    for record in records if kind.reference_fields else ():
        forms = [getattr(record, name) for name in kind.reference_fields]
        forms += [form.original for form in forms if isinstance(form, LocalText)]
        index.add(*forms, is_id_written=bool(kind.folder) or record.has_written("id"))
    for slug in sources.unreadable.get(kind.folder, ()):
        index.add_broken([slug])
    for record, names in entries:
        if record is None:
            index.add_broken(names)
    return records, index


def _read_entry(kind: RecordKind, node: Node, log: Log) -> tuple[Any, list[str]]:
    """Return the record of an entry of a list, and its id and name if they can
    be read.
    """
    record = None
    with Guard(log, node.span):
        record = read_record(
            kind.record, node, _title_of(node, kind.key), log, kind.custom
        )
    return record, [*_texts_of(node, "name", "id")]


def _texts_of(node: Node, *keys: str) -> Iterator[str]:
    values = (node.values.get(key) for key in keys if isinstance(node, Mapping))
    return (value.text for value in values if isinstance(value, Scalar))


def _title_of(node: Node, key: str) -> str:
    """Return the title, name or id of an entry in quotes, else its place."""
    title = next(filter(str.strip, _texts_of(node, "title", "name", "id")), None)
    return (
        f"“{truncate(title)}”"
        if title
        else f"The entry of {key} on line {node.span.line}"
    )


def _read_document(kind: RecordKind, document: MarkdownFile, log: Log) -> Any:
    """Return the record of a Markdown file: its settings, its slug and its text."""
    title = (
        "The event" if kind.name == "event" else f"The {kind.name} “{document.slug}”"
    )
    if document.settings.source.path == PORTFOLIO:
        title = "The block “defaults”"
    with Guard(log, document.body):
        body = parse_markdown(document.body.text.strip())
        if document.language:
            body = LocalText(body, document.language, body)
        untyped = {
            name: document.slug if name == "slug" else body
            for name, field in fields_of(kind.record).items()
            if field.from_file
        }
        return read_record(
            kind.record, document.settings, title, log, kind.custom, **untyped
        )
    return None


class LoadedEdition(Struct, frozen=True, eq=False):
    """An edition of a series, or the only one, with its sources."""

    project: Project
    sources: SourceFiles
    event: Event
    log: Log
    language: str = ""  # its language, if that is not the main one

    @property
    def folder(self) -> str:
        """Folder of the edition in output/: `2027/`, `2027/cy/`; empty for the root."""
        return edition_folder(self.event.record) + self.language_folder

    @property
    def language_folder(self) -> str:
        """Folder of its language in that of the edition: `cy/`; empty for the
        main one.
        """
        return f"{self.language.lower()}/" if self.language else ""

    @property
    def name(self) -> str:
        """Name of the edition beside the others: `2027`; empty outside a series."""
        return edition_folder(self.event.record).removesuffix("/")


def load_editions(
    project: Project, log: Log, parsed_files: ParsedFiles | None = None
) -> list[LoadedEdition]:
    """Read and load the current edition, then the past ones, latest first.

    Report F-, M-, Y-, R-, S- and E-codes. Return an empty list if `event.md` cannot be
    read. A preview passes the `parsed_files` of the current edition.
    """
    current = load_edition(project, log, parsed_files)
    if current is None:
        return []
    projects, series = project.past_editions, current.event.record.series
    if projects and series is None:
        log.report("E102", file_span(EDITIONS))
    if series is None or not current.folder:
        return list(_in_all_languages(current))
    editions = {current.folder.casefold(): current}
    for past in projects:
        edition = load_edition(
            past, Log(log, lambda item: item.severity is Severity.ERROR)
        )
        if edition is None:
            continue
        record = edition.event.record
        if record.series is None or record.series.url.rstrip("/") != series.url.rstrip(
            "/"
        ):
            edition.log.report("E103", record.span("series", "url"), url=series.url)
            continue
        twin = editions.setdefault(edition.folder.casefold(), edition)
        if twin is not edition and edition.folder:
            name = (
                "the present one"
                if twin is current
                else f"the one in {twin.project.prefix}"
            )
            edition.log.report(
                "E104", record.span("base_url"), folder=edition.folder, other=name
            )
    older = [edition for edition in editions.values() if edition is not current]
    older.sort(
        key=lambda edition: (str(edition.event.starts or ""), edition.folder),
        reverse=True,
    )
    return [
        version
        for edition in (current, *older)
        for version in _in_all_languages(edition)
    ]


def load_edition(
    project: Project, log: Log, parsed_files: ParsedFiles | None = None
) -> LoadedEdition | None:
    """Read and load one edition; None if its `event.md` cannot be read.

    See `load_editions`.
    """
    sources = read_sources(
        project.root, log, parsed_files, project.prefix, project.front
    )
    event = load_event(sources, log)
    return None if event is None else LoadedEdition(project, sources, event, log)


def _in_all_languages(edition: LoadedEdition) -> Iterator[LoadedEdition]:
    """Yield an edition, and its translations. Report only what is new about a place."""

    def is_new(item: Diagnostic) -> bool:
        return all(
            (item.code, item.span) != (old.code, old.span) for old in edition.log
        )

    yield edition
    for language in edition.event.languages[1:]:
        log = Log(edition.log, is_new)
        if event := load_event(edition.sources, log, language):
            yield LoadedEdition(edition.project, edition.sources, event, log, language)
