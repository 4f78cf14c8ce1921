"""Sharing a page, and reminders in calendars and on the device."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.opened import faults, opened, show, tidewater, wait_until
from tests.browser.test_pages import (
    AXE,
    barriers,
    kinds_of,
    packed,
    sideways,
    styles_of,
)
from tests.browser.test_reading import LOW
from tests.built import built

Serve = Callable[[Path], str]
SESSION = "programme/a-wall-to-sit-on/index.html"
COPIES = """
window.copied = [];
Object.defineProperty(navigator, 'clipboard', {
  value: { writeText: async (text) => window.copied.push(text) },
});
"""
SHARES = "navigator.share = async (data) => { window.shared = data };"
NOTIFIES = """
window.shown = [];
window.Notification = class { constructor(text) { window.shown.push(text) } };
Notification.permission = 'default';
Notification.requestPermission = async () => 'granted';
"""


def test_share_copies_address_without_a_sheet(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.add_init_script(COPIES)
        page.goto(f"{serve_folder(tidewater())}/{SESSION}?from=mail#people")
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_text("Link copied.")).to_be_visible()
        canonical = page.locator("link[rel=canonical]").get_attribute("href")
        assert page.evaluate("copied") == [canonical]
        assert faults(page) == []


def test_share_uses_sheet_of_device(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.add_init_script(SHARES)
        address = (
            f"{serve_folder(tidewater())}/speakers/prudence-overtopping/index.html"
        )
        page.goto(address)
        page.evaluate("document.querySelector('link[rel=canonical]').remove()")
        page.get_by_role("button", name="Share").click()
        wait_until(page, "window.shared")
        assert page.evaluate("shared.url") == address


def test_share_shows_address_without_clipboard(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
        )
        page.goto(f"{serve_folder(tidewater())}/{SESSION}")
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_text("Copy this address: https://")).to_be_visible()


@pytest.mark.parametrize(
    "now, triggers",
    [
        ("2025-09-10T09:00:00Z", [["-PT1H"], ["-PT15M"], ["-PT15M"]]),
        (
            "2025-09-18T09:35:00Z",
            [[], ["-PT15M"], ["-PT15M"]],
        ),  # after the welcome has begun
    ],
)
def test_calendar_of_my_day_has_reminders(
    browser: Browser,
    serve_folder: Serve,
    tmp_path: Path,
    now: str,
    triggers: list[list[str]],
) -> None:
    with opened(browser) as page:
        page.clock.set_fixed_time(now)
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        for place in ("welcome", "the-sea-has-read-the-plan", "a-wall-to-sit-on"):
            page.locator(f"#{place} .save_button").click()
        page.locator(".chip").filter(has_text="My day").click()
        reminders = {}
        for label in ("Add to calendar", "Add without reminders"):
            with page.expect_download() as download:
                page.get_by_role("button", name=label).click()
            download.value.save_as(tmp_path / "my-day.ics")
            data = (tmp_path / "my-day.ics").read_bytes()
            assert data.count(b"\r\n") == data.count(b"\n")
            calendar: Any = Calendar.from_ical(data)
            reminders[label] = [
                [alarm["TRIGGER"].to_ical().decode() for alarm in entry.walk("VALARM")]
                for entry in calendar.walk("VEVENT")
            ]
        assert reminders["Add without reminders"] == [[], [], []]
        assert reminders["Add to calendar"] == triggers


def test_notification_appears_before_saved_session(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.add_init_script(NOTIFIES)
        page.clock.install(time="2025-09-18T09:20:00+00:00")
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.locator("#the-sea-has-read-the-plan .save_button").click()
        page.locator(".chip").filter(has_text="My day").click()
        page.get_by_role("button", name="Remind me on this device").click()
        expect(page.get_by_text("We remind you 10 minutes before")).to_be_visible()
        assert page.evaluate("shown") == []
        page.clock.run_for(int(timedelta(minutes=20).total_seconds() * 1000))
        assert page.evaluate("shown") == [
            "The sea has already read the plan: 09:45, Net Loft"
        ]


def test_case_to_attend_is_copied_and_fits_on_one_sheet(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.add_init_script(COPIES)
        page.goto(f"{serve_folder(built('first').output)}/make-the-case/index.html")
        page.get_by_role("button", name="Copy as an email").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        (text,) = page.evaluate("copied")
        assert text.startswith("I would like to go to Tackling county lines")
        assert text.count("provisional") >= 4
        sheets = PdfReader(
            BytesIO(page.pdf(format="A4", prefer_css_page_size=True))
        ).pages
        assert len(sheets) == 1
        assert faults(page) == []


def test_embed_opens_links_in_the_whole_window(
    browser: Browser, serve_folder: Serve
) -> None:
    folder = tidewater()
    (folder / "frame.html").write_text(
        "<!doctype html><link rel=icon href=data:,><iframe src='embed/programme/index.html' height='800'></iframe>",
        "utf-8",
    )
    with opened(browser) as page:
        address = serve_folder(folder)
        page.goto(f"{address}/frame.html")
        frame = page.frame_locator("iframe")
        frame.get_by_role("link", name="A wall the town can sit on").click()
        page.wait_for_url(f"{address}/{SESSION}")
        assert faults(page) == []


def test_embed_is_not_provisional_after_the_event(
    browser: Browser, serve_folder: Serve
) -> None:
    """However old the build is. Its script loads nothing else."""
    address = f"{serve_folder(tidewater())}/embed/session/knots-on-the-ferry/index.html"
    with opened(browser) as page:
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        for moment, words in (
            ("2025-09-17", "Tidewater 2025. Tour. Provisional"),
            ("2025-09-20", "Tidewater 2025. Tour"),
        ):
            page.clock.set_fixed_time(f"{moment}T12:00:00Z")
            page.goto(address)
            expect(page.locator("main p").first).to_have_text(
                words, use_inner_text=True
            )
            status = page.get_by_text("This conference has taken place.")
            expect(status).to_be_visible(visible=moment == "2025-09-20")
        page.wait_for_load_state("networkidle")
        assert faults(page) == []
    suffixes = {Path(url).suffix for url in urls}
    assert suffixes - {".svg"} == {
        ".html",
        ".css",
        ".js",
    }  # some browsers load the icon


@pytest.mark.parametrize("place", ["programme", "session/saying-it"])
def test_embeds_are_accessible_and_light(
    browser: Browser, serve_folder: Serve, place: str
) -> None:
    folder = tidewater()
    address = f"embed/{place}/index.html"
    styles = sum(packed(path.read_bytes()) for path in styles_of(folder, address))
    assert packed((folder / address).read_bytes()) + styles <= 12 * 1024
    with opened(browser, viewport={"width": 320, "height": 800}) as page:
        page.goto(f"{serve_folder(folder)}/{address}")
        assert page.evaluate(LOW) == []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert barriers(page, AXE) + sideways(page) == []
        page.clock.set_fixed_time("2025-09-18T09:35:00Z")
        page.reload()
        now = page.locator("li:has(.tag:visible)").filter(has_text="Now")
        titles = (
            ["Welcome to the wet end of the street"] if place == "programme" else []
        )
        expect(now.locator("a")).to_have_text(titles)
        assert faults(page) == []


def test_rates_are_short_and_say_once_when_booking_opens(
    browser: Browser, first: str
) -> None:
    """The first price is in the first window, and the state of booking is in one place."""
    with opened(browser) as page:
        page.clock.set_fixed_time("2026-12-01T09:00:00Z")
        for width, height, most in ((390, 844, 3100), (1280, 800, 2300)):
            show(page, f"{first}/rates/index.html", width, height)
            assert page.evaluate("document.documentElement.scrollHeight") <= most
            price = page.locator("table b").first.bounding_box()
            assert price and price["y"] + price["height"] <= height
            text = page.locator("body").inner_text()
            assert (
                len(re.findall(r"\bopens? on\b|\bwill open\b|\bnot open\b", text)) == 1
            )


FIRST_WINDOW = """() => {
    const title = document.createRange();
    title.selectNode(document.querySelector(".hero__title").firstChild);
    const hero = document.querySelector(".hero .button").closest(".hero__fit").getBoundingClientRect();
    const caption = document.createRange();
    caption.selectNodeContents(document.querySelector(".hero figcaption"));
    const widest = Math.max(...[...title.getClientRects()].map(line => line.right));
    return {
        short: hero.right - widest,
        caption: caption.getBoundingClientRect().bottom,
        button: document.querySelector(".hero .button").getBoundingClientRect().bottom,
    };
}"""


def test_first_window_of_home_is_complete(
    window: Page, named_site: tuple[str, str]
) -> None:
    """The drawing is in it with its caption; on phones the button is. The title fills its measure."""
    name, address = named_site
    for width, height in ((1280, 800), (1440, 900), (1024, 768), (390, 844)):
        positions = show(window, f"{address}/index.html", width, height).evaluate(
            FIRST_WINDOW
        )
        assert positions["caption"] <= height or width == 390, (width, positions)
        assert positions["button"] <= 720, (width, positions)
        if name == "first":  # an almanac has its title in a column
            assert abs(positions["short"]) <= 4, (width, positions)


@pytest.mark.parametrize("scripts", [True, False])
def test_links_for_some_time_are_all_there_without_scripts(
    browser: Browser, serve_folder: Serve, scripts: bool
) -> None:
    """With scripts they are hidden from the first paint, so that nothing moves."""
    address = serve_folder(built("first").output)
    with opened(browser, java_script_enabled=scripts) as page:
        page.goto(f"{address}/programme/welcome/index.html")
        link = page.locator(".page_header__actions a", has_text="Tell us how it was")
        expect(link).to_be_visible(visible=not scripts)


def test_day_of_a_long_programme_is_one_line_on_phones(
    window: Page, second: str
) -> None:
    """It stays in sight above the time of the row below, and hides as little as it can."""
    for width in (320, 390):
        heights = show(window, f"{second}/programme/index.html", width, 844).evaluate(
            "[...document.querySelectorAll('.day__head')].map(element => element.offsetHeight)"
        )
        assert max(heights) <= 48, (width, heights)


LINES = """selector => [...document.querySelectorAll(selector)].filter(link => link.checkVisibility()).map(link => {
    const { color, textDecorationColor, textDecorationThickness } = getComputedStyle(link);
    return [textDecorationThickness, textDecorationColor === color];
})"""
"""Return the thickness of the lines of links, and whether they have the colour of the words."""


def test_figures_are_two_by_two_on_phones(window: Page, first: str) -> None:
    show(window, f"{first}/index.html", 390, 844)
    tops = window.locator(".figure").evaluate_all(
        "all => all.map((element) => element.offsetTop)"
    )
    assert len(tops) == 4
    assert tops[0] == tops[1] < tops[2] == tops[3] < tops[0] + 500
    height = window.locator(".figures").evaluate("element => element.offsetHeight")
    assert height <= 680


def test_lists_have_thin_lines_until_they_are_pointed_at(
    browser: Browser, serve_folder: Serve
) -> None:
    """Titles, and links in sentences, have thick ones."""
    address = serve_folder(built("first").output)
    lists = ".session_card__meta a, .inline_list a, .rooms_table a"
    with opened(browser, reduced_motion="reduce") as page:
        for place in ("programme", "venue", "speakers/conference-chair"):
            page.goto(f"{address}/{place}/index.html")
            assert {tuple(style) for style in page.evaluate(LINES, lists)} == {
                ("1px", False)
            }
            styles = page.evaluate(
                LINES, "main :is(.session_card__title a, .wrap > p:not(.small) a)"
            )
            assert {tuple(style) for style in styles} == {("2px", False)}
            page.locator(lists).first.hover()
            assert page.evaluate(LINES, lists)[0][1]


PROVISIONAL = """() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        const isShown = parentElement.checkVisibility({ visibilityProperty: true }) && !parentElement.closest(".visually-hidden, [popover]");
        if (isShown && /provisional/i.test(data)) found.push(parentElement.getBoundingClientRect().bottom);
    }
    return found;
}"""
"""Return the lower edges of the texts that say so."""


@pytest.mark.slow
def test_pages_say_once_or_twice_that_the_day_is_provisional(
    browser: Browser, serve_folder: Serve
) -> None:
    """The first window of each kind of page says so, and the event in one file.

    Only the pages that name no day do not: help, which begins with its numbers, and 404.
    """
    folder, findings = built("first").output, []
    address = serve_folder(folder)
    silent_kinds = ("help", "not_found")
    places = [
        place for kind, place in kinds_of(folder).items() if kind not in silent_kinds
    ]
    with opened(browser, java_script_enabled=False) as page:
        for place in (*places, "event.html"):
            page.goto(f"{address}/{place}")
            for width, height in ((1280, 800), (390, 844)):
                page.set_viewport_size({"width": width, "height": height})
                edges = page.evaluate(PROVISIONAL)
                if not 1 <= len(edges) <= 2 or edges[0] > height:
                    findings.append(f"{width} {place}: {edges}")
    assert findings == []


def test_nothing_is_provisional_once_the_event_is_over(
    browser: Browser, serve_folder: Serve
) -> None:
    """The pages were built before it ended."""
    folder = built("first").output
    address = serve_folder(folder)
    with opened(browser) as page:
        page.clock.set_fixed_time("2027-05-21T09:00:00Z")
        for kind in ("home", "programme", "session", "today", "case", "venue"):
            page.goto(f"{address}/{kinds_of(folder)[kind]}")
            wait_until(page, f"({PROVISIONAL})().length === 0")


def test_costs_have_a_bar_at_their_side_in_the_dark(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, color_scheme="dark") as page:
        page.goto(f"{serve_folder(built('first').output)}/index.html")
        bar = page.locator("#book").evaluate(
            "element => getComputedStyle(element).boxShadow"
        )
    assert bar == "rgb(252, 194, 45) 8px 0px 0px 0px inset"


def test_folded_terms_are_open_on_paper(browser: Browser, serve_folder: Serve) -> None:
    address = serve_folder(built("first").output)
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/rates/index.html")
        term = page.locator("details", has_text="Cancelling")

        def lines() -> float:
            """Return the height of the term, in those of its title."""
            boxes = [part.bounding_box() for part in (term, term.locator("summary"))]
            return (
                boxes[0]["height"] / boxes[1]["height"] if boxes[0] and boxes[1] else 0
            )

        assert lines() == 1
        term.locator("summary").click()
        assert lines() > 2
        page.reload()
        page.emulate_media(media="print")
        assert lines() > 2


def test_room_of_a_plan_leads_to_its_sessions(window: Page, second: str) -> None:
    """The whole room can be pressed, not only its name."""
    show(window, f"{second}/venue/index.html")
    window.locator(".floor_plan a rect").first.click()
    expect(window).to_have_url(re.compile("#room-"))


BANDS = {"plain": (144, 112), "facts": (240, 300), "field": (200, 220)}
"""The greatest heights of bands in windows of 1280 and 390 px."""
KINDS_OF_BANDS = {
    "news": "plain",
    "resources": "plain",
    "programme": "facts",
    "rates": "facts",
    "venue": "facts",
    "search": "field",
}
HEIGHT = """() => {
    const [band, strip] = [".page_header", ".page_header__strip"].map((name) => document.querySelector(name));
    return band.offsetHeight - (strip?.offsetHeight ?? 0);
}"""
"""Return the height of the band, without the drawing of an almanac."""


def test_bands_are_low(window: Page, named_site: tuple[str, str]) -> None:
    """A band has facts or a field, or is hardly higher than the title."""
    for kind, band in KINDS_OF_BANDS.items():
        for width, most in zip((1280, 390), BANDS[band], strict=True):
            show(window, f"{named_site[1]}/{kind}/index.html", width, 844)
            assert window.evaluate(HEIGHT) <= most, (kind, width)
