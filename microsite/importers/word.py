"""Word documents as Markdown with images."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from microsite.importers.html_to_markdown import MarkdownDocument, convert_html
from microsite.importers.office import CannotImportError, read_office
from microsite.site.images import MAX_BYTES, MAX_PIXELS, read_raster

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
"""Notes about features of a document that are lost, by their traces in it."""
MAX_IMAGES = 60
IMAGE_SIGNATURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}
MISSING_ALT_TEXT = "Say here what this picture shows"


def read_word(path: Path, slug: str) -> MarkdownDocument:
    """Read a document. Its images are named after `slug`. Raises CannotImportError."""
    data = read_office(path, "Word", ".docx", r"word/document\d*\.xml")
    images = ImageExtractor(slug)
    try:
        document = convert_html(_convert_to_html(data, path.name, images))
    except RecursionError:
        raise CannotImportError(f"“{path.name}” is nested too deeply to be read.") from None
    body = re.sub(r"!\[(?:\\.|[^\]\\])*\]\(\)", "", document.body)  # images that are left out
    document.body = re.sub(r"\n{3,}", "\n\n", body).strip("\n")
    document.images = images.images
    document.notes += [*images.notes, *_lost_features(data)]
    return document


def _convert_to_html(data: bytes, name: str, images: ImageExtractor) -> str:
    import mammoth

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLE_MAP,
            convert_image=mammoth.images.img_element(images.add),
            external_file_access=False,
        )
    except Exception:  # noqa: BLE001  (mammoth raises anything for a damaged file)
        raise CannotImportError(
            f"“{name}” cannot be read: it seems to be damaged. Open it in Word and save it again."
        ) from None
    return str(result.value)


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
        ending = next(
            (ending for start, ending in IMAGE_SIGNATURES.items() if data.startswith(start)), ""
        )
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
    """Return sentences about contents that the conversion ignores."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:

        def parts(pattern: str) -> bytes:
            names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
            return b"".join(map(archive.read, names))

        text, margins = parts(r"word/document\d*\.xml"), parts(r"word/(?:header|footer)\d*\.xml")
    notes = [note for pattern, note in LOST_FEATURES.items() if re.search(pattern, text)]
    if re.search(rb"<w:t[\s>]", margins):
        notes.append("What stands at the head and foot of each sheet was left out.")
    return notes
