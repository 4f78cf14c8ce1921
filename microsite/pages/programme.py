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
from microsite.pages.timetable import TimeSlot, day_heading, rails_of, timetable
from microsite.pages.views import (
    DefinitionItem,
    Fact,
    calendar_href,
    single_page_href,
    view_of,
)
from microsite.site import urls
from microsite.site.disclosure import absolute, cancellation_label
from microsite.site.formatting import format_date
from microsite.site.site import Site
from microsite.site.structured_data import programme_nodes
from microsite.site.timetable_graphics import TimetableGraphic
from microsite.site.urls import UrlContext

MAX_SESSIONS_WITH_ROLES, MAX_SESSIONS_WITH_SUMMARIES = 24, 45
"""A longer programme, without housekeeping, shows them only on the pages of sessions."""


class ProgrammeDay(Struct, frozen=True, kw_only=True):
    """One day of the programme."""

    id: str
    """`day-1`, its anchor."""
    heading: str
    date_iso: str
    """Empty while it is to be announced."""
    title: str
    note: str
    calendar_href: str
    """Its calendar file; empty if there is one day, or nothing lies ahead."""
    columns: tuple[str, ...]
    """Tracks or rooms as columns on wide screens; empty if a list is clearer."""
    slots: tuple[TimeSlot, ...]


class ProgrammePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/programme.html may read."""

    facts: tuple[Fact, ...]
    is_provisional: bool
    marks_provisional: bool
    """Whether sessions are marked as provisional one by one, as not all of them are."""
    with_roles: bool
    with_summaries: bool
    days: tuple[ProgrammeDay, ...]
    rails: tuple[TimetableGraphic, ...]
    """Pieces of the drawing that slots and cells name."""
    tracks: tuple[DefinitionItem, ...]
    calendar_href: str
    """Calendar file of the whole programme; empty if nothing lies ahead."""
    subscribe_href: str
    """The same as a subscription; empty if the address of the site is not known."""
    changes_href: str
    single_page_href: str
    live: NowBanner | None


def build_programme(site: Site, at: UrlContext) -> Page:
    """Build the programme."""
    event = site.event
    days = tuple(_day(site, at, day) for day in event.days if day.sessions)
    slots = [slot for day in days for slot in day.slots]
    cards = [cell.session for slot in slots for cell in slot.cells]
    planned = [card for card in cards if not card.is_housekeeping and not card.is_cancelled]
    tracks = (DefinitionItem(track.name, track.about) for track in event.tracks if track.about)
    calendar = calendar_href(site, at, urls.CALENDAR)
    webcal = re.sub("^https?:", "webcal:", absolute(site, urls.CALENDAR))
    view = ProgrammePage(
        facts=tuple(_facts(site)),
        is_provisional=any(card.is_sample for card in cards) or "starts" in event.record.sample,
        marks_provisional=any(not card.status for card in planned),
        with_roles=len(planned) <= MAX_SESSIONS_WITH_ROLES,
        with_summaries=len(planned) <= MAX_SESSIONS_WITH_SUMMARIES,
        days=days,
        rails=rails_of(site, slots),
        tracks=tuple(tracks),
        calendar_href=calendar,
        subscribe_href=webcal if calendar else "",
        changes_href=at.url_for(urls.CHANGES) if changes_by_day(site) else "",
        single_page_href=single_page_href(site, at),
        live=now_banner(site, at),
    )
    text = f"Programme of {event.record.title}: sessions, speakers, times and rooms. "
    text += f"{date_text(site)}."
    return make_page(site, "programme", at, view, description=text, things=programme_nodes(site))


def _facts(site: Site) -> Iterator[Fact]:
    details = site.event.record
    is_sample, off = "starts" in details.sample, cancellation_label(site)
    yield Fact("When", date_text(site), is_sample=is_sample, called_off=off)
    yield Fact("Where", place_text(site), is_sample="venue" in details.sample)
    if site.event.starts is None or details.timezone != "Europe/London":
        yield Fact("Times", f"{details.timezone.rpartition('/')[2].replace('_', ' ')} time")


def _day(site: Site, at: UrlContext, day: Day) -> ProgrammeDay:
    columns, slots = timetable(site, at, day, in_columns=True)
    several = len(site.event.days) > 1
    return view_of(
        ProgrammeDay,
        day,
        id=f"day-{day.number}",
        heading=day_heading(day),
        date_iso=day.date.isoformat() if day.date else "",
        calendar_href=calendar_href(site, at, urls.day_calendar(day.number)) if several else "",
        columns=columns,
        slots=slots,
    )


CHANGE_LABELS = {
    ChangeKind.CALLED_OFF: "Called off",
    ChangeKind.GONE: "Taken out",
    ChangeKind.MOVED: "Moved",
    ChangeKind.ADDED: "New",
    ChangeKind.BACK: "Back on",
    ChangeKind.RENAMED: "Renamed",
    ChangeKind.PEOPLE: "Who takes part",
}


class ChangeItem(Struct, frozen=True):
    """A change of the programme."""

    kind: str
    """`Moved`, or empty."""
    sentence: str
    href: str
    link: str


class ChangesDay(Struct, frozen=True):
    """The changes first published on one day."""

    id: str
    """Its anchor: `changes-2027-03-03`."""
    date: str
    """`3 March 2027`; “Latest” if the day is not on record yet."""
    date_iso: str
    changes: tuple[ChangeItem, ...]


class ChangesPage(Struct, frozen=True):
    """Everything templates/pages/changes.html may read."""

    days: tuple[ChangesDay, ...]
    """The latest first."""
    feed_href: str


def build_changes(site: Site, at: UrlContext) -> Page:
    """Build the list of changes."""
    days = tuple(_changes_day(at, day) for day in changes_by_day(site))
    feeds = (at.asset_url(feed.atom) for feed in all_feeds(site) if feed.kind == CHANGES)
    return make_page(site, "changes", at, ChangesPage(days, next(feeds, "")))


def _changes_day(at: UrlContext, day: ChangesOfDay) -> ChangesDay:
    changes = tuple(_change_item(at, change) for change in day.changes)
    if day.since is None:
        return ChangesDay("changes-latest", "Latest", "", changes)
    date = format_date(day.since)
    return ChangesDay(urls.day_of_changes(day.since), date, day.since.isoformat(), changes)


def _change_item(at: UrlContext, change: Change) -> ChangeItem:
    href = at.url_for(change.address) if change.address else ""
    kind = "" if change.section is Section.EVENT else CHANGE_LABELS.get(change.kind, "")
    return ChangeItem(kind, change.sentence, href, change.subject if href else "")
