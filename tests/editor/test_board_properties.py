"""Random operations of the board: the files stay valid, and only what was meant changes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.apps.editor.board import Board, Plan, Slot, slot_of
from microsite.apps.editor.entered import EnteredError
from microsite.apps.editor.history import History
from microsite.project import Project
from tests.editor.boards import TWO_DAYS, apply, board_of, plain_sessions, write_board

IDS = st.sampled_from(("opening", "coffee", "tides", "maps", "party", "dunes"))
MINUTES = st.integers(min_value=-30, max_value=60).map(lambda number: number * 5)
DAYS = st.sampled_from((1, 2))
ROOMS = st.sampled_from(("", "main-hall", "room-a", "room-b"))
STARTS = st.integers(min_value=48, max_value=335).map(lambda number: number * 5)
OPERATIONS = st.one_of(
    st.tuples(
        st.just("move"),
        IDS,
        st.fixed_dictionaries(
            {},
            optional={
                "day": DAYS,
                "start": STARTS,
                "room": ROOMS,
                "minutes": MINUTES,
            },
        ),
    ),
    st.tuples(st.just("shift"), IDS, MINUTES, st.booleans()),
    st.tuples(st.just("swap"), IDS, IDS),
    st.tuples(st.just("copy"), IDS, DAYS, st.booleans()),
)


def plan_of(board: Board, operation: tuple[Any, ...]) -> Plan:
    name, id_, *rest = operation
    if name == "move":
        return board.move(id_, **rest[0])
    if name == "shift":
        return board.shift(id_, rest[0], only_room=rest[1])
    if name == "copy":
        return board.copy(id_, rest[0], is_repeat=rest[1])
    return board.swap(id_, rest[0])


@given(st.lists(OPERATIONS, min_size=1, max_size=6))
@settings(max_examples=40)
def test_only_the_intended_fields_change_and_can_be_undone(
    operations: list[tuple[Any, ...]],
) -> None:
    with TemporaryDirectory() as folder:
        root = write_board(Path(folder))
        programme = root / "data/sessions.yaml"
        versions = [programme.read_bytes()]
        board = board_of(root)
        for operation in operations:
            try:
                plan = plan_of(board, operation)
            except EnteredError:
                continue
            before = plain_sessions(board.event)
            apply(root, plan)
            versions.append(programme.read_bytes())
            board = board_of(root)
            after = plain_sessions(board.event)
            expected = {id_: dict(fields) for id_, fields in before.items()}
            new = [id_ for id_ in after if id_ not in before]
            for change in plan.changes:
                if not change.path:
                    assert new == [change.id]
                    continue
                expected[change.id].pop(str(change.path[0]), None)
                if change.after is not None:
                    expected[change.id][str(change.path[0])] = change.after
            assert {id_: after[id_] for id_ in before} == expected
        for version in reversed(versions[:-1]):
            History(Project.at(root)).undo()
            assert programme.read_bytes() == version


def test_a_large_programme_moves_at_once(tmp_path: Path) -> None:
    """A congress has 1,351 sessions in 30 rooms on four days."""
    rooms = [f"Hall {number}" for number in range(1, 31)]
    lines = [
        f"rooms: [{', '.join(f'{{name: {room}}}' for room in rooms)}]",
        "sessions:",
    ]
    for number in range(1351):
        day, place = divmod(number, 360)
        start = 9 * 60 + place // 30 * 60
        lines += [
            f"  - id: s{number}",
            f"    title: Talk {number}",
            "    kind: talk",
            f"    day: {day + 1}",
            f"    start: {start // 60:02}:00",
            f"    end: {start // 60:02}:45",
            f"    room: {rooms[place % 30]}",
        ]
    event = TWO_DAYS.replace("ends: 2027-05-21 17:00", "ends: 2027-05-23 22:00")
    root = write_board(tmp_path, "\n".join(lines) + "\n", event)
    before = (root / "data/sessions.yaml").read_text().split("\n")
    plan = board_of(root).shift("s30", 10)
    assert plan.summary.startswith("Move 330 sessions from 10:00 to 20:45")
    apply(root, plan)
    after = (root / "data/sessions.yaml").read_text().split("\n")
    changed_lines = [
        (old, new) for old, new in zip(before, after, strict=True) if old != new
    ]
    assert len(changed_lines) == 2 * 330
    assert {(old[-2:], new[-2:]) for old, new in changed_lines} == {
        ("00", "10"),
        ("45", "55"),
    }


@given(IDS, DAYS, STARTS, ROOMS, st.integers(min_value=1, max_value=24 * 60))
@settings(max_examples=30)
def test_a_session_is_where_it_was_put(
    id_: str, day: int, start: int, room: str, minutes: int
) -> None:
    with TemporaryDirectory() as folder:
        root = write_board(Path(folder))
        try:
            plan = board_of(root).move(
                id_, day=day, start=start, room=room, minutes=minutes
            )
        except EnteredError:
            return
        apply(root, plan)
        session = board_of(root).sessions[id_]
        assert slot_of(session) == Slot(day, start, start + minutes, room)
