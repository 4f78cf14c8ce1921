"""Programme for conference apps: schedule.json (c3voc) and schedule.xml (frab).

Apps know no status, so it is in the subtitle. They want a room, so the place of the
event is one.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from microsite import __version__
from microsite.cache import digest_of
from microsite.model.event import Day, Session
from microsite.model.records.content import Room, Track
from microsite.model.records.event import Attendance
from microsite.render.artifacts import Artifact, json_file, rendered_file
from microsite.render.templates import Templates
from microsite.site import facts, state, urls
from microsite.site.history import first_id
from microsite.site.prose import plain_text
from microsite.site.site import Site
from microsite.source.files import slugify

JSON_PATH = "schedule.json"
MAX_ID = 2**31 - 1  # apps keep ids in four bytes
ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
"""Names that the schema of c3voc allows."""
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LINK = re.compile(r'<a href="(https?://[^"<>]*)">([^<>]*)</a>')
Json = dict[str, Any]


def schedule_files(site: Site, templates: Templates) -> Iterator[Artifact]:
    """Yield the programme as JSON and as XML, where it has dates."""
    days = [day for day in site.event.days if day.date is not None and day.sessions]
    if site.event.starts is None or not days:
        return
    conference = _Sessions(site).conference(days)
    version = digest_of(
        json.dumps(conference, ensure_ascii=False, separators=(",", ":")), 4
    )
    address = {"base_url": site.base_url} if site.base_url else {}
    document = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "Microsite", "version": __version__},
        "schedule": {"version": version, **address, "conference": conference},
    }
    yield json_file(JSON_PATH, document, depth=7)
    views: Json = {
        "version": version,
        "zone": site.event.zone.key,
        "base_url": site.base_url,
    }
    views["conference"] = conference
    yield from rendered_file(
        "schedule.xml", "files/schedule.xml", site, templates, views
    )


def stable_ids(names: Iterable[str]) -> dict[str, int]:
    """Return a positive number for each name, made from the name alone unless two names
    collide.
    """
    names_by_number: dict[int, str] = {}
    for name in sorted(names):
        number = int(digest_of(name, 8), 16) % MAX_ID + 1
        while number in names_by_number:
            number = number % MAX_ID + 1
        names_by_number[number] = name
    return {name: number for number, name in names_by_number.items()}


class _Sessions:
    """Sessions of one site as apps know them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        acronym = (
            slugify(site.event.record.title)[:40].strip("-").replace("-", "_")
            or "conference"
        )
        self.acronym = acronym.ljust(4, "_")
        self.language = site.locale.tag.split("-")[0].lower()
        self.ids = stable_ids(
            first_id(site, session.id) for session in site.event.sessions
        )
        self.person_ids = stable_ids(speaker.slug for speaker in site.event.speakers)
        self.is_online = state.attendance(site) is Attendance.ONLINE
        building = state.venue(site)
        place = building.name if building else site.gettext("To be announced")
        self.place = site.gettext("Online") if self.is_online else place

    def conference(self, days: list[Day]) -> Json:
        event, details, url = (
            self.site.event,
            self.site.event.record,
            self.site.base_url,
        )
        zone = event.zone.key
        return {
            "acronym": self.acronym,
            "title": details.title,
            "description": details.description,
            "start": f"{days[0].date}",
            "end": f"{days[-1].date}",
            "daysCount": len(days),
            "timeslot_duration": "00:05",
            **({"time_zone_name": zone} if ZONE.match(zone) else {}),
            **({"url": url} if url else {}),
            "tracks": [
                _track(number, track) for number, track in enumerate(event.tracks, 1)
            ],
            "rooms": [_room(self.site, room) for room in event.rooms],
            "days": [self._day(day) for day in days],
        }

    def _day(self, day: Day) -> Json:
        """Return a day by rooms: those of the event in their order, then places of all
        else.
        """
        assert day.date is not None
        starts = datetime.combine(
            day.date, self.site.event.record.new_day_at, self.site.event.zone
        )
        rooms: dict[str, list[Json]] = {room.name: [] for room in self.site.event.rooms}
        rooms.setdefault(self.place, [])
        for session in day.sessions:
            talk = self._talk(session)
            rooms.setdefault(talk["room"], []).append(talk)
        return {
            "index": day.number,
            "date": f"{day.date}",
            "day_start": starts.isoformat(),
            "day_end": (starts + timedelta(days=1, minutes=-1)).isoformat(),
            "rooms": {name: talks for name, talks in rooms.items() if talks},
        }

    def _talk(self, session: Session) -> Json:
        """Return a session.

        Without an address of the site, its id stands for its own.
        """
        site, details = self.site, session.record
        first = first_id(site, session.id)
        guid = _guid(site, details.source, f"session/{first}")
        html = site.prose(details, "abstract").html if details.abstract else ""
        about = (plain_text(html), "\n".join(facts.exported_lines(site, details)))
        slides = site.slides(session)
        slides = (
            slides if not slides or "://" in slides else state.absolute(site, slides)
        )
        slides_link = {"title": site.gettext("Slides"), "url": slides, "type": "slides"}
        links = {unescape(url): unescape(words) for url, words in LINK.findall(html)}
        resources = map(site.resources.__getitem__, session.resources)
        own_links = {
            state.absolute(site, url) or url: label
            for label, url in site.links(details)
        }
        links |= {url: label for url, label in own_links.items() if "://" in url}
        links |= {
            str(item.url): item.title
            for item in resources
            if item.url and not item.sample
        }
        slugs = [
            slug for slug in session.people if state.disclosed_name(site.speakers[slug])
        ]
        status = (
            site.gettext("Provisional") if state.is_provisional(site, session) else ""
        )
        status = site.gettext("Cancelled") if session.is_cancelled else status
        hours, minutes = divmod(session.duration_minutes, 60)
        return {
            "guid": guid,
            "id": self.ids[first],
            "date": session.starts_at and session.starts_at.isoformat(),
            "start": f"{session.start:%H:%M}",
            "end": session.ends_at and session.ends_at.isoformat(),
            "duration": f"{hours:02}:{minutes:02}",
            "room": self.place if self.is_online else session.room_names or self.place,
            "slug": f"{self.acronym}-{session.id.rjust(4, '_')}",
            "url": (
                state.absolute(site, urls.session_address(site.event, session))
                or f"urn:uuid:{guid}"
            ),
            "title": session.title,
            "subtitle": ": ".join(filter(None, (status, details.status_note))),
            "track": session.track.name if session.track else None,
            "type": session.own_kind.name if session.own_kind else session.kind.value,
            "language": (details.language or self.language).partition("-")[0].lower(),
            "abstract": details.summary or "",
            "description": "\n\n".join(filter(None, about)),
            "persons": [self._person(slug) for slug in slugs],
            "links": [
                {"title": links[url], "url": url, "type": "related"} for url in links
            ],
            "attachments": [slides_link] if slides else [],
        }

    def _person(self, slug: str) -> Json:
        speaker = self.site.speakers[slug]
        url = "" if speaker.protected else state.absolute(self.site, urls.speaker(slug))
        return {
            "guid": _guid(self.site, speaker.source, f"speaker/{slug}"),
            "id": self.person_ids[slug],
            "name": state.disclosed_name(speaker),
            **({"url": url} if url else {}),
        }


def _guid(site: Site, source: str | None, name: str) -> str:
    """Return the id that a record has in its source if that is a UUID, else an id made
    here.
    """
    return (
        source.lower()
        if source and UUID.fullmatch(source)
        else state.uuid_of(site, name)
    )


def _track(number: int, track: Track) -> Json:
    slug = slugify(track.slug)
    colour = {"color": track.colour} if track.colour else {}
    return {
        "name": track.name,
        "slug": slug if len(slug) > 1 else f"track-{number}",
        **colour,
    }


def _room(site: Site, room: Room) -> Json:
    about = ". ".join(part.rstrip(".") for part in (room.floor, room.access) if part)
    return {
        "name": room.name,
        "guid": state.uuid_of(site, f"room/{room.slug}"),
        "description": f"{about}." if about else None,
        "capacity": room.capacity,
    }
