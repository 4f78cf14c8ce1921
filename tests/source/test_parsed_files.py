"""Parsed files that a preview stores between builds."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.source.inheritance import read_sources
from microsite.source.reader import ParsedFiles
from microsite.up_to_date import CLOCK_TICK_NS
from tests.making import write_project

PAGE = "---\ntitle: About\n---\nText.\n"
BROKEN = "---\ntitel: [\n---\nText.\n"


def settle() -> None:
    """Wait until another change of a file would show in its timestamps."""
    time.sleep(CLOCK_TICK_NS / 1e9 + 0.01)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    root = write_project(tmp_path, {"content/pages/about.md": PAGE})
    settle()
    return root / "content/pages/about.md"


def read(page: Path, parsed_files: ParsedFiles) -> tuple[object, list[str]]:
    """Return the parsed page and the reported codes."""
    log = Log()
    sources = read_sources(page.parents[2], log, parsed_files)
    return next(iter(sources.documents["pages"]), None), [
        diagnostic.code for diagnostic in log
    ]


def test_read_sources_keeps_unchanged_file(page: Path) -> None:
    parsed_files = ParsedFiles()
    assert read(page, parsed_files)[0] is read(page, parsed_files)[0]


def test_read_sources_parses_changed_file_again(page: Path) -> None:
    parsed_files = ParsedFiles()
    before, _ = read(page, parsed_files)
    page.write_text(PAGE.replace("Text", "Word"), encoding="utf-8")
    settle()
    assert read(page, parsed_files)[0] is not before


def test_read_sources_parses_recent_file_again(page: Path) -> None:
    parsed_files = ParsedFiles()
    soon = time.time() + 60  # a file that has just changed is not recent for long
    os.utime(page, (soon, soon))
    assert read(page, parsed_files)[0] is not read(page, parsed_files)[0]


def test_read_sources_reports_errors_of_unchanged_file_again(page: Path) -> None:
    parsed_files = ParsedFiles()
    page.write_text(BROKEN, encoding="utf-8")
    settle()
    first, second = read(page, parsed_files)[1], read(page, parsed_files)[1]
    assert first == second != []
