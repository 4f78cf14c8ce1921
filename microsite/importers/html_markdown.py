"""HTML as a word processor gives it, as the Markdown that we write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec import Struct, field

WEB = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
BULLET = re.compile(r"^(?:[•·▪●○■◦‣–—*\uf076\uf0a7\uf0b7\uf0d8-]|[o§](?=[\t\u00a0]))\s+")
"""What people type for a bullet, and what Word has in fonts of its own."""
NUMBER = re.compile(r"^\(?(\d{1,2})[.)]\s+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f]")
"""Characters without a look, which Word leaves behind."""
BREAK = "\x0b"
"""Stands for a line break inside a paragraph until the line is written."""
ORDINAL = frozenset(("st", "nd", "rd", "th"))
LONGEST_HEADING = 80
"""Characters of a line in bold that is taken for a heading."""
EMPTY = frozenset(("br", "img", "hr", "col", "wbr"))
KEPT = frozenset(("s", "sup", "sub"))
"""Elements that Markdown has no sign for, and that stay as they are."""
BLOCKS = frozenset(
    (
        "p",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "pre",
    )
)
FRAMES = frozenset(("div", "section", "article", "body"))
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}


class Element(Struct):
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


class Converted(Struct):
    """A text taken over."""

    title: str = ""
    """Its first heading, where it starts with one."""
    body: str = ""
    notes: list[str] = field(default_factory=list)
    """What could not be kept, or was taken for something, in sentences."""


def convert(html: str) -> Converted:
    """HTML as Markdown. The first heading of the first level is the title; the others follow from
    the second.
    """
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return _Writer(tree.root).convert()


class _Writer:
    def __init__(self, root: Element) -> None:
        self.lost_links: list[str] = []
        self.bold_headings = self.typed_numbers = 0
        self.table_parts = self.struck = False
        self.blocks = list(_blocks(root))
        levels = [int(each.tag[1]) for each in self.blocks if re.fullmatch(r"h[1-6]", each.tag)]
        first = self.blocks[0] if self.blocks else None
        self.title = first if first is not None and re.fullmatch(r"h[1-6]", first.tag) else None
        rest = levels[1:] if self.title is not None else levels
        self.shift = 2 - min(rest) if rest else 0

    def convert(self) -> Converted:
        done = Converted(" ".join(UNSEEN.sub("", self.title.text()).split()) if self.title else "")
        parts: list[str] = []
        after = ""
        blocks = self.blocks[1:] if self.title else self.blocks
        for kind, text in self._marked([(block, self._block(block)) for block in blocks]):
            if text:
                parts.append(("\n" if kind and kind == after else "\n\n") + text)
                after = kind
        done.body = re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip("\n")
        done.notes = list(self._notes())
        return done

    def _notes(self) -> Iterator[str]:
        if self.bold_headings:
            yield f"Lines in bold that stood alone were taken for headings: {self.bold_headings}."
        if self.typed_numbers:
            yield f"Lines with typed numbers were taken for a list: {self.typed_numbers}."
        if self.struck:
            yield "Some words are struck out, and are shown so: delete them if they are not to be read."
        for link in dict.fromkeys(self.lost_links):
            yield f"A link was left out, as it leads nowhere on the web: {link}"
        if self.table_parts:
            yield "A table had cells that span several; look over its rows."

    def _marked(self, written: list[tuple[Element, str]]) -> Iterator[tuple[str, str]]:
        """The blocks, and what list each is an item of: rows of typed bullets, and of numbers that
        count up from 1.
        """
        expected, run = 1, 0
        numbers = [_number(block) for block, _ in written]
        for at, (block, text) in enumerate(written):
            if block.tag == "p" and text.startswith("- "):
                yield "bullets", text
                continue
            follows = at + 1 < len(numbers) and numbers[at + 1] == expected + 1
            if numbers[at] == expected and (run or follows):
                self.typed_numbers += 1
                run, expected = run + 1, expected + 1
                yield "numbers", re.sub(r"^\(?(\d+)\\?[.)]\s+", r"\1. ", text)
                continue
            expected, run = 1, 0
            yield "", text

    def _block(self, block: Element) -> str:
        if match := re.fullmatch(r"h([1-6])", block.tag):
            level = min(6, max(2, int(match[1]) + self.shift))
            return f"{'#' * level} {self._line(block, plain=True)}"
        if block.tag in ("ul", "ol"):
            return self._list(block, "")
        if block.tag == "table":
            return self._table(block)
        if block.tag == "blockquote":
            return "\n>\n".join(
                f"> {line}" for each in _blocks(block) for line in [self._block(each)] if line
            )
        text = UNSEEN.sub("", block.text()).strip()
        words = " ".join(text.split())
        if BULLET.match(text):
            return "- " + BULLET.sub("", self._line(block, bare=True).lstrip("\\"))
        if (
            _is_bold(block)
            and len(words) <= LONGEST_HEADING
            and not words.endswith((".", ",", ";"))
        ):
            self.bold_headings += 1
            return f"## {self._line(block, plain=True)}"
        return _safe_start(self._line(block))

    def _list(self, block: Element, indent: str) -> str:
        lines: list[str] = []
        items = [each for each in block.inside if isinstance(each, Element)]
        for number, item in enumerate((each for each in items if each.tag == "li"), 1):
            mark = f"{number}. " if block.tag == "ol" else "- "
            inner = [
                each
                for each in item.inside
                if isinstance(each, Element) and each.tag in ("ul", "ol")
            ]
            words = Element("p", {}, [each for each in item.inside if each not in inner])
            number_of_note = re.fullmatch(r"footnote-(\S+)", item.attributes.get("id", ""))
            if number_of_note:
                lines.append(f"[^{number_of_note[1]}]: {self._line(words)}")
                continue
            text = self._line(words, in_cell=True)
            if text:
                lines.append(f"{indent}{mark}{_safe_start(text)}")
                lines += [self._list(each, indent + "    ") for each in inner]
            else:  # a step that Word has left out
                lines += [self._list(Element(block.tag, {}, each.inside), indent) for each in inner]
        return "\n".join(lines)

    def _table(self, table: Element) -> str:
        rows = [
            [cell for cell in row.inside if isinstance(cell, Element)]
            for row in _found(table, "tr")
        ]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ""
        self.table_parts |= any(
            {"colspan", "rowspan"} & cell.attributes.keys() for row in rows for cell in row
        )
        cells = [
            [self._line(cell, in_cell=True).replace("|", "\\|") for cell in row]
            + [""] * (width - len(row))
            for row in rows
        ]
        lines = [f"| {' | '.join(row)} |" for row in cells]
        return "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]])

    def _line(
        self, element: Element, *, plain: bool = False, in_cell: bool = False, bare: bool = False
    ) -> str:
        """What stands in a block, on one line but for the breaks that somebody made; `bare` keeps
        what a bullet is.
        """
        text = "".join(self._inline(each, plain=plain) for each in element.inside)
        text = re.sub(r"\*\*(\s*)\*\*", r"\1", UNSEEN.sub("", text.replace(BREAK, "\n")))
        if bare:
            text = BULLET.sub("- ", text.lstrip().lstrip("\\"))
        lines = [line for each in text.split("\n") if (line := " ".join(each.split()))]
        if plain or in_cell:
            return (" " if plain else "<br>").join(lines)
        return "<br>\n".join([*lines[:1], *map(_safe_start, lines[1:])])

    def _inline(self, each: Element | str, *, plain: bool) -> str:
        if isinstance(each, str):
            return escaped(" ".join(re.split(r"[\n\r\x0b]+", each)))
        inside = "".join(self._inline(inner, plain=plain) for inner in each.inside)
        if each.tag == "br":
            return BREAK
        if each.tag == "img":
            return f"![{escaped(each.attributes.get('alt', ''))}]({each.attributes.get('src', '')})"
        if each.tag in BLOCKS:
            return f"{BREAK}{inside}{BREAK}"
        if each.tag == "a":
            return self._link(each, inside)
        if each.tag in KEPT and not plain and inside.strip():
            self.struck = self.struck or each.tag == "s"
            return inside if inside.strip() in ORDINAL else f"<{each.tag}>{inside}</{each.tag}>"
        mark = MARKS.get(each.tag)
        if mark is None or plain or not inside.strip():
            return inside
        lead, tail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        words = inside.strip().replace(BREAK, f"{mark}{BREAK}{mark}")
        return f"{lead}{mark}{words}{mark}{tail}"

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
    return re.sub(r"&(?=#|\w+;)", "&amp;", text).replace("<", "&lt;")


def _safe_start(line: str) -> str:
    """A line that does not start as a heading, a list or a quotation would."""
    line = re.sub(r"^(#|>|\+|-|!(?!\[))", r"\\\1", line)
    line = re.sub(r"^[:=~|]", lambda found: f"&#{ord(found[0])};", line)
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", line)


def _blocks(element: Element) -> Iterator[Element]:
    """The blocks inside that hold anything; of a frame, which is a table of one cell, those that
    stand in it.
    """
    loose = Element("p")
    for each in [*element.inside, Element("p")]:
        if not isinstance(each, Element) or each.tag not in BLOCKS | FRAMES:
            loose.inside.append(each)
            continue
        if _holds_anything(loose):
            yield loose
        loose = Element("p")
        cells = [*_found(each, "td"), *_found(each, "th")] if each.tag == "table" else []
        if each.tag in FRAMES or len(cells) == 1:
            yield from _blocks(cells[0] if cells else each)
        elif _holds_anything(each):
            yield each


def _holds_anything(element: Element) -> bool:
    return bool(element.text().strip()) or _holds(element, "img")


def _number(block: Element) -> int:
    """The number that somebody typed in front of a paragraph; 0 where there is none."""
    match = NUMBER.match(block.text().strip()) if block.tag == "p" else None
    return int(match[1]) if match else 0


def _is_bold(block: Element) -> bool:
    """Whether all words of a block are bold."""
    parts = [each for each in block.inside if not isinstance(each, str) or each.strip()]
    return bool(parts) and all(
        isinstance(each, Element) and each.tag in ("strong", "b") for each in parts
    )


def _holds(element: Element, tag: str) -> bool:
    return next(iter(_found(element, tag)), None) is not None


def _found(element: Element, tag: str) -> list[Element]:
    """The elements of a kind inside, in order; not those inside one of them."""
    found = []
    for each in element.inside:
        if isinstance(each, Element):
            found += [each] if each.tag == tag else _found(each, tag)
    return found
