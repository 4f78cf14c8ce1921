"""Texts in files that visitors download.

They are in documents, archives and PDFs, and in notes of pictures.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

from msgspec import Struct

MAX_UNPACKED = 100 * 1024 * 1024
"""Bytes of all parts of a file."""
MAX_DRAWN = 4_000_000
"""Bytes of the pages of a PDF; a megabyte takes two seconds."""
MAX_PARTS = 10_000
"""Files in an archive."""
MAX_DEPTH = 4
"""Files in each other."""
MAX_NOTE = 65_536
"""Bytes of a packed note in a picture."""
ENCODINGS = ("utf-8", "utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
MARKS = {"\ufeff".encode(encoding): encoding for encoding in ENCODINGS}
"""Encodings by the mark at the start of a text."""
PICTURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftyp(?:avif|heic|mif1)|II\*\0|MM\0\*"
    rb"|\0\x01\0\0|OTTO\0|wOF[F2]",
    re.DOTALL,
)
"""Start of a picture or a font, in which only notes are text."""
PNG_NOTE = re.compile(rb"[iz]TXt.{1,300}?(?=x[\x01\x5e\x9c\xda])", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(?=x[\x01\x5e\x9c\xda])")


class FileTexts(Struct):
    """Reader of the texts of one file."""

    is_complete: bool = True
    """False once a part of the file cannot be read as text."""
    bytes_left: int = MAX_UNPACKED
    """Bytes that may still be unpacked."""

    def read(self, data: bytes, depth: int = 0) -> Iterator[str | bytes]:
        """Yield the texts, and as bytes the parts that mix text with other bytes.

        `depth` is the number of files that the file is in.
        """
        if depth > MAX_DEPTH:
            self.is_complete = False
        elif data.startswith((b"PK\3\4", b"PK\5\6")):
            yield from self._read_zip(data, depth)
        elif b"%PDF-" in data[:1024]:
            yield from self._read_any_pdf(data, depth)
        elif data.startswith(b"\x1f\x8b"):
            unpacked = self._inflate(data, zlib.MAX_WBITS | 16)  # a gzip header
            yield from self.read(unpacked, depth + 1)
        else:
            yield from self._read_plain(data)

    def _read_plain(self, data: bytes) -> Iterator[str | bytes]:
        """Yield a text, or the bytes of anything else with the notes of a PNG."""
        text = _decode(data)
        if text is not None:
            if text.startswith("{\\rtf"):  # its words are between marks
                self.is_complete = False
            yield text
            return
        if not PICTURE.match(data):
            self.is_complete = False
        yield data
        if data.startswith(b"\x89PNG"):
            for note in PNG_NOTE.finditer(data):
                yield self._inflate(data[note.end() : note.end() + MAX_NOTE])

    def _read_zip(self, data: bytes, depth: int) -> Iterator[str | bytes]:
        """Yield the comment of an archive, and the names and texts of its files."""
        try:
            archive = ZipFile(BytesIO(data))
        except Exception:  # noqa: BLE001 - the module lists none
            self.is_complete = False
            yield data
            return
        entries = archive.infolist()
        if len(entries) > MAX_PARTS:
            self.is_complete = False
        yield archive.comment
        for entry in entries[:MAX_PARTS]:
            yield entry.filename
            try:
                with archive.open(entry) as file:
                    part = file.read(self.bytes_left + 1)
            except Exception:  # noqa: BLE001 - encrypted, damaged, or packed in another way
                self.is_complete = False
                continue
            if self._has_room(part) and "printerSettings" not in entry.filename:
                yield from self.read(part, depth + 1)

    def _read_any_pdf(self, data: bytes, depth: int) -> Iterator[str | bytes]:
        """Yield the bytes of a PDF and its texts, or its streams if it is damaged."""
        yield data
        try:
            yield from self._read_pdf(data, depth)
        except ModuleNotFoundError:  # pypdf is not installed
            raise
        except Exception:  # noqa: BLE001 - damaged in a way that the library does not expect
            self.is_complete = False
            for stream in STREAM.finditer(data):
                yield self._inflate(data[stream.end() :])

    def _read_pdf(self, data: bytes, depth: int) -> Iterator[str | bytes]:
        """Yield properties, pages, bookmarks, comments and attachments of a PDF."""
        from pypdf import PdfReader

        # The library warns of every small flaw.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        reader = PdfReader(BytesIO(data))
        yield "\n".join(map(str, (reader.metadata or {}).values()))
        metadata = reader.root_object.get("/Metadata")
        if metadata:
            yield from self.read(metadata.get_object().get_data(), depth + 1)
        yield str(reader.outline)

        has_text = False
        drawn = 0
        for page in reader.pages:
            code = page.get_contents()
            if code is not None:
                drawn += len(code.get_data())
            if drawn > MAX_DRAWN:
                self.is_complete = False
                break
            text = page.extract_text()
            if text.strip():
                has_text = True
            yield text
            yield str([note.get_object() for note in page.get("/Annots", ())])
        # Pages without text are pictures of text.
        if not has_text or len(data) > self.bytes_left:
            self.is_complete = False

        for name, contents in reader.attachments.items():
            yield name
            for content in contents:
                yield from self.read(content, depth + 1)

    def _inflate(self, data: bytes, bits: int = zlib.MAX_WBITS) -> bytes:
        """Return the unpacked data; nothing if it is damaged or too large."""
        try:
            part = zlib.decompressobj(bits).decompress(data, self.bytes_left + 1)
        except zlib.error:
            return b""
        return part if self._has_room(part) else b""

    def _has_room(self, part: bytes) -> bool:
        """Count an unpacked part. Return False if it is too large."""
        if len(part) > self.bytes_left:
            self.is_complete = False
            return False
        self.bytes_left -= len(part)
        return True


def _decode(data: bytes) -> str | None:
    """Decode a text by its mark, as UTF-8 or as Windows does.

    Return None for what is no text.
    """
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    with suppress(UnicodeDecodeError):
        text = data.decode()
        return None if "\0" in text else text
    if PICTURE.match(data) or re.search(rb"[\0-\x08\x0e-\x1a]", data):
        return None
    return data.decode("cp1252", errors="replace")
