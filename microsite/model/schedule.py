"""Sessions placed in time and space."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.suggestions import list_choices
from microsite.model.event import Day, Session
from microsite.model.files import open_file
from microsite.model.records.event import EventRecord
from microsite.model.records.sessions import DayRecord, Room, SessionRecord, Track
from microsite.model.references import ReferenceIndex, build_index, unsound_among
from microsite.model.validate import read_records
from microsite.source.reader import SourceFiles

MINUTES_A_DAY = 24 * 60
NAMED = ("room", "track", "speaker", "resource", "session")
"""The kinds of record that a session names."""
_Times: TypeAlias = tuple[datetime | None, datetime | None, int]
LONGEST_EVENT = 60
"""Days; longer is taken for a slip in a year or a month."""


class Programme(Struct, frozen=True):
    """What data/sessions.yaml holds, put in order."""

    days: tuple[Day, ...] = ()
    rooms: tuple[Room, ...] = ()
    tracks: tuple[Track, ...] = ()


def load_programme(
    sources: SourceFiles,
    details: EventRecord | None,
    zone: ZoneInfo | None,
    names: dict[str, ReferenceIndex],
    log: Log,
) -> Programme:
    """Read and place all sessions. Adds the books `session`, `room` and `track` to `names`.

    Reports R- and S-codes. Without event details only what stands in the file itself can be
    checked.
    """
    file = open_file(sources, "sessions", ("sessions", "days", "rooms", "tracks"), log)
    rooms = read_records(Room, file.lists.get("rooms"), "rooms", log)
    tracks = read_records(Track, file.lists.get("tracks"), "tracks", log)
    told = read_records(DayRecord, file.lists.get("days"), "days", log)
    typed = read_records(SessionRecord, file.lists.get("sessions"), "sessions", log)
    closed = "sessions" not in sources.unreadable["data"]
    for kind, records, key in (("room", rooms, "rooms"), ("track", tracks, "tracks")):
        called = tuple((record.slug, record.name) for record in records)
        names[kind] = build_index(called, unsound_among(file.entries(key), records), closed=closed)
    unsound = unsound_among(file.entries("sessions"), typed)
    names["session"] = build_index(
        tuple((record.id, None) for record in typed), unsound, closed=closed
    )
    if details is None or zone is None:
        return Programme()
    placer = _Placer(details, zone, _dates(details, log), rooms, tracks, names)
    placed = [session for record in typed if (session := placer.placed(record, log)) is not None]
    return Programme(tuple(_days(placer, told, placed, log)), rooms, tracks)


def _dates(details: EventRecord, log: Log) -> list[date] | None:
    """The days of the event, first to last, none while they are to be announced; None, with a
    report, if unsound.
    """
    if details.starts is None:
        return []
    if details.ends is None:
        log.report("S118", details.span("starts"))
        return None
    if details.ends <= details.starts:
        log.report("S117", details.span("ends"))
        return None
    last = details.ends.date()
    if details.ends.time() <= details.new_day_at and last > details.starts.date():
        last -= timedelta(days=1)
    count = (last - details.starts.date()).days + 1
    if count > LONGEST_EVENT:
        log.report("S119", details.span("ends"), days=count, most=LONGEST_EVENT)
        return None
    return [details.starts.date() + timedelta(days=number) for number in range(count)]


def _days(
    placer: _Placer, told: Iterable[DayRecord], placed: list[Session], log: Log
) -> Iterable[Day]:
    """The days of the event with their sessions; days without any are left out where they are not
    named.
    """
    named: dict[int, DayRecord] = {}
    for details in told:
        number = placer.day_number(details.day, details, log)
        if number is not None and named.setdefault(number, details) is not details:
            log.report("S116", details.span("day"), first=named[number].span("day").line)
    numbers = {session.day for session in placed} | set(named)
    for number in sorted(numbers):
        day = named.get(number)
        sessions = sorted(
            (session for session in placed if session.day == number),
            key=lambda s: (s.start_minute, -s.duration_minutes),
        )
        yield Day(
            number,
            placer.date_of(number),
            day.title if day else None,
            day.note if day else None,
            tuple(sessions),
        )


class _Placer:
    """Puts sessions into the days, rooms and tracks of one event."""

    def __init__(
        self,
        details: EventRecord,
        zone: ZoneInfo,
        dates: list[date] | None,
        rooms: Iterable[Room],
        tracks: Iterable[Track],
        names: dict[str, ReferenceIndex],
    ) -> None:
        self.zone = zone
        self.first = None if dates is not None or details.starts is None else details.starts.date()
        """The first day, where the last one is not sound: then no day can be called wrong."""
        self.dates = dates or []
        self.new_day_at = details.new_day_at
        self.rooms = {room.slug: room for room in rooms}
        self.tracks = {track.slug: track for track in tracks}
        self.names = names
        self._times: dict[Hashable, _Times] = {}  # most sessions share theirs with others

    def date_of(self, number: int) -> date | None:
        """The date of a day of the event."""
        return self.dates[number - 1] if 0 < number <= len(self.dates) else None

    def day_number(
        self, given: date | int | None, record: DayRecord | SessionRecord, log: Log
    ) -> int | None:
        """The number of a day given by date or number; None, with a report, where it is not a day
        of the event.
        """
        if self.first is not None:
            return max(1, (given - self.first).days + 1) if isinstance(given, date) else given or 1
        if given is None:
            if len(self.dates) > 1:
                title, first = getattr(record, "title", ""), self.dates[0].isoformat()
                log.report("S120", record.span("title"), title=title, first=first)
                return None
            return 1
        if isinstance(given, int):
            if self.dates and given > len(self.dates):
                log.report("S112", record.span("day"), given=given, suggestion=self._day_list())
                return None
            return given
        if not self.dates:
            log.report("S121", record.span("day"), given=given.isoformat())
            return None
        if given not in self.dates:
            log.report(
                "S112", record.span("day"), given=given.isoformat(), suggestion=self._day_list()
            )
            return None
        return self.dates.index(given) + 1

    def _day_list(self) -> str:
        return list_choices(day.isoformat() for day in self.dates)

    def placed(self, details: SessionRecord, log: Log) -> Session | None:
        """A session in its day, room and track; None, with reports, where its day or times are not sound.

        The id of such a one is reserved from then on.
        """
        session = self._place(details, log)
        if session is None:
            self.names["session"].reserved.add(details.id)
        return session

    def _place(self, details: SessionRecord, log: Log) -> Session | None:
        day = self.day_number(details.day, details, log)
        wall_minutes = self._wall_minutes(details, log)
        room = self._named("room", details.room, "room", "S105", details, log)
        track = self._named("track", details.track, "track", "S106", details, log)
        chairs = self._people(details, "chair", "S104", log)
        speakers = self._people(details, "speakers", "S103", log)
        resources = self._resources(details, log)
        repeats = self._named("session", details.repeat_of, "repeat_of", "S109", details, log)
        if day is None or wall_minutes is None:
            return None
        order = _minute(details.start) + (MINUTES_A_DAY if details.start < self.new_day_at else 0)
        asked = (day, order, wall_minutes, details.end is not None)
        starts, ends, minutes = self._times.get(asked) or self._times.setdefault(
            asked, self._reckon(*asked)
        )
        finish = (order + wall_minutes) % MINUTES_A_DAY
        return Session(
            record=details,
            day=day,
            start=details.start,
            end=ends.time() if ends else time(finish // 60, finish % 60),
            duration_minutes=minutes,
            starts_at=starts,
            ends_at=ends,
            start_minute=order,
            end_minute=order + wall_minutes,
            room=self.rooms.get(room) if room else None,
            track=self.tracks.get(track) if track else None,
            chairs=chairs,
            speakers=speakers,
            resources=resources,
            repeat_of=repeats,
        )

    def _moment(self, day: int, minute: int) -> datetime | None:
        """The moment when clocks on the wall have gone this many minutes into a conference day."""
        first = self.date_of(day)
        if first is None:
            return None
        return (datetime.combine(first, time()) + timedelta(minutes=minute)).replace(
            tzinfo=self.zone
        )

    def _reckon(self, day: int, order: int, wall_minutes: int, has_end: bool) -> _Times:
        """When a session starts and ends, and its minutes. An end is what clocks on the wall show,
        a length is time that passes.
        """
        starts = self._moment(day, order)
        if starts is None:
            return None, None, wall_minutes
        ends = self._moment(day, order + wall_minutes)
        if ends is None or not has_end or ends.astimezone(UTC) <= starts.astimezone(UTC):
            ends = (starts.astimezone(UTC) + timedelta(minutes=wall_minutes)).astimezone(self.zone)
        return starts, ends, _elapsed(starts, ends)

    def _wall_minutes(self, details: SessionRecord, log: Log) -> int | None:
        """The minutes from start to end, or the length; None, with a report, where they do not make
        sense.
        """
        start, end = details.start, details.end
        if end is None:
            if details.length is None:
                log.report("S102", details.span("start"), title=details.title)
            return details.length
        minutes = _minute(end) - _minute(start)
        if minutes <= 0 and end <= self.new_day_at:
            minutes += MINUTES_A_DAY
        if minutes <= 0:
            log.report(
                "S110",
                details.span("end"),
                title=details.title,
                start=f"{start:%H:%M}",
                end=f"{end:%H:%M}",
                new_day=f"{self.new_day_at:%H:%M}",
            )
            return None
        if details.length is not None and details.length != minutes:
            log.report(
                "S111",
                details.span("length"),
                title=details.title,
                length=details.length,
                minutes=minutes,
            )
            return None
        return minutes

    def _named(
        self, kind: str, name: str | None, field: str, code: str, details: SessionRecord, log: Log
    ) -> str | None:
        if name is None:
            return None
        return self.names[kind].resolve(
            name, partial(details.span, field), code, details.title, log
        )

    def _people(self, details: SessionRecord, field: str, code: str, log: Log) -> tuple[str, ...]:
        found = (
            self.names["speaker"].resolve(
                name, partial(details.span, field, index), code, details.title, log
            )
            for index, name in enumerate(getattr(details, field))
        )
        return tuple(dict.fromkeys(slug for slug in found if slug is not None))

    def _resources(self, details: SessionRecord, log: Log) -> tuple[str, ...]:
        found = (
            self.names["resource"].resolve(
                name, partial(details.span, "resources", index), "S107", details.title, log
            )
            for index, name in enumerate(details.resources)
        )
        return tuple(dict.fromkeys(identity for identity in found if identity is not None))


def _elapsed(starts: datetime, ends: datetime) -> int:
    """The whole minutes that pass from one moment to another, whatever clocks on the wall do
    meanwhile.
    """
    return int((ends.astimezone(UTC) - starts.astimezone(UTC)).total_seconds()) // 60


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
