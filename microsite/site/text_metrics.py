"""Widths of text in the typeface of titles, for setting a title as large as it fits.

Widths are in ems and come from a table, so that no font is read.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

TABLE = Path(__file__).with_name("advance_widths.json")
"""Advance widths in thousandths of an em, each with the characters that have it; see
`tools/advance_widths.py`.
"""
WIDE, NARROW = (13.4, 5, 26.0), (7.5, 7, 13.0)
"""The widest line of a title on a wide screen and on a phone; the number of lines above which it is
set in longer ones; the length of line above which it would be too small, and wraps instead.
"""
TRACKING, WORD_SPACE = -0.026, 0.03
"""Spacing as in the stylesheet: after each character, and in addition after each space."""
SAFETY_MARGIN = 1.02
"""A line that just fits has to fit in the fallback font too, which may be this much wider."""
UNKNOWN, SQUARE = 500, 1000
"""Thousandths of an em: a character that the table lacks, and one of a script of squares."""


def title_line_widths(title: str) -> tuple[float, float]:
    """Return the widest line of a title on a wide screen and on a phone, to a hundredth.

    Each has the fewest lines that the screen allows, broken where the widest is narrowest.
    """
    wide, narrow = (
        min(limit, min_line_width(title, measure, max_lines))
        for measure, max_lines, limit in (WIDE, NARROW)
    )
    return wide, narrow


def min_line_width(title: str, measure: float, max_lines: int) -> float:
    """Return the widest line with the fewest lines up to `measure`, or with `max_lines`."""
    pieces = _pieces(title)
    if not pieces:
        return 1.0
    lines = _line_widths(pieces, measure)
    count = min(max_lines, len(lines)) if max(lines) <= measure else max_lines
    low, high = 0.0, sum(width + space for width, space in pieces)
    while high - low > 0.00001:
        middle = (low + high) / 2
        lines = _line_widths(pieces, middle)
        if len(lines) <= count and max(lines) <= middle:
            high = middle
        else:
            low = middle
    return max(1.0, round(max(_line_widths(pieces, high)) * SAFETY_MARGIN + 0.005, 2))


def text_width(text: str) -> float:
    """Return the width of a text on one line."""
    return sum(_advance(character) + TRACKING for character in text) + WORD_SPACE * text.count(" ")


def _pieces(title: str) -> list[tuple[float, float]]:
    """The widths of the parts between which lines can break, each with the space after it."""
    pieces: list[tuple[float, float]] = []
    for word in title.split():
        for is_square, run in groupby(word, _is_square):
            letters = list(run)
            parts = letters if is_square else ["".join(letters)]
            pieces += [(text_width(part), 0.0) for part in parts]
        pieces[-1] = (pieces[-1][0], text_width(" "))
    return pieces


def _line_widths(pieces: list[tuple[float, float]], measure: float) -> list[float]:
    """The widths of lines that are filled one after another up to `measure`."""
    lines: list[float] = []
    end = 0.0
    for width, space in pieces:
        if lines and round(end + width, 4) <= measure:
            lines[-1] = round(end + width, 4)
        else:
            lines.append(round(width, 4))
            end = 0.0
        end += width + space
    return lines


def _is_square(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _advance(character: str) -> float:
    """The width of a character, without tracking."""
    known = _table().get(character)
    if known is not None:
        return known / 1000
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return -TRACKING
    return (SQUARE if _is_square(character) else UNKNOWN) / 1000


@cache
def _table() -> dict[str, int]:
    """The advance width of each character, in thousandths of an em."""
    by_width: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8"))
    return {
        character: int(width) for width, characters in by_width.items() for character in characters
    }
