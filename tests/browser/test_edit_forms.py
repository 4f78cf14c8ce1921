"""Forms of the editor in a browser: they are saved, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from microsite.apps.editor.content import SCREEN_KINDS
from microsite.apps.editor.records import ProjectRecords
from tests.browser.opened import new_context, sign_in, wait_until
from tests.editor.boards import EditorServer, editor
from tests.editor.test_round_trip import ROOT, bytes_of, copy_of
from tests.editor.test_saving import EVENT_FILE, FILES
from tests.making import write_project

WIDE: ViewportSize = {"width": 1400, "height": 900}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EditorServer]:
    """Serve the editor of a small site."""
    with editor(write_project(tmp_path / "site", FILES, EVENT_FILE)) as running:
        running.rebuilder.rebuild()
        yield running


@pytest.fixture
def first(tmp_path: Path) -> Iterator[EditorServer]:
    """Serve the editor of a copy of the first site."""
    with editor(copy_of(ROOT, tmp_path / "site")) as running:
        running.rebuilder.rebuild()
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = new_context(browser, viewport=WIDE)
    tab = context.new_page()
    tab.set_default_timeout(20_000)
    yield tab
    context.close()


def open_form(page: Page, server: EditorServer, address: str) -> None:
    sign_in(page, server)
    page.goto(f"http://127.0.0.1:{server.port}/_edit/{address}")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def expect_saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


def test_form_of_each_kind_is_saved_unchanged(first: EditorServer, page: Page) -> None:
    project = first.state.project
    before = bytes_of(project.root)
    records = ProjectRecords(project)

    for kind in SCREEN_KINDS:
        entries = records.all_of(kind)
        if not entries:
            continue
        largest = max(entries, key=lambda entry: len(repr(entry.values)))
        open_form(page, first, f"record/{kind}/{quote(largest.id, safe='')}")
        save(page)
        expect_saved(page)
        assert bytes_of(project.root) == before, kind


def test_event_is_changed_in_its_form(first: EditorServer, page: Page) -> None:
    open_form(page, first, "record/event/")
    page.fill("#f-title", "Harbour lights")

    save(page)

    expect_saved(page)
    text = (first.state.project.root / "content/event.md").read_text("utf-8")
    assert "\ntitle: Harbour lights\n" in text


def test_refused_form_offers_what_was_typed(server: EditorServer, page: Page) -> None:
    """The editor was started again since the form was opened, so its token is unknown."""
    open_form(page, server, "record/event/")
    page.fill("#f-title", "Harbour lights")
    server.state.token = "another"

    save(page)

    expect(page.get_by_role("heading", name="Nothing was saved")).to_be_visible()
    page.get_by_role("link", name="Open the form again").click()
    page.get_by_role("button", name="Use the unsaved text").click()
    expect(page.locator("#f-title")).to_have_value("Harbour lights")
    save(page)
    expect_saved(page)


def test_unsaved_group_is_offered_again(server: EditorServer, page: Page) -> None:
    """Also a group that the saved record does not have."""
    open_form(page, server, "new/rate?field=prices")
    page.fill("#f-name", "Volunteers")
    prices = page.locator("#f-prices")
    page.fill("[name='prices.0.amount']", "10")
    prices.get_by_role("button", name="Add another").click()
    page.fill("[name='prices.1.amount']", "25")
    wait_until(
        page, "localStorage.getItem('microsite-draft:/_edit/new/rate')?.includes('25')"
    )

    open_form(page, server, "new/rate?field=prices")
    page.get_by_role("button", name="Use the unsaved text").click()

    expect(page.locator("[name='prices.0.amount']")).to_have_value("10")
    expect(page.locator("[name='prices.1.amount']")).to_have_value("25")


def test_page_beside_the_form_leaves_when_the_window_narrows(
    server: EditorServer, page: Page
) -> None:
    open_form(page, server, "record/event/")
    aside = page.locator("aside.page")
    expect(aside).to_be_visible()

    page.set_viewport_size({"width": 600, "height": 900})

    expect(aside).to_be_hidden()
    width = page.locator("main").evaluate(
        "element => element.getBoundingClientRect().width"
    )
    assert width == 600

    page.set_viewport_size(WIDE)
    expect(aside).to_be_visible()


def test_page_beside_the_form_comes_when_the_window_widens(
    server: EditorServer, page: Page
) -> None:
    page.set_viewport_size({"width": 600, "height": 900})
    open_form(page, server, "record/event/")
    expect(page.locator("aside.page")).to_have_count(0)

    page.set_viewport_size(WIDE)

    expect(page.locator("aside.page")).to_be_visible()


def test_empty_list_of_groups_has_a_button_to_add_another(
    server: EditorServer, page: Page
) -> None:
    open_form(page, server, "new/rate?field=prices")

    button = page.locator("#f-prices").get_by_role("button", name="Add another")

    expect(button).to_be_visible()


def test_added_group_has_the_focus_in_its_first_field(
    server: EditorServer, page: Page
) -> None:
    open_form(page, server, "new/rate?field=prices")
    prices = page.locator("#f-prices")
    page.fill("[name='prices.0.amount']", "10")

    prices.get_by_role("button", name="Add another").click()

    first = page.locator("#f-prices > details.item").nth(1).locator("input").first
    expect(first).to_be_focused()


def test_address_of_a_field_does_not_take_the_focus_from_errors(
    server: EditorServer, page: Page
) -> None:
    open_form(page, server, "record/event/#f-starts")
    expect(page.locator("#f-starts")).to_be_focused()
    page.fill("#f-starts", "some day")

    save(page)

    expect(page.locator("#summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.locator("#summary a").first.click()
    expect(page.locator("#f-starts")).to_be_focused()


def test_link_of_an_error_opens_the_closed_group_of_its_field(
    server: EditorServer, page: Page
) -> None:
    open_form(page, server, "record/event/#f-venue-postcode")

    expect(page.locator("#f-venue-postcode")).to_be_focused()


def test_refused_deletion_has_the_focus(server: EditorServer, page: Page) -> None:
    speaker = ProjectRecords(server.state.project).all_of("speaker")[0]
    open_form(page, server, f"delete/speaker/{speaker.id}")

    page.get_by_role("button", name="Delete this").click()

    expect(page.locator("#summary")).to_be_focused()
    assert page.title().startswith("Error: ")


def test_import_without_a_file_has_the_focus(server: EditorServer, page: Page) -> None:
    open_form(page, server, "import")

    page.get_by_role("button", name="Show the changes").click()

    expect(page.locator("#summary")).to_be_focused()
    assert page.title().startswith("Error: ")
