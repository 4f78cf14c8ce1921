"""Real schedules, and one of a thousand sessions, through our sources and exports."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring
from zoneinfo import ZoneInfo

import pytest
import yaml
from icalendar import Calendar

from tests.export_helpers import export_files, make_site
from tests.standards.real_schedules import real_file
from tests.standards.synthetic import SESSIONS, ZONE, schedule_xml
from tests.standards.test_schedule import check_xml

NEW_DAY = time(6)


class Slot(NamedTuple):
    """Facts of one session in a schedule."""

    title: str
    day: int
    starts: datetime
    minutes: int
    room: str
    track: str
    people: frozenset[str]
    abstract: str


def minutes_of(text: str) -> int:
    """Return `01:30`, or `1:00:00` for a day, in minutes."""
    *days, hours, minutes = (int(part) for part in text.split(":"))
    return sum(days) * 24 * 60 + hours * 60 + minutes


def words(text: str | None) -> str:
    """Return a text without tags and line ends."""
    return " ".join(re.sub(r"<[^>]*>", "", text or "").split())


def read(root: Element, zone: ZoneInfo) -> list[Slot]:
    """Return the sessions of a schedule. In real ones, sessions after midnight belong to the day
    before.
    """
    slots = []
    for event in root.iter("event"):
        starts = datetime.fromisoformat(event.findtext("date") or "").astimezone(zone)
        day = starts.date() - timedelta(days=starts.time() < NEW_DAY)
        slots.append(
            Slot(
                title=words(event.findtext("title")),
                day=day.toordinal(),
                starts=starts.astimezone(UTC),
                minutes=minutes_of(event.findtext("duration") or ""),
                room=words(event.findtext("room")),
                track=words(event.findtext("track")),
                people=frozenset(words(person.text) for person in event.iter("person")),
                abstract=words(event.findtext("abstract"))[:390].strip(),
            )
        )
    return sorted(slots, key=lambda slot: (slot.starts, slot.room, slot.title))


def project(slots: list[Slot], zone: ZoneInfo) -> tuple[str, dict[str, str]]:
    """Return the sources of a conference with these sessions: settings of event.md, and files."""
    first, last = min(slot.day for slot in slots), max(slot.day for slot in slots)
    event = (
        "title: Real conference\ndescription: As it was.\norganiser:\n  name: Example\n"
        f"timezone: {zone.key}\nnew_day_at: '{NEW_DAY:%H:%M}'\n"
        f"starts: {date.fromordinal(first)} 08:00\nends: {date.fromordinal(last)} 23:00\n"
    )
    people = sorted({name for slot in slots for name in slot.people})
    slugs = {name: f"p{number}" for number, name in enumerate(people)}
    sessions = []
    for number, slot in enumerate(slots):
        local = slot.starts.astimezone(zone)
        session = {
            "id": f"s{number}",
            "title": slot.title,
            "kind": "talk",
            "day": date.fromordinal(slot.day).isoformat(),
            "start": f"{local:%H:%M}",
            "length": f"{slot.minutes} minutes",
            "room": slot.room,
            "speakers": [slugs[name] for name in sorted(slot.people)],
        }
        session |= {"track": slot.track} if slot.track else {}
        session |= {"summary": slot.abstract} if slot.abstract else {}
        sessions.append(session)
    rooms = list(dict.fromkeys(slot.room for slot in slots))
    tracks = list(dict.fromkeys(slot.track for slot in slots if slot.track))
    data = {
        "rooms": [
            {"name": name, "id": f"r{number}"} for number, name in enumerate(rooms)
        ],
        "tracks": [
            {"name": name, "id": f"t{number}"} for number, name in enumerate(tracks)
        ],
        "sessions": sessions,
    }
    files = {
        "data/sessions.yaml": yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    }
    for name, slug in slugs.items():
        settings = yaml.safe_dump({"name": name}, allow_unicode=True)
        files[f"content/speakers/{slug}.md"] = f"---\n{settings}---\n"
    return event, files


def come_back(slots: list[Slot], zone: ZoneInfo, root: Path) -> None:
    """The sessions come back from schedule.xml and from the calendar as they went in."""
    event, files = project(slots, zone)
    exports = export_files(make_site(root, files, event))
    assert read(check_xml(exports["schedule.xml"]), zone) == slots
    entries = Calendar.from_ical(exports["event.ics"]).events
    in_calendar = sorted(
        (entry.start, entry.end - entry.start, str(entry["SUMMARY"]))
        for entry in entries
    )
    assert in_calendar == sorted(
        (slot.starts, timedelta(minutes=slot.minutes), slot.title) for slot in slots
    )


@pytest.mark.parametrize(
    "name, zone, sessions, nights",
    [("31c3.xml", "Europe/Berlin", 138, 4), ("debconf23.xml", "Asia/Kolkata", 117, 0)],
)
def test_real_schedules_come_back_unchanged(
    tmp_path: Path, name: str, zone: str, sessions: int, nights: int
) -> None:
    slots = read(fromstring(real_file(name).read_bytes()), ZoneInfo(zone))
    assert len(slots) == sessions
    dates = [
        slot.starts.astimezone(ZoneInfo(zone)).date().toordinal() for slot in slots
    ]
    assert (
        sum(date != slot.day for date, slot in zip(dates, slots, strict=True)) == nights
    )
    come_back(slots, ZoneInfo(zone), tmp_path)


def test_synthetic_schedule_comes_back_unchanged(tmp_path: Path) -> None:
    """The synthetic schedule has the oddities of real ones."""
    slots = read(fromstring(schedule_xml()), ZONE)
    assert len(slots) == len(SESSIONS)
    come_back(slots, ZONE, tmp_path)


def test_large_schedule_survives_change_of_clocks(tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/London")
    first = date(2027, 3, 26)
    slots = []
    for number in range(1000):
        day = first + timedelta(days=number % 4)
        order = 8 * 60 + number // 40 * 45
        wall = datetime.combine(day, time()) + timedelta(minutes=order)
        starts = wall.replace(tzinfo=zone).astimezone(UTC)
        if starts.astimezone(zone).replace(tzinfo=None) != wall:
            continue
        slots.append(
            Slot(
                title=f"Nº {number}: “tides”, walls; and \\ marshes & more",
                day=day.toordinal(),
                starts=starts,
                minutes=30 + number % 3 * 15,
                room=f"Room {number % 40 // 4}",
                track=f"Track {number % 7}" if number % 7 else "",
                people=frozenset(
                    f"Pérson {(number * 7 + part) % 300} Ebbtide"
                    for part in range(number % 4)
                ),
                abstract=f"Abstract of {number}. {'Łódź, tide; wall. ' * (number % 9)}".strip(),
            )
        )
    slots.sort(key=lambda slot: (slot.starts, slot.room, slot.title))
    assert len(slots) >= 950
    assert any(
        slot.starts.astimezone(zone).date().toordinal() != slot.day for slot in slots
    )
    come_back(slots, zone, tmp_path)
