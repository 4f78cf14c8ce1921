"""Formats of schedules: frab and pretalx, event.json, Sessionize, Indico, calendars."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from xml.etree.ElementTree import fromstring

from microsite.apps.workbook.office import DOCUMENT_TYPE, CannotImportError

PROPERTY = re.compile(r'(?m)^([\w-]+)((?:;(?:"[^"\n]*"|[^":\n])*)?):(.*)')
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
NAME_PARTS = ("first_name", "last_name")
Entry = Mapping[str, Any]
"""A session as in schedule.json, with `day`, the date of its day.

Without a title: only people.
"""


def parse_programme(data: bytes, name: str) -> list[Entry]:
    """Return the contents of a schedule, or raise one of many errors."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return list(_read_xml(data, name))
    text = data.decode("utf-8-sig")
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return list(_read_calendar(text))
    root = json.loads(text)
    if isinstance(root, dict) and "people" in root and "event" in root:
        return list(_read_event_json(json.loads(text.replace(root["url"] or "\0", ""))))
    if isinstance(root, dict) and "results" in root:
        return [session for event in root["results"] for session in _read_indico(event)]
    is_sessionize = isinstance(root, list) or "sessions" in root
    return list(
        _read_sessionize(root) if is_sessionize else _read_json(root["schedule"])
    )


def text_of(value: Any) -> str:
    """Return a text without invisible characters; of several languages, the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return INVISIBLE.sub(
        "", str(value or "").replace("\r\n", "\n").replace("\r", "\n")
    ).strip()


def _read_xml(data: bytes, name: str) -> Iterator[Entry]:
    if DOCUMENT_TYPE.search(data.replace(b"\0", b"")):
        problem = "holds what no schedule should (a document type). It is not opened."
        raise CannotImportError(f"“{name}” {problem}")
    root = fromstring(data)  # noqa: S314 - there is no document type
    zone = root.findtext("conference/time_zone_name")
    for day in root.iter("day"):
        for room in (day, *day.iter("room")):
            for event in room.findall("event"):
                texts = {child.tag: (child.text or "").strip() for child in event}
                people = [
                    {**person.attrib, "name": person.text}
                    for person in event.iter("person")
                ]
                entry: dict[str, Any] = {
                    **event.attrib,
                    **texts,
                    "zone": zone,
                    "persons": people,
                }
                entry |= {
                    "day": day.get("date"),
                    "room": room.get("name") or texts.get("room"),
                }
                links = {
                    "links": event.iter("link"),
                    "attachments": event.iter("attachment"),
                }
                for key, nodes in links.items():
                    entry[key] = [
                        {"url": node.get("href"), "title": node.text} for node in nodes
                    ]
                yield entry


def _read_json(schedule: Any) -> Iterator[Entry]:
    conference = schedule["conference"]
    zone = conference.get("time_zone_name")
    for day in conference["days"]:
        for name, events in (day.get("rooms") or {}).items():
            for event in events:
                yield {
                    **event,
                    "day": day["date"],
                    "room": name or event.get("room"),
                    "zone": zone,
                }
    tracks = conference.get("tracks") or ()
    track_names = {track["slug"]: track["name"] for track in tracks if "slug" in track}
    people = {person.get("guid"): person for person in schedule.get("persons") or ()}
    for event in schedule.get("events") or ():
        persons = event.get("participants") or ()
        yield {
            **event,
            "persons": [
                {**people.get(person.get("guid"), {}), **person} for person in persons
            ],
            "date": event.get("start"),
            "zone": zone,
            "ends": event.get("end"),
            "track": track_names.get((event.get("track") or {}).get("slug")),
            "room": (event.get("room") or {}).get("name"),
        }


def _read_event_json(root: Any) -> Iterator[Entry]:
    names = {
        key: {item["id"]: item["name"] for item in root[key]}
        for key in ("rooms", "tracks")
    }
    people = {person["id"]: person for person in root["people"]}
    for session in root["sessions"]:
        yield {
            **session,
            "date": session["starts"],
            "room": "\n".join(names["rooms"][id_] for id_ in session.get("rooms") or ())
            or names["rooms"].get(session["room"]),
            "track": names["tracks"].get(session["track"]),
            "type": session["kind"],
            "subtitle": session["summary"],
            "description": session["abstract_html"],
            "persons": [people[id_] for id_ in session["speakers"]],
        }


def _read_sessionize(root: Any) -> Iterator[Entry]:
    """Yield the sessions of any view.

    Times of Sessionize end in a Z, but are local times.
    """
    if isinstance(root, list):
        rows = [row for group in root for row in group.get("rooms") or [group]]
        sessions = [
            session
            for row in rows
            if "fullName" not in row
            for session in row["sessions"]
        ]
        root = {
            "speakers": [row for row in rows if "fullName" in row],
            "sessions": sessions,
        }
    rooms = {room["id"]: room["name"] for room in root.get("rooms") or ()}
    people = {person["id"]: person for person in root["speakers"]}
    items = dict[Any, tuple[str, Any]]()
    for category in root.get("categories") or ():
        name = text_of(category["title"]).casefold()
        items |= {item["id"]: (name, item["name"]) for item in category["items"]}
    if people and not root["sessions"]:
        yield {"persons": root["speakers"]}
    for session in root["sessions"]:
        choices = [
            items[id_] for id_ in session.get("categoryItems") or () if id_ in items
        ]
        for category in session.get("categories") or ():
            name = text_of(category["name"]).casefold()
            choices += [(name, item["name"]) for item in category["categoryItems"]]
        types = (
            name for category, name in choices if re.search("format|type", category)
        )
        entries = session.get("speakers") or ()
        persons = (
            entry if isinstance(entry, dict) else people.get(entry) for entry in entries
        )
        yield {
            **session,
            "date": text_of(session.get("startsAt")).rstrip("Z"),
            "ends": text_of(session.get("endsAt")).rstrip("Z"),
            "room": rooms.get(session.get("roomId"))
            or session.get("room")
            or (session.get("isPlenumSession") and "All rooms"),
            "track": next(
                (name for category, name in choices if "track" in category), ""
            ),
            "type": next(types, ""),
            "persons": list(filter(None, persons)),
        }


def _read_indico(root: Any) -> Iterator[Entry]:
    """Yield the contributions of an event in Indico, and the blocks of sessions without
    any.
    """
    entries = [(entry, "") for entry in root.get("contributions") or ()]
    for block in root.get("sessions") or ():
        session, contributions = (
            block.get("session") or {},
            block.get("contributions") or (),
        )
        entries += [(entry, session.get("title") or "") for entry in contributions]
        if not contributions:
            about = {name: session.get(name) for name in ("description", "type")}
            entries.append((block | about | {"speakers": block.get("conveners")}, ""))
    for entry, series in entries:
        starts, ends = (entry.get(name) or {} for name in ("startDate", "endDate"))
        folders = (
            folder.get("attachments") or () for folder in entry.get("folders") or ()
        )
        yield {
            **entry,
            "guid": f"{entry.get('_type')} {entry.get('db_id') or entry['id']}",
            "date": starts and f"{starts['date']}T{starts['time']}",
            "ends": ends and f"{ends['date']}T{ends['time']}",
            "zone": starts.get("tz"),
            "series": series,
            "persons": [
                {
                    **person,
                    # Other ids belong to one contribution
                    "id": person.get("person_id"),
                    "name": text_of(
                        " ".join(text_of(person.get(key)) for key in NAME_PARTS)
                    )
                    or " ".join(
                        reversed(text_of(person.get("fullName")).split(", ", 1))
                    ),
                }
                for person in entry.get("speakers") or entry.get("primaryauthors") or ()
            ],
            "attachments": [
                {
                    **attachment,
                    "url": attachment.get("link_url") or attachment.get("download_url"),
                }
                for attachment in chain.from_iterable(folders)
            ],
        }


def _read_calendar(text: str) -> Iterator[Entry]:
    """Yield the entries of a calendar (RFC 5545)."""
    text = re.sub(r"\n[ \t]", "", text_of(text))
    if not text.upper().endswith("END:VCALENDAR"):  # it is cut off
        raise ValueError
    calendar_zone = re.search(r"(?m)^X-WR-TIMEZONE:(.*)", text)
    for block in text.split("\nBEGIN:VEVENT\n")[1:]:
        entry = {"zone": calendar_zone[1] if calendar_zone else ""}
        people = ", ".join(re.findall(r'(?m)^ATTENDEE[^\n]*?;CN="?([^";:\n]+)', block))
        for name, parameters, value in PROPERTY.findall(
            block.partition("\nBEGIN:VALARM")[0]
        ):
            content = re.sub(
                r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value
            )
            entry.setdefault(name.upper(), content)
            if zone := re.search(r'TZID="?([^";]+)', parameters):
                entry["zone"] = zone[1]
        length = DURATION.match(entry.get("DURATION", ""))
        days, *clock = (
            (part or "0" for part in length.groups()) if length else ["0"] * 3
        )
        yield {
            "guid": entry.get("UID"),
            "title": entry.get("SUMMARY"),
            "date": entry.get("DTSTART") if "T" in entry.get("DTSTART", "") else "",
            "is_all_day": "T" not in entry.get("DTSTART", ""),
            "ends": entry.get("DTEND"),
            "duration": ":".join([days, *clock]),
            "zone": entry["zone"],
            "room": entry.get("LOCATION"),
            "category": entry.get("CATEGORIES"),
            "description": entry.get("DESCRIPTION", "")
            .replace(entry.get("URL", ""), "")
            .strip(),
            "cancelled": entry.get("STATUS") == "CANCELLED",
            "attendees": people and f"the attendees {people}",
        }
