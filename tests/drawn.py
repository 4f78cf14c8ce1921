"""Days with only times and kinds, and a parser of path data, for tests of the drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from hypothesis import strategies as st

from microsite.model.event import Day, Session
from microsite.model.records.content import SessionKind, SessionRecord, SessionStatus

KINDS = list(SessionKind)
Point = tuple[int, int]


def session(
    number: int,
    order: int,
    minutes: int,
    kind: str = "talk",
    *,
    cancelled: bool = False,
    back: int = 0,
) -> Session:
    """Return a session that starts `order` minutes into the day; clocks may go back during it."""
    start = time(order // 60 % 24, order % 60)
    details = SessionRecord(
        id=f"s{number}",
        title=f"Session {number}",
        kind=SessionKind(kind),
        start=start,
        status=SessionStatus.CANCELLED if cancelled else SessionStatus.CONFIRMED,
    )
    end = order + minutes - back
    return Session(
        record=details,
        day=1,
        start=start,
        end=time(end // 60 % 24, end % 60),
        duration_minutes=minutes,
        starts_at=None,
        ends_at=None,
        start_minute=order,
        end_minute=end,
    )


def day(*rows: tuple[int, int, str]) -> Day:
    """Return a day from its sessions: start, minutes, kind."""
    sessions = [session(number, *row) for number, row in enumerate(sorted(rows), 1)]
    return Day(1, None, None, None, tuple(sessions))


def clock(text: str) -> int:
    """Return the minutes from midnight of a time such as `09:30`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


ONE_DAY = day(
    (clock("09:00"), 30, "registration"),
    (clock("09:30"), 10, "welcome"),
    (clock("09:40"), 30, "keynote"),
    (clock("10:10"), 40, "panel"),
    (clock("10:50"), 20, "questions"),
    (clock("11:10"), 30, "break"),
    (clock("11:40"), 60, "workshop"),
    (clock("11:40"), 60, "workshop"),
    (clock("11:40"), 60, "workshop"),
    (clock("12:40"), 60, "lunch"),
    (clock("13:40"), 30, "talk"),
    (clock("14:10"), 40, "panel"),
    (clock("14:50"), 45, "workshop"),
    (clock("14:50"), 45, "workshop"),
    (clock("14:50"), 45, "workshop"),
    (clock("15:35"), 20, "break"),
    (clock("15:55"), 35, "panel"),
    (clock("16:30"), 10, "closing"),
)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Strategy for days with gaps, overlaps, nights and cancelled sessions, and empty days."""
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 30 * 60),
                st.integers(1, 24 * 60),
                st.sampled_from(KINDS),
                st.integers(0, 9),
                st.integers(0, 9),
            ),
            max_size=30,
        )
    )
    sessions = [
        session(
            number,
            order,
            minutes,
            kind.value,
            cancelled=chance == 0,
            back=60 if clock == 0 else 0,
        )
        for number, (order, minutes, kind, chance, clock) in enumerate(
            sorted(rows, key=lambda row: row[0]), 1
        )
    ]
    return Day(1, None, None, None, tuple(sessions))


def strokes(data: str) -> list[list[Point]]:
    """Return the points of path data, including control points, a list for each line."""
    assert re.fullmatch(r"(?:[MHCVhcvs][-\d ]+)*", data), data
    lines: list[list[Point]] = []
    x = y = 0
    for command, text in re.findall(r"([MHCVhcvs])([-\d ]+)", data):
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        points = list(_points(command, numbers, x, y))
        x, y = points[-1]
        if command == "M":
            lines.append(points)
        else:
            lines[-1] += points
    return lines


def _points(command: str, numbers: list[int], x: int, y: int) -> Iterator[Point]:
    if command in "hH":
        yield (numbers[0] if command == "H" else x + numbers[0], y)
    elif command in "vV":
        yield (x, numbers[0] if command == "V" else y + numbers[0])
    else:
        left, top = (x, y) if command in "cs" else (0, 0)
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            yield left + across, top + down
