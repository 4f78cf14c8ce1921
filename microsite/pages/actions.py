"""The one thing a visitor can do next: book, wait for a place, look at today's programme or at what
was shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from microsite.site import urls
from microsite.site.site import Site
from microsite.site.state import BookingState, booking_state, day_on, has_materials
from microsite.site.timeline_values import timeline_of
from microsite.site.urls import UrlContext


class CallToAction(Struct, frozen=True):
    """The one thing a visitor can do next, for a time."""

    label: str
    href: str
    since: str
    """From when on, as machines read it; empty for what holds on the day of the build: the others
    are hidden.
    """
    until: str
    """Up to when; empty where it holds for good."""


def actions(site: Site, at: UrlContext) -> Iterator[CallToAction]:
    """The calls to action, those that are still to come after the one of the day."""
    for spell in timeline_of(site, "action", call_to_action):
        label, address = spell.what
        yield CallToAction(
            label, address if "://" in address else at.url_for(address), spell.since, spell.until
        )


def call_to_action(site: Site, moment: datetime) -> tuple[str, str] | None:
    """What a visitor can do next, in words, and the address where; None where there is nothing to
    do.
    """
    event = site.event
    booking, state = event.record.booking, booking_state(event, moment)
    if booking and state is BookingState.FULL and booking.waiting_list_url:
        return "Join the waiting list", booking.waiting_list_url
    if booking and state in (BookingState.OPEN, BookingState.FEW_LEFT):
        return "Book a place", booking.url or urls.RATES
    if day := day_on(event, moment):
        return "Today’s programme", f"{urls.PROGRAMME}#day-{day.number}"
    if state is BookingState.OVER and has_materials(event):
        return "Slides and recordings", urls.PROGRAMME
    return None
