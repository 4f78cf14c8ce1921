"""PDF of handouts, by a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from bootstrap.tools import chromium
from microsite.cli import main
from tests.handouts.test_sheets import FILES, URL
from tests.making import EVENT, write_project

SIZES = {
    "room-signs": (210, 297),
    "programme-a4": (210, 297),
    "programme-a5": (148, 210),
    "chair-sheets": (210, 297),
    "title-slides": (508, 286),
}
"""Width and height in millimetres."""


def test_pdf_has_tags_sizes_and_one_sheet_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSITE_BROWSER", str(chromium()))
    root = write_project(tmp_path, FILES, EVENT + URL)
    assert main(["export", "handouts", "--root", str(root)]) == 0
    for name, size in SIZES.items():
        reader = PdfReader(root / "handouts" / f"{name}.pdf")
        box = reader.pages[0].mediabox
        sides = tuple(
            round(float(side) / 72 * 25.4) for side in (box.width, box.height)
        )
        assert sides == size, name
        assert "/StructTreeRoot" in reader.root_object, name  # tags for screen readers
        assert len(reader.pages) == (2 if name == "title-slides" else 1), name


def test_browser_that_fails_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MICROSITE_BROWSER", "false")
    root = write_project(tmp_path, FILES, EVENT + URL)
    assert main(["export", "handouts", "--root", str(root)]) == 0
    errors = capsys.readouterr().err
    assert "gave no PDF of room-signs.html" in errors
    assert "print it to a file with background graphics" in errors
    assert (root / "handouts" / "programme-a4.html").exists()
