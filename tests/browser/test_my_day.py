"""My day: saved sessions, shared links, overlaps and the calendar."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Page, expect

from microsite.project import Project
from tests.browser.opened import (
    BEFORE,
    emptied,
    faults,
    finished,
    in_its_faces,
    opened,
    tidewater,
)
from tests.making import sessions_yaml, write_project

Serve = Callable[[Path], str]
WALL, GOLF, KEYNOTE = (
    "a-wall-to-sit-on",
    "giving-the-golf-course-back",
    "the-sea-has-read-the-plan",
)
TITLES = {
    WALL: "A wall the town can sit on",
    GOLF: "Giving the golf course back",
    KEYNOTE: "The sea has already read the plan",
}
"""The first two run at the same time."""
COVERED = """note => {
    const box = note.getBoundingClientRect();
    return [...document.querySelectorAll(".session_card *")]
        .filter((element) => !note.contains(element) && element.checkVisibility())
        .filter((element) => {
            const other = element.getBoundingClientRect();
            const isBeside = other.right <= box.left || other.left >= box.right;
            const isAbove = other.bottom <= box.top || other.top >= box.bottom;
            return other.width && !isBeside && !isAbove;
        })
        .map((element) => element.outerHTML);
}"""
"""Return the elements of sessions that a note overlaps."""
TOPS = """slots => slots.map(slot => [".slot__time", ".session_card__title"]
    .map(selector => Math.round(slot.querySelector(selector).getBoundingClientRect().top)))"""
"""Return where the time and the title of each slot begin."""
COLOURS = """element => {
    const { color, backgroundColor, forcedColorAdjust } = getComputedStyle(element);
    return [color, backgroundColor, forcedColorAdjust];
}"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """Open a window for the tests of `page`."""
    with opened(browser) as page:
        yield page


@pytest.fixture
def page(window: Page, serve_folder: Serve) -> Iterator[Page]:
    """Open the programme on a device without saved sessions."""
    with emptied(window, {"width": 1280, "height": 900}) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.locator(".save_button").first.wait_for()
        yield page


def star(page: Page, identity: str) -> Locator:
    return page.get_by_role("button", name=f"Save: {TITLES[identity]}", exact=True)


def my_day(page: Page) -> Locator:
    return page.locator(".chip").filter(has_text="My day")


def everything(page: Page) -> Locator:
    return page.locator(".chip").filter(has_text="Everything")


def status(page: Page) -> Locator:
    return page.locator(".finder [role=status]")


def saved_sessions(page: Page) -> object:
    return json.loads(
        page.evaluate(
            "Object.entries(localStorage).find(([key]) => key.startsWith('kept:'))?.[1] ?? '[]'"
        )
    )


def visible_titles(page: Page) -> list[str]:
    return page.locator(".session_card__title a:visible").all_inner_texts()


def test_save_buttons_on_sessions_but_not_breaks(page: Page) -> None:
    assert page.locator(".save_button").count() == 32
    assert page.locator("#thursday-coffee .save_button").count() == 0
    assert star(page, WALL).get_attribute("aria-pressed") == "false"


def test_save_button_saves_and_removes(page: Page) -> None:
    star(page, WALL).click()
    expect(star(page, WALL)).to_have_attribute("aria-pressed", "true")
    expect(my_day(page)).to_have_text("My day (1)")
    expect(status(page)).to_have_text("Saved. See my day (1)")
    expect(page.locator(".save_note")).to_have_text("Saved. See my day (1)")
    assert saved_sessions(page) == [WALL]
    page.reload()
    expect(star(page, WALL)).to_have_attribute("aria-pressed", "true")
    star(page, WALL).focus()
    page.keyboard.press("Space")
    expect(star(page, WALL)).to_have_attribute("aria-pressed", "false")
    expect(status(page)).to_have_text("Removed.")
    assert saved_sessions(page) == []


def test_save_button_filters_nothing(page: Page) -> None:
    star(page, WALL).click()
    expect(my_day(page)).to_have_text("My day (1)")
    expect(page.get_by_label("Everything")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pressed_buttons_are_readable_in_forced_colours(
    browser: Browser, serve_folder: Serve, scheme: Literal["light", "dark"]
) -> None:
    """axe does not see forced colours, so this compares the colours of words and ground."""
    with opened(browser, forced_colors="active", color_scheme=scheme) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        star(page, WALL).click()
        rest = page.locator("body").evaluate(
            "body => getComputedStyle(body).backgroundColor"
        )
        words, ground, adjustment = everything(page).locator("span").evaluate(COLOURS)
        assert words != ground != rest
        assert adjustment == "none"  # else the browser puts a plate behind the words
        star_of_header = page.locator(".header__my_day span").evaluate(
            "element => getComputedStyle(element, '::before').backgroundColor"
        )
        assert star_of_header != rest


def test_overlaps_are_shown_and_announced(page: Page) -> None:
    star(page, KEYNOTE).click()
    star(page, WALL).click()
    expect(page.locator(".overlap")).to_have_count(0)
    star(page, GOLF).click()
    expect(status(page)).to_have_text(
        f"Saved. Overlaps with “{TITLES[WALL]}”, which you have also saved. See my day (3)"
    )
    expect(page.locator(f"#{WALL} .overlap")).to_have_text(
        f"Overlaps with “{TITLES[GOLF]}”, which you have also saved."
    )
    expect(page.locator(f"#{GOLF} .overlap")).to_be_visible()
    expect(page.locator(f"#{KEYNOTE} .overlap")).to_have_count(0)
    star(page, WALL).click()
    expect(page.locator(".overlap")).to_have_count(0)


def test_my_day_shows_only_saved_sessions(page: Page) -> None:
    my_day(page).click()
    expect(page.get_by_role("region", name="My day")).to_contain_text(
        "You have not saved any sessions."
    )
    expect(my_day(page).locator("input")).to_be_checked()
    everything(page).click()
    for identity in (GOLF, WALL):
        star(page, identity).click()
    my_day(page).click()
    assert visible_titles(page) == [TITLES[WALL], TITLES[GOLF]]
    assert page.url.endswith("?show=mine")
    panel = page.get_by_role("region", name="My day")
    expect(panel).to_contain_text(f"“{TITLES[WALL]}” and “{TITLES[GOLF]}” overlap.")
    star(
        page, WALL
    ).click()  # it stays visible, so that an accidental removal can be undone
    assert visible_titles(page) == [TITLES[WALL], TITLES[GOLF]]
    expect(panel).not_to_contain_text("overlap")
    page.reload()
    expect(status(page)).to_have_text("1 of 32 sessions: My day")
    assert visible_titles(page) == [TITLES[GOLF]]
    everything(page).click()
    expect(panel).to_be_hidden()
    assert page.url.endswith("index.html")


def test_my_day_says_what_access_there_is(page: Page) -> None:
    access = page.locator(f"#{KEYNOTE} .access_note")
    star(page, KEYNOTE).click()
    expect(access).to_have_count(0)
    my_day(page).click()
    expect(access).to_have_text(
        "Access: Hearing loop, live captions, step-free by the goods lift."
    )
    everything(page).click()
    expect(access).to_be_hidden()


def test_my_day_reads_as_a_day(page: Page) -> None:
    """It has the breaks of its days, and says how long nothing is kept."""
    for identity in (KEYNOTE, GOLF):
        star(page, identity).click()
    my_day(page).click()
    expect(page.get_by_text("Coffee and queijadas")).to_be_visible()
    expect(page.locator("#day-2")).to_be_hidden()
    gaps = page.locator(".slot--free")
    assert gaps.all_inner_texts() == [
        "15 minutes free",
        "1 hour 15 minutes free",
        "2 hours free",
    ]
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        heights = gaps.evaluate_all("them => them.map(element => element.clientHeight)")
        assert max(heights) < 40, width
    everything(page).click()
    expect(gaps).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_note_of_a_saved_session_leads_to_my_day_and_covers_nothing(
    page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    star(page, GOLF).click()
    note = page.locator(".save_note")
    expect(note).to_be_in_viewport()
    covered = note.evaluate(COVERED)
    assert covered == []
    note.get_by_role("link").click()
    expect(note).to_have_count(0)
    assert visible_titles(page) == [TITLES[GOLF]]
    expect(status(page)).to_be_in_viewport()


def test_header_of_every_page_leads_to_saved_sessions(page: Page) -> None:
    link = page.locator(".header__my_day")
    expect(link).to_be_hidden()
    star(page, WALL).click()
    star(page, GOLF).click()
    expect(link).to_have_text("My day 2")
    for address in (
        "venue/index.html",
        "index.html",
        f"programme/{KEYNOTE}/index.html",
    ):
        page.goto(urljoin(page.url, "/" + address))
        expect(link).to_be_in_viewport()
        expect(link).to_have_accessible_name("My day 2")
    page.get_by_role("button", name=f"Save: {TITLES[KEYNOTE]}").click()
    expect(link).to_have_text("My day 3")
    link.click()
    expect(my_day(page).locator("input")).to_be_checked()
    assert visible_titles(page) == [TITLES[KEYNOTE], TITLES[WALL], TITLES[GOLF]]
    for identity in (KEYNOTE, WALL, GOLF):
        star(page, identity).click()
    expect(link).to_be_hidden()


def test_header_learns_what_another_window_saved(page: Page) -> None:
    with page.context.new_page() as other:
        other.goto(urljoin(page.url, "/venue/index.html"))
        expect(other.locator(".header__my_day")).to_be_hidden()
        star(page, WALL).click()
        expect(other.locator(".header__my_day")).to_have_text("My day 1")


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1440])
def test_link_to_saved_sessions_stays_in_the_row_of_the_header(
    page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(urljoin(page.url, "/venue/index.html"))
    height = (
        in_its_faces(page).locator(".header__row").evaluate("row => row.clientHeight")
    )
    page.goto(urljoin(page.url, "/programme/index.html"))
    star(page, WALL).click()
    page.goto(urljoin(page.url, "/venue/index.html"))
    link = in_its_faces(page).locator(".header__my_day")
    expect(link).to_be_in_viewport()
    assert page.locator(".header__row").evaluate("row => row.clientHeight") == height
    assert link.evaluate("link => Math.min(link.clientWidth, link.clientHeight)") >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 390])
def test_my_day_on_a_phone_begins_in_the_first_window(page: Page, width: int) -> None:
    """One action is in view, and the others are behind “More”."""
    page.set_viewport_size({"width": width, "height": 844})
    star(page, KEYNOTE).click()
    star(page, GOLF).click()
    page.goto(urljoin(page.url, "/programme/index.html?show=mine"))
    expect(page.locator(f"#{KEYNOTE} .session_card__title")).to_be_in_viewport()
    panel = page.get_by_role("region", name="My day")
    assert panel.get_by_role("button").all_inner_texts() == ["Add to calendar"]
    panel.get_by_text("More").click()
    expect(panel.get_by_role("button", name="Copy link")).to_be_visible()
    expect(panel).to_contain_text("Saved on this device only.")


@pytest.mark.parametrize("width", [320, 390])
def test_title_of_a_saved_session_begins_level_with_its_time(
    browser: Browser, serve_folder: Serve, tmp_path: Path, width: int
) -> None:
    """The session after another one with the same people is shown briefly."""
    sessions = sessions_yaml(
        "id: talk\nstart: 11:00\nend: 11:30\nspeakers: [Ada Example]\ntitle: Reefs",
        "id: questions\nstart: 11:30\nend: 11:45\nspeakers: [Ada Example]\n"
        "kind: questions\ntitle: Questions to the panel of the morning about reefs",
    )
    speaker = "---\nname: Ada Example\n---\n"
    files = {"data/sessions.yaml": sessions, "content/speakers/ada-example.md": speaker}
    output = finished(Project.at(write_project(tmp_path, files)), date(2027, 1, 15))
    with opened(browser) as page:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{serve_folder(output)}/programme/index.html")
        for identity in ("talk", "questions"):
            page.locator(f"#{identity} .save_button").click()
        my_day(page).locator("input").evaluate("input => input.click()")
        expect(status(page)).to_contain_text("My day")
        tops = page.locator(".slot:visible").evaluate_all(TOPS)
        assert len(tops) == 2
        assert all(abs(time - title) <= 12 for time, title in tops), tops


def test_second_round_says_that_first_is_kept(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    sessions = sessions_yaml(
        "id: one\nstart: 11:40\ntitle: Knots\nkind: workshop",
        "id: two\nstart: 14:55\ntitle: Knots\nkind: workshop\nrepeat_of: one",
    )
    project = write_project(tmp_path, {"data/sessions.yaml": sessions})
    output = finished(Project.at(project), date(2027, 1, 15))
    with opened(browser) as page:
        page.goto(f"{serve_folder(output)}/programme/index.html")
        page.locator("#one .save_button").click()
        expect(status(page)).to_have_text("Saved. See my day (1)")
        page.locator("#two .save_button").click()
        expect(status(page)).to_have_text(
            "Saved. You have also saved this session at 11:40. See my day (2)"
        )
        expect(page.locator("#two .save_note")).to_have_text(status(page).inner_text())
        assert faults(page) == []


def test_past_event_keeps_what_was_saved(page: Page) -> None:
    """Nothing more can be saved or chosen."""
    expect(page.get_by_text("Choose one of three talks").first).to_be_visible()
    star(page, GOLF).click()
    page.clock.set_fixed_time("2025-10-01")
    page.reload()
    kept_before = page.locator(".chip").filter(has_text="What I saved (1)")
    kept_before.click()
    expect(page.locator(f"#{KEYNOTE} .session_card__title")).to_be_hidden()
    expect(page.locator(f"#{WALL} .session_card__title")).to_be_hidden()
    assert visible_titles(page) == [TITLES[GOLF]]
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.get_by_role("button", name="Add to calendar")).to_have_count(0)
    expect(page.locator(".save_button")).to_have_count(0)
    expect(page.get_by_text("Choose one of three talks").first).to_be_hidden()
    page.get_by_role("link", name=TITLES[GOLF]).first.click()
    page.get_by_role("button", name="Share").wait_for()
    expect(page.locator(".save_button")).to_have_count(0)


def test_programme_built_after_the_event_shows_what_was_saved(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    project = write_project(
        tmp_path, {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    )
    output = finished(Project.at(project), date(2027, 6, 1))
    with opened(browser) as page:
        page.goto(f"{serve_folder(output)}/programme/index.html")
        chip = page.locator(".chip").filter(has_text=re.compile("My day|What I saved"))
        page.get_by_role("button", name="Filter").click()
        expect(page.get_by_label("Find words")).to_be_visible()
        expect(chip).to_be_hidden()
        page.evaluate(
            "localStorage.setItem('kept:' + new URL('..', location).pathname, JSON.stringify(['s1']))"
        )
        page.reload()
        page.get_by_role("button", name="Filter").click()
        chip.filter(has_text="What I saved (1)").click()
        expect(page.get_by_role("region", name="My day")).to_be_visible()
        assert faults(page) == []


def test_my_day_can_be_shared_by_link(browser: Browser, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for identity in (KEYNOTE, GOLF):
        star(page, identity).click()
    my_day(page).click()
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text("Link copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.url.split('?')[0]}#keep={KEYNOTE},{GOLF}"

    with opened(browser) as other_page:
        other_page.clock.set_fixed_time(BEFORE.isoformat())
        other_page.goto(f"{link},a-session-that-is-gone")
        panel = other_page.get_by_role("region", name="My day")
        expect(panel).to_contain_text("Shared plan: 2 sessions")
        expect(panel).to_contain_text(
            "1 session in this plan is no longer in the programme."
        )
        assert visible_titles(other_page) == [TITLES[KEYNOTE], TITLES[GOLF]]
        assert saved_sessions(other_page) == []
        other_page.get_by_role("button", name="Save these sessions").click()
        assert sorted(json.loads(json.dumps(saved_sessions(other_page)))) == sorted(
            [KEYNOTE, GOLF]
        )
        expect(my_day(other_page).locator("input")).to_be_focused()
        assert other_page.url.endswith("?show=mine")
        assert faults(other_page) == []


def test_shared_day_changes_nothing_saved(page: Page) -> None:
    page.evaluate(f"location.hash = '#keep={WALL}'")
    expect(status(page)).to_have_text("1 of 32 sessions: My day")
    everything(page).click()
    expect(status(page)).to_have_text("32 sessions")
    assert "#keep" not in page.url
    assert saved_sessions(page) == []


def test_my_day_shows_link_without_clipboard(page: Page) -> None:
    star(page, WALL).click()
    my_day(page).click()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy link").click()
    field = page.get_by_label("Link to this plan")
    expect(field).to_be_focused()
    assert field.input_value().endswith(f"#keep={WALL}")


def test_my_day_downloads_calendar(page: Page, tmp_path: Path) -> None:
    for identity in (KEYNOTE, GOLF):
        star(page, identity).click()
    my_day(page).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Add without reminders").click()
    assert download.value.suggested_filename == "my-day.ics"
    download.value.save_as(tmp_path / "my-day.ics")
    data = (tmp_path / "my-day.ics").read_bytes()
    calendar = Calendar.from_ical(data)
    assert [str(event["UID"]).split("@")[0] for event in calendar.walk("VEVENT")] == [
        KEYNOTE,
        GOLF,
    ]
    assert sorted(calendar.keys()) == ["CALSCALE", "PRODID", "VERSION"]
    assert data.count(b"\r\n") == data.count(b"\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    calendar_data = (tidewater() / "event.ics").read_bytes()
    for entry in data.split(b"BEGIN:VEVENT")[1:]:
        assert (
            entry.removesuffix(b"END:VCALENDAR\r\n") in calendar_data
        )  # the same bytes as in the whole calendar


def test_my_day_prints_only_saved_sessions(page: Page) -> None:
    star(page, GOLF).click()
    my_day(page).click()
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    page.get_by_role("button", name="Print").click()
    assert page.locator("body").get_attribute("data-printed") == "yes"
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    assert visible_titles(page) == [TITLES[GOLF]]
    expect(page.locator(".finder .finder__actions")).to_be_hidden()


def test_session_page_saves_session(page: Page) -> None:
    star(page, WALL).click()
    page.get_by_role("link", name=TITLES[GOLF]).click()
    page.wait_for_url(f"**/{GOLF}/index.html")
    button = star(page, GOLF)
    expect(button).to_have_text("Save")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".save_session [role=status]")).to_have_text(
        f"Saved. Overlaps with “{TITLES[WALL]}”, which you have also saved. My day (2)"
    )
    page.go_back()
    expect(my_day(page)).to_have_text("My day (2)")
    page.goto(page.url.replace("programme/index.html", f"programme/{GOLF}/index.html"))
    button.click()
    page.locator(".save_session").get_by_role("link", name="My day (1)").click()
    expect(status(page)).to_have_text("1 of 32 sessions: My day")


@pytest.mark.parametrize("width", [390, 1280])
def test_session_page_saves_other_sessions(page: Page, width: int) -> None:
    """Rows of the same time have a star, which the programme and my day know."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(page.url.replace("programme/index.html", f"programme/{GOLF}/index.html"))
    row = page.locator(".save_row", has=page.get_by_role("link", name=TITLES[WALL]))
    row.get_by_role("button").click()
    expect(row.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    expect(row.get_by_role("status")).to_have_text("Saved. My day (1)")
    expect(row.locator("time")).to_have_text("11:00")
    assert saved_sessions(page) == [WALL]
    page.goto(page.url.replace(f"programme/{GOLF}/", "programme/flood-rehearsal/"))
    expect(page.locator(".save_row .save_button")).to_have_count(
        2
    )  # a third is cancelled
    first = page.locator("#again").bounding_box()
    last = page.locator(".session_rows li").last.bounding_box()
    assert first and last and last["y"] + last["height"] - first["y"] <= 320
    page.get_by_role("link", name="Programme", exact=True).first.click()
    expect(my_day(page)).to_have_text("My day (1)")
    expect(star(page, WALL)).to_have_attribute("aria-pressed", "true")


def test_saved_sessions_update_in_other_windows(page: Page) -> None:
    other_window = page.context.new_page()
    other_window.clock.set_fixed_time(BEFORE.isoformat())
    other_window.goto(page.url)
    star(other_window, WALL).click()
    expect(my_day(page)).to_have_text("My day (1)")
    expect(star(page, WALL)).to_have_attribute("aria-pressed", "true")
    other_window.close()


def test_saved_sessions_are_separate_for_each_edition(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    """Two sites on one host, such as two editions, or a site and a preview of a change."""
    for name in ("2025", "2026"):
        (tmp_path / name).symlink_to(tidewater())
    address = serve_folder(tmp_path)
    with opened(browser) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(f"{address}/2025/programme/index.html")
        star(page, WALL).click()
        page.goto(f"{address}/2026/programme/index.html")
        expect(my_day(page)).to_have_text("My day (0)")
        page.goto(f"{address}/2025/programme/index.html")
        expect(my_day(page)).to_have_text("My day (1)")


BREAK = """text => {
    const key = Object.keys(localStorage).find((each) => each.startsWith('kept:'));
    localStorage.setItem(key, text);
}"""
"""Replace what the device has stored of the saved sessions."""


def test_saved_sessions_ignore_invalid_storage(page: Page) -> None:
    star(page, WALL).click()
    for broken in ("{not json", '{"a": 1}', "null", "7"):
        page.evaluate(BREAK, broken)
        page.reload()
        expect(my_day(page)).to_have_text("My day (0)")
        star(page, WALL).click()
        expect(my_day(page)).to_have_text("My day (1)")


def test_my_day_has_no_save_buttons_without_storage(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('no', 'SecurityError') }"
        )
        page.clock.set_fixed_time(BEFORE.isoformat())
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        expect(my_day(page)).to_be_hidden()
        expect(page.locator(".save_button")).to_have_count(0)
        page.evaluate(f"location.hash = '#keep={WALL}'")
        page.reload()
        expect(page.get_by_role("region", name="My day")).to_contain_text(
            "Shared plan: 1 session"
        )
        expect(page.get_by_role("button", name="Save these sessions")).to_have_count(0)
        assert faults(page) == []


def test_cancelled_session_can_only_be_removed(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    sessions = sessions_yaml(
        "id: walls\ntitle: Walls\nstart: 09:30",
        "id: off\ntitle: Off\nstart: 11:00\nstatus: cancelled",
    )
    project = write_project(tmp_path, {"data/sessions.yaml": sessions})
    root = serve_folder(finished(Project.at(project), date(2027, 5, 1)))
    with opened(browser) as page:
        page.clock.set_fixed_time("2027-05-01T12:00:00")
        page.goto(f"{root}/programme/off/index.html")
        page.get_by_role("button", name="Share").wait_for()
        expect(page.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
        page.goto(f"{root}/programme/index.html")
        off = page.get_by_role("button", name=re.compile("Off$"))
        page.get_by_role("button", name="Save: Walls").click()
        expect(off).to_be_hidden()
        page.evaluate(
            "for (const key of Object.keys(localStorage)) localStorage[key] = '[\"off\"]'"
        )
        page.reload()
        expect(off).to_be_visible()
        off.click()
        page.get_by_role("link", name="Walls").first.focus()
        expect(off).to_be_hidden()
        assert faults(page) == []
