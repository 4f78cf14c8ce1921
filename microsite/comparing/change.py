"""A change, and all changes between two versions of an event."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace


class Part(StrEnum):
    """What of the conference a change is about, in the order in which they are told."""

    EVENT = "The conference"
    PROGRAMME = "Programme"
    PEOPLE = "People"
    PRICES = "Prices and deadlines"
    SPONSORS = "Sponsors"
    RESOURCES = "Resources and figures"
    TEXTS = "Pages and news"


class Kind(StrEnum):
    """What happened, in the order in which it is told: first what somebody may have to act on."""

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
    """What stood there and what stands there now; an empty text where nothing did or does."""

    label: str
    """What it is: `Room`, `Early bird, until`."""
    before: str
    after: str


class Change(Struct, frozen=True, kw_only=True):
    """One thing that is different, as plain data."""

    part: Part
    kind: Kind
    what: str
    """The kind of record: `session`, `speaker`, `page`."""
    identity: str
    """Its id or slug in the newer version, else in the older; empty for the conference itself."""
    subject: str
    """What it is called now, or was called last."""
    sentence: str
    """The change in a sentence, enough on its own."""
    differences: tuple[Difference, ...] = ()
    """Old and new, where the sentence does not say it all."""
    address: str = ""
    """Where to read it in the newer version, relative to the site's root; empty where there is no
    such page.
    """

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says."""
        sides = (
            side
            for difference in self.differences
            for side in (difference.before, difference.after)
        )
        return (self.identity, self.subject, self.sentence, self.address, *sides)


class Comparison(Struct, frozen=True):
    """All changes, by part, then by kind, then in the order of the newer version."""

    changes: tuple[Change, ...]

    def of(self, part: Part) -> tuple[Change, ...]:
        """Those of one part."""
        return tuple(change for change in self.changes if change.part is part)


HIDDEN = "Something about a person who is protected has changed. It is not shown here."


def without(is_private: Callable[[str], bool], change: Change) -> Change:
    """A change that says nothing private: itself, or with all that it says left out."""
    if not any(is_private(text) for text in change.texts):
        return change
    return replace(
        change,
        subject="A protected person",
        identity="",
        address="",
        sentence=HIDDEN,
        differences=(),
    )


def in_order(changes: list[Change]) -> Comparison:
    """The changes as they are told; what says the same is told once."""
    parts, kinds = list(Part), list(Kind)
    told = dict.fromkeys(
        sorted(changes, key=lambda change: (parts.index(change.part), kinds.index(change.kind)))
    )
    return Comparison(tuple(told))
