"""All changes between two versions of an event, and those of its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import starmap

from microsite.comparing.changes import (
    Change,
    ChangeKind,
    Comparison,
    Difference,
    PeopleNames,
    Section,
    redact,
    sort_changes,
)
from microsite.comparing.fields import field_differences, wording_change
from microsite.comparing.programme import programme_changes
from microsite.comparing.records import MAX_IN_SENTENCE, people_changes, record_changes
from microsite.model.event import Event

MOMENTS = {
    "Starts": "The conference starts",
    "Ends": "The conference ends",
    "Booking: opens": "Booking opens",
    "Booking: closes": "Booking closes",
}
DEADLINES = ("Booking: opens", "Booking: closes")
"""Settings of the conference that are reported with the prices."""


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
