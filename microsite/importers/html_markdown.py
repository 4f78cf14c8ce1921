"""HTML as a word processor gives it, as the Markdown that we write."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from microsite.plain import dataclass, field

WEB = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
BULLET = re.compile(r"^[•·▪◦‣–—*-][\s\u00a0]+")
LONGEST_HEADING = 80
"""Characters of a line in bold that is taken for a heading."""
EMPTY = frozenset(("br", "img", "hr", "col", "wbr"))
BLOCKS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr", "td", "th", "pre"))
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}


@dataclass(slots=True)
class Element:
    """A piece of HTML."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        """Its words."""
        return "".join(each if isinstance(each, str) else each.text() for each in self.inside)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


@dataclass(slots=True)
class Converted:
    """A text taken over."""

    title: str = ""
    """Its first heading, where it starts with one."""
    body: str = ""
    notes: list[str] = field(default_factory=list)
    """What could not be kept, or was taken for something, in sentences."""


def convert(html: str) -> Converted:
    """HTML as Markdown. The first heading of the first level is the title; the others follow from the second."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return _Writer(tree.root).convert()


class _Writer:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.lost_links: list[str] = []
        self.bold_headings = 0
        self.table_parts = False
        blocks = [each for each in root.inside if isinstance(each, Element)]
        self.blocks = [each for each in blocks if each.text().strip() or _holds(each, "img")]
        levels = [int(each.tag[1]) for each in self.blocks if re.fullmatch(r"h[1-6]", each.tag)]
        first = self.blocks[0] if self.blocks else None
        self.title = first if first is not None and re.fullmatch(r"h[1-6]", first.tag) else None
        rest = levels[1:] if self.title is not None else levels
        self.shift = 2 - min(rest) if rest else 0

    def convert(self) -> Converted:
        done = Converted(" ".join(self.title.text().split()) if self.title else "")
        parts: list[str] = []
        after_list = False
        for block in self.blocks:
            if block is self.title:
                continue
            text = self._block(block)
            is_item = text.startswith("- ") and block.tag == "p"
            if text:
                parts.append(("\n" if is_item and after_list else "\n\n") + text)
                after_list = is_item
        done.body = re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip("\n")
        if self.bold_headings:
            done.notes.append(f"Lines in bold that stood alone were taken for headings: {self.bold_headings}.")
        for link in dict.fromkeys(self.lost_links):
            done.notes.append(f"A link was left out, as it leads nowhere on the web: {link}")
        if self.table_parts:
            done.notes.append("A table had cells that span several; look over its rows.")
        return done

    def _block(self, block: Element) -> str:
        if match := re.fullmatch(r"h([1-6])", block.tag):
            level = min(6, max(2, int(match[1]) + self.shift))
            return f"{'#' * level} {self._line(block, plain=True)}"
        if block.tag in ("ul", "ol"):
            return self._list(block, "")
        if block.tag == "table":
            return self._table(block)
        words = " ".join(block.text().split())
        if BULLET.match(words):
            return "- " + BULLET.sub("", self._line(block).lstrip("\\"))
        if _is_bold(block) and len(words) <= LONGEST_HEADING and not words.endswith((".", ",", ";")):
            self.bold_headings += 1
            return f"## {self._line(block, plain=True)}"
        return _safe_start(self._line(block))

    def _list(self, block: Element, indent: str) -> str:
        lines: list[str] = []
        items = [each for each in block.inside if isinstance(each, Element)]
        for number, item in enumerate((each for each in items if each.tag == "li"), 1):
            mark = f"{number}. " if block.tag == "ol" else "- "
            inner = [each for each in item.inside if isinstance(each, Element) and each.tag in ("ul", "ol")]
            words = Element("p", {}, [each for each in item.inside if each not in inner])
            number_of_note = re.fullmatch(r"footnote-(\S+)", item.attributes.get("id", ""))
            if number_of_note:
                lines.append(f"[^{number_of_note[1]}]: {self._line(words)}")
                continue
            lines.append(f"{indent}{mark}{_safe_start(self._line(words))}")
            lines += [self._list(each, indent + "    ") for each in inner]
        return "\n".join(lines)

    def _table(self, table: Element) -> str:
        rows = [[cell for cell in row.inside if isinstance(cell, Element)] for row in _found(table, "tr")]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ""
        self.table_parts |= any({"colspan", "rowspan"} & cell.attributes.keys() for row in rows for cell in row)
        cells = [[self._line(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in cells]
        return "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]])

    def _line(self, element: Element, *, plain: bool = False) -> str:
        """What stands in a block, on one line."""
        text = "".join(self._inline(each, plain=plain) for each in element.inside)
        text = re.sub(r"\*\*(\s*)\*\*", r"\1", text)
        return " ".join(text.replace("\u00a0", " ").split())

    def _inline(self, each: Element | str, *, plain: bool) -> str:
        if isinstance(each, str):
            return escaped(each)
        inside = "".join(self._inline(inner, plain=plain) for inner in each.inside)
        if each.tag == "br":
            return " "
        if each.tag == "img":
            return f"![{escaped(each.attributes.get('alt', ''))}]({each.attributes.get('src', '')})"
        if each.tag in BLOCKS:
            return f" {inside} "
        if each.tag == "a":
            return self._link(each, inside)
        mark = MARKS.get(each.tag)
        if mark is None or plain or not inside.strip():
            return inside
        lead, tail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        return f"{lead}{mark}{inside.strip()}{mark}{tail}"

    def _link(self, link: Element, inside: str) -> str:
        address = link.attributes.get("href", "").strip()
        if note := re.fullmatch(r"#footnote-(\S+)", address):
            return f"[^{note[1]}]"
        if not address or address.startswith("#"):
            return "" if address.startswith("#footnote-ref-") else inside
        if not WEB.match(address) or not inside.strip():
            self.lost_links.append(address[:120])
            return inside
        safe = re.sub(r"[\s<>()\"]", lambda found: f"%{ord(found[0]):02X}", address)
        return f"[{inside.strip()}]({safe})"


def escaped(text: str) -> str:
    """Words as Markdown that shows exactly them."""
    text = re.sub(r"([\\*`\[\]{}])", r"\\\1", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)
    return re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")


def _safe_start(line: str) -> str:
    """A line that does not start as a heading, a list or a quotation would."""
    line = re.sub(r"^(#|>|\+|-|!(?!\[))", r"\\\1", line)
    line = re.sub(r"^[:=~|]", lambda found: f"&#{ord(found[0])};", line)
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", line)


def _is_bold(block: Element) -> bool:
    """Whether all words of a block are bold."""
    parts = [each for each in block.inside if not isinstance(each, str) or each.strip()]
    return bool(parts) and all(isinstance(each, Element) and each.tag in ("strong", "b") for each in parts)


def _holds(element: Element, tag: str) -> bool:
    return next(iter(_found(element, tag)), None) is not None


def _found(element: Element, tag: str) -> list[Element]:
    """The elements of a kind inside, in order; not those inside one of them."""
    found = []
    for each in element.inside:
        if isinstance(each, Element):
            found += [each] if each.tag == tag else _found(each, tag)
    return found
