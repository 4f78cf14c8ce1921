"""The page of the day: now and next by room, and notices that staff replace on the host."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from microsite.project import Project
from tests.browser.opened import faults, finished, opened, overlapping, wait_until
from tests.making import EVENT, sessions_yaml, write_project

Serve = Callable[[Path], str]
ROOMS = "rooms:\n  - {name: Hall, stream: 'https://live.example/'}\n  - {name: Attic}\n"
SESSIONS = sessions_yaml(
    "title: Doors\nkind: registration\nstart: 09:00\nend: 09:30",
    "title: Walls\nstart: 09:30\nend: 10:30\nroom: Hall",
    "title: Knots\nstart: 09:30\nend: 10:00\nroom: Attic",
    "title: Off\nstart: 10:00\nend: 10:30\nroom: Attic\nstatus: cancelled",
    "title: Tides\nstart: 10:30\nend: 11:15\nroom: Hall",
    "title: Supper\nkind: break\nstart: 18:00\nend: 18:30\nroom: Attic",
    "title: Dunes\nstart: 23:30\nend: 00:30\nroom: Attic",
)
AMERICAN = "languages: en-US\n"
NOTICE = {"time": "2027-05-20T09:55+01:00", "text": "Hall is <b>full</b>."}


@cache
def site(settings: str = "") -> Path:
    """Build a site with two rooms on the day before the event."""
    folder = Path(mkdtemp(prefix="microsite-"))
    files = {"data/sessions.yaml": ROOMS + SESSIONS}
    return finished(
        Project.at(write_project(folder, files, EVENT + settings)), date(2027, 5, 19)
    )


@pytest.fixture
def page(browser: Browser, serve_folder: Serve) -> Iterator[Page]:
    """Return a page whose notices are `NOTICE`."""
    with opened(browser, viewport={"width": 390, "height": 844}) as page:
        answer(page, json.dumps({"notes": [NOTICE]}))
        yield page


def answer(page: Page, text: str) -> None:
    page.unroute("**/notes.json")
    page.route("**/notes.json", lambda route: respond(route, text))


def respond(route: Route, text: str) -> None:
    route.fulfill(body=text, content_type="application/json")


def open_at(page: Page, serve_folder: Serve, time: str) -> None:
    page.clock.install(time=f"2027-05-20T{time}:00+01:00")
    page.goto(f"{serve_folder(site())}/today/index.html")
    page.locator(".today__now p").first.wait_for()


def lines_by_room(page: Page) -> dict[str, list[str]]:
    """Return what is on in each room, with its link to the stream."""
    places = [
        place for place in page.locator("dl [data-room]").all() if place.is_visible()
    ]
    rooms = {}
    for place in places:
        lines = [line.inner_text() for line in place.locator(".today__now p").all()]
        watch = [link.inner_text() for link in place.locator(".today__watch").all()]
        is_visible = bool(watch) and place.locator(".today__watch").is_visible()
        rooms[place.locator("dt").inner_text()] = lines + (watch if is_visible else [])
    return rooms


NOTHING = ["Nothing in the next hours."]
EXPECTED = {
    "08:59": {
        "Hall": ["Next, at 09:30: Walls"],
        "Everybody": ["Next, at 09:00: Doors"],
    },
    "09:00": {
        "Attic": ["Next, at 09:30: Knots"],
        "Everybody": ["Now, until 09:30: Doors"],
    },
    "09:19": {"Hall": ["Next, at 09:30: Walls"]},
    "09:20": {"Hall": ["Next, at 09:30: Walls", "Watch: Hall"]},
    "09:30": {
        "Hall": ["Now, until 10:30: Walls", "Next, at 10:30: Tides", "Watch: Hall"],
    },
    "10:00": {"Attic": ["Next, at 18:00: Supper"]},
    "11:15": {"Hall": ["Nothing in the next hours."]},
    "11:31": {"Attic": ["Next, at 18:00: Supper"]},
    "18:35": {"Attic": ["Next, at 23:30: Dunes"]},
    "23:59": {"Attic": ["Now, until 00:30: Dunes"]},
}


def test_now_and_next_follow_the_clock(page: Page, serve_folder: Serve) -> None:
    """Walk through the day with a simulated clock, half an hour at a time and at each change."""
    zone = ZoneInfo("Europe/London")
    open_at(page, serve_folder, "08:59")
    times = {
        *EXPECTED,
        *(f"{hour:02}:{minute}" for hour in range(9, 20) for minute in ("05", "35")),
    }
    for time in sorted(times):
        moment = datetime.fromisoformat(f"2027-05-20T{time}:30").replace(tzinfo=zone)
        page.clock.pause_at(moment)
        rooms = lines_by_room(page)
        expected = EXPECTED.get(time, {})
        assert {room: rooms[room] for room in expected} == expected, time
        assert "Off" not in str(rooms)
    assert faults(page) == []


def test_evening_names_sessions_of_the_next_morning(
    page: Page, serve_folder: Serve, tmp_path: Path
) -> None:
    sessions = sessions_yaml(
        "title: Walls\nday: 1\nstart: '16:00'\nlength: 1 hour\nroom: Hall",
        "title: Gulls\nday: 2\nstart: 09:30\nlength: 1 hour\nroom: Hall",
    )
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
    files = {"data/sessions.yaml": ROOMS + sessions}
    output = finished(
        Project.at(write_project(tmp_path, files, event)), date(2027, 5, 19)
    )
    page.clock.install(time="2027-05-20T18:00:00+01:00")
    page.goto(f"{serve_folder(output)}/today/index.html")
    page.locator(".today__now p").first.wait_for()
    assert lines_by_room(page) == {
        "Hall": ["Next, tomorrow at 09:30: Gulls"],
        "Attic": NOTHING,
    }
    page.clock.pause_at("2027-05-21T01:10:00+01:00")
    page.clock.run_for(60_000)
    assert lines_by_room(page)["Hall"] == ["Next, at 09:30: Gulls"]


def test_rooms_are_shown_from_the_first_day_on(page: Page, serve_folder: Serve) -> None:
    """Weeks before, a list of rooms without anything in them says nothing."""
    page.clock.install(time="2027-05-19T12:00:00+01:00")
    page.goto(f"{serve_folder(site())}/today/index.html")
    page.locator(".today__now p").first.wait_for(state="attached")
    rooms = page.get_by_role("heading", name="Rooms")
    expect(rooms).to_be_hidden()
    page.clock.pause_at("2027-05-20T08:00:30+01:00")
    page.clock.run_for(60_000)
    expect(rooms).to_be_visible()
    assert lines_by_room(page)["Hall"] == ["Next, at 09:30: Walls"]


def test_links_to_streams_move_nothing(page: Page, serve_folder: Serve) -> None:
    """The day below the rooms stays in its place before a stream, during it and after it."""
    answer(page, '{"notes": []}')
    page.set_viewport_size({"width": 320, "height": 640})
    open_at(page, serve_folder, "09:05")
    positions = []
    for time in ("09:10", "09:25", "11:20"):
        page.clock.pause_at(f"2027-05-20T{time}:30+01:00")
        top = page.locator(".today__rows").evaluate(
            "rows => rows.getBoundingClientRect().top"
        )
        positions.append((page.locator(".today__watch").is_visible(), top))
    assert [is_visible for is_visible, _ in positions] == [False, True, False]
    assert len({top for _, top in positions}) == 1


def test_rooms_are_hidden_after_the_event(page: Page, serve_folder: Serve) -> None:
    """They would say that there is nothing in the next hours."""
    open_at(page, serve_folder, "23:58")
    rooms = page.get_by_role("heading", name="Rooms")
    expect(rooms).to_be_visible()
    page.clock.pause_at("2027-05-21T00:30:30+01:00")
    expect(rooms).to_be_hidden()
    expect(page.locator(".today__rows")).to_be_visible()


SHIFT = """
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) shift += value;
    }).observe({ type: 'layout-shift', buffered: true });
"""


def test_rooms_move_nothing_when_they_are_filled(
    page: Page, serve_folder: Serve
) -> None:
    """The list of the day is below them, from the first paint on."""
    answer(page, '{"notes": []}')
    page.route("**/*.woff2", lambda route: route.abort())
    page.add_init_script(SHIFT)
    open_at(page, serve_folder, "10:00")
    page.wait_for_timeout(200)
    assert page.evaluate("shift") < 0.01


def test_links_of_rooms_keep_the_focus(page: Page, serve_folder: Serve) -> None:
    """The script looks each minute what is on now and next, which mostly stays the same."""
    open_at(page, serve_folder, "10:00")
    link = page.locator("[data-room=Hall] .today__now a").first
    link.focus()
    page.clock.run_for(61_000)
    expect(link).to_be_focused()


def test_tomorrow_is_that_of_the_venue(browser: Browser, serve_folder: Serve) -> None:
    """Its times are those of the venue, too. In Kolkata it is already the next day."""
    with opened(browser, timezone_id="Asia/Kolkata") as page:
        answer(page, '{"notes": []}')
        page.clock.install(time="2027-05-20T22:00:00+01:00")
        page.goto(f"{serve_folder(overlapping())}/today/index.html")
        page.locator(".today__now p").first.wait_for()
        assert lines_by_room(page)["Hall"] == [
            "Next, tomorrow at 10:00: Session\N{NO-BREAK SPACE}8"
        ]


def test_now_and_next_need_no_rooms(
    page: Page, serve_folder: Serve, tmp_path: Path
) -> None:
    files = {
        "data/sessions.yaml": sessions_yaml(
            "title: Walls\nstart: 09:30", "title: Gulls\nstart: 11:00"
        )
    }
    output = finished(Project.at(write_project(tmp_path, files)), date(2027, 5, 19))
    page.clock.install(time="2027-05-20T10:00:00+01:00")
    page.goto(f"{serve_folder(output)}/today/index.html")
    page.locator(".today__now p").first.wait_for()
    expect(page.get_by_role("heading", name="On now and next")).to_be_visible()
    assert lines_by_room(page) == {
        "Everybody": ["Now, until 10:15: Walls", "Next, at 11:00: Gulls"],
    }


def test_notices_are_text_and_end_after_two_hours(
    page: Page, serve_folder: Serve
) -> None:
    open_at(page, serve_folder, "10:00")
    expect(page.get_by_text("Hall is <b>full</b>.")).to_be_visible()
    expect(page.locator(".notices time")).to_have_text("09:55")
    page.clock.fast_forward(timedelta(minutes=114).seconds * 1000)
    expect(page.locator(".notices")).to_be_visible()
    page.clock.fast_forward(2 * 60 * 1000)
    expect(page.locator(".notices")).to_be_hidden()


@pytest.mark.parametrize(
    "language, now",
    [("en-US", "Now, until 12:30 AM: Dunes"), ("cy", "Nawr, tan 00:30: Dunes")],
)
def test_ends_of_sessions_are_in_the_language(
    page: Page, serve_folder: Serve, language: str, now: str
) -> None:
    folder = site(f"languages: {language}\n")
    page.clock.install(time="2027-05-20T23:58:00+01:00")
    page.goto(f"{serve_folder(folder)}/today/index.html")
    expect(page.locator("[data-room=Attic] .today__now p").first).to_have_text(now)


def test_times_of_notices_are_in_the_language(page: Page, serve_folder: Serve) -> None:
    answer(page, json.dumps({"notes": [NOTICE]}))
    page.clock.install(time="2027-05-20T10:00:00+01:00")
    page.goto(f"{serve_folder(site(AMERICAN))}/today/index.html")
    expect(page.locator(".notices time")).to_have_text("9:55 AM")


def test_new_notices_appear_within_a_minute(page: Page, serve_folder: Serve) -> None:
    open_at(page, serve_folder, "10:00")
    page.get_by_text("Hall is").wait_for()
    answer(
        page,
        json.dumps(
            {"notes": [{"time": "2027-05-20T10:00+01:00", "text": "Come down."}]}
        ),
    )
    page.clock.run_for(61_000)
    expect(page.locator(".notices li")).to_have_text("10:00Come down.")


WRONG = (
    "",
    "<h1>Not found</h1>",
    "null",
    '{"notes": "all"}',
    '{"notes": [null]}',
    '{"notes": [{"time": "now", "text": "x"}]}',
    '{"notes": [{"time": "2027-05-20T10:00+01:00", "text": 5}]}',
    '{"notes": [{"time": "2027-99-99T10:00+01:00", "text": "x"}]}',
    json.dumps({"notes": [NOTICE | {"text": "x" * 301}]}),
    json.dumps({"notes": [NOTICE] * 21}),
)


def test_wrong_file_changes_nothing(page: Page, serve_folder: Serve) -> None:
    open_at(page, serve_folder, "10:00")
    page.get_by_text("Hall is").wait_for()
    for text in WRONG:
        answer(page, text)
        with page.expect_response("**/notes.json"):
            page.clock.run_for(61_000)
        wait_until(
            page,
            "document.querySelector('.notices li')?.textContent.includes('Hall is')",
        )
        assert page.locator(".notices li").count() == 1, text


def test_offline_page_says_how_old_its_notices_are(
    page: Page, serve_folder: Serve
) -> None:
    open_at(page, serve_folder, "10:00")
    page.get_by_text("Hall is").wait_for()
    page.unroute("**/notes.json")
    page.context.set_offline(offline=True)
    page.clock.run_for(61_000)
    expect(page.locator(".notices__age")).to_contain_text("These are the notices of")
    expect(page.get_by_text("Hall is")).to_be_visible()


def test_day_is_complete_without_scripts(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_folder(site())}/today/index.html")
        assert page.get_by_role("link", name="Watch: Hall").is_visible()
        assert [
            page.get_by_text(title).count() for title in ("Walls", "Knots", "Tides")
        ] == [
            1,
            1,
            1,
        ]
        assert not page.get_by_text("Everybody").is_visible()
