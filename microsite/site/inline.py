"""Markdown's marks inside a line, looked for only where their characters stand.

The Markdown package tries each of its thirty patterns on each piece of text. Every pattern needs
some character that most pieces do not have: to look for these first halves the time of the whole
conversion, and changes no result. Pieces of which it is certain what comes of them do not get here
at all: see `marks.py` and `quotes.py`.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

SIGN = re.compile(r"""[`\\\[<&*_'"]|--|\.\.\.|  \n""")
"""What a piece of text must hold for any of the patterns below to match."""
SIGNS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[",
    "reference": "[",
    "link": "[",
    "image_link": "[",
    "image_reference": "[",
    "short_reference": "[",
    "short_image_ref": "[",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
    "em_strong2": "_",
    "smarty-em-dashes": "--",
    "smarty-en-dashes": "--",
    "smarty-ellipses": "...",
}
"""By the name of a pattern: the signs of which a piece must hold one. A pattern that is not named
is always tried.
"""
QUOTES = frozenset("'\"")
"""The same for all patterns whose names start with `smarty-quotes-`."""


class QuickInlineProcessor(InlineProcessor):
    """Does what the package's own does, pattern by pattern, but passes over those that cannot
    match.
    """

    def __init__(self, md: Markdown, patterns: Any) -> None:
        super().__init__(md)
        self.inlinePatterns = patterns
        in_order = list(patterns)
        names = [item.name for item in patterns._priority]  # noqa: SLF001 - the package has no other way
        self.listed = [
            (pattern, signs_of(name)) for pattern, name in zip(in_order, names, strict=True)
        ]
        self.knows_all = all(signs for _, signs in self.listed)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        found = set(SIGN.findall(data))
        if not found and self.knows_all:
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index in range(patternIndex, len(self.listed)):
            pattern, signs = self.listed[index]
            if signs and signs.isdisjoint(found):
                continue
            matched, start = True, 0
            while matched:  # what took the place of a match holds no sign, so `found` says enough
                data, matched, start = apply(pattern, data, index, start)
        return data


def signs_of(name: str) -> frozenset[str]:
    """The signs of which a piece of text must hold one for a pattern to match; empty where that is
    not known.
    """
    if name.startswith("smarty-quotes-"):
        return QUOTES
    signs = SIGNS.get(name, "")
    return frozenset([signs] if SIGN.fullmatch(signs) else signs)
