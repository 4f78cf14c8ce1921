"""Sanitized HTML to Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from msgspec import Struct, field

VOID = frozenset(("br", "hr", "img", "col"))
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "del": "~~", "s": "~~"}
LISTS = frozenset(("ul", "ol", "dl"))
BLOCKS = LISTS | frozenset(
    (
        "p h2 h3 h4 h5 h6 li dt dd blockquote pre hr table thead tbody tfoot caption tr div figure "
        "figcaption"
    ).split()
)

SPECIAL = re.compile(r"[\\`*_\[\]<&]")
SIGN = re.compile(r"([\\`*_\[\]])")
ENTITY = re.compile(r"&(?=#?\w+;)")


def escaped(text: str) -> str:
    """Escape plain words, so that nothing in them is taken for Markdown."""
    if SPECIAL.search(text) is None:
        return text
    return ENTITY.sub("&amp;", SIGN.sub(r"\\\1", text)).replace("<", "&lt;")


def link(words: str, address: str) -> str:
    """Return a link; `words` are Markdown already."""
    return f"[{words}](<{address}>)" if re.search(r"[()\s]", address) else f"[{words}]({address})"


def to_markdown(html: str) -> str:
    """Convert sanitized HTML, without an empty line at either end."""
    converter = _Converter()
    converter.feed(html)
    converter.close()
    return "\n\n".join(converter.blocks())


class _Node(Struct):
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[_Node | str] = field(default_factory=list)
    raw: str = ""
    """The plain text inside it."""
    inline: str = ""
    """The Markdown of what is inside it, in a line."""
    words: str = ""
    """The same with its own marks."""
    blocks: list[str] = field(default_factory=list)
    """The Markdown of the blocks inside it, or that it is."""


class _Converter(HTMLParser):
    """Converts each element when it ends, after those inside it, so that none can be too deep."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [_Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag in VOID:
            _convert(node)
        else:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            _convert(self.open.pop())

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def blocks(self) -> list[str]:
        """Return the blocks of the whole text."""
        for node in reversed(self.open):
            _convert(node)
        return self.open[0].blocks


def _convert(node: _Node) -> None:
    """Set the Markdown of an element from that of the elements inside it."""
    node.raw = "".join([inner if isinstance(inner, str) else inner.raw for inner in node.inside])
    node.inline = _inline(node.inside)
    node.words = _marked(node)
    if node.tag in BLOCKS or not node.tag:
        node.blocks = _block(node)


def _blocks(node: _Node) -> list[str]:
    """Return the blocks inside a node; words between them are paragraphs."""
    found: list[str] = []
    words: list[_Node | str] = []
    for inner in node.inside:
        if isinstance(inner, str) or inner.tag not in BLOCKS:
            words.append(inner)
        else:
            found += _paragraph(words)
            found += inner.blocks
            words = []
    return found + _paragraph(words)


def _paragraph(words: list[_Node | str]) -> list[str]:
    text = _inline(words).strip() if words else ""
    return [text] if text else []


def _block(node: _Node) -> list[str]:
    match node.tag:
        case "hr":
            return ["---"]
        case "h2" | "h3" | "h4" | "h5" | "h6":
            return [f"{'#' * int(node.tag[1])} {node.inline.strip()}"]
        case "pre":
            return [f"```\n{node.raw.strip(chr(10))}\n```"]
        case "blockquote":
            return [_indented("\n\n".join(_blocks(node)), "> ", "> ")]
        case "ul" | "ol":
            start = int(node.attributes.get("start") or 1) if node.tag == "ol" else 0
            return [_list(node, start)]
        case "dt":
            return [f"**{node.inline.strip()}**"]
        case "table":
            return ["\n".join(_rows(node))]
        case _:
            return _blocks(node)


def _list(node: _Node, start: int) -> str:
    """Return a list, numbered from `start` unless that is 0; loose if an entry has paragraphs."""
    items = [inner for inner in node.inside if isinstance(inner, _Node) and inner.tag == "li"]
    apart = any(
        isinstance(inner, _Node) and inner.tag == "p" for item in items for inner in item.inside
    )
    between = "\n\n" if apart else "\n"
    marks = (f"{number}. " if start else "- " for number, _ in enumerate(items, start))
    return between.join(
        _indented(between.join(item.blocks), mark, "    ")
        for mark, item in zip(marks, items, strict=True)
    )


def _rows(table: _Node) -> list[str]:
    """Return the rows of a table, the first one as its head."""
    rows: list[str] = []
    waiting = [table]
    while waiting:
        node = waiting.pop(0)
        inner = [child for child in node.inside if isinstance(child, _Node)]
        if node.tag != "tr":
            waiting = inner + waiting
            continue
        cells = [cell.inline.strip().replace("|", "\\|") for cell in inner]
        rows.append(f"| {' | '.join(cells)} |")
        if len(rows) == 1:
            rows.append("|" + " --- |" * len(cells))
    return rows


def _inline(nodes: list[_Node | str]) -> str:
    words = [escaped(_spaced(node)) if isinstance(node, str) else node.words for node in nodes]
    return "".join(words).replace("  \n ", "  \n")


def _marked(node: _Node) -> str:
    inside = node.inline
    match node.tag:
        case "br":
            return "  \n"
        case "a" if (
            (address := node.attributes.get("href"))
            and not address.startswith("#")
            and inside.strip()
        ):
            return link(inside, address)
        case "img":
            return "!" + link(
                escaped(node.attributes.get("alt") or ""), node.attributes.get("src") or ""
            )
        case "code" | "kbd" | "samp":
            return f"`{node.raw}`" if "`" not in node.raw else inside
        case tag if tag in MARKS and inside.strip():
            return f"{MARKS[tag]}{inside.strip()}{MARKS[tag]}"
        case _:
            return inside


def _spaced(text: str) -> str:
    """Collapse white space to single spaces."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _indented(text: str, first: str, others: str) -> str:
    return first + text.replace("\n", f"\n{others}").replace(
        f"\n{others}\n", f"\n{others.rstrip()}\n"
    )
