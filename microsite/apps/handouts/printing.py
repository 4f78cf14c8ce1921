"""HTML of the handouts in a folder, and PDF by a browser where there is one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from microsite.apps.handouts.browsers import BROWSERS
from microsite.apps.handouts.sheets import HANDOUTS, Handouts
from microsite.model.records.event import Voice
from microsite.project import ENGINE_HOME
from microsite.render.templates import Templates

HERE = Path(__file__).parent
SECONDS = 120
"""Time limit for one PDF."""
VOICES = ENGINE_HOME / "assets/voices"


class Fonts(Struct, frozen=True, kw_only=True):
    """Font files of a voice, without their suffix."""

    sans: str
    """For titles."""
    serif: str
    """For text."""


FONTS = {
    Voice.NOTICE: Fonts(sans="sans", serif="serif"),
    Voice.ALMANAC: Fonts(sans="title", serif="text"),
    Voice.POSTER: Fonts(sans="text", serif="text"),
}


class PdfError(Exception):
    """A browser that gives no PDF; the message says what to do instead."""


def write_handouts(folder: Path, handouts: Handouts, project: Path) -> Iterator[Path]:
    """Write each handout with content, by a template of the project or engine.

    Yield its path.
    """
    templates = Templates(
        (project / "templates/handouts", HERE / "templates"), handouts.locale
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")  # badges have names
    shutil.copyfile(HERE / "handouts.css", folder / "handouts.css")
    fonts = FONTS[handouts.voice]
    source = VOICES / handouts.voice / "fonts"
    shutil.copyfile(source / f"{fonts.sans}.woff2", folder / "sans.woff2")
    shutil.copyfile(source / f"{fonts.serif}.woff2", folder / "serif.woff2")
    for handout in HANDOUTS:
        path = folder / f"{handout.name}.html"
        path.unlink(missing_ok=True)
        path.with_suffix(".pdf").unlink(missing_ok=True)
        if getattr(handouts, handout.needs):
            path.write_bytes(templates.render(f"{handout.name}.html", view=handouts))
            yield path


def find_browser() -> str | None:
    """Return a browser that can print to PDF; None if there is none."""
    browser = os.environ.get("MICROSITE_BROWSER")
    if browser:
        return shutil.which(browser)
    for name in BROWSERS:
        path = shutil.which(os.path.expandvars(name))
        if path:
            return path
    return None


def print_to_pdf(browser: str, page: Path) -> Path:
    """Write the PDF of a page beside it, with tags for screen readers.

    Return its path. Raise PdfError.
    """
    target = page.with_suffix(".pdf")
    with TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
            f"--print-to-pdf={target}",
            page.resolve().as_uri(),
        ]
        if sys.platform.startswith("linux") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # the sandbox does not work for root
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            raise PdfError(f"{browser} gave no PDF of {page.name}: {error}") from None
    if not target.is_file():
        raise PdfError(f"{browser} gave no PDF of {page.name}.")
    return target
