"""The day drawn: the same everywhere, inside its box, and true to the timetable."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.model.event import Day
from microsite.site.drawing import (
    HEIGHT,
    LEAD,
    MIDDLE,
    TAIL,
    DayDrawing,
    around,
    draw_day,
    draw_days,
    end_of,
    evenly_spaced,
    percent,
    permute,
)
from tests.drawn import ONE_DAY, clock, day, days, rank, strokes
from tests.making import EVENT, load_soundly, sessions_yaml, write_project


def drawn(given: Day, count: int = 10) -> DayDrawing:
    found = draw_day(given, rank, count)
    assert found is not None
    return found


def height_at(line: list[tuple[int, int]], x: int) -> int:
    """Return the height of a line at x, outside its bends."""
    ends = [line[0], *line[1:]]
    before = [y for across, y in ends if across <= x]
    return before[-1]


def test_a_line_for_each_audience_and_a_branch_for_each_stream() -> None:
    """Ten thin lines; the bright line forks into three."""
    found = drawn(ONE_DAY)
    assert found.width == clock("16:40") - clock("09:00") + LEAD + TAIL
    assert len(strokes(found.lines)) == 10
    assert len(strokes(found.subject)) == 3


def test_lines_start_apart_close_round_the_middle_and_leave_together() -> None:
    """The spread on arrival, in a keynote and at the end."""
    found = drawn(ONE_DAY)
    lines = strokes(found.lines)
    keynote = found.x(clock("09:55"))
    starts = sorted(line[0][1] for line in lines)
    middles = sorted(height_at(line, keynote) for line in lines)
    ends = sorted(line[-1][1] for line in lines)
    assert starts[-1] - starts[0] == 940
    assert middles[-1] - middles[0] == 17 * 10
    assert ends[-1] - ends[0] < 500
    assert MIDDLE not in middles + ends


def test_the_bright_line_goes_into_every_room_and_back() -> None:
    """In the workshops it is in three places, after them in one."""
    found = drawn(ONE_DAY)
    branches = strokes(found.subject)
    assert sorted({height_at(branch, found.x(clock("12:11"))) for branch in branches}) == [
        140,
        500,
        860,
    ]
    assert (
        {branch[0][1] for branch in branches} == {branch[-1][1] for branch in branches} == {MIDDLE}
    )


def test_sessions_know_how_far_down_they_are() -> None:
    """In the middle, or in their stream; by the rank that is given."""
    found = drawn(ONE_DAY)
    workshops = [one for one in ONE_DAY.sessions if one.start_minute == clock("11:40")]
    assert [found.y(one) for one in workshops] == [140, 500, 860]
    assert found.y(ONE_DAY.sessions[2]) == MIDDLE
    backwards = draw_day(ONE_DAY, lambda one: (-int(one.id[1:]),), 10)
    assert backwards
    assert [backwards.y(one) for one in workshops] == [860, 500, 140]


def test_a_day_that_ends_apart_leaves_together() -> None:
    """After a last break, or parallel sessions, the lines gather on their way out."""
    for kind, times in (("networking", 1), ("workshop", 4)):
        found = drawn(day((600, 60, "talk"), *((660, 60, kind) for _ in range(times))))
        ends = sorted(line[-1][1] for line in strokes(found.lines))
        assert ends == list(around(10, MIDDLE, 25))


def test_a_day_without_registration_arrives_all_the_same() -> None:
    """The lines start apart."""
    starts = [line[0][1] for line in strokes(drawn(day((600, 60, "talk"))).lines)]
    assert starts == list(evenly_spaced(10, 30, 970))


def test_a_long_evening_takes_little_room() -> None:
    """Six hours of dinner are drawn as an hour and a half; the hours within them keep their order."""
    found = drawn(day((1080, 60, "talk"), (1140, 360, "social")))
    assert found.width == LEAD + 60 + 90 + TAIL
    assert [found.x(order) for order in (0, 1080, 1140, 1320, 1500, 2000)] == [
        0,
        36,
        96,
        141,
        186,
        found.width,
    ]


def test_a_drawing_is_light() -> None:
    """Under a kilobyte for a normal day, under two and a half for the fullest."""
    found = drawn(ONE_DAY)
    assert len(gzip.compress((found.lines + found.subject).encode(), 9)) < 1000
    kinds = ("talk", "break", "panel", "keynote")
    full = drawn(day(*((600 + 7 * number, 7, kinds[number % 4]) for number in range(80))), 12)
    assert len(gzip.compress((full.lines + full.subject).encode(), 9)) < 2500


@given(days(), st.integers(3, 12))
@settings(deadline=None)
def test_any_day_can_be_drawn(given: Day, count: int) -> None:
    """Never outside its box, never back in time, from edge to edge; and twice the same."""
    found = draw_day(given, rank, count)
    assert found == draw_day(given, rank, count)
    if found is None:
        assert not given.sessions
        return
    assert len(strokes(found.lines)) == count
    for line in strokes(found.lines) + strokes(found.subject):
        assert line[0][0] == 0
        assert line[-1][0] == found.width
        across = [x for x, _ in line]
        assert across == sorted(across)
        assert all(0 <= y <= HEIGHT for _, y in line)
    for one in given.sessions:
        assert 0 <= found.x(one.start_minute) <= found.x(end_of(one)) <= found.width
        assert 0 < found.y(one) < HEIGHT


@given(st.integers(1, 12), st.integers(0, 30))
def test_a_break_moves_everybody_and_loses_nobody(count: int, turn: int) -> None:
    """A fixed shuffle of all lines."""
    order = tuple(range(count))
    assert sorted(permute(order, turn)) == list(order)
    assert permute(order, turn) == permute(order, turn)


@pytest.mark.parametrize("count", range(4, 13))
def test_nobody_sits_beside_the_same_line_after_a_break(count: int) -> None:
    """Neighbours are parted, whichever break it is."""
    order = tuple(range(count))
    for turn in range(4):
        moved = permute(order, turn)
        assert not {frozenset(pair) for pair in pairwise(order)} & {
            frozenset(pair) for pair in pairwise(moved)
        }


def test_shares_are_short() -> None:
    """To a hundredth of a per cent, without noughts."""
    assert [percent(1, 3), percent(1, 2), percent(0, 7), percent(7, 7)] == [
        "33.33%",
        "50%",
        "0%",
        "100%",
    ]


@pytest.mark.parametrize("audiences, lines", [(0, 10), (1, 3), (7, 7), (40, 12)])
def test_there_are_as_many_lines_as_audiences_within_bounds(
    tmp_path: Path, audiences: int, lines: int
) -> None:
    """Three to twelve; ten where nobody is named. Streams are in the order of the tracks."""
    names = (
        "audience:\n" + "".join(f"  - name: Sector {n}\n" for n in range(audiences))
        if audiences
        else ""
    )
    sessions = sessions_yaml(
        "start: 09:00\ntrack: Second", "start: 09:00\ntrack: First", tracks=("First", "Second")
    )
    event = load_soundly(write_project(tmp_path, {"data/sessions.yaml": sessions}, EVENT + names))
    found = draw_days(event)[1]
    assert len(strokes(found.lines)) == lines
    assert [found.y(one) for one in event.sessions] == [860, 140]


def test_a_thousand_sessions_in_ten_days_are_drawn_at_once(tmp_path: Path) -> None:
    """In a fraction of a second, once for a whole site."""
    ten = [
        day(*((540 + 30 * (number // 6), 30, "talk") for number in range(100))) for _ in range(10)
    ]
    started = perf_counter()
    for one in ten:
        drawn(one)
    assert perf_counter() - started < 0.5
