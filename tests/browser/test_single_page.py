"""Full event on one page, from a host with the strictest policy and from disk."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from microsite.site.hosting import HEADERS
from tests.browser.opened import affected, faults, opened, tidewater
from tests.browser.test_pages import AXE, barriers, sideways
from tests.browser.test_reading import BROKEN
from tests.built import built
from tests.serving import QuietHandler, serving

FACE = "element => getComputedStyle(element).fontFamily"


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (320, "dark")])
def test_single_page_needs_no_other_files(
    browser: Browser, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    """The file is alone in a folder and sends no request."""
    shutil.copy(tidewater() / "event.html", tmp_path / "carried.html")
    settings: dict[str, Any] = {
        "viewport": {"width": width, "height": 800},
        "color_scheme": scheme,
    }
    with opened(browser, **settings) as page:
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.goto((tmp_path / "carried.html").as_uri())
        assert urls == [page.url]
        faces = [
            page.locator(selector).first.evaluate(FACE).split(",")[0]
            for selector in ("h1", "h2", "main p")
        ]
        assert faces == ["Charter", "Charter", "Arial"], (
            "serif titles, as the almanac has"
        )
        page.get_by_role("link", name="Giving the golf course back").first.click()
        assert page.url.endswith("#session-giving-the-golf-course-back")


@pytest.mark.parametrize("folder", [tidewater, affected], ids=["tidewater", "affected"])
def test_single_page_passes_axe(browser: Browser, folder: Any) -> None:
    """Serve the file with the policy of a strict host, which contains the digest of its style."""
    with serving(folder(), StrictHandler) as address, opened(browser) as page:
        page.goto(f"{address}/event.html")
        assert (
            page.locator("body").evaluate(
                "element => getComputedStyle(element).maxWidth"
            )
            != "none"
        )
        assert barriers(page, AXE) + sideways(page) == []
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 800})
        assert barriers(page, AXE) + sideways(page) == []
        page.set_viewport_size(
            {"width": 160, "height": 800}
        )  # as 320 pixels with letters of 200 %
        assert sideways(page) == []
        assert faults(page) == []


class StrictHandler(QuietHandler):
    """Host that sends the recommended policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", HEADERS["Content-Security-Policy"])
        super().end_headers()


def test_single_page_links_are_large_enough(browser: Browser) -> None:
    """Links outside sentences are at least 24 px high."""
    with opened(browser, viewport={"width": 320, "height": 800}) as page:
        page.goto((tidewater() / "event.html").as_uri())
        heights = page.locator(".key a, nav a").evaluate_all(
            "links => links.map(a => a.getBoundingClientRect().height)"
        )
    assert heights
    assert min(heights) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_single_page_has_the_band_of_its_scheme(
    browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    """On the narrowest phones, both links above it are in one row."""
    with opened(
        browser, viewport={"width": 320, "height": 640}, color_scheme=scheme
    ) as page:
        page.goto((affected() / "event.html").as_uri())
        assert page.locator(".ground:visible").evaluate_all(
            "all => all.map(element => element.classList[1])"
        ) == [scheme]
        tops = page.locator(".strip a").evaluate_all(
            "all => all.map(a => a.getBoundingClientRect().top)"
        )
        heights = page.locator(".strip a").evaluate_all(
            "all => all.map(a => a.getBoundingClientRect().height)"
        )
        assert tops == [0, 0]
        assert max(heights) <= 45


def test_single_page_has_its_title_in_the_accent_in_the_dark(browser: Browser) -> None:
    with opened(browser, color_scheme="dark") as page:
        page.goto((built("first").output / "event.html").as_uri())
        picture = Image.open(BytesIO(page.locator("h1").screenshot())).convert("RGB")
    assert (252, 194, 45) in [
        colour for _, colour in picture.getcolors(picture.width * picture.height) or ()
    ]


def test_single_page_keeps_dates_and_numbers_on_one_line(browser: Browser) -> None:
    with opened(browser) as page:
        page.goto((tidewater() / "event.html").as_uri())
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(BROKEN) == [], width


def test_single_page_says_that_it_is_from_before_the_end(browser: Browser) -> None:
    """Its “Provisional” has no end, because it has no scripts. A page built later lacks both."""
    words = "It was made before the end of the conference."
    with opened(browser) as page:
        page.goto((tidewater() / "event.html").as_uri())
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_text("Tour, On the quay. Provisional")).to_be_visible()
        page.goto((built("tidewater").output / "event.html").as_uri())
        expect(page.get_by_text(words)).to_have_count(0)
        expect(page.get_by_text("Tour, On the quay. Provisional")).to_have_count(0)


def test_single_page_print_fills_paper(browser: Browser) -> None:
    """A session may continue on the next sheet, so little paper is wasted."""
    with opened(
        browser, viewport={"width": 680, "height": 1009}
    ) as page:  # A4 without its margins of 15 mm
        page.goto((tidewater() / "event.html").as_uri())
        page.emulate_media(media="print")
        height = page.evaluate(
            "document.documentElement.getBoundingClientRect().height"
        )
        assert page.evaluate("document.documentElement.scrollWidth") == 680
        sheets = len(
            re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        )
    assert sheets <= 1.1 * height / 1009 + 1
