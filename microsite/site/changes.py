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
"""That identify an entry, first come."""
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
    """Kinds of change, in the order of a report: first those that may require
    action.
    """

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
    removed_items = [
        (id_, record) for id_, record in reversed(old.items()) if id_ not in new
    ]
    ids = {key: id_ for id_, record in removed_items for key in keys(record)}
    matched_ids = set[str]()
    for id_, record in new.items():
        candidates = (
            [id_] if id_ in old else [ids[key] for key in keys(record) if key in ids]
        )
        old_id = next((key for key in candidates if key not in matched_ids), "")
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
        return any(
            slug in people and people[slug].protected for people in (self.new, self.old)
        )

    def name(self, slug: str, *, old: bool = False) -> str:
        versions = [people[slug] for people in (self.new, self.old) if slug in people]
        if self.is_protected(slug):
            placeholder = self.locale.gettext("a protected person")
            return next(
                (version.shown_as for version in versions if version.shown_as),
                placeholder,
            )
        return display_name(versions[-1 if old else 0], self.locale)


def display_name(speaker: Speaker, locale: Locale = ENGLISH) -> str:
    """Return the name, or the role of a person whose name is to be confirmed."""
    if speaker.name.casefold() not in TO_BE_ANNOUNCED:
        return speaker.name
    if speaker.role:
        return locale.gettext("%(role)s (name to be confirmed)", role=speaker.role)
    return locale.gettext("a person to be confirmed")


def address_change(title: str, old: str, new: str) -> Words:
    """Return the change of the address of a page."""
    cure = "Links to the old one need an entry in data/redirects.yaml."
    sentence = f"The address of {title} changes. {cure}"
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
    pairs = ((label, old.get(label, ""), new.get(label, "")) for label in new | old)
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def wording_change(subject: str, before: Record, after: Record) -> Iterator[Words]:
    """Yield the change of the texts of a record, if any, with a difference for each
    paragraph.
    """
    texts = [
        Difference(_label(name), old, new)
        for name, field in fields_of(type(after)).items()
        if field.is_parsed_by(parse_markdown)
        for old, new in paragraph_differences(
            getattr(before, name), getattr(after, name)
        )
    ]
    if texts:
        yield ChangeKind.WORDING, f"{subject} has new wording.", tuple(texts)


def sample_change(title: str, before: Record, after: Record) -> Iterator[Words]:
    """Yield the change of a record that has become a placeholder or a real one."""
    was_sample, is_sample = (
        getattr(record, "sample", False) for record in (before, after)
    )
    if was_sample != is_sample:
        words = "is a placeholder again" if is_sample else "is no longer a placeholder"
        yield ChangeKind.CHANGED, f"{title} {words}."


def _labelled_values(
    record: Record, leave_out: AbstractSet[str], currency: str, prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield each field with its value in words; nested fields are called `Venue:
    postcode`.
    """
    currency = getattr(record, "currency", None) or currency
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        is_nested = bool(prefix)
        is_text = field.is_parsed_by(parse_markdown)
        if field.compared is not Compared.FIELD:
            continue
        if not is_nested and (is_text or name in leave_out):
            continue
        label = "" if name == "text" and prefix else _label(name)
        if prefix:
            label = f"{prefix}: {label[0].lower()}{label[1:]}" if label else prefix
        if isinstance(value, Record):
            yield from _labelled_values(value, leave_out, currency, label)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            for number, entry in enumerate(value, 1):
                yield from _labelled_entry(entry, number, currency, label)
        elif words := format_value(
            value, currency if field.is_parsed_by(parse_money) else ""
        ):
            yield label, words
    yield from (
        (custom.shown_label, format_value(value)) for custom, value in record.custom
    )


def _labelled_entry(
    entry: Record, number: int, currency: str, prefix: str
) -> Iterator[tuple[str, str]]:
    if isinstance(entry, Price):
        for field, label in PRICE_LABELS.items():
            price_currency = (entry.currency or currency) if field == "amount" else ""
            if words := format_value(getattr(entry, field), price_currency):
                default_label = str(number) if field == "amount" else f"price {number}"
                yield (
                    label.format(f"“{entry.label}”" if entry.label else default_label),
                    words,
                )
        return
    names = [name for name in NAME_FIELDS if getattr(entry, name, None)]
    title = str(getattr(entry, names[0])) if names else str(number)
    for label, words in _labelled_values(
        entry, frozenset(), currency, f"{prefix}: {title}"
    ):
        if words != title or not names or not label.endswith(f": {names[0]}"):
            yield label, words


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
    sides = (re.split(r"\n\s*\n", text) for text in (before, after))
    old, new = (
        [" ".join(part.split()) for part in side if part.strip()] for side in sides
    )
    differences: list[tuple[str, str]] = []
    for i, j, k, m in changed_runs(old, new):
        pairs = zip_longest(old[i:j], new[k:m], fillvalue="")
        differences += [trim_common(*pair) if all(pair) else pair for pair in pairs]
    return differences


def changed_runs(
    old: Sequence[Any], new: Sequence[Any]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of parts that differ: start and end in `old`, start and end in
    `new`.
    """
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
    """Merge two changes of lines or paragraphs; None if they clash, unless the second
    is forced.
    """
    left, right = (
        {(i, j, (*new[k:m],)) for i, j, k, m in changed_runs(base, new)}
        for new in (ours, theirs)
    )
    if is_forced:
        left = {
            hunk for hunk in left if not any(_clash(hunk, rival) for rival in right)
        }
    hunks = sorted(left | right)
    if any(_clash(*pair) for pair in pairwise(hunks)):
        return None
    parts, end = list[T](), 0
    for start, after, new in hunks:
        parts += [*base[end:start], *new]
        end = after
    return [*parts, *base[end:]]


def _clash(*hunks: Hunk) -> bool:
    """Return whether two changes share parts, or are neighbours and one only adds or
    removes.
    """
    first, second = sorted(hunks)
    (_, end, _), (start, _, _) = first, second
    is_clear = all(hunk[0] < hunk[1] and hunk[2] for hunk in hunks)
    return first != second and (start < end or (start == end and not is_clear))


def _common_ends(old: Sequence[Any], new: Sequence[Any]) -> tuple[int, int]:
    """Return how many parts two sequences have in common at the start, and after it at
    the end.
    """
    limit, head, tail = min(len(old), len(new)), 0, 0
    while head < limit and old[head] == new[head]:
        head += 1
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def trim_common(before: str, after: str) -> tuple[str, str]:
    """Return two versions of a paragraph without the words in common, but for some
    beside them.
    """
    old, new = before.split(" "), after.split(" ")
    head, tail = _common_ends(old, new)
    return _cut(old, head, tail), _cut(new, head, tail)


def _cut(words: list[str], head: int, tail: int) -> str:
    start, end = max(0, head - CONTEXT_WORDS), len(words) - max(0, tail - CONTEXT_WORDS)
    before = "… " if start else ""
    after = " …" if end < len(words) else ""
    return f"{before}{' '.join(words[start:end])}{after}"
