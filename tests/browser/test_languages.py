"""The link to another language keeps the page, the choices of the filter and the place."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

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


def test_saved_sessions_are_the_same_in_both(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        root = serve_folder(bilingual())
        page.goto(f"{root}/programme/walk/index.html")
        page.locator(".save_session button").first.click()
        page.goto(f"{root}/cy/programme/walk/index.html")
        expect(page.locator(".save_session button[aria-pressed=true]").first).to_be_visible()
        assert faults(page) == []
