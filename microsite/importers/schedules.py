"""Schedules of other systems, and our own exports, as rows of a workbook."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zoneinfo import ZoneInfo

from microsite.editing.create import unused_id
from microsite.exports.event_json import event_json
from microsite.exports.ical import calendars
from microsite.exports.schedule import schedule_files
from microsite.importers import spreadsheet as sheet
from microsite.importers.office import CannotImportError, read_file
from microsite.importers.schedule_formats import Given, parse_programme, text_of
from microsite.importers.word import to_markdown
from microsite.locales.locale import ENGLISH
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.records.content import HOUSEKEEPING, SessionKind
from microsite.model.types import LONGEST_LINE, MAX_LABEL
from microsite.project import ENGINE_HOME, read_words
from microsite.render.templates import Templates
from microsite.site.site import Site
from microsite.source.decode import REPLACEMENT_CHARACTER
from microsite.source.nodes import truncate
from microsite.source.reader import SourceFiles

SESSION_KINDS = dict(read_words("importers", "words.ini")["other systems"])
SESSION_KINDS |= {kind.value: kind.value for kind in SessionKind if kind is not SessionKind.TALK}
"""Kinds of session, by words in the type of a session of another system."""
TALKS = ("talk", "lecture", "presentation", "session")
MAX_LENGTHS = dict.fromkeys(("title", "name", "role", "organisation"), LONGEST_LINE)
MAX_LENGTHS |= dict.fromkeys(("room", "track", "series", "kind"), MAX_LABEL) | {"summary": 300}
FORMATS = "Use a schedule of frab or pretalx, a view of Sessionize, an Indico export or a calendar."
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError)
CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?$")
SLIDES = re.compile(r"https?://\S+\.(?:pdf|pptx?|odp|key)(?:\?\S*)?$", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"https?://\S+$", re.IGNORECASE)
PLAIN_LINE = re.compile(r"[^\n<*_`\[]{1,300}\Z")
TO_THE_SOURCE = ("origin", "feedback")  # types of links that lead back to the other system
ADDRESSES = ("links", "attachments", "logo", "attendees")
AVATARS = ("profilePicture", "avatar", "avatar_url")
OWN_PATHS = ("schedule.xml", "schedule.json", "event.json", "event.ics")

Cells = dict[str, str]
Found = tuple[Cells, list[Cells]]  # cells of a session, if there is one, and of its people


def read_schedule(
    path: Path, site: Site, sources: SourceFiles, base: sheet.Base | None
) -> sheet.Workbook:
    """Read a schedule as a workbook. Raises CannotImportError."""
    event = site.event
    try:
        programme = parse_programme(read_file(path), path.name)
    except (ParseError, RecursionError, *UNREADABLE):
        problem = f"“{path.name}” is damaged or cut off, or not a schedule. Get it again."
        raise CannotImportError(f"{problem} {FORMATS}") from None
    templates = Templates((ENGINE_HOME / "templates",))
    exports = (schedule_files(site, templates), event_json(site), calendars(site, templates))
    files = [file for file in chain(*exports) if file.path in OWN_PATHS]
    written = chain(*(parse_programme(file.produce(), file.path) for file in files))
    own = set(map(_without_addresses, written))
    given = [each for each in programme if _without_addresses(each) not in own]
    is_own = len(given) < len(programme)
    workbook = sheet.Workbook(name="export" if is_own else "schedule", base={} if is_own else base)
    found = list(_read_sessions(given, event, path.name, workbook))
    if not found and not is_own:
        raise CannotImportError(f"“{path.name}” contains no sessions with times. {FORMATS}")
    if event.starts is None or event.ends is None:
        raise CannotImportError("The event has no dates yet. Add them to content/event.md first.")
    first, last = event.starts.date(), event.ends.date()
    dates = sorted(date.fromisoformat(cells["day"]) for cells, _ in found if "day" in cells)
    days = [day for day in dates if first <= day <= last]
    if dates and not days:
        raise CannotImportError(
            f"“{path.name}” is for {ENGLISH.date_range(dates[0], dates[-1])}, but content/event.md "
            f"says {ENGLISH.date_range(first, last)}. If it has moved, change its dates first."
        )
    if outside := len(dates) - len(days):
        note = f"{outside} of {len(dates)} sessions are not on the days of this event."
        workbook.notes.append(note)
    names = {"", *map(str, days)}
    if found := [it for it in found if it[0].get("day", "") in names]:
        _add_tables(workbook, found, event, sources, path.name)
    workbook.notes = list(dict.fromkeys(workbook.notes))
    return workbook


def _without_addresses(given: Given) -> str:
    """Return a session as a key, without what depends on the address of its site."""
    addresses = dict.fromkeys(("guid", "id", "slug", "url", "attachments"), "")
    people = given.get("persons")
    people = people if isinstance(people, list) else []
    names = [person.get("name") for person in people if isinstance(person, dict)]
    return repr(sorted({**given, **addresses, "persons": names}.items()))


def _add_tables(
    workbook: sheet.Workbook, found: list[Found], event: Event, sources: SourceFiles, file: str
) -> None:
    """Add the rows of sessions and people to a workbook."""
    given = {person.get("source", "") for _, taking_part in found for person in taking_part}
    people = _PeopleRows(workbook, event, sources, file, given)
    kind = RECORD_KINDS["session"]
    known = _ids_by_source(workbook, kind, sheet.record_rows(kind, sources))
    rows: list[sheet.SheetRow] = []
    seen: set[str] = set()
    for cells, taking_part in _join_rooms(found):
        slugs = [people.add(person) for person in taking_part]
        if not cells:
            continue
        source = cells["source"]
        if source in seen or workbook.name == "export":  # a repeat, or a session from here
            cells["source"] = ""
        seen.add(source)
        if event.starts and event.ends and event.starts.date() == event.ends.date():
            cells.pop("day", None)
        cells["speakers"] = ", ".join(dict.fromkeys(slugs))
        where = f"{file}, the session “{truncate(cells['title'])}”"
        id_ = known.get(cells["source"], "")
        rows.append(sheet.SheetRow({"id": id_, **cells}, where, imported=cells))
    workbook.adds_names = True
    tables = [(people.kind, list(people.rows.values())), (kind, rows)]
    workbook.tables = [table for table in tables if table[1]]  # others are not in this view


class _PeopleRows:
    """Rows of people, by slug. Each session of a person may know more of that person.

    People of one name with different ids in the source are different people.
    """

    def __init__(
        self, book: sheet.Workbook, event: Event, sources: SourceFiles, file: str, given: set[str]
    ) -> None:
        self.kind = RECORD_KINDS["speaker"]
        self.file = file
        self.rows: dict[str, sheet.SheetRow] = {}
        here = list(sheet.record_rows(self.kind, sources))
        ids = _ids_by_source(book, self.kind, here)
        self.known = {source: id_ for source, id_ in ids.items() if source in given}
        self.taken = {it.slug for it in sources.documents.get(self.kind.folder, ())}
        self.protected = {each.name: each.slug for each in event.speakers if each.protected}
        self.slugs = {row.cells.get("name", ""): row.id for row in here} | self.protected

    def add(self, person: Cells) -> str:
        """Add what a session knows of a person, unless the person is protected. Return the slug."""
        name, source = person["name"], person.get("source", "")
        slug = self.known.get(source) or self.slugs.get(name, "")
        is_other = source and source not in self.known and slug in self.known.values()
        if not slug or (is_other and slug not in self.protected.values()):
            slug = unused_id(self.kind, name, self.taken)
        self.slugs.setdefault(name, slug)
        if source:
            self.known[source] = slug
        self.taken.add(slug)
        if slug not in self.protected.values():
            both = (self.rows[slug].imported if slug in self.rows else {}) | person
            where = f"{self.file}, the speaker “{truncate(name)}”"
            self.rows[slug] = sheet.SheetRow({"id": slug, **both}, where, imported=both)
        return slug


def _join_rooms(found: list[Found]) -> list[Found]:
    """Return each session once, with a line for each of its rooms."""
    placed: dict[tuple[str, ...], Cells] = {}
    joined: list[Found] = []
    for cells, people in found:
        same = cells.get("source") if people else ""
        times = (cells.get(name, "") for name in ("day", "start", "end", "length"))
        first = placed.setdefault((same or cells.get("title", ""), *times), cells)
        if not cells or first is cells:
            joined.append((cells, people))
        else:
            first["room"] = "\n".join(dict.fromkeys([*first["room"].split("\n"), cells["room"]]))
    return joined


def _ids_by_source(
    workbook: sheet.Workbook, kind: RecordKind, records: Iterable[sheet.RecordRow]
) -> dict[str, str]:
    """Return the ids of records by the ids that they have in the source."""
    base = (workbook.base or {}).get(kind.name, {})
    here = ((record.id, record.cells) for record in records)
    return {it["source"]: id_ for id_, it in chain(base.items(), here) if it.get("source")}


def _read_sessions(
    found: list[Given], event: Event, file: str, workbook: sheet.Workbook
) -> Iterator[Found]:
    """Yield the cells of each session and of its people. Add notes on lost content."""
    notes = workbook.notes
    clocks: list[str] = []
    for given in found:
        title = _line(given.get("title"))
        name = f"The session “{truncate(title)}”"
        is_session = "title" in given
        if is_session and (not title or given.get("is_all_day")):
            notes.append(f"{name} has no time yet." if title else "A session has no title.")
            continue
        try:
            people = _people(given)
            cells = _session_cells(given, event, has_people=bool(people)) if is_session else {}
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
        start = text_of(given.get("start"))
        if "start" in cells and CLOCK.match(start) and start.zfill(5)[:5] != cells["start"]:
            clocks.append(f"“{truncate(title)}” at {start}, here {cells['start']}")
        if left_out := cells.pop("left_out", ""):
            notes.append(f"{name}: there is no place here for {left_out}.")
        yield cells, people
    if clocks:
        workbook.questions.append(
            f"Times in {file} were converted to {event.zone.key}: {clocks[0]}. Sessions "
            f"affected: {len(clocks)}. Is the time zone in content/event.md right?"
        )


def _trim(record: Cells, name: str, file: str, notes: list[str]) -> None:
    """Cut cells that are too long, and replace lost letters."""
    for key, cell in record.items():
        limit = MAX_LENGTHS.get(key, len(cell))
        if len(cell) > limit:
            record[key] = f"{cell[: limit - 1].rstrip()}…"
            notes.append(f"The {key} “{truncate(cell)}” was cut to {limit} characters.")
        if REPLACEMENT_CHARACTER in cell:
            record[key] = record[key].replace(REPLACEMENT_CHARACTER, "?")
            notes.append(f"{name}, {key}: a letter is missing in {file}. It is now “?”.")


def _length(given: Given, starts: datetime) -> timedelta:
    """Return the length of a session; zero if it cannot be read."""
    with suppress(ValueError, OverflowError):
        if given.get("ends"):
            ends = datetime.fromisoformat(given["ends"])
            ends = ends if ends.tzinfo else ends.replace(tzinfo=starts.tzinfo)
            return max(ends - starts, timedelta())
        *days, hours, minutes = map(int, ["0", *text_of(given.get("duration")).split(":")])
        return timedelta(days=sum(days), hours=hours, minutes=max(0, minutes))
    return timedelta()


def _kind(given: Given, event: Event, *, has_people: bool) -> str:
    """Return the kind of a session by the words of its type, else the type; empty for a talk."""
    typed = _line(given.get("type"))
    if own := event.references["kind"].find(typed):
        return own
    given_kind = (typed or _line(given.get("category"))).casefold()
    words = {given_kind, *(word.removesuffix("s") for word in re.findall(r"\w+", given_kind))}
    kind = next((SESSION_KINDS[word] for word in SESSION_KINDS if word in words), "")
    kind = kind or typed * (given_kind not in TALKS)
    return "" if has_people and kind in HOUSEKEEPING else kind


def _links(*values: Any) -> Iterator[tuple[str, str, str]]:
    """Yield type, words and address of each link, file or picture."""
    for each in chain.from_iterable(it if isinstance(it, list) else [it] for it in values):
        link = each if isinstance(each, dict) else {"url": each}
        if url := _line(link.get("url")):
            host = re.sub(r"^https?://([^/?#]+).*", r"\1", url)
            words = _line(link.get("title") or link.get("label") or link.get("linkType")) or host
            yield _line(link.get("type")).casefold(), words, url


def _web_links(*values: Any) -> list[tuple[str, str]]:
    """Return words and address of the links that visitors can follow."""
    found = (link for link in _links(*values) if link[0] not in TO_THE_SOURCE)
    return [(words, url) for _, words, url in found if WEB_ADDRESS.match(url)]


def _link_lines(links: list[tuple[str, str]]) -> str:
    return "\n".join(f"{words[:MAX_LABEL]} {url}" for words, url in links)


def _people(given: Given) -> list[Cells]:
    people = (
        {
            "name": _line(each.get("public_name") or each.get("name") or each.get("fullName")),
            "role": _line(each.get("tagLine")),
            "organisation": _line(each.get("affiliation")),
            "source": _line(each.get("guid") or each.get("code") or each.get("id")),
            sheet.BODY: to_markdown(text_of(each.get("biography") or each.get("bio"))),
            "links": _link_lines(_web_links(each.get("links"))),
            "picture": next((url for _, url in _web_links(*map(each.get, AVATARS))), ""),
        }
        for each in given.get("persons") or ()
    )
    given_cells = ({key: cell for key, cell in person.items() if cell} for person in people)
    return [person for person in given_cells if "name" in person]


def _start(given: Given, event: Event) -> datetime:
    """Return the start of a session, in the time zone of its date or else of the schedule."""
    zone, moment = event.zone, text_of(given.get("date"))
    if "T" not in moment:
        moment = f"{moment or text_of(given['day'])}T{text_of(given['start'])}"
    with suppress(LookupError, ValueError, OSError):
        zone = ZoneInfo(text_of(given.get("zone")) or event.zone.key)
    starts = datetime.fromisoformat(moment)
    return starts if starts.tzinfo else starts.replace(tzinfo=zone)


def _times(given: Given, event: Event) -> Cells:
    """Return the day, the start, and the end or length of a session; nothing without a time."""
    if not given.get("date") and not (given.get("day") and given.get("start")):
        return {}
    starts = _start(given, event)
    length = _length(given, starts)
    starts = starts.astimezone(event.zone)
    ends, new_day_at = starts + length, event.record.new_day_at
    day = starts.date() - timedelta(days=starts.time() < new_day_at)
    last_day = ends.date() - timedelta(days=ends.time() <= new_day_at)
    cells = {"day": day.isoformat(), "start": starts.strftime("%H:%M")}
    if length and length < timedelta(days=1) and last_day == day:
        cells["end"] = ends.strftime("%H:%M")
    elif length:
        cells["length"] = f"{length // timedelta(minutes=1)} minutes"
    return cells


def _session_cells(given: Given, event: Event, *, has_people: bool) -> Cells:
    summary = _line(given.get("subtitle"))
    language = _line(given.get("language"))
    texts = [text for name in ("abstract", "description") if (text := text_of(given.get(name)))]
    if not summary and len(texts) == 2 and PLAIN_LINE.match(texts[0]):
        summary = texts.pop(0)
    links = _web_links(given.get("attachments"), given.get("links"))
    slides = next((url for _, url in links if SLIDES.match(url)), "")
    kept = {url for _, url in links}
    left_out = [url for *_, url in _links(*map(given.get, ADDRESSES)) if url not in kept]
    links = [link for link in links if link[1] != slides and link[1] not in "".join(texts)]
    return {
        "source": _line(given.get("guid") or given.get("code") or given.get("id")),
        "title": _line(given["title"]),
        "kind": _kind(given, event, has_people=has_people),
        **_times(given, event),
        "room": "\n".join(map(_line, text_of(given.get("room")).split("\n"))),
        "track": _line(given.get("track")),
        "series": _line(given.get("series")),
        "attendance": _line(given.get("attendance")),
        "language": language * (language != event.record.languages[0].partition("-")[0].lower()),
        "summary": summary,
        "abstract": to_markdown("\n\n".join(dict.fromkeys(texts))),
        "links": _link_lines(links),
        "status": "cancelled" if given.get("cancelled") else "",
        "slides": slides,
        "left_out": ", ".join(left_out),
    }


def _line(value: Any) -> str:
    return " ".join(text_of(value).split())
