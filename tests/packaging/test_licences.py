"""Licences of all parts, and their texts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
FONTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "assets").rglob("*")
    if path.suffix in (".woff2", ".woff", ".ttf", ".otf")
)


def test_licence_is_mit() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.startswith("MIT License\n\nCopyright (c) 2026 the Microsite authors\n")
    assert project["license"] == "MIT"
    assert project["license-files"] == ["LICENSE", "NOTICE"]


def test_licences_cover_existing_fonts() -> None:
    assert len(FONTS) >= 4


@pytest.mark.parametrize("font", FONTS)
def test_notice_names_the_licence_of_each_font(font: str) -> None:
    """The licence text is in the same folder, below the authors' copyright notice."""
    match = re.search(rf"{font}.*?(OFL-\w+\.txt)", NOTICE, re.DOTALL)
    assert match
    text = (ROOT / font).with_name(match[1]).read_text(encoding="utf-8")
    assert re.match(r"Copyright \d{4}.*\(https?://", text)
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


@pytest.mark.parametrize(
    "part", ["content/", "data/", "assets/images/logo.svg", "LICENSE"]
)
def test_notice_names_what_is_not_under_the_licence(part: str) -> None:
    assert part in NOTICE
    assert (ROOT / part).exists()


def test_readme_links_to_the_licence() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "(LICENSE)" in readme
    assert "(NOTICE)" in readme
