"""HTML to Markdown: of our pages, of Word documents and of texts from other systems."""

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from itertools import chain

from msgspec import Struct

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
BLOCKS = frozenset(
    "ul ol dl p h1 h2 h3 h4 h5 h6 li dt dd blockquote pre hr table thead tbody tfoot"
    " caption tr td th div figure figcaption section article body".split()
)
KEPT = ("s", "del", "sup", "sub")
"""Elements without syntax in Markdown, which stay HTML."""
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f]")
LINE_BREAK = "\x0b"  # inside a paragraph, until the line is written
Nodes = Sequence["Element | str"]


class Element(Struct):
    """An element of HTML."""

    tag: str
    attributes: dict[str, str] = {}
    children: "list[Element | str]" = []

    def text(self) -> str:
        return "".join(
            child if isinstance(child, str) else child.text() for child in self.children
        )

    def elements(self) -> "list[Element]":
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, tag: str) -> "list[Element]":
        """Return the elements with a tag inside, but not those inside one of them."""
        matches = (
            [child] if child.tag == tag else child.find(tag)
            for child in self.elements()
        )
        return list(chain.from_iterable(matches))


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
    parser.feed(html.replace("<![", "&lt;!["))  # on which the parser may fail
    parser.close()
    return parser.open[0]


def escape(text: str) -> str:
    """Escape every character of a text that Markdown or HTML would interpret."""
    text = re.sub(r"([\\*`\[\]{}])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    return re.sub(r"&(?=#|\w+;)", "&amp;", text).replace("<", "&lt;")


def escape_start(line: str) -> str:
    """Escape the start of a line that would be a heading, a list or a quotation."""
    line = re.sub(r"^(#|>|\+|-|!(?!\[))", r"\\\1", line)
    line = re.sub(r"^[:=~|]", lambda match: f"&#{ord(match[0])};", line)
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", line)


def link(words: str, address: str) -> str:
    """Return a link; `words` are Markdown already."""
    return (
        f"[{words}](<{address}>)"
        if re.search(r"[()\s]", address)
        else f"[{words}]({address})"
    )


def to_markdown(html: str) -> str:
    """Convert sanitized HTML, without an empty line at either end."""
    return "\n\n".join(MarkdownWriter().blocks(parse_html(html)))


class MarkdownWriter:
    """Writer of elements as Markdown. A subclass may write some of them differently."""

    def blocks(
        self, element: Element, write: Callable[[Nodes], str] | None = None
    ) -> list[str]:
        """Return the blocks inside an element; words between them are paragraphs."""
        write = write or self.paragraph
        blocks, words = list[str](), list[Element | str]()
        for child in element.children:
            if isinstance(child, str) or child.tag not in BLOCKS:
                words.append(child)
                continue
            blocks += [write(words), *self.block(child, write)]
            words = []
        return [block for block in (*blocks, write(words)) if block]

    def block(self, element: Element, paragraph: Callable[[Nodes], str]) -> list[str]:
        tag = element.tag
        if tag in HEADINGS:
            return [self.heading(element)]
        if tag in LISTS:
            return [self.list(element)]
        if tag == "hr":
            return ["---"]
        if tag == "pre":
            return [f"```\n{INVISIBLE.sub('', element.text()).strip(chr(10))}\n```"]
        if tag == "blockquote":
            return [_indent("\n\n".join(self.blocks(element)), "> ", "> ")]
        if tag == "dl":
            marks = {"dt": "", "dd": ": "}
            terms = [term for term in element.elements() if term.tag in marks]
            lines = (
                marks[term.tag] + self.line(term.children, "<br>") for term in terms
            )
            return ["\n".join(lines)]
        if tag == "table":
            return ["\n".join(self.rows(element))]
        return self.blocks(element, paragraph)

    def paragraph(self, nodes: Nodes) -> str:
        return escape_start(self.line(nodes))

    def heading(self, element: Element) -> str:
        """Return a heading, without marks inside."""
        return (
            f"{'#' * int(element.tag[1])}"
            f" {self.line(element.children, ' ', plain=True)}"
        )

    def list(self, element: Element) -> str:
        """Return a list; one inside it may stand in an item or beside items."""
        items = [child for child in element.elements() if child.tag in ("li", *LISTS)]
        is_loose = any(child.tag == "p" for item in items for child in item.elements())
        between = "\n\n" if is_loose else "\n"
        start, texts = element.attributes.get("start", ""), list[str]()
        number = int(start) - 1 if re.fullmatch("[0-9]{1,6}", start) else 0
        for item in items:
            words = [
                node for node in item.children if getattr(node, "tag", "") not in LISTS
            ]
            number += 1 if item.tag == "li" else 0
            marker = f"{number}. " if element.tag == "ol" else "- "
            if item.tag in LISTS:
                texts.append(_indent(self.list(item), "    ", "    "))
            elif note := re.fullmatch(r"footnote-(\S+)", item.attributes.get("id", "")):
                texts.append(f"[^{note[1]}]: {self.line(item.children)}")
            elif self.line(words):
                blocks = self.blocks(
                    item, lambda nodes: escape_start(self.line(nodes, "<br>"))
                )
                texts.append(_indent(between.join(blocks), marker, "    "))
            else:  # a level that Word leaves out
                lists = (
                    Element(element.tag, {}, child.children)
                    for child in item.elements()
                )
                texts += map(self.list, lists)
        return between.join(texts)

    def rows(self, table: Element) -> Iterator[str]:
        """Yield the lines of a table."""
        rows = [row.elements() for row in table.find("tr")]
        width = max(map(len, rows), default=0)
        for number, row in enumerate(rows):
            cells = [
                self.line(cell.children, "<br>").replace("|", "\\|") for cell in row
            ]
            yield f"| {' | '.join(cells + [''] * (width - len(row)))} |"
            if number == 0:
                yield "|" + " --- |" * width

    def line(self, nodes: Nodes, between: str = "", *, plain: bool = False) -> str:
        """Return a block on one line; without `between`, with the line breaks of a
        paragraph.
        """
        text = "".join(self.inline(child, plain=plain) for child in nodes)
        text = INVISIBLE.sub("", text.replace(LINE_BREAK, "\n"))
        text = re.sub(r"\*\*(\s*)\*\*", r"\1", text)
        lines = [line for part in text.split("\n") if (line := " ".join(part.split()))]
        if between:
            return between.join(lines)
        return "<br>\n".join([*lines[:1], *map(escape_start, lines[1:])])

    def inline(self, node: Element | str, *, plain: bool) -> str:
        """Return words and elements inside a line."""
        if isinstance(node, str):
            return escape(" ".join(re.split(r"[\n\r\x0b]+", node)))
        inside = "".join(self.inline(child, plain=plain) for child in node.children)
        if node.tag == "br":
            return LINE_BREAK
        if node.tag == "img":
            alt, src = (node.attributes.get(name, "") for name in ("alt", "src"))
            return f"!{link(escape(alt), src)}"
        code = node.text().strip() if node.tag in ("code", "kbd", "samp") else ""
        if code and "`" not in code:
            return f"`{code}`"
        if node.tag in BLOCKS:
            return f"{LINE_BREAK}{inside}{LINE_BREAK}"
        if node.tag == "a":
            return self.link(node.attributes.get("href", "").strip(), inside)
        words, mark = inside.strip(), MARKS.get(node.tag)
        if plain or not words:
            return inside
        if node.tag in KEPT:
            is_ordinal = words in ("st", "nd", "rd", "th")
            return inside if is_ordinal else f"<{node.tag}>{inside}</{node.tag}>"
        if mark is None:
            return inside
        marked_words = (
            f"{mark}{words.replace(LINE_BREAK, mark + LINE_BREAK + mark)}{mark}"
        )
        return inside.replace(words, marked_words)

    def link(self, address: str, inside: str) -> str:
        """Return a link, or its words if it leads nowhere else."""
        leads = address and not address.startswith("#") and inside.strip()
        return link(inside.strip(), address) if leads else inside


def _indent(text: str, first: str, indent: str) -> str:
    lines = text.replace("\n", f"\n{indent}")
    return first + lines.replace(f"\n{indent}\n", f"\n{indent.rstrip()}\n")
