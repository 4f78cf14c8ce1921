"""The link to another language keeps the page, the choices of the filter and the place."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from playwright.sync_api import Browser, expect

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.browser.opened import faults, opened
from tests.built import AS_OF, ROOT

Serve = Callable[[Path], str]


@cache
def bilingual() -> Path:
    """Build the example in two languages, once."""
    project = Project.at(ROOT / "examples" / "bilingual", Path(mkdtemp()) / "output")
    assert build(project, BuildOptions(as_of=AS_OF, use_cache=False)).published
    return project.output


def test_language_link_keeps_the_filter(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.goto(
            f"{serve_folder(bilingual())}/programme/index.html?room=Mill+room#dogs-and-otters"
        )
        link = page.get_by_role("link", name="Cymraeg")
        expect(link).to_have_attribute("lang", "cy")
        page.wait_for_load_state("networkidle")
        link.click()
        expect(page).to_have_url(
            re.compile(r"/cy/programme/index\.html\?room=Mill\+room#dogs-and-otters$")
        )
        expect(page.locator("html")).to_have_attribute("lang", "cy")
        assert faults(page) == []


def test_search_stays_in_its_language(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.goto(f"{serve_folder(bilingual())}/cy/search/index.html")
        page.get_by_role("searchbox").fill("rhyd")
        page.locator(".search ol a").first.click()
        expect(page).to_have_url(re.compile("/cy/"))
        assert faults(page) == []


def test_saved_sessions_are_the_same_in_both(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        root = serve_folder(bilingual())
        page.goto(f"{root}/programme/walk/index.html")
        page.locator(".save_session button").first.click()
        page.goto(f"{root}/cy/programme/walk/index.html")
        expect(
            page.locator(".save_session button[aria-pressed=true]").first
        ).to_be_visible()
        assert faults(page) == []


@cache
def with_logo_and_long_name() -> Path:
    """Build the example with a wide logo and a name that needs several lines."""
    root = Path(mkdtemp()) / "bilingual"
    shutil.copytree(ROOT / "examples" / "bilingual", root)
    event = root / "content" / "event.md"
    name = (
        "name: Association of the Librarians of the Western Coast\n  logo: logo.svg\n"
    )
    text = event.read_text(encoding="utf-8")
    event.write_text(
        re.sub(r"(?m)(?<=^organiser:\n  )name: .*\n", name, text), encoding="utf-8"
    )
    (root / "assets").mkdir(exist_ok=True)
    box = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60"><path d="M0 0h240v60H0z"/></svg>'
    (root / "assets" / "logo.svg").write_text(box)
    project = Project.at(root)
    assert build(project, BuildOptions(as_of=AS_OF, use_cache=False)).published
    return project.output


@pytest.mark.parametrize("address", ["", "speakers/"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_long_name_fits_beside_a_logo_and_a_language(
    browser: Browser, serve_folder: Serve, width: int, address: str
) -> None:
    """On phones the logo alone is the link home. In wide windows, the name is not cut."""
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{serve_folder(with_logo_and_long_name())}/{address}index.html")
        link = page.get_by_role(
            "link", name="Association of the Librarians of the Western Coast"
        )
        size = link.first.bounding_box()
        assert size is not None and 24 <= size["height"] <= 72 and size["x"] >= 0
        cut = page.evaluate(
            "[...document.querySelectorAll('.header__name, .header__name span')]"
            ".some((element) => innerWidth > 480 && element.scrollWidth > element.clientWidth + 1)"
        )
        assert not cut
        assert page.evaluate("document.documentElement.scrollWidth") == width
