"""A day as stretches of time, each with the shape of what happens in it. Pure; every day has one,
however it is set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from microsite.model.records.sessions import SessionKind

SHORTEST = (15, 20, 30, 45, 60, 90, 120, 240, 480)
"""Minutes. What is shorter takes its neighbour's shape; a day of very many stretches is told in
longer ones.
"""
MOST_STRETCHES = 18
MOST_STREAMS = 8
"""More sessions at once than this look like this many."""


class Shape(StrEnum):
    """Shape of a span of the day, from apart to close together."""

    ARRIVE = "arrive"
    BREAK = "break"
    PARALLEL = "parallel"
    QUESTIONS = "questions"
    PANEL = "panel"
    CHAIR = "chair"
    TALK = "talk"
    KEYNOTE = "keynote"


UNSEATED_SHAPES = frozenset((Shape.ARRIVE, Shape.BREAK))
"""People are on their feet."""
SHAPES = {
    SessionKind.REGISTRATION: Shape.ARRIVE,
    SessionKind.WELCOME: Shape.CHAIR,
    SessionKind.CLOSING: Shape.CHAIR,
    SessionKind.KEYNOTE: Shape.KEYNOTE,
    SessionKind.PANEL: Shape.PANEL,
    SessionKind.DISCUSSION: Shape.PANEL,
    SessionKind.WORKSHOP: Shape.PANEL,
    SessionKind.TOUR: Shape.PANEL,
    SessionKind.QUESTIONS: Shape.QUESTIONS,
    SessionKind.BREAK: Shape.BREAK,
    SessionKind.LUNCH: Shape.BREAK,
    SessionKind.NETWORKING: Shape.BREAK,
    SessionKind.SOCIAL: Shape.BREAK,
    SessionKind.POSTERS: Shape.BREAK,
}
"""The shape of each kind of session; those that are not here are talks."""


class DrawableSession(Protocol):
    """A session, as far as it shapes the day."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def start_minute(self) -> int:
        """Start, in minutes from the start of the conference day."""

    @property
    def end_minute(self) -> int:
        """End, in the same minutes."""

    @property
    def kind(self) -> SessionKind:
        """Kind of session."""

    @property
    def is_cancelled(self) -> bool:
        """The session does not take place."""


AnySession = TypeVar("AnySession", bound=DrawableSession)


class TimeSpan(Struct, frozen=True):
    """A part of the day in which the same number of things go on."""

    start: int
    """Minutes from the start of the conference day."""
    finish: int
    """After `start`."""
    shape: Shape
    streams: int = 1
    """Number of sessions side by side; 2 to MOST_STREAMS if the shape is PARALLEL, else 1."""

    @property
    def minutes(self) -> int:
        """Its length, > 0."""
        return self.finish - self.start


class ParallelTrack(Struct, frozen=True):
    """Which of the sessions that run side by side one is."""

    index: int
    """Number from 0."""
    of: int
    """Number of tracks; 1 if it has the day to itself."""


class Timeline(Struct, frozen=True):
    """A day in order."""

    stretches: tuple[TimeSpan, ...]
    """One after the other, without gaps; at least one."""
    streams: dict[str, ParallelTrack]
    """By id: each session at the middle of its time."""


def shape_of(kind: SessionKind) -> Shape:
    """The shape of a kind of session."""
    return SHAPES.get(kind, Shape.TALK)


def end_of(session: DrawableSession) -> int:
    """Its end on the wall; after its start, though in the night when clocks go back the wall may
    say otherwise.
    """
    return max(session.end_minute, session.start_minute + 1)


def middle_of(session: DrawableSession) -> int:
    """The minute in the middle of it."""
    return (session.start_minute + end_of(session)) // 2


def timeline(
    sessions: Iterable[AnySession], rank: Callable[[AnySession], tuple[int, ...]]
) -> Timeline | None:
    """The timeline of one day; None for a day on which nothing takes place.

    `rank` orders the sessions that run side by side. Cancelled sessions are left out, unless all
    are.
    """
    sessions = tuple(sessions)
    held = [session for session in sessions if not session.is_cancelled] or list(sessions)
    if not held:
        return None
    streams: dict[str, ParallelTrack] = {}
    stretches: list[TimeSpan] = []
    for start, finish, running in _moments(held):
        busy = [session for session in running if shape_of(session.kind) not in UNSEATED_SHAPES]
        stretches.append(_stretch(start, finish, busy or running, is_first=not stretches))
        if len(busy) > 1:
            busy.sort(key=rank)
        for index, session in enumerate(busy):
            if start <= middle_of(session) < finish:
                streams[session.id] = ParallelTrack(index, len(busy))
    return Timeline(_limit_spans(stretches), streams)


def _moments(held: list[AnySession]) -> Iterator[tuple[int, int, list[AnySession]]]:
    """The times between one start or end and the next, with what runs in each."""
    bounds = sorted(
        {bound for session in held for bound in (session.start_minute, end_of(session))}
    )
    waiting = sorted(held, key=lambda session: session.start_minute, reverse=True)
    running: list[AnySession] = []
    for start, finish in pairwise(bounds):
        running = [session for session in running if end_of(session) > start]
        while waiting and waiting[-1].start_minute <= start:
            running.append(waiting.pop())
        yield start, finish, running


def _stretch(start: int, finish: int, running: list[AnySession], *, is_first: bool) -> TimeSpan:
    if not running:
        return TimeSpan(start, finish, Shape.BREAK)
    shapes = [shape_of(session.kind) for session in running]
    if all(shape in UNSEATED_SHAPES for shape in shapes):
        arriving = is_first and Shape.ARRIVE in shapes
        return TimeSpan(start, finish, Shape.ARRIVE if arriving else Shape.BREAK)
    if len(shapes) > 1:
        return TimeSpan(start, finish, Shape.PARALLEL, min(len(shapes), MOST_STREAMS))
    return TimeSpan(start, finish, shapes[0])


def _limit_spans(stretches: list[TimeSpan]) -> tuple[TimeSpan, ...]:
    """The same day in so few stretches that it can be drawn."""
    for shortest in SHORTEST:
        stretches = _joined(_merge_short_spans(_joined(stretches), shortest))
        if len(stretches) <= MOST_STRETCHES:
            break
    return tuple(stretches)


def _joined(stretches: Iterable[TimeSpan]) -> list[TimeSpan]:
    """Neighbours of one shape become one stretch."""
    joined: list[TimeSpan] = []
    for stretch in stretches:
        last = joined[-1] if joined else None
        if last and (last.shape, last.streams) == (stretch.shape, stretch.streams):
            joined[-1] = replace(last, finish=stretch.finish)
        else:
            joined.append(stretch)
    return joined


def _merge_short_spans(stretches: list[TimeSpan], shortest: int) -> list[TimeSpan]:
    """Merge short spans into the next one in which people sit together, else the one before."""
    settled: list[TimeSpan] = []
    start: int | None = None
    for index, stretch in enumerate(stretches):
        begins = stretch.start if start is None else start
        following = stretches[index + 1] if index + 1 < len(stretches) else None
        start = None
        if stretch.finish - begins >= shortest or (following is None and not settled):
            settled.append(replace(stretch, start=begins))
        elif following and (
            not settled or not (following.shape in UNSEATED_SHAPES or following.streams > 1)
        ):
            start = begins
        else:
            settled[-1] = replace(settled[-1], finish=stretch.finish)
    return settled
