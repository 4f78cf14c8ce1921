"""Pages on paper: few sheets, and the address of the page at their end."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect
from pypdf import PdfReader

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.browser.opened import in_its_faces, opened, wait_until
from tests.browser.test_pages import PAINTED, kinds_of
from tests.built import AS_OF, SITES
from tests.codes import read_code
from tests.making import EVENT, sessions_yaml, write_project
from tests.serving import serving

BASE_URL = "https://conference.example/2027/"
SHEETS = {
    "first": {"programme": 1, "home": 3, "speakers": 1},
    "tidewater": {"programme": 2, "home": 3, "speakers": 2},  # two days, and 24 people
}
FOR_ALL = {
    "rates": 1,
    "venue": 2,
    "sponsorship": 1,
    "session": 1,
    "speaker": 1,
    "case": 1,
}
LONG = {"first": "named-nurse", "tidewater": "ignatius-wetherfoot"}
SHEET: ViewportSize = {"width": 794, "height": 1000}
"""A page as wide as A4."""
CODE = ".footer__foot > [hidden] img"


@pytest.fixture(scope="module", params=SHEETS)
def site(request: pytest.FixtureRequest) -> Iterator[tuple[str, Path, str]]:
    """Serve a site that knows its address. Yield its name, its folder and where it is."""
    project = Project.at(
        SITES[request.param], Path(mkdtemp(prefix="microsite-")) / request.param
    )
    assert build(
        project, BuildOptions(as_of=AS_OF, base_url=BASE_URL, use_cache=False)
    ).published
    with serving(project.output) as address:
        yield request.param, project.output, address


def test_pages_print_on_few_sheets(
    browser: Browser, site: tuple[str, Path, str]
) -> None:
    """A day of the programme fits one sheet of A4, with people in rows of four."""
    name, folder, address = site
    kinds, allowed, sheets = kinds_of(folder), SHEETS[name] | FOR_ALL, {}
    with opened(browser, java_script_enabled=False) as page:
        # A biography, in the second example of seven paragraphs.
        kinds["speaker"] = f"speakers/{LONG[name]}/index.html"
        for kind in allowed.keys() & kinds.keys():
            page.goto(f"{address}/{kinds[kind]}")
            data = page.pdf(prefer_css_page_size=True)
            sheets[kind] = len(re.findall(rb"/Type\s*/Page\b", data))
    assert {
        kind: (count, allowed[kind])
        for kind, count in sheets.items()
        if count > allowed[kind]
    } == {}


def test_printed_session_has_its_track_and_a_note_below_the_size_of_its_title(
    browser: Browser, tmp_path: Path
) -> None:
    """Also of sessions at the same time, in columns of rooms."""
    times = "start: 09:30\nbooked: few left\nstatus_note: A long walk."
    talks = (
        f"id: {room.lower()}\n{times}\nroom: {room}\ntrack: Gulls"
        for room in ("Hall", "Attic")
    )
    sessions = sessions_yaml(*talks, rooms=("Hall", "Attic"), tracks=("Gulls", "Terns"))
    project = Project.at(write_project(tmp_path, {"data/sessions.yaml": sessions}))
    assert build(project, BuildOptions(as_of=date(2027, 1, 15))).published
    with serving(project.output) as address, opened(browser, viewport=SHEET) as page:
        page.emulate_media(media="print")
        page.goto(f"{address}/programme/index.html")
        sizes = (
            "all => all.map(element => parseFloat(getComputedStyle(element).fontSize))"
        )
        title = max(page.locator(".session_card__title").evaluate_all(sizes))
        notes = page.locator(".session_card__note").evaluate_all(sizes)
        assert len(notes) == 4
        assert max(notes) <= title
        expect(page.locator(".session_card__track:visible")).to_have_text(
            ["Gulls", "Gulls"]
        )


def test_printed_page_ends_with_its_address(
    browser: Browser, site: tuple[str, Path, str]
) -> None:
    """In words and as a code of 2 cm, for which screens never ask."""
    _, folder, address = site
    kinds, urls = kinds_of(folder), []
    with opened(
        browser, viewport={"width": 794, "height": 1000}, device_scale_factor=4
    ) as page:
        page.on("request", lambda request: urls.append(request.url))
        for kind in ("home", "session", "rates"):
            place = kinds[kind].removesuffix("index.html")
            page.goto(f"{address}/{kinds[kind]}")
            in_its_faces(page)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.evaluate(PAINTED)
            code = page.locator(CODE)
            assert not code.is_visible()
            assert not [url for url in urls if "qr" in url]

            # A browser without a window prints at once; others wait for images that load late.
            page.emulate_media(media="print")
            wait_until(page, "[...document.images].every(image => image.naturalWidth)")
            assert f"{address}/{place}qr.svg" in urls
            sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
            words = re.sub(r"\s", "", sheets[-1].extract_text())
            assert f"conference.example/2027/{place}" in words

            box = code.bounding_box()
            assert box is not None
            assert (
                box["width"] == box["height"] == pytest.approx(2 / 2.54 * 96, abs=0.5)
            )
            assert read_code(modules(code.screenshot())) == f"{BASE_URL}{place}"
            page.emulate_media(media="null")
            urls.clear()


def modules(screenshot: bytes) -> list[list[bool]]:
    """Return the modules of a code, from a picture with space on each side."""
    grey = Image.open(io.BytesIO(screenshot)).convert("L")
    picture = grey.point(lambda level: 255 if level < 128 else 0)
    code = picture.crop(picture.getbbox())
    # The dark corner at the top left is seven modules wide.
    row = [bool(code.getpixel((x, 1))) for x in range(code.width)]
    count = 4 * round((code.width / (row.index(False) / 7) - 17) / 4) + 17
    xs, ys = (
        [round((at + 0.5) * side / count) for at in range(count)] for side in code.size
    )
    return [[bool(code.getpixel((x, y))) for x in xs] for y in ys]


def test_printed_programme_has_the_words_of_its_language(
    browser: Browser, tmp_path: Path
) -> None:
    """A content note has its label, names have one separator, and no language is offered."""
    session = (
        "start: 09:30\nspeakers: [kim, jo]\ncontent_note: {fr: Un récit., en: A story.}"
    )
    people = {
        f"content/speakers/{slug}.md": f"---\nname: {slug}\n---\n"
        for slug in ("kim", "jo")
    }
    files = {"data/sessions.yaml": sessions_yaml(session), **people}
    project = Project.at(
        write_project(tmp_path, files, f"languages: [fr, en]\n{EVENT}")
    )
    assert build(project, BuildOptions(as_of=date(2027, 1, 15))).published
    script = "(element, pseudo) => getComputedStyle(element, pseudo).content"
    with serving(project.output) as address, opened(browser, viewport=SHEET) as page:
        page.emulate_media(media="print")
        page.goto(f"{address}/programme/index.html")
        label = page.locator(".content_note p").evaluate(script, "::before")
        assert label.startswith('" Avertissement')
        names = page.locator(".session_card__meta li, .inline_list li")
        assert {name.evaluate(script, "::after") for name in names.all()} == {"none"}
        end = page.locator(".slot__time span:visible")
        assert end.evaluate("element => element.getClientRects().length") == 1
        expect(page.locator(".header__language")).to_be_hidden()


def test_large_programme_prints_on_few_sheets(browser: Browser, tmp_path: Path) -> None:
    """Links to letters and hours are for screens. A time stands beside its sessions."""
    times = [
        (f"{hour}:{minute}", room)
        for hour in range(9, 17)
        for minute in ("00", "30")
        for room in "ABC"
    ]
    sessions = [f"start: {start}\nlength: 25 minutes\nroom: {room}\nspeakers: p{n}" for n, (start, room) in enumerate(times)]  # fmt: skip
    name = "---\nname: Zoe Example{:02}\nrole: Keeper of the pier and of both lighthouses\n---\n"
    files = {f"content/speakers/p{n}.md": name.format(n) for n in range(61)}
    files["data/sessions.yaml"] = sessions_yaml(*sessions, rooms=tuple("ABC"))
    project = Project.at(
        write_project(tmp_path, files, EVENT + "programme: {size: large}\n")
    )
    assert build(project, BuildOptions(as_of=AS_OF, use_cache=False)).published
    with serving(project.output) as address, opened(browser) as page:
        for path, links in (
            ("programme/2027-05-20", ".hours"),
            ("speakers", ".letters"),
        ):
            page.goto(f"{address}/{path}/index.html")
            expect(page.locator(links)).to_be_visible()
            page.emulate_media(media="print")
            expect(page.locator(links)).to_be_hidden()
            data = page.pdf(prefer_css_page_size=True)
            assert len(PdfReader(io.BytesIO(data)).pages) == 1, path
            page.emulate_media(media="screen")
