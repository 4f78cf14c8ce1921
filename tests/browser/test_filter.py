"""The programme's filter: created by its script, operable by keyboard, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.opened import faults, gridded, in_its_faces, opened, tidewater

Serve = Callable[[Path], str]


@pytest.fixture
def page(browser: Browser, serve_folder: Serve) -> Iterator[Page]:
    """Open the programme of two days and three tracks."""
    with opened(browser, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.get_by_role("button", name="Filter").wait_for()
        yield page
        assert faults(page) == []


def opens(page: Page) -> None:
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_label("Find words")).to_be_visible()


def field(page: Page, name: str) -> Locator:
    return page.locator(".finder").get_by_label(name, exact=True)


def shown(page: Page) -> list[str]:
    """Return the visible titles, in order."""
    titles = page.locator(".session_card__title a, .session_card__title s")
    return [title.inner_text() for title in titles.all() if title.is_visible()]


def told(page: Page) -> Locator:
    return page.locator(".finder [role=status]")


def test_filter_is_loaded_on_first_use(page: Page) -> None:
    button = page.get_by_role("button", name="Filter")
    assert button.get_attribute("aria-expanded") == "false"
    expect(page.locator("form, select")).to_have_count(0)
    opens(page)
    assert button.get_attribute("aria-expanded") == "true"
    assert button.get_attribute("aria-controls") == page.locator("form").get_attribute("id")
    expect(told(page)).to_have_text("32 sessions")
    button.click()
    expect(page.get_by_label("Find words")).to_be_hidden()


def test_filter_choices_narrow_list_and_set_address(page: Page) -> None:
    opens(page)
    field(page, "Track").select_option("Hold")
    expect(told(page)).to_have_text("6 of 32 sessions: Hold")
    assert page.url.endswith("?track=Hold")
    field(page, "Kind").select_option("Panel")
    expect(told(page)).to_have_text("1 of 32 sessions: Hold, Panel")
    assert shown(page) == ["Who pays for the last house?"]
    field(page, "Day").select_option("Friday 19 September 2025")
    expect(told(page)).to_have_text(
        "No sessions match: Hold, Panel, Friday 19 September 2025. Remove a filter, or show all."
    )
    assert shown(page) == []
    assert page.url.endswith("?track=Hold&kind=Panel&day=Friday+19+September+2025")


def test_filter_hides_breaks_and_empty_days(page: Page) -> None:
    opens(page)
    expect(page.get_by_text("Coffee and queijadas")).to_be_visible()
    field(page, "Find words").fill("golf")
    expect(told(page)).to_have_text("1 of 32 sessions: “golf”")
    expect(page.get_by_text("Coffee and queijadas")).to_be_hidden()
    expect(page.locator("#day-2")).to_be_hidden()


def test_filter_by_day_keeps_breaks_and_columns(page: Page) -> None:
    opens(page)
    field(page, "Day").select_option("Thursday 18 September 2025")
    expect(page.locator("#day-2")).to_be_hidden()
    expect(page.get_by_text("Coffee and queijadas")).to_be_visible()
    expect(page.get_by_text("Choose one of three talks").first).to_be_visible()


def test_filter_removes_and_restores_columns(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{serve_folder(gridded())}/programme/index.html")
        in_its_faces(page)
        cells = {name: page.locator(f"#{name}") for name in ("long", "early", "late", "lunch")}
        before = {name: cell.bounding_box() for name, cell in cells.items()}
        opens(page)
        field(page, "Kind").select_option("Talk")
        expect(cells["late"]).to_be_hidden()
        expect(cells["lunch"]).to_be_hidden()
        expect(page.locator(".day__columns")).to_be_hidden()
        one, other = cells["long"].bounding_box(), cells["early"].bounding_box()
        assert one and other and one["x"] == other["x"] and one["y"] + one["height"] <= other["y"]
        page.get_by_role("button", name="Show all").click()
        page.get_by_role("button", name="Filter").click()
        assert {name: cell.bounding_box() for name, cell in cells.items()} == before


def test_filter_ignores_case_and_accents(page: Page) -> None:
    opens(page)
    field(page, "Find words").fill("LUCJA falochron")
    expect(told(page)).to_have_text("2 of 32 sessions: “LUCJA falochron”")
    assert "A wall the town can sit on" in shown(page)


def test_filter_survives_reload_and_back(page: Page) -> None:
    opens(page)
    field(page, "Track").select_option("Make room")
    expect(told(page)).to_contain_text("Make room")
    titles = shown(page)
    page.reload()
    expect(told(page)).to_contain_text("Make room")
    assert shown(page) == titles
    page.get_by_role("link", name=titles[0]).click()
    page.wait_for_url(lambda address: "index.html?" not in address)
    page.go_back()
    expect(told(page)).to_contain_text("Make room")
    assert shown(page) == titles
    expect(field(page, "Track")).to_have_value("Make room")


def test_filter_is_open_if_the_address_has_a_choice(page: Page) -> None:
    page.goto(f"{page.url.partition('?')[0]}?track=Hold")
    expect(field(page, "Track")).to_have_value("Hold")
    expect(field(page, "Track")).to_be_visible()
    expect(page.get_by_role("button", name="Filter")).to_have_attribute("aria-expanded", "true")


def test_filter_ignores_unknown_values_in_address(page: Page) -> None:
    page.goto(page.url.split("?")[0] + "?track=Nowhere&kind=&room=%F0%9F%A6%80")
    expect(told(page)).to_have_text("32 sessions")
    assert "?track" in page.url


def test_show_all_removes_filters(page: Page) -> None:
    everything = shown(page)
    opens(page)
    field(page, "Track").select_option("Hold")
    page.get_by_role("button", name="Show all").click()
    expect(told(page)).to_have_text("32 sessions")
    assert shown(page) == everything
    assert page.url.endswith("programme/index.html")
    expect(field(page, "Track")).to_have_value("")
    expect(page.get_by_role("button", name="Filter")).to_be_focused()
    expect(page.get_by_role("button", name="Show all")).to_be_hidden()


def test_link_to_filtered_session_removes_filters(page: Page) -> None:
    opens(page)
    field(page, "Day").select_option("Thursday 18 September 2025")
    page.locator(".day_nav").get_by_role("link", name="Friday").click()
    expect(page.locator("#day-2")).to_be_visible()
    expect(page.locator("#day-2 h2")).to_be_in_viewport()


def test_filter_works_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Filter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Find words")).to_be_visible()
    page.keyboard.press("Tab")
    expect(field(page, "Find words")).to_be_focused()
    page.keyboard.type("tide")
    expect(told(page)).to_contain_text("“tide”")
    page.keyboard.press("Tab")
    expect(field(page, "Day")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(told(page)).to_contain_text("Thursday")
    page.keyboard.press("Enter")  # it sends no form and opens no page
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Show all":
            break
    page.keyboard.press("Space")
    expect(told(page)).to_have_text("32 sessions")


def test_filter_prints_selection_without_controls(page: Page) -> None:
    opens(page)
    field(page, "Track").select_option("Hold")
    expect(told(page)).to_contain_text("6 of 32")
    page.emulate_media(media="print")
    for control in page.locator(
        ".finder button, .finder select, .finder input, .save_button"
    ).all():
        assert not control.is_visible()
    expect(told(page)).to_be_visible()
    assert len(shown(page)) == 6


def test_filter_has_no_controls_without_scripts(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_folder(tidewater())}/programme/index.html?track=Hold")
        assert page.locator("main button, main select, main input").count() == 0
        assert (
            page.locator(".finder").evaluate("element => element.getBoundingClientRect().height")
            == 0
        )
        assert len(shown(page)) > 30
