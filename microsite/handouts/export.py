"""`export`: the records of a project as a workbook, or its handouts."""

import io
from argparse import Namespace
from pathlib import Path
from typing import Any

from microsite.build import create_sites
from microsite.cache import Cache
from microsite.cli.commands import ROOT, Add, CommandError, chosen_project, short_path
from microsite.cli.report import echo, errors_of, plural
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import quote_path
from microsite.editing.project_files import ConcurrentEditError, create_file
from microsite.editing.yaml_edit import remove_controls
from microsite.handouts import printing
from microsite.handouts.badges import read_badges
from microsite.handouts.sheets import create_handouts
from microsite.importers.spreadsheet import (
    BASE_SHEET,
    CHOICES_SHEET,
    column_fields,
    record_rows,
)
from microsite.model.event import Event
from microsite.model.fields import Field, input_fields
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.loader import LoadedEdition, load_edition
from microsite.project import BuildOptions, Project
from microsite.source.reader import SourceFiles
from microsite.up_to_date import program

WIDTHS = {
    "summary": 60,
    "abstract": 60,
    "words": 60,
    "title": 44,
    "note": 40,
    "who": 40,
    "speakers": 36,
    "name": 32,
}
"""Widths of columns in characters."""
DEFAULT_WIDTH = 18
BY_HAND = (
    "To make PDF files, install Chromium, Chrome or Edge, and run this command again."
    " Or open each page in your browser, and print it to a file with background"
    " graphics."
)


def add_arguments(add: Add) -> None:
    """Add the arguments of `export`."""
    add("what", "WHAT", "spreadsheet, or handouts: signs, badges, programme and slides")
    add(
        "file",
        "FILE",
        "write this file, such as programme.xlsx, or this folder of handouts",
    )
    add("--badges", "FILE", "print badges for the people in this list (CSV)")
    add(*ROOT)


def run(options: Namespace) -> int:
    """Write a new workbook or the handouts. Return the exit code."""
    if options.what == "handouts":
        export_handouts(chosen_project(options), options.file, options.badges)
    elif options.what != "spreadsheet" or options.file is None:
        raise CommandError(
            f"To export a workbook: {program()} export spreadsheet FILE.xlsx. "
            f"To export handouts: {program()} export handouts"
        )
    elif options.file.suffix.lower() != ".xlsx":
        raise CommandError(
            f"The name must end in .xlsx: {options.file.with_suffix('.xlsx')}"
        )
    else:
        export_workbook(chosen_project(options), options.file)
    return 0


def export_workbook(project: Project, file: Path) -> None:
    """Write the records as a new workbook."""
    loaded = _load(project)
    try:
        create_file(file.absolute(), write_workbook(loaded.event, loaded.sources))
    except ConcurrentEditError:
        message = f"The file “{file}” already exists. Choose another name."
        raise CommandError(message) from None
    if hidden := sum(speaker.protected for speaker in loaded.event.speakers):
        echo(f"Left out: {plural(hidden, 'protected speaker')}.")
    name = short_path(file.absolute())
    command = f"{program()} import spreadsheet {quote_path(name)}"
    echo(f"Wrote {name}. After changing it: {command}")


def export_handouts(project: Project, folder: Path | None, badges: Path | None) -> None:
    """Write the handouts as HTML, and as PDF if a browser is installed."""
    target = (folder or project.root / "handouts").absolute()
    if target.resolve().is_relative_to(project.output.resolve()):
        raise CommandError(
            f"“{short_path(target)}” is in the folder of the site, so it would be"
            " published. Choose another folder."
        )
    rules = target / ".gitignore"
    is_of_others = rules.exists() and rules.read_bytes().strip() != b"*"
    if is_of_others or project.root.resolve().is_relative_to(target.resolve()):
        problem = f"“{short_path(target)}” has other files."
        raise CommandError(f"{problem} Choose a folder of their own, such as handouts.")
    people = read_badges(badges, project.root, project.output) if badges else ()
    site = create_sites([_load(project)], BuildOptions(), Cache(None))[0].site
    handouts = create_handouts(site, people)
    if handouts.programme_code is None:
        echo("Without “base_url” in content/event.md, the handouts have no QR codes.")
    pages = list(printing.write_handouts(target, handouts, project.root))
    if not pages:
        raise CommandError(
            "There is nothing to print yet: the programme has no sessions.", 1
        )
    browser = printing.find_browser()
    for page in pages:
        written = page
        if browser:
            try:
                written = printing.print_to_pdf(browser, page)
            except printing.PdfError as error:
                echo(f"{error} {BY_HAND}")
                browser = None
        echo(f"Wrote {short_path(written)}.")
    if browser is None:
        echo(BY_HAND)
    if people:
        echo(
            f"The badges have {plural(len(people), 'name')}. Do not publish this"
            " folder."
        )


def _load(project: Project) -> LoadedEdition:
    """Return the current edition.

    Raise CommandError if it has errors.
    """
    log = Log()
    loaded = load_edition(project, log)
    if loaded is None or log.errors:
        raise CommandError(
            "Nothing was written. Fix the errors above first.", 1, errors_of(log)
        )
    return loaded


def create_workbook(project: Project) -> bytes:
    """Return the records of a project as a workbook.

    Raise CommandError if it has errors.
    """
    loaded = _load(project)
    return write_workbook(loaded.event, loaded.sources)


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
            width = WIDTHS.get(head, DEFAULT_WIDTH)
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


def _heads(kind: RecordKind, event: Event) -> dict[str, Field | None]:
    """Return the heads of columns with their fields.

    Ids and translations have none.
    """
    heads: dict[str, Field | None] = {"id": None}
    for name, column in column_fields(kind).items():
        if name in ("source", "price"):  # prices are lists, which have no cell
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


def _choices(column: Field, event: Event) -> list[str]:
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
