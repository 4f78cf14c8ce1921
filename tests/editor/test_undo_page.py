"""The screen that lists changes and undoes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from microsite.cli import main
from tests.editor.served import Served, served
from tests.making import write_project

PAGE = "content/pages/about.md"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    write_project(tmp_path, {PAGE: "---\ntitle: About\n---\nOne.\n"})
    with served(tmp_path) as server:
        yield server


def test_a_saved_form_can_be_undone_and_restored(server: Served) -> None:
    assert "nothing to undo yet" in server.page("undo")
    before = server.text(PAGE)
    form = {"_base": '{"title": "About", "body": "One."}', "title": "About us", "body": "One."}
    server.send("record/page/about", form)
    after = server.text(PAGE)
    assert after == before.replace("About", "About us")
    page = server.page("undo")
    assert "Change page “About us”" in page
    assert PAGE in page

    address = server.send("undo", {"action": "undo", "number": "1"})
    assert server.text(PAGE) == before
    assert "Undone: Change page “About us”" in server.page(address.removeprefix("/_edit/"))

    address = server.send("undo", {"action": "redo", "number": "1"})
    assert server.text(PAGE) == after
    assert "Restored: Change page “About us”" in server.page(address.removeprefix("/_edit/"))


def test_changes_of_commands_are_listed_too(server: Served) -> None:
    assert main(["new", "page", "--title", "Maps", "--root", str(server.root)]) == 0

    assert "Add the page “Maps”" in server.page("undo")
    server.send("undo", {"action": "undo", "number": "1"})
    assert not (server.root / "content/pages/maps.md").exists()


def test_both_versions_are_shown_if_the_lines_were_edited_again(server: Served) -> None:
    form = {"_base": '{"title": "About", "body": "One."}', "title": "About us", "body": "One."}
    server.send("record/page/about", form)
    edited_page = server.text(PAGE).replace("About us", "All about us")
    (server.root / PAGE).write_text(edited_page, "utf-8")

    page = server.send("undo", {"action": "undo", "number": "1"}, 422)

    assert "+ title: All about us" in page
    assert "+ title: About<" in page
    assert "Nothing was changed" in page
    assert server.text(PAGE) == edited_page
    server.send("undo", {"action": "undo", "number": "1", "force": "1"})
    assert "title: About\n" in server.text(PAGE)
    server.send("undo", {"action": "redo", "number": "1"})
    assert server.text(PAGE) == edited_page


@pytest.mark.parametrize("fields", [{}, {"action": "undo"}, {"action": "go", "number": "1"}])
def test_wrong_requests_are_refused(server: Served, fields: dict[str, str]) -> None:
    server.send("undo", fields, 400)


def test_requests_without_token_are_refused(server: Served) -> None:
    status, _, _ = server.ask("/_edit/undo", b"action=undo&number=1", X_Microsite_Token=None)
    assert status == 403
