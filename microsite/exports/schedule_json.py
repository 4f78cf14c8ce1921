"""schedule.json: the programme for apps, in version 1 of the form that c3voc describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from microsite import __version__
from microsite.exports.files import Written, json_file
from microsite.exports.schedule import Schedule, ScheduleDay, schedule_of
from microsite.model.records.sessions import Room, Track
from microsite.render.artifacts import Artifact
from microsite.site.public import uuid_of
from microsite.site.site import Site
from microsite.source.files import slugify

PATH = "schedule.json"
ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
"""The names of zones that the form allows."""


def schedule_json(site: Site) -> Iterator[Artifact]:
    """The programme, where it has dates."""
    schedule = schedule_of(site)
    if schedule is not None:
        yield json_file(PATH, _whole(site, schedule), depth=7)


def _whole(site: Site, schedule: Schedule) -> dict[str, Any]:
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "Microsite", "version": __version__},
        "schedule": {
            "version": schedule.version,
            **({"base_url": site.base_url} if site.base_url else {}),
            "conference": _conference(site, schedule),
        },
    }


def _conference(site: Site, schedule: Schedule) -> dict[str, Any]:
    details, days = site.event.record, schedule.days
    return {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "description": details.description,
        "start": days[0].date.isoformat(),
        "end": days[-1].date.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        **({"time_zone_name": schedule.zone} if ZONE.match(schedule.zone) else {}),
        **({"url": site.base_url} if site.base_url else {}),
        "tracks": [_track(number, track) for number, track in enumerate(site.event.tracks, 1)],
        "rooms": [_room(site, room) for room in site.event.rooms],
        "days": [_day(day) for day in days],
    }


def _track(number: int, track: Track) -> dict[str, str]:
    slug = track.id or slugify(track.name)
    colour = {"color": track.colour} if track.colour else {}
    return {"name": track.name, "slug": slug if len(slug) > 1 else f"track-{number}", **colour}


def _room(site: Site, room: Room) -> dict[str, Any]:
    about = ". ".join(part.rstrip(".") for part in (room.floor, room.access) if part)
    return {
        "name": room.name,
        "guid": uuid_of(site, f"room/{room.id or slugify(room.name) or room.name}"),
        "description": f"{about}." if about else None,
        "capacity": room.capacity,
    }


def _day(day: ScheduleDay) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts.isoformat(),
        "day_end": day.ends.isoformat(),
        "rooms": {
            room: [Written(talk.json) for talk in talks] for room, talks in day.rooms.items()
        },
    }
