"""Diagnostics and the log that collects them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import PurePosixPath

from msgspec import Struct

from microsite.diagnostics.catalogue import CATALOGUE, Severity
from microsite.diagnostics.source_text import SourceText, Span
from microsite.diagnostics.suppressions import PREFIX, Suppression, find_suppressions

__all__ = ["Diagnostic", "DiagnosticError", "Fix", "Log", "Severity", "file_span"]

ENVIRONMENT_CODES = ("O11", "O12")
"""Prefixes of codes about the output folder, the disk or permissions."""


class Confidence(StrEnum):
    """Certainty of a fix. Only certain ones are applied without asking."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Fix(Struct, frozen=True):
    """An edit that cures a diagnostic: replace the text of a span."""

    span: Span
    replacement: str
    confidence: Confidence = Confidence.CERTAIN


class Diagnostic(Struct, frozen=True):
    """One error, warning or note, as plain data."""

    code: str
    severity: Severity
    headline: str
    span: Span
    help: str = ""
    """Next action, in words for editors."""
    notes: tuple[tuple[str, Span], ...] = ()
    """Related places, each with a few words."""
    fix: Fix | None = None

    @property
    def is_content_error(self) -> bool:
        """Whether it concerns the sources rather than the machine."""
        return not self.code.startswith(ENVIRONMENT_CODES)

    def blocks_build(self, *, strict: bool) -> bool:
        """Return whether nothing may be published. `strict` counts warnings about the sources."""
        is_warning = self.severity is Severity.WARNING and self.is_content_error
        return self.severity is Severity.ERROR or (strict and is_warning)

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        """Order of reports: by file, place and code."""
        return (self.span.path, self.span.start, self.code, self.headline)


def diagnose(
    code: str,
    span: Span,
    *,
    notes: Iterable[tuple[str, Span]] = (),
    fix: Fix | None = None,
    **facts: object,
) -> Diagnostic:
    """Return a diagnostic with the message of a code. Raise `KeyError` for a missing fact."""
    entry = CATALOGUE[code]
    headline = " ".join(entry.headline.format(**facts).split())
    advice = " ".join(entry.help.format(**facts).split())
    return Diagnostic(code, entry.severity, headline, span, advice, tuple(notes), fix)


class Log:
    """Collector of diagnostics. Drops duplicates and what a comment suppresses."""

    def __init__(self) -> None:
        self._diagnostics: dict[tuple[str, int, str, str], Diagnostic] = {}
        self._suppressions: dict[str, tuple[Suppression, ...]] = {}
        self.used_suppressions: set[Suppression] = set()

    def report(
        self,
        code: str,
        span: Span,
        *,
        notes: Iterable[tuple[str, Span]] = (),
        fix: Fix | None = None,
        **facts: object,
    ) -> None:
        """Add a diagnostic with the message of a code; see `diagnose`."""
        self.add(diagnose(code, span, notes=notes, fix=fix, **facts))

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic. Errors cannot be suppressed."""
        if diagnostic.severity is Severity.ERROR or not self._is_suppressed(diagnostic):
            self._diagnostics.setdefault(diagnostic.sort_key, diagnostic)

    def _is_suppressed(self, diagnostic: Diagnostic) -> bool:
        source = diagnostic.span.source
        if PREFIX not in source.text:
            return False
        if source.path not in self._suppressions:
            self._suppressions[source.path] = tuple(find_suppressions(source))
        matching = [
            suppression
            for suppression in self._suppressions[source.path]
            if suppression.matches(diagnostic.code, diagnostic.span)
        ]
        self.used_suppressions.update(matching)
        return bool(matching)

    def __iter__(self) -> Iterator[Diagnostic]:
        return (self._diagnostics[key] for key in sorted(self._diagnostics))

    def __len__(self) -> int:
        return len(self._diagnostics)

    def is_blocked(self, *, strict: bool) -> bool:
        """Return whether a diagnostic stops the build."""
        return any(found.blocks_build(strict=strict) for found in self)

    @property
    def errors(self) -> int:
        """Number of errors."""
        return sum(item.severity is Severity.ERROR for item in self._diagnostics.values())


class DiagnosticError(Exception):
    """Carries a diagnostic to where a log is at hand."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.headline)
        self.diagnostic = diagnostic


def file_span(path: str | PurePosixPath) -> Span:
    """Return a span for a file whose text is not available."""
    return SourceText(str(path), "").file_span
