"""A speaker's own page."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages import share
from microsite.pages.cards import Person, SessionCard, person, session_card
from microsite.pages.drawing import Where, where_in_day
from microsite.pages.page import Page, make_page
from microsite.pages.parts import Link, Text, links_of, text_of
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.structured_data import speaker_nodes
from microsite.site.urls import UrlContext


class SpeakerPage(Struct, frozen=True):
    """Everything templates/pages/speaker.html may read."""

    person: Person
    biography: Text
    links: tuple[Link, ...]
    sessions: tuple[SessionCard, ...]
    """By time."""
    where: Where | None
    """Where their sessions are in the drawing of the first of those days; None without any."""
    speakers: str


def build_speaker(site: Site, address: str) -> Page:
    """Build the page of a speaker."""
    speaker = site.speaker(urls.slug_of(address))
    at = UrlContext.for_page(address)
    shown = person(site, at, speaker.slug)
    view = SpeakerPage(
        shown,
        text_of(site, at, site.body("speaker", speaker, speaker.biography)),
        () if speaker.protected else links_of(speaker.links),
        tuple(session_card(site, at, session) for session in site.sessions_of(speaker)),
        where_in_day(site, at, site.sessions_of(speaker)),
        at.url_for(urls.SPEAKERS),
    )
    described = ", ".join(part for part in (shown.name, shown.role) if part)
    return make_page(
        site,
        "speaker",
        address,
        view,
        title=shown.name,
        card=share.speaker_card(site, address, speaker, shown.role),
        section="speakers",
        trail=(("Speakers", urls.SPEAKERS),),
        origin=speaker.span("name"),
        description=f"{described}: at {site.event.record.title}.",
        indexed=not speaker.protected,
        things=speaker_nodes(site, speaker),
    )
