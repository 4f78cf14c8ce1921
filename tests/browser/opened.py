"""Sites for tests of scripts, and pages of them that record errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.built import SITES
from tests.making import EVENT, sessions_yaml, write_project
from tests.preview_helpers import InProcessServer

PATIENCE = 90_000
"""Milliseconds to wait for anything that a page does, because a machine may be busy."""
BEFORE = date(2025, 9, 10)
"""One week before Tidewater."""
EXIT = "https://elsewhere.example/weather"
AFFECTED = f"""\
title: Coasts in common
description: A conference about coasts.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-20 17:00
organiser: {{name: Example Conferences}}
exit_url: {EXIT}
help_title: Worried?
help_lines:
  - {{name: Example line, about: For anybody, phone: "020 7946 0001"}}
"""
"""Settings of an event with “Exit this page”."""


def sign_in(page: Page, server: InProcessServer) -> None:
    """Give a page the session of the editor, as the address with the token does."""
    name, _, value = server.cookie.partition("=")
    url = f"http://127.0.0.1:{server.port}"
    page.context.add_cookies([{"name": name, "value": value, "url": url}])


@cache
def tidewater() -> Path:
    """Build the example as of a day before the event."""
    return finished(
        Project.at(
            SITES["tidewater"], Path(mkdtemp(prefix="microsite-")) / "tidewater"
        ),
        BEFORE,
    )


@cache
def gridded() -> Path:
    """Build a site with parallel sessions in columns, one for each room."""
    folder = Path(mkdtemp(prefix="microsite-"))
    sessions = sessions_yaml(
        "id: long\nstart: 09:30\nlength: 2 hours\nroom: Hall",
        "id: early\nstart: 09:30\nroom: Attic",
        "id: late\nstart: 10:30\nroom: Attic\nkind: workshop",
        "id: lunch\ntitle: Lunch\nkind: lunch\nstart: 12:00",
        rooms=("Hall", "Attic"),
    )
    return finished(
        Project.at(write_project(folder, {"data/sessions.yaml": sessions})),
        date(2027, 1, 15),
    )


@cache
def with_long_texts() -> Path:
    """Build a site whose index lacks the ends of abstracts."""
    filling = " ".join(f"word{number}" for number in range(8000))
    sessions = sessions_yaml(
        f"id: gulls\ntitle: Gulls\nstart: 09:30\nabstract: A lantern. {filling}",
        f"id: seals\ntitle: Seals\nstart: 10:30\nabstract: A bell. {filling} A lantern in fog.",
        f"id: terns\ntitle: Terns\nstart: 11:30\nabstract: A bell. {filling} A zeppelin.",
    )
    folder = Path(mkdtemp(prefix="microsite-"))
    project = write_project(folder, {"data/sessions.yaml": sessions})
    return finished(Project.at(project), date(2027, 1, 15))


@cache
def overlapping() -> Path:
    """Build a site with two days of overlapping sessions, and a lunch that starts with a talk."""
    folder = Path(mkdtemp(prefix="microsite-"))
    sessions = sessions_yaml(
        "title: Long talk\nday: 1\nstart: 10:00\nend: 11:00\nroom: Hall",
        "title: Short talk\nday: 1\nstart: 10:00\nend: 10:30\nroom: Studio",
        "title: Second short talk\nday: 1\nstart: 10:30\nend: 11:00\nroom: Studio",
        "title: Noon\nday: 1\nstart: 12:00\nend: 13:00\nroom: Hall",
        "title: Noon too\nday: 1\nstart: 12:00\nend: 13:00\nroom: Studio",
        "title: Later\nday: 1\nstart: 14:00\nend: 15:00\nroom: Hall",
        "title: Later too\nday: 1\nstart: 14:00\nend: 15:00\nroom: Studio",
        "day: 2\nstart: 10:00\nend: 11:00\nroom: Hall",
        "day: 2\nstart: 10:30\nend: 11:30\nroom: Studio",
        "day: 2\nstart: 11:00\nend: 12:00\nroom: Attic",
        "title: Lunch\nday: 2\nkind: lunch\nstart: 11:00\nend: 11:45",
        "title: Quiet hour\nday: 2\nkind: break\nstart: 11:00\nend: 12:00",
        "day: 2\nstart: 14:00\nend: 15:00\nroom: Hall",
        "day: 2\nstart: 14:00\nend: 15:00\nroom: Attic",
        rooms=("Hall", "Studio", "Attic"),
    )
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
    return finished(
        Project.at(write_project(folder, {"data/sessions.yaml": sessions}, event)),
        date(2027, 1, 15),
    )


@cache
def affected() -> Path:
    """Build a small site with “Exit this page”."""
    folder = Path(mkdtemp(prefix="microsite-"))
    sessions = "sessions:\n  - {id: opening, title: Opening, kind: talk, start: 09:30, length: 30 minutes}\n"
    return finished(
        Project.at(write_project(folder, {"data/sessions.yaml": sessions}, AFFECTED)),
        date(2027, 1, 15),
    )


def finished(project: Project, as_of: date) -> Path:
    """Build a project as of a day, and return its output."""
    outcome = build(project, BuildOptions(as_of=as_of, use_cache=False))
    assert outcome.published is not None, [
        f"{diagnostic.span} {diagnostic.headline}" for diagnostic in outcome.log
    ]
    return project.output


def new_context(browser: Browser, **settings: Any) -> BrowserContext:
    """Open a context whose pages wait PATIENCE for navigation and actions."""
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE)
    return context


def hold_requests(page: Page, pattern: str) -> list[Route]:
    """Hold requests back, and return those that wait. A test lets them go on."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    page.route(pattern, hold)
    return routes


def wait_until(page: Page, condition: str) -> None:
    """Wait until a JavaScript expression is true.

    Playwright's `wait_for_function` would need `unsafe-eval`, which the policy of the pages forbids.
    """
    wait_for(page, lambda: bool(page.evaluate(condition)), condition)


def wait_for(page: Page, condition: Callable[[], bool], name: str = "") -> None:
    """Wait until a condition is true, while the page works on."""
    end = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < end, f"not true on {page.url}: {name}"
        page.wait_for_timeout(50)


@contextmanager
def opened(browser: Browser, *, keeps: bool = False, **settings: Any) -> Iterator[Page]:
    """Open a page in a separate context."""
    with new_context(browser, **{"reduced_motion": "reduce", **settings}) as context:
        if not keeps:
            context.add_init_script(
                "Object.defineProperty(navigator, 'serviceWorker', { value: undefined })"
            )
        yield watched(context)


@contextmanager
def emptied(page: Page, size: ViewportSize) -> Iterator[Page]:
    """Reset a page that several tests use, one after the other. Its errors fail the test, but no other.

    Each test has a server with an address of its own, so nothing is stored there yet.
    """
    page.set_viewport_size(size)
    page.emulate_media(media="null")
    try:
        yield page
        page_faults = [*faults(page)]
        assert not page_faults, page_faults
    finally:
        page.goto("about:blank")  # before the server stops
        page.unroute_all()
        FAULTS[page].clear()


COME = (
    "document.fonts.status === 'loaded' && "
    "[...document.fonts].some(({ family, status }) =>"
    " ['Notice', 'Almanac', 'Poster'].includes(family) && status === 'loaded')"
)
"""Every page has the face of its voice for text. Its fallback is loaded earlier."""


def in_its_faces(page: Page) -> Page:
    """Wait until the fonts of a page have loaded. Nothing moves after that."""
    wait_until(page, COME)
    return page


def show(page: Page, address: str, width: int = 1280, height: int = 800) -> Page:
    """Show a page in its faces in a window of this size. It is loaded unless it is shown already."""
    page.set_viewport_size({"width": width, "height": height})
    if page.url != address:
        page.goto(address)
    return in_its_faces(page)


def watched(context: BrowserContext) -> Page:
    """Open a page in a context and record its errors for `faults`."""
    page = context.new_page()
    messages: list[str] = []
    page.on(
        "console",
        lambda message: (
            messages.append(message.text)
            if message.type in ("error", "warning")
            else None
        ),
    )
    page.on("pageerror", lambda error: messages.append(str(error)))
    FAULTS[page] = messages
    return page


FAULTS: dict[Page, list[str]] = {}


def faults(page: Page) -> list[str]:
    """Return the recorded errors of a page."""
    return FAULTS[page]
