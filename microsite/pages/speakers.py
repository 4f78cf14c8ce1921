"""The list of speakers, and the page of each speaker."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.records.speakers import Speaker
from microsite.pages import share_image as share
from microsite.pages.cards import Person, SessionCard, person, session_card
from microsite.pages.drawing import DayStripHighlight, day_strip_highlight
from microsite.pages.page import Page, make_page
from microsite.pages.views import Link, RichText, links_of, rich_text
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.structured_data import speaker_nodes
from microsite.site.urls import UrlContext


class SpeakerListing(Struct, frozen=True):
    """A person and what they do at the conference."""

    person: Person
    sessions: tuple[SessionCard, ...]


class SpeakersPage(Struct, frozen=True):
    """Everything templates/pages/speakers.html may read."""

    people: tuple[SpeakerListing, ...]
    some_unconfirmed: bool
    on_several_days: bool
    """Whether a time alone does not say when."""


def build_speakers(site: Site, address: str) -> Page:
    """Build the list of speakers."""
    at = UrlContext.for_page(address)
    people = tuple(
        SpeakerListing(
            person(site, at, speaker.slug),
            tuple(session_card(site, at, session) for session in site.sessions_of(speaker)),
        )
        for speaker in in_order(site.event.speakers)
    )
    view = SpeakersPage(
        people=people,
        some_unconfirmed=any(billing.person.status for billing in people),
        on_several_days=len({session.day for billing in people for session in billing.sessions})
        > 1,
    )
    return make_page(
        site,
        "speakers",
        address,
        view,
        title="Speakers",
        section="speakers",
        description=f"Who speaks at {site.event.record.title}, and when.",
    )


def in_order(speakers: tuple[Speaker, ...]) -> list[Speaker]:
    """Featured first, then in the order given, then by name."""

    def key(speaker: Speaker) -> tuple[bool, int, str, str]:
        order = speaker.order if speaker.order is not None else 10_000
        shown = speaker.shown_as or "" if speaker.protected else speaker.name
        return (not speaker.featured, order, shown.casefold(), speaker.slug)

    return sorted(speakers, key=key)


class SpeakerPage(Struct, frozen=True):
    """Everything templates/pages/speaker.html may read."""

    person: Person
    biography: RichText
    links: tuple[Link, ...]
    sessions: tuple[SessionCard, ...]
    """By time."""
    where: DayStripHighlight | None
    """Where their sessions are in the drawing of the first of those days; None without any."""
    speakers: str


def build_speaker(site: Site, address: str) -> Page:
    """Build the page of a speaker."""
    speaker = site.speaker(urls.slug_of(address))
    at = UrlContext.for_page(address)
    shown = person(site, at, speaker.slug)
    view = SpeakerPage(
        shown,
        rich_text(site, at, site.body("speaker", speaker, speaker.biography)),
        () if speaker.protected else links_of(speaker.links),
        tuple(session_card(site, at, session) for session in site.sessions_of(speaker)),
        day_strip_highlight(site, at, site.sessions_of(speaker)),
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
