"""A day as a timetable: slots of sessions that start together, in columns of tracks or
rooms.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, groupby, takewhile

from msgspec import Struct, structs

from microsite.diagnostics.display import capitalized
from microsite.model.event import Day, Session
from microsite.model.records.content import HOUSEKEEPING
from microsite.pages.views import Link, SessionCard, session_cards
from microsite.site import graphics
from microsite.site.drawing import PLURAL_KINDS, line_count, shape_of
from microsite.site.site import Site
from microsite.site.urls import url_for

MAX_COLUMNS = 5  # more columns are too narrow to be read; the day is then a list
ALL_DAY_MINUTES, MIN_OTHERS = 4 * 60, 4
"""Length of a session that stands above the others, and how many must start after it
does.
"""
MAX_ROWS = 10  # the stylesheet has a class for each number of rows up to this


class SlotCell(Struct, frozen=True):
    """A session in its place."""

    session: SessionCard
    place: str
    """Classes of the stylesheet: `col-2 rows-3`, its column and slots; or empty."""
    rail: str
    """Piece of the drawing next to one of several, as `group-4`; empty if the slot has
    it.
    """
    run: str
    """The same on a narrow screen, with sessions below each other, as `run-3-1`; or
    empty.
    """


class TimeSlot(Struct, frozen=True, kw_only=True):
    """Sessions that start at the same time."""

    last: SessionCard  # the session that ends last
    choice: str
    """`three workshops`, of which one is chosen; empty if there is nothing to choose.
    """
    is_repeat: bool  # True if all that can be chosen has been on the same day before
    cells: tuple[SlotCell, ...]
    """By column if there are columns.

    A session across all of them has a slot of its own.
    """
    rail: str
    """Piece of the drawing next to it, as `panel`; `chair` next to the lead of several.
    """
    outline: str  # the same in the outline, in one row: `loop-3`
    branch_graphic: str
    """The same next to the lead of several on a phone, as `fork-3`; or empty."""
    opens: str  # piece that leads to the columns of its cells, as `fan-3`; or empty
    closes: str  # piece that leads back from them, to be turned over; or empty
    is_all_day: bool
    column_count: int
    empty_cells: tuple[str, ...]
    """Pieces of the drawing in the free places after its cells."""


class _Columns(Struct, frozen=True):
    """The tracks or rooms that run side by side on a day."""

    names: tuple[str, ...] = ()
    numbers: dict[str, tuple[int, ...]] = {}
    """Columns of sessions by their ids, from 1, side by side.

    Others span all columns.
    """
    all_day: Sequence[Session] = ()

    def all_of(self, session: Session) -> tuple[int, ...]:
        return self.numbers.get(session.id, ())

    def of(self, session: Session) -> int:
        return min(self.all_of(session), default=0)

    def rows(self, sessions: list[Session]) -> list[list[Session]]:
        """Return sessions that start together in rows: one in each column, or one
        across all.
        """
        if not self.names:
            return [sessions]
        rows: list[list[Session]] = []
        for session in sorted(sessions, key=self.of):
            column = self.of(session)
            free = (
                row
                for row in rows
                if column > max(self.all_of(row[-1]), default=column)
            )
            row = next(free, None)
            if row is None:
                rows.append([session])
            else:
                row.append(session)
        return sorted(rows, key=lambda row: self.of(row[0]) == 0)


def day_heading(site: Site, day: Day) -> str:
    """Return the date of a day; or `Day 1`."""
    text = site.gettext("Day %(number)s", number=day.number)
    return capitalized(site.locale.date(day.date, "full")) if day.date else text


def day_links(site: Site, days: Mapping[str, Day]) -> tuple[Link, ...]:
    """Return links to the pages of days by address."""
    return tuple(
        Link(day_heading(site, day), url_for(url)) for url, day in days.items()
    )


def timetable(
    site: Site, day: Day, *, in_columns: bool
) -> tuple[tuple[str, ...], tuple[TimeSlot, ...]]:
    """Return the names of the columns, empty if a list is clearer, and the slots by
    time.
    """
    open_all_day, others = all_day_and_timed(day)
    columns = _columns(site, others) if in_columns else _Columns()
    columns = structs.replace(columns, all_day=open_all_day)
    rows = [[session] for session in open_all_day]
    for _, sessions in groupby(others, key=lambda session: session.start_minute):
        rows += columns.rows(list(sessions))
    return columns.names, tuple(_slot(site, rows, n, columns) for n in range(len(rows)))


def all_day_and_timed(day: Day) -> tuple[list[Session], list[Session]]:
    """Return sessions that last all day, such as a help desk, and the others."""
    talks = [session for session in day.sessions if session.kind not in HOUSEKEEPING]
    starts = [
        talk.start_minute for talk in talks if talk.duration_minutes < ALL_DAY_MINUTES
    ]

    def is_all_day(session: Session) -> bool:
        if session.record.all_day is not None:
            return session.record.all_day
        if session.rooms and all(room.all_day for room in session.rooms):
            return True
        is_long = session.duration_minutes >= ALL_DAY_MINUTES
        return (
            is_long
            and sum(start >= session.start_minute for start in starts) >= MIN_OTHERS
        )

    all_day = [session for session in day.sessions if is_all_day(session)]
    return all_day, [session for session in day.sessions if session not in all_day]


def _columns(site: Site, sessions: list[Session]) -> _Columns:
    """Return tracks, or else rooms, in which no sessions overlap, for sessions at the
    same time.
    """
    candidates = combinations(sessions, 2)
    overlapping = [
        pair for pair in candidates if pair[1].start_minute < pair[0].end_minute
    ]
    pairs = [
        pair
        for pair in overlapping
        if not any(item.kind in HOUSEKEEPING for item in pair)
    ]
    if all(first.start_minute == second.start_minute for first, second in pairs):
        return _Columns()
    for places in (site.event.tracks, site.event.rooms):
        timed = [session for pair in overlapping for session in pair]
        places_of = {
            it.id: {own.name for own in it.places if own in places} for it in timed
        }
        own_names = [places_of[session.id] for pair in pairs for session in pair]
        names = tuple(
            place.name
            for place in places
            if any(place.name in own for own in own_names)
        )
        clash = any(
            places_of[first.id] & places_of[second.id] for first, second in pairs
        )
        if not clash and all(own_names) and 2 <= len(names) <= MAX_COLUMNS:
            return _Columns(
                names, {id_: _numbers(names, places_of[id_]) for id_ in places_of}
            )
    return _Columns()


def _numbers(names: Sequence[str], places: set[str]) -> tuple[int, ...]:
    """Return the columns of a session; none if it spans all, or others are between
    them.
    """
    columns = tuple(number for number, name in enumerate(names, 1) if name in places)
    return (
        columns
        if columns and columns[-1] - columns[0] < len(columns) < len(names)
        else ()
    )


def rails_of(
    site: Site, slots: Iterable[TimeSlot]
) -> tuple[graphics.TimetableGraphic, ...]:
    """Return the pieces of the drawing that slots and their cells name, each once."""
    ids: list[str] = []
    for slot in slots:
        ids += (
            slot.rail,
            slot.branch_graphic,
            slot.opens,
            slot.closes,
            *slot.empty_cells,
        )
        ids += [slot.outline] if slot.is_repeat and slot.choice else []
        ids += (id_ for cell in slot.cells for id_ in (cell.rail, cell.run))
    return graphics.timetable_graphics(ids, line_count(site.event))


def _slot(
    site: Site, rows: list[list[Session]], index: int, columns: _Columns
) -> TimeSlot:
    row = rows[index]
    before, later = rows[:index], rows[index + 1 :]
    cards = session_cards(site, row)
    count = len(row)
    lines = line_count(site.event)
    in_columns = columns.of(row[0]) > 0
    in_row = 2 if count == 4 else min(count, 3)  # four stand in two rows
    abreast = len(columns.names) if in_columns else in_row
    fan = f"fan-{abreast}" if abreast > 1 else ""
    titles = {session.title for session in row if session.kind not in HOUSEKEEPING}
    cells = []
    for number, (session, card) in enumerate(zip(row, cards, strict=True)):
        column = columns.of(session) - 1 if in_columns else number % abreast
        rail = graphics.group_id(column, abreast, lines) if abreast > 1 else ""
        run = graphics.branch_row_id(number, count) if count > 1 else ""
        cells.append(SlotCell(card, _place(session, later, columns), rail, run))
    free = (
        range(count % abreast, abreast) if count % abreast and not columns.names else ()
    )
    return TimeSlot(
        last=cards[max(range(count), key=lambda number: row[number].end_minute)],
        choice="" if columns.names else _choice(site, row),
        is_repeat=titles
        <= {session.title for earlier in before for session in earlier},
        cells=tuple(cells),
        rail=shape_of(row[0].kind) if count == 1 else "chair",
        outline=graphics.outline_id([shape_of(session.kind) for session in row]),
        branch_graphic=f"fork-{min(count, graphics.MAX_BRANCHES)}" if count > 1 else "",
        opens="" if in_columns and before and columns.of(before[-1][0]) else fan,
        closes="" if in_columns and later and columns.of(later[0][0]) else fan,
        is_all_day=row[0] in columns.all_day,
        column_count=abreast,
        empty_cells=tuple(graphics.group_id(place, abreast, lines) for place in free),
    )


def _place(session: Session, later: list[list[Session]], columns: _Columns) -> str:
    """Return the classes of a session: its column, and its slots up to the next one in
    its way.
    """
    column = columns.of(session)
    if not column:
        return ""

    def is_free(row: list[Session]) -> bool:
        own_columns, of_row = (
            {*columns.all_of(session)},
            [columns.all_of(other) for other in row],
        )
        is_clear = all(
            numbers and own_columns.isdisjoint(numbers) for numbers in of_row
        )
        return row[0].start_minute < session.end_minute and is_clear

    rows = min(MAX_ROWS, 1 + len(list(takewhile(is_free, later))))
    spans = {"rows": rows, "span": len(columns.all_of(session))}
    return " ".join(
        (f"col-{column}", *(f"{key}-{spans[key]}" for key in spans if spans[key] > 1))
    )


def _choice(site: Site, row: list[Session]) -> str:
    choices = [
        talk for talk in row if not (talk.kind in HOUSEKEEPING or talk.is_cancelled)
    ]
    count = len(choices)
    kinds = {session.kind_name.lower() for session in choices}
    noun = kinds.pop() if len(kinds) == 1 and kinds <= PLURAL_KINDS else "session"
    texts = (f"%(number)s {noun}", f"%(number)s {noun}s")
    return (
        site.locale.ngettext(*texts, count, number=site.locale.count(count))
        if count > 1
        else ""
    )
