"""The page of a session."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.model.event import Session
from microsite.pages import share_image
from microsite.pages.cards import SessionCard, session_card
from microsite.pages.drawing import DayStripHighlight, day_strip_highlight
from microsite.pages.page import Page, make_page
from microsite.pages.views import (
    Fact,
    Link,
    ResourceItem,
    RichText,
    calendar_href,
    join,
    resource_item,
    rich_text,
)
from microsite.site import urls
from microsite.site.disclosure import cancellation_label
from microsite.site.site import Site
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
    for day in site.event.days:
        yield from (urls.session(session.id) for session in day.sessions if session.has_own_page)


def build_session(site: Site, address: str) -> Page:
    """Build the page of a session."""
    session = site.sessions[urls.slug_of(address)]
    at = UrlContext.for_page(address)
    start, others = session.start_minute, _sessions_with_pages(site, session.day)
    previous = next((other for other in reversed(others) if other.start_minute < start), None)
    following = next((other for other in others if other.start_minute > start), None)
    details = session.record
    card = session_card(site, at, session)
    view = SessionPage(
        session=card,
        facts=tuple(_facts(site, card, session)),
        where=day_strip_highlight(site, at, (session,)),
        abstract=rich_text(site, at, site.prose(details, "abstract", details.abstract)),
        resources=tuple(
            resource_item(site, at, site.resources[name]) for name in session.resources
        ),
        slides=_slides(site, at, session),
        recording=_recording(session),
        parallel=tuple(session_card(site, at, other) for other in parallel_to(site, session)),
        repeats=tuple(session_card(site, at, other) for other in site.repeats_of(session)),
        previous=session_card(site, at, previous) if previous else None,
        next=session_card(site, at, following) if following else None,
        programme=at.url_for(f"{urls.PROGRAMME}#{session.id}"),
        calendar_href=""
        if session.is_cancelled
        else calendar_href(site, at, urls.session_calendar(session.id)),
    )
    return make_page(
        site,
        "session",
        address,
        view,
        title=_title(site, card, session),
        card=share_image.session_card(site, address, session, card.kind),
        section="programme",
        origin=session.span("id"),
        trail=(("Programme", urls.PROGRAMME),),
        description=_description(card, session),
        things=session_nodes(site, session),
    )


def _title(site: Site, card: SessionCard, session: Session) -> str:
    """Return the title of the page, with the start of a session that shares its title."""
    if site.title_counts[session.title] == 1:
        return session.title
    return join(session.title, card.day if len(site.event.days) > 1 else "", card.start)


def _facts(site: Site, card: SessionCard, session: Session) -> Iterator[Fact]:
    off = cancellation_label(site)
    if card.day:
        yield Fact("Day", card.day, called_off=off)
    next_day = " the next day" if card.ends_next_day else ""
    times = f"{card.start} to {card.end}{next_day}, {card.length}"
    yield Fact("Time", times, card.start_iso, called_off=off)
    if session.room:
        yield Fact("Where", join(session.room.name, session.room.floor))
        if session.room.access:
            yield Fact("Access", session.room.access)
    if card.track:
        yield Fact("Track", card.track)
    if session.record.capacity:
        yield Fact("Places", str(session.record.capacity))


def _description(card: SessionCard, session: Session) -> str:
    if session.record.summary:
        return session.record.summary
    time = join(card.day, f"{card.start} to {card.end}", card.room)
    return f"{card.kind}: {session.title}. {time}."


def parallel_to(site: Site, session: Session) -> list[Session]:
    """Return the sessions at the same time that have a page; none if there are too many."""
    start, end = session.start_minute, session.end_minute
    parallel = [
        other
        for other in _sessions_with_pages(site, session.day)
        if other.start_minute < end and start < other.end_minute and other.id != session.id
    ]
    return parallel if len(parallel) <= MAX_PARALLEL else []


def _sessions_with_pages(site: Site, day: int) -> list[Session]:
    return site.once(
        ("sessions with pages", str(day)),
        lambda: [
            session
            for each in site.event.days
            if each.number == day
            for session in each.sessions
            if session.has_own_page
        ],
    )


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
