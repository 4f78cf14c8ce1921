"""The preview in a real browser: saves are shown, and errors appear on the page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import new_context, wait_until
from tests.browser.test_pages import COLOURS, barriers
from tests.making import sessions_yaml, write_project
from tests.preview_helpers import Preview

PREVIEW = {"include": [["microsite-panel"]]}
"""Parts of the page that the preview adds."""


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    sessions = sessions_yaml("id: opening\ntitle: Opening\nstart: 09:00")
    root = write_project(
        tmp_path,
        {
            "data/sessions.yaml": sessions,
            "assets/css/.keep": "",
            "content/pages/.keep": "",
        },
    )
    with Preview(root, "--no-open") as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = new_context(browser)
    page = context.new_page()
    problems: list[str] = []
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if message.type == "error" else None
        ),
    )
    yield page
    context.close()
    assert [
        problem for problem in problems if "Content Security Policy" in problem
    ] == []


def test_preview_shows_every_save(preview: Preview, page: Page) -> None:
    """Several saves within a second also show, and so does one before the page listens."""
    page.goto(preview.url)
    for title in ("First tide", "Second tide", "Third tide"):
        preview.event(title)
        time.sleep(0.2)
    expect(page.locator("h1")).to_contain_text("Third tide")
    preview.event("Fourth tide")
    page.goto(preview.url)
    expect(page.locator("h1")).to_contain_text("Fourth tide")


def test_errors_appear_on_the_page_and_disappear_once_fixed(
    preview: Preview, page: Page
) -> None:
    """All errors appear over the last valid page, which does not reload."""
    page.goto(preview.url)
    page.evaluate("document.body.dataset.seen = 'yes'")
    preview.event("Coasts", "colour: red\nstatus: perhaps\n")
    note = page.locator("microsite-panel")
    expect(note).to_contain_text("2 errors")
    expect(note).to_contain_text("content/event.md, line 9")
    expect(note).to_contain_text("content/event.md, line 10")
    expect(page.locator("h1")).to_contain_text("Coasts in common")
    assert page.locator("body").get_attribute("data-seen") == "yes"

    page.reload()
    expect(note).to_contain_text("2 errors")
    preview.event("Coasts in common")
    expect(note).to_have_count(0)
    preview.event("Coasts put right")
    expect(page.locator("h1")).to_contain_text("Coasts put right")


def test_error_panel_works_by_keyboard(preview: Preview, page: Page) -> None:
    """The panel is first in the page and gets the focus. Escape hides it, Enter shows it."""
    page.goto(preview.url)
    preview.event("Coasts", "colour: red\n")
    details = page.locator("microsite-panel details")
    expect(details).to_have_attribute("open", "")
    expect(page.get_by_role("alert")).to_contain_text(
        "The event has an unknown setting, “colour”"
    )
    expect(page.locator("microsite-panel summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(details).not_to_have_attribute("open", "")
    expect(page.locator("microsite-panel summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(details).to_have_attribute("open", "")


def test_error_panel_does_not_steal_focus_from_field(
    preview: Preview, page: Page
) -> None:
    page.goto(preview.url)
    page.locator("a").first.focus()
    preview.event("Coasts", "colour: red\n")

    expect(page.locator("microsite-panel")).to_contain_text("1 error")
    expect(page.locator("a").first).to_be_focused()


def test_error_panel_passes_axe(preview: Preview, browser: Browser) -> None:
    """Check the panel with axe in light and dark mode, on a phone and with warnings."""
    preview.save(
        "content/pages/about.md",
        "---\ntitle: About\n---\n[here](https://example.org/)\n",
    )
    with new_context(browser) as context:  # axe adds styles, which the policy refuses
        page = context.new_page()
        page.goto(preview.url)
        preview.event("Coasts", "colour: red\n")
        expect(page.locator("microsite-panel")).to_contain_text("1 error")
        expect(page.locator("microsite-panel details")).to_have_css("position", "fixed")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 640})
            page.emulate_media(color_scheme="dark")
            assert barriers(page, COLOURS, PREVIEW) == []
            page.emulate_media(color_scheme="light")
            assert barriers(page, {}, PREVIEW) == []
            box = page.locator("microsite-panel details").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_error_panel_lies_above_the_page(preview: Preview, page: Page) -> None:
    """The panel is also above dialogs of the page."""
    preview.save(
        "assets/css/utilities.css",
        "main { position: relative; z-index: 9999; min-height: 200vh }\n",
    )
    preview.save(
        "content/event.md",
        (preview.root / "content/event.md").read_text()
        + "\n[here](https://example.org/)\n",
    )
    page.goto(preview.url)
    summary = page.locator("microsite-panel summary")
    expect(summary).to_contain_text("1 warning")
    page.evaluate("scrollTo(0, 400)")
    summary.click()
    expect(page.locator("microsite-panel details")).to_have_attribute("open", "")
    summary.click()


def test_preview_swaps_stylesheet_without_reload(preview: Preview, page: Page) -> None:
    preview.save("assets/css/utilities.css", ".vh{outline:0}\nh1{letter-spacing:1px}\n")
    page.goto(preview.url)
    expect(page.locator("h1")).to_have_css("letter-spacing", "1px")
    page.wait_for_timeout(1_000)  # the page may reload once more for the first save
    page.evaluate("document.body.dataset.seen = 'yes'")
    preview.save("assets/css/utilities.css", ".vh{outline:0}\nh1{letter-spacing:7px}\n")

    expect(page.locator("h1")).to_have_css("letter-spacing", "7px")
    assert page.locator("body").get_attribute("data-seen") == "yes"


def test_preview_keeps_scroll_position(preview: Preview, page: Page) -> None:
    preview.event(
        "Coasts",
        "outcomes:\n" + "".join(f"  - title: Outcome {n}\n" for n in range(60)),
    )
    page.goto(preview.url)
    expect(page.get_by_text("Outcome 59")).to_have_count(1)
    page.evaluate("window.scrollTo(0, 900)")
    before = page.evaluate("scrollY")
    preview.event(
        "Seas", "outcomes:\n" + "".join(f"  - title: Outcome {n}\n" for n in range(60))
    )

    expect(page.locator("h1")).to_contain_text("Seas")
    wait_until(page, f"Math.abs(scrollY - {before}) < 60")


def test_preview_stops_while_pages_are_open(preview: Preview, page: Page) -> None:
    page.goto(preview.url)
    preview.event("First tide")
    expect(page.locator("h1")).to_contain_text("First tide")

    assert preview.stop() == 0
    assert preview.last.endswith("The preview has stopped.\n")
    assert "Traceback" not in preview.last


def test_page_says_that_preview_has_stopped(preview: Preview, page: Page) -> None:
    page.goto(preview.url)
    expect(page.locator("microsite-stopped")).to_have_count(0)
    preview.stop()

    expect(page.get_by_role("alert")).to_have_text(
        "The preview has stopped. To see your changes, start it again: python -m microsite serve"
    )


def test_preview_shows_drafts_and_later_news_on_request(
    preview: Preview, page: Page
) -> None:
    (preview.root / "content/news").mkdir()
    preview.save(
        "content/news/tides.md",
        "---\ntitle: Tides\ndate: 2027-01-04\ndraft: yes\n---\nHigh.\n",
    )
    page.goto(preview.url)
    summary = page.locator("microsite-panel summary")
    expect(summary).to_have_text("1 unpublished post")
    expect(page.get_by_role("link", name="News")).to_have_count(0)
    summary.click()
    expect(page.locator("microsite-panel")).to_contain_text("“Tides” (a draft)")

    page.get_by_role("button", name="Show them in this preview").click()
    expect(page.get_by_role("link", name="News").first).to_be_attached()

    summary.click()
    page.get_by_role("button", name="Hide them in this preview").click()
    expect(page.get_by_role("link", name="News")).to_have_count(0)


def test_preview_serves_nothing_outside_output(preview: Preview, page: Page) -> None:
    for address in (
        "../content/event.md",
        "%2e%2e/content/event.md",
        "..%2fcontent%2fevent.md",
        "__microsite/../server.py",
    ):
        response = page.request.get(f"{preview.url}{address}")
        assert response.status == 404, address
    assert page.request.get(preview.url, headers={"Host": "evil.example"}).status == 403
