"""The programme's filter: created by its script, operable by keyboard, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from microsite.project import Project
from tests.browser.opened import (
    BEFORE,
    emptied,
    faults,
    finished,
    gridded,
    hold_requests,
    in_its_faces,
    opened,
    tidewater,
    wait_for,
)
from tests.built import built
from tests.making import EVENT, sessions_yaml, write_project

Serve = Callable[[Path], str]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """Open a window for the tests of `page`."""
    with opened(browser) as page:
        yield page


@pytest.fixture
def page(window: Page, serve_folder: Serve) -> Iterator[Page]:
    """Open the programme of two days and three tracks."""
    with emptied(window, {"width": 1280, "height": 900}) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.locator(".save_button").first.wait_for()
        yield page


def chip(page: Page, name: str) -> Locator:
    return page.locator(".finder").get_by_label(name, exact=True)


def choose(page: Page, name: str) -> None:
    page.locator(".finder .chip").filter(has_text=name).click()


def words(page: Page) -> Locator:
    return page.get_by_label("Find words")


def visible_titles(page: Page) -> list[str]:
    """Return the visible titles, in order."""
    return page.locator(
        ":is(.session_card__title a, .session_card__title s):visible"
    ).all_inner_texts()


def status(page: Page) -> Locator:
    return page.locator(".finder [role=status]")


def test_filter_is_loaded_on_first_use(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.locator(".save_button").first.wait_for()
        assert not any("/filter.js" in url for url in urls)
        choose(page, "Hold")
        expect(status(page)).to_have_text("6 of 32 sessions: Hold")
        assert any("/filter.js" in url for url in urls)


def hold(page: Page, address: str, script: str) -> list[Route]:
    """Open the programme. Return the requests for a script, which wait."""
    page.clock.set_fixed_time(BEFORE.isoformat())
    waiting = hold_requests(page, f"**/{script}.js")
    page.goto(f"{address}/programme/index.html")
    if script != "modules/controls":
        page.locator(".save_button").first.wait_for()
    return waiting


def let_go(page: Page, waiting: list[Route]) -> None:
    """Let the requests go on, the first one after a moment."""
    wait_for(page, lambda: bool(waiting))
    page.wait_for_timeout(200)
    for route in waiting:
        route.continue_()
    page.unroute_all()


@pytest.mark.parametrize("script", ["modules/controls", "filter"])
def test_filter_applies_words_typed_before_a_script_is_loaded(
    browser: Browser, serve_folder: Serve, script: str
) -> None:
    with opened(browser) as page:
        waiting = hold(page, serve_folder(tidewater()), script)
        words(page).press_sequentially("golf")
        let_go(page, waiting)
        expect(status(page)).to_have_text("1 of 32 sessions: “golf”")


@pytest.mark.parametrize("script", ["modules/controls", "my_day", "my_day_panel"])
def test_my_day_opens_if_chosen_before_a_script_is_loaded(
    browser: Browser, serve_folder: Serve, script: str
) -> None:
    with opened(browser) as page:
        waiting = hold(page, serve_folder(tidewater()), script)
        choose(page, "My day")
        let_go(page, waiting)
        expect(page.get_by_role("region", name="My day")).to_be_visible()
        choose(page, "Everything")
        expect(chip(page, "Everything")).to_be_checked()
        expect(status(page)).to_have_text("32 sessions")


def test_presses_count_if_visitor_leaves_before_a_script_is_loaded(
    browser: Browser, serve_folder: Serve
) -> None:
    """A star, and the choice between the views."""
    with opened(browser) as page:
        waiting = hold(page, serve_folder(tidewater()), "my_day")
        star = page.locator("#a-wall-to-sit-on .save_button")
        star.click()
        page.locator(".view_choice .chip").filter(has_text="Compact").click()
        page.goto("about:blank")
        assert waiting
        page.unroute_all()
        page.go_back()
        expect(star).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_label("Compact")).to_be_checked()


@pytest.mark.parametrize("script", ["my_day", "save"])
def test_stars_pressed_before_a_script_is_loaded_save(
    browser: Browser, serve_folder: Serve, script: str
) -> None:
    """On the programme, and on the page of a session and beside another one."""
    with opened(browser) as page:
        waiting = hold(page, serve_folder(tidewater()), script)
        stars = page.locator(
            ":is(#a-wall-to-sit-on, #giving-the-golf-course-back) .save_button"
        )
        if script == "save":
            page.get_by_role("link", name="A wall the town can sit on").first.click()
            stars = page.locator("main .save_button")
        expect(stars.first).to_be_visible()
        for star in stars.all():
            star.click()
        stars.first.click()
        stars.first.click()
        let_go(page, waiting)
        for star in stars.all():
            expect(star).to_have_attribute("aria-pressed", "true")
        page.reload()
        for star in stars.all():
            expect(star).to_have_attribute("aria-pressed", "true")
        assert faults(page) == []


def test_filter_choices_narrow_list_and_set_address(page: Page) -> None:
    choose(page, "Hold")
    expect(status(page)).to_have_text("6 of 32 sessions: Hold")
    assert page.url.endswith("?track=Hold")
    choose(page, "Lamp Room")
    expect(status(page)).to_contain_text("Lamp Room")
    assert page.url.endswith("?room=Lamp+Room")
    words(page).fill("golf")
    expect(status(page)).to_have_text(
        "No sessions match: Lamp Room, “golf”. Choose “Everything” to see all."
    )
    assert visible_titles(page) == []
    choose(page, "Boathouse")
    expect(status(page)).to_contain_text("1 of 32 sessions: ")


def test_captions_and_loop_narrow_every_other_choice(page: Page) -> None:
    choose(page, "Loop")
    expect(status(page)).to_have_text("20 of 32 sessions: Loop")
    choose(page, "Captions")
    choose(page, "Hold")
    expect(status(page)).to_have_text("3 of 32 sessions: Captions, Loop, Hold")
    assert page.url.endswith("?aids=Captions%2C+Loop&track=Hold")
    page.reload()
    expect(status(page)).to_have_text("3 of 32 sessions: Hold, Captions, Loop")
    expect(chip(page, "Loop")).to_be_checked()
    choose(page, "Everything")
    expect(status(page)).to_have_text("32 sessions")
    expect(chip(page, "Loop")).not_to_be_checked()
    assert page.url.endswith("programme/index.html")


def test_filter_hides_breaks_and_empty_days(page: Page) -> None:
    expect(page.get_by_text("Coffee and queijadas")).to_be_visible()
    words(page).fill("golf")
    expect(status(page)).to_have_text("1 of 32 sessions: “golf”")
    expect(page.get_by_text("Coffee and queijadas")).to_be_hidden()
    expect(page.locator("#day-2")).to_be_hidden()
    expect(chip(page, "Everything")).not_to_be_checked()


def test_filter_removes_and_restores_columns(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{serve_folder(gridded())}/programme/index.html")
        in_its_faces(page)
        cells = {
            name: page.locator(f"#{name}")
            for name in ("long", "early", "late", "lunch")
        }
        before = {name: cell.bounding_box() for name, cell in cells.items()}
        choose(page, "Attic")
        expect(cells["long"]).to_be_hidden()
        expect(cells["lunch"]).to_be_hidden()
        expect(page.locator(".day__columns")).to_be_hidden()
        early, late = cells["early"].bounding_box(), cells["late"].bounding_box()
        assert early and late and early["x"] == late["x"]
        assert early["y"] + early["height"] <= late["y"]
        choose(page, "Everything")
        assert {name: cell.bounding_box() for name, cell in cells.items()} == before


def test_filter_ignores_case_and_accents(page: Page) -> None:
    words(page).fill("LUCJA falochron")
    expect(status(page)).to_have_text("2 of 32 sessions: “LUCJA falochron”")
    assert "A wall the town can sit on" in visible_titles(page)


def test_filter_survives_reload_and_back(page: Page) -> None:
    choose(page, "Make room")
    expect(status(page)).to_contain_text("Make room")
    titles = visible_titles(page)
    page.reload()
    expect(status(page)).to_contain_text("Make room")
    assert visible_titles(page) == titles
    page.locator("main").get_by_role("link", name=titles[0]).click()
    page.wait_for_url(lambda address: "index.html?" not in address)
    page.go_back()
    expect(status(page)).to_contain_text("Make room")
    assert visible_titles(page) == titles
    expect(chip(page, "Make room")).to_be_checked()


def test_filtered_address_shows_its_choice(page: Page) -> None:
    """On a phone the choices, which are behind a button, are then open."""
    page.set_viewport_size({"width": 390, "height": 844})
    expect(chip(page, "Hold")).to_be_hidden()
    page.goto(f"{page.url.partition('?')[0]}?track=Hold")
    expect(chip(page, "Hold")).to_be_checked()
    expect(page.get_by_role("button", name="Filter")).to_have_attribute(
        "aria-expanded", "true"
    )


def test_filter_ignores_unknown_values_in_address(page: Page) -> None:
    page.goto(page.url.split("?")[0] + "?track=Nowhere&kind=&room=%F0%9F%A6%80")
    expect(status(page)).to_have_text("32 sessions")
    assert "?track" in page.url


def test_everything_and_escape_remove_filters(page: Page) -> None:
    everything = visible_titles(page)
    for key in ("", "Escape"):
        choose(page, "Hold")
        words(page).fill("wall")
        expect(status(page)).to_contain_text("wall")
        if key:
            chip(page, "Hold").press(key)
        else:
            choose(page, "Everything")
        expect(status(page)).to_have_text("32 sessions")
        assert visible_titles(page) == everything
        assert page.url.endswith("programme/index.html")
        expect(words(page)).to_have_value("")
        expect(chip(page, "Everything")).to_be_checked()


def test_link_to_filtered_session_removes_filters(page: Page) -> None:
    words(page).fill("golf")
    expect(page.locator("#day-2")).to_be_hidden()
    page.locator(".day_nav").get_by_role("link", name="Friday").click()
    expect(page.locator("#day-2")).to_be_visible()
    expect(page.locator("#day-2 h2")).to_be_in_viewport()


def test_filter_works_by_keyboard(page: Page) -> None:
    """The row is one group, which arrow keys move in."""
    chip(page, "Everything").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(status(page)).to_contain_text("Net Loft")
    page.keyboard.press("Enter")  # it sends no form and opens no page
    for _ in range(3):  # captions and loop come between
        page.keyboard.press("Tab")
    expect(words(page)).to_be_focused()
    page.keyboard.type("tide")
    expect(status(page)).to_contain_text("“tide”")


def test_chips_can_be_named(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    event = f"{EVENT}programme:\n  chips: [Hall, workshop]\n"
    sessions = sessions_yaml(
        "start: 10:00\nroom: Hall",
        "start: 11:00\nroom: Attic\nkind: workshop",
        rooms=("Hall", "Attic"),
    )
    project = write_project(tmp_path, {"data/sessions.yaml": sessions}, event)
    output = finished(Project.at(project), date(2027, 1, 15))
    with opened(browser, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{serve_folder(output)}/programme/index.html")
        assert page.locator(".finder .chips .chip:visible").all_inner_texts()[2:] == [
            "Hall",
            "Workshops",
        ]
        choose(page, "Workshops")
        expect(status(page)).to_have_text("1 of 2 sessions: Workshop")
        assert faults(page) == []


def test_views_work_without_scripts(browser: Browser, serve_folder: Serve) -> None:
    """Compact shows titles and rooms only, and is remembered where scripts run."""
    address = f"{serve_folder(tidewater())}/programme/index.html"
    with opened(browser, java_script_enabled=False) as page:
        page.goto(address)
        people = page.locator(".session_card__meta a").first
        expect(people).to_be_visible()
        page.locator(".view_choice .chip").filter(has_text="Compact").click()
        expect(people).to_be_hidden()
        expect(page.locator(".session_card__room").first).to_be_visible()
    with opened(browser) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(address)
        page.locator(".save_button").first.wait_for()
        page.locator(".view_choice .chip").filter(has_text="Compact").click()
        page.reload()
        expect(page.get_by_label("Compact")).to_be_checked()


STOPS = """() => {
    const from = document.querySelector(".tools__past"), to = document.getElementById("after_programme");
    const { DOCUMENT_POSITION_FOLLOWING: follows } = Node;
    const isBetween = (element) => element === from
        || from.compareDocumentPosition(element) & element.compareDocumentPosition(to) & follows;
    return [...document.querySelectorAll("a[href], button, input, select, summary")].filter(element =>
        isBetween(element) && element.checkVisibility({ visibilityProperty: true })
        && (element.type !== "radio" || element.checked)).length;
}"""
"""Return the number of stops of the Tab key from the link past the programme to its end."""


def test_one_day_has_few_stops_for_the_tab_key(
    browser: Browser, serve_folder: Serve
) -> None:
    """A title and a star for each session; in Full its people, each once, and content notes."""
    with opened(browser, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{serve_folder(built('first').output)}/programme/index.html")
        page.locator(".save_button").last.wait_for()
        stops = page.evaluate(STOPS)
        page.get_by_label("Full").press("ArrowLeft")
        expect(page.get_by_label("Compact")).to_be_checked()
        assert stops <= 60
        assert page.evaluate(STOPS) <= 36
        assert faults(page) == []


def test_compact_keeps_a_chosen_aid(page: Page) -> None:
    """A choice that takes effect can be undone where it was made."""
    choose(page, "Loop")
    page.get_by_label("Compact").check(force=True)
    expect(chip(page, "Loop")).to_be_visible()
    expect(chip(page, "Captions")).to_be_hidden()


def test_sessions_with_content_notes_are_dimmed(page: Page) -> None:
    """They stay, as people may be looking for them."""
    cell = page.locator(".slot__cell:has(.content_note)").first
    assert cell.evaluate("cell => getComputedStyle(cell).opacity") == "1"
    choose(page, "Without content notes")
    expect(cell).to_have_css("opacity", "0.66")
    expect(cell).to_be_visible()
    expect(status(page)).to_have_text("32 sessions")
    choose(page, "Everything")
    expect(cell).to_have_css("opacity", "1")


def test_filter_prints_selection_without_controls(page: Page) -> None:
    choose(page, "Hold")
    expect(status(page)).to_contain_text("6 of 32")
    page.emulate_media(media="print")
    for control in page.locator(
        ".finder :is(button, select, input), .save_button, .view_choice"
    ).all():
        assert not control.is_visible()
    expect(status(page)).to_be_visible()
    assert len(visible_titles(page)) == 6


def test_filter_has_no_controls_without_scripts(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_folder(tidewater())}/programme/index.html?track=Hold")
        expect(page.locator(".finder__form")).to_be_hidden()
        assert len(visible_titles(page)) > 30


def test_custom_fields_filter_alone_and_from_the_address(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    fields = (
        "fields:\n  - {name: experience, kind: one of, choices: [Beginner, Expert], filter: yes}\n"
        "  - {name: tags, kind: several of, choices: [Policy, Practice], filter: yes}\n"
    )
    sessions = sessions_yaml(
        "title: Tides\nstart: 09:00\nexperience: Beginner\ntags: [Policy, Practice]",
        "title: Storms\nstart: 11:00\nexperience: Expert\ntags: Practice",
    )
    root = write_project(tmp_path, {"data/sessions.yaml": fields + sessions})
    output = finished(Project.at(root), date(2027, 1, 15))
    with opened(browser, viewport={"width": 1280, "height": 900}) as page:
        page.goto(
            f"{serve_folder(output)}/programme/index.html?field-experience=Expert"
        )
        expect(status(page)).to_contain_text("1 of 2 sessions")
        assert visible_titles(page) == ["Storms"]
        choose(page, "Practice")
        expect(status(page)).to_contain_text("2 of 2 sessions")
        assert visible_titles(page) == ["Tides", "Storms"]
        assert "field-tags=Practice" in page.url
        assert faults(page) == []


COVERED = """() => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const stars = [...document.querySelectorAll(".save_button")].map(element => element.getBoundingClientRect());
    const found = [];
    while (walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        for (const text of range.getClientRects()) {
            const isCovered = stars.some(star => star.left < text.right - 1 && text.left < star.right - 1
                && star.top < text.bottom - 3 && text.top < star.bottom - 3);
            const isShown = walker.currentNode.parentElement.checkVisibility();
            const isHelp = walker.currentNode.parentElement.closest(".visually-hidden, .save_button");
            if (isCovered && isShown && !isHelp) found.push(walker.currentNode.data);
        }
    }
    return found;
}"""
"""Return the texts under a star."""


def test_stars_cover_no_words_of_filtered_sessions(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, viewport={"width": 1280, "height": 844}) as page:
        page.goto(f"{serve_folder(built('first').output)}/programme/index.html")
        page.locator(".save_button").first.wait_for()
        assert_stars_cover_no_words(page)
        choose(page, "Main hall")
        page.locator(".is-filtered").wait_for()
        assert_stars_cover_no_words(page)


def assert_stars_cover_no_words(page: Page) -> None:
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(COVERED) == [], width
