"""Workbooks and CSV files, read as records; records of a project as rows."""

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
BASE_SHEET = "microsite base"
"""Hidden sheet with the records at the time of the export."""
CHOICES_SHEET = "microsite choices"
"""Hidden sheet with the words of drop-down lists."""
BODY = "biography"
"""Column for the text of a Markdown file.

It comes in with a new record and is never exported.
"""
MAX_ROWS = 20_000
MAX_COLUMNS = 200
COLUMN_NAMES = [*ascii_uppercase, *map("".join, product(ascii_uppercase, repeat=2))]
"""A to ZZ."""
MAX_LISTED_CELLS = 10
SAVE_AS = "Save the sheet as “CSV UTF-8”, or as .xlsx."
FORMULA_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
UNKNOWN = object()
"""Value of a formula without a result."""
MERGED = object()
"""Value of a cell that is merged with the one above."""
Kinds = dict[str, RecordKind]
NumberedRow = tuple[int, Sequence[Any]]
Base = dict[str, dict[str, dict[str, str]]]
"""Cells by kind, id and field."""


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
    where: str
    """Place in words: `the sheet “Sessions”, row 3`."""
    places: dict[str, str] = {}
    """Places of its cells in words, by field."""
    imported: dict[str, str] = {}
    """Cells as another system has them, to compare the next import with.

    Empty if they are not kept.
    """


class Workbook(Struct):
    """The contents of a workbook."""

    tables: dict[str, list[SheetRow]] = {}
    """Rows by kind of record."""
    base: Base | None = None
    """Cells at the last export or import; None if there was none."""
    name: str = "workbook"
    """What messages call it."""
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


LANGUAGE_COLUMN = re.compile(r"([^()]+) \(([A-Za-z]{2}(?:-\w+)*)\)")
"""Head of a column for a translation: `title (cy)`."""


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
    columns = column_fields(kind)
    languages = languages_of(sources.root(""))
    for document in sources.documents.get(kind.folder, ()):
        settings = document.settings
        protected = _cell_text(settings.values.get("protected")).lower()
        is_public = not protected or protected in types.NO
        is_translation = "." in document.slug
        if is_public and not is_translation:
            cells = _cells(columns, settings, languages)
            path = document.source.path
            yield RecordRow(document.slug, path, settings, cells, document.body)
    for entry in get_entries(get_list(sources.root(kind.file), kind.key)):
        id_ = _cell_text(entry.values.get("id"))
        if id_:
            cells = _cells(columns, entry, languages)
            yield RecordRow(id_, entry.source.path, entry, cells)


def record_texts(kind: RecordKind, sources: SourceFiles) -> set[str]:
    """Return the texts in records of a data file, such as ids and names, folded."""
    entries = get_entries(get_list(sources.root(kind.file), kind.key))
    nodes = chain.from_iterable(entry.values.values() for entry in entries)
    return {node.text.casefold() for node in nodes if isinstance(node, Scalar)}


def _cells(
    columns: dict[str, BoundField], record: Mapping, tags: tuple[str, ...]
) -> dict[str, str]:
    """Return the cells of a record.

    A text in several languages has one for each: `title`, `title (cy)`.
    """
    cells: dict[str, str] = {}
    for name, column in columns.items():
        node = record.values.get(name)
        if node is None:
            continue
        if not isinstance(node, Mapping) or column.record is not None:
            cells[name] = _cell_text(node)
            continue
        for number, (key, text) in enumerate(node):
            language = match_language(key.text, tags) or key.text
            is_default = number == 0
            head = name if is_default else f"{name} ({language.lower()})"
            cells[head] = _cell_text(text)
    return cells


def _cell_text(node: Node | None) -> str:
    """Return the text of a cell for a node; empty if it has no value."""
    if isinstance(node, Mapping):  # a link
        return " ".join(_cell_text(node.values.get(name)) for name in ("label", "url"))
    if isinstance(node, SequenceNode):
        has_links = any(isinstance(item, Mapping) for item in node.items)
        separator = "\n" if has_links else ", "
        return separator.join(_cell_text(item) for item in node.items)
    if isinstance(node, Scalar) and not node.is_empty:
        return normalise_spaces(node.text)
    return ""


def read_workbook(path: Path, sources: SourceFiles) -> Workbook:
    """Read a workbook or a CSV file.

    Raises CannotImportError.
    """
    workbook = Workbook(kinds=kinds_of_project(sources.root, Log()))
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        _add_sheet(workbook, path.stem, path.name, csv_rows(path))
    else:
        # openpyxl warns of parts that it does not read.
        with warnings.catch_warnings(action="ignore"):
            sheets = _sheets(path)
        sheets.pop(CHOICES_SHEET, None)
        if BASE_SHEET in sheets:
            workbook.base = _base_of(sheets.pop(BASE_SHEET), workbook.kinds)
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


def _base_of(rows: list[NumberedRow], kinds: Kinds) -> Base:
    """Return the cells that the hidden sheet of an export contains.

    Its columns are kind, id, field and value.
    """
    base: Base = {}
    for _, values in rows:
        if len(values) < 4 or values[0] not in RECORD_KINDS:
            continue
        kind, id_, name = map(str, values[:3])
        column = column_fields(kinds[kind]).get(name)
        cells = base.setdefault(kind, {}).setdefault(id_, {})
        cells[name] = from_cell(values[3], column)
    return base


def add_last_import(workbook: Workbook, base: Base | None) -> None:
    """Let sheets be compared with their last import.

    Rows without an id get that of the imported record with the same title.
    """
    if base is not None:
        workbook.base = base
    for kind, rows in workbook.tables.items():
        records = (base or {}).get(kind, {})
        title_field = workbook.kinds[kind].title_field
        ids_by_title = {
            cells.get(title_field, ""): id_ for id_, cells in records.items()
        }
        row_counts = Counter(row.cells.get(title_field, "") for row in rows)
        record_counts = Counter(
            cells.get(title_field, "") for cells in records.values()
        )
        for row in rows:
            is_of_sheet = bool(row.places)
            if is_of_sheet:
                row.imported.update(row.cells)
            title = row.cells.get(title_field, "")
            is_unique = row_counts[title] == 1 and record_counts[title] == 1
            if is_unique and not row.cells.get("id"):
                row.cells["id"] = ids_by_title[title]


def _sheets(path: Path) -> dict[str, list[NumberedRow]]:
    """Return the rows of each sheet that are not empty.

    Raises CannotImportError.
    """
    import openpyxl

    sheets = {}
    with open_office(path, "Excel", ".xlsx", r"xl/workbook\.xml") as data:
        results = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True
        )
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        ranges = _merged_ranges(data)
        for sheet in results.worksheets:
            rows = _rows(sheet, formulas[sheet.title], ranges.get(sheet.title, []))
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
    # The quicker way to read does not list them.
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.merged_cells.ranges) for sheet in book.worksheets}


def _rows(results: Any, formulas: Any, ranges: list[Any]) -> Iterator[Sequence[Any]]:
    """Yield the values of each row of a sheet.

    Its cells are read twice, as results and as formulas.
    """
    pairs_of_rows = zip_longest(
        results.iter_rows(values_only=True, max_col=MAX_COLUMNS),
        formulas.iter_rows(values_only=True, max_col=MAX_COLUMNS),
    )
    for row, (row_results, row_formulas) in enumerate(pairs_of_rows, 1):
        ranges_here = [
            cells for cells in ranges if cells.min_row <= row <= cells.max_row
        ]
        pairs = zip_longest(row_results or (), row_formulas or ())
        yield [
            _cell_value(value, formula, row, column, ranges_here)
            for column, (value, formula) in enumerate(pairs, 1)
        ]


def _cell_value(
    value: Any, formula: Any, row: int, column: int, ranges: list[Any]
) -> Any:
    """Return the value of a cell, or MERGED or UNKNOWN.

    The merged `ranges` are those that contain a cell of its row.
    """
    merged = [cells for cells in ranges if cells.min_col <= column <= cells.max_col]
    if any(cells.min_col == column and cells.min_row < row for cells in merged):
        return MERGED
    is_lost = value is None and (merged or formula is not None)
    if is_lost or value in FORMULA_ERRORS:
        return UNKNOWN
    return value


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
    last_number = 0
    for number, row in enumerate(rows, 1):
        if number - last_number > MAX_ROWS:
            break  # The other rows have only styles.
        if any(value is not None and str(value).strip() for value in row):
            numbered_rows.append((number, row[:MAX_COLUMNS]))
            last_number = number
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
    # Several sheets can have the records of one kind, such as one for each day.
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
        _divide_times(cells)
        if any(cells.values()):
            table.append(SheetRow(cells, f"{name}, row {number}", places))
    if unknown:
        more = " …" if len(unknown) > MAX_LISTED_CELLS else ""
        workbook.notes.append(
            f"Cells of {name} are merged, or contain formulas without a result, and"
            f" were not imported: {', '.join(unknown[:MAX_LISTED_CELLS])}{more}."
            " Unmerge them in Excel, and save it."
        )


def _divide_times(cells: dict[str, str]) -> None:
    """Move the second of two times in a start, such as `9.30–10.15`, to the end."""
    if cells.get("end"):
        return
    times = dates.guess_times(cells.get("start", ""))
    if times:
        start, end = times
        cells["start"] = f"{start:%H:%M}"
        cells["end"] = f"{end:%H:%M}"


def _find_heads(
    kinds: Kinds, title: str, rows: list[NumberedRow]
) -> tuple[int, RecordKind | None]:
    """Return the index of the row of heads, and the kind of record.

    The title of the sheet decides on the kind, else the heads do.
    """
    sheets = {
        kind.sheet.lower().rstrip("s"): kind for kind in kinds.values() if kind.sheet
    }
    kind_of_title = sheets.get(title.strip().casefold().rstrip("s"))
    best_count = 0
    best: tuple[int, RecordKind | None] = (0, None)
    for at, (_, values) in enumerate(rows[:12]):
        heads = [value for value in values if isinstance(value, str)]
        kind = kind_of_title or _kind_of_columns(kinds, heads)
        if kind is None:
            continue
        count = sum(1 for head in heads if match_column(kind, head))
        if count > best_count:
            best_count = count
            best = (at, kind)
    return best


def _kind_of_columns(kinds: Kinds, heads: list[str]) -> RecordKind | None:
    """Return the kind of record that has such columns; None if it is not clear.

    Sessions have a start and a title, people a name and a role or an organisation.
    """
    session = kinds["session"]
    if {"start", "title"} <= {match_column(session, head) for head in heads}:
        return session
    speaker = kinds["speaker"]
    # `Title` can be the title of a person, such as Dr.
    columns = {match_column(speaker, head) for head in heads if _fold(head) != "title"}
    if "name" in columns and columns & {"role", "organisation"}:
        return speaker
    return None


def _columns(
    kind: RecordKind, name: str, heads: Sequence[Any], notes: list[str]
) -> dict[str, int]:
    """Return the indexes of columns by field. Add a note for each other column."""
    columns: dict[str, int] = {}
    for number, value in enumerate(heads):
        head = str(value or "").strip()
        match = match_column(kind, head)
        if match and match not in columns:
            columns[match] = number
        elif head:
            if match:
                reason = f"another column has {match}"
            else:
                reason = f"no {kind.name} has such a field"
            notes.append(f"The column “{head}” of {name} was not imported: {reason}.")
    return columns


def match_column(kind: RecordKind, head: str) -> str | None:
    """Return the field of a column, by its name or another word for it.

    Return None if there is none.
    """
    if match := LANGUAGE_COLUMN.fullmatch(head.strip()):
        key = match_column(kind, match[1])
        return f"{key} ({match[2].lower()})" if key else None

    fields = {"id", *column_fields(kind)}
    folded = _fold(head)
    name = folded if folded in fields else _key_of_custom_field(kind, folded)
    shorter = re.sub(rf"^{kind.name}_|_time$|^full_", "", folded)
    for word in (name, shorter, f"{shorter}s"):
        if word in fields:
            return word
        alias = field_with_alias(kind.record, word)
        if alias and alias.key in fields:
            return alias.key
    if kind.folder and name in ("bio", "biography", "about"):
        return BODY
    if name in (kind.name, f"{kind.name}s"):
        return kind.title_field
    return None


def _key_of_custom_field(kind: RecordKind, label: str) -> str:
    """Return the key of the field with a label; the label if there is none."""
    key_of_label = label
    for key, column in kind.custom.items():
        if label in column.aliases:
            key_of_label = key
    return key_of_label


def _fold(head: str) -> str:
    """Return the head of a column as names of fields are written."""
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
    """Return the value of a cell as text.

    The column is None for ids and biographies.
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            has_time = value.time() != time()
            if has_time:
                return value.strftime("%Y-%m-%d %H:%M")
            return value.date().isoformat()
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
    is_name = column.key in ("name", "title")
    if text.casefold() in dates.TO_BE_ANNOUNCED and not is_name:
        text = ""
    else:
        text = column.strip(text)

    if column.is_parsed_by(dates.parse_date, dates.parse_date_or_number):
        day = dates.guess_date(text) if _is_clear_date(text) else None
        return str(day or text)
    if column.is_parsed_by(dates.parse_time):
        guess = dates.guess_time(text)
        return f"{guess:%H:%M}" if guess else text
    return text


def _is_clear_date(text: str) -> bool:
    """Return whether it is clear which number of a date is the day."""
    numbers = NUMERIC_DATE.fullmatch(text)
    if numbers is None or numbers[1] == numbers[2]:
        return True
    return max(int(numbers[1]), int(numbers[2])) > 12


def normalise_spaces(text: str) -> str:
    """Return a text with one kind of space and line end.

    Then only real changes count in comparisons.
    """
    text = normalise_newlines(text).replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def split_list(cell: str) -> tuple[str, ...]:
    """Return the parts of a list in a cell."""
    return tuple(part.strip() for part in re.split(r"[,;\n]", cell) if part.strip())


def _add_missing_names(workbook: Workbook, sources: SourceFiles) -> None:
    """Add what sessions of another person's sheet leave out.

    It is people, rooms, tracks, and the years of days.
    """
    workbook.adds_names = True
    workbook.tables = {"speaker": [], **workbook.tables}
    records = record_rows(workbook.kinds["speaker"], sources)
    persons = [record.cells | {"id": record.id} for record in records]
    persons += [row.cells for row in workbook.tables["speaker"]]
    known_names = set(dates.TO_BE_ANNOUNCED)
    organisations = record_texts(workbook.kinds["organisation"], sources)
    for cells in persons:
        known_names.add(cells.get("id", "").casefold())
        known_names.add(cells.get("name", "").casefold())
        organisations.add(cells.get("organisation", "").casefold())

    starts = sources.event.settings.values.get("starts") if sources.event else None
    year = _cell_text(starts)[:4]
    for row in workbook.tables.get("session", ()):
        day = row.cells.get("day", "")
        row.cells["day"] = str(dates.guess_date(f"{day}, {year}") or day)
        kind = row.cells.get("kind", "")
        row.cells["kind"] = KIND_SYNONYMS.get(kind.casefold(), kind)
        _add_speakers(workbook, row, known_names, organisations)


def _add_speakers(
    workbook: Workbook, row: SheetRow, known_names: set[str], organisations: set[str]
) -> None:
    """Divide the speakers of a session, and add the new ones to the workbook."""
    names: list[str] = []
    cell = row.cells.get("speakers", "")
    for name, organisation, doubtful in _speakers_in(cell, known_names, organisations):
        if doubtful:
            workbook.questions.append(
                f"“{doubtful}” in {row.places['speakers']} may not be one person,"
                " so it was left out. Divide people as in “Kim Example, Example"
                " Trust; Jo Example”."
            )
        if not name or name.casefold() in dates.TO_BE_ANNOUNCED:
            continue
        names.append(name)
        if not _is_known(name, known_names):
            person = {"name": name, "organisation": organisation}
            workbook.tables["speaker"].append(SheetRow(person, row.where))
            known_names.add(name.casefold())
    row.cells["speakers"] = ", ".join(names)


def _is_known(name: str, known_names: set[str]) -> bool:
    """Return whether it is one of these names, or belongs to one of these ids."""
    return not known_names.isdisjoint((name.casefold(), slugify(name)))


def _speakers_in(
    cell: str, known_names: set[str], organisations: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield name and organisation of people, and words that may not be one person."""
    texts = re.split(r"[;\n]| / ", cell)
    is_divided = len(texts) > 1
    everybody = split_list(re.sub(r" / |&|\band\b|\([^()]*\)", ",", cell))
    if all(_is_known(name, known_names) for name in everybody):
        texts = list(everybody)
    elif not is_divided:
        texts = _divide_people(cell, known_names, organisations)
    for text in texts:
        before, _, after = text.partition(",")
        name = before.strip()
        organisation = after.strip()
        if NO_PERSON.search(name) and not _is_known(name, known_names):
            yield "", "", name
        elif is_divided or organisation.casefold() in organisations:
            yield name, organisation, ""
        else:
            yield name, "", organisation


def _divide_people(
    cell: str, known_names: set[str], organisations: set[str]
) -> list[str]:
    """Return the people in a cell without semicolons.

    Parts that may be their organisation follow the name of each.
    """
    people = [""]
    parts = split_list(cell)
    for part in parts:
        has_two_words = " " in part or len(parts) == 1
        is_likely = has_two_words and not NO_PERSON.search(part)
        is_person = is_likely or _is_known(part, known_names)
        if is_person and part.casefold() not in organisations:
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
        time_or_text = dates.guess_time(cell) or cell
        other_time_or_text = dates.guess_time(other_cell) or other_cell
        return time_or_text == other_time_or_text
    has_lines = "\n" in cell or "\n" in other_cell
    if has_lines:
        return cell == other_cell
    return cell.split() == other_cell.split()
