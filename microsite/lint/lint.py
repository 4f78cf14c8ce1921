"""What an editor should read again. Nothing here stops a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias

from microsite.diagnostics.diagnostic import Log
from microsite.digests import digest_of
from microsite.lint.clocks import check_days, check_zones
from microsite.lint.contradictions import check_dates, check_prices
from microsite.lint.numbers import UNCOUNTED, Count, check_numbers, check_statements, counts_in
from microsite.lint.stale import (
    check_booking_words,
    check_early,
    check_early_is_not_over,
    check_relative,
)
from microsite.lint.texts import DATA, Lint, Text, texts_of
from microsite.model.conference import Event
from microsite.site.views import Keep, made_now
from microsite.source.read import Sources

CHECKS: tuple[Callable[[Lint], None], ...] = (
    check_days,
    check_zones,
    check_early,
    check_relative,
    check_prices,
    check_dates,
)
"""What is wrong on any day in one text, whatever stands in others. They read English."""
TOGETHER = 64
"""Short texts that are looked at in one go."""
NOWHERE = "\0"
"""What stands in no text."""
COUNTS = tuple[Count, ...]
Part: TypeAlias = tuple[str, Callable[[], None]]
CHECKS_OF_THE_DAY: tuple[Callable[[Lint], None], ...] = (
    check_early_is_not_over,
    check_booking_words,
)
"""What becomes wrong on some day while nobody touches a file: no build may fail for it, so only
`check` tells it.
"""


def lint_in_parts(
    event: Event, sources: Sources, as_of: date, log: Log, keep: Keep = made_now
) -> Iterator[Part]:
    """Looks at words that are wrong, or that go stale, each with a name that tells the texts that
    it reads. They report D-codes, all warnings. `keep` keeps what is found in texts for later
    builds.
    """
    texts = texts_of(sources, event)
    documents, data = (
        [text for text in texts if text.kind not in DATA],
        [text for text in texts if text.kind in DATA],
    )
    groups = [documents[start : start + TOGETHER] for start in range(0, len(documents), TOGETHER)]
    named = [
        (_name(group, number), group)
        for number, group in enumerate((*groups, *([text] for text in data)))
    ]
    for name, group in named:
        yield f"lint {name}", partial(_check_each, Lint(event, group, as_of, log))
    all_names = digest_of(" ".join(name for name, _ in named))
    yield f"lint {all_names}", partial(_check_all, Lint(event, texts, as_of, log), named, keep)


def _name(texts: Iterable[Text], number: int) -> str:
    """What some texts are known by together."""
    return f"{number} {digest_of(NOWHERE.join(part for text in texts for part in (text.path, text.text)))}"


def _check_each(found: Lint) -> None:
    for check in CHECKS if _is_english(found.event) else ():
        check(found)


def _check_all(found: Lint, named: Sequence[tuple[str, Sequence[Text]]], keep: Keep) -> None:
    check_statements(found)
    if _is_english(found.event):
        counted = [
            (name, texts)
            for name, texts in named
            if any(text.kind not in UNCOUNTED for text in texts)
        ]
        figures_first = sorted(counted, key=lambda each: each[1][0].kind != "figures")
        of_each = (
            (texts, keep(f"counts {name}", COUNTS, partial(counts_in, texts)))
            for name, texts in figures_first
        )
        check_numbers(of_each, found.log)


def lint_of_the_day(event: Event, sources: Sources, as_of: date, log: Log) -> None:
    """Tell of words that were right once, and are not on this day in the event's zone. Reports D104
    and D107.
    """
    found = Lint(event, texts_of(sources, event), as_of, log)
    for check in CHECKS_OF_THE_DAY if _is_english(event) else ():
        check(found)


def _is_english(event: Event) -> bool:
    return event.details.languages[0].lower().startswith("en")
