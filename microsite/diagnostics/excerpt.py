"""The line a span starts on, cut and measured so that carets can be put under it."""

from __future__ import annotations

from msgspec import Struct

from microsite.diagnostics.sanitize import sanitize
from microsite.diagnostics.source_text import Span, display_width

TAB_WIDTH = 4
MAX_CELLS = 100
ELLIPSIS = "…"


class Excerpt(Struct, frozen=True):
    """One line of a source as it is shown. Widths are in cells of a terminal."""

    line: int
    """Its number, from 1."""
    text: str
    """Tabs as spaces, unfit characters as signs, cut at either end where it is long."""
    before: int
    """The cells before the span."""
    under: int
    """The cells of the span that are to be seen, at least 1."""
    goes_on_to: int | None = None
    """The line on which the span ends, where that is another one."""


def excerpt(span: Span, most: int = MAX_CELLS) -> Excerpt:
    """The line on which a span starts, at most `most` cells wide, the start of the span always
    within.
    """
    line, at = span.line, span.column - 1
    text = span.source.line_text(line)
    ends_here = span.end_line == line
    end = min(span.end_column - 1, len(text)) if ends_here else len(text)
    begin = max(0, at - most)  # of a very long line, only what can be seen is measured
    pieces = _pieces(text[begin : at + 2 * most])
    at, end = at - begin, min(end - begin, len(pieces))
    first, last = _window(pieces, at, most)
    before = _width(pieces[first:at])
    under = _width(pieces[at : max(at, min(end, last))])
    front = ELLIPSIS if first + begin > 0 else ""
    back = ELLIPSIS if begin + last < len(text) else ""
    return Excerpt(
        line,
        front + "".join(piece for piece, _ in pieces[first:last]).rstrip() + back,
        before + len(front),
        max(1, under),
        None if ends_here else span.end_line,
    )


def _pieces(text: str) -> list[tuple[str, int]]:
    """Each character as it is shown, with its width in cells."""
    pieces = []
    column = 0
    for character in text:
        piece = " " * (TAB_WIDTH - column % TAB_WIDTH) if character == "\t" else sanitize(character)
        width = display_width(piece)
        pieces.append((piece, width))
        column += width
    return pieces


def _width(pieces: list[tuple[str, int]]) -> int:
    return sum(width for _, width in pieces)


def _window(pieces: list[tuple[str, int]], at: int, most: int) -> tuple[int, int]:
    """Which pieces to show: all where they fit, else some before the span and what fits after its
    start.
    """
    if _width(pieces) <= most:
        return 0, len(pieces)
    first = at
    room = most // 3
    while first > 0 and room >= pieces[first - 1][1]:
        first -= 1
        room -= pieces[first][1]
    last = first
    room = most
    while last < len(pieces) and room >= pieces[last][1]:
        room -= pieces[last][1]
        last += 1
    while first < at and pieces[first][1] == 0:
        first += 1  # a window never starts with an accent whose letter was cut off
    return first, last
