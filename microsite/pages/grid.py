"""A day of a large programme as a table: rooms from top to bottom, time from left to
right.
"""

from collections.abc import Iterator
from datetime import time
from math import ceil

from msgspec import Struct

from microsite.model.event import Day, Session
from microsite.model.records.content import HOUSEKEEPING
from microsite.pages import views
from microsite.pages.page import PageContent
from microsite.pages.timetable import all_day_and_timed, day_heading, day_links
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.urls import url_for

MINUTES = 5  # of a column
SHORT = 15  # minutes below which sessions share a cell


class GridCell(Struct, frozen=True):
    """Sessions of a room that overlap or are short, or none where it is free."""

    columns: int
    sessions: tuple[views.SessionCard, ...] = ()


class GridPage(Struct, frozen=True):
    """Everything templates/pages/grid.html may read."""

    day_href: str
    days: tuple[views.Link, ...]
    hours: tuple[str, ...]
    rows: tuple[tuple[str | None, str, tuple[GridCell, ...]], ...]
    """Floor, room and cells, by floor: first of sessions for all, then those elsewhere
    (None).
    """


def grid_days(site: Site) -> dict[str, Day]:
    """Return the days of a large programme with several rooms, by the address of their
    grids.
    """
    event = site.event
    has_grids = event.is_large and len(event.rooms) > 1
    days = [day for day in event.days if has_grids and all_day_and_timed(day)[1]]
    return {f"{urls.day(event, day.number)}grid/": day for day in days}


def build_grid(site: Site, address: str) -> PageContent:
    """Return the grid of a day, from the hour of its first session to the end of its
    last.
    """
    days = grid_days(site)
    day = days[address]
    _, sessions = all_day_and_timed(day)
    first = min(session.start_minute for session in sessions) // 60
    end = max(
        max(session.end_minute, session.start_minute + SHORT) for session in sessions
    )
    hours = range(first, ceil(end / 60))
    shared = [session for session in sessions if len(session.rooms) != 1]
    elsewhere = [
        item for item in shared if not (item.rooms or item.kind in HOUSEKEEPING)
    ]
    rows: list[tuple[str | None, str, list[Session]]] = [
        ("", "", [session for session in shared if session not in elsewhere]),
        (None, "", elsewhere),
    ]
    floors = [room.floor for room in site.event.rooms]
    for room in sorted(site.event.rooms, key=lambda room: floors.index(room.floor)):
        in_room = [session for session in sessions if session.rooms == (room,)]
        rows.append((room.floor or "", room.name, in_room))
    view = GridPage(
        day_href=url_for(urls.day(site.event, day.number)),
        days=day_links(site, days),
        hours=tuple(site.locale.time(time(hour % 24)) for hour in hours),
        rows=tuple(
            (floor, room, tuple(_cells(site, row, hours)))
            for floor, room, row in rows
            if row
        ),
    )
    title = views.join(
        day_heading(site, day), site.gettext("Rooms and times"), separator=": "
    )
    return PageContent(view, title=title)


def _cells(site: Site, sessions: list[Session], hours: range) -> Iterator[GridCell]:
    column = hours.start * 60 // MINUTES
    while sessions:
        group = [sessions[0]]
        start = sessions[0].start_minute
        end = max(sessions[0].end_minute, start + SHORT)
        while (
            len(group) < len(sessions)
            and (later := sessions[len(group)]).start_minute < end
        ):
            group.append(later)
            end = max(end, later.end_minute)
        sessions = sessions[len(group) :]
        first, last = start // MINUTES, end // MINUTES
        if first > column:
            yield GridCell(first - column)
        yield GridCell(last - first, views.session_cards(site, group))
        column = last
    if free := hours.stop * 60 // MINUTES - column:
        yield GridCell(free)
