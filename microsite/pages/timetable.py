"""A day as a timetable: sessions that start together, in columns of tracks or rooms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, groupby, takewhile

from msgspec import Struct, structs

from microsite.diagnostics.display import capitalized
from microsite.model.event import Day, Session
from microsite.model.records.content import HOUSEKEEPING, Room, Track
from microsite.pages.views import Link, SessionCard, session_card
from microsite.site import graphics
from microsite.site.drawing import PLURAL_KINDS, line_count, shape_of
from microsite.site.site import Site
from microsite.site.urls import url_for

SessionPair = tuple[Session, Session]
"""Two sessions, the one that starts first before the other."""
MAX_COLUMNS = 5  # more columns are too narrow to be read; the day is then a list
ALL_DAY_MINUTES = 4 * 60
"""Length from which a session may be above the others, as one that lasts all day."""
MIN_LATER_TALKS = 4
"""Number of shorter talks that must start during or after such a session."""
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
        """Return the columns of a session; none if it spans all of them."""
        return self.numbers.get(session.id, ())

    def first_of(self, session: Session) -> int:
        """Return the first column of a session; 0 if it spans all of them."""
        return min(self.all_of(session), default=0)

    def rows(self, sessions: list[Session]) -> list[list[Session]]:
        """Return sessions that start together in rows, from left to right.

        A session that spans all columns has a row of its own, after the others.
        """
        if not self.names:
            return [sessions]
        rows: list[list[Session]] = []
        for session in sorted(sessions, key=self.first_of):
            row = next((row for row in rows if self._has_room(row, session)), None)
            if row is None:
                rows.append([session])
            else:
                row.append(session)
        return sorted(rows, key=lambda row: self.first_of(row[0]) == 0)

    def _has_room(self, row: list[Session], session: Session) -> bool:
        """Return whether a session fits to the right of the others in a row."""
        taken_columns = self.all_of(row[-1])
        if not taken_columns:
            return False
        return self.first_of(session) > max(taken_columns)


def day_heading(site: Site, day: Day) -> str:
    """Return the date of a day; or `Day 1`."""
    if day.date is None:
        return site.gettext("Day %(number)s", number=day.number)
    return capitalized(site.locale.date(day.date, "full"))


def day_links(site: Site, days: Mapping[str, Day]) -> tuple[Link, ...]:
    """Return links to the pages of days by address."""
    return tuple(
        Link(day_heading(site, day), url_for(url)) for url, day in days.items()
    )


def timetable(
    site: Site, day: Day, *, in_columns: bool
) -> tuple[tuple[str, ...], tuple[TimeSlot, ...]]:
    """Return the names of the columns, and the slots by time.

    There are no columns if a list is clearer.
    """
    all_day, timed = all_day_and_timed(day)
    columns = _columns(site, timed) if in_columns else _Columns()
    columns = structs.replace(columns, all_day=all_day)

    rows = [[session] for session in all_day]
    for _, sessions in groupby(timed, key=lambda session: session.start_minute):
        rows += columns.rows(list(sessions))

    slots = [_slot(site, rows, index, columns) for index in range(len(rows))]
    return columns.names, tuple(slots)


def all_day_and_timed(day: Day) -> tuple[list[Session], list[Session]]:
    """Return sessions that last all day, such as a help desk, and the others."""
    talk_starts = []
    for session in day.sessions:
        is_talk = session.kind not in HOUSEKEEPING
        if is_talk and session.duration_minutes < ALL_DAY_MINUTES:
            talk_starts.append(session.start_minute)

    all_day = [item for item in day.sessions if _is_all_day(item, talk_starts)]
    timed = [session for session in day.sessions if session not in all_day]
    return all_day, timed


def _is_all_day(session: Session, talk_starts: list[int]) -> bool:
    """Return whether a session lasts all day, given the starts of shorter talks."""
    if session.record.all_day is not None:
        return session.record.all_day
    if session.rooms and all(room.all_day for room in session.rooms):
        return True
    if session.duration_minutes < ALL_DAY_MINUTES:
        return False
    later_starts = [start for start in talk_starts if start >= session.start_minute]
    return len(later_starts) >= MIN_LATER_TALKS


def _columns(site: Site, sessions: list[Session]) -> _Columns:
    """Return the tracks, or else the rooms, that separate parallel sessions.

    There are no columns if parallel sessions always start together.
    """
    overlapping: list[SessionPair] = []
    for first, second in combinations(sessions, 2):
        if second.start_minute < first.end_minute:
            overlapping.append((first, second))

    parallel = [pair for pair in overlapping if not _has_housekeeping(pair)]
    if all(first.start_minute == second.start_minute for first, second in parallel):
        return _Columns()

    by_track = _columns_of(site.event.tracks, overlapping, parallel)
    if by_track is not None:
        return by_track
    return _columns_of(site.event.rooms, overlapping, parallel) or _Columns()


def _has_housekeeping(pair: SessionPair) -> bool:
    return any(session.kind in HOUSEKEEPING for session in pair)


def _columns_of(
    places: Sequence[Track | Room],
    overlapping: list[SessionPair],
    parallel: list[SessionPair],
) -> _Columns | None:
    """Return a column for each place in use; None if places do not separate sessions.

    Overlapping sessions have columns. The parallel ones among them need separate ones.
    """
    names_of = {}
    for session in chain.from_iterable(overlapping):
        names_of[session.id] = {
            place.name for place in session.places if place in places
        }

    used_names: set[str] = set()
    for first, second in parallel:
        first_names = names_of[first.id]
        second_names = names_of[second.id]
        if not first_names or not second_names:
            return None  # a session without a place has no column
        if first_names & second_names:
            return None  # one of the two would cover the other
        used_names |= first_names | second_names

    columns = tuple(place.name for place in places if place.name in used_names)
    if not 2 <= len(columns) <= MAX_COLUMNS:
        return None
    numbers = {id_: _numbers(columns, names) for id_, names in names_of.items()}
    return _Columns(columns, numbers)


def _numbers(columns: Sequence[str], names: set[str]) -> tuple[int, ...]:
    """Return the columns with these names, from 1.

    Return none if they are all columns, or if other columns are between them.
    """
    numbers = tuple(number for number, name in enumerate(columns, 1) if name in names)
    if not numbers or len(numbers) == len(columns):
        return ()
    is_adjacent = numbers[-1] - numbers[0] < len(numbers)
    return numbers if is_adjacent else ()


def rails_of(
    site: Site, slots: Iterable[TimeSlot]
) -> tuple[graphics.TimetableGraphic, ...]:
    """Return the pieces of the drawing that slots and their cells name, each once."""
    ids: list[str] = []
    for slot in slots:
        ids += (slot.rail, slot.branch_graphic, slot.opens, slot.closes)
        ids += slot.empty_cells
        if slot.is_repeat and slot.choice:
            ids.append(slot.outline)
        for cell in slot.cells:
            ids += (cell.rail, cell.run)
    return graphics.timetable_graphics(ids, line_count(site.event))


def _slot(
    site: Site, rows: list[list[Session]], index: int, columns: _Columns
) -> TimeSlot:
    row = rows[index]
    earlier_rows = rows[:index]
    later_rows = rows[index + 1 :]
    count = len(row)
    cells = tuple(_cells(site, row, later_rows, columns))
    ends = [session.end_minute for session in row]

    in_columns = columns.first_of(row[0]) > 0
    abreast = _count_abreast(row, columns)
    fan = f"fan-{abreast}" if abreast > 1 else ""
    opens = closes = fan
    if in_columns and earlier_rows and columns.first_of(earlier_rows[-1][0]):
        opens = ""
    if in_columns and later_rows and columns.first_of(later_rows[0][0]):
        closes = ""

    empty_cells: list[str] = []
    if count % abreast and not columns.names:
        lines = line_count(site.event)
        for place in range(count % abreast, abreast):
            empty_cells.append(graphics.group_id(place, abreast, lines))

    titles = {session.title for session in row if session.kind not in HOUSEKEEPING}
    earlier_titles = {session.title for session in chain.from_iterable(earlier_rows)}
    return TimeSlot(
        last=cells[ends.index(max(ends))].session,
        choice="" if columns.names else _choice(site, row),
        is_repeat=titles <= earlier_titles,
        cells=cells,
        rail=shape_of(row[0].kind) if count == 1 else "chair",
        outline=graphics.outline_id([shape_of(session.kind) for session in row]),
        branch_graphic=f"fork-{min(count, graphics.MAX_BRANCHES)}" if count > 1 else "",
        opens=opens,
        closes=closes,
        is_all_day=row[0] in columns.all_day,
        column_count=abreast,
        empty_cells=tuple(empty_cells),
    )


def _count_abreast(row: list[Session], columns: _Columns) -> int:
    """Return the number of sessions side by side on a wide screen."""
    if columns.first_of(row[0]):
        return len(columns.names)
    if len(row) == 4:
        return 2  # in two rows, so that none is alone
    return min(len(row), 3)


def _cells(
    site: Site,
    row: list[Session],
    later_rows: list[list[Session]],
    columns: _Columns,
) -> Iterator[SlotCell]:
    """Yield the cells of sessions that start together."""
    count = len(row)
    abreast = _count_abreast(row, columns)
    lines = line_count(site.event)
    for number, session in enumerate(row):
        column = columns.first_of(session) - 1
        if column < 0:
            column = number % abreast
        yield SlotCell(
            session=session_card(site, session),
            place=_place(session, later_rows, columns),
            rail=graphics.group_id(column, abreast, lines) if abreast > 1 else "",
            run=graphics.branch_row_id(number, count) if count > 1 else "",
        )


def _place(session: Session, later_rows: list[list[Session]], columns: _Columns) -> str:
    """Return the classes of a session: its first column, its rows and its columns.

    It has all rows up to the next session in its way.
    """
    own_columns = columns.all_of(session)
    if not own_columns:
        return ""

    def is_free(row: list[Session]) -> bool:
        if row[0].start_minute >= session.end_minute:
            return False
        for other in row:
            other_columns = columns.all_of(other)
            if not other_columns or not set(own_columns).isdisjoint(other_columns):
                return False
        return True

    free_rows = list(takewhile(is_free, later_rows))
    row_count = min(MAX_ROWS, 1 + len(free_rows))
    classes = [f"col-{min(own_columns)}"]
    if row_count > 1:
        classes.append(f"rows-{row_count}")
    if len(own_columns) > 1:
        classes.append(f"span-{len(own_columns)}")
    return " ".join(classes)


def _choice(site: Site, row: list[Session]) -> str:
    """Return `three workshops`; empty if there is nothing to choose."""
    talks = [session for session in row if session.kind not in HOUSEKEEPING]
    choices = [session for session in talks if not session.is_cancelled]
    count = len(choices)
    if count < 2:
        return ""
    kinds = {session.kind_name.lower() for session in choices}
    noun = kinds.pop() if len(kinds) == 1 and kinds <= PLURAL_KINDS else "session"
    singular = f"%(number)s {noun}"
    plural = f"%(number)s {noun}s"
    number = site.locale.count(count)
    return site.locale.ngettext(singular, plural, count, number=number)
