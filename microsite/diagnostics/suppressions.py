"""Comments such as `ok: D106` that suppress warnings and notes where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from microsite.diagnostics.source_text import SourceText, Span

PREFIX = "ok:"
COMMENT = re.compile(r"(?:<!--|(?<!\S)#)[ \t]*ok:[ \t]*([A-Z]\d{3}(?:[ \t,]+[A-Z]\d{3})*)")
"""`# ok: D106` in YAML and `<!-- ok: D106, D107 -->` in Markdown."""


class Suppression(Struct, frozen=True):
    """One suppressed code."""

    code: str
    span: Span
    """The code in its comment."""
    lines: tuple[int, ...]
    """Line of the comment and, if the comment stands alone, the next line with text."""

    def matches(self, code: str, span: Span) -> bool:
        """Return whether a diagnostic of this code and span is suppressed."""
        return self.code == code and (span.line in self.lines or span.end_line in self.lines)


def find_suppressions(source: SourceText) -> Iterator[Suppression]:
    """Find the suppressions in a source file."""
    if PREFIX not in source.text:
        return
    for match in COMMENT.finditer(source.text):
        lines = _suppressed_lines(source, match.start())
        for code in re.finditer(r"\w+", match[1]):
            start = match.start(1) + code.start()
            yield Suppression(code[0], source.span(start, start + len(code[0])), lines)


def _suppressed_lines(source: SourceText, start: int) -> tuple[int, ...]:
    line = source.line_of(start)
    if source.text[source.line_starts[line - 1] : start].strip():
        return (line,)
    for below in range(line + 1, len(source.line_starts) + 1):
        text = source.line_text(below).strip()
        if text and not COMMENT.match(text):
            return (line, below)
    return (line,)
