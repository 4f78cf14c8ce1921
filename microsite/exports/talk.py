"""A session as conference apps know it, and how it stands in each of the two forms that they read
(c3voc and frab).

Apps know of no state of a session, so one that is cancelled or provisional says so in its subtitle,
which they show. Everything has a room there, so what has none of its own is given the place of the
event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from msgspec import Struct

from microsite.digests import digest_of
from microsite.exports.xml import Element, child, written
from microsite.json_text import spaced
from microsite.model.event import Session
from microsite.model.records.event import Attendance
from microsite.model.records.resources import Resource
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

LARGEST_ID = 2**31 - 1
"""Apps keep ids in four bytes."""
NO_ROOM = "To be announced"


class TalkPerson(Struct, frozen=True):
    """Somebody who takes part and may be named."""

    id: int
    guid: str
    name: str
    url: str
    """Absolute; or empty."""


class TalkLink(Struct, frozen=True):
    """Something that belongs to a session, elsewhere on the web."""

    title: str
    url: str


class Talk(Struct, frozen=True, kw_only=True):
    """A session as apps know it."""

    id: int
    """From 1; the same in every build while no other session's id happens to give the same number.
    """
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


class WrittenTalk(Struct, frozen=True):
    """The same as it is written."""

    room: str
    json: str
    """On one line."""
    xml: str
    """An element on each line."""


def numbers(names: Iterable[str]) -> dict[str, int]:
    """A positive number for each name, its own, made from the name alone unless another one came
    first to it.
    """
    found: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(names):
        number = int(digest_of(name, 8), 16) % LARGEST_ID + 1
        while number in taken:
            number = number % LARGEST_ID + 1
        taken.add(number)
        found[name] = number
    return found


class TalkMaker:
    """Makes the talks of one site."""

    def __init__(self, site: Site, acronym: str) -> None:
        event = site.event
        self.site = site
        self.acronym = acronym
        self.language = event.record.languages[0].split("-")[0].lower()
        self.session_numbers = numbers(first_id(site, session.id) for session in event.sessions)
        self.person_numbers = numbers(speaker.slug for speaker in event.speakers)
        self.is_online = attendance(site) is Attendance.ONLINE
        place = venue(site)
        self.elsewhere = "Online" if self.is_online else place.name if place else NO_ROOM
        self.rooms = [room.name for room in event.rooms]

    def in_both_forms(self, session: Session) -> WrittenTalk:
        """A session as it is written."""
        talk = self._talk(session)
        return WrittenTalk(talk.room, spaced(_in_json(talk)), written(_in_xml(talk)))

    def _talk(self, session: Session) -> Talk:
        assert session.starts_at is not None
        assert session.ends_at is not None
        site, details = self.site, session.record
        first = first_id(site, session.id)
        prose = site.prose(details, "abstract", details.abstract) if details.abstract else None
        people = (
            site.views.once(("talk person", slug), partial(self._person, slug))
            for slug in session.people
        )
        room = "" if self.is_online or session.room is None else session.room.name
        return Talk(
            id=self.session_numbers[first],
            guid=uuid_of(site, f"session/{first}"),
            slug=f"{self.acronym}-{session.id}",
            date=session.starts_at.isoformat(),
            end=session.ends_at.isoformat(),
            start=f"{session.start:%H:%M}",
            duration=f"{session.duration_minutes // 60:02}:{session.duration_minutes % 60:02}",
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
        status = (
            "Cancelled"
            if session.is_cancelled
            else "Provisional"
            if is_provisional(self.site, session)
            else ""
        )
        note = session.record.status_note or ""
        return f"{status}: {note}" if status and note else status or note

    def _person(self, slug: str) -> TalkPerson | None:
        speaker = self.site.speaker(slug)
        name = public_name(speaker)
        if not name:
            return None
        url = "" if speaker.protected else absolute(self.site, f"speakers/{slug}/")
        return TalkPerson(
            self.person_numbers[slug], uuid_of(self.site, f"speaker/{slug}"), name, url
        )

    def _links(self, resources: Iterable[Resource]) -> Iterator[TalkLink]:
        for resource in resources:
            if resource.url and not resource.sample:
                yield TalkLink(resource.title, resource.url)

    def _slides(self, session: Session) -> str:
        slides = session.record.slides
        if slides is None or slides.startswith(("http://", "https://")):
            return slides or ""
        path = self.site.download(slides, session.span("slides"))
        return absolute(self.site, path) if path else ""


def _in_json(talk: Talk) -> dict[str, Any]:
    """A session. It has to have an address: without one of the site, its id is the only one there
    is.
    """
    return {
        "guid": talk.guid,
        "id": talk.id,
        "date": talk.date,
        "start": talk.start,
        "end": talk.end,
        "duration": talk.duration,
        "room": talk.room,
        "slug": talk.slug,
        "url": talk.url or f"urn:uuid:{talk.guid}",
        "title": talk.title,
        "subtitle": talk.subtitle,
        "track": talk.track or None,
        "type": talk.type,
        "language": talk.language,
        "abstract": talk.abstract,
        "description": talk.description,
        "persons": [
            {
                "guid": person.guid,
                "id": person.id,
                "name": person.name,
                **({"url": person.url} if person.url else {}),
            }
            for person in talk.persons
        ],
        "links": [{"title": link.title, "url": link.url, "type": "related"} for link in talk.links],
        "attachments": [{"title": "Slides", "url": talk.slides, "type": "slides"}]
        if talk.slides
        else [],
    }


def _in_xml(talk: Talk) -> Element:
    event = Element("event", {"guid": talk.guid, "id": str(talk.id)})
    child(event, "date", talk.date)
    for name in (
        "start",
        "duration",
        "room",
        "slug",
        "url",
        "title",
        "subtitle",
        "track",
        "type",
        "language",
    ):
        value: str = getattr(talk, name)
        if value or name != "url":
            child(event, name, value)
    child(event, "abstract", talk.abstract)
    child(event, "description", talk.description)
    persons = child(event, "persons")
    for person in talk.persons:
        child(persons, "person", person.name, id=str(person.id))
    links = child(event, "links")
    for link in talk.links:
        child(links, "link", link.title, href=link.url)
    if talk.slides:
        child(child(event, "attachments"), "attachment", "Slides", href=talk.slides)
    return event
