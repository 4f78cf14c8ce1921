"""Changes of sessions: moved, renamed, called off, added or gone, and who takes part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    quote,
)
from microsite.comparing.fields import field_differences, sample_change, wording_change
from microsite.model.event import Event, Session
from microsite.model.records.programme import SessionStatus
from microsite.site import urls
from microsite.site.formatting import format_short_date, format_time, format_weekday

FIELDS_WITH_SENTENCES = frozenset(
    "title day start end length room chair speakers status status_note track resources".split()
)
"""Fields of a session that `SessionPair` reports one by one."""


def programme_changes(
    before: Event, after: Event, people: PeopleNames, renamed: Mapping[str, str] | None = None
) -> Iterator[Change]:
    """Yield every change of a session.

    `renamed` gives old ids by new ones. Without it, renamed sessions are recognised.
    """
    old = {session.id: session for session in before.sessions}
    new = {session.id: session for session in after.sessions}
    renamed = match_renamed(old, new) if renamed is None else renamed
    for id_, session in new.items():
        change = _change_of(session)
        earlier = old.get(id_) or old.get(renamed.get(id_, ""))
        if earlier is None:
            sentence = f"{quote(session.title)} is added: {_slot(after, session)}."
            yield change(ChangeKind.ADDED, sentence)
        else:
            pair = SessionPair(before, after, earlier, session, people)
            yield from starmap(change, pair.changes())
    for id_, session in old.items():
        if id_ not in new and id_ not in renamed.values():
            sentence = f"{quote(session.title)} is taken out. It was {_slot(before, session)}."
            yield _change_of(session)(ChangeKind.GONE, sentence, address="")


def match_renamed(old: Mapping[str, Session], new: Mapping[str, Session]) -> dict[str, str]:
    """Return old ids by new ones: of sessions with the same title, or the same time and room."""
    gone = [session for id_, session in old.items() if id_ not in new]
    matches: dict[str, str] = {}
    for id_, session in new.items():
        for other in gone if id_ not in old else ():
            is_same = other.title.casefold() == session.title.casefold() or (
                _time_and_room(other) == _time_and_room(session)
            )
            if is_same and other.id not in matches.values():
                matches[id_] = other.id
                break
    return matches


def _time_and_room(session: Session) -> tuple[object, ...]:
    return session.day, session.start, session.end, _room_id(session), session.kind


def _room_id(session: Session) -> str:
    """Return the id if the room has one, so that a renamed room is the same room."""
    return (session.room.id or session.room.name) if session.room else ""


def _time_range(session: Session) -> str:
    return f"{format_time(session.start)}–{format_time(session.end)}"


def _day(event: Event, session: Session) -> str:
    day = next(day for day in event.days if day.number == session.day)
    if day.date is None:
        return f"day {session.day}"
    return f"{format_weekday(day.date)} {format_short_date(day.date)}"


def _slot(event: Event, session: Session) -> str:
    """Return `Thursday 20 May, 09:30 to 10:15, in Main hall`; the day only if there are several."""
    parts = [_day(event, session)] if len(event.days) > 1 else []
    parts.append(f"{format_time(session.start)} to {format_time(session.end)}")
    return ", ".join([*parts, f"in {session.room.name}"] if session.room else parts)


def _change_of(session: Session) -> partial[Change]:
    page = urls.session_address(session)
    return partial(
        Change,
        section=Section.PROGRAMME,
        record_kind="session",
        id=session.id,
        subject=session.title,
        address=page,
    )


class SessionPair(Struct, frozen=True):
    """A session in both versions."""

    before: Event
    after: Event
    old: Session
    new: Session
    people: PeopleNames

    @property
    def title(self) -> str:
        """The title in quotation marks."""
        return quote(self.new.title)

    def changes(self) -> Iterator[Words]:
        """Yield the changes, the gravest first."""
        old, new = self.old, self.new
        yield from self._status()
        if (old.day, old.start, old.end) != (new.day, new.start, new.end):
            yield ChangeKind.MOVED, f"{self.title} {self._move()}."
        if _room_id(old) != _room_id(new):
            rooms = [each.room.name if each.room else "no room" for each in (old, new)]
            yield ChangeKind.MOVED, f"{self.title} moves from {rooms[0]} to {rooms[1]}."
        if old.title != new.title:
            yield ChangeKind.RENAMED, f"{quote(old.title)} is now called {self.title}."
        if old.id != new.id:
            yield address_change(self.title, urls.session(old.id), urls.session(new.id))
        yield from self._people("chairs")
        yield from self._people("speakers")
        yield from sample_change(self.title, old.record, new.record)
        if differences := self._other_differences():
            labels = join_words(difference.label.lower() for difference in differences)
            verb = "changes" if len(differences) == 1 else "change"
            yield ChangeKind.CHANGED, f"{self.title}: {labels} {verb}.", tuple(differences)
        yield from wording_change(f"The abstract of {self.title}", old.record, new.record)

    def _status(self) -> Iterator[Words]:
        old, new = self.old.record, self.new.record
        note = f" {new.status_note}" if new.status_note else ""
        if old.status is new.status:
            if old.status_note != new.status_note:
                notes = (old.status_note or "", new.status_note or "")
                difference = Difference("Note on its status", *notes)
                yield ChangeKind.CHANGED, f"The note on {self.title} changes.", (difference,)
        elif new.status is SessionStatus.CANCELLED:
            yield ChangeKind.CALLED_OFF, f"{self.title} is called off.{note}"
        elif old.status is SessionStatus.CANCELLED:
            slot = _slot(self.after, self.new)
            yield ChangeKind.BACK, f"{self.title} takes place after all: {slot}.{note}"
        else:
            is_confirmed = new.status is SessionStatus.CONFIRMED
            words = "is confirmed" if is_confirmed else "is provisional now"
            yield ChangeKind.CHANGED, f"{self.title} {words}.{note}"

    def _move(self) -> str:
        """Return the change of day and time in words."""
        old, new = self.old, self.new
        if (old.day, old.start) == (new.day, new.start):
            return f"ends at {format_time(new.end)}, not {format_time(old.end)}"
        if old.day == new.day:
            day = f"({_day(self.after, new)}) " if len(self.after.days) > 1 else ""
            return f"{day}moves from {_time_range(old)} to {_time_range(new)}"
        days = _day(self.before, old), _day(self.after, new)
        return f"moves from {days[0]}, {_time_range(old)} to {days[1]}, {_time_range(new)}"

    def _people(self, role: str) -> Iterator[Words]:
        old, new = getattr(self.old, role), getattr(self.new, role)
        joined = [self.people.name(slug) for slug in new if slug not in old]
        left = [self.people.name(slug, old=True) for slug in old if slug not in new]
        differences: tuple[Difference, ...] = ()
        if old == new:
            return
        if not joined and not left:
            sentence = f"The order of names in {self.title} changes."
            orders = (", ".join(map(self.people.name, slugs)) for slugs in (old, new))
            differences = (Difference("Order", *orders),)
        elif role == "speakers":
            groups = ((left, "leaves", "leave"), (joined, "joins", "join"))
            parts = [
                f"{join_words(names)} {one if len(names) == 1 else several}"
                for names, one, several in groups
                if names
            ]
            sentence = f"In {self.title}, {'; '.join(parts)}."
        elif joined:
            instead_of = f", not {join_words(left)}" if left else ""
            sentence = f"{self.title} is chaired by {join_words(joined)}{instead_of}."
        else:
            sentence = f"{self.title} is no longer chaired by {join_words(left)}."
        yield ChangeKind.PEOPLE, sentence, differences

    def _other_differences(self) -> list[Difference]:
        old, new = self.old, self.new
        differences = field_differences(old.record, new.record, FIELDS_WITH_SENTENCES)
        tracks = [each.track.name if each.track else "" for each in (old, new)]
        if tracks[0] != tracks[1]:
            differences.append(Difference("Track", *tracks))
        if set(old.resources) != set(new.resources):
            resources = (", ".join(each.resources) for each in (old, new))
            differences.append(Difference("Resources", *resources))
        return differences
