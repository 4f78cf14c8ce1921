"""What is typed is private unless its field is released, and hardly anything is of protected people."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated
from zipfile import ZipFile

import pytest
from msgspec import structs
from pypdf import PdfReader

from microsite.build import build
from microsite.cli import main
from microsite.model import kinds
from microsite.model.fields import Field, fields_of
from microsite.model.records.content import Member, SessionRecord, Speaker
from microsite.model.types import Line
from microsite.project import BuildOptions, Project
from tests.making import EVENT, sessions_yaml, write_project

RELEASED = ("shown_as", "summary", "biography")
"""Fields of a protected person that are written for visitors."""
REFUSED = ("photo", "links", "pronouns")
"""Fields that a protected person cannot have (W105)."""
CUSTOM = "speaker_fields:\n  - {name: region, kind: text, shown: both}\n"


def secret(name: str) -> str:
    """Return a word that stands for the value of a field, and occurs nowhere else."""
    return f"Zq{name.replace('_', '')}zq"


def protected_person(record: type[Speaker]) -> str:
    """Return the file of a protected person, with a secret in every field that takes a text."""
    lines = ["protected: yes"]
    if record is Speaker:
        lines.append(f"region: {secret('region')}")
    for name, field in fields_of(record).items():
        if field.from_file or name in (*REFUSED, "protected", "featured", "sample"):
            continue
        value = {"order": "1", "photo_focus": "13% 87%"}.get(name, secret(name))
        lines.append(f"{field.key}: {value}")
    return "\n".join(["---", *lines, "---", secret("biography"), ""])


def output_of(root: Path) -> dict[str, bytes]:
    """Return the files that visitors and partners get, by path.

    They are the site, the hand-outs, the workbook and the record of what is published.
    """
    outcome = build(Project.at(root), BuildOptions())
    assert outcome.published, [entry.headline for entry in outcome.log]
    in_root = ("--root", str(root))
    if outcome.loaded[0].event.sessions:
        assert main(["export", "handouts", str(root / "handouts"), *in_root]) == 0
    (root / "workbook").mkdir()
    workbook = str(root / "workbook" / "programme.xlsx")
    assert main(["export", "spreadsheet", workbook, *in_root]) == 0
    assert main(["record", *in_root]) == 0

    folders = [root / name for name in ("output", "handouts", "workbook")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    paths.append(root / "data" / "published.txt")
    return {path.relative_to(root).as_posix(): content_of(path) for path in paths}


def content_of(path: Path) -> bytes:
    """Return the bytes of a file, and the text of a PDF or a workbook.

    The bytes of these are compressed.
    """
    data = path.read_bytes()
    if path.suffix == ".pdf":
        pages = PdfReader(path).pages
        return data + "\n".join(page.extract_text() for page in pages).encode()
    if path.suffix == ".xlsx":
        with ZipFile(path) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return data


def files_with(word: str, files: dict[str, bytes]) -> list[str]:
    """Return the paths of the files that contain a word, in any case."""
    pattern = re.compile(re.escape(word.encode()), re.IGNORECASE)
    return [path for path, data in files.items() if pattern.search(data)]


def test_nothing_else_of_a_protected_person_is_published(tmp_path: Path) -> None:
    speakers = {
        "content/speakers/adviser.md": protected_person(Speaker),
        "data/sessions.yaml": sessions_yaml(
            "id: opening\nstart: 09:30\nspeakers: [adviser]",
            "id: panel\nkind: panel\nstart: 11:30\nchair: adviser",
        ),
    }
    event = EVENT + CUSTOM + "base_url: https://coasts.example/\n"

    files = output_of(write_project(tmp_path / "site", speakers, event))

    secrets = [name for name in (*fields_of(Speaker), "region") if name not in RELEASED]
    found = {name: files_with(secret(name), files) for name in secrets}
    assert found == {name: [] for name in secrets}
    for name in RELEASED:
        pages = {"output/speakers/index.html", "output/speakers/adviser/index.html"}
        assert pages & set(files_with(secret(name), files)), name
        assert "output/event.json" in files_with(secret(name), files), name
    assert "handouts/chair-sheets.pdf" in files_with(secret("shown_as"), files)


def test_nothing_else_of_a_protected_member_of_the_team_is_published(
    tmp_path: Path,
) -> None:
    team = {"content/team/helper.md": protected_person(Member)}

    files = output_of(write_project(tmp_path / "site", team, EVENT + CUSTOM))

    released = (*RELEASED, "group")
    secrets = [name for name in fields_of(Member) if name not in released]
    found = {name: files_with(secret(name), files) for name in secrets}
    assert found == {name: [] for name in secrets}


class SessionWithNote(SessionRecord, frozen=True, kw_only=True):
    """A session with a field that nobody has released."""

    note: Annotated[Line | None, Field(description="A note of the organisers.")] = None


def test_new_field_is_published_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = structs.replace(kinds.RECORD_KINDS["session"], record=SessionWithNote)
    monkeypatch.setitem(kinds.RECORD_KINDS, "session", session)
    monkeypatch.setattr(kinds, "KINDS", tuple(kinds.RECORD_KINDS.values()))
    programme = sessions_yaml(f"id: opening\nstart: 09:30\nnote: {secret('note')}")

    files = output_of(
        write_project(tmp_path / "site", {"data/sessions.yaml": programme}, EVENT)
    )

    (exported,) = json.loads(files["output/event.json"])["sessions"]
    assert exported["id"] == "opening"
    assert "note" not in exported
    # The workbook is for the organisers themselves, who edit it
    own_files = {"workbook/programme.xlsx"}
    assert set(files_with(secret("note"), files)) == own_files
