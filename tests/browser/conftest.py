"""A real Chromium, and servers for its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bootstrap.tools import MissingToolError, chromium, is_root
from tests.browser.opened import PATIENCE, opened
from tests.built import built
from tests.serving import serving

UNSEEN = ("SpareRendererForSitePerProcess", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""Features that start more processes for each window, which takes half a second of CPU time."""
QUIET = (  # requests to Google would count as requests of the page
    "--disable-gpu",
    "--font-render-hinting=none",  # as in windows, or texts without windows are wider
    f"--disable-features={','.join(UNSEEN)}",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

FONTS = (
    ("Arial", "Liberation Sans"),
    ("Times New Roman", "Liberation Serif"),
    ("Verdana", "DejaVu Sans"),
)
"""One font of each pair must be installed; see `assets/css/fallbacks.css`."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start one browser for the tests of this folder. Each test opens its own context.

    Playwright runs an event loop until the browser is closed, and asyncio.run() refuses to run in
    the same thread. So the browser is closed after this folder.
    """
    arguments = (
        [*QUIET, "--no-sandbox"] if is_root() else list(QUIET)
    )  # the sandbox does not work for root
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(
            executable_path=chromium(), args=arguments
        )
        _check_fonts(instance)
        expect.set_options(timeout=PATIENCE)
        yield instance
        instance.close()


def _check_fonts(browser: Browser) -> None:
    """Raise MissingToolError if the browser has no fallback fonts of the right widths.

    With other widths, pages shift when the fonts of the site arrive.
    """
    page = browser.new_page()
    for names in FONTS:
        sources = ", ".join(f'local("{name}")' for name in names)
        if not page.evaluate(
            f"new FontFace('stand-in', {sources!r}).load().then(() => true, () => false)"
        ):
            raise MissingToolError(
                f"The browser finds no font called {' or '.join(names)}. Install it: on Debian type\n"
                "  apt-get install fonts-liberation fonts-dejavu-core"
            )
    page.close()


@pytest.fixture(scope="package")
def window(browser: Browser) -> Iterator[Page]:
    """Return a window for tests that only look at pages. It takes as long to open as a page."""
    with opened(browser) as page:
        yield page


@pytest.fixture(scope="package")
def first() -> Iterator[str]:
    """Serve the first site for all tests, so that the browser keeps its files."""
    with serving(built("first").output) as address:
        yield address


@pytest.fixture(scope="package")
def second() -> Iterator[str]:
    """Serve the second example, after its event."""
    with serving(built("tidewater").output) as address:
        yield address


@pytest.fixture(params=["first", "second"])
def named_site(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return the name and the address of each of both sites."""
    address: str = request.getfixturevalue(request.param)
    return ("first" if request.param == "first" else "tidewater"), address


@pytest.fixture
def serve_folder() -> Iterator[Callable[[Path], str]]:
    """Return `serve_folder(path)`, which serves a folder and returns its root address."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(serving(folder))
