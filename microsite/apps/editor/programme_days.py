"""Days of the programme: sessions that do not fit the dates of the event, and what to
do with them.

The day of a session is a date, or the number of a day of the event. When the dates of
the event change, numbers move along. Dates do not: a person is asked what should happen
to them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from microsite.apps.editor.records import ProjectRecords, form_fields
from microsite.apps.editor.saving import FieldChange
from microsite.console.output import plural
from microsite.locales.locale import ENGLISH
from microsite.model.record_reader import parse_value
from microsite.model.schedule import (
    MAX_EVENT_DAYS,
    common_shift,
    dates_between,
    shift_in_words,
)
from microsite.source.nodes import Plain

DATE_FIELDS = ("starts", "ends", "new_day_at")
"""Fields of the event on which its dates depend."""
FIRST_DAY = "first"
NUMBERS = "numbers"
LEAVE = "leave"


class DatedRecord(Struct, frozen=True):
    """A session with a place in the programme, or the title and note of a day."""

    kind: str  # session or day
    id: str
    title: str
    written: Plain  # value of its field `day`
    day: date | int | None

    @property
    def shown_day(self) -> str:
        """Return its day as people read it: a date, `day 2`, or `no day`."""
        if isinstance(self.day, date):
            return ENGLISH.date(self.day, "full")
        return "no day" if self.day is None else f"day {self.day}"

    def change(self, day: date | int) -> FieldChange:
        """Return the change that puts the record on another day."""
        return FieldChange(self.kind, self.id, ("day",), self.written, str(day))


class Remedy(Struct, frozen=True):
    """A way to make the programme fit the dates of the event."""

    value: str  # value of its radio button
    label: str
    changes: tuple[FieldChange, ...]
    option: str = ""  # option of the command `reschedule` that does the same


class ProgrammeReview(Struct, frozen=True):
    """Records that do not fit the dates of an event, and the remedies among which to
    choose.
    """

    misplaced: tuple[DatedRecord, ...]
    remedies: tuple[Remedy, ...]

    @property
    def question(self) -> str:
        """Return why a remedy is needed, and the request to select one."""
        if not self.misplaced:
            return (
                "The event has another first day. Select what happens to the programme."
            )
        sessions = sum(record.kind == "session" for record in self.misplaced)
        days = len(self.misplaced) - sessions
        counts = [plural(sessions, "session")] if sessions else []
        counts += [plural(days, "title of a day")] if days == 1 else []
        counts += [f"the titles of {days} days"] if days > 1 else []
        named = " and ".join(counts)
        return (
            f"With these dates, {named} would not be on a day of the event. Select what"
            " happens."
        )

    def find(self, value: str) -> Remedy | None:
        """Return the remedy with a value; None if it is not one of those that are
        possible now.
        """
        return next((remedy for remedy in self.remedies if remedy.value == value), None)


def read_event_dates(values: Mapping[str, Plain]) -> list[date] | None:
    """Return the dates of an event with these values of its fields.

    The list is empty while they are to be announced. It is None if they are not valid.
    """
    fields = form_fields("event")
    starts, ends, new_day_at = (
        parse_value(fields[name], str(values.get(name) or ""))[0]
        for name in DATE_FIELDS
    )
    if not isinstance(starts, datetime):
        return [] if starts is None or not values.get("starts") else None
    if not isinstance(ends, datetime) or ends <= starts:
        return None

    if not isinstance(new_day_at, time):
        new_day_at = fields["new_day_at"].default
    dates = dates_between(starts, ends, new_day_at)
    return dates if len(dates) <= MAX_EVENT_DAYS else None


def read_dated_records(records: ProjectRecords) -> Iterator[DatedRecord]:
    """Yield the sessions that have a start or a day, and the days with a title
    or note.
    """
    for kind in ("session", "day"):
        field = form_fields(kind)["day"]
        for entry in records.all_of(kind):
            written = entry.values.get("day")
            if written is None and not entry.values.get("start"):
                continue
            day = parse_value(field, str(written))[0] if written is not None else None
            if day is None or isinstance(day, date | int):
                yield DatedRecord(kind, entry.id, entry.title, written, day)


def review_programme(
    records: ProjectRecords, dates: Sequence[date], old_dates: Sequence[date] = ()
) -> ProgrammeReview | None:
    """Return what does not fit new dates of the event; None if nothing needs a
    decision.

    `old_dates` are those before a change, if they are known. If the first day changes,
    sessions with dates need a decision, even if their dates are days of the event
    before and after it.
    """
    dated_records = list(read_dated_records(records))
    session_dates = [
        record.day
        for record in dated_records
        if record.kind == "session" and isinstance(record.day, date)
    ]
    misplaced = [record for record in dated_records if not _fits(record.day, dates)]
    is_moved = bool(dates and old_dates and dates[0] != old_dates[0] and session_dates)
    if not misplaced and not is_moved:
        return None

    remedies = []
    days = (dates[0] - old_dates[0]).days if is_moved else 0
    move = move_programme(dated_records, dates, days)
    move = move or move_programme(
        dated_records, dates, common_shift(session_dates, dates)
    )
    if move:
        remedies.append(move)
    if misplaced and dates:
        remedies.append(_put_on_first_day(misplaced, dates[0]))
    if misplaced and not dates:
        remedies.append(_number_days(misplaced, old_dates))
    if not misplaced:
        words = "Leave the sessions on their dates"
        remedies.append(Remedy(LEAVE, words, changes=()))
    return ProgrammeReview(tuple(misplaced), tuple(remedies))


def _fits(day: date | int | None, dates: Sequence[date]) -> bool:
    """Return whether a session can have this day; no dates are those to be
    announced.
    """
    if day is None:
        return len(dates) <= 1
    if isinstance(day, date):
        return day in dates
    return not dates or 1 <= day <= len(dates)


def move_programme(
    dated_records: Sequence[DatedRecord], dates: Sequence[date], days: int
) -> Remedy | None:
    """Return the remedy that moves all records with a date by a number of days.

    Sessions without a day go to the first day of an event of several days. None if
    there is nothing to move, or if that would put a record on a day that is not one of
    the event.
    """
    changes = []
    moved_dates: set[date] = set()
    for record in dated_records:
        day = record.day
        if isinstance(day, date):
            moved_dates.add(day)
            day += timedelta(days=days)
            changes.append(record.change(day))
        elif day is None and not _fits(day, dates):
            day = dates[0]
            changes.append(record.change(day))
        if not _fits(day, dates):
            return None
    if not moved_dates or not days:
        return None

    first = min(moved_dates)
    new_first = first + timedelta(days=days)
    words = (
        f"Move the programme {shift_in_words(days)}: what is on"
        f" {ENGLISH.date(first, 'full')} goes to {ENGLISH.date(new_first, 'full')}"
    )
    return Remedy(f"move:{days}", words, tuple(changes), f"--by {days}")


def _put_on_first_day(misplaced: Sequence[DatedRecord], first: date) -> Remedy:
    """Return the remedy that puts sessions on the first day, and deletes titles of
    other days.
    """
    sessions = [record for record in misplaced if record.kind == "session"]
    days = [record for record in misplaced if record.kind == "day"]
    actions = []
    if sessions:
        count = (
            "this session" if len(sessions) == 1 else f"these {len(sessions)} sessions"
        )
        actions.append(f"put {count} on the first day, {ENGLISH.date(first, 'full')}")
    if days:
        count = (
            "the title of this day"
            if len(days) == 1
            else f"the titles of {len(days)} days"
        )
        actions.append(f"delete {count}")
    words = " and ".join(actions)

    changes = [record.change(first) for record in sessions]
    changes += [FieldChange("day", record.id) for record in days]
    return Remedy(
        FIRST_DAY, words[0].upper() + words[1:], tuple(changes), "--first-day"
    )


def _number_days(misplaced: Sequence[DatedRecord], old_dates: Sequence[date]) -> Remedy:
    """Return the remedy that gives each date the number of its day, until dates are
    known.
    """
    dates = sorted({record.day for record in misplaced if isinstance(record.day, date)})
    known = old_dates if set(dates) <= set(old_dates) else dates
    numbers = {day: number for number, day in enumerate(known, 1)}
    changes = [
        record.change(numbers[record.day])
        for record in misplaced
        if isinstance(record.day, date)
    ]
    words = "Keep the programme, with numbers instead of dates: day 1"
    if len(known) > 1:
        words += f" to day {len(known)}"
    return Remedy(NUMBERS, words, tuple(changes), "--numbers")
