"""Tests of the pieces beside the timetable: they join for any number of lines and streams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.model.records.content import SessionKind
from microsite.site import graphics
from microsite.site.drawing import shape_of
from microsite.site.graphics import CENTRE, DEPTH, FAN_WIDTH, WIDTH, TimetableGraphic
from tests.drawn import strokes

LINES = range(3, 13)
SINGLE = sorted({shape_of(kind) for kind in SessionKind})


def piece(identity: str, lines: int) -> TimetableGraphic:
    [found] = graphics.timetable_graphics([identity], lines)
    return found


def ends(data: str, which: int) -> list[int]:
    """Return the x positions at which lines begin (0) or end (-1)."""
    return sorted({line[which][0] for line in strokes(data)})


def whole_height(found: TimetableGraphic) -> bool:
    lines = strokes(found.lines + found.subject + found.hollow)
    return all((line[0][1], line[-1][1]) == (0, DEPTH) for line in lines)


@pytest.mark.parametrize("lines", LINES)
def test_row_graphics_join_at_any_height(lines: int) -> None:
    bundle = ends(piece("chair", lines).lines, 0)
    for identity in SINGLE:
        found = piece(identity, lines)
        assert whole_height(found)
        assert ends(found.lines, -1) == bundle, identity
        assert identity == "arrive" or ends(found.lines, 0) == bundle, identity
        assert ends(found.subject, 0) == ends(found.subject, -1) == [CENTRE]


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("columns", range(2, 13))
def test_fan_leads_from_bundle_to_each_column(columns: int, lines: int) -> None:
    fan = piece(f"fan-{columns}", lines)
    assert fan.view_box == f"0 0 {FAN_WIDTH} {DEPTH}"
    assert whole_height(fan)
    assert ends(fan.lines, 0) == ends(piece("chair", lines).lines, 0)
    origins = [FAN_WIDTH * column // columns for column in range(columns)]
    assert ends(fan.subject, -1) == [origin + CENTRE for origin in origins]
    below = [
        origin + x
        for column, origin in enumerate(origins)
        for x in ends(piece(graphics.group_id(column, columns, lines), lines).lines, 0)
    ]
    assert ends(fan.lines, -1) == sorted(below)
    assert len(strokes(fan.lines)) == lines


@given(st.integers(2, 80), st.data(), st.sampled_from(LINES))
def test_branch_row_has_one_bright_branch(count: int, data: st.DataObject, lines: int) -> None:
    index = data.draw(st.integers(0, count - 1))
    fork, run = (
        piece(f"fork-{min(count, graphics.MAX_BRANCHES)}", lines),
        piece(graphics.branch_row_id(index, count), lines),
    )
    assert ends(fork.subject, -1) == sorted(ends(run.subject, 0) + ends(run.hollow, 0))
    assert ends(fork.lines, -1) == ends(run.lines, 0)
    assert len(ends(run.subject, 0)) == 1
    assert whole_height(run)


@given(st.integers(2, 80), st.sampled_from(LINES))
def test_loop_parts_and_meets_again(count: int, lines: int) -> None:
    loop, chair = (
        piece(graphics.outline_id(["panel"] * count), lines),
        piece("chair", lines),
    )
    assert whole_height(loop)
    for which in (0, -1):
        assert ends(loop.lines, which) == ends(chair.lines, which)
        assert ends(loop.subject, which) == [CENTRE]
    assert len(strokes(loop.subject)) == min(count, 4)


def test_branch_rows_follow_order_of_fork() -> None:
    for count in range(2, 5):
        branches = [
            ends(piece(graphics.branch_row_id(index, count), 10).subject, 0)[0]
            for index in range(count)
        ]
        assert branches == ends(piece(f"fork-{min(count, graphics.MAX_BRANCHES)}", 10).subject, -1)


@given(st.integers(2, 80), st.sampled_from(LINES))
def test_graphics_stay_inside_their_box(count: int, lines: int) -> None:
    for identity in (
        *SINGLE,
        graphics.outline_id(["talk"] * count),
        f"fork-{min(count, graphics.MAX_BRANCHES)}",
        graphics.branch_row_id(count - 1, count),
    ):
        found = piece(identity, lines)
        for line in strokes(found.lines + found.subject + found.hollow):
            assert all(0 <= x <= WIDTH and 0 <= y <= DEPTH for x, y in line), identity


@pytest.mark.parametrize(
    "count, columns", [(1, 1), (3, 3), (4, 4), (5, 3), (6, 3), (7, 4), (8, 4), (9, 3), (11, 4)]
)
def test_columns_for_leaves_few_free_places(count: int, columns: int) -> None:
    assert graphics.columns_for(count) == columns


def test_timetable_graphics_returns_each_piece_once() -> None:
    assert [
        found.id for found in graphics.timetable_graphics(["panel", "", "break", "panel"], 10)
    ] == [
        "panel",
        "break",
    ]
