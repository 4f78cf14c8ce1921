"""Spreadsheets have a column for each language of a text."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from microsite.apps.importers.merge import Merge, Selection, merge_workbook
from microsite.apps.workbook.read import read_workbook
from microsite.apps.workbook.write import write_workbook
from microsite.diagnostics.diagnostic import Log
from microsite.model.loader import load_event
from microsite.project import Project
from microsite.source.inheritance import read_sources
from tests.making import EVENT, write_project

SESSIONS = """\
sessions:
  - id: opening
    title: {en: Opening, cy: Agoriad}
    kind: talk
    start: 09:30
    length: 45 minutes
    summary: Short.
  - id: tides
    title:
      en: Tides
      cy: Llanw
    kind: talk
    start: 11:00
    length: 45 minutes
"""


def import_workbook(
    root: Path,
    change: Callable[[Any], None],
    sessions: str = SESSIONS,
    language: str = "cy",
) -> tuple[str, Merge]:
    """Export a workbook, change its sheet of sessions, and return the file after the import."""
    event_settings = f"{EVENT}languages: [en-GB, {language}]\n"
    write_project(root, {"data/sessions.yaml": sessions}, event_settings)
    sources = read_sources(root, Log())
    event = load_event(sources, Log())
    assert event is not None
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(event, sources)))
    change(book["Sessions"])
    book.save(root / "list.xlsx")
    workbook = read_workbook(root / "list.xlsx", sources)
    merged = merge_workbook(Project.at(root), sources, workbook, Selection())
    after = merged.after.get("data/sessions.yaml")
    return after.decode() if after else sessions, merged


def column(sheet: Any, head: str) -> int:
    heads = [cell.value for cell in sheet[1]]
    return heads.index(head) + 1


def test_export_has_a_column_for_each_language(tmp_path: Path) -> None:
    titles: list[tuple[Any, ...]] = []

    def look(sheet: Any) -> None:
        titles.extend(
            tuple(
                sheet.cell(row, column(sheet, head)).value
                for head in ("title", "title (cy)")
            )
            for row in (2, 3)
        )
        heads = [cell.value for cell in sheet[1]]
        assert heads.index("title (cy)") == heads.index("title") + 1
        assert "summary (cy)" in heads
        assert "start (cy)" not in heads

    after, merged = import_workbook(tmp_path, look)

    assert titles == [("Opening", "Agoriad"), ("Tides", "Llanw")]
    assert after == SESSIONS
    assert not merged.questions


def test_import_changes_one_language(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "title (cy)")).value = "Croeso"
        sheet.cell(2, column(sheet, "title")).value = "Welcome"
        sheet.cell(3, column(sheet, "title (cy)")).value = "Y llanw"

    after, merged = import_workbook(tmp_path, change)

    assert not merged.questions
    assert after == SESSIONS.replace(
        "{en: Opening, cy: Agoriad}", "{en: Welcome, cy: Croeso}"
    ).replace("cy: Llanw", "cy: Y llanw")


@pytest.mark.parametrize(
    ("language", "key"),
    [("pt-BR", "pt-BR"), ("pt-BR", "pt"), ("zh-Hant-HK", "zh-Hant-HK")],
)
def test_import_changes_a_language_of_a_region(
    tmp_path: Path, language: str, key: str
) -> None:
    """The column has the whole language, also if the texts have only its first part."""
    sessions = SESSIONS.replace("cy:", f"{key}:")

    def change(sheet: Any) -> None:
        sheet.cell(2, column(sheet, f"title ({language.lower()})")).value = "Welcome"

    after, merged = import_workbook(tmp_path, change, sessions, language)

    assert not merged.questions
    assert after == sessions.replace("Agoriad", "Welcome")


def test_import_adds_a_language(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "summary (cy)")).value = "Byr."

    after, merged = import_workbook(tmp_path, change)

    assert not merged.questions
    assert after == SESSIONS.replace(
        "summary: Short.", "summary: {en: Short., cy: Byr.}"
    )


def test_import_asks_for_what_it_cannot_write(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "summary")).value = "Shorter."
        sheet.cell(2, column(sheet, "summary (cy)")).value = "Byr."

    after, merged = import_workbook(tmp_path, change)

    assert after == SESSIONS.replace("Short.", "Shorter.")
    assert any("Byr." in question for question in merged.questions)


def test_import_keeps_quotes_and_changes_records_in_braces(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "summary")).value = "It’s\tlonger: 'much'."
        sheet.cell(3, column(sheet, "room")).value = "Hall"

    tides = SESSIONS[SESSIONS.index("  - id: tides") :]
    braces = (
        "  - {id: tides, title: Tides, kind: talk, start: 11:00, length: 45 minutes}\n"
    )
    sessions = SESSIONS.replace("Short.", "'Short.'").replace(tides, braces)
    after, merged = import_workbook(tmp_path, change, sessions)

    assert not merged.questions
    assert after == sessions.replace("'Short.'", "'It’s    longer: ''much''.'").replace(
        "45 minutes}", "45 minutes, room: Hall}"
    )
