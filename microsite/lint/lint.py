"""What an editor should read again. Nothing here stops a build."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from microsite.diagnostics.diagnostic import Log
from microsite.lint.contradictions import check_dates, check_prices
from microsite.lint.numbers import check_numbers, check_statements
from microsite.lint.stale import (
    check_booking_words,
    check_early,
    check_early_is_not_over,
    check_relative,
)
from microsite.lint.texts import Lint, texts_of
from microsite.lint.weekdays_and_zones import check_days, check_zones
from microsite.model.event import Event
from microsite.source.reader import SourceFiles

CHECKS: tuple[Callable[[Lint], None], ...] = (
    check_days,
    check_zones,
    check_early,
    check_relative,
    check_prices,
    check_dates,
)
"""What is wrong on any day in one text, whatever stands in others. They read English."""
CHECKS_OF_THE_DAY: tuple[Callable[[Lint], None], ...] = (
    check_early_is_not_over,
    check_booking_words,
)
"""What becomes wrong on some day while nobody touches a file: no build may fail for it, so only
`check` tells it.
"""


def lint(event: Event, sources: SourceFiles, as_of: date, log: Log) -> None:
    """Report words that are wrong, or that go stale: D-codes, all warnings."""
    found = Lint(event, texts_of(sources, event), as_of, log)
    check_statements(found)
    if _is_english(event):
        for check in CHECKS:
            check(found)
        check_numbers(found)


def lint_of_the_day(event: Event, sources: SourceFiles, as_of: date, log: Log) -> None:
    """Tell of words that were right once, and are not on this day in the event's zone. Reports D104
    and D107.
    """
    found = Lint(event, texts_of(sources, event), as_of, log)
    for check in CHECKS_OF_THE_DAY if _is_english(event) else ():
        check(found)


def _is_english(event: Event) -> bool:
    return event.record.languages[0].lower().startswith("en")
