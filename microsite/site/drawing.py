"""The day drawn from its timetable: thin lines for the audience, a bright line for the subject.

Time runs across, one unit a minute, though a long pause is drawn shorter; y runs from 0 to HEIGHT.
All numbers are whole, so that the drawing is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import groupby, pairwise
from math import ceil, gcd

from msgspec import Struct
from msgspec.structs import replace

from microsite.model.event import Day, Event, Session
from microsite.model.records.programme import SessionKind
from microsite.site.text_metrics import text_width

HEIGHT = 1000
MIDDLE = HEIGHT // 2
TILE = 10
"""Units of a tile to a minute: in a tile nothing is stretched."""
LEAD, TAIL, BEND = 36, 50, 42
"""Minutes before the first session, after the last, and of a bend on each side of a change."""
MIN_LINES, MAX_LINES, DEFAULT_LINES = 3, 12, 10
MARGIN, STREAM_MARGIN, STREAM_SPACING = 30, 140, 30
"""From the border to the first line on arrival, and to the first stream; between its lines."""
LONG_BREAK, MAX_PAUSE = 45, 90
"""Minutes. In a longer break lines spread out more; a longer pause takes no more room."""
MIN_SPANS = (15, 20, 30, 45, 60, 90, 120, 240, 480)
"""Minutes. A shorter span takes the shape of its neighbour; the first limit that leaves at most
MAX_SPANS applies.
"""
MAX_SPANS, MAX_STREAMS = 18, 8

AXIS_WIDTH, LETTER_SIZE, LABEL_PADDING = 1024, 14, 10
"""Pixels: the least width at which hours are shown, their size and the space around them."""


class Shape(StrEnum):
    """Shapes of a span of time, from apart to close together."""

    ARRIVE = "arrive"
    BREAK = "break"
    PARALLEL = "parallel"
    QUESTIONS = "questions"
    PANEL = "panel"
    CHAIR = "chair"
    TALK = "talk"
    KEYNOTE = "keynote"


UNSEATED_SHAPES = frozenset((Shape.ARRIVE, Shape.BREAK))
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
"""Other kinds of session are talks."""
LINE_SPACING = {
    Shape.KEYNOTE: 17,
    Shape.TALK: 25,
    Shape.CHAIR: 36,
    Shape.PANEL: 43,
    Shape.QUESTIONS: 54,
}
SHORT_NAMES = {
    SessionKind.REGISTRATION: "Arrive",
    SessionKind.CLOSING: "Close",
    SessionKind.DEMONSTRATION: "Demo",
    SessionKind.LIGHTNING: "Lightning",
    SessionKind.OTHER: "Session",
}
PLURAL_KINDS = "keynote talk panel discussion workshop demonstration tour".split()
"""Several of another kind, or of several kinds, are “Sessions”."""
LABEL_PRIORITY = {"registration": 0, "keynote": 0, "lunch": 0, "welcome": 2, "questions": 2}


class TimeSpan(Struct, frozen=True):
    """A part of the day with the same number of sessions. Times are minutes since the day began."""

    start: int
    end: int
    shape: Shape
    streams: int = 1
    """Sessions side by side: 2 to MAX_STREAMS if the shape is PARALLEL, else 1."""

    @property
    def minutes(self) -> int:
        """Return its length, at least 1."""
        return self.end - self.start


class DayDrawing(Struct, frozen=True):
    """Drawing of a day."""

    number: int
    """Number of the day, from 1."""
    change_points: tuple[tuple[int, int], ...]
    """Minutes of the day with their x. Between them time is even."""
    lines: str
    """Path data of the thin lines."""
    subject: str
    """Path data of the bright line and its branches."""
    tile: tuple[str, str]
    """The same paths, TILE times as wide."""
    places: dict[str, int]
    """The y of each session that runs beside others, by id."""

    @property
    def width(self) -> int:
        """Return the width in units."""
        return self.change_points[-1][1]

    def x(self, minute: int) -> int:
        """Return the x of a minute of the day, inside the drawing."""
        for (start, left), (end, right) in pairwise(self.change_points):
            if minute <= end:
                return left + max(0, minute - start) * (right - left) // (end - start)
        return self.width

    def y(self, session: Session) -> int:
        """Return the y of a session: the middle, or its stream."""
        return self.places.get(session.id, MIDDLE)

    def percent(self, x: int) -> str:
        """Return an x as a share of the width, to a hundredth of a per cent: `12.5%`."""
        hundredths = (x * 20000 + self.width) // (2 * self.width)
        return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".") + "%"


class AxisLabel(Struct, frozen=True):
    """A label of the time axis."""

    session: Session
    """The first of those that start there."""
    words: str
    """`Keynote`."""
    x: str
    """From the left: `12.5%`."""


class _PathStop(Struct, frozen=True):
    """Positions of all lines for a while."""

    start: int
    end: int
    lines: tuple[int, ...]
    """The y of each thin line."""
    branches: tuple[int, ...] = (MIDDLE,)
    """The y of each branch of the bright line."""


def line_count(event: Event) -> int:
    """Return the number of thin lines: one for each audience, within bounds."""
    audiences = len(event.record.audience)
    return min(MAX_LINES, max(MIN_LINES, audiences)) if audiences else DEFAULT_LINES


def shape_of(kind: SessionKind) -> Shape:
    """Return the shape of a kind of session."""
    return SHAPES.get(kind, Shape.TALK)


def end_of(session: Session) -> int:
    """Return the minute of a session's end: after its start even when clocks go back."""
    return max(session.end_minute, session.start_minute + 1)


# Timeline


def timeline(
    sessions: Iterable[Session], rank: Callable[[Session], tuple[int, ...]]
) -> tuple[list[TimeSpan], dict[str, tuple[int, int]]]:
    """Return a day as spans without gaps, and the index and number of sessions beside each one.

    `rank` orders sessions side by side. Cancelled sessions are left out, unless all are.
    """
    held = [(session.start_minute, end_of(session), session) for session in _held(sessions)]
    bounds = sorted({minute for start, end, _ in held for minute in (start, end)})
    spans: list[TimeSpan] = []
    streams = {}
    for start, end in pairwise(bounds):
        running = [session for first, last, session in held if first <= start < last]
        seated = [one for one in running if shape_of(one.kind) not in UNSEATED_SHAPES]
        if len(seated) > 1:
            spans.append(TimeSpan(start, end, Shape.PARALLEL, min(len(seated), MAX_STREAMS)))
        elif seated:
            spans.append(TimeSpan(start, end, shape_of(seated[0].kind)))
        else:
            is_arrival = not spans and any(shape_of(one.kind) is Shape.ARRIVE for one in running)
            spans.append(TimeSpan(start, end, Shape.ARRIVE if is_arrival else Shape.BREAK))
        for index, session in enumerate(sorted(seated, key=rank)):
            if start <= _middle_of(session) < end:
                streams[session.id] = (index, len(seated))
    return _limit_spans(spans) if spans else [], streams


def _held(sessions: Iterable[Session]) -> list[Session]:
    sessions = list(sessions)
    return [session for session in sessions if not session.is_cancelled] or sessions


def _middle_of(session: Session) -> int:
    return (session.start_minute + end_of(session)) // 2


def _limit_spans(spans: list[TimeSpan]) -> list[TimeSpan]:
    """Merge spans until none is too short and there are few enough to draw."""
    for min_minutes in MIN_SPANS:
        spans = _join_equal(_merge_short_spans(_join_equal(spans), min_minutes))
        if len(spans) <= MAX_SPANS:
            break
    return spans


def _join_equal(spans: list[TimeSpan]) -> list[TimeSpan]:
    groups = [list(run) for _, run in groupby(spans, key=lambda span: (span.shape, span.streams))]
    return [replace(run[0], end=run[-1].end) for run in groups]


def _merge_short_spans(spans: list[TimeSpan], min_minutes: int) -> list[TimeSpan]:
    """Add a short span to the next one if that is a single seated session, else to the last."""
    merged: list[TimeSpan] = []
    start = spans[0].start
    for span, following in zip(spans, [*spans[1:], None], strict=True):
        if span.end - start >= min_minutes or not (merged or following):
            merged.append(replace(span, start=start))
        elif following and (
            not merged or (following.shape not in UNSEATED_SHAPES and following.streams == 1)
        ):
            continue
        else:
            merged[-1] = replace(merged[-1], end=span.end)
        start = span.end
    return merged


# Positions of lines


def evenly_spaced(count: int, low: int, high: int) -> tuple[int, ...]:
    """Return positions from `low` to `high`; the middle if there is only one."""
    if count == 1:
        return ((low + high) // 2,)
    return tuple(low + (high - low) * index // (count - 1) for index in range(count))


def around(count: int, middle: int, spacing: int) -> tuple[int, ...]:
    """Return positions on both sides of a middle that stays free."""
    above = count // 2
    return tuple(middle + spacing * (index - above + (index >= above)) for index in range(count))


def split_evenly(order: tuple[int, ...], groups: int) -> list[tuple[int, ...]]:
    """Return lines in groups of nearly the same size, neighbours together."""
    bounds = [len(order) * group // groups for group in range(groups + 1)]
    return [order[start:end] for start, end in pairwise(bounds)]


def permute(order: tuple[int, ...], turn: int) -> tuple[int, ...]:
    """Return the order after a break: always the same one, and no two neighbours stay together."""
    count = len(order)
    for step in (3, 7, 5) if turn % 2 == 0 else (7, 3, 5):
        if gcd(step, count) == 1 and step % count not in (1, count - 1):
            return tuple(order[(index * step + 2 * turn + 1) % count] for index in range(count))
    return order[1::2] + order[::2]


# Drawing


def draw_days(event: Event) -> dict[int, DayDrawing]:
    """Return the drawing of each day with sessions, by the number of the day."""
    tracks = {track.name: index for index, track in enumerate(event.tracks)}
    rooms = {room.name: index for index, room in enumerate(event.rooms)}
    last = len(tracks) + len(rooms)

    def rank(session: Session) -> tuple[int, ...]:
        track = tracks[session.track.name] if session.track else last
        room = rooms[session.room.name] if session.room else last
        return track, room, session.span().start

    drawings = (draw_day(day, rank, line_count(event)) for day in event.days)
    return {drawing.number: drawing for drawing in drawings if drawing}


def draw_day(day: Day, rank: Callable[[Session], tuple[int, ...]], count: int) -> DayDrawing | None:
    """Return the drawing of a day with `count` thin lines; None without sessions."""
    spans, streams = timeline(day.sessions, rank)
    if not spans:
        return None
    points = _change_points(spans)
    stops = _stops(spans, dict(points), count)
    lines = list(zip(*(stop.lines for stop in stops), strict=True))
    branches = max(len(stop.branches) for stop in stops)
    subject = dict.fromkeys(
        tuple(stop.branches[_nearest(branch, branches, len(stop.branches))] for stop in stops)
        for branch in range(branches)
    )

    def paths(strokes: Iterable[tuple[int, ...]], scale: int = 1) -> str:
        return "".join(_path(stops, ys, points[-1][1], scale) for ys in strokes)

    places = {}
    for session in day.sessions:
        middle = _middle_of(session)
        shown = next((span.streams for span in spans if span.start <= middle < span.end), 1)
        if session.id in streams and shown > 1:
            places[session.id] = _stream_positions(shown)[_nearest(*streams[session.id], shown)]
    tile = (paths(lines, TILE), paths(subject, TILE))
    return DayDrawing(day.number, points, paths(lines), paths(subject), tile, places)


def _stream_positions(count: int) -> tuple[int, ...]:
    return evenly_spaced(count, STREAM_MARGIN, HEIGHT - STREAM_MARGIN)


def _nearest(branch: int, branches: int, count: int) -> int:
    """Return which of `count` branches one of the most branches follows."""
    return (2 * branch * (count - 1) + branches - 1) // (2 * (branches - 1)) if branches > 1 else 0


def _change_points(spans: list[TimeSpan]) -> tuple[tuple[int, int], ...]:
    """Return the bounds of spans with their x, and those of the way in and the way out."""
    points = [(spans[0].start - LEAD, 0), (spans[0].start, LEAD)]
    for span in spans:
        is_pause = span.shape in UNSEATED_SHAPES
        width = min(span.minutes, MAX_PAUSE) if is_pause else span.minutes
        points.append((span.end, points[-1][1] + width))
    return (*points, (points[-1][0] + TAIL, points[-1][1] + TAIL))


def _stops(spans: list[TimeSpan], x: dict[int, int], count: int) -> list[_PathStop]:
    """Return the arrival, the spans of the day and the way out."""
    order, breaks = tuple(range(count)), 0
    apart = evenly_spaced(count, MARGIN, HEIGHT - MARGIN)
    stops = [_PathStop(0, LEAD, apart)]
    for span in spans:
        start, end = x[span.start], x[span.end]
        branches: tuple[int, ...] = (MIDDLE,)
        if span.shape is Shape.ARRIVE:
            stops = [_PathStop(0, end, apart)]
            continue
        if span.shape is Shape.PARALLEL:
            branches = _stream_positions(span.streams)
            groups = zip(split_evenly(order, span.streams), branches, strict=True)
            positions = tuple(
                y for group, middle in groups for y in around(len(group), middle, STREAM_SPACING)
            )
        elif span.shape is Shape.BREAK:
            order, breaks = permute(order, breaks), breaks + 1
            half = 400 if span.minutes >= LONG_BREAK else 300
            positions = evenly_spaced(count, MIDDLE - half, MIDDLE + half)
        else:
            positions = around(count, MIDDLE, LINE_SPACING[span.shape])
        stops.append(_PathStop(start, end, _by_line(order, positions), branches))
    if spans[-1].shape not in LINE_SPACING:
        end, together = stops[-1].end, around(count, MIDDLE, LINE_SPACING[Shape.TALK])
        stops.append(_PathStop(end, end + TAIL, _by_line(order, together)))
    return stops


def _by_line(order: tuple[int, ...], positions: tuple[int, ...]) -> tuple[int, ...]:
    """Return the positions of line 0, line 1 and so on; `order` says which line has which."""
    return tuple(position for _, position in sorted(zip(order, positions, strict=True)))


def _path(stops: list[_PathStop], ys: tuple[int, ...], width: int, scale: int) -> str:
    """Return a line through the stops, bent on both sides of each change of its y."""
    data, pen = f"M0 {ys[0]}", 0
    for (before, from_y), (after, to_y) in pairwise(zip(stops, ys, strict=True)):
        if from_y == to_y:
            continue
        start = after.start - min(BEND, (before.end - before.start) // 2)
        length = after.start + min(BEND, (after.end - after.start) // 2) - start
        half, fall = length // 2 * scale, signed(to_y - from_y)
        data += f"{_across((start - pen) * scale)}c{half} 0 {half}{fall} {length * scale}{fall}"
        pen = start + length
    return data + _across((width - pen) * scale)


def _across(distance: int) -> str:
    return f"h{distance}" if distance else ""


def signed(number: int) -> str:
    """Format a number that follows another: a minus sign separates them by itself."""
    return f"{number}" if number < 0 else f" {number}"


# Hours


def hour_labels(event: Event, drawing: DayDrawing) -> tuple[AxisLabel, ...]:
    """Return the labels below a drawing by time: as many as have room, important ones first."""
    day = next(day for day in event.days if day.number == drawing.number)
    by_start = groupby(_held(day.sessions), key=lambda session: session.start_minute)
    groups = sorted((list(group) for _, group in by_start), key=_label_priority)
    labels: list[tuple[int, int, AxisLabel]] = []
    for group in groups:
        words, x = _label_words(group), drawing.x(group[0].start_minute)
        left = x * AXIS_WIDTH // drawing.width
        width = max(text_width(words), text_width("00:00")) * LETTER_SIZE
        right = left + ceil(width) + LABEL_PADDING
        is_free = all(right <= start or end <= left for start, end, _ in labels)
        if right <= AXIS_WIDTH and is_free:
            labels.append((left, right, AxisLabel(group[0], words, drawing.percent(x))))
    return tuple(label for _, _, label in sorted(labels, key=lambda placed: placed[0]))


def _label_words(group: list[Session]) -> str:
    kind = group[0].kind
    name = SHORT_NAMES.get(kind, kind.value.capitalize())
    if len(group) == 1:
        return name
    has_plural = kind in PLURAL_KINDS and all(session.kind is kind for session in group)
    return f"{name}s" if has_plural else "Sessions"


def _label_priority(group: list[Session]) -> int:
    return 0 if len(group) > 1 else LABEL_PRIORITY.get(group[0].kind, 1)
