"""Timed content is shown during its period, however old the build is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.browser.opened import (
    faults,
    finished,
    hold_requests,
    in_its_faces,
    opened,
    wait_until,
)
from tests.built import SITES
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
            [],
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
            "Booking has closed",
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
    words: str,
    price: list[str],
    status: list[str],
) -> None:
    """Periods do not depend on the reader's time zone."""
    with opened(browser, timezone_id="Asia/Tokyo") as page:
        page.clock.install(time=moment)
        page.goto(f"{serve_folder(built)}/rates/index.html")
        state = page.locator("p.lead:visible")
        expect(state).to_have_text(f"{words}.")
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


def test_end_of_the_event_moves_nothing(
    browser: Browser, serve_folder: Serve, built: Path
) -> None:
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
    project = Project.at(
        write_project(tmp_path, FILES, f"{SETTINGS}sample: [booking]\n")
    )
    assert build(project, BuildOptions(as_of=date(2026, 12, 1))).published is not None
    address = serve_folder(project.output)
    with opened(browser) as page:
        page.clock.install(time="2027-01-11T08:59:00Z")
        page.goto(f"{address}/rates/index.html")
        state = page.locator("p.lead:visible")
        expect(state).to_have_text(
            "Planned: booking opens on Monday 11 January 2027 at 09:00."
        )
        page.clock.run_for(61_000)
        expect(state).to_have_text("Booking is not open yet.")
        expect(page.locator("li.header__action:visible")).to_have_count(0)
        expect(page.locator(".rate_table__now:visible")).to_have_count(0)
        assert faults(page) == []


ENDED = datetime(2027, 5, 20, 17, 0, 1, tzinfo=ZoneInfo("Europe/London"))
PLACES = """\
index programme/index speakers/index speakers/named-nurse/index programme/closing/index
programme/before-exclusion/index rates/index sponsorship/index venue/index offline/index search/index
""".split()
SHIFTS = """\
window.moved = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    moved.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80))]);
  }
}).observe({ type: 'layout-shift', buffered: true });
"""
"""What moved, because Playwright’s clock replaces the one that measures it."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first site, built two months before the event."""
    folder = tmp_path_factory.mktemp("first")
    return finished(Project.at(SITES["first"], folder / "old"), date(2027, 3, 20))


def test_old_build_promises_nothing_after_the_event(
    browser: Browser, serve_folder: Serve, first: Path, tmp_path: Path
) -> None:
    """All that it still shows is in a build of the next day, too."""
    later = finished(Project.at(SITES["first"], tmp_path / "later"), date(2027, 5, 21))
    left_over, missing = {}, {}
    with opened(browser) as page:
        page.clock.install(time=ENDED)
        for place in PLACES:
            lines = []
            for folder in (first, later):
                page.goto(f"{serve_folder(folder)}/{place}.html")
                lines.append(page.locator("main").inner_text().splitlines())
            old, new = ({line.strip() for line in each} for each in lines)
            left_over[place] = old - new
            missing[place] = new - old
        assert faults(page) == []
    by_scripts = {"Share", "Search", "What are you looking for?"}  # early or late
    always_true = by_scripts | {"What it covers", "Who it is for"}
    later_words = by_scripts | {"What it covered", "Who it was for"}
    assert {
        place: lines for place, lines in left_over.items() if lines - always_true
    } == {}
    assert {
        place: lines for place, lines in missing.items() if lines - later_words
    } == {}


@pytest.mark.parametrize("width, height", [(390, 844), (1280, 800)])
def test_end_of_the_event_leaves_the_places_of_what_ends(
    browser: Browser, serve_folder: Serve, first: Path, width: int, height: int
) -> None:
    """The script is late, so that it changes a page that has been shown."""
    moved = {}
    with opened(browser, viewport={"width": width, "height": height}) as page:
        offset = f"Date.parse('{ENDED.isoformat()}') - Date.now()"
        page.add_init_script(
            f"{{ const offset = {offset}; const now = Date.now; Date.now = () => now() + offset; }}"
        )
        page.add_init_script(SHIFTS)
        for place in PLACES:
            held = hold_requests(page, "**/site.js")
            page.goto(f"{serve_folder(first)}/{place}.html", wait_until="commit")
            wait_until(
                page, "performance.getEntriesByName('first-contentful-paint').length"
            )
            held[0].continue_()
            page.unroute_all()
            in_its_faces(page)
            shifts = page.evaluate("moved")
            if sum(value for value, *_ in shifts) > 0.012:  # of which 0.0115 by fonts
                moved[place] = shifts
    assert moved == {}


def test_what_is_over_leaves_no_place_empty_on_paper(
    browser: Browser, serve_folder: Serve, first: Path
) -> None:
    with opened(browser) as page:
        page.clock.install(time=ENDED)
        page.goto(f"{serve_folder(first)}/programme/index.html")
        notice = page.locator("main .notice")
        expect(notice).to_be_hidden()
        assert notice.bounding_box()
        page.emulate_media(media="print")
        assert notice.bounding_box() is None
