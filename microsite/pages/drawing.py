"""The drawing of a day on pages, and the share cards that stand for pages elsewhere.

Others keep a card for a long time, so it shows only what is settled, and nothing that
depends on the day of the build. `render/share_cards.py` draws it.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from microsite.cache import digest_of_values
from microsite.diagnostics.display import capitalized
from microsite.locales.locale import N_
from microsite.model.event import Session
from microsite.model.records.event import Attendance, Drawing, Voice
from microsite.pages.views import DefinitionItem, Link, Picture, SessionCard, join
from microsite.site import state, urls
from microsite.site.colours import Palette, scheme_of
from microsite.site.drawing import HEIGHT, DayDrawing, around, hour_labels
from microsite.site.site import Site, once_per_site
from microsite.site.urls import asset_url, url_for

CARD_SIZE = (1200, 630)  # pixels
CardDrawing = tuple[int, str, str]
"""Width of a drawing 1000 units high, path data of its thin lines, and of its bright
line.
"""
CAPTION = N_(
    "Drawn from the programme. Each line is a group of delegates: together in shared"
    " sessions, apart in parallel ones, and mixed after each break."
)
MORE = N_("%(names)s and %(num)s more")


class Chart(Struct, frozen=True):
    """A day drawn whole."""

    src: str  # the day three times as wide as the text: it is straight on both sides
    phone_src: str  # the same with fewer bends
    marks: tuple[Link, ...]
    """Labels of the time axis: `Keynote`, with the time in `about`. `at-1` places the
    first.
    """
    subject_label: str  # meaning of the bright line; or empty
    caption: str


class DayStripHighlight(Struct, frozen=True):
    """Sessions in their day: a strip, veiled except for one or more windows."""

    strip: Picture
    veils: tuple[tuple[str, str], ...]
    """Left side and width of each veiled part, in per cent of the strip's width."""
    edges: tuple[str, ...]  # sides of the windows, in per cent of the width


class AudienceDrawing(Struct, frozen=True):
    """Sectors that should attend, a line each in rows of one height, in a square of
    1000.
    """

    rows: tuple[DefinitionItem, ...]  # from the top
    subject_label: str  # of a row in their middle
    subject_row: int  # index of the row below it, from 0
    lines: str  # path data of the thin lines, each from the middle of its row
    subject: str  # path data of the bright line


def chart(site: Site) -> Chart | None:
    """Return the first day with sessions; None without one."""
    day = site.drawings.first_day
    if day is None:
        return None
    marks = []
    for session, words, _ in hour_labels(day, site.locale):
        href = url_for(urls.place(site.event, session))
        marks.append(Link(words, href, site.locale.time(session.start)))
    settings = site.event.record.drawing or Drawing(caption=site.gettext(CAPTION))
    band = site.drawings.bands[day.day.number]
    return Chart(
        src=f"{asset_url(band)}#wide",
        phone_src=f"{asset_url(site.drawings.phone_band)}#wide",
        marks=tuple(marks),
        subject_label=settings.subject or "",
        caption=settings.caption,
    )


def day_strip(site: Site, day: int) -> Picture:
    """Return the drawing of a day with sessions on a band.

    It may be stretched to any size.
    """
    src = asset_url(site.drawings.bands[day])
    return Picture(src, "", site.drawings.days[day].width, HEIGHT // 10, "")


def day_strip_highlight(
    site: Site, sessions: Sequence[Session]
) -> DayStripHighlight | None:
    """Return sessions in the strip of the day of the first one.

    Return None without sessions that are scheduled.
    """
    sessions = [session for session in sessions if session.is_scheduled]
    if not sessions:
        return None
    day = sessions[0].day
    drawing = site.drawings.days[day]
    veils = []
    edges: list[str] = []
    veil_start = 0
    for start, end in session_windows(drawing, sessions):
        veils.append((drawing.percent(veil_start), drawing.percent(start - veil_start)))
        edges += (drawing.percent(start), drawing.percent(end))
        veil_start = end
    last_width = drawing.width - veil_start
    veils.append((drawing.percent(veil_start), drawing.percent(last_width)))
    return DayStripHighlight(day_strip(site, day), tuple(veils), tuple(edges))


def session_windows(
    drawing: DayDrawing, sessions: Iterable[Session], gap: int = 5
) -> list[tuple[int, int]]:
    """Return left and right side of windows more than `gap` apart."""
    of_day = [session for session in sessions if session.day == drawing.day.number]
    windows: list[tuple[int, int]] = []
    for left, right in sorted(drawing.sides(session) for session in of_day):
        if windows and left <= windows[-1][1] + gap:
            last_left, last_right = windows.pop()
            windows.append((last_left, max(last_right, right)))
        else:
            windows.append((left, right))
    return windows


def audience_drawing(site: Site) -> AudienceDrawing | None:
    """Return the sectors that should attend; None if the event names none."""
    event = site.event.record
    if not event.audience:
        return None
    count = len(event.audience)
    middle = count // 2
    # One row more than there are sectors: the bright line has the middle one.
    starts = [(2 * row + 1) * HEIGHT // (2 * count + 2) for row in range(count + 1)]
    centre = starts.pop(middle)
    ends = around(count, centre, min(15, 400 // count))
    lines = [
        f"M0 {start}C420 {start} 480 {end} 860 {end}H1000"
        for start, end in zip(starts, ends, strict=True)
    ]
    subject = event.drawing.subject if event.drawing else None
    return AudienceDrawing(
        rows=tuple(
            DefinitionItem(sector.name, sector.who or "") for sector in event.audience
        ),
        subject_label=subject or "",
        subject_row=middle,
        lines="".join(lines),
        subject=f"M0 {centre}H1000",
    )


class ShareCard(Struct, frozen=True, kw_only=True, dict=True):
    """Everything a share card shows."""

    name: str  # path of its file: `programme/opening`; `home` for the whole event
    kicker: str = ""  # title of the event, above the title; empty on its own card
    title: str
    lines: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    foot: str
    organiser: str
    drawing: CardDrawing | None
    is_tide: bool = False  # True if the lines of the drawing are the shores of water
    more: str = MORE  # the names of a line that has no room for all
    windows: tuple[tuple[int, int], ...] = ()
    """Highlighted parts of the drawing, in its units; all of it if there are none."""
    colours: Palette

    @cached_property
    def digest(self) -> str:
        return digest_of_values(self)

    @property
    def path(self) -> str:
        """Return the path in output/, with a digest of the content."""
        return f"assets/cards/{self.name}.{self.digest[:8]}.png"

    @property
    def words(self) -> str:
        """Return the alternative text."""
        return join(self.title, *self.lines, self.kicker, self.foot, separator=". ")


@once_per_site
def event_card(site: Site) -> ShareCard:
    """Return the card of the whole event.

    It is also that of pages that must have none of their own.
    """
    details = site.event.record
    day = site.drawings.first_day
    is_organiser_confirmed = site.event.is_confirmed("organiser")
    return ShareCard(
        name="home",
        title=details.title,
        lines=(details.strapline,) if details.strapline else (),
        foot=_foot(site),
        organiser=details.organiser.name if is_organiser_confirmed else "",
        drawing=(day.width, day.lines, day.subject) if day else None,
        is_tide=details.voice is Voice.ALMANAC,
        more=site.gettext(MORE),
        colours=scheme_of(site.event).card,
    )


def page_card(
    site: Site,
    address: str,
    title: str,
    lines: tuple[str, ...] = (),
    names: Iterable[str] = (),
    sessions: tuple[Session, ...] = (),
) -> ShareCard:
    """Return the card of a page. `sessions` are highlighted in the drawing."""
    card = event_card(site)
    scheduled = [session for session in sessions if session.is_scheduled]
    if scheduled:
        day = site.drawings.days[scheduled[0].day]
        card = replace(
            card,
            drawing=(day.width, day.lines, day.subject),
            windows=tuple(session_windows(day, scheduled, gap=0)),
        )
    return replace(
        card,
        name=address.removesuffix(".html").strip("/"),
        kicker=card.title,
        title=title,
        lines=tuple(line for line in lines if line),
        names=tuple(names),
    )


def session_share_card(
    site: Site, address: str, session: Session, view: SessionCard
) -> ShareCard:
    """Return the card of a session, with its time and place if they are confirmed."""
    if session.is_cancelled:
        line = site.gettext("Cancelled")
    elif state.cancellation_label(site):
        line = view.kind
    elif session.starts_at is None or state.is_provisional(site, session):
        line = view.kind
        if not site.is_over:
            line = site.gettext("%(kind)s. Provisional", kind=view.kind)
    else:
        date = site.locale.date(session.starts_at.date(), "full")
        hours = site.locale.time_range(session.start, session.end)
        line = site.gettext("%(date)s, %(time)s", date=date, time=hours)
        line = join(line, state.room_names(site, session))
    names = state.disclosed_names(site, session.people)
    return page_card(site, address, view.title, (line,), names, (session,))


def _foot(site: Site) -> str:
    """Return date and place if they are confirmed, or the address of the site."""
    if label := state.status_label(site):
        return label
    days = ""
    if site.event.is_confirmed("starts"):
        days = site.locale.event_dates(site.event)
    where = ""
    if state.attendance(site) is Attendance.ONLINE:
        where = site.gettext("online")
    elif place := state.venue(site):
        where = place.town or place.name
    if line := join(days, where):
        return capitalized(line)
    parts = urlsplit(site.base_url or "")
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"
