"""Notes on sessions, which stay on the device, and a record of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from playwright.sync_api import Browser, Locator, Page, expect

from microsite.project import Project
from tests.browser.opened import faults, finished, opened
from tests.making import EVENT, sessions_yaml, write_project

Serve = Callable[[Path], str]
CPD = "cpd:\n  hours: 2\n  statement: Two hours.\n"


@cache
def site() -> Path:
    """Build a site with two sessions of 45 minutes, one of them after midnight."""
    folder = Path(mkdtemp(prefix="microsite-"))
    sessions = sessions_yaml(
        "id: walls\nstart: 09:30", "id: tides\nstart: 23:30\nend: 00:15"
    )
    files = {"data/sessions.yaml": sessions}
    return finished(
        Project.at(write_project(folder, files, EVENT + CPD)), date(2027, 1, 15)
    )


@cache
def large() -> Path:
    """Build a site with 301 sessions on a day."""
    folder = Path(mkdtemp(prefix="microsite-"))
    sessions = sessions_yaml(
        *(f"start: {9 + n // 60}:{n // 5 % 12 * 5:02}\nlength: 5" for n in range(301))
    )
    files = {"data/sessions.yaml": sessions}
    return finished(
        Project.at(write_project(folder, files, EVENT + CPD)), date(2027, 1, 15)
    )


def form(page: Page, identity: str) -> Locator:
    return page.locator(f"[data-session={identity}]")


def test_notes_are_kept_and_minutes_add_up(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    with opened(browser, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{serve_folder(site())}/my-record/index.html")
        expect(page.get_by_text("Save sessions in the programme")).to_be_visible()
        page.get_by_role("button", name="Show all sessions").click()
        for identity in ("walls", "tides"):
            form(page, identity).get_by_label("I attended this session").check()
        form(page, "walls").get_by_label("What I learnt").fill("Call <b>sooner</b>.")
        page.get_by_label("Name:").fill("Kim Example")
        expect(
            page.get_by_text("Attended: 2 sessions, 90 minutes in all.")
        ).to_be_visible()
        page.reload()
        field = form(page, "walls").get_by_label("What I learnt")
        expect(field).to_have_value("Call <b>sooner</b>.")
        expect(page.get_by_label("Name:")).to_have_value("Kim Example")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download as text").click()
        download.value.save_as(tmp_path / "record.txt")
        text = (tmp_path / "record.txt").read_text("utf-8")
        for part in (
            "Kim Example",
            "Call <b>sooner</b>.",
            "45 minutes",
            "90 minutes in all",
        ):
            assert part in text, part
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Delete all notes").click()
        expect(
            page.get_by_text("Attended: 0 sessions, 0 minutes in all.")
        ).to_be_visible()
        assert (
            page.evaluate(
                "Object.keys(localStorage).some((key) => key.startsWith('notes:'))"
            )
            is False
        )
        assert faults(page) == []


def test_record_says_that_browser_stores_nothing(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
        )
        page.goto(f"{serve_folder(site())}/my-record/index.html")
        expect(
            page.get_by_text("Your browser stores nothing for this site.")
        ).to_be_visible()


def test_form_can_be_printed_without_scripts(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_folder(site())}/my-record/index.html")
        assert page.get_by_text("Session 1").is_visible()
        assert page.get_by_text("What I will do").first.is_visible()


def test_form_of_hundreds_of_sessions_has_lines_to_write_on(
    browser: Browser, serve_folder: Serve
) -> None:
    """Without scripts and from a disk, a part of each day is blank. Scripts add fields instead."""
    address = serve_folder(large())
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/my-record/index.html")
        for label in ("Session", "What I learnt", "What I will do"):
            assert page.get_by_text(label, exact=True).count() == 6, label
            for line in page.get_by_text(label, exact=True).all():
                box = line.bounding_box()
                assert box and box["height"] >= 40 and box["width"] >= 300, label
        assert page.get_by_text("Session 301").is_visible()
    with opened(browser) as page:
        page.goto(f"{address}/my-record/index.html")
        page.get_by_role("button", name="Show all sessions").click()
        expect(page.locator("textarea").first).to_be_visible()
        expect(page.locator(".record__blank").first).to_be_hidden()
        page.goto((large() / "my-record" / "index.html").as_uri())
        expect(page.locator(".record__blank").first).to_be_visible()
