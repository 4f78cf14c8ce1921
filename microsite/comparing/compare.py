"""Changes between two versions of an event: of settings, sessions, people and other records."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import starmap
from typing import Any

from msgspec import Struct

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    Difference,
    PeopleNames,
    Section,
    Words,
    address_change,
    conference_change,
    display_name,
    field_differences,
    join_words,
    pair_records,
    quote,
    redact,
    sample_change,
    sort_changes,
    wording_change,
)
from microsite.locales.locale import ENGLISH
from microsite.model.event import Event, Session
from microsite.model.kinds import RECORD_KINDS
from microsite.model.records.content import SessionStatus, Speaker
from microsite.model.snapshots import PublishedSession
from microsite.site import urls

DEADLINES = {"Booking: opens": "Booking opens", "Booking: closes": "Booking closes"}
"""Settings of the conference that are reported with the prices."""
MOMENTS = {"Starts": "The conference starts", "Ends": "The conference ends"} | DEADLINES
MAX_IN_SENTENCE = 100  # characters of old and new value together
FIELDS_WITH_SENTENCES = frozenset(
    "title day start end length room chair speakers status status_note track resources".split()
)


def compare(before: Event, after: Event, is_private: Callable[[str], bool]) -> tuple[Change, ...]:
    """Return all changes in the order of a report, without any text that `is_private`."""
    people = PeopleNames(before.speakers, after.speakers)
    old, new = compared_sessions(before), compared_sessions(after)
    changes = [
        *event_changes(before, after),
        *programme_changes(old, new, people),
        *people_changes(before, after, people),
        *record_changes(before, after),
    ]
    return sort_changes(redact(is_private, change) for change in changes)


def event_changes(before: Event, after: Event) -> Iterator[Change]:
    """Yield the changes of the settings in event.md and at the top of the data files."""
    blocks: dict[str, list[Difference]] = {}
    for difference in field_differences(before.record, after.record):
        label = difference.label
        block = label if label in DEADLINES else label.partition(":")[0]
        blocks.setdefault(block, []).append(difference)
    for block, inside in blocks.items():
        sentence = f"{block}: {len(inside)} details change."
        sentence = setting_change(inside[0]) if len(inside) == 1 else sentence
        section = Section.PRICES if block in DEADLINES else Section.EVENT
        yield conference_change(section)(ChangeKind.CHANGED, sentence, tuple(inside))
    texts = wording_change("The overview", before.record, after.record)
    yield from starmap(conference_change(), texts)
    for section, name, old, new in (
        (Section.PRICES, "rates", before.rates, after.rates),
        (Section.SPONSORS, "sponsors", before.sponsorship, after.sponsorship),
        (Section.RESOURCES, "resources", before.library, after.library),
    ):
        if old is not None and new is not None:
            change = conference_change(section)
            for difference in field_differences(old, new):
                sentence = f"{difference.label} of all {name} {_became(difference)}."
                yield change(ChangeKind.CHANGED, sentence, (difference,))
            texts = wording_change(f"The text of the {name} page", old, new)
            yield from starmap(change, texts)


def setting_change(difference: Difference) -> str:
    """Return the change of a setting of the conference."""
    if difference.label in MOMENTS and difference.before and difference.after:
        return f"{MOMENTS[difference.label]} on {difference.after}, not {difference.before}."
    return f"{difference.label} {_became(difference)}."


def _became(difference: Difference) -> str:
    before, after = difference.before.rstrip("."), difference.after.rstrip(".")
    if len(difference.before) + len(difference.after) > MAX_IN_SENTENCE:
        return "changes"
    if not before:
        return f"is now {after}"
    return f"changes from {before} to {after}" if after else "is removed"


class RecordDiff(Struct, frozen=True):
    """A kind of record to compare."""

    kind: str
    section: Section
    page: str  # address of a record's page, with `{}` for its id
    label: str = ""  # name in sentences, if it is not that of the kind
    has_prices: bool = False  # whether each field that changes has a sentence of its own

    def name(self, record: Any) -> str:
        return str(getattr(record, RECORD_KINDS[self.kind].title_field))

    def by_id(self, event: Event) -> dict[str, Any]:
        """Return the records of an event by id or slug, or by name if they have neither."""
        id_field = "slug" if RECORD_KINDS[self.kind].folder else "id"
        records = event.records[self.kind]
        return {getattr(each, id_field, None) or self.name(each): each for each in records}


RECORD_DIFFS = (
    RecordDiff("room", Section.PROGRAMME, urls.PROGRAMME),
    RecordDiff("track", Section.PROGRAMME, urls.PROGRAMME),
    RecordDiff("rate", Section.PRICES, urls.RATES, has_prices=True),
    RecordDiff("tier", Section.SPONSORS, urls.SPONSORSHIP, "package", has_prices=True),
    RecordDiff("sponsor", Section.SPONSORS, urls.SPONSORSHIP),
    RecordDiff("resource", Section.RESOURCES, f"{urls.RESOURCES}#{{}}"),
    RecordDiff("figure", Section.RESOURCES, urls.HOME),
    RecordDiff("page", Section.TEXTS, urls.page("{}")),
    RecordDiff("news", Section.TEXTS, urls.news("{}"), "news post"),
    RecordDiff("redirect", Section.TEXTS, "{}"),
)


def record_changes(before: Event, after: Event) -> Iterator[Change]:
    """Yield every change of a record other than sessions and people."""
    for kind in RECORD_DIFFS:
        old_records, new_records = kind.by_id(before), kind.by_id(after)
        for id_ in new_records | old_records:
            old, new = old_records.get(id_), new_records.get(id_)
            label, address = kind.label or kind.kind, kind.page.format(id_) if new else ""
            change = partial(Change, kind.section, label, id_, kind.name(new or old), address)
            title = f"The {label} {quote(kind.name(new or old))}"
            if old is None:
                yield change(ChangeKind.ADDED, f"{title} is added.")
            elif new is None:
                yield change(ChangeKind.REMOVED, f"{title} is removed.")
            else:
                yield from starmap(change, _record_changes(kind, title, old, new, after))


def _record_changes(
    kind: RecordDiff, title: str, old: Any, new: Any, after: Event
) -> Iterator[Words]:
    if kind.name(old) != kind.name(new):
        old_title = f"The {kind.label or kind.kind} {quote(kind.name(old))}"
        yield ChangeKind.RENAMED, f"{old_title} is now called {quote(kind.name(new))}."
    prices = after.sponsorship if kind.kind == "tier" else after.rates
    currency = prices.currency if kind.has_prices and prices else ""
    title_field = RECORD_KINDS[kind.kind].title_field
    differences = field_differences(old, new, frozenset((title_field,)), currency)
    groups = [[each] for each in differences] if kind.has_prices else [differences]
    for group in groups if differences else ():
        yield ChangeKind.CHANGED, f"{title}: {_field_words(group)}.", tuple(group)
    yield from sample_change(title, old, new)
    yield from wording_change(title, old, new)


def _field_words(differences: list[Difference]) -> str:
    """Return old and new value of one difference, or the names of several fields."""
    labels = dict.fromkeys(each.label[0].lower() + each.label[1:] for each in differences)
    first, *others = differences
    if others or len(first.before) + len(first.after) >= MAX_IN_SENTENCE:
        return f"{join_words(labels)} {'changes' if len(labels) == 1 else 'change'}"
    (label,) = labels
    if not first.before:
        return f"{label} is now {first.after.rstrip('.')}"
    if not first.after:
        return f"{label} is removed ({first.before})"
    return f"{label} is {first.after}, not {first.before}"


def people_changes(before: Event, after: Event, people: PeopleNames) -> Iterator[Change]:
    """Yield every change of a person."""
    for old, new in pair_records(people.old, people.new, lambda each: (display_name(each),)):
        slug = new.slug if new else old.slug if old else ""
        name, is_protected = people.name(slug, old=new is None), people.is_protected(slug)
        address = urls.speaker(slug) if new and not is_protected else ""
        id_ = "" if is_protected else slug
        change = partial(Change, Section.PEOPLE, "speaker", id_, name, address)
        event, verb = (after, "takes part") if new else (before, "was")
        titles = [quote(session.title) for session in event.sessions if slug in session.people]
        part = f"; {verb} in {join_words(titles)}" if titles else ""
        if old and new:
            words = list(_person_changes(people, old, new))
        elif new:
            words = [(ChangeKind.ADDED, f"{name} is added{part}.")]
        else:
            words = [(ChangeKind.REMOVED, f"{name} is removed{part}.")]
        for kind, sentence, *differences in words:
            yield change(kind, sentence[0].upper() + sentence[1:], *differences)


def _person_changes(people: PeopleNames, old: Speaker, new: Speaker) -> Iterator[Words]:
    name = people.name(new.slug)
    differences = field_differences(old, new, frozenset(("name",)))
    if people.is_protected(new.slug) or people.is_protected(old.slug):
        if old.protected != new.protected:
            words = "is now protected" if new.protected else "is no longer protected"
            yield ChangeKind.CHANGED, f"{name} {words}."
        if old.biography != new.biography or differences:
            yield ChangeKind.CHANGED, f"Details of {name} change. They are not shown here."
        return
    if display_name(old) != name:
        yield ChangeKind.RENAMED, f"{display_name(old)} is now {name}."
    if old.slug != new.slug:
        yield address_change(name, urls.speaker(old.slug), urls.speaker(new.slug))
    if differences:
        yield ChangeKind.CHANGED, f"{name}: {_field_words(differences)}.", tuple(differences)
    yield from sample_change(name, old, new)
    yield from wording_change(f"The biography of {name}", old, new)


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
            room=session.room.name if session.room else "",
            room_id=(session.room.id or session.room.name) if session.room else "",
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
