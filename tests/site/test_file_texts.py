"""Texts in files for download."""

from __future__ import annotations

import gzip
import io
import time
import zlib
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from microsite.output.file_texts import FileTexts
from microsite.output.private_words import PrivateWordSearch
from tests.publish.sites import span

NAME = "Jane Doemark"
HEX = NAME.encode("utf-16-be").hex().upper()


def zip_file(**files: bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(
    code: bytes,
    *,
    font: str = FONT,
    catalog: str = CATALOG,
    info: bytes = b"<< >>",
    more: str = "",
) -> bytes:
    """Return a PDF of one page with this packed code, and object 8 with `more`."""
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>"
    stream = zlib.compress(code)
    objects = (
        catalog.encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (page % "/Resources << /Font << /F1 5 0 R >> >> /Annots [7 0 R]").encode(),
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
        % (len(stream), stream),
        font.encode(),
        info,
        b"<< /Type /Annot /Subtype /Text /Contents (See page 2) >>",
        more.encode() or b"<< >>",
    )
    parts = [b"%d 0 obj\n%b\nendobj\n" % item for item in enumerate(objects, 1)]
    table = b"".join(b"%010d 00000 n \n" % place for place in places(parts))
    return b"%%PDF-1.7\n%bxref\n0 9\n0000000000 65535 f \n%b%b" % (
        b"".join(parts),
        table,
        b"trailer << /Root 1 0 R /Info 6 0 R /Size 9 >>\nstartxref\n%d\n%%%%EOF\n"
        % (9 + sum(map(len, parts))),
    )


def places(parts: list[bytes]) -> list[int]:
    """Return the offsets of the objects after the first line."""
    return [9 + sum(map(len, parts[:number])) for number in range(len(parts))]


def text_command(text: str) -> bytes:
    return f"BT /F1 12 Tf 50 700 Td {text} ET".encode("latin-1")


def png(**notes: str) -> bytes:
    info, file = PngImagePlugin.PngInfo(), io.BytesIO()
    for key, text in notes.items():
        info.add_text(key, text, zip=True)
    Image.new("RGB", (9, 9)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def jpeg(artist: str) -> bytes:
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x9C9D] = (artist + "\0").encode(
        "utf-16-le"
    )  # the author, as Windows writes it
    Image.new("RGB", (9, 9)).save(file, "JPEG", exif=exif)
    return file.getvalue()


WORD = b"<w:p><w:r><w:t>by Jane </w:t></w:r><w:r w:rsidR='1'><w:t>Doe</w:t></w:r><w:r><w:t>mark</w:t></w:r></w:p>"


def stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


LETTERS = stream("""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
3 beginbfchar <0003> <0020> <0027> <0044> <002D> <004A> endbfchar
2 beginbfrange <0044> <0058> <0061> <0059> <005A> [<0076> <0077>] endbfrange endcmap""")
GLYPH_FONT = """<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 8 0 R
/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo
<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"""
GLYPHS = "".join(
    f"{ {' ': 3, 'D': 0x27, 'J': 0x2D}.get(letter) or ord(letter) - 0x61 + 0x44:04X}"
    for letter in NAME
)

FILES: dict[str, bytes] = {
    "docx": zip_file(word__document=WORD),
    "docx-author": zip_file(docProps__core=b"<dc:creator>Jane Doemark</dc:creator>"),
    "pptx": zip_file(slide=b"<a:t>Jane</a:t><a:t>Doemark</a:t>"),
    "xlsx": zip_file(xl__sharedStrings=b"<si><t>Jane Doemark</t></si>"),
    "odt": zip_file(content=b"<text:p>Jane <text:span>Doemark</text:span></text:p>"),
    "zip-in-zip": zip_file(inner=zip_file(text=NAME.encode())),
    "name-in-zip": zip_file(**{"jane-doemark.txt": b""}),
    "gzip": gzip.compress(NAME.encode()),
    "pdf": pdf(text_command(f"({NAME}) Tj")),
    "pdf-kerning": pdf(text_command("[(J)20(ane)-250(Do)-15.5(emark)] TJ")),
    "pdf-escapes": pdf(text_command(r"(Jane D\157e\155ark) Tj")),
    "pdf-glyphs": pdf(text_command(f"<{GLYPHS}> Tj"), font=GLYPH_FONT, more=LETTERS),
    "pdf-author-utf-16": pdf(
        text_command("(Text) Tj"),
        info=b"<< /Author (\xfe\xff" + NAME.encode("utf-16-be") + b") >>",
    ),
    "pdf-author-hex": pdf(
        text_command("(Text) Tj"), info=f"<< /Author <FEFF{HEX}> >>".encode()
    ),
    "pdf-metadata": pdf(
        text_command("(Text) Tj"),
        catalog=CATALOG.replace(">>", "/Metadata 8 0 R >>"),
        more=stream("<x:xmpmeta><dc:creator>Jane Doemark</dc:creator></x:xmpmeta>"),
    ),
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
        zip_file(text=name.encode()),
        name.encode("utf-16"),
        pdf(b"", info=b"<< /Author (\xfe\xff" + name.encode("utf-16-be") + b") >>"),
    ):
        assert PrivateWordSearch({name: span()}).finds("a.bin", data)


@pytest.mark.parametrize(
    "part",
    [
        b"1 0 obj<</Filter/FlateDecode>>stream\n"
        + zlib.compress(b"(Jane Doemark)")
        + b"\nend",
        b"1 0 obj<</Author (\xfe\xff" + NAME.encode("utf-16-be") + b")>>endobj",
    ],
)
def test_search_finds_name_in_damaged_pdf(part: bytes) -> None:
    assert PrivateWordSearch({NAME: span()}).finds("a.pdf", b"%PDF-1.4\n" + part)


@pytest.mark.parametrize("kind", FILES)
def test_file_texts_are_complete(kind: str) -> None:
    reader = FileTexts()
    assert list(reader.read(FILES[kind]))
    assert reader.is_complete


def encrypted_zip() -> bytes:
    data = bytearray(zip_file(text=b"A text."))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def nested_zip(depth: int) -> bytes:
    data = b"A text."
    for _ in range(depth):
        data = zip_file(inner=data)
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
        b"Rar!\x1a\x07\x01\x00",
        b"7z\xbc\xaf\x27\x1c\0\4",
        b"{\\rtf1 Jane}",
        encrypted_zip(),
        nested_zip(9),
        zip_file(text=b"A text.")[:-30],
        zip_file(sound=b"ID3\x04\0\0"),
        pdf(text_command("(A text.) Tj"))[:200],
        pdf(b"0 0 99 99 re f"),
    ],
    ids=range(10),
)
def test_file_texts_report_what_cannot_be_read(data: bytes) -> None:
    reader = FileTexts()
    list(reader.read(data))
    assert not reader.is_complete


def test_file_texts_unpack_no_bomb() -> None:
    most = 1_000_000
    zeros = b"a" * (most // 4)
    bombs = (
        zip_file(a=zeros, b=zeros, c=zeros, d=zeros, e=zeros),
        zip_file(
            inner=zip_file(a=zeros, b=zeros, c=zeros), other=zip_file(a=zeros, b=zeros)
        ),
        gzip.compress(zeros * 5, 1),
    )
    for bomb in bombs:
        reader, largest = FileTexts(bytes_left=most), 0
        for part in reader.read(bomb):
            largest = max(largest, len(part))
        assert not reader.is_complete
        assert largest <= most


def test_file_texts_read_no_endless_page() -> None:
    """A small PDF can unpack to hours of work."""
    reader, start = FileTexts(), time.process_time()
    list(reader.read(pdf(text_command("(Jane) Tj ") * 200_000)))
    assert not reader.is_complete
    assert time.process_time() - start < 5


@pytest.mark.parametrize("piece", [b"iTXt", b"x\x9c"])
def test_file_texts_take_time_in_proportion_to_size(piece: bytes) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        for _ in FileTexts().read(b"\x89PNG\r\n" + piece * count):
            pass
        return time.process_time() - start

    assert seconds(40_000) < max(0.2, 4 * seconds(20_000))


@given(
    data=st.binary(max_size=300),
    cut=st.integers(0, 900),
    kind=st.sampled_from([*FILES]),
)
def test_file_texts_read_any_bytes(data: bytes, cut: int, kind: str) -> None:
    document = FILES[kind]
    for damaged_data in (
        data,
        document[:cut],
        document[:cut] + data + document[cut:],
        b"%PDF-" + data,
    ):
        list(FileTexts().read(damaged_data))
