"""A day as a timetable: what starts together, and which column it stands in where tracks or rooms
run side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from msgspec import Struct

from microsite.model.event import Day, Session
from microsite.model.records.sessions import HOUSEKEEPING
from microsite.pages.cards import SessionCard, kind_label, session_cards
from microsite.site import timetable_graphics
from microsite.site.drawing import line_count
from microsite.site.site import Site
from microsite.site.timeline import shape_of
from microsite.site.urls import UrlContext

MOST_COLUMNS = 5
"""More of them are too narrow to be read; the day is then a list."""
MOST_ROWS = 6
"""The stylesheet has a class for each number of rows up to this."""
NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
PLURALS = {
    kind: f"{kind}s" for kind in "keynote talk panel discussion workshop demonstration tour".split()
}


class SlotCell(Struct, frozen=True):
    """A session in its place."""

    session: SessionCard
    place: str
    """Classes of the stylesheet: `col-2 rows-3`, its column from 1 and how many slots it lasts; or
    empty.
    """
    until: str
    """When it ends, where that is not when its slot ends; else empty."""
    rail: str
    """The piece of the drawing beside it: `group-4` beside one of several; empty where the slot has
    it.
    """
    run: str
    """The same for one of several on a narrow screen, where they stand below each other: `run-3-1`;
    or empty.
    """


class TimeSlot(Struct, frozen=True, kw_only=True):
    """What starts at the same time."""

    start: str
    """`09:30`, in the event's zone."""
    start_iso: str
    end: str
    """The last end among its sessions."""
    end_iso: str
    ends_next_day: bool
    lead: str
    """`Choose one of three workshops`; empty where there is nothing to choose."""
    cells: tuple[SlotCell, ...]
    """Several run in parallel; by column where there are columns. Something else may start at the
    same time, in a slot of its own: a lunch across all columns.
    """
    rail: str
    """The piece of the drawing beside it: `panel`; `chair` beside the lead of several."""
    outline: str
    """The same where all of it is one row: `loop-3`."""
    fork: str
    """The same beside the lead of several on a narrow screen: `fork-3`; or empty."""
    opens: str
    """The piece that leads to the columns of its cells, before them: `fan-3`; or empty."""
    closes: str
    """The piece that leads back, to be turned over, after them; or empty."""
    abreast: int
    """In how many columns its cells stand on a wide screen."""
    gaps: tuple[str, ...]
    """The pieces of the drawing in the free places after its cells, which go on to where the lines
    come together.
    """


class _Columns(Struct, frozen=True):
    """The tracks or rooms that run side by side on a day."""

    names: tuple[str, ...]
    name_of: Callable[[Session], str]

    def of(self, session: Session) -> int:
        """The column of a session, from 1; 0 for all of them."""
        name = self.name_of(session)
        return self.names.index(name) + 1 if name in self.names else 0

    def rows(self, together: list[Session]) -> list[list[Session]]:
        """Sessions that start together, by the row of the timetable in which they stand.

        A row has one session in each column, in order, or one that stands across all of them.
        """
        if not self.names:
            return [together]
        rows: list[list[Session]] = []
        for session in sorted(together, key=self.of):
            column = self.of(session)
            row = next((row for row in rows if column > self.of(row[-1]) > 0), None)
            if row is None:
                rows.append(row := [])
            row.append(session)
        return sorted(rows, key=lambda row: self.of(row[0]) == 0)


NO_COLUMNS = _Columns((), lambda _: "")


def timetable(
    site: Site, at: UrlContext, day: Day, *, in_columns: bool
) -> tuple[tuple[str, ...], tuple[TimeSlot, ...]]:
    """The names of the columns, empty where a list is clearer, and the slots by time."""
    columns = _columns(site, day) if in_columns and has_overlaps(day) else NO_COLUMNS
    groups = [
        group
        for _, together in groupby(day.sessions, key=lambda session: session.start_minute)
        for group in columns.rows(list(together))
    ]
    cards = session_cards(site, at)
    slots = (_slot(site, cards, groups, index, columns) for index in range(len(groups)))
    return columns.names, tuple(slots)


def has_overlaps(day: Day) -> bool:
    """Whether something starts while something else is still running."""
    return any(first.start_minute != second.start_minute for first, second in _overlaps(day))


def _overlaps(day: Day) -> list[tuple[Session, Session]]:
    """Pairs that run at the same time, what needs no speakers left out."""
    sessions = [session for session in day.sessions if session.kind not in HOUSEKEEPING]
    return [
        (earlier, later)
        for index, earlier in enumerate(sessions)
        for later in sessions[index + 1 :]
        if later.start_minute < earlier.end_minute
    ]


def _columns(site: Site, day: Day) -> _Columns:
    """By track where every session that runs beside another has one of its own at that time; else
    by room.
    """
    beside = _overlaps(day)
    tracks = [track.name for track in site.event.tracks]
    rooms = [room.name for room in site.event.rooms]
    ways = (
        _Columns(tuple(tracks), lambda session: session.track.name if session.track else ""),
        _Columns(tuple(rooms), lambda session: session.room.name if session.room else ""),
    )
    for way in ways:
        used = {way.name_of(session) for pair in beside for session in pair}
        names = tuple(name for name in way.names if name in used)
        clash = any(way.name_of(first) == way.name_of(second) for first, second in beside)
        if not clash and "" not in used and 2 <= len(names) <= MOST_COLUMNS:
            return _Columns(names, way.name_of)
    return NO_COLUMNS


def rails_of(
    site: Site, slots: Iterable[TimeSlot]
) -> tuple[timetable_graphics.TimetableGraphic, ...]:
    """The pieces of the drawing that slots and their cells name, each once."""
    used: list[str] = []
    for slot in slots:
        used += (slot.rail, slot.fork, slot.opens, slot.closes)
        used += (name for cell in slot.cells for name in (cell.rail, cell.run))
        used += slot.gaps
    return timetable_graphics.rails(used, line_count(site.event))


def _slot(
    site: Site,
    cards: Mapping[str, SessionCard],
    groups: list[list[Session]],
    index: int,
    columns: _Columns,
) -> TimeSlot:
    group = groups[index]
    last = cards[max(group, key=lambda session: session.end_minute).id]
    several, lines = len(group), line_count(site.event)
    abreast = (
        len(columns.names) if columns.of(group[0]) else timetable_graphics.columns_for(several)
    )
    opens, closes = _fans(groups, index, columns, abreast)
    cells = []
    for number, session in enumerate(group):
        card = cards[session.id]
        column = columns.of(session)
        place = column - 1 if column else number % abreast
        cells.append(
            SlotCell(
                session=card,
                place=_place(column, _rows(session, groups, index, columns)),
                until="" if card.end == last.end else card.end,
                rail=timetable_graphics.group_id(place, abreast, lines) if abreast > 1 else "",
                run=timetable_graphics.branch_row_id(number, several) if several > 1 else "",
            )
        )
    first = cells[0].session
    rail = timetable_graphics.rail_id(shape_of(group[0].kind)) if several == 1 else "chair"
    return TimeSlot(
        start=first.start,
        start_iso=first.start_iso,
        end=last.end,
        end_iso=last.end_iso,
        ends_next_day=last.ends_next_day,
        lead="" if columns.names else _choice_label(group),
        cells=tuple(cells),
        rail=rail,
        outline=timetable_graphics.outline_id([shape_of(session.kind) for session in group]),
        fork=timetable_graphics.branch_id(several) if several > 1 else "",
        opens=opens,
        closes=closes,
        abreast=abreast,
        gaps=tuple(
            timetable_graphics.group_id(place, abreast, lines)
            for place in _free(several, abreast)
            if not columns.names
        ),
    )


def _free(several: int, abreast: int) -> range:
    """The places after the last of several, in the row that it does not fill."""
    return range(several % abreast, abreast) if several % abreast else range(0)


def _fans(
    groups: list[list[Session]], index: int, columns: _Columns, abreast: int
) -> tuple[str, str]:
    """The fans before and after a slot: around several sessions, or around all slots that stand in
    columns.
    """
    if abreast == 1:
        return "", ""
    fan = timetable_graphics.fan_out_id(abreast)
    if not columns.of(groups[index][0]):
        return fan, fan
    before = index > 0 and columns.of(groups[index - 1][0])
    after = index + 1 < len(groups) and columns.of(groups[index + 1][0])
    return "" if before else fan, "" if after else fan


def _rows(session: Session, groups: list[list[Session]], index: int, columns: _Columns) -> int:
    """The slots that begin while a session runs, up to the first that stands across all columns
    or in its own.
    """
    column, rows = columns.of(session), 1
    if not column:
        return rows
    for group in groups[index + 1 :]:
        used = [columns.of(other) for other in group]
        if group[0].start_minute >= session.end_minute or 0 in used or column in used:
            break
        rows += 1
    return min(rows, MOST_ROWS)


def _place(column: int, rows: int) -> str:
    """The classes of a session's place, where they differ from the default: across all columns, one
    slot long.
    """
    return " ".join(
        name for name in (column and f"col-{column}", rows > 1 and f"rows-{rows}") if name
    )


def _choice_label(group: list[Session]) -> str:
    """What there is to choose from."""
    choices = [s for s in group if s.kind not in HOUSEKEEPING and not s.is_cancelled]
    if len(choices) < 2:
        return ""
    number = NUMBERS[len(choices)] if len(choices) < len(NUMBERS) else str(len(choices))
    kinds = {kind_label(session.kind).lower() for session in choices}
    return f"Choose one of {number} {PLURALS.get(kinds.pop(), 'sessions') if len(kinds) == 1 else 'sessions'}"
