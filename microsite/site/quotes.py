"""Quotation marks, apostrophes, dashes and dots as they are printed, at once where it is certain
which are meant.

The Markdown package tries eighteen patterns one after another on each piece of text that has such a
sign. Nearly all stand at the edge of a word, or within one: it is certain which they become. A
piece with any other is left to the package, as what comes of one quotation mark beside another, or
beside a dash, depends on which was found first.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

from microsite.site.inline import QuickInlineProcessor

QUOTES = (
    ("'", re.compile(r"""'(?<=[\w.,!?)]')(?![\d'"]|s"(?!\s))|'(?<![^\s(–—]')(?=\d\ds)"""), "rsquo"),
    ("'", re.compile(r"""'(?<![^\s(–—]')(?=[^\W\d_])(?!s\b)"""), "lsquo"),
    ('"', re.compile(r"""\"(?<=[\w.,!?)]")(?![\d'"])"""), "rdquo"),
    ('"', re.compile(r"""\"(?<![^\s(–—]")(?=[^\W\d_])"""), "ldquo"),
)
"""A sign, where it is certain what it means, and the name of what it becomes then."""
OTHERS = (
    ("--", re.compile("(?<!-)---(?!-)"), "mdash"),
    ("--", re.compile("(?<!-)--(?!-)"), "ndash"),
    ("...", re.compile(r"(?<!\.)\.{3}(?!\.)"), "hellip"),
)
"""The same of dashes and dots, which are always certain; in this order."""
ENTITIES = {name: f"&{name};" for *_, name in (*QUOTES, *OTHERS)}
CHARACTERS = {
    "rsquo": "\N{RIGHT SINGLE QUOTATION MARK}",
    "lsquo": "\N{LEFT SINGLE QUOTATION MARK}",
    "rdquo": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "ldquo": "\N{LEFT DOUBLE QUOTATION MARK}",
    "mdash": "\N{EM DASH}",
    "ndash": "\N{EN DASH}",
    "hellip": "\N{HORIZONTAL ELLIPSIS}",
}


class QuickQuotes(QuickInlineProcessor):
    """Does what the package's own does with these signs, but at once where it is certain.

    The package writes entities. Where no HTML is in a text that could mean something else by them,
    we write characters, which whoever reads the HTML finds sooner.
    """

    instead = ENTITIES

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:  # noqa: ARG002 - no pattern asks
        """Called by the package for a text in which all other marks have become elements."""
        self.stashed_nodes: dict[str, Any] = {}
        self.ancestors: list[str] = []
        self.instead = ENTITIES if "<" in self.md.source else CHARACTERS  # type: ignore[attr-defined]
        for element in tree.iter():
            if element is tree:
                continue
            if element.text and not isinstance(element.text, AtomicString):
                element.text = self._printed(element.text)
            if element.tail and not isinstance(element.tail, AtomicString):
                element.tail = self._printed(element.tail)
        return tree

    def _printed(self, text: str) -> str:
        printed = text
        if "'" in text or '"' in text:
            for sign, where, name in QUOTES:
                if sign in printed:
                    printed = where.sub(self.instead[name], printed)
            if "'" in printed or '"' in printed:
                return self._by_the_package(text)
        if "--" in text or "..." in text:
            for sign, where, name in OTHERS:
                if sign in printed:
                    printed = where.sub(self.instead[name], printed)
        return printed

    def _by_the_package(self, text: str) -> str:
        """Any text; here, nothing in it becomes an element."""
        holder = Element("d")
        processed = self._InlineProcessor__handleInline(text)
        self._InlineProcessor__processPlaceholders(processed, holder)  # type: ignore[attr-defined]
        return holder.text or ""
