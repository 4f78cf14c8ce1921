"""Formats of schedules: frab and pretalx, event.json, Sessionize, Indico, calendars."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, fromstring

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
    """Yield the sessions of a schedule of frab or pretalx in XML."""
    if DOCUMENT_TYPE.search(data.replace(b"\0", b"")):
        problem = "holds what no schedule should (a document type). It is not opened."
        raise CannotImportError(f"“{name}” {problem}")
    root = fromstring(data)  # noqa: S314 - there is no document type
    zone = root.findtext("conference/time_zone_name")
    for day in root.iter("day"):
        for room in (day, *day.iter("room")):
            for event in room.findall("event"):
                texts = {child.tag: (child.text or "").strip() for child in event}
                yield {
                    **event.attrib,
                    **texts,
                    "zone": zone,
                    "day": day.get("date"),
                    "room": room.get("name") or texts.get("room"),
                    "persons": [
                        {**person.attrib, "name": person.text}
                        for person in event.iter("person")
                    ],
                    "links": _xml_links(event, "link"),
                    "attachments": _xml_links(event, "attachment"),
                }


def _xml_links(event: Element, tag: str) -> list[Entry]:
    """Return the links in elements with a tag."""
    return [{"url": node.get("href"), "title": node.text} for node in event.iter(tag)]


def _read_json(schedule: Any) -> Iterator[Entry]:
    """Yield the sessions of a schedule of frab or pretalx in JSON."""
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
    """Yield the sessions of event.json, an export of ours."""
    rooms = {room["id"]: room["name"] for room in root["rooms"]}
    tracks = {track["id"]: track["name"] for track in root["tracks"]}
    people = {person["id"]: person for person in root["people"]}
    for session in root["sessions"]:
        several_rooms = [rooms[id_] for id_ in session.get("rooms") or ()]
        yield {
            **session,
            "date": session["starts"],
            "room": "\n".join(several_rooms) or rooms.get(session["room"]),
            "track": tracks.get(session["track"]),
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
        root = _join_sessionize_groups(root)
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
        tracks = [name for category, name in choices if "track" in category]
        types = [
            name for category, name in choices if re.search("format|type", category)
        ]
        persons = []
        for entry in session.get("speakers") or ():
            # Some views have only the ids of people.
            person = entry if isinstance(entry, dict) else people.get(entry)
            if person:
                persons.append(person)
        room = rooms.get(session.get("roomId")) or session.get("room")
        yield {
            **session,
            "date": text_of(session.get("startsAt")).rstrip("Z"),
            "ends": text_of(session.get("endsAt")).rstrip("Z"),
            "room": room or (session.get("isPlenumSession") and "All rooms"),
            "track": tracks[0] if tracks else "",
            "type": types[0] if types else "",
            "persons": persons,
        }


def _join_sessionize_groups(groups: list[Any]) -> dict[str, Any]:
    """Return the people and sessions of a view that has them in groups or rooms."""
    speakers = []
    sessions = []
    for group in groups:
        for row in group.get("rooms") or [group]:
            if "fullName" in row:
                speakers.append(row)
            else:
                sessions += row["sessions"]
    return {"speakers": speakers, "sessions": sessions}


def _read_indico(root: Any) -> Iterator[Entry]:
    """Yield the contributions of an event in Indico.

    A block of a session without contributions is one.
    """
    entries = [(entry, "") for entry in root.get("contributions") or ()]
    for block in root.get("sessions") or ():
        session = block.get("session") or {}
        contributions = block.get("contributions") or ()
        entries += [(entry, session.get("title") or "") for entry in contributions]
        if not contributions:
            about = {name: session.get(name) for name in ("description", "type")}
            entries.append((block | about | {"speakers": block.get("conveners")}, ""))
    for entry, series in entries:
        starts = entry.get("startDate") or {}
        ends = entry.get("endDate") or {}
        people = entry.get("speakers") or entry.get("primaryauthors") or ()
        yield {
            **entry,
            "guid": f"{entry.get('_type')} {entry.get('db_id') or entry['id']}",
            "date": starts and f"{starts['date']}T{starts['time']}",
            "ends": ends and f"{ends['date']}T{ends['time']}",
            "zone": starts.get("tz"),
            "series": series,
            "persons": [_indico_person(person) for person in people],
            "attachments": _indico_attachments(entry),
        }


def _indico_person(person: Entry) -> Entry:
    """Return a person with the id that all contributions share, and the full name."""
    name = text_of(" ".join(text_of(person.get(key)) for key in NAME_PARTS))
    if not name:
        parts = text_of(person.get("fullName")).split(", ", 1)  # last name first
        name = " ".join(reversed(parts))
    return {**person, "id": person.get("person_id"), "name": name}


def _indico_attachments(entry: Entry) -> list[Entry]:
    """Return the attachments in the folders of a contribution, with their URLs."""
    attachments: list[Entry] = []
    for folder in entry.get("folders") or ():
        for attachment in folder.get("attachments") or ():
            url = attachment.get("link_url") or attachment.get("download_url")
            attachments.append({**attachment, "url": url})
    return attachments


def _read_calendar(text: str) -> Iterator[Entry]:
    """Yield the entries of a calendar (RFC 5545)."""
    text = re.sub(r"\n[ \t]", "", text_of(text))
    if not text.upper().endswith("END:VCALENDAR"):  # it is cut off
        raise ValueError
    zone_of_calendar = ""
    if match := re.search(r"(?m)^X-WR-TIMEZONE:(.*)", text):
        zone_of_calendar = match[1]
    for block in text.split("\nBEGIN:VEVENT\n")[1:]:
        people = ", ".join(re.findall(r'(?m)^ATTENDEE[^\n]*?;CN="?([^";:\n]+)', block))
        entry = {"zone": zone_of_calendar}
        entry |= _calendar_properties(block.partition("\nBEGIN:VALARM")[0])
        start = entry.get("DTSTART", "")
        has_time = "T" in start
        yield {
            "guid": entry.get("UID"),
            "title": entry.get("SUMMARY"),
            "date": start if has_time else "",
            "is_all_day": not has_time,
            "ends": entry.get("DTEND"),
            "duration": _calendar_duration(entry.get("DURATION", "")),
            "zone": entry["zone"],
            "room": entry.get("LOCATION"),
            "category": entry.get("CATEGORIES"),
            "description": entry.get("DESCRIPTION", "")
            .replace(entry.get("URL", ""), "")
            .strip(),
            "cancelled": entry.get("STATUS") == "CANCELLED",
            "attendees": people and f"the attendees {people}",
        }


def _calendar_properties(block: str) -> dict[str, str]:
    """Return the properties of an entry by name, and the time zone as `zone`."""
    properties: dict[str, str] = {}
    for name, parameters, value in PROPERTY.findall(block):
        content = re.sub(
            r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value
        )
        properties.setdefault(name.upper(), content)
        if zone := re.search(r'TZID="?([^";]+)', parameters):
            properties["zone"] = zone[1]
    return properties


def _calendar_duration(text: str) -> str:
    """Return a duration as `days:hours:minutes`; zeros if it cannot be read."""
    match = DURATION.match(text)
    if match is None:
        return "0:0:0"
    return ":".join(part or "0" for part in match.groups())
