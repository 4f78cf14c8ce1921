"""Differences between the fields of two versions of a record, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import Any

from microsite.comparing.changes import ChangeKind, Difference, Words
from microsite.model.fields import Record, fields_of
from microsite.model.records.rates import Price
from microsite.model.types import parse_markdown, parse_money
from microsite.site.formatting import (
    format_date,
    format_datetime,
    format_money,
    format_number,
    format_time,
)

NAME_FIELDS = ("name", "title", "label", "by", "id")
"""Fields that identify an entry of a nested list, the first that has a value."""
PRICE_LABELS = {"amount": "Price {}", "starts": "First day of {}", "until": "Last day of {}"}
IGNORED_FIELDS = frozenset(("id", "slug", "sample", "protected", "private_words", "shown_as"))
"""Fields that are reported in other ways, or must not be."""
CONTEXT_WORDS = 8


def field_differences(
    before: Record, after: Record, leave_out: AbstractSet[str] = frozenset(), currency: str = ""
) -> list[Difference]:
    """Return the differences of all fields but texts, in the order of the fields."""
    left_out = leave_out | IGNORED_FIELDS | set(_text_fields(before))
    old = dict(_labelled_values(before, left_out, currency))
    new = dict(_labelled_values(after, left_out, currency))
    return [
        Difference(label, old.get(label, ""), new.get(label, ""))
        for label in new | old
        if old.get(label, "") != new.get(label, "")
    ]


def wording_change(what: str, before: Record, after: Record) -> Iterator[Words]:
    """Yield the change of the texts of a record, if any, with a difference for each paragraph."""
    texts = [
        Difference(_label(name), old, new)
        for name in _text_fields(after)
        for old, new in paragraph_differences(getattr(before, name), getattr(after, name))
    ]
    if texts:
        yield ChangeKind.WORDING, f"{what} is worded differently.", tuple(texts)


def sample_change(title: str, before: Record, after: Record) -> Iterator[Words]:
    """Yield the change of a record that has become a placeholder or a real one."""
    was_sample, is_sample = (getattr(record, "sample", False) for record in (before, after))
    if was_sample != is_sample:
        words = "is a placeholder again" if is_sample else "is no longer a placeholder"
        yield ChangeKind.CHANGED, f"{title} {words}."


def _text_fields(record: Record) -> list[str]:
    fields = fields_of(type(record)).values()
    return [field.name for field in fields if field.is_parsed_by(parse_markdown)]


def _labelled_values(
    record: Record, leave_out: AbstractSet[str], currency: str, prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield each field with its value in words; nested fields are called `Venue: postcode`."""
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        if (name in leave_out and not prefix) or name == "private_words":
            continue
        label = _nested_label(name, prefix)
        if isinstance(value, Record):
            yield from _labelled_values(value, leave_out, currency, label)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            for number, entry in enumerate(value, 1):
                if isinstance(entry, Price):
                    yield from _labelled_price(entry, number, currency)
                    continue
                name_field, title = _entry_name(entry, number)
                inner_prefix = f"{label}: {title}" if label else title
                for inner, words in _labelled_values(entry, leave_out, currency, inner_prefix):
                    if words != title or not inner.endswith(f": {name_field}"):
                        yield inner, words
        elif words := format_value(value, currency if field.is_parsed_by(parse_money) else ""):
            yield label, words


def _labelled_price(price: Price, number: int, currency: str) -> Iterator[tuple[str, str]]:
    """Yield `Last day of “Early bird”`, or `Last day of price 2` if it has no label."""
    for field, label in PRICE_LABELS.items():
        if words := format_value(getattr(price, field), currency if field == "amount" else ""):
            unlabelled = str(number) if field == "amount" else f"price {number}"
            yield label.format(f"“{price.label}”" if price.label else unlabelled), words


def _nested_label(field: str, prefix: str) -> str:
    label = "" if field == "text" and prefix else _label(field)
    return f"{prefix}: {label[0].lower()}{label[1:]}" if prefix and label else label or prefix


def _label(field: str) -> str:
    words = field.replace("_", " ")
    return words[0].upper() + words[1:].replace("url", "address")


def _entry_name(entry: Record, number: int) -> tuple[str, str]:
    """Return the field that identifies an entry of a list, and its value; else its number."""
    for name in NAME_FIELDS:
        if value := getattr(entry, name, None):
            return name, str(value)
    return "", str(number)


def format_value(value: Any, currency: str = "") -> str:
    """Return a value as a reader would write it; empty for none, and for no."""
    match value:
        case None | False | ():
            return ""
        case True:
            return "yes"
        case datetime():
            has_time = value.hour or value.minute
            return format_datetime(value) if has_time else format_date(value.date())
        case date():
            return format_date(value)
        case time():
            return format_time(value)
        case Decimal():
            return format_money(value, currency) if currency else format_number(value)
        case tuple():
            return ", ".join(format_value(each) for each in value)
    return str(value)


def paragraph_differences(before: str, after: str) -> list[tuple[str, str]]:
    """Return old and new version of each paragraph that changed, went or came."""
    old, new = (
        [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
        for text in (before, after)
    )
    found: list[tuple[str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            pairs = zip_longest(old[i:j], new[k:m], fillvalue="")
            found += [trim_common(*pair) if all(pair) else pair for pair in pairs]
    return found


def trim_common(before: str, after: str) -> tuple[str, str]:
    """Return two versions of a paragraph without the words in common, but for some beside them."""
    old, new = before.split(" "), after.split(" ")
    head = _common_start(old, new)
    tail = _common_start(old[head:][::-1], new[head:][::-1])
    return _cut(old, head, tail), _cut(new, head, tail)


def _common_start(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(words: list[str], head: int, tail: int) -> str:
    start, end = max(0, head - CONTEXT_WORDS), len(words) - max(0, tail - CONTEXT_WORDS)
    return f"{'… ' if start else ''}{' '.join(words[start:end])}{' …' if end < len(words) else ''}"
