"""The drawing of a day: its timeline, lines and hours."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.model.event import Day
from microsite.site.drawing import (
    HEIGHT,
    LEAD,
    MAX_SPANS,
    MAX_STREAMS,
    MIDDLE,
    MIN_SPANS,
    PHONE_SPANS,
    TAIL,
    DayDrawing,
    around,
    draw_day,
    draw_days,
    end_of,
    evenly_spaced,
    hour_labels,
    permute,
    timeline,
)
from tests.drawn import ONE_DAY, clock, day, days, session, strokes
from tests.making import EVENT, load_soundly, sessions_yaml, write_project


def drawing_of(day_: Day, count: int = 10) -> DayDrawing:
    drawing = draw_day(day_, day_.sessions, count)
    assert drawing is not None
    return drawing


def height_at(line: list[tuple[int, int]], x: int) -> int:
    """Return the y of a line at x, where it does not bend."""
    ends = [line[0], *line[1:]]
    before = [y for across, y in ends if across <= x]
    return before[-1]


def test_draw_day_has_line_for_each_audience_and_branch_for_each_stream() -> None:
    drawing = drawing_of(ONE_DAY)
    assert drawing.width == clock("16:40") - clock("09:00") + LEAD + TAIL
    assert len(strokes(drawing.lines)) == 10
    assert len(strokes(drawing.subject)) == 3


def test_draw_day_lines_arrive_apart_and_leave_together() -> None:
    drawing = drawing_of(ONE_DAY)
    lines = strokes(drawing.lines)
    keynote = drawing.x(clock("09:55"))
    starts = sorted(line[0][1] for line in lines)
    middles = sorted(height_at(line, keynote) for line in lines)
    ends = sorted(line[-1][1] for line in lines)
    assert starts[-1] - starts[0] == 940
    assert middles[-1] - middles[0] == 17 * 10
    assert ends[-1] - ends[0] < 500
    assert MIDDLE not in middles + ends


def test_draw_day_subject_branches_into_every_stream_and_back() -> None:
    drawing = drawing_of(ONE_DAY)
    branches = strokes(drawing.subject)
    assert sorted(
        {height_at(branch, drawing.x(clock("12:11"))) for branch in branches}
    ) == [
        140,
        500,
        860,
    ]
    assert (
        {branch[0][1] for branch in branches}
        == {branch[-1][1] for branch in branches}
        == {MIDDLE}
    )


def test_draw_day_places_streams_by_rank() -> None:
    drawing = drawing_of(ONE_DAY)
    workshops = [
        session_
        for session_ in ONE_DAY.sessions
        if session_.start_minute == clock("11:40")
    ]
    assert [drawing.places.get(session_.id, MIDDLE) for session_ in workshops] == [
        140,
        500,
        860,
    ]
    assert ONE_DAY.sessions[2].id not in drawing.places
    backwards = draw_day(ONE_DAY, ONE_DAY.sessions[::-1], 10)
    assert backwards
    assert [backwards.places[session_.id] for session_ in workshops] == [860, 500, 140]


def test_draw_day_gathers_lines_when_day_ends_apart() -> None:
    for kind, times in (("networking", 1), ("workshop", 4)):
        drawing = drawing_of(
            day((600, 60, "talk"), *((660, 60, kind) for _ in range(times)))
        )
        ends = sorted(line[-1][1] for line in strokes(drawing.lines))
        assert ends == list(around(10, MIDDLE, 25))


def test_draw_day_starts_apart_without_registration() -> None:
    starts = [line[0][1] for line in strokes(drawing_of(day((600, 60, "talk"))).lines)]
    assert starts == list(evenly_spaced(10, 30, 970))


def test_draw_day_shortens_long_pause() -> None:
    drawing = drawing_of(day((1080, 60, "talk"), (1140, 360, "social")))
    assert drawing.width == LEAD + 60 + 90 + TAIL
    assert [drawing.x(order) for order in (0, 1080, 1140, 1320, 1500, 2000)] == [
        0,
        36,
        96,
        141,
        186,
        drawing.width,
    ]


def test_draw_day_paths_are_small() -> None:
    drawing = drawing_of(ONE_DAY)
    assert len(gzip.compress((drawing.lines + drawing.subject).encode(), 9)) < 1000
    kinds = ("talk", "break", "panel", "keynote")
    full = drawing_of(
        day(*((600 + 7 * number, 7, kinds[number % 4]) for number in range(80))), 12
    )
    assert len(gzip.compress((full.lines + full.subject).encode(), 9)) < 2500


@given(days(), st.integers(3, 12))
@settings(deadline=None)
def test_draw_day_stays_inside_its_box_for_any_day(day_: Day, count: int) -> None:
    drawing = draw_day(day_, day_.sessions, count)
    assert drawing == draw_day(day_, day_.sessions, count)
    if drawing is None:
        assert not day_.sessions
        return
    assert len(strokes(drawing.lines)) == count
    for line in strokes(drawing.lines) + strokes(drawing.subject):
        assert line[0][0] == 0
        assert line[-1][0] == drawing.width
        across = [x for x, _ in line]
        assert across == sorted(across)
        assert all(0 <= y <= HEIGHT for _, y in line)
    for session_ in day_.sessions:
        assert (
            0
            <= drawing.x(session_.start_minute)
            <= drawing.x(end_of(session_))
            <= drawing.width
        )
        assert 0 < drawing.places.get(session_.id, MIDDLE) < HEIGHT


@given(st.integers(1, 12), st.integers(0, 30))
def test_permute_keeps_all_lines(count: int, turn: int) -> None:
    order = tuple(range(count))
    assert sorted(permute(order, turn)) == list(order)
    assert permute(order, turn) == permute(order, turn)


@pytest.mark.parametrize("count", range(4, 13))
def test_permute_separates_neighbours(count: int) -> None:
    order = tuple(range(count))
    for turn in range(4):
        permutation = permute(order, turn)
        assert not {frozenset(pair) for pair in pairwise(order)} & {
            frozenset(pair) for pair in pairwise(permutation)
        }


def test_percent_has_at_most_two_decimals() -> None:
    drawing = DayDrawing(ONE_DAY, ((540, 0), (600, 21)), "", "", {})
    assert [drawing.percent(x) for x in (7, 0, 21)] == ["33.33%", "0%", "100%"]


@pytest.mark.parametrize("audiences, lines", [(0, 10), (1, 3), (7, 7), (40, 12)])
def test_draw_days_has_line_for_each_audience_within_bounds(
    tmp_path: Path, audiences: int, lines: int
) -> None:
    names = (
        "audience:\n" + "".join(f"  - name: Sector {n}\n" for n in range(audiences))
        if audiences
        else ""
    )
    sessions = sessions_yaml(
        "start: 09:00\ntrack: Second",
        "start: 09:00\ntrack: First",
        tracks=("First", "Second"),
    )
    event = load_soundly(
        write_project(tmp_path, {"data/sessions.yaml": sessions}, EVENT + names)
    )
    drawing = draw_days(event)[1]
    assert len(strokes(drawing.lines)) == lines
    assert [drawing.places.get(session_.id, MIDDLE) for session_ in event.sessions] == [
        860,
        140,
    ]


def test_draw_day_is_quick_for_a_thousand_sessions(tmp_path: Path) -> None:
    ten = [
        day(*((540 + 30 * (number // 6), 30, "talk") for number in range(100)))
        for _ in range(10)
    ]
    start = process_time()
    for day_ in ten:
        drawing_of(day_)
    assert process_time() - start < 0.5


# Timeline


def shapes(day_: Day) -> list[tuple[str, int, int]]:
    """Return shape, minutes and streams of each span."""
    spans, _ = timeline(day_.sessions)
    return [(span.shape, span.end - span.start, span.streams) for span in spans]


def test_timeline_follows_plan_of_day() -> None:
    assert shapes(ONE_DAY) == [
        ("arrive", 30, 1),
        ("keynote", 40, 1),
        ("panel", 40, 1),
        ("questions", 20, 1),
        ("break", 30, 1),
        ("parallel", 60, 3),
        ("break", 60, 1),
        ("talk", 30, 1),
        ("panel", 40, 1),
        ("parallel", 45, 3),
        ("break", 20, 1),
        ("panel", 45, 1),
    ]


def test_timeline_counts_overlapping_streams() -> None:
    grid = day(
        (clock("10:00"), 30, "talk"),
        (clock("10:00"), 90, "workshop"),
        (clock("10:30"), 60, "talk"),
        (clock("10:30"), 30, "talk"),
        (clock("11:30"), 60, "lunch"),
    )
    assert shapes(grid) == [
        ("parallel", 30, 2),
        ("parallel", 30, 3),
        ("parallel", 30, 2),
        ("break", 60, 1),
    ]
    _, streams = timeline(grid.sessions)
    assert streams == {
        "s1": (0, 2),
        "s2": (0, 3),
        "s3": (1, 3),
        "s4": (1, 2),
    }


def test_timeline_ignores_unseated_session_beside_talk() -> None:
    assert shapes(day((600, 120, "posters"), (630, 30, "talk"))) == [
        ("break", 30, 1),
        ("talk", 30, 1),
        ("break", 60, 1),
    ]


def test_timeline_takes_long_gap_for_break() -> None:
    assert shapes(day((600, 30, "talk"), (635, 30, "talk"))) == [("talk", 65, 1)]
    assert shapes(day((600, 30, "talk"), (690, 30, "talk"))) == [
        ("talk", 30, 1),
        ("break", 60, 1),
        ("talk", 30, 1),
    ]


def test_timeline_takes_registration_for_arrival_only_at_start() -> None:
    assert shapes(
        day(
            (540, 30, "registration"),
            (570, 30, "talk"),
            (600, 30, "registration"),
            (630, 30, "talk"),
        )
    ) == [("arrive", 30, 1), ("talk", 30, 1), ("break", 30, 1), ("talk", 30, 1)]


def test_timeline_leaves_out_cancelled_sessions_unless_all_are() -> None:
    held_session, cancelled_session = (
        session(1, 600, 30),
        session(2, 630, 60, "panel", cancelled=True),
    )
    assert shapes(Day(1, None, None, None, (held_session, cancelled_session))) == [
        ("talk", 30, 1)
    ]
    assert shapes(Day(1, None, None, None, (cancelled_session,))) == [("panel", 60, 1)]


def test_timeline_limits_number_of_spans() -> None:
    kinds = ("talk", "break", "panel", "keynote")
    spans = shapes(
        day(*((600 + 7 * number, 7, kinds[number % 4]) for number in range(80)))
    )
    assert 1 <= len(spans) <= MAX_SPANS
    assert sum(minutes for _, minutes, _ in spans) == 560


def test_timeline_limits_number_of_streams() -> None:
    assert shapes(day(*((600, 60, "talk") for _ in range(80)))) == [
        ("parallel", 60, MAX_STREAMS)
    ]


def test_timeline_is_empty_without_sessions() -> None:
    assert timeline(()) == ([], {})


@given(days())
@settings(deadline=None)
def test_timeline_has_no_gaps_for_any_day(day_: Day) -> None:
    stretches, streams = timeline(day_.sessions)
    assert bool(stretches) == bool(day_.sessions)
    if not stretches:
        return
    sessions = [
        session_ for session_ in day_.sessions if not session_.is_cancelled
    ] or day_.sessions
    assert stretches[0].start == min(session_.start_minute for session_ in sessions)
    assert stretches[-1].end == max(end_of(session_) for session_ in sessions)
    assert len(stretches) <= MAX_SPANS
    for before, after in pairwise(stretches):
        assert before.end == after.start
        assert (before.shape, before.streams) != (after.shape, after.streams)
    for stretch in stretches:
        assert stretch.end - stretch.start >= MIN_SPANS[0] or len(stretches) == 1
        assert (stretch.streams > 1) == (stretch.shape == "parallel")
        assert stretch.streams <= MAX_STREAMS
    assert all(0 <= index < count for index, count in streams.values())


# Hours


def words_of(day_: Day) -> list[str]:
    return [words for _, words, _ in hour_labels(drawing_of(day_))]


def test_hour_labels_prefer_important_sessions() -> None:
    assert words_of(ONE_DAY) == [
        "Arrive",
        "Keynote",
        "Panel",
        "Break",
        "Workshops",
        "Lunch",
        "Talk",
        "Panel",
        "Workshops",
        "Break",
        "Panel",
        "Close",
    ]


def test_hour_labels_use_sessions_for_several_kinds() -> None:
    assert words_of(day((600, 60, "talk"), (600, 60, "panel"))) == ["Sessions"]
    assert words_of(day((600, 60, "other"), (600, 60, "other"))) == ["Sessions"]
    assert words_of(day((600, 60, "other"))) == ["Session"]


def test_phone_has_labels_of_start_fork_lunch_and_end() -> None:
    drawing = draw_day(ONE_DAY, ONE_DAY.sessions, 10, PHONE_SPANS)
    assert drawing
    labels = hour_labels(drawing, is_phone=True)
    assert [words for _, words, _ in labels] == [
        "Arrive",
        "Workshops",
        "Lunch",
        "Close",
    ]
    assert labels[0][2] == "0%"


@given(days())
@settings(deadline=None)
def test_hour_labels_never_overlap(day_: Day) -> None:
    if not day_.sessions:
        return
    places = [float(x.rstrip("%")) for _, _, x in hour_labels(drawing_of(day_))]
    assert all(0 <= place < 100 for place in places)
    assert all(after - before > 3.8 for before, after in pairwise(places))
