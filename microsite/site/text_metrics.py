"""Widths of text in the typeface of titles, in ems.

With them, a title is set as large as it fits.
"""

import json
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

WIDE = (13.4, 5, 26.0)
NARROW = (7.5, 7, 13.0)
"""For a wide screen and a phone, the limits of `min_line_width`.

They are the widest line of a title; the number of lines above which it is set in longer
ones; and the length of line above which it would be too small, and wraps instead.
"""
TRACKING = -0.026
"""Space after each character, as in the stylesheet."""
WORD_SPACING = 0.03
SAFETY_MARGIN = 1.02
"""A line that just fits must fit in the fallback font, up to this much wider."""


def min_line_width(
    title: str, measure: float, max_lines: int, limit: float = 1e9
) -> float:
    """Return the width of the widest line of a title.

    It has as few lines as fit into `measure`, and at most `max_lines`. The width is at
    least 1 and at most `limit`.
    """
    pieces = _pieces(title)
    if not pieces:
        return 1.0
    lines = _line_widths(pieces, measure)
    count = max_lines
    if max(lines) <= measure:
        count = min(max_lines, len(lines))

    low = 0.0
    high = sum(width + space for width, space in pieces)
    while high - low > 0.00001:
        middle = (low + high) / 2
        lines = _line_widths(pieces, middle)
        is_wide_enough = len(lines) <= count and max(lines) <= middle
        if is_wide_enough:
            high = middle
        else:
            low = middle
    widest = max(_line_widths(pieces, high))
    width = round(widest * SAFETY_MARGIN + 0.005, 2)
    return min(limit, max(1.0, width))


def text_width(text: str) -> float:
    """Return the width of a text on one line."""
    width = sum(_advance(character) + TRACKING for character in text)
    return width + WORD_SPACING * text.count(" ")


def _pieces(title: str) -> list[tuple[float, float]]:
    """Return the widths of parts between which lines can break.

    Each comes with the width of the space after it.
    """
    pieces: list[tuple[float, float]] = []
    for word in title.split():
        for is_square, run in groupby(word, _is_square):
            letters = list(run)
            # Lines can break between Chinese characters, for example.
            parts = letters if is_square else ["".join(letters)]
            pieces += [(text_width(part), 0.0) for part in parts]
        last_width, _ = pieces[-1]
        pieces[-1] = (last_width, text_width(" "))
    return pieces


def _line_widths(pieces: list[tuple[float, float]], measure: float) -> list[float]:
    """Return the widths of lines that break before they exceed a measure."""
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
    """Return the width of a character, or an estimate if the typeface lacks it."""
    width = _table().get(character)
    if width is not None:
        return width / 1000
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return -TRACKING
    return 1.0 if _is_square(character) else 0.5


@cache
def _table() -> dict[str, int]:
    """Return advance widths in thousandths of an em, by character.

    They are the output of tools/advance_widths.py.
    """
    file = Path(__file__).with_name("advance_widths.json")
    letters_by_width: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    table = {}
    for width, letters in letters_by_width.items():
        table.update(dict.fromkeys(letters, int(width)))
    return table
