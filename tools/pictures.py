"""Take the screenshots in `docs/images/` of the current sites.

Usage: python tools/pictures.py    (needs Chromium, which `python build.py test`
installs)

Each shows a window of 1280 pixels at three quarters of its size. Dates and times are
fixed, so that a picture changes only if its site does.
"""

from __future__ import annotations

import io
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bootstrap.tools import chromium, is_root
from microsite.build import build
from microsite.project import (
    BuildOptions,
    Project,
)
from tests.editor.boards import editor
from tests.serving import serving

TARGET = ROOT / "docs" / "images"
SCALE = 0.75
COLOURS = 128
"""In a PNG, which every viewer of README shows."""
FIRST, FIRST_DAY = ROOT, date(2026, 12, 1)
TIDEWATER, TIDEWATER_DAY = ROOT / "examples" / "tidewater", date(2025, 11, 1)
POSTER = ROOT / "output" / "poster"
"""A copy of Tidewater in another voice, which is deleted afterwards."""
FERRY = ROOT / "examples" / "portfolio" / "shared" / "assets" / "images" / "ferry.jpg"


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot and its file."""

    name: str
    root: Path
    day: date
    page: str
    height: int
    """Width and height of the window in pixels."""
    top: str = ""
    """Selector of the element at the window's upper edge; empty for the top of the
    page.
    """
    scheme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("home.png", FIRST, FIRST_DAY, "index.html", 800),
    Picture(
        "county-lines-programme.webp",
        FIRST,
        FIRST_DAY,
        "programme/index.html",
        1100,
        "#questions-to-the-panel",
    ),
    Picture("tidewater-home.webp", TIDEWATER, TIDEWATER_DAY, "index.html", 800),
    Picture(
        "tidewater-home-dark.webp",
        TIDEWATER,
        TIDEWATER_DAY,
        "index.html",
        800,
        scheme="dark",
    ),
    Picture("poster-home.webp", POSTER, TIDEWATER_DAY, "index.html", 800),
)

SHEET = "before-and-after.webp"
"""Three pages of the first site, whole: before the second edition, which stays, and
now.
"""
AFTER = {304: "index.html", 880: "programme/index.html", 1456: "rates/index.html"}
"""The left side of each page on the sheet as it is now.

All have the same top and width.
"""
SHEET_TOP, SHEET_WIDTH = 39, 256

BOARD = Picture(
    "programme-board.webp", TIDEWATER, TIDEWATER_DAY, "_edit/board?day=1", 900
)


def main() -> None:
    """Build each site once, and take its pictures."""
    arguments = ["--font-render-hinting=none", *(["--no-sandbox"] if is_root() else [])]
    shutil.rmtree(POSTER, ignore_errors=True)
    shutil.copytree(
        TIDEWATER, POSTER, ignore=shutil.ignore_patterns("output", ".cache")
    )
    event = POSTER / "content" / "event.md"
    shutil.copyfile(FERRY, POSTER / "assets" / "images" / FERRY.name)
    theme = (
        f"voice: poster\n  picture: images/{FERRY.name}\n  picture_alt: A ferry at dusk"
    )
    text = event.read_text(encoding="utf-8").replace("voice: almanac", theme)
    event.write_text(text, encoding="utf-8")
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        for root, day in dict.fromkeys(
            (picture.root, picture.day) for picture in PICTURES
        ):
            project = Project.at(root, Path(folder) / root.name)
            if build(project, BuildOptions(as_of=day)).published is None:
                sys.exit(f"{root} has mistakes: python build.py check --root {root}")
            with serving(project.output) as address:
                for picture in PICTURES:
                    if picture.root == root:
                        take(browser, address, picture)
                if root == FIRST:
                    renew_sheet(browser, address)
        site = Path(folder) / "edited"
        shutil.copytree(
            TIDEWATER, site, ignore=shutil.ignore_patterns("output", ".cache")
        )
        with editor(site) as server:
            take(browser, f"http://127.0.0.1:{server.port}", BOARD)
        browser.close()
    shutil.rmtree(POSTER)


def renew_sheet(browser: Browser, address: str) -> None:
    """Replace the pages “after” on the sheet by the current ones."""
    sheet = Image.open(TARGET / SHEET).convert("RGB")
    scale = SHEET_WIDTH / 1280
    window = browser.new_context(
        viewport={"width": 1280, "height": 800},
        device_scale_factor=scale,
        reduced_motion="reduce",
    )
    with window:
        page = window.new_page()
        page.clock.set_fixed_time(f"{FIRST_DAY}T12:00:00Z")
        for left, place in AFTER.items():
            page.goto(f"{address}/{place}", wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            screenshot = Image.open(
                io.BytesIO(page.screenshot(full_page=True))
            ).convert("RGB")
            sheet.paste(
                "#eaeaea",
                (left - 2, SHEET_TOP - 2, left + SHEET_WIDTH + 2, sheet.height),
            )
            sheet.paste(screenshot, (left, SHEET_TOP))
    sheet.save(TARGET / SHEET, quality=80, method=6)
    sys.stdout.write(f"{SHEET}: {(TARGET / SHEET).stat().st_size:,} bytes\n")


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Take a picture into docs/images/."""
    window = browser.new_context(
        viewport={"width": 1280, "height": picture.height},
        device_scale_factor=SCALE,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        timezone_id="Europe/London",
    )
    with window:
        page = window.new_page()
        page.clock.set_fixed_time(f"{picture.day}T12:00:00Z")
        page.goto(f"{address}/{picture.page}", wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        if picture.top:
            page.locator(picture.top).evaluate(
                "element => scrollTo(0, element.getBoundingClientRect().top - 60)"
            )
        screenshot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    if picture.name.endswith(".png"):
        screenshot.quantize(COLOURS, dither=Image.Dither.NONE).save(
            TARGET / picture.name, optimize=True
        )
    else:
        screenshot.save(TARGET / picture.name, quality=88, method=6)
    sys.stdout.write(
        f"{picture.name}: {(TARGET / picture.name).stat().st_size:,} bytes\n"
    )


if __name__ == "__main__":
    main()
