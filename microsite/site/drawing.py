"""The day drawn from its timetable: thin lines are those who are invited, the bright line is whom
it is for.

Across runs time, a unit a minute, though a long pause is drawn shorter; down runs 0 to HEIGHT. Only
whole numbers are used, so that the drawing is the same everywhere. Paths are relative after their
first point: a third lighter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, TypeVar

from msgspec import Struct

from microsite.model.event import Day, Event
from microsite.model.records.sessions import SessionKind
from microsite.site.line_layout import around, evenly_spaced, permute, sorted_by_line, split_evenly
from microsite.site.timeline import (
    UNSEATED_SHAPES,
    AnySession,
    DrawableSession,
    Shape,
    TimeSpan,
    middle_of,
    timeline,
)

HEIGHT = 1000
MIDDLE = HEIGHT // 2
LEAD, TAIL, REACH = 36, 50, 42
"""Minutes before the first session, after the last, and of a bend before or after a change."""
FEWEST_LINES, MOST_LINES, LINES = 3, 12, 10
"""Bounds of the number of thin lines, and the number if no audiences are named."""
EDGE, OUTER, STREAM = 30, 140, 30
"""From the border to the first line on arrival and to the first stream; between the lines of a
stream.
"""
LONG_BREAK, LONGEST_PAUSE = 45, 90
"""Minutes. In a longer break people spread out more; a pause longer than the second, such as an
evening, takes no more room than that.
"""
PITCH = {Shape.KEYNOTE: 17, Shape.TALK: 25, Shape.CHAIR: 36, Shape.PANEL: 43, Shape.QUESTIONS: 54}
"""Distance of the lines, smaller the more closely people listen to one voice."""


class Window(Struct, frozen=True):
    """A part of a drawing, in its units."""

    x: int
    y: int
    width: int
    height: int


class DayDrawing(Struct, frozen=True):
    """A day, ready to be drawn."""

    number: int
    """Number of the day, from 1."""
    knots: tuple[tuple[int, int], ...]
    """Moments of the day, in minutes from its start, each with where it is from the left; between
    them time is even.
    """
    width: int
    lines: str
    """Path data of the thin lines."""
    subject: str
    """Path data of the bright line and its branches."""
    count: int
    """Number of thin lines."""
    places: dict[str, int]
    """Height of each session that has others beside it, by its id."""

    def x(self, order: int) -> int:
        """Return the position of a time of the day."""
        for (start, left), (finish, right) in pairwise(self.knots):
            if order <= finish:
                return left + max(0, order - start) * (right - left) // (finish - start)
        return self.width

    def y(self, session: DrawableSession) -> int:
        """Return the height of a session: the middle, or its track."""
        return self.places.get(session.id, MIDDLE)

    def percent(self, x: int) -> str:
        """A distance from the left as a share of the width: `12.5%`."""
        return percent(x, self.width)


OneSession_co = TypeVar("OneSession_co", bound=DrawableSession, covariant=True)


class Drawable(Protocol[OneSession_co]):
    """A day, as far as its drawing shows it."""

    @property
    def number(self) -> int:
        """From 1."""

    @property
    def sessions(self) -> tuple[OneSession_co, ...]:
        """By start."""


class _Planned(Struct, frozen=True):
    """A session, as far as the drawing of its day shows it."""

    id: str
    start_minute: int
    end_minute: int
    kind: SessionKind
    is_cancelled: bool
    track: int
    """The number of its track, of its room, and its own as they are written, to tell those side by
    side in order.
    """
    room: int
    written: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """Before which of those beside it it stands."""
        return (self.track, self.room, self.written)


class _DayPlan(Struct, frozen=True):
    """A day and its sessions."""

    number: int
    sessions: tuple[_Planned, ...]


class _PathStop(Struct, frozen=True):
    """Shape of the lines for a while."""

    start: int
    finish: int
    lines: tuple[int, ...]
    """Height of each thin line."""
    branches: tuple[int, ...]
    """Height of each branch of the bright line."""


def percent(part: int, whole: int) -> str:
    """A share to a hundredth of a per cent, without noughts at the end: `12.5%`."""
    hundredths = (part * 20000 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".") + "%"


def line_count(event: Event) -> int:
    """Return the number of thin lines: one for each audience, within bounds."""
    audiences = len(event.record.audience)
    return min(MOST_LINES, max(FEWEST_LINES, audiences)) if audiences else LINES


def draw_days(event: Event) -> dict[int, DayDrawing]:
    """The drawing of each day on which something takes place, by the number of the day."""
    tracks = {track.name: index for index, track in enumerate(event.tracks)}
    rooms = {room.name: index for index, room in enumerate(event.rooms)}
    last = len(tracks) + len(rooms)

    def planned(day: Day) -> _DayPlan:
        written = sorted(day.sessions, key=lambda session: session.span().start)
        order = {session.id: number for number, session in enumerate(written)}
        return _DayPlan(
            day.number,
            tuple(
                _Planned(
                    session.id,
                    session.start_minute,
                    session.end_minute,
                    session.kind,
                    session.is_cancelled,
                    tracks[session.track.name] if session.track else last,
                    rooms[session.room.name] if session.room else last,
                    order[session.id],
                )
                for session in day.sessions
            ),
        )

    drawn = (_draw(planned(day), line_count(event)) for day in event.days)
    return {drawing.number: drawing for drawing in drawn if drawing is not None}


@lru_cache(maxsize=64)
def _draw(day: _DayPlan, count: int) -> DayDrawing | None:
    """The drawing of a day. A preview asks for the same one after every save."""
    return draw_day(day, lambda session: session.rank, count)


def draw_day(
    day: Drawable[AnySession], rank: Callable[[AnySession], tuple[int, ...]], count: int
) -> DayDrawing | None:
    """The drawing of a day with `count` thin lines; None where nothing takes place."""
    line = timeline(day.sessions, rank)
    if line is None:
        return None
    knots = _change_points(line.stretches)
    width = knots[-1][1]
    stops = _stops(line.stretches, dict(knots), count)
    branches = max(len(stop.branches) for stop in stops)
    thin = (_path(stops, width, lambda stop, i=i: stop.lines[i]) for i in range(count))  # type: ignore[misc]
    bright = (
        _path(
            stops,
            width,
            lambda stop, j=j: stop.branches[_nearest(j, branches, len(stop.branches))],  # type: ignore[misc]
        )
        for j in range(branches)
    )
    places = {}
    for session in day.sessions:
        stream = line.streams.get(session.id)
        stretch = stream and _stretch_at(line.stretches, middle_of(session))
        if stream and stretch and stretch.streams > 1:
            places[session.id] = streams(stretch.streams)[
                _nearest(stream.index, stream.of, stretch.streams)
            ]
    subject = "".join(dict.fromkeys(bright))
    return DayDrawing(day.number, knots, width, "".join(thin), subject, count, places)


def streams(count: int) -> tuple[int, ...]:
    """Return the heights of parallel tracks."""
    return evenly_spaced(count, OUTER, HEIGHT - OUTER)


def _change_points(stretches: tuple[TimeSpan, ...]) -> tuple[tuple[int, int], ...]:
    """Return the start and end of each span, with the way in and the way out."""
    knots = [(stretches[0].start - LEAD, 0), (stretches[0].start, LEAD)]
    for stretch in stretches:
        shown = (
            min(stretch.minutes, LONGEST_PAUSE)
            if stretch.shape in UNSEATED_SHAPES
            else stretch.minutes
        )
        knots.append((stretch.finish, knots[-1][1] + shown))
    return (*knots, (knots[-1][0] + TAIL, knots[-1][1] + TAIL))


def _stops(stretches: tuple[TimeSpan, ...], x: dict[int, int], count: int) -> list[_PathStop]:
    """Arrival, the stretches of the day, and the way out together."""
    order = tuple(range(count))
    apart = sorted_by_line(order, evenly_spaced(count, EDGE, HEIGHT - EDGE))
    stops = [_PathStop(0, LEAD, apart, (MIDDLE,))]
    turn = 0
    for stretch in stretches:
        start, finish = x[stretch.start], x[stretch.finish]
        branches: tuple[int, ...] = (MIDDLE,)
        if stretch.shape is Shape.ARRIVE:
            stops = [_PathStop(0, finish, apart, branches)]
            continue
        if stretch.shape is Shape.PARALLEL:
            branches = streams(stretch.streams)
            groups = split_evenly(order, stretch.streams)
            places = tuple(
                y
                for group, middle in zip(groups, branches, strict=True)
                for y in around(len(group), middle, STREAM)
            )
        elif stretch.shape is Shape.BREAK:
            order, turn = permute(order, turn), turn + 1
            wide = 400 if stretch.minutes >= LONG_BREAK else 300
            places = evenly_spaced(count, MIDDLE - wide, MIDDLE + wide)
        else:
            places = around(count, MIDDLE, PITCH[stretch.shape])
        stops.append(_PathStop(start, finish, sorted_by_line(order, places), branches))
    if stretches[-1].shape not in PITCH:
        finish = stops[-1].finish
        together = sorted_by_line(order, around(count, MIDDLE, PITCH[Shape.TALK]))
        stops.append(_PathStop(finish, finish + TAIL, together, (MIDDLE,)))
    return stops


def _path(stops: list[_PathStop], width: int, place: Callable[[_PathStop], int]) -> str:
    """A line through the stops, bending before and after each change."""
    pen = 0
    data = f"M0 {place(stops[0])}"
    for before, after in pairwise(stops):
        fall = place(after) - place(before)
        if not fall:
            continue
        start = after.start - min(REACH, (before.finish - before.start) // 2)
        length = after.start + min(REACH, (after.finish - after.start) // 2) - start
        half = length // 2
        data += (
            _format_x(start - pen)
            + f"c{half} 0 {half}{_format_signed(fall)} {length}{_format_signed(fall)}"
        )
        pen = start + length
    return data + _format_x(width - pen)


def _format_x(distance: int) -> str:
    return f"h{distance}" if distance else ""


def _format_signed(number: int) -> str:
    """A number after another one: a minus keeps them apart by itself."""
    return f"{number}" if number < 0 else f" {number}"


def _nearest(branch: int, branches: int, here: int) -> int:
    """The branch of a stop that one of the most branches follows."""
    return (2 * branch * (here - 1) + branches - 1) // (2 * (branches - 1)) if branches > 1 else 0


def _stretch_at(stretches: tuple[TimeSpan, ...], moment: int) -> TimeSpan:
    return next(stretch for stretch in stretches if stretch.start <= moment < stretch.finish)
