"""Scripts are light, silent and accessible, move nothing, and are optional."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from tests.browser.opened import (
    BEFORE,
    affected,
    emptied,
    faults,
    gridded,
    hold_requests,
    in_its_faces,
    opened,
    tidewater,
    wait_for,
)
from tests.browser.test_pages import AXE, COLOURS, PAINTED, SHAPES, barriers, sideways
from tests.serving import serving_slowly

Serve = Callable[[Path], str]
ON_THE_DAY = "2025-09-18T11:10:00Z"
THERE = "Atlantic/Azores"
"""The time zone of Tidewater."""
PROGRAMME = "programme/index.html"
SESSION = "programme/the-sea-has-read-the-plan/index.html"
KINDS = (
    "index.html",
    "programme/index.html",
    SESSION,
    "search/index.html",
    "help/index.html",
)
SHIFTS = (
    "window.shifts = []; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {"
    "if (entry.value > 0.001) shifts.push(entry.sources.map(({ node }) => node && node.className).join() + entry.value)"
    "})).observe({ type: 'layout-shift', buffered: true })"
)
"""Shifts that can be seen. The first text of a weight may wait a moment for its fallback font."""
ENHANCED: dict[str, tuple[str, ...]] = {
    "index.html": ("aside.now",),
    "programme/index.html": (".save_button", "aside.now", ".slot__local"),
    SESSION: (".save_session .save_button", ".save_session__local"),
    "search/index.html": (".search__field input",),
}
"""Parts that scripts add to pages on a day of the event, for a reader in another zone."""
FONTS = "*.woff2"
"""Fonts never arrive where shifts by scripts are checked. Another test checks shifts by fonts."""
CONTROLS = ".finder :is(button, select, [type=search]), .chip span, .save_button, aside.now :is(a, button), .save_session a, .search :is(input, button)"
"""Return the controls that scripts create."""


# The loader


def test_filter_opens_before_its_module_has_loaded(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser, viewport={"width": 390, "height": 844}) as page:
        routes = hold_requests(page, "**/filter.js")
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        button, chip = page.get_by_role("button", name="Filter"), page.locator(".chip")
        expect(chip.first).to_be_hidden()
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        chip.filter(has_text="Hold").click()
        wait_for(page, lambda: bool(routes))
        page.wait_for_timeout(200)
        routes[0].continue_()
        expect(page.locator(".finder [role=status]")).to_have_text(
            "6 of 32 sessions: Hold"
        )
        expect(button).to_have_attribute("aria-expanded", "true")
        button.click()
        expect(chip.first).to_be_hidden()
        assert faults(page) == []


def test_failed_module_leaves_other_modules_working(
    browser: Browser, serve_folder: Serve
) -> None:
    """One module is missing, so the page is loaded again, and one has an error. The others run."""
    with opened(browser, timezone_id="Europe/Lisbon") as page:
        loads = count_loads(page)
        page.route(
            "**/modules/now.js", lambda route: route.fulfill(status=404, body="")
        )
        page.route(
            "**/modules/local_time.js",
            lambda route: script(route, "export function enhance() { oops(); }"),
        )
        page.clock.set_fixed_time(ON_THE_DAY)
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        wait_for(page, lambda: len(loads) == 2)
        expect(page.locator(".finder [role=status]")).to_have_text(GONE)
        page.locator(".chip").filter(has_text="Hold").click()
        expect(page.locator(".finder [role=status]")).to_have_text(
            "6 of 32 sessions: Hold"
        )
        assert page.locator("aside.now").count() == 0
        assert any("oops" in fault for fault in faults(page))
        assert not any(fault for fault in faults(page) if "filter" in fault)


GONE = "Part of this page did not load. Try again later."


def count_loads(page: Page) -> list[str]:
    """Return a list that gets the address of each page that is loaded from now on.

    A page that loads itself again may do so before its event `load`, which then never comes.
    """
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    return loads


def test_page_loads_again_once_if_a_new_version_has_other_modules(
    browser: Browser, serve_folder: Serve
) -> None:
    """A page that was open while the site was published asks for modules that are gone."""
    with opened(browser) as page:
        loads = count_loads(page)
        page.clock.set_fixed_time(AHEAD)
        page.route("**/filter.js", lambda route: route.fulfill(status=404, body=""))
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        button = page.locator(".save_button").first
        chip = page.locator(".chip").filter(has_text="Hold")
        expect(button).to_be_visible()
        with page.expect_event("load"):
            chip.click()
        expect(button).to_be_visible()
        chip.click()
        page.wait_for_timeout(800)
        assert len(loads) == 2


def test_filter_says_so_if_its_modules_are_still_gone(
    browser: Browser, serve_folder: Serve
) -> None:
    """If the folder of the modules is deleted, a press loads the page again, and only once."""
    with opened(browser) as page:
        loads = count_loads(page)
        page.clock.set_fixed_time(AHEAD)
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        expect(page.locator(".save_button").first).to_be_visible()
        page.route(
            re.compile(r"/assets/js\.\w+/(?!site\.js)"),
            lambda route: route.fulfill(status=404, body=""),
        )
        chip, status = (
            page.locator(".chip").filter(has_text="Hold"),
            page.get_by_role("status"),
        )
        chip.click()
        wait_for(page, lambda: len(loads) == 2)
        expect(status).to_have_text(GONE)
        chip.click()
        page.wait_for_timeout(800)
        expect(status).to_have_text(GONE)
        assert len(loads) == 2


def test_address_is_the_canonical_one(browser: Browser, serve_folder: Serve) -> None:
    """It is what people copy; without the address of the site, nothing changes."""
    with opened(browser) as page:
        address = serve_folder(tidewater())
        place = "programme/index.html?show=mine#sandbags"
        page.clock.set_fixed_time(AHEAD)
        page.goto(f"{address}/{place}")
        page.locator(".save_button").first.wait_for(state="attached")
        assert page.url == f"{address}/{place}"

        def answer(route: Route) -> None:
            html = route.fetch().text()
            route.fulfill(body=html.replace("https://tidewater.example/2025", address))

        page.goto("about:blank")
        page.route("**/*.html*", answer)
        page.goto(f"{address}/{place}")
        page.wait_for_url(f"{address}/programme/?show=mine#sandbags")
        assert faults(page) == []


LATER = """performance.getEntriesByType("resource").filter(({ name }) => /woff2|fonts[.]|modules[/]/.test(name))"""
"""Return requests for fonts, their stylesheet and scripts."""


@pytest.mark.parametrize("place", KINDS)
def test_fonts_and_modules_load_after_first_paint(
    browser: Browser, serve_folder: Serve, place: str
) -> None:
    """Fonts and scripts are not requested before the text is shown."""
    with opened(browser) as page:
        page.goto(f"{serve_folder(tidewater())}/{place}")
        page.wait_for_load_state("networkidle")
        first_paint = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        starts = {
            late["name"].rpartition("/")[2]: late["startTime"]
            for late in page.evaluate(LATER)
        }
        assert "text" in {name.partition(".")[0] for name in starts}
        assert {
            name: start for name, start in starts.items() if start < first_paint
        } == {}


def test_enhancements_start_at_once_with_service_worker(
    browser: Browser, serve_folder: Serve
) -> None:
    """From the second page on, fonts and scripts load at once, so that no change is visible."""
    with opened(browser, keeps=True) as page:
        address = serve_folder(tidewater())
        page.goto(f"{address}/index.html")
        expect(page.locator("html")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.add_init_script(
            "PerformanceObserver.prototype.observe = () => {}; window.setTimeout = () => {};"
        )
        page.goto(f"{address}/programme/index.html")
        page.locator("link[href*=enhanced]").wait_for(state="attached")
        in_its_faces(page)


@pytest.mark.parametrize("arrives", [True, False])
def test_fonts_are_added_together(
    browser: Browser, serve_folder: Serve, arrives: bool
) -> None:
    """Fonts are applied together, to lay the page out once. A missing one delays no other."""
    with opened(browser) as page:
        routes = hold_requests(page, "**/title.*.woff2")
        with page.expect_event(
            "requestfinished", lambda request: "/text." in request.url
        ):
            # the load event waits for fonts that were requested before it
            page.goto(
                f"{serve_folder(tidewater())}/index.html", wait_until="domcontentloaded"
            )
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))"
        )
        families = "[...document.fonts].map(({ family }) => family)"
        assert "Almanac" not in page.evaluate(families)
        wait_for(page, lambda: bool(routes))
        if arrives:
            routes[0].continue_()
        else:
            routes[0].abort()
        in_its_faces(page)
        assert ("Tide" in page.evaluate(families)) == arrives


def test_enhancements_start_without_paint_event(
    browser: Browser, serve_folder: Serve
) -> None:
    """Timers also run in background tabs, which are not painted."""
    with opened(browser) as page:
        page.add_init_script("PerformanceObserver.prototype.observe = () => {}")
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        page.locator("link[href*=enhanced]").wait_for(state="attached")


def test_fonts_load_without_scripts(browser: Browser, serve_folder: Serve) -> None:
    with (
        opened(browser, java_script_enabled=False) as page,
        page.expect_request("**/*.woff2"),
    ):
        page.goto(f"{serve_folder(tidewater())}/index.html")


def test_page_is_complete_when_scripts_fail_to_load(
    browser: Browser, serve_folder: Serve
) -> None:
    with opened(browser) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{serve_folder(tidewater())}/programme/index.html")
        assert "A wall the town can sit on" in page.locator("main").inner_text()
        assert page.locator(".save_button").count() == 0


def script(route: Route, text: str) -> None:
    route.fulfill(body=text, content_type="text/javascript")


@pytest.fixture(scope="module")
def window_in(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Return `window_in(zone)`, a window in a time zone for tests that set the time of its pages."""
    with ExitStack() as windows:
        yield cache(
            lambda zone: windows.enter_context(opened(browser, timezone_id=zone))
        )


# Weight

EVERY_PAGE = ("site",)
WITH_CONTROLS = (*EVERY_PAGE, "modules/controls")
LOCAL_TIMES = ("dom", "modules/local_time", "strings/programme")
BANNER = ("dom", "sessions", "modules/now", "strings/programme")
FILTER = ("filter", "fold", "sessions", "strings/finder", "timetable")
STORED = ("dom", "my_day", "saved_sessions", "strings/programme")
CHANGES = ("kept_changes", "sessions")
SAVE = (*STORED, *CHANGES, "my_day_panel", "overlaps", "strings/finder", "timetable")
SAVED = (*WITH_CONTROLS, *SAVE)
MY_DAY = ("changes_since",)
CODE = ("phone_code", "qr", "strings/phone_code")
SAVE_ONE = ("dom", "overlaps", "save", "saved_sessions", "sessions")
SEARCH = ("fold", "modules/search", "strings/search")
NOTES = ("modules/record", "strings/record")
TODAY = ("modules/today", "strings/today")


def filter_by_track(page: Page) -> None:
    page.locator(".chip").filter(has_text="Hold").click()


def save(page: Page) -> None:
    page.locator(".save_button").first.click()


def open_my_day(page: Page) -> None:
    save(page)
    page.locator(".chip").filter(has_text="My day").click()


def show_code(page: Page) -> None:
    open_my_day(page)
    page.get_by_role("button", name="To my phone").click()


def add_to_calendar(page: Page) -> None:
    open_my_day(page)
    page.get_by_role("button", name="Add to calendar").click()


def save_and_filter(page: Page) -> None:
    save(page)
    filter_by_track(page)


def be_reminded(page: Page) -> None:
    page.evaluate(
        "void Object.defineProperty(Notification, 'permission', { value: 'default' })"
    )
    page.locator("#ask-the-day .save_button").click()
    open_my_day(page)
    page.get_by_role("button", name="Remind me on this device").click()


def share(page: Page) -> None:
    page.get_by_role("button", name="Share").click()


def copy(page: Page) -> None:
    page.get_by_role("button", name="Copy as an email").click()


class Load(NamedTuple):
    """Scripts of a page at some time, those of them that earlier moments have, and their limit."""

    place: str
    moment: str
    max_bytes: int
    """Gzipped bytes of the scripts that this moment adds."""
    scripts: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    act: Callable[[Page], None] | None = None
    site: Callable[[], Path] = tidewater
    zone: str = THERE
    saved: str = "[]"
    """Ids that this device has stored before."""


AHEAD = "2025-09-10T09:00:00Z"
ANY = (*EVERY_PAGE, "dom")
BEFORE_A_PRESS = 2816
LOADS = {
    "every page": Load("index.html", AHEAD, BEFORE_A_PRESS, EVERY_PAGE),
    "every page, with an exit": Load(
        "index.html",
        AHEAD,
        BEFORE_A_PRESS,
        (*EVERY_PAGE, "modules/exit", "strings/exit"),
        site=affected,
    ),
    "home on the day": Load(
        "index.html", ON_THE_DAY, 2304, (*EVERY_PAGE, *BANNER), EVERY_PAGE
    ),
    "programme": Load(PROGRAMME, AHEAD, BEFORE_A_PRESS, WITH_CONTROLS),
    "programme with an exit": Load(
        PROGRAMME,
        AHEAD,
        896,
        (*WITH_CONTROLS, "modules/exit", "strings/exit"),
        WITH_CONTROLS,
        site=affected,
        zone="Europe/London",
    ),
    "programme on the day": Load(
        PROGRAMME, ON_THE_DAY, 2304, (*WITH_CONTROLS, *BANNER), WITH_CONTROLS
    ),
    "local times": Load(
        PROGRAMME,
        AHEAD,
        1400,
        (*WITH_CONTROLS, *LOCAL_TIMES),
        WITH_CONTROLS,
        zone="Europe/Lisbon",
    ),
    "programme with something saved": Load(
        PROGRAMME,
        AHEAD,
        3072,
        (*WITH_CONTROLS, *STORED, *CHANGES),
        WITH_CONTROLS,
        saved='["a-wall-to-sit-on"]',
    ),
    "programme, filtered": Load(
        PROGRAMME,
        AHEAD,
        4352,
        (*WITH_CONTROLS, *FILTER),
        WITH_CONTROLS,
        filter_by_track,
    ),
    "programme, saved": Load(PROGRAMME, AHEAD, 8448, SAVED, WITH_CONTROLS, save),
    "programme, saved and filtered": Load(
        PROGRAMME, AHEAD, 9984, (*SAVED, *FILTER), WITH_CONTROLS, save_and_filter
    ),
    "my day to the phone": Load(
        PROGRAMME, AHEAD, 3072, (*SAVED, *MY_DAY, *CODE), SAVED, show_code
    ),
    "my day to the calendar": Load(
        PROGRAMME,
        AHEAD,
        1024,
        (*SAVED, *MY_DAY, "calendar"),
        (*SAVED, *MY_DAY),
        add_to_calendar,
    ),
    "reminders": Load(
        PROGRAMME,
        ON_THE_DAY,
        500,
        (*SAVED, *MY_DAY, *BANNER, "notifications"),
        (*SAVED, *MY_DAY, *BANNER),
        be_reminded,
    ),
    "session": Load(SESSION, AHEAD, BEFORE_A_PRESS, WITH_CONTROLS),
    "session, its time here": Load(
        SESSION,
        AHEAD,
        1400,
        (*WITH_CONTROLS, *LOCAL_TIMES),
        WITH_CONTROLS,
        zone="Europe/Lisbon",
    ),
    "session, saved": Load(
        SESSION,
        AHEAD,
        3584,
        (*WITH_CONTROLS, *SAVE_ONE, "strings/finder", "strings/programme"),
        WITH_CONTROLS,
        save,
    ),
    "search": Load("search/index.html", AHEAD, 4608, (*ANY, *SEARCH), ANY),
    "search, corrected": Load(
        "search/index.html?q=rehersal",
        AHEAD,
        12_288,
        (*ANY, *SEARCH, "common_words", "spelling"),
        (*ANY, *SEARCH),
    ),
    "notes": Load(
        "my-record/index.html",
        AHEAD,
        2048,
        (*ANY, "saved_sessions", *NOTES),
        (*ANY, "saved_sessions"),
    ),
    "the case": Load("make-the-case/index.html", AHEAD, BEFORE_A_PRESS, WITH_CONTROLS),
    "the case, copied": Load(
        "make-the-case/index.html",
        AHEAD,
        400,
        (*WITH_CONTROLS, "copy_text", "strings/copy"),
        WITH_CONTROLS,
        copy,
    ),
    "today": Load("today/index.html", ON_THE_DAY, 1536, (*ANY, *TODAY), ANY),
    "speaker": Load("speakers/bo-ebb/index.html", AHEAD, BEFORE_A_PRESS, WITH_CONTROLS),
    "share": Load(
        "speakers/bo-ebb/index.html",
        AHEAD,
        400,
        (*WITH_CONTROLS, "share", "strings/share"),
        WITH_CONTROLS,
        share,
    ),
}
"""Before anything is pressed, a page loads 2.75 KB, unless something is saved or it has more to show:
what is on now, or the times of the visitor's clock. The scripts of search, notes and today are
what their pages are for."""


@pytest.mark.parametrize("name", LOADS)
def test_scripts_stay_within_their_budget(
    window_in: Callable[[str], Page],
    serve_folder: Serve,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wait for all scripts of a moment before they are added up."""
    load = LOADS[name]
    folder = load.site()
    address = serve_folder(folder)
    sizes: dict[str, int] = {}

    def measure(response: Response) -> None:
        if response.url.startswith(address) and response.url.endswith(".js"):
            script = response.url.partition("/assets/js.")[2].partition("/")[2]
            path = folder / response.url.removeprefix(f"{address}/")
            sizes[script.removesuffix(".js")] = len(gzip.compress(path.read_bytes(), 9))

    with emptied(window_in(load.zone), {"width": 1280, "height": 720}) as page:
        page.clock.set_fixed_time(load.moment)
        if load.saved != "[]":
            page.goto(f"{address}/{load.place}")
            page.evaluate("saved => localStorage.setItem('kept:/', saved)", load.saved)
        page.on("response", measure)
        page.goto(f"{address}/{load.place}")
        if load.act:
            page.locator("main [data-use]:is(button)").first.wait_for()
            load.act(page)
        wait_for(
            page, lambda: set(sizes) >= set(load.scripts), f"{load.scripts} are loaded"
        )
        page.wait_for_load_state("networkidle")
    assert sorted(sizes) == sorted(set(load.scripts))
    added_sizes = {
        script: size for script, size in sizes.items() if script not in load.earlier
    }
    weight = sum(added_sizes.values())
    with capsys.disabled():
        print(
            f"\n{name}: {len(added_sizes)} scripts, {weight:,} B of {load.max_bytes:,} B, gzip"
        )
    assert weight <= load.max_bytes


# Without scripts


def test_text_is_the_same_without_scripts_and_from_disk(
    browser: Browser, serve_folder: Serve
) -> None:
    """Only links that are useful for some time differ: without scripts they are always there."""
    folder = tidewater()
    address = serve_folder(folder)
    without = {}
    with opened(browser, java_script_enabled=False) as page:
        for place in KINDS:
            page.goto(f"{address}/{place}")
            page.locator(".page_header__actions [data-since]").evaluate_all(
                "links => links.forEach(link => link.remove())"
            )
            without[place] = page.locator("body").inner_text()
    with opened(browser) as page:
        page.clock.set_fixed_time(BEFORE.isoformat())
        for place in KINDS:
            page.goto((folder / place).as_uri())
            in_its_faces(page)  # modules would have started before
            assert page.locator("body").inner_text() == without[place]
            assert (
                page.locator("main button:visible, main [type=search]:visible").count()
                == 0
            )
        assert faults(page) == []
    with opened(browser) as page:
        page.clock.set_fixed_time(
            AHEAD
        )  # timed elements have the first state of that day
        for place in KINDS:
            page.goto(f"{address}/{place}")
            page.wait_for_load_state("networkidle")
            lines = set(page.locator("body").inner_text().split("\n"))
            assert set(without[place].split("\n")) - lines == set()


# Accessibility


def filtering(page: Page) -> None:
    page.locator(".chip").filter(has_text="Hold").click()
    page.get_by_text("6 of 32 sessions").wait_for()
    page.locator(
        ".now__hide"
    ).click()  # it lies over a button, which is free after scrolling


def nothing_found(page: Page) -> None:
    page.get_by_label("Find words").fill("zebra")
    page.get_by_text("No sessions match").wait_for()


def keeping(page: Page) -> None:
    for identity in ("a-wall-to-sit-on", "giving-the-golf-course-back"):
        page.locator(f"#{identity} .save_button").click()
    page.locator(".chip").filter(has_text="My day").click()
    page.get_by_text("overlap.").wait_for()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_label("Link to this plan").wait_for()
    page.evaluate(TO_THE_END)  # as below


def today(page: Page) -> None:
    """At the end of the page the bar is below all content. Half-covered controls count as small."""
    page.locator("aside.now").wait_for()
    page.evaluate(TO_THE_END)
    page.locator(".slot__local").first.wait_for()


def a_session(page: Page) -> None:
    page.locator(".save_session .save_button").click()
    page.locator(".save_session a").wait_for()
    page.locator(".save_session__local").wait_for()


def wait_for_results(page: Page) -> None:
    page.locator(".search ol a").first.wait_for()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "filtering": ("programme/index.html", filtering),
    "nothing found": ("programme/index.html", nothing_found),
    "my day": ("programme/index.html", keeping),
    "shared": (
        "programme/index.html#keep=a-wall-to-sit-on,gone",
        lambda page: page.get_by_text("Shared plan:").wait_for(),
    ),
    "today": ("programme/index.html", today),
    "a session": (SESSION, a_session),
    "found": ("search/index.html?q=sea", wait_for_results),
    "offline": ("offline/index.html", lambda _: None),
}


@pytest.mark.parametrize("name", STATES)
def test_states_are_accessible(
    window_in: Callable[[str], Page], serve_folder: Serve, name: str
) -> None:
    """Check each state with axe, in light and dark mode and on a phone, with Tokyo's clock."""
    place, act = STATES[name]
    with emptied(window_in("Asia/Tokyo"), {"width": 1280, "height": 800}) as page:
        page.emulate_media(color_scheme="light")
        page.clock.set_fixed_time(ON_THE_DAY)
        page.goto(f"{serve_folder(tidewater())}/{place}")
        act(page)
        page.evaluate(TO_THE_END)
        assert barriers(page, AXE) == []
        assert sideways(page) == []
        page.emulate_media(color_scheme="dark")
        assert barriers(page, COLOURS) == []
        page.set_viewport_size({"width": 320, "height": 800})
        page.evaluate(TO_THE_END)
        assert barriers(page, SHAPES) == []
        assert sideways(page) == []
        assert page.locator(CONTROLS).evaluate_all(POOR_CONTROLS) == []


TO_THE_END = "scrollTo(0, document.body.scrollHeight)"
"""There the bar covers nothing."""
POOR_CONTROLS = """controls => controls.filter((element) => element.checkVisibility({ visibilityProperty: true })).filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    if (height < (element.matches(".now a") ? 24 : 44) || (width < 44 && element.tagName !== "A")) return true;
    if (element.tagName === "SPAN") return false; // of a choice, whose focus is its own
    element.blur();
    element.focus({ focusVisible: true });
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "solid" || outlineWidth !== "3px";
}).map((element) => element.outerHTML.slice(0, 100))"""
"""Controls that are less than 44 pixels high or wide, or do not show their focus.

The two links of the bar, one above the other on phones, are 24 pixels high.
"""


def shifts(page: Page) -> list[str]:
    """Return the shifts of a page until the next paint."""
    return cast("list[str]", page.evaluate(f"{PAINTED}.then(() => shifts)"))


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("place", ENHANCED)
def test_enhancements_cause_no_layout_shift(
    browser: Browser, place: str, width: int
) -> None:
    """On the day, for a reader in another zone, when all modules arrive late."""
    settings: dict[str, Any] = {"viewport": {"width": width, "height": 900}}
    with (
        serving_slowly(tidewater(), {"*": 0.12}, missing=FONTS) as address,
        opened(browser, timezone_id="Asia/Tokyo", **settings) as page,
    ):
        page.clock.set_fixed_time(ON_THE_DAY)
        page.add_init_script(SHIFTS)
        page.goto(f"{address}/{place}")
        for part in ENHANCED[place]:
            page.locator(part).first.wait_for()
        assert shifts(page) == []


@pytest.mark.parametrize("delays", [{}, {"*/controls.js": 0.5}], ids=str)
def test_enhancements_cause_no_layout_shift_in_columns(
    browser: Browser, delays: dict[str, float]
) -> None:
    """Nothing moves if one module arrives later than the others."""
    with (
        serving_slowly(gridded(), delays, missing=FONTS) as address,
        opened(browser, viewport={"width": 1280, "height": 900}) as page,
    ):
        page.add_init_script(SHIFTS)
        page.goto(f"{address}/programme/index.html")
        page.locator(".save_button").first.wait_for()
        page.locator(".save_button").first.wait_for()
        assert shifts(page) == []


def test_exit_count_is_visible_below_exit_bar(
    browser: Browser, serve_folder: Serve
) -> None:
    """The count of presses is below the strip and covers no control."""
    with opened(browser, viewport={"width": 320, "height": 640}) as page:
        page.goto(f"{serve_folder(affected())}/index.html")
        count = page.locator(".exit_bar__count")
        count.wait_for(state="attached")
        page.keyboard.press("Shift")
        expect(count).to_be_visible()
        strip, box = page.locator(".exit_bar__row").bounding_box(), count.bounding_box()
        assert strip and box
        assert box["y"] >= strip["y"] + strip["height"]
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320
