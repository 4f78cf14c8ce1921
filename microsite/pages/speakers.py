"""The list of speakers, and the page of each speaker."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.records.programme import Speaker
from microsite.pages import share_image
from microsite.pages.cards import Person, SessionCard, person, session_cards
from microsite.pages.drawing import DayStripHighlight, day_strip_highlight
from microsite.pages.page import Page, make_page
from microsite.pages.views import Link, RichText, join, rich_text
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.structured_data import speaker_nodes
from microsite.site.urls import UrlContext


class SpeakerListing(Struct, frozen=True):
    """A person and their sessions."""

    person: Person
    sessions: tuple[SessionCard, ...]


class SpeakersPage(Struct, frozen=True):
    """Everything templates/pages/speakers.html may read."""

    people: tuple[SpeakerListing, ...]
    some_unconfirmed: bool
    on_several_days: bool


class SpeakerPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/speaker.html may read."""

    person: Person
    biography: RichText
    links: tuple[Link, ...]
    sessions: tuple[SessionCard, ...]
    where: DayStripHighlight | None
    """Their sessions in the drawing of the first of those days."""


def build_speakers(site: Site, at: UrlContext) -> Page:
    """Build the list of speakers."""
    people = []
    for speaker in in_order(site.event.speakers):
        cards = session_cards(site, at, site.sessions_of(speaker))
        people.append(SpeakerListing(person(site, at, speaker.slug), cards))
    unconfirmed = any(listing.person.status for listing in people)
    days = {session.day for listing in people for session in listing.sessions}
    return make_page(site, "speakers", at, SpeakersPage(tuple(people), unconfirmed, len(days) > 1))


def in_order(speakers: tuple[Speaker, ...]) -> list[Speaker]:
    """Return speakers: featured ones first, then by `order`, then by name."""

    def key(speaker: Speaker) -> tuple[bool, int, str, str]:
        order = speaker.order if speaker.order is not None else 10_000
        shown = speaker.shown_as or "" if speaker.protected else speaker.name
        return (not speaker.featured, order, shown.casefold(), speaker.slug)

    return sorted(speakers, key=key)


def build_speaker(site: Site, at: UrlContext) -> Page:
    """Build the page of a speaker."""
    speaker = site.speakers[urls.slug_of(at.address)]
    shown, sessions = person(site, at, speaker.slug), site.sessions_of(speaker)
    links = () if speaker.protected else speaker.links
    view = SpeakerPage(
        person=shown,
        biography=rich_text(site, at, site.body("speaker", speaker)),
        links=tuple(Link(link.label, link.url) for link in links),
        sessions=session_cards(site, at, sessions),
        where=day_strip_highlight(site, at, sessions),
    )
    return make_page(
        site,
        "speaker",
        at,
        view,
        title=shown.name,
        description=f"{join(shown.name, shown.role)}: at {site.event.record.title}.",
        card=share_image.speaker_card(site, at.address, speaker, shown.role),
        origin=speaker.span("name"),
        indexed=not speaker.protected,
        things=speaker_nodes(site, speaker),
    )
