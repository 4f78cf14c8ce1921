"""Published versions of sessions and the event, and their present state.

The present state has no day yet.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Any

from msgspec import Struct, structs

from microsite.model import published
from microsite.model.event import Session
from microsite.model.published import Published, SnapshotVersion, Versions
from microsite.model.records.content import SessionStatus
from microsite.model.records.event import Attendance
from microsite.site import state, urls
from microsite.site.redirects import resolve_redirects
from microsite.site.site import Site, once_per_site
from microsite.source.files import slugify
from microsite.source.languages import original_of

EVENT = "-"  # id of the event in the record
SessionVersions = Versions[published.PublishedSession]


class SessionHistory(Struct, frozen=True):
    """Versions of a session under all its ids."""

    ids: tuple[str, ...]
    """The first identifies it in calendars; the last is the present one."""
    versions: SessionVersions
    """The earliest first; the present state in the sources last."""


class History(Struct, frozen=True):
    """Published versions; empty without a record."""

    first: date | None = None
    """Day of the first record. Its contents are not changes."""
    event: Versions[published.PublishedEvent] = ()
    sessions: dict[str, SessionHistory] = {}
    gone: tuple[SessionHistory, ...] = ()
    """Sessions that are no longer in the sources, by id."""

    def revision(
        self, starts: datetime, past: SessionHistory | None
    ) -> tuple[int, datetime]:
        """Return number and aware time of the last change of a calendar entry.

        A change of the event counts as well as one of the session.
        """
        histories: list[Versions[Any]] = [self.event, past.versions if past else ()]
        recorded = [versions for versions in histories if versions]
        sequence = sum(versions[-1].number for versions in recorded)
        changed = datetime(starts.year - 1, 1, 1, tzinfo=UTC)
        if sequence:
            for day in _days_of_changes(recorded):
                changed = max(changed, datetime.combine(day, time(), UTC))
        return sequence, changed + timedelta(seconds=sequence)


def _days_of_changes(histories: Iterable[Versions[Any]]) -> list[date]:
    """Return the days of later versions; those of the first if there are none."""
    first_days = [versions[0].since for versions in histories]
    later_days = []
    for versions in histories:
        later_days += [version.since for version in versions[1:] if version.since]
    return [day for day in later_days or first_days if day]


@once_per_site
def history(site: Site) -> History:
    """Return the versions that were published until the day of the build."""
    published = site.published
    if not published.days:
        return History()
    redirects = {redirect.old: redirect.new for redirect in resolve_redirects(site)}
    people = {}
    for old, new in redirects.items():
        if old.startswith(urls.SPEAKERS) and new.startswith(urls.SPEAKERS):
            people[urls.slug_of(old)] = urls.slug_of(new)

    sessions = {}
    ids_by_session = _ids_by_session(site, redirects)
    for id_, ids in ids_by_session.items():
        session = site.sessions[id_]
        sessions[id_] = _session_history(published, people, ids, session)
    present_ids = set(chain.from_iterable(ids_by_session.values()))
    gone = []
    for id_ in sorted(published.sessions.keys() - present_ids):
        gone.append(_session_history(published, people, (id_,)))
    return History(
        first=min(published.days),
        event=_with_current(published.events.get(EVENT, ()), current_event(site)),
        sessions=sessions,
        gone=tuple(gone),
    )


def first_id(site: Site, id_: str) -> str:
    """Return the first id of a session, by which calendars know it."""
    past = history(site).sessions.get(id_)
    return past.ids[0] if past else id_


def _with_current(
    versions: Versions[Any], current: published.Snapshot | None
) -> Versions[Any]:
    """Return versions with the present state as the last, unless nothing changed."""
    number = versions[-1].number + 1 if versions else 0
    present = SnapshotVersion(None, number, current)
    return published.deduplicate_versions((*versions, present))


def _session_history(
    past: Published,
    people: dict[str, str],
    ids: tuple[str, ...],
    session: Session | None = None,
) -> SessionHistory:
    """Return the versions of a session under all its ids.

    People have their present slugs.
    """
    versions: list[SnapshotVersion[published.PublishedSession]] = []
    for id_ in ids:
        if versions and versions[-1].data is None:
            versions.pop()
        for version in past.sessions.get(id_, ()):
            versions.append(_with_present_slugs(version, people))
    current = current_snapshot(session) if session else None
    recorded = published.deduplicate_versions(tuple(versions))
    return SessionHistory(ids, _with_current(recorded, current))


def _with_present_slugs(
    version: SnapshotVersion[published.PublishedSession], people: dict[str, str]
) -> SnapshotVersion[published.PublishedSession]:
    data = version.data
    if data is None:
        return version
    chairs = tuple(people.get(slug, slug) for slug in data.chairs)
    speakers = tuple(people.get(slug, slug) for slug in data.speakers)
    data = structs.replace(data, chairs=chairs, speakers=speakers)
    return structs.replace(version, data=data)


def _ids_by_session(
    site: Site, redirects: dict[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the former ids of each session, and its present one, by the present id.

    The page of a former id leads to the session, or, without a page, it has the same
    title. Its record ends when the next one begins.
    """
    records = site.published.sessions
    ids: dict[str, tuple[str, ...]] = {
        session.id: (session.id,) for session in site.event.sessions
    }

    def by_first_day(id_: str) -> tuple[date, str]:
        return records[id_][0].since or date.max, id_

    for former in sorted(records.keys() - ids.keys(), key=by_first_day):
        page = redirects.get(urls.session(former), "")
        present = page.removeprefix(urls.PROGRAMME).strip("#/")
        if present not in ids:
            present = _namesake(site, former, ids) or ""
        if not present:
            continue
        *earlier, _ = ids[present]
        is_next = not earlier or _follows(records[earlier[-1]], records[former])
        if is_next and _follows(records[former], records.get(present)):
            ids[present] = (*earlier, former, present)
    return ids


def _namesake(site: Site, former: str, present_ids: Iterable[str]) -> str | None:
    """Return the only session with the last title of a former id that has no page."""
    if urls.session(former) in site.published.addresses:
        return None
    versions = site.published.sessions[former]
    titles = [version.data.title for version in versions if version.data]
    if not titles:
        return None
    namesakes = [id_ for id_ in present_ids if site.sessions[id_].title == titles[-1]]
    return namesakes[0] if len(namesakes) == 1 else None


def _follows(earlier: SessionVersions, later: SessionVersions | None) -> bool:
    """Return whether a session has ended on record when another one begins."""
    if later is None:
        return True
    end = earlier[-1]
    start = later[0].since
    return end.data is None and bool(end.since and start and start >= end.since)


def current_snapshot(session: Session) -> published.PublishedSession:
    """Return a session as it is in the sources."""
    status = session.record.status
    if session.record.sample and status is SessionStatus.CONFIRMED:
        status = SessionStatus.PROVISIONAL
    day: date | int = session.day
    if session.starts_at is not None:
        # Past midnight, the date of its conference day is the day before.
        days_past = session.start_minute // (24 * 60)
        day = session.starts_at.date() - timedelta(days=days_past)
    names = (original_of(room.name) for room in session.rooms)
    return published.PublishedSession(
        title=original_of(session.title),
        day=day,
        start=session.start,
        end=session.end,
        room=session.room_names if session.is_everywhere else ", ".join(names),
        room_id=" ".join(slugify(room.slug) for room in session.rooms),
        status=status,
        chairs=session.chairs,
        speakers=session.speakers,
    )


def current_event(site: Site) -> published.PublishedEvent:
    """Return the event as it is in the sources."""
    event = site.event
    details = event.record
    place = state.venue(site)
    online = published.ONLINE if state.attendance(site) is Attendance.ONLINE else ""
    return published.PublishedEvent(
        title=original_of(details.title),
        starts=event.starts.replace(tzinfo=None) if event.starts else None,
        ends=event.ends.replace(tzinfo=None) if event.ends else None,
        place=original_of(place.name) if place else online,
        status=details.status,
        provisional=not event.is_confirmed("starts"),
    )


def to_datetime(
    site: Site, day: date, start: time, end: time
) -> tuple[datetime, datetime]:
    """Return start and end of a session of a conference day, in the event's zone."""
    starts = datetime.combine(day, start, site.event.zone)
    if start < site.event.record.new_day_at:
        starts += timedelta(days=1)
    ends = datetime.combine(starts.date(), end, site.event.zone)
    if end <= start:
        ends += timedelta(days=1)
    return starts, ends
