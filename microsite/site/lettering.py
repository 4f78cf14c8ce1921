"""The title fills its measure: how wide its lines come out, so that the stylesheet can set it as
large as they allow.

Widths are in ems of the titles' typeface. They come from a table, so that no font has to be read to
build a site.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("advance_widths.json")
"""Advance widths in thousandths of an em, each with the characters that have it; see
`tools/advance_widths.py`.
"""
WIDE, NARROW = 13.4, 7.5
"""Ems: the most that a line of the title takes on a wide screen, and on a phone."""
MOST_WIDE, MOST_NARROW = 5, 7
"""Lines. A title that needs more is set in longer ones."""
LONGEST_WIDE, LONGEST_NARROW = 26.0, 13.0
"""Ems. A line longer than this would be set too small: the title wraps instead."""
TRACKING, WORD_SPACE = -0.026, 0.03
"""Ems, as in the stylesheet: after each character, and besides it after each space."""
ALLOWANCE = 1.02
"""What stands in for the typeface until it arrives may be so much wider; a line that just fits must
fit in both.
"""
UNKNOWN, FULL = 500, 1000
"""Thousandths of an em: a character that the table lacks, and one of the scripts that fill a square
each.
"""


def title_widths(title: str) -> tuple[float, float]:
    """The widest line of a title on a wide screen and on a phone, in ems to a hundredth.

    Each is set in the fewest lines that are no wider than the screen allows, broken where the
    widest is narrowest.
    """
    wide, narrow = widest_line(title, WIDE, MOST_WIDE), widest_line(title, NARROW, MOST_NARROW)
    return min(LONGEST_WIDE, wide), min(LONGEST_NARROW, narrow)


def widest_line(title: str, measure: float, most: int) -> float:
    """The widest line, in ems, of a title in the fewest lines within `measure` ems, or in `most`
    lines.
    """
    words, spaces = _words(title)
    if not words:
        return 1.0
    runs = _runs(words, spaces)
    lines = next((count for count in range(1, most) if _fits(runs, count, measure)), most)
    candidates = sorted({width for row in runs for width in row})
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        if _fits(runs, lines, candidates[middle]):
            high = middle
        else:
            low = middle + 1
    return max(1.0, round(candidates[low] * ALLOWANCE + 0.005, 2))


def text_width(text: str) -> float:
    """How wide a text on one line is, in ems."""
    return sum(_advance(character) + TRACKING for character in text) + WORD_SPACE * text.count(" ")


def _words(title: str) -> tuple[list[float], list[float]]:
    """The widths of what a line can be made of, and of the space after each; a square character is
    a word.
    """
    words: list[float] = []
    spaces: list[float] = []
    for word in title.split():
        part = ""
        for character in word:
            if _is_square(character):
                if part:
                    words.append(text_width(part))
                    spaces.append(0.0)
                words.append(text_width(character))
                spaces.append(0.0)
                part = ""
            else:
                part += character
        if part:
            words.append(text_width(part))
            spaces.append(0.0)
        spaces[-1] = text_width(" ")
    return words, spaces


def _runs(words: list[float], spaces: list[float]) -> list[list[float]]:
    """The width of the line from each word to each later one."""
    runs = []
    for start in range(len(words)):
        row, width = [], 0.0
        for index in range(start, len(words)):
            width += words[index]
            row.append(round(width, 4))
            width += spaces[index]
        runs.append(row)
    return runs


def _fits(runs: list[list[float]], lines: int, measure: float) -> bool:
    """Whether the title can be set in so many lines, none wider than the measure."""
    start = 0
    for _ in range(lines):
        row = runs[start]
        length = sum(1 for width in row if width <= measure)
        if length == len(row):
            return True
        if length == 0:
            return False
        start += length
    return False


def _is_square(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _advance(character: str) -> float:
    """How wide a character is, in ems, without tracking."""
    known = _table().get(character)
    if known is not None:
        return known / 1000
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return -TRACKING
    return (FULL if _is_square(character) else UNKNOWN) / 1000


@cache
def _table() -> dict[str, int]:
    """The advance width of each character, in thousandths of an em."""
    text = TABLE.read_text(encoding="utf-8")
    by_width: dict[str, str] = json.loads(text)
    return {
        character: int(width) for width, characters in by_width.items() for character in characters
    }
