"""Banner with the current and next sessions, and local times for distant readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from microsite.project import Project
from tests.browser.opened import (
    faults,
    finished,
    in_its_faces,
    opened,
    overlapping,
    tidewater,
)
from tests.built import built
from tests.making import EVENT, sessions_yaml, write_project

Serve = Callable[[Path], str]
BAR = "aside.now"


def at(page: Page, moment: str, address: str) -> None:
    """Open a page at a given time."""
    page.clock.install(time=moment)
    page.goto(address)


def bar(page: Page) -> list[str]:
    """Return the lines of the bar."""
    page.locator(BAR).wait_for()
    return page.locator(f"{BAR} p").all_text_contents()


def test_now_bar_names_sessions_in_full_on_phones(
    browser: Browser, serve_folder: Serve
) -> None:
    address = f"{serve_folder(built('first').output)}/programme/index.html"
    phone: ViewportSize = {"width": 390, "height": 844}
    with opened(browser, viewport=phone, timezone_id="Europe/London") as page:
        at(page, "2027-05-20T10:31:00+01:00", address)
        assert bar(page) == [
            "On now Seeing the same child, Main hall",
            "Next, at 11:05 Questions to the panel, Main hall",
        ]
        names = page.locator(f"{BAR} a")
        assert names.evaluate_all(
            "all => all.every((element) => element.scrollWidth <= element.clientWidth)"
        )
        assert page.locator(BAR).evaluate("bar => bar.offsetHeight") <= 56


@pytest.mark.parametrize("place", ["programme/index.html", "index.html"])
def test_now_bar_updates_every_minute(
    browser: Browser, serve_folder: Serve, place: str
) -> None:
    """The Azores have UTC in September. The reader is in Tokyo."""
    with opened(browser, timezone_id="Asia/Tokyo") as page:
        at(page, "2025-09-18T09:44:30Z", f"{serve_folder(tidewater())}/{place}")
        assert bar(page) == [
            "On now Welcome to the wet end of the street, Net Loft",
            "Next, at 18:45 your time The sea has already read the plan, Net Loft",
        ]
        page.clock.run_for(31_000)
        expect(page.locator(BAR)).to_contain_text(
            "On now The sea has already read the plan"
        )
        assert bar(page)[1] == "Next, at 19:30 your time Coffee and queijadas"
        page.locator(BAR).get_by_role("link", name="The sea").click()
        page.wait_for_url("**/programme/index.html#the-sea-has-read-the-plan")
        assert faults(page) == []


def test_timetable_marks_current_sessions(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        at(
            page,
            "2025-09-18T11:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        assert bar(page) == ["On now 3 sessions", "Next, at 11:55 3 sessions"]
        current = page.locator("[aria-current=time]")
        assert current.evaluate_all("cells => cells.map((cell) => cell.id)") == [
            "a-wall-to-sit-on",
            "giving-the-golf-course-back",
            "sandbags",
        ]
        expect(page.locator(".slot__now")).to_have_text("Now")
        page.clock.run_for(36 * 60_000)
        expect(current).to_have_count(0)
        expect(page.locator(".slot__now")).to_have_count(0)
        assert bar(page) == ["Next, at 11:55 3 sessions"]


def test_day_of_large_programme_folds_what_is_over(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    """A link to what is over opens it."""
    times = ("09:00", "09:00", "10:00", "11:00", "12:00")
    text = sessions_yaml(*(f"start: '{start}'\nlength: 45 minutes" for start in times))
    files = {"data/sessions.yaml": text}
    site = write_project(tmp_path, files, f"{EVENT}programme: {{size: large}}\n")
    address = f"{serve_folder(finished(Project.at(site), date(2027, 1, 15)))}/programme/2027-05-20"
    with opened(browser) as page:
        at(page, "2027-05-20T10:20:00Z", f"{address}/index.html")
        toggle = page.get_by_role("button", name="3 sessions are over", exact=True)
        expect(toggle).to_have_attribute("aria-expanded", "false")
        expect(page.locator("#s3")).to_be_hidden()
        expect(page.locator("#s4")).to_be_visible()
        page.get_by_role("link", name="09", exact=True).click()
        expect(page.locator("#s1")).to_be_in_viewport()
        expect(toggle).to_have_attribute("aria-expanded", "true")
        toggle.click()
        expect(page.locator("#s1")).to_be_hidden()
        assert faults(page) == []


def test_now_bar_shows_day_of_venue_abroad(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    """It is already the next day there."""
    files = {
        "data/sessions.yaml": sessions_yaml(
            "title: Gulls\nstart: '16:00'\nlength: 1 hour"
        )
    }
    site = write_project(tmp_path, files, f"{EVENT}programme: {{size: large}}\n")
    address = serve_folder(finished(Project.at(site), date(2027, 1, 15)))
    with opened(browser, timezone_id="Australia/Adelaide") as page:
        at(page, "2027-05-20T15:20:00Z", f"{address}/index.html")
        assert bar(page) == ["On now Gulls"]


def test_now_bar_waits_for_first_session_on_day_without_sessions(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    """The event has begun, but the pages of days begin on the next."""
    files = {
        "data/sessions.yaml": sessions_yaml(
            "title: Gulls\nday: 2027-05-20\nstart: '09:00'"
        )
    }
    settings = EVENT.replace("2027-05-20 09:00", "2027-05-19 09:00")
    site = write_project(tmp_path, files, f"{settings}programme: {{size: large}}\n")
    address = serve_folder(finished(Project.at(site), date(2027, 1, 15)))
    with opened(browser, timezone_id="Europe/London") as page:
        at(page, "2027-05-19T22:00:00+01:00", f"{address}/index.html")
        assert bar(page) == ["Next, tomorrow at 09:00 Gulls"]
        assert faults(page) == []


def test_now_bar_keeps_the_focus(browser: Browser, serve_folder: Serve) -> None:
    """The script looks each minute whether its lines have changed."""
    with opened(browser, timezone_id="Atlantic/Azores") as page:
        at(page, "2025-09-18T09:50:30Z", f"{serve_folder(tidewater())}/index.html")
        link = page.locator(BAR).get_by_role("link", name="The sea")
        link.focus()
        page.clock.run_for(61_000)
        expect(link).to_be_focused()


def test_now_bar_says_tomorrow(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser, timezone_id="Europe/London") as page:
        at(
            page,
            "2027-05-20T22:30:00+01:00",
            f"{serve_folder(overlapping())}/index.html",
        )
        assert bar(page) == ["Next, tomorrow at 10:00 Session\N{NO-BREAK SPACE}8, Hall"]
        page.clock.pause_at("2027-05-21T00:00:30+01:00")
        expect(page.locator(BAR)).to_contain_text(
            "Next, at 10:00 Session\N{NO-BREAK SPACE}8, Hall"
        )


def test_now_bar_writes_times_as_its_language_does(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    files = {"data/sessions.yaml": sessions_yaml("title: Gulls\nstart: '16:00'")}
    site = write_project(tmp_path, files, f"{EVENT}languages: en-US\n")
    address = serve_folder(finished(Project.at(site), date(2027, 1, 15)))
    with opened(browser, timezone_id="Asia/Tokyo") as page:
        at(page, "2027-05-20T05:30:00Z", f"{address}/index.html")
        assert bar(page) == ["Next, tomorrow at 12:00 AM your time Gulls"]


def test_now_bar_continues_past_midnight(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        at(
            page,
            "2025-09-19T00:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        assert bar(page)[0].startswith("On now Fado, foghorns")
        assert bar(page)[1].startswith("Next, at 00:45")


def test_paper_has_no_mark_of_the_time(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        at(
            page,
            "2025-09-18T11:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        expect(page.locator(".slot__now")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".slot__now")).to_be_hidden()
        expect(page.locator(BAR)).to_be_hidden()


@pytest.mark.parametrize("place", ["index", "programme/2027-05-20/index"])
def test_now_bar_of_large_programme_follows_to_the_next_day(
    browser: Browser, serve_folder: Serve, tmp_path: Path, place: str
) -> None:
    """A page is left open in the evening: each day has a page of its own."""
    sessions = sessions_yaml(
        "title: Gulls\nday: 1\nstart: '16:00'", "title: Seals\nday: 2\nstart: '09:00'"
    )
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
    site = write_project(
        tmp_path,
        {"data/sessions.yaml": sessions},
        f"{event}programme: {{size: large}}\n",
    )
    address = serve_folder(finished(Project.at(site), date(2027, 1, 15)))
    with opened(browser, timezone_id="Europe/London") as page:
        at(page, "2027-05-20T16:40:00+01:00", f"{address}/{place}.html")
        assert bar(page) == ["On now Gulls"]
        page.clock.fast_forward("07:15:00")
        expect(page.locator(BAR)).to_have_count(0)
        page.clock.run_for(10 * 60_000)
        assert bar(page) == ["Next, at 09:00 Seals"]
        assert page.locator(f"{BAR} a").get_attribute("href") == (
            f"{address}/programme/2027-05-21/index.html#s2"
        )
        assert faults(page) == []


@pytest.mark.parametrize("moment", ["2025-09-17T22:00:00Z", "2025-09-20T09:00:00Z"])
def test_now_module_is_not_loaded_on_other_days(
    browser: Browser, serve_folder: Serve, moment: str
) -> None:
    with opened(browser) as page:
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        at(page, moment, f"{serve_folder(tidewater())}/index.html")
        page.wait_for_load_state("networkidle")
        assert page.locator(BAR).count() == 0
        assert [url for url in urls if "now.js" in url or "programme" in url] == []


def test_now_bar_appears_on_page_left_open(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        at(
            page,
            "2025-09-17T20:00:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        page.locator(".save_button").first.wait_for()
        page.clock.fast_forward("13:00:00")
        assert bar(page)[0] == "On now Doors, badges and dry socks"


def test_now_bar_disappears_after_event(browser: Browser, serve_folder: Serve) -> None:
    with opened(browser) as page:
        at(
            page,
            "2025-09-19T17:25:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        page.locator(BAR).wait_for()
        page.clock.run_for(10 * 60_000)
        expect(page.locator(BAR)).to_have_count(0)


def test_now_bar_moves_nothing_and_can_be_hidden(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, viewport={"width": 320, "height": 640}) as page:
        at(
            page,
            "2025-09-18T11:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        box = page.locator(BAR).bounding_box()
        assert box
        assert box["y"] + box["height"] == 640
        assert box["height"] <= 0.2 * 640
        page.get_by_role("button", name="Hide").click()
        expect(page.locator(BAR)).to_be_hidden()
        page.clock.run_for(120_000)
        assert page.locator(BAR).is_hidden()


def test_now_bar_covers_nothing_in_low_window(
    browser: Browser, serve_folder: Serve
) -> None:
    """The window is as narrow as at 400 % zoom."""
    with opened(browser, viewport={"width": 320, "height": 256}) as page:
        at(
            page,
            "2025-09-18T11:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        page.locator(BAR).wait_for()
        assert (
            page.locator(BAR).evaluate("bar => getComputedStyle(bar).position")
            == "static"
        )


def test_now_bar_is_absent_for_cancelled_event(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    root = write_project(tmp_path, files, f"{EVENT}status: postponed\n")
    output = finished(Project.at(root), date(2027, 5, 20))
    assert 'data-module="now"' not in (output / "programme" / "index.html").read_text(
        encoding="utf-8"
    )


# The reader's own zone


def test_local_times_appear_beside_venue_times(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, timezone_id="Australia/Adelaide") as page:
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        first = page.locator(".slot__time").first
        expect(first).to_have_text("08:30 to 09:30 18:00 your time")
        late = page.locator(".slot", has_text="Fado, foghorns").locator(".slot__time")
        expect(late).to_have_text("22:30 to 00:30 the next day Fri 08:00 your time")
        assert page.locator(".slot__local").count() == page.locator(".slot").count()
        page.goto(
            page.url.replace("index.html", "the-sea-has-read-the-plan/index.html")
        )
        expect(page.locator(".save_session__local")).to_have_text(
            "19:15 to 20:00 your time (UTC+9:30)"
        )
        assert faults(page) == []


def test_local_times_are_above_the_next_time(
    browser: Browser, serve_folder: Serve
) -> None:
    """Breaks, too, have room for them."""
    with opened(browser, timezone_id="Australia/Adelaide") as page:
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.locator(".slot__local").first.wait_for()
        ends = page.locator(".slot__local").evaluate_all(
            "all => all.map(element => element.getBoundingClientRect().bottom)"
        )
        starts = page.locator(".slot__time").evaluate_all(
            "all => all.map(element => element.getBoundingClientRect().top)"
        )
        assert len(ends) == len(starts)
        assert [
            end for end, start in zip(ends, starts[1:], strict=False) if end > start
        ] == []


OVERLAPS = """() => {
  const boxes = [];
  const words = '.slot__time time, .slot__time span, .session_card__title a, .session_card__room';
  for (const part of document.querySelectorAll(`${words}, .save_button`)) {
    if (getComputedStyle(part).clipPath !== 'none') continue;
    const around = part.matches('button') ? 10 : 0; // the star is smaller than its button
    for (const box of part.getClientRects()) {
      const [left, right] = [box.left + around, box.right - around];
      const [top, bottom] = [box.top + around, box.bottom - around];
      const inset = (bottom - top) / 5; // lines of text may touch
      boxes.push([part, left + 1, right - 1, top + inset, bottom - inset]);
    }
  }
  const found = boxes.filter(([, left, right]) => left < -2 || right > innerWidth);
  for (const [i, [one, left, right, top, bottom]] of boxes.entries())
    for (const [other, l, r, t, b] of boxes.slice(i + 1))
      if (one !== other && left < r && l < right && top < b && t < bottom)
        found.push([one, other]);
  return found.map(([one, other]) => [one.textContent, other.textContent ?? '']);
}"""


@pytest.mark.parametrize("view", ["Full", "Compact"])
def test_labels_of_times_cover_nothing(
    browser: Browser, serve_folder: Serve, view: str
) -> None:
    """Neither “Now” nor the reader’s time lies over words or stars, or outside the window."""
    with opened(browser, timezone_id="Australia/Adelaide") as page:
        at(
            page,
            "2025-09-18T23:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        page.get_by_role("radio", name=view).check()
        page.locator(".slot__now").wait_for(state="attached")
        page.locator(".slot__local").first.wait_for()
        in_its_faces(page)
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OVERLAPS) == [], width


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_current_session_can_be_saved(
    browser: Browser, serve_folder: Serve, width: int
) -> None:
    """“Now” lies over the rail, but the row of the time not over the star."""
    size: ViewportSize = {"width": width, "height": 900}
    with opened(browser, timezone_id="Atlantic/Azores", viewport=size) as page:
        at(
            page,
            "2025-09-18T23:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        current = page.locator(".slot", has=page.locator(".slot__now"))
        expect(current.locator(".slot__time")).to_contain_text("to 00:30 the next day")
        star = current.locator(".save_button")
        star.click()
        expect(star).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("is_filtered", [False, True])
def test_times_of_single_sessions_are_on_one_line_on_phones(
    browser: Browser, serve_folder: Serve, is_filtered: bool
) -> None:
    """Also in “My day”, where they have a narrow column."""
    with opened(browser, viewport={"width": 390, "height": 900}) as page:
        at(
            page,
            "2025-09-18T11:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        single = page.locator(".slot--single > .slot__time time")
        page.locator(".slot--single .save_button").first.click()
        if is_filtered:
            page.get_by_role("button", name="Filter").click()
            page.get_by_role("radio", name="My day").check()
            page.locator(".is-filtered").wait_for()
        lines = single.evaluate_all(
            "all => all.map(element => element.getClientRects().length)"
        )
        assert set(lines) == ({0, 1} if is_filtered else {1})


def test_mark_of_the_time_does_not_reach_into_the_end(
    browser: Browser, serve_folder: Serve
) -> None:
    """In “My day”, the colour of the current time is larger than its words."""
    with opened(browser, viewport={"width": 390, "height": 900}) as page:
        at(
            page,
            "2025-09-18T23:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        page.locator(".save_button[value=fado-and-foghorns]").click()
        page.get_by_role("button", name="Filter").click()
        page.get_by_role("radio", name="My day").check()
        page.locator(".is-filtered").wait_for()
        current = page.locator(".slot__time", has=page.locator(".slot__now"))
        end = "element => element.getBoundingClientRect().bottom + parseFloat(getComputedStyle(element).fontSize) / 5"
        start = current.locator("span:not([class])").first
        assert current.locator("time").first.evaluate(end) <= start.evaluate(
            "element => element.getBoundingClientRect().top + 1"
        )


def test_now_is_legible_in_forced_colours(
    browser: Browser, serve_folder: Serve
) -> None:
    """Without colours of its own, it would be white on the white that browsers lay behind words."""
    with opened(browser, forced_colors="active") as page:
        at(
            page,
            "2025-09-18T11:10:00Z",
            f"{serve_folder(tidewater())}/programme/index.html",
        )
        adjust, words, ground = page.locator(".slot__now").evaluate(
            "element => ['forcedColorAdjust', 'color', 'backgroundColor']"
            ".map(name => getComputedStyle(element)[name])"
        )
        assert adjust == "none"
        assert words != ground


@pytest.mark.parametrize("zone", ["Atlantic/Azores", "Atlantic/Reykjavik"])
def test_local_times_are_absent_in_same_time_zone(
    browser: Browser, serve_folder: Serve, zone: str
) -> None:
    with opened(browser, timezone_id=zone) as page:
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.wait_for_load_state("networkidle")
        assert page.locator(".slot__local").count() == 0
        assert not any("local_time.js" in url for url in urls)


def test_local_times_are_absent_without_dates(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    event = EVENT.replace(
        "starts: 2027-05-20 09:00\nends: 2027-05-20 17:00", "starts: to be announced"
    )
    root = write_project(
        tmp_path,
        {"data/sessions.yaml": sessions_yaml("start: 09:30", "start: 09:45")},
        event,
    )
    with opened(browser, timezone_id="Australia/Adelaide") as page:
        page.goto(
            f"{serve_folder(finished(Project.at(root), date(2027, 1, 15)))}/programme/index.html"
        )
        page.get_by_role("button", name="Save: Session 1").click()
        page.get_by_role("button", name="Save: Session 2").click()
        expect(page.locator("#s1 .overlap")).to_contain_text(
            "Overlaps with “Session 2”"
        )
        page.get_by_role("button", name="Filter").click()
        page.locator(".finder .chip").filter(has_text="My day").click()
        expect(page.get_by_role("button", name="calendar")).to_have_count(0)
        assert page.locator(".slot__local").count() == 0
        assert faults(page) == []
