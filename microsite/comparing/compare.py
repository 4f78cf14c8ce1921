"""Changes of the sessions and settings between two versions of an event, in words."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import starmap

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    Difference,
    PeopleNames,
    Section,
    Words,
    address_change,
    field_differences,
    join_words,
    pair_records,
    quote,
    sample_change,
    wording_change,
)
from microsite.locales.locale import ENGLISH
from microsite.model.event import Event, Session
from microsite.model.records.content import SessionStatus
from microsite.model.snapshots import PublishedSession
from microsite.site import urls

DEADLINES = {"Booking: opens": "Booking opens", "Booking: closes": "Booking closes"}
"""Settings of the conference that are reported with the prices."""
MOMENTS = {"Starts": "The conference starts", "Ends": "The conference ends"} | DEADLINES
MAX_IN_SENTENCE = 100  # characters of old and new value together
FIELDS_WITH_SENTENCES = frozenset(
    "title day start end length room chair speakers status status_note track resources".split()
)


def setting_change(difference: Difference) -> str:
    """Return the change of a setting of the conference."""
    if difference.label in MOMENTS and difference.before and difference.after:
        return f"{MOMENTS[difference.label]} on {difference.after}, not {difference.before}."
    return f"{difference.label} {became(difference)}."


def became(difference: Difference) -> str:
    """Return `changes from A to B`, or less for a long value or none."""
    before, after = difference.before.rstrip("."), difference.after.rstrip(".")
    if len(difference.before) + len(difference.after) > MAX_IN_SENTENCE:
        return "changes"
    if not before:
        return f"is now {after}"
    return f"changes from {before} to {after}" if after else "is removed"


class ComparedSession(PublishedSession, frozen=True, kw_only=True):
    """A session in one of two versions, with the number of its conference day as `day`."""

    id: str
    day_name: str
    has_other_days: bool
    address: str = ""
    session: Session | None = None
    """None for a session that is known from the record of what was published."""

    @property
    def keys(self) -> tuple[object, ...]:
        """Title, and time with room: either of them identifies a session whose id has changed."""
        slot = (self.day, self.start, self.end, self.room_id, self.session and self.session.kind)
        return (self.title.casefold(), slot) if self.session else ()

    @property
    def times(self) -> str:
        """`09:30–10:15`."""
        return f"{ENGLISH.time(self.start)}–{ENGLISH.time(self.end)}"

    @property
    def slot(self) -> str:
        """`Thursday 20 May, 09:30 to 10:15, in Main hall`; the day only if there are several."""
        day = f"{self.day_name}, " if self.has_other_days else ""
        room = f", in {self.room}" if self.room else ""
        return f"{day}{ENGLISH.time(self.start)} to {ENGLISH.time(self.end)}{room}"


def name_day(number: int, day: date | None) -> str:
    """Return `Thursday 20 May`, or `day 2` while dates are to be announced."""
    return ENGLISH.short_date(day) if day else f"day {number}"


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
            room=session.room_names,
            room_id=" ".join(room.id or room.name for room in session.rooms),
            status=session.record.status,
            chairs=session.chairs,
            speakers=session.speakers,
            address=urls.session_address(event, session),
            session=session,
        )
        for day in event.days
        for session in day.sessions
    }


def programme_changes(
    old: dict[str, ComparedSession], new: dict[str, ComparedSession], people: PeopleNames
) -> Iterator[Change]:
    """Yield every change of a session."""
    for before, after in pair_records(old, new, lambda session: session.keys):
        session = after or before
        assert session is not None
        about = (session.id, session.title, session.address if after else "")
        change = partial(Change, Section.PROGRAMME, "session", *about)
        title = quote(session.title)
        if before is None:
            yield change(ChangeKind.ADDED, f"{title} is added: {session.slot}.")
        elif after is None:
            yield change(ChangeKind.REMOVED, f"{title} is removed. It was {session.slot}.")
        else:
            yield from starmap(change, _session_changes(before, after, people))


def _session_changes(
    old: ComparedSession, new: ComparedSession, people: PeopleNames
) -> Iterator[Words]:
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
    one, other = old.session, new.session
    if one is None or other is None:
        return
    yield from sample_change(title, one.record, other.record)
    differences = field_differences(one.record, other.record, FIELDS_WITH_SENTENCES)
    tracks = [each.track.name if each.track else "" for each in (one, other)]
    if tracks[0] != tracks[1]:
        differences.append(Difference("Track", *tracks))
    if set(one.resources) != set(other.resources):
        resources = (", ".join(each.resources) for each in (one, other))
        differences.append(Difference("Resources", *resources))
    if differences:
        labels = join_words(difference.label.lower() for difference in differences)
        verb = "changes" if len(differences) == 1 else "change"
        yield ChangeKind.CHANGED, f"{title}: {labels} {verb}.", tuple(differences)
    yield from wording_change(f"The abstract of {title}", one.record, other.record)


def _status_change(old: ComparedSession, new: ComparedSession) -> Iterator[Words]:
    title = quote(new.title)
    notes = [(each.session and each.session.record.status_note) or "" for each in (old, new)]
    note = f" {notes[1]}" if notes[1] else ""
    if old.status is new.status:
        if notes[0] != notes[1]:
            difference = Difference("Note on its status", *notes)
            yield ChangeKind.CHANGED, f"The note on {title} changes.", (difference,)
    elif new.status is SessionStatus.CANCELLED:
        yield ChangeKind.CANCELLED, f"{title} is cancelled.{note}"
    elif old.status is SessionStatus.CANCELLED:
        yield ChangeKind.REINSTATED, f"{title} will go ahead: {new.slot}.{note}"
    else:
        words = "confirmed" if new.status is SessionStatus.CONFIRMED else "now provisional"
        yield ChangeKind.CHANGED, f"{title} is {words}.{note}"


def _move(old: ComparedSession, new: ComparedSession) -> str:
    if (old.day, old.start) == (new.day, new.start):
        return f"ends at {ENGLISH.time(new.end)}, not {ENGLISH.time(old.end)}"
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
    if not joined and not left:
        orders = (", ".join(map(people.name, slugs)) for slugs in (old, new))
        order = Difference("Order", *orders)
        yield ChangeKind.PEOPLE, f"The order of names in {title} changes.", (order,)
        return
    if not are_chairs:
        parts = [
            f"{join_words(names)} {verb}{'s' if len(names) == 1 else ''}"
            for names, verb in ((left, "leave"), (joined, "join"))
            if names
        ]
        sentence = f"In {title}, {'; '.join(parts)}."
    elif joined:
        instead_of = f", not {join_words(left)}" if left else ""
        sentence = f"{title} is chaired by {join_words(joined)}{instead_of}."
    else:
        sentence = f"{title} is no longer chaired by {join_words(left)}."
    yield ChangeKind.PEOPLE, sentence
