"""Programmes out of other systems: schedule.xml and schedule.json (frab, pretalx, wafer, the hub),
and Sessionize.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from msgspec import Struct

from microsite.importers.office import DECLARATION, CannotImport, read_bytes_of

KINDS = {
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
"""What the type of a session says of its kind, by how it is found in the words of others."""


class Person(Struct, frozen=True):
    """Somebody who speaks."""

    name: str
    role: str = ""
    biography: str = ""


class Talk(Struct, frozen=True):
    """A session, as another system has it."""

    title: str
    starts: datetime
    """With a zone, or on the clock of the place."""
    minutes: int
    subtitle: str = ""
    text: str = ""
    """HTML or Markdown: nobody says which."""
    room: str = ""
    track: str = ""
    kind: str = ""
    people: tuple[Person, ...] = ()


def read_schedule(path: Path) -> list[Talk]:
    """The sessions of a programme. Raises CannotImport."""
    data = read_bytes_of(path)
    try:
        if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            talks = list(_of_xml(data, path.name))
        else:
            talks = list(_of_json(json.loads(data.decode("utf-8-sig"))))
    except (ParseError, RecursionError, ValueError, TypeError, AttributeError, LookupError):
        raise CannotImport(
            f"“{path.name}” is damaged, or no programme that we know. {_known()}"
        ) from None
    if not talks:
        raise CannotImport(f"“{path.name}” holds no sessions with times. {_known()}")
    return talks


def _known() -> str:
    return "We read schedule.xml and schedule.json (frab, pretalx), and “All data” of Sessionize as JSON."


def _of_xml(data: bytes, name: str) -> Iterator[Talk]:
    if DECLARATION.search(data.replace(b"\0", b"")):
        raise CannotImport(
            f"“{name}” holds what no schedule should (a document type). It is not opened."
        )
    for day in fromstring(data).iter("day"):  # noqa: S314 - without a document type there is nothing to unfold
        for event in day.iter("event"):
            found = {each.tag: (each.text or "").strip() for each in event}
            people = [{"name": (each.text or "").strip()} for each in event.iter("person")]
            yield from _talk(
                {**found, "persons": people}, day.get("date") or "", _room_of(day, event)
            )


def _room_of(day: Element, event: Element) -> str:
    return next((room.get("name") or "" for room in day.iter("room") if event in list(room)), "")


def _of_json(root: Any) -> Iterator[Talk]:
    if "speakers" in root and "sessions" in root:
        yield from _of_sessionize(root)
        return
    schedule = root["schedule"]
    conference = schedule["conference"]
    tracks = {
        each["slug"]: each["name"] for each in conference.get("tracks") or () if "slug" in each
    }
    persons = {each.get("guid"): each for each in schedule.get("persons") or ()}
    for day in conference["days"]:
        for room, events in (day.get("rooms") or {}).items():
            for event in events:
                yield from _talk(event, str(day["date"]), str(room))
    for event in schedule.get("events") or ():
        people = [
            {**persons.get(each.get("guid"), {}), **each}
            for each in event.get("participants") or ()
        ]
        length = datetime.fromisoformat(event["end"]) - datetime.fromisoformat(event["start"])
        flat = {
            **event,
            "persons": people,
            "date": event["start"],
            "duration": str(round(length / timedelta(minutes=1))),
            "track": tracks.get((event.get("track") or {}).get("slug"), ""),
        }
        yield from _talk(flat, "", (event.get("room") or {}).get("name") or "")


def _talk(event: Mapping[str, Any], day: str, room: str) -> Iterator[Talk]:
    """A session of a schedule; none where it has no time."""
    title, start = _line(event.get("title")), _text(event.get("start"))
    date = _text(event.get("date"))
    if not title or not (date or (day and start)):
        return
    texts = dict.fromkeys(
        filter(None, (_text(event.get("abstract")), _text(event.get("description"))))
    )
    people = (
        Person(_line(each.get("public_name") or each.get("name")), "", _text(each.get("biography")))
        for each in event.get("persons") or ()
    )
    yield Talk(
        title=title,
        starts=datetime.fromisoformat(date if "T" in date else f"{date or day}T{start}"),
        minutes=_minutes(_text(event.get("duration"))),
        subtitle=_line(event.get("subtitle")),
        text="\n\n".join(texts),
        room=room or _line(event.get("room")),
        track=_line(event.get("track")),
        kind=_kind(_line(event.get("type"))),
        people=tuple(person for person in people if person.name),
    )


def _of_sessionize(root: Any) -> Iterator[Talk]:
    """Times there end in a Z, and are those of the place all the same."""
    rooms = {each["id"]: _line(each["name"]) for each in root.get("rooms") or ()}
    people = {
        each["id"]: Person(
            _line(each.get("fullName")), _line(each.get("tagLine")), _text(each.get("bio"))
        )
        for each in root["speakers"]
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
        chosen = [items[each] for each in session.get("categoryItems") or () if each in items]
        yield Talk(
            title=_line(session["title"]),
            starts=starts,
            minutes=round((ends - starts) / timedelta(minutes=1)),
            text=_text(session.get("description")),
            room=rooms.get(session.get("roomId"), ""),
            track=next((name for category, name in chosen if "track" in category), ""),
            kind=_kind(
                next(
                    (
                        name
                        for category, name in chosen
                        if "format" in category or "type" in category
                    ),
                    "",
                )
            ),
            people=tuple(people[each] for each in session.get("speakers") or () if each in people),
        )


def _minutes(duration: str) -> int:
    """`45`, `00:45`, `1:00:00` for a day."""
    *days, hours, minutes = (int(part) for part in ["0", *duration.split(":")])
    return sum(days) * 24 * 60 + hours * 60 + minutes


def _kind(given: str) -> str:
    return next((kind for word, kind in KINDS.items() if word in given.casefold()), "")


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


def _text(value: Any) -> str:
    """A text without what nobody sees; of several languages, the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return re.sub(
        "[\u00ad\u200b\u2060\ufeff]", "", str(value or "").replace("\r\n", "\n").replace("\r", "\n")
    ).strip()
