"""Changes between two versions of an event, as plain data, and names in their sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.records.programme import Speaker

AnyRecord = TypeVar("AnyRecord")


class Section(StrEnum):
    """Sections of a report, in order."""

    EVENT = "The conference"
    PROGRAMME = "Programme"
    PEOPLE = "People"
    PRICES = "Prices and deadlines"
    SPONSORS = "Sponsors"
    RESOURCES = "Resources and figures"
    TEXTS = "Pages and news"


class ChangeKind(StrEnum):
    """Kinds of change, in the order of a report: first those that may require action."""

    CALLED_OFF = "called off"
    GONE = "gone"
    MOVED = "moved"
    ADDED = "added"
    BACK = "back on"
    RENAMED = "renamed"
    PEOPLE = "people"
    CHANGED = "changed"
    WORDING = "wording"


class Difference(Struct, frozen=True):
    """The old and the new value of a field; empty for no value."""

    label: str
    """`Room`, `Early bird, until`."""
    before: str
    after: str


class Change(Struct, frozen=True):
    """One change. The defaults are those of the conference itself."""

    kind: ChangeKind
    sentence: str
    """Enough on its own."""
    differences: tuple[Difference, ...] = ()
    """Old and new values, where the sentence does not give them all."""
    section: Section = Section.EVENT
    record_kind: str = "conference"
    id: str = ""
    """Id or slug in the newer version, else in the older."""
    subject: str = "The conference"
    """The latest title or name."""
    address: str = ""
    """Page in the newer version, relative to the site's root; empty if there is none."""


Words = tuple[ChangeKind, str] | tuple[ChangeKind, str, tuple[Difference, ...]]
"""The first fields of a change, without its subject."""


def redact(is_private: Callable[[str], bool], change: Change) -> Change:
    """Return the change, or only that there is one if it contains private text."""
    values = [value for each in change.differences for value in (each.before, each.after)]
    texts = (change.id, change.subject, change.sentence, change.address, *values)
    if not any(map(is_private, texts)):
        return change
    return Change(
        kind=change.kind,
        sentence="Something about a person who is protected has changed. It is not shown here.",
        section=change.section,
        record_kind=change.record_kind,
        subject="A protected person",
    )


def sort_changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes in the order of a report, without repetitions."""
    sections, kinds = list(Section), list(ChangeKind)
    ordered = sorted(
        changes, key=lambda change: (sections.index(change.section), kinds.index(change.kind))
    )
    return tuple(dict.fromkeys(ordered))


def pair_records(
    old: Mapping[str, AnyRecord], new: Mapping[str, AnyRecord], renamed: Mapping[str, str]
) -> Iterator[tuple[AnyRecord | None, AnyRecord | None]]:
    """Yield each record before and after, in the order of the newer version.

    None stands for no record. `renamed` gives old ids by new ones.
    """
    for id_, record in new.items():
        yield old.get(id_) or old.get(renamed.get(id_, "")), record
    for id_, record in old.items():
        if id_ not in new and id_ not in renamed.values():
            yield record, None


def quote(title: str) -> str:
    """Return `“Opening plenary”`."""
    return f"“{title}”"


def join_words(words: Iterable[str]) -> str:
    """Return `one`, `one and two`, `one, two and three`."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


class PeopleNames:
    """Names of the people of two versions. A person protected in one is protected in both."""

    def __init__(self, before: Iterable[Speaker], after: Iterable[Speaker]) -> None:
        self.old = {speaker.slug: speaker for speaker in before}
        self.new = {speaker.slug: speaker for speaker in after}

    def is_protected(self, slug: str) -> bool:
        """Return whether the person must not be named."""
        return any(slug in people and people[slug].protected for people in (self.new, self.old))

    def name(self, slug: str, *, old: bool = False) -> str:
        """Return the name in the newer or in the older version."""
        versions = [people[slug] for people in (self.new, self.old) if slug in people]
        if self.is_protected(slug):
            return next((each.shown_as for each in versions if each.shown_as), "a protected person")
        return display_name(versions[-1 if old else 0])


def display_name(speaker: Speaker) -> str:
    """Return the name, or the role of a person whose name is to be confirmed."""
    if speaker.name.casefold() not in TO_BE_ANNOUNCED:
        return speaker.name
    if speaker.role:
        return f"{speaker.role} (name to be confirmed)"
    return "somebody whose name is to be confirmed"


def address_change(title: str, old: str, new: str) -> Words:
    """Return the change of the address of a page."""
    cure = "Links to the old one need an entry in data/redirects.yaml."
    difference = Difference("Address", old, new)
    return ChangeKind.RENAMED, f"The address of {title} changes. {cure}", (difference,)
