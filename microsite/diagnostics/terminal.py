"""Diagnostics for people, in a terminal or a log."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from microsite.diagnostics.diagnostic import Diagnostic, Fix, Severity
from microsite.diagnostics.excerpt import MAX_CELLS, excerpt
from microsite.diagnostics.sanitize import PathFormatter, project_path, sanitize
from microsite.diagnostics.source_text import Span

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
BOLD, FIXED, QUIET = "1", "32", "2"
MARGIN = 5
"""Cells for a line number."""


def render(
    diagnostics: Iterable[Diagnostic],
    seen: PathFormatter = project_path,
    *,
    colour: bool = False,
    width: int | None = None,
) -> str:
    """Each with its place, its headline, the line it is about, and its cure; a blank line after each.

    `width` is that of the terminal in cells; without one, as in a log, sentences are not wrapped.
    """
    page = TerminalWriter(seen, width, colour=colour)
    return "".join(f"{page.whole(found)}\n\n" for found in diagnostics)


def format_location(span: Span, seen: PathFormatter = project_path) -> str:
    """`data/sessions.yaml:41:16`, as editors and terminals link it; the path alone where there is
    no text.
    """
    path = sanitize(seen(span.path))
    return f"{path}:{span.line}:{span.column}" if span.source.text else path


class TerminalWriter:
    """What is the same for all that is shown in one place."""

    def __init__(self, seen: PathFormatter, width: int | None, *, colour: bool) -> None:
        self.seen = seen
        self.colour = colour
        self.width = width

    def whole(self, found: Diagnostic) -> str:
        paint = COLOURS[found.severity]
        kind = self._style(f"{found.severity} {found.code}", paint)
        parts = [
            f"{self._style(format_location(found.span, self.seen), BOLD)}  {kind}",
            self._sentence(found.headline),
        ]
        if found.span.source.text:
            parts += ["", self._excerpt(found.span, paint)]
        if found.help:
            parts.append(self._sentence(found.help))
        if found.fix and (corrected := fixed_line(found.fix)) is not None:
            parts += ["Corrected:", self._line(found.fix.span.line, corrected, FIXED)]
        for words, span in found.notes:
            parts.append(f"{self._sentence(words)} ({format_location(span, self.seen)})")
            if span.source.text:
                parts.append(self._excerpt(span, QUIET))
        return "\n".join(parts)

    def _excerpt(self, span: Span, paint: str) -> str:
        seen = excerpt(span, self._cells())
        carets = " " * (MARGIN + 3 + seen.before) + self._style("^" * seen.under, paint)
        more = f" down to line {seen.goes_on_to}" if seen.goes_on_to else ""
        return f"{seen.line:{MARGIN}} | {seen.text}".rstrip() + f"\n{carets}{more}"

    def _line(self, number: int, text: str, paint: str) -> str:
        return f"{number:{MARGIN}} | {self._style(text, paint)}"

    def _cells(self) -> int:
        return MAX_CELLS if self.width is None else max(20, min(self.width, 120) - MARGIN - 5)

    def _sentence(self, words: str) -> str:
        words = sanitize(words)
        if self.width is None:
            return words
        return textwrap.fill(
            words, max(20, min(self.width, 100)), break_long_words=False, break_on_hyphens=False
        )

    def _style(self, text: str, paint: str) -> str:
        return f"\x1b[{paint}m{text}\x1b[0m" if self.colour else text


def fixed_line(fix: Fix) -> str | None:
    """The line as a fix leaves it; None where the fix takes in or makes more than one line."""
    span = fix.span
    if "\n" in fix.replacement or span.end_line != span.line or not span.source.text:
        return None
    source = span.source.line_text(span.line)
    line = source[: span.column - 1] + fix.replacement + source[span.end_column - 1 :]
    if not line.strip():
        return None
    at = span.source.line_starts[span.line - 1] + span.column - 1
    corrected = type(span.source)(span.path, line)
    return excerpt(corrected.span(at - span.source.line_starts[span.line - 1])).text
