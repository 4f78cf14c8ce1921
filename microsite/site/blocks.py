"""The Markdown package's steps, taken only for texts that hold what they are for.

Most texts have paragraphs, headings and lists, and no tables, footnotes, definitions or HTML: but each step looks at
each block of each text. Whether a text has the characters that a step needs can be told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import TocTreeprocessor, unique
from markdown.util import Registry

from microsite.patterns import regex
from microsite.site.marks import QuickMarks
from microsite.site.quotes import QuickQuotes

UNTOLD = regex("[<\r\t\x02\x03]")
"""With one of these in a text, all steps are taken: HTML has rules of its own, and the others are replaced at first."""
LINE_BELOW = regex(r"[=-] *$", re.MULTILINE)
"""What may make a heading of the line above."""
NEEDS: dict[str, tuple[tuple[str, ...], re.Pattern[str] | None]] = {
    "fenced_code_block": (("```", "~~~"), None),
    "html_block": (("<", "&"), None),
    "markdown_block": (("<",), None),
    "admonition": (("!!!",), None),
    "indent": (("    ",), None),
    "defindent": (("    ",), None),
    "code": (("    ",), None),
    "table": (("|",), None),
    "hashheader": (("#",), None),
    "setextheader": (("=", "-"), LINE_BELOW),
    "hr": (("-", "_", "*"), regex(r"([-_*]) {0,2}\1 {0,2}\1 *$", re.MULTILINE)),
    "olist": ((". ",), regex(r"\d\. ")),
    "ulist": (("* ", "+ ", "- "), None),
    "deflist": ((": ",), regex(r"(?<!\w): ")),
    "quote": ((">",), None),
    "footnote": (("[^",), None),
    "footnote-duplicate": (("[^",), None),
    "abbr": (("*[",), None),
    "reference": (("]:",), None),
    "attr_list": (("{",), None),
    "smarty": (("'", '"', "--", "..."), None),
    "toc": (("#", "=", "-", "[TOC]"), regex(r"#|[=-] *$|\[TOC\]", re.MULTILINE)),
    "unescape": (("\\",), None),
}
"""By the name of a step: the signs of which a text must hold one for it to do anything, and what they must be part of.
A step that is not named is always taken."""
TOC_MARKS = regex(r"\[TOC\]|data-toc-label")
"""What asks for a list of headings, which is made only then."""
NOT_PLAIN = regex("[&<>\x02\x03]")


class Steps(Registry[Any]):
    """The steps of one stage; goes through those that the text at hand needs."""

    def __init__(self, steps: Any) -> None:
        super().__init__()
        self.needed = list(steps)
        self.all = []
        for item, step in zip(steps._priority, self.needed, strict=True):  # noqa: SLF001 - names are nowhere else
            self.register(step, item.name, item.priority)
            self.all.append((item.name, step))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.needed)


class QuickHeadings(TocTreeprocessor):
    """Gives each heading its id, and lists them only where a text asks for that."""

    def run(self, doc: Element) -> None:
        """Called by the package for a text in which its marks have become elements."""
        if TOC_MARKS.search(self.md.source):  # type: ignore[attr-defined]
            super().run(doc)
            return
        elements: list[Any] = list(doc.iter())
        headings = [each for each in elements if isinstance(each.tag, str) and self.header_rgx.match(each.tag)]
        if any(len(each) or not each.text or NOT_PLAIN.search(each.text) for each in headings):
            super().run(doc)
            return
        used = {element.attrib["id"] for element in elements if "id" in element.attrib}
        counters: dict[str, int] = {}
        for heading in headings:
            self.set_level(heading)
            if "id" not in heading.attrib:
                name = " ".join((heading.text or "").split())
                heading.attrib["id"] = unique(self.slugify(name, self.sep), used, counters)


class QuickMarkdown(Markdown):
    """The converter, with the steps left out that a text does not need."""

    source = ""
    """The text at hand."""
    _stages: tuple[Steps, ...] = ()

    def make_quick(self) -> None:
        """From now on take only needed steps. To be called when all extensions have added theirs."""
        for name, priority, quick in (("inline", 20, QuickMarks), ("smarty", 6, QuickQuotes)):
            step: Any = self.treeprocessors[name]
            self.treeprocessors.register(quick(self, step.inlinePatterns), name, priority)
        slow: Any = self.treeprocessors["toc"]
        slow.__class__ = QuickHeadings
        before, blocks, tree = Steps(self.preprocessors), Steps(self.parser.blockprocessors), Steps(self.treeprocessors)
        self.preprocessors, self.parser.blockprocessors, self.treeprocessors = before, blocks, tree
        self._stages = (before, blocks, tree)

    def convert(self, source: str) -> str:
        """HTML for a text."""
        self.source = source
        has = dict.fromkeys(NEEDS, True)
        if not UNTOLD.search(source):
            has = {name: _holds(source, *needed) for name, needed in NEEDS.items()}
        for stage in self._stages:
            stage.needed = [step for name, step in stage.all if has.get(name, True)]
        return super().convert(source)


def _holds(text: str, signs: tuple[str, ...], within: re.Pattern[str] | None) -> bool:
    """Whether a text has one of some signs, where it does something."""
    for sign in signs:
        if sign in text:
            return within is None or within.search(text) is not None
    return False
