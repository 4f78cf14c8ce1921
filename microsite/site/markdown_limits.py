"""Limits on texts, beyond which the Markdown converter would work for hours or fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from msgspec import Struct

MAX_LENGTH = 100_000
"""Characters: some forty pages of paper."""
SHORT_LENGTH = 100
"""Characters. A text of this length or less cannot exceed a limit."""
MAX_DEPTH = 50
"""Quotes and lists, definitions, or HTML elements in each other."""
MAX_BRACKETS = 2_000
"""Opening brackets of a kind in a block."""
MAX_EMPHASIS = 200
"""Asterisks in a block that has as many underscores, as these can stand in each other."""
MAX_ABBREVIATIONS = 200
MAX_FENCES = 2_000

BLOCK = re.compile(r"(?:[^\n]+\n?)+")
LINE_START = re.compile(
    r"^[ \t]*(?:(?:>|[•*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*(?:!!!|:[ \t]|\[\^)?",
    re.MULTILINE,
)
LEVEL = re.compile(r"[>•*+-]|\d[.)]|!!!|:|\[")
RULE = re.compile(r"(?:[ ]*-)+[ ]*|(?:[ ]*\*)+[ ]*")
DEFINITION = re.compile(r"^[ ]{0,3}:[ ]", re.MULTILINE)
ABBREVIATION = re.compile(r"^\*\[", re.MULTILINE)
EMPHASIS = re.compile(r"(?<!\w)_|_(?!\w)")
EMPHASIS_RUN = re.compile(r"(?<![*_])[*_]{100,}(?![\s*_]|\Z)")
FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
TAG = re.compile(r"<(/?)(?!(?:br|col|dd|dt|hr|img|li|p|td|th|tr|wbr)\b)[A-Za-z]")
"""Tags of elements that can stand in each other to any depth."""


class Excess(Struct, frozen=True):
    """The place from which on a text exceeds a limit."""

    start: int
    mark: str
    """The mark of which there are too many; empty if the text is too long."""


def find_excess(text: str) -> Excess | None:
    """Return the first excess of a text, in time linear in its length; None for usual texts."""
    if len(text) <= SHORT_LENGTH:
        return None
    if len(text) > MAX_LENGTH:
        return Excess(0, "")
    found = chain(
        _deep_lines(text),
        _deep_elements(text),
        _crowded_blocks(text),
        _surplus(EMPHASIS_RUN, text, 0, "*"),
        _surplus(EMPHASIS_RUN, text, 0, "_"),
        _surplus(ABBREVIATION, text, MAX_ABBREVIATIONS, "*["),
        _surplus(FENCE, text, MAX_FENCES, "```"),
        _surplus(FENCE, text, MAX_FENCES, "~~~"),
    )
    return next(found, None)


def _deep_lines(text: str) -> Iterator[Excess]:
    """Yield the lines that stand in too many quotes and lists."""
    for line in LINE_START.finditer(text):
        start = line[0].expandtabs(4)
        levels = LEVEL.findall(start)
        if levels and len(start) - len(start.lstrip()) >= 2 * (MAX_DEPTH - len(levels)):
            end = text.find("\n", line.start())
            if not RULE.fullmatch(text, line.start(), end if end >= 0 else len(text)):
                yield Excess(line.start(), levels[-1])


def _deep_elements(text: str) -> Iterator[Excess]:
    """Yield the HTML tags that open an element in too many others."""
    depth = 0
    for tag in TAG.finditer(text) if text.count("<") > MAX_DEPTH else ():
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            yield Excess(tag.start(), "<")


def _crowded_blocks(text: str) -> Iterator[Excess]:
    """Yield what is too often in one block: brackets, nested emphasis, nested definitions."""
    brackets = [mark for mark in "[(<" if text.count(mark) > MAX_BRACKETS]
    has_emphasis = text.count("*") > MAX_EMPHASIS and text.count("_") > MAX_EMPHASIS
    has_definitions = text.count(": ") > MAX_DEPTH
    if not (brackets or has_emphasis or has_definitions):
        return
    for block in BLOCK.finditer(text):
        start, words = block.start(), block[0]
        for mark in brackets:
            if words.count(mark) > MAX_BRACKETS:
                yield Excess(start + words.index(mark), mark)
        if has_emphasis and words.count("*") > MAX_EMPHASIS:
            yield from _surplus(EMPHASIS, words, MAX_EMPHASIS, "_", start)
        if has_definitions:
            yield from _surplus(DEFINITION, words, MAX_DEPTH, ":", start)


def _surplus(
    pattern: re.Pattern[str], text: str, limit: int, mark: str, start: int = 0
) -> Iterator[Excess]:
    """Yield the first match beyond the limit."""
    if text.count(mark) > limit:
        for match in islice(pattern.finditer(text), limit, limit + 1):
            yield Excess(start + match.start(), mark)
