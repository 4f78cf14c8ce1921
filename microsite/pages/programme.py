"""The programme, and the list of its changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from microsite.comparing.changelog import CHANGES, ChangesOfDay, all_feeds, changes_by_day
from microsite.comparing.changes import Change, ChangeKind, Section
from microsite.model.event import Day
from microsite.pages.layout import NowBanner, date_text, now_banner, place_text
from microsite.pages.page import Page, make_page
from microsite.pages.timetable import TimeSlot, rails_of, timetable
from microsite.pages.views import DefinitionItem, Fact, calendar_href, single_page_href
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
    slots: tuple[TimeSlot, ...]


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
    tracks: tuple[DefinitionItem, ...]
    """Those with a sentence about them."""
    calendar_href: str
    """The calendar file of the whole programme; empty while there are no dates, and once it is
    over.
    """
    subscribe_href: str
    """The same as a calendar to subscribe to; empty where the address of the site is not known."""
    changes_href: str
    """What has changed since it was first published; empty where nothing has."""
    single_page_href: str
    """The whole event in one file; empty where the site goes without."""
    live: NowBanner | None


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
        tracks=tuple(
            DefinitionItem(track.name, track.about) for track in event.tracks if track.about
        ),
        calendar_href=calendar_href(site, at, urls.CALENDAR),
        subscribe_href=_subscribe_href(site) if calendar_href(site, at, urls.CALENDAR) else "",
        changes_href=changes_href(site, at),
        single_page_href=single_page_href(site, at),
        live=now_banner(site, at),
    )
    return make_page(
        site,
        "programme",
        address,
        view,
        title="Programme",
        section="programme",
        description=f"Programme of {event.record.title}: sessions, speakers, times and rooms. {date_text(site)}.",
        things=programme_nodes(site),
    )


def _subscribe_href(site: Site) -> str:
    """An address that opens in a calendar program, which then looks for changes by itself."""
    return re.sub("^https?:", "webcal:", absolute(site, urls.CALENDAR))


def _facts(site: Site) -> Iterator[Fact]:
    details = site.event.record
    yield Fact(
        "When",
        date_text(site),
        is_sample="starts" in details.sample,
        called_off=cancellation_label(site),
    )
    yield Fact("Where", place_text(site), is_sample="venue" in details.sample)
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


WORDS = {
    ChangeKind.CALLED_OFF: "Called off",
    ChangeKind.GONE: "Taken out",
    ChangeKind.MOVED: "Moved",
    ChangeKind.ADDED: "New",
    ChangeKind.BACK: "Back on",
    ChangeKind.RENAMED: "Renamed",
    ChangeKind.PEOPLE: "Who takes part",
}
"""What happened, in a word or three; without one, the sentence says it."""


class ChangeItem(Struct, frozen=True):
    """One thing that has changed."""

    kind: str
    """`Moved`, or empty."""
    sentence: str
    """Enough on its own."""
    href: str
    """Where to read how it is now; empty where there is no such page."""
    link: str
    """What that is called."""


class ChangesDay(Struct, frozen=True):
    """What was first published on one day."""

    id: str
    """Its anchor: `changes-2027-03-03`."""
    date: str
    """`3 March 2027`; “Latest” where the day is not on record yet."""
    date_iso: str
    """Empty where the day is not on record yet."""
    changes: tuple[ChangeItem, ...]


class ChangesPage(Struct, frozen=True):
    """Everything templates/pages/changes.html may read."""

    days: tuple[ChangesDay, ...]
    """The latest first."""
    feed_href: str
    """What a feed reader subscribes to; empty while no day is on record."""


def build_changes(site: Site, address: str) -> Page:
    """Build the list of changes."""
    days = changes_by_day(site)
    at = UrlContext.for_page(address)
    feed = next((feed for feed in all_feeds(site) if feed.kind == CHANGES), None)
    return make_page(
        site,
        "changes",
        address,
        ChangesPage(
            tuple(_changes_day(at, day) for day in days), at.asset_url(feed.atom) if feed else ""
        ),
        title="What has changed",
        section="programme",
        trail=(("Programme", urls.PROGRAMME),) if "programme" in site.sections else (),
        description=f"Sessions of {site.event.record.title} that moved, were added or called off, and since when.",
    )


def changes_href(site: Site, at: UrlContext) -> str:
    """A link to what has changed; empty where nothing has."""
    return at.url_for(urls.CHANGES) if changes_by_day(site) else ""


def _changes_day(at: UrlContext, day: ChangesOfDay) -> ChangesDay:
    return ChangesDay(
        id=urls.day_of_changes(day.since) if day.since else "changes-latest",
        date=formatting.format_date(day.since) if day.since else "Latest",
        date_iso=day.since.isoformat() if day.since else "",
        changes=tuple(_change_item(at, change) for change in day.changes),
    )


def _change_item(at: UrlContext, change: Change) -> ChangeItem:
    href = at.url_for(change.address) if change.address else ""
    kind = "" if change.section is Section.EVENT else WORDS.get(change.kind, "")
    return ChangeItem(kind, change.sentence, href, change.subject if href else "")
