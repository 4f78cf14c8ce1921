"""Formats of schedules: frab and pretalx, event.json, Sessionize, Indico, calendars."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from xml.etree.ElementTree import fromstring

from microsite.importers.office import DOCUMENT_TYPE, CannotImportError

PROPERTY = re.compile(r'(?m)^([\w-]+)((?:;(?:"[^"\n]*"|[^":\n])*)?):(.*)')
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
Given = Mapping[str, Any]
"""A session as in schedule.json, with `day`, the date of its day. Without a title: only people."""


def parse_programme(data: bytes, name: str) -> list[Given]:
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
        return [each for event in root["results"] for each in _read_indico(event)]
    is_sessionize = isinstance(root, list) or "sessions" in root
    return list(_read_sessionize(root) if is_sessionize else _read_json(root["schedule"]))


def text_of(value: Any) -> str:
    """Return a text without invisible characters; of several languages, the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return INVISIBLE.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def _read_xml(data: bytes, name: str) -> Iterator[Given]:
    if DOCUMENT_TYPE.search(data.replace(b"\0", b"")):
        problem = "holds what no schedule should (a document type). It is not opened."
        raise CannotImportError(f"“{name}” {problem}")
    root = fromstring(data)  # noqa: S314 - there is no document type
    zone = root.findtext("conference/time_zone_name")
    for day in root.iter("day"):
        for room in (day, *day.iter("room")):
            for event in room.findall("event"):
                texts = {child.tag: (child.text or "").strip() for child in event}
                people = [{**person.attrib, "name": person.text} for person in event.iter("person")]
                given = {**event.attrib, **texts, "zone": zone, "day": day.get("date")}
                place = {"room": room.get("name") or texts.get("room"), "persons": people}
                for tag in ("link", "attachment"):
                    found = ({"url": it.get("href"), "title": it.text} for it in event.iter(tag))
                    place[f"{tag}s"] = list(found)
                yield given | place


def _read_json(schedule: Any) -> Iterator[Given]:
    conference = schedule["conference"]
    zone = conference.get("time_zone_name")
    for day in conference["days"]:
        for name, events in (day.get("rooms") or {}).items():
            for event in events:
                yield {**event, "day": day["date"], "room": name or event.get("room"), "zone": zone}
    tracks = {it["slug"]: it["name"] for it in conference.get("tracks") or () if "slug" in it}
    people = {person.get("guid"): person for person in schedule.get("persons") or ()}
    for event in schedule.get("events") or ():
        participants = event.get("participants") or ()
        yield {
            **event,
            "persons": [{**people.get(each.get("guid"), {}), **each} for each in participants],
            "date": event.get("start"),
            "zone": zone,
            "ends": event.get("end"),
            "track": tracks.get((event.get("track") or {}).get("slug")),
            "room": (event.get("room") or {}).get("name"),
        }


def _read_event_json(root: Any) -> Iterator[Given]:
    names = {kind: {it["id"]: it["name"] for it in root[kind]} for kind in ("rooms", "tracks")}
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


def _read_sessionize(root: Any) -> Iterator[Given]:
    """Yield the sessions of any view. Times of Sessionize end in a Z, but are local times."""
    if isinstance(root, list):
        groups = [room for each in root for room in each.get("rooms") or [each]]
        sessions = [each for it in groups if "fullName" not in it for each in it["sessions"]]
        root = {"speakers": [it for it in groups if "fullName" in it], "sessions": sessions}
    rooms = {room["id"]: room["name"] for room in root.get("rooms") or ()}
    people = {person["id"]: person for person in root["speakers"]}
    items = dict[Any, tuple[str, Any]]()
    for category in root.get("categories") or ():
        name = text_of(category["title"]).casefold()
        items |= {item["id"]: (name, item["name"]) for item in category["items"]}
    if people and not root["sessions"]:
        yield {"persons": root["speakers"]}
    for session in root["sessions"]:
        chosen = [items[id_] for id_ in session.get("categoryItems") or () if id_ in items]
        for category in session.get("categories") or ():
            name = text_of(category["name"]).casefold()
            chosen += [(name, item["name"]) for item in category["categoryItems"]]
        types = (name for category, name in chosen if re.search("format|type", category))
        given = session.get("speakers") or ()
        speakers = (it for it in given if isinstance(it, dict) or it in people)
        yield {
            **session,
            "date": text_of(session.get("startsAt")).rstrip("Z"),
            "ends": text_of(session.get("endsAt")).rstrip("Z"),
            "room": rooms.get(session.get("roomId"))
            or session.get("room")
            or (session.get("isPlenumSession") and "All rooms"),
            "track": next((name for category, name in chosen if "track" in category), ""),
            "type": next(types, ""),
            "persons": [it if isinstance(it, dict) else people[it] for it in speakers],
        }


def _read_indico(root: Any) -> Iterator[Given]:
    """Yield the contributions of an event in Indico, and the blocks of sessions without any."""
    found = [(each, "") for each in root.get("contributions") or ()]
    for block in root.get("sessions") or ():
        session, inside = block.get("session") or {}, block.get("contributions") or ()
        found += [(each, session.get("title") or "") for each in inside]
        if not inside:
            about = {name: session.get(name) for name in ("description", "type")}
            found.append((block | about | {"speakers": block.get("conveners")}, ""))
    for entry, series in found:
        starts, ends = (entry.get(name) or {} for name in ("startDate", "endDate"))
        folders = (folder.get("attachments") or () for folder in entry.get("folders") or ())
        yield {
            **entry,
            "guid": f"{entry.get('_type')} {entry.get('db_id') or entry['id']}",
            "date": starts and f"{starts['date']}T{starts['time']}",
            "ends": ends and f"{ends['date']}T{ends['time']}",
            "zone": starts.get("tz"),
            "series": series,
            "persons": [
                {
                    **it,
                    "id": it.get("person_id"),  # other ids belong to one contribution
                    "name": text_of(f"{it.get('first_name') or ''} {it.get('last_name') or ''}")
                    or " ".join(reversed(text_of(it.get("fullName")).split(", ", 1))),
                }
                for it in entry.get("speakers") or entry.get("primaryauthors") or ()
            ],
            "attachments": [
                {**it, "url": it.get("link_url") or it.get("download_url")}
                for it in chain.from_iterable(folders)
            ],
        }


def _read_calendar(text: str) -> Iterator[Given]:
    """Yield the entries of a calendar (RFC 5545)."""
    text = re.sub(r"\n[ \t]", "", text_of(text))
    if not text.upper().endswith("END:VCALENDAR"):  # it is cut off
        raise ValueError
    calendar_zone = re.search(r"(?m)^X-WR-TIMEZONE:(.*)", text)
    for block in text.split("\nBEGIN:VEVENT\n")[1:]:
        entry = {"zone": calendar_zone[1] if calendar_zone else ""}
        people = ", ".join(re.findall(r'(?m)^ATTENDEE[^\n]*?;CN="?([^";:\n]+)', block))
        for name, parameters, value in PROPERTY.findall(block.partition("\nBEGIN:VALARM")[0]):
            unescaped = re.sub(r"\\(.)", lambda it: "\n" if it[1] in "nN" else it[1], value)
            entry.setdefault(name.upper(), unescaped)
            if zone := re.search(r'TZID="?([^";]+)', parameters):
                entry["zone"] = zone[1]
        length = DURATION.match(entry.get("DURATION", ""))
        days, *clock = (part or "0" for part in length.groups()) if length else ["0"] * 3
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
            "description": entry.get("DESCRIPTION", "").replace(entry.get("URL", ""), "").strip(),
            "cancelled": entry.get("STATUS") == "CANCELLED",
            "attendees": people and f"the attendees {people}",
        }
