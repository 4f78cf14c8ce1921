"""A document of Word as a page, a biography or a post."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from microsite.importers.html_markdown import convert
from microsite.importers.office import CannotImport, read_office
from microsite.site.images import MAX_BYTES
from microsite.site.raster import MAX_PIXELS, read_raster

STYLES = """\
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='toc '] => !
"""
LOST = (
    (
        rb"<w:(?:del|ins|moveFrom)\s",
        "Changes that were tracked: the text is as if all of them were accepted.",
    ),
    (rb"<w:commentReference\s", "Comments were left out."),
    (rb"<m:oMath", "Formulas were left out."),
    (rb"<c:chart\s", "Charts were left out: save each as a picture."),
    (rb"<w:object[\s>]", "Things embedded from other programs were left out."),
    (
        rb"<w:txbxContent",
        "Text boxes have no place of their own: look where their words stand now.",
    ),
    (
        rb"<w:pStyle w:val=\"TOC",
        "The table of contents was left out: its numbers are of sheets of paper.",
    ),
    (rb"<w:highlight\s", "Marking in colour was left out."),
    (rb"<w:u\s+w:val=\"(?!none)", "Underlining was left out: on the web it means a link."),
)
"""What in a document tells of something that we do not keep, and what to say then."""
MOST_PICTURES = 60
ENDINGS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp"))
NO_ALT = "Say here what this picture shows"


class WordDocument(Struct):
    """A document, taken over."""

    title: str
    body: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    """By the name inside assets/ that the text uses."""
    notes: list[str] = field(default_factory=list)
    """What could not be kept, in sentences."""


def read_word(path: Path, slug: str) -> WordDocument:
    """A document, its pictures named after `slug`. Raises CannotImport."""
    data = read_office(path, "Word", ".docx", r"word/document\d*\.xml")
    album = _Album(slug)
    html = _html(data, path.name, album)
    try:
        done = convert(html)
    except RecursionError:
        raise CannotImport(f"“{path.name}” is nested too deeply to be read.") from None
    return WordDocument(
        done.title,
        _without_lost_pictures(done.body),
        album.pictures,
        [*done.notes, *album.notes, *_lost(data)],
    )


def _html(data: bytes, name: str, album: _Album) -> str:
    """What mammoth makes of it."""
    import mammoth

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(album.add),
            external_file_access=False,
        )
    except Exception:  # noqa: BLE001  (whatever is wrong inside a stranger's file, it is the file that is wrong)
        raise CannotImport(
            f"“{name}” cannot be read: it seems to be damaged. Open it in Word and save it again."
        ) from None
    return str(result.value)


class _Album:
    """The pictures of a document, looked at as those of the project are."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.pictures: dict[str, bytes] = {}
        self.notes: list[str] = []
        self.count = 0

    def add(self, image: Any) -> dict[str, str]:
        """Take a picture in; the attributes of its element, which are empty where it cannot be
        shown.
        """
        self.count += 1
        try:
            with image.open() as stream:
                data = stream.read(MAX_BYTES + 1)
        except Exception:  # noqa: BLE001  (it lies elsewhere, or is not there)
            data = b""
        alt = " ".join((image.alt_text or "").split())
        ending = next((ending for start, ending in ENDINGS if data.startswith(start)), None)
        problem = self._problem(data, ending)
        if problem:
            self.notes.append(f"Picture {self.count} was left out: {problem}")
            return {"src": "", "alt": alt}
        if not alt:
            self.notes.append(
                f"Picture {self.count} has no description: put one in the place of “{NO_ALT}”."
            )
        name = f"images/{self.slug}-{self.count}.{ending}"
        self.pictures[name] = data
        return {"src": name, "alt": alt or NO_ALT}

    def _problem(self, data: bytes, ending: str | None) -> str | None:
        if not data:
            return "it is not in the document itself."
        if self.count > MOST_PICTURES:
            return f"there are more than {MOST_PICTURES}."
        if len(data) > MAX_BYTES:
            return "it is too large."
        raster = read_raster(data) if ending else None
        if raster is None:
            return "it is of a kind that browsers do not show, or damaged. Save it as PNG or JPEG."
        return "it has too many pixels." if raster.width * raster.height > MAX_PIXELS else None


def _lost(data: bytes) -> list[str]:
    """What the document holds besides."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        text = b"".join(
            archive.read(name) for name in names if re.fullmatch(r"word/document\d*\.xml", name)
        )
        edges = [
            archive.read(name)
            for name in names
            if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name)
        ]
    notes = [words for pattern, words in LOST if re.search(pattern, text)]
    if any(re.search(rb"<w:t[\s>]", edge) for edge in edges):
        notes.append("What stands at the head and foot of each sheet was left out.")
    return notes


def _without_lost_pictures(body: str) -> str:
    """A text without the places of pictures that were left out."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"!\[(?:\\.|[^\]\\])*\]\(\)", "", body)).strip("\n")
