"""Texts in files that visitors download: documents, archives, PDFs, and notes in pictures."""

from __future__ import annotations

import codecs
import re
import zlib
from base64 import a85decode
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

from msgspec import Struct

MAX_UNPACKED = 100 * 1024 * 1024  # bytes of all parts of a file
MAX_PARTS, MAX_DEPTH = 10_000, 4
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Encodings by the mark at the start of a text."""
PICTURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftyp(?:avif|heic|mif1)|II\*\0|MM\0\*"
    rb"|\0\x01\0\0|OTTO\0|wOF[F2]",
    re.DOTALL,
)
"""Start of a picture or a font, in which only notes are text."""
PDF_PICTURE = re.compile(rb"/(?:Image|Length[12]|Alternate|OpenType|XRef|\w+Type[01]C|Type1C)\b")
PDF_UNREADABLE = re.compile(
    rb"/(?:Encrypt|Crypt|LZW|LZWDecode|RL|RunLengthDecode|AHx|ASCIIHexDecode|EmbeddedFile)\b"
)
PDF_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*+)|<([0-9A-Fa-f\s]*+)>", re.DOTALL)
PDF_KERNING = re.compile(rb"\)?\s*+-?(?:1?\d?\d)?(?:\.\d*+)?\s*+")
"""Between parts of a word; larger numbers stand for a space."""
PDF_LETTERS = re.compile(rb"beginbf(char|range)([<>\[\]\s0-9A-Fa-f]*+)")
"""Part of a table from the codes of a font to letters."""


class FileTexts(Struct):
    """Reader of the texts of one file."""

    is_complete: bool = True
    """`False` once a part of the file cannot be read as text."""
    left: int = MAX_UNPACKED
    """Bytes that may still be unpacked."""

    def read(self, data: bytes, depth: int = 0) -> Iterator[str | bytes]:
        """Yield the texts, and as bytes those parts in which text is mixed with other bytes."""
        if depth > MAX_DEPTH:
            self.is_complete = False
        elif data.startswith((b"PK\3\4", b"PK\5\6")):
            yield from self._read_zip(data, depth)
        elif b"%PDF-" in data[:1024]:
            yield from self._read_pdf(data)
        elif data.startswith(b"\x1f\x8b"):
            yield from self.read(self._inflate(data, zlib.MAX_WBITS | 16), depth + 1)
        elif (text := _decode(data)) is not None:
            self.is_complete &= not text.startswith("{\\rtf")
            yield text
        else:
            self.is_complete &= PICTURE.match(data) is not None
            yield data
            if data.startswith(b"\x89PNG"):
                for note in re.finditer(
                    rb"[iz]TXt.{1,300}?(?=x[\x01\x5e\x9c\xda])", data, re.DOTALL
                ):
                    yield self._inflate(data[note.end() : note.end() + 65536])

    def _read_zip(self, data: bytes, depth: int) -> Iterator[str | bytes]:
        try:
            archive = ZipFile(BytesIO(data))
        except Exception:  # noqa: BLE001 - the module lists none
            self.is_complete = False
            yield data
            return
        entries = archive.infolist()
        self.is_complete &= len(entries) <= MAX_PARTS
        yield archive.comment
        for entry in entries[:MAX_PARTS]:
            yield entry.filename
            try:
                with archive.open(entry) as file:
                    part = file.read(self.left + 1)
            except Exception:  # noqa: BLE001 - encrypted, damaged, or packed in another way
                self.is_complete = False
                continue
            if self._has_room(part) and "printerSettings" not in entry.filename:
                yield from self.read(part, depth + 1)

    def _read_pdf(self, data: bytes) -> Iterator[str | bytes]:
        """Yield the parts of a PDF, the strings in them, and these by each table of letters."""
        strings: list[bytes] = []
        tables: list[dict[bytes, str]] = []
        fonts = coded = 0
        for before, piece in pairwise((b"", *data.split(b"stream"))):
            part = piece.lstrip(b"\r\n")
            if b"~>" in part:
                with suppress(ValueError):
                    part = a85decode(part[: part.index(b"~>")].removeprefix(b"<~"))
            part = self._inflate(part) or part
            if PDF_PICTURE.search(before.rpartition(b"obj")[2]):
                yield part
                continue
            self.is_complete &= PDF_UNREADABLE.search(part) is None
            fonts += part.count(b"/Font")
            coded += part.count(b"/Identity-") - part.count(b"/ToUnicode")
            strings += _pdf_strings(part)
            tables += filter(None, [_pdf_letters(part)])
            yield _decode(part) or part.decode("latin-1")
        self.is_complete &= fonts > 0 >= coded
        plain = [_decode(string) or string.decode("latin-1") for string in strings]
        yield "\n".join(plain)
        yield "".join(plain).encode(errors="replace")
        for table in tables:
            if self._has_room(b"".join(strings)):
                texts = [_by_table(string, table) for string in strings]
                yield "\n".join(texts).encode(errors="replace")
                yield "".join(texts).encode(errors="replace")

    def _inflate(self, data: bytes, bits: int = zlib.MAX_WBITS) -> bytes:
        """Return the unpacked data; nothing if it is damaged or too large."""
        try:
            part = zlib.decompressobj(bits).decompress(data, self.left + 1)
        except zlib.error:
            return b""
        return part if self._has_room(part) else b""

    def _has_room(self, part: bytes) -> bool:
        """Count an unpacked part. Return `False` if it is too large."""
        if len(part) > self.left:
            self.is_complete = False
            return False
        self.left -= len(part)
        return True


def _decode(data: bytes) -> str | None:
    """Decode a text by its mark, as UTF-8 or as Windows does; None if it is none."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    with suppress(UnicodeDecodeError):
        text = data.decode()
        return None if "\0" in text else text
    if PICTURE.match(data) or re.search(rb"[\0-\x08\x0e-\x1a]", data):
        return None
    return data.decode("cp1252", errors="replace")


def _pdf_strings(code: bytes) -> Iterator[bytes]:
    """Yield the strings of a part of a PDF. Letters that were moved closer are joined."""
    parts: list[bytes] = []
    end = 0
    for match in PDF_STRING.finditer(code):
        literal, digits = match.groups()
        if parts and not PDF_KERNING.fullmatch(code, end, match.start()):
            yield b"".join(parts)
            parts.clear()
        if digits is None:
            parts.append(re.sub(rb"\\([0-7]{1,3}|\r\n|.)", _unescaped, literal, flags=re.DOTALL))
        else:
            digits = b"".join(digits.split())
            parts.append(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))
        end = match.end()
    yield b"".join(parts)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    if escape[1][:1] in b"01234567":
        return bytes([int(escape[1], 8) & 255])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(escape[1], escape[1].strip(b"\r\n"))


def _pdf_letters(code: bytes) -> dict[bytes, str]:
    """Return the letters of a font by the bytes that stand for them."""
    letters: dict[bytes, str] = {}
    for kind, body in PDF_LETTERS.findall(code):
        last = rb"<(\w+)>\s*" if kind == b"range" else rb"()"
        entry = rb"<((?:\w\w){1,4})>\s*" + last + rb"(<[\w\s]*>|\[[^\[\]]*\])"
        for first, final, target in re.findall(entry, body):
            start, width = int(first, 16), len(first) // 2
            texts = [
                bytes.fromhex(it.decode()).decode("utf-16-be", "replace")
                for it in re.findall(rb"(?:\w\w)+", target)
            ]
            count = min(int(final or first, 16) - start + 1, 256)
            if not target.startswith(b"[") and texts:
                texts = [texts[0][:-1] + chr(ord(texts[0][-1]) + n) for n in range(count)]
            for number, text in enumerate(texts[:count]):
                letters[(start + number).to_bytes(width + 1, "big")[-width:]] = text
    return letters


def _by_table(string: bytes, table: dict[bytes, str]) -> str:
    width = len(next(iter(table)))
    codes = (string[start : start + width] for start in range(0, len(string), width))
    return "".join(table.get(code, " ") for code in codes)
