"""The records of an event as a workbook."""

import io
from typing import Any

from microsite.apps.workbook.read import (
    BASE_SHEET,
    CHOICES_SHEET,
    column_fields,
    record_rows,
)
from microsite.model.event import Event
from microsite.model.fields import DEFAULT_WIDTH, BoundField, input_fields
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.saving.yaml_edits import remove_controls
from microsite.source.reader import SourceFiles


def write_workbook(event: Event, sources: SourceFiles) -> bytes:
    """Return the records of an event as a workbook."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets = {
        kind: book.create_sheet(kind.sheet)
        for kind in event.kinds.values()
        if kind.sheet
    }
    base = book.create_sheet(BASE_SHEET)
    choices = book.create_sheet(CHOICES_SHEET)
    base.sheet_state = "veryHidden"
    choices.sheet_state = "veryHidden"
    base_row = 1
    for kind, sheet in sheets.items():
        heads = _heads(kind, event)
        for column, (head, field) in enumerate(heads.items(), 1):
            cell = sheet.cell(1, column, head)
            cell.font = Font(bold=True)
            width = field.width if field else DEFAULT_WIDTH
            sheet.column_dimensions[cell.column_letter].width = width
            words = _choices(field, event) if field else []
            if words:
                _add_choices(sheet, choices, cell.column_letter, words)
        sheet.freeze_panes = "C2"
        for number, row in enumerate(record_rows(kind, sources), 2):
            for column, head in enumerate(heads, 1):
                text = row.id if head == "id" else row.cells.get(head, "")
                cell = sheet.cell(number, column)
                _set_text(cell, text)
                cell.alignment = Alignment(vertical="top", wrap_text="\n" in text)
                if text and head != "id":
                    base_row += 1
                    for at, part in enumerate((kind.name, row.id, head, text), 1):
                        _set_text(base.cell(base_row, at), part)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _heads(kind: RecordKind, event: Event) -> dict[str, BoundField | None]:
    """Return the heads of columns with their fields.

    Ids and translations have none.
    """
    heads: dict[str, BoundField | None] = {"id": None}
    for name, column in column_fields(kind).items():
        if not column.width:
            continue
        heads[name] = column
        if column.is_text:
            for language in event.languages[1:]:
                heads[f"{name} ({language.lower()})"] = None
    return heads


def _set_text(cell: Any, text: str) -> None:
    """Write a text that is never a formula, whatever it starts with."""
    cell.number_format = "@"
    if text:
        cell.value = remove_controls(text)[:32_000]
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@", "\t"))


def _choices(column: BoundField, event: Event) -> list[str]:
    """Return the words for the drop-down list of a column; empty if it has none."""
    if column.refers_to in ("room", "track"):
        return [record.name for record in event.records[column.refers_to]]
    if column.refers_to == "tier":
        return [record.id for record in event.records["tier"]]
    if column is input_fields(RECORD_KINDS["resource"].record)["kind"]:
        return list(event.library.kinds)
    if column is input_fields(RECORD_KINDS["session"].record)["kind"]:
        return [*column.choices, *(kind.name for kind in event.records["kind"])]
    return list(column.choices) if column.list_syntax is None else []


def _add_choices(sheet: Any, choices: Any, letter: str, words: list[str]) -> None:
    """Add a drop-down list to a column, with its words in the sheet of choices."""
    from openpyxl.worksheet.datavalidation import DataValidation

    column = choices.max_column + 1
    for number, word in enumerate(words, 1):
        _set_text(choices.cell(number, column), word)
    source = choices.cell(1, column).column_letter
    formula = f"'{CHOICES_SHEET}'!${source}$1:${source}${len(words)}"
    rule = DataValidation("list", formula1=formula, allow_blank=True)
    rule.errorStyle = "warning"
    rule.error = "This is not in the list."
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}1000")
