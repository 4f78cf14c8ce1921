"""A full disk or a protected file: each screen says what to do, and nothing is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsite.saving import journal
from tests.editor.served import Served, served, values_of
from tests.editor.test_languages import project_of
from tests.making import sessions_yaml, write_project

FILES = {"data/sessions.yaml": sessions_yaml("start: 09:00\nend: 10:00")}
FULL = "The disk is full. Delete files that you do not need, and try again."
LOCKED = "It may be write-protected, or open in another program such as Word or Excel."


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(write_project(tmp_path / "site", FILES)) as running:
        yield running


def fail(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the system refuse to write files from now on."""

    def refuse(path: Path, *_: object) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(journal, "create_file", refuse)


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, FULL), (errno.EACCES, LOCKED)]
)
def test_form_keeps_what_was_typed(
    server: Served, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    form = server.open_form("record/session/s1")
    form.fill("title", "Harbour lights")
    fail(monkeypatch, number)

    page = server.submit("record/session/s1", form, expected=422)

    assert words in page
    assert 'value="Harbour lights"' in page
    assert "Harbour lights" not in server.text("data/sessions.yaml")


def test_undo_says_what_to_do(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    form = server.open_form("record/session/s1")
    form.fill("title", "Harbour lights")
    number = server.submit("record/session/s1", form).rpartition("=")[2]
    fail(monkeypatch, errno.ENOSPC)

    page = server.send("undo", {"number": number, "action": "undo"}, 500)

    assert FULL in page
    assert "Harbour lights" in server.text("data/sessions.yaml")


def test_import_says_what_to_do(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = b"Title,Start,End\nHarbour lights,11:00,12:00\n"
    address = server.upload("import", "sessions.csv", sheet)
    changes = values_of(server.page(address.removeprefix("/_edit/")), "only")
    assert changes
    fail(monkeypatch, errno.EACCES)

    page = server.send(address, {"only": changes}, 500)

    assert LOCKED in page


def test_deletion_says_what_to_do(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, errno.ENOSPC)

    assert FULL in server.send("delete/session/s1", {}, 422)


def test_page_is_deleted_with_its_translations(tmp_path: Path) -> None:
    project = project_of(tmp_path / "site")
    with served(project.root) as server:
        assert "This also deletes its translation: “Amdanom”." in server.page(
            "delete/page/about"
        )
        server.send("delete/page/about", {})

    assert not list((project.root / "content").glob("pages/*"))


def test_translation_is_deleted_alone(tmp_path: Path) -> None:
    project = project_of(tmp_path / "site")
    with served(project.root) as server:
        assert "This also deletes" not in server.page("delete/page/about.cy")
        server.send("delete/page/about.cy", {})

    assert [path.name for path in (project.root / "content/pages").iterdir()] == [
        "about.md"
    ]
