"""The Markdown package's steps, taken only for texts that hold what they are for.

Most texts have paragraphs, headings and lists, and no tables, footnotes, definitions or HTML: but
each step looks at each block of each text. Whether a text, or a block of it, has the characters
that a step needs can be told at once.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from msgspec import Struct

from microsite.site.elements import QuickHeadings, QuickLines, html_of
from microsite.site.marks import QuickMarks
from microsite.site.quotes import QuickQuotes

UNTOLD = "<\r\t\x02\x03"
"""With one of these in a text, all steps are taken: HTML has rules of its own, and the others are
replaced at first.
"""
BLANK = re.compile(r"(?<=\n) +\n")
"""A line of nothing but spaces."""
LINE_BELOW = re.compile(r"\n(?<=[=-]\n)|\n(?<= \n)")
"""The end of what may make a heading of the line above."""
RULE_END = re.compile(
    r"\n(?<=[-_* ]\n)(?:(?<= \n)|(?<=--\n)|(?<=__\n)|(?<=\*\*\n)|(?<=[-_*] [-_*]\n)|(?<=[-_*]  [-_*]\n))"
)
"""The end of what may be a rule: two of its three marks, or spaces."""


class Need(Struct, frozen=True):
    """What a text must hold for a step to do anything."""

    signs: tuple[str, ...]
    """Of these one must stand in the text, and in a block that the step is for."""
    first: str
    """What they start with."""
    found_by: tuple[re.Pattern[str], ...]
    """Where a sign is no more than a hint, or longer than a character: of these one must be found
    in the text.
    """

    def is_met(self, text: str) -> bool:
        """Whether it is, by a text."""
        for character in self.first:
            if character in text:
                break
        else:
            return False
        for pattern in self.found_by:
            if pattern.search(text):
                return True
        return not self.found_by


def _need(*signs: str, found_by: tuple[re.Pattern[str], ...] = ()) -> Need:
    if not found_by and any(len(sign) > 1 for sign in signs):
        found_by = tuple(
            re.compile(re.escape(sign)) for sign in signs
        )  # quicker than Python's own search
    return Need(signs, "".join(sign[0] for sign in signs), found_by)


INDENT = _need("    ")
FOOTNOTE = _need("[^")
NEEDS = {
    "fenced_code_block": _need("```", "~~~"),
    "html_block": _need("<", "&#"),
    "markdown_block": _need("<"),
    "admonition": _need("!!!"),
    "indent": INDENT,
    "defindent": INDENT,
    "code": INDENT,
    "table": _need("|"),
    "hashheader": _need("#"),
    "setextheader": _need("=", "-", found_by=(LINE_BELOW,)),
    "hr": _need("-", "_", "*", found_by=(RULE_END,)),
    "olist": _need(". ", found_by=(re.compile(r"\. (?<=\d\. )"),)),
    "ulist": _need("* ", "+ ", "- "),
    "deflist": _need(": ", found_by=(re.compile(r": (?<!\w: )"),)),
    "quote": _need(">"),
    "footnote": FOOTNOTE,
    "footnote-duplicate": FOOTNOTE,
    "abbr": _need("*["),
    "reference": _need("]:"),
    "attr_list": _need("{"),
    "smarty": _need("'", '"', "--", "..."),
    "toc": _need(
        "#", "=", "-", "[TOC]", found_by=(re.compile("#"), LINE_BELOW, re.compile(r"\[TOC\]"))
    ),
    "unescape": _need("\\"),
}
"""By the name of a step. A step that is not named is always taken."""
DIFFERENT = tuple({id(need): need for need in NEEDS.values()}.values())
"""Each need once."""
OF_MORE_THAN_A_BLOCK = frozenset(("markdown_block", "admonition"))
"""Steps that need more than the block at hand: what they need may stand before it, or be gone by
then.
"""
FIRST = "normalize_whitespace"
"""The step that does nothing but what is done here for a text of which all can be told."""


class QuickParser(BlockParser):
    """Goes through the steps that the text at hand needs, past those that the block at hand does
    not need.
    """

    steps: list[tuple[tuple[str, ...], Any]]
    """Each step, with the signs of which a block must hold one."""

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        """Called by the package, and by its steps for what is in a block."""
        steps = self.steps
        while blocks:
            block = blocks[0]
            for signs, step in steps:
                for sign in signs:
                    if sign in block:
                        break
                else:
                    continue
                if step.test(parent, block) and step.run(parent, blocks) is not False:
                    break


class QuickMarkdown(Markdown):
    """The converter, with the steps left out that a text does not need."""

    source = ""
    """The text at hand."""

    def make_quick(self) -> None:
        """From now on take only needed steps. To be called when all extensions have added theirs."""
        for name, priority, quick in (("inline", 20, QuickMarks), ("smarty", 6, QuickQuotes)):
            slow: Any = self.treeprocessors[name]
            self.treeprocessors.register(quick(self, slow.inlinePatterns), name, priority)
        self.treeprocessors.register(QuickLines(self), "prettify", 10)
        slow = self.treeprocessors["toc"]
        slow.__class__ = QuickHeadings
        parser: Any = self.parser
        parser.__class__ = QuickParser
        self._before = _named(self.preprocessors)
        self._blocks = [
            (
                name,
                (
                    NEEDS[name].signs
                    if name in NEEDS and name not in OF_MORE_THAN_A_BLOCK
                    else ("",),
                    step,
                ),
            )
            for name, step in _named(self.parser.blockprocessors)
        ]
        self._tree = _named(self.treeprocessors)
        self._known: dict[tuple[bool, ...], tuple[list[Any], list[Any], list[Any]]] = {}

    def convert(self, source: str) -> str:
        """HTML for a text."""
        self.source = source
        parser: Any = self.parser
        for sign in UNTOLD:
            if sign in source:
                parser.steps = [step for _, step in self._blocks]
                return super().convert(source)
        if not source.strip():
            return ""
        text = f"{source}\n\n"
        if "\n " in text:
            text = BLANK.sub("\n", text)
        before, parser.steps, tree = self._needed(text)
        if before:
            lines = text.split("\n")
            for step in before:
                lines = step.run(lines)
            text = "\n".join(lines)
        root = parser.root = Element(self.doc_tag)
        parser.parseChunk(root, text)
        for step in tree:
            new = step.run(root)
            root = root if new is None else new
        html = html_of(root)
        if "\x02" in html:
            for last in self.postprocessors:
                html = last.run(html)
        return html.strip()

    def _needed(self, text: str) -> tuple[list[Any], list[Any], list[Any]]:
        """The steps to take before blocks are looked for, for blocks, and for elements."""
        holds = tuple([need.is_met(text) for need in DIFFERENT])
        known = self._known.get(holds)
        if known is None:
            met = {id(need) for need, is_met in zip(DIFFERENT, holds, strict=True) if is_met}
            unneeded = {name for name, need in NEEDS.items() if id(need) not in met} | {FIRST}
            before, blocks, tree = (
                [step for name, step in stage if name not in unneeded]
                for stage in (self._before, self._blocks, self._tree)
            )
            known = self._known[holds] = before, blocks, tree
        return known


def _named(steps: Any) -> list[tuple[str, Any]]:
    """The steps of a stage in their order, each with its name."""
    in_order = list(steps)
    names = [item.name for item in steps._priority]  # noqa: SLF001 - the package has no other way
    return list(zip(names, in_order, strict=True))
