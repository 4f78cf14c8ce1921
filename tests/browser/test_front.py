"""The front site of a portfolio in a real browser: accessible, and with a filter and a search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.opened import in_its_faces, opened
from tests.browser.test_pages import AXE, COLOURS, SHAPES, barriers, kinds_of, sideways
from tests.portfolio import fronts

Serve = Callable[[Path], str]
PAGES = {
    "shared/content/pages/privacy.md": "---\ntitle: Privacy\n---\nText.\n",
    "output/schools/sponsorship/index.html": "",
}
PEOPLE = {"ada": "Ada Example", "bo": "Bo Example"}
NOW = datetime.combine(fronts.AS_OF, datetime.min.time())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the front site of a few events in two languages."""
    root = tmp_path_factory.mktemp("front")
    outcome = fronts.build_of(
        root, fronts.some(), "  theme: {voice: almanac}\n", PEOPLE, **PAGES
    )
    assert [diagnostic.headline for diagnostic in outcome.log] == []
    return root / "output"


@pytest.mark.slow
def test_front_pages_pass_axe(
    browser: Browser, serve_folder: Serve, folder: Path
) -> None:
    address, findings = serve_folder(folder), []
    with opened(browser, viewport={"width": 1280, "height": 900}) as page:
        for kind, place in kinds_of(folder).items():
            page.set_viewport_size({"width": 1280, "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(f"{address}/{place}")
            faults = barriers(in_its_faces(page), AXE) + sideways(page)
            if kind == "home":  # the list keeps clear of its heading
                gap = (
                    "e => e.nextElementSibling.offsetTop - e.offsetTop - e.offsetHeight"
                )
                assert page.locator(".split:has(#upcoming)").evaluate(gap) >= 20
            page.emulate_media(color_scheme="dark")
            faults += barriers(page, COLOURS)
            page.set_viewport_size({"width": 320, "height": 900})
            faults += barriers(page, SHAPES) + sideways(page)
            findings += [f"{kind}: {fault}" for fault in faults]
    assert findings == []


def test_front_can_be_filtered_and_searched(
    browser: Browser, serve_folder: Serve, folder: Path
) -> None:
    """A choice hides other events and empty months, and the search finds sessions of events."""
    address = serve_folder(folder)
    with opened(browser) as page:
        page.clock.set_fixed_time(NOW)
        page.goto(f"{address}/events/index.html")
        page.get_by_role("radio", name="Housing").check()
        status = page.locator(".finder__status")
        expect(status).to_have_text("2 of 6 events: Housing")
        titles = page.locator(".event:visible h3 a").all_inner_texts()
        assert titles == ["Homes that last", "Lecture"]
        assert page.locator("h2:visible").first.inner_text() == "May 2027"
        page.goto(f"{address}/search/index.html?q=leeds")
        first = page.locator(".search__results a").first
        expect(first).to_have_text("Events: Leeds")
        page.goto(f"{address}/search/index.html?q=ada+reads+schools")
        first = page.locator(".search__results a").first
        expect(first).to_have_text("Ada Example reads")
        assert (
            first.get_attribute("href")
            == f"{address}/schools/programme/ada-reads/index.html"
        )


def test_front_moves_events_to_the_past(
    browser: Browser, serve_folder: Serve, folder: Path
) -> None:
    """A page that was built in January divides the events of May rightly in June."""
    address = serve_folder(folder)
    with opened(browser) as page:
        page.clock.set_fixed_time("2027-06-05T12:00:00")
        page.goto(f"{address}/index.html")
        ahead = page.locator(
            "section:has(#upcoming) .event:visible h3 a"
        ).all_inner_texts()
        assert ahead == ["Schools", "Health", "Lecture"]
        past = page.locator(
            "section:has(#recent) .event:visible h3 a"
        ).all_inner_texts()
        assert past[:2] == ["Coasts in common", "Homes that last"]
        expect(page.locator(".hero__next")).to_be_hidden()
