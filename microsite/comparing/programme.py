"""Changes of sessions: moved, renamed, called off, added or gone, and who takes part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import partial
from itertools import starmap

from msgspec import Struct

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    Difference,
    PeopleNames,
    Section,
    Words,
    address_change,
    join_words,
    pair_records,
    quote,
)
from microsite.comparing.fields import field_differences, sample_change, wording_change
from microsite.model.event import Event
from microsite.model.records.programme import SessionRecord, SessionStatus
from microsite.site import urls
from microsite.site.formatting import format_short_date, format_time, format_weekday

FIELDS_WITH_SENTENCES = frozenset(
    "title day start end length room chair speakers status status_note track resources".split()
)
"""Fields of a session that are reported one by one."""


class ComparedSession(Struct, frozen=True):
    """A session in one of two versions."""

    id: str
    title: str
    day: int
    """Number of its conference day."""
    day_name: str
    """`Thursday 20 May`."""
    has_other_days: bool
    start: time
    end: time
    room: str
    room_id: str
    """Id if the room has one, so that a renamed room is the same room."""
    status: SessionStatus
    chairs: tuple[str, ...]
    speakers: tuple[str, ...]
    address: str = ""
    record: SessionRecord | None = None
    """None for a session that is known from the record of what was published."""
    note: str = ""
    """The note on its status."""
    track: str = ""
    resources: tuple[str, ...] = ()

    @property
    def times(self) -> str:
        """`09:30–10:15`."""
        return f"{format_time(self.start)}–{format_time(self.end)}"

    @property
    def slot(self) -> str:
        """`Thursday 20 May, 09:30 to 10:15, in Main hall`; the day only if there are several."""
        parts = [self.day_name] if self.has_other_days else []
        parts.append(f"{format_time(self.start)} to {format_time(self.end)}")
        return ", ".join([*parts, f"in {self.room}"] if self.room else parts)


def name_day(number: int, day: date | None) -> str:
    """Return `Thursday 20 May`, or `day 2` while dates are to be announced."""
    return f"{format_weekday(day)} {format_short_date(day)}" if day else f"day {number}"


def compared_sessions(event: Event) -> dict[str, ComparedSession]:
    """Return the sessions of an event by id."""
    return {
        session.id: ComparedSession(
            id=session.id,
            title=session.title,
            day=day.number,
            day_name=name_day(day.number, day.date),
            has_other_days=len(event.days) > 1,
            start=session.start,
            end=session.end,
            room=session.room.name if session.room else "",
            room_id=(session.room.id or session.room.name) if session.room else "",
            status=session.record.status,
            chairs=session.chairs,
            speakers=session.speakers,
            address=urls.session_address(session),
            record=session.record,
            note=session.record.status_note or "",
            track=session.track.name if session.track else "",
            resources=session.resources,
        )
        for day in event.days
        for session in day.sessions
    }


def programme_changes(
    old: Mapping[str, ComparedSession],
    new: Mapping[str, ComparedSession],
    people: PeopleNames,
    renamed: Mapping[str, str],
) -> Iterator[Change]:
    """Yield every change of a session. `renamed` gives old ids by new ones."""
    for before, after in pair_records(old, new, renamed):
        session = after or before
        assert session is not None
        change = partial(
            Change,
            section=Section.PROGRAMME,
            record_kind="session",
            id=session.id,
            subject=session.title,
            address=session.address if after else "",
        )
        if before is None:
            sentence = f"{quote(session.title)} is added: {session.slot}."
            yield change(ChangeKind.ADDED, sentence)
        elif after is None:
            sentence = f"{quote(session.title)} is taken out. It was {session.slot}."
            yield change(ChangeKind.GONE, sentence)
        else:
            yield from starmap(change, _session_changes(before, after, people))


def match_renamed(
    old: Mapping[str, ComparedSession], new: Mapping[str, ComparedSession]
) -> dict[str, str]:
    """Return old ids by new ones: of sessions with the same title, or the same time and room."""

    def slot(session: ComparedSession) -> tuple[object, ...]:
        kind = session.record and session.record.kind
        return session.day, session.start, session.end, session.room_id, kind

    gone = [session for id_, session in old.items() if id_ not in new]
    matches: dict[str, str] = {}
    for id_, session in new.items():
        for other in gone if id_ not in old else ():
            is_same = other.title.casefold() == session.title.casefold()
            if (is_same or slot(other) == slot(session)) and other.id not in matches.values():
                matches[id_] = other.id
                break
    return matches


def _session_changes(
    old: ComparedSession, new: ComparedSession, people: PeopleNames
) -> Iterator[Words]:
    """Yield the changes of a session in both versions, the gravest first."""
    title = quote(new.title)
    yield from _status_change(old, new)
    if (old.day, old.start, old.end) != (new.day, new.start, new.end):
        yield ChangeKind.MOVED, f"{title} {_move(old, new)}."
    if old.room_id != new.room_id:
        rooms = old.room or "no room", new.room or "no room"
        yield ChangeKind.MOVED, f"{title} moves from {rooms[0]} to {rooms[1]}."
    if old.title != new.title:
        yield ChangeKind.RENAMED, f"{quote(old.title)} is now called {title}."
    if old.id != new.id:
        yield address_change(title, urls.session(old.id), urls.session(new.id))
    yield from _people_change(title, old.chairs, new.chairs, people, are_chairs=True)
    yield from _people_change(title, old.speakers, new.speakers, people, are_chairs=False)
    if old.record is None or new.record is None:
        return
    yield from sample_change(title, old.record, new.record)
    differences = field_differences(old.record, new.record, FIELDS_WITH_SENTENCES)
    if old.track != new.track:
        differences.append(Difference("Track", old.track, new.track))
    if set(old.resources) != set(new.resources):
        resources = (", ".join(each.resources) for each in (old, new))
        differences.append(Difference("Resources", *resources))
    if differences:
        labels = join_words(difference.label.lower() for difference in differences)
        verb = "changes" if len(differences) == 1 else "change"
        yield ChangeKind.CHANGED, f"{title}: {labels} {verb}.", tuple(differences)
    yield from wording_change(f"The abstract of {title}", old.record, new.record)


def _status_change(old: ComparedSession, new: ComparedSession) -> Iterator[Words]:
    title = quote(new.title)
    note = f" {new.note}" if new.note else ""
    if old.status is new.status:
        if old.note != new.note:
            difference = Difference("Note on its status", old.note, new.note)
            yield ChangeKind.CHANGED, f"The note on {title} changes.", (difference,)
    elif new.status is SessionStatus.CANCELLED:
        yield ChangeKind.CALLED_OFF, f"{title} is called off.{note}"
    elif old.status is SessionStatus.CANCELLED:
        yield ChangeKind.BACK, f"{title} takes place after all: {new.slot}.{note}"
    else:
        is_confirmed = new.status is SessionStatus.CONFIRMED
        words = "is confirmed" if is_confirmed else "is provisional now"
        yield ChangeKind.CHANGED, f"{title} {words}.{note}"


def _move(old: ComparedSession, new: ComparedSession) -> str:
    """Return the change of day and time in words."""
    if (old.day, old.start) == (new.day, new.start):
        return f"ends at {format_time(new.end)}, not {format_time(old.end)}"
    if old.day == new.day:
        day = f"({new.day_name}) " if new.has_other_days else ""
        return f"{day}moves from {old.times} to {new.times}"
    return f"moves from {old.day_name}, {old.times} to {new.day_name}, {new.times}"


def _people_change(
    title: str, old: tuple[str, ...], new: tuple[str, ...], people: PeopleNames, *, are_chairs: bool
) -> Iterator[Words]:
    if old == new:
        return
    joined = [people.name(slug) for slug in new if slug not in old]
    left = [people.name(slug, old=True) for slug in old if slug not in new]
    differences: tuple[Difference, ...] = ()
    if not joined and not left:
        sentence = f"The order of names in {title} changes."
        orders = (", ".join(map(people.name, slugs)) for slugs in (old, new))
        differences = (Difference("Order", *orders),)
    elif not are_chairs:
        groups = ((left, "leaves", "leave"), (joined, "joins", "join"))
        parts = [
            f"{join_words(names)} {one if len(names) == 1 else several}"
            for names, one, several in groups
            if names
        ]
        sentence = f"In {title}, {'; '.join(parts)}."
    elif joined:
        instead_of = f", not {join_words(left)}" if left else ""
        sentence = f"{title} is chaired by {join_words(joined)}{instead_of}."
    else:
        sentence = f"{title} is no longer chaired by {join_words(left)}."
    yield ChangeKind.PEOPLE, sentence, differences
