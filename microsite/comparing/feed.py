"""The feed of changes to the programme, beside those of news and resources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from markupsafe import escape

from microsite.comparing.change import Change
from microsite.comparing.history import changes_by_day
from microsite.model.records.event import Extra
from microsite.site import urls
from microsite.site.feeds import Entry, Feed, entry_href, entry_id, feeds, known
from microsite.site.site import Site

CHANGES = "changes"
"""The kind of the feed."""
MOST = 200
"""Entries: a reader that looks in once a year need not be told of every change."""


def all_feeds(site: Site) -> tuple[Feed, ...]:
    """Every feed that has something in it: news, resources by kind, changes. None where the site
    goes without.
    """
    if site.event.details.leaves_out(Extra.FEEDS):
        return ()
    return site.views.once(("all feeds",), lambda: (*feeds(site), *_changes(site)))


def _changes(site: Site) -> Iterator[Feed]:
    """What changed on each day on record, the latest first; a session that changed in several ways
    once.
    """
    found = [
        _entry(site, day.since, changes)
        for day in changes_by_day(site)
        if day.since is not None
        for changes in _by_subject(day.changes)
    ]
    if found:
        yield Feed(
            title=f"{site.event.details.title}: changes to the programme",
            kind=CHANGES,
            folder=urls.CHANGES,
            page=urls.CHANGES,
            entries=partial(known, tuple(found[:MOST])),
        )


def _by_subject(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.what, change.identity), []).append(change)
    return (tuple(group) for group in groups.values())


def _entry(site: Site, since: date, changes: tuple[Change, ...]) -> Entry:
    first = changes[0]
    return Entry(
        id=entry_id(site, f"{urls.CHANGES}#{since.isoformat()}-{first.identity or '_event'}"),
        title=first.sentence,
        href=entry_href(
            site, urls.CHANGES, first.address or f"{urls.CHANGES}#{urls.day_of_changes(since)}"
        ),
        elsewhere="",
        published=since,
        changed=since,
        summary=" ".join(change.sentence for change in changes),
        html="".join(f"<p>{escape(change.sentence)}</p>" for change in changes),
    )
