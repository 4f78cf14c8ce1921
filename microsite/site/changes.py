"""Changes between two versions of an event, as plain data and in words."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial
from itertools import pairwise, zip_longest
from typing import Any, TypeVar

from msgspec import Struct

from microsite.diagnostics.display import capitalized
from microsite.locales.locale import ENGLISH, Locale
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import Compared, Record, fields_of
from microsite.model.money import parse_money
from microsite.model.records.content import Speaker
from microsite.model.records.event import Price
from microsite.model.types import parse_markdown

AnyRecord = TypeVar("AnyRecord")
T = TypeVar("T")
Hunk = tuple[int, int, tuple[Any, ...]]
"""Start and end of parts, and what takes their place."""
NAME_FIELDS = ("name", "title", "label", "by", "id")
"""Fields that identify an entry of a list. The first that has a value counts."""
PRICE_LABELS = {
    "amount": "Price {}",
    "starts": "First day of {}",
    "until": "Last day of {}",
}
CONTEXT_WORDS = 8


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
    """Kinds of change, first those that may require action."""

    CANCELLED = "cancelled"
    REMOVED = "removed"
    MOVED = "moved"
    ADDED = "added"
    REINSTATED = "reinstated"
    RENAMED = "renamed"
    PEOPLE = "people"
    CHANGED = "changed"
    WORDING = "wording"


class Difference(Struct, frozen=True):
    """The old and the new value of a field; empty for no value."""

    label: str  # `Room`, `Early bird, until`
    before: str
    after: str


class Change(Struct, frozen=True):
    """One change, of a record or of the conference itself."""

    section: Section
    record_kind: str
    id: str
    """Id or slug in the newer version, else in the older; empty for the conference."""
    subject: str
    address: str
    """Page in the newer version, relative to the site's root; empty if there is none.
    """
    kind: ChangeKind
    sentence: str
    differences: tuple[Difference, ...] = ()
    """Old and new values that the sentence does not give."""


def event_change(section: Section = Section.EVENT) -> partial[Change]:
    """Return a constructor of changes of the conference itself."""
    return partial(Change, section, "conference", "", "The conference", "")


Words = tuple[ChangeKind, str] | tuple[ChangeKind, str, tuple[Difference, ...]]


def sort_changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes in the order of a report, without repetitions."""
    order = {value: index for index, value in enumerate((*Section, *ChangeKind))}
    sorted_changes = sorted(
        changes, key=lambda change: (order[change.section], order[change.kind])
    )
    return tuple(dict.fromkeys(sorted_changes))


def pair_records(
    old: dict[str, AnyRecord],
    new: dict[str, AnyRecord],
    keys: Callable[[AnyRecord], Iterable[object]],
) -> Iterator[tuple[AnyRecord | None, AnyRecord | None]]:
    """Yield each record before and after, or None.

    Its `keys` identify it if its id changes.
    """
    removed_ids: dict[object, str] = {}
    for id_, record in old.items():
        if id_ not in new:
            for key in keys(record):
                removed_ids.setdefault(key, id_)

    matched_ids = set[str]()
    for id_, record in new.items():
        candidates = [id_]
        if id_ not in old:
            candidates = [
                removed_ids[key] for key in keys(record) if key in removed_ids
            ]
        free_ids = [old_id for old_id in candidates if old_id not in matched_ids]
        old_id = free_ids[0] if free_ids else ""
        matched_ids.add(old_id)
        yield old.get(old_id), record
    for id_, record in old.items():
        if id_ not in matched_ids:
            yield record, None


class PeopleNames:
    """Names of the people of two versions.

    A person protected in one is protected in both.
    """

    def __init__(
        self, before: Iterable[Speaker], after: Iterable[Speaker], locale: Locale
    ) -> None:
        self.locale = locale
        self.old = {speaker.slug: speaker for speaker in before}
        self.new = {speaker.slug: speaker for speaker in after}

    def is_protected(self, slug: str) -> bool:
        """Return whether the person must not be named."""
        return any(version.protected for version in self._versions(slug))

    def name(self, slug: str, *, old: bool = False) -> str:
        """Return the name in the newer version, or with `old` in the older one."""
        versions = self._versions(slug)
        if not self.is_protected(slug):
            return display_name(versions[-1 if old else 0], self.locale)
        for version in versions:
            if version.shown_as:
                return version.shown_as
        return self.locale.gettext("a protected person")

    def _versions(self, slug: str) -> list[Speaker]:
        """Return a person in the newer and in the older version, where they are."""
        return [people[slug] for people in (self.new, self.old) if slug in people]


def display_name(speaker: Speaker, locale: Locale = ENGLISH) -> str:
    """Return the name, or the role of a person whose name is to be confirmed."""
    if speaker.name.casefold() not in TO_BE_ANNOUNCED:
        return speaker.name
    if speaker.role:
        return locale.gettext("%(role)s (name to be confirmed)", role=speaker.role)
    return locale.gettext("a person to be confirmed")


def address_change(title: str, old: str, new: str) -> Words:
    """Return the change of the address of a page."""
    remedy = "Links to the old one need an entry in data/redirects.yaml."
    sentence = f"The address of {title} changes. {remedy}"
    return ChangeKind.RENAMED, sentence, (Difference("Address", old, new),)


def field_differences(
    before: Record,
    after: Record,
    leave_out: AbstractSet[str] = frozenset(),
    currency: str = "",
) -> list[Difference]:
    """Return the differences of all fields but texts, in the order of the fields.

    Fields whose declaration says that they are compared in another way are left out.
    """
    old = dict(_labelled_values(before, leave_out, currency))
    new = dict(_labelled_values(after, leave_out, currency))
    differences = []
    for label in new | old:
        difference = Difference(label, old.get(label, ""), new.get(label, ""))
        if difference.before != difference.after:
            differences.append(difference)
    return differences


def wording_change(subject: str, before: Record, after: Record) -> Iterator[Words]:
    """Yield the change of the texts of a record, if any.

    It has a difference for each paragraph.
    """
    differences = []
    for name, field in fields_of(type(after)).items():
        if field.is_parsed_by(parse_markdown):
            paragraphs = paragraph_differences(
                getattr(before, name), getattr(after, name)
            )
            differences += [Difference(_label(name), *pair) for pair in paragraphs]
    if differences:
        yield ChangeKind.WORDING, f"{subject} has new wording.", tuple(differences)


def sample_change(title: str, before: Record, after: Record) -> Iterator[Words]:
    """Yield the change of a record that has become a placeholder or a real one."""
    was_sample = getattr(before, "sample", False)
    is_sample = getattr(after, "sample", False)
    if was_sample != is_sample:
        words = "is a placeholder again" if is_sample else "is no longer a placeholder"
        yield ChangeKind.CHANGED, f"{title} {words}."


def _labelled_values(
    record: Record, leave_out: AbstractSet[str], currency: str, prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield each field with its value in words.

    Nested fields are called `Venue: postcode`. They are all compared.
    """
    currency = getattr(record, "currency", None) or currency
    for name, field in fields_of(type(record)).items():
        is_nested = bool(prefix)
        is_text = field.is_parsed_by(parse_markdown)
        if field.compared is not Compared.FIELD:
            continue
        if not is_nested and (is_text or name in leave_out):
            continue
        value = getattr(record, name)
        label = _nested_label(name, prefix) if prefix else _label(name)
        if isinstance(value, Record):
            yield from _labelled_values(value, leave_out, currency, label)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            for number, entry in enumerate(value, 1):
                yield from _labelled_entry(entry, number, currency, label)
        else:
            words = format_value(
                value, currency if field.is_parsed_by(parse_money) else ""
            )
            if words:
                yield label, words
    for custom, value in record.custom:
        yield custom.shown_label, format_value(value)


def _labelled_entry(
    entry: Record, number: int, currency: str, prefix: str
) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry of a list but for the one that names it."""
    if isinstance(entry, Price):
        yield from _labelled_price(entry, number, currency)
        return
    names = [name for name in NAME_FIELDS if getattr(entry, name, None)]
    title = str(getattr(entry, names[0])) if names else str(number)
    for label, words in _labelled_values(
        entry, frozenset(), currency, f"{prefix}: {title}"
    ):
        is_name = bool(names) and label.endswith(f": {names[0]}")
        if not is_name or words != title:
            yield label, words


def _labelled_price(
    price: Price, number: int, currency: str
) -> Iterator[tuple[str, str]]:
    """Yield the fields of a price, which is named by its label or its number."""
    for field, label in PRICE_LABELS.items():
        is_amount = field == "amount"
        name = str(number) if is_amount else f"price {number}"
        if price.label:
            name = f"“{price.label}”"
        price_currency = (price.currency or currency) if is_amount else ""
        words = format_value(getattr(price, field), price_currency)
        if words:
            yield label.format(name), words


def _nested_label(field: str, prefix: str) -> str:
    if field == "text":
        return prefix
    label = _label(field)
    return f"{prefix}: {label[0].lower()}{label[1:]}"


def _label(field: str) -> str:
    return capitalized(field.replace("_", " ")).replace("url", "address")


def format_value(value: Any, currency: str = "") -> str:
    """Return a value as a reader would write it; empty for none, and for no."""
    match value:
        case None | False | ():
            return ""
        case True:
            return "yes"
        case datetime():
            has_time = value.hour or value.minute
            return ENGLISH.datetime(value) if has_time else ENGLISH.date(value.date())
        case date():
            return ENGLISH.date(value)
        case time():
            return ENGLISH.time(value)
        case Decimal():
            return ENGLISH.money(value, currency) if currency else ENGLISH.number(value)
        case tuple():
            return ", ".join(format_value(item) for item in value)
    return str(value)


def paragraph_differences(before: str, after: str) -> list[tuple[str, str]]:
    """Return old and new version of each paragraph that changed, went or came."""
    old = _paragraphs(before)
    new = _paragraphs(after)
    differences: list[tuple[str, str]] = []
    for start, end, new_start, new_end in changed_runs(old, new):
        pairs = zip_longest(old[start:end], new[new_start:new_end], fillvalue="")
        for old_text, new_text in pairs:
            if old_text and new_text:
                differences.append(trim_common(old_text, new_text))
            else:
                differences.append((old_text, new_text))
    return differences


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line."""
    parts = re.split(r"\n\s*\n", text)
    return [" ".join(part.split()) for part in parts if part.strip()]


def changed_runs(
    old: Sequence[Any], new: Sequence[Any]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of parts that differ: start and end in `old`, then in `new`."""
    head, tail = _common_ends(old, new)  # much quicker than the matcher
    parts = old[head : len(old) - tail], new[head : len(new) - tail]
    for kind, i, j, k, m in SequenceMatcher(None, *parts, autojunk=False).get_opcodes():
        if kind != "equal":
            yield head + i, head + j, head + k, head + m


def merge_parts(
    base: Sequence[T],
    ours: Sequence[T],
    theirs: Sequence[T],
    *,
    is_forced: bool = False,
) -> list[T] | None:
    """Return two changes of lines or paragraphs, merged.

    Return None if they clash. If it is forced, the second change wins instead.
    """
    left = _hunks(base, ours)
    right = _hunks(base, theirs)
    if is_forced:
        left = {
            hunk for hunk in left if not any(_clash(hunk, rival) for rival in right)
        }
    hunks = sorted(left | right)
    if any(_clash(first, second) for first, second in pairwise(hunks)):
        return None

    parts = list[T]()
    position = 0
    for start, end, new in hunks:
        parts += base[position:start]
        parts += new
        position = end
    return [*parts, *base[position:]]


def _hunks(base: Sequence[Any], new: Sequence[Any]) -> set[Hunk]:
    hunks = set()
    for start, end, new_start, new_end in changed_runs(base, new):
        hunks.add((start, end, tuple(new[new_start:new_end])))
    return hunks


def _clash(one: Hunk, other: Hunk) -> bool:
    """Return whether two different changes share parts.

    Neighbours clash, too, if one of them only adds or removes.
    """
    if one == other:
        return False
    first, second = sorted((one, other))
    end = first[1]
    start = second[0]
    if start < end:
        return True
    is_replacing = all(hunk[0] < hunk[1] and hunk[2] for hunk in (one, other))
    return start == end and not is_replacing


def _common_ends(old: Sequence[Any], new: Sequence[Any]) -> tuple[int, int]:
    """Return how many parts two sequences have in common at the start and the end."""
    limit = min(len(old), len(new))
    head = 0
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def trim_common(before: str, after: str) -> tuple[str, str]:
    """Return two versions of a paragraph from shortly before they differ.

    They end shortly after it.
    """
    old = before.split(" ")
    new = after.split(" ")
    head, tail = _common_ends(old, new)
    return _cut(old, head, tail), _cut(new, head, tail)


def _cut(words: list[str], head: int, tail: int) -> str:
    start = max(0, head - CONTEXT_WORDS)
    end = len(words) - max(0, tail - CONTEXT_WORDS)
    before = "… " if start else ""
    after = " …" if end < len(words) else ""
    return f"{before}{' '.join(words[start:end])}{after}"
