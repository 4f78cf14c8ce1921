"""A workbook of the project's records, written for Excel."""

from __future__ import annotations

import io
from typing import Any

from microsite.editing.yaml_edit import remove_controls
from microsite.importers.tables import SHEET_NAMES, columns, rows
from microsite.model.event import Event
from microsite.model.fields import input_fields
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.source.reader import SourceFiles

BASE, CHOICES = "microsite base", "microsite choices"
"""Hidden sheets: what the files held when the workbook was made, and what its drop-downs offer."""
LONGEST_CELL = 32_000
WIDTHS = {
    "title": 44,
    "name": 32,
    "summary": 60,
    "abstract": 60,
    "words": 60,
    "speakers": 36,
    "note": 40,
    "who": 40,
}


def write_workbook(event: Event, sources: SourceFiles) -> bytes:
    """The records of a project as a workbook."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    base = book.create_sheet(BASE)
    choices = book.create_sheet(CHOICES)
    for title, name in SHEET_NAMES.items():
        kind = RECORD_KINDS[name]
        sheet = book.create_sheet(title)
        heads = ["id", *columns(kind)]
        for column, head in enumerate(heads, 1):
            cell = sheet.cell(1, column, head)
            cell.font = Font(bold=True)
            letter = cell.column_letter
            sheet.column_dimensions[letter].width = WIDTHS.get(head, 18)
            _offer(sheet, choices, letter, _offered(kind, head, event))
        sheet.freeze_panes = "C2"
        for number, row in enumerate(rows(kind, sources), 2):
            for column, head in enumerate(heads, 1):
                text = row.id if head == "id" else row.cells.get(head, "")
                _put(sheet.cell(number, column), text)
                sheet.cell(number, column).alignment = Alignment(
                    vertical="top", wrap_text="\n" in text
                )
                if text and head != "id":
                    for at, part in enumerate((name, row.id, head, text), 1):
                        _put(base.cell(base.max_row + (1 if at == 1 else 0), at), part)
    base.sheet_state = choices.sheet_state = "veryHidden"
    book.move_sheet(base, len(SHEET_NAMES) + 1)
    book.move_sheet(choices, len(SHEET_NAMES) + 1)
    book.active = 0
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _put(cell: Any, text: str) -> None:
    """A text in a cell, as a text whatever it starts with: no `=`, `+`, `-` or `@` makes a formula
    of it.
    """
    cell.number_format = "@"
    if not text:
        return
    cell.value = remove_controls(text)[:LONGEST_CELL]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@", "\t"))


def _offered(kind: RecordKind, head: str, event: Event) -> list[str]:
    """What the drop-down of a column offers; nothing where anything can be written."""
    match kind.name, head:
        case "session", "room":
            return [room.name for room in event.rooms]
        case "session", "track":
            return [track.name for track in event.tracks]
        case "resource", "kind":
            return list(event.library.kinds)
        case "sponsor", "tier":
            return [tier.id for tier in event.sponsorship.tiers] if event.sponsorship else []
    field = input_fields(kind.record).get(head)
    return list(field.choices) if field is not None and field.list_syntax is None else []


def _offer(sheet: Any, choices: Any, letter: str, words: list[str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if not words:
        return
    column = choices.max_column + 1
    for number, word in enumerate(words, 1):
        _put(choices.cell(number, column), word)
    source = choices.cell(1, column).column_letter
    rule = DataValidation(
        "list", formula1=f"'{CHOICES}'!${source}$1:${source}${len(words)}", allow_blank=True
    )
    rule.errorStyle, rule.error = "warning", "This is not one of those listed."
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}1000")
