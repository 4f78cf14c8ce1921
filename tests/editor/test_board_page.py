"""Screens of the programme board, as a browser without scripts uses them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.boards import PROGRAMME, EditorServer, editor, write_board


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EditorServer]:
    with editor(write_board(tmp_path)) as running:
        yield running


def programme(server: EditorServer) -> str:
    return (server.state.project.root / "data/sessions.yaml").read_text()


def version(server: EditorServer) -> str:
    match = re.search(r'name="version" value="(\w+)"', server.page("board"))
    assert match
    return match[1]


def send(
    server: EditorServer, address: str = "board", **fields: str
) -> tuple[int, str]:
    return server.send(address, **{"version": version(server), **fields})


def changed_lines(server: EditorServer) -> list[tuple[str, str]]:
    before, after = PROGRAMME.split("\n"), programme(server).split("\n")
    assert len(before) == len(after)
    pairs = zip(before, after, strict=True)
    return [
        (line.strip(), changed_line.strip())
        for line, changed_line in pairs
        if line != changed_line
    ]


def test_board_shows_the_sessions_of_a_day_by_room(server: EditorServer) -> None:
    page = server.page("board?day=1")
    assert 'data-id="tides" data-start="645" data-end="690"' in page
    assert page.index('data-room="room-a"') < page.index('data-id="tides"')
    assert page.index('data-id="tides"') < page.index('data-room="room-b"')
    assert 'data-id="dunes"' not in page
    assert 'data-id="dunes"' in server.page("board?day=2")


def test_list_links_to_the_commands_of_each_session(server: EditorServer) -> None:
    page = server.page("board/list?day=1")
    assert re.findall(r'href="/_edit/board/session/(\w+)"', page) == [
        "opening",
        "coffee",
        "tides",
        "maps",
        "party",
    ]
    forms = server.page("board/session/tides")
    assert re.findall(r'name="operation" value="(\w+)"', forms) == [
        "move",
        "shift",
        "swap",
        "copy",
    ]


def test_move_changes_only_the_fields_of_the_session(server: EditorServer) -> None:
    status, page = send(server, id="opening", operation="move", start="9:15")
    assert status == 200
    assert "Moved “Opening” from 09:30 to 09:15." in page
    assert changed_lines(server) == [
        (
            "start: 09:30   # the mayor arrives at 9:00",
            "start: 09:15   # the mayor arrives at 9:00",
        ),
        ('end: "10:15"', 'end: "10:00"'),
    ]


def test_shift_moves_everything_after(server: EditorServer) -> None:
    fields = {
        "id": "tides",
        "operation": "shift",
        "minutes": "15",
        "direction": "later",
    }
    status, page = send(server, "board/session/tides", **fields)
    assert status == 200
    assert (
        "Moved 3 sessions from 10:45 to 01:00 on Thursday 20 May 2027: 15 minutes later."
        in page
    )
    assert ("start: 10:45", "start: 11:00") in changed_lines(server)


def test_clashes_need_a_confirmation(server: EditorServer) -> None:
    fields = {"id": "dunes", "operation": "copy", "day": "1", "repeat": "yes"}
    before = programme(server)
    status, page = send(server, "board/session/dunes", **fields)
    assert status == 200
    assert "This causes clashes" in page
    assert "“Coffee” overlaps “Dunes”." in page
    assert programme(server) == before
    confirmation = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert server.send("board/session/dunes", **confirmation)[0] == 200
    assert "  - id: dunes-2\n" in programme(server)
    assert "    repeat_of: dunes\n" in programme(server)


def test_check_reports_clashes_and_saves_nothing(server: EditorServer) -> None:
    before = programme(server)
    _, answer = send(server, id="maps", operation="move", room="room-a", check="yes")
    assert json.loads(answer) == {
        "clashes": [
            "Room A is used by two sessions at the same time: “Tides” and “Maps”."
        ],
    }
    _, answer = send(server, id="maps", operation="move", day="9", check="yes")
    assert json.loads(answer) == {"error": "Day 9 is not a day of this conference."}
    assert programme(server) == before


def test_undo_restores_the_file_and_stays_on_the_board(server: EditorServer) -> None:
    _, page = send(server, id="opening", operation="move", start="9:15")
    match = re.search(r'name="undo" value="(\d+)"', page)
    assert match
    status, page = server.send("board", undo=match[1], day="1")
    assert status == 200
    assert "Undone." in page
    assert 'data-id="opening" data-start="570"' in page
    assert programme(server) == PROGRAMME
    status, page = server.send("board", undo=match[1])
    assert status == 422
    assert "is already undone" in page


@pytest.mark.parametrize("number", ["latest", "-1", "²", "1" * 5000])
def test_undo_of_no_number_is_refused(server: EditorServer, number: str) -> None:
    for address, fields in (
        ("board", {}),
        ("undo", {"action": "undo", "number": number}),
    ):
        assert server.send(address, undo=number, **fields)[0] == 400


def test_old_page_changes_nothing(server: EditorServer) -> None:
    """A form that is sent twice, or after another change, must not move everything twice."""
    fields = {
        "version": version(server),
        "id": "coffee",
        "operation": "shift",
        "minutes": "30",
    }
    assert server.send("board", **fields)[0] == 200
    after = programme(server)
    status, page = server.send("board", **fields)
    assert status == 422
    assert "The programme has changed since this page was opened" in page
    assert programme(server) == after


def test_other_edits_do_not_make_a_page_old(server: EditorServer) -> None:
    fields = {
        "version": version(server),
        "id": "tides",
        "operation": "move",
        "start": "12:00",
    }
    path = server.state.project.root / "data/sessions.yaml"
    path.write_text(PROGRAMME.replace("title: Maps", "title: Old maps"))
    assert server.send("board", **fields)[0] == 200
    assert "title: Old maps" in programme(server)
    assert "start: 12:00" in programme(server)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"operation": "move", "start": "half nine"}, "“half nine” is not a time"),
        ({"operation": "move", "length": "long"}, "“long” is not a length"),
        (
            {"operation": "shift", "minutes": "soon"},
            "“soon” is not a number of minutes",
        ),
        (
            {"operation": "shift", "minutes": ""},
            "Enter a number of minutes, such as 30.",
        ),
        ({"operation": "swap", "other": ""}, "Choose the session to swap with."),
    ],
)
def test_wrong_values_are_kept_with_an_error(
    server: EditorServer, fields: dict[str, str], words: str
) -> None:
    before = programme(server)
    status, page = send(server, "board/session/tides", id="tides", **fields)
    assert status == 422
    assert "Nothing was changed" in page
    assert words in page
    entered_value = next(value for name, value in fields.items() if name != "operation")
    assert not entered_value or f'value="{entered_value}"' in page
    assert programme(server) == before


@pytest.mark.parametrize("operation", ["move", "copy"])
def test_wrong_day_is_not_called_a_number_of_minutes(
    server: EditorServer, operation: str
) -> None:
    fields = {"id": "tides", "operation": operation, "day": "Friday"}
    status, page = send(server, "board/session/tides", **fields)
    assert status == 422
    assert "“Friday” is not a day of this conference." in page
    assert "minutes. Enter" not in page


def test_requests_without_the_token_are_refused(server: EditorServer) -> None:
    before = programme(server)
    fields = {"id": "tides", "operation": "move", "start": "12:00", "_token": "guess"}
    assert send(server, **fields)[0] == 403
    assert programme(server) == before


@pytest.mark.parametrize(
    ("old", "new"), [("start: 10:15", "start: early"), ("sessions:", "sessions: [")]
)
def test_sessions_with_errors_are_mentioned(tmp_path: Path, old: str, new: str) -> None:
    with editor(write_board(tmp_path, PROGRAMME.replace(old, new))) as server:
        assert "Sessions with errors are not shown." in server.page("board")


def test_broken_event_is_explained(tmp_path: Path) -> None:
    with editor(write_board(tmp_path, event="title: [\n")) as server:
        assert "content/event.md has an error" in server.page("board")
