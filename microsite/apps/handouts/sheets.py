"""Views of the handouts: what stands on each sheet."""

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup
from msgspec import Struct

from microsite.apps.handouts.badges import Badge
from microsite.locales.locale import Locale
from microsite.model.event import Session
from microsite.model.records.content import HOUSEKEEPING, Room
from microsite.model.records.event import Voice
from microsite.pages import views
from microsite.pages.page import date_text, place_text
from microsite.pages.programme import ProgrammeDay, programme_days
from microsite.render.artifacts import qr_code
from microsite.site import urls
from microsite.site.colours import Palette, scheme_of
from microsite.site.site import Site
from microsite.site.state import absolute


class Code(Struct, frozen=True):
    """A QR code with the words beside it."""

    svg: Markup
    words: str
    address: str


class RoomSign(Struct, frozen=True):
    """The sign at a door, for one day."""

    room: Room
    day: str
    sessions: tuple[views.SessionCard, ...]


class ChairSheet(Struct, frozen=True):
    """The sheet of a chair for one session."""

    session: views.SessionCard
    next: views.SessionCard | None
    """Session that follows in the same room."""


class Handouts(Struct, frozen=True, kw_only=True):
    """Everything the templates of handouts may read."""

    locale: Locale
    voice: Voice
    title: str
    strapline: str
    when: str
    where: str
    contact: str
    colours: Palette
    is_provisional: bool
    days: tuple[ProgrammeDay, ...]
    signs: tuple[RoomSign, ...]
    chair_sheets: tuple[ChairSheet, ...]
    slides: tuple[views.SessionCard, ...]
    badges: tuple[Badge, ...]
    programme_code: Code | None
    door_codes: tuple[Code, ...]
    """Codes for signs: now and next, questions and feedback."""


class Handout(Struct, frozen=True, kw_only=True):
    """A file to print."""

    name: str
    """Name of the file and of its template, without their suffix."""
    needs: str
    """Name of the field of `Handouts` that is empty if there is nothing to print."""


HANDOUTS = (
    Handout(name="room-signs", needs="signs"),
    Handout(name="badges", needs="badges"),
    Handout(name="programme-a4", needs="days"),
    Handout(name="programme-a5", needs="days"),
    Handout(name="chair-sheets", needs="chair_sheets"),
    Handout(name="title-slides", needs="slides"),
)


def create_handouts(site: Site, badges: tuple[Badge, ...]) -> Handouts:
    """Return everything that the handouts of an event show."""
    details = site.event.record
    sessions = [session for session in site.event.sessions if not session.is_cancelled]
    talks = [session for session in sessions if session.kind not in HOUSEKEEPING]
    today = urls.TODAY if "today" in site.sections else urls.PROGRAMME
    door_codes = (
        _code(absolute(site, today), site.gettext("Now and next")),
        _code(details.questions or "", site.gettext("Ask a question")),
        _code(details.feedback or "", site.gettext("Tell us how it was")),
    )
    return Handouts(
        locale=site.locale,
        voice=details.voice,
        title=details.title,
        strapline=details.strapline or "",
        when=date_text(site),
        where=place_text(site),
        contact=views.join(details.organiser.name, details.organiser.phone),
        colours=scheme_of(site.event).light,
        is_provisional=not site.event.is_confirmed("starts", "venue"),
        days=programme_days(site, in_columns=False),
        signs=tuple(room_signs(site, sessions)),
        chair_sheets=tuple(
            _chair_sheet(site, talk, talks) for talk in talks if talk.chairs
        ),
        slides=views.session_cards(site, talks),
        badges=badges,
        programme_code=_code(
            absolute(site, urls.PROGRAMME), site.gettext("The programme")
        ),
        door_codes=tuple(filter(None, door_codes)),
    )


def room_signs(site: Site, sessions: list[Session]) -> Iterator[RoomSign]:
    """Yield a sign for each room and day with sessions, by room."""
    for room in site.event.rooms:
        room_sessions = [session for session in sessions if room in session.rooms]
        for _, group in groupby(room_sessions, key=lambda session: session.day):
            cards = views.session_cards(site, group)
            yield RoomSign(room, cards[0].day, cards)


def _chair_sheet(site: Site, session: Session, talks: list[Session]) -> ChairSheet:
    """Return the sheet of the chair of a session, with the next talk in its room."""
    card = views.session_card(site, session)
    for talk in talks:
        is_later = talk.day == session.day and talk.start_minute >= session.end_minute
        if is_later and session.room in (talk.rooms or (None,)):
            return ChairSheet(card, views.session_card(site, talk))
    return ChairSheet(card, None)


def _code(url: str, words: str) -> Code | None:
    """Return the QR code of an address on the web; None for anything else."""
    if not url.startswith(("https://", "http://")):
        return None
    svg = Markup(qr_code(url).decode())  # noqa: S704 - segno wrote it
    return Code(svg, words, url.partition("//")[2])
