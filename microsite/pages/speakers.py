"""Everybody who speaks or chairs."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.records.speakers import Speaker
from microsite.pages.cards import Person, SessionCard, person, session_card
from microsite.pages.page import Page, make_page
from microsite.site.site import Site
from microsite.site.urls import UrlContext


class Billing(Struct, frozen=True):
    """A person and what they do at the conference."""

    person: Person
    sessions: tuple[SessionCard, ...]


class SpeakersPage(Struct, frozen=True):
    """Everything templates/pages/speakers.html may read."""

    people: tuple[Billing, ...]
    some_unconfirmed: bool
    on_several_days: bool
    """Whether a time alone does not say when."""


def build_speakers(site: Site, address: str) -> Page:
    """Build the list of speakers."""
    at = UrlContext.for_page(address)
    people = tuple(
        Billing(
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
