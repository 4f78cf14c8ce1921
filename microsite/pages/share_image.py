"""Content of the image that stands for a page where it is shared. `render/share_cards.py` draws it.

Others keep the image for a long time, so it shows only what is settled, and nothing that depends on
the day of the build.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from microsite.cache import digest_of, digest_of_values
from microsite.model.event import Session
from microsite.model.records.event import Attendance, EventStatus
from microsite.model.records.speakers import Speaker
from microsite.site import formatting
from microsite.site.disclosure import (
    attendance,
    disclosed_name,
    disclosed_names,
    is_cancelled_or_postponed,
    is_confirmed,
    is_provisional,
    venue,
)
from microsite.site.palette import scheme_of
from microsite.site.site import Site
from microsite.site.timeline import end_of

WIDTH, HEIGHT = 1200, 630
"""Pixels."""


class CardDrawing(Struct, frozen=True):
    """A day as a card shows it."""

    width: int
    lines: str
    """Path data of the thin lines, 1000 units high."""
    subject: str
    """Path data of the bright line and its branches."""


class CardColours(Struct, frozen=True):
    """The colours of a card, as `#rrggbb`."""

    ground: str
    ink: str
    lines: str
    subject: str
    case: str


class ShareCard(Struct, frozen=True, kw_only=True, dict=True):
    """Everything a share card shows."""

    name: str
    """What its file is called: `programme/opening`; `home` for the one of the whole event."""
    kicker: str
    """Above the title: the name of the event; empty on its own card."""
    title: str
    lines: tuple[str, ...]
    """Below the title."""
    names: tuple[str, ...]
    """Below these, as many as there is room for."""
    foot: str
    """When and where; empty while neither is settled."""
    organiser: str
    drawing: CardDrawing | None
    """A day of the programme; None while nothing is planned."""
    windows: tuple[tuple[int, int], ...]
    """The parts of it that stand out, from left to right in its units; the whole of it where there
    are none.
    """
    colours: CardColours

    @cached_property
    def path(self) -> str:
        """Its place in the output. The name carries a digest of all it shows."""
        digest = digest_of(repr(self), 4)
        return f"assets/cards/{self.name}.{digest}.png"

    @cached_property
    def digest(self) -> str:
        """Of all it shows, where nothing else may have the same one."""
        return digest_of_values(self)

    @property
    def words(self) -> str:
        """What it says, for those who cannot see it."""
        parts = (self.title, *self.lines, self.kicker, self.foot)
        return ". ".join(part for part in parts if part)


class CardPicture(Struct, frozen=True):
    """The share card of a page, for its head."""

    url: str
    """Absolute."""
    alt: str
    width: int = WIDTH
    """Pixels."""
    height: int = HEIGHT


def has_cards(site: Site) -> bool:
    """Whether pages have cards. Whoever shows one has to be told its whole address, so that has to
    be known.
    """
    theme = site.event.record.theme
    return site.base_url is not None and (theme is None or theme.cards)


def event_card(site: Site) -> ShareCard:
    """The card of the whole event, made once. It also stands for every page that should have none
    of its own.
    """
    return site.once(("share",), lambda: _event_card(site))


def page_card(
    site: Site,
    address: str,
    title: str,
    lines: Iterable[str] = (),
    names: Iterable[str] = (),
    sessions: Iterable[Session] = (),
) -> ShareCard:
    """The card of a page at an address. `sessions` are those that stand out in the drawing."""
    event = event_card(site)
    sessions = tuple(sessions)
    drawing, windows = event.drawing, event.windows
    if sessions and sessions[0].day in site.drawings.days:
        drawing, windows = _drawing(site, sessions[0].day), _windows(site, sessions)
    return replace(
        event,
        name=address.removesuffix(".html").strip("/"),
        kicker=event.title,
        title=title,
        lines=tuple(line for line in lines if line),
        names=tuple(names),
        drawing=drawing,
        windows=windows,
    )


def session_card(site: Site, address: str, session: Session, kind: str) -> ShareCard:
    """The card of a session: when and where it is, where that is settled, and who speaks."""
    if session.is_cancelled:
        line = "Cancelled"
    elif is_cancelled_or_postponed(site):
        line = kind
    elif session.starts_at is None or is_provisional(site, session):
        line = f"{kind}. Provisional"
    else:
        room = f", {session.room.name}" if session.room else ""
        line = f"{formatting.format_full_date(session.starts_at.date())}, {formatting.format_time(session.start)} to {formatting.format_time(session.end)}{room}"
    return page_card(
        site, address, session.title, (line,), disclosed_names(site, session.people), (session,)
    )


def speaker_card(site: Site, address: str, speaker: Speaker, role: str) -> ShareCard:
    """The card of a speaker; the event's, where they are protected, or no more than a placeholder."""
    name = disclosed_name(speaker)
    if speaker.protected or not name:
        return event_card(site)
    return page_card(site, address, name, (role,), (), site.sessions_of(speaker))


def _event_card(site: Site) -> ShareCard:
    details = site.event.record
    palette = scheme_of(site.event).light
    first = next(iter(site.drawings.days), None)
    return ShareCard(
        name="home",
        kicker="",
        title=details.title,
        lines=(details.strapline,) if details.strapline else (),
        names=(),
        foot=_foot(site),
        organiser=details.organiser.name if is_confirmed(site, "organiser") else "",
        drawing=None if first is None else _drawing(site, first),
        windows=(),
        colours=CardColours(
            palette.hero, palette.on_hero, palette.hero_2, palette.subject, palette.case_hero
        ),
    )


def _foot(site: Site) -> str:
    """When and where, as far as it is settled; where the site is, while nothing is."""
    details = site.event.record
    if details.status is not EventStatus.SCHEDULED:
        return details.status.value.capitalize()
    days = formatting.format_event_dates(site.event) if is_confirmed(site, "starts") else ""
    place = venue(site)
    where = (place.town or place.name) if place else ""
    if attendance(site) is Attendance.ONLINE:
        where = "online"
    known = ", ".join(part for part in (days, where) if part)
    if known:
        return known[0].upper() + known[1:]
    parts = urlsplit(site.base_url or "")
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"


def _drawing(site: Site, day: int) -> CardDrawing:
    drawn = site.drawings.days[day]
    return site.once(
        ("share", str(day)), lambda: CardDrawing(drawn.width, drawn.lines, drawn.subject)
    )


def _windows(site: Site, sessions: tuple[Session, ...]) -> tuple[tuple[int, int], ...]:
    """Where sessions are in the drawing of the first one's day; those that touch become one."""
    drawn = site.drawings.days[sessions[0].day]
    windows: list[tuple[int, int]] = []
    for session in sorted(sessions, key=lambda session: session.start_minute):
        if session.day != drawn.number:
            continue
        left, right = drawn.x(session.start_minute), drawn.x(end_of(session))
        if windows and left <= windows[-1][1]:
            left, right = windows[-1][0], max(right, windows.pop()[1])
        windows.append((left, right))
    return tuple(windows)
