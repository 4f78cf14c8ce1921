"""Warnings about words that an editor should read again. Nothing here stops a build."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain

from microsite.diagnostics.diagnostic import CATALOGUE, Log, Severity, find_suppressions
from microsite.diagnostics.source_text import SourceText
from microsite.lint import contradictions, times
from microsite.lint.texts import LintContext
from microsite.model.event import Event
from microsite.source.reader import SourceFiles

DATE_DEPENDENT = frozenset(("D104", "D107", "K133", "K139", "K144", "K171", "K172", "K173"))
"""Codes that are reported on some days only, or only when links are followed."""


def run_lint(event: Event, sources: SourceFiles, as_of: date, log: Log) -> None:
    """Report words that are wrong, or that go stale: D-codes, all warnings."""
    context = LintContext(event, sources, as_of, log)
    contradictions.check_statements(context)
    for check in (*times.CHECKS, *contradictions.CHECKS) if context.is_english else ():
        check(context)


def run_dated_lint(event: Event, sources: SourceFiles, as_of: date, log: Log) -> None:
    """Report words that are wrong on this day in the event's zone, for which no build may fail."""
    context = LintContext(event, sources, as_of, log)
    for check in times.DATED_CHECKS if context.is_english else ():
        check(context)


def report_unused_suppressions(texts: Iterable[SourceText], log: Log, *, notes: bool) -> None:
    """Report D112 for each suppression without use; those of notes if these were looked for."""
    for suppression in chain.from_iterable(map(find_suppressions, texts)):
        code, entry = suppression.code, CATALOGUE.get(suppression.code)
        why = f"There is nothing of {code} on its line, or on the one below a comment of its own."
        if entry is None:
            why = f"There is no “{code}”."
        elif entry.severity is Severity.ERROR:
            why = f"{code} is a mistake that has to be put right."
        elif (
            suppression in log.used_suppressions
            or code in DATE_DEPENDENT
            or (entry.severity is Severity.NOTE and not notes)
        ):
            continue
        log.report("D112", suppression.span, given=code, why=why)
