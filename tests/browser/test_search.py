"""Search: one small index, loaded on first use, without regard to case and accents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import faults, opened, tidewater

Serve = Callable[[Path], str]


@pytest.fixture
def page(browser: Browser, serve_folder: Serve) -> Iterator[Page]:
    """Open the search page."""
    with opened(browser) as page:
        page.goto(f"{serve_folder(tidewater())}/search/index.html")
        page.get_by_role("searchbox").wait_for()
        yield page
        assert faults(page) == []


def find(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


def results(page: Page) -> list[str]:
    return page.locator(".search ol a").all_inner_texts()


def told(page: Page, text: str) -> None:
    expect(page.locator(".search [role=status]")).to_have_text(text)


def test_search_loads_index_once_on_first_use(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_load_state("networkidle")
    assert not any(url.endswith(".json") for url in asked)
    find(page, "wall")
    expect(page.locator(".search ol a").first).to_be_visible()
    find(page, "walls")
    find(page, "marsh")
    page.wait_for_load_state("networkidle")
    assert len([url for url in asked if url.endswith(".json")]) == 1


def test_search_ranks_titles_first(page: Page) -> None:
    find(page, "sea")
    expect(page.locator(".search ol a").first).to_be_visible()
    found = results(page)
    with_word = [title for title in found if "sea" in title.lower().split()]
    assert with_word
    assert found[: len(with_word)] == with_word
    assert len(found) > len(with_word)  # other entries mention it


@pytest.mark.parametrize("typed", ["łucja", "LUCJA", "Lucja Falochronska", "falochr"])
def test_search_ignores_case_and_accents(page: Page, typed: str) -> None:
    find(page, typed)
    told(page, "3 results")
    assert results(page)[0] == "Łucja Falochrońska"


@pytest.mark.parametrize(
    "typed, kind, title",
    [
        ("ليلى", "Speaker", "ليلى"),
        ("rehearse a flood", "Resource", "Everybody gets wet"),
        ("slippery", "Page", "Be kind, it is slippery"),
        ("booking open", "News", "Booking is open"),
        ("hearing loop", "Page", "Venue and access"),
    ],
)
def test_search_finds_every_kind_of_content(page: Page, typed: str, kind: str, title: str) -> None:
    find(page, typed)
    first = page.locator(".search ol > li").filter(has_text=title).first
    expect(first).to_contain_text(kind)


def test_search_requires_all_words(page: Page) -> None:
    find(page, "wall zebra")
    told(page, "No results. Try fewer or shorter words.")
    assert results(page) == []


def test_search_query_is_in_address(page: Page) -> None:
    find(page, "golf")
    expect(page.locator(".search ol a").first).to_have_text("Giving the golf course back")
    assert page.url.endswith("?q=golf")
    page.locator(".search ol a").first.click()
    page.wait_for_url("**/programme/giving-the-golf-course-back/index.html")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("golf")
    expect(page.locator(".search ol a").first).to_have_text("Giving the golf course back")
    page.get_by_role("searchbox").fill("")
    told(page, "")
    assert page.url.endswith("/search/index.html")


def test_search_works_by_keyboard(page: Page) -> None:
    page.get_by_role("searchbox").focus()
    page.keyboard.type("pump")
    page.keyboard.press("Enter")
    expect(page.locator(".search ol a").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".search ol a").first).to_be_focused()
    assert page.get_by_role("search").count() == 1


def test_search_results_lead_to_existing_pages(page: Page) -> None:
    find(page, "the")
    expect(page.locator(".search ol a").first).to_be_visible()
    told(page, page.locator(".search [role=status]").inner_text())
    for link in page.locator(".search ol a").all():
        address = link.get_attribute("href")
        assert address
        answer = page.request.get(address)
        assert answer.ok, address
        if "#" in address:
            assert f'id="{address.partition("#")[2]}"' in answer.text()


def test_search_reports_failed_index(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        page.route("**/*.json", lambda route: route.abort())
        page.goto(f"{serve_folder(tidewater())}/search/index.html?q=wall")
        told(page, "Search is not available. Use the links below.")
        page.unroute("**/*.json")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".search ol a").first).to_be_visible()


def test_search_page_has_links_without_scripts(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_folder(tidewater())}/search/index.html")
        assert page.locator("main input, main button").count() == 0
        assert (
            page.locator(".search").evaluate("element => element.getBoundingClientRect().height")
            == 0
        )
        links = page.locator("main .list a").all_inner_texts()
        assert {
            "Programme",
            "Speakers",
            "Resources",
            "Venue and access",
            "Contact",
            "What we heard",
        } <= set(links)
        page.get_by_role("link", name="the full event on one page").click()
        expect(page.get_by_role("heading", name="Giving the golf course back")).to_be_attached()
