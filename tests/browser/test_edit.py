"""Forms of the editor in a browser: from the page to its form and back, accessible to everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from microsite.apps.editor.content import SCREEN_KINDS
from tests.browser.opened import new_context, sign_in, wait_until
from tests.browser.test_pages import barriers as barriers_of
from tests.browser.test_pages import sideways
from tests.editor.boards import EditorServer, editor
from tests.editor.test_saving import EVENT_FILE, FILES
from tests.making import write_project
from tests.preview_helpers import ACCESS_TOKEN

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style>
<script>window.hacked = 1</script></head><body><!--StartFragment-->
<p class=MsoNormal><b>Bold</b> and <i>italic </i>text<o:p></o:p></p>
<h1>A heading</h1>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span> </span></span>First</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span> </span></span>Second *star*</p>
<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>
<p><a href="https://example.org/x">A link</a>, <a href="javascript:hack()">no link</a></p>
<img src=x onerror="window.hacked = 1"><iframe src="javascript:parent.hacked=1"></iframe>
<p>1 &lt; 2 &lt;script&gt;window.hacked = 1&lt;/script&gt;</p></body></html>"""
AA = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
MARKDOWN = """**Bold** and *italic* text

## A heading

- First
- Second \\*star\\*

| a | b |
|---|---|
| 1 | 2 |

[A link](https://example.org/x), no link

1 &lt; 2 &lt;script>window.hacked = 1&lt;/script>"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EditorServer]:
    with editor(write_project(tmp_path / "site", FILES, EVENT_FILE)) as running:
        running.rebuilder.rebuild()
        yield running


@pytest.fixture
def page(server: EditorServer, browser: Browser) -> Iterator[Page]:
    context = new_context(browser, viewport={"width": 1400, "height": 900})
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on(
        "console",
        lambda message: (
            problems.append(message.text) if "Policy" in message.text else None
        ),
    )
    sign_in(tab, server)
    tab.goto(f"http://127.0.0.1:{server.port}/")
    yield tab
    context.close()
    # Transitions end early when a page follows at once. The policy blocks what is pasted.
    expected = ("ViewTransition", "Transition was ", "inline event handler")
    assert [
        problem
        for problem in problems
        if not any(words in problem for words in expected)
    ] == []


def barriers(page: Page) -> list[str]:
    return barriers_of(page, AA)


def show(page: Page, path: str) -> None:
    origin = page.evaluate("location.origin")
    page.goto(f"{origin}{path}")


def sessions(server: EditorServer) -> str:
    return (server.state.project.root / "data/sessions.yaml").read_text(
        encoding="utf-8"
    )


@pytest.mark.slow
def test_every_form_is_accessible_and_narrow(page: Page) -> None:
    paths = [f"record/{kind}/" for kind in ("event", "rates", "sponsors")]
    paths += [f"new/{name}" for name, kind in SCREEN_KINDS.items() if kind.about]
    paths += [
        "record/session/opening",
        "content",
        "content/session",
        "delete/session/coffee",
    ]
    for path in paths:
        page.set_viewport_size({"width": 320, "height": 800})
        show(page, f"/_edit/{path}")
        page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true"
        )
        assert barriers(page) == [], path
        assert sideways(page) == [], path
    page.emulate_media(color_scheme="dark")
    assert barriers(page) == []


def test_form_with_errors_is_accessible(server: EditorServer, page: Page) -> None:
    show(page, "/_edit/record/session/opening")
    page.fill("#f-start", "half nine")
    page.keyboard.press("Tab")
    expect(page.locator("#f-start-error")).to_contain_text("“half nine” is not a time")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert").filter(has_text="Not saved: 1 problem to fix")
    expect(summary).to_be_focused()
    assert barriers(page) == []
    summary.get_by_role("link").click()
    expect(page.locator("#f-start")).to_be_focused()
    expect(page.locator("#f-start")).to_have_value("half nine")
    page.fill("#f-start", "9.45")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "start: 09:45     # not earlier" in sessions(server)


def test_text_of_page_leads_to_its_field_by_click_and_keyboard(page: Page) -> None:
    show(page, "/programme/opening/")
    page.get_by_role("button", name="Edit this page").click()
    heading = page.locator("h1")
    heading.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/_edit/record/session/opening?field=title*")
    expect(page.locator("#f-title")).to_be_focused()
    frame = page.frame_locator("aside iframe")
    page.fill("#f-title", "The tide as typed")
    expect(frame.locator("h1")).to_have_text("The tide as typed")
    expect(frame.locator(".save_session")).not_to_contain_text("The tide as typed")
    frame.locator("main .text p").first.click()
    page.wait_for_url("**field=abstract*")
    page.get_by_role("link", name="Show on page").click()
    expect(page.locator(".microsite-shown").first).to_be_visible()


def test_page_without_editing_works_as_it_is(page: Page) -> None:
    show(page, "/programme/")
    page.locator("main a[href*='opening']").first.click()
    page.wait_for_url("**/programme/opening/**")
    assert page.locator("microsite-panel, microsite-editor").count() >= 1


DRAFT = "localStorage.getItem('microsite-draft:/_edit/{}')"


def test_unsaved_text_is_offered_again(page: Page) -> None:
    show(page, "/_edit/record/session/coffee")
    page.fill("#f-title", "Not saved yet")
    wait_until(page, f"{DRAFT.format('record/session/coffee')} !== null")
    page.reload()
    expect(page.locator("#f-title")).to_have_value("Coffee")
    page.get_by_role("button", name="Use the unsaved text").click()
    expect(page.locator("#f-title")).to_have_value("Not saved yet")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("There is unsaved text")).to_have_count(0)


def test_room_added_in_another_tab_can_be_chosen(
    server: EditorServer, page: Page
) -> None:
    show(page, "/_edit/record/session/coffee")
    page.locator("details.more > summary").click()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="New room").click()
    other_tab = popup.value
    other_tab.fill("#f-name", "Quiet room")
    other_tab.get_by_role("button", name="Save", exact=True).click()
    expect(other_tab.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    other_tab.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#f-room-list option[value='Quiet room']")).to_have_count(1)
    page.locator("#f-room-1").fill("Quiet room")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "room: Quiet room" in sessions(server)


def test_saved_text_of_a_new_record_is_not_offered_again(page: Page) -> None:
    show(page, "/_edit/new/room")
    page.fill("#f-name", "Quiet room")
    wait_until(page, f"{DRAFT.format('new/room')} !== null")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    wait_until(page, f"{DRAFT.format('new/room')} === null")
    show(page, "/_edit/new/room")
    expect(page.get_by_text("There is unsaved text")).to_have_count(0)


def test_paste_from_word_becomes_markdown(page: Page) -> None:
    show(page, "/_edit/new/page")
    page.locator("#f-body").focus()
    page.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(paste);
        }""",
        WORD,
    )
    expect(page.locator("#f-body")).to_have_value(MARKDOWN)
    expect(page.locator(".markdown-preview strong")).to_have_text("Bold")
    expect(page.locator(".markdown-preview li")).to_have_count(2)
    assert page.evaluate("window.hacked") is None


def test_names_are_added_by_keyboard(server: EditorServer, page: Page) -> None:
    show(page, "/_edit/record/session/opening")
    names = page.locator("#f-speakers input")
    names.nth(0).fill("Sam Example")
    names.nth(1).fill("")
    page.locator("#f-speakers").get_by_role("button", name="Add another").press("Enter")
    expect(names).to_have_count(4)
    expect(names.nth(3)).to_be_focused()
    page.keyboard.type("Kim Example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "speakers: [sam, kim]" in sessions(server)


def test_address_of_the_terminal_opens_the_editor(
    server: EditorServer, browser: Browser
) -> None:
    """A browser that was closed needs it again, and the page says so."""
    origin = f"http://127.0.0.1:{server.port}"
    with new_context(browser) as context:
        page = context.new_page()
        page.goto(f"{origin}/_edit/content")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "This request is not allowed"
        )
        assert barriers(page) == []

        page.goto(f"{origin}/_edit/?token={ACCESS_TOKEN}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        assert page.url == f"{origin}/_edit/"

        page.get_by_role("link", name="Content", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Content")
