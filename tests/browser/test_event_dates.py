"""A conference is made and moved by a week in the forms of the editor, without a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from microsite.apps.new.starters import create_site
from tests.browser.opened import new_context
from tests.browser.test_edit_forms import WIDE, expect_saved, open_form, save
from tests.editor.boards import EditorServer, editor
from tests.making import load_soundly


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[EditorServer]:
    """Serve the editor of a new site."""
    create_site(tmp_path / "site", "site")
    with editor(tmp_path / "site") as running:
        running.rebuilder.rebuild()
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = new_context(browser, viewport=WIDE)
    tab = context.new_page()
    tab.set_default_timeout(20_000)
    yield tab
    context.close()


def set_dates(
    page: Page, server: EditorServer, starts: str, ends: str, remedy: str
) -> None:
    """Change the dates of the event, and select what happens to the programme."""
    open_form(page, server, "record/event/")
    page.fill("#f-starts", starts)
    page.fill("#f-ends", ends)
    save(page)
    expect(page.locator("#summary")).to_be_focused()
    page.locator("#summary a").click()
    page.get_by_label(remedy).check()
    save(page)
    expect_saved(page)


def test_conference_is_made_and_moved_by_a_week(
    starter: EditorServer, page: Page
) -> None:
    root = starter.state.project.root

    set_dates(
        page, starter, "16 May 2030 9.30", "17 May 2030 16.30", "on the first day"
    )
    open_form(page, starter, "record/session/workshop")
    page.select_option("#f-day", label="Friday 17 May 2030") if page.locator(
        "select#f-day"
    ).count() else page.get_by_label("Friday 17 May 2030").check()
    save(page)
    expect_saved(page)
    set_dates(page, starter, "23 May 2030 9.30", "24 May 2030 16.30", "7 days later")

    days = {}
    for session in load_soundly(root).sessions:
        assert session.starts_at is not None
        days[session.id] = str(session.starts_at.date())
    assert days.pop("workshop") == "2030-05-24"
    assert set(days.values()) == {"2030-05-23"}
