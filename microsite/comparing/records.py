"""Changes of people and of all other records but sessions: added, gone, renamed or different."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    Difference,
    PeopleNames,
    Section,
    address_change,
    display_name,
    join_words,
    quote,
    sample_change,
)
from microsite.comparing.fields import field_differences, text_differences
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.model.records.rates import Currency
from microsite.model.records.speakers import Speaker
from microsite.site import urls

MAX_IN_SENTENCE = 100
"""Characters of old and new value together."""


def _on(address: str) -> Callable[[str], str]:
    return lambda _id: address


class RecordDiff(Struct, frozen=True):
    """A kind of record to compare."""

    kind: str
    section: Section
    records: Callable[[Event], Iterable[Any]]
    address: Callable[[str], str]
    """Page of a record, by id."""
    label: str = ""
    """Name in sentences, if it is not that of the kind."""
    currency: Callable[[Event], Currency | None] | None = None
    """Currency of its prices: each price that changes has a sentence of its own."""

    @property
    def name(self) -> str:
        """The kind in a sentence."""
        return self.label or self.kind

    def title(self, record: Any) -> str:
        """Return the title or name of a record."""
        return str(getattr(record, RECORD_KINDS[self.kind].title_field))

    def id(self, record: Any) -> str:
        """Return the id or slug of a record; its name if it has neither."""
        id_field = "slug" if RECORD_KINDS[self.kind].folder else "id"
        return getattr(record, id_field, None) or self.title(record)


RECORD_DIFFS = (
    RecordDiff("room", Section.PROGRAMME, lambda event: event.rooms, _on(urls.PROGRAMME)),
    RecordDiff("track", Section.PROGRAMME, lambda event: event.tracks, _on(urls.PROGRAMME)),
    RecordDiff(
        "rate",
        Section.PRICES,
        lambda event: event.rates.rates if event.rates else (),
        _on(urls.RATES),
        currency=lambda event: event.rates.settings.currency if event.rates else None,
    ),
    RecordDiff(
        "tier",
        Section.SPONSORS,
        lambda event: event.sponsorship.tiers if event.sponsorship else (),
        _on(urls.SPONSORSHIP),
        label="package",
        currency=lambda event: event.sponsorship.settings.currency if event.sponsorship else None,
    ),
    RecordDiff(
        "sponsor",
        Section.SPONSORS,
        lambda event: event.sponsorship.sponsors if event.sponsorship else (),
        _on(urls.SPONSORSHIP),
    ),
    RecordDiff(
        "resource",
        Section.RESOURCES,
        lambda event: event.library.resources,
        lambda id_: f"{urls.RESOURCES}#{id_}",
    ),
    RecordDiff("figure", Section.RESOURCES, lambda event: event.figures, _on(urls.HOME)),
    RecordDiff("page", Section.TEXTS, lambda event: event.pages, urls.page),
    RecordDiff("news", Section.TEXTS, lambda event: event.news, urls.news, label="news post"),
    RecordDiff("redirect", Section.TEXTS, lambda event: event.redirects, str),
)


def record_changes(before: Event, after: Event) -> Iterator[Change]:
    """Yield every change of a record other than sessions and people."""
    for kind in RECORD_DIFFS:
        old = {kind.id(record): record for record in kind.records(before)}
        new = {kind.id(record): record for record in kind.records(after)}
        currency = kind.currency(after) if kind.currency else None
        for id_, record in new.items():
            if id_ in old:
                yield from _changed_record(kind, id_, old[id_], record, currency)
            else:
                sentence = f"The {kind.name} {quote(kind.title(record))} is added."
                yield _change(kind, ChangeKind.ADDED, id_, record, sentence)
        for id_, record in old.items():
            if id_ not in new:
                sentence = f"The {kind.name} {quote(kind.title(record))} is taken out."
                yield _change(kind, ChangeKind.GONE, id_, record, sentence, has_page=False)


def _change(
    kind: RecordDiff,
    change_kind: ChangeKind,
    id_: str,
    record: Any,
    sentence: str,
    *differences: Difference,
    has_page: bool = True,
) -> Change:
    return Change(
        section=kind.section,
        kind=change_kind,
        sentence=sentence,
        record_kind=kind.name,
        id=id_,
        subject=kind.title(record),
        differences=differences,
        address=kind.address(id_) if has_page else "",
    )


def _changed_record(
    kind: RecordDiff, id_: str, old: Any, new: Any, currency: Currency | None
) -> Iterator[Change]:
    title = f"The {kind.name} {quote(kind.title(new))}"
    if kind.title(old) != kind.title(new):
        sentence = (
            f"The {kind.name} {quote(kind.title(old))} is now called {quote(kind.title(new))}."
        )
        yield _change(kind, ChangeKind.RENAMED, id_, new, sentence)
    differences = field_differences(
        old, new, frozenset((RECORD_KINDS[kind.kind].title_field,)), currency or ""
    )
    groups = [[each] for each in differences] if kind.currency else [differences]
    for group in groups if differences else ():
        sentence = f"{title}: {_field_words(group)}."
        yield _change(kind, ChangeKind.CHANGED, id_, new, sentence, *group)
    if words := sample_change(getattr(old, "sample", False), getattr(new, "sample", False)):
        yield _change(kind, ChangeKind.CHANGED, id_, new, f"{title} {words}.")
    if texts := text_differences(old, new):
        sentence = f"{title} is worded differently."
        yield _change(kind, ChangeKind.WORDING, id_, new, sentence, *texts)


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
    renamed = _renamed_people(people)
    for slug, speaker in people.new.items():
        earlier = people.old.get(renamed.get(slug, slug))
        if earlier is not None:
            yield from _changed_person(people, earlier, speaker)
        else:
            part = _sessions(after, slug, "takes part")
            sentence = f"{people.name(slug)} is added{part}."
            yield _person_change(people, slug, ChangeKind.ADDED, sentence)
    for slug in people.old:
        if slug not in people.new and slug not in renamed.values():
            part = _sessions(before, slug, "was")
            sentence = f"{people.name(slug, old=True)} is taken out{part}."
            yield _person_change(people, slug, ChangeKind.GONE, sentence)


def _renamed_people(people: PeopleNames) -> Mapping[str, str]:
    """Return old slugs by new ones, of people whose file was renamed."""
    gone = {display_name(one): slug for slug, one in people.old.items() if slug not in people.new}
    come = {slug: display_name(one) for slug, one in people.new.items() if slug not in people.old}
    return {slug: gone[name] for slug, name in come.items() if name in gone}


def _sessions(event: Event, slug: str, verb: str) -> str:
    titles = [quote(session.title) for session in event.sessions if slug in session.people]
    return f"; {verb} in {join_words(titles)}" if titles else ""


def _person_change(
    people: PeopleNames, slug: str, kind: ChangeKind, sentence: str, *differences: Difference
) -> Change:
    is_protected = people.is_protected(slug)
    return Change(
        section=Section.PEOPLE,
        kind=kind,
        sentence=sentence[0].upper() + sentence[1:],
        record_kind="speaker",
        id="" if is_protected else slug,
        subject=people.name(slug, old=slug not in people.new),
        differences=() if is_protected else differences,
        address="" if is_protected or kind is ChangeKind.GONE else urls.speaker(slug),
    )


def _changed_person(people: PeopleNames, old: Speaker, new: Speaker) -> Iterator[Change]:
    slug, name = new.slug, people.name(new.slug)
    differences = field_differences(old, new, frozenset(("name",)))
    if people.is_protected(slug) or people.is_protected(old.slug):
        if old.protected != new.protected:
            words = "is protected now" if new.protected else "is no longer protected"
            yield _person_change(people, slug, ChangeKind.CHANGED, f"{name} {words}.")
        if old.biography != new.biography or differences:
            sentence = f"What is said of {name} changes. It is not shown here."
            yield _person_change(people, slug, ChangeKind.CHANGED, sentence)
        return
    if display_name(old) != name:
        sentence = f"{display_name(old)} is now {name}."
        yield _person_change(people, slug, ChangeKind.RENAMED, sentence)
    if old.slug != slug:
        sentence, difference = address_change(name, urls.speaker(old.slug), urls.speaker(slug))
        yield _person_change(people, slug, ChangeKind.RENAMED, sentence, difference)
    if differences:
        sentence = f"{name}: {_field_words(differences)}."
        yield _person_change(people, slug, ChangeKind.CHANGED, sentence, *differences)
    if words := sample_change(old.sample, new.sample):
        yield _person_change(people, slug, ChangeKind.CHANGED, f"{name} {words}.")
    if texts := text_differences(old, new):
        sentence = f"The biography of {name} is worded differently."
        yield _person_change(people, slug, ChangeKind.WORDING, sentence, *texts)
