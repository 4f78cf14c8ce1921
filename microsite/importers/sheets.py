"""A workbook or a list (CSV) as it comes back: ours, or that of anybody with sensible names for
columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.importers.cells import as_range, from_cell
from microsite.importers.office import LARGEST_TEXT, CannotImport, read_bytes_of, read_office
from microsite.importers.tables import SHEET_NAMES, field_of, kind_of_sheet
from microsite.importers.workbook import BASE, CHOICES
from microsite.model.kinds import RecordKind
from microsite.source.decode import decode_text

MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_LEAD = 12
"""Rows that may stand above the heads of the columns."""
MOST_NAMED = 10
"""Cells that a note names."""
FAULTS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
"""What Excel shows where a formula has failed."""
UNKNOWN = object()
"""Stands for what a formula comes to, where nobody has worked it out."""

Cells = dict[str, dict[str, str]]
"""By id, then by field."""
Row = tuple[int, Sequence[Any]]
"""Its number, and its values."""


class Line(Struct, frozen=True):
    """A row of a sheet that holds a record."""

    number: int
    """As it is counted in the sheet, from 1."""
    cells: dict[str, str]
    """By field; `id` is empty for a record that is new. A field whose cell cannot be read is not
    there.
    """
    where: str = ""
    """What to call it where it is not a row of a sheet."""


class Table(Struct):
    """What a sheet holds."""

    kind: RecordKind
    name: str
    """The sheet, in words that go after “in”."""
    columns: dict[str, int]
    """The fields that have a column, and which one, from 0."""
    rows: list[Line] = field(default_factory=list)

    def place(self, line: Line, name: str) -> str:
        """Where a field of a record stands, in words."""
        if line.where:
            return f"{self.name}, {line.where}"
        column = self.columns.get(name)
        return f"{self.name}, {f'row {line.number}' if column is None else f'cell {letter(column)}{line.number}'}"


class Workbook(Struct):
    """What a workbook holds."""

    tables: list[Table] = field(default_factory=list)
    base: dict[str, Cells] | None = None
    """By kind: what the files held when it was exported; None for a workbook that we did not write.
    """
    notes: list[str] = field(default_factory=list)
    """What was passed over, in sentences."""
    rooms: list[str] = field(default_factory=list)
    tracks: list[str] = field(default_factory=list)
    """Rooms and tracks that it names, and that are to be listed here."""


def read_sheets(path: Path) -> Workbook:
    """What a workbook, or a list with commas, holds. Raises CannotImport."""
    found = Workbook()
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        _take(path.stem, path.name, list(_rows_of_list(path)), found)
    else:
        sheets = _rows_of_workbook(path)
        if BASE in sheets:
            found.base = _base(sheets[BASE])
        for title, rows in sheets.items():
            if title not in (BASE, CHOICES):
                _take(title, f"the sheet “{title}”", rows, found)
    if not found.tables:
        raise CannotImport(
            f"“{path.name}” has no sheet that we know. Name its sheets {', '.join(SHEET_NAMES)}, and say in the first row "
            "of each what stands below: title, start, end, room, speakers and so on."
        )
    return found


def _base(rows: list[Row]) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for _, values in rows:
        if len(values) >= 4 and values[0]:
            kind, identity, name, value = values[:4]
            found.setdefault(str(kind), {}).setdefault(str(identity), {})[str(name)] = from_cell(
                value, str(name)
            )
    return found


def _rows_of_workbook(path: Path) -> dict[str, list[Row]]:
    """The rows of each sheet that hold anything. Raises CannotImport."""
    import openpyxl

    data = read_office(path, "Excel", ".xlsx", r"xl/workbook\.xml")
    try:
        shown = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        typed = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return {sheet.title: list(_rows(sheet, typed[sheet.title])) for sheet in shown.worksheets}
    except CannotImport:
        raise
    except Exception:  # noqa: BLE001  (whatever is wrong inside a stranger's file, it is the file that is wrong)
        raise CannotImport(
            f"“{path.name}” cannot be read: it seems damaged. Open it in Excel and save it again."
        ) from None


def _rows(shown: Any, typed: Any) -> Iterator[Row]:
    both = zip_longest(
        *(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS) for sheet in (shown, typed))
    )
    for number, (values, formulas) in enumerate(both, 1):
        _check_length(number, f"The sheet “{shown.title}”")
        pairs = zip_longest(values or (), formulas or ())
        row = [UNKNOWN if _is_unknown(value, formula) else value for value, formula in pairs]
        if any(value not in (None, "") for value in row):
            yield number, row


def _is_unknown(value: Any, formula: Any) -> bool:
    """Whether a cell is seen to hold something that is not told."""
    return (value is None and formula is not None) or (isinstance(value, str) and value in FAULTS)


def _rows_of_list(path: Path) -> Iterator[Row]:
    """The rows of a list with commas, semicolons or Tabs between its values. Raises CannotImport."""
    text = decode_text(path.name, read_bytes_of(path), Log())
    if text is None:
        raise CannotImport(
            f"“{path.name}” is not text. Save the sheet as “CSV UTF-8”, or as .xlsx."
        )
    first = text.lstrip("\n").partition("\n")[0]
    comma = max(",;\t", key=first.count)
    csv.field_size_limit(LARGEST_TEXT)
    try:
        for number, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=comma), 1
        ):
            _check_length(number, f"“{path.name}”")
            if any(value.strip() for value in values):
                yield number, values[:MOST_COLUMNS]
    except csv.Error:
        raise CannotImport(
            f"“{path.name}” cannot be read. Save the sheet as “CSV UTF-8”, or as .xlsx."
        ) from None


def _check_length(number: int, what: str) -> None:
    if number > MOST_ROWS:
        raise CannotImport(f"{what} has more than {MOST_ROWS:,} rows.")


def _take(title: str, name: str, rows: list[Row], found: Workbook) -> None:
    """A sheet into a table, or a note that says why not."""
    at, kind = _heads(title, rows)
    if kind is None:
        if rows:
            found.notes.append(
                f"{_start(name)} was passed over: its name and columns say nothing to us."
            )
        return
    table = Table(kind, name, _columns(kind, name, rows[at][1], found.notes))
    unknown = []
    for number, values in rows[at + 1 :]:
        given = {
            name: values[at] if at < len(values) else None for name, at in table.columns.items()
        }
        unknown += [
            f"{letter(table.columns[name])}{number}"
            for name, value in given.items()
            if value is UNKNOWN
        ]
        cells = {
            name: from_cell(value, name) for name, value in given.items() if value is not UNKNOWN
        }
        _part_range(cells)
        if any(cells.values()):
            table.rows.append(Line(number, cells))
    if unknown:
        some = f"{', '.join(unknown[:MOST_NAMED])}{' …' if len(unknown) > MOST_NAMED else ''}"
        found.notes.append(
            f"Cells of {name} hold formulas without a result, and were passed over: {some}. Open it in Excel and "
            "save it."
        )
    found.tables.append(table)


def _columns(kind: RecordKind, name: str, heads: Sequence[Any], notes: list[str]) -> dict[str, int]:
    """The fields that have a column. Notes the columns that say nothing to us."""
    columns: dict[str, int] = {}
    for number, value in enumerate(heads):
        head = str(value or "").strip()
        meant = field_of(kind, head)
        if meant in columns:
            notes.append(
                f"The column “{head}” of {name} was passed over: there is one for {meant} already."
            )
        elif meant:
            columns[meant] = number
        elif head:
            notes.append(
                f"The column “{head}” of {name} was passed over: a {kind.name} has no such field."
            )
    return columns


def _heads(title: str, rows: list[Row]) -> tuple[int, RecordKind | None]:
    """The row that names the columns, which need not be the first, and what kind of record stands
    below.
    """
    best: tuple[int, int, RecordKind | None] = (0, 0, None)
    for at, (_, values) in enumerate(rows[:MOST_LEAD]):
        heads = [value for value in values if isinstance(value, str)]
        kind = kind_of_sheet(title, heads)
        known = sum(1 for head in heads if kind is not None and field_of(kind, head))
        if known > best[0]:
            best = known, at, kind
    return best[1], best[2]


def _part_range(cells: dict[str, str]) -> None:
    """A start that says when it ends as well, `09:30 - 10:15`, as two."""
    parts = as_range(cells.get("start", ""))
    if parts and not cells.get("end"):
        cells["start"], cells["end"] = parts


def letter(column: int) -> str:
    """A column as it is called in a sheet: `A` for 0."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _start(name: str) -> str:
    return name[0].upper() + name[1:]
