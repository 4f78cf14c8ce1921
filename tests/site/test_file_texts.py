"""Texts in files for download."""

from __future__ import annotations

import gzip
import io
import time
import zlib
from base64 import a85encode
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from microsite.publish.private_words import PrivateWordSearch
from microsite.site.file_texts import FileTexts
from tests.publish.sites import span

NAME = "Jane Doemark"
HEX = NAME.encode("utf-16-be").hex().upper()


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


def pdf(*streams: bytes, more: bytes = b"<< /Font 1 0 R >>", filters: bytes = b"") -> bytes:
    objects = [b"%%PDF-1.7\n1 0 obj\n%b\nendobj\n" % more]
    for stream in streams:
        objects.append(
            b"2 0 obj\n<< /Filter %b >>\nstream\n%b\nendstream\nendobj\n" % (filters, stream)
        )
    return b"".join(objects) + b"trailer\n%%EOF\n"


def flate(text: str, encoding: str = "latin-1") -> bytes:
    return zlib.compress(text.encode(encoding))


def png(**notes: str) -> bytes:
    info, file = PngImagePlugin.PngInfo(), io.BytesIO()
    for key, text in notes.items():
        info.add_text(key, text, zip=True)
    Image.new("RGB", (9, 9)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def jpeg(artist: str) -> bytes:
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x9C9D] = (artist + "\0").encode("utf-16-le")  # the author, as Windows writes it
    Image.new("RGB", (9, 9)).save(file, "JPEG", exif=exif)
    return file.getvalue()


WORD = b"<w:p><w:r><w:t>by Jane </w:t></w:r><w:r w:rsidR='1'><w:t>Doe</w:t></w:r><w:r><w:t>mark</w:t></w:r></w:p>"
LETTERS = """/CIDInit begincmap 3 beginbfchar <0003> <0020> <0027> <0044> <002D> <004A> endbfchar
2 beginbfrange <0044> <0058> <0061> <0059> <005A> [<0076> <0077>] endbfrange endcmap"""
GLYPHS = "".join(
    f"{ {' ': 3, 'D': 0x27, 'J': 0x2D}.get(letter) or ord(letter) - 0x61 + 0x44:04X}"
    for letter in NAME
)

FILES: dict[str, bytes] = {
    "docx": zipped(word__document=WORD),
    "docx-author": zipped(docProps__core=b"<dc:creator>Jane Doemark</dc:creator>"),
    "pptx": zipped(slide=b"<a:t>Jane</a:t><a:t>Doemark</a:t>"),
    "xlsx": zipped(xl__sharedStrings=b"<si><t>Jane Doemark</t></si>"),
    "odt": zipped(content=b"<text:p>Jane <text:span>Doemark</text:span></text:p>"),
    "zip-in-zip": zipped(inner=zipped(text=NAME.encode())),
    "name-in-zip": zipped(**{"jane-doemark.txt": b""}),
    "gzip": gzip.compress(NAME.encode()),
    "pdf-flate": pdf(flate(f"BT ({NAME}) Tj ET")),
    "pdf-kerning": pdf(flate("BT [(J)20(ane)-250(Do)-15.5(emark)] TJ ET")),
    "pdf-escapes": pdf(flate(r"BT (Jane D\157e\155ark) Tj ET")),
    "pdf-ascii85": pdf(a85encode(flate(f"BT ({NAME}) Tj ET")) + b"~>"),
    "pdf-glyphs": pdf(flate(f"BT <{GLYPHS}> Tj ET"), flate(LETTERS)),
    "pdf-moved-glyphs": pdf(
        flate(f"BT <{GLYPHS[:24]}> Tj 9.49 0 Td <{GLYPHS[24:]}> Tj ET"), flate(LETTERS)
    ),
    "pdf-author-utf-16": pdf(
        more=b"<< /Font /Author (\xfe\xff" + NAME.encode("utf-16-be") + b") >>"
    ),
    "pdf-author-hex": pdf(more=f"<< /Font 1 /Author <FEFF{HEX}> >>".encode()),
    "pdf-object-stream": pdf(flate(f"5 0 << /Author ({NAME}) >>")),
    "pdf-metadata": pdf(b"<x:xmpmeta><dc:creator>Jane Doemark</dc:creator>"),
    "utf-16": NAME.encode("utf-16"),
    "utf-16-be": b"\xfe\xff" + NAME.encode("utf-16-be"),
    "utf-32": NAME.encode("utf-32"),
    "windows": f"‘é’ {NAME}".encode("cp1252"),
    "png": png(Author=NAME),
    "jpeg": jpeg(NAME),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("word", ["Jane Doemark", "Doemark"])
def test_search_finds_name_inside_download(kind: str, word: str) -> None:
    search = PrivateWordSearch({word: span()})
    assert search.finds(f"assets/downloads/{kind}", FILES[kind])
    assert not PrivateWordSearch({"Jane Roemark": span()}).finds("a.bin", FILES[kind])


def test_search_finds_name_with_accents_inside_download() -> None:
    name = "Łucja Żółćąńska"
    for data in (
        zipped(text=name.encode()),
        name.encode("utf-16"),
        pdf(more=b"/Font (\xfe\xff" + name.encode("utf-16-be") + b")"),
    ):
        assert PrivateWordSearch({name: span()}).finds("a.bin", data)


@pytest.mark.parametrize("kind", FILES)
def test_file_texts_are_complete(kind: str) -> None:
    reader = FileTexts()
    assert list(reader.read(FILES[kind]))
    assert reader.is_complete


def encrypted_zip() -> bytes:
    data = bytearray(zipped(text=b"A text."))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    data = b"A text."
    for _ in range(depth):
        data = zipped(inner=data)
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
        b"Rar!\x1a\x07\x01\x00",
        b"7z\xbc\xaf\x27\x1c\0\4",
        b"{\\rtf1 Jane}",
        encrypted_zip(),
        nested(9),
        zipped(text=b"A text.")[:-30],
        zipped(sound=b"ID3\x04\0\0"),
        pdf(flate("BT (A text.) Tj ET"), more=b"<< /Font 1 /Encrypt 9 0 R >>"),
        pdf(b"\x80\x0b", filters=b"/LZWDecode"),
        pdf(more=b"<< /Font /Encoding /Identity-H >>"),
        pdf(more=b"<< /Pages >>"),
    ],
    ids=range(12),
)
def test_file_texts_report_what_cannot_be_read(data: bytes) -> None:
    reader = FileTexts()
    list(reader.read(data))
    assert not reader.is_complete


def test_file_texts_unpack_no_bomb() -> None:
    most = 1_000_000
    zeros = b"a" * (most // 4)
    bombs = (
        zipped(a=zeros, b=zeros, c=zeros, d=zeros, e=zeros),
        zipped(inner=zipped(a=zeros, b=zeros, c=zeros), other=zipped(a=zeros, b=zeros)),
        gzip.compress(zeros * 5, 1),
        pdf(*[zlib.compress(zeros)] * 5),
    )
    for bomb in bombs:
        reader, largest = FileTexts(left=most), 0
        for part in reader.read(bomb):
            largest = max(largest, len(part))
        assert not reader.is_complete
        assert largest <= most


@pytest.mark.parametrize(
    "piece",
    [
        b"stream\n",
        b"(",
        b"(\\",
        b"<00",
        b"[(a)1",
        b"beginbfchar<",
        b"beginbfrange<00><00>[",
        b"iTXt",
        b"x\x9c",
        b"~>stream",
    ],
)
@pytest.mark.parametrize("start", [b"%PDF-1.4\n", b"%PDF-1.4\nbeginbfrange", b"\x89PNG\r\n"])
def test_file_texts_take_time_in_proportion_to_size(piece: bytes, start: bytes) -> None:
    def seconds(count: int) -> float:
        started = time.process_time()
        for _ in FileTexts().read(start + piece * count):
            pass
        return time.process_time() - started

    assert seconds(40_000) < max(0.2, 4 * seconds(20_000))


@given(data=st.binary(max_size=300), cut=st.integers(0, 900), kind=st.sampled_from([*FILES]))
def test_file_texts_read_any_bytes(data: bytes, cut: int, kind: str) -> None:
    whole = FILES[kind]
    for damaged in (data, whole[:cut], whole[:cut] + data + whole[cut:], b"%PDF-" + data):
        list(FileTexts().read(damaged))
