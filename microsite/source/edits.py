"""Edits of texts, and the characters in them that people do not see or mean."""

import re
from collections.abc import Sequence

from msgspec import Struct

NON_ASCII_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces other than that of the keyboard, as ranges of a regular expression."""
ZERO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Characters without a width, as ranges of a regular expression."""
CURLY_QUOTES = "“”„‟«»‘’‚‹›"
OPENING_CURLY_QUOTES = "“„«‘‚‹”"
IN_CURLY_QUOTES = re.compile(
    f"[{OPENING_CURLY_QUOTES}]([^“”„‟«»‘‚‹›]+)[{CURLY_QUOTES}]"
)
"""A text in curly quotes, which Word puts there."""


class TextEdit(Struct, frozen=True):
    """A replacement of the text between two offsets."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Sequence[TextEdit]) -> str:
    """Return a text with edits applied, in order and without overlaps."""
    pieces: list[str] = []
    reached = 0
    for edit in edits:
        pieces += [text[reached : edit.start], edit.text]
        reached = edit.end
    return "".join((*pieces, text[reached:]))


def quote_scalar(text: str) -> str:
    """Return a text in quotes, as YAML needs it.

    An apostrophe beside straight quotes becomes a curly one.
    """
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "’") + "'"


def strip_curly_quotes(text: str) -> str:
    """Return a text without the curly quotes around all of it."""
    match = IN_CURLY_QUOTES.fullmatch(text)
    return match[1].strip() if match else text
