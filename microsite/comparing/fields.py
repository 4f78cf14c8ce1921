"""The fields of a record in words, and how those of two versions differ."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from microsite.comparing.change import Difference
from microsite.model.fields import Record, fields_of
from microsite.model.records.rates import Price
from microsite.site import when

PROSE = frozenset(("overview", "biography", "body", "abstract", "introduction", "terms", "words"))
"""Fields that hold a text of several paragraphs."""
PRICES = frozenset(("price", "amount", "subsidised_price"))
NAMES = ("name", "title", "label", "by", "id")
"""What an entry of a list is known by, the first that it has."""
OF_PRICES = {"amount": "Price {}", "starts": "First day of {}", "until": "Last day of {}"}
"""What the fields of one price are called, with its label or its number; the label is no field
beside them.
"""
CONTEXT = 8
"""Words that are kept around what changed in a long paragraph."""
NOT_TOLD = frozenset(("id", "slug", "sample", "protected", "private_words", "shown_as"))
"""Fields that are told in other ways, or must not be."""


def differences(
    before: Record, after: Record, leave_out: AbstractSet[str] = frozenset(), currency: str = ""
) -> list[Difference]:
    """How the fields of two versions of a record differ, texts excepted, in the order of the
    fields.
    """
    left_out = leave_out | NOT_TOLD | PROSE
    old, new = dict(_flat(before, left_out, currency)), dict(_flat(after, left_out, currency))
    labels = list(dict.fromkeys([*new, *old]))
    return [
        Difference(label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def wording(before: Record, after: Record) -> list[Difference]:
    """How the texts of two versions differ, a paragraph each."""
    found = []
    for name in fields_of(type(after)):
        if name in PROSE:
            old, new = getattr(before, name), getattr(after, name)
            found += [Difference(_label(name), *sides) for sides in paragraphs(old, new)]
    return found


def _flat(
    record: Record, leave_out: AbstractSet[str], currency: str, prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Each field with its value in words; fields of blocks are called `Venue: postcode`."""
    for name in fields_of(type(record)):
        value = getattr(record, name)
        if (name in leave_out and not prefix) or name == "private_words":
            continue
        label = _label_of(name, prefix)
        if isinstance(value, Record):
            yield from _flat(value, leave_out, currency, label)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            for number, entry in enumerate(value, 1):
                if isinstance(entry, Price):
                    yield from _of_price(entry, number, currency)
                    continue
                field, part = _name(entry, number)
                rest = _flat(entry, leave_out, currency, f"{label}: {part}" if label else part)
                yield from (
                    (inner, words)
                    for inner, words in rest
                    if words != part or not inner.endswith(f": {field}")
                )
        elif words := in_words(value, currency if name in PRICES else ""):
            yield label, words


def _of_price(price: Price, number: int, currency: str) -> Iterator[tuple[str, str]]:
    """`Last day of “Early bird”`, or `Last day of price 2`, where it has no label."""
    named = f"“{price.label}”" if price.label else ""
    for field, label in OF_PRICES.items():
        if words := in_words(getattr(price, field), currency if field in PRICES else ""):
            yield (
                label.format(named or (str(number) if field == "amount" else f"price {number}")),
                words,
            )


def _label_of(field: str, prefix: str) -> str:
    """What a field is called, after what it is part of."""
    label = "" if field == "text" and prefix else _label(field)
    return f"{prefix}: {label[0].lower()}{label[1:]}" if prefix and label else label or prefix


def _label(field: str) -> str:
    words = field.replace("_", " ")
    return words[0].upper() + words[1:].replace("url", "address")


def _name(entry: Record, number: int) -> tuple[str, str]:
    """The field that an entry of a list is known by, and what it says; its number where it has
    none.
    """
    return next(
        ((name, str(getattr(entry, name))) for name in NAMES if getattr(entry, name, None)),
        ("", str(number)),
    )


def in_words(value: Any, currency: str = "") -> str:
    """A value as a reader would write it; empty for none, and for a plain no."""
    if value is None or value is False or value == ():
        return ""
    if value is True:
        return "yes"
    if isinstance(value, datetime):
        return when.day(value.date()) if not (value.hour or value.minute) else when.moment(value)
    if isinstance(value, date):
        return when.day(value)
    if isinstance(value, time):
        return when.clock(value)
    if isinstance(value, Decimal):
        return when.money(value, currency) if currency else when.number(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return ", ".join(in_words(each) for each in value)
    return str(value)


def paragraphs(before: str, after: str) -> list[tuple[str, str]]:
    """Old and new paragraph for each that changed, came or went; long ones around what changed
    only.
    """
    old, new = _split(before), _split(after)
    found: list[tuple[str, str]] = []
    for tag, start, end, at, to in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        removed, added = old[start:end], new[at:to]
        shared = min(len(removed), len(added))
        found += [
            around(one, other) for one, other in zip(removed[:shared], added[:shared], strict=True)
        ]
        found += [(gone, "") for gone in removed[shared:]]
        found += [("", come) for come in added[shared:]]
    return found


def _split(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def around(before: str, after: str) -> tuple[str, str]:
    """Two versions of a paragraph without the words at both ends that are the same, some of them
    kept.
    """
    old, new = before.split(" "), after.split(" ")
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return _cut(old, head, tail), _cut(new, head, tail)


def _cut(words: list[str], head: int, tail: int) -> str:
    start = max(0, head - CONTEXT)
    end = len(words) - max(0, tail - CONTEXT)
    return f"{'… ' if start else ''}{' '.join(words[start:end])}{' …' if end < len(words) else ''}"
