"""What was published before, beside what the sources say now: how often a session has changed, and
when last.

What the record does not have yet counts as changed, without a day: since when is only known once it
is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from microsite.model.event import Session
from microsite.model.records.event import Attendance
from microsite.model.records.sessions import SessionStatus
from microsite.model.snapshots import (
    AnySnapshot,
    Published,
    PublishedEvent,
    PublishedSession,
    SnapshotVersion,
    deduplicate_versions,
)
from microsite.site import urls
from microsite.site.disclosure import attendance, is_confirmed, venue
from microsite.site.redirects import resolve_redirects
from microsite.site.site import Site
from microsite.source.files import slugify

EVENT = "-"
"""The name of the conference itself in the record."""
A_SESSION = re.compile(r"programme/(?:([a-z0-9-]+)/|#([a-z0-9-]+))\Z")


class SessionHistory(Struct, frozen=True):
    """A session through time, under every id that it had."""

    ids: tuple[str, ...]
    """The first names it in calendars; the last is the present one."""
    versions: tuple[SnapshotVersion[PublishedSession], ...]
    """The earliest first; what the sources say now last."""


class Revision(Struct, frozen=True):
    """Return the revision of the entry of a session, or of the whole event."""

    sequence: int
    changed: datetime
    """Aware: when what is published was last changed; for what never was, before anything can have
    been published.
    """


class History(Struct, frozen=True):
    """Published versions; empty without a record."""

    first: date | None = None
    """The day of the first record: what it holds is not new."""
    event: tuple[SnapshotVersion[PublishedEvent], ...] = ()
    sessions: dict[str, SessionHistory] = field(default_factory=dict)
    """Those of the sources, by id."""
    gone: tuple[SessionHistory, ...] = ()
    """Those that are not in the sources any more, by id."""
    people: dict[str, str] = field(default_factory=dict)
    """Slugs that people had, and those that they have now."""

    def revision(self, starts: datetime, past: SessionHistory | None = None) -> Revision:
        """Return the revision of the entry of a session, or of the event without `past`."""
        steps = [one for one in (self.event, past.versions if past else ()) if one]
        sequence = sum(versions[-1].number for versions in steps)
        changed = datetime(starts.year - 1, 1, 1, tzinfo=UTC)
        later = [one for versions in steps for one in versions[1:] if one.since]
        for one in later or [versions[0] for versions in steps]:
            if sequence and (day := one.since) is not None:
                changed = max(changed, datetime(day.year, day.month, day.day, tzinfo=UTC))
        return Revision(sequence, changed + timedelta(seconds=sequence))


def history(site: Site) -> History:
    """Return what was published until the day of the build, and its present ids."""
    return site.once(("history",), lambda: _history(site))


def first_id(site: Site, identity: str) -> str:
    """The id that a session had first, by which programs know it."""
    past = history(site).sessions.get(identity)
    return past.ids[0] if past else identity


def _history(site: Site) -> History:
    published = site.event.published.as_of(site.as_of)
    if not published.days:
        return History()
    people = dict(_people(site))
    now = {session.id: current_snapshot(session) for session in site.event.sessions}
    earlier = _earlier_ids(site, published)
    told = {earlier_id for ids in earlier.values() for earlier_id in ids}
    sessions = {}
    for identity, known in now.items():
        ids = (*earlier.get(identity, ()), identity)
        sessions[identity] = SessionHistory(ids, _through(published, ids, known, people))
    gone = [
        SessionHistory((identity,), _through(published, (identity,), None, people))
        for identity in sorted(published.sessions)
        if identity not in now and identity not in told
    ]
    event = append_current(published.events.get(EVENT, ()), event_now(site))
    return History(min(published.days), event, sessions, tuple(gone), people)


def append_current(
    versions: tuple[SnapshotVersion[AnySnapshot], ...], now: AnySnapshot | None
) -> tuple[SnapshotVersion[AnySnapshot], ...]:
    """Return the versions on record, with the present one if it differs."""
    number = versions[-1].number + 1 if versions else 0
    return deduplicate_versions((*versions, SnapshotVersion(None, number, now)))


def _through(
    published: Published, ids: tuple[str, ...], now: PublishedSession | None, people: dict[str, str]
) -> tuple[SnapshotVersion[PublishedSession], ...]:
    """The versions of a session under all its ids, its people by the slugs that they have now."""
    found: list[SnapshotVersion[PublishedSession]] = []
    for identity in ids:
        if found and found[-1].data is None:
            found.pop()
        found += published.sessions.get(identity, ())
    return append_current(
        deduplicate_versions(
            replace(one, data=_by_present_slugs(one.data, people)) for one in found
        ),
        now,
    )


def _by_present_slugs(
    known: PublishedSession | None, people: dict[str, str]
) -> PublishedSession | None:
    if known is None or people.keys().isdisjoint((*known.chairs, *known.speakers)):
        return known
    chairs, speakers = (
        tuple(people.get(slug, slug) for slug in slugs) for slugs in (known.chairs, known.speakers)
    )
    return replace(known, chairs=chairs, speakers=speakers)


def _people(site: Site) -> Iterator[tuple[str, str]]:
    """The old and the present slug of everybody whose page has moved."""
    folder = urls.SPEAKERS
    for moved in resolve_redirects(site):
        old, new = moved.old.removeprefix(folder), moved.new.removeprefix(folder)
        if old != moved.old and new != moved.new:
            yield old.removesuffix("/"), new.removesuffix("/")


def _earlier_ids(site: Site, published: Published) -> dict[str, tuple[str, ...]]:
    """By id, those that the session had before: whose old pages lead to it, and which ended when it
    began.
    """
    now = {session.id: session for session in site.event.sessions}
    led = {moved.old: moved.new for moved in resolve_redirects(site)}
    found: dict[str, tuple[str, ...]] = {}
    gone = [identity for identity in published.sessions if identity not in now]
    for identity in sorted(
        gone, key=lambda identity: (published.sessions[identity][0].since or date.max, identity)
    ):
        new = _led_to(identity, led) or _same_title(identity, now, published)
        ends = [published.sessions[each][-1] for each in (identity, *found.get(new or "", ()))]
        begins = [published.sessions.get(each) for each in (new or "", identity)]
        if (
            new not in now
            or (new in found and not _follows(ends[-1], begins[1]))
            or not _follows(ends[0], begins[0])
        ):
            continue
        found[new] = (*found.get(new, ()), identity)
    return found


def _follows(
    end: SnapshotVersion[PublishedSession],
    begin: tuple[SnapshotVersion[PublishedSession], ...] | None,
) -> bool:
    """Check that one record began when another was gone."""
    if begin is None:
        return True
    return (
        end.data is None
        and end.since is not None
        and begin[0].since is not None
        and begin[0].since >= end.since
    )


def _led_to(identity: str, led: dict[str, str]) -> str | None:
    """The session that the old page of one leads to."""
    match = A_SESSION.match(led.get(urls.session(identity), ""))
    return (match[1] or match[2]) if match else None


def _same_title(identity: str, now: dict[str, Session], published: Published) -> str | None:
    """The session of the same title, where the old one had no page that could lead to it."""
    last = next((one.data for one in reversed(published.sessions[identity]) if one.data), None)
    if last is None or urls.session(identity) in published.addresses:
        return None
    same = [other for other, session in now.items() if session.title == last.title]
    return same[0] if len(same) == 1 else None


def current_snapshot(session: Session) -> PublishedSession:
    """A session as the sources have it."""
    details = session.record
    status = details.status
    return PublishedSession(
        title=session.title,
        day=_day_of(session),
        start=session.start,
        end=session.end,
        room=session.room.name if session.room else "",
        room_id=(session.room.id or slugify(session.room.name)) if session.room else "",
        status=SessionStatus.PROVISIONAL
        if details.sample and status is SessionStatus.CONFIRMED
        else status,
        chairs=session.chairs,
        speakers=session.speakers,
    )


def _day_of(session: Session) -> date | int:
    """The date of its conference day, which past midnight is the day before; the number while that
    is not known.
    """
    if session.starts_at is None:
        return session.day
    return session.starts_at.date() - timedelta(days=session.start_minute // (24 * 60))


def to_datetime(site: Site, day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """When something of a conference day takes place, in the event's zone, by what clocks on the
    wall show.
    """
    starts = datetime.combine(day, start, site.event.zone)
    if start < site.event.record.new_day_at:
        starts += timedelta(days=1)
    ends = datetime.combine(starts.date(), end, site.event.zone)
    return starts, ends if end > start else ends + timedelta(days=1)


def event_now(site: Site) -> PublishedEvent:
    """The conference as the sources have it."""
    event, details, place = site.event, site.event.record, venue(site)
    online = "Online" if attendance(site) is Attendance.ONLINE else ""
    return PublishedEvent(
        title=details.title,
        starts=event.starts.replace(tzinfo=None) if event.starts else None,
        ends=event.ends.replace(tzinfo=None) if event.ends else None,
        place=place.name if place else online,
        status=details.status,
        provisional=not is_confirmed(site, "starts"),
    )
