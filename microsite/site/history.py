"""Published versions of sessions and the event, with the present state, of
unknown day.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import Any

from msgspec import Struct, structs

from microsite.model import snapshots
from microsite.model.event import Session
from microsite.model.records.content import SessionStatus
from microsite.model.records.event import Attendance
from microsite.model.snapshots import Published, SnapshotVersion, Versions
from microsite.site import state, urls
from microsite.site.redirects import resolve_redirects
from microsite.site.site import Site, once_per_site
from microsite.source.files import slugify
from microsite.source.languages import original_of

EVENT = "-"  # id of the event in the record
SessionVersions = Versions[snapshots.PublishedSession]


class SessionHistory(Struct, frozen=True):
    """Versions of a session under all its ids."""

    ids: tuple[str, ...]
    """The first identifies it in calendars; the last is the present one."""
    versions: SessionVersions
    """The earliest first; the present state in the sources last."""


class History(Struct, frozen=True):
    """Published versions; empty without a record."""

    first: date | None = None  # day of the first record. Its contents are not changes.
    event: Versions[snapshots.PublishedEvent] = ()
    sessions: dict[str, SessionHistory] = {}
    gone: tuple[SessionHistory, ...] = ()
    """Sessions that are no longer in the sources, by id."""

    def revision(
        self, starts: datetime, past: SessionHistory | None
    ) -> tuple[int, datetime]:
        """Return number and aware time of the last change of a calendar entry, with the
        event's.
        """
        histories = [
            history
            for history in (self.event, past.versions if past else ())
            if history
        ]
        sequence = sum(versions[-1].number for versions in histories)
        later = [
            version
            for versions in histories
            for version in versions[1:]
            if version.since
        ]
        days = [
            version.since
            for version in later or [versions[0] for versions in histories]
        ]
        changed = datetime(starts.year - 1, 1, 1, tzinfo=UTC)
        if sequence:
            changed = max(
                [changed, *(datetime.combine(day, time(), UTC) for day in days if day)]
            )
        return sequence, changed + timedelta(seconds=sequence)


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
    ids = _ids_by_session(site, redirects)
    history_of = partial(_session_history, published, people)
    present_ids = set(chain.from_iterable(ids.values()))
    return History(
        first=min(published.days),
        event=_with_current(published.events.get(EVENT, ()), current_event(site)),
        sessions={id_: history_of(ids[id_], site.sessions[id_]) for id_ in ids},
        gone=tuple(
            history_of((id_,))
            for id_ in sorted(published.sessions.keys() - present_ids)
        ),
    )


def first_id(site: Site, id_: str) -> str:
    """Return the first id of a session, by which calendars know it."""
    past = history(site).sessions.get(id_)
    return past.ids[0] if past else id_


def _with_current(
    versions: Versions[Any], current: snapshots.Snapshot | None
) -> Versions[Any]:
    number = versions[-1].number + 1 if versions else 0
    return snapshots.deduplicate_versions(
        (*versions, SnapshotVersion(None, number, current))
    )


def _session_history(
    past: Published,
    people: dict[str, str],
    ids: tuple[str, ...],
    session: Session | None = None,
) -> SessionHistory:
    """Return the versions of a session under all its ids, with present slugs of
    people.
    """
    versions: list[SnapshotVersion[snapshots.PublishedSession]] = []
    for id_ in ids:
        if versions and versions[-1].data is None:
            versions.pop()
        for version in past.sessions.get(id_, ()):
            if data := version.data:
                chairs = tuple(people.get(slug, slug) for slug in data.chairs)
                speakers = tuple(people.get(slug, slug) for slug in data.speakers)
                data = structs.replace(data, chairs=chairs, speakers=speakers)
            versions.append(structs.replace(version, data=data))
    current = current_snapshot(session) if session else None
    return SessionHistory(
        ids, _with_current(snapshots.deduplicate_versions((*versions,)), current)
    )


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
    missing_ids = records.keys() - ids.keys()
    for id_ in sorted(
        missing_ids, key=lambda id_: (records[id_][0].since or date.max, id_)
    ):
        new = (
            redirects.get(urls.session(id_), "")
            .removeprefix(urls.PROGRAMME)
            .strip("#/")
        )
        if new not in ids:
            titles = [version.data.title for version in records[id_] if version.data]
            has_page = urls.session(id_) in site.published.addresses
            namesakes = [
                key for key in ids if [site.sessions[key].title] == titles[-1:]
            ]
            new = namesakes[0] if len(namesakes) == 1 and not has_page else ""
        *earlier, _ = ids.get(new, ("",))
        is_next = not earlier or _follows(records[earlier[-1]], records[id_])
        if new and is_next and _follows(records[id_], records.get(new)):
            ids[new] = (*earlier, id_, new)
    return ids


def _follows(earlier: SessionVersions, later: SessionVersions | None) -> bool:
    if later is None:
        return True
    end, start = earlier[-1], later[0].since
    return end.data is None and bool(end.since and start and start >= end.since)


def current_snapshot(session: Session) -> snapshots.PublishedSession:
    """Return a session as it is in the sources."""
    status = session.record.status
    if session.record.sample and status is SessionStatus.CONFIRMED:
        status = SessionStatus.PROVISIONAL
    day: date | int = session.day
    if session.starts_at is not None:
        # Past midnight, the date of its conference day is the day before.
        day = session.starts_at.date() - timedelta(
            days=session.start_minute // (24 * 60)
        )
    names = (original_of(room.name) for room in session.rooms)
    return snapshots.PublishedSession(
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


def current_event(site: Site) -> snapshots.PublishedEvent:
    """Return the event as it is in the sources."""
    event, details, place = site.event, site.event.record, state.venue(site)
    online = snapshots.ONLINE if state.attendance(site) is Attendance.ONLINE else ""
    return snapshots.PublishedEvent(
        title=original_of(details.title),
        starts=event.starts.replace(tzinfo=None) if event.starts else None,
        ends=event.ends.replace(tzinfo=None) if event.ends else None,
        place=original_of(place.name) if place else online,
        status=details.status,
        provisional=not site.event.is_confirmed("starts"),
    )


def to_datetime(
    site: Site, day: date, start: time, end: time
) -> tuple[datetime, datetime]:
    """Return start and end of a session of a conference day, in the event's zone."""
    starts = datetime.combine(day, start, site.event.zone)
    if start < site.event.record.new_day_at:
        starts += timedelta(days=1)
    ends = datetime.combine(starts.date(), end, site.event.zone)
    return starts, ends if end > start else ends + timedelta(days=1)
