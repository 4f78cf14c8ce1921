"""A schedule of fictional people with the oddities of real ones, as XML and as JSON.

Times in UTC beside a named zone, breaks as sessions without people, talks past midnight, Windows
line ends, HTML, equal titles, a person without a biography, names in other scripts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Kolkata")
# day, hour, minute, length, room, title, people, abstract
SESSIONS = (
    (20, 8, 0, 60, "Canteen", "Breakfast", (), ""),
    (
        20,
        9,
        30,
        45,
        "Saal 1",
        "Opening: what tides do",
        ("Amina Example",),
        "<p>One.</p>",
    ),
    (
        20,
        9,
        30,
        45,
        "Saal 2",
        "Ropes & knots",
        ("Łucja Fictional",),
        "Plain\r\ntext\r\n\r\n- a\r\n- b",
    ),
    (
        20,
        11,
        0,
        90,
        "Saal 1",
        "How to break PDFs",
        ("Bo Fictional",),
        "Use <code>x()</code>",
    ),
    (20, 23, 30, 90, "Saal 1", "Night talk", ("Amina Example", "Bo Fictional"), ""),
    (
        21,
        3,
        0,
        210,
        "Saal 2",
        "Film till dawn",
        (),
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
    ),
    (21, 8, 0, 60, "Canteen", "Breakfast", (), ""),
    (21, 10, 0, 30, "Saal 1", "مد وجزر", ("أمينة مثال",), "A < b and c > d"),
    (21, 10, 45, 30, "Saal 1", "Closing", ("Amina Example",), "<![0 and <b>bold</b>"),
)


def _events() -> list[dict[str, Any]]:
    events = []
    for number, (day, hour, minute, length, room, title, people, text) in enumerate(
        SESSIONS, 1
    ):
        local = datetime(2027, 5, day, hour, minute, tzinfo=ZONE)
        conference_day = (local - timedelta(hours=6)).date()
        events.append(
            {
                "id": number,
                "guid": f"11111111-2222-4333-8444-{number:012}",
                "date": local.astimezone(ZoneInfo("UTC")).isoformat(),
                "start": f"{local:%H:%M}",
                "duration": f"{length // 60:02}:{length % 60:02}",
                "room": room,
                "title": title,
                "type": "lecture",
                "language": "en",
                "abstract": text,
                "day": f"{conference_day}",
                "persons": [
                    {"id": sum(map(ord, name)), "public_name": name} for name in people
                ],
            }
        )
    return events


def _by_day_and_room() -> dict[str, dict[str, list[dict[str, Any]]]]:
    days: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for event in _events():
        days.setdefault(event.pop("day"), {}).setdefault(event["room"], []).append(
            event
        )
    return days


def schedule_json() -> dict[str, Any]:
    """Return the schedule as pretalx exports it."""
    days = [{"date": day, "rooms": rooms} for day, rooms in _by_day_and_room().items()]
    conference = {"title": "Tides of fiction", "time_zone_name": ZONE.key, "days": days}
    return {"schedule": {"version": "1", "conference": conference}}


def schedule_xml() -> bytes:
    """Return the schedule as frab exports it."""
    texts = (
        "date",
        "start",
        "duration",
        "room",
        "title",
        "type",
        "language",
        "abstract",
    )
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<schedule><conference>"]
    lines.append(f"<time_zone_name>{ZONE.key}</time_zone_name></conference>")
    for number, (day, rooms) in enumerate(_by_day_and_room().items(), 1):
        lines.append(f'<day index="{number}" date="{day}">')
        for room, events in rooms.items():
            lines.append(f'<room name="{room}">')
            for event in events:
                lines.append(f'<event guid="{event["guid"]}" id="{event["id"]}">')
                lines += [f"<{tag}>{escape(event[tag])}</{tag}>" for tag in texts]
                people = (
                    f'<person id="{person["id"]}">{person["public_name"]}</person>'
                    for person in event["persons"]
                )
                lines.append(f"<persons>{''.join(people)}</persons></event>")
            lines.append("</room>")
        lines.append("</day>")
    return "\r\n".join([*lines, "</schedule>"]).encode()
