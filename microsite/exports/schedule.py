"""The programme in the form that conference apps read (c3voc and frab), before it is JSON or XML.

It knows of no state of a session, so one that is cancelled or provisional says so in its subtitle, which apps show.
Everything has a room there, so what has none of its own is given the place of the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from microsite.digests import digest_of
from microsite.model.conference import Session
from microsite.model.event import Attendance
from microsite.model.resources import Resource
from microsite.plain import dataclass, told
from microsite.site.history import first_id
from microsite.site.plain_text import plain_text
from microsite.site.public import (
    absolute,
    attendance,
    is_provisional,
    public_name,
    session_address,
    uuid_of,
    venue,
)
from microsite.site.site import Site
from microsite.site.views import by_parts
from microsite.source.discover import slugify

LARGEST_ID = 2**31 - 1
"""Apps keep ids in four bytes."""
NO_ROOM = "To be announced"


@dataclass(frozen=True, slots=True)
class TalkPerson:
    """Somebody who takes part and may be named."""

    id: int
    guid: str
    name: str
    url: str
    """Absolute; or empty."""


@dataclass(frozen=True, slots=True)
class TalkLink:
    """Something that belongs to a session, elsewhere on the web."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A session as apps know it."""

    id: int
    """From 1; the same in every build while no other session's id happens to give the same number."""
    guid: str
    slug: str
    date: str
    """When it starts, with the offset of the zone: `2027-05-20T09:30:00+01:00`."""
    end: str
    """The same of when it ends."""
    start: str
    """On the wall: `09:30`."""
    duration: str
    """Hours and minutes: `01:30`."""
    room: str
    title: str
    subtitle: str
    """What has become of it, where that is not as planned; or empty."""
    track: str
    type: str
    language: str
    abstract: str
    description: str
    persons: tuple[TalkPerson, ...]
    links: tuple[TalkLink, ...]
    slides: str
    """Absolute; or empty."""
    url: str
    """Absolute; or empty."""


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """A conference day, with what happens in each room."""

    index: int
    """From 1."""
    date: date
    starts: datetime
    ends: datetime
    """Aware; the last minute of the conference day, after midnight."""
    rooms: dict[str, list[Talk]]
    """By room, in the order of the rooms; each by time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
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
    acronym = _acronym(event.details.title)
    maker = _Maker(site, acronym)
    made = []
    for day in days:
        assert day.date is not None
        starts = datetime.combine(day.date, event.details.new_day_at, event.zone)
        ends = datetime.combine(day.date + timedelta(days=1), event.details.new_day_at, event.zone)
        by_id = {session.id: session for session in day.sessions}
        talks = by_parts(site.kept, "talks", Talk, by_id, maker.talk)
        made.append(ScheduleDay(day.number, day.date, starts, ends - timedelta(minutes=1), maker.by_room(talks)))
    version = digest_of(told(event.details.title, event.zone.key, made), 4)
    return Schedule(title=event.details.title, acronym=acronym, zone=event.zone.key, version=version, days=tuple(made))


def _acronym(title: str) -> str:
    """A short name: `coasts_in_common`."""
    return (slugify(title)[:40].strip("-").replace("-", "_") or "conference").ljust(4, "_")


def numbers(names: Iterable[str]) -> dict[str, int]:
    """A positive number for each name, its own, made from the name alone unless another one came first to it."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(names):
        number = int(digest_of(name, 8), 16) % LARGEST_ID + 1
        while number in taken:
            number = number % LARGEST_ID + 1
        taken.add(number)
        found[name] = number
    return found


class _Maker:
    """Makes the talks of one site."""

    def __init__(self, site: Site, acronym: str) -> None:
        event = site.event
        self.site = site
        self.acronym = acronym
        self.language = event.details.languages[0].split("-")[0].lower()
        self.session_numbers = numbers(first_id(site, session.id) for session in event.sessions)
        self.person_numbers = numbers(speaker.slug for speaker in event.speakers)
        self.is_online = attendance(site) is Attendance.ONLINE
        place = venue(site)
        self.elsewhere = "Online" if self.is_online else place.name if place else NO_ROOM
        self.rooms = [room.name for room in event.rooms]

    def by_room(self, talks: Iterable[Talk]) -> dict[str, list[Talk]]:
        """Talks by room: the rooms in their order, then the place of what has none."""
        found: dict[str, list[Talk]] = {}
        for talk in talks:
            found.setdefault(talk.room, []).append(talk)
        order = [*self.rooms, self.elsewhere]
        return {name: found[name] for name in dict.fromkeys(order) if name in found}

    def talk(self, session: Session) -> Talk:
        """A session."""
        assert session.starts is not None
        assert session.ends is not None
        site, details = self.site, session.details
        first = first_id(site, session.id)
        prose = site.prose(details, "abstract", details.abstract) if details.abstract else None
        people = (site.views.once(("talk person", slug), partial(self._person, slug)) for slug in session.people)
        room = "" if self.is_online or session.room is None else session.room.name
        return Talk(
            id=self.session_numbers[first],
            guid=uuid_of(site, f"session/{first}"),
            slug=f"{self.acronym}-{session.id}",
            date=session.starts.isoformat(),
            end=session.ends.isoformat(),
            start=f"{session.start:%H:%M}",
            duration=f"{session.minutes // 60:02}:{session.minutes % 60:02}",
            room=room or self.elsewhere,
            title=session.title,
            subtitle=self._subtitle(session),
            track=session.track.name if session.track else "",
            type=session.kind.value,
            language=self.language,
            abstract=details.summary or "",
            description=plain_text(prose.html) if prose else "",
            persons=tuple(person for person in people if person is not None),
            links=tuple(self._links(site.resource(identity) for identity in session.resources)),
            slides=self._slides(session),
            url=absolute(site, session_address(session)),
        )

    def _subtitle(self, session: Session) -> str:
        status = "Cancelled" if session.is_cancelled else "Provisional" if is_provisional(self.site, session) else ""
        note = session.details.status_note or ""
        return f"{status}: {note}" if status and note else status or note

    def _person(self, slug: str) -> TalkPerson | None:
        speaker = self.site.speaker(slug)
        name = public_name(speaker)
        if not name:
            return None
        url = "" if speaker.protected else absolute(self.site, f"speakers/{slug}/")
        return TalkPerson(self.person_numbers[slug], uuid_of(self.site, f"speaker/{slug}"), name, url)

    def _links(self, resources: Iterable[Resource]) -> Iterator[TalkLink]:
        for resource in resources:
            if resource.url and not resource.sample:
                yield TalkLink(resource.title, resource.url)

    def _slides(self, session: Session) -> str:
        slides = session.details.slides
        if slides is None or slides.startswith(("http://", "https://")):
            return slides or ""
        path = self.site.download(slides, session.place("slides"))
        return absolute(self.site, path) if path else ""
