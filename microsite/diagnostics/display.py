"""Text for messages: suggestions of names, excerpts, signs for control characters."""

import os
import shlex
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from microsite.diagnostics.source_text import Span, display_width

PathFormatter = Callable[[str], str]
"""Makes a path of the project relative to where it is read."""

MAX_CHOICES = 7
"""Names that a message lists; of more, it has the most similar ones."""
MAX_CELLS = 100
"""Terminal cells of an excerpt."""
TAB_CELLS = 4

UNDECODABLE = (*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
RARE = (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Line ends, and overrides of the reading direction."""
SIGNS = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys(UNDECODABLE, "\N{REPLACEMENT CHARACTER}"),
    **{code: f"<U+{code:04X}>" for code in RARE},
}
"""Visible signs for characters that a terminal or a reader of XML must not get."""


def quote_path(path: str) -> str:
    """Return a path as it is typed in a command, quoted if it has spaces."""
    quoted = shlex.quote(path)
    if os.name == "nt" and quoted != path:
        return f'"{path}"'
    return quoted


def closest_match(word: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the name that was probably meant, if any is close enough."""
    by_folded = {name.casefold(): name for name in names}
    matches = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[matches[0]] if matches else None


def did_you_mean(
    word: str,
    names: Iterable[str],
    otherwise: str | None = None,
    *,
    cutoff: float = 0.6,
) -> str:
    """Return a sentence that suggests the closest name.

    If no name is close enough, return `otherwise`, or a sentence that lists names.
    """
    names = list(dict.fromkeys(names))
    match = closest_match(word, names, cutoff)
    if match:
        return f"Did you mean “{match}”?"
    return list_choices(word, names) if otherwise is None else otherwise


def list_choices(word: str, names: Iterable[str]) -> str:
    """Return a sentence that lists the names, or of many the most similar ones."""
    names = list(names)
    if not names:
        return ""
    if len(names) <= MAX_CHOICES:
        return f"You can write: {', '.join(names)}."
    nearest = get_close_matches(word.casefold(), names, MAX_CHOICES, cutoff=0)
    return f"The most similar are: {', '.join(nearest)}."


def capitalized(text: str) -> str:
    """Return a text with a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]


def sanitize(text: str) -> str:
    """Return a text as one line that is safe for terminals and XML."""
    return text.translate(SIGNS)


def sanitize_all(text: str) -> str:
    """Return a text of several lines that is safe for terminals and XML."""
    return "\n".join(map(sanitize, text.split("\n")))


def excerpt(span: Span, max_cells: int = MAX_CELLS) -> tuple[str, str, str]:
    """Return the first line of a span: the text before it, in it and after it.

    The texts are safe to print. A long line is cut at both ends.
    """
    text = span.source.line_text(span.line)
    start = span.column - 1
    end = len(text)
    if span.end_line == span.line:
        end = min(span.end_column - 1, len(text))

    # Only the visible part of a very long line is measured
    offset = max(0, start - max_cells)
    pieces, cells = _printed(text[offset : start + 2 * max_cells])
    start -= offset
    end -= offset
    first = 0
    last = len(pieces)
    if cells[-1] > max_cells:
        first = bisect_left(cells, cells[start] - max_cells // 3)
        last = bisect_right(cells, cells[first] + max_cells) - 1
        while first < start and cells[first] == cells[first + 1]:
            first += 1  # never start with an accent whose letter was cut off
    end = max(start, min(end, last))

    before = "".join(pieces[first:start])
    marked = "".join(pieces[start:end])
    after = "".join(pieces[end:last]).rstrip()
    if offset + first > 0:
        before = f"…{before}"
    if offset + last < len(text):
        after = f"{after}…"
    return before, marked, after


def _printed(text: str) -> tuple[list[str], list[int]]:
    """Return each character as it is printed, and the cells that end before it.

    The cells have one more number: those of the whole text.
    """
    pieces: list[str] = []
    cells = [0]
    for character in text:
        position = cells[-1]
        if character == "\t":
            piece = " " * (TAB_CELLS - position % TAB_CELLS)
        else:
            piece = sanitize(character)
        pieces.append(piece)
        cells.append(position + display_width(piece))
    return pieces, cells
