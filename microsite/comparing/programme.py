"""Changes of sessions: moved, renamed, called off, added or gone, and who takes part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    Difference,
    PeopleNames,
    Section,
    address_change,
    join_words,
    quote,
    sample_change,
)
from microsite.comparing.fields import field_differences, text_differences
from microsite.model.event import Event, Session
from microsite.model.records.sessions import SessionStatus
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
        earlier = old.get(id_) or old.get(renamed.get(id_, ""))
        if earlier is None:
            sentence = f"{quote(session.title)} is added: {_slot(after, session)}."
            yield _change(session, ChangeKind.ADDED, sentence)
        else:
            yield from SessionPair(before, after, earlier, session, people).changes()
    for id_, session in old.items():
        if id_ not in new and id_ not in renamed.values():
            sentence = f"{quote(session.title)} is taken out. It was {_slot(before, session)}."
            yield _change(session, ChangeKind.GONE, sentence, has_page=False)


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


def _change(
    session: Session,
    kind: ChangeKind,
    sentence: str,
    *differences: Difference,
    has_page: bool = True,
) -> Change:
    page = urls.session(session.id) if session.has_own_page else f"{urls.PROGRAMME}#{session.id}"
    return Change(
        section=Section.PROGRAMME,
        kind=kind,
        sentence=sentence,
        record_kind="session",
        id=session.id,
        subject=session.title,
        differences=differences,
        address=page if has_page else "",
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

    def changes(self) -> Iterator[Change]:
        """Yield the changes, the gravest first."""
        yield from self._status()
        yield from self._time()
        yield from self._room()
        yield from self._title_and_id()
        yield from self._people("chairs")
        yield from self._people("speakers")
        yield from self._other_fields()

    def _change(self, kind: ChangeKind, sentence: str, *differences: Difference) -> Change:
        return _change(self.new, kind, sentence, *differences)

    def _status(self) -> Iterator[Change]:
        old, new = self.old.record, self.new.record
        note = f" {new.status_note}" if new.status_note else ""
        if old.status is new.status:
            if old.status_note != new.status_note:
                notes = (old.status_note or "", new.status_note or "")
                sentence = f"The note on {self.title} changes."
                difference = Difference("Note on its status", *notes)
                yield self._change(ChangeKind.CHANGED, sentence, difference)
        elif new.status is SessionStatus.CANCELLED:
            yield self._change(ChangeKind.CALLED_OFF, f"{self.title} is called off.{note}")
        elif old.status is SessionStatus.CANCELLED:
            slot = _slot(self.after, self.new)
            yield self._change(
                ChangeKind.BACK, f"{self.title} takes place after all: {slot}.{note}"
            )
        else:
            is_confirmed = new.status is SessionStatus.CONFIRMED
            words = "is confirmed" if is_confirmed else "is provisional now"
            yield self._change(ChangeKind.CHANGED, f"{self.title} {words}.{note}")

    def _time(self) -> Iterator[Change]:
        old, new = self.old, self.new
        if (old.day, old.start, old.end) == (new.day, new.start, new.end):
            return
        ranges = _time_range(old), _time_range(new)
        if (old.day, old.start) == (new.day, new.start):
            words = f"ends at {format_time(new.end)}, not {format_time(old.end)}"
        elif old.day == new.day:
            day = f"({_day(self.after, new)}) " if len(self.after.days) > 1 else ""
            words = f"{day}moves from {ranges[0]} to {ranges[1]}"
        else:
            days = _day(self.before, old), _day(self.after, new)
            words = f"moves from {days[0]}, {ranges[0]} to {days[1]}, {ranges[1]}"
        yield self._change(ChangeKind.MOVED, f"{self.title} {words}.")

    def _room(self) -> Iterator[Change]:
        if _room_id(self.old) != _room_id(self.new):
            rooms = [each.room.name if each.room else "no room" for each in (self.old, self.new)]
            sentence = f"{self.title} moves from {rooms[0]} to {rooms[1]}."
            yield self._change(ChangeKind.MOVED, sentence)

    def _title_and_id(self) -> Iterator[Change]:
        if self.old.title != self.new.title:
            sentence = f"{quote(self.old.title)} is now called {self.title}."
            yield self._change(ChangeKind.RENAMED, sentence)
        if self.old.id != self.new.id:
            addresses = urls.session(self.old.id), urls.session(self.new.id)
            yield self._change(ChangeKind.RENAMED, *address_change(self.title, *addresses))

    def _people(self, role: str) -> Iterator[Change]:
        old, new = getattr(self.old, role), getattr(self.new, role)
        joined = [self.people.name(slug) for slug in new if slug not in old]
        left = [self.people.name(slug, old=True) for slug in old if slug not in new]
        if not joined and not left:
            if old != new:
                orders = (", ".join(map(self.people.name, slugs)) for slugs in (old, new))
                sentence = f"The order of names in {self.title} changes."
                yield self._change(ChangeKind.PEOPLE, sentence, Difference("Order", *orders))
        elif role == "speakers":
            parts = (
                [f"{join_words(left)} {'leaves' if len(left) == 1 else 'leave'}"] if left else []
            )
            if joined:
                parts.append(f"{join_words(joined)} {'joins' if len(joined) == 1 else 'join'}")
            yield self._change(ChangeKind.PEOPLE, f"In {self.title}, {'; '.join(parts)}.")
        elif joined:
            instead_of = f", not {join_words(left)}" if left else ""
            sentence = f"{self.title} is chaired by {join_words(joined)}{instead_of}."
            yield self._change(ChangeKind.PEOPLE, sentence)
        else:
            sentence = f"{self.title} is no longer chaired by {join_words(left)}."
            yield self._change(ChangeKind.PEOPLE, sentence)

    def _other_fields(self) -> Iterator[Change]:
        old, new = self.old, self.new
        differences = field_differences(old.record, new.record, FIELDS_WITH_SENTENCES)
        tracks = [each.track.name if each.track else "" for each in (old, new)]
        if tracks[0] != tracks[1]:
            differences.append(Difference("Track", *tracks))
        if set(old.resources) != set(new.resources):
            resources = (", ".join(each.resources) for each in (old, new))
            differences.append(Difference("Resources", *resources))
        if words := sample_change(old.record.sample, new.record.sample):
            yield self._change(ChangeKind.CHANGED, f"{self.title} {words}.")
        if differences:
            labels = join_words(difference.label.lower() for difference in differences)
            verb = "changes" if len(differences) == 1 else "change"
            sentence = f"{self.title}: {labels} {verb}."
            yield self._change(ChangeKind.CHANGED, sentence, *differences)
        if texts := text_differences(old.record, new.record):
            sentence = f"The abstract of {self.title} is worded differently."
            yield self._change(ChangeKind.WORDING, sentence, *texts)
