"""Lookup of the source line of text on every page kind, by mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from microsite.build import Outcome
from microsite.preview.editor import FILE, LINE, Editor
from microsite.preview.rebuild import BuildStatus, PreviewState
from microsite.preview.source_lookup import words_of
from microsite.project import Project
from tests.browser.opened import in_its_faces, new_context, tidewater
from tests.built import SITES
from tests.preview_helpers import InProcessServer, arguments_of, program

ROOT = SITES["tidewater"]
ASK = """async () => {
  const { pieces, where } = window.micrositePicker;
  return Promise.all(pieces().map(async (element) => ({
    text: element.matches("img") ? element.alt : element.innerText, main: Boolean(element.closest("main")),
    tag: element.localName, prose: Boolean(element.closest(".text")), place: await where(element) })));
}"""


@pytest.fixture(scope="module")
def served() -> Iterator[InProcessServer]:
    running = InProcessServer(
        PreviewState(Project.at(ROOT, tidewater()), None, BuildStatus(Outcome(), 1))
    )
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser, served: InProcessServer) -> Iterator[Page]:
    with new_context(browser, reduced_motion="reduce") as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        problems: list[str] = []
        page.on(
            "console",
            lambda message: problems.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"http://127.0.0.1:{served.port}/")
        yield page
        assert problems == []


ADDRESSES = (
    "",
    "programme/",
    "programme/a-wall-to-sit-on/",
    "speakers/",
    "speakers/ignatius-wetherfoot/",
    "resources/",
    "rates/",
    "sponsorship/",
    "venue/",
    "news/",
    "news/save-the-date/",
    "contact/",
    "help/",
    "what-we-heard/",
)
"""Return a page of each kind of the example."""


def written_at(place: dict[str, Any]) -> tuple[str, ...]:
    """Return the words of the paragraph or value at a place."""
    lines = (
        ROOT / place["path"] if (ROOT / place["path"]).is_file() else SITES["first"] / place["path"]
    ).read_text(encoding="utf-8")
    return words_of("\n".join(lines.split("\n")[place["line"] - 1 :][:12]))


def test_click_to_source_finds_words_of_the_text(served: InProcessServer, page: Page) -> None:
    """On every page, the source found for a text contains its words."""
    for address in ADDRESSES:
        answer = page.goto(f"http://127.0.0.1:{served.port}/{address}")
        assert answer is not None
        assert answer.status == 200
        pieces = [piece for piece in page.evaluate(ASK) if piece["main"]]
        assert len(pieces) > 3
        for piece in pieces:
            check_place(piece)


def check_place(piece: dict[str, Any]) -> None:
    shown, place = words_of(piece["text"]), piece["place"]
    if place and not place["excerpt"].startswith("  - id:"):  # the record around generated text
        assert set(shown) & set(written_at(place)) or re.search(r"\d", piece["text"]), piece
    if piece["prose"] and len(shown) > 1:
        assert place, piece
        assert set(shown[:3]) <= set(written_at(place)), piece


PLACES = (
    ("the title of the event", "", "h1", "content/event.md", "title: Tidewater 2025"),
    (
        "its strapline",
        "",
        "h1 span",
        "content/event.md",
        "strapline: Living well where the land stops",
    ),
    ("its days", "", "dd >> text=September 2025", "content/event.md", "ends: 2025-09-19 17:30"),
    ("its venue", "venue/", "dt >> text=Ferry", "content/event.md", "- by: Ferry"),
    (
        "a heading of prose",
        "",
        "h2 >> text=Three ways to meet",
        "content/event.md",
        "## Three ways to meet the sea",
    ),
    (
        "a paragraph",
        "",
        "p >> text=Most talks were",
        "content/event.md",
        "Most talks were recorded.",
    ),
    (
        "a link in a paragraph",
        "",
        "p a >> text=this site",
        "content/event.md",
        "For two days in September",
    ),
    (
        "an outcome",
        "",
        "h3 >> text=in other wet towns",
        "content/event.md",
        "- title: Three friends in other wet towns",
    ),
    (
        "a figure",
        "",
        ".figure__statement >> nth=0",
        "data/figures.yaml",
        "statement: The sea at Porto Salgueiro",
    ),
    (
        "a session",
        "programme/",
        "h3 >> text=A wall the town can sit on",
        "data/sessions.yaml",
        "title: ",
    ),
    (
        "its time",
        "programme/",
        "#a-wall-to-sit-on .session_card__key",
        "data/sessions.yaml",
        "room: net-loft",
    ),
    (
        "its summary",
        "programme/",
        "#thursday-lunch .session_card__summary",
        "data/sessions.yaml",
        "summary: ",
    ),
    (
        "a day",
        "programme/",
        "h2 >> text=Friday 19 September",
        "data/sessions.yaml",
        "- day: 2025-09-19",
    ),
    (
        "a speaker of it",
        "programme/",
        "li >> text=Łucja Falochrońska",
        "content/speakers/lucja-",
        "name: Łucja",
    ),
    (
        "a speaker",
        "speakers/ignatius-wetherfoot/",
        "h1",
        "content/speakers/ignatius-wetherfoot.md",
        "name: Ignatius",
    ),
    (
        "a picture",
        "speakers/ignatius-wetherfoot/",
        "img.portrait",
        "content/speakers/ignatius-",
        "photo_alt: ",
    ),
    (
        "a resource",
        "resources/",
        "h3 >> text=A map of the lowest",
        "data/resources.yaml",
        "title: A map of the lowest",
    ),
    ("a rate", "rates/", "td >> text=€320", "data/rates.yaml", "amount: 320"),
    (
        "a sponsor",
        "sponsorship/",
        "img[alt='Heron & Sluice']",
        "data/sponsors.yaml",
        "name: Heron & Sluice",
    ),
    ("a tier", "sponsorship/", "h3 >> text=Spring tide", "data/sponsors.yaml", "name: Spring tide"),
    (
        "words of the design",
        "",
        "h2 >> text=Who it is for",
        "templates/pages/home.html",
        "Who it is for",
    ),
    ("the foot of the page", "", "footer a[href^='tel:'] >> nth=0", "content/event.md", "phone: "),
)


def test_click_to_source_finds_every_kind_of_content(served: InProcessServer, page: Page) -> None:
    for what, address, selector, path, excerpt in PLACES:
        wanted = f"http://127.0.0.1:{served.port}/{address}"
        if page.url != wanted:
            page.goto(wanted)
        element = page.locator(f"css={selector}" if ">>" not in selector else selector).first
        place = element.evaluate("element => window.micrositePicker.where(element)")
        assert place.get("path", "").startswith(path), (what, place)
        assert excerpt in place["excerpt"], (what, place)


def test_click_to_source_opens_with_alt_click(
    served: InProcessServer, page: Page, tmp_path: Path
) -> None:
    code = program(tmp_path / "bin", "code")
    served.state.editor = Editor("Code", (str(code), f"{FILE}:{LINE}"))
    try:
        page.locator("h1").click(modifiers=["Alt"])
        expect(page.locator("microsite-picker .said")).to_have_text("Opened in Code")
        assert arguments_of(code) == repr([f"{ROOT}/content/event.md:2"])
    finally:
        served.state.editor = None


def test_click_to_source_leaves_plain_clicks_alone(page: Page) -> None:
    page.get_by_role("link", name="See the programme").first.click()

    expect(page).to_have_url(re.compile("programme"))


def test_click_to_source_works_by_keyboard(page: Page) -> None:
    """Press the button, Tab to a text, Enter to see its place, Escape to close and to end."""
    switch = page.get_by_role("button", name="Edit this text")
    switch.focus()
    page.keyboard.press("Enter")
    pressed = page.locator("microsite-picker .switch")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(pressed).to_have_text("Select any text. Press Esc to stop.")
    page.locator("h1").focus()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("lead")
    page.keyboard.press("Enter")

    card = page.get_by_role("region", name="Source of this text")
    expect(card).to_contain_text("content/event.md, line 4")
    card.get_by_role("button", name="Copy file and line").click()
    expect(card).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "content/event.md:4"
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(":focus")).to_have_class("lead")
    page.keyboard.press("Escape")
    expect(pressed).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-microsite-piece]")).to_have_count(0)
    expect(page.locator("main p[tabindex]")).to_have_count(0)


def test_words_that_no_line_holds_are_told_so(page: Page) -> None:
    page.locator("dt", has_text="When").first.click(modifiers=["Alt"])

    expect(page.locator("microsite-picker .said")).to_contain_text(
        "This text cannot be edited directly"
    )


def test_click_to_source_does_not_move_the_page(page: Page) -> None:
    in_its_faces(page)
    before = page.evaluate(
        "[document.documentElement.scrollHeight, document.querySelector('footer').offsetTop]"
    )
    page.locator("microsite-picker .switch").click()
    page.locator("h1").click()
    expect(page.locator("microsite-picker .where")).to_contain_text("content/event.md")

    assert (
        page.evaluate(
            "[document.documentElement.scrollHeight, document.querySelector('footer').offsetTop]"
        )
        == before
    )
