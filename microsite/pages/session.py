"""The page of a session."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.model.event import Session
from microsite.pages import share_image
from microsite.pages.cards import SessionCard, session_card, session_cards
from microsite.pages.drawing import DayStripHighlight, day_strip_highlight
from microsite.pages.page import Page, make_page
from microsite.pages.views import (
    Fact,
    Link,
    ResourceItem,
    RichText,
    calendar_href,
    join,
    resource_items,
    rich_field,
)
from microsite.site import urls
from microsite.site.disclosure import cancellation_label
from microsite.site.site import Site, once_per_site
from microsite.site.structured_data import session_nodes
from microsite.site.urls import UrlContext

MAX_PARALLEL = 12
"""A page lists no more sessions at the same time; it links to the programme instead."""


class SessionPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/session.html may read."""

    session: SessionCard
    facts: tuple[Fact, ...]
    where: DayStripHighlight | None
    abstract: RichText
    resources: tuple[ResourceItem, ...]
    slides: Link | None
    recording: Link | None
    parallel: tuple[SessionCard, ...]
    """Sessions at the same time; empty if there are too many."""
    repeats: tuple[SessionCard, ...]
    """The other times at which the same session runs."""
    previous: SessionCard | None
    """The session before it on the same day that has a page."""
    next: SessionCard | None
    programme: str
    calendar_href: str
    """Its calendar file; empty if it is cancelled, over, or without a date."""


def session_addresses(site: Site) -> Iterator[str]:
    """Yield the address of each session with a page; housekeeping without an abstract has none."""
    for session in site.event.sessions:
        if session.has_own_page:
            yield urls.session(session.id)


def build_session(site: Site, at: UrlContext) -> Page:
    """Build the page of a session."""
    session = site.sessions[urls.slug_of(at.address)]
    record, card = session.record, session_card(site, at, session)
    others = _sessions_with_pages(site, session.day)
    start, end = session.start_minute, session.end_minute
    earlier = [other for other in others if other.start_minute < start]
    later = [other for other in others if other.start_minute > start]
    calendar = "" if session.is_cancelled else urls.session_calendar(session.id)
    parallel = [
        other
        for other in others
        if other.start_minute < end and start < other.end_minute and other is not session
    ]
    off, next_day = cancellation_label(site), " the next day" if card.ends_next_day else ""
    time = f"{card.start} to {card.end}"
    facts = (
        Fact("Day", card.day, called_off=off),
        Fact("Time", f"{time}{next_day}, {card.length}", card.start_iso, called_off=off),
        *_room_facts(session),
        Fact("Track", card.track),
        Fact("Places", str(record.capacity or "")),
    )
    view = SessionPage(
        session=card,
        facts=tuple(fact for fact in facts if fact.value),
        where=day_strip_highlight(site, at, (session,)),
        abstract=rich_field(site, at, record, "abstract"),
        resources=resource_items(site, at, session.resources),
        slides=_slides(site, at, session),
        recording=_recording(session),
        parallel=session_cards(site, at, parallel if len(parallel) <= MAX_PARALLEL else ()),
        repeats=session_cards(site, at, site.repeats_of(session)),
        previous=session_card(site, at, earlier[-1]) if earlier else None,
        next=session_card(site, at, later[0]) if later else None,
        programme=card.anchor,
        calendar_href=calendar and calendar_href(site, at, calendar),
    )
    shares_title = site.title_counts[card.title] > 1
    day = card.day if len(site.event.days) > 1 else ""
    return make_page(
        site,
        "session",
        at,
        view,
        title=join(card.title, day, card.start) if shares_title else card.title,
        card=share_image.session_card(site, at.address, session, card.kind),
        origin=session.span("id"),
        description=card.summary
        or f"{card.kind}: {card.title}. {join(card.day, time, card.room)}.",
        things=session_nodes(site, session),
    )


def _room_facts(session: Session) -> Iterator[Fact]:
    if session.room:
        yield Fact("Where", join(session.room.name, session.room.floor))
        yield Fact("Access", session.room.access or "")


@once_per_site
def _sessions_with_pages(site: Site, day: int) -> list[Session]:
    return [
        session for session in site.event.sessions if session.day == day and session.has_own_page
    ]


def _slides(site: Site, at: UrlContext, session: Session) -> Link | None:
    slides = session.record.slides
    if slides is None:
        return None
    if slides.startswith(("http://", "https://")):
        return Link("Slides", slides)
    path = site.download(slides, session.span("slides"))
    kind = slides.rpartition(".")[2].upper()
    return Link(f"Slides ({kind})", at.asset_url(path)) if path else None


def _recording(session: Session) -> Link | None:
    recording = session.record.recording
    if recording is None:
        return None
    return Link("Recording, with captions" if recording.captions else "Recording", recording.url)
