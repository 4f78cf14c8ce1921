"""The schedule: sessions with their day, times, room, track and people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import did_you_mean, list_choices
from microsite.model.choices import CHOICE_SYNONYMS
from microsite.model.event import Day, ReferenceIndex, Session
from microsite.model.fields import fields_of
from microsite.model.records import content
from microsite.model.records.event import EventRecord

Records = dict[str, tuple[Any, ...]]  # records without errors, by kind
MINUTES_PER_DAY = 24 * 60
MAX_NAMED = 3  # sessions that one message names
MAX_EVENT_DAYS = 60  # a longer event is probably a slip in a year or a month
REFERENCE_CODES = {"room": "S105", "track": "S106", "chair": "S104", "speakers": "S103"}
REFERENCE_CODES |= {"resources": "S107", "repeat_of": "S109"}
"""Codes of references of a session without a target, by field."""


def schedule_sessions(
    event: EventRecord,
    records: Records,
    references: dict[str, ReferenceIndex],
    log: Log,
) -> tuple[tuple[Day, ...], tuple[Session, ...]]:
    """Return days with sessions, and sessions without a time.

    Mark those with errors as broken.
    """
    rooms = {room.slug: room for room in records["room"]}
    tracks = {track.slug: track for track in records["track"]}
    kinds = {kind.name: kind for kind in records["kind"]}
    dates = event_dates(event, log)
    if dates and _report_move(event, records["session"], dates, log):
        dates = None
    scheduler = _Scheduler(event, rooms, tracks, kinds, references, log, dates)
    sessions = []
    for record in records["session"]:
        if session := scheduler.schedule(record):
            sessions.append(session)
        else:
            references["session"].broken.add(record.id)
    scheduled = [session for session in sessions if session.is_scheduled]
    unscheduled = (session for session in sessions if not session.is_scheduled)
    return tuple(scheduler.days(records["day"], scheduled)), tuple(unscheduled)


def event_dates(event: EventRecord, log: Log) -> list[date] | None:
    """Return the dates of the event, none while they are to be announced, None if
    invalid.
    """
    if event.starts is None:
        return []
    if event.ends is None or event.ends <= event.starts:
        code, field = ("S117", "ends") if event.ends else ("S118", "starts")
        log.report(code, event.span(field))
        return None
    dates = dates_between(event.starts, event.ends, event.new_day_at)
    if len(dates) > MAX_EVENT_DAYS:
        log.report("S119", event.span("ends"), days=len(dates), most=MAX_EVENT_DAYS)
        return None
    return dates


def dates_between(starts: datetime, ends: datetime, new_day_at: time) -> list[date]:
    """Return the dates of an event.

    The night after its last day does not make another day.
    """
    first = starts.date()
    last = ends.date()
    if ends.time() <= new_day_at and last > first:
        last -= timedelta(days=1)

    count = (last - first).days + 1
    return [first + timedelta(days=number) for number in range(count)]


def common_shift(dates: Iterable[date], event_dates: Sequence[date]) -> int:
    """Return the days to move a programme by so that it starts with the event, 0 if
    none fit.

    `dates` are those of its sessions.
    """
    days = set(dates)
    if not days or not event_dates:
        return 0
    shift = event_dates[0] - min(days)
    is_possible = all(day + shift in event_dates for day in days)
    return shift.days if is_possible else 0


def shift_in_words(days: int) -> str:
    """Return a number of days as a direction in time: `7 days later`, `1 day
    earlier`.
    """
    noun = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {noun} {'later' if days > 0 else 'earlier'}"


def _report_move(
    event: EventRecord,
    sessions: Sequence[content.SessionRecord],
    dates: list[date],
    log: Log,
) -> bool:
    """Report once that the event was moved and its programme was not.

    Return whether it was.
    """
    days = [session.day for session in sessions if isinstance(session.day, date)]
    misplaced = [
        session
        for session in sessions
        if isinstance(session.day, date) and session.day not in dates
    ]
    shift = common_shift(days, dates)
    if len(misplaced) < 2 or not shift:
        return False
    *first, last = [f"“{session.title}”" for session in misplaced]
    if len(misplaced) > MAX_NAMED:
        first, last = first[:MAX_NAMED], f"{len(misplaced) - MAX_NAMED} more"
    facts = {
        "named": f"{', '.join(first)} and {last}",
        "first": dates[0],
        "days": shift,
        "move": shift_in_words(shift),
    }
    log.report("S131", event.span("starts"), **facts)
    return True


class _Scheduler(Struct):
    """Assigns sessions to the days, rooms and tracks of one event."""

    event: EventRecord
    rooms: dict[str, content.Room]
    tracks: dict[str, content.Track]
    kinds: dict[str, content.OwnKind]
    references: dict[str, ReferenceIndex]
    log: Log
    dates: list[date] | None
    """None if they are invalid: then no day can be called wrong."""

    def days(
        self, records: Iterable[content.DayRecord], sessions: list[Session]
    ) -> Iterator[Day]:
        by_number: dict[int, content.DayRecord] = {}
        for record in records:
            number = self.day_number(record)
            if (
                number is not None
                and by_number.setdefault(number, record) is not record
            ):
                first = by_number[number].span("day").line
                self.log.report("S116", record.span("day"), first=first)
        for number in sorted({session.day for session in sessions} | set(by_number)):
            day = by_number.get(number)
            of_day = [session for session in sessions if session.day == number]
            of_day.sort(
                key=lambda session: (session.start_minute, -session.duration_minutes)
            )
            title, note = (day.title, day.note) if day else (None, None)
            yield Day(number, self.date_of(number), title, note, tuple(of_day))

    def date_of(self, number: int) -> date | None:
        dates = self.dates or []
        return dates[number - 1] if 0 < number <= len(dates) else None

    def day_number(
        self, record: content.DayRecord | content.SessionRecord
    ) -> int | None:
        """Return the number of the day of a record, or report that it is not one of the
        event.
        """
        day, dates = record.day, self.dates
        if dates is None:
            assert self.event.starts is not None
            first = self.event.starts.date()
            return max(1, (day - first).days + 1) if isinstance(day, date) else day or 1
        if day is None:
            if isinstance(record, content.SessionRecord) and record.start is None:
                return 0
            if len(dates) <= 1:
                return 1
            self.report_missing("S120", record, "title", first=dates[0])
        elif isinstance(day, int) and (not dates or day <= len(dates)):
            return day
        elif isinstance(day, date) and day in dates:
            return dates.index(day) + 1
        elif not dates:
            self.log.report(
                "S121", record.span("day"), given=day, owner=self.named(record)
            )
        else:
            choices = list_choices(str(day), map(str, dates))
            facts = {"given": day, "suggestion": choices, "owner": self.named(record)}
            self.log.report("S112", record.span("day"), **facts)
        return None

    def named(self, record: content.DayRecord | content.SessionRecord) -> str:
        """Return a session or a day as a message begins with it: `“Opening”`, `The
        day`.
        """
        return f"“{record.title}”" if record.title else "The entry of a day"

    def report_missing(
        self, code: str, session: Any, beside: str, **facts: object
    ) -> None:
        """Report that a session lacks a setting, beside one that it has."""
        place = session.node.place_to_add
        self.log.report(
            code, session.span(beside), title=session.title, place=place, **facts
        )

    def schedule(self, record: content.SessionRecord) -> Session | None:
        day = self.day_number(record)
        length = self.wall_clock_minutes(record)
        targets = {name: self.resolve(record, name) for name in REFERENCE_CODES}
        first = {name: next(iter(ids), None) for name, ids in targets.items()}
        own_kind = self.kinds.get(self.references["kind"].find(record.kind) or "")
        if own_kind is None and not isinstance(record.kind, content.SessionKind):
            name, choices = record.kind, [*content.SessionKind, *self.kinds]
            advice = did_you_mean(CHOICE_SYNONYMS.get(name.casefold(), name), choices)
            advice += (
                f" To add a kind, write “- name: {name}” below “kinds:” in the same"
                " file."
            )
            if not self.references["kind"].is_excused(name):
                facts = {"field": "kind", "given": name, "suggestion": advice}
                self.log.report("R119", record.span("kind"), **facts)
            return None
        if day is None or length is None:
            return None
        start = minute_of_day(record.start or time())
        if record.start and record.start < self.event.new_day_at:
            start += MINUTES_PER_DAY
        end = (start + length) % MINUTES_PER_DAY
        starts_at = ends_at = None
        passed = length
        if (of_day := self.date_of(day)) and record.start is not None:
            starts_at, ends_at = self.times(
                of_day, start, length, has_end=record.end is not None
            )
            passed = int((ends_at - starts_at.astimezone(UTC)).total_seconds()) // 60
        return Session(
            record=record,
            day=day,
            start=record.start or time(),
            end=ends_at.time() if ends_at else time(end // 60, end % 60),
            duration_minutes=passed,
            starts_at=starts_at,
            ends_at=ends_at,
            start_minute=start,
            end_minute=start + length,
            rooms=tuple(
                self.rooms[slug] for slug in targets["room"] if slug in self.rooms
            ),
            track=self.tracks.get(first["track"] or ""),
            own_kind=own_kind,
            chairs=targets["chair"],
            speakers=targets["speakers"],
            resources=targets["resources"],
            repeat_of=first["repeat_of"],
        )

    def times(
        self, day: date, start: int, length: int, *, has_end: bool
    ) -> tuple[datetime, datetime]:
        """Return aware start and end: an end is on the wall clock, a length is time
        that passes.
        """
        zone = ZoneInfo(self.event.timezone)
        passed = timedelta(minutes=length)
        # On the wall
        starts_at = datetime.combine(day, time(), zone) + timedelta(minutes=start)
        ends_at, utc = starts_at + passed, starts_at.astimezone(UTC)
        if not has_end or ends_at.astimezone(UTC) <= utc:
            ends_at = (utc + passed).astimezone(zone)
        return starts_at, ends_at

    def wall_clock_minutes(self, record: content.SessionRecord) -> int | None:
        """Return the minutes from start to end, or the length.

        Report those that make no sense.
        """
        start, end, length = record.start, record.end, record.length
        if start is None:
            if end is not None:
                advice = "Or delete the end until the time is known."
                start_field = {
                    "record": f"“{record.title}”",
                    "field": "start",
                    "example": "09:30",
                }
                self.report_missing(
                    "R101", record, "end", meaning=advice, **start_field
                )
            return length or 0 if end is None else None
        if end is None:
            if length is None:
                self.report_missing("S102", record, "start")
            return length
        minutes = minute_of_day(end) - minute_of_day(start)
        if minutes <= 0 and end <= self.event.new_day_at:
            minutes += MINUTES_PER_DAY
        facts: dict[str, Any] = {
            "title": record.title,
            "length": length,
            "minutes": minutes,
        }
        if minutes <= 0:
            clocks = (f"{clock:%H:%M}" for clock in (start, end, self.event.new_day_at))
            facts |= dict(zip(("start", "end", "new_day"), clocks, strict=True))
            self.log.report("S110", record.span("end"), **facts)
        elif length not in (None, minutes):
            self.log.report("S111", record.span("length"), **facts)
        else:
            return minutes
        return None

    def resolve(self, record: content.SessionRecord, name: str) -> tuple[str, ...]:
        value = getattr(record, name)
        index = self.references[fields_of(content.SessionRecord)[name].refers_to]
        values = value if isinstance(value, tuple) else tuple(filter(None, [value]))
        if name == "room" and values and values[0].casefold() in content.ALL_ROOMS:
            return tuple(self.rooms)
        owner = (REFERENCE_CODES[name], record.title, record, name)
        ids = (
            index.resolve(name, *owner, n, log=self.log)
            for n, name in enumerate(values)
        )
        return tuple(dict.fromkeys(id_ for id_ in ids if id_ is not None))


def minute_of_day(value: time) -> int:
    """Return the minutes since midnight."""
    return value.hour * 60 + value.minute


def clock(minute: int) -> str:
    """Return a minute of a conference day as the time on the wall: `00:30` for 1470."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
