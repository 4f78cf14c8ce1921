"""Word documents as Markdown with images, and HTML as Markdown that a person would write."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from microsite.exports.markdown import Element, parse_html
from microsite.importers.office import CannotImportError, read_office
from microsite.site.images import MAX_BYTES, MAX_PIXELS, read_raster
from microsite.site.prose import MISSING_ALT_TEXT

STYLE_MAP = """\
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='toc '] => !
"""
LOST_FEATURES = {
    rb"<w:(?:del|ins|moveFrom)\s": (
        "Changes that were tracked: the text is as if all of them were accepted."
    ),
    rb"<w:commentReference\s": "Comments were left out.",
    rb"<m:oMath": "Formulas were left out.",
    rb"<c:chart\s": "Charts were left out: save each as a picture.",
    rb"<w:object[\s>]": "Things embedded from other programs were left out.",
    rb"<w:txbxContent": "Text boxes have no place of their own: look where their words stand now.",
    rb"<w:pStyle w:val=\"TOC": (
        "The table of contents was left out: its numbers are of sheets of paper."
    ),
    rb"<w:highlight\s": "Marking in colour was left out.",
    rb"<w:u\s+w:val=\"(?!none)": "Underlining was left out: on the web it means a link.",
}
MAX_IMAGES = 60
IMAGE_SIGNATURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}
BULLET = re.compile(r"^(?:[•·▪●○■◦‣–—*\uf076\uf0a7\uf0b7\uf0d8-]|[o§](?=[\t\u00a0]))\s+")
"""Typed bullets, also in the fonts of Word."""
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f]")
LINE_BREAK = "\x0b"  # inside a paragraph, until the line is written
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
BLOCKS = frozenset((*HEADINGS, *LISTS, *"p blockquote li table tr td th pre dl dt dd".split()))
FRAMES = frozenset(("div", "section", "article", "body"))
EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}


class MarkdownDocument(Struct):
    """A converted text."""

    title: str = ""
    body: str = ""
    notes: list[str] = field(default_factory=list)
    """Sentences about what was lost or guessed."""
    images: dict[str, bytes] = field(default_factory=dict)
    """Images of the file by name in assets/, as the body refers to them."""


def read_word(path: Path, slug: str) -> MarkdownDocument:
    """Read a document. Its images are named after `slug`. Raises CannotImportError."""
    import mammoth

    data = read_office(path, "Word", ".docx", r"word/document\d*\.xml")
    images = ImageExtractor(slug)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLE_MAP,
            convert_image=mammoth.images.img_element(images.add),
            external_file_access=False,
        ).value
    except ModuleNotFoundError:  # Pillow, for its pictures
        raise
    except Exception:  # noqa: BLE001  (mammoth raises anything for a damaged file)
        raise CannotImportError(
            f"“{path.name}” cannot be read: it seems to be damaged. "
            "Open it in Word and save it again."
        ) from None
    try:
        document = convert_html(html)
    except RecursionError:
        raise CannotImportError(f"“{path.name}” is nested too deeply to be read.") from None
    body = re.sub(r"!\[(?:\\.|[^\]\\])*\]\(\)", "", document.body)  # images that are left out
    document.body = re.sub(r"\n{3,}", "\n\n", body).strip("\n")
    document.images = images.images
    document.notes += [*images.notes, *_lost_features(data)]
    return document


class ImageExtractor:
    """The images of a document, within the limits for images of a project."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.images: dict[str, bytes] = {}
        self.notes: list[str] = []
        self.count = 0

    def add(self, image: Any) -> dict[str, str]:
        """Return the attributes of an image element. The source is empty if it is left out."""
        self.count += 1
        try:
            with image.open() as stream:
                data = stream.read(MAX_BYTES + 1)
        except Exception:  # noqa: BLE001  (a file elsewhere, or missing)
            data = b""
        alt = " ".join((image.alt_text or "").split())
        endings = (each for start, each in IMAGE_SIGNATURES.items() if data.startswith(start))
        ending = next(endings, "")
        if problem := self._problem(data, ending):
            self.notes.append(f"Picture {self.count} was left out: {problem}")
            return {"src": "", "alt": alt}
        if not alt:
            self.notes.append(
                f"Picture {self.count} has no description: "
                f"put one in the place of “{MISSING_ALT_TEXT}”."
            )
        name = f"images/{self.slug}-{self.count}.{ending}"
        self.images[name] = data
        return {"src": name, "alt": alt or MISSING_ALT_TEXT}

    def _problem(self, data: bytes, ending: str) -> str:
        if not data:
            return "it is not in the document itself."
        if self.count > MAX_IMAGES:
            return f"there are more than {MAX_IMAGES}."
        if len(data) > MAX_BYTES:
            return "it is too large."
        raster = read_raster(data) if ending else None
        if raster is None:
            return "it is of a kind that browsers do not show, or damaged. Save it as PNG or JPEG."
        return "it has too many pixels." if raster.width * raster.height > MAX_PIXELS else ""


def _lost_features(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:

        def parts(pattern: str) -> bytes:
            names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
            return b"".join(map(archive.read, names))

        text, margins = parts(r"word/document\d*\.xml"), parts(r"word/(?:header|footer)\d*\.xml")
    notes = [note for pattern, note in LOST_FEATURES.items() if re.search(pattern, text)]
    if re.search(rb"<w:t[\s>]", margins):
        notes.append("What stands at the head and foot of each sheet was left out.")
    return notes


def convert_html(html: str) -> MarkdownDocument:
    """Convert HTML. A heading at the start is the title; the other headings start at level 2."""
    title, blocks = "", list(_blocks(parse_html(html)))
    if blocks and blocks[0].tag in HEADINGS:
        title = " ".join(INVISIBLE.sub("", blocks.pop(0).text()).split())
    levels = [int(block.tag[1]) for block in blocks if block.tag in HEADINGS]
    writer = _MarkdownWriter(level_shift=2 - min(levels, default=2))
    body, last_list = "", ""
    for list_kind, text in writer.detect_lists(blocks):
        if text:
            body += ("\n" if list_kind and list_kind == last_list else "\n\n") + text
            last_list = list_kind
    body = re.sub(r"\n{3,}", "\n\n", body).strip("\n")
    return MarkdownDocument(title, body, list(writer.notes()))


class _MarkdownWriter:
    def __init__(self, level_shift: int) -> None:
        self.level_shift = level_shift
        self.lost_links: list[str] = []
        self.bold_headings = self.typed_numbers = 0
        self.has_merged_cells = self.has_struck_words = False

    def notes(self) -> Iterator[str]:
        if self.bold_headings:
            yield f"Lines in bold that stood alone were taken for headings: {self.bold_headings}."
        if self.typed_numbers:
            yield f"Lines with typed numbers were taken for a list: {self.typed_numbers}."
        if self.has_struck_words:
            yield (
                "Some words are struck out, and are shown so: "
                "delete them if they are not to be read."
            )
        for link in dict.fromkeys(self.lost_links):
            yield f"A link was left out, as it leads nowhere on the web: {link}"
        if self.has_merged_cells:
            yield "A table had cells that span several; look over its rows."

    def detect_lists(self, blocks: list[Element]) -> Iterator[tuple[str, str]]:
        """Yield each block with the list that it is an item of: typed bullets or numbers from 1."""
        texts = [block.text().strip() if block.tag == "p" else "" for block in blocks]
        matches = [re.match(r"\(?(\d{1,2})[.)]\s+", text) for text in texts]
        numbers = [int(match[1]) if match else 0 for match in matches] + [0]
        expected = 1
        for block, (number, following) in zip(blocks, pairwise(numbers), strict=True):
            text = self._block(block)
            if block.tag == "p" and text.startswith("- "):
                yield "bullets", text
            elif number == expected and (expected > 1 or following == 2):
                expected += 1
                self.typed_numbers += 1
                yield "numbers", re.sub(r"^\(?(\d+)\\?[.)]\s+", r"\1. ", text)
            else:
                expected = 1
                yield "", text

    def _block(self, block: Element) -> str:
        if block.tag in HEADINGS:
            level = min(6, max(2, int(block.tag[1]) + self.level_shift))
            return f"{'#' * level} {self._line(block, ' ', plain=True)}"
        if block.tag in LISTS:
            return self._list(block, "")
        if block.tag == "table":
            return self._table(block)
        if block.tag == "pre":
            return f"```\n{INVISIBLE.sub('', block.text()).strip(chr(10))}\n```"
        if block.tag == "dl":
            marks = {"dt": "", "dd": ": "}
            terms = [each for each in block.elements() if each.tag in marks]
            return "\n".join(f"{marks[each.tag]}{self._line(each, '<br>')}" for each in terms)
        if block.tag == "blockquote":
            lines = (self._block(inner) for inner in _blocks(block))
            return "\n>\n".join(f"> {line}" for line in lines if line)
        text = INVISIBLE.sub("", block.text()).strip()
        if BULLET.match(text):
            return "- " + BULLET.sub("", self._line(block, is_bullet=True).lstrip("\\"))
        parts = [part for part in block.children if not isinstance(part, str) or part.strip()]
        is_bold = all(isinstance(part, Element) and part.tag in ("strong", "b") for part in parts)
        words = " ".join(text.split())
        is_short = len(words) <= 80 and not words.endswith((".", ",", ";"))
        if is_short and is_bold:
            self.bold_headings += 1
            return f"## {self._line(block, ' ', plain=True)}"
        return _escape_start(self._line(block))

    def _list(self, block: Element, indent: str) -> str:
        lines: list[str] = []
        items = [element for element in block.elements() if element.tag in ("li", *LISTS)]
        start = block.attributes.get("start", "")
        number = int(start) - 1 if re.fullmatch("[0-9]{1,6}", start) else 0
        for item in items:
            if item.tag in LISTS:  # not inside an item, as some editors write it
                lines.append(self._list(item, indent + "    "))
                continue
            number += 1
            inner = [element for element in item.elements() if element.tag in LISTS]
            words = Element("p", {}, [child for child in item.children if child not in inner])
            if note := re.fullmatch(r"footnote-(\S+)", item.attributes.get("id", "")):
                lines.append(f"[^{note[1]}]: {self._line(words)}")
            elif text := self._line(words, "<br>"):
                marker = f"{number}." if block.tag == "ol" else "-"
                lines.append(f"{indent}{marker} {_escape_start(text)}")
                lines += [self._list(element, indent + "    ") for element in inner]
            else:  # a level that Word leaves out
                lines += [self._list(Element(block.tag, {}, it.children), indent) for it in inner]
        return "\n".join(lines)

    def _table(self, table: Element) -> str:
        rows = [row.elements() for row in table.find("tr")]
        width = max(map(len, rows), default=0)
        if not width:
            return ""
        lines = []
        for row in rows:
            spans = (cell.attributes.keys() & {"colspan", "rowspan"} for cell in row)
            self.has_merged_cells |= any(spans)
            cells = [self._line(cell, "<br>").replace("|", "\\|") for cell in row]
            lines.append(f"| {' | '.join(cells + [''] * (width - len(row)))} |")
        return "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]])

    def _line(
        self, element: Element, between: str = "", *, plain: bool = False, is_bullet: bool = False
    ) -> str:
        """Return a block on one line; without `between`, with the line breaks of a paragraph."""
        text = "".join(self._inline(child, plain=plain) for child in element.children)
        text = INVISIBLE.sub("", text.replace(LINE_BREAK, "\n"))
        text = re.sub(r"\*\*(\s*)\*\*", r"\1", text)
        if is_bullet:
            text = BULLET.sub("- ", text.lstrip().lstrip("\\"))
        lines = [line for part in text.split("\n") if (line := " ".join(part.split()))]
        if between:
            return between.join(lines)
        return "<br>\n".join([*lines[:1], *map(_escape_start, lines[1:])])

    def _inline(self, node: Element | str, *, plain: bool) -> str:
        if isinstance(node, str):
            return escape_markdown(" ".join(re.split(r"[\n\r\x0b]+", node)))
        inside = "".join(self._inline(child, plain=plain) for child in node.children)
        if node.tag == "br":
            return LINE_BREAK
        if node.tag == "img":
            alt, src = (node.attributes.get(name, "") for name in ("alt", "src"))
            return f"![{escape_markdown(alt)}]({src})"
        if node.tag == "code" and "`" not in (code := node.text().strip()) and code:
            return f"`{code}`"
        if node.tag in BLOCKS:
            return f"{LINE_BREAK}{inside}{LINE_BREAK}"
        if node.tag == "a":
            return self._link(node.attributes.get("href", "").strip(), inside)
        words, mark = inside.strip(), EMPHASIS.get(node.tag)
        if plain or not words:
            return inside
        if node.tag in ("s", "sup", "sub"):  # without Markdown syntax, so that they stay HTML
            self.has_struck_words |= node.tag == "s"
            is_ordinal = words in ("st", "nd", "rd", "th")
            return inside if is_ordinal else f"<{node.tag}>{inside}</{node.tag}>"
        if mark is None:
            return inside
        marked = f"{mark}{words.replace(LINE_BREAK, mark + LINE_BREAK + mark)}{mark}"
        return inside.replace(words, marked)

    def _link(self, address: str, inside: str) -> str:
        if note := re.fullmatch(r"#footnote-(\S+)", address):
            return f"[^{note[1]}]"
        if not address or address.startswith("#"):
            return "" if address.startswith("#footnote-ref-") else inside
        is_web = re.match(r"(?:https?://|mailto:|tel:)", address, re.IGNORECASE)
        if not is_web or not inside.strip():
            self.lost_links.append(address[:120])
            return inside
        encoded = re.sub(r"[\s<>()\"]", lambda match: f"%{ord(match[0]):02X}", address)
        return f"[{inside.strip()}]({encoded})"


def escape_markdown(text: str) -> str:
    """Escape every character of a text that Markdown or HTML would interpret."""
    text = re.sub(r"([\\*`\[\]{}])", r"\\\1", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)
    return re.sub(r"&(?=#|\w+;)", "&amp;", text).replace("<", "&lt;")


def _escape_start(line: str) -> str:
    """Escape the start of a line that would be a heading, a list or a quotation."""
    line = re.sub(r"^(#|>|\+|-|!(?!\[))", r"\\\1", line)
    line = re.sub(r"^[:=~|]", lambda match: f"&#{ord(match[0])};", line)
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", line)


def _blocks(element: Element) -> Iterator[Element]:
    """Yield the blocks inside that are not empty, and those inside frames and one-cell tables."""
    loose = Element("p")
    for child in [*element.children, Element("p")]:
        if not isinstance(child, Element) or child.tag not in BLOCKS | FRAMES:
            loose.children.append(child)
            continue
        cells = [*child.find("td"), *child.find("th")] if child.tag == "table" else []
        is_frame = child.tag in FRAMES or len(cells) == 1
        inner = _blocks(cells[0] if cells else child) if is_frame else [child]
        for block in (loose, *inner):
            if block.text().strip() or block.find("img"):
                yield block
        loose = Element("p")
