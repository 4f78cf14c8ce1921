"""HTML of the handouts in a folder, and PDF by a browser where there is one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.handouts.sheets import Handouts
from microsite.project import ENGINE_HOME, read_words
from microsite.render.templates import Templates

HERE = Path(__file__).parent
SECONDS = 120  # time limit for one PDF
BROWSERS = (HERE / "browsers.txt").read_text(encoding="utf-8").splitlines()
"""That can print to PDF."""
VOICES = ENGINE_HOME / "assets/voices"
WORDS = read_words("handouts", "handouts.ini")
NEEDS = WORDS["needs"]


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
    for role, face in zip(
        ("sans", "serif"), WORDS["faces"][handouts.voice].split(), strict=True
    ):
        font = VOICES / handouts.voice / "fonts" / f"{face}.woff2"
        shutil.copyfile(font, folder / f"{role}.woff2")
    for name, part in NEEDS.items():
        path = folder / f"{name}.html"
        path.unlink(missing_ok=True)
        path.with_suffix(".pdf").unlink(missing_ok=True)
        if getattr(handouts, part):
            path.write_bytes(templates.render(f"{name}.html", view=handouts))
            yield path


def find_browser() -> str | None:
    """Return a browser that can print to PDF; None if there is none."""
    browser = os.environ.get("MICROSITE_BROWSER")
    names = [browser] if browser else map(os.path.expandvars, BROWSERS)
    return next(filter(None, map(shutil.which, names)), None)


def print_to_pdf(browser: str, page: Path) -> Path:
    """Write the PDF of a page beside it, with tags for screen readers.

    Raise PdfError.
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
