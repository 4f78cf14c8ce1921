"""Clock changes during an event, days that end after midnight, and readers in distant zones."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from microsite.pages.page import Page
from microsite.pages.registry import build_pages
from microsite.site.state import change_times
from tests.export_helpers import export_files, make_site
from tests.making import sessions_yaml

SETTINGS = """\
title: Coasts in common
description: A conference about coasts.
timezone: {zone}
starts: {starts}
ends: {ends}
organiser: {{ name: Example Conferences }}
venue: {{ name: Example House, town: Exampleton }}
"""


def pages_of(
    root: Path, zone: str, starts: str, ends: str, *sessions: str, more: str = ""
) -> dict[str, Page]:
    files = {"data/sessions.yaml": sessions_yaml(*sessions)}
    settings = SETTINGS.format(zone=zone, starts=starts, ends=ends) + more
    return {
        page.head.address: page
        for page in build_pages(
            make_site(root, files, settings, as_of=date(2027, 1, 1))
        )
    }


def view_of(page: Page) -> Any:
    """Return the view of a session's page."""
    return page.view


def zones_of(page: Page) -> dict[str, Any]:
    """Return the structured data of a session."""
    graph: list[dict[str, Any]] = json.loads(str(page.head.structured_data))["@graph"]
    return next(node for node in graph if node["@type"] == "Event")


@pytest.mark.parametrize(
    ("zone", "day", "start", "end", "first", "last", "length"),
    [
        # autumn has an hour more than wall-clock time shows, spring one less
        (
            "Europe/London",
            "2027-10-30",
            "23:30",
            "03:00",
            "+01:00",
            "+00:00",
            "4 hours 30 minutes",
        ),
        (
            "Europe/London",
            "2027-03-27",
            "23:30",
            "03:00",
            "+00:00",
            "+01:00",
            "2 hours 30 minutes",
        ),
        (
            "America/New_York",
            "2027-11-06",
            "23:30",
            "03:00",
            "-04:00",
            "-05:00",
            "4 hours 30 minutes",
        ),
        (
            "Australia/Lord_Howe",
            "2027-04-03",
            "23:30",
            "03:00",
            "+11:00",
            "+10:30",
            "4 hours",
        ),
    ],
)
def test_session_times_are_right_when_clocks_change(
    tmp_path: Path,
    zone: str,
    day: str,
    start: str,
    end: str,
    first: str,
    last: str,
    length: str,
) -> None:
    """Pages show wall-clock times, lengths are elapsed times, and machines get both offsets."""
    after = date.fromordinal(date.fromisoformat(day).toordinal() + 1).isoformat()
    night = f"id: night\nday: 1\nstart: {start}\nend: {end}"
    pages = pages_of(
        tmp_path,
        zone,
        f"{day} 09:00",
        f"{after} 17:00",
        night,
        "id: noon\nday: 2\nstart: 12:00\nend: 13:00",
    )
    view = view_of(pages["programme/night/"])
    facts = {fact.name: fact.value for fact in view.facts}
    event = zones_of(pages["programme/night/"])

    assert facts["When"].endswith(f", {start} to {end} the next day")
    assert view.session.length == length
    assert event["startDate"] == f"{day}T{start}{first}"
    assert event["endDate"] == f"{after}T{end}{last}"
    assert zones_of(pages["programme/noon/"])["startDate"].endswith(last)
    days = view_of(pages["programme/"]).days
    assert [
        len([cell for slot in day.slots for cell in slot.cells]) for day in days
    ] == [1, 1]


def test_event_is_over_after_its_last_night(tmp_path: Path) -> None:
    """The session ends an hour later than wall-clock arithmetic gives."""
    files = {"data/sessions.yaml": sessions_yaml("id: night\nstart: 23:30\nend: 01:30")}
    settings = SETTINGS.format(
        zone="Europe/London", starts="2027-10-30 09:00", ends="2027-10-30 17:00"
    )
    site = make_site(tmp_path, files, settings)

    assert change_times(site.event)[-1].isoformat() == "2027-10-31T01:30:00+01:00"


@pytest.mark.parametrize(
    ("zone", "city", "offset", "utc"),
    [
        ("Pacific/Auckland", "Auckland", "+12:00", "20270519T210000Z"),
        ("America/Los_Angeles", "Los Angeles", "-07:00", "20270520T160000Z"),
        ("Asia/Kathmandu", "Kathmandu", "+05:45", "20270520T031500Z"),
        ("Pacific/Kiritimati", "Kiritimati", "+14:00", "20270519T190000Z"),
    ],
)
def test_programme_names_zone_of_distant_event(
    tmp_path: Path, zone: str, city: str, offset: str, utc: str
) -> None:
    """Pages name the time zone, calendars have UTC, and scripts get the offset."""
    files = {
        "data/sessions.yaml": sessions_yaml("id: opening\nstart: 09:00\nend: 10:00")
    }
    settings = (
        SETTINGS.format(zone=zone, starts="2027-05-20 09:00", ends="2027-05-20 17:00")
        + "attendance: online\n"
    )
    site = make_site(tmp_path, files, settings, as_of=date(2027, 1, 1))
    pages = {page.head.address: page for page in build_pages(site)}
    data = export_files(site)

    facts = {fact.name: fact.value for fact in view_of(pages["programme/"]).facts}
    assert facts["Times"] == f"{city} time"
    assert (
        zones_of(pages["programme/opening/"])["startDate"]
        == f"2027-05-20T09:00{offset}"
    )
    assert view_of(pages["programme/"]).now_banner.since == f"2027-05-20T00:00{offset}"
    assert f"DTSTART:{utc}" in data["event.ics"].decode()
    schedule = json.loads(data["schedule.json"])["schedule"]["conference"]
    (talk,) = (talk for room in schedule["days"][0]["rooms"].values() for talk in room)
    assert talk["date"] == f"2027-05-20T09:00:00{offset}"
    assert datetime.fromisoformat(talk["date"]).strftime("%H:%M") == talk["start"]
    assert re.search(
        rf"<date>2027-05-20T09:00:00{re.escape(offset)}</date>",
        data["schedule.xml"].decode(),
    )


@pytest.mark.parametrize(
    ("zone", "attendance", "town"),
    [
        ("Europe/London", "in person", None),
        ("Europe/Berlin", "in person", None),
        ("Europe/London", "hybrid", "London time"),
        ("Europe/Berlin", "online", "Berlin time"),
    ],
)
def test_programme_names_the_zone_where_people_join_from_elsewhere(
    tmp_path: Path, zone: str, attendance: str, town: str | None
) -> None:
    files = {
        "data/sessions.yaml": sessions_yaml("id: opening\nstart: 09:00\nend: 10:00")
    }
    settings = SETTINGS.format(
        zone=zone, starts="2027-05-20 09:00", ends="2027-05-20 17:00"
    )
    site = make_site(tmp_path, files, f"{settings}attendance: {attendance}\n")
    pages = {page.head.address: page for page in build_pages(site)}

    facts = {fact.name: fact.value for fact in view_of(pages["programme/"]).facts}
    assert facts.get("Times") == town
