"""The hours under a drawing: as many of the day's sessions as have room, the ones that shape the
day first.
"""

from __future__ import annotations

from itertools import groupby
from math import ceil

from msgspec import Struct

from microsite.model.event import Event, Session
from microsite.model.records.sessions import SessionKind
from microsite.site.drawing import DayDrawing
from microsite.site.text_metrics import text_width

NARROWEST, LETTER, PADDING = 1024, 14, 10
"""Pixels: the least width at which the axis is shown, the size of its letters, and the space around
a label.
"""
WORDS = {
    SessionKind.REGISTRATION: "Arrive",
    SessionKind.CLOSING: "Close",
    SessionKind.DEMONSTRATION: "Demo",
    SessionKind.LIGHTNING: "Lightning",
    SessionKind.OTHER: "Session",
}
"""Kinds that have a shorter name here."""
PLURALS = {
    SessionKind.KEYNOTE: "Keynotes",
    SessionKind.TALK: "Talks",
    SessionKind.PANEL: "Panels",
    SessionKind.DISCUSSION: "Discussions",
    SessionKind.WORKSHOP: "Workshops",
    SessionKind.DEMONSTRATION: "Demos",
    SessionKind.TOUR: "Tours",
}
"""Several of a kind at once; other kinds, and several kinds, are “Sessions”."""
FIRST = frozenset((SessionKind.REGISTRATION, SessionKind.KEYNOTE, SessionKind.LUNCH))
LAST = frozenset((SessionKind.WELCOME, SessionKind.QUESTIONS))


class AxisLabel(Struct, frozen=True):
    """A label of the axis."""

    session: Session
    """Session that starts there; the first of several."""
    words: str
    """`Keynote`."""
    x: str
    """Position from the left: `12.5%`."""


def hour_labels(event: Event, drawing: DayDrawing) -> tuple[AxisLabel, ...]:
    """Return the labels of a day, by time; none overlaps the next one."""
    day = next(day for day in event.days if day.number == drawing.number)
    held = [session for session in day.sessions if not session.is_cancelled] or day.sessions
    groups = [tuple(group) for _, group in groupby(held, key=lambda session: session.start_minute)]
    chosen: list[tuple[int, int, AxisLabel]] = []
    for group in sorted(groups, key=lambda group: (_label_priority(group), group[0].start_minute)):
        words, x = _words(group), drawing.x(group[0].start_minute)
        left = x * NARROWEST // drawing.width
        right = left + ceil(max(text_width(words), text_width("00:00")) * LETTER) + PADDING
        if right <= NARROWEST and all(
            right <= start or finish <= left for start, finish, _ in chosen
        ):
            chosen.append((left, right, AxisLabel(group[0], words, drawing.percent(x))))
    return tuple(mark for _, _, mark in sorted(chosen, key=lambda found: found[0]))


def _words(group: tuple[Session, ...]) -> str:
    kinds = {session.kind for session in group}
    kind = group[0].kind
    if len(group) > 1:
        return PLURALS.get(kind, "Sessions") if len(kinds) == 1 else "Sessions"
    return WORDS.get(kind, kind.value.capitalize())


def _label_priority(group: tuple[Session, ...]) -> int:
    if len(group) > 1 or group[0].kind in FIRST:
        return 0
    return 2 if group[0].kind in LAST else 1
