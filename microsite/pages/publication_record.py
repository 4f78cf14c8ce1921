"""Snapshots of what a site publishes, for `data/published.txt`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from microsite.diagnostics.diagnostic import file_span
from microsite.model.event import edition_folder
from microsite.model.snapshots import (
    AnySnapshot,
    Published,
    PublishedAddress,
    SiteIdentity,
    SnapshotVersion,
    VersionsById,
)
from microsite.pages.page import Page
from microsite.site import urls
from microsite.site.disclosure import disclosed_name, uid_namespace
from microsite.site.history import EVENT, current_event, current_snapshot
from microsite.site.site import Site
from microsite.source.files import PUBLISHED_FILE
from microsite.up_to_date import program

NOT_KEPT = frozenset((urls.HOME, urls.NOT_FOUND, urls.OFFLINE, urls.CHANGES))
"""Addresses that need no record."""


def current_urls(site: Site, pages: Iterable[Page]) -> dict[str, PublishedAddress]:
    """Return the addresses of a site, with the titles of pages of records."""
    event = site.event
    titles = {
        urls.speaker(speaker.slug): disclosed_name(speaker)
        for speaker in event.speakers
        if not speaker.protected
    }
    titles |= {urls.page(page.slug): page.title for page in event.pages}
    titles |= {urls.news(post.slug): post.title for post in event.news}
    found = (page.head.address for page in pages)
    return {
        address: PublishedAddress(title=titles.get(address, ""))
        for address in found
        if address not in NOT_KEPT
    }


def new_snapshots(site: Site, pages: Iterable[Page]) -> Published:
    """Return the snapshots that are published with a site and are not on record yet."""
    before = site.event.published
    realm_now = SiteIdentity(title=uid_namespace(site), folder=edition_folder(site.event.record))
    sessions = {session.id: current_snapshot(session) for session in site.event.sessions}
    return Published(
        dict(_new(site, before.sessions, sessions, gone=before.sessions.keys() - sessions.keys())),
        dict(_new(site, before.addresses, current_urls(site, pages))),
        dict(_new(site, before.events, {EVENT: current_event(site)})),
        dict(_new(site, before.realms, {EVENT: realm_now})) if site.base_url else {},
    )


def _new(
    site: Site,
    before: VersionsById[AnySnapshot],
    now: Mapping[str, AnySnapshot],
    gone: Iterable[str] = (),
) -> Iterator[tuple[str, tuple[SnapshotVersion[AnySnapshot]]]]:
    """Yield a version of everything that has changed since it was recorded."""
    for name, known in (*now.items(), *((name, None) for name in gone)):
        last = before[name][-1] if name in before else None
        if last is None:
            yield name, (SnapshotVersion(site.as_of, 0, known),)
        elif last.data != known:
            yield name, (replace(last, since=site.as_of, number=last.number + 1, data=known),)


def in_words(new: Published) -> str:
    """Return the numbers of new snapshots: `3 sessions and 1 page`; empty without any."""
    counts = (
        (len(new.events), "the conference", "the conference"),
        (len(new.sessions), "1 session", f"{len(new.sessions):,} sessions"),
        (len(new.addresses), "1 page", f"{len(new.addresses):,} pages"),
    )
    found = [one if count == 1 else many for count, one, many in counts if count]
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def note_what_is_not_recorded(site: Site, pages: Iterable[Page]) -> None:
    """Report K191 if there is a record, and something new is missing from it."""
    if site.event.published.days and (what := in_words(new_snapshots(site, pages))):
        span = file_span(f"data/{PUBLISHED_FILE}")
        site.log.report("K191", span, what=what, program=program())
