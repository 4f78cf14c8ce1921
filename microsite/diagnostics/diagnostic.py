"""A diagnostic and the log that collects them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import PurePosixPath

from msgspec import Struct

from microsite.diagnostics.source_text import SourceText, Span
from microsite.diagnostics.suppressions import PREFIX, Suppression, find_suppressions, matches
from microsite.diagnostics.words.entry import Severity

NOT_OF_THE_CONTENT = ("O11", "O12")
"""Codes of an output folder that cannot be used, and of a disk or an account that refuses."""

__all__ = ["Diagnostic", "Fix", "Log", "DiagnosticError", "Severity", "file_span"]


class Confidence(StrEnum):
    """How sure a fix is: only certain ones are applied without asking."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Fix(Struct, frozen=True):
    """An edit that cures a diagnostic: put `replacement` in the place of `span`."""

    span: Span
    replacement: str
    confidence: Confidence = Confidence.CERTAIN


class Diagnostic(Struct, frozen=True):
    """One thing an editor should know. Plain data: the renderers decide how it looks."""

    code: str
    """Such as `S103`; `docs/errors/S103.md` explains it."""
    severity: Severity
    headline: str
    """One plain sentence, enough on its own."""
    span: Span
    help: str = ""
    """The next action, in the editor's words."""
    notes: tuple[tuple[str, Span], ...] = ()
    """Other places that matter, each with a few words."""
    fix: Fix | None = None

    @property
    def is_content_error(self) -> bool:
        """Whether it is about what somebody wrote, and not about the machine."""
        return not self.code.startswith(NOT_OF_THE_CONTENT)

    def blocks_build(self, *, strict: bool) -> bool:
        """Whether it stops a build; `strict` is one that is not to be published with warnings. What
        the machine has to warn of is told when all is published.
        """
        is_warning = self.severity is Severity.WARNING and self.is_content_error
        return self.severity is Severity.ERROR or (strict and is_warning)

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        """By file, then place, then code: the order in which they are told."""
        return (self.span.path, self.span.start, self.code, self.headline)


def diagnose(
    code: str,
    span: Span,
    *,
    notes: Iterable[tuple[str, Span]] = (),
    fix: Fix | None = None,
    **facts: object,
) -> Diagnostic:
    """A diagnostic in the catalogue's words, with these facts filled in.

    Raises KeyError where the code, or a fact that its words name, is missing: our bug, not the
    editor's.
    """
    from microsite.diagnostics.catalogue import (
        CATALOGUE,
    )  # all these words: only for those who have something to tell

    entry = CATALOGUE[code]
    headline = " ".join(entry.headline.format(**facts).split())
    cure = " ".join(entry.help.format(**facts).split())
    return Diagnostic(code, entry.severity, headline, span, cure, tuple(notes), fix)


class Log:
    """Collects diagnostics; each is told once, however often it is reported, and none that a
    comment calls ok.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, int, str], Diagnostic] = {}
        self._marks: dict[str, tuple[Suppression, ...]] = {}
        self.used_suppressions: set[Suppression] = set()
        """The marks because of which something was not told."""

    def report(
        self,
        code: str,
        span: Span,
        *,
        notes: Iterable[tuple[str, Span]] = (),
        fix: Fix | None = None,
        **facts: object,
    ) -> None:
        """Add a diagnostic in the catalogue's words; see `diagnose`."""
        self.add(diagnose(code, span, notes=notes, fix=fix, **facts))

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a ready-made diagnostic; an error is told whatever a comment says."""
        if diagnostic.severity is not Severity.ERROR and self._is_suppressed(diagnostic):
            return
        key = (diagnostic.code, diagnostic.span.path, diagnostic.span.start, diagnostic.headline)
        self._found.setdefault(key, diagnostic)

    def _is_suppressed(self, diagnostic: Diagnostic) -> bool:
        source = diagnostic.span.source
        if PREFIX not in source.text:
            return False
        if source.path not in self._marks:
            self._marks[source.path] = tuple(find_suppressions(source))
        marks = [
            mark
            for mark in self._marks[source.path]
            if matches(mark, diagnostic.code, diagnostic.span)
        ]
        self.used_suppressions.update(marks)
        return bool(marks)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(sorted(self._found.values(), key=lambda found: found.sort_key))

    def __len__(self) -> int:
        return len(self._found)

    def is_blocked(self, *, strict: bool) -> bool:
        """Return whether a diagnostic stops the build."""
        return any(found.blocks_build(strict=strict) for found in self)

    @property
    def errors(self) -> int:
        """How many of them stop the build."""
        return sum(1 for found in self._found.values() if found.severity is Severity.ERROR)


class DiagnosticError(Exception):
    """An editor's mistake that is found where no log is at hand; carries the one diagnostic to add
    to it.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.headline)
        self.diagnostic = diagnostic


def file_span(path: str | PurePosixPath) -> Span:
    """The place of a file whose text we do not have: missing, unreadable, or not text."""
    return SourceText(str(path), "").file_span
