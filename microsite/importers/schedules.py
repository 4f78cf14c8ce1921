"""Schedules of frab, pretalx, wafer, the hub and Sessionize as rows of a workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring
from zoneinfo import ZoneInfo

import msgspec

from microsite.editing.create import unused_id
from microsite.editing.yaml_edit import remove_controls
from microsite.importers.office import DOCUMENT_TYPE, CannotImportError, read_file
from microsite.importers.spreadsheet import (
    ASSUMED_LENGTH,
    BODY,
    SheetRow,
    Workbook,
    normalise,
    record_rows,
)
from microsite.importers.word import convert_html
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.model.records.content import HOUSEKEEPING, SessionKind
from microsite.model.types import LONGEST_LINE, MAX_LABEL
from microsite.site.formatting import format_date_range
from microsite.source.decode import REPLACEMENT_CHARACTER
from microsite.source.nodes import truncate
from microsite.source.reader import SourceFiles

SESSION_KINDS = {"podium": "panel", "lightning": "lightning talks", "poster": "posters"}
SESSION_KINDS |= {"demo": "demonstration", "party": "social"}
SESSION_KINDS |= {kind.value: kind.value for kind in SessionKind if kind is not SessionKind.TALK}
"""Kinds of session, by words in the type of a session of another system."""
MAX_LENGTHS = {"title": LONGEST_LINE, "name": LONGEST_LINE, "role": LONGEST_LINE}
MAX_LENGTHS |= {"summary": 300, "room": MAX_LABEL, "track": MAX_LABEL}
FORMATS = (
    "Use schedule.xml or schedule.json (frab, pretalx), or “All data” from Sessionize as JSON."
)
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
TAG = re.compile(
    r"</?(?:p|br|a|ul|ol|li|em|strong|b|i|h[1-6]|div|span|blockquote|table|pre|code|dl)"
    r"(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
INLINE_TAGS = {
    r"<(b|strong)\b[^<>]*>(?=\S)([^<]*)(?<=\S)</\1>": r"**\2**",
    r"<(i|em)\b[^<>]*>(?=\S)([^<]*)(?<=\S)</\1>": r"*\2*",
    r"<code\b[^<>]*>([^<`]+)</code>": r"`\1`",
    r"<a\s[^<>]*?href=([\"'])((?:https?:|mailto:)[^\"'\s()<>]*)\1[^<>]*>([^<]*)</a>": r"[\3](\2)",
    r"</?(?:a|b|i|strong|em|code|span)\b[^<>]*>": "",
    r"<br\s*/?>\n?": "<br>\n",
}
"""Patterns of tags inside a line, and the Markdown for them."""
REMOTE_IMAGE = re.compile(r"!\[([^\[\]]*)\](?=\(https?://)")
CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?$")
CONFLICT_MARKER = re.compile("^(?:<{7}|>{7})", re.MULTILINE)
BLOCK_TAG = re.compile(r"<(?:p|ul|ol|h[1-6]|div|blockquote|table|pre|dl)\b", re.IGNORECASE)
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError)

BASE_FILE = "data/imports/schedule.json"

Base = dict[str, dict[str, dict[str, str]]]  # cells by kind, id and field
Given = Mapping[str, Any]  # as in schedule.json; `day` is the date of its day, `room` a name


def read_base(root: Path) -> Base | None:
    """Return the cells of the last import; None if there was none, or it cannot be read."""
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode((root / BASE_FILE).read_bytes(), type=Base)
    return None


def format_base(workbook: Workbook) -> bytes:
    """Return the cells of this import, and of earlier ones that are not in it, as a file."""
    base = {kind: dict(records) for kind, records in (workbook.base or {}).items()}
    for kind, rows in workbook.tables:
        imported = {row.cells["id"]: row.imported for row in rows if row.cells.get("id")}
        base.setdefault(kind.name, {}).update(imported)
    return msgspec.json.format(msgspec.json.encode(base, order="sorted"), indent=1) + b"\n"


def read_schedule(path: Path, event: Event, sources: SourceFiles, base: Base | None) -> Workbook:
    """Read the sessions and people of a schedule as a workbook. Raises CannotImportError."""
    data = read_file(path)
    try:
        is_xml = data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        text = "" if is_xml else data.decode("utf-8-sig")
        found = list(_read_xml(data, path.name) if is_xml else _read_json(json.loads(text)))
    except (ParseError, RecursionError, *UNREADABLE):
        raise CannotImportError(f"“{path.name}” is damaged, or not a schedule. {FORMATS}") from None
    workbook = Workbook(base=base, name="schedule")
    sessions = list(_read_sessions(found, event, path.name, workbook))
    if not sessions:
        raise CannotImportError(f"“{path.name}” contains no sessions with times. {FORMATS}")
    if event.starts is None or event.ends is None:
        raise CannotImportError("The event has no dates yet. Add them to content/event.md first.")
    first, last = event.starts.date(), event.ends.date()
    dates = sorted(date.fromisoformat(cells["day"]) for cells, _ in sessions)
    sessions = [each for each in sessions if first <= date.fromisoformat(each[0]["day"]) <= last]
    if not sessions:
        raise CannotImportError(
            f"“{path.name}” is for {format_date_range(dates[0], dates[-1])}, but content/event.md "
            f"says {format_date_range(first, last)}. If it has moved, change its dates first."
        )
    if outside := len(dates) - len(sessions):
        workbook.notes.append(
            f"{outside} of {len(dates)} sessions are not on the days of this event."
        )
    speaker, session = RECORD_KINDS["speaker"], RECORD_KINDS["session"]
    slugs = {row.cells.get("name", ""): row.id for row in record_rows(speaker, sources)}
    taken = {document.slug for document in sources.documents.get(speaker.folder, ())}
    known = {
        kind: {cells["source"]: id_ for id_, cells in records.items() if cells.get("source")}
        for kind, records in (base or {}).items()
    }
    people_known, sessions_known = known.get("speaker", {}), known.get("session", {})
    speakers: dict[str, SheetRow] = {}
    rows = []
    for cells, people in sessions:
        for person in people:
            name = person["name"]
            if source_id := people_known.get(person["source"]):
                slugs[name] = source_id
            slug = slugs.setdefault(name, unused_id(speaker, name, taken))
            taken.add(slug)
            where = f"{path.name}, the speaker “{truncate(name)}”"
            speakers[slug] = SheetRow({"id": slug, **person}, where, imported=person)
        if first == last:
            del cells["day"]
        cells["speakers"] = ", ".join(slugs[person["name"]] for person in people)
        where = f"{path.name}, the session “{truncate(cells['title'])}”"
        session_id = sessions_known.pop(cells["source"], "")
        rows.append(SheetRow({"id": session_id, **cells}, where, imported=cells))
    workbook.names = {
        kind: list(dict.fromkeys(cells[kind] for cells, _ in sessions if cells[kind]))
        for kind in ("room", "track")
    }
    workbook.tables = [(speaker, list(speakers.values())), (session, rows)]
    workbook.notes = list(dict.fromkeys(workbook.notes))
    return workbook


def _read_sessions(
    found: list[Given], event: Event, file: str, workbook: Workbook
) -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
    """Yield the cells of each session and of its people. Add notes on lost content."""
    notes, clocks, linked = workbook.notes, list[str](), list[str]()
    for given in found:
        title = _line(given.get("title"))
        name = f"The session “{truncate(title)}”"
        if not title or not (given.get("date") or (given.get("day") and given.get("start"))):
            notes.append(f"{name} has no time yet." if title else "A session has no title.")
            continue
        try:
            people = _people(given)
            cells = _session_cells(given, event, has_people=bool(people))
        except UNREADABLE:
            notes.append(f"{name} has a date, a time or a person that cannot be read.")
            continue
        for record in (cells, *people):
            _trim(record, name, file, notes)
        if not cells.keys() & {"end", "length"}:
            notes.append(
                f"{name} has no length. A new session gets {ASSUMED_LENGTH} and is provisional."
            )
        start = _text(given.get("start"))
        if CLOCK.match(start) and start.zfill(5)[:5] != cells["start"]:
            clocks.append(f"“{truncate(title)}” at {start}, here {cells['start']}")
        linked += [person["name"] for person in people if person.pop("has_links")]
        yield cells, people
    if clocks:
        workbook.questions.append(
            f"Times in {file} were converted to {event.zone.key}: {clocks[0]}. Sessions "
            f"affected: {len(clocks)}. Is the time zone in content/event.md right?"
        )
    if linked:
        notes.append(f"Links and photos of people, such as those of “{truncate(linked[0])}”.")


def _trim(record: dict[str, str], name: str, file: str, notes: list[str]) -> None:
    """Cut cells that are too long, and replace lost letters."""
    for key, cell in record.items():
        limit = MAX_LENGTHS.get(key, len(cell))
        if len(cell) > limit:
            record[key] = f"{cell[: limit - 1].rstrip()}…"
            notes.append(f"The {key} “{truncate(cell)}” was cut to {limit} characters.")
        if REPLACEMENT_CHARACTER in cell:
            record[key] = record[key].replace(REPLACEMENT_CHARACTER, "?")
            notes.append(f"{name}, {key}: a letter is missing in {file}. It is now “?”.")


def _read_xml(data: bytes, name: str) -> Iterator[Given]:
    if DOCUMENT_TYPE.search(data.replace(b"\0", b"")):
        raise CannotImportError(
            f"“{name}” holds what no schedule should (a document type). It is not opened."
        )
    root = fromstring(data)  # noqa: S314 - there is no document type
    zone = root.findtext("conference/time_zone_name")
    for day in root.iter("day"):
        for room in (day, *day.iter("room")):
            for event in room.findall("event"):
                texts = {child.tag: (child.text or "").strip() for child in event}
                people = [{**person.attrib, "name": person.text} for person in event.iter("person")]
                place = {"day": day.get("date"), "room": room.get("name") or texts.get("room")}
                yield {**event.attrib, **texts, **place, "persons": people, "zone": zone}


def _read_json(root: Any) -> Iterator[Given]:
    if "speakers" in root and "sessions" in root:
        yield from _read_sessionize(root)
        return
    schedule = root["schedule"]
    conference = schedule["conference"]
    zone = conference.get("time_zone_name")
    for day in conference["days"]:
        for room, events in (day.get("rooms") or {}).items():
            for event in events:
                place = {"day": day["date"], "room": room or event.get("room")}
                yield {**event, **place, "zone": zone}
    tracks = {it["slug"]: it["name"] for it in conference.get("tracks") or () if "slug" in it}
    people = {person.get("guid"): person for person in schedule.get("persons") or ()}
    for event in schedule.get("events") or ():
        yield {
            **event,
            "persons": [
                {**people.get(each.get("guid"), {}), **each}
                for each in event.get("participants") or ()
            ],
            "date": event.get("start"),
            "zone": zone,
            "ends": event.get("end"),
            "track": tracks.get((event.get("track") or {}).get("slug")),
            "room": (event.get("room") or {}).get("name"),
        }


def _read_sessionize(root: Any) -> Iterator[Given]:
    """Yield the sessions of Sessionize. Its times end in a Z, but are local times."""
    rooms = {room["id"]: room["name"] for room in root.get("rooms") or ()}
    people = {person["id"]: person for person in root["speakers"]}
    items = {
        item["id"]: (_line(category["title"]).casefold(), item["name"])
        for category in root.get("categories") or ()
        for item in category["items"]
    }
    for session in root["sessions"]:
        chosen = [items[id_] for id_ in session.get("categoryItems") or () if id_ in items]
        types = (name for category, name in chosen if re.search("format|type", category))
        yield {
            **session,
            "date": _text(session.get("startsAt")).rstrip("Z"),
            "ends": _text(session.get("endsAt")).rstrip("Z"),
            "room": rooms.get(session.get("roomId")),
            "track": next((name for category, name in chosen if "track" in category), ""),
            "type": next(types, ""),
            "persons": [people[id_] for id_ in session.get("speakers") or () if id_ in people],
        }


def _length(given: Given, starts: datetime) -> timedelta:
    """Return the length of a session; zero if it cannot be read."""
    with suppress(ValueError, OverflowError):
        if given.get("ends"):
            ends = datetime.fromisoformat(given["ends"])
            ends = ends if ends.tzinfo else ends.replace(tzinfo=starts.tzinfo)
            return max(ends - starts, timedelta())
        *days, hours, minutes = map(int, ["0", *_text(given.get("duration")).split(":")])
        return timedelta(days=sum(days), hours=hours, minutes=max(0, minutes))
    return timedelta()


def _kind(given: Given, *, has_people: bool) -> str:
    """Return the kind of a session by the words of its type; empty if they do not say."""
    given_kind = _line(given.get("type")).casefold()
    words = {given_kind, *(word.removesuffix("s") for word in re.findall(r"\w+", given_kind))}
    kind = next((SESSION_KINDS[word] for word in SESSION_KINDS if word in words), "")
    return "" if has_people and kind in HOUSEKEEPING else kind


def _people(given: Given) -> list[dict[str, str]]:
    people = (
        {
            "name": _line(each.get("public_name") or each.get("name") or each.get("fullName")),
            "role": _line(each.get("tagLine")),
            "source": _line(each.get("guid") or each.get("code") or each.get("id")),
            BODY: to_markdown(_text(each.get("biography") or each.get("bio"))),
            "has_links": "yes" if any(map(each.get, ("links", "profilePicture", "avatar"))) else "",
        }
        for each in given.get("persons") or ()
    )
    return [person for person in people if person["name"]]


def _start(given: Given, event: Event) -> datetime:
    """Return the start of a session, in the time zone of its date or else of the schedule."""
    zone, moment = event.zone, _text(given.get("date"))
    if "T" not in moment:
        moment = f"{moment or _text(given['day'])}T{_text(given['start'])}"
    with suppress(LookupError, ValueError, OSError):
        zone = ZoneInfo(_text(given.get("zone")) or event.zone.key)
    starts = datetime.fromisoformat(moment)
    return starts if starts.tzinfo else starts.replace(tzinfo=zone)


def _session_cells(given: Given, event: Event, *, has_people: bool) -> dict[str, str]:
    starts = _start(given, event)
    length = _length(given, starts)
    starts = starts.astimezone(event.zone)
    ends, new_day_at = starts + length, event.record.new_day_at
    day = starts.date() - timedelta(days=starts.time() < new_day_at)
    last_day = ends.date() - timedelta(days=ends.time() <= new_day_at)
    texts = dict.fromkeys((_text(given.get("abstract")), _text(given.get("description"))))
    cells = {
        "source": _line(given.get("guid") or given.get("code") or given.get("id")),
        "title": _line(given["title"]),
        "kind": _kind(given, has_people=has_people),
        "day": day.isoformat(),
        "start": starts.strftime("%H:%M"),
        "room": _line(given.get("room")),
        "track": _line(given.get("track")),
        "summary": _line(given.get("subtitle")),
        "abstract": to_markdown("\n\n".join(filter(None, texts))),
    }
    if length and length < timedelta(days=1) and last_day == day:
        cells["end"] = ends.strftime("%H:%M")
    elif length:
        cells["length"] = f"{length // timedelta(minutes=1)} minutes"
    return cells


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


def _text(value: Any) -> str:
    """Return a text without invisible characters; of several languages, the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return INVISIBLE.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def to_markdown(text: str) -> str:
    """Return HTML, or Markdown that may contain tags inside its lines, as Markdown."""
    text = SCRIPT.sub("", remove_controls(text))
    if not BLOCK_TAG.search(text):
        for pattern, markdown in INLINE_TAGS.items() if TAG.search(text) else ():
            text = re.sub(pattern, markdown, text, flags=re.IGNORECASE | re.DOTALL)
        return _clean(text.expandtabs(4))
    document = convert_html(text)
    heading = f"## {document.title}\n\n" if document.title else ""
    return _clean(f"{heading}{document.body}")


def _clean(markdown: str) -> str:
    """Return Markdown with links for pictures elsewhere, and without conflict markers of Git."""
    text = REMOTE_IMAGE.sub(lambda match: f"[{match[1] or 'Picture'}]", markdown)
    return normalise(CONFLICT_MARKER.sub(lambda match: escape(match[0]), text))
