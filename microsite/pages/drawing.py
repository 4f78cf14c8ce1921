"""Views of the drawing of a day: whole on the home page, in parts elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from microsite.model.event import Session
from microsite.site import urls
from microsite.site.drawing import HEIGHT, DayDrawing, around, end_of, hour_labels
from microsite.site.formatting import format_time
from microsite.site.site import Site
from microsite.site.urls import UrlContext

CAPTION = (
    "Drawn from the programme. The lines are those who take part: close together while they listen "
    "to one voice, apart where sessions run side by side, and in new places after each break."
)
AUDIENCE_WIDTH, MAX_LINE_SPACING = 1000, 15
WINDOW_GAP = 5
"""Minutes. Sessions with a shorter gap between them share a window."""
LABEL_ROOM = 1100
"""Width of a time beside a window on a screen of 640 pixels, in hundredths of a per cent."""
NARROW_ROOM = 1500
"""The same on a phone of 320 pixels."""


class PlaceholderAvatar(Struct, frozen=True):
    """A square part of the drawing that stands in for the photo of a speaker."""

    src: str
    turn: int
    """Quarter turns, 0 to 3."""


class AxisLink(Struct, frozen=True):
    """A label of the time axis."""

    time: str
    """`09:40`."""
    words: str
    """`Keynote`."""
    href: str
    at: int
    """Number from 1. The stylesheet gives the class `at-1` its distance from the left."""


class DayStrip(Struct, frozen=True):
    """A day drawn on a band. It may be stretched to any size."""

    src: str
    width: int
    height: int


class Chart(Struct, frozen=True, kw_only=True):
    """A day drawn whole."""

    strip: DayStrip
    marks: tuple[AxisLink, ...]
    """By time; they have room beside each other from 1,024 pixels."""
    subject_label: str
    """Meaning of the bright line; or empty."""
    caption: str


class Mask(Struct, frozen=True):
    """A veiled part of the strip, in per cent of its width."""

    x: str
    width: str


class TimeLabel(Struct, frozen=True):
    """The time at which a window of the strip begins."""

    time: str
    x: str
    """In per cent of the strip's width."""
    anchor: str
    """Value of text-anchor: `end` before x, `start` after it."""
    dx: int
    """Pixels between x and the text; negative to the left."""
    has_narrow_room: bool
    """Whether a phone has room for it too."""


class DayStripHighlight(Struct, frozen=True):
    """Sessions in their day: a strip, veiled except for one or more windows."""

    strip: DayStrip
    veils: tuple[Mask, ...]
    edges: tuple[str, ...]
    """Sides of the windows, in per cent of the width."""
    labels: tuple[TimeLabel, ...]


class AudienceRow(Struct, frozen=True):
    """A line for a sector that should attend, or, once, for the subject."""

    label: str
    who: str
    is_subject: bool


class AudienceDrawing(Struct, frozen=True):
    """Sectors that should attend, a line each, drawn to one place. The rows are of one height."""

    rows: tuple[AudienceRow, ...]
    """From the top; the subject is in their middle."""
    view_box: str
    lines: str
    """Path data of the thin lines, each from the middle of its row."""
    subject: str
    """Path data of the bright line."""


def chart(site: Site) -> Chart | None:
    """Return the first day with sessions; None without one."""
    day = site.drawings.first_day
    if day is None:
        return None
    at, settings = UrlContext.for_page(urls.HOME), site.event.record.drawing
    strip = day_strip(site, at, day.number)
    assert strip is not None
    marks = tuple(
        AxisLink(
            format_time(label.session.start),
            label.words,
            at.url_for(f"{urls.PROGRAMME}#{label.session.id}"),
            number,
        )
        for number, label in enumerate(hour_labels(site.event, day), 1)
    )
    subject = (settings.subject or "") if settings else ""
    caption = settings.caption if settings else CAPTION
    return Chart(strip=strip, marks=marks, subject_label=subject, caption=caption)


def day_strip(site: Site, at: UrlContext, day: int) -> DayStrip | None:
    """Return the strip of a day; None without sessions."""
    if day not in site.drawings.days:
        return None
    src = at.asset_url(site.drawings.bands[day].path)
    return DayStrip(src, site.drawings.days[day].width, HEIGHT // 10)


def day_strip_highlight(
    site: Site, at: UrlContext, sessions: Sequence[Session]
) -> DayStripHighlight | None:
    """Return sessions in the strip of the day of the first one; None without sessions."""
    strip = day_strip(site, at, sessions[0].day) if sessions else None
    if strip is None:
        return None
    drawing = site.drawings.days[sessions[0].day]
    percent, windows = drawing.percent, session_windows(drawing, sessions)
    sides = [x for left, right, _ in windows for x in (left, right)]
    lefts, rights = [0, *sides[1::2]], [*sides[::2], drawing.width]
    masks = [Mask(percent(a), percent(b - a)) for a, b in zip(lefts, rights, strict=True)]
    room = [(b - a) * 10000 // drawing.width for a, b in zip(lefts, rights, strict=True)]
    labels = []
    for index, (left, right, time) in enumerate(windows):
        before, after = room[index : index + 2]
        if before >= LABEL_ROOM:
            labels.append(TimeLabel(time, percent(left), "end", -8, before >= NARROW_ROOM))
        elif index == 0 and after >= LABEL_ROOM:
            labels.append(TimeLabel(time, percent(right), "start", 8, after >= NARROW_ROOM))
    return DayStripHighlight(strip, tuple(masks), tuple(map(percent, sides)), tuple(labels))


def session_windows(
    drawing: DayDrawing, sessions: Iterable[Session], gap: int = WINDOW_GAP
) -> list[tuple[int, int, str]]:
    """Return the left side, right side and start time of each window around sessions."""
    windows: list[tuple[int, int, str]] = []
    for session in sorted(sessions, key=lambda session: session.start_minute):
        if session.day == drawing.number:
            left, right = drawing.x(session.start_minute), drawing.x(end_of(session))
            time = format_time(session.start)
            if windows and left <= windows[-1][1] + gap:
                left, end, time = windows.pop()
                right = max(end, right)
            windows.append((left, right, time))
    return windows


def placeholder_avatar(site: Site, at: UrlContext, slug: str) -> PlaceholderAvatar | None:
    """Return a placeholder for the photo of a speaker; None without sessions."""
    avatar = site.drawings.avatars.get(slug)
    return PlaceholderAvatar(at.asset_url(avatar.path), avatar.turn) if avatar else None


def audience_drawing(site: Site) -> AudienceDrawing | None:
    """Return the sectors that should attend; None if the event names none."""
    event = site.event.record
    if not event.audience:
        return None
    count = len(event.audience)
    middle = count // 2
    rows = [AudienceRow(each.name, each.who or "", is_subject=False) for each in event.audience]
    subject = (event.drawing.subject or "") if event.drawing else ""
    rows.insert(middle, AudienceRow(subject, "", is_subject=True))
    starts = [(2 * row + 1) * HEIGHT // (2 * count + 2) for row in range(count + 1)]
    centre = starts.pop(middle)
    ends = around(count, centre, min(MAX_LINE_SPACING, 400 // count))
    lines = "".join(
        f"M0 {start}C420 {start} 480 {end} 860 {end}H{AUDIENCE_WIDTH}"
        for start, end in zip(starts, ends, strict=True)
    )
    box = f"0 0 {AUDIENCE_WIDTH} {HEIGHT}"
    return AudienceDrawing(tuple(rows), box, lines, f"M0 {centre}H{AUDIENCE_WIDTH}")
