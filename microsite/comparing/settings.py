"""What changed in the settings of the conference and at the top of the lists."""

from __future__ import annotations

from collections.abc import Iterator

from microsite.comparing.change import Change, Difference, Kind, Part
from microsite.comparing.fields import differences, wording
from microsite.model.event import Event
from microsite.model.fields import Record

DEADLINES = ("Booking: opens", "Booking: closes")
"""Fields of the conference that belong to prices."""
MOMENTS = {
    "Starts": "The conference starts",
    "Ends": "The conference ends",
    "Booking: opens": "Booking opens",
    "Booking: closes": "Booking closes",
}


def event_changes(before: Event, after: Event) -> Iterator[Change]:
    """What changed in the settings of the conference, its overview, and the settings at the top of
    the lists.
    """
    blocks: dict[str, list[Difference]] = {}
    for told in differences(before.details, after.details):
        if told.label in DEADLINES:
            yield _setting(Part.PRICES, _sentence(told), told)
        else:
            blocks.setdefault(told.label.partition(":")[0], []).append(told)
    for block, inside in blocks.items():
        sentence = (
            _sentence(inside[0]) if len(inside) == 1 else f"{block}: {len(inside)} details change."
        )
        yield _setting(Part.EVENT, sentence, *inside)
    if words_changed := wording(before.details, after.details):
        yield _setting(
            Part.EVENT, "The overview is worded differently.", *words_changed, kind=Kind.WORDING
        )
    for part, name, old, new in (
        (Part.PRICES, "rates", before.rates, after.rates),
        (Part.SPONSORS, "sponsors", before.sponsorship, after.sponsorship),
        (Part.RESOURCES, "resources", before.library, after.library),
    ):
        if old is None or new is None:
            continue
        yield from _list_settings(part, name, old.details, new.details)


def _list_settings(part: Part, name: str, old: Record, new: Record) -> Iterator[Change]:
    for told in differences(old, new):
        yield _setting(part, f"{told.label}, of all {name}, {_became(told)}.", told)
    if words_changed := wording(old, new):
        yield _setting(
            part,
            f"The text on the page of {name} is worded differently.",
            *words_changed,
            kind=Kind.WORDING,
        )


def _sentence(told: Difference) -> str:
    if told.label in MOMENTS and told.before and told.after:
        return f"{MOMENTS[told.label]} on {told.after}, not {told.before}."
    return f"{told.label} {_became(told)}."


def _became(told: Difference) -> str:
    if len(told.before) + len(told.after) > 100:
        return "changes"
    if not told.before:
        return f"is given: {told.after.rstrip('.')}"
    return (
        f"changes from {told.before.rstrip('.')} to {told.after.rstrip('.')}"
        if told.after
        else "is no longer given"
    )


def _setting(part: Part, sentence: str, *told: Difference, kind: Kind = Kind.CHANGED) -> Change:
    return Change(
        part=part,
        kind=kind,
        what="conference",
        identity="",
        subject="The conference",
        sentence=sentence,
        differences=told,
    )
