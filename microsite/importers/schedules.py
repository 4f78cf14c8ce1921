"""Schedules of frab, pretalx, wafer, the hub and Sessionize as rows of a workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

from microsite.editing.create import unused_id
from microsite.editing.yaml_edit import remove_controls
from microsite.importers.office import DOCUMENT_TYPE, CannotImportError, read_file
from microsite.importers.spreadsheet import (
    BODY,
    MINUTES_IN_DAY,
    SheetRow,
    Workbook,
    normalise,
    record_rows,
)
from microsite.importers.word import convert_html
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.source.nodes import truncate
from microsite.source.reader import SourceFiles

SESSION_KINDS = {"podium": "panel", "lightning": "lightning talks", "poster": "posters"}
SESSION_KINDS |= {"demo": "demonstration", "party": "social"}
SESSION_KINDS |= {
    kind: kind for kind in "keynote workshop panel discussion break lunch social tour".split()
}
"""Kinds of session, by words in the type of a session of another system."""
FORMATS = (
    "We read schedule.xml and schedule.json (frab, pretalx), and “All data” of Sessionize as JSON."
)
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
TAG = re.compile(
    r"</?(?:p|br|a|ul|ol|li|em|strong|b|i|h[1-6]|div|span|blockquote|table)\b[^>]*>", re.IGNORECASE
)
BLOCK_TAG = re.compile(r"<(?:p|ul|ol|h[1-6]|div|blockquote|table)\b", re.IGNORECASE)


Given = Mapping[str, Any]  # as in schedule.json; `day` is the date of its day, `room` a name


def read_schedule(path: Path, event: Event, sources: SourceFiles) -> Workbook:
    """Read the sessions and people of a schedule as a workbook. Raises CannotImportError."""
    data = read_file(path)
    try:
        is_xml = data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        text = "" if is_xml else data.decode("utf-8-sig")
        found = _read_xml(data, path.name) if is_xml else _read_json(json.loads(text))
        sessions = [
            (_session_cells(given, event), _people(given))
            for given in found
            if _line(given.get("title"))
            and (given.get("date") or (given.get("day") and given.get("start")))
        ]
    except (ParseError, RecursionError, ValueError, TypeError, AttributeError, LookupError):
        raise CannotImportError(
            f"“{path.name}” is damaged, or no programme that we know. {FORMATS}"
        ) from None
    if not sessions:
        raise CannotImportError(f"“{path.name}” holds no sessions with times. {FORMATS}")
    speaker, session = RECORD_KINDS["speaker"], RECORD_KINDS["session"]
    slugs = {row.cells.get("name", ""): row.id for row in record_rows(speaker, sources)}
    taken = {document.slug for document in sources.documents.get(speaker.folder, ())}
    speakers: dict[str, SheetRow] = {}
    rows = []
    for cells, people in sessions:
        for person in people:
            name = person["name"]
            slug = slugs.setdefault(name, unused_id(speaker, name, taken))
            taken.add(slug)
            where = f"{path.name}, the speaker “{truncate(name)}”"
            speakers[slug] = SheetRow({"id": slug, **person}, where)
        cells["speakers"] = ", ".join(slugs[person["name"]] for person in people)
        rows.append(SheetRow(cells, f"{path.name}, the session “{truncate(cells['title'])}”"))
    names = {
        kind: list(dict.fromkeys(cells[kind] for cells, _ in sessions if cells[kind]))
        for kind in ("room", "track")
    }
    return Workbook([(speaker, list(speakers.values())), (session, rows)], names=names)


def _read_xml(data: bytes, name: str) -> Iterator[Given]:
    if DOCUMENT_TYPE.search(data.replace(b"\0", b"")):
        raise CannotImportError(
            f"“{name}” holds what no schedule should (a document type). It is not opened."
        )
    for day in fromstring(data).iter("day"):  # noqa: S314 - there is no document type
        for room in (day, *day.iter("room")):
            for event in room.findall("event"):
                texts = {child.tag: (child.text or "").strip() for child in event}
                people = [{"name": person.text} for person in event.iter("person")]
                place = {"day": day.get("date"), "room": room.get("name") or texts.get("room")}
                yield {**texts, **place, "persons": people}


def _read_json(root: Any) -> Iterator[Given]:
    if "speakers" in root and "sessions" in root:
        yield from _read_sessionize(root)
        return
    schedule = root["schedule"]
    conference = schedule["conference"]
    for day in conference["days"]:
        for room, events in (day.get("rooms") or {}).items():
            for event in events:
                yield {**event, "day": day["date"], "room": room or event.get("room")}
    tracks = {it["slug"]: it["name"] for it in conference.get("tracks") or () if "slug" in it}
    people = {person.get("guid"): person for person in schedule.get("persons") or ()}
    for event in schedule.get("events") or ():
        yield {
            **event,
            "persons": [
                {**people.get(each.get("guid"), {}), **each}
                for each in event.get("participants") or ()
            ],
            "date": event["start"],
            "duration": _minutes(event["start"], event["end"]),
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
        if session.get("startsAt") and session.get("endsAt"):
            chosen = [items[id_] for id_ in session.get("categoryItems") or () if id_ in items]
            types = (name for category, name in chosen if re.search("format|type", category))
            yield {
                **session,
                "date": session["startsAt"].rstrip("Z"),
                "duration": _minutes(session["startsAt"], session["endsAt"]),
                "room": rooms.get(session.get("roomId")),
                "track": next((name for category, name in chosen if "track" in category), ""),
                "type": next(types, ""),
                "persons": [people[id_] for id_ in session.get("speakers") or () if id_ in people],
            }


def _minutes(start: str, end: str) -> str:
    length = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return str(round(length / timedelta(minutes=1)))


def _people(given: Given) -> list[dict[str, str]]:
    people = (
        {
            "name": _line(each.get("public_name") or each.get("name") or each.get("fullName")),
            "role": _line(each.get("tagLine")),
            BODY: to_markdown(_text(each.get("biography") or each.get("bio"))),
        }
        for each in given.get("persons") or ()
    )
    return [person for person in people if person["name"]]


def _session_cells(given: Given, event: Event) -> dict[str, str]:
    date, subtitle = _text(given.get("date")), _line(given.get("subtitle"))
    starts = datetime.fromisoformat(
        date if "T" in date else f"{date or _text(given['day'])}T{_text(given['start'])}"
    )
    starts = starts.astimezone(event.zone) if starts.tzinfo else starts
    *days, hours, minutes = map(int, ["0", *_text(given.get("duration")).split(":")])
    length = sum(days) * MINUTES_IN_DAY + hours * 60 + minutes
    ends, new_day_at = starts + timedelta(minutes=length), event.record.new_day_at
    day = starts.date() - timedelta(days=starts.time() < new_day_at)
    last_day = ends.date() - timedelta(days=ends.time() <= new_day_at)
    given_kind = _line(given.get("type")).casefold()
    kinds = (kind for word, kind in SESSION_KINDS.items() if word in given_kind)
    texts = dict.fromkeys((_text(given.get("abstract")), _text(given.get("description"))))
    cells = {
        "title": _line(given["title"]),
        "kind": next(kinds, ""),
        "start": starts.strftime("%H:%M"),
        "room": _line(given.get("room")),
        "track": _line(given.get("track")),
        "summary": subtitle if len(subtitle) <= 300 else "",
        "abstract": to_markdown("\n\n".join(filter(None, texts))),
    }
    if event.starts is None or event.ends is None or event.starts.date() != event.ends.date():
        cells["day"] = day.isoformat()
    if length and length < MINUTES_IN_DAY and last_day == day:
        cells["end"] = ends.strftime("%H:%M")
    elif length:
        cells["length"] = f"{length} minutes"
    return cells


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


def _text(value: Any) -> str:
    """Return a text without invisible characters; of several languages, the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return INVISIBLE.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def to_markdown(text: str) -> str:
    """Return a text with tags, which is HTML, or without, which is Markdown, as Markdown."""
    if not TAG.search(text):
        return normalise(remove_controls(text).expandtabs(4))
    if not BLOCK_TAG.search(text):
        text = "".join(f"<p>{part}</p>" for part in re.split(r"\n[ \t]*\n", text))
    document = convert_html(remove_controls(text))
    heading = f"## {document.title}\n\n" if document.title else ""
    return normalise(f"{heading}{document.body}")
