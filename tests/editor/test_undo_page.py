"""The screen that lists changes and undoes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.project import Project
from microsite.saving import journal
from tests.editor.served import Served, served
from tests.making import write_project

PAGE = "content/pages/about.md"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M0 0h40v40H0z"/></svg>'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    write_project(tmp_path, {PAGE: "---\ntitle: About\n---\nOne.\n"})
    with served(tmp_path) as server:
        yield server


def test_a_saved_form_can_be_undone_and_restored(server: Served) -> None:
    assert "nothing to undo yet" in server.page("undo")
    before = server.text(PAGE)
    form = {
        "_base": '{"title": "About", "body": "One."}',
        "title": "About us",
        "body": "One.",
    }
    server.send("record/page/about", form)
    after = server.text(PAGE)
    assert after == before.replace("About", "About us")
    page = server.page("undo")
    assert "Changed the title of “About us”" in page
    assert PAGE in page

    address = server.send("undo", {"action": "undo", "number": "1"})
    assert server.text(PAGE) == before
    page = server.page(address.removeprefix("/_edit/"))
    assert "Undone: Changed the title of “About us”." in page
    assert "Change again" in page

    address = server.send("undo", {"action": "redo", "number": "1"})
    assert server.text(PAGE) == after
    page = server.page(address.removeprefix("/_edit/"))
    assert "Done again: Changed the title of “About us”." in page
    assert "Change again" not in page


def test_changes_of_commands_are_listed_too(server: Served) -> None:
    assert main(["new", "page", "--title", "Maps", "--root", str(server.root)]) == 0

    assert "Added the page “Maps”" in server.page("undo")
    server.send("undo", {"action": "undo", "number": "1"})
    assert not (server.root / "content/pages/maps.md").exists()


def test_both_versions_are_shown_if_the_lines_were_edited_again(server: Served) -> None:
    form = {
        "_base": '{"title": "About", "body": "One."}',
        "title": "About us",
        "body": "One.",
    }
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


@pytest.mark.parametrize(
    "fields", [{}, {"action": "undo"}, {"action": "go", "number": "1"}]
)
def test_wrong_requests_are_refused(server: Served, fields: dict[str, str]) -> None:
    server.send("undo", fields, 400)


def test_requests_without_token_are_refused(server: Served) -> None:
    status, _, _ = server.ask(
        "/_edit/undo", b"action=undo&number=1", X_Microsite_Token=None
    )
    assert status == 403


SESSIONS = """\
sessions:
- id: opening
  title: Opening
  kind: talk
  start: 09:30
  length: 30 minutes
"""


def add_speaker_to_session(server: Served) -> str:
    """Add a speaker, and name her in a session. Return the number of the addition."""
    address = server.send("new/speaker", {"name": "Kim Example", "_base": "{}"})
    values = {
        "title": "Opening",
        "kind": "talk",
        "start": "09:30",
        "length": "30 minutes",
    }
    form = {**values, "_base": json.dumps(values), "speakers": "Kim Example"}
    server.send("record/session/opening", form)
    assert "speakers: [kim-example]" in server.text("data/sessions.yaml").replace(
        "\n", ""
    )
    return address.rpartition("=")[2]


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[Served]:
    write_project(tmp_path, {"data/sessions.yaml": SESSIONS})
    with served(tmp_path) as server:
        yield server


def test_an_addition_that_something_needs_is_not_undone(programme: Served) -> None:
    number = add_speaker_to_session(programme)
    speaker = programme.root / "content/speakers/kim-example.md"

    page = programme.send("undo", {"action": "undo", "number": number}, 422)

    assert "“Added the speaker ‘Kim Example’” cannot be undone" in page
    assert (
        '<a href="/_edit/record/session/opening#f-speakers">'
        "The session “Opening” names the speaker “Kim Example”. Change it first.</a>"
        in page
    )
    assert speaker.exists()
    assert "kim-example" in programme.text("data/sessions.yaml")

    programme.send("undo", {"action": "undo", "number": number, "force": "1"}, 422)
    assert speaker.exists()


def test_a_change_that_needs_what_is_gone_is_not_made_again(programme: Served) -> None:
    number = int(add_speaker_to_session(programme))
    programme.send("undo", {"action": "undo", "number": str(number + 1)})
    programme.send("undo", {"action": "undo", "number": str(number)})

    page = programme.send("undo", {"action": "redo", "number": str(number + 1)}, 422)

    assert "“Changed the speakers of ‘Opening’” cannot be done again" in page
    assert "“Opening” lists a speaker who has no file: “kim-example”" in page
    programme.send("undo", {"action": "redo", "number": str(number)})
    programme.send("undo", {"action": "redo", "number": str(number + 1)})


def test_the_command_names_what_needs_a_record(
    programme: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    number = add_speaker_to_session(programme)
    command = ["undo", number, "--root", str(programme.root)]

    assert main(command) == 1

    output = capsys.readouterr().err
    assert (
        "The session “Opening” names the speaker “Kim Example”. Change it first.\n"
        in output
    )
    assert "cannot be undone, because the site would then have 1 error." in output
    assert "To accept these errors, add --force." in output
    assert (programme.root / "content/speakers/kim-example.md").exists()

    assert main([*command, "--force"]) == 0
    output = capsys.readouterr().err
    assert (
        "The site now has 1 error and cannot be built:\n  The session “Opening”"
        in output
    )
    assert not (programme.root / "content/speakers/kim-example.md").exists()


def test_a_picture_that_a_record_names_stays(programme: Served) -> None:
    """The picture is one change and its use another, so the first alone cannot be undone."""
    picture = programme.root / "assets/images/kim.svg"
    journal.save(
        Project.at(programme.root),
        "Add the picture images/kim.svg",
        {"assets/images/kim.svg": (None, DRAWING)},
    )
    form = {
        "_base": "{}",
        "name": "Kim Example",
        "biography": "![Kim at sea](images/kim.svg)",
    }
    programme.send("new/speaker", form)

    page = programme.send("undo", {"action": "undo", "number": "1"}, 422)

    assert (
        "The speaker “Kim Example”: There is no image “images/kim.svg” in assets/."
        in page
    )
    assert 'href="/_edit/record/speaker/kim-example#f-biography"' in page
    assert picture.read_bytes() == DRAWING
    assert [path.name for path in (programme.root / ".cache").iterdir()] == ["undo"]

    programme.send("undo", {"action": "undo", "number": "2"})
    programme.send("undo", {"action": "undo", "number": "1"})
    assert not picture.exists()
    programme.send("undo", {"action": "redo", "number": "1"})
    assert picture.read_bytes() == DRAWING


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"start": "09:45"}, "Changed the starting time of “Opening”"),
        (
            {"title": "Start", "room": "Hall"},
            "Changed the title and the room of “Start”",
        ),
        (
            {"title": "Start", "start": "09:45", "length": "20 minutes"},
            "Changed the title, the starting time and the length of “Start”",
        ),
        (
            {
                "title": "Start",
                "start": "09:45",
                "length": "20 minutes",
                "summary": "We start.",
            },
            "Changed 4 fields of “Start”",
        ),
    ],
)
def test_a_row_names_what_was_changed(
    tmp_path: Path, values: dict[str, str], label: str
) -> None:
    write_project(tmp_path, {"data/sessions.yaml": f"rooms:\n- name: Hall\n{SESSIONS}"})
    before = {
        "title": "Opening",
        "kind": "talk",
        "start": "09:30",
        "length": "30 minutes",
    }
    with served(tmp_path) as server:
        form = {**before, **values, "_base": json.dumps(before)}
        server.send("record/session/opening", form)

        assert f"<strong>{label}</strong>" in server.page("undo")


def test_the_event_and_settings_are_named_by_their_kind(programme: Served) -> None:
    programme.send("record/rates/", {"_base": "{}", "currency": "GBP"})

    assert "Changed the currency of the price settings" in programme.page("undo")


def test_buttons_say_what_they_do(programme: Served) -> None:
    values = {
        "title": "Opening",
        "kind": "talk",
        "start": "09:30",
        "length": "30 minutes",
    }
    programme.send(
        "new/session", {**values, "title": "Lunch", "start": "12:00", "_base": "{}"}
    )
    programme.send("delete/session/lunch", {})
    programme.send("undo", {"action": "undo", "number": "2"})
    page = programme.page("undo")
    assert (
        '>Delete again<span class="unseen">: Deleted the session “Lunch”</span>' in page
    )

    programme.send("undo", {"action": "undo", "number": "1"})
    page = programme.page("undo")
    assert '>Add again<span class="unseen">: Added the session “Lunch”</span>' in page
    assert "Restore" not in page


@pytest.mark.parametrize("address", ["new/speaker", "record/page/about"])
def test_undo_beside_saved_undoes_that_change(server: Served, address: str) -> None:
    """Also if somebody else has saved another change since then."""
    forms = {
        "new/speaker": {"_base": "{}", "name": "Kim Example"},
        "record/page/about": {
            "_base": '{"title": "About", "body": "One."}',
            "title": "About us",
            "body": "One.",
        },
    }
    files = ("content/speakers/kim-example.md", PAGE)
    saved = server.send(address, forms[address]).removeprefix("/_edit/")
    server.send("new/session", {"_base": "{}", "title": "Later", "kind": "talk"})
    page = server.page(saved)
    form = re.search(
        '<form method="post" action="/_edit/undo">.*?</form>', page, re.DOTALL
    )
    assert form
    fields = dict(re.findall('name="([^"]*)" value="([^"]*)"', form[0]))

    done = server.send("undo", fields).removeprefix("/_edit/")

    assert [(server.root / path).exists() for path in files] == [False, True]
    assert "title: About\n" in server.text(PAGE)
    assert "Undone: " in server.page(done)
    if address == "record/page/about":
        assert "Saved." not in server.page(saved)


def test_a_form_that_changes_nothing_has_nothing_to_undo(server: Served) -> None:
    form = {
        "_base": '{"title": "About", "body": "One."}',
        "title": "About",
        "body": "One.",
    }

    page = server.page(server.send("record/page/about", form).removeprefix("/_edit/"))

    assert "Saved. Nothing had changed." in page
    assert "Undo<span" not in page


def test_a_deletion_is_undone_beside_its_message(programme: Served) -> None:
    values = {
        "title": "Lunch",
        "kind": "break",
        "start": "12:00",
        "length": "30 minutes",
    }
    programme.send("new/session", {**values, "_base": "{}"})
    text = programme.text("data/sessions.yaml")
    address = programme.send("delete/session/lunch", {}).removeprefix("/_edit/")
    page = programme.page(address)
    assert "Deleted the session “Lunch”." in page

    programme.send("undo", {"action": "undo", "number": address.rpartition("=")[2]})

    assert programme.text("data/sessions.yaml") == text
