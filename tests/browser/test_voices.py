"""Both sites in each voice: small, accessible, and without sideways scrolling."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from microsite.build import build
from microsite.model.records.event import Voice
from microsite.project import BuildOptions, Project
from microsite.render.stylesheets import compact_css
from tests.browser.opened import in_its_faces, opened, tidewater
from tests.browser.test_pages import (
    BROKEN,
    COLOURS,
    FONT_BUDGET,
    PAGE_BUDGET,
    SHAPES,
    barriers,
    kinds_of,
    packed,
    sideways,
    styles_of,
)
from tests.built import AS_OF, SITES
from tests.making import EVENT, write_project

ROWS = """links => links.map(link => {
    const range = document.createRange();
    range.selectNodeContents(link.lastChild);
    return range.getClientRects().length;
})"""
"""Return the rows of text in each link."""
VOICES = SITES["first"] / "assets" / "voices"
OTHERS = [
    ("first", Voice.ALMANAC),
    ("first", Voice.POSTER),
    ("tidewater", Voice.NOTICE),
    ("tidewater", Voice.POSTER),
]
"""The voices that the sites do not have; test_pages.py checks those that they have."""


def in_voice(root: Path, name: str, voice: Voice) -> Path:
    """Build a site in another voice. Return its output."""
    for folder in ("content", "data", "assets/images", "assets/downloads"):
        if (SITES[name] / folder).is_dir():
            shutil.copytree(SITES[name] / folder, root / folder)
    event = root / "content" / "event.md"
    theme = f"theme:\n  voice: {voice}\n"
    if voice is Voice.POSTER:
        Image.linear_gradient("L").resize((1500, 1000)).save(
            root / "assets/images/hall.jpg"
        )
        theme += "  picture: images/hall.jpg\n  picture_alt: An empty hall\n"
    text = re.sub(r"\n  voice: .*", "", event.read_text(encoding="utf-8"))
    event.write_text(text.replace("theme:\n", theme), encoding="utf-8")
    project = Project.at(root)
    outcome = build(project, BuildOptions(as_of=AS_OF))
    assert outcome.published, [diagnostic.headline for diagnostic in outcome.log]
    return project.output


FAINT = """() => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    const light = (colour) => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
        const [r, g, b] = [red, green, blue].map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return alpha ? 0.2126 * r + 0.7152 * g + 0.0722 * b : null;
    };
    const ground = (element) => element ? light(getComputedStyle(element).backgroundColor) ?? ground(element.parentElement) : 1;
    const contrast = (one, two) => (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    return [...document.querySelectorAll("main :is(button, input, .button)")]
        .map((element) => [element, light(getComputedStyle(element).borderTopColor)])
        .filter(([element, edge]) => element.checkVisibility() && edge !== null)
        .filter(([element, edge]) => Math.max(
            contrast(edge, ground(element.parentElement)),
            contrast(ground(element), ground(element.parentElement))) < 3)
        .map(([element]) => `faint edge: ${element.outerHTML.slice(0, 80)}`);
}"""
"""Return controls whose shape does not differ from what surrounds it (WCAG 1.4.11)."""


@pytest.mark.parametrize("voice", Voice)
def test_voice_is_a_small_stylesheet(voice: Voice) -> None:
    """A voice has little style of its own, and faces with their licences."""
    styles = [VOICES / voice / "css" / name for name in ("voice.css", "voice_home.css")]
    css = "".join(path.read_text(encoding="utf-8") for path in styles)
    assert len(compact_css(css)) <= 2048
    assert packed(css.encode()) <= 1100
    assert sorted((VOICES / voice / "fonts").glob("OFL-*.txt"))


@pytest.mark.slow
@pytest.mark.parametrize("name, voice", OTHERS)
def test_site_meets_floors_in_every_voice(
    browser: Browser,
    serve_folder: Callable[[Path], str],
    tmp_path: Path,
    name: str,
    voice: Voice,
) -> None:
    output = in_voice(tmp_path, name, voice)
    kinds = {
        kind: place for kind, place in kinds_of(output).items() if place != "404.html"
    }
    weights = {
        kind: weight
        for kind, place in kinds.items()
        if (
            weight := packed((output / place).read_bytes())
            + sum(packed(path.read_bytes()) for path in styles_of(output, place))
        )
        > PAGE_BUDGET
    }
    assert weights == {}
    fonts = [path for path in output.rglob("*.woff2") if "-more" not in path.name]
    assert sum(path.stat().st_size for path in fonts) <= FONT_BUDGET

    address, findings = serve_folder(output), []
    for scheme in ("light", "dark"):
        with opened(
            browser, color_scheme=scheme, viewport={"width": 1280, "height": 900}
        ) as page:
            for kind, place in kinds.items():
                page.set_viewport_size({"width": 1280, "height": 900})
                page.goto(f"{address}/{place}")
                in_its_faces(page)
                faults = [*barriers(page, COLOURS), *sideways(page)]
                faults += [*page.evaluate(BROKEN), *page.evaluate(FAINT)]
                page.set_viewport_size({"width": 320, "height": 900})
                faults += [*barriers(page, SHAPES), *sideways(page)]
                exits = page.locator(".exit_bar__exit").evaluate_all(ROWS)
                faults += [f"exit in {rows} rows" for rows in exits if rows > 1]
                findings += [f"{scheme} {kind}: {fault}" for fault in faults]
    assert findings == []


@pytest.mark.parametrize("voice", [Voice.ALMANAC, Voice.POSTER])
def test_title_breaks_no_word_on_phones(
    browser: Browser, tmp_path: Path, voice: Voice
) -> None:
    """Its size follows from widths in another typeface."""
    Image.linear_gradient("L").resize((1500, 1000)).save(tmp_path / "hall.jpg")
    title = "Mathematik im Gespräch"
    event = EVENT.replace("title: Coasts in common", f"title: {title}")
    theme = f"theme: {{voice: {voice}, picture: hall.jpg, picture_alt: A hall}}\n"
    root = write_project(tmp_path / "site", {"assets/hall.jpg": ""}, event + theme)
    shutil.copy(tmp_path / "hall.jpg", root / "assets" / "hall.jpg")
    project = Project.at(root)
    assert build(project, BuildOptions(as_of=AS_OF)).published
    with opened(browser) as page:
        page.goto((project.output / "index.html").as_uri())
        page.evaluate("document.fonts.ready.then(() => true)")
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 800})
            words = page.locator(".hero__title").evaluate(
                """title => title.textContent.trim().split(" ").map((word, index, all) => {
                  const start = all.slice(0, index).join(" ").length + (index ? 1 : 0);
                  const range = document.createRange();
                  range.setStart(title.firstChild, start);
                  range.setEnd(title.firstChild, start + word.length);
                  return range.getClientRects().length;
                })"""
            )
            assert words == [1, 1, 1]


def test_grounds_follow_forced_colours_in_the_dark(
    browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    """Sections have no tint, and a dark logo still has its white ground."""
    with opened(browser, color_scheme="dark", forced_colors="active") as page:
        page.goto(f"{serve_folder(tidewater())}/index.html")
        tints = page.locator("main > .wrap").evaluate_all(
            "them => them.map(element => getComputedStyle(element).borderImageSource)"
        )
        canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert {*tints} <= {"none", f"linear-gradient({canvas}, {canvas})"}
        plates = page.locator(".sponsor_group__plate").evaluate_all(
            "them => them.map(element => getComputedStyle(element).backgroundColor)"
        )
        assert plates and {*plates} == {"rgb(255, 255, 255)"}
