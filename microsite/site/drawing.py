"""The day drawn from its timetable: thin lines for the audience, a bright line for the
subject.

Time runs across, one unit a minute, though a long pause is drawn shorter; y runs from 0
to HEIGHT. All numbers are whole, so that the drawing is the same on every machine.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, groupby, pairwise
from math import ceil, gcd

from msgspec import Struct, structs

from microsite.locales.locale import ENGLISH, Locale
from microsite.model.event import Day, Event, Session
from microsite.model.records.content import SessionKind
from microsite.site.text_metrics import text_width

HEIGHT = 1000
MIDDLE = HEIGHT // 2
LEAD, TAIL, BEND = 36, 50, 42
"""Minutes before and after all, and of a bend beside a change."""
STREAM_BOUNDS, STREAM_SPACING = (140, 860), 30
"""Of streams, and between the lines of one."""
MIN_SPANS = (15, 20, 30, 45, 60, 90, 120, 240, 480)
"""Minutes.

Shorter spans join their neighbours; the first limit that leaves MAX_SPANS applies.
"""
MAX_SPANS, PHONE_SPANS, MAX_STREAMS = 18, 10, 8
AXIS_WIDTH, LETTER_SIZE, LABEL_PADDING, GUTTER = 940, 14, 10, 40
"""Pixels: the least width of the axis on wide screens, the size of its letters, the
space around them, and beyond the axis.
"""

UNSEATED_SHAPES = ("arrive", "break")
SHAPES = {
    SessionKind.REGISTRATION: "arrive",
    SessionKind.BREAK: "break",
    SessionKind.LUNCH: "break",
    SessionKind.NETWORKING: "break",
    SessionKind.SOCIAL: "break",
    SessionKind.POSTERS: "break",
    SessionKind.QUESTIONS: "questions",
    SessionKind.PANEL: "panel",
    SessionKind.DISCUSSION: "panel",
    SessionKind.WORKSHOP: "panel",
    SessionKind.TOUR: "panel",
    SessionKind.WELCOME: "chair",
    SessionKind.CLOSING: "chair",
    SessionKind.KEYNOTE: "keynote",
}
"""Shape of the lines by kind of session.

Other kinds are a “talk”; several sessions side by side are “parallel”.
"""
LINE_SPACING = {"keynote": 17, "talk": 25, "chair": 36, "panel": 43, "questions": 54}
WORDS = {
    SessionKind.REGISTRATION: "Arrive",
    SessionKind.CLOSING: "Close",
    SessionKind.DEMONSTRATION: "Demo",
    SessionKind.OTHER: "Session",
}
"""Labels that are not the first word of the kind."""
PLURAL_KINDS = frozenset(
    {
        SessionKind.KEYNOTE,
        SessionKind.TALK,
        SessionKind.PANEL,
        SessionKind.DISCUSSION,
        SessionKind.WORKSHOP,
        SessionKind.DEMONSTRATION,
        SessionKind.TOUR,
    }
)
"""Several of another kind, or of several kinds, are “Sessions”."""
LABEL_PRIORITY = {
    SessionKind.REGISTRATION: 0,
    SessionKind.KEYNOTE: 0,
    SessionKind.LUNCH: 0,
    SessionKind.CLOSING: 0,
    SessionKind.WELCOME: 2,
    SessionKind.QUESTIONS: 2,
}
"""Order in which labels get room, 0 first; other kinds have 1."""


class TimeSpan(Struct, frozen=True):
    """A part of the day with the same number of sessions, in minutes since the day
    began.
    """

    start: int
    end: int
    shape: str
    streams: int  # sessions side by side, up to MAX_STREAMS


class DayDrawing(Struct, frozen=True):
    """Drawing of a day."""

    day: Day
    change_points: tuple[tuple[int, int], ...]
    """Minutes of the day with their x; even in between."""
    lines: str  # path data of the thin lines
    subject: str  # the same of the bright line and its branches
    places: dict[str, int]  # the y of each session that runs beside others, by id

    @property
    def width(self) -> int:
        """Return the width in units."""
        return self.change_points[-1][1]

    @property
    def core(self) -> int:
        """Return the width from the first session to the end of the last."""
        return self.width - LEAD - TAIL

    def x(self, minute: int) -> int:
        """Return the x of a minute of the day, inside the drawing."""
        for (start, left), (end, right) in pairwise(self.change_points):
            if minute <= end:
                return left + max(0, minute - start) * (right - left) // (end - start)
        return self.width

    def sides(self, session: Session) -> tuple[int, int]:
        return self.x(session.start_minute), self.x(end_of(session))

    def percent(self, x: int) -> str:
        """Return an x as a share of the width, to a hundredth of a per cent:
        `12.5%`.
        """
        return f"{(x * 20000 + self.width) // (2 * self.width) / 100:g}%"


class _PathStop(Struct, frozen=True):
    """Positions (y) of each thin line, and of each branch of the bright line, for a
    while.
    """

    start: int
    end: int
    lines: tuple[int, ...]
    branches: tuple[int, ...]


def line_count(event: Event) -> int:
    """Return the number of thin lines: one for each audience, from 3 to 12."""
    return min(12, max(3, len(event.record.audience) or 10))


def shape_of(kind: SessionKind) -> str:
    """Return the shape of a kind of session: `panel`."""
    return SHAPES.get(kind, "talk")


def end_of(session: Session) -> int:
    """Return the minute of a session's end: after its start even when clocks go
    back.
    """
    return max(session.end_minute, session.start_minute + 1)


def draw_days(event: Event, max_spans: int = MAX_SPANS) -> dict[int, DayDrawing]:
    """Return the drawing of each day with sessions, by the number of the day."""
    tracks, rooms = list(event.tracks), list(event.rooms)

    def rank(session: Session) -> tuple[int, ...]:
        track = tracks.index(session.track) if session.track else len(tracks)
        room = rooms.index(session.room) if session.room else len(rooms)
        return track, room, session.span().start

    ranked = ((day, sorted(day.sessions, key=rank)) for day in event.days)
    drawn = (
        draw_day(day, sessions, line_count(event), max_spans)
        for day, sessions in ranked
    )
    return {drawing.day.number: drawing for drawing in drawn if drawing}


def draw_day(
    day: Day, ranked: Sequence[Session], count: int, max_spans: int = MAX_SPANS
) -> DayDrawing | None:
    """Return a day with so many thin lines, its sessions ranked as they stand side by
    side.
    """
    spans, streams = timeline(ranked, max_spans)
    if not spans:
        return None
    points, stops = _plan(spans, count)
    strokes = ([stop.lines for stop in stops], [stop.branches for stop in stops])
    unique = (dict.fromkeys(zip(*stroke, strict=True)) for stroke in strokes)
    lines, subject = (
        "".join(_path(stops, ys, points[-1][1]) for ys in group) for group in unique
    )
    places = {}
    for session in ranked:
        abreast = next(
            (span.streams for span in spans if _middle_of(session) < span.end), 1
        )
        if session.id in streams and abreast > 1:
            positions = evenly_spaced(abreast, *STREAM_BOUNDS)
            places[session.id] = positions[_nearest(*streams[session.id], abreast)]
    return DayDrawing(day, points, lines, subject, places)


def timeline(
    ranked: Sequence[Session], max_spans: int = MAX_SPANS
) -> tuple[list[TimeSpan], dict[str, tuple[int, int]]]:
    """Return a day as spans without gaps, and by session its index among those side by
    side.
    """
    times = [
        (session.start_minute, end_of(session), session) for session in _active(ranked)
    ]
    bounds = sorted({minute for start, end, _ in times for minute in (start, end)})
    spans: list[TimeSpan] = []
    streams = {}
    for start, end in pairwise(bounds):
        running = [session for first, last, session in times if first <= start < last]
        seated = [
            session
            for session in running
            if shape_of(session.kind) not in UNSEATED_SHAPES
        ]
        if len(seated) > 1:
            shape = "parallel"
        elif seated:
            shape = shape_of(seated[0].kind)
        else:
            is_arrival = not spans and "arrive" in {
                shape_of(session.kind) for session in running
            }
            shape = "arrive" if is_arrival else "break"
        spans.append(TimeSpan(start, end, shape, min(max(1, len(seated)), MAX_STREAMS)))
        for index, session in enumerate(seated):
            if start <= _middle_of(session) < end:
                streams[session.id] = (index, len(seated))
    for min_minutes in MIN_SPANS:
        spans = _join_equal(_merge_short_spans(_join_equal(spans), min_minutes))
        if len(spans) <= max_spans:
            break
    return spans, streams


def _active(sessions: Sequence[Session]) -> Sequence[Session]:
    """Return sessions without those that are cancelled, unless all are."""
    return [session for session in sessions if not session.is_cancelled] or sessions


def _middle_of(session: Session) -> int:
    return (session.start_minute + end_of(session)) // 2


def _join_equal(spans: list[TimeSpan]) -> list[TimeSpan]:
    groups = [
        list(run)
        for _, run in groupby(spans, key=lambda span: (span.shape, span.streams))
    ]
    return [structs.replace(run[0], end=run[-1].end) for run in groups]


def _merge_short_spans(spans: list[TimeSpan], min_minutes: int) -> list[TimeSpan]:
    """Add a short span to the next one if that is a single seated session, else to the
    last.
    """
    merged: list[TimeSpan] = []
    start = spans[0].start if spans else 0
    for span, following in zip(spans, [*spans[1:], None], strict=False):
        is_led = (
            following
            and following.shape not in UNSEATED_SHAPES
            and following.streams == 1
        )
        if span.end - start >= min_minutes or not (merged or following):
            merged.append(structs.replace(span, start=start))
        elif is_led or not merged:
            continue
        else:
            merged[-1] = structs.replace(merged[-1], end=span.end)
        start = span.end
    return merged


def evenly_spaced(count: int, low: int, high: int) -> tuple[int, ...]:
    """Return positions from `low` to `high`; the middle if there is only one."""
    if count == 1:
        return ((low + high) // 2,)
    return tuple(low + (high - low) * index // (count - 1) for index in range(count))


def around(count: int, middle: int, spacing: int, gap: int = 0) -> tuple[int, ...]:
    """Return positions on both sides of a middle that stays free; the gap is the
    spacing if 0.
    """
    gap = gap or spacing
    above = [middle - gap - spacing * index for index in reversed(range(count // 2))]
    return (
        *above,
        *(middle + gap + spacing * index for index in range(count - len(above))),
    )


def by_line(order: Sequence[int], positions: Iterable[int]) -> tuple[int, ...]:
    """Return the positions of line 0, line 1 and so on; `order` says which line has
    which.
    """
    return tuple(position for _, position in sorted(zip(order, positions, strict=True)))


def split_evenly(order: tuple[int, ...], groups: int) -> list[tuple[int, ...]]:
    """Return lines in groups of nearly the same size, neighbours together."""
    bounds = [len(order) * group // groups for group in range(groups + 1)]
    return [order[start:end] for start, end in pairwise(bounds)]


def permute(order: tuple[int, ...], turn: int) -> tuple[int, ...]:
    """Return the order after a break: always the same one, and no two neighbours stay
    together.
    """
    count = len(order)
    for step in (3, 7, 5) if turn % 2 == 0 else (7, 3, 5):
        if gcd(step, count) == 1 and step % count not in (1, count - 1):
            return tuple(
                order[(index * step + 2 * turn + 1) % count] for index in range(count)
            )
    return order[1::2] + order[::2]


def _nearest(branch: int, branches: int, count: int) -> int:
    """Return which of `count` branches one of the most branches follows."""
    return (
        (2 * branch * (count - 1) + branches - 1) // (2 * (branches - 1))
        if branches > 1
        else 0
    )


def _plan(
    spans: list[TimeSpan], count: int
) -> tuple[tuple[tuple[int, int], ...], list[_PathStop]]:
    """Return the change points, and the positions on arrival, during the spans and on
    leaving.
    """
    order = tuple(range(count))
    breaks = 0
    most = max(span.streams for span in spans)
    points = [(spans[0].start - LEAD, 0), (spans[0].start, LEAD)]
    stops = [
        _PathStop(0, LEAD, evenly_spaced(count, 30, HEIGHT - 30), (MIDDLE,) * most)
    ]

    def add(
        width: int, positions: Iterable[int], streams: Sequence[int] = (MIDDLE,)
    ) -> None:
        start = stops[-1].end
        branches = tuple(
            streams[_nearest(index, most, len(streams))] for index in range(most)
        )
        stops.append(
            _PathStop(start, start + width, by_line(order, positions), branches)
        )

    for span in spans:
        minutes = span.end - span.start
        width = min(minutes, 90) if span.shape in UNSEATED_SHAPES else minutes
        if span.shape == "arrive":
            stops = [structs.replace(stops[0], end=LEAD + width)]
        elif span.shape == "parallel":
            streams = evenly_spaced(span.streams, *STREAM_BOUNDS)
            groups = zip(split_evenly(order, span.streams), streams, strict=True)
            positions = (around(len(group), y, STREAM_SPACING) for group, y in groups)
            add(width, chain.from_iterable(positions), streams)
        elif span.shape == "break":
            order = permute(order, breaks)
            breaks += 1
            half = 400 if minutes >= 45 else 300
            add(width, evenly_spaced(count, MIDDLE - half, MIDDLE + half))
        else:
            add(width, around(count, MIDDLE, LINE_SPACING[span.shape]))
        points.append((span.end, stops[-1].end))
    points.append((spans[-1].end + TAIL, stops[-1].end + TAIL))
    if spans[-1].shape not in LINE_SPACING:
        add(TAIL, around(count, MIDDLE, LINE_SPACING["talk"]))
    return tuple(points), stops


def _path(stops: list[_PathStop], ys: tuple[int, ...], width: int) -> str:
    """Return a line through the stops, bent on both sides of each change of its y."""
    data, pen = f"M0 {ys[0]}", 0
    for (before, from_y), (after, to_y) in pairwise(zip(stops, ys, strict=True)):
        if from_y == to_y:
            continue
        start = after.start - min(BEND, (before.end - before.start) // 2)
        length = after.start + min(BEND, (after.end - after.start) // 2) - start
        half, fall = length // 2, f"{to_y - from_y: d}"
        data += f"h{start - pen}" if start > pen else ""
        data += f"c{half} 0 {half}{fall} {length}{fall}"
        pen = start + length
    return data + (f"h{width - pen}" if width > pen else "")


def hour_labels(
    drawing: DayDrawing, locale: Locale = ENGLISH, *, is_phone: bool = False
) -> list[tuple[Session, str, str]]:
    """Return the labels below a drawing by time: as many as have room, important ones
    first.

    Each has the first of the sessions that start there, a word such as `Keynote`, and
    its x in per cent of the time from the first session to the end of the last. A phone
    has the start, the first sessions side by side, the lunch and the last talk or the
    like, in two rows.
    """
    by_start = groupby(
        _active(drawing.day.sessions), key=lambda session: session.start_minute
    )
    slots = [list(sessions) for _, sessions in by_start]
    if is_phone:
        forks = [slot for slot in slots if len(slot) > 1]
        lunches = [slot for slot in slots if slot[0].kind is SessionKind.LUNCH]
        seated = [
            slot for slot in slots if shape_of(slot[0].kind) not in UNSEATED_SHAPES
        ]
        slots = slots[:1] + forks[:1] + lunches[:1] + seated[-1:]
    else:
        slots.sort(
            key=lambda slot: 0 if len(slot) > 1 else LABEL_PRIORITY.get(slot[0].kind, 1)
        )
    labels: list[tuple[int, int, Session, str, str]] = []
    for slot in slots:
        first, x = slot[0], drawing.x(slot[0].start_minute) - LEAD
        words = WORDS.get(first.kind, first.kind.split()[0].capitalize())
        if len(slot) > 1:
            has_plural = {session.kind for session in slot} == {
                first.kind
            } & PLURAL_KINDS
            words = f"{words}s" if has_plural else "Sessions"
        words = locale.gettext(words)
        left = x * AXIS_WIDTH // drawing.core
        texts = (words, "00:00", locale.time(first.start))
        width = max(map(text_width, texts)) * LETTER_SIZE + LABEL_PADDING
        right = left + (1 if is_phone else ceil(width))
        is_free = all(right <= start or end <= left for start, end, *_ in labels)
        if right <= AXIS_WIDTH + GUTTER and is_free:
            labels.append(
                (left, right, first, words, f"{x * 10000 // drawing.core / 100:g}%")
            )
    return [(session, words, x) for _, _, session, words, x in sorted(labels)]
