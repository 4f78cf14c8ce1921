"""The programme in the form that conference apps read (c3voc and frab), before it is JSON or XML.

Both are made together: a talk stands in each as it was written once (`talk.py`), by an earlier
build where nothing of it has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from microsite.digests import digest_of_values
from microsite.exports.talk import TalkMaker, WrittenTalk
from microsite.site.site import Site
from microsite.source.files import slugify


class ScheduleDay(Struct, frozen=True):
    """A conference day, with what happens in each room."""

    index: int
    """From 1."""
    date: date
    starts: datetime
    ends: datetime
    """Aware; the last minute of the conference day, after midnight."""
    rooms: dict[str, list[WrittenTalk]]
    """By room, in the order of the rooms; each by time."""


class Schedule(Struct, frozen=True, kw_only=True):
    """The whole programme as apps know it."""

    title: str
    acronym: str
    """At least four of a-z, 0-9 and `_`."""
    zone: str
    version: str
    """Another one whenever anything in it changes."""
    days: tuple[ScheduleDay, ...]


def schedule_of(site: Site) -> Schedule | None:
    """The programme; None while it has no dates, or nothing in it. Made once."""
    return site.views.once(("schedule",), lambda: _schedule(site))


def _schedule(site: Site) -> Schedule | None:
    event = site.event
    days = [day for day in event.days if day.date is not None and day.sessions]
    if event.starts is None or not days:
        return None
    acronym = _acronym(event.record.title)
    maker = TalkMaker(site, acronym)
    made = []
    for day in days:
        assert day.date is not None
        starts = datetime.combine(day.date, event.record.new_day_at, event.zone)
        ends = datetime.combine(day.date + timedelta(days=1), event.record.new_day_at, event.zone)
        talks = (maker.in_both_forms(session) for session in day.sessions)
        rooms = _by_room(talks, [*maker.rooms, maker.elsewhere])
        made.append(ScheduleDay(day.number, day.date, starts, ends - timedelta(minutes=1), rooms))
    version = digest_of_values(event.record.title, event.zone.key, made)[:8]
    return Schedule(
        title=event.record.title,
        acronym=acronym,
        zone=event.zone.key,
        version=version,
        days=tuple(made),
    )


def _acronym(title: str) -> str:
    """A short name: `coasts_in_common`."""
    return (slugify(title)[:40].strip("-").replace("-", "_") or "conference").ljust(4, "_")


def _by_room(talks: Iterable[WrittenTalk], order: Iterable[str]) -> dict[str, list[WrittenTalk]]:
    """Talks by room: the rooms in their order, then the place of what has none."""
    found: dict[str, list[WrittenTalk]] = {}
    for talk in talks:
        found.setdefault(talk.room, []).append(talk)
    return {name: found[name] for name in dict.fromkeys(order) if name in found}
