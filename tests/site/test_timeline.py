"""A day as stretches: whatever the timetable, it has an order in which it can be drawn."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from microsite.model.event import Day
from microsite.site.drawing import MAX_SPANS, MAX_STREAMS, MIN_SPANS, Shape, end_of, timeline
from tests.drawn import ONE_DAY, clock, day, days, rank, session


def shapes(given: Day) -> list[tuple[str, int, int]]:
    """Shape, minutes and streams of each stretch."""
    spans, _ = timeline(given.sessions, rank)
    return [(span.shape.value, span.minutes, span.streams) for span in spans]


def test_a_day_reads_as_it_is_planned() -> None:
    """Ten minutes of welcome take the shape of the keynote that follows; parallel sessions are one
    stretch.
    """
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


def test_tracks_that_overlap_are_counted_at_each_moment() -> None:
    """Three tracks of different lengths: three streams while three run, two while two do."""
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
    _, streams = timeline(grid.sessions, rank)
    assert streams == {
        "s1": (0, 2),
        "s2": (0, 3),
        "s3": (1, 3),
        "s4": (1, 2),
    }


def test_what_people_do_on_their_feet_does_not_split_a_session() -> None:
    """Posters hang all day; a talk beside them is still one talk."""
    assert shapes(day((600, 120, "posters"), (630, 30, "talk"))) == [
        ("break", 30, 1),
        ("talk", 30, 1),
        ("break", 60, 1),
    ]


def test_a_gap_is_a_break_and_a_short_one_is_nothing() -> None:
    """Five minutes between talks join them; an hour parts them."""
    assert shapes(day((600, 30, "talk"), (635, 30, "talk"))) == [("talk", 65, 1)]
    assert shapes(day((600, 30, "talk"), (690, 30, "talk"))) == [
        ("talk", 30, 1),
        ("break", 60, 1),
        ("talk", 30, 1),
    ]


def test_registration_is_an_arrival_only_at_the_start() -> None:
    """Later in the day it is a break."""
    assert shapes(
        day(
            (540, 30, "registration"),
            (570, 30, "talk"),
            (600, 30, "registration"),
            (630, 30, "talk"),
        )
    ) == [("arrive", 30, 1), ("talk", 30, 1), ("break", 30, 1), ("talk", 30, 1)]


def test_cancelled_sessions_leave_a_gap_unless_all_are() -> None:
    """Cancelled sessions are not drawn; a fully cancelled day is drawn as planned."""
    held, gone = session(1, 600, 30), session(2, 630, 60, "panel", cancelled=True)
    assert shapes(Day(1, None, None, None, (held, gone))) == [("talk", 30, 1)]
    assert shapes(Day(1, None, None, None, (gone,))) == [("panel", 60, 1)]


def test_eighty_short_sessions_are_told_in_few_stretches() -> None:
    """A day of pieces becomes longer ones until it can be drawn."""
    kinds = ("talk", "break", "panel", "keynote")
    many = shapes(day(*((600 + 7 * number, 7, kinds[number % 4]) for number in range(80))))
    assert 1 <= len(many) <= MAX_SPANS
    assert sum(minutes for _, minutes, _ in many) == 560


def test_eighty_sessions_at_once_are_many_streams() -> None:
    """As many as can be drawn."""
    assert shapes(day(*((600, 60, "talk") for _ in range(80)))) == [("parallel", 60, MAX_STREAMS)]


def test_an_empty_day_has_none() -> None:
    """Nothing to draw."""
    assert timeline((), rank) == ([], {})


@given(days())
@settings(deadline=None)
def test_any_day_has_a_timeline_without_gaps(given: Day) -> None:
    """From the first start to the last end, each stretch after the other, none too short, no two
    alike in a row.
    """
    stretches, streams = timeline(given.sessions, rank)
    assert bool(stretches) == bool(given.sessions)
    if not stretches:
        return
    held = [one for one in given.sessions if not one.is_cancelled] or given.sessions
    assert stretches[0].start == min(one.start_minute for one in held)
    assert stretches[-1].end == max(end_of(one) for one in held)
    assert len(stretches) <= MAX_SPANS
    for before, after in pairwise(stretches):
        assert before.end == after.start
        assert (before.shape, before.streams) != (after.shape, after.streams)
    for stretch in stretches:
        assert stretch.minutes >= MIN_SPANS[0] or len(stretches) == 1
        assert (stretch.streams > 1) == (stretch.shape is Shape.PARALLEL)
        assert stretch.streams <= MAX_STREAMS
    assert all(0 <= index < count for index, count in streams.values())
