"""Changes between two versions of an event: of its settings, people and other records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import starmap
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    Comparison,
    Difference,
    PeopleNames,
    Section,
    Words,
    address_change,
    display_name,
    join_words,
    quote,
    redact,
    sort_changes,
)
from microsite.comparing.fields import field_differences, sample_change, wording_change
from microsite.comparing.programme import programme_changes
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.model.records.programme import Speaker
from microsite.site import urls

MOMENTS = {
    "Starts": "The conference starts",
    "Ends": "The conference ends",
    "Booking: opens": "Booking opens",
    "Booking: closes": "Booking closes",
}
DEADLINES = ("Booking: opens", "Booking: closes")
"""Settings of the conference that are reported with the prices."""
MAX_IN_SENTENCE = 100
"""Characters of old and new value together."""


def compare(before: Event, after: Event, is_private: Callable[[str], bool]) -> Comparison:
    """Return all changes, without any text that `is_private`: a comparison may be published."""
    people = PeopleNames(before, after)
    changes = [
        *event_changes(before, after),
        *programme_changes(before, after, people),
        *people_changes(before, after, people),
        *record_changes(before, after),
    ]
    return sort_changes(redact(is_private, change) for change in changes)


def event_changes(before: Event, after: Event) -> Iterator[Change]:
    """Yield the changes of the settings in event.md and at the top of the data files."""
    blocks: dict[str, list[Difference]] = {}
    for difference in field_differences(before.record, after.record):
        if difference.label in DEADLINES:
            sentence = _sentence(difference)
            yield Change(ChangeKind.CHANGED, sentence, (difference,), Section.PRICES)
        else:
            blocks.setdefault(difference.label.partition(":")[0], []).append(difference)
    for block, inside in blocks.items():
        alone = len(inside) == 1
        sentence = _sentence(inside[0]) if alone else f"{block}: {len(inside)} details change."
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


def _sentence(difference: Difference) -> str:
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
        return f"{self.label or self.kind} {quote(self.name(record))}"

    def name(self, record: Any) -> str:
        """Return the title or name of a record."""
        return str(getattr(record, RECORD_KINDS[self.kind].title_field))

    def id(self, record: Any) -> str:
        """Return the id or slug of a record; its name if it has neither."""
        id_field = "slug" if RECORD_KINDS[self.kind].folder else "id"
        return getattr(record, id_field, None) or self.name(record)


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
        old = {kind.id(record): record for record in before.records[kind.kind]}
        new = {kind.id(record): record for record in after.records[kind.kind]}
        for id_ in new | old:
            record = new.get(id_) or old[id_]
            change = partial(
                Change,
                section=kind.section,
                record_kind=kind.label or kind.kind,
                id=id_,
                subject=kind.name(record),
                address=kind.page.format(id_) if id_ in new else "",
            )
            if id_ not in old:
                yield change(ChangeKind.ADDED, f"The {kind.title(record)} is added.")
            elif id_ not in new:
                yield change(ChangeKind.GONE, f"The {kind.title(record)} is taken out.")
            else:
                yield from starmap(change, _record_changes(kind, old[id_], record, after))


def _record_changes(kind: RecordDiff, old: Any, new: Any, after: Event) -> Iterator[Words]:
    title = f"The {kind.title(new)}"
    if kind.name(old) != kind.name(new):
        sentence = f"The {kind.title(old)} is now called {quote(kind.name(new))}."
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
    for slug, speaker in people.new.items():
        earlier = people.old.get(renamed.get(slug, slug))
        if earlier is None:
            part = _sessions(after, slug, "takes part")
            words = [(ChangeKind.ADDED, f"{people.name(slug)} is added{part}.")]
            yield from _changes_of(people, slug, words)
        else:
            yield from _changes_of(people, slug, _person_changes(people, earlier, speaker))
    for slug in people.old:
        if slug not in people.new and slug not in renamed.values():
            part = _sessions(before, slug, "was")
            words = [(ChangeKind.GONE, f"{people.name(slug, old=True)} is taken out{part}.")]
            yield from _changes_of(people, slug, words)


def _sessions(event: Event, slug: str, verb: str) -> str:
    titles = [quote(session.title) for session in event.sessions if slug in session.people]
    return f"; {verb} in {join_words(titles)}" if titles else ""


def _changes_of(people: PeopleNames, slug: str, changes: Iterable[Words]) -> Iterator[Change]:
    is_protected, is_gone = people.is_protected(slug), slug not in people.new
    change_of = partial(
        Change,
        section=Section.PEOPLE,
        record_kind="speaker",
        id="" if is_protected else slug,
        subject=people.name(slug, old=is_gone),
        address="" if is_protected or is_gone else urls.speaker(slug),
    )
    for change in starmap(change_of, changes):
        yield replace(change, sentence=change.sentence[0].upper() + change.sentence[1:])


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
