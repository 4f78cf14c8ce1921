"""Export and import of a workbook: only its changes are applied."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from microsite.apps.workbook import read as spreadsheet
from microsite.apps.workbook.read import CHOICES_SHEET, cells_equal, from_cell
from microsite.cli import main
from microsite.diagnostics.diagnostic import Log
from microsite.model.fields import input_fields
from microsite.model.kinds import RECORD_KINDS
from microsite.project import ENGINE_HOME
from microsite.source.inheritance import read_sources
from tests.making import sessions_yaml, write_project

PROGRAMME = "data/sessions.yaml"
FIELDS = input_fields(RECORD_KINDS["session"].record)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Copy the site of this repository."""
    root = tmp_path / "first"
    for folder in ("content", "data", "assets"):
        shutil.copytree(ENGINE_HOME / folder, root / folder)
    return root


@pytest.fixture(scope="module")
def exported_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook of the site of this repository."""
    path = tmp_path_factory.mktemp("exported") / "programme.xlsx"
    assert main(["export", "spreadsheet", str(path), "--root", str(ENGINE_HOME)]) == 0
    return path


@pytest.fixture
def book(exported_book: Path, root: Path) -> Path:
    """Return a copy of the workbook, which a test may change."""
    path = root.parent / "programme.xlsx"
    shutil.copy(exported_book, path)
    return path


def bring_in(root: Path, book: Path, *more: str) -> int:
    return main(["import", "spreadsheet", str(book), "--root", str(root), *more])


def change(book: Path, sheet: str, row: str, column: str, value: Any) -> None:
    """Change a cell, as Excel does."""
    workbook = openpyxl.load_workbook(book)
    cells = workbook[sheet]
    heads = [cell.value for cell in cells[1]]
    number = next(
        line[0].row for line in cells.iter_rows(min_row=2) if line[0].value == row
    )
    cells.cell(number, heads.index(column) + 1).value = value
    workbook.save(book)


def files_of(root: Path) -> dict[str, bytes]:
    files = {
        path
        for folder in ("content", "data")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_bytes(text.replace(old, new).encode())


@pytest.mark.parametrize(
    "site",
    [ENGINE_HOME, ENGINE_HOME / "examples" / "tidewater"],
    ids=["first", "tidewater"],
)
def test_import_of_unchanged_workbook(
    site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "a.xlsx"
    assert main(["export", "spreadsheet", str(book), "--root", str(site)]) == 0

    assert bring_in(site, book) == 0

    assert "No changes to import." in capfd.readouterr().err


def test_import_shows_changes_and_applies_them(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Only the line of the change is edited, and the import can be undone."""
    before = files_of(root)
    change(book, "Sessions", "welcome", "end", time(9, 45))

    assert bring_in(root, book) == 0
    output = capfd.readouterr().err
    assert "- Session “Welcome from the chair”, end: “09:40” becomes “09:45”" in output
    assert "--apply" in output
    assert files_of(root) == before

    assert bring_in(root, book, "--apply") == 0
    sessions = before[PROGRAMME].replace(
        b"start: 09:30\n    end: 09:40", b"start: 09:30\n    end: 09:45"
    )
    assert files_of(root) == before | {PROGRAMME: sessions}
    assert main(["undo", "--root", str(root)]) == 0
    assert files_of(root) == before


def test_merge_asks_about_conflicts(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Changes of different fields are merged. Changes of the same field are a question."""
    change(book, "Sessions", "welcome", "summary", "From the workbook.")
    change(book, "Sessions", "welcome", "title", "Welcome in the workbook")
    path = root / PROGRAMME
    edit(path, "title: Welcome from the chair", "title: Welcome in the file")
    edit(path, "start: 09:30\n    end: 09:40", "start: 09:30\n    end: 09:39")

    assert bring_in(root, book, "--apply") == 1

    output = capfd.readouterr().err
    assert (
        "“Welcome in the file” here, “Welcome in the workbook” in the workbook. Yours was kept. "
        "To import the other, add --take welcome.title"
    ) in output
    text = path.read_text("utf-8")
    assert "title: Welcome in the file" in text
    assert "summary: From the workbook." in text
    assert "end: 09:39" in text


def test_merge_keeps_records_of_deleted_rows(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = files_of(root)
    workbook = openpyxl.load_workbook(book)
    workbook["Sessions"].delete_rows(3)
    workbook.save(book)

    assert bring_in(root, book, "--apply") == 1

    assert (
        "“Welcome from the chair” is no longer in the workbook. It was kept."
        in capfd.readouterr().err
    )
    assert files_of(root) == before


def test_merge_keeps_deleted_records_deleted(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = root / "data" / "rates.yaml"
    text = path.read_text("utf-8")
    start = text.index("  - id: small-community-group")
    path.write_text(
        text[:start] + text[text.index("  - id: private-sector") :], encoding="utf-8"
    )
    before = files_of(root)

    assert bring_in(root, book, "--apply") == 0

    assert "was deleted here. To import it again, add --take" in capfd.readouterr().err
    assert files_of(root) == before


def test_merge_adds_new_rows(root: Path, book: Path) -> None:
    before = files_of(root)
    workbook = openpyxl.load_workbook(book)
    rows: dict[str, dict[str, Any]] = {
        "Sessions": {
            "title": "=1+1: sums",
            "kind": "talk",
            "start": 0.5,
            "end": "12:15",
            "speakers": "named-nurse",
        },
        "Speakers": {"name": "Kim Example", "role": "Harbour master"},
        "Sponsors": {
            "id": "example-trust",
            "name": "Example Trust",
            "tier": "headline",
        },
    }
    for sheet, cells in rows.items():
        heads = [cell.value for cell in workbook[sheet][1]]
        row = workbook[sheet].max_row + 1
        for name, value in cells.items():
            cell = workbook[sheet].cell(row, heads.index(name) + 1)
            cell.value, cell.data_type = value, "n" if isinstance(value, float) else "s"
    workbook.save(book)

    assert bring_in(root, book, "--apply") == 0

    after = files_of(root)
    assert after[PROGRAMME].startswith(before[PROGRAMME].rstrip(b"\n"))
    new_lines = after[PROGRAMME][len(before[PROGRAMME]) :].decode()
    assert new_lines == (
        '\n  - id: 1-1-sums\n    title: "=1+1: sums"\n    kind: talk\n    start: 12:00\n    end: 12:15\n'
        "    speakers: named-nurse\n"
    )
    assert (
        after["content/speakers/kim-example.md"]
        == b"---\nname: Kim Example\nrole: Harbour master\n---\n"
    )
    assert (
        b"  - id: example-trust\n    name: Example Trust\n    tier: headline"
        in after["data/sponsors.yaml"]
    )


def test_import_writes_nothing_if_there_are_errors(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = files_of(root)
    change(book, "Sessions", "welcome", "room", "Attic")

    assert bring_in(root, book, "--apply") == 1

    output = capfd.readouterr().err
    assert "S105" in output
    assert "Nothing was imported" in output
    assert files_of(root) == before


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_write_workbook_never_writes_formulas(start: str, root: Path) -> None:
    book = root.parent / "a.xlsx"
    edit(
        root / "data" / "resources.yaml",
        "    kind: Campaign\n",
        f'    kind: Campaign\n    summary: "{start}cmd|a"\n',
    )

    assert main(["export", "spreadsheet", str(book), "--root", str(root)]) == 0

    cells = [
        cell
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
    ]
    matches = [cell for cell in cells if cell.value == f"{start}cmd|a"]
    assert matches
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert all(cell.quotePrefix for cell in matches)
    assert bring_in(root, book) == 0


@pytest.mark.parametrize(
    "identity", ["../../evil", "Big Letters", "young-person", "/tmp/evil"]
)
def test_merge_rejects_ids_that_are_paths(
    identity: str, root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """An import never writes outside the project or to a protected person."""
    person = root / "content" / "speakers" / "young-person.md"
    person.write_text(
        "---\nname: Robin Fictional\nprotected: yes\nshown_as: A young person\n---\n",
        encoding="utf-8",
    )
    before = files_of(root)
    workbook = openpyxl.load_workbook(book)
    workbook["Speakers"].append([identity, "Somebody"])
    workbook.save(book)

    assert bring_in(root, book, "--apply") == 1

    assert "For you to decide" in capfd.readouterr().err
    assert files_of(root) == before
    assert not list(root.parent.rglob("evil*"))


def test_write_workbook_leaves_out_protected_people(root: Path) -> None:
    person = root / "content" / "speakers" / "young-person.md"
    person.write_text(
        "---\nname: Robin Fictional\nprotected: yes\nshown_as: A young person\n---\n",
        encoding="utf-8",
    )
    book = root.parent / "all.xlsx"

    assert main(["export", "spreadsheet", str(book), "--root", str(root)]) == 0

    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not [text for text in cells if "Robin" in text or "young-person" in text]


def test_write_workbook_adds_choices_and_frozen_heads(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)

    assert [sheet.title for sheet in workbook if sheet.sheet_state == "visible"] == [
        "Sessions",
        "Speakers",
        "Team",
        "Organisations",
        "Resources",
        "Sponsors",
        "Rates",
    ]
    sessions = workbook["Sessions"]
    assert sessions.freeze_panes == "C2"
    assert len(sessions.data_validations.dataValidation) >= 5


def test_write_workbook_offers_the_kinds_of_the_project(tmp_path: Path) -> None:
    kinds = "kinds:\n  - name: Tea dance\n    like: break\n"
    root = write_project(
        tmp_path / "site", {"data/sessions.yaml": kinds + sessions_yaml("start: 9:00")}
    )
    book = tmp_path / "programme.xlsx"
    assert main(["export", "spreadsheet", str(book), "--root", str(root)]) == 0

    columns = openpyxl.load_workbook(book)[CHOICES_SHEET].iter_cols(values_only=True)
    (words,) = (words for words in columns if "lightning talks" in words)
    assert "Tea dance" in words


def test_import_of_a_foreign_sheet(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Other column names and times of Excel are understood. Nothing typed here is replaced."""
    book = root.parent / "theirs.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Programme draft"
    for row in (
        ("Name", "Time", "Finish", "Location", "Type", "Colour of socks"),
        ("Welcome from the chair", time(9, 30), time(9, 35), None, "welcome", "red"),
        ("An extra talk", time(12, 0), 0.51041667, "Main hall", "talk", None),
    ):
        sheet.append(row)
    workbook.save(book)

    assert bring_in(root, book, "--apply") == 1

    output = capfd.readouterr().err
    assert (
        "The column “Colour of socks” of the sheet “Programme draft” was not imported"
        in output
    )
    assert "end: “09:40” here, “09:35” in the workbook. Yours was kept." in output
    assert bring_in(root, book, "--apply", "--take", "all") == 0
    text = (root / PROGRAMME).read_text("utf-8")
    assert (
        "    title: Welcome from the chair\n    kind: welcome\n    start: 09:30\n    end: 09:35\n    room: Main hall"
        in text
    )
    assert (
        "  - id: an-extra-talk\n    title: An extra talk\n    kind: talk\n    start: 12:00\n    end: 12:15\n"
        in text
    )


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        (None, "title", ""),
        (True, "sample", "yes"),
        (0.4375, "start", "10:30"),
        (3.0, "capacity", "3"),
        (datetime(2027, 5, 20), "day", "2027-05-20"),  # noqa: DTZ001
        (datetime(2027, 5, 20, 9, 30), "day", "2027-05-20 09:30"),  # noqa: DTZ001
        (date(2027, 5, 20), "day", "2027-05-20"),
        (" a\u00a0b \r\nc ", "title", "a b\nc"),
    ],
)
def test_from_cell_of_values(value: Any, field: str, text: str) -> None:
    assert from_cell(value, FIELDS[field]) == text


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:500], lambda _: b"words", lambda data: data[:900] + b"\0" * 60],
)
def test_read_workbook_rejects_other_files(
    damage: Callable[[bytes], bytes],
    root: Path,
    book: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    book.write_bytes(damage(book.read_bytes()))
    assert bring_in(root, book) == 1
    assert "Excel" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("export", "export spreadsheet FILE.xlsx"),
        ("export spreadsheet a.csv", "must end in .xlsx: a.xlsx"),
        ("export spreadsheet ../programme.xlsx", "already"),
    ],
)
def test_import_spreadsheet_reports_usage_errors(
    arguments: str,
    words: str,
    root: Path,
    book: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(root)
    assert book.exists()
    assert main(arguments.split()) == 2
    assert words in capfd.readouterr().err


def sheet_of(book: Path, rows: list[tuple[Any, ...]], title: str = "Sheet1") -> Path:
    """Return another person's workbook with one sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    workbook.save(book)
    return book


def test_read_workbook_finds_heads_below_other_rows(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """An extra column, a hidden column and joined cells are not changes."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Sessions"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, values in enumerate(reversed(rows), 2):
        for column, value in enumerate(values, 1):
            sheet.cell(number, column).value = value
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Our programme, third draft"
    sheet.merge_cells("A1:F1")
    sheet.column_dimensions["D"].hidden = True
    sheet.cell(3, sheet.max_column + 1).value = "What Pat says"
    workbook["microsite base"].sheet_state = "hidden"  # as LibreOffice writes it
    workbook.save(book)

    assert bring_in(root, book) == 0

    output = capfd.readouterr().err
    assert (
        "The column “What Pat says” of the sheet “Sessions” was not imported" in output
    )
    assert "No changes to import." in output


def test_merge_matches_rows_without_ids(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rows match by title, then by start, so nothing is imported twice."""
    workbook = openpyxl.load_workbook(book)
    workbook["Sessions"].delete_cols(1)
    workbook.save(book)

    assert bring_in(root, book) == 0
    assert "No changes to import." in capfd.readouterr().err


def test_record_matcher_uses_time_for_equal_titles(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(
        root / PROGRAMME,
        "  - id: afternoon-break\n    title: Break\n",
        "  - id: afternoon-break\n    title: Tea\n",
    )
    rows = [
        ("Title", "Start", "End", "Type"),
        ("Break", "17:30", "17:40", "break"),
        ("Break", "10:45", "11:05", "break"),
    ]
    book = sheet_of(root.parent / "theirs.xlsx", rows)

    assert bring_in(root, book) in (0, 1)

    output = capfd.readouterr().err
    assert "New session “Break” (break)" in output
    assert "17:30”" not in output  # the existing one did not move


def test_merge_asks_about_changed_ids(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = files_of(root)
    change(book, "Sessions", "welcome", "id", "opening")

    assert bring_in(root, book, "--apply") == 1

    output = capfd.readouterr().err
    assert "is “welcome” here, and “opening” in the workbook" in output
    assert "Write the old id in the sheet “Sessions”, cell A3" in output
    assert "no longer" not in output
    assert files_of(root) == before


def test_read_workbook_ignores_formulas_without_result(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A cell that cannot be read does not count as empty."""
    change(book, "Sessions", "welcome", "end", "=F2")
    change(book, "Sessions", "welcome", "title", "#REF!")

    assert bring_in(root, book) == 0

    output = capfd.readouterr().err
    assert "contain formulas without a result, and were not imported: B3, F3." in output
    assert "No changes to import." in output


def test_merge_summarises_many_deleted_rows(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    workbook = openpyxl.load_workbook(book)
    workbook["Sessions"].delete_rows(2, 15)
    workbook.save(book)

    assert bring_in(root, book, "--apply") == 1
    output = capfd.readouterr().err
    assert (
        "“Registration and coffee” is no longer in the workbook. It was kept. To delete it, edit"
        in output
    )
    assert "9 more sessions are no longer in it" in output


def test_error_elsewhere_is_not_blamed_on_the_list(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A link of the overview led to a sample session that somebody has deleted."""
    page = "---\ntitle: About\n---\nSee [our talk](session:gone).\n"
    root = write_project(
        tmp_path, {"data/sessions.yaml": "", "content/pages/about.md": page}
    )
    book = tmp_path / "list.csv"
    book.write_text("Title,Time\nWelcome,9.30 - 10.00\n", encoding="utf-8")

    assert bring_in(root, book, "--apply") == 1

    output = capfd.readouterr().err
    assert "content/pages/about.md:4:16  error L101" in output
    assert output.rstrip().endswith("Nothing was imported. Fix the errors above first.")


def test_to_cell_gives_the_cell_of_an_error(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    change(book, "Sessions", "welcome", "room", "Attic")
    workbook = openpyxl.load_workbook(book)
    workbook["Speakers"].append(
        [None, "Kim Example", None, None, None, "images/none.jpg"]
    )
    workbook["Resources"]["F2"] = 2024
    workbook.save(book)

    assert bring_in(root, book, "--apply") == 1

    output = capfd.readouterr().err
    column = [cell.value for cell in workbook["Sessions"][1]].index("room") + 1
    cell = f"cell {get_column_letter(column)}3"
    assert f"programme.xlsx, the sheet “Sessions”, {cell}  error S105" in output
    assert "programme.xlsx, the sheet “Resources”, cell F2  error R121" in output
    assert "Nothing was imported. Fix the errors above first." in output


@pytest.mark.parametrize(
    ("encoding", "comma", "end"),
    [("utf-8-sig", ",", "\r\n"), ("cp1252", ";", "\n"), ("utf-16", "\t", "\r\n")],
)
def test_import_reads_csv_of_any_country(
    encoding: str, comma: str, end: str, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Lists of Excel from any country, with a heading, times in one cell and names of people."""
    (root / "content/speakers/kim-example.md").write_text(
        "---\nname: Kim Example\n---\n", encoding="utf-8"
    )
    lines = (
        ("The programme", "", "", "", ""),
        ("Session title", "Time", "Place", "Speaker", "Notes for us"),
        ("Café talk", "12.30 – 12.45", "Main hall", "Kim Example", ""),
        ("Tea & cake", "5.10pm to 5.20pm", "", "", "order 40"),
    )
    book = root.parent / "programme.csv"
    book.write_bytes(
        (end.join(comma.join(line) for line in lines) + end).encode(encoding)
    )

    assert bring_in(root, book, "--apply") == 0

    text = (root / PROGRAMME).read_text("utf-8")
    assert (
        "  - id: cafe-talk\n    title: Café talk\n    kind: talk\n"
        "    start: 12:30\n    end: 12:45\n    room: Main hall\n"
        "    speakers: kim-example\n"
    ) in text
    assert (
        "    title: Tea & cake\n    kind: break\n    start: 17:10\n    end: 17:20\n"
        in text
    )
    assert (
        "The column “Notes for us” of programme.csv was not imported"
        in capfd.readouterr().err
    )


def test_import_of_people_with_biographies(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ("Full name", "Job title", "Company", "Email", "Bio"),
        (
            "Jo Fictional",
            "Nurse",
            "Example Trust",
            "jo@trust.example",
            "Jo knows: a lot.\n\nAnd more.",
        ),
        ("Kim Example", "Clerk", None, None, "Something new."),
    ]
    speaker = "---\nname: Kim Example\nrole: Clerk\n---\nOld.\n"
    (root / "content/speakers/kim-example.md").write_text(speaker, "utf-8")

    assert bring_in(root, sheet_of(root.parent / "people.xlsx", rows), "--apply") == 1

    assert (root / "content/speakers/jo-fictional.md").read_text("utf-8") == (
        "---\nname: Jo Fictional\nrole: Nurse\norganisation: Example Trust\n---\n\nJo knows: a lot.\n\nAnd more.\n"
    )
    assert (
        (root / "content/speakers/kim-example.md").read_text("utf-8").endswith("Old.\n")
    )
    output = capfd.readouterr().err
    assert (
        "biography: “Old.” here, “Something new.” in the workbook. Yours was kept."
        in output
    )
    assert "jo@trust.example" not in output


@pytest.mark.parametrize(
    "data", [b"", b"\0\1\2", b'Start,Room\n"never closed', b"a,b,c\n1,2,3\n", b",,,\n"]
)
def test_read_workbook_rejects_csv_without_columns(
    data: bytes, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = files_of(root)
    book = root.parent / "list.csv"
    book.write_bytes(data)

    assert bring_in(root, book, "--apply") == 1
    assert "list.csv" in capfd.readouterr().err
    assert files_of(root) == before


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        ("9.30", "start", "09:30"),
        ("9:30 AM", "start", "09:30"),
        ("2 p.m.", "end", "14:00"),
        ("12am", "start", "00:00"),
        ("09:30:00", "start", "09:30"),
        ("noonish", "start", "noonish"),
        ("9", "start", "09:00"),
        ("20/5/2027", "day", "2027-05-20"),
        ("5/6/2027", "day", "5/6/2027"),  # June, or May?
        ("20 May 2027", "day", "2027-05-20"),
        ("20/5/27", "day", "2027-05-20"),
        ("5.6.27", "day", "5.6.27"),
        ("27-05-20", "day", "27-05-20"),  # perhaps 2027
        ("May 20, 2027", "day", "2027-05-20"),
        ("“20/5/2027”", "day", "2027-05-20"),
        ("“9.30”", "start", "09:30"),
        ("“Opening”", "title", "“Opening”"),
        ("Thursday 20th May 2027", "day", "2027-05-20"),
        ("20 Maybe 2027", "day", "20 Maybe 2027"),
        ("20 Ma 2027", "day", "20 Ma 2027"),
        (timedelta(minutes=95), "length", "01:35"),
        (timedelta(hours=24), "length", "24:00"),
    ],
)
def test_from_cell_of_typed_times_and_dates(value: Any, field: str, text: str) -> None:
    assert from_cell(value, FIELDS[field]) == text


@pytest.mark.parametrize(
    ("first", "second", "field", "expected"),
    [
        ("a  b", "a b", "title", True),
        ("a\n\nb", "a b", "abstract", False),
        ("a\n\nb", "a\n\nb", "abstract", True),
        ("jo, kim", "jo;kim", "speakers", True),
        ("45", "45 minutes", "length", True),
        ("9.30", "09:30", "start", True),
        ("9.30", "09:30", "title", False),
    ],
)
def test_cells_equal_ignores_how_a_value_is_written(
    first: str, second: str, field: str, expected: bool
) -> None:
    assert cells_equal(first, second, FIELDS[field]) is expected


def test_import_of_merged_cells_deletes_no_text(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = files_of(root)
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Sessions"]
    assert sheet["B3"].value
    sheet.merge_cells("B2:B3")
    workbook.save(book)

    assert bring_in(root, book, "--apply") == 0

    output = capfd.readouterr().err
    assert "Cells of the sheet “Sessions” are merged" in output
    assert "not imported: B3." in output
    assert "No changes to import." in output
    assert files_of(root) == before


def test_cells_merged_with_those_above_have_the_same_value(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Merged cells give times and rooms to several rows, but never titles."""
    rows: list[tuple[Any, ...]] = [
        ("Title", "Time", "Room", "Speakers"),
        ("Gulls", "17.10–17.40", "Attic", "Bo Example"),
        ("Terns", None, "Cellar", "Cy Example"),
        (None, None, "Boathouse", None),
        ("Cake", "17.40-18.00", "tbc", None),
    ]
    book = sheet_of(root.parent / "theirs.xlsx", rows)
    workbook = openpyxl.load_workbook(book)
    workbook.worksheets[0].merge_cells("B2:B4")
    workbook.worksheets[0].merge_cells("A3:A4")
    workbook.save(book)

    bring_in(root, book, "--apply")

    text = (root / PROGRAMME).read_text("utf-8")
    for name, room in (("Gulls", "Attic"), ("Terns", "Cellar")):
        start = "start: 17:10\n    end: 17:40"
        assert f"title: {name}\n    kind: talk\n    {start}\n    room: {room}\n" in text
    assert "title: Cake\n    kind: talk\n    start: 17:40\n    end: 18:00\n" in text
    assert "tbc" not in text
    assert "There is no title in the sheet “Sheet1”, cell A4" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Kaffeepause", "break"),
        ("Mittagessen", "lunch"),
        ("Anmeldung und Kaffee", "registration"),
    ],
)
def test_kinds_of_sessions_are_known_by_german_titles(
    root: Path, title: str, kind: str
) -> None:
    book = sheet_of(root.parent / "a.xlsx", [("Title", "Time"), (title, "17.10–17.40")])

    bring_in(root, book, "--apply")

    assert f"title: {title}\n    kind: {kind}\n" in (root / PROGRAMME).read_text(
        "utf-8"
    )


def test_empty_rows_with_a_style_do_not_count(
    root: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = sheet_of(
        root.parent / "a.xlsx", [("Title", "Start"), ("An extra talk", "12:10")]
    )
    workbook = openpyxl.load_workbook(book)
    workbook.worksheets[0]["A500"].font = Font(bold=True)
    workbook.save(book)
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 100)

    assert bring_in(root, book) == 0
    assert "New session “An extra talk”" in capfd.readouterr().err


def test_errors_in_a_sheet_do_not_speak_of_lines(
    root: Path, book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    workbook = openpyxl.load_workbook(book)
    heads = [cell.value for cell in workbook["Sessions"][1]]
    row = workbook["Sessions"].max_row + 1
    for name, value in {"title": "Gulls", "kind": "talk", "end": "12:20"}.items():
        workbook["Sessions"].cell(row, heads.index(name) + 1).value = value
    workbook["Rates"].delete_cols(1)
    workbook.save(book)

    assert bring_in(root, book) == 1

    output = capfd.readouterr().err
    assert "line such as" not in output
    assert "in the column start" in output


def test_exported_rates_have_no_empty_column_of_prices(book: Path) -> None:
    heads = [cell.value for cell in openpyxl.load_workbook(book)["Rates"][1]]
    assert "price" not in heads
    assert "source" not in [
        cell.value for cell in openpyxl.load_workbook(book)["Sessions"][1]
    ]


def test_sheets_of_others_add_rooms_and_people(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A name, a comma and an organisation are one person where semicolons divide people."""
    book = root.parent / "list.csv"
    book.write_text(
        "Title,Start,End,Room,Track,Speakers\n"
        'Gulls,12:10,12:20,Attic,Birds,"Kim Example, Example Trust; Jo Example"\n'
        'Terns,12:20,,Attic,Birds,"Jo Example, Lee Example"\n',
        encoding="utf-8",
    )

    assert bring_in(root, book, "--apply") == 0

    output = capfd.readouterr().err
    assert "New speaker “Kim Example” (kim-example)\n" in output
    text = (root / PROGRAMME).read_text("utf-8")
    assert (
        "    room: Attic\n    track: Birds\n    speakers: [kim-example, jo-example]\n"
        in text
    )
    assert "    length: 30 minutes\n" in text
    person = (root / "content/speakers/kim-example.md").read_text("utf-8")
    assert person == "---\nname: Kim Example\norganisation: Example Trust\n---\n"
    assert main(["build", "--root", str(root)]) == 0


def test_people_of_a_sheet_are_those_with_another_id_in_the_project(root: Path) -> None:
    """A sheet of people has no ids, and a file may have a shorter name than its person."""
    (root / "content/speakers/kim.md").write_bytes(b"---\nname: Kim Example\n---\n")
    sheets: dict[str, list[tuple[str, ...]]] = {
        "Speakers": [("Name", "Role"), ("Kim Example", "Harbour master")],
        "Sessions": [
            ("Title", "Start", "End", "Speaker"),
            ("Gulls", "12:10", "12:20", "Kim Example"),
        ],
    }
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(root.parent / "people.xlsx")

    assert bring_in(root, root.parent / "people.xlsx", "--apply") == 0

    assert "role: Harbour master" in (root / "content/speakers/kim.md").read_text(
        "utf-8"
    )
    assert "    speakers: kim\n" in (root / PROGRAMME).read_text("utf-8")


@pytest.mark.parametrize(
    ("cell", "people", "names"),
    [
        ("Łukasz W., Example Trust", {"Łukasz W.": ""}, ["Example Trust"]),
        ("Łukasz W., NSPCC", {"Łukasz W.": ""}, ["NSPCC"]),
        ("Łukasz W., Save the Young", {"Łukasz W.": ""}, ["Save the Young"]),
        ("Łukasz W., Coast Watch", {"Łukasz W.": "Coast Watch"}, []),
        ("Łukasz W., Example Trust;", {"Łukasz W.": "Example Trust"}, []),
        (
            "Łukasz W., Ann Example, NSPCC",
            {"Łukasz W.": "", "Ann Example": ""},
            ["NSPCC"],
        ),
        ("Łukasz W., Ann", {"Łukasz W.": ""}, ["Ann"]),
        ("Ann", {"Ann": ""}, []),
        ("Example, Ann", {}, ["Example, Ann"]),
        ("Łukasz W. and Ann Example", {}, ["Łukasz W. and Ann Example"]),
        (
            "Łukasz W. & Ann Example; Di Example",
            {"Di Example": ""},
            ["Łukasz W. & Ann Example"],
        ),
        ("Łukasz W. (Chair), Ann Example", {"Ann Example": ""}, ["Łukasz W. (Chair)"]),
        ("Łukasz W. (Chair); Ann Example", {"Ann Example": ""}, ["Łukasz W. (Chair)"]),
        ("Łukasz W., Cy Example", {"Łukasz W.": ""}, []),
        ("Łukasz W. / Ann Example", {"Łukasz W.": "", "Ann Example": ""}, []),
        (
            "Łukasz W., Stadtbibliothek Fernwald",
            {"Łukasz W.": ""},
            ["Stadtbibliothek Fernwald"],
        ),
        ("tbc", {}, []),
        ("Łukasz W., TBC", {"Łukasz W.": ""}, []),
        ("Łukasz W.; TBC", {"Łukasz W.": ""}, []),
        ("Named Nurse and Di Example", {}, ["Named Nurse and Di Example"]),
        ("Named Nurse and Conference Chair", {}, []),
        ("Named Nurse (Example Trust), TBC", {}, []),
        ("Ann Example; N. N.", {"Ann Example": ""}, []),
        (
            "Łukasz W., Baroness Ann of Coast",
            {"Łukasz W.": "", "Baroness Ann of Coast": ""},
            [],
        ),
    ],
)
def test_part_of_a_cell_that_may_be_an_organisation_is_asked_about(
    root: Path, cell: str, people: dict[str, str], names: list[str]
) -> None:
    """An organisation that is known belongs to the person before it. No other part is guessed."""
    (root / "data/organisations.yaml").write_text(
        "- name: Coast Watch\n", encoding="utf-8"
    )
    book = root.parent / "list.csv"
    book.write_text(
        "Title,Start,End,Speakers\n"
        f'Gulls,12:10,12:20,"{cell}"\n'
        'Terns,12:20,12:30,"Bo Example, Example Trust; Cy Example"\n',
        encoding="utf-8",
    )

    workbook = spreadsheet.read_workbook(book, read_sources(root, Log()))

    rows = workbook.tables["speaker"]
    new = {row.cells["name"]: row.cells.get("organisation", "") for row in rows}
    assert new == {**people, "Bo Example": "Example Trust", "Cy Example": ""}
    places = [f"“{name}” in list.csv, cell D2 may not be one" for name in names]
    assert [
        question[: len(place)]
        for question, place in zip(workbook.questions, places, strict=True)
    ] == places


def test_sheets_of_others_have_days_without_a_year_and_heads_with_signs(
    root: Path,
) -> None:
    """The running order of somebody who has never seen the names of our fields."""
    rows = [
        ("Date ", "Start time", "Session title", "Where?", "Speaker(s)"),
        ("Thurs 20th May", "9.30am", "Gulls", "Attic ", "Bo Example"),
        ("May 20", "10am", "Terns", "Attic", "Bo Example"),
        ("20/5", "11am", "Waders", "Attic", "Bo Example"),
    ]
    book = sheet_of(root.parent / "theirs.xlsx", rows)

    workbook = spreadsheet.read_workbook(book, read_sources(root, Log()))

    sessions = workbook.tables["session"]
    assert [row.cells["day"] for row in sessions] == [
        "2027-05-20",
        "2027-05-20",
        "20/5",
    ]
    assert {row.cells["room"] for row in sessions} == {"Attic"}
    assert {row.cells["speakers"] for row in sessions} == {"Bo Example"}
    assert workbook.notes == []


def test_sheets_of_each_day_are_all_imported(root: Path) -> None:
    book = openpyxl.Workbook()
    for number, (title, start) in enumerate(
        (("Gulls", "12:10"), ("Terns", "12:20")), 1
    ):
        sheet = book.create_sheet(f"Day {number}")
        sheet.append(("Title", "Start", "End"))
        sheet.append((title, start, "12:30"))
    book.save(root.parent / "days.xlsx")

    workbook = spreadsheet.read_workbook(
        root.parent / "days.xlsx", read_sources(root, Log())
    )

    titles = [row.cells["title"] for row in workbook.tables["session"]]
    assert titles == ["Gulls", "Terns"]
    assert bring_in(root, root.parent / "days.xlsx", "--apply") == 0
    text = (root / PROGRAMME).read_text("utf-8")
    assert "title: Gulls" in text
    assert "title: Terns" in text


def test_kinds_of_sessions_in_other_words_are_known(root: Path) -> None:
    """A coffee break is a break, and not a talk of a kind of its own."""
    rows = [
        ("Title", "Start", "End", "Type"),
        ("Cake", "12:10", "12:20", "Refreshments"),
        ("Ask us", "12:20", "12:25", "Q&A"),
        ("Nets", "12:25", "12:30", "Clinic"),
    ]
    book = sheet_of(root.parent / "theirs.xlsx", rows)

    assert bring_in(root, book, "--apply") == 0

    text = (root / PROGRAMME).read_text("utf-8")
    for title, kind in (("Cake", "break"), ("Ask us", "questions"), ("Nets", "Clinic")):
        assert f"title: {title}\n    kind: {kind}\n" in text
    assert "  - name: Clinic\n" in text
    assert "  - name: Refreshments\n" not in text


def test_rooms_of_a_cell_that_are_known_are_several(root: Path) -> None:
    """A slash is part of a name unless it divides rooms that the sheet or the project has."""
    rows = [
        ("Title", "Start", "End", "Room"),
        ("Gulls", "12:10", "12:20", "Attic / Cellar"),
        ("Terns", "12:20", "12:25", "Attic"),
        ("Waders", "12:25", "12:30", "Cellar"),
        ("Cake", "12:30", "12:35", "Pantry / Larder"),
    ]
    book = sheet_of(root.parent / "theirs.xlsx", rows)

    assert bring_in(root, book, "--apply") == 0

    text = (root / PROGRAMME).read_text("utf-8")
    assert "    room: [Attic, Cellar]\n" in text
    assert "  - name: Pantry / Larder\n" in text
    assert "Attic / Cellar" not in text


def test_styled_cells_at_the_end_of_a_sheet_are_not_read(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 500)
    count, rows = itertools.count(), spreadsheet._rows

    def counting_rows(*sheet: Any) -> Iterator[Any]:
        for row in rows(*sheet):
            next(count)
            yield row

    monkeypatch.setattr(spreadsheet, "_rows", counting_rows)
    sheets = openpyxl.Workbook()
    for row in (("Title", "Start", "End"), ("Words", "11:00", "11:15")):
        sheets.worksheets[0].append(row)
    sheets.worksheets[0].cell(1_048_576, 1).font = Font(bold=True)
    sheets.save(tmp_path / "list.xlsx")

    read = spreadsheet.read_workbook(tmp_path / "list.xlsx", read_sources(root, Log()))

    assert [row.cells["title"] for row in read.tables["session"]] == ["Words"]
    assert next(count) < 600
