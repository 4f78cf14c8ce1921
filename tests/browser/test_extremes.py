"""Large and small sites and long words: pages stay complete, readable and small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import extremes
from tests.browser.opened import in_its_faces, opened, tidewater
from tests.browser.test_pages import (
    PAGE_BUDGET,
    SHAPES,
    barriers,
    kinds_of,
    packed,
    sideways,
    styles_of,
)
from tests.browser.test_reading import LOW

SITES: dict[str, Callable[[], Path]] = {
    "crowded": extremes.crowded,
    "single": extremes.single,
    "smallest": extremes.smallest,
    "before": tidewater,
    "changed": extremes.changed,
}
CUT = """() => [...document.querySelectorAll("body *")].filter(element => {
    const isMeant = element.closest(".visually-hidden, .skip_link, .audience, .grid, .header__name, svg") !== null;
    return !isMeant && [...element.childNodes].some(node => {
        const range = document.createRange();
        range.selectNode(node);
        const { left, right, width } = range.getBoundingClientRect();
        return node.nodeType === 3 && width > 1 && (left < -1 || right > innerWidth + 1);
    });
}).map(element => `cut: ${element.textContent.trim().slice(0, 60)}`)"""
"""Return words that cross the edge of the window."""


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Path:
    return SITES[request.param]()


def test_large_and_small_sites_cut_nothing_off(
    browser: Browser, site: Path, serve_folder: Callable[[Path], str]
) -> None:
    """On phones and wide screens nothing scrolls sideways, and all controls can be pressed."""
    address = serve_folder(site)

    def check(page: Page) -> list[str]:
        return [*sideways(page), *page.evaluate(CUT)]

    findings = []
    with opened(browser) as page:
        for kind, place in kinds_of(site).items():
            if place == "404.html":  # its links start from the root of a host
                continue
            page.set_viewport_size({"width": 320, "height": 900})
            page.goto(f"{address}/{place}")
            in_its_faces(page)
            narrow = [*check(page), *barriers(page, SHAPES), *page.evaluate(LOW)]
            page.set_viewport_size({"width": 1280, "height": 900})
            findings += [f"320 {kind}: {fault}" for fault in narrow]
            findings += [f"1280 {kind}: {fault}" for fault in check(page)]
    assert findings == []


def test_pages_of_large_sites_fit_first_round_trip(site: Path) -> None:
    """Every page of a large site fits the first round trip with its stylesheet."""
    weights = {}
    for kind, place in kinds_of(site).items():
        weight = packed((site / place).read_bytes()) + sum(
            packed(path.read_bytes()) for path in styles_of(site, place)
        )
        if weight > PAGE_BUDGET:
            weights[kind] = weight
    assert weights == {}


def test_slot_time_stays_visible_when_scrolling(
    browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    """The time stays visible above the sessions that begin then."""
    address = serve_folder(extremes.crowded())
    with opened(browser, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{address}/programme/2027-05-20/index.html")
        in_its_faces(page)
        slot = page.locator(".slot").nth(1)
        last = slot.locator(".slot__cell").last
        last.evaluate(
            "cell => scrollTo(0, cell.getBoundingClientRect().top + scrollY - 200)"
        )
        time = slot.locator(".slot__time")
        box = time.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844 / 5
        assert time.inner_text().startswith("09:45")


def test_area_below_short_page_has_footer_colour(
    browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    """The background of the footer reaches the edge of the window."""
    address = serve_folder(extremes.smallest())
    with opened(browser, viewport={"width": 1280, "height": 1600}) as page:
        page.goto(f"{address}/index.html")
        below, foot = page.evaluate(
            "['html', '.footer'].map(name => getComputedStyle(document.querySelector(name)).backgroundColor)"
        )
        assert page.evaluate("document.body.getBoundingClientRect().bottom") < 1600
        assert below == foot
