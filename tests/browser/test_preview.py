"""The preview, in a real browser: saves are shown, mistakes are told on the page, and both by themselves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.making import EVENT, sessions_yaml, write_project

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15_000
"""Milliseconds to wait for what must happen."""


class Preview:
    """A running preview of a small site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-m", "microsite", "serve", "--root", str(root), "--no-open", "--port", "8700"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self.url = self._url()

    def _url(self) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                return found[0]
        raise AssertionError("the preview did not start")

    def save(self, name: str, text: str) -> None:
        """Save a file as an editor does."""
        (self.root / name).write_text(text, encoding="utf-8")

    def event(self, title: str, more: str = "") -> None:
        """Save event.md with another title."""
        self.save("content/event.md", f"---\n{EVENT.replace('Coasts in common', title)}{more}---\nWelcome.\n")

    def stop(self) -> int:
        """Stop it as Ctrl+C does. Gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(20)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    sessions = sessions_yaml("id: opening\ntitle: Opening\nstart: 09:00")
    running = Preview(write_project(tmp_path, {"data/sessions.yaml": sessions, "assets/css/.keep": ""}))
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert [problem for problem in problems if "Content Security Policy" in problem] == []


def test_every_save_is_shown(preview: Preview, page: Page) -> None:
    """Also several within a second, and one that comes before the page could listen."""
    page.goto(preview.url)
    for title in ("First tide", "Second tide", "Third tide"):
        preview.event(title)
        time.sleep(0.2)
    expect(page.locator("h1")).to_contain_text("Third tide", timeout=PATIENCE)
    preview.event("Fourth tide")
    page.goto(preview.url)
    expect(page.locator("h1")).to_contain_text("Fourth tide", timeout=PATIENCE)


def test_mistakes_are_told_on_the_page_and_go_by_themselves(preview: Preview, page: Page) -> None:
    page.goto(preview.url)
    preview.event("Coasts", "colour: red\n")
    note = page.locator("microsite-note")
    expect(note).to_contain_text("1 thing to put right", timeout=PATIENCE)
    expect(note).to_contain_text("content/event.md, line 9")
    expect(page.locator("h1")).to_contain_text("Coasts in common")

    preview.event("Coasts put right")
    expect(note).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("h1")).to_contain_text("Coasts put right", timeout=PATIENCE)


def test_a_stylesheet_is_swapped_without_loading_the_page_anew(preview: Preview, page: Page) -> None:
    preview.save("assets/css/utilities.css", ".vh{outline:0}\nh1{letter-spacing:1px}\n")
    page.goto(preview.url)
    expect(page.locator("h1")).to_have_css("letter-spacing", "1px", timeout=PATIENCE)
    page.wait_for_timeout(1_000)  # the page may be loaded once more for the first save
    page.evaluate("document.body.dataset.seen = 'yes'")
    preview.save("assets/css/utilities.css", ".vh{outline:0}\nh1{letter-spacing:7px}\n")

    expect(page.locator("h1")).to_have_css("letter-spacing", "7px", timeout=PATIENCE)
    assert page.locator("body").get_attribute("data-seen") == "yes"


def test_the_page_stays_where_it_was(preview: Preview, page: Page) -> None:
    preview.event("Coasts", "outcomes:\n" + "".join(f"  - title: Outcome {n}\n" for n in range(60)))
    page.goto(preview.url)
    expect(page.get_by_text("Outcome 59")).to_have_count(1, timeout=PATIENCE)
    page.evaluate("window.scrollTo(0, 900)")
    before = page.evaluate("scrollY")
    preview.event("Seas", "outcomes:\n" + "".join(f"  - title: Outcome {n}\n" for n in range(60)))

    expect(page.locator("h1")).to_contain_text("Seas", timeout=PATIENCE)
    page.wait_for_function("before => Math.abs(scrollY - before) < 60", arg=before, timeout=PATIENCE)


def test_it_stops_cleanly_and_takes_the_next_port_when_one_is_taken(preview: Preview, tmp_path: Path) -> None:
    second = Preview(preview.root)
    try:
        assert second.url != preview.url
    finally:
        assert second.stop() == 0
    assert preview.stop() == 0


def test_nothing_outside_the_site_is_served(preview: Preview, page: Page) -> None:
    for address in (
        "../content/event.md",
        "%2e%2e/content/event.md",
        "..%2fcontent%2fevent.md",
        "__microsite/../server.py",
    ):
        response = page.request.get(f"{preview.url}{address}")
        assert response.status == 404, address
    assert page.request.get(preview.url, headers={"Host": "evil.example"}).status == 403
