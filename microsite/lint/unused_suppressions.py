"""Comments that call something ok which nobody would say anything about."""

from __future__ import annotations

from collections.abc import Iterable

from microsite.diagnostics.diagnostic import Log, Severity
from microsite.diagnostics.source_text import SourceText
from microsite.diagnostics.suppressions import find_suppressions

OF_THE_DAY = frozenset(("D104", "D107", "K133", "K139", "K144", "K171", "K172", "K173"))
"""Codes that are told on some days only, or only where links are followed: a comment about them may
wait.
"""


def tell_idle_marks(texts: Iterable[SourceText], log: Log, *, notes: bool) -> None:
    """Reports D112 for each mark that kept nothing from being told; `notes`: whether notes have
    been looked for.
    """
    for source in texts:
        for mark in find_suppressions(source):
            from microsite.diagnostics.catalogue import CATALOGUE

            entry = CATALOGUE.get(mark.code)
            if entry is None:
                why = f"There is no “{mark.code}”."
            elif entry.severity is Severity.ERROR:
                why = f"{mark.code} is a mistake that has to be put right."
            elif (
                mark in log.used_suppressions
                or mark.code in OF_THE_DAY
                or (entry.severity is Severity.NOTE and not notes)
            ):
                continue
            else:
                why = f"There is nothing of {mark.code} on its line, or on the one below a comment of its own."
            log.report("D112", mark.span, given=mark.code, why=why)
