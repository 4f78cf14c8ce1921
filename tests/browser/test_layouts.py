"""Sizes and places of what visitors look for first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from microsite.project import Project
from tests.browser.opened import finished, in_its_faces, opened
from tests.built import SITES, built

Serve = Callable[[Path], str]

LAST_LINE = """it => {
    const words = document.createRange();
    words.selectNodeContents(it);
    return words.getBoundingClientRect().bottom;
}"""
TOP = "it => it.getBoundingClientRect().top + scrollY"
SMALL_LETTERS = """() => {
    let small = 0, all = 0;
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (!parentElement.checkVisibility() || parentElement.closest(".visually-hidden")) continue;
        const letters = data.replace(/\\s/g, "").length;
        all += letters;
        if (parseFloat(getComputedStyle(parentElement).fontSize) < 15.5) small += letters;
    }
    return small / all;
}"""
"""Return the share of letters in captions."""
LEADING_DOTS = """() => [...document.querySelectorAll(":is(.session_card__meta, .inline_list) li + li:not(.content_note)")]
    .filter(item => item.checkVisibility() && getComputedStyle(item).display === "inline")
    .filter(item => {
        const before = [...item.previousElementSibling.getClientRects()].at(-1);
        return before && item.getClientRects()[0].top > before.bottom - 4;
    })
    .map(item => item.textContent.trim())"""
"""Return the items whose dot is not on the line of the item before."""


def test_home_after_the_event_is_complete_in_the_first_window(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    """The notice above it takes its height from the drawing."""
    folder = finished(Project.at(SITES["first"], tmp_path / "output"), date(2027, 6, 10))
    address = serve_folder(folder)
    with opened(browser) as page:
        for width, height in ((1280, 800), (1440, 900), (1024, 768)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{address}/index.html")
            bottom = in_its_faces(page).locator(".hero figcaption").evaluate(LAST_LINE)
            assert bottom <= height, width


def test_title_of_home_fills_the_measure_of_a_tablet(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, viewport={"width": 768, "height": 1024}) as page:
        page.goto(f"{serve_folder(built('first').output)}/index.html")
        found = in_its_faces(page).evaluate("""() => {
            const title = document.createRange();
            title.selectNode(document.querySelector(".hero__title").firstChild);
            const { right } = document.querySelector(".hero__fit").getBoundingClientRect();
            return right - Math.max(...[...title.getClientRects()].map(line => line.right));
        }""")
        assert abs(found) <= 5


def test_prices_on_home_are_one_low_band(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{serve_folder(built('first').output)}/index.html")
        assert in_its_faces(page).locator("#book").evaluate("it => it.offsetHeight") <= 300


@pytest.mark.parametrize("count", [5, 6, 7, 8])
def test_no_outcome_is_alone_in_a_row(browser: Browser, serve_folder: Serve, count: int) -> None:
    """One that is last fills its row, or the others leave a column more."""
    with opened(browser) as page:
        for width in (768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{serve_folder(built('first').output)}/index.html")
            in_its_faces(page).evaluate(
                "count => { const list = document.querySelector('.outcomes');"
                " while (list.children.length > count) list.lastElementChild.remove(); }",
                count,
            )
            last = page.locator(".outcomes li").evaluate_all(
                "all => { const last = all.at(-1);"
                " return [all.filter((it) => it.offsetTop === last.offsetTop).length,"
                " last.offsetWidth / last.parentElement.offsetWidth]; }"
            )
            assert last[0] > 1 or last[1] == 1, (width, last)


@pytest.mark.parametrize("name", ["first", "tidewater"])
def test_sections_of_a_page_have_headings_of_one_size(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    """Those in the column beside a text are a step smaller."""
    address = serve_folder(built(name).output)
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        for place in ("venue", "sponsorship", "rates", "resources"):
            page.goto(f"{address}/{place}/index.html")
            sizes = page.locator("main > section.wrap > :is(h2, .flow > h2)").evaluate_all(
                "all => all.map((it) => getComputedStyle(it).fontSize)"
            )
            assert set(sizes) <= {"46px"}, (place, sizes)


@pytest.mark.parametrize("name", ["first", "tidewater"])
def test_few_letters_of_the_programme_are_captions(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    address = serve_folder(built(name).output)
    with opened(browser) as page:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{address}/programme/index.html")
            assert in_its_faces(page).evaluate(SMALL_LETTERS) <= 0.15, width


@pytest.mark.parametrize("name", ["first", "tidewater"])
def test_no_line_begins_with_the_dot_between_names(
    browser: Browser, serve_folder: Serve, name: str
) -> None:
    address = serve_folder(built(name).output)
    with opened(browser) as page:
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            for place in ("programme", "speakers", "venue"):
                page.goto(f"{address}/{place}/index.html")
                assert in_its_faces(page).evaluate(LEADING_DOTS) == [], (width, place)


def test_programme_begins_in_the_first_half_of_a_phone(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{serve_folder(built('first').output)}/programme/index.html")
        assert in_its_faces(page).locator(".slot").first.evaluate(TOP) <= 420


def test_text_of_a_session_begins_in_the_first_window(
    browser: Browser, serve_folder: Serve
) -> None:
    """The second example has a notice above it, and longer facts."""
    with opened(browser) as page:
        for name, session, most in (
            ("first", "before-exclusion", {1280: 480, 390: 720}),
            ("tidewater", "a-wall-to-sit-on", {1280: 480, 390: 790}),
        ):
            address = f"{serve_folder(built(name).output)}/programme/{session}/index.html"
            for width, top in most.items():
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(address)
                assert in_its_faces(page).locator(".text p").first.evaluate(TOP) <= top, width


def assert_three_in_a_row(page: Page, selector: str) -> None:
    tops = in_its_faces(page).locator(selector).evaluate_all("all => all.map((it) => it.offsetTop)")
    assert len(tops) == 3
    assert len(set(tops)) == 1


def test_links_below_a_session_are_in_one_row(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(
            f"{serve_folder(built('tidewater').output)}/programme/a-wall-to-sit-on/index.html"
        )
        assert_three_in_a_row(page, ".pager a")


def test_people_with_portraits_are_in_three_columns_on_tablets(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        for width, columns in ((768, 3), (1280, 4), (1920, 4)):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{serve_folder(built('tidewater').output)}/speakers/index.html")
            lefts = page.locator(".person_list > li").evaluate_all(
                "all => all.map((it) => it.offsetLeft)"
            )
            assert len(set(lefts)) == columns, width


def test_group_of_choices_stays_together(browser: Browser, serve_folder: Serve) -> None:
    """The name of a group is on the row of its choices."""
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{serve_folder(built('tidewater').output)}/programme/index.html")
        assert_three_in_a_row(page, ".chips .chips > .chip")


def test_no_logo_on_home_is_alone_in_a_row(browser: Browser, serve_folder: Serve) -> None:
    """A group of one sponsor has one row with one logo."""
    with opened(browser) as page:
        for width in (960, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{serve_folder(built('tidewater').output)}/index.html")
            groups = page.locator(".sponsor_group__list").evaluate_all(
                "all => all.map((list) => [...list.children].map((it) => it.offsetTop))"
            )
            assert [tops for tops in groups if len(tops) > 1 and tops[-1] != tops[-2]] == [], width
