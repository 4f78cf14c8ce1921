"""Widths of text in the typeface of titles, in ems, for setting a title as large as it
fits.
"""

import json
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

WIDE, NARROW = (13.4, 5, 26.0), (7.5, 7, 13.0)
"""For a wide screen and a phone: the widest line of a title; the number of lines above
which it is set in longer ones; and the length of line above which it would be too
small, and wraps instead.
"""
TRACKING = -0.026  # after each character, as in the stylesheet
SAFETY_MARGIN = 1.02
"""A line that just fits must fit in the fallback font, up to this much wider."""


def min_line_width(
    title: str, measure: float, max_lines: int, limit: float = 1e9
) -> float:
    """Return the widest line with the fewest lines up to `measure`, or with
    `max_lines`.
    """
    pieces = _pieces(title)
    if not pieces:
        return 1.0
    lines = _line_widths(pieces, measure)
    count = min(max_lines, len(lines)) if max(lines) <= measure else max_lines
    low, high = 0.0, sum(width + space for width, space in pieces)
    while high - low > 0.00001:
        middle = (low + high) / 2
        lines = _line_widths(pieces, middle)
        is_enough = len(lines) <= count and max(lines) <= middle
        low, high = (low, middle) if is_enough else (middle, high)
    width = round(max(_line_widths(pieces, high)) * SAFETY_MARGIN + 0.005, 2)
    return min(limit, max(1.0, width))


def text_width(text: str) -> float:
    """Return the width of a text on one line."""
    return sum(
        _advance(character) + TRACKING for character in text
    ) + 0.03 * text.count(" ")


def _pieces(title: str) -> list[tuple[float, float]]:
    """Return the widths of parts between which lines can break, each with the space
    after it.
    """
    pieces: list[tuple[float, float]] = []
    for word in title.split():
        for is_square, run in groupby(word, _is_square):
            letters = list(run)
            parts = letters if is_square else ["".join(letters)]
            pieces += [(text_width(part), 0.0) for part in parts]
        pieces[-1] = (pieces[-1][0], text_width(" "))
    return pieces


def _line_widths(pieces: list[tuple[float, float]], measure: float) -> list[float]:
    lines: list[float] = []
    end = 0.0
    for width, space in pieces:
        if not lines or round(end + width, 4) > measure:
            lines.append(0.0)
            end = 0.0
        lines[-1] = round(end + width, 4)
        end += width + space
    return lines


def _is_square(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


@cache
def _advance(character: str) -> float:
    if (width := _table().get(character)) is not None:
        return width / 1000
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return -TRACKING
    return 1.0 if _is_square(character) else 0.5


@cache
def _table() -> dict[str, int]:
    """Return advance widths in thousandths of an em, from the output of
    tools/advance_widths.py.
    """
    table = Path(__file__).with_name("advance_widths.json")
    by_width: dict[str, str] = json.loads(table.read_text(encoding="utf-8"))
    return {
        letter: int(width) for width, letters in by_width.items() for letter in letters
    }
