"""schedule.xml: the programme for apps, in the form that frab made."""

from __future__ import annotations

from collections.abc import Iterator

from microsite.exports.files import text_file
from microsite.exports.schedule import Schedule, schedule_of
from microsite.exports.xml import Element, child, document
from microsite.render.artifacts import Artifact
from microsite.site.site import Site

PATH = "schedule.xml"


def schedule_xml(site: Site) -> Iterator[Artifact]:
    """The programme, where it has dates."""
    schedule = schedule_of(site)
    if schedule is not None:
        yield text_file(PATH, document(_whole(site, schedule)))


def _whole(site: Site, schedule: Schedule) -> Element:
    root = Element("schedule", {})
    child(root, "version", schedule.version)
    conference = child(root, "conference")
    child(conference, "acronym", schedule.acronym)
    child(conference, "title", schedule.title)
    child(conference, "start", schedule.days[0].date.isoformat())
    child(conference, "end", schedule.days[-1].date.isoformat())
    child(conference, "days", str(len(schedule.days)))
    child(conference, "timeslot_duration", "00:05")
    if site.base_url:
        child(conference, "base_url", site.base_url)
    child(conference, "time_zone_name", schedule.zone)
    for day in schedule.days:
        inside = child(
            root,
            "day",
            index=str(day.index),
            date=day.date.isoformat(),
            start=day.starts.isoformat(),
            end=day.ends.isoformat(),
        )
        for name, talks in day.rooms.items():
            child(inside, "room", name=name).inside.extend(talk.xml for talk in talks)
    return root
