"""Text for messages: suggestions of names, excerpts, and signs for control
characters.
"""

import os
import shlex
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from microsite.diagnostics.source_text import Span, display_width

MAX_CHOICES = 7
MAX_CELLS = 100
PathFormatter = Callable[[str], str]
"""Makes a path of the project relative to where it is read."""
UNDECODABLE = (*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
RARE = (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Line ends, and overrides of the reading direction."""
SIGNS = {code: chr(0x2400 + code) for code in range(0x20)} | {
    0x7F: "\N{SYMBOL FOR DELETE}"
}
SIGNS |= dict.fromkeys(UNDECODABLE, "\N{REPLACEMENT CHARACTER}")
SIGNS |= {code: f"<U+{code:04X}>" for code in RARE}


def quote_path(path: str) -> str:
    """Return a path as it is typed in a command, in quotation marks if it has
    spaces.
    """
    quoted = shlex.quote(path)
    return f'"{path}"' if os.name == "nt" and quoted != path else quoted


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
    """Return a sentence that suggests the closest name, else another one that lists
    names.
    """
    names = list(dict.fromkeys(names))
    if match := closest_match(word, names, cutoff):
        return f"Did you mean “{match}”?"
    return list_choices(word, names) if otherwise is None else otherwise


def list_choices(word: str, names: Iterable[str]) -> str:
    """Return a sentence that lists the names that can be written, or the nearest of
    many.
    """
    names = list(names)
    if len(names) <= MAX_CHOICES:
        return f"You can write: {', '.join(names)}." if names else ""
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
    """Return the visible line of a span: the text before it, in it and after it, safe
    to print.
    """
    text, at = span.source.line_text(span.line), span.column - 1
    end = (
        min(span.end_column - 1, len(text)) if span.end_line == span.line else len(text)
    )
    # Only the visible part of a very long line is measured
    begin = max(0, at - max_cells)
    pieces, cells = _printed(text[begin : at + 2 * max_cells])
    at, end = at - begin, min(end - begin, len(pieces))
    first, last = 0, len(pieces)
    if cells[-1] > max_cells:
        first = bisect_left(cells, cells[at] - max_cells // 3)
        last = bisect_right(cells, cells[first] + max_cells) - 1
        while first < at and cells[first] == cells[first + 1]:
            first += 1  # never start with an accent whose letter was cut off
    end = max(at, min(end, last))
    before, marked, after = (
        "".join(pieces[i:j]) for i, j in ((first, at), (at, end), (end, last))
    )
    if first + begin > 0:
        before = f"…{before}"
    return (
        before,
        marked,
        f"{after.rstrip()}…" if begin + last < len(text) else after.rstrip(),
    )


def _printed(text: str) -> tuple[list[str], list[int]]:
    """Return each character as it is printed, and the cells before each and at
    the end.
    """
    pieces: list[str] = []
    cells = [0]
    for character in text:
        piece = " " * (4 - cells[-1] % 4) if character == "\t" else sanitize(character)
        pieces.append(piece)
        cells.append(cells[-1] + display_width(piece))
    return pieces, cells
