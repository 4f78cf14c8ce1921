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

from microsite.cache import digest_of_values
from microsite.model.event import Session
from microsite.model.records.content import Speaker
from microsite.model.records.event import Attendance, EventStatus, Theme
from microsite.pages.drawing import session_windows
from microsite.site import state
from microsite.site.colours import Palette, scheme_of
from microsite.site.formatting import format_event_dates, format_full_date, format_time
from microsite.site.site import Site, once_per_site

WIDTH, HEIGHT = 1200, 630  # pixels


CardDrawing = tuple[int, str, str]
"""Width of a drawing 1000 units high, path data of its thin lines, and of its bright line."""


class ShareCard(Struct, frozen=True, kw_only=True, dict=True):
    """Everything a share card shows."""

    name: str
    """Path of its file: `programme/opening`; `home` for the whole event."""
    kicker: str = ""
    """Title of the event, above the title; empty on its own card."""
    title: str
    lines: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    foot: str
    """Date and place."""
    organiser: str
    drawing: CardDrawing | None
    windows: tuple[tuple[int, int], ...] = ()
    """Highlighted parts of the drawing, in its units; all of it if there are none."""
    colours: Palette

    @cached_property
    def digest(self) -> str:
        """Digest of the content."""
        return digest_of_values(self)

    @property
    def path(self) -> str:
        """Return the path in output/, with a digest of the content."""
        return f"assets/cards/{self.name}.{self.digest[:8]}.png"

    @property
    def words(self) -> str:
        """Return the alternative text."""
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
    """Return whether pages have cards. Their absolute addresses must be known."""
    return site.base_url is not None and (site.event.record.theme or Theme()).cards


@once_per_site
def event_card(site: Site) -> ShareCard:
    """Return the card of the whole event, also used for pages that must have none of their own."""
    details, day = site.event.record, site.drawings.first_day
    return ShareCard(
        name="home",
        title=details.title,
        lines=(details.strapline,) if details.strapline else (),
        foot=_foot(site),
        organiser=details.organiser.name if state.is_confirmed(site, "organiser") else "",
        drawing=(day.width, day.lines, day.subject) if day else None,
        colours=scheme_of(site.event).light,
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
    if sessions:
        day = site.drawings.days[sessions[0].day]
        windows = tuple((left, right) for left, right, _ in session_windows(day, sessions, gap=0))
        card = replace(card, drawing=(day.width, day.lines, day.subject), windows=windows)
    return replace(
        card,
        name=address.removesuffix(".html").strip("/"),
        kicker=card.title,
        title=title,
        lines=tuple(filter(None, lines)),
        names=tuple(names),
    )


def session_card(site: Site, address: str, session: Session, kind: str) -> ShareCard:
    """Return the card of a session: its people, and its time and place if they are confirmed."""
    if session.is_cancelled:
        line = "Cancelled"
    elif state.is_cancelled_or_postponed(site):
        line = kind
    elif session.starts_at is None or state.is_provisional(site, session):
        line = f"{kind}. Provisional"
    else:
        room = f", {session.room.name}" if session.room else ""
        date = format_full_date(session.starts_at.date())
        line = f"{date}, {format_time(session.start)} to {format_time(session.end)}{room}"
    names = state.disclosed_names(site, session.people)
    return page_card(site, address, session.title, (line,), names, (session,))


def speaker_card(site: Site, address: str, speaker: Speaker, role: str) -> ShareCard:
    """Return the card of a speaker; the event's if the speaker is protected or not named yet."""
    name = state.disclosed_name(speaker)
    if speaker.protected or not name:
        return event_card(site)
    return page_card(site, address, name, (role,), (), site.sessions_of(speaker))


def _foot(site: Site) -> str:
    """Return date and place as far as they are confirmed, or the address of the site."""
    details = site.event.record
    if details.status is not EventStatus.SCHEDULED:
        return details.status.value.capitalize()
    days = format_event_dates(site.event) if state.is_confirmed(site, "starts") else ""
    place = state.venue(site)
    where = (place.town or place.name) if place else ""
    if state.attendance(site) is Attendance.ONLINE:
        where = "online"
    known = ", ".join(part for part in (days, where) if part)
    if known:
        return known[0].upper() + known[1:]
    parts = urlsplit(site.base_url or "")
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"
