"""Every page kind in a real browser: accessible, without messages, small, and complete from disk."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
)

from microsite.project import ENGINE_HOME
from tests.browser.opened import in_its_faces, new_context, wait_until
from tests.built import AS_OF, built
from tests.serving import serving, serving_slowly

PAGE_BUDGET = 14_336
"""Gzipped bytes of HTML and its stylesheet, which arrive with the first round trip."""
FONT_BUDGET = 45 * 1024
"""Bytes of the two fonts of every page."""
MORE_BUDGET = 12 * 1024
"""Bytes of the fonts for rare letters."""
TOTAL_BUDGET = 300 * 1024
"""Gzipped bytes of all files that a page loads."""
HOME_BUDGET = 100 * 1024
"""The same of the home page."""
HOME_REQUESTS = 12
"""Requests of the home page: the page, its styles, scripts and fonts, and pictures in sight."""
AXE: dict[str, Any] = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag2aaa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "rules": {
        "color-contrast": {"enabled": False}
    },  # less strict than color-contrast-enhanced
}
COLOURS: dict[str, Any] = {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast-enhanced", "link-in-text-block"],
    }
}
"""Rules with other results in dark mode."""
SHAPES = AXE | {
    "rules": AXE["rules"]
    | {name: {"enabled": False} for name in COLOURS["runOnly"]["values"]}
}
"""Rules with other results in a narrow window."""
MARK_LOOKS = """() => {
    const looks = new Map(), ids = new Map(), marked = new Set();
    for (const element of document.querySelectorAll("body, body *")) {
        const style = getComputedStyle(element);
        const look = [looks.get(element.parentElement), element.tagName, element.className, style.color, style.fontSize,
            style.fontWeight, style.backgroundColor, style.backgroundImage, style.opacity].join("|");
        if (!ids.has(look)) ids.set(look, ids.size);
        looks.set(element, ids.get(look));
        const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const isFirst = hasText && element.checkVisibility({ visibilityProperty: true }) && !marked.has(look);
        element.toggleAttribute("data-look", isFirst);
        if (isFirst) marked.add(look);
    }
}"""
"""Mark the first text of each look: of equal elements in equal ones, colours and sizes.

The contrast of a hundred cards is that of one, and takes axe most of its time.
"""
ONLY_LOOKS = {"rules": [{"id": "color-contrast-enhanced", "selector": "[data-look]"}]}
RUN_AXE = """([context, options]) =>
    axe.run(context, { resultTypes: ["violations"], selectors: false, ...options }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)))"""
STYLES = re.compile(r'^<link rel="stylesheet" href="([^"]+)">', re.MULTILINE)
"""Stylesheets that a page waits for. It does not wait for the fonts."""
KIND = re.compile(r'<body class="page-(\w+)')
RARE_LETTERS = "[...document.fonts].filter(({ family }) => family.endsWith('-more')).map(({ status }) => status)"
"""Status of the font for rare letters: `unloaded` on pages that have no such letter."""
PAINTED = (
    "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
)
"""Promise that resolves after the next paint."""


EMBEDDED = {"embed_programme", "embed_session"}
"""Kinds of pages for frames, which load no fonts and no scripts."""


@dataclass(frozen=True)
class Served:
    """A finished site and its address."""

    name: str
    folder: Path
    host: Path
    """Folder that the server serves."""
    path: str
    """Path of the site there, such as `/2025`."""
    address: str
    kinds: dict[str, str]
    """Addresses of the heaviest page of each kind, relative to the root of the site."""


@pytest.fixture(scope="module", params=["first", "tidewater", "one-page"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve both sites: the first with open booking, the second after the event and under its path."""
    folder = built(request.param).output
    if request.param != "tidewater":
        with serving(folder) as address:
            yield Served(request.param, folder, folder, "", address, kinds_of(folder))
        return
    root = tmp_path_factory.mktemp("host")
    (root / "2025").symlink_to(folder)
    with serving(root) as address:
        yield Served(
            request.param, folder, root, "/2025", f"{address}/2025", kinds_of(folder)
        )


def kinds_of(folder: Path) -> dict[str, str]:
    """Return the heaviest page of each kind, without redirect pages."""
    pages_by_kind: dict[str, tuple[int, str]] = {}
    for path in folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        kind = KIND.search(html)
        if kind and kind[1] not in EMBEDDED:
            pages_by_kind[kind[1]] = max(
                pages_by_kind.get(kind[1], (0, "")),
                (len(html), path.relative_to(folder).as_posix()),
            )
    return {kind: address for kind, (_, address) in sorted(pages_by_kind.items())}


def packed(data: bytes) -> int:
    """Return the gzipped size in bytes."""
    return len(gzip.compress(data, 9))


def styles_of(folder: Path, address: str) -> list[Path]:
    """Return the stylesheets that a page waits for."""
    page = folder / address
    links = STYLES.findall(page.read_text(encoding="utf-8"))
    return [
        folder / link[link.index("assets/") :]
        if link[0] == "/"
        else (page.parent / link).resolve()
        for link in links
    ]


def listen(page: Page) -> list[str]:
    """Return console messages, errors and failed requests of a page."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.extend(failures(request)))
    return faults


def failures(request: Request) -> list[str]:
    """Return whether a request failed. A browser that leaves a page aborts the last ones."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url}"]


def each_kind(
    browser: Browser, site: Served, check: Callable[[Page], list[str]], **settings: Any
) -> list[str]:
    """Return the findings of `check` and of the browser on each kind of page."""
    findings = []
    with new_context(browser, **settings) as context:
        page = context.new_page()
        faults = listen(page)

        def see(request: Request) -> None:
            if not request.url.startswith(site.address):
                faults.append(f"left: {request.url}")

        page.on("request", see)
        for kind, address in site.kinds.items():
            page.goto(f"{site.address}/{address}", wait_until="load")
            findings += [
                f"{kind}: {fault}" for fault in check(in_its_faces(page)) + faults
            ]
            faults.clear()
    return findings


def barriers(
    page: Page, options: dict[str, Any], context: dict[str, Any] | None = None
) -> list[str]:
    """Return axe's findings in a page, or in parts of it. Its script is sent to a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate("looks => axe.configure(looks)", ONLY_LOOKS)
    page.evaluate(MARK_LOOKS)
    return cast(
        "list[str]",
        page.evaluate(RUN_AXE, [context or {"include": [["html"]]}, options]),
    )


def sideways(page: Page) -> list[str]:
    """Return whether the page scrolls sideways."""
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{width} px wide in {room}"] if width > room else []


BROKEN = """() => {
    const found = new Set();
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent.closest(".visually-hidden, svg, code, .in_column") || !parent.checkVisibility()) continue;
        if (parent.offsetWidth === 1) continue; // hidden, but read out
        for (const { 0: word, index } of node.data.matchAll(/[\\p{L}\\p{N}]{2,}/gu)) {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + word.length);
            const lines = [...range.getClientRects()].filter((box) => box.width > 1);
            if (lines.length > 1 && lines.at(-1).top - lines[0].top > 4) found.add(`“${word}” is cut`);
        }
    }
    return [...found];
}"""
"""Words that are on two lines."""


EDGES = "all => all.map((element) => getComputedStyle(element).borderTopWidth)"


def test_pages_pass_axe(browser: Browser, site: Served) -> None:
    """Check each page kind with axe, in light and dark mode, in forced colours and on a phone.

    No page scrolls sideways, writes to the console or sends a third-party request. In forced
    colours, controls keep a visible border.
    """

    def check(page: Page) -> list[str]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        findings = [*barriers(page, AXE), *sideways(page), *page.evaluate(BROKEN)]
        page.emulate_media(color_scheme="dark")
        findings += barriers(page, COLOURS)
        page.emulate_media(color_scheme="light", forced_colors="active")
        edges = page.locator(".button").evaluate_all(EDGES)
        findings += [
            *barriers(page, COLOURS),
            *(f"edge of {edge}" for edge in edges if edge == "0px"),
        ]
        page.emulate_media(forced_colors="none")
        for width in (960, 768, 480):
            page.set_viewport_size({"width": width, "height": 900})
            findings += page.evaluate(BROKEN)
        page.set_viewport_size({"width": 320, "height": 900})
        findings += barriers(page, SHAPES) + sideways(page)
        page.set_viewport_size(
            {"width": 160, "height": 900}
        )  # as 320 pixels with letters of 200 %
        return findings + sideways(page)

    assert each_kind(browser, site, check, reduced_motion="reduce") == []


MISSING = {
    "first": {"changes", "recordings", "embedding", "team", *EMBEDDED},
    "tidewater": {"changes", "case", "today", *EMBEDDED},
}
"""Kinds of other phases. Changes need a record: see test_extremes. For frames: test_visitors."""
LARGE = {"all", "day", "grid", "programme_days", "room", "track"}
"""Kinds of large programmes: see test_large_programme."""


def test_sites_have_every_page_kind(site: Served) -> None:
    """The other tests must see all page kinds. The smallest site has only the required ones."""
    names = {path.stem for path in (ENGINE_HOME / "templates" / "pages").glob("*.html")}
    assert {"home", "contact", "not_found"} <= site.kinds.keys() <= names
    assert (
        site.name == "one-page"
        or site.kinds.keys() == names - MISSING[site.name] - LARGE
    )


def test_pages_stay_within_their_budgets(
    site: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Measure HTML and stylesheet of each kind, and the fonts."""
    rows = []
    for kind, address in site.kinds.items():
        html = packed((site.folder / address).read_bytes())
        css = sum(packed(path.read_bytes()) for path in styles_of(site.folder, address))
        rows.append((html + css, html, css, kind, address))
    sizes = {
        path.name.partition(".")[0]: path.stat().st_size
        for path in site.folder.rglob("*.woff2")
    }
    more = sum(sizes.pop(name) for name in list(sizes) if name.endswith("-more"))
    fonts = sum(sizes.values())
    with capsys.disabled():
        print(
            f"\n{site.name}: fonts {fonts:,} B of {FONT_BUDGET:,}; pages of {PAGE_BUDGET:,} B, gzip"
        )
        for total, html, css, kind, address in sorted(rows, reverse=True):
            print(f"  {total:6,} = {html:5,} + {css:5,}  {kind:12} {address}")
    assert [row for row in rows if row[0] > PAGE_BUDGET] == []
    assert all(css for _, _, css, kind, _ in rows if kind != "not_found")
    assert fonts <= FONT_BUDGET
    assert more <= MORE_BUDGET


def test_rare_letters_use_site_font(browser: Browser) -> None:
    """Pages with such letters load the font; test_fonts_cause_no_layout_shift sees the others."""
    with serving(built("tidewater").output) as address, new_context(browser) as context:
        page = context.new_page()
        page.goto(f"{address}/speakers/rehor-prilivny/index.html")
        wait_until(page, f"{RARE_LETTERS}.includes('loaded')")


def loads_of(browser: Browser, site: Served) -> dict[str, tuple[int, int]]:
    """Return the gzipped bytes of each kind, down to its end, and the requests at its top."""
    loads: dict[str, tuple[int, int]] = {}
    phone: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
    kinds = list(site.kinds.items())
    for start in range(0, len(kinds), 5):  # the silences of five pages pass together
        with new_context(browser, service_workers="block", **phone) as context:
            visits = {
                kind: without_cache(context) for kind, _ in kinds[start : start + 5]
            }
            for kind, (page, _) in visits.items():
                page.goto(f"{site.address}/{site.kinds[kind]}", wait_until="commit")
            for kind, (page, urls) in visits.items():
                page.wait_for_load_state("networkidle")
                in_its_faces(page)
                requests = len(urls)
                page.evaluate(SEEN)
                files = [
                    site.folder / url.removeprefix(f"{site.address}/") for url in urls
                ]
                bodies = [file.read_bytes() for file in files]
                loads[kind] = (
                    sum(min(packed(body), len(body)) for body in bodies),
                    requests,
                )
    return loads


def without_cache(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page that loads every file from the server, and the list of their addresses."""
    page, urls = context.new_page(), list[str]()
    cache = context.new_cdp_session(page)
    cache.send("Network.enable")
    cache.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.on("response", lambda response: urls.append(response.url))
    return page, urls


SEEN = """() => {
    const images = [...document.images].filter((image) => image.checkVisibility());
    for (const image of images) image.loading = "eager";
    return Promise.all(images.map((image) => image.decode())).then(() => true);
}"""
"""Load the pictures further down."""


def test_loads_stay_within_their_budgets(
    browser: Browser, site: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Measure all files of the first load of each kind."""
    totals = loads_of(browser, site)
    with capsys.disabled():
        print(f"\n{site.name}: bytes and requests of whole pages, gzip")
        for kind, (total, requests) in sorted(
            totals.items(), key=lambda item: item[1], reverse=True
        ):
            print(f"  {total:7,} {requests:3}  {kind}")
    assert {kind: load for kind, load in totals.items() if load[0] > TOTAL_BUDGET} == {}
    weight, requests = totals["home"]
    assert weight <= HOME_BUDGET
    assert requests <= HOME_REQUESTS


def test_pages_open_from_disk(browser: Browser, site: Served) -> None:
    """The policy allows stylesheet, fonts and pictures, without console messages."""
    with new_context(browser) as context:
        page = context.new_page()
        faults = listen(page)
        for address in site.kinds.values():
            if address == "404.html":  # its links start from the root of a host
                continue
            page.goto((site.folder / address).as_uri())
            in_its_faces(page)
            assert faults == []
            assert page.evaluate(
                "getComputedStyle(document.querySelector('h1')).fontFamily"
            ).startswith("Tide" if site.name == "tidewater" else "Notice")


WATCHED = """
window.shift = 0;
window.count = (entries) => { for (const { value } of entries) shift += value; };
window.shifts = new PerformanceObserver((list) => count(list.getEntries()));
shifts.observe({ type: 'layout-shift', buffered: true });
window.moved = () => { count(shifts.takeRecords()); return shift; };
"""
"""Add up what moves. `moved()` counts the last movements, too, which no call has brought yet."""


@pytest.mark.slow
def test_fonts_cause_no_layout_shift(browser: Browser, site: Served) -> None:
    """The fallbacks take the same space. At most two lines break in another place.

    The font for rare letters is loaded only by pages with such letters, and never by the home page.
    """
    shifts = {}
    widths = ((390, 1280), (360, 412))  # for one kind after the other
    with (
        serving_slowly(site.host, {"*.woff2": 0.1}) as host,
        new_context(browser) as context,
    ):
        page = context.new_page()
        page.clock.set_fixed_time(AS_OF.isoformat())
        page.add_init_script(WATCHED)
        for number, (kind, address) in enumerate(site.kinds.items()):
            for width in widths[number % 2]:
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(f"{host}{site.path}/{address}")
                in_its_faces(page).evaluate(PAINTED)
                shifts[kind, width] = page.evaluate("moved()")
            if site.name != "tidewater" or kind == "home":
                assert set(page.evaluate(RARE_LETTERS)) == {"unloaded"}, address
    most = 0.04 if site.name == "tidewater" else 0.01
    assert {kind: shift for kind, shift in shifts.items() if shift > most} == {}
