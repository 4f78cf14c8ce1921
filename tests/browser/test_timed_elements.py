"""Timed content is shown during its period, however old the build is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.browser.opened import faults, opened
from tests.making import EVENT, write_project

Serve = Callable[[Path], str]
FILES = {
    "data/rates.yaml": """\
rates:
  - id: public
    name: Public sector
    prices:
      - { label: Early booking, amount: 245, until: 2027-02-28 }
      - { label: Standard, amount: 345, from: 2027-03-01 }
""",
    "data/sessions.yaml": """\
sessions:
  - { id: welcome, title: Welcome, kind: talk, start: "09:30", end: "10:00", slides: "https://slides.example/" }
""",
}
SETTINGS = f"""{EVENT}booking:
  url: https://booking.example/
  opens: 2027-01-11 09:00
  closes: 2027-05-13 17:00
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site is built once, in December."""
    project = Project.at(write_project(tmp_path_factory.mktemp("old"), FILES, SETTINGS))
    assert build(project, BuildOptions(as_of=date(2026, 12, 1))).published is not None
    return project.output


@pytest.mark.parametrize(
    ("moment", "action", "words", "price", "status"),
    [
        (
            "2026-12-24T12:00:00Z",
            [],
            "Booking opens on Monday 11 January 2027 at 09:00",
            ["£245"],
            [],
        ),
        (
            "2027-01-11T09:00:00Z",
            ["Book a place"],
            "Booking is open until Thursday 13 May 2027 at 17:00",
            ["£245"],
            [],
        ),
        (
            "2027-02-28T23:59:59Z",
            ["Book a place"],
            "Booking is open until Thursday 13 May 2027 at 17:00",
            ["£245"],
            [],
        ),
        (
            "2027-03-01T00:00:00Z",
            ["Book a place"],
            "Booking is open until Thursday 13 May 2027 at 17:00",
            ["£345"],
            [],
        ),
        (
            "2027-05-13T16:00:00Z",
            [],
            "Booking has closed",
            [],
            [],
        ),  # 17:00 in London
        ("2027-05-19T23:00:00Z", ["Today’s programme"], "Booking has closed", [], []),
        (
            "2027-05-20T16:00:00Z",
            ["Slides and recordings"],
            None,
            [],
            ["This conference has taken place."],
        ),
    ],
)
def test_old_build_shows_current_state_on_any_day(
    browser: Browser,
    serve_folder: Serve,
    built: Path,
    moment: str,
    action: list[str],
    words: str | None,
    price: list[str],
    status: list[str],
) -> None:
    """Periods do not depend on the reader's time zone."""
    with opened(browser, timezone_id="Asia/Tokyo") as page:
        page.clock.install(time=moment)
        page.goto(f"{serve_folder(built)}/rates/index.html")
        state = page.locator("p.lead:visible")
        expect(state).to_have_text([f"{words}."] if words else [])
        expect(page.locator("li.header__action:visible")).to_have_text(action)
        expect(page.locator(".status:visible")).to_have_text(status)
        expect(page.locator("td:has(.rate_table__now:visible) b")).to_have_text(price)
        assert faults(page) == []


def test_page_left_open_updates_timed_elements(
    browser: Browser, serve_folder: Serve, built: Path
) -> None:
    with opened(browser) as page:
        page.clock.install(time="2027-01-11T08:59:00Z")
        page.goto(f"{serve_folder(built)}/rates/index.html")
        expect(page.locator("li.header__action:visible")).to_have_count(0)
        page.clock.run_for(61_000)
        expect(page.locator("li.header__action:visible")).to_have_text(["Book a place"])


def test_end_of_the_event_moves_nothing(browser: Browser, serve_folder: Serve, built: Path) -> None:
    """An older build says it at the foot of the window, and offers no calendar any more."""
    with opened(browser) as page:
        page.clock.install(time="2027-05-20T16:59:30+01:00")
        page.goto(f"{serve_folder(built)}/programme/welcome/index.html")
        status = page.locator(".status")
        calendar = page.get_by_role("link", name="Without a reminder")
        expect(status).to_be_hidden()
        expect(calendar).to_be_visible()
        top = "element => element.getBoundingClientRect().top"
        before = page.locator("h1").evaluate(top)
        page.clock.run_for(61_000)
        expect(status).to_be_in_viewport()
        expect(calendar).to_be_hidden()
        assert page.locator("h1").evaluate(top) == before
        assert faults(page) == []


def test_sample_booking_shows_no_call_to_action(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    """Booking that is a sample does not open on its day."""
    project = Project.at(write_project(tmp_path, FILES, f"{SETTINGS}sample: [booking]\n"))
    assert build(project, BuildOptions(as_of=date(2026, 12, 1))).published is not None
    address = serve_folder(project.output)
    with opened(browser) as page:
        page.clock.install(time="2027-01-11T08:59:00Z")
        page.goto(f"{address}/rates/index.html")
        state = page.locator("p.lead:visible")
        expect(state).to_have_text("Planned: booking opens on Monday 11 January 2027 at 09:00.")
        page.clock.run_for(61_000)
        expect(state).to_have_text("Booking is not open yet.")
        expect(page.locator("li.header__action:visible")).to_have_count(0)
        expect(page.locator(".rate_table__now:visible")).to_have_count(0)
        assert faults(page) == []
