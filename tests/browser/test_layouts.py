"""Sizes and places of what visitors look for first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from microsite.project import Project
from tests.browser.opened import finished, in_its_faces, opened, show
from tests.browser.test_pages import BROKEN
from tests.built import SITES, built

Serve = Callable[[Path], str]

LAST_LINE = """element => {
    const words = document.createRange();
    words.selectNodeContents(element);
    return words.getBoundingClientRect().bottom;
}"""
TOP = "element => element.getBoundingClientRect().top + scrollY"
SMALL_LETTERS = """() => {
    let small = 0, all = 0;
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (!parentElement.checkVisibility() || parentElement.closest(".visually-hidden")) continue;
        const letters = data.replace(/\\s/g, "").length;
        all += letters;
        if (parseFloat(getComputedStyle(parentElement).fontSize) < 15.5) small += letters;
    }
    return small / all;
}"""
"""Return the share of letters in captions."""
LEADING_DOTS = """() => [...document.querySelectorAll(":is(.session_card__meta, .inline_list) li + li:not(.content_note)")]
    .filter(item => item.checkVisibility() && getComputedStyle(item).display === "inline")
    .filter(item => {
        const before = [...item.previousElementSibling.getClientRects()].at(-1);
        return before && item.getClientRects()[0].top > before.bottom - 4;
    })
    .map(item => item.textContent.trim())"""
"""Return the items whose dot is not on the line of the item before."""

TURN_TO = """async (address) => {
    const html = await (await fetch(address)).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
}"""
"""Show the content of another page of the same kind, which is much quicker than to load it."""


@pytest.mark.parametrize("site", ["first", "tidewater"])
def test_words_stay_whole(browser: Browser, serve_folder: Serve, site: str) -> None:
    """On the pages of people and packages, and of each session, the columns are wide enough."""
    output, words_by_path = built(site).output, {}
    address = serve_folder(output)
    with opened(browser) as page:
        for path in ("speakers", "sponsorship", "rates"):
            for width in (480, 390, 320):
                in_its_faces(show(page, f"{address}/{path}/index.html", width))
                words_by_path[f"{path} {width}"] = page.evaluate(BROKEN)
        sessions = [path.parent.name for path in output.glob("programme/*/index.html")]
        show(page, f"{address}/programme/{sessions[0]}/index.html")
        for session in sessions:
            page.evaluate(TURN_TO, f"../{session}/index.html")
            words_by_path[session] = page.evaluate(BROKEN)
    assert {path: words for path, words in words_by_path.items() if words} == {}


def test_home_after_the_event_is_complete_in_the_first_window(
    browser: Browser, serve_folder: Serve, tmp_path: Path
) -> None:
    """The notice above it takes its height from the drawing."""
    folder = finished(
        Project.at(SITES["first"], tmp_path / "output"), date(2027, 6, 10)
    )
    address = serve_folder(folder)
    with opened(browser) as page:
        page.goto(f"{address}/index.html")
        caption = in_its_faces(page).locator(".hero figcaption")
        for width, height in ((1280, 800), (1440, 900), (1024, 768)):
            page.set_viewport_size({"width": width, "height": height})
            assert caption.evaluate(LAST_LINE) <= height, width


def test_title_of_home_fills_the_measure_of_a_tablet(window: Page, first: str) -> None:
    gap = show(window, f"{first}/index.html", 768, 1024).evaluate("""() => {
        const title = document.createRange();
        title.selectNode(document.querySelector(".hero__title").firstChild);
        const { right } = document.querySelector(".hero__fit").getBoundingClientRect();
        return right - Math.max(...[...title.getClientRects()].map(line => line.right));
    }""")
    assert abs(gap) <= 5


def test_prices_on_home_are_one_low_band(window: Page, first: str) -> None:
    show(window, f"{first}/index.html")
    assert window.locator("#book").evaluate("element => element.offsetHeight") <= 300


def test_no_outcome_is_alone_in_a_row(window: Page, first: str) -> None:
    """One that is last fills its row, or the others leave a column more."""
    show(window, f"{first}/index.html")
    for count in (8, 7, 6, 5):
        window.evaluate(
            "count => { const list = document.querySelector('.outcomes');"
            " while (list.children.length > count) list.lastElementChild.remove(); }",
            count,
        )
        for width in (768, 1280):
            window.set_viewport_size({"width": width, "height": 800})
            last = window.locator(".outcomes li").evaluate_all(
                "all => { const last = all.at(-1);"
                " return [all.filter((element) => element.offsetTop === last.offsetTop).length,"
                " last.offsetWidth / last.parentElement.offsetWidth]; }"
            )
            assert last[0] > 1 or last[1] == 1, (count, width, last)
    window.goto("about:blank")  # the next test needs the page as it was


def test_sections_of_a_page_have_headings_of_one_size(
    window: Page, named_site: tuple[str, str]
) -> None:
    """Headings in the column beside a text are a step smaller."""
    for place in ("venue", "sponsorship", "rates", "resources"):
        show(window, f"{named_site[1]}/{place}/index.html")
        sizes = window.locator(
            "main > section.wrap > :is(h2, .flow > h2)"
        ).evaluate_all(
            "all => all.map((element) => getComputedStyle(element).fontSize)"
        )
        assert set(sizes) <= {"46px"}, (place, sizes)


def test_few_letters_of_the_programme_are_captions(
    window: Page, named_site: tuple[str, str]
) -> None:
    for width in (390, 1280):
        show(window, f"{named_site[1]}/programme/index.html", width)
        assert window.evaluate(SMALL_LETTERS) <= 0.15, width


def test_no_line_begins_with_the_dot_between_names(
    window: Page, named_site: tuple[str, str]
) -> None:
    for place in ("programme", "speakers", "venue"):
        for width in (320, 390, 768, 1280):
            show(window, f"{named_site[1]}/{place}/index.html", width)
            assert window.evaluate(LEADING_DOTS) == [], (width, place)


def test_programme_begins_in_the_first_half_of_a_phone(
    window: Page, first: str
) -> None:
    show(window, f"{first}/programme/index.html", 390, 844)
    assert window.locator(".slot").first.evaluate(TOP) <= 420


def test_text_of_a_session_begins_in_the_first_window(
    window: Page, first: str, second: str
) -> None:
    """The second example has a notice above it, and longer facts."""
    for address, most in (
        (f"{first}/programme/before-exclusion", {1280: 480, 390: 720}),
        (f"{second}/programme/a-wall-to-sit-on", {1280: 480, 390: 790}),
    ):
        for width, top in most.items():
            show(window, f"{address}/index.html", width, 844)
            assert window.locator(".text p").first.evaluate(TOP) <= top, width


def assert_three_in_a_row(page: Page, selector: str) -> None:
    tops = page.locator(selector).evaluate_all(
        "all => all.map((element) => element.offsetTop)"
    )
    assert len(tops) == 3
    assert len(set(tops)) == 1


def test_links_below_a_session_are_in_one_row(window: Page, second: str) -> None:
    for width in (768, 1280):
        show(window, f"{second}/programme/a-wall-to-sit-on/index.html", width)
        assert_three_in_a_row(window, ".pager a")


def test_portrait_leaves_the_first_window_to_the_text(
    window: Page, named_site: tuple[str, str]
) -> None:
    """It stands beside the text, or on a phone above it."""
    name, address = named_site
    slug = {"first": "named-nurse", "tidewater": "ignatius-wetherfoot"}[name]
    for width, most in ((390, 700), (768, 420), (1280, 420)):
        show(window, f"{address}/speakers/{slug}/index.html", width)
        assert window.locator(".aside + .flow").evaluate(TOP) <= most, width


def test_help_lines_on_home_are_in_even_columns(window: Page, first: str) -> None:
    for width, columns in ((390, 2), (768, 3), (1280, 3), (1920, 3)):
        show(window, f"{first}/index.html", width)
        lefts = window.locator(".footer__help dl > div").evaluate_all(
            "all => all.map((element) => element.offsetLeft)"
        )
        assert sorted(map(lefts.count, lefts)) == [6 // columns] * 6, width


def test_opening_hours_on_a_phone_are_below_the_number(
    window: Page, second: str
) -> None:
    show(window, f"{second}/contact/index.html", 390)
    [number, hours] = [
        dd.bounding_box()
        for dd in window.locator("main dd:has(+ dd), main dd + dd").all()
    ]
    assert number and hours
    assert number["y"] + number["height"] <= hours["y"] + 1


def test_buttons_of_a_post_stand_below_its_text(window: Page, first: str) -> None:
    show(window, f"{first}/news/where-our-figures-come-from/index.html")
    lefts = window.locator(".text--hanging > p, .save_session").evaluate_all(
        "all => all.map((element) => Math.round(element.getBoundingClientRect().left))"
    )
    assert len(lefts) > 2
    assert len(set(lefts)) == 1


def test_people_with_portraits_are_in_three_columns_on_tablets(
    window: Page, second: str
) -> None:
    for width, columns in ((768, 3), (1280, 4), (1920, 4)):
        show(window, f"{second}/speakers/index.html", width)
        lefts = window.locator(".person_list > li").evaluate_all(
            "all => all.map((element) => element.offsetLeft)"
        )
        assert len(set(lefts)) == columns, width


def test_group_of_choices_stays_together(window: Page, second: str) -> None:
    """The name of a group is on the row of its choices."""
    show(window, f"{second}/programme/index.html")
    assert_three_in_a_row(window, ".chips .chips > .chip")


def test_no_logo_on_home_is_alone_in_a_row(window: Page, second: str) -> None:
    """A group of one sponsor has one row with one logo."""
    for width in (768, 960, 1280, 1920):
        show(window, f"{second}/index.html", width)
        groups = window.locator(".sponsor_group__list").evaluate_all(
            "all => all.map((list) => [...list.children].map((element) => element.offsetTop))"
        )
        assert [
            tops for tops in groups if len(tops) > 1 and tops[-1] != tops[-2]
        ] == [], width


LINES = """(band, selector) => {
    const text = band.querySelector(selector);
    if (!text) return [0, 0];
    const height = parseFloat(getComputedStyle(text).lineHeight);
    return [Math.round(text.offsetHeight / height), height];
}"""
PLAIN = {1280: 144, 390: 112}
FACTS = {1280: 240, 390: 300}
BANDS = [
    *(
        ("first", place, PLAIN)
        for place in ("privacy", "news", "contact", "news/where-our-figures-come-from")
    ),
    *(
        ("first", place, FACTS)
        for place in (
            "rates",
            "venue",
            "sponsorship",
            "make-the-case",
            "speakers/named-nurse",
        )
    ),
    *(
        ("first", f"programme/{place}", FACTS)
        for place in ("national-picture", "children-in-care", "protection-that-lasts")
    ),
    *(
        ("tidewater", place, PLAIN)
        for place in (
            "what-we-heard",
            "news/booking-is-open",
            "news/the-programme-is-out",
        )
    ),
    *(
        ("tidewater", f"programme/{place}", FACTS)
        for place in ("welcome", "street-by-street", "songs-of-the-harbour")
    ),
    *(
        ("tidewater", place, FACTS)
        for place in (
            "venue",
            "speakers/maria-del-mar",
            "speakers/prudence-overtopping",
        )
    ),
]


def test_bands_of_pages_are_low(window: Page, named_site: tuple[str, str]) -> None:
    """Pages whose title or summary has more lines than usual may be higher by these lines."""
    name, address = named_site
    for place, most in ((place, most) for site, place, most in BANDS if site == name):
        for width in (1280, 390):
            show(window, f"{address}/{place}/index.html", width, 844)
            band = window.locator(".page_header")
            height = band.evaluate("element => element.offsetHeight")
            for selector, usual in (("h1", 1 if most is PLAIN else 2), (".lead", 2)):
                lines, line = band.evaluate(
                    f"element => ({LINES})(element, '{selector}')"
                )
                height -= max(0, lines - usual) * line
            assert height <= most[width], (place, width)


def test_bands_with_a_search_field_are_low(
    window: Page, named_site: tuple[str, str]
) -> None:
    """The drawing of the 404 page does not count."""
    name, address = named_site
    # Its links start from the root of a host.
    html = (
        (built(name).output / "404.html")
        .read_text(encoding="utf-8")
        .replace('"/2025/', '"/')
    )
    window.route(
        "**/404.html", lambda route: route.fulfill(body=html, content_type="text/html")
    )
    for place in ("search/index.html", "404.html"):
        for width, most in ((1280, 200), (390, 220)):
            show(window, f"{address}/{place}", width, 844).locator(
                ".search__field input"
            ).wait_for()
            band = window.locator(".page_header__inner")
            assert band.evaluate("element => element.offsetHeight") <= most, (
                place,
                width,
            )
    window.unroute_all()


def test_what_can_be_done_with_a_session_is_one_row(
    browser: Browser, first: str
) -> None:
    with opened(browser) as page:
        page.clock.set_fixed_time("2027-01-15T09:00:00")
        for width in (390, 1280):
            show(page, f"{first}/programme/children-in-care/index.html", width, 844)
            page.locator(".save_session .save_button").wait_for()
            row = page.locator(".page_header__actions").evaluate(
                "element => element.offsetHeight"
            )
            assert row <= 48, width


def test_figures_on_a_phone_are_low(window: Page, first: str) -> None:
    show(window, f"{first}/index.html", 390, 844)
    assert window.locator(".figures").evaluate("element => element.offsetHeight") <= 560


def test_hours_on_a_phone_stand_at_their_places(
    window: Page, named_site: tuple[str, str]
) -> None:
    """The line of a label is on its left, or on its right where the words have no room."""
    show(window, f"{named_site[1]}/index.html", 390, 844)
    labels = window.locator(".chart__axis li:visible").evaluate_all(
        """all => all.map((element) => {
            const at = parseFloat(getComputedStyle(element).getPropertyValue("--x")) / 100;
            const place = at * element.parentElement.clientWidth;
            const left = element.offsetLeft;
            const right = left + element.offsetWidth;
            const nearest = Math.min(Math.abs(left - place), Math.abs(right - place));
            return [nearest, element.offsetTop, left, right];
        })"""
    )
    assert len(labels) == 4
    assert max(label[0] for label in labels) <= 2
    for label, other_label in combinations(labels, 2):
        assert (
            label[1] != other_label[1]
            or label[3] < other_label[2]
            or other_label[3] < label[2]
        )


def test_hours_of_learning_are_a_figure(window: Page, first: str) -> None:
    show(window, f"{first}/index.html")
    cell = window.locator(".outcomes > :nth-child(8)")
    assert cell.locator("b").inner_text() == "5"
    assert cell.locator("h3").inner_text().split() == ["5", "hours", "of", "CPD"]


HEIGHTS = {
    "index.html": (6400, 8600),
    "programme/index.html": (2900, 4300),
    "programme/before-exclusion/index.html": (2300, 3000),
    "speakers/index.html": (2300, 3000),
    "sponsorship/index.html": (2700, 3600),
    "venue/index.html": (2900, 4000),
    "resources/index.html": (3300, 4300),
    "contact/index.html": (1300, 1500),
}
"""Most pixels of a whole page, at 1280 and 390."""


@pytest.mark.parametrize("place", HEIGHTS)
def test_pages_are_short(window: Page, first: str, second: str, place: str) -> None:
    """Check pages of the first site, and also the home page of the second example."""
    for site in (first, second) if place == "index.html" else (first,):
        for width, most in zip((1280, 390), HEIGHTS[place], strict=True):
            show(window, f"{site}/{place}", width)
            assert window.evaluate("document.documentElement.scrollHeight") <= most, (
                site,
                width,
            )


def test_numbers_of_help_lines_stay_in_their_columns(window: Page, second: str) -> None:
    """One with the code of a country is wider than half a phone."""
    show(window, f"{second}/index.html", 390)
    numbers = window.locator(".footer__help dd a")
    sides = "links => links.map(link => [link, link.closest('dl')].map(it => it.getBoundingClientRect().right))"
    assert numbers.count() == 3
    assert all(right <= edge for right, edge in numbers.evaluate_all(sides))


def test_speakers_without_portraits_have_a_summary(
    window: Page, first: str, second: str
) -> None:
    """On the first site all have one; in the second example those with a portrait have none."""
    show(window, f"{first}/speakers/index.html")
    assert window.locator(".person_card__summary").count() == 14
    show(window, f"{first}/index.html")
    assert window.get_by_text(
        "How to keep a partnership going when project funding ends."
    ).count()
    show(window, f"{second}/speakers/index.html")
    assert window.locator(".person_card__summary").count() == 7
    assert window.get_by_text("A coastal plan that fits on a postcard.").count() == 1


def test_programme_of_two_days_begins_in_the_first_window_of_a_phone(
    window: Page, second: str
) -> None:
    """Its days are named by their weekdays, in one row."""
    show(window, f"{second}/programme/index.html", 390, 844)
    assert window.locator(".slots").first.evaluate(TOP) <= 580
    tools, head = window.locator(".tools").first, window.locator(".day__head").first
    assert (
        head.evaluate(TOP) - tools.evaluate(TOP) - tools.evaluate("e => e.offsetHeight")
        >= 8
    )
    assert window.locator(".day_nav a").all_inner_texts() == ["Thursday", "Friday"]


def test_outline_of_a_past_event_names_the_talks(window: Page, second: str) -> None:
    show(window, f"{second}/index.html")
    words = window.locator(".outlines").inner_text()
    assert "Giving the golf course back · Sandbags are not a personality" in words
    assert "Three talks" not in words


def test_long_button_of_the_home_page_is_on_one_line(window: Page, second: str) -> None:
    """A button is 17.5 rem wide, and in an almanac wider if its words need more."""
    show(window, f"{second}/index.html", 1280)
    button = window.locator(".hero .button:visible")
    for words, width in (("Book", 280), ("Proposer une communication", 330)):
        button.evaluate("(element, words) => (element.textContent = words)", words)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] == 48
        assert 280 <= box["width"] <= width
