"""Changes between two versions of an event: of its settings, people and other records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    display_name,
    join_words,
    pair_records,
    quote,
    redact,
    sort_changes,
)
from microsite.comparing.fields import field_differences, sample_change, wording_change
from microsite.comparing.programme import compared_sessions, match_renamed, programme_changes
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.model.records.programme import Speaker
from microsite.site import urls

DEADLINES = {"Booking: opens": "Booking opens", "Booking: closes": "Booking closes"}
"""Settings of the conference that are reported with the prices."""
MOMENTS = {"Starts": "The conference starts", "Ends": "The conference ends"} | DEADLINES
MAX_IN_SENTENCE = 100
"""Characters of old and new value together."""


def compare(before: Event, after: Event, is_private: Callable[[str], bool]) -> tuple[Change, ...]:
    """Return all changes, by section, then by kind, then in the order of the newer version.

    No text in them `is_private`: a comparison may be published.
    """
    people = PeopleNames(before.speakers, after.speakers)
    old, new = compared_sessions(before), compared_sessions(after)
    changes = [
        *event_changes(before, after),
        *programme_changes(old, new, people, match_renamed(old, new)),
        *people_changes(before, after, people),
        *record_changes(before, after),
    ]
    return sort_changes(redact(is_private, change) for change in changes)


def event_changes(before: Event, after: Event) -> Iterator[Change]:
    """Yield the changes of the settings in event.md and at the top of the data files."""
    blocks: dict[str, list[Difference]] = {}
    for difference in field_differences(before.record, after.record):
        if difference.label in DEADLINES:
            sentence = difference_sentence(difference)
            yield Change(ChangeKind.CHANGED, sentence, (difference,), Section.PRICES)
        else:
            blocks.setdefault(difference.label.partition(":")[0], []).append(difference)
    for block, inside in blocks.items():
        alone = len(inside) == 1
        sentence = (
            difference_sentence(inside[0]) if alone else f"{block}: {len(inside)} details change."
        )
        yield Change(ChangeKind.CHANGED, sentence, tuple(inside))
    yield from starmap(Change, wording_change("The overview", before.record, after.record))
    for section, name, old, new in (
        (Section.PRICES, "rates", before.rates, after.rates),
        (Section.SPONSORS, "sponsors", before.sponsorship, after.sponsorship),
        (Section.RESOURCES, "resources", before.library, after.library),
    ):
        if old is None or new is None:
            continue
        for difference in field_differences(old.settings, new.settings):
            sentence = f"{difference.label}, of all {name}, {_became(difference)}."
            yield Change(ChangeKind.CHANGED, sentence, (difference,), section)
        texts = wording_change(f"The text on the page of {name}", old.settings, new.settings)
        yield from starmap(partial(Change, section=section), texts)


def difference_sentence(difference: Difference) -> str:
    """Return the change of a setting of the conference."""
    if difference.label in MOMENTS and difference.before and difference.after:
        return f"{MOMENTS[difference.label]} on {difference.after}, not {difference.before}."
    return f"{difference.label} {_became(difference)}."


def _became(difference: Difference) -> str:
    before, after = difference.before.rstrip("."), difference.after.rstrip(".")
    if len(difference.before) + len(difference.after) > MAX_IN_SENTENCE:
        return "changes"
    if not before:
        return f"is given: {after}"
    return f"changes from {before} to {after}" if after else "is no longer given"


class RecordDiff(Struct, frozen=True):
    """A kind of record to compare."""

    kind: str
    section: Section
    page: str
    """Address of a record's page, with `{}` for its id."""
    label: str = ""
    """Name in sentences, if it is not that of the kind."""
    has_prices: bool = False
    """Whether each field that changes has a sentence of its own."""

    def title(self, record: Any) -> str:
        """Return the kind and the title or name of a record in a sentence."""
        return f"The {self.label or self.kind} {quote(self.name(record))}"

    def name(self, record: Any) -> str:
        """Return the title or name of a record."""
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
            change = partial(
                Change,
                section=kind.section,
                record_kind=kind.label or kind.kind,
                id=id_,
                subject=kind.name(new or old),
                address=kind.page.format(id_) if new else "",
            )
            if old is None:
                yield change(ChangeKind.ADDED, f"{kind.title(new)} is added.")
            elif new is None:
                yield change(ChangeKind.GONE, f"{kind.title(old)} is taken out.")
            else:
                yield from starmap(change, _record_changes(kind, old, new, after))


def _record_changes(kind: RecordDiff, old: Any, new: Any, after: Event) -> Iterator[Words]:
    title = kind.title(new)
    if kind.name(old) != kind.name(new):
        sentence = f"{kind.title(old)} is now called {quote(kind.name(new))}."
        yield ChangeKind.RENAMED, sentence
    prices = after.sponsorship if kind.kind == "tier" else after.rates
    currency = prices.settings.currency if kind.has_prices and prices else ""
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
        return f"{label} is given: {first.after.rstrip('.')}"
    if not first.after:
        return f"{label} is no longer given ({first.before})"
    return f"{label} is {first.after}, not {first.before}"


def people_changes(before: Event, after: Event, people: PeopleNames) -> Iterator[Change]:
    """Yield every change of a person."""
    gone = {display_name(one): slug for slug, one in people.old.items() if slug not in people.new}
    renamed = {
        slug: gone[display_name(speaker)]
        for slug, speaker in people.new.items()
        if slug not in people.old and display_name(speaker) in gone
    }
    for old, new in pair_records(people.old, people.new, renamed):
        slug = new.slug if new else old.slug if old else ""
        name, is_protected = people.name(slug, old=new is None), people.is_protected(slug)
        change = partial(
            Change,
            section=Section.PEOPLE,
            record_kind="speaker",
            id="" if is_protected else slug,
            subject=name,
            address=urls.speaker(slug) if new and not is_protected else "",
        )
        if old and new:
            words = list(_person_changes(people, old, new))
        elif new:
            words = [(ChangeKind.ADDED, f"{name} is added{_sessions(after, slug, 'takes part')}.")]
        else:
            words = [(ChangeKind.GONE, f"{name} is taken out{_sessions(before, slug, 'was')}.")]
        for kind, sentence, *differences in words:
            yield change(kind, sentence[0].upper() + sentence[1:], *differences)


def _sessions(event: Event, slug: str, verb: str) -> str:
    titles = [quote(session.title) for session in event.sessions if slug in session.people]
    return f"; {verb} in {join_words(titles)}" if titles else ""


def _person_changes(people: PeopleNames, old: Speaker, new: Speaker) -> Iterator[Words]:
    name = people.name(new.slug)
    differences = field_differences(old, new, frozenset(("name",)))
    if people.is_protected(new.slug) or people.is_protected(old.slug):
        if old.protected != new.protected:
            words = "is protected now" if new.protected else "is no longer protected"
            yield ChangeKind.CHANGED, f"{name} {words}."
        if old.biography != new.biography or differences:
            sentence = f"What is said of {name} changes. It is not shown here."
            yield ChangeKind.CHANGED, sentence
        return
    if display_name(old) != name:
        yield ChangeKind.RENAMED, f"{display_name(old)} is now {name}."
    if old.slug != new.slug:
        yield address_change(name, urls.speaker(old.slug), urls.speaker(new.slug))
    if differences:
        yield ChangeKind.CHANGED, f"{name}: {_field_words(differences)}.", tuple(differences)
    yield from sample_change(name, old, new)
    yield from wording_change(f"The biography of {name}", old, new)
