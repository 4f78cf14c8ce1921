"""Schedules of other systems as rows of a workbook.

Formats: schedule.xml and schedule.json (frab, pretalx, wafer, the hub), and Sessionize.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from msgspec import Struct

from microsite.editing.create import unused_id
from microsite.editing.yaml_edit import remove_controls
from microsite.importers.cells import MINUTES_IN_DAY, normalise
from microsite.importers.html_to_markdown import convert_html
from microsite.importers.office import DOCUMENT_TYPE, CannotImportError, read_file
from microsite.importers.spreadsheet import BODY, SheetRow, SheetTable, Workbook, record_rows
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.source.nodes import truncate
from microsite.source.reader import SourceFiles

SESSION_KIND_WORDS = {
    "keynote": "keynote",
    "workshop": "workshop",
    "panel": "panel",
    "podium": "panel",
    "discussion": "discussion",
    "lightning": "lightning talks",
    "poster": "posters",
    "demo": "demonstration",
    "break": "break",
    "lunch": "lunch",
    "social": "social",
    "party": "social",
    "tour": "tour",
}
"""Words in the type of a session of another system, and the kind that they mean."""
FORMATS = (
    "We read schedule.xml and schedule.json (frab, pretalx), and “All data” of Sessionize as JSON."
)
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
TAG = re.compile(
    r"</?(?:p|br|a|ul|ol|li|em|strong|b|i|h[1-6]|div|span|blockquote|table)\b[^>]*>", re.IGNORECASE
)
BLOCK_TAG = re.compile(r"<(?:p|ul|ol|h[1-6]|div|blockquote|table)\b", re.IGNORECASE)
MAX_SUMMARY_CHARACTERS = 300
MINUTE = timedelta(minutes=1)


class ImportedPerson(Struct, frozen=True):
    """A speaker in another system."""

    name: str
    role: str = ""
    biography: str = ""


class ImportedSession(Struct, frozen=True):
    """A session in another system."""

    title: str
    starts: datetime
    """With a zone, or in local time."""
    minutes: int
    subtitle: str = ""
    text: str = ""
    """HTML or Markdown."""
    room: str = ""
    track: str = ""
    kind: str = ""
    people: tuple[ImportedPerson, ...] = ()


def read_schedule(path: Path) -> list[ImportedSession]:
    """Read the sessions of a schedule. Raises CannotImportError."""
    data = read_file(path)
    try:
        if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            sessions = list(_read_xml(data, path.name))
        else:
            sessions = list(_read_json(json.loads(data.decode("utf-8-sig"))))
    except (ParseError, RecursionError, ValueError, TypeError, AttributeError, LookupError):
        raise CannotImportError(
            f"“{path.name}” is damaged, or no programme that we know. {FORMATS}"
        ) from None
    if not sessions:
        raise CannotImportError(f"“{path.name}” holds no sessions with times. {FORMATS}")
    return sessions


def _read_xml(data: bytes, name: str) -> Iterator[ImportedSession]:
    if DOCUMENT_TYPE.search(data.replace(b"\0", b"")):
        raise CannotImportError(
            f"“{name}” holds what no schedule should (a document type). It is not opened."
        )
    for day in fromstring(data).iter("day"):  # noqa: S314 - there is no document type
        for event, room in _events(day, ""):
            texts = {child.tag: (child.text or "").strip() for child in event}
            people = [{"name": (person.text or "").strip()} for person in event.iter("person")]
            yield from _session({**texts, "persons": people}, day.get("date") or "", room)


def _events(parent: Element, room: str) -> Iterator[tuple[Element, str]]:
    """Yield the events of a day, with the names of their rooms."""
    for child in parent:
        if child.tag == "event":
            yield child, room
        else:
            yield from _events(child, (child.get("name") or "") if child.tag == "room" else "")


def _read_json(root: Any) -> Iterator[ImportedSession]:
    if "speakers" in root and "sessions" in root:
        yield from _read_sessionize(root)
        return
    schedule = root["schedule"]
    conference = schedule["conference"]
    for day in conference["days"]:
        for room, events in (day.get("rooms") or {}).items():
            for event in events:
                yield from _session(event, str(day["date"]), str(room))
    tracks = {it["slug"]: it["name"] for it in conference.get("tracks") or () if "slug" in it}
    people = {person.get("guid"): person for person in schedule.get("persons") or ()}
    for event in schedule.get("events") or ():
        length = datetime.fromisoformat(event["end"]) - datetime.fromisoformat(event["start"])
        flat = {
            **event,
            "persons": [
                {**people.get(each.get("guid"), {}), **each}
                for each in event.get("participants") or ()
            ],
            "date": event["start"],
            "duration": str(round(length / MINUTE)),
            "track": tracks.get((event.get("track") or {}).get("slug"), ""),
        }
        yield from _session(flat, "", (event.get("room") or {}).get("name") or "")


def _session(event: Mapping[str, Any], day: str, room: str) -> Iterator[ImportedSession]:
    """Yield a session of a schedule, unless it has no time."""
    title = _line(event.get("title"))
    start, date = _text(event.get("start")), _text(event.get("date"))
    if not title or not (date or (day and start)):
        return
    texts = (_text(event.get("abstract")), _text(event.get("description")))
    *days, hours, minutes = map(int, ["0", *_text(event.get("duration")).split(":")])
    people = (
        ImportedPerson(
            _line(each.get("public_name") or each.get("name")),
            biography=_text(each.get("biography")),
        )
        for each in event.get("persons") or ()
    )
    yield ImportedSession(
        title=title,
        starts=datetime.fromisoformat(date if "T" in date else f"{date or day}T{start}"),
        minutes=sum(days) * MINUTES_IN_DAY + hours * 60 + minutes,
        subtitle=_line(event.get("subtitle")),
        text="\n\n".join(dict.fromkeys(filter(None, texts))),
        room=room or _line(event.get("room")),
        track=_line(event.get("track")),
        kind=_session_kind(_line(event.get("type"))),
        people=tuple(person for person in people if person.name),
    )


def _read_sessionize(root: Any) -> Iterator[ImportedSession]:
    """Yield the sessions of Sessionize. Its times end in a Z, but are local times."""
    rooms = {room["id"]: _line(room["name"]) for room in root.get("rooms") or ()}
    people = {
        it["id"]: ImportedPerson(
            _line(it.get("fullName")), _line(it.get("tagLine")), _text(it.get("bio"))
        )
        for it in root["speakers"]
    }
    items = {
        item["id"]: (_line(category["title"]).casefold(), _line(item["name"]))
        for category in root.get("categories") or ()
        for item in category["items"]
    }
    for session in root["sessions"]:
        if not session.get("startsAt") or not session.get("endsAt"):
            continue
        starts, ends = (
            datetime.fromisoformat(session[name].rstrip("Z")) for name in ("startsAt", "endsAt")
        )
        chosen = [items[id_] for id_ in session.get("categoryItems") or () if id_ in items]
        types = (name for category, name in chosen if "format" in category or "type" in category)
        yield ImportedSession(
            title=_line(session["title"]),
            starts=starts,
            minutes=round((ends - starts) / MINUTE),
            text=_text(session.get("description")),
            room=rooms.get(session.get("roomId"), ""),
            track=next((name for category, name in chosen if "track" in category), ""),
            kind=_session_kind(next(types, "")),
            people=tuple(people[id_] for id_ in session.get("speakers") or () if id_ in people),
        )


def _session_kind(given: str) -> str:
    words = (word for word in SESSION_KIND_WORDS if word in given.casefold())
    return next((SESSION_KIND_WORDS[word] for word in words), "")


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


def _text(value: Any) -> str:
    """Return a text without invisible characters; of several languages, the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return INVISIBLE.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def schedule_to_workbook(
    imported: list[ImportedSession], name: str, event: Event, sources: SourceFiles
) -> Workbook:
    """Return the sessions and people of the file `name` as rows of a workbook."""
    slugs = _slugs((person for session in imported for person in session.people), sources)
    people = {slugs[person.name]: person for session in imported for person in session.people}
    speakers = SheetTable(RECORD_KINDS["speaker"], name, {})
    for number, (slug, person) in enumerate(people.items(), 1):
        cells = {"id": slug, "name": person.name, "role": person.role}
        cells[BODY] = to_markdown(person.biography)
        where = f"the speaker “{truncate(person.name)}”"
        speakers.rows.append(SheetRow(number, cells, where))
    sessions = SheetTable(RECORD_KINDS["session"], name, {})
    for number, session in enumerate(imported, 1):
        cells = _session_cells(session, event)
        cells["speakers"] = ", ".join(slugs[person.name] for person in session.people)
        where = f"the session “{truncate(session.title)}”"
        sessions.rows.append(SheetRow(number, cells, where))
    return Workbook(
        [speakers, sessions],
        rooms=list(dict.fromkeys(session.room for session in imported if session.room)),
        tracks=list(dict.fromkeys(session.track for session in imported if session.track)),
    )


def _slugs(people: Iterable[ImportedPerson], sources: SourceFiles) -> dict[str, str]:
    """Return the slugs of people by name: of those who have files, else new ones."""
    kind = RECORD_KINDS["speaker"]
    slugs = {row.cells.get("name", ""): row.id for row in record_rows(kind, sources)}
    taken = {document.slug for document in sources.documents.get(kind.folder, ())}
    for person in people:
        if person.name not in slugs:
            slugs[person.name] = unused_id(kind, person.name, taken)
            taken.add(slugs[person.name])
    return slugs


def _session_cells(session: ImportedSession, event: Event) -> dict[str, str]:
    starts = session.starts
    if starts.tzinfo is not None:
        starts = starts.astimezone(event.zone)
    ends = starts + timedelta(minutes=session.minutes)
    new_day_at = event.record.new_day_at
    day = starts.date() - timedelta(days=starts.time() < new_day_at)
    last_day = ends.date() - timedelta(days=ends.time() <= new_day_at)
    has_summary = len(session.subtitle) <= MAX_SUMMARY_CHARACTERS
    cells = {
        "title": session.title,
        "kind": session.kind,
        "start": starts.strftime("%H:%M"),
        "room": session.room,
        "track": session.track,
        "summary": session.subtitle if has_summary else "",
        "abstract": to_markdown(session.text),
    }
    if event.starts is None or event.ends is None or event.starts.date() != event.ends.date():
        cells["day"] = day.isoformat()
    if session.minutes and session.minutes < MINUTES_IN_DAY and last_day == day:
        cells["end"] = ends.strftime("%H:%M")
    elif session.minutes:
        cells["length"] = f"{session.minutes} minutes"
    return cells


def to_markdown(text: str) -> str:
    """Return a text with tags, which is HTML, or without, which is Markdown, as Markdown."""
    if not TAG.search(text):
        return normalise(remove_controls(text).expandtabs(4))
    if not BLOCK_TAG.search(text):
        text = "".join(f"<p>{part}</p>" for part in re.split(r"\n[ \t]*\n", text))
    document = convert_html(remove_controls(text))
    heading = f"## {document.title}\n\n" if document.title else ""
    return normalise(f"{heading}{document.body}")
