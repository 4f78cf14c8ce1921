"""Marks inside a line of which it is certain what they are, made into elements at once.

Most pieces of text have no marks, or only such: words, and nothing else, between two asterisks, two
pairs of them or two backticks, and links. One pattern tells that. Pieces with anything else that
may mean something are left to the package, which goes through all its patterns; what is certain
comes out as it does there.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import AtomicString, code_escape

from microsite.site.inline import QuickInlineProcessor

WORDS = r"[^*_`\[\]\\<&\x02]+"
SET_OFF = rf"(?![\s*])({WORDS})(?<!\s)"
AT_EDGES = rf"(?=[^\W_])({WORDS})(?<=[^\W_])"
"""Between signs that mean nothing within a word."""
MARK = re.compile(
    r"`([^`\x02]+)`(?!`)"
    rf"|\*{SET_OFF}\*(?!\*)"
    rf"|\*\*{SET_OFF}\*\*(?!\*)"
    rf"|_(?<!\w_){AT_EDGES}_(?!\w)"
    rf"|__(?<!\w__){AT_EDGES}__(?!\w)"
    rf"|\[(?!\^)({WORDS})\]\(([^\s()<>\[\]`'\"\\\x02]+)\)"
    r"|`|\*|_(?<!\w_)|_(?!\w)|\[|\\|<|!\[|&(?=[#A-Za-z0-9]+;)|\n(?<=  \n)|\x02"
)
"""What is certain: code, words set off, words set off strongly, both once more, the words and the
address of a link. And, with none of these groups, all other places that may mean something to the
package.
"""
GROUPS = 7
BREAK = "  \n"
"""What breaks a line, also within words that are set off."""


class QuickMarks(QuickInlineProcessor):
    """Does what the package's own does with marks, and in the same order, but at once where it is
    certain.
    """

    def __init__(self, md: Markdown, patterns: Any) -> None:
        super().__init__(md, patterns)
        self.emphasis: Any = md.delimiters

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:  # noqa: ARG002 - no pattern asks
        """Called by the package for a text of which it knows the paragraphs."""
        self.stashed_nodes: dict[Any, Any] = {}
        self.ancestors: list[str] = []
        opened = [tree]
        for element in opened:  # which grows meanwhile
            made: list[tuple[Element, list[Element]]] = []
            for child in element:
                text = child.text
                if text and not isinstance(text, AtomicString):
                    parts = MARK.split(text)
                    if len(parts) > 1:
                        new = self._at_once(child, text, parts)
                        if new is None:
                            new = self._by_the_package(child, text)
                            opened += new
                        made.append((child, new))
                if child.tail and MARK.search(child.tail):
                    self._after(element, child, child.tail)
                if len(child):
                    opened.append(child)
            for child, new in made:
                child[:0] = new
        return tree

    def _at_once(self, parent: Element, text: str, parts: list[Any]) -> list[Element] | None:
        """The elements that a text becomes, whose first words go into the parent; None where that
        is not certain.
        """
        if BREAK in text or self.emphasis.regions:  # of something that is not closed yet
            return None
        elements = []
        for at in range(1, len(parts), GROUPS + 1):
            code, words, strongly, _words, _strongly, label, address, tail = parts[
                at : at + GROUPS + 1
            ]
            if code is not None:
                new = Element("code")
                new.text = AtomicString(code_escape(code.strip()))
            elif label is not None:
                new = Element("a", {"href": address})
                new.text = label
            elif words or _words:
                new = Element("em")
                new.text = words or _words
            elif strongly or _strongly:
                new = Element("strong")
                new.text = strongly or _strongly
            else:
                return None
            new.tail = tail or None
            elements.append(new)
        for new in elements:  # the package counts them
            self.stashed_nodes[len(self.stashed_nodes)] = new
        parent.text = parts[0] or None
        return elements

    def _by_the_package(self, parent: Element, text: str) -> list[Element]:
        """The same, of any text."""
        parent.text = None
        processed = self._InlineProcessor__handleInline(text)
        placed = self._InlineProcessor__processPlaceholders(processed, parent)  # type: ignore[attr-defined]
        return [element for element, _ in placed]

    def _after(self, parent: Element, child: Element, text: str) -> None:
        """Make what stands after an element into elements, by the package."""
        child.tail = None
        holder = Element("d")
        processed = self._InlineProcessor__handleInline(text)
        placed = self._InlineProcessor__processPlaceholders(processed, holder, False)  # type: ignore[attr-defined]
        child.tail = holder.tail or None
        at = list(parent).index(child) + 1
        parent[at:at] = [element for element, _ in placed]
