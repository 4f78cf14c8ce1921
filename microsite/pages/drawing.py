"""The drawing of the day as pages show it: whole on the home page, in parts elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from microsite.model.event import Session
from microsite.site import formatting, urls
from microsite.site.drawing import HEIGHT, DayDrawing, percent
from microsite.site.hour_labels import hour_labels
from microsite.site.line_layout import around
from microsite.site.site import Site
from microsite.site.timeline import end_of
from microsite.site.urls import UrlContext

CAPTION = (
    "Drawn from the programme. The lines are those who take part: close together while they listen to one voice,"
    " apart where sessions run side by side, and in new places after each break."
)
"""What the drawing means, where the event does not say."""
MEETING_WIDTH, MEETING_PITCH = 1000, 15
WINDOW_GAP = 5
"""Minutes. What starts no later after the end of something is drawn as one with it."""
LABEL_ROOM = 1100
"""Hundredths of a per cent: how much veiled width a time takes beside a window on a screen that is
640 pixels wide.
"""
NARROW_ROOM = 1500
"""The same on the smallest of phones, 320 pixels wide."""


class PlaceholderAvatar(Struct, frozen=True):
    """What stands in for somebody's picture: the part of the drawing in which they speak. A square,
    without words.
    """

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
    """The stylesheet gives the class `at-1` its distance from the left as `--x`; from 1."""


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
    """Whom the bright line stands for; or empty."""
    caption: str


class Mask(Struct, frozen=True):
    """A part of the strip that steps back, in per cent of its width."""

    x: str
    width: str


class TimeLabel(Struct, frozen=True):
    """The time at which a window of the strip begins."""

    time: str
    x: str
    """In per cent of the strip's width."""
    anchor: str
    """`end` where it stands before x, `start` where it stands after: the value of text-anchor."""
    dx: int
    """Pixels between x and the words; below nought to the left."""
    has_narrow_room: bool
    """Whether a phone has room for it too."""


class DayStripHighlight(Struct, frozen=True):
    """Where in its day something takes place: a strip, veiled but for one or more windows."""

    strip: DayStrip
    veils: tuple[Mask, ...]
    edges: tuple[str, ...]
    """The sides of the windows, in per cent of the width."""
    labels: tuple[TimeLabel, ...]


class AudienceRow(Struct, frozen=True):
    """A line of those who should attend, or, once, of whom it is for."""

    label: str
    who: str
    is_subject: bool


class AudienceDrawing(Struct, frozen=True):
    """Everybody who should attend, a line each, drawn to one place. The rows are of one height."""

    rows: tuple[AudienceRow, ...]
    """From the top; the subject is in their middle."""
    view_box: str
    lines: str
    """Path data of the thin lines, each from the middle of its row."""
    subject: str
    """Path data of the bright line."""


def chart(site: Site) -> Chart | None:
    """The first day on which something takes place; None where there is none."""
    day = next(iter(site.drawings.days.values()), None)
    if day is None:
        return None
    details = site.event.record
    at = UrlContext.for_page(urls.HOME)
    drawn = day_strip(site, at, day.number)
    assert drawn is not None
    marks = (
        AxisLink(
            formatting.format_time(mark.session.start),
            mark.words,
            at.url_for(f"{urls.PROGRAMME}#{mark.session.id}"),
            number,
        )
        for number, mark in enumerate(hour_labels(site.event, day), 1)
    )
    return Chart(
        strip=drawn,
        marks=tuple(marks),
        subject_label=(details.drawing.subject or "") if details.drawing else "",
        caption=details.drawing.caption if details.drawing else CAPTION,
    )


def day_strip(site: Site, at: UrlContext, day: int) -> DayStrip | None:
    """The strip of a day; None where nothing takes place on it."""
    if day not in site.drawings.days:
        return None
    return DayStrip(
        at.asset_url(site.drawings.bands[day].path), site.drawings.days[day].width, HEIGHT // 10
    )


def day_strip_highlight(
    site: Site, at: UrlContext, sessions: Iterable[Session]
) -> DayStripHighlight | None:
    """Where sessions are in the day of the first of them; None without sessions."""
    sessions = tuple(sessions)
    found = day_strip(site, at, sessions[0].day) if sessions else None
    if found is None:
        return None
    drawing = site.drawings.days[sessions[0].day]
    windows = _windows(drawing, sessions)
    veils, edges, labels = [], [], []
    starts = [*(left for left, _, _ in windows[1:]), drawing.width]
    for (_, reached, _), (left, right, time), then in zip(
        [(0, 0, ""), *windows], windows, starts, strict=False
    ):
        veils.append(Mask(drawing.percent(reached), drawing.percent(left - reached)))
        edges += [drawing.percent(left), drawing.percent(right)]
        before, after = ((gap * 10000) // drawing.width for gap in (left - reached, then - right))
        if before >= LABEL_ROOM:
            labels.append(
                TimeLabel(time, percent(left, drawing.width), "end", -8, before >= NARROW_ROOM)
            )
        elif not reached and after >= LABEL_ROOM:
            labels.append(
                TimeLabel(time, percent(right, drawing.width), "start", 8, after >= NARROW_ROOM)
            )
    end = windows[-1][1]
    veils.append(Mask(drawing.percent(end), drawing.percent(drawing.width - end)))
    return DayStripHighlight(found, tuple(veils), tuple(edges), tuple(labels))


def _windows(drawing: DayDrawing, sessions: Iterable[Session]) -> list[tuple[int, int, str]]:
    """From where to where something takes place, and when it starts; what follows at once is in the
    same window.
    """
    found: list[tuple[int, int, str]] = []
    for session in sorted(sessions, key=lambda session: session.start_minute):
        if session.day == drawing.number:
            left, right = drawing.x(session.start_minute), drawing.x(end_of(session))
            if found and left <= found[-1][1] + WINDOW_GAP:
                left, end, time = found.pop()
                found.append((left, max(end, right), time))
            else:
                found.append((left, right, formatting.format_time(session.start)))
    return found


def placeholder_avatar(site: Site, at: UrlContext, slug: str) -> PlaceholderAvatar | None:
    """What stands in for the picture of a speaker; None where nothing takes place."""
    found = site.drawings.portraits.get(slug)
    return PlaceholderAvatar(at.asset_url(found.path), found.turn) if found else None


def audience_drawing(site: Site) -> AudienceDrawing | None:
    """Those who should attend, and whom it is for; None where nobody is named."""
    details = site.event.record
    if not details.audience:
        return None
    count = len(details.audience)
    middle = count // 2
    rows = [
        AudienceRow(sector.name, sector.who or "", is_subject=False) for sector in details.audience
    ]
    subject = (details.drawing.subject or "") if details.drawing else ""
    rows.insert(middle, AudienceRow(subject, "", is_subject=True))
    starts = [(2 * row + 1) * HEIGHT // (2 * count + 2) for row in range(count + 1)]
    centre = starts.pop(middle)
    pitch = min(MEETING_PITCH, 400 // count)
    ends = around(count, centre, pitch)
    lines = "".join(
        f"M0 {start}C420 {start} 480 {end} 860 {end}H{MEETING_WIDTH}"
        for start, end in zip(starts, ends, strict=True)
    )
    box = f"0 0 {MEETING_WIDTH} {HEIGHT}"
    return AudienceDrawing(tuple(rows), box, lines, f"M0 {centre}H{MEETING_WIDTH}")
