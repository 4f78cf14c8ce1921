"""Word documents, HTML and Markdown, as Markdown that a person would write."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from microsite.apps.workbook.office import CannotImportError, open_office
from microsite.apps.workbook.read import (
    BODY,
    Base,
    SheetRow,
    Workbook,
    normalise_spaces,
)
from microsite.exports import markdown as writing
from microsite.exports.markdown import Element
from microsite.model.kinds import RecordKind
from microsite.model.types import LONGEST_LINE
from microsite.saving.yaml_edits import remove_controls
from microsite.site.images import MAX_BYTES, MAX_PIXELS, read_raster
from microsite.site.prose import MISSING_ALT_TEXT
from microsite.source.files import slugify

STYLE_MAP = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='toc '] => !
p[style-name='List Bullet 2'] => ul > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul > li > ul > li > ul > li:fresh
p[style-name='List Bullet 4'] => ul > li > ul > li > ul > li > ul > li:fresh
p[style-name='List Number 2'] => ol > li > ol > li:fresh
p[style-name='List Number 3'] => ol > li > ol > li > ol > li:fresh
"""
"""Elements of HTML by style of Word, in the language of mammoth."""


class LostFeature(Struct, frozen=True, kw_only=True):
    """A feature of Word that an import loses."""

    note: str
    regex: re.Pattern[str]
    """Matches the XML of a document that uses the feature."""


LOST_FEATURES = (
    LostFeature(
        note="Tracked changes were accepted.",
        regex=re.compile(r"<w:(?:del|ins|moveFrom)\s"),
    ),
    LostFeature(
        note="Comments were left out.",
        regex=re.compile(r"<w:commentReference\s"),
    ),
    LostFeature(
        note="Formulas were left out.",
        regex=re.compile(r"<m:oMath"),
    ),
    LostFeature(
        note="Charts were left out. Save each as an image.",
        regex=re.compile(r"<c:chart\s"),
    ),
    LostFeature(
        note="Objects from other programs were left out.",
        regex=re.compile(r"<w:object[\s>]"),
    ),
    LostFeature(
        note="Text boxes were moved into the text. Check where they are now.",
        regex=re.compile(r"<w:txbxContent"),
    ),
    LostFeature(
        note=(
            "The table of contents was left out, because web pages have no page"
            " numbers."
        ),
        regex=re.compile(r'<w:pStyle w:val="TOC'),
    ),
    LostFeature(
        note="Highlighting was left out.",
        regex=re.compile(r"<w:highlight\s"),
    ),
    LostFeature(
        note="Underlining was left out: on the web it means a link.",
        regex=re.compile(r'<w:u\s+w:val="(?!none)'),
    ),
)
MAX_IMAGES = 60
IMAGE_SIGNATURES = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF8": "gif",
    b"RIFF": "webp",
}
BULLET = re.compile(
    r"^(?:[•·▪●○■◦‣–—*\uf076\uf0a7\uf0b7\uf0d8-]|[o§](?=[\t\u00a0]))\s+"
)
"""Typed bullets, also in the fonts of Word."""
TYPED_BULLET = re.compile(r"- [^\n]*(?:<br>\n[^\n]*)*$")
TAG = re.compile(
    r"</?(?:p|br|a|ul|ol|li|em|strong|b|i|h[1-6]|div|span|blockquote|table|pre|code|dl)"
    r"(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
INLINE_TAGS = {
    r"<(b|strong)\b[^<>]*>(?=\S)([^<]*)(?<=\S)</\1>": r"**\2**",
    r"<(i|em)\b[^<>]*>(?=\S)([^<]*)(?<=\S)</\1>": r"*\2*",
    r"<code\b[^<>]*>([^<`]+)</code>": r"`\1`",
    r"<a\s[^<>]*?href=([\"'])((?:https?:|mailto:)[^\"'\s()<>]*)\1[^<>]*>([^<]*)</a>": (
        r"[\3](\2)"
    ),
    r"</?(?:a|b|i|strong|em|code|span)\b[^<>]*>": "",
    r"<br\s*/?>\n?": "<br>\n",
}
"""Patterns of tags inside a line, and the Markdown for them."""
REMOTE_IMAGE = re.compile(r"!\[([^\[\]]*)\](?=\(https?://)")
CONFLICT_MARKER = re.compile("^(?:<{7}|>{7})", re.MULTILINE)
BLOCK_TAG = re.compile(
    r"<(?:p|ul|ol|h[1-6]|div|blockquote|table|pre|dl)\b", re.IGNORECASE
)


class MarkdownDocument(Struct):
    """A converted text."""

    title: str = ""
    body: str = ""
    notes: list[str] = field(default_factory=list)
    """Sentences about what was lost or guessed."""
    images: dict[str, bytes] = field(default_factory=dict)
    """Images of the file by name in assets/, as the body refers to them."""


def read_document(
    path: Path, kind: RecordKind, id_: str | None, base: Base, assets: Path, date: str
) -> Workbook:
    """Read a document as one record, as it was imported last.

    Raises CannotImportError.
    """
    records = base.get(kind.name, {})
    known_id = id_ or next(
        (key for key in records if records[key].get("source") == path.name), ""
    )
    document = read_word(path, id_ or slugify(path.stem) or kind.name, assets)
    cells = {
        kind.title_field: document.title[:LONGEST_LINE] or path.stem,
        BODY: document.body,
    }
    imported_cells = {**cells, "source": path.name}
    cells |= {"id": known_id} if known_id else {}
    cells |= {"date": date} if kind.name == "news" and known_id not in records else {}
    row = SheetRow(cells, path.name, imported=imported_cells)
    old = {kind.name: {known_id: records[known_id]}} if known_id in records else None
    return Workbook(
        {kind.name: [row]}, old, "document", document.notes, images=document.images
    )


def read_word(path: Path, slug: str, assets: Path) -> MarkdownDocument:
    """Read a document.

    Its images get free names made from `slug`. Raises CannotImportError.
    """
    import mammoth

    images = ImageExtractor(slug, assets)
    with open_office(path, "Word", ".docx", r"word/document\d*\.xml") as data:
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLE_MAP,
            convert_image=mammoth.images.img_element(images.add),
            external_file_access=False,
        ).value
    try:
        document = convert_html(html)
    except RecursionError:
        raise CannotImportError(
            f"“{path.name}” is nested too deeply to be read."
        ) from None
    # Images that are left out
    body = re.sub(r"!\[(?:\\.|[^\[\]\\])*\]\(\)", "", document.body)
    document.body = re.sub(r"\n{3,}", "\n\n", body).strip("\n")
    document.images = images.images
    document.notes += [*images.notes, *_lost_features(data)]
    if not document.body:
        document.notes.append("The document contains no text.")
    return document


class ImageExtractor(Struct):
    """The images of a document, within the limits for images of a project."""

    slug: str
    assets: Path
    images: dict[str, bytes] = {}
    notes: list[str] = []
    count: int = 0

    def add(self, image: Any) -> dict[str, str]:
        """Return the attributes of an image element.

        The source is empty if it is left out.
        """
        self.count += 1
        try:
            with image.open() as stream:
                data = stream.read(MAX_BYTES + 1)
        except Exception:  # noqa: BLE001  (a file elsewhere, or missing)
            data = b""
        alt = " ".join((image.alt_text or "").split())
        if self.count > MAX_IMAGES:
            problem = f"there are more than {MAX_IMAGES}."
        else:
            problem = image_problem(data)
        if problem:
            self.notes.append(f"Image {self.count} was left out: {problem}")
            return {"src": "", "alt": alt}
        if not alt:
            remedy = f"Write one instead of “{MISSING_ALT_TEXT}”."
            self.notes.append(f"Image {self.count} has no description. {remedy}")
        name = free_name(f"images/{self.slug}", data, self.images, self.assets)
        return {"src": name, "alt": alt or MISSING_ALT_TEXT}


def free_name(
    stem: str, data: bytes, images: dict[str, bytes], assets: Path, suffix: str = ""
) -> str:
    """Add an image by the first name that is free here and in assets/.

    Return the name. Its suffix is that of its format unless another one is given. An
    image that is there already keeps its name.
    """
    number = 1
    ending = suffix or f".{image_ending(data)}"
    name = f"{stem}{ending}"
    while name in images or (assets / name).exists():
        if (images.get(name) or (assets / name).read_bytes()) == data:
            break
        number += 1
        name = f"{stem}-{number}{ending}"
    images[name] = data
    return name


def image_ending(data: bytes) -> str:
    """Return the ending for the name of an image; empty if browsers cannot show it."""
    for signature, ending in IMAGE_SIGNATURES.items():
        if data.startswith(signature):
            return ending
    return ""


def image_problem(data: bytes) -> str:
    """Return why an image is left out; empty if it can be published."""
    if not data:
        return "it is missing."
    if len(data) > MAX_BYTES:
        return "it is too large."
    raster = read_raster(data) if image_ending(data) else None
    if raster is None:
        return "browsers cannot show it, or it is damaged. Save it as PNG or JPEG."
    if raster.width * raster.height > MAX_PIXELS:
        return "it has too many pixels."
    return ""


def _lost_features(data: bytes) -> list[str]:
    """Return sentences about what is lost of a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = _parts(archive, r"word/document\d*\.xml")
        margins = _parts(archive, r"word/(?:header|footer)\d*\.xml")
    xml = text.decode(errors="replace")
    notes = [feature.note for feature in LOST_FEATURES if feature.regex.search(xml)]
    if re.search(rb"<w:t[\s>]", margins):
        notes.append("Headers and footers were left out.")
    return notes


def _parts(archive: zipfile.ZipFile, pattern: str) -> bytes:
    """Return the contents of the files whose names match a pattern."""
    names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
    return b"".join(map(archive.read, names))


def convert_html(html: str) -> MarkdownDocument:
    """Convert HTML.

    A heading at the start is the title; the other headings start at level 2.
    """
    root = writing.parse_html(html)
    title = ""
    content = [
        node for node in root.children if not isinstance(node, str) or node.strip()
    ]
    first = content[0] if content else None
    if isinstance(first, Element) and first.tag in writing.HEADINGS:
        title = " ".join(writing.INVISIBLE.sub("", first.text()).split())
        root.children.remove(first)
    levels = [level for level in range(1, 7) if root.find(f"h{level}")]
    writer = _DocumentWriter(level_shift=2 - min(levels, default=2))
    return MarkdownDocument(title, writer.body(root), list(writer.notes()))


def to_markdown(text: str) -> str:
    """Return HTML, or Markdown that may contain tags inside its lines, as Markdown."""
    text = SCRIPT.sub("", remove_controls(text))
    if BLOCK_TAG.search(text):
        document = convert_html(text)
        heading = f"## {document.title}\n\n" if document.title else ""
        return _clean(f"{heading}{document.body}")
    if TAG.search(text):
        for pattern, markdown in INLINE_TAGS.items():
            text = re.sub(pattern, markdown, text, flags=re.IGNORECASE | re.DOTALL)
    return _clean(text.expandtabs(4))


def _clean(markdown: str) -> str:
    """Return Markdown with links in place of pictures on other sites.

    Conflict markers of Git are escaped.
    """
    text = REMOTE_IMAGE.sub(lambda match: f"[{match[1] or 'Picture'}]", markdown)
    return normalise_spaces(CONFLICT_MARKER.sub(lambda match: escape(match[0]), text))


class _DocumentWriter(writing.MarkdownWriter):
    """Writer of a document with typed lists, bold headings and links on a disk."""

    def __init__(self, level_shift: int) -> None:
        self.level_shift = level_shift
        self.lost_links: list[str] = []
        self.bold_headings = 0
        self.typed_numbers = 0
        self.has_merged_cells = False
        self.has_struck_words = False

    def notes(self) -> Iterator[str]:
        """Yield sentences about what was lost or guessed."""
        if self.bold_headings:
            yield f"Separate lines in bold became headings: {self.bold_headings}."
        if self.typed_numbers:
            yield f"Lines with typed numbers became a list: {self.typed_numbers}."
        if self.has_struck_words:
            yield (
                "Some words are struck through. Delete them if visitors should not see"
                " them."
            )
        for link in dict.fromkeys(self.lost_links):
            yield f"A link was left out, because it does not work on the web: {link}"
        if self.has_merged_cells:
            yield "A table had merged cells. Check its rows."

    def body(self, root: Element) -> str:
        """Return the text.

        Lines that begin with typed bullets, or with numbers from 1, become lists.
        """
        body = kind = ""
        blocks = self.blocks(root)
        matches = [
            re.match(r"\(?(\d{1,2})\\?[.)]\s+(?!.*\n\n)", block) for block in blocks
        ]
        numbers = [int(match[1]) if match else 0 for match in matches] + [0]
        expected_number = 1
        for block, (number, following) in zip(blocks, pairwise(numbers), strict=True):
            last_kind, text = kind, block
            kind = "bullets" if TYPED_BULLET.match(block) else ""
            if number == expected_number and (expected_number > 1 or following == 2):
                kind = "numbers"
                expected_number += 1
                self.typed_numbers += 1
                text = re.sub(r"^\(?(\d+)\\?[.)]\s+", r"\1. ", block)
            else:
                expected_number = 1
            body += ("\n" if kind and kind == last_kind else "\n\n") + text
        return re.sub(r"\n{3,}", "\n\n", body).strip("\n")

    def block(
        self, element: Element, paragraph: Callable[[writing.Nodes], str]
    ) -> list[str]:
        if element.tag != "table":
            return super().block(element, paragraph)
        cells = [*element.find("td"), *element.find("th")]
        if any(cell.attributes.keys() & {"colspan", "rowspan"} for cell in cells):
            self.has_merged_cells = True
        is_frame = len(cells) == 1
        if is_frame:
            return self.blocks(cells[0], paragraph)
        return super().block(element, paragraph)

    def heading(self, element: Element) -> str:
        level = min(6, max(2, int(element.tag[1]) + self.level_shift))
        return super().heading(Element(f"h{level}", {}, element.children))

    def paragraph(self, nodes: writing.Nodes) -> str:
        text = writing.INVISIBLE.sub("", Element("p", {}, list(nodes)).text()).strip()
        if BULLET.match(text):
            return "- " + self.line(nodes).partition(" ")[2]
        parts = [part for part in nodes if not isinstance(part, str) or part.strip()]
        is_bold = all(getattr(part, "tag", "") in ("strong", "b") for part in parts)
        words = " ".join(text.split())
        if (
            words
            and is_bold
            and len(words) <= 80
            and not words.endswith((".", ",", ";"))
        ):
            self.bold_headings += 1
            return f"## {self.line(nodes, ' ', plain=True)}"
        return super().paragraph(nodes)

    def inline(self, node: Element | str, *, plain: bool) -> str:
        self.has_struck_words |= isinstance(node, Element) and node.tag == "s"
        return super().inline(node, plain=plain)

    def link(self, address: str, inside: str) -> str:
        if note := re.fullmatch(r"#footnote-(\S+)", address):
            return f"[^{note[1]}]"
        if not address or address.startswith("#"):
            return "" if address.startswith("#footnote-ref-") else inside
        is_web = re.match(r"(?:https?://|mailto:|tel:)", address, re.IGNORECASE)
        if not is_web or not inside.strip():
            self.lost_links.append(address[:120])
            return inside
        encoded_address = re.sub(
            r"[\s<>()\"]", lambda match: f"%{ord(match[0]):02X}", address
        )
        return f"[{inside.strip()}]({encoded_address})"
