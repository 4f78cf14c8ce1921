"""What has changed since the site was first published, day by day, in the words of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from microsite.comparing.change import Change, Kind, Part, in_order
from microsite.comparing.naming import People, quoted
from microsite.model.event import Day, Event, Session
from microsite.model.records.event import EventStatus
from microsite.model.records.sessions import Room, SessionKind, SessionRecord
from microsite.model.records.speakers import Speaker
from microsite.model.snapshots import Known, PublishedEvent, PublishedSession, Version
from microsite.site.history import History, history
from microsite.site.public import session_address
from microsite.site.site import Site

NO_LONGER_NAMED = "somebody who is no longer named here"
STATUS = {
    EventStatus.SCHEDULED: (Kind.BACK, "The conference takes place as planned after all."),
    EventStatus.POSTPONED: (Kind.CALLED_OFF, "The conference is postponed."),
    EventStatus.CANCELLED: (Kind.CALLED_OFF, "The conference is cancelled."),
    EventStatus.MOVED_ONLINE: (Kind.MOVED, "The conference moves online."),
}

Step = tuple[PublishedSession | None, PublishedSession | None]
"""A session before and after; None where there was or is none."""


class ChangesOfDay(Struct, frozen=True):
    """What was first published on one day."""

    since: date | None
    """None for what is not on record yet."""
    changes: tuple[Change, ...]


def changes_by_day(site: Site) -> tuple[ChangesOfDay, ...]:
    """Every change of the programme that was published, the latest first; none without a record."""
    return site.views.once(("changes",), lambda: tuple(_days(site, history(site))))


def _days(site: Site, past: History) -> Iterator[ChangesOfDay]:
    sessions: dict[date | None, dict[str, Step]] = {}
    for one in (*past.sessions.values(), *past.gone):
        for since, before, after in _steps(one.versions, past.first):
            sessions.setdefault(since, {})[one.ids[-1]] = (before, after)
    events = {since: (before, after) for since, before, after in _steps(past.event, past.first)}
    for since in sorted(
        sessions.keys() | events.keys(), key=lambda day: day or date.max, reverse=True
    ):
        event = events.get(since, (None, None))
        changes = [
            *_of_event(site, *event),
            *_of_sessions(site, sessions.get(since, {}), _days_between(*event)),
        ]
        if changes:
            yield ChangesOfDay(since, in_order(changes).changes)


def _steps(
    versions: tuple[Version[Known], ...], first: date | None
) -> Iterator[tuple[date | None, Known | None, Known | None]]:
    """What changed on each day: from what was known before it to what was known at its end."""
    before: Known | None = None
    for at, one in enumerate(versions):
        is_last_of_day = at + 1 == len(versions) or versions[at + 1].since != one.since
        if not is_last_of_day:
            continue
        if one.known != before and not (before is None and one.since == first):
            yield one.since, before, one.known
        before = one.known


def _days_between(before: PublishedEvent | None, after: PublishedEvent | None) -> timedelta:
    """By how much the whole conference moves."""
    if before is None or after is None or before.starts is None or after.starts is None:
        return timedelta()
    return after.starts.date() - before.starts.date()


def _of_sessions(site: Site, steps: dict[str, Step], moved_by: timedelta) -> Iterator[Change]:
    """The changes of sessions on one day. What only moves along with the conference does not move."""
    along = {identity: (_moved_along(*step, moved_by), step[1]) for identity, step in steps.items()}
    old, new = (
        {identity: known for identity, step in along.items() if (known := step[side]) is not None}
        for side in (0, 1)
    )
    days = {_number(site, known) for known in (*old.values(), *new.values())}
    before, after = (_event(site, side, days) for side in (old, new))
    from microsite.comparing.programme import programme_changes

    for change in programme_changes(before, after, People(before, after), {}):
        session = site.event.names["session"].find(change.identity)
        yield replace(change, address=session_address(site.session(session)) if session else "")


def _moved_along(
    before: PublishedSession | None, after: PublishedSession | None, moved_by: timedelta
) -> PublishedSession | None:
    if before is None or after is None or not isinstance(before.day, date) or not moved_by:
        return before
    return replace(before, day=after.day) if before.day + moved_by == after.day else before


def _number(site: Site, known: PublishedSession) -> int:
    """The number of its day, counted from the first day of the conference as it is now."""
    if isinstance(known.day, int):
        return known.day
    first = site.event.starts.date() if site.event.starts else known.day
    return (known.day - first).days + 1


def _event(site: Site, known: dict[str, PublishedSession], days: Iterable[int]) -> Event:
    """The event as far as a comparison asks for it: with these sessions and no others."""
    first = site.event.starts.date() if site.event.starts else None
    sessions = [_session(site, identity, each) for identity, each in known.items()]
    numbers = sorted({*days, *(day.number for day in site.event.days)})
    named = {speaker.slug for speaker in site.event.speakers}
    unnamed = dict.fromkeys(
        slug for session in sessions for slug in session.people if slug not in named
    )
    return replace(
        site.event,
        days=tuple(
            Day(
                number,
                first + timedelta(days=number - 1) if first else None,
                None,
                None,
                tuple(
                    sorted((s for s in sessions if s.day == number), key=lambda s: (s.order, s.id))
                ),
            )
            for number in numbers
        ),
        speakers=(
            *site.event.speakers,
            *(Speaker(slug=slug, name=NO_LONGER_NAMED) for slug in unnamed),
        ),
    )


def _session(site: Site, identity: str, known: PublishedSession) -> Session:
    start, end = (clock.hour * 60 + clock.minute for clock in (known.start, known.end))
    start += 24 * 60 if known.start < site.event.details.new_day_at else 0
    minutes = (end - start) % (24 * 60)
    return Session(
        details=SessionRecord(
            id=identity,
            title=known.title,
            kind=SessionKind.OTHER,
            start=known.start,
            status=known.status,
        ),
        day=_number(site, known),
        start=known.start,
        end=known.end,
        minutes=minutes,
        starts=None,
        ends=None,
        order=start,
        finish=start + minutes,
        room=Room(name=known.room, id=known.room_id) if known.room else None,
        chairs=known.chairs,
        speakers=known.speakers,
    )


def _of_event(
    site: Site, before: PublishedEvent | None, after: PublishedEvent | None
) -> Iterator[Change]:
    """The changes of the conference itself."""
    if before is None or after is None:
        return
    if before.status is not after.status:
        yield _told(*STATUS[after.status])
    if before.title != after.title:
        yield _told(Kind.RENAMED, f"The conference is now called {quoted(after.title)}.")
    if before.place != after.place and after.place and after.status is before.status:
        words = (
            f"moves from {before.place} to {after.place}"
            if before.place
            else f"takes place at {after.place}"
        )
        yield _told(Kind.MOVED, f"The conference {words}.")
    if before.provisional != after.provisional:
        yield _told(
            Kind.CHANGED,
            f"The dates are {'provisional again' if after.provisional else 'confirmed'}.",
        )
    sides = (
        replace(site.event, details=replace(site.event.details, starts=one.starts, ends=one.ends))
        for one in (before, after)
    )
    from microsite.comparing.settings import event_changes

    yield from (replace(change, kind=Kind.MOVED) for change in event_changes(*sides))


def _told(kind: Kind, sentence: str) -> Change:
    return Change(
        part=Part.EVENT,
        kind=kind,
        what="conference",
        identity="",
        subject="The conference",
        sentence=sentence,
    )
