"""A day of a large programme as a table, with rooms as rows and time as columns."""

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

COLUMN_MINUTES = 5
MIN_CELL_MINUTES = 15  # shorter sessions share a cell with those that follow


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
    """Return the days of a large programme with several rooms, by address."""
    event = site.event
    if not event.is_large or len(event.rooms) < 2:
        return {}
    days = {}
    for day in event.days:
        _, sessions = all_day_and_timed(day)
        if sessions:
            days[f"{urls.day(event, day.number)}grid/"] = day
    return days


def build_grid(site: Site, address: str) -> PageContent:
    """Return the grid of a day, from its first hour to its last."""
    days = grid_days(site)
    day = days[address]
    _, sessions = all_day_and_timed(day)
    first = min(session.start_minute for session in sessions)
    end = max(_end_of_cell(session) for session in sessions)
    hours = range(first // 60, ceil(end / 60))
    view = GridPage(
        day_href=url_for(urls.day(site.event, day.number)),
        days=day_links(site, days),
        hours=tuple(site.locale.time(time(hour % 24)) for hour in hours),
        rows=tuple(
            (floor, room, tuple(_cells(site, row, hours)))
            for floor, room, row in _rows(site, sessions)
            if row
        ),
    )
    title = views.join(
        day_heading(site, day), site.gettext("Rooms and times"), separator=": "
    )
    return PageContent(view, title=title)


def _rows(
    site: Site, sessions: list[Session]
) -> Iterator[tuple[str | None, str, list[Session]]]:
    """Yield floor, room and sessions of each row; see `GridPage.rows`."""
    for_all = []
    elsewhere = []
    for session in sessions:
        if len(session.rooms) == 1:
            continue
        if session.rooms or session.kind in HOUSEKEEPING:
            for_all.append(session)
        else:
            elsewhere.append(session)
    yield "", "", for_all
    yield None, "", elsewhere

    floors = [room.floor for room in site.event.rooms]
    for room in sorted(site.event.rooms, key=lambda room: floors.index(room.floor)):
        in_room = [session for session in sessions if session.rooms == (room,)]
        yield room.floor or "", room.name, in_room


def _cells(site: Site, sessions: list[Session], hours: range) -> Iterator[GridCell]:
    """Yield the cells of a row, with those between sessions."""
    column = hours.start * 60 // COLUMN_MINUTES
    for group in _groups(sessions):
        start = group[0].start_minute // COLUMN_MINUTES
        end = _end_of_group(group) // COLUMN_MINUTES
        if start > column:
            yield GridCell(start - column)
        yield GridCell(end - start, views.session_cards(site, group))
        column = end
    last_column = hours.stop * 60 // COLUMN_MINUTES
    if last_column != column:
        yield GridCell(last_column - column)


def _groups(sessions: list[Session]) -> Iterator[list[Session]]:
    """Yield sessions that share a cell: each starts before the end of the others."""
    group: list[Session] = []
    for session in sessions:
        if group and session.start_minute >= _end_of_group(group):
            yield group
            group = []
        group.append(session)
    if group:
        yield group


def _end_of_group(group: list[Session]) -> int:
    """Return the minute in which the cell of some sessions ends."""
    ends = [session.end_minute for session in group]
    return max(_end_of_cell(group[0]), *ends)


def _end_of_cell(session: Session) -> int:
    return max(session.end_minute, session.start_minute + MIN_CELL_MINUTES)
