"""Pages of large programmes in a browser: nothing overlaps, and everything can be reached."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from playwright.sync_api import Browser, expect

from microsite.project import Project
from tests.browser.opened import (
    BEFORE,
    faults,
    finished,
    in_its_faces,
    opened,
    wait_until,
)
from tests.browser.test_pages import AXE, COLOURS, barriers, sideways
from tests.built import built
from tests.making import EVENT, vast_files, write_project

Serve = Callable[[Path], str]
DAY = "programme/2027-05-20/index.html"
GRID = "programme/2027-05-20/grid/index.html"
PLACES = (
    "index.html",
    "programme/index.html",
    DAY,
    GRID,
    "programme/rooms/room-1/index.html",
    "programme/tracks/track-1/index.html",
    "programme/all/index.html",
    "speakers/index.html",
)
SIZES = ((320, 640), (390, 844), (768, 1024), (960, 640), (1280, 800), (1920, 1080))
CROSSED = """() => {
    const boxes = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const isClear = (element) => {
        for (let at = element; at && at.tagName !== "MAIN"; at = at.parentElement) {
            const { position, backgroundColor } = getComputedStyle(at);
            if (position === "sticky" && !backgroundColor.endsWith(", 0)")) return true;
        }
        return false;
    };
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        const isHidden = parent.closest(".visually-hidden, .tools__past, .grid, details:not([open]) > :not(summary), svg")
            || parent.offsetWidth === 1; // hidden, but read out
        if (!node.data.trim() || isHidden || !parent.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const clamped = parent.closest(".names li")?.getBoundingClientRect();
        for (const box of range.getClientRects())
            if (!(clamped && box.top > clamped.bottom - 6) && box.bottom > 0 && box.top < innerHeight && box.width > 1)
                boxes.push({ box, node, parent, isClear: isClear(parent) });
    }
    const found = [];
    for (const [index, a] of boxes.entries())
        for (const b of boxes.slice(index + 1)) {
            if (a.node === b.node || a.isClear !== b.isClear) continue;
            const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
            const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
            if (width > 2 && height > 6) found.push(`${a.node.data.trim()} | ${b.node.data.trim()}`);
        }
    return found;
}"""
"""Pairs of texts that overlap in the window. Behind an opaque bar that stays in sight, text may pass."""
NARROW = """() => [...document.querySelectorAll(".slot__cell")]
    .filter((cell) => cell.checkVisibility() && cell.getBoundingClientRect().width < 160)
    .map((cell) => cell.id)"""


@cache
def twelve_rooms() -> Path:
    """Build a programme with overlapping sessions in 12 rooms, gaps, and nights."""
    folder = Path(mkdtemp(prefix="microsite-"))
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
    event += "attendance: hybrid\ncpd: {hours: 9, statement: A certificate.}\n"
    return finished(
        Project.at(write_project(folder, vast_files(270, 12, 70), event)), BEFORE
    )


@pytest.mark.parametrize("place", PLACES[1:])
def test_no_text_covers_other_text(
    browser: Browser, serve_folder: Serve, place: str
) -> None:
    """At every width, wherever one scrolls, before anything is chosen and in a filtered list."""
    check_layout(browser, f"{serve_folder(twelve_rooms())}/{place}")


@pytest.mark.parametrize("query", ["", "?track=Early+intervention"])
def test_no_text_of_small_programme_covers_other_text(
    browser: Browser, serve_folder: Serve, query: str
) -> None:
    check_layout(
        browser, f"{serve_folder(built('first').output)}/programme/index.html{query}"
    )


@pytest.mark.skipif(
    "MICROSITE_REALDATA" not in os.environ, reason="real schedules are not here"
)
def test_no_text_of_real_programmes_covers_other_text(
    browser: Browser, serve_folder: Serve
) -> None:
    """MICROSITE_REALDATA names a folder of finished sites."""
    for site in sorted(Path(os.environ["MICROSITE_REALDATA"]).iterdir()):
        for page in sorted((site / "programme").glob("*/index.html"))[:6]:
            place = page.relative_to(site).as_posix()
            check_layout(browser, f"{serve_folder(site)}/{place}")


def check_layout(browser: Browser, address: str) -> None:
    findings = {}
    with opened(browser) as page:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            in_its_faces(page)
            faults_of_size = page.evaluate(NARROW) + sideways(page)
            for tenth in range(10):
                page.evaluate(
                    "part => scrollTo(0, part * document.body.scrollHeight)", tenth / 10
                )
                faults_of_size += page.evaluate(CROSSED)
            if faults_of_size:
                findings[width] = faults_of_size[:5]
        assert faults(page) == []
    assert findings == {}


def test_pages_of_large_programmes_pass_axe(
    browser: Browser, serve_folder: Serve
) -> None:
    address = serve_folder(twelve_rooms())
    findings = []
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        for place in PLACES:
            page.goto(f"{address}/{place}")
            in_its_faces(page)
            page.emulate_media(color_scheme="light")
            findings += [f"{place}: {fault}" for fault in barriers(page, AXE)]
            page.emulate_media(color_scheme="dark")
            findings += [f"{place}: {fault}" for fault in barriers(page, COLOURS)]
    assert findings == []


CUT_IN_SHARED_CELL = """link => {
    link.textContent = "What a lighthouse keeper knows about fog, and what fog knows about lighthouse keepers";
    link.before(document.createElement("p"));
    link.previousSibling.append(link);
    return link.scrollHeight - link.clientHeight;
}"""
"""Pixels of a long title that are cut off where a cell has several sessions, each in a paragraph."""


def test_grid_keeps_its_heads_in_sight(browser: Browser, serve_folder: Serve) -> None:
    """It scrolls both ways, also by keyboard, and the page does not."""
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{serve_folder(twelve_rooms())}/{GRID}")
        in_its_faces(page)
        grid = page.get_by_role("region")
        grid.focus()
        for key in ("ArrowRight", "ArrowDown"):
            for _ in range(8):
                page.keyboard.press(key)
        expect(
            page.get_by_role("columnheader", name="Room", exact=True)
        ).to_be_in_viewport()
        wait_until(page, "document.querySelector('.grid').scrollLeft > 0")
        assert sideways(page) == []
        box, head = (
            grid.bounding_box(),
            page.get_by_role("rowheader").last.bounding_box(),
        )
        assert box and head and abs(head["x"] - box["x"]) < 3
        assert page.locator(".grid td a").first.evaluate(CUT_IN_SHARED_CELL) == 0


def test_grid_shows_chosen_rooms(browser: Browser, serve_folder: Serve) -> None:
    """The choice is in the address and goes along to the next day."""
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{serve_folder(twelve_rooms())}/{GRID}")
        heads = page.get_by_role("rowheader")
        expect(heads).to_have_count(12)
        page.locator(".chip").filter(has_text="Room 3").click()
        expect(heads).to_have_text(["Room 3"])
        page.locator(".chip").filter(has_text="Room 7").click()
        expect(heads).to_have_text(["Room 3", "Room 7"])
        page.get_by_role("link", name="Friday").click()
        expect(page).to_have_url(
            re.compile(r"05-21/grid/.*[?]rooms=Room[+]3&rooms=Room[+]7$")
        )
        expect(heads).to_have_text(["Room 3", "Room 7"])
        expect(page.get_by_label("Room 7")).to_be_checked()
        assert faults(page) == []


def test_day_is_filtered_and_kept(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(f"{serve_folder(twelve_rooms())}/{DAY}")
        page.locator(".save_button").first.wait_for()  # the modules have been loaded
        page.get_by_role("button", name="Filter").click()
        page.get_by_label("Room", exact=True).select_option("Room 3")
        status = page.locator(".finder [role=status]")
        expect(status).to_contain_text("sessions: Room 3")
        expect(page).to_have_url(re.compile(r"[?]room=Room[+]3$"))
        page.locator(".save_button:visible").first.click()
        expect(status).to_have_text("Saved. See my day (1)")
        assert faults(page) == []


def test_page_of_the_day_reads_the_pages_of_days(
    browser: Browser, serve_folder: Serve
) -> None:
    """It shows what is on in each room, with links to the sessions, also after midnight."""
    with opened(browser) as page:
        page.clock.set_fixed_time("2027-05-20T11:00+01:00")
        address = f"{serve_folder(twelve_rooms())}/today/index.html"
        page.goto(address)
        on = page.locator("[data-room='Room 3'] .today__now p")
        expect(on.first).to_contain_text(re.compile("(Now, until 11|Next, at 11):"))
        title = on.first.locator("a").inner_text()
        on.first.locator("a").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.clock.set_fixed_time("2027-05-21T00:30+01:00")
        page.goto(address)
        expect(page.locator(".today__now a").first).to_be_visible()
        assert faults(page) == []


def test_record_has_a_form_for_each_saved_session(
    browser: Browser, serve_folder: Serve
) -> None:
    """The others are lines without one, until all are shown."""
    with opened(browser) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        address = serve_folder(twelve_rooms())
        page.goto(f"{address}/{DAY}")
        page.locator(".save_button").nth(3).click()
        page.goto(f"{address}/my-record/index.html")
        expect(page.locator("textarea")).to_have_count(2)
        page.get_by_label("What I learnt").fill("Plenty")
        page.get_by_label("I attended this session").check()
        expect(page.get_by_role("status")).to_contain_text("Attended: 1 session")
        page.reload()
        expect(page.get_by_label("What I learnt")).to_have_value("Plenty")
        assert faults(page) == []


def test_local_times_are_beside_those_of_a_day(
    browser: Browser, serve_folder: Serve
) -> None:
    """Nothing covers them, nor the mark of what is on now."""
    with opened(browser, timezone_id="Asia/Tokyo") as page:
        page.clock.set_fixed_time("2027-05-20T11:00+01:00")
        page.goto(f"{serve_folder(twelve_rooms())}/{DAY}")
        mark = page.locator(".slot__now").first
        mark.scroll_into_view_if_needed()
        expect(mark).to_be_visible()
        expect(page.locator(".slot__local").first).to_contain_text("your time")
        assert page.evaluate(CROSSED) == []


def test_find_person_filters_names(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.goto(f"{serve_folder(twelve_rooms())}/speakers/index.html")
        page.get_by_label("Find a person").fill("zhang")
        expect(page.get_by_role("status")).to_have_text("8 people")
        expect(page.get_by_text("Ahlgren0", exact=False)).to_be_hidden()


def test_programme_is_short(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.clock.set_fixed_time("2027-01-15")
        page.goto(f"{serve_folder(built('first').output)}/programme/index.html")
        page.locator(".save_button").first.wait_for()
        in_its_faces(page)
        for view, heights in {
            "Full": {1280: 3250, 390: 4700},
            "Compact": {1280: 1800, 390: 2550},
        }.items():
            page.locator(".view_choice .chip").filter(has_text=view).click()
            for width, most in heights.items():
                page.set_viewport_size({"width": width, "height": 844})
                height = page.evaluate("document.documentElement.scrollHeight")
                assert height <= most, (view, width)
