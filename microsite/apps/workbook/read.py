"""Workbooks and CSV files: the records of a project as a workbook, and sheets read as
records.
"""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import chain, product, zip_longest
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from msgspec import Struct, field

from microsite.apps.workbook.known_words import ORGANISATION_ENDINGS, ORGANISATION_WORDS
from microsite.apps.workbook.office import CannotImportError, open_office, read_file
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import capitalized
from microsite.diagnostics.source_text import Span
from microsite.model import dates, types
from microsite.model.choices import KIND_SYNONYMS
from microsite.model.fields import BoundField, field_with_alias
from microsite.model.kinds import RECORD_KINDS, RecordKind, kinds_of_project
from microsite.model.records.content import Link, Material
from microsite.model.schedule import MINUTES_PER_DAY, clock
from microsite.saving.yaml_edits import get_entries, get_list
from microsite.source.decode import decode_text, normalise_newlines
from microsite.source.files import slugify
from microsite.source.languages import languages_of, match_language
from microsite.source.nodes import Mapping, Node, Scalar
from microsite.source.nodes import Sequence as SequenceNode
from microsite.source.reader import SourceFiles

SHEET_NAMES = {kind.sheet: kind for kind in RECORD_KINDS.values() if kind.sheet}
BASE_SHEET, CHOICES_SHEET = "microsite base", "microsite choices"
"""Hidden sheets: the records at the time of the export, and the words of drop-down
lists.
"""
BODY = "biography"
"""Column for the text of a Markdown file: it comes in with a new record and is never
exported.
"""
MAX_ROWS, MAX_COLUMNS = 20_000, 200
COLUMN_NAMES = [*ascii_uppercase, *map("".join, product(ascii_uppercase, repeat=2))]
"""A to ZZ."""
MAX_LISTED_CELLS = 10
SAVE_AS = "Save the sheet as “CSV UTF-8”, or as .xlsx."
FORMULA_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
UNKNOWN, MERGED = object(), object()
"""A formula without a result; a cell merged with that above."""
Kinds = dict[str, RecordKind]
NumberedRow = tuple[int, Sequence[Any]]
Base = dict[str, dict[str, dict[str, str]]]  # cells by kind, id and field


class RecordRow(Struct, frozen=True):
    """A record of the project as a row."""

    id: str
    path: str
    node: Mapping
    cells: dict[str, str]
    """Typed values by field; lists with commas between their parts."""
    body: Span | None = None


class SheetRow(Struct, frozen=True):
    """A row of a sheet that contains a record."""

    cells: dict[str, str]
    """Cells by field, without those that cannot be read. A new record has no `id`."""
    where: str  # place in words: `the sheet “Sessions”, row 3`
    places: dict[str, str] = {}  # places of its cells in words, by field
    imported: dict[str, str] = {}
    """Cells as another system has them, to compare the next import with; empty if not
    kept.
    """


class Workbook(Struct):
    """The contents of a workbook."""

    tables: dict[str, list[SheetRow]] = {}  # rows by kind of record
    base: Base | None = None
    """Cells at the last export or import; None if there was none."""
    name: str = "workbook"  # as messages call it
    notes: list[str] = []
    questions: list[str] = []
    adds_names: bool = False
    """True if rooms and tracks that only its sessions name are added to the project."""
    images: dict[str, bytes] = {}
    """New images by name in assets/, as its texts refer to them."""
    kinds: Kinds = field(default_factory=lambda: RECORD_KINDS)
    """With fields of the project."""
    saved_as: str = ""
    """Name in data/imports/ for its contents; empty if they are not kept."""


LANGUAGE_COLUMN = re.compile(r"([^()]+) \(([A-Za-z]{2}(?:-\w+)*)\)")  # `title (cy)`


def column_fields(kind: RecordKind) -> dict[str, BoundField]:
    """Return the fields of a kind that fit into a cell, other than the id."""
    columns = {}
    for key, column in kind.fields.items():
        fits_into_cell = column.record in (None, Link, Material)
        if key != "id" and column.imported and fits_into_cell:
            columns[key] = column
    return columns


def record_rows(kind: RecordKind, sources: SourceFiles) -> Iterator[RecordRow]:
    """Yield the records of a kind, without protected people."""
    columns, languages = column_fields(kind), languages_of(sources.root(""))
    for document in sources.documents.get(kind.folder, ()):
        path, settings = document.source.path, document.settings
        is_public = _cell_text(settings.values.get("protected")).lower() in types.NO | {
            ""
        }
        if is_public and "." not in document.slug:
            cells = _cells(columns, settings, languages)
            yield RecordRow(document.slug, path, settings, cells, document.body)
    for entry in get_entries(get_list(sources.root(kind.file), kind.key)):
        if id_ := _cell_text(entry.values.get("id")):
            yield RecordRow(
                id_, entry.source.path, entry, _cells(columns, entry, languages)
            )


def record_texts(kind: RecordKind, sources: SourceFiles) -> set[str]:
    """Return the texts of the records of a kind in a data file, such as ids and names,
    folded.
    """
    entries = get_entries(get_list(sources.root(kind.file), kind.key))
    nodes = chain.from_iterable(entry.values.values() for entry in entries)
    return {node.text.casefold() for node in nodes if isinstance(node, Scalar)}


def _cells(
    columns: dict[str, BoundField], record: Mapping, tags: tuple[str, ...]
) -> dict[str, str]:
    """Return the cells of a record; a text in several languages has one for each:
    `title (cy)`.
    """
    cells: dict[str, str] = {}
    for name, node in (
        (name, record.values[name]) for name in columns if name in record.values
    ):
        if isinstance(node, Mapping) and columns[name].record is None:
            for number, (key, text) in enumerate(node):
                language = match_language(key.text, tags) or key.text
                cells[f"{name} ({language.lower()})" if number else name] = _cell_text(
                    text
                )
        else:
            cells[name] = _cell_text(node)
    return cells


def _cell_text(node: Node | None) -> str:
    if isinstance(node, Mapping):  # a link
        return " ".join(_cell_text(node.values.get(name)) for name in ("label", "url"))
    if isinstance(node, SequenceNode):
        separator = (
            "\n" if any(isinstance(item, Mapping) for item in node.items) else ", "
        )
        return separator.join(_cell_text(item) for item in node.items)
    if isinstance(node, Scalar) and not node.is_empty:
        return normalise_spaces(node.text)
    return ""


def read_workbook(path: Path, sources: SourceFiles) -> Workbook:
    """Read a workbook or a CSV file. Raises CannotImportError."""
    workbook = Workbook(kinds=kinds_of_project(sources.root, Log()))
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        _add_sheet(workbook, path.stem, path.name, csv_rows(path))
    else:
        # About parts that openpyxl does not read
        with warnings.catch_warnings(action="ignore"):
            sheets = _sheets(path)
        sheets.pop(CHOICES_SHEET, None)
        if BASE_SHEET in sheets:
            workbook.base = {}
            for _, values in sheets.pop(BASE_SHEET):
                if len(values) >= 4 and values[0] in RECORD_KINDS:
                    kind, id_, name = map(str, values[:3])
                    cells = workbook.base.setdefault(kind, {}).setdefault(id_, {})
                    column = column_fields(workbook.kinds[kind]).get(name)
                    cells[name] = from_cell(values[3], column)
        for title, rows in sheets.items():
            _add_sheet(workbook, title, f"the sheet “{title}”", rows)
    if not workbook.tables:
        raise CannotImportError(
            f"“{path.name}” has no sheet with a known name. Use"
            f" {', '.join(SHEET_NAMES)}. In the first row of each, name the columns:"
            " title, start, end, room, speakers and so on."
        )
    if workbook.base is None:
        _add_missing_names(workbook, sources)
    return workbook


def add_last_import(workbook: Workbook, base: Base | None) -> None:
    """Let sheets be compared with their last import, which also has the ids of their
    rows.
    """
    workbook.base = workbook.base if base is None else base
    for kind, rows in workbook.tables.items():
        records, title = (base or {}).get(kind, {}), workbook.kinds[kind].title_field
        ids = {cells.get(title, ""): id_ for id_, cells in records.items()}
        lists = ([row.cells for row in rows], records.values())
        counts = [Counter(cells.get(title, "") for cells in list_) for list_ in lists]
        for row in rows:
            if row.places:  # it is a row of the sheet
                row.imported.update(row.cells)
            name = row.cells.get(title, "")
            if not row.cells.get("id") and all(count[name] == 1 for count in counts):
                row.cells["id"] = ids[name]


def _sheets(path: Path) -> dict[str, list[NumberedRow]]:
    """Return the rows of each sheet that are not empty. Raises CannotImportError."""
    import openpyxl

    sheets = {}
    with open_office(path, "Excel", ".xlsx", r"xl/workbook\.xml") as data:
        results = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True
        )
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        ranges = _merged_ranges(data)
        for sheet in results.worksheets:
            rows = _rows((sheet, formulas[sheet.title]), ranges.get(sheet.title, []))
            sheets[sheet.title] = _number_rows(rows, f"The sheet “{sheet.title}”")
    return sheets


def _merged_ranges(data: bytes) -> dict[str, list[Any]]:
    """Return the ranges of merged cells of each sheet."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = (
            archive.read(name) for name in archive.namelist() if "worksheets/" in name
        )
        if not any(b"<mergeCell " in sheet for sheet in sheets):
            return {}
    # The quicker way to read does not list them
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.merged_cells.ranges) for sheet in book.worksheets}


def _rows(sheets: Sequence[Any], ranges: list[Any]) -> Iterator[Sequence[Any]]:
    rows = (sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS) for sheet in sheets)
    for row, (values, formulas) in enumerate(zip_longest(*rows), 1):
        inside = [cells for cells in ranges if cells.min_row <= row <= cells.max_row]
        pairs = enumerate(zip_longest(values or (), formulas or ()), 1)
        yield [_cell_value(*pair, row, column, inside) for column, pair in pairs]


def _cell_value(
    value: Any, formula: Any, row: int, column: int, ranges: list[Any]
) -> Any:
    """Return the value of a cell in a row of these merged ranges, or why it has
    none.
    """
    merged = [cells for cells in ranges if cells.min_col <= column <= cells.max_col]
    if any(cells.min_col == column and cells.min_row < row for cells in merged):
        return MERGED
    is_lost = value is None and (merged or formula is not None)
    return UNKNOWN if is_lost or value in FORMULA_ERRORS else value


def csv_rows(path: Path) -> list[NumberedRow]:
    """Return the rows of a list with commas, semicolons or tabs.

    Raises CannotImportError.
    """
    text = decode_text(path.name, read_file(path), Log())
    if text is None:
        raise CannotImportError(f"“{path.name}” is not text. {SAVE_AS}")
    delimiter = max(",;\t", key=text.lstrip("\n").partition("\n")[0].count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return _number_rows(reader, f"“{path.name}”")
    except csv.Error:
        raise CannotImportError(f"“{path.name}” cannot be read. {SAVE_AS}") from None


def _number_rows(rows: Iterable[Sequence[Any]], name: str) -> list[NumberedRow]:
    """Return the rows that are not empty with their numbers from 1.

    Raises CannotImportError.
    """
    numbered_rows: list[NumberedRow] = []
    for number, row in enumerate(rows, 1):
        # Styled cells
        if number - (numbered_rows[-1][0] if numbered_rows else 0) > MAX_ROWS:
            break
        if any(value is not None and str(value).strip() for value in row):
            numbered_rows.append((number, row[:MAX_COLUMNS]))
        if len(numbered_rows) > MAX_ROWS:
            raise CannotImportError(f"{name} has more than {MAX_ROWS:,} rows.")
    return numbered_rows


def _add_sheet(
    workbook: Workbook, title: str, name: str, rows: list[NumberedRow]
) -> None:
    """Add the records of a sheet, and notes on what cannot be read."""
    head, kind = _find_heads(workbook.kinds, title, rows)
    if kind is None:
        if rows:
            problem = "its name and columns are not known"
            workbook.notes.append(f"{capitalized(name)} was not imported: {problem}.")
        return
    fields = column_fields(kind)
    columns = _columns(kind, name, rows[head][1], workbook.notes)
    # A sheet for each day is one table
    table = workbook.tables.setdefault(kind.name, [])
    unknown: list[str] = []
    above: dict[str, str] = {}
    for number, values in rows[head + 1 :]:
        cells: dict[str, str] = {}
        places: dict[str, str] = {}
        for key, column in columns.items():
            cell = f"{COLUMN_NAMES[column]}{number}"
            places[key] = f"{name}, cell {cell}"
            value = values[column] if column < len(values) else None
            if value is MERGED and key != kind.title_field:
                cells[key] = above.get(key, "")
            elif value in (UNKNOWN, MERGED):
                unknown.append(cell)
            else:
                cells[key] = from_cell(value, fields.get(key))
        above = cells.copy()
        if not cells.get("end") and (
            times := dates.guess_times(cells.get("start", ""))
        ):
            cells["start"], cells["end"] = (f"{time_:%H:%M}" for time_ in times)
        if any(cells.values()):
            table.append(SheetRow(cells, f"{name}, row {number}", places))
    if unknown:
        more = " …" if len(unknown) > MAX_LISTED_CELLS else ""
        workbook.notes.append(
            f"Cells of {name} are merged, or contain formulas without a result, and"
            f" were not imported: {', '.join(unknown[:MAX_LISTED_CELLS])}{more}."
            " Unmerge them in Excel, and save it."
        )


def _find_heads(
    kinds: Kinds, title: str, rows: list[NumberedRow]
) -> tuple[int, RecordKind | None]:
    """Return the index of the row of heads, and the kind of record by title, else by
    heads.
    """
    sheets = {
        kind.sheet.lower().rstrip("s"): kind for kind in kinds.values() if kind.sheet
    }
    kind_of_title = sheets.get(title.strip().casefold().rstrip("s"))
    best: tuple[int, int, RecordKind | None] = (0, 0, None)
    for at, (_, values) in enumerate(rows[:12]):
        heads = [value for value in values if isinstance(value, str)]
        kind = kind_of_title or _kind_of_columns(kinds, heads)
        count = sum(1 for head in heads if kind and match_column(kind, head))
        if count > best[0]:
            best = (count, at, kind)
    return best[1:]


def _kind_of_columns(kinds: Kinds, heads: list[str]) -> RecordKind | None:
    """Sessions have a start and a title, people a name and a role or an
    organisation.
    """
    session, speaker = kinds["session"], kinds["speaker"]
    if {"start", "title"} <= {match_column(session, head) for head in heads}:
        return session
    columns = {match_column(speaker, head) for head in heads if _fold(head) != "title"}
    return speaker if "name" in columns and columns & {"role", "organisation"} else None


def _columns(
    kind: RecordKind, name: str, heads: Sequence[Any], notes: list[str]
) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, value in enumerate(heads):
        head = str(value or "").strip()
        match = match_column(kind, head)
        if match and match not in columns:
            columns[match] = number
        elif head:
            reason = (
                f"another column has {match}"
                if match
                else f"no {kind.name} has such a field"
            )
            notes.append(f"The column “{head}” of {name} was not imported: {reason}.")
    return columns


def match_column(kind: RecordKind, head: str) -> str | None:
    """Return the field of a column, by its name or another word for it."""
    if match := LANGUAGE_COLUMN.fullmatch(head.strip()):
        key = match_column(kind, match[1])
        return f"{key} ({match[2].lower()})" if key else None
    name = _fold(head)
    shorter = re.sub(rf"^{kind.name}_|_time$|^full_", "", name)
    fields = {"id", *column_fields(kind)}
    labels = {
        alias: key for key, column in kind.custom.items() for alias in column.aliases
    }
    name = name if name in fields else labels.get(name, name)
    for word in (name, shorter, f"{shorter}s"):
        alias = field_with_alias(kind.record, word)
        if (key := alias.key if alias and word not in fields else word) in fields:
            return key
    if kind.folder and name in ("bio", "biography", "about"):
        return BODY
    return kind.title_field if name in (kind.name, f"{kind.name}s") else None


def _fold(head: str) -> str:
    return re.sub(r"[\s_-]+", "_", head.strip(" \n:?*").casefold().replace("(s)", "s"))


NUMERIC_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./]\d{2,4}")
"""The day or the month first."""
ASSUMED_LENGTH = "30 minutes"
_WORDS = "|".join(ORGANISATION_WORDS)
_ENDINGS = "|".join(ORGANISATION_ENDINGS)
NO_PERSON = re.compile(
    rf"\b(?:{_WORDS}|\w*(?:{_ENDINGS}))\b|\d|[&(]|(?-i:\b[A-Z]{{3,}}\b)",
    re.IGNORECASE,
)
"""A name that may be that of an organisation."""


def from_cell(value: Any, column: BoundField | None) -> str:
    """Return the value of a cell as text; the column is None for ids and
    biographies.
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            has_time = value.time() != time()
            return (
                value.strftime("%Y-%m-%d %H:%M")
                if has_time
                else value.date().isoformat()
            )
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            hours, minutes = divmod(round(value.total_seconds() / 60), 60)
            return f"{hours:02}:{minutes:02}"
        case float() if (
            column and column.is_parsed_by(dates.parse_time) and 0 <= value < 1
        ):
            return clock(round(value * MINUTES_PER_DAY))  # in Excel, a part of a day
        case float() if value.is_integer():
            return str(int(value))
    return _from_text(normalise_spaces(str(value)), column)


def _from_text(text: str, column: BoundField | None) -> str:
    """Return a text of a cell in the form of files, if it is certain what it means."""
    if column is None:
        return text
    is_open = text.casefold() in dates.TO_BE_ANNOUNCED and column.key not in (
        "name",
        "title",
    )
    text = "" if is_open else column.strip(text)
    if column.is_parsed_by(dates.parse_date, dates.parse_date_or_number):
        numbers = NUMERIC_DATE.fullmatch(text)
        is_clear = (
            not numbers
            or numbers[1] == numbers[2]
            or max(map(int, numbers.groups())) > 12
        )
        return str((is_clear and dates.guess_date(text)) or text)
    guess = dates.guess_time(text) if column.is_parsed_by(dates.parse_time) else None
    return f"{guess:%H:%M}" if guess else text


def normalise_spaces(text: str) -> str:
    """Return a text with one kind of space and line end, so that only real changes
    count.
    """
    text = normalise_newlines(text).replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def split_list(cell: str) -> tuple[str, ...]:
    """Return the parts of a list in a cell."""
    return tuple(part.strip() for part in re.split(r"[,;\n]", cell) if part.strip())


def _add_missing_names(workbook: Workbook, sources: SourceFiles) -> None:
    """Add people, rooms, tracks and years that sessions of another person's sheet leave
    out.
    """
    workbook.adds_names = True
    workbook.tables = {"speaker": [], **workbook.tables}
    people = workbook.tables["speaker"]
    records = record_rows(workbook.kinds["speaker"], sources)
    persons = [record.cells | {"id": record.id} for record in records]
    persons += [row.cells for row in people]
    known_names = {
        cells.get(name, "").casefold() for cells in persons for name in ("id", "name")
    }
    known_names.update(dates.TO_BE_ANNOUNCED)
    organisations = record_texts(workbook.kinds["organisation"], sources)
    organisations |= {cells.get("organisation", "").casefold() for cells in persons}
    starts = sources.event.settings.values.get("starts") if sources.event else None
    for row in workbook.tables.get("session", ()):
        day, kind = (row.cells.get(name, "") for name in ("day", "kind"))
        row.cells["day"] = str(
            dates.guess_date(f"{day}, {_cell_text(starts)[:4]}") or day
        )
        row.cells["kind"] = KIND_SYNONYMS.get(kind.casefold(), kind)
        cell, names = row.cells.get("speakers", ""), list[str]()
        for name, organisation, doubtful in _speakers_in(
            cell, known_names, organisations
        ):
            if doubtful:
                workbook.questions.append(
                    f"“{doubtful}” in {row.places['speakers']} may not be one person,"
                    " so it was left out. Divide people as in “Kim Example, Example"
                    " Trust; Jo Example”."
                )
            if name and name.casefold() not in dates.TO_BE_ANNOUNCED:
                names.append(name)
                if not _is_known(name, known_names):
                    people.append(
                        SheetRow(
                            {"name": name, "organisation": organisation}, row.where
                        )
                    )
                    known_names.add(name.casefold())
        row.cells["speakers"] = ", ".join(names)


def _is_known(name: str, known_names: set[str]) -> bool:
    """Return whether it is one of these names, or belongs to one of these ids."""
    return not known_names.isdisjoint((name.casefold(), slugify(name)))


def _speakers_in(
    cell: str, known_names: set[str], organisations: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield name and organisation of people in a cell, and words that may not be one
    person.
    """
    texts = re.split(r"[;\n]| / ", cell)
    is_divided = len(texts) > 1
    everybody = split_list(re.sub(r" / |&|\band\b|\([^()]*\)", ",", cell))
    if all(_is_known(name, known_names) for name in everybody):
        texts = list(everybody)
    elif not is_divided:
        texts = _divide_people(cell, known_names, organisations)
    for text in texts:
        name, organisation = map(str.strip, text.partition(",")[::2])
        if NO_PERSON.search(name) and not _is_known(name, known_names):
            yield "", "", name
        elif is_divided or organisation.casefold() in organisations:
            yield name, organisation, ""
        else:
            yield name, "", organisation


def _divide_people(
    cell: str, known_names: set[str], organisations: set[str]
) -> list[str]:
    """Return the people in a cell without semicolons, each with what may be an
    organisation.
    """
    people, parts = [""], split_list(cell)
    for part in parts:
        is_likely = not NO_PERSON.search(part) and (len(parts) == 1 or " " in part)
        if (
            is_likely or _is_known(part, known_names)
        ) and part.casefold() not in organisations:
            people.append(part)
        else:
            people[-1] += f", {part}"
    return people


def cells_equal(cell: str, other_cell: str, column: BoundField | None) -> bool:
    """Return whether two cells of a field, or biographies, mean the same."""
    if column is None:
        return cell.split() == other_cell.split()
    if column.list_syntax is not None:
        return split_list(cell) == split_list(other_cell)
    if column.is_parsed_by(dates.parse_duration) and cell and other_cell:
        with suppress(ValueError):
            return dates.parse_duration(cell) == dates.parse_duration(other_cell)
    if column.is_parsed_by(dates.parse_time):
        return (dates.guess_time(cell) or cell) == (
            dates.guess_time(other_cell) or other_cell
        )
    return (
        cell == other_cell
        if "\n" in cell + other_cell
        else cell.split() == other_cell.split()
    )
