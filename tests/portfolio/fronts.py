"""Front sites for tests, of fictional events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from microsite.apps.portfolio.front import build_front
from microsite.apps.portfolio.records import load_portfolio
from microsite.build import Outcome
from microsite.diagnostics.diagnostic import Log
from microsite.exports.event_json import VERSION
from microsite.project import BuildOptions

PORTFOLIO = """\
title: Example Policy Events
summary: Conferences on housing, health, coasts, transport and schools.
base_url: https://events.example/
series:
  - {id: coasts, title: Coasts in common, events: [coasts-in-common, coasts-2026]}
defaults:
  timezone: Europe/London
  organiser: {name: Example Policy, email: events@example.org, phone: 020 7946 0000}
"""
AS_OF = date(2027, 1, 15)
WORDS = "harbour garden river bridge tide lantern orchard meadow quarry mill".split()
HOUSE = {"name": "Example House", "town": "London"}


def event(
    slug: str, day: str = "2027-05-20", last: str = "", **changes: object
) -> dict[str, Any]:
    """Return what event.json says about an event; without a day, its dates are to be announced."""
    return {
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "description": "A day on what towns, charities and researchers can do together.",
        "starts": f"{day}T09:30+00:00" if day else None,
        "ends": f"{last or day}T16:30+00:00" if day else None,
        "venue": HOUSE,
        "attendance": "in person",
        "status": "scheduled",
        "languages": ["en-GB"],
        "provisional": [],
    } | changes


def some() -> list[dict[str, Any]]:
    """Return a few events of each kind."""
    hall = {"name": "Example Hall", "town": "Leeds"}
    town, charities = "Local government", "Charities"
    return [
        event("coasts-in-common", subjects=["Coasts"], sectors=[town]),
        event(
            "homes-that-last",
            "2027-05-27",
            status="cancelled",
            subjects=["Housing"],
            sectors=[town, charities],
            venue=hall,
        ),
        event(
            "trafnidiaeth",
            "2027-06-03",
            title="Trafnidiaeth i bawb",
            languages=["cy", "en-GB"],
            subjects=["Transport"],
        ),
        event("schools", "2027-06-10", attendance="online", provisional=["starts"]),
        event("health", "2027-09-14", "2027-09-15", attendance="hybrid"),
        event("lecture", "", venue=None, subjects=["Housing"]),
        event("coasts-2026", "2026-05-21", subjects=["Coasts"]),
        event("homes-2025", "2025-10-02", subjects=["Housing"], venue=hall),
    ]


def many(count: int) -> list[dict[str, Any]]:
    """Return so many events, two a week."""
    days = (date(2025, 1, 6) + timedelta(days=3 * number) for number in range(count))
    return [
        event(
            f"event-{number}",
            day.isoformat(),
            title=f"The {WORDS[number % 10]} and the {WORDS[number * 7 % 9]} after the review",
            subjects=[WORDS[number % 5].capitalize()],
        )
        for number, day in enumerate(days)
    ]


def event_json(
    event: dict[str, Any],
    people: dict[str, str] | None = None,
    sponsors: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the event.json of an event with people by id, each with a session."""
    url = f"https://events.example/{event['slug']}/"
    return {
        "version": VERSION,
        "url": url,
        "event": event,
        "people": [
            {"id": id_, "name": name, "url": f"{url}speakers/{id_}/"}
            | {"role": "Reader", "organisation": None}
            for id_, name in (people or {}).items()
        ],
        "sessions": [
            {"title": f"{name} reads", "speakers": [id_], "chairs": []}
            | {"url": f"{url}programme/{id_}-reads/"}
            for id_, name in (people or {}).items()
        ],
        "sponsors": {"sponsors": [{"name": name} for name in sponsors]},
    }


def build_of(
    root: Path,
    events: Iterable[dict[str, Any]],
    settings: str = "",
    people: dict[str, str] | None = None,
    /,
    **files: str,
) -> Outcome:
    """Build the front site of finished events; `settings` are more defaults.

    The people, by id, speak at each of them.
    """
    texts = {"portfolio.yaml": PORTFOLIO + settings} | files
    for event in events:
        folder = f"output/{event['slug']}"
        texts[f"{folder}/event.json"] = json.dumps(event_json(event, people))
        if event["starts"]:
            entry = f"BEGIN:VEVENT\r\nUID:{event['slug']}\r\nDTSTAMP:20270104T000000Z\r\nEND:VEVENT\r\n"
            calendar = f"BEGIN:VCALENDAR\r\n{entry}END:VCALENDAR\r\n"
            texts[f"{folder}/save-the-date.ics"] = calendar
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="")
    for site in (root / "output").glob("*"):
        (root / "events" / site.name).mkdir(parents=True, exist_ok=True)
    portfolio = load_portfolio(root, None, Log())
    assert portfolio is not None
    return build_front(portfolio, BuildOptions(as_of=AS_OF))
