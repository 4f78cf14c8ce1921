"""The programme: every day, slot by slot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from microsite.model.event import Day
from microsite.pages.changes import changes_href
from microsite.pages.furniture import when_words, where_words
from microsite.pages.live import Live, live
from microsite.pages.page import Page, make_page
from microsite.pages.parts import Fact, TitledText, calendar_href, whole_href
from microsite.pages.timetable import Slot, rails_of, timetable
from microsite.site import formatting, urls
from microsite.site.disclosure import absolute, cancellation_label
from microsite.site.site import Site
from microsite.site.structured_data import programme_nodes
from microsite.site.timetable_graphics import TimetableGraphic
from microsite.site.urls import UrlContext

MOST_WITH_ROLES, MOST_WITH_SUMMARIES = 24, 45
"""Sessions, housekeeping left out: in a longer programme what is said of each is on its own page
alone.
"""


class ProgrammeDay(Struct, frozen=True, kw_only=True):
    """One day of the programme."""

    id: str
    """`day-1`, its anchor."""
    heading: str
    """Its date in words; or `Day 1`."""
    date_iso: str
    """Empty while it is to be announced."""
    title: str
    note: str
    calendar_href: str
    """The day's calendar file; empty where it is the only one, or over."""
    columns: tuple[str, ...]
    """The tracks or rooms that run side by side, for a grid on wide screens; empty where a list is
    clearer.
    """
    slots: tuple[Slot, ...]


class ProgrammePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/programme.html may read."""

    facts: tuple[Fact, ...]
    is_provisional: bool
    """Whether anything in it is a sample."""
    marks_provisional: bool
    """Whether it has to be said session by session; not where all of them are provisional."""
    with_roles: bool
    """Whether people are shown with their roles; not in a long programme, which would hide its
    shape.
    """
    with_summaries: bool
    """The same for summaries of sessions."""
    days: tuple[ProgrammeDay, ...]
    rails: tuple[TimetableGraphic, ...]
    """The pieces of the drawing that the slots and cells name."""
    tracks: tuple[TitledText, ...]
    """Those with a sentence about them."""
    calendar_href: str
    """The calendar file of the whole programme; empty while there are no dates, and once it is
    over.
    """
    subscribe_href: str
    """The same as a calendar to subscribe to; empty where the address of the site is not known."""
    changes_href: str
    """What has changed since it was first published; empty where nothing has."""
    whole_href: str
    """The whole event in one file; empty where the site goes without."""
    live: Live | None


def build_programme(site: Site, address: str) -> Page:
    """Build the programme."""
    event, at = site.event, UrlContext.for_page(address)
    days = tuple(_day(site, at, day) for day in event.days if day.sessions)
    cards = [cell.session for day in days for slot in day.slots for cell in slot.cells]
    planned = [card for card in cards if not card.is_housekeeping and not card.is_cancelled]
    view = ProgrammePage(
        facts=tuple(_facts(site)),
        is_provisional=any(card.is_sample for card in cards) or "starts" in event.record.sample,
        marks_provisional=any(not card.status for card in planned),
        with_roles=len(planned) <= MOST_WITH_ROLES,
        with_summaries=len(planned) <= MOST_WITH_SUMMARIES,
        days=days,
        rails=rails_of(site, (slot for day in days for slot in day.slots)),
        tracks=tuple(TitledText(track.name, track.about) for track in event.tracks if track.about),
        calendar_href=calendar_href(site, at, urls.CALENDAR),
        subscribe_href=_subscribe_href(site) if calendar_href(site, at, urls.CALENDAR) else "",
        changes_href=changes_href(site, at),
        whole_href=whole_href(site, at),
        live=live(site, at),
    )
    return make_page(
        site,
        "programme",
        address,
        view,
        title="Programme",
        section="programme",
        description=f"Programme of {event.record.title}: sessions, speakers, times and rooms. {when_words(site)}.",
        things=programme_nodes(site),
    )


def _subscribe_href(site: Site) -> str:
    """An address that opens in a calendar program, which then looks for changes by itself."""
    return re.sub("^https?:", "webcal:", absolute(site, urls.CALENDAR))


def _facts(site: Site) -> Iterator[Fact]:
    details = site.event.record
    yield Fact(
        "When",
        when_words(site),
        is_sample="starts" in details.sample,
        called_off=cancellation_label(site),
    )
    yield Fact("Where", where_words(site), is_sample="venue" in details.sample)
    if site.event.starts is None or details.timezone != "Europe/London":
        yield Fact("Times", f"{details.timezone.rpartition('/')[2].replace('_', ' ')} time")


def _day(site: Site, at: UrlContext, day: Day) -> ProgrammeDay:
    columns, slots = timetable(site, at, day, in_columns=True)
    return ProgrammeDay(
        id=f"day-{day.number}",
        heading=formatting.format_full_date(day.date) if day.date else f"Day {day.number}",
        date_iso=day.date.isoformat() if day.date else "",
        title=day.title or "",
        note=day.note or "",
        calendar_href=calendar_href(site, at, urls.day_calendar(day.number))
        if len(site.event.days) > 1
        else "",
        columns=columns,
        slots=slots,
    )
