"""The hours under the drawing."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from hypothesis import given, settings
from msgspec.structs import replace

from microsite.model.event import Day, Event
from microsite.site.drawing import AxisLabel, draw_day, hour_labels
from tests.drawn import ONE_DAY, day, days, rank


class OnlyDays:
    """As much of an event as the axis reads."""

    def __init__(self, *days: Day) -> None:
        self.days = days


def marks_of(given: Day) -> tuple[AxisLabel, ...]:
    drawing = draw_day(given, rank, 10)
    return (
        hour_labels(cast("Event", OnlyDays(replace(given, number=2), given)), drawing)
        if drawing
        else ()
    )


def test_the_hours_that_shape_the_day_are_named() -> None:
    """The welcome and the questions give way; parallel sessions are one label, in the plural."""
    assert [mark.words for mark in marks_of(ONE_DAY)] == [
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
        "Close",
    ]


def test_different_sessions_at_once_are_sessions() -> None:
    """There is no one word for them; nor a plural for every kind."""
    assert [mark.words for mark in marks_of(day((600, 60, "talk"), (600, 60, "panel")))] == [
        "Sessions"
    ]
    assert [mark.words for mark in marks_of(day((600, 60, "other"), (600, 60, "other")))] == [
        "Sessions"
    ]
    assert [mark.words for mark in marks_of(day((600, 60, "other")))] == ["Session"]


@given(days())
@settings(deadline=None)
def test_labels_have_room(given: Day) -> None:
    """In order, and never closer than the shortest label is wide."""
    places = [float(mark.x.rstrip("%")) for mark in marks_of(given)]
    assert all(0 <= place < 100 for place in places)
    assert all(after - before > 3.8 for before, after in pairwise(places))
