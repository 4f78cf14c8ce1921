"""Schedules of other systems, and our own exports, as rows of a workbook."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zoneinfo import ZoneInfo

from microsite.apps.importers.schedule_formats import Entry, parse_programme, text_of
from microsite.apps.importers.word import to_markdown
from microsite.apps.workbook import read as sheet
from microsite.apps.workbook.known_words import KINDS_OF_OTHER_SYSTEMS
from microsite.apps.workbook.office import CannotImportError, read_file
from microsite.apps.workbook.read import SheetRow, Workbook
from microsite.exports.event_json import event_json
from microsite.exports.ical import calendars
from microsite.exports.schedule import schedule_files
from microsite.locales.locale import ENGLISH
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.loader import LoadedEdition
from microsite.model.records.content import HOUSEKEEPING
from microsite.model.types import LONGEST_LINE, MAX_LABEL
from microsite.project import ENGINE_HOME
from microsite.render.templates import Templates
from microsite.saving.create import unused_id
from microsite.site.site import Site
from microsite.source.decode import REPLACEMENT_CHARACTER
from microsite.source.nodes import truncate
from microsite.source.reader import SourceFiles

TALKS = ("talk", "lecture", "presentation", "session")
MAX_LENGTHS = dict.fromkeys(("title", "name", "role", "organisation"), LONGEST_LINE)
MAX_LENGTHS |= dict.fromkeys(("room", "track", "series", "kind"), MAX_LABEL) | {
    "summary": 300
}
FORMATS = (
    "Use a schedule of frab or pretalx, a view of Sessionize, an Indico export or a"
    " calendar."
)
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError)
CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?$")
SLIDES = re.compile(r"https?://\S+\.(?:pdf|pptx?|odp|key)(?:\?\S*)?$", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"https?://\S+$", re.IGNORECASE)
PLAIN_LINE = re.compile(r"[^\n<*_`\[]{1,300}\Z")
TO_THE_SOURCE = ("origin", "feedback")
"""Types of links that lead back to the other system."""
ADDRESSES = ("links", "attachments", "logo", "attendees")
AVATARS = ("profilePicture", "avatar", "avatar_url")
OWN_PATHS = ("schedule.xml", "schedule.json", "event.json", "event.ics")

Cells = dict[str, str]
Session = tuple[Cells, list[Cells]]
"""Cells of a session, if there is one, and of its people."""


def read_schedule(
    path: Path, edition: LoadedEdition, site: Site, base: sheet.Base | None
) -> Workbook:
    """Read a schedule as a workbook.

    The `site` is that of the edition, as everybody may know it: its exports are what
    another system may give back. Raises CannotImportError.
    """
    event = edition.event
    sources = edition.sources
    try:
        programme = parse_programme(read_file(path), path.name)
    except (ParseError, RecursionError, *UNREADABLE):
        problem = (
            f"“{path.name}” is damaged or cut off, or not a schedule. Get it again."
        )
        raise CannotImportError(f"{problem} {FORMATS}") from None

    own_keys = {_without_addresses(entry) for entry in _exported_entries(site)}
    new_entries = [
        entry for entry in programme if _without_addresses(entry) not in own_keys
    ]
    is_own = len(new_entries) < len(programme)
    if is_own:
        workbook = Workbook(name="export", base={})
    else:
        workbook = Workbook(name="schedule", base=base)

    sessions = list(_read_sessions(new_entries, event, path.name, workbook))
    if not sessions and not is_own:
        raise CannotImportError(
            f"“{path.name}” contains no sessions with times. {FORMATS}"
        )
    if event.starts is None or event.ends is None:
        raise CannotImportError(
            "The event has no dates yet. Add them to content/event.md first."
        )
    first = event.starts.date()
    last = event.ends.date()
    dates = sorted(
        date.fromisoformat(cells["day"]) for cells, _ in sessions if "day" in cells
    )
    days = [day for day in dates if first <= day <= last]
    if dates and not days:
        raise CannotImportError(
            f"“{path.name}” is for {ENGLISH.date_range(dates[0], dates[-1])}, but"
            f" content/event.md says {ENGLISH.date_range(first, last)}. If it has"
            " moved, change its dates first."
        )
    if count := len(dates) - len(days):
        note = f"{count} of {len(dates)} sessions are not on the days of this event."
        workbook.notes.append(note)

    days_or_none = {"", *map(str, days)}
    sessions = [
        (cells, people)
        for cells, people in sessions
        if cells.get("day", "") in days_or_none
    ]
    if sessions:
        _add_tables(workbook, sessions, event, sources, path.name)
    workbook.notes = list(dict.fromkeys(workbook.notes))
    return workbook


def _exported_entries(site: Site) -> Iterator[Entry]:
    """Yield the sessions of our own exports, as an import reads them."""
    templates = Templates((ENGINE_HOME / "templates",))
    exports = (
        schedule_files(site, templates),
        event_json(site),
        calendars(site, templates),
    )
    for file in chain(*exports):
        if file.path in OWN_PATHS:
            yield from parse_programme(file.produce(), file.path)


def _without_addresses(entry: Entry) -> str:
    """Return a session as a key, without what depends on the address of its site."""
    addresses = dict.fromkeys(("guid", "id", "slug", "url", "attachments"), "")
    people = entry.get("persons")
    if not isinstance(people, list):
        people = []
    names = [person.get("name") for person in people if isinstance(person, dict)]
    return repr(sorted({**entry, **addresses, "persons": names}.items()))


def _add_tables(
    workbook: Workbook,
    sessions: list[Session],
    event: Event,
    sources: SourceFiles,
    file: str,
) -> None:
    """Add the rows of sessions and people to a workbook."""
    source_ids: set[str] = set()
    for _, persons in sessions:
        source_ids.update(person.get("source", "") for person in persons)
    people = _PeopleRows(workbook, event, sources, file, source_ids)
    kind = RECORD_KINDS["session"]
    known_ids = _ids_by_source(workbook, kind, sources)
    has_one_day = (
        event.starts and event.ends and event.starts.date() == event.ends.date()
    )
    rows: list[SheetRow] = []
    seen_sources: set[str] = set()
    for cells, persons in _join_rooms(sessions):
        slugs = [people.add(person) for person in persons]
        if not cells:
            continue
        source = cells["source"]
        is_repeat = source in seen_sources
        if is_repeat or workbook.name == "export":
            cells["source"] = ""
        seen_sources.add(source)
        if has_one_day:
            cells.pop("day", None)
        cells["speakers"] = ", ".join(dict.fromkeys(slugs))
        where = f"{file}, the session “{truncate(cells['title'])}”"
        id_ = known_ids.get(cells["source"], "")
        rows.append(SheetRow({"id": id_, **cells}, where, imported=cells))
    workbook.adds_names = True
    tables = {people.kind.name: list(people.rows.values()), kind.name: rows}
    # A table without rows is not in this view of the schedule.
    workbook.tables = {name: table for name, table in tables.items() if table}


class _PeopleRows:
    """Rows of people, by slug.

    Each session of a person may have more details of that person. People of one name
    with different ids in the source are different people.
    """

    def __init__(
        self,
        book: Workbook,
        event: Event,
        sources: SourceFiles,
        file: str,
        ids: set[str],
    ) -> None:
        self.kind = RECORD_KINDS["speaker"]
        self.file = file
        self.rows: dict[str, SheetRow] = {}
        ids_by_source = _ids_by_source(book, self.kind, sources)
        self.known_ids = {
            source: id_ for source, id_ in ids_by_source.items() if source in ids
        }
        self.used_ids = {
            document.slug for document in sources.documents.get(self.kind.folder, ())
        }
        self.protected = {
            person.name: person.slug for person in event.speakers if person.protected
        }
        rows = sheet.record_rows(self.kind, sources)
        self.slugs = {
            row.cells.get("name", ""): row.id for row in rows
        } | self.protected

    def add(self, person: Cells) -> str:
        """Add the details that a session has of a person, and return the slug.

        A protected person gets no row.
        """
        name = person["name"]
        source = person.get("source", "")
        slug = self.known_ids.get(source) or self.slugs.get(name, "")
        is_protected = slug in self.protected.values()
        is_namesake = (
            source and source not in self.known_ids and slug in self.known_ids.values()
        )
        if not slug or (is_namesake and not is_protected):
            slug = unused_id(self.kind, name, self.used_ids)
        self.slugs.setdefault(name, slug)
        if source:
            self.known_ids[source] = slug
        self.used_ids.add(slug)
        if slug in self.protected.values():
            return slug

        earlier = self.rows[slug].imported if slug in self.rows else {}
        cells = earlier | person
        where = f"{self.file}, the speaker “{truncate(name)}”"
        self.rows[slug] = SheetRow({"id": slug, **cells}, where, imported=cells)
        return slug


def _join_rooms(sessions: list[Session]) -> list[Session]:
    """Return each session once, with a line for each of its rooms."""
    cells_by_key: dict[tuple[str, ...], Cells] = {}
    joined_sessions: list[Session] = []
    for cells, people in sessions:
        source = cells.get("source") if people else ""
        times = (cells.get(name, "") for name in ("day", "start", "end", "length"))
        key = (source or cells.get("title", ""), *times)
        first = cells_by_key.setdefault(key, cells)
        if not cells or first is cells:
            joined_sessions.append((cells, people))
        else:
            rooms = [*first["room"].split("\n"), cells["room"]]
            first["room"] = "\n".join(dict.fromkeys(rooms))
    return joined_sessions


def _ids_by_source(
    workbook: Workbook, kind: RecordKind, sources: SourceFiles
) -> dict[str, str]:
    """Return the ids of records by the ids that they have in the source."""
    base = (workbook.base or {}).get(kind.name, {})
    ids = {cells["source"]: id_ for id_, cells in base.items() if cells.get("source")}
    for record in sheet.record_rows(kind, sources):
        if record.cells.get("source"):
            ids[record.cells["source"]] = record.id
    return ids


def _read_sessions(
    entries: list[Entry], event: Event, file: str, workbook: Workbook
) -> Iterator[Session]:
    """Yield the cells of each session and of its people. Add notes on lost content."""
    notes = workbook.notes
    clocks: list[str] = []
    for entry in entries:
        title = _line(entry.get("title"))
        name = f"The session “{truncate(title)}”"
        is_session = "title" in entry
        if is_session and (not title or entry.get("is_all_day")):
            problem = f"{name} has no time yet." if title else "A session has no title."
            notes.append(problem)
            continue
        try:
            cells, people = _read_session(entry, event)
        except UNREADABLE:
            notes.append(f"{name} has a date, a time or a person that cannot be read.")
            continue
        if is_session and "start" not in cells:
            notes.append(f"{name} has no time yet.")
        for record in (cells, *people):
            _trim(record, name if is_session else "A person", file, notes)
        if "start" in cells and not cells.keys() & {"end", "length"}:
            remedy = f"A new session gets {sheet.ASSUMED_LENGTH} and is provisional."
            notes.append(f"{name} has no length. {remedy}")
        if _is_converted(entry, cells):
            start = text_of(entry.get("start"))
            clocks.append(f"“{truncate(title)}” at {start}, here {cells['start']}")
        if lost_links := cells.pop("left_out", ""):
            notes.append(f"{name}: there is no place here for {lost_links}.")
        yield cells, people
    if clocks:
        workbook.questions.append(
            f"Times in {file} were converted to {event.zone.key}: {clocks[0]}. Sessions"
            f" affected: {len(clocks)}. Is the time zone in content/event.md right?"
        )


def _read_session(entry: Entry, event: Event) -> Session:
    """Return the cells of a session and of its people."""
    people = list(_people(entry))
    if "title" not in entry:  # only people
        return {}, people
    return _session_cells(entry, event, has_people=bool(people)), people


def _is_converted(entry: Entry, cells: Cells) -> bool:
    """Return whether a session starts at another time here, in another time zone."""
    start = text_of(entry.get("start"))
    if "start" not in cells or not CLOCK.match(start):
        return False
    return start.zfill(5)[:5] != cells["start"]


def _trim(record: Cells, name: str, file: str, notes: list[str]) -> None:
    """Cut cells that are too long, and replace lost letters."""
    for key, cell in record.items():
        limit = MAX_LENGTHS.get(key, len(cell))
        if len(cell) > limit:
            record[key] = f"{cell[: limit - 1].rstrip()}…"
            notes.append(f"The {key} “{truncate(cell)}” was cut to {limit} characters.")
        if REPLACEMENT_CHARACTER in cell:
            record[key] = record[key].replace(REPLACEMENT_CHARACTER, "?")
            notes.append(
                f"{name}, {key}: a letter is missing in {file}. It is now “?”."
            )


def _length(entry: Entry, starts: datetime) -> timedelta:
    """Return the length of a session; zero if it cannot be read."""
    with suppress(ValueError, OverflowError):
        if entry.get("ends"):
            ends = datetime.fromisoformat(entry["ends"])
            if ends.tzinfo is None:
                ends = ends.replace(tzinfo=starts.tzinfo)
            return max(ends - starts, timedelta())
        # minutes, hours:minutes or days:hours:minutes
        parts = text_of(entry.get("duration")).split(":")
        *days, hours, minutes = map(int, ["0", *parts])
        return timedelta(days=sum(days), hours=hours, minutes=max(0, minutes))
    return timedelta()


def _kind(entry: Entry, event: Event, *, has_people: bool) -> str:
    """Return the kind of a session; empty for a talk.

    The words of its type decide on the kind. A type without a known word is one.
    """
    type_ = _line(entry.get("type"))
    if own_kind := event.references["kind"].find(type_):
        return own_kind
    folded = (type_ or _line(entry.get("category"))).casefold()
    words = {word.removesuffix("s") for word in re.findall(r"\w+", folded)}
    words.add(folded)
    for word, kind in KINDS_OF_OTHER_SYSTEMS.items():
        if word in words:
            return "" if has_people and kind in HOUSEKEEPING else kind.value
    is_talk = folded in TALKS
    if is_talk or (has_people and type_ in HOUSEKEEPING):
        return ""
    return type_


def _links(*items: Any) -> Iterator[tuple[str, str, str]]:
    """Yield type, words and address of each link, file or picture."""
    lists = (item if isinstance(item, list) else [item] for item in items)
    for value in chain.from_iterable(lists):
        link = value if isinstance(value, dict) else {"url": value}
        url = _line(link.get("url"))
        if not url:
            continue
        host = re.sub(r"^https?://([^/?#]+).*", r"\1", url)
        title = link.get("title") or link.get("label") or link.get("linkType")
        yield _line(link.get("type")).casefold(), _line(title) or host, url


def _web_links(*items: Any) -> list[tuple[str, str]]:
    """Return words and address of the links that visitors can follow."""
    links = (link for link in _links(*items) if link[0] not in TO_THE_SOURCE)
    return [(words, url) for _, words, url in links if WEB_ADDRESS.match(url)]


def _link_lines(links: list[tuple[str, str]]) -> str:
    return "\n".join(f"{words[:MAX_LABEL]} {url}" for words, url in links)


def _people(entry: Entry) -> Iterator[Cells]:
    """Yield the cells of the people of a session that have a name."""
    for person in entry.get("persons") or ():
        get = person.get
        cells = {
            "name": _line(get("public_name") or get("name") or get("fullName")),
            "role": _line(get("tagLine")),
            "organisation": _line(get("affiliation")),
            "source": _line(get("guid") or get("code") or get("id")),
            sheet.BODY: to_markdown(text_of(get("biography") or get("bio"))),
            "links": _link_lines(_web_links(get("links"))),
            "picture": next((url for _, url in _web_links(*map(get, AVATARS))), ""),
        }
        if cells["name"]:
            yield {key: cell for key, cell in cells.items() if cell}


def _start(entry: Entry, event: Event) -> datetime:
    """Return the start of a session.

    Its time zone is that of its date, else of the schedule, else of the event.
    """
    moment = text_of(entry.get("date"))
    if "T" not in moment:
        moment = f"{moment or text_of(entry['day'])}T{text_of(entry['start'])}"
    starts = datetime.fromisoformat(moment)
    if starts.tzinfo:
        return starts
    zone = event.zone
    with suppress(LookupError, ValueError, OSError):
        zone = ZoneInfo(text_of(entry.get("zone")) or event.zone.key)
    return starts.replace(tzinfo=zone)


def _times(entry: Entry, event: Event) -> Cells:
    """Return the day, the start, and the end or length of a session.

    Return nothing for a session without a time.
    """
    if not entry.get("date") and not (entry.get("day") and entry.get("start")):
        return {}
    starts = _start(entry, event)
    length = _length(entry, starts)
    starts = starts.astimezone(event.zone)
    ends = starts + length
    # Sessions after midnight can belong to the day before.
    new_day_at = event.record.new_day_at
    day = starts.date() - timedelta(days=starts.time() < new_day_at)
    last_day = ends.date() - timedelta(days=ends.time() <= new_day_at)
    cells = {"day": day.isoformat(), "start": starts.strftime("%H:%M")}
    if length and length < timedelta(days=1) and last_day == day:
        cells["end"] = ends.strftime("%H:%M")
    elif length:
        cells["length"] = f"{length // timedelta(minutes=1)} minutes"
    return cells


def _session_cells(entry: Entry, event: Event, *, has_people: bool) -> Cells:
    """Return the cells of a session. `left_out` lists addresses without a place."""
    summary = _line(entry.get("subtitle"))
    texts = [text_of(entry.get("abstract")), text_of(entry.get("description"))]
    texts = [text for text in texts if text]
    if not summary and len(texts) == 2 and PLAIN_LINE.match(texts[0]):
        summary = texts.pop(0)
    links = _web_links(entry.get("attachments"), entry.get("links"))
    slides = next((url for _, url in links if SLIDES.match(url)), "")
    web_urls = {url for _, url in links}
    lost_urls = [
        url for *_, url in _links(*map(entry.get, ADDRESSES)) if url not in web_urls
    ]
    all_texts = "".join(texts)
    links = [
        (words, url) for words, url in links if url != slides and url not in all_texts
    ]
    language = _line(entry.get("language"))
    if language == event.record.languages[0].partition("-")[0].lower():
        language = ""
    return {
        "source": _line(entry.get("guid") or entry.get("code") or entry.get("id")),
        "title": _line(entry["title"]),
        "kind": _kind(entry, event, has_people=has_people),
        **_times(entry, event),
        "room": "\n".join(map(_line, text_of(entry.get("room")).split("\n"))),
        "track": _line(entry.get("track")),
        "series": _line(entry.get("series")),
        "attendance": _line(entry.get("attendance")),
        "language": language,
        "summary": summary,
        "abstract": to_markdown("\n\n".join(dict.fromkeys(texts))),
        "links": _link_lines(links),
        "status": "cancelled" if entry.get("cancelled") else "",
        "slides": slides,
        "left_out": ", ".join(lost_urls),
    }


def _line(value: Any) -> str:
    return " ".join(text_of(value).split())
