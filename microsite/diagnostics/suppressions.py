"""`ok: D106`: what an editor has looked at and means, said in a comment where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from microsite.diagnostics.source_text import SourceText, Span

PREFIX = "ok:"
COMMENT = re.compile(r"(?:<!--|(?<!\S)#)[ \t]*ok:[ \t]*([A-Z]\d{3}(?:[ \t,]+[A-Z]\d{3})*)")


class Suppression(Struct, frozen=True):
    """One code that is not to be told, and where."""

    code: str
    span: Span
    """The code in its comment."""
    lines: tuple[int, ...]
    """The line it stands on and, where it stands there alone, the next one with words."""


def find_suppressions(source: SourceText) -> Iterator[Suppression]:
    """The marks of a text: `# ok: D106` in YAML, `<!-- ok: D106 -->` in Markdown, several codes
    with commas.
    """
    if PREFIX not in source.text:
        return
    for match in COMMENT.finditer(source.text):
        lines = _lines(source, match.start())
        for code in re.finditer(r"\w+", match[1]):
            start = match.start(1) + code.start()
            yield Suppression(code[0], source.span(start, start + len(code[0])), lines)


def _lines(source: SourceText, at: int) -> tuple[int, ...]:
    line = source.line_of(at)
    before = source.text[source.line_starts[line - 1] : at]
    if before.strip():
        return (line,)
    below = line + 1
    last = len(source.line_starts)
    while below <= last and (
        not (words := source.line_text(below).strip()) or COMMENT.match(words)
    ):
        below += 1
    return (line, below) if below <= last else (line,)


def matches(mark: Suppression, code: str, span: Span) -> bool:
    """Whether a mark is about a diagnostic of this code at this place."""
    return mark.code == code and (span.line in mark.lines or span.end_line in mark.lines)
