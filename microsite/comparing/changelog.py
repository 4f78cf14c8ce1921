"""Published changes of the programme, day by day, and their feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from markupsafe import escape
from msgspec import Struct
from msgspec.structs import replace

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    PeopleNames,
    quote,
    sort_changes,
)
from microsite.comparing.compare import event_changes
from microsite.comparing.programme import programme_changes
from microsite.model.event import Day, Event, Session
from microsite.model.records.event import EventStatus, Extra
from microsite.model.records.programme import Room, SessionKind, SessionRecord, Speaker
from microsite.model.snapshots import AnySnapshot, PublishedEvent, PublishedSession, SnapshotVersion
from microsite.site import urls
from microsite.site.feeds import Entry, Feed, entry_href, entry_id, feeds
from microsite.site.history import History, history
from microsite.site.site import Site, once_per_site

CHANGES = "changes"
"""Kind of the feed."""
MAX_ENTRIES = 200
"""Entries of the feed: a reader that looks in once a year does not need every change."""
FORMER_SPEAKER = "somebody who is no longer named here"
STATUS_CHANGES = {
    EventStatus.SCHEDULED: (ChangeKind.BACK, "The conference takes place as planned after all."),
    EventStatus.POSTPONED: (ChangeKind.CALLED_OFF, "The conference is postponed."),
    EventStatus.CANCELLED: (ChangeKind.CALLED_OFF, "The conference is cancelled."),
    EventStatus.MOVED_ONLINE: (ChangeKind.MOVED, "The conference moves online."),
}

DayStep = tuple[PublishedSession | None, PublishedSession | None]
"""A session before and after a day; None if there was or is none."""


class ChangesOfDay(Struct, frozen=True):
    """The changes first published on one day."""

    since: date | None
    """None for changes that are not recorded yet."""
    changes: tuple[Change, ...]


@once_per_site
def changes_by_day(site: Site) -> tuple[ChangesOfDay, ...]:
    """Return every published change of the programme, the latest day first."""
    return tuple(_days(site, history(site)))


def _days(site: Site, past: History) -> Iterator[ChangesOfDay]:
    sessions: dict[date | None, dict[str, DayStep]] = {}
    for session in (*past.sessions.values(), *past.gone):
        for since, before, after in _daily_steps(session.versions, past.first):
            sessions.setdefault(since, {})[session.ids[-1]] = (before, after)
    events = {since: step for since, *step in _daily_steps(past.event, past.first)}
    days = sorted(sessions.keys() | events.keys(), key=lambda day: day or date.max, reverse=True)
    for since in days:
        event_before, event_after = events.get(since, (None, None))
        moved_by = _days_moved(event_before, event_after)
        changes = [
            *_event_changes(site, event_before, event_after),
            *_session_changes(site, sessions.get(since, {}), moved_by),
        ]
        if changes:
            yield ChangesOfDay(since, sort_changes(changes).changes)


def _daily_steps(
    versions: tuple[SnapshotVersion[AnySnapshot], ...], first: date | None
) -> Iterator[tuple[date | None, AnySnapshot | None, AnySnapshot | None]]:
    """Yield each day with a change, with the states at the end of the day before and of the day."""
    before: AnySnapshot | None = None
    for since, versions_of_day in groupby(versions, key=lambda version: version.since):
        *_, last = versions_of_day
        if last.data != before and not (before is None and since == first):
            yield since, before, last.data
        before = last.data


def _days_moved(before: PublishedEvent | None, after: PublishedEvent | None) -> timedelta:
    """Return by how much the whole conference moves."""
    if before is None or after is None or before.starts is None or after.starts is None:
        return timedelta()
    return after.starts.date() - before.starts.date()


def _session_changes(
    site: Site, steps: dict[str, DayStep], moved_by: timedelta
) -> Iterator[Change]:
    """Yield the changes of sessions. A session that moves with the conference does not move."""
    old: dict[str, PublishedSession] = {}
    new: dict[str, PublishedSession] = {}
    for id_, (before, after) in steps.items():
        if before is not None:
            old[id_] = _moved_with_event(before, after, moved_by)
        if after is not None:
            new[id_] = after
    days = {_day_number(site, session) for session in (*old.values(), *new.values())}
    events = _event_with(site, old, days), _event_with(site, new, days)
    for change in programme_changes(*events, PeopleNames(*events), {}):
        session = site.event.references["session"].find(change.id)
        yield replace(
            change, address=urls.session_address(site.sessions[session]) if session else ""
        )


def _moved_with_event(
    before: PublishedSession, after: PublishedSession | None, moved_by: timedelta
) -> PublishedSession:
    if after is None or not isinstance(before.day, date) or not moved_by:
        return before
    return replace(before, day=after.day) if before.day + moved_by == after.day else before


def _day_number(site: Site, session: PublishedSession) -> int:
    """Return the number of its day, counted from the present first day of the conference."""
    if isinstance(session.day, int):
        return session.day
    first = site.event.starts.date() if site.event.starts else session.day
    return (session.day - first).days + 1


def _event_with(site: Site, published: dict[str, PublishedSession], days: Iterable[int]) -> Event:
    """Return the event with these sessions and no others."""
    first = site.event.starts.date() if site.event.starts else None
    sessions = sorted(
        (_session(site, id_, each) for id_, each in published.items()),
        key=lambda session: (session.start_minute, session.id),
    )
    slugs = dict.fromkeys(slug for session in sessions for slug in session.people)
    listed = {speaker.slug for speaker in site.event.speakers}
    former = (Speaker(slug=slug, name=FORMER_SPEAKER) for slug in slugs if slug not in listed)
    return replace(
        site.event,
        days=tuple(
            Day(
                number,
                first + timedelta(days=number - 1) if first else None,
                None,
                None,
                tuple(session for session in sessions if session.day == number),
            )
            for number in sorted({*days, *(day.number for day in site.event.days)})
        ),
        speakers=(*site.event.speakers, *former),
    )


def _session(site: Site, id_: str, published: PublishedSession) -> Session:
    start, end = (time.hour * 60 + time.minute for time in (published.start, published.end))
    start += 24 * 60 if published.start < site.event.record.new_day_at else 0
    minutes = (end - start) % (24 * 60)
    return Session(
        record=SessionRecord(
            id=id_,
            title=published.title,
            kind=SessionKind.OTHER,
            start=published.start,
            status=published.status,
        ),
        day=_day_number(site, published),
        start=published.start,
        end=published.end,
        duration_minutes=minutes,
        starts_at=None,
        ends_at=None,
        start_minute=start,
        end_minute=start + minutes,
        room=Room(name=published.room, id=published.room_id) if published.room else None,
        chairs=published.chairs,
        speakers=published.speakers,
    )


def _event_changes(
    site: Site, before: PublishedEvent | None, after: PublishedEvent | None
) -> Iterator[Change]:
    """Yield the changes of the conference itself."""
    if before is None or after is None:
        return
    if before.status is not after.status:
        yield Change(*STATUS_CHANGES[after.status])
    if before.title != after.title:
        yield Change(ChangeKind.RENAMED, f"The conference is now called {quote(after.title)}.")
    if before.place != after.place and after.place and after.status is before.status:
        moves = f"moves from {before.place} to" if before.place else "takes place at"
        yield Change(ChangeKind.MOVED, f"The conference {moves} {after.place}.")
    if before.provisional != after.provisional:
        words = "provisional again" if after.provisional else "confirmed"
        yield Change(ChangeKind.CHANGED, f"The dates are {words}.")
    details = site.event.record
    events = (
        replace(site.event, record=replace(details, starts=each.starts, ends=each.ends))
        for each in (before, after)
    )
    for change in event_changes(*events):
        yield replace(change, kind=ChangeKind.MOVED)


@once_per_site
def all_feeds(site: Site) -> tuple[Feed, ...]:
    """Return the feeds that have entries: news, resources by kind, changes."""
    if site.event.record.leaves_out(Extra.FEEDS):
        return ()
    return (*feeds(site), *_changes_feed(site))


def _changes_feed(site: Site) -> Iterator[Feed]:
    """Yield the feed of recorded changes, unless it is empty. Each session has one entry a day."""
    entries = []
    for day in changes_by_day(site):
        if day.since is not None:
            groups: dict[tuple[str, str], list[Change]] = {}
            for change in day.changes:
                groups.setdefault((change.record_kind, change.id), []).append(change)
            entries += [_entry(site, day.since, changes) for changes in groups.values()]
    if entries:
        yield Feed(
            title=f"{site.event.record.title}: changes to the programme",
            kind=CHANGES,
            folder=urls.CHANGES,
            page=urls.CHANGES,
            entries=tuple(entries[:MAX_ENTRIES]),
        )


def _entry(site: Site, since: date, changes: list[Change]) -> Entry:
    first = changes[0]
    address = first.address or f"{urls.CHANGES}#{urls.day_of_changes(since)}"
    return Entry(
        id=entry_id(site, f"{urls.CHANGES}#{since.isoformat()}-{first.id or '_event'}"),
        title=first.sentence,
        href=entry_href(site, urls.CHANGES, address),
        published=since,
        changed=since,
        summary=" ".join(change.sentence for change in changes),
        html="".join(f"<p>{escape(change.sentence)}</p>" for change in changes),
    )
