"""A real Chromium, and pages to open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bootstrap.tools import MissingToolError, chromium, is_root
from tests.serving import serving

QUIET = (  # no talk with Google, which would count as a request of the page's
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

FONTS = (("Arial", "Liberation Sans"), ("Times New Roman", "Liberation Serif"))
"""Of each pair one has to be there; see `assets/css/fallbacks.css`."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this folder; each opens a context of its own, `browser.new_context()`.

    Playwright keeps an event loop running meanwhile, so no longer than that: asyncio.run() refuses
    beside it.
    """
    arguments = (
        [*QUIET, "--no-sandbox"] if is_root() else list(QUIET)
    )  # root has no sandbox to be in
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        _check_fonts(instance)
        yield instance
        instance.close()


def _check_fonts(browser: Browser) -> None:
    """Raises MissingToolError where the browser has not the fonts that stand in for the site's own
    until they are there: with others of other widths pages shift.
    """
    page = browser.new_page()
    for names in FONTS:
        sources = ", ".join(f'local("{name}")' for name in names)
        if not page.evaluate(
            f"new FontFace('stand-in', {sources!r}).load().then(() => true, () => false)"
        ):
            raise MissingToolError(
                f"The browser finds no font called {' or '.join(names)}. Install it: on Debian type\n"
                "  apt-get install fonts-liberation"
            )
    page.close()


@pytest.fixture
def serve_folder() -> Iterator[Callable[[Path], str]]:
    """`serve_folder(path)` serves a folder until the test ends, and gives the address of its root."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(serving(folder))
