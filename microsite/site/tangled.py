"""Texts that nobody writes, on which the Markdown converter would work for hours, or until Python
gives up.
"""

from __future__ import annotations

import re

from msgspec import Struct

LONGEST_TEXT = 100_000
"""Characters: some forty pages of paper."""
SHORT = 400
"""Characters. In fewer, nothing can go wrong."""
BLOCK = re.compile(r"(?:[^\n]+\n?)+")
OPENING_TAG = re.compile(r"<(?!(?:br|hr|img|wbr|col)\b)[A-Za-z]")
WIDE = " " * 20
"""Without these, and without tabs, there is no line that is indented as far as it must be to be
tangled.
"""
TANGLES: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("#", 500, re.compile(r"^#", re.MULTILINE)),
    ("=", 500, re.compile(r"^=+[ ]*$", re.MULTILINE)),
    ("-", 500, re.compile(r"^-+[ ]*$", re.MULTILINE)),
    ("*[", 200, re.compile(r"^\*\[", re.MULTILINE)),
    (" ", 0, re.compile(r"^[ \t]{100,}(?:[-*+•]|\d+[.)])\s", re.MULTILINE)),
    (">", 0, re.compile(r"^[ ]{0,3}>(?:[ ]{0,4}>){49}", re.MULTILINE)),
    ("|", 0, re.compile(r"^[^|\n]*(?:\|[^|\n]*){200,}$", re.MULTILINE)),
)
"""A sign, and how often a whole text may have what it makes: headings, abbreviations, lists in
lists, columns.
"""
MOST_IN_A_BLOCK = 2000
"""Brackets between two empty lines."""
MOST_OPEN = 100
"""HTML tags that are never closed."""


class Tangle(Struct, frozen=True):
    """Where a text goes beyond what can be meant."""

    start: int
    sign: str
    """What there is too much of; empty where the text is too long."""


def tangle_of(text: str) -> Tangle | None:
    """The first thing in a text that cannot be meant; None for what people write."""
    if len(text) < SHORT:
        return None
    if len(text) > LONGEST_TEXT:
        return Tangle(0, "")
    lines = text.count("\n") + 1
    for sign, most, pattern in TANGLES:
        if (
            lines > most
            and (sign != " " or WIDE in text or "\t" in text)
            and text.count(sign) > most
        ):
            found = list(pattern.finditer(text))
            if len(found) > most:
                return Tangle(found[most].start(), sign)
    return _open_tags(text) or _brackets(text)


def _open_tags(text: str) -> Tangle | None:
    if (
        text.count("<") > MOST_OPEN
        and len(tags := list(OPENING_TAG.finditer(text))) - text.count("</") > MOST_OPEN
    ):
        return Tangle(tags[MOST_OPEN].start(), "<")
    return None


def _brackets(text: str) -> Tangle | None:
    for sign in "[(<" if len(text) > MOST_IN_A_BLOCK else "":
        if text.count(sign) > MOST_IN_A_BLOCK:
            for block in BLOCK.finditer(text):
                if block[0].count(sign) > MOST_IN_A_BLOCK:
                    return Tangle(block.start() + block[0].index(sign), sign)
    return None
