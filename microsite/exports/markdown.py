"""Sanitized HTML to Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import chain

from msgspec import Struct, field

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "del": "~~", "s": "~~"}
BLOCKS = frozenset(
    "ul ol dl p h2 h3 h4 h5 h6 li dt dd blockquote pre hr table thead tbody tfoot caption tr div "
    "figure figcaption".split()
)


class Element(Struct):
    """An element of HTML."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        """Return the text inside."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def elements(self) -> list[Element]:
        """Return the children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, tag: str) -> list[Element]:
        """Return the elements with a tag inside, but not those inside one of them."""
        found = ([each] if each.tag == tag else each.find(tag) for each in self.elements())
        return list(chain.from_iterable(found))


class _TreeParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("body")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in ("br", "img", "hr", "col", "wbr"):
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse_html(html: str) -> Element:
    """Return a `body` with the elements of a text."""
    parser = _TreeParser()
    parser.feed(html)
    parser.close()
    return parser.open[0]


def escaped(text: str) -> str:
    """Escape plain words, so that nothing in them is taken for Markdown."""
    text = re.sub(r"([\\`*_\[\]])", r"\\\1", text)
    return re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")


def link(words: str, address: str) -> str:
    """Return a link; `words` are Markdown already."""
    return f"[{words}](<{address}>)" if re.search(r"[()\s]", address) else f"[{words}]({address})"


def to_markdown(html: str) -> str:
    """Convert sanitized HTML, without an empty line at either end."""
    return "\n\n".join(_blocks(parse_html(html)))


def _blocks(element: Element) -> list[str]:
    """Return the blocks inside an element; words between them are paragraphs."""
    blocks, words = list[str](), list[Element | str]()
    for child in element.children:
        if isinstance(child, str) or child.tag not in BLOCKS:
            words.append(child)
            continue
        blocks += [_line(words), *_block(child)]
        words = []
    return [block for block in (*blocks, _line(words)) if block]


def _block(element: Element) -> list[str]:
    match element.tag:
        case "hr":
            return ["---"]
        case "h2" | "h3" | "h4" | "h5" | "h6":
            return [f"{'#' * int(element.tag[1])} {_line(element.children)}"]
        case "pre":
            return [f"```\n{element.text().strip(chr(10))}\n```"]
        case "blockquote":
            return [_indented("\n\n".join(_blocks(element)), "> ", "> ")]
        case "ul" | "ol":
            return [_list(element)]
        case "dt":
            return [f"**{_line(element.children)}**"]
        case "table":
            return ["\n".join(_rows(element))]
        case _:
            return _blocks(element)


def _list(element: Element) -> str:
    items = [child for child in element.elements() if child.tag == "li"]
    is_loose = any(child.tag == "p" for item in items for child in item.elements())
    between = "\n\n" if is_loose else "\n"
    texts = (between.join(_blocks(item)) for item in items)
    first, is_ordered = int(element.attributes.get("start") or 1), element.tag == "ol"
    return between.join(
        _indented(text, f"{number}. " if is_ordered else "- ", "    ")
        for number, text in enumerate(texts, first)
    )


def _rows(table: Element) -> Iterator[str]:
    for index, row in enumerate(table.find("tr")):
        cells = [_line(cell.children).replace("|", "\\|") for cell in row.elements()]
        yield f"| {' | '.join(cells)} |"
        if index == 0:
            yield "|" + " --- |" * len(cells)


def _line(nodes: Iterable[Element | str]) -> str:
    return "".join(map(_inline, nodes)).replace("  \n ", "  \n").strip()


def _inline(node: Element | str) -> str:
    if isinstance(node, str):
        words = " ".join(node.split())
        start, end = (" " if edge.isspace() else "" for edge in (node[:1], node[-1:]))
        return escaped(f"{start}{words}{end}" if words else start)
    inside = "".join(map(_inline, node.children))
    match node.tag, node.attributes:
        case "br", _:
            return "  \n"
        case "a", {"href": address} if address and address[0] != "#" and inside.strip():
            return link(inside, address)
        case "img", attributes:
            return f"!{link(escaped(attributes.get('alt', '')), attributes.get('src', ''))}"
        case "code" | "kbd" | "samp", _ if "`" not in (text := node.text()):
            return f"`{text}`"
        case tag, _ if tag in MARKS and inside.strip():
            return f"{MARKS[tag]}{inside.strip()}{MARKS[tag]}"
    return inside


def _indented(text: str, first: str, others: str) -> str:
    lines = text.replace("\n", f"\n{others}")
    return first + lines.replace(f"\n{others}\n", f"\n{others.rstrip()}\n")
