"""A field that is added to a record needs nothing but its declaration."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Annotated

import openpyxl
import pytest
from msgspec import structs
from openpyxl.utils import get_column_letter

from microsite.apps.diff.diff import render_text
from microsite.apps.diff.revisions import compare
from microsite.apps.editor.forms import FormBuilder
from microsite.apps.editor.records import ProjectRecords
from microsite.apps.workbook.write import write_workbook
from microsite.build import build
from microsite.cli import main
from microsite.diagnostics.diagnostic import Log
from microsite.model import kinds
from microsite.model.fields import Exported, Field
from microsite.model.records.content import SessionRecord
from microsite.model.types import Line
from microsite.project import BuildOptions, Project
from microsite.source.inheritance import read_sources
from tests.making import EVENT, load_soundly, sessions_yaml, write_project


class SessionWithLevel(SessionRecord, frozen=True, kw_only=True):
    """A session with a field that only this test declares."""

    level: Annotated[
        Line | None,
        Field(
            description="The experience that people need.",
            example="Beginners",
            label="Who can follow",
            width=25,
            exported=Exported.YES,
        ),
    ] = None


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the kind of record for sessions have the field."""
    session = structs.replace(kinds.RECORD_KINDS["session"], record=SessionWithLevel)
    monkeypatch.setitem(kinds.RECORD_KINDS, "session", session)
    monkeypatch.setattr(kinds, "KINDS", tuple(kinds.RECORD_KINDS.values()))


def project_with(root: Path, level: str) -> Path:
    field = f"\nlevel: {level}" if level else ""
    programme = sessions_yaml(f"id: opening\nstart: 09:30{field}")
    return write_project(root, {"data/sessions.yaml": programme}, EVENT)


def test_new_field_is_in_the_form(tmp_path: Path) -> None:
    root = project_with(tmp_path, "Beginners")
    records = ProjectRecords(Project.at(root))
    entry = records.find("session", "opening")
    assert entry is not None

    fields = FormBuilder("session", records).build(entry.values)

    (level,) = [field for field in fields if field.name == "level"]
    assert level.label == "Who can follow"
    assert level.hint == "The experience that people need."
    assert level.value == "Beginners"


def test_new_field_is_in_the_workbook(tmp_path: Path) -> None:
    root = project_with(tmp_path, "Beginners")

    book = openpyxl.load_workbook(
        io.BytesIO(write_workbook(load_soundly(root), read_sources(root, Log())))
    )

    sheet = book["Sessions"]
    heads = [cell.value for cell in sheet[1]]
    column = get_column_letter(heads.index("level") + 1)
    assert sheet[f"{column}2"].value == "Beginners"
    assert sheet.column_dimensions[column].width == 25


def test_new_field_is_in_the_schema(tmp_path: Path) -> None:
    root = project_with(tmp_path, "Beginners")
    assert main(["build", "--root", str(root)]) == 0

    schemas = (root / ".cache" / "schemas").glob("*.json")

    texts = [path.read_text("utf-8") for path in schemas]
    assert any("The experience that people need." in text for text in texts)


def test_new_field_is_compared(tmp_path: Path) -> None:
    before = load_soundly(project_with(tmp_path / "before", "Beginners"))
    after = load_soundly(project_with(tmp_path / "after", "Experts"))

    report = render_text(compare(before, after))

    assert "level changes" in report
    assert "Beginners" in report
    assert "Experts" in report


def test_released_field_is_exported(tmp_path: Path) -> None:
    root = project_with(tmp_path, "Beginners")

    assert build(Project.at(root), BuildOptions()).published

    data = json.loads((root / "output" / "event.json").read_text("utf-8"))
    assert [session["level"] for session in data["sessions"]] == ["Beginners"]


def test_new_field_is_imported(tmp_path: Path) -> None:
    root = project_with(tmp_path / "site", level="")
    table = tmp_path / "sessions.csv"
    table.write_text("id,title,level\nopening,Session 1,Experts\n", "utf-8")

    arguments = ["import", "spreadsheet", str(table), "--apply", "--root", str(root)]
    assert main(arguments) == 0

    assert "level: Experts" in (root / "data/sessions.yaml").read_text("utf-8")


def test_error_in_a_new_field_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project_with(tmp_path, "[a, b]")

    assert main(["check", "--root", str(root)]) == 1

    assert "“level”" in capsys.readouterr().err
