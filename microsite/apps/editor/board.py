"""Operations of the programme board.

They return the smallest changes, and save nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from functools import cached_property

from msgspec import Struct, structs

from microsite.apps.editor.entered import EnteredError
from microsite.apps.editor.labels import in_the_past
from microsite.apps.editor.saving import FieldChange
from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import Log
from microsite.locales.locale import ENGLISH
from microsite.model import schedule
from microsite.model.checks import (
    Checker,
    check_breaks,
    check_double_bookings,
    check_hours,
)
from microsite.model.event import Event, Session
from microsite.model.kinds import RECORD_KINDS
from microsite.model.records.content import SessionRecord
from microsite.model.schedule import MINUTES_PER_DAY, clock, minute_of_day
from microsite.saving.create import existing_ids, unused_id
from microsite.saving.text_file import new_diagnostics
from microsite.saving.value_edits import node_value
from microsite.source.nodes import Scalar

NOT_COPIED = frozenset(("id", "source", "recording", "slides", "repeat_of"))
"""Not for a copy."""
CHECKS = (check_double_bookings, check_breaks, check_hours)


class Slot(Struct, frozen=True):
    """Place of a session: the number of its day, its minutes of that day, and
    its room.
    """

    day: int
    start: int
    """Minutes on the wall since the conference day began, as in `Session.start_minute`.
    """
    end: int
    room: str = ""  # slug of the room. Empty without a room.

    @property
    def minutes(self) -> int:
        return self.end - self.start

    def at(self, start: int) -> "Slot":
        """Return the same slot at another time of the day."""
        return structs.replace(self, start=start, end=start + self.minutes)


class Plan(Struct, frozen=True):
    """Changes to be saved together."""

    summary: str  # in the imperative: “Move 7 sessions …”
    changes: tuple[FieldChange, ...]
    clashes: tuple[str, ...] = ()  # warnings of `check` that the changes add

    @property
    def past(self) -> str:
        """Summary after saving: “Moved 7 sessions …”."""
        return in_the_past(self.summary)


class Board(Struct, frozen=True, dict=True, eq=False):
    """The programme of an event, and operations on it.

    All of them raise EnteredError.
    """

    event: Event

    @cached_property
    def sessions(self) -> dict[str, Session]:
        """Sessions by id, by day and start."""
        return {session.id: session for session in self.event.sessions}

    @cached_property
    def rooms(self) -> dict[str, str]:
        """Names of rooms by slug, in the order of the file."""
        return {room.slug: room.name for room in self.event.rooms}

    @cached_property
    def dates(self) -> dict[int, date | None]:
        """Dates of the days by number.

        While they are to be announced, there is one more day.
        """
        if dates := schedule.event_dates(self.event.record, Log()):
            return dict(enumerate(dates, 1))
        last = max((day.number for day in self.event.days), default=0)
        return dict.fromkeys(range(1, last + 2))

    @cached_property
    def version(self) -> str:
        """Digest of the days, times and rooms of all sessions."""
        return digest_of(
            repr([(session.id, slot_of(session)) for session in self.event.sessions])
        )

    def session(self, id_: str) -> Session:
        if id_ not in self.sessions:
            raise EnteredError(f"There is no session “{id_}” any more.")
        return self.sessions[id_]

    def day_name(self, number: int) -> str:
        """Return the weekday and date of a day, or `Day 2` while dates are to be
        announced.
        """
        day = self.dates.get(number)
        return ENGLISH.date(day, "full") if day else f"Day {number}"

    @property
    def new_day(self) -> int:
        """Minutes after midnight at which a day of the conference begins."""
        return minute_of_day(self.event.record.new_day_at)

    def move(
        self,
        id_: str,
        *,
        day: int | None = None,
        start: int | None = None,
        room: str | None = None,
        minutes: int | None = None,
    ) -> Plan:
        """Move a session, or set its length in minutes.

        An empty `room` means no room.
        """
        session = self.session(id_)
        before = slot_of(session)
        start = before.start if start is None else start
        slot = Slot(
            day=before.day if day is None else day,
            start=start,
            end=start + (before.minutes if minutes is None else minutes),
            room=before.room if room is None else room,
        )
        if (slot.day, slot.start, slot.room) == (before.day, before.start, before.room):
            lengths = " to ".join(map(ENGLISH.duration, (before.minutes, slot.minutes)))
            return self._plan(
                f"Change the length of “{session.title}” from {lengths}", {id_: slot}
            )
        places = " to ".join(self._places(before, slot))
        has_new_length = slot.minutes != before.minutes
        length = f", {ENGLISH.duration(slot.minutes)} long" if has_new_length else ""
        return self._plan(f"Move “{session.title}” from {places}{length}", {id_: slot})

    def shift(self, id_: str, minutes: int, *, only_room: bool = False) -> Plan:
        """Move a session and all that start with it or later that day, perhaps only in
        its room.
        """
        first = self.session(id_)
        if only_room and first.room is None:
            raise EnteredError(
                f"“{first.title}” has no room. Move the sessions of all rooms."
            )
        slots = {
            session.id: slot_of(session)
            for session in self.event.sessions
            if session.day == first.day and session.start_minute >= first.start_minute
            if not only_room or session.room is first.room
        }
        times = (
            f"{clock(first.start_minute)} to"
            f" {clock(max(slot.end for slot in slots.values()))}"
        )
        count = "1 session" if len(slots) == 1 else f"{len(slots):,} sessions"
        where = f" in {first.room.name}" if only_room and first.room else ""
        offset = (
            f"{ENGLISH.duration(abs(minutes))} {'later' if minutes > 0 else 'earlier'}"
        )
        summary = (
            f"Move {count}{where} from {times} on {self.day_name(first.day)}: {offset}"
        )
        new_slots = {key: slot.at(slot.start + minutes) for key, slot in slots.items()}
        return self._plan(summary, new_slots)

    def swap(self, id_: str, other_id: str) -> Plan:
        """Swap the day, start and room of two sessions. Both keep their length.

        Of two that follow each other in a room, the second then starts at the end of
        the first.
        """
        if id_ == other_id:
            raise EnteredError("Choose another session to swap with.")
        sessions = [self.session(id_), self.session(other_id)]
        sessions.sort(key=lambda session: (session.day, session.start_minute))
        first, second = map(slot_of, sessions)
        earlier = structs.replace(second, day=first.day, room=first.room).at(
            first.start
        )
        later = structs.replace(first, day=second.day, room=second.room).at(
            second.start
        )
        if (first.day, first.room, first.end) == (
            second.day,
            second.room,
            second.start,
        ):
            later = later.at(earlier.end)
        titles = " and ".join(f"“{session.title}”" for session in sessions)
        return self._plan(
            f"Swap {titles}", {sessions[0].id: later, sessions[1].id: earlier}
        )

    def copy(self, id_: str, day: int, *, is_repeat: bool = False) -> Plan:
        """Copy a session to another day.

        A repeat refers to the session, and has no abstract.
        """
        session = self.session(id_)
        slot = structs.replace(slot_of(session), day=day)
        if day == session.day:
            raise EnteredError("Choose another day for the copy.")
        self._check_slot(session, slot)
        kind = RECORD_KINDS["session"]
        new_id = unused_id(kind, session.id, existing_ids(kind, self.event))
        left_out = set(NOT_COPIED) | ({"abstract"} if is_repeat else set())
        left_out |= {"status", "status_note"} if session.is_cancelled else set()
        nodes = {key.text: node for key, node in session.record.node or ()}
        copies = {
            key: node_value(node) for key, node in nodes.items() if key not in left_out
        }
        values = {"id": new_id, **copies, "day": self.written_day(slot.day)}
        if is_repeat:
            values["repeat_of"] = session.record.repeat_of or session.id
        change = FieldChange("session", new_id, after=values)
        record = structs.replace(session.record, id=new_id, day=day)
        summary = f"Copy “{session.title}” to {self.day_name(day)}, {clock(slot.start)}"
        return Plan(
            summary, (change,), self._clashes([*self.event.records["session"], record])
        )

    def _places(self, *slots: Slot) -> Iterator[str]:
        """Yield the time of each slot, with the day and the room if they differ."""
        has_days = len({slot.day for slot in slots}) > 1
        has_rooms = len({slot.room for slot in slots}) > 1
        for slot in slots:
            day = f"{self.day_name(slot.day)}, " if has_days else ""
            room = f", {self.rooms.get(slot.room, 'no room')}" if has_rooms else ""
            yield f"{day}{clock(slot.start)}{room}"

    def _plan(self, summary: str, slots: Mapping[str, Slot]) -> Plan:
        changes: list[FieldChange] = []
        records = {record.id: record for record in self.event.records["session"]}
        for id_, slot in slots.items():
            session = self.sessions[id_]
            self._check_slot(session, slot)
            changes += self._changes(session, slot)
            start = time(*divmod(slot.start % MINUTES_PER_DAY, 60))
            room = (
                session.record.room
                if slot.room == slot_of(session).room
                else (slot.room,)
            )
            times = {
                "day": slot.day,
                "start": start,
                "end": None,
                "length": slot.minutes,
            }
            records[id_] = structs.replace(
                session.record, **times, room=room if slot.room else ()
            )
        if not changes:
            raise EnteredError("Nothing would change.")
        return Plan(summary, tuple(changes), self._clashes(records.values()))

    def _check_slot(self, session: Session, slot: Slot) -> None:
        """Raise EnteredError if a session cannot be written into a slot."""
        title = f"“{session.title}”"
        if slot.day not in self.dates:
            raise EnteredError(f"Day {slot.day} is not a day of this conference.")
        if slot.room and slot.room not in self.rooms:
            raise EnteredError(f"There is no room “{slot.room}” any more.")
        if not 1 <= slot.minutes <= MINUTES_PER_DAY:
            raise EnteredError(
                f"{title} must last between 1 minute and 24 hours.", "length"
            )
        if slot.start < self.new_day:
            limit = f"{clock(self.new_day)}, when a day of the conference begins"
            raise EnteredError(
                f"{title} would start before {limit}. Choose the day before.", "start"
            )
        if slot.start >= self.new_day + MINUTES_PER_DAY:
            limit = f"{clock(self.new_day)} of the next morning, when the day ends"
            raise EnteredError(
                f"{title} would start after {limit}. Choose the next day.", "start"
            )

    def _changes(self, session: Session, slot: Slot) -> Iterator[FieldChange]:
        """Yield the fields to change so that a session has a slot, in the style of the
        file.
        """
        record = session.record
        before = slot_of(session)
        values: dict[str, str | None] = {}
        if slot.day != before.day:
            values["day"] = self.written_day(slot.day)
        if slot.start != before.start:
            values["start"] = self._format_time(slot.start)
        has_length = record.length is not None
        if record.end is not None and not self._can_write_end(slot):
            values["end"] = None
            has_length = True
        elif record.end is not None and slot.end != before.end:
            values["end"] = self._format_time(slot.end)
        if has_length and record.length != slot.minutes:
            values["length"] = format_length(slot.minutes, _text_of(record, "length"))
        if slot.room != before.room:
            values["room"] = self._format_room(slot.room)
        for key, value in values.items():
            yield FieldChange(
                "session", record.id, (key,), _text_of(record, key) or None, value
            )

    def _can_write_end(self, slot: Slot) -> bool:
        """Return whether the model reads an end as it is meant: until the start of the
        next day.
        """
        minutes = slot.end % MINUTES_PER_DAY - slot.start % MINUTES_PER_DAY
        if minutes <= 0 and slot.end % MINUTES_PER_DAY <= self.new_day:
            minutes += MINUTES_PER_DAY
        return minutes == slot.minutes

    def written_day(self, number: int) -> str:
        """Return a day as most sessions have it: as a date, or as a number."""
        days = [
            session.record.day for session in self.event.sessions if session.record.day
        ]
        has_numbers = sum(isinstance(day, int) for day in days) * 2 > len(days)
        return str(number if has_numbers else self.dates[number] or number)

    def _format_time(self, minute: int) -> str:
        """Return a time as the file has it: with a zero before 9:30, or without."""
        return clock(minute).removeprefix("0" if self._has_short_times else "")

    @cached_property
    def _has_short_times(self) -> bool:
        texts = [_text_of(session.record, "start") for session in self.event.sessions]
        return any(text[1:2] == ":" for text in texts) and "0" not in {
            text[:1] for text in texts
        }

    def _format_room(self, slug: str) -> str | None:
        """Return a room by its name, or by its id if the file does that."""
        with_room = [session for session in self.event.sessions if session.room]
        ids = [
            session.record.room == (session.room.id,)
            for session in with_room
            if session.room
        ]
        name = self.rooms.get(slug)
        is_clear = name is not None and self.event.references["room"].find(name) == slug
        return name if is_clear and not (ids and all(ids)) else slug or None

    def _clashes(self, records: Iterable[SessionRecord]) -> tuple[str, ...]:
        """Return the warnings about times and rooms that the event with these records
        adds.
        """
        references = {
            kind: structs.replace(
                index, used_ids=set(), missing={}, broken=set(index.broken)
            )
            for kind, index in self.event.references.items()
        }
        after = {**self.event.records, "session": tuple(records)}
        days, _ = schedule.schedule_sessions(
            self.event.record, after, references, Log()
        )
        new_log = _check(structs.replace(self.event, days=days))
        diagnostics = new_diagnostics(_check(self.event), new_log)
        return tuple(diagnostic.headline for diagnostic in diagnostics)


def _check(event: Event) -> Log:
    log = Log()
    for check in CHECKS:
        check(Checker(event, log))
    return log


def slot_of(session: Session) -> "Slot":
    """Return the slot that a session has."""
    room = session.room.slug if session.room else ""
    return Slot(session.day, session.start_minute, session.end_minute, room)


def format_length(minutes: int, like: str) -> str:
    """Return a length in the form of another: `60`, `60 minutes`, `1:00`, `1 hour` or
    `1h`.
    """
    if re.fullmatch(r"\d+\s*:\s*\d+", like):
        return f"{minutes // 60}:{minutes % 60:02}"
    if match := re.fullmatch(r"\d*(\s*)(m|mins?|minutes?)?", like, re.IGNORECASE):
        return f"{minutes}{match[1]}{match[2] or ''}" if like else f"{minutes} minutes"
    if re.search("hour", like, re.IGNORECASE):
        return ENGLISH.duration(minutes)
    hours, rest = divmod(minutes, 60)
    return " ".join(
        f"{count}{unit}" for count, unit in ((hours, "h"), (rest, "m")) if count
    )


def _text_of(record: SessionRecord, key: str) -> str:
    """Return the text of a field as it is typed. Empty if it is not."""
    node = record.node.values.get(key) if record.node else None
    return node.text.strip() if isinstance(node, Scalar) else ""
