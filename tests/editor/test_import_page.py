"""Screens to import Word, Excel and schedules, change by change, and to download exports."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from microsite.apps.editor.history import History
from microsite.project import Project
from tests.editor.served import Served, served, values_of
from tests.importers.documents import paragraph, run, write_word
from tests.importers.test_schedule import XML
from tests.making import EVENT, write_project

SESSIONS = """\
# The programme. Comments stay.
sessions:
  - id: opening
    title: Opening
    kind: talk
    start: 09:30   # sharp
    length: 45 minutes
  - id: lunch
    title: Lunch
    kind: lunch
    start: 12:00
    length: 1 hour
"""
PROGRAMME = "data/sessions.yaml"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    event = EVENT.replace("Europe/London", "Europe/Berlin")
    write_project(tmp_path / "site", {PROGRAMME: SESSIONS}, event)
    with served(tmp_path / "site") as server:
        yield server


def workbook(server: Served, **cells: str) -> bytes:
    """Return the exported workbook with other values, by id and column."""
    _, headers, data = server.ask("/_edit/export/programme.xlsx", None, "GET")
    assert headers["Content-Disposition"] == 'attachment; filename="programme.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Sessions"]
    heads = [cell.value for cell in sheet[1]]
    for name, value in cells.items():
        id_, _, column = name.partition("_")
        row = next(
            at for at in range(2, sheet.max_row + 1) if sheet.cell(at, 1).value == id_
        )
        sheet.cell(row, heads.index(column) + 1).value = value
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def test_changes_of_a_workbook_are_applied_one_by_one(server: Served) -> None:
    data = workbook(server, opening_title="The opening", lunch_title="A long lunch")
    address = server.upload("import", "programme.xlsx", data).removeprefix("/_edit/")
    page = server.page(address)

    assert "Session “Opening”, title: “Opening” becomes “The opening”" in page
    keys = re.findall(r'name="only" value="([^"]*)" checked', page)
    assert keys == ["session:opening.title", "session:lunch.title"]
    assert server.text(PROGRAMME) == SESSIONS

    address_after = server.send(address, {"only": keys[:1]})
    assert server.text(PROGRAMME) == SESSIONS.replace(
        "title: Opening", "title: The opening"
    )
    page = server.page(address_after.removeprefix("/_edit/"))
    assert "1 file was changed" in page
    assert values_of(server.page(address), "only") == ["session:lunch.title"]

    server.send("undo", {"action": "undo", "number": values_of(page, "number")})
    assert server.text(PROGRAMME) == SESSIONS


def test_equal_changes_of_two_people_of_one_name_are_chosen_one_by_one(
    tmp_path: Path,
) -> None:
    person = "---\nname: Kim Example\nrole: Pilot\n---\nText.\n"
    files = {f"content/speakers/{slug}.md": person for slug in ("kim", "kim-2")}
    with served(write_project(tmp_path / "site", files)) as server:
        _, _, data = server.ask("/_edit/export/programme.xlsx", None, "GET")
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book["Speakers"]
        column = [cell.value for cell in sheet[1]].index("role") + 1
        for row in (2, 3):
            sheet.cell(row, column).value = "Captain"
        changed = io.BytesIO()
        book.save(changed)
        address = server.upload("import", "programme.xlsx", changed.getvalue())
        address = address.removeprefix("/_edit/")
        page = server.page(address)

        assert "Changes (2)" in page
        assert "Speaker “Kim Example” (kim-2), role: “Pilot” becomes “Captain”" in page
        assert set(values_of(page, "only")) == {
            "speaker:kim.role",
            "speaker:kim-2.role",
        }
        server.send(address, {"only": "speaker:kim-2.role"})

        assert "role: Pilot" in server.text("content/speakers/kim.md")
        assert "role: Captain" in server.text("content/speakers/kim-2.md")


def test_conflicts_keep_this_version_unless_the_box_is_ticked(server: Served) -> None:
    data = workbook(server, opening_title="In Excel", lunch_title="A long lunch")
    sessions = SESSIONS.replace("title: Opening", "title: Typed here")
    (server.root / PROGRAMME).write_text(sessions, "utf-8")
    address = server.upload("import", "programme.xlsx", data).removeprefix("/_edit/")
    page = server.page(address)
    assert "“Typed here” here, “In Excel” in the workbook." in page
    assert "--take" not in page

    server.send(address, {"take": values_of(page, "take")})

    assert server.text(PROGRAMME) == SESSIONS.replace(
        "title: Opening", "title: In Excel"
    )


def test_errors_are_shown_at_their_cells_and_nothing_is_written(server: Served) -> None:
    data = workbook(server, opening_kind="circus")
    address = server.upload("import", "programme.xlsx", data).removeprefix("/_edit/")
    page = server.send(address, {"only": "session:opening.kind"}, 422)

    assert "circus" in page
    assert "programme.xlsx, the sheet “Sessions”" in page
    assert server.text(PROGRAMME) == SESSIONS
    assert "Choose at least one change" in server.send(address, {}, 422)


def test_a_list_with_commas_adds_sessions(server: Served) -> None:
    data = b"Title,Time,Finish\nClosing words,16:00,16:15\n"
    address = server.upload("import", "list.csv", data).removeprefix("/_edit/")
    page = server.page(address)

    assert "New session “Closing words” (closing-words)" in page
    server.send(address, {"only": list(values_of(page, "only"))})
    assert "title: Closing words" in server.text(PROGRAMME)


@pytest.mark.parametrize("name", ["....csv", " .csv", "a" * 90 + ".csv"])
def test_a_file_keeps_its_ending(server: Served, name: str) -> None:
    data = b"Title,Time,Finish\nClosing words,16:00,16:15\n"
    address = server.upload("import", name, data).removeprefix("/_edit/")
    assert "New session “Closing words” (closing-words)" in server.page(address)


def test_a_schedule_is_imported_in_part_and_offered_again(server: Served) -> None:
    address = server.upload("import", "schedule.xml", XML.encode()).removeprefix(
        "/_edit/"
    )
    page = server.page(address)
    keys = [key for key in values_of(page, "only") if key.startswith("session:")]
    assert len(keys) > 1
    tea = next(key for key in keys if "tea" in key)

    server.send(address, {"only": tea})

    text = server.text(PROGRAMME)
    assert "title: Tea" in text
    assert "Opening: the coast" not in text
    assert (server.root / "data/imports/schedule.json").is_file()
    History(Project.at(server.root)).undo()
    assert server.text(PROGRAMME) == SESSIONS
    assert not (server.root / "data/imports").exists()


def test_a_word_document_becomes_a_page(server: Served, tmp_path: Path) -> None:
    document = write_word(
        tmp_path / "Looking after you.docx",
        paragraph(run("Looking after you"), style="Title"),
        paragraph(run("Bring "), run("water", bold=True)),
    )
    data = document.read_bytes()
    address = server.upload("import", "Looking after you.docx", data).removeprefix(
        "/_edit/"
    )
    assert "content/pages/looking-after-you.md" in server.page(address)
    assert "content/news/" in server.page(f"{address}?kind=news")

    page = server.page(f"{address}?kind=page&id=care")
    chosen: dict[str, str | list[str]] = {
        "kind": "page",
        "id": "care",
        "only": list(values_of(page, "only")),
    }
    assert chosen["only"] == ["page:care"]

    server.send(address, chosen)

    assert "title: Looking after you" in server.text("content/pages/care.md")
    assert "There are no changes" in server.page(f"{address}?kind=page&id=care")
    assert [change.label for change in History(Project.at(server.root)).changes] == [
        "Import Looking after you.docx"
    ]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("", b"", "Choose a file first"),
        ("old.xls", b"..", "Save it as .docx or .xlsx in Word or Excel"),
        ("virus.exe", b"MZ", "cannot be imported"),
    ],
)
def test_other_files_get_a_message(
    server: Served, name: str, data: bytes, words: str
) -> None:
    assert words in server.upload("import", name, data, 422)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", b"junk"),
        ("a.xlsx", b"PK\x03\x04junk"),
        ("a.xml", b"<!DOCTYPE a><a/>"),
    ],
)
def test_damaged_files_get_a_message(server: Served, name: str, data: bytes) -> None:
    address = server.upload("import", f"../../{name}", data).removeprefix("/_edit/")
    assert f"“{name}”" in server.page(address)


def test_files_that_are_gone_and_other_exports_do_not_exist(server: Served) -> None:
    server.page("import/0123456789abcdef", 404)
    server.page("export/content", 404)
    server.page("export/event.json", 404)  # the site has not been built
    (server.root / "output").mkdir()
    (server.root / "output/event.json").write_text("{}")
    assert "event.json" in server.page("import")
    assert server.ask("/_edit/export/event.json", None, "GET")[2] == b"{}"


def test_an_upload_without_the_token_is_refused(server: Served) -> None:
    assert server.ask("/_edit/import", b"", X_Microsite_Token=None)[0] == 403
