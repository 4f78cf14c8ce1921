"""A workbook of the project's records: written for Excel, and read back, whoever has had it in between."""

from __future__ import annotations

import io
from enum import StrEnum
from pathlib import Path
from typing import Any

from microsite.editing.kinds import KINDS, RecordKind
from microsite.editing.writing import clean
from microsite.importers.office import CannotImport, read_office
from microsite.importers.tables import SHEETS, columns, field_of, from_cell, kind_of_sheet, rows
from microsite.model.conference import Event
from microsite.plain import dataclass, field
from microsite.source.read import Sources

BASE, CHOICES = "microsite base", "microsite choices"
"""Hidden sheets: what the files held when the workbook was made, and what its drop-downs offer."""
MOST_ROWS, MOST_COLUMNS = 20_000, 200
LONGEST_CELL = 32_000
WIDTHS = {"title": 44, "name": 32, "summary": 60, "abstract": 60, "words": 60, "speakers": 36, "note": 40, "who": 40}

Cells = dict[str, dict[str, str]]
"""By id, then by field."""


@dataclass(slots=True)
class Table:
    """What a sheet holds."""

    kind: RecordKind
    rows: list[dict[str, str]] = field(default_factory=list)
    """By field; `id` is empty for a record that is new."""
    fields: set[str] = field(default_factory=set)
    """The fields that have a column."""


@dataclass(slots=True)
class Workbook:
    """What a workbook holds."""

    tables: list[Table] = field(default_factory=list)
    base: dict[str, Cells] | None = None
    """By kind: what the files held when it was exported; None for a workbook that we did not write."""
    notes: list[str] = field(default_factory=list)
    """What was passed over, in sentences."""


def write_workbook(event: Event, sources: Sources) -> bytes:
    """The records of a project as a workbook."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    base = book.create_sheet(BASE)
    choices = book.create_sheet(CHOICES)
    for title, name in SHEETS.items():
        kind = KINDS[name]
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
                sheet.cell(number, column).alignment = Alignment(vertical="top", wrap_text="\n" in text)
                if text and head != "id":
                    for at, part in enumerate((name, row.id, head, text), 1):
                        _put(base.cell(base.max_row + (1 if at == 1 else 0), at), part)
    base.sheet_state = choices.sheet_state = "veryHidden"
    book.move_sheet(base, len(SHEETS) + 1)
    book.move_sheet(choices, len(SHEETS) + 1)
    book.active = 0
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _put(cell: Any, text: str) -> None:
    """A text in a cell, as a text whatever it starts with: no `=`, `+`, `-` or `@` makes a formula of it."""
    cell.number_format = "@"
    if not text:
        return
    cell.value = clean(text)[:LONGEST_CELL]
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
    field = kind.model.model_fields.get(head)
    if field is not None and isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum):
        return [choice.value for choice in field.annotation]
    return ["yes", "no"] if field is not None and field.annotation is bool else []


def _offer(sheet: Any, choices: Any, letter: str, words: list[str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if not words:
        return
    column = choices.max_column + 1
    for number, word in enumerate(words, 1):
        _put(choices.cell(number, column), word)
    source = choices.cell(1, column).column_letter
    rule = DataValidation("list", formula1=f"'{CHOICES}'!${source}$1:${source}${len(words)}", allow_blank=True)
    rule.errorStyle, rule.error = "warning", "This is not one of those listed."
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}1000")


def read_workbook(path: Path) -> Workbook:
    """What a workbook holds. Raises CannotImport."""
    import openpyxl

    data = read_office(path, "Excel", ".xlsx", r"xl/workbook\.xml")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = {sheet.title: _values(sheet) for sheet in book.worksheets}
    except CannotImport:
        raise
    except Exception:  # noqa: BLE001  (whatever is wrong inside a stranger's file, it is the file that is wrong)
        raise CannotImport(
            f"“{path.name}” cannot be read: it seems damaged. Open it in Excel and save it again."
        ) from None
    found = Workbook()
    if BASE in sheets:
        found.base = {}
        for row in sheets[BASE]:
            if len(row) >= 4 and row[0]:
                cells = found.base.setdefault(str(row[0]), {}).setdefault(str(row[1]), {})
                cells[str(row[2])] = from_cell(row[3], str(row[2]))
    for title, values in sheets.items():
        if title not in (BASE, CHOICES):
            _take(title, values, found)
    if not found.tables:
        raise CannotImport(f"“{path.name}” has no sheet that we know. Name its sheets {', '.join(SHEETS)}.")
    return found


def _values(sheet: Any) -> list[tuple[Any, ...]]:
    """The rows of a sheet that hold anything, as far as can be meant."""
    found = []
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)):
        if number > MOST_ROWS:
            raise CannotImport(f"The sheet “{sheet.title}” has more than {MOST_ROWS:,} rows.")
        if any(value not in (None, "") for value in row):
            found.append(row)
    return found


def _take(title: str, values: list[tuple[Any, ...]], found: Workbook) -> None:
    """A sheet into tables, or a note that says why not."""
    heads = [str(value or "") for value in values[0]] if values else []
    kind = kind_of_sheet(title, heads)
    if kind is None:
        if values:
            found.notes.append(f"The sheet “{title}” was passed over: its name and columns say nothing to us.")
        return
    fields = [field_of(kind, head) for head in heads]
    for head, name in zip(heads, fields, strict=True):
        if head and name is None:
            found.notes.append(f"The column “{head}” of “{title}” was passed over: a {kind.name} has no such field.")
    table = Table(kind, fields={name for name in fields if name})
    for row in values[1:]:
        cells = {name: from_cell(value, name) for name, value in zip(fields, row, strict=False) if name}
        if any(cells.values()):
            table.rows.append(cells)
    found.tables.append(table)
