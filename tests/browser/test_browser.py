"""Basis of the browser tests: pages load, scripts run, and no other request is sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bootstrap.tools import MissingToolError
from tests.browser import conftest
from tests.browser.opened import new_context

PAGE = """<!doctype html><html lang="en"><title>Ground</title><h1>Before</h1>
<script>document.querySelector("h1").textContent = "After"</script>"""


def test_browser_opens_served_page(
    browser: Browser, serve_folder: Callable[[Path], str], tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    address = serve_folder(tmp_path)
    with new_context(browser) as context:
        page = context.new_page()
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))

        answer = page.goto(f"{address}/page.html")

        assert answer is not None
        assert answer.status == 200
        assert page.title() == "Ground"
        assert page.locator("h1").inner_text() == "After"
        assert urls == [f"{address}/page.html"]


def test_browser_can_disable_scripts(
    browser: Browser, serve_folder: Callable[[Path], str], tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    with new_context(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{serve_folder(tmp_path)}/page.html")
        assert page.locator("h1").inner_text() == "Before"


def test_browser_fixture_reports_missing_font(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without these fonts pages shift slightly, and tests of pages would fail."""
    monkeypatch.setattr(conftest, "FONTS", (("Nowhere Sans", "Nobody Sans"),))
    with pytest.raises(
        MissingToolError,
        match=r"Nowhere Sans or Nobody Sans(.|\n)*apt-get install fonts-liberation",
    ):
        conftest._check_fonts(browser)
