"""What the Markdown package does with the elements of a text, in a quicker way that gives the same."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import TocTreeprocessor, unique
from markdown.serializers import BOOLEAN_ATTRIBUTES, RE_AMP  # type: ignore[attr-defined]
from markdown.treeprocessors import PrettifyTreeprocessor

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
INLINE = dict.fromkeys(("a", "em", "strong", "code", "br", "img", "abbr", "sup"), False)
NOT_PLAIN = re.compile("[<>\x02\x03]")
HAVE_NO_END = frozenset(("br", "hr", "img"))
"""Of the elements that Markdown makes by itself."""
AMPERSAND = re.compile(f"&(?i:{RE_AMP.pattern[1:]})")
"""Those that no entity starts with. The package looks for the sign without regard to case, which
takes longer.
"""
FLAGS = BOOLEAN_ATTRIBUTES["html"]


class QuickHeadings(TocTreeprocessor):
    """Gives each heading its id, and lists them only where a text asks for that."""

    def run(self, doc: Element) -> None:
        """Called by the package for a text in which its marks have become elements."""
        source: str = self.md.source  # type: ignore[attr-defined]
        if "<" in source or "[TOC]" in source or ("{" in source and "data-toc-label" in source):
            super().run(doc)
            return
        headings = [each for each in doc.iter() if each.tag in HEADINGS]
        if any(len(each) or not each.text or NOT_PLAIN.search(each.text) for each in headings):
            super().run(doc)
            return
        used: set[str] = set()
        if "{" in source or "[^" in source:  # what else gives ids
            used = {name for each in doc.iter() if (name := each.get("id")) is not None}
        counters: dict[str, int] = {}
        for heading in headings:
            self.set_level(heading)
            if "id" not in heading.attrib:
                name = " ".join(_escaped(heading.text).split())
                heading.attrib["id"] = unique(
                    self.slugify(html.unescape(name), self.sep), used, counters
                )


class _Levels(dict[str, bool]):
    """Whether elements of a name stand on lines of their own."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(INLINE | dict.fromkeys(md.block_level_elements, True))
        self._md = md

    def __missing__(self, tag: Any) -> bool:
        return self._md.is_block_level(tag)


class QuickLines(PrettifyTreeprocessor):
    """Gives elements lines of their own; the package goes through all names of such for each
    element.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._is_block = _Levels(md)

    def _prettifyETree(self, elem: Element) -> None:  # noqa: N802
        is_block = self._is_block
        if len(elem) and is_block[elem.tag] and elem.tag not in ("code", "pre"):
            if is_block[elem[0].tag] and not (elem.text and elem.text.strip()):
                elem.text = "\n"
            for each in elem:
                if is_block[each.tag]:
                    self._prettifyETree(each)
        if not (elem.tail and elem.tail.strip()):
            elem.tail = "\n"


def _escaped(text: str | None) -> str:
    """As the package's own."""
    if not text:
        return ""
    if "&" in text:
        text = AMPERSAND.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def html_of(root: Element) -> str:
    """The HTML of what is in an element, of a text that has none itself."""
    out = [_escaped(root.text)]
    for element in root:
        _write(element, out)
    return "".join(out).strip()


def _write(element: Element, out: list[str]) -> None:
    tag, attributes = element.tag, element.items()
    start = f"<{tag}{_written(attributes)}>" if attributes else f"<{tag}>"
    end = "" if tag in HAVE_NO_END else f"</{tag}>"
    text, tail = _escaped(element.text), _escaped(element.tail)
    if len(element):
        out.append(f"{start}{text}")
        for child in element:
            _write(child, out)
        out.append(f"{end}{tail}")
    else:
        out.append(f"{start}{text}{end}{tail}")


def _written(attributes: Iterable[tuple[str, str | None]]) -> str:
    written = ""
    for name, value in sorted(attributes):
        safe = _escaped(value).replace('"', "&quot;")
        is_flag = value is None or (safe == name and name in FLAGS)
        written += f" {name}" if is_flag else f' {name}="{safe}"'
    return written
