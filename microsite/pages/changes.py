"""What has changed in the programme since it was first published, day by day."""

from __future__ import annotations

from msgspec import Struct

from microsite.comparing.changelog import CHANGES, ChangesOfDay, all_feeds, changes_by_day
from microsite.comparing.changes import Change, ChangeKind, Section
from microsite.pages.page import Page, make_page
from microsite.site import formatting, urls
from microsite.site.site import Site
from microsite.site.urls import UrlContext

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
        ChangesPage(tuple(_day(at, day) for day in days), at.asset_url(feed.atom) if feed else ""),
        title="What has changed",
        section="programme",
        trail=(("Programme", urls.PROGRAMME),) if "programme" in site.sections else (),
        description=f"Sessions of {site.event.record.title} that moved, were added or called off, and since when.",
    )


def changes_href(site: Site, at: UrlContext) -> str:
    """A link to what has changed; empty where nothing has."""
    return at.url_for(urls.CHANGES) if changes_by_day(site) else ""


def _day(at: UrlContext, day: ChangesOfDay) -> ChangesDay:
    return ChangesDay(
        id=urls.day_of_changes(day.since) if day.since else "changes-latest",
        date=formatting.format_date(day.since) if day.since else "Latest",
        date_iso=day.since.isoformat() if day.since else "",
        changes=tuple(_item(at, change) for change in day.changes),
    )


def _item(at: UrlContext, change: Change) -> ChangeItem:
    href = at.url_for(change.address) if change.address else ""
    kind = "" if change.section is Section.EVENT else WORDS.get(change.kind, "")
    return ChangeItem(kind, change.sentence, href, change.subject if href else "")
