"""Limits of Markdown texts, HTML that would be removed, and marks that are never closed.

Beyond the limits the Markdown converter would work for hours or fail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

ALLOWED_TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del dfn div dl dt em "
    "figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span "
    "strong sub sup table tbody td tfoot th thead time tr u ul var".split()
)
OPTIONAL_END_TAGS = frozenset(
    "br caption col colgroup dd dt hr img li p tbody td tfoot th thead tr".split()
)
CODE = re.compile(
    r"^(```|~~~)[\s\S]*?^\1|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)|^(?: {4}|\t).*$", re.MULTILINE
)
ANY_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])")
START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?(?<!/)>")
END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")

MAX_LENGTH = 100_000
"""Characters: some forty pages of paper."""
SHORT_LENGTH = 100
"""Characters. A text of this length or less cannot exceed a limit."""
MAX_DEPTH = 50
"""Quotes and lists, definitions, or HTML elements in each other."""
EMPHASIS_RUN = re.compile(r"(?<![*_])[*_]{100,}(?![\s*_]|\Z)")
FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
BLOCK_LIMITS = (
    ("[", re.compile(r"\["), 2_000),
    ("(", re.compile(r"\("), 2_000),
    ("<", re.compile("<"), 2_000),
    ("*", re.compile(r"(?<!\w)_|_(?!\w)"), 200),  # as many of both can stand in each other
    (":", re.compile(r"^[ ]{0,3}:[ ]", re.MULTILINE), MAX_DEPTH),
)
"""Marks, and patterns with the number of matches that a block with more such marks can have."""
TEXT_LIMITS = (
    ("*", EMPHASIS_RUN, 0),
    ("_", EMPHASIS_RUN, 0),
    ("*[", re.compile(r"^\*\[", re.MULTILINE), 200),
    ("```", FENCE, 2_000),
    ("~~~", FENCE, 2_000),
)
"""The same for a whole text."""

BLOCK = re.compile(r"(?:[^\n]+\n?)+")
LINE_START = re.compile(
    r"^[ \t]*(?:(?:>|[•*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*(?:!!!|:[ \t]|\[\^)?",
    re.MULTILINE,
)
LEVEL = re.compile(r"[>•*+-]|\d[.)]|!!!|:|\[")
RULE = re.compile(r"(?:[ ]*-)+[ ]*|(?:[ ]*\*)+[ ]*")
NESTABLE_TAG = re.compile(r"<(/?)(?!(?:br|col|dd|dt|hr|img|li|p|td|th|tr|wbr)\b)[A-Za-z]")


def removed_tags(text: str) -> list[str]:
    """Return the names of HTML tags that are not allowed, in order, each once."""
    if "<" not in text:
        return []
    tags = (tag.lower() for tag in ANY_TAG.findall(CODE.sub(" ", text)))
    return list(dict.fromkeys(tag for tag in tags if tag not in ALLOWED_TAGS and tag != "h1"))


def unclosed_marks(text: str) -> list[tuple[str, str]]:
    """Return the marks that are opened and never closed, each with the mark that would close it."""
    marks = [
        (fence, fence)
        for fence in ("```", "~~~")
        if len(re.findall(rf"^{fence}", text, re.MULTILINE)) % 2
    ]
    if "<" not in text:
        return marks
    plain = CODE.sub(" ", text)
    if plain.count("<!--") > plain.count("-->"):
        marks.append(("<!--", "-->"))
    closed = Counter(tag.lower() for tag in END_TAG.findall(plain))
    opened = Counter(tag.lower() for tag in START_TAG.findall(plain))
    return marks + [
        (f"<{tag}", f"</{tag}>")
        for tag, count in opened.items()
        if tag in ALLOWED_TAGS - OPTIONAL_END_TAGS and count > closed[tag]
    ]


class Excess(Struct, frozen=True):
    """The place from which on a text exceeds a limit."""

    start: int
    mark: str
    """The mark of which there are too many; empty if the text is too long."""


def find_excess(text: str) -> Excess | None:
    """Return the first excess of a text, in time linear in its length; None for usual texts."""
    if len(text) <= SHORT_LENGTH:
        return None
    return Excess(0, "") if len(text) > MAX_LENGTH else next(_excesses(text), None)


def _excesses(text: str) -> Iterator[Excess]:
    """Yield deep lines, deep HTML elements, and surplus marks in a block and in the text."""
    for line in LINE_START.finditer(text):
        start = line[0].expandtabs(4)
        levels = LEVEL.findall(start)
        if levels and len(start) - len(start.lstrip()) >= 2 * (MAX_DEPTH - len(levels)):
            end = text.find("\n", line.start())
            if not RULE.fullmatch(text, line.start(), end if end >= 0 else len(text)):
                yield Excess(line.start(), levels[-1])
    depth = 0
    for tag in NESTABLE_TAG.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            yield Excess(tag.start(), "<")
    if any(text.count(mark) > limit for mark, _, limit in BLOCK_LIMITS):
        for block in BLOCK.finditer(text):
            yield from _surplus(BLOCK_LIMITS, block[0], block.start())
    yield from _surplus(TEXT_LIMITS, text, 0)


def _surplus(
    limits: tuple[tuple[str, re.Pattern[str], int], ...], text: str, start: int
) -> Iterator[Excess]:
    """Yield the first match beyond each limit."""
    for mark, pattern, limit in limits:
        if text.count(mark) > limit:
            for match in islice(pattern.finditer(text), limit, limit + 1):
                yield Excess(start + match.start(), mark)
