"""Operations of the programme board: their changes, words and clashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.apps.editor.board import Board, Plan, format_length, slot_of
from microsite.apps.editor.entered import EnteredError
from microsite.source.nodes import Plain
from tests.editor.boards import PROGRAMME, board_of, write_board
from tests.making import EVENT, load_soundly, sessions_yaml, write_project


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return board_of(write_board(tmp_path))


def changes_of(plan: Plan) -> list[tuple[str, str, Plain]]:
    return [(change.id, str(change.path[0]), change.after) for change in plan.changes]


def created_session(plan: Plan) -> dict[str, Plain]:
    (change,) = plan.changes
    assert (change.path, change.kind) == ((), "session")
    assert isinstance(change.after, dict)
    return change.after


def board_with(
    root: Path, *sessions: str, event: str = EVENT, rooms: str = ""
) -> Board:
    files = {"data/sessions.yaml": rooms + sessions_yaml(*sessions)}
    return Board(load_soundly(write_project(root, files, event)))


def test_move_changes_start_and_end(board: Board) -> None:
    plan = board.move("tides", start=11 * 60)
    assert changes_of(plan) == [("tides", "start", "11:00"), ("tides", "end", "11:45")]
    assert plan.summary == "Move “Tides” from 10:45 to 11:00"
    assert plan.past == "Moved “Tides” from 10:45 to 11:00"


def test_move_leaves_a_length_alone(board: Board) -> None:
    assert changes_of(board.move("maps", start=12 * 60)) == [("maps", "start", "12:00")]


def test_move_to_another_day_and_room_changes_both_fields(board: Board) -> None:
    plan = board.move("tides", day=2, room="room-b")
    assert changes_of(plan) == [
        ("tides", "day", "2027-05-21"),
        ("tides", "room", "Room B"),
    ]
    assert plan.summary == (
        "Move “Tides” from Thursday 20 May 2027, 10:45, Room A to Friday 21 May 2027, 10:45, Room B"
    )


def test_move_out_of_a_room_removes_the_field(board: Board) -> None:
    plan = board.move("tides", room="")
    assert changes_of(plan) == [("tides", "room", None)]
    assert plan.summary == "Move “Tides” from 10:45, Room A to 10:45, no room"


def test_resize_changes_the_end_or_the_length(board: Board) -> None:
    plan = board.move("tides", minutes=60)
    assert changes_of(plan) == [("tides", "end", "11:45")]
    assert plan.summary == "Change the length of “Tides” from 45 minutes to 1 hour"
    assert changes_of(board.move("coffee", minutes=20)) == [
        ("coffee", "length", "20 minutes")
    ]
    assert changes_of(board.move("maps", minutes=50)) == [("maps", "length", "50")]


def test_resize_changes_both_end_and_length(tmp_path: Path) -> None:
    board = board_with(tmp_path, "start: 10:00\nend: 10:45\nlength: 45 minutes")
    plan = board.move("s1", minutes=60)
    assert changes_of(plan) == [("s1", "end", "11:00"), ("s1", "length", "60 minutes")]


@pytest.mark.parametrize(
    ("like", "minutes", "expected"),
    [
        ("", 90, "90 minutes"),
        ("45", 50, "50"),
        ("45 min", 50, "50 min"),
        ("45m", 90, "90m"),
        ("0:45", 90, "1:30"),
        ("1 hour", 90, "1 hour 30 minutes"),
        ("1h", 45, "45m"),
        ("1h 30m", 120, "2h"),
    ],
)
def test_format_length_keeps_the_form(like: str, minutes: int, expected: str) -> None:
    assert format_length(minutes, like) == expected


def test_times_without_a_zero_stay_so(tmp_path: Path) -> None:
    board = board_with(tmp_path, "start: 9:30\nend: 10:00", "start: 10:00")
    plan = board.move("s2", start=9 * 60)
    assert changes_of(plan) == [("s2", "start", "9:00")]


def test_days_that_are_numbers_stay_numbers(tmp_path: Path) -> None:
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-22")
    board = board_with(tmp_path, "start: 9:30\nday: 1", event=event)
    assert changes_of(board.move("s1", day=3)) == [("s1", "day", "3")]


def test_rooms_that_are_ids_stay_ids(tmp_path: Path) -> None:
    rooms = "rooms:\n  - name: Hall\n    id: h\n  - name: Attic\n    id: a\n"
    board = board_with(tmp_path, "start: 09:30\nroom: h", rooms=rooms)
    assert changes_of(board.move("s1", room="a")) == [("s1", "room", "a")]


def test_a_day_ends_in_the_night(board: Board) -> None:
    plan = board.move("party", start=24 * 60 + 30)
    assert changes_of(plan) == [("party", "start", "00:30"), ("party", "end", "02:30")]
    with pytest.raises(EnteredError, match=r"would start after .* Choose the next day"):
        board.move("party", start=24 * 60 + 12 * 60)
    with pytest.raises(
        EnteredError, match=r"would start before .* Choose the day before"
    ):
        board.move("party", start=60)


def test_an_end_that_would_be_misread_becomes_a_length(board: Board) -> None:
    """An end at 09:00 counts as before a start at 23:00."""
    plan = board.move("party", minutes=10 * 60)
    assert changes_of(plan) == [
        ("party", "end", None),
        ("party", "length", "600 minutes"),
    ]


def test_shift_moves_all_that_follow_on_that_day(board: Board) -> None:
    plan = board.shift("coffee", 30)
    assert changes_of(plan) == [
        ("coffee", "start", "10:45"),
        ("tides", "start", "11:15"),
        ("tides", "end", "12:00"),
        ("maps", "start", "11:15"),
        ("party", "start", "23:30"),
        ("party", "end", "01:30"),
    ]
    assert plan.summary == (
        "Move 4 sessions from 10:15 to 01:00 on Thursday 20 May 2027: 30 minutes later"
    )


def test_shift_in_one_room_leaves_others_alone(board: Board) -> None:
    plan = board.shift("tides", -15, only_room=True)
    assert changes_of(plan) == [("tides", "start", "10:30"), ("tides", "end", "11:15")]
    assert plan.summary == (
        "Move 1 session in Room A from 10:45 to 11:30 on Thursday 20 May 2027: 15 minutes earlier"
    )
    assert plan.clashes == ("“Coffee” overlaps “Tides”.",)
    with pytest.raises(EnteredError, match="has no room"):
        board.shift("coffee", 15, only_room=True)


def test_shift_is_refused_as_a_whole(board: Board) -> None:
    with pytest.raises(EnteredError, match="“Party” would start after"):
        board.shift("coffee", 12 * 60)


def test_swap_exchanges_places(board: Board) -> None:
    plan = board.swap("tides", "dunes")
    assert changes_of(plan) == [
        ("tides", "day", "2027-05-21"),
        ("tides", "start", "10:00"),
        ("tides", "end", "10:45"),
        ("dunes", "day", "2027-05-20"),
        ("dunes", "start", "10:45"),
    ]
    assert plan.past == "Swapped “Tides” and “Dunes”"


def test_swap_of_neighbours_leaves_no_gap(tmp_path: Path) -> None:
    rooms = "rooms:\n  - name: Hall\n"
    sessions = (
        "start: 10:00\nend: 10:30\nroom: Hall",
        "start: 10:30\nend: 11:15\nroom: Hall",
    )
    plan = board_with(tmp_path, *sessions, rooms=rooms).swap("s2", "s1")
    assert changes_of(plan) == [
        ("s1", "start", "10:45"),
        ("s1", "end", "11:15"),
        ("s2", "start", "10:00"),
        ("s2", "end", "10:45"),
    ]
    assert plan.clashes == ()


def test_copy_has_a_new_id_and_no_import_id(board: Board) -> None:
    plan = board.copy("dunes", 1)
    assert created_session(plan) == {
        "id": "dunes-2",
        "title": "Dunes",
        "kind": "talk",
        "day": "2027-05-20",
        "start": "10:00",
        "length": "1 hour",
        "room": "Room A",
        "speakers": "sam",
    }
    assert plan.summary == "Copy “Dunes” to Thursday 20 May 2027, 10:00"


def test_copy_as_a_repeat_refers_to_the_first(board: Board) -> None:
    fields = created_session(board.copy("tides", 2, is_repeat=True))
    assert fields["repeat_of"] == "tides"
    assert "abstract" not in fields
    assert (
        created_session(board.copy("tides", 2))["abstract"]
        == "Why tides matter.\n\nAnd to whom."
    )


def test_clashes_are_those_of_check(board: Board) -> None:
    plan = board.move("maps", start=9 * 60 + 45, room="main-hall")
    assert set(plan.clashes) == {
        "Main hall is used by two sessions at the same time: “Opening” and “Maps”.",
        "Kim Example is in two sessions at the same time: “Opening” and “Maps”.",
        "“Coffee” overlaps “Maps”.",
    }
    assert set(board.copy("tides", 2).clashes) == {
        "Room A is used by two sessions at the same time: “Dunes” and “Tides”.",
        "Sam Example is in two sessions at the same time: “Dunes” and “Tides”.",
    }


def test_clashes_that_exist_already_are_not_listed(tmp_path: Path) -> None:
    programme = PROGRAMME.replace("start: 10:45\n    end", "start: 10:30\n    end")
    board = board_of(write_board(tmp_path, programme))
    assert board.move("dunes", start=11 * 60).clashes == ()


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (
            lambda board: board.move("gone", start=600),
            "There is no session “gone” any more.",
        ),
        (lambda board: board.move("tides"), "Nothing would change."),
        (
            lambda board: board.move("tides", day=9),
            "Day 9 is not a day of this conference.",
        ),
        (
            lambda board: board.move("tides", room="attic"),
            "There is no room “attic” any more.",
        ),
        (
            lambda board: board.move("tides", minutes=0),
            "must last between 1 minute and 24 hours",
        ),
        (lambda board: board.shift("tides", 0), "Nothing would change."),
        (
            lambda board: board.swap("tides", "tides"),
            "Choose another session to swap with.",
        ),
        (lambda board: board.copy("tides", 1), "Choose another day for the copy."),
    ],
)
def test_impossible_operations_say_why(
    board: Board, operation: object, words: str
) -> None:
    with pytest.raises(EnteredError, match=words):
        operation(board)  # type: ignore[operator]


def test_days_without_dates_have_numbers(tmp_path: Path) -> None:
    open_dates = "starts: to be announced\n"
    event = EVENT.replace(
        "starts: 2027-05-20 09:00\nends: 2027-05-20 17:00\n", open_dates
    )
    board = board_with(tmp_path, "start: 10:00\nday: 1", event=event)
    plan = board.move("s1", day=2)
    assert changes_of(plan) == [("s1", "day", "2")]
    assert plan.summary == "Move “Session 1” from Day 1, 10:00 to Day 2, 10:00"
    assert slot_of(board.sessions["s1"]).day == 1
