"""Pictures put together from strips: whole, and packed in the same way by whichever zlib there is."""

from __future__ import annotations

import io
import struct
import zlib
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from microsite.site.strips import canvas, png, strip_of

PALETTE = bytes(range(30))
WIDTH = 40


def rows_of(data: bytes) -> Image.Image:
    """Bytes as rows of numbers of colours, with the column that is not shown."""
    rows = [data[at : at + WIDTH].ljust(WIDTH, b"\3") for at in range(0, len(data), WIDTH)]
    return Image.frombytes("L", (1 + WIDTH, len(rows)), b"".join(b"\0" + row for row in rows))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(0, 9), min_size=1, max_size=200).map(bytes), min_size=1, max_size=5
    )
)
def test_what_is_in_the_strips_is_in_the_picture(parts: list[bytes]) -> None:
    images = [rows_of(part) for part in parts]
    data = png(
        WIDTH,
        sum(image.height for image in images),
        PALETTE,
        [strip_of(image.tobytes()) for image in images],
    )
    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert picture.getpalette("RGB")[: len(PALETTE)] == list(PALETTE)  # type: ignore[index]
    y = 0
    for image in images:
        expected = image.crop((1, 0, 1 + WIDTH, image.height)).tobytes()
        assert picture.crop((0, y, WIDTH, y + image.height)).tobytes() == expected
        y += image.height


@given(
    st.integers(1, 40),
    st.integers(1, 9),
    st.tuples(*[st.integers(-9, 50)] * 4),
    st.integers(1, 255),
)
def test_what_is_drawn_on_a_canvas_stands_in_its_bytes(
    width: int, height: int, line: tuple[int, int, int, int], number: int
) -> None:
    image, rows = canvas(width, height)
    other = Image.new("L", (1 + width, height))
    stamp = Image.new("L", (7, 3), 200)
    for each in (image, other):
        pen = ImageDraw.Draw(each)
        pen.line(line, number)
        pen.bitmap((line[0], line[1]), stamp, number)
        each.paste(stamp, (line[2], line[3]))
    assert bytes(rows) == image.tobytes() == other.tobytes()


def test_long_strips_keep_the_checksum_of_the_whole() -> None:
    """Its halves go round at 65,521."""
    image = Image.new("L", (1201, 600), 255)
    image.paste(0, (0, 0, 1, 600))
    strips = [strip_of(image.tobytes())] * 3
    packed = _packed(png(1200, 1800, PALETTE, strips))
    rows = zlib.decompress(packed)  # raises where the checksum is not that of what is there
    assert rows == image.tobytes() * 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 700)), max_size=80))
def test_pythons_own_zlib_packs_it_to_the_same_bytes(runs: list[tuple[int, int]]) -> None:
    image = rows_of(b"".join(bytes([number]) * count for number, count in runs) or b"\0")
    rows = image.tobytes()
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_RLE)
    strip = strip_of(rows)
    assert strip.packed == packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    assert strip.checksum == zlib.adler32(rows)


def test_pillow_packs_it_to_the_same_bytes() -> None:
    """Pillow brings another zlib along than Python: what both make of it, any will."""
    image = Image.new("L", (801, 500))
    any_number = Random(7)
    for _ in range(9000):
        x, y, long = (
            any_number.randrange(1, 800),
            any_number.randrange(500),
            any_number.randrange(1, 300),
        )
        image.paste(any_number.randrange(200), (x, y, min(801, x + long), y + 1))
    shown = image.crop((1, 0, 801, 500))
    by_pillow = io.BytesIO()
    numbered = Image.frombytes("P", shown.size, shown.tobytes())
    numbered.putpalette(bytes(768))
    numbered.save(by_pillow, "PNG", compress_type=zlib.Z_RLE, compress_level=6)
    packed = _packed(by_pillow.getvalue())
    assert zlib.decompress(packed) == image.tobytes()
    ours = strip_of(image.tobytes()).packed
    assert len(ours) > 10_000
    assert (
        sum(a != b for a, b in zip(ours, packed[2:], strict=False)) < 10
    )  # they end in another way


def _packed(data: bytes) -> bytes:
    """What the IDAT chunks of a PNG hold."""
    at, found = 8, b""
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        found += data[at + 8 : at + 8 + length] if data[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    return found
