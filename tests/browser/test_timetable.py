"""Timetable: each row has its time, and no time covers other text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import pytest
from playwright.sync_api import Browser, Page

from microsite.project import Project
from tests.browser.opened import (
    finished,
    gridded,
    in_its_faces,
    opened,
    overlapping,
    tidewater,
)
from tests.built import built
from tests.making import sessions_yaml, write_project
from tests.serving import serving

SITES: dict[str, Callable[[], Path]] = {
    "first": lambda: built("first").output,
    "tidewater": tidewater,
    "gridded": gridded,
    "overlapping": overlapping,
}
WIDE = [(960, 640), (960, 900), (1280, 600), (1280, 900), (1920, 1080)]
NARROW = [(320, 640), (390, 600), (390, 844), (768, 1024)]
ROWS = """() => [...document.querySelectorAll(".slot")].map((slot) => {
    const box = (element) => element.getBoundingClientRect().toJSON();
    const times = [...slot.querySelectorAll(".slot__time time")].map(box);
    return { times, ...box([...slot.querySelectorAll(".slot__words, .slot__cell")].find((element) => element.checkVisibility())) };
})"""
"""Return the boxes of rows and of their times."""
ON_TEXT = """() => {
    const labels = [...document.querySelectorAll(".slot__time")].filter((element) => !isOnGround(element)).map((element) => [element, boxes(element)]);
    const found = [];
    for (const slots of document.querySelectorAll(".slots")) {
        const walker = document.createTreeWalker(slots, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (!node.data.trim() || node.parentElement.closest(".visually-hidden, details:not([open]) p")) continue;
            const lines = boxes(node);
            for (const [label, times] of labels)
                if (!label.contains(node) && times.some((a) => lines.some((b) => meet(a, b))))
                    found.push(`${label.textContent.trim()} | ${node.data.trim()}`);
        }
    }
    return found;

    function isOnGround(label) {
        const bar = label.closest(".slot__lead");
        if (!bar) return false;
        const { backgroundColor, zIndex } = getComputedStyle(bar);
        return backgroundColor === getComputedStyle(document.body).backgroundColor && zIndex > 0;
    }

    function boxes(node) {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()];
    }

    function meet(a, b) {
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        return width > 1 && height > 1;
    }
}"""
"""Pairs of a time and other text that overlap. Text behind an opaque bar does not count."""


@pytest.fixture(scope="module", params=SITES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open the programme of each site once. The tests only change its size, and scroll."""
    with serving(SITES[request.param]()) as address, opened(browser) as page:
        page.goto(f"{address}/programme/index.html")
        yield in_its_faces(page)


def test_timetable_row_has_one_time(page: Page) -> None:
    """Times are at the left on wide screens, above on narrow ones, and in order."""
    for width, height in (*WIDE, *NARROW):
        page.set_viewport_size({"width": width, "height": height})
        rows = page.evaluate(ROWS)
        assert [len(row["times"]) for row in rows] == [1] * len(rows)
        before = 0
        for row in rows:
            [time] = row["times"]
            assert time["top"] >= before
            before = time["bottom"]
            if (width, height) in WIDE:
                assert abs(time["top"] - row["top"]) < 96
                assert time["right"] <= row["left"]
            else:
                assert -64 < time["top"] - row["top"] <= 0


def test_timetable_times_never_cover_text(page: Page) -> None:
    """Check every scroll position."""
    for width, height in ((390, 844), (768, 1024), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for tenth in range(10):
            page.evaluate(
                "part => scrollTo(0, part * document.body.scrollHeight)", tenth / 10
            )
            assert page.evaluate(ON_TEXT) == [], (width, tenth)


EDGES = """() => ["words", "cell"].map((name) =>
    document.querySelector(`.slot__again .slot__${name}`).getBoundingClientRect().left)"""
LINES = """() => [...document.querySelectorAll(".slot__sessions .session_card__meta")]
    .filter((line) => line.checkVisibility()).map((line) => {
    const shown = [...line.children].filter((item) => item.getBoundingClientRect().width > 1);
    const parts = shown.map((item) => getComputedStyle(item, "::before").content.includes("·"));
    return [shown.map((item) => item.className.includes("room")).some(Boolean), ...parts];
})"""
"""For each line of a session: True if it names a room, and which items follow a separator."""


@pytest.mark.slow
def test_second_round_is_aligned_with_its_row(
    browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    with opened(browser) as page:
        page.goto(f"{serve_folder(SITES['first']())}/programme/index.html")
        for width, height in (*WIDE, *NARROW):
            page.set_viewport_size({"width": width, "height": height})
            words, cell = in_its_faces(page).evaluate(EDGES)
            assert abs(words - cell) < 1 or (width < 960 and words > cell)


@pytest.mark.slow
def test_columns_of_rooms_name_the_room_only_in_lists(
    browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    """No separator stands alone where the name of the room is left out."""
    address = serve_folder(SITES["gridded"]())
    for query, width, names_room in (
        ("", 1280, False),
        ("", 390, True),
        ("?room=Hall", 1280, True),
    ):
        with opened(browser, viewport={"width": width, "height": 900}) as page:
            page.goto(f"{address}/programme/index.html{query}")
            if query:
                page.locator("main.is-filtered").wait_for()
            for has_room, *has_separator in in_its_faces(page).evaluate(LINES):
                assert has_room is names_room
                assert has_separator == [
                    number > 0 for number in range(len(has_separator))
                ]


def test_dots_between_names_are_not_read_out(
    browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    with opened(browser) as page:
        for address in ("programme/", "programme/seeing-the-same-child/", ""):
            page.goto(f"{serve_folder(built('first').output)}/{address}index.html")
            assert "·" not in page.locator("main").aria_snapshot(), address


def test_rails_lead_into_forks_after_the_event(browser: Browser) -> None:
    """The row names the choices of that time, so the drawing has no gap."""
    with serving(built("tidewater").output) as address, opened(browser) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}/programme/index.html")
        gaps = in_its_faces(page).evaluate(
            """() => [...document.querySelectorAll(".slot--parallel:has(> .slot__lead .slot__words)")]
            .map((slot) => [".slot__lead > .rail--wide", ".fan"]
                .map((name) => slot.querySelector(name).getBoundingClientRect()))
            .map(([rail, fan]) => fan.top - rail.bottom)"""
        )
        assert len(gaps) == 6
        assert max(gaps) <= 0
        words = page.locator(".slot__lead .slot__words").first
        assert words.inner_text() == "Three talks"


def four_columns() -> Path:
    """Build a day with four rooms and a session that lasts as long as two others."""
    sessions = sessions_yaml(
        "id: keynote\nstart: 09:00\nend: 09:30\nroom: A",
        *(f"id: {id_}\nstart: 09:30\nend: 10:30\nroom: {id_.upper()}" for id_ in "abc"),
        "id: d\nstart: 09:30\nend: 11:30\nroom: D",
        "id: late\nstart: 10:30\nend: 11:30\nroom: A",
        rooms=tuple("ABCD"),
    )
    folder = write_project(
        Path(mkdtemp(prefix="microsite-")), {"data/sessions.yaml": sessions}
    )
    return finished(Project.at(folder), date(2027, 1, 15))


BOXES = """() => Object.fromEntries([...document.querySelectorAll(
        "#b .save_button, #b h2 a, #b h3 a, #keynote a, .day__columns span:nth-child(2)")]
    .filter((element) => element.checkVisibility())
    .map((element) => [element.className || element.closest("[id]").id, element.getBoundingClientRect().toJSON()]))"""


def test_star_is_before_the_title_in_four_columns(browser: Browser) -> None:
    """The text beside it stays clear of it. On paper, the heads stand above their columns."""
    with serving(four_columns()) as address, opened(browser) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}/programme/index.html")
        page.locator("#b .save_button").click()
        boxes = in_its_faces(page).evaluate(BOXES)
        assert boxes["save_button"]["right"] <= boxes["b"]["left"]
        page.emulate_media(media="print")
        heads = "document.querySelector('.day__columns span:nth-child(2)')"
        lefts = page.evaluate(f"""() => [{heads}, document.querySelector("#b h2, #b h3")].map((element) => {{
            const range = document.createRange();
            range.selectNodeContents(element);
            return range.getBoundingClientRect().left;
        }})""")
        assert abs(lefts[0] - lefts[1]) < 2
