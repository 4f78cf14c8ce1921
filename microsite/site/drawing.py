"""The day drawn from its timetable.

Thin lines are the audience, a bright line is the subject. Time runs across, one unit a
minute, though a long pause is drawn shorter; y runs from 0 to HEIGHT. All numbers are
whole, so that the drawing is the same on every machine.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from math import ceil, gcd
from operator import attrgetter

from msgspec import Struct, structs

from microsite.locales.locale import ENGLISH, Locale
from microsite.model.event import Day, Event, Session
from microsite.model.records.content import SessionKind
from microsite.site.text_metrics import text_width

HEIGHT = 1000
MIDDLE = HEIGHT // 2
LEAD = 36
"""Minutes before the first session."""
TAIL = 50
"""Minutes after the last session."""
BEND = 42
"""Minutes of a bend on each side of a change."""
STREAM_BOUNDS = (140, 860)
"""The y of the first and the last of the streams."""
STREAM_SPACING = 30
"""Distance between the lines of a stream."""
MIN_SPANS = (15, 20, 30, 45, 60, 90, 120, 240, 480)
"""Limits in minutes. Shorter spans join their neighbours.

The first limit that leaves as few spans as wanted applies.
"""
MAX_SPANS = 18
PHONE_SPANS = 10
MAX_STREAMS = 8
AXIS_WIDTH = 940
"""The least width of the axis on wide screens, in pixels."""
LETTER_SIZE = 14
"""Size of the letters of a label, in pixels."""
LABEL_PADDING = 10
"""Space beside a label, in pixels."""
GUTTER = 40
"""Space beyond the axis that a label can take, in pixels."""

UNSEATED_SHAPES = ("arrive", "break")
"""Shapes of sessions at which people walk about."""
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
"""Distances between lines, by shape."""
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
    """A part of the day with the same number of sessions side by side.

    Times are minutes since the day began.
    """

    start: int
    end: int
    shape: str
    streams: int
    """Number of sessions side by side, up to MAX_STREAMS."""


class DayDrawing(Struct, frozen=True):
    """Drawing of a day."""

    day: Day
    change_points: tuple[tuple[int, int], ...]
    """Minutes of the day with their x; even in between."""
    lines: str
    """Path data of the thin lines."""
    subject: str
    """Path data of the bright line and its branches."""
    places: dict[str, int]
    """The y of each session that runs beside others, by id."""

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
                passed = max(0, minute - start)
                return left + passed * (right - left) // (end - start)
        return self.width

    def sides(self, session: Session) -> tuple[int, int]:
        """Return the x of the start and the end of a session."""
        return self.x(session.start_minute), self.x(end_of(session))

    def percent(self, x: int) -> str:
        """Return an x as a share of the width: `12.5%`, to two places."""
        hundredths = (x * 20000 + self.width) // (2 * self.width)
        return f"{hundredths / 100:g}%"


class _PathStop(Struct, frozen=True):
    """Positions of the lines from one x to another."""

    start: int
    end: int
    lines: tuple[int, ...]
    """The y of each thin line."""
    branches: tuple[int, ...]
    """The y of each branch of the bright line."""


def line_count(event: Event) -> int:
    """Return the number of thin lines: one for each audience, from 3 to 12."""
    return min(12, max(3, len(event.record.audience) or 10))


def shape_of(kind: SessionKind) -> str:
    """Return the shape of a kind of session: `panel`."""
    return SHAPES.get(kind, "talk")


def end_of(session: Session) -> int:
    """Return the minute of a session's end.

    It is after its start even when clocks go back.
    """
    return max(session.end_minute, session.start_minute + 1)


def draw_days(event: Event, max_spans: int = MAX_SPANS) -> dict[int, DayDrawing]:
    """Return the drawing of each day with sessions, by the number of the day."""
    tracks = list(event.tracks)
    rooms = list(event.rooms)
    count = line_count(event)

    def rank(session: Session) -> tuple[int, ...]:
        track = tracks.index(session.track) if session.track else len(tracks)
        room = rooms.index(session.room) if session.room else len(rooms)
        return track, room, session.span().start

    drawings = {}
    for day in event.days:
        drawing = draw_day(day, sorted(day.sessions, key=rank), count, max_spans)
        if drawing:
            drawings[day.number] = drawing
    return drawings


def draw_day(
    day: Day, ranked: Sequence[Session], count: int, max_spans: int = MAX_SPANS
) -> DayDrawing | None:
    """Return a day with so many thin lines; None if it has no sessions.

    Its sessions are ranked as they stand side by side.
    """
    spans, streams = timeline(ranked, max_spans)
    if not spans:
        return None
    points, stops = _plan(spans, count)
    width = points[-1][1]
    lines = _paths(stops, [stop.lines for stop in stops], width)
    subject = _paths(stops, [stop.branches for stop in stops], width)

    places = {}
    for session in ranked:
        middle = _middle_of(session)
        abreast = next((span.streams for span in spans if middle < span.end), 1)
        if session.id in streams and abreast > 1:
            index, seated = streams[session.id]
            positions = evenly_spaced(abreast, *STREAM_BOUNDS)
            places[session.id] = positions[_nearest(index, seated, abreast)]
    return DayDrawing(day, points, lines, subject, places)


def timeline(
    ranked: Sequence[Session], max_spans: int = MAX_SPANS
) -> tuple[list[TimeSpan], dict[str, tuple[int, int]]]:
    """Return a day as spans without gaps, and where each session is side by side.

    That is its index among the sessions that people sit in, and their number, by id.
    """
    sessions = _active(ranked)
    bounds = {session.start_minute for session in sessions}
    bounds |= {end_of(session) for session in sessions}
    spans: list[TimeSpan] = []
    streams = {}
    for start, end in pairwise(sorted(bounds)):
        running = [
            session
            for session in sessions
            if session.start_minute <= start < end_of(session)
        ]
        seated = [session for session in running if _is_seated(session)]
        shape = _shape_of_span(running, seated, is_first=not spans)
        spans.append(TimeSpan(start, end, shape, min(max(1, len(seated)), MAX_STREAMS)))
        for index, session in enumerate(seated):
            if start <= _middle_of(session) < end:
                streams[session.id] = (index, len(seated))

    for min_minutes in MIN_SPANS:
        spans = _join_equal(_merge_short_spans(_join_equal(spans), min_minutes))
        if len(spans) <= max_spans:
            break
    return spans, streams


def _shape_of_span(
    running: Sequence[Session], seated: Sequence[Session], *, is_first: bool
) -> str:
    """Return the shape of the lines while these sessions run."""
    if len(seated) > 1:
        return "parallel"
    if seated:
        return shape_of(seated[0].kind)
    if is_first and any(shape_of(session.kind) == "arrive" for session in running):
        return "arrive"
    return "break"


def _is_seated(session: Session) -> bool:
    """Return whether people sit in a session, rather than walk about."""
    return shape_of(session.kind) not in UNSEATED_SHAPES


def _active(sessions: Sequence[Session]) -> Sequence[Session]:
    """Return sessions without those that are cancelled, unless all are."""
    return [session for session in sessions if not session.is_cancelled] or sessions


def _middle_of(session: Session) -> int:
    return (session.start_minute + end_of(session)) // 2


def _join_equal(spans: list[TimeSpan]) -> list[TimeSpan]:
    """Return spans with those joined that follow each other and are alike."""
    joined = []
    for _, run in groupby(spans, key=attrgetter("shape", "streams")):
        first, *others = run
        last = others[-1] if others else first
        joined.append(structs.replace(first, end=last.end))
    return joined


def _merge_short_spans(spans: list[TimeSpan], min_minutes: int) -> list[TimeSpan]:
    """Return spans without short ones.

    A short span becomes part of the next one if that is a single seated session, else
    of the last.
    """
    merged: list[TimeSpan] = []
    start = spans[0].start if spans else 0
    for span, following in zip(spans, [*spans[1:], None], strict=False):
        is_long_enough = span.end - start >= min_minutes
        is_only_span = not merged and not following
        joins_following = (
            following
            and following.shape not in UNSEATED_SHAPES
            and following.streams == 1
        )
        if is_long_enough or is_only_span:
            merged.append(structs.replace(span, start=start))
        elif joins_following or not merged:
            continue  # the next span starts here
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
    """Return positions on both sides of a middle that stays free.

    The gap is the distance from the middle to the first; the spacing if it is 0.
    """
    gap = gap or spacing
    half = count // 2
    above = [middle - gap - spacing * index for index in reversed(range(half))]
    below = [middle + gap + spacing * index for index in range(count - half)]
    return (*above, *below)


def by_line(order: Sequence[int], positions: Iterable[int]) -> tuple[int, ...]:
    """Return the positions of line 0, line 1 and so on.

    `order` has the lines in the order of the positions.
    """
    return tuple(position for _, position in sorted(zip(order, positions, strict=True)))


def split_evenly(order: tuple[int, ...], groups: int) -> list[tuple[int, ...]]:
    """Return lines in groups of nearly the same size, neighbours together."""
    bounds = [len(order) * group // groups for group in range(groups + 1)]
    return [order[start:end] for start, end in pairwise(bounds)]


def permute(order: tuple[int, ...], turn: int) -> tuple[int, ...]:
    """Return the order after a break, in which no two neighbours stay together.

    It depends only on the order before and the number of the break.
    """
    count = len(order)
    for step in (3, 7, 5) if turn % 2 == 0 else (7, 3, 5):
        if gcd(step, count) == 1 and step % count not in (1, count - 1):
            places = [(index * step + 2 * turn + 1) % count for index in range(count)]
            return tuple(order[place] for place in places)
    return order[1::2] + order[::2]


def _nearest(branch: int, branches: int, count: int) -> int:
    """Return which of `count` branches one of the most branches follows."""
    if branches == 1:
        return 0
    return (2 * branch * (count - 1) + branches - 1) // (2 * (branches - 1))


def _plan(
    spans: list[TimeSpan], count: int
) -> tuple[tuple[tuple[int, int], ...], list[_PathStop]]:
    """Return the change points, and the positions of lines.

    The positions are those on arrival, during each of the spans, and on leaving.
    """
    order = tuple(range(count))
    breaks = 0
    most = max(span.streams for span in spans)
    points = [(spans[0].start - LEAD, 0), (spans[0].start, LEAD)]
    on_arrival = evenly_spaced(count, 30, HEIGHT - 30)
    stops = [_PathStop(0, LEAD, on_arrival, (MIDDLE,) * most)]

    def add(
        width: int, positions: Iterable[int], streams: Sequence[int] = (MIDDLE,)
    ) -> None:
        start = stops[-1].end
        followed = [_nearest(index, most, len(streams)) for index in range(most)]
        branches = tuple(streams[number] for number in followed)
        lines = by_line(order, positions)
        stops.append(_PathStop(start, start + width, lines, branches))

    for span in spans:
        minutes = span.end - span.start
        width = min(minutes, 90) if span.shape in UNSEATED_SHAPES else minutes
        if span.shape == "arrive":
            stops = [structs.replace(stops[0], end=LEAD + width)]
        elif span.shape == "parallel":
            streams = evenly_spaced(span.streams, *STREAM_BOUNDS)
            groups = split_evenly(order, span.streams)
            positions: list[int] = []
            for group, y in zip(groups, streams, strict=True):
                positions += around(len(group), y, STREAM_SPACING)
            add(width, positions, streams)
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


def _paths(
    stops: list[_PathStop], positions: Sequence[tuple[int, ...]], width: int
) -> str:
    """Return path data of lines with these positions at each stop, each once."""
    unique_lines = dict.fromkeys(zip(*positions, strict=True))
    return "".join(_path(stops, ys, width) for ys in unique_lines)


def _path(stops: list[_PathStop], ys: tuple[int, ...], width: int) -> str:
    """Return a line through the stops, bent on both sides of each change of its y."""
    data = f"M0 {ys[0]}"
    pen = 0
    for (before, from_y), (after, to_y) in pairwise(zip(stops, ys, strict=True)):
        if from_y == to_y:
            continue
        start = after.start - min(BEND, (before.end - before.start) // 2)
        end = after.start + min(BEND, (after.end - after.start) // 2)
        length = end - start
        half = length // 2
        fall = f"{to_y - from_y: d}"
        if start > pen:
            data += f"h{start - pen}"
        data += f"c{half} 0 {half}{fall} {length}{fall}"
        pen = end
    if width > pen:
        data += f"h{width - pen}"
    return data


def hour_labels(
    drawing: DayDrawing, locale: Locale = ENGLISH, *, is_phone: bool = False
) -> list[tuple[Session, str, str]]:
    """Return the labels below a drawing by time: as many as have room.

    Each has the first of the sessions that start there, a word such as `Keynote`, and
    its x in per cent of the time from the first session to the end of the last. A phone
    has the start, the first sessions side by side, the lunch and the last talk or the
    like, in two rows. Elsewhere important labels come first.
    """
    sessions = _active(drawing.day.sessions)
    by_start = groupby(sessions, key=attrgetter("start_minute"))
    slots = [list(slot) for _, slot in by_start]
    if is_phone:
        slots = _phone_slots(slots)
    else:
        slots.sort(key=_label_priority)

    taken: list[tuple[int, int]] = []
    labels = []
    for slot in slots:
        first = slot[0]
        x = drawing.x(first.start_minute) - LEAD
        words = locale.gettext(_label_words(slot))
        texts = (words, "00:00", locale.time(first.start))
        width = ceil(max(map(text_width, texts)) * LETTER_SIZE + LABEL_PADDING)
        left = x * AXIS_WIDTH // drawing.core
        right = left + (1 if is_phone else width)
        is_free = all(right <= start or end <= left for start, end in taken)
        if is_free and right <= AXIS_WIDTH + GUTTER:
            taken.append((left, right))
            percent = f"{x * 10000 // drawing.core / 100:g}%"
            labels.append((first, words, percent))
    return [label for _, label in sorted(zip(taken, labels, strict=True))]


def _phone_slots(slots: list[list[Session]]) -> list[list[Session]]:
    """Return the sessions that have a label on a phone, by start."""
    forks = [slot for slot in slots if len(slot) > 1]
    lunches = [slot for slot in slots if slot[0].kind is SessionKind.LUNCH]
    seated = [slot for slot in slots if _is_seated(slot[0])]
    return slots[:1] + forks[:1] + lunches[:1] + seated[-1:]


def _label_priority(slot: list[Session]) -> int:
    """Return the order in which sessions that start together get a label."""
    if len(slot) > 1:
        return 0
    return LABEL_PRIORITY.get(slot[0].kind, 1)


def _label_words(slot: list[Session]) -> str:
    """Return the word for sessions that start together: `Keynote`, `Talks`."""
    kind = slot[0].kind
    word = WORDS.get(kind, kind.split()[0].capitalize())
    if len(slot) == 1:
        return word
    is_same = all(session.kind is kind for session in slot)
    return f"{word}s" if is_same and kind in PLURAL_KINDS else "Sessions"
