"""Comparison of two versions of an event: of settings, sessions, people and other
records.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, filterfalse, starmap
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import capitalized
from microsite.locales.locale import ENGLISH
from microsite.locales.untranslated import language_name
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.model.loader import load_event
from microsite.model.records.content import Speaker
from microsite.output.private_words import PrivateWordSearch
from microsite.site import changes, urls
from microsite.site.changes import (
    Change,
    ChangeKind,
    Difference,
    PeopleNames,
    Section,
    Words,
)
from microsite.site.programme_changes import (
    ComparedSession,
    name_day,
    programme_changes,
)
from microsite.source.inheritance import read_sources

DEADLINES = {"Booking: opens": "Booking opens", "Booking: closes": "Booking closes"}
"""Settings of the conference that are reported with the prices."""
MOMENTS = {"Starts": "The conference starts", "Ends": "The conference ends"} | DEADLINES
MAX_IN_SENTENCE = 100  # characters of old and new value together


def load_version(root: Path) -> tuple[Event | None, Log]:
    """Return the event of a folder, or None if it has errors, and the log."""
    log = Log()
    sources = read_sources(root, log)
    event = load_event(sources, log)
    if event is None or log.errors:
        return None, log
    translations = (
        load_event(sources, Log(), language) for language in event.languages[1:]
    )
    return structs.replace(event, translations=tuple(filter(None, translations))), log


def compare(before: Event, after: Event) -> tuple[Change, ...]:
    """Return all changes in the order of a report, without any text that is private."""
    is_private = PrivateWordSearch(before.private_words | after.private_words).holds
    people = PeopleNames(before.speakers, after.speakers, ENGLISH)
    old, new = compared_sessions(before), compared_sessions(after)
    all_changes = [*event_changes(before, after), *programme_changes(old, new, people)]
    all_changes += [
        *people_changes(before, after, people),
        *record_changes(before, after),
    ]
    all_changes += _translation_changes(before, after, all_changes)
    return changes.sort_changes(redact(is_private, change) for change in all_changes)


def _translation_changes(
    before: Event, after: Event, originals: list[Change]
) -> Iterator[Change]:
    """Yield the changes of texts that are only in a further language, with its name."""
    old = {event.record.languages[0]: event for event in before.translations}
    sentences = {change.sentence for change in originals}
    differences = {
        difference for change in originals for difference in change.differences
    }
    for event in after.translations:
        language = event.record.languages[0]
        for change in compare(old[language], event) if language in old else ():
            rest = tuple(filterfalse(differences.__contains__, change.differences))
            is_text = change.kind in (
                ChangeKind.RENAMED,
                ChangeKind.CHANGED,
                ChangeKind.WORDING,
            )
            if (
                is_text
                and change.sentence not in sentences
                and (rest or not change.differences)
            ):
                sentence = f"In {language_name(language, 'en')}: {change.sentence}"
                yield structs.replace(change, sentence=sentence, differences=rest)


def redact(is_private: Callable[[str], bool], change: Change) -> Change:
    """Return the change, or only that there is one if it contains private text."""
    pairs = ((difference.before, difference.after) for difference in change.differences)
    texts = (change.id, change.subject, change.sentence, change.address, *chain(*pairs))
    if not any(map(is_private, texts)):
        return change
    sentence = "Details of a protected person have changed. They are not shown here."
    about = (change.section, change.record_kind, "", "A protected person", "")
    return Change(*about, change.kind, sentence)


def compared_sessions(event: Event) -> dict[str, ComparedSession]:
    """Return the sessions of an event by id."""
    dates = {day.number: day.date for day in event.days}
    return {
        session.id: ComparedSession(
            id=session.id,
            title=session.title,
            day=session.day,
            day_name=name_day(session.day, dates.get(session.day)),
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
        for session in (*event.sessions, *event.unscheduled)
    }


def event_changes(before: Event, after: Event) -> Iterator[Change]:
    """Yield the changes of the settings in event.md and at the top of the data
    files.
    """
    blocks: dict[str, list[Difference]] = {}
    for difference in changes.field_differences(before.record, after.record):
        label = difference.label
        block = label if label in DEADLINES else label.partition(":")[0]
        blocks.setdefault(block, []).append(difference)
    for block, inside in blocks.items():
        first, *rest = inside
        sentence = f"{first.label} {_became(first)}."
        if rest:
            sentence = f"{block}: {len(inside)} details change."
        elif first.label in MOMENTS and first.before and first.after:
            sentence = f"{MOMENTS[first.label]} on {first.after}, not {first.before}."
        section = Section.PRICES if block in DEADLINES else Section.EVENT
        yield changes.event_change(section)(ChangeKind.CHANGED, sentence, tuple(inside))
    texts = changes.wording_change("The overview", before.record, after.record)
    yield from starmap(changes.event_change(), texts)
    for section, name, old, new in (
        (Section.PRICES, "rates", before.rates, after.rates),
        (Section.SPONSORS, "sponsors", before.sponsorship, after.sponsorship),
        (Section.RESOURCES, "resources", before.library, after.library),
    ):
        if old is not None and new is not None:
            change = changes.event_change(section)
            for difference in changes.field_differences(old, new):
                sentence = f"{difference.label} of all {name} {_became(difference)}."
                yield change(ChangeKind.CHANGED, sentence, (difference,))
            texts = changes.wording_change(f"The text of the {name} page", old, new)
            yield from starmap(change, texts)


def _became(difference: Difference) -> str:
    """Return `changes from A to B`, or less for a long value or none."""
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
    has_prices: bool = False
    """Whether each field that changes has a sentence of its own."""

    def name(self, record: Any) -> str:
        return str(getattr(record, RECORD_KINDS[self.kind].title_field))

    def by_id(self, event: Event) -> dict[str, Any]:
        """Return the records of an event by id or slug, or by name if they have
        neither.
        """
        id_field = "slug" if RECORD_KINDS[self.kind].folder else "id"
        records = event.records[self.kind]
        return {
            getattr(record, id_field, None) or self.name(record): record
            for record in records
        }


RECORD_DIFFS = (
    RecordDiff("organisation", Section.PEOPLE, urls.SPEAKERS),
    RecordDiff("member", Section.PEOPLE, urls.TEAM, "member of the team"),
    RecordDiff("room", Section.PROGRAMME, urls.PROGRAMME),
    RecordDiff("track", Section.PROGRAMME, urls.PROGRAMME),
    RecordDiff("kind", Section.PROGRAMME, urls.PROGRAMME, "kind of session"),
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
            label = kind.label or kind.kind
            address = kind.page.format(id_) if new else ""
            change = partial(
                Change, kind.section, label, id_, kind.name(new or old), address
            )
            title = f"The {label} “{kind.name(new or old)}”"
            if old is None:
                yield change(ChangeKind.ADDED, f"{title} is added.")
            elif new is None:
                yield change(ChangeKind.REMOVED, f"{title} is removed.")
            else:
                yield from starmap(change, _changes(kind, title, old, new, after))


def _changes(
    kind: RecordDiff, title: str, old: Any, new: Any, after: Event
) -> Iterator[Words]:
    if kind.name(old) != kind.name(new):
        old_title = f"The {kind.label or kind.kind} “{kind.name(old)}”"
        yield ChangeKind.RENAMED, f"{old_title} is now called “{kind.name(new)}”."
    prices = after.sponsorship if kind.kind == "tier" else after.rates
    currency = after.currency_of(prices) if kind.has_prices else ""
    title_field = RECORD_KINDS[kind.kind].title_field
    differences = changes.field_differences(
        old, new, frozenset((title_field,)), currency
    )
    groups = (
        [[difference] for difference in differences]
        if kind.has_prices
        else [differences]
    )
    for group in groups if differences else ():
        yield ChangeKind.CHANGED, f"{title}: {_field_words(group)}.", tuple(group)
    yield from changes.sample_change(title, old, new)
    yield from changes.wording_change(title, old, new)


def _field_words(differences: list[Difference]) -> str:
    """Return old and new value of one difference, or the names of several fields."""
    first, *rest = differences
    names = (difference.label for difference in differences)
    labels = dict.fromkeys(name[0].lower() + name[1:] for name in names)
    if rest or len(first.before) + len(first.after) >= MAX_IN_SENTENCE:
        return f"{ENGLISH.list(labels)} {'changes' if len(labels) == 1 else 'change'}"
    (label,) = labels
    if not first.before:
        return f"{label} is now {first.after.rstrip('.')}"
    if not first.after:
        return f"{label} is removed ({first.before})"
    return f"{label} is {first.after}, not {first.before}"


def people_changes(
    before: Event, after: Event, people: PeopleNames
) -> Iterator[Change]:
    """Yield every change of a person."""
    display_name = changes.display_name
    pairs = changes.pair_records(
        people.old, people.new, lambda person: [display_name(person)]
    )
    for old, new in pairs:
        slug = next(person.slug for person in (new, old) if person)
        name, is_protected = (
            people.name(slug, old=new is None),
            people.is_protected(slug),
        )
        address = urls.speaker(slug) if new and not is_protected else ""
        id_ = "" if is_protected else slug
        change = partial(Change, Section.PEOPLE, "speaker", id_, name, address)
        event, verb = (after, "takes part") if new else (before, "was")
        titles = [
            f"“{session.title}”" for session in event.sessions if slug in session.people
        ]
        part = f"; {verb} in {ENGLISH.list(titles)}" if titles else ""
        if old and new:
            words = list(_person_changes(people, old, new))
        elif new:
            words = [(ChangeKind.ADDED, f"{name} is added{part}.")]
        else:
            words = [(ChangeKind.REMOVED, f"{name} is removed{part}.")]
        for kind, sentence, *differences in words:
            yield change(kind, capitalized(sentence), *differences)


def _person_changes(people: PeopleNames, old: Speaker, new: Speaker) -> Iterator[Words]:
    name = people.name(new.slug)
    differences = changes.field_differences(old, new, frozenset(("name",)))
    if people.is_protected(new.slug) or people.is_protected(old.slug):
        if old.protected != new.protected:
            words = "is now protected" if new.protected else "is no longer protected"
            yield ChangeKind.CHANGED, f"{name} {words}."
        if old.biography != new.biography or differences:
            yield (
                ChangeKind.CHANGED,
                f"Details of {name} change. They are not shown here.",
            )
        return
    if changes.display_name(old) != name:
        yield ChangeKind.RENAMED, f"{changes.display_name(old)} is now {name}."
    if old.slug != new.slug:
        yield changes.address_change(
            name, urls.speaker(old.slug), urls.speaker(new.slug)
        )
    if differences:
        yield (
            ChangeKind.CHANGED,
            f"{name}: {_field_words(differences)}.",
            tuple(differences),
        )
    yield from changes.sample_change(name, old, new)
    yield from changes.wording_change(f"The biography of {name}", old, new)
