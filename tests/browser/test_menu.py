"""The menu of a phone: a sheet with a field for the search, and links in two columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal, cast

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from microsite.project import Project
from tests.browser.opened import (
    affected,
    faults,
    finished,
    in_its_faces,
    opened,
)
from tests.browser.test_pages import sideways
from tests.built import built
from tests.making import EVENT, write_project

Serve = Callable[[Path], str]
SITES = ("first", "tidewater")
PHONE: ViewportSize = {"width": 390, "height": 844}
MORE = {
    "first": ["Contact", "Safeguarding and wellbeing", "Accessibility"],
    "tidewater": ["Contact", "Joining online", "Code of conduct"],
}
"""Links of the second column: contact, and the first pages outside the menu by `order`."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOCUSED = """() => {
    const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
    const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return document.activeElement !== document.body && document.activeElement.contains(found);
}"""
"""Return whether the focus is on something that nothing covers."""


@contextmanager
def menu_of(browser: Browser, address: str, **settings: Any) -> Iterator[Page]:
    """Open a page on a phone, and its menu."""
    with opened(browser, viewport=PHONE, **settings) as page:
        page.goto(address)
        page.get_by_role("button", name="Menu").click()
        expect(page.locator("#page_menu")).to_be_visible()
        yield page
        assert faults(page) == []


def boxes(locator: Locator) -> list[FloatRect]:
    return [
        cast("FloatRect", element.bounding_box())
        for element in locator.all()
        if element.is_visible()
    ]


@pytest.mark.parametrize("name", SITES)
def test_menu_is_field_and_two_columns(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    """The field is the first row, and all rows are 48 px high or higher."""
    address = f"{serve_folder(built(name).output)}/venue/index.html"
    with menu_of(browser, address) as page:
        check_columns(page, name)
        page.set_viewport_size({"width": 320, "height": 700})
        check_columns(page, name)


def check_columns(page: Page, name: str) -> None:
    (field,) = boxes(page.locator("#page_menu input"))
    links, more = (
        boxes(page.locator(f"#page_menu ul:nth-of-type({n}) a")) for n in (1, 2)
    )
    buttons = boxes(page.locator("#page_menu li .button"))
    links = links[: len(links) - len(buttons)]
    assert len(links) >= 7
    assert len({link["x"] for link in links}) == len({link["x"] for link in more}) == 1
    assert all(row["height"] >= 48 for row in (field, *links, *more, *buttons))
    assert field["y"] + field["height"] <= links[0]["y"] == more[0]["y"]
    assert links[0]["x"] + links[0]["width"] <= more[0]["x"]
    assert more[0]["width"] < links[0]["width"]
    assert page.locator("#page_menu ul + ul a").all_inner_texts() == MORE[name]
    sizes = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert page.locator("#page_menu ul + ul a").first.evaluate(sizes) == 16
    assert page.locator("#page_menu ul a").first.evaluate(sizes) > 16


@pytest.mark.parametrize("name", SITES)
def test_menu_field_finds_words(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    address = f"{serve_folder(built(name).output)}/venue/index.html"
    with menu_of(browser, address) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
        page.keyboard.type("parking & ramps")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/index.html?q=parking*")
        expect(page.locator(".search__field input")).to_have_value("parking & ramps")


@pytest.mark.parametrize("name", SITES)
def test_search_is_a_link_without_scripts(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    """Without scripts nothing can search; the page of the search then lists all pages."""
    address = serve_folder(built(name).output)
    with opened(browser, viewport=PHONE, java_script_enabled=False) as page:
        for place in ("index.html", "venue/index.html"):
            page.goto(f"{address}/{place}")
            page.get_by_role("button", name="Menu").click()
            expect(page.locator("#page_menu form")).to_be_hidden()
            page.locator("#page_menu").get_by_role("link", name="Search").click()
            page.wait_for_url("**/search/index.html")


def test_search_is_a_link_from_disk(browser: Browser) -> None:
    with menu_of(
        browser, (built("first").output / "venue/index.html").as_uri()
    ) as page:
        expect(page.locator("#page_menu form")).to_be_hidden()
        expect(
            page.locator("#page_menu").get_by_role("link", name="Search")
        ).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("name", SITES)
def test_menu_gives_way_to_focus(
    browser: Browser, serve_folder: Serve, name: str, scripts: bool
) -> None:
    """The element with the focus can be seen, with and without scripts."""
    address = f"{serve_folder(built(name).output)}/programme/index.html"
    with menu_of(browser, address, java_script_enabled=scripts) as page:
        page.locator("#page_menu a").last.focus()
        expect(page.locator("#page_menu")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator("#page_menu")).to_be_hidden()
        assert page.evaluate(FOCUSED)
        assert (
            page.locator("main").evaluate("e => getComputedStyle(e).filter") == "none"
        )


@pytest.mark.parametrize("scripts", [True, False])
def test_menu_closes_with_escape(
    browser: Browser, serve_folder: Serve, scripts: bool
) -> None:
    address = f"{serve_folder(affected())}/programme/index.html"
    with menu_of(browser, address, java_script_enabled=scripts) as page:
        page.locator("#page_menu a").last.focus()
        page.keyboard.press("Escape")
        expect(page.locator("#page_menu")).to_be_hidden()
        expect(page.get_by_role("button", name="Menu")).to_be_focused()


@pytest.mark.parametrize("name", SITES)
def test_menu_closes_where_it_was_opened(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    """The sheet starts below the button, in small windows too, and its end can be reached."""
    with opened(browser) as page:
        page.goto(f"{serve_folder(built(name).output)}/venue/index.html")
        in_its_faces(page)
        opener, close = (
            page.get_by_role("button", name=word) for word in ("Menu", "Close")
        )
        for width, height in ((320, 640), (390, 844), (667, 375), (320, 256)):
            page.set_viewport_size({"width": width, "height": height})
            box = opener.bounding_box()
            opener.click()
            sheet = page.locator("#page_menu").bounding_box()
            assert close.bounding_box() == box
            assert box
            assert sheet
            assert sheet["y"] >= box["y"] + box["height"], (width, height)
            assert abs(sheet["y"] + sheet["height"] - height) < 1, (width, height)
            page.locator("#page_menu a").last.scroll_into_view_if_needed()
            expect(page.locator("#page_menu a").last).to_be_in_viewport(ratio=1)
            close.click()
            expect(page.locator("#page_menu")).to_be_hidden()
        assert faults(page) == []


NINE = [
    "Papers",
    "Travel",
    "Fringe",
    "Families",
    "Exhibition",
    "Hack day",
    "Volunteers",
    "Visas",
    "Accommodation",
]


def with_nine_words() -> Path:
    """Build a site whose menu has more words than most, and a button."""
    event = f"{EVENT}booking: {{opens: 2027-01-01 09:00, url: https://book.example/}}\n"
    pages = {
        f"content/pages/{name.lower().replace(' ', '-')}.md": f"---\ntitle: {name}\nmenu: yes\n---\n"
        for name in NINE
    }
    project = write_project(Path(mkdtemp(prefix="microsite-")), pages, event)
    return finished(Project.at(project), date(2027, 1, 15))


HEADER = """() => {
    const links = [...document.querySelectorAll("#page_menu > ul:first-of-type a")];
    const boxes = links.filter((element) => element.checkVisibility()).map((element) => element.getBoundingClientRect());
    return {
        height: document.querySelector(".header__row").offsetHeight,
        middles: [...new Set(boxes.map(({ top, bottom }) => Math.round((top + bottom) / 2)))],
        hasButton: document.querySelector(".header__menu").checkVisibility(),
    };
}"""


@pytest.mark.parametrize("name", [*SITES, "nine words"])
def test_header_is_one_row(browser: Browser, serve_folder: Serve, name: str) -> None:
    """The words, the search and a button stand in a row, or are in the menu."""
    folder = with_nine_words() if name == "nine words" else built(name).output
    rows = set()
    with opened(browser) as page:
        page.goto(f"{serve_folder(folder)}/contact/index.html")
        in_its_faces(page)
        for width in range(960, 1921, 32):
            page.set_viewport_size({"width": width, "height": 800})
            header = page.evaluate(HEADER)
            assert header["height"] <= 72, width
            assert len(header["middles"]) == (0 if header["hasButton"] else 1), width
            assert not sideways(page), width
            rows.add(len(header["middles"]))
    assert 1 in rows  # a wide window has the row


@pytest.mark.parametrize("name", ["first", "affected"])
def test_exit_is_the_same_above_the_open_menu(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    """Neither the strip with Exit nor the header is dimmed; the page below them is."""
    folder = affected() if name == "affected" else built(name).output
    with opened(browser, viewport={"width": 320, "height": 640}) as page:
        page.goto(f"{serve_folder(folder)}/contact/index.html")
        page.locator(".exit_bar__count").wait_for(state="attached")
        strip: FloatRect = {"x": 0, "y": 0, "width": 320, "height": 44}
        name_of_site: FloatRect = {"x": 0, "y": 44, "width": 200, "height": 60}
        title: FloatRect = {"x": 0, "y": 120, "width": 320, "height": 60}
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            before = [
                page.screenshot(clip=clip) for clip in (strip, name_of_site, title)
            ]
            page.get_by_role("button", name="Menu").click()
            expect(page.locator("#page_menu")).to_be_visible()
            after = [
                page.screenshot(clip=clip) for clip in (strip, name_of_site, title)
            ]
            is_same = [old == new for old, new in zip(before, after, strict=True)]
            assert is_same == [True, True, False], scheme
            page.get_by_role("button", name="Close").click()
            expect(page.locator("#page_menu")).to_be_hidden()
