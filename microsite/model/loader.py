"""SourceFiles to Event: each record is read, names are resolved, sessions are placed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.model.checks import CHECKS
from microsite.model.event import Event, Rates, ResourceLibrary, Sponsorship
from microsite.model.files import open_file, read_settings
from microsite.model.records.event import EventRecord
from microsite.model.records.pages import NewsPost, ProsePage, Redirect
from microsite.model.records.rates import Rate, RatesFile
from microsite.model.records.resources import Figure, Resource, ResourcesFile
from microsite.model.records.speakers import Speaker
from microsite.model.records.sponsors import Sponsor, SponsorsFile, Tier
from microsite.model.references import ReferenceIndex, build_index, unsound_among
from microsite.model.schedule import Programme, load_programme
from microsite.model.snapshots import parse_snapshots
from microsite.model.types import parse_markdown
from microsite.model.validate import AnyRecord, read_record, read_records
from microsite.source.front_matter import MarkdownFile
from microsite.source.nodes import Mapping, Sequence
from microsite.source.reader import SourceFiles


def load_event(sources: SourceFiles, log: Log) -> Event | None:
    """The conference, or None where event.md itself cannot be read.

    Reports R- and S-codes. Records with mistakes are left out; their names stay known.
    """
    bodies: dict[tuple[str, str], Span] = {}
    speakers = _documents(sources, "speakers", "speaker", "biography", Speaker, bodies, log)
    pages = _documents(sources, "pages", "page", "body", ProsePage, bodies, log)
    news = _documents(sources, "news", "news", "body", NewsPost, bodies, log)
    library = _load_library(sources, log)
    figures = _load_figures(sources, log)
    rates = _load_rates(sources, log)
    sponsorship = _load_sponsorship(sources, log)
    redirects = _load_redirects(sources, log)
    names = {
        "speaker": _book(speakers, sources, "speakers", log),
        "page": _book(pages, sources, "pages", log),
        "news": _book(news, sources, "news", log),
        "resource": _listed_book(sources, "resources", "resources", library.resources, log),
        "figure": _listed_book(sources, "figures", "figures", figures, log),
        "rate": _listed_book(sources, "rates", "rates", rates.rates if rates else (), log),
        "tier": _listed_book(
            sources, "sponsors", "tiers", sponsorship.tiers if sponsorship else (), log
        ),
    }
    details = _load_details(sources.event, log)
    zone = ZoneInfo(details.timezone) if details else None
    programme = load_programme(sources, details, zone, names, log)
    if details is None or zone is None or sources.event is None:
        return None
    event = _put_together(
        details,
        sources.event.body,
        zone,
        programme,
        speakers=speakers,
        pages=pages,
        news=news,
        library=library,
        figures=figures,
        rates=rates,
        sponsorship=sponsorship,
        redirects=redirects,
        published=parse_snapshots(sources.record, log),
        bodies=bodies,
        references=names,
    )
    for check in CHECKS:
        check(event, log)
    return event


def _put_together(
    details: EventRecord, overview: Span, zone: ZoneInfo, programme: Programme, **rest: Any
) -> Event:
    return Event(
        record=details,
        overview=overview,
        zone=zone,
        starts=_aware(details.starts, zone),
        ends=_aware(details.ends, zone),
        days=programme.days,
        rooms=programme.rooms,
        tracks=programme.tracks,
        **rest,
    )


def _aware(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=zone)


def _load_details(document: MarkdownFile | None, log: Log) -> EventRecord | None:
    if document is None:
        return None
    overview = body_text(document)
    return read_record(EventRecord, document.settings, "The event", log, overview=overview)


def _documents(
    sources: SourceFiles,
    folder: str,
    what: str,
    body_field: str,
    kind: type[AnyRecord],
    bodies: dict[tuple[str, str], Span],
    log: Log,
) -> tuple[AnyRecord, ...]:
    """The records of a folder of Markdown files."""
    records = []
    for document in sources.documents.get(folder, ()):
        title = f"The {what} “{document.slug}”"
        untyped = {"slug": document.slug, body_field: body_text(document)}
        record = read_record(kind, document.settings, title, log, **untyped)
        if record is None:
            sources.unreadable.setdefault(folder, []).append(document.slug)
        else:
            bodies[what, document.slug] = document.body
            records.append(record)
    return tuple(records)


def body_text(document: MarkdownFile) -> str:
    """Return the text below the settings of a Markdown file."""
    return parse_markdown(document.body.text.strip())


def _load_library(sources: SourceFiles, log: Log) -> ResourceLibrary:
    file = open_file(sources, "resources", ("resources",), log, ResourcesFile)
    settings = read_settings(ResourcesFile, file, "resources", log)
    resources = read_records(Resource, file.lists.get("resources"), "resources", log)
    if (
        settings is None and file.settings is not None
    ):  # its mistakes are told; no kind can be called unknown
        kinds = tuple({resource.kind: None for resource in resources})
        settings = ResourcesFile(node=file.settings, kinds=kinds)
    return ResourceLibrary(settings or ResourcesFile(), resources)


def _load_figures(sources: SourceFiles, log: Log) -> tuple[Figure, ...]:
    file = open_file(sources, "figures", ("figures",), log)
    return read_records(Figure, file.lists.get("figures"), "figures", log)


def _load_rates(sources: SourceFiles, log: Log) -> Rates | None:
    file = open_file(sources, "rates", ("rates",), log, RatesFile)
    settings = read_settings(RatesFile, file, "rates", log)
    rates = read_records(Rate, file.lists.get("rates"), "rates", log)
    return None if settings is None else Rates(settings, rates)


def _load_redirects(sources: SourceFiles, log: Log) -> tuple[Redirect, ...]:
    file = open_file(sources, "redirects", ("redirects",), log)
    return read_records(Redirect, file.lists.get("redirects"), "redirects", log)


def _load_sponsorship(sources: SourceFiles, log: Log) -> Sponsorship | None:
    file = open_file(sources, "sponsors", ("tiers", "sponsors"), log, SponsorsFile)
    settings = read_settings(SponsorsFile, file, "sponsors", log)
    tiers = read_records(Tier, file.lists.get("tiers"), "tiers", log)
    sponsors = read_records(Sponsor, file.lists.get("sponsors"), "sponsors", log)
    return None if settings is None else Sponsorship(settings, tiers, sponsors)


def _book(records: tuple[Any, ...], sources: SourceFiles, folder: str, log: Log) -> ReferenceIndex:
    """The names of the records of a folder, sound or not. Speakers are also called by their names."""
    unread, closed = tuple(sources.unreadable.get(folder, ())), folder not in sources.unlistable
    names = tuple(
        (record.slug, record.name if folder == "speakers" else None) for record in records
    )

    book = ReferenceIndex(closed=closed)
    for slug, name in names:
        book.add(slug, name)
    for slug in unread:
        book.ids[slug.casefold()] = slug
        book.reserved.add(slug)
    return book


def _listed_book(
    sources: SourceFiles, file: str, key: str, records: tuple[Any, ...], log: Log
) -> ReferenceIndex:
    """The names of the records in a list of a data file, sound or not. Tiers are also called by
    their names.
    """
    _, root = sources.data.get(file, (None, None))
    written = root.values.get(key) if isinstance(root, Mapping) else root
    unsound = unsound_among(written.items if isinstance(written, Sequence) else (), records)
    names = tuple((record.id, record.name if key == "tiers" else None) for record in records)
    return build_index(names, unsound, closed=file not in sources.unreadable["data"])
