"""Screens for pictures, undo, import and publishing in a browser: accessible, also by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import new_context, sign_in
from tests.browser.test_edit import barriers
from tests.browser.test_pages import sideways
from tests.editor.served import Served, served
from tests.editor.test_import_page import PROGRAMME, SESSIONS, workbook
from tests.editor.test_pictures import HEIC
from tests.editor.test_publish_page import build, change, name_in_git, repository
from tests.making import write_project
from tests.picturing import photo

KIM = "content/speakers/kim.md"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ALT = "Kim, smiling, on a quay"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    name_in_git(tmp_path, monkeypatch)
    files = {KIM: "---\nname: Kim\n---\nHello.\n", PROGRAMME: SESSIONS}
    write_project(
        tmp_path / "site", {**files, "content/pages/about.md": "---\ntitle: A\n---\n"}
    )
    with served(tmp_path / "site") as running:
        build(running)
        yield running


@pytest.fixture
def page(server: Served, browser: Browser) -> Iterator[Page]:
    context = new_context(browser, viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on(
        "console",
        lambda message: (
            problems.append(message.text) if "Policy" in message.text else None
        ),
    )
    yield tab
    context.close()
    assert problems == []


def show(server: Served, page: Page, address: str) -> None:
    sign_in(page, server)
    page.goto(f"http://127.0.0.1:{server.port}/_edit/{address.removeprefix('/_edit/')}")


def test_every_screen_is_accessible_and_narrow(server: Served, page: Page) -> None:
    repository(server)
    server.upload("picture/speaker/photo/kim", "kim.jpg", photo((800, 600)), alt=ALT)
    path = server.root / KIM
    path.write_text(
        server.text(KIM).replace("photo_alt: Kim", "photo_alt: Sam"), "utf-8"
    )
    change(server)
    review = server.upload(
        "import", "a.xlsx", workbook(server, opening_title="The opening")
    )
    screens = ["undo", "picture/speaker/photo/kim", "import", review, "publish"]
    page.set_viewport_size({"width": 320, "height": 800})
    for address in screens:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            show(server, page, address)
            page.evaluate(
                "for (const element of document.querySelectorAll('details')) element.open = true"
            )
            assert barriers(page) == [], address
            assert sideways(page) == [], address
    show(server, page, "undo")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("alert")).to_contain_text("in the same lines")
    assert barriers(page) == []
    assert sideways(page) == []


def test_a_picture_is_chosen_described_and_its_point_dragged(
    server: Served, page: Page
) -> None:
    show(server, page, "picture/speaker/photo/kim")
    page.set_input_files(
        "#file", {"name": "a.heic", "mimeType": "image/heic", "buffer": HEIC}
    )
    expect(page.locator(".chosen")).to_contain_text("a.heic is used when you save")
    page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Describe the picture")
    alert.get_by_role("link").click()
    page.set_input_files(
        "#file", {"name": "a.jpg", "mimeType": "", "buffer": photo((800, 600))}
    )
    page.fill("#alt", ALT)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()

    page.locator(".frame img").evaluate("image => image.decode()")
    page.locator(".frame").scroll_into_view_if_needed()
    box = page.locator(".frame").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(
        box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.25, steps=4
    )
    page.mouse.up()
    assert (page.input_value("#across"), page.input_value("#down")) == ("80", "25")
    expect(page.locator(".sizes img").first).to_have_attribute(
        "src", re.compile("focus=80%25")
    )
    page.focus("#across")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "photo_focus: 81% 25%" in server.text(KIM)

    page.get_by_text("Keep only a part").click()
    page.locator(".frame img").evaluate("image => image.decode()")
    page.locator(".frame").scroll_into_view_if_needed()
    box = page.locator(".frame").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(
        box["x"] + box["width"] * 0.5, box["y"] + box["height"] - 1, steps=4
    )
    page.mouse.up()
    assert page.input_value("#width") in ("49", "50")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("figcaption").first).to_contain_text("kim-part.jpg")


def test_a_pasted_picture_is_taken(server: Served, page: Page) -> None:
    show(server, page, "picture/speaker/photo/kim")
    page.evaluate(
        """() => {
          const files = new DataTransfer();
          files.items.add(new File(["x"], "image.png", { type: "image/png" }));
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: files }));
        }"""
    )
    expect(page.locator(".chosen")).to_contain_text("image.png is used when you save")


def test_steps_of_publishing_appear_without_reload(server: Served, page: Page) -> None:
    show(server, page, "publish")
    page.get_by_role("button", name="Create a zip file").click()
    expect(page.get_by_role("link", name="Download the zip file")).to_be_visible(
        timeout=60_000
    )
    assert barriers(page) == []
    assert sideways(page) == []


def test_changes_are_chosen_by_keyboard(server: Served, page: Page) -> None:
    data = workbook(server, opening_title="The opening", lunch_title="A long lunch")
    show(server, page, server.upload("import", "a.xlsx", data))
    page.get_by_label("“Lunch” becomes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 file was changed")
    assert server.text(PROGRAMME) == SESSIONS.replace(
        "title: Opening", "title: The opening"
    )


def test_a_picture_is_dropped_into_a_text(server: Served, page: Page) -> None:
    show(server, page, "record/speaker/kim")
    area = page.locator("textarea.markdown")
    area.focus()
    page.keyboard.press("Control+End")
    page.evaluate(
        """() => {
          const picture = document.createElement("canvas");
          picture.width = picture.height = 40;
          const bytes = Uint8Array.from(atob(picture.toDataURL("image/png").split(",")[1]), (letter) => letter.charCodeAt(0));
          const files = new DataTransfer();
          files.items.add(new File([bytes], "image.png", { type: "image/png" }));
          const area = document.querySelector("textarea.markdown");
          area.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
        }"""
    )
    expect(
        page.get_by_label("Description for people who cannot see it")
    ).to_be_focused()
    assert barriers(page) == []
    page.keyboard.type("photo")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("alert").filter(has_text="does not describe")
    ).to_be_visible()
    page.get_by_label("Description for people who cannot see it").fill("A quay at dawn")
    page.get_by_role("button", name="Insert").click()
    expect(area).to_have_value(
        "Hello.\n\n![A quay at dawn](images/a-quay-at-dawn.png)\n\n"
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "![A quay at dawn](images/a-quay-at-dawn.png)" in server.text(KIM)


def test_a_saved_form_is_undone_with_one_press_and_made_again(
    server: Served, page: Page
) -> None:
    before = server.text(KIM)
    show(server, page, "record/speaker/kim")
    page.get_by_label("Name", exact=False).first.fill("Kim Example")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert "name: Kim Example" in server.text(KIM)

    page.get_by_role("button", name=re.compile("Undo ?: Changed the name")).click()

    message = page.get_by_role("status")
    expect(message).to_contain_text("Undone: Changed the name of “Kim Example”.")
    assert server.text(KIM) == before
    assert barriers(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(page) == []

    message.get_by_role("button", name="Change again").click()
    expect(page.get_by_role("status")).to_contain_text("Done again: Changed the name")
    assert "name: Kim Example" in server.text(KIM)


def test_what_prevents_undoing_leads_to_its_form(server: Served, page: Page) -> None:
    show(server, page, "new/speaker")
    page.get_by_label("Name", exact=False).first.fill("Lee Example")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    path = server.root / PROGRAMME
    text = server.text(PROGRAMME)
    speakers = "    speakers: [lee-example]\n"
    path.write_text(
        text.replace("    kind: talk\n", f"    kind: talk\n{speakers}"), "utf-8"
    )

    page.get_by_role("button", name=re.compile("Undo ?: Added the speaker")).click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(
        "cannot be undone, because the site would then have 1 error"
    )
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    alert.get_by_role(
        "link", name="The session “Opening” names the speaker “Lee Example”"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opening")
    assert "#f-speakers" in page.url
