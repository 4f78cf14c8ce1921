"""The programme board, the overview and the preview of the editor in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from microsite.apps.editor.board import slot_of
from tests.browser.opened import new_context, sign_in, wait_until
from tests.browser.test_pages import barriers, sideways
from tests.editor.boards import PROGRAMME, EditorServer, board_of, editor, write_board

AA = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EditorServer]:
    with editor(write_board(tmp_path)) as running:
        running.rebuilder.rebuild()
        yield running


@pytest.fixture
def page(server: EditorServer, browser: Browser) -> Iterator[Page]:
    context = new_context(browser, viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(opened, server)
    opened.goto(f"http://127.0.0.1:{server.port}/_edit/board?day=1")
    yield opened
    context.close()
    assert [error for error in errors if not error.startswith("Transition was ")] == []


def place(server: EditorServer, id_: str) -> tuple[int, int, str]:
    slot = slot_of(board_of(server.state.project.root).sessions[id_])
    return slot.start, slot.end, slot.room


def test_keyboard_moves_and_resizes(server: EditorServer, page: Page) -> None:
    session = page.locator("#s-tides")
    session.focus()
    page.keyboard.press("Enter")
    expect(session).to_have_attribute("aria-pressed", "true")
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("body > [role=status]")).to_contain_text(
        "Tides: 10:50 to 11:35, Room B. Room B is used by two sessions at the same time"
    )
    page.keyboard.press("ArrowLeft")
    expect(page.locator("body > [role=status]")).to_contain_text("Room A. No clashes.")
    for key in ("PageDown", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".board-status")).to_contain_text(
        "Moved “Tides” from 10:45 to 11:50"
    )
    expect(page.locator("#s-tides")).to_be_focused()
    assert place(server, "tides") == (11 * 60 + 50, 12 * 60 + 40, "room-a")


def test_escape_cancels_a_move(server: EditorServer, page: Page) -> None:
    before = (server.state.project.root / "data/sessions.yaml").read_bytes()
    page.locator("#s-tides").focus()
    top = page.locator("#s-tides").bounding_box()
    for key in ("Enter", "ArrowDown", "Escape"):
        page.keyboard.press(key)
    assert page.locator("#s-tides").bounding_box() == top
    expect(page.locator("body > [role=status]")).to_have_text("Cancelled.")
    assert (server.state.project.root / "data/sessions.yaml").read_bytes() == before


def test_dragging_moves_and_resizes(server: EditorServer, page: Page) -> None:
    def drag(id_: str, to: str, minutes: int, edge: int = 0) -> None:
        session = page.locator(f"#s-{id_}")
        session.scroll_into_view_if_needed()
        box, column = (
            session.bounding_box(),
            page.locator(f"[data-room={to}]").bounding_box(),
        )
        assert box
        assert column
        y = box["y"] + (box["height"] - 3 if edge else 6)
        scale = box["height"] / (edge or 45)
        page.mouse.move(box["x"] + 20, y)
        page.mouse.down()
        page.mouse.move(column["x"] + 20, y + 3)
        page.mouse.move(column["x"] + 20, y + minutes * scale, steps=4)
        expect(session).to_have_class("board-session is-selected is-moving")
        page.mouse.up()

    drag("tides", "main-hall", 30)
    expect(page.locator(".board-status")).to_contain_text("to 11:15, Main hall")
    assert place(server, "tides") == (11 * 60 + 15, 12 * 60, "main-hall")
    drag("maps", "room-b", 15, edge=45)
    expect(page.locator(".board-status")).to_contain_text("from 45 minutes to 1 hour")
    assert place(server, "maps") == (10 * 60 + 45, 11 * 60 + 45, "room-b")


def test_times_are_level_below_names_of_any_length(
    tmp_path: Path, browser: Browser
) -> None:
    long = PROGRAMME.replace(
        "Room B", "Room B of the old observatory on the hill above the harbour"
    )
    with editor(write_board(tmp_path, long)) as server:
        context = new_context(browser, viewport={"width": 700, "height": 900})
        page = context.new_page()
        sign_in(page, server)
        page.goto(f"http://127.0.0.1:{server.port}/_edit/board?day=1")
        top = "document.querySelector('#s-%s').getBoundingClientRect().top"
        is_level = f"{top % 'tides'} === {top % 'maps'}"
        wait_until(page, is_level)
        page.set_viewport_size({"width": 1400, "height": 900})
        wait_until(page, is_level)
        context.close()


def test_dragging_to_another_day(server: EditorServer, page: Page) -> None:
    session, tab = (
        page.locator("#s-maps"),
        page.get_by_role("link", name="Friday 21 May 2027"),
    )
    session.drag_to(tab)
    expect(page.locator(".board-status")).to_contain_text(
        "to Friday 21 May 2027, 10:45"
    )
    expect(page.locator("#s-maps")).to_be_focused()
    assert board_of(server.state.project.root).sessions["maps"].day == 2


def test_panel_asks_before_it_causes_clashes(server: EditorServer, page: Page) -> None:
    page.locator("#s-tides").click()
    page.get_by_label("Minutes").fill("15")
    page.get_by_label("Direction").select_option("earlier")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("heading", name="This causes clashes")).to_be_visible()
    assert place(server, "tides") == (10 * 60 + 45, 11 * 60 + 30, "room-a")
    page.get_by_role("button", name="Save it anyway").click()
    expect(page.locator(".board-status")).to_contain_text("15 minutes earlier")
    assert place(server, "tides") == (10 * 60 + 30, 11 * 60 + 15, "room-a")


def test_panel_moves_everything_after(server: EditorServer, page: Page) -> None:
    page.locator("#s-coffee").click()
    expect(page.get_by_role("heading", name="Coffee, 10:15 to 10:45")).to_be_visible()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(".board-status")).to_contain_text(
        "Moved 4 sessions from 10:15 to 01:00"
    )
    assert place(server, "tides") == (11 * 60 + 15, 12 * 60, "room-a")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".board-status")).to_have_text("Undone.")
    assert place(server, "tides") == (10 * 60 + 45, 11 * 60 + 30, "room-a")


def test_preview_shows_another_day_width_and_colours(
    server: EditorServer, page: Page
) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/_edit/preview?width=390&theme=dark")
    page.get_by_label("Another day").fill("20 May 2027")
    page.get_by_role("button", name="Show this day").click()
    expect(
        page.get_by_text("The preview shows the site on Thursday 20 May 2027.")
    ).to_be_visible()
    frame = page.frame_locator("iframe")
    expect(frame.locator("html")).to_have_css("color-scheme", "dark")
    expect(frame.locator("html")).to_have_js_property("clientWidth", 390)


def test_pages_say_which_day_they_show(server: EditorServer, page: Page) -> None:
    server.send("preview", day="2027-05-20")
    page.goto(f"http://127.0.0.1:{server.port}/")
    expect(
        page.get_by_text("This is the site on Thursday 20 May 2027.")
    ).to_be_visible()
    page.get_by_role("link", name="Choose another day").click()
    page.get_by_role("button", name="Show today").click()
    expect(
        page.get_by_text("The preview shows the site as it is today")
    ).to_be_visible()
    links = page.frame_locator("iframe").get_by_role("link", name="Programme")
    links.first.click()
    expect(
        page.frame_locator("iframe").get_by_role("heading", name="Programme").first
    ).to_be_visible()


SCREENS: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 1280),
    ("light", 320),
    ("dark", 1280),
)


def test_screens_pass_axe(server: EditorServer, browser: Browser) -> None:
    with new_context(browser) as context:
        page = context.new_page()
        sign_in(page, server)
        for address in ("board", "board/list", "board/session/tides", "", "preview"):
            page.goto(f"http://127.0.0.1:{server.port}/_edit/{address}")
            if address == "board":
                page.locator("#s-tides").click()
            for scheme, width in SCREENS:
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 900})
                assert barriers(page, AA) + sideways(page) == [], (
                    address,
                    scheme,
                    width,
                )
