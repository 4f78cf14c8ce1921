"""“Exit this page” by click and keyboard, without a way back, and as a link without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import EXIT, affected, faults, opened

Serve = Callable[[Path], str]


@pytest.fixture
def page(browser: Browser, serve_folder: Serve) -> Iterator[Page]:
    """Open a session page from the programme. A fake target site records its referrers."""
    address = serve_folder(affected())
    with opened(browser) as page:
        page.context.route(
            "https://elsewhere.example/**",
            lambda route: route.fulfill(
                body="<title>Weather</title>Rain.", content_type="text/html"
            ),
        )
        page.goto(f"{address}/programme/index.html")
        page.goto(f"{address}/programme/opening/index.html")
        page.locator(".exit_bar__count").wait_for(state="attached")
        yield page


def expect_exit(page: Page) -> None:
    """Check that the page was left and that the other site replaced its history entry."""
    page.wait_for_url(EXIT)
    assert (
        page.evaluate("history.length") == 3
    )  # an empty page, the programme, and the other site
    page.go_back()
    page.wait_for_url("**/programme/index.html")
    assert faults(page) == []


@pytest.mark.parametrize("where", [".exit_bar__exit", ".skip_link[data-exit]"])
def test_exit_link_leaves_site(page: Page, where: str) -> None:
    page.locator(where).press("Enter")
    expect_exit(page)


def test_exit_sends_no_referrer(page: Page) -> None:
    with page.expect_request(EXIT) as request:
        page.locator(".exit_bar__exit").click()
    assert "referer" not in request.value.all_headers()


def test_exit_blanks_page_at_once(page: Page) -> None:
    """The page is blank from the moment of the click, even if the other site is slow."""
    state = page.evaluate("""() => {
      document.querySelector(".exit_bar__exit").click();
      const [only, ...others] = document.body.children;
      return [others.length, only.getAttribute("role"), only.textContent, only.clientWidth, document.title];
    }""")
    assert state == [0, "alert", "Exiting page.", 1, "Exiting page."]
    page.wait_for_url(EXIT)


def test_exit_works_with_three_shift_presses(page: Page) -> None:
    count = page.locator(".exit_bar__count")
    assert count.get_attribute("role") == "status"
    page.keyboard.press("Shift")
    expect(count).to_have_text("Shift, press 2 more times to exit.")
    page.keyboard.press("Shift")
    expect(count).to_have_text("Shift, press 1 more time to exit.")
    page.keyboard.press("Shift")
    expect_exit(page)


def test_exit_count_resets_on_other_key(page: Page) -> None:
    count = page.locator(".exit_bar__count")
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.keyboard.press(key)
    expect(count).to_have_text("Shift, press 1 more time to exit.")
    assert page.url.endswith("/opening/index.html")


def test_exit_count_ignores_typing_capitals(page: Page) -> None:
    page.keyboard.type("OUR Town")
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    assert page.url.endswith("/opening/index.html")


def test_exit_count_expires_after_five_seconds(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.clock.install()
        page.goto(f"{serve_folder(affected())}/index.html")
        count = page.locator(".exit_bar__count")
        count.wait_for(state="attached")
        page.keyboard.press("Shift")
        page.clock.run_for(3_000)
        page.keyboard.press("Shift")
        page.clock.run_for(2_100)
        expect(count).to_contain_text("Exit this page expired.")
        page.keyboard.press("Shift")
        expect(count).to_have_text("Shift, press 2 more times to exit.")
        assert page.url.endswith("/index.html")


def test_exit_count_ignores_key_repeat(page: Page) -> None:
    for _ in range(4):
        page.keyboard.down("Shift")
    expect(page.locator(".exit_bar__count")).to_have_text(
        "Shift, press 2 more times to exit."
    )


def test_exit_works_when_menu_is_open(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#page_menu")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Shift")
    expect_exit(page)


def test_help_page_explains_exit(browser: Browser, serve_folder: Serve) -> None:
    address = f"{serve_folder(affected())}/help/index.html"
    with opened(browser) as page:
        page.goto(address)
        expect(page.get_by_text("Pressing the Shift key three times")).to_be_visible()
    with opened(browser, java_script_enabled=False) as page:
        page.goto(address)
        expect(page.get_by_text("Pressing the Shift key three times")).to_be_hidden()


def test_exit_is_a_link_without_scripts(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.context.route(
            EXIT, lambda route: route.fulfill(body="Rain.", content_type="text/html")
        )
        page.goto(f"{serve_folder(affected())}/programme/opening/index.html")
        page.locator(".exit_bar__exit").click()
        page.wait_for_url(EXIT)
        page.go_back()
        page.wait_for_url("**/opening/index.html")
