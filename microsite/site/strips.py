"""A PNG of a few colours, put together from strips: rows that many pictures share are packed once.

Only repeats along a row are packed (Z_RLE). That is quick, and comes out the same with every zlib
there is, which what the other ways of packing give does not. zlib-ng takes half as long as the one
that Python was made with.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from PIL import Image

ADLER = 65521
"""What the two halves of a checksum of zlib stay below."""
NO_FILTER = 1
"""Bytes before each row, which say that it is as it looks: a strip is so much wider than the
picture.
"""
COLOURS_BY_NUMBER = 3
"""The kind of PNG that has a palette."""


class Strip(Struct, frozen=True):
    """Rows of a picture, packed so that they can follow any others."""

    packed: bytes
    checksum: int
    """Adler-32 of the rows."""
    length: int
    """Bytes of the rows."""


def canvas(width: int, height: int) -> tuple[Image.Image, bytearray]:
    """Rows as an image of mode L, whose first column is 0 and is not shown, while the others are
    numbers of colours; and the same as bytes, in which stands what is drawn on it: to take them out
    of an image takes longer than to draw.
    """
    from PIL import Image

    size = NO_FILTER + width, height
    rows = bytearray(size[0] * size[1])
    image = Image.frombuffer("L", size, rows, "raw", "L", 0, 1)
    image.readonly = False  # or else who draws on it would get a copy
    return image, rows


def strip_of(rows: bytes | bytearray) -> Strip:
    """The rows of a `canvas`."""
    from zlib_ng import zlib_ng as zlib

    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_RLE)
    packed = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    return Strip(packed, zlib.adler32(rows), len(rows))


def png(width: int, height: int, palette: bytes, strips: Sequence[Strip]) -> bytes:
    """The strips below each other. `palette` holds three bytes for each colour."""
    checksum = 1
    for strip in strips:
        checksum = _of_both(checksum, strip)
    data = (
        b"\x78\x01",
        *(strip.packed for strip in strips),
        b"\x03\x00",
        struct.pack(">I", checksum),
    )
    header = struct.pack(">IIBBBBB", width, height, 8, COLOURS_BY_NUMBER, 0, 0, 0)
    chunks = (
        *_chunk(b"IHDR", header),
        *_chunk(b"PLTE", palette),
        *_chunk(b"IDAT", *data),
        *_chunk(b"IEND"),
    )
    return b"".join((b"\x89PNG\r\n\x1a\n", *chunks))


def _of_both(checksum: int, strip: Strip) -> int:
    """The checksum of what came before and the strip, told from those of each."""
    low, high = checksum & 0xFFFF, checksum >> 16
    low_after, high_after = strip.checksum & 0xFFFF, strip.checksum >> 16
    return (low + low_after - 1) % ADLER | (
        high + high_after + (low - 1) * strip.length
    ) % ADLER << 16


def _chunk(kind: bytes, *data: bytes) -> tuple[bytes, ...]:
    from zlib_ng import zlib_ng as zlib

    length, checksum = sum(map(len, data)), zlib.crc32(kind)
    for part in data:
        checksum = zlib.crc32(part, checksum)
    return struct.pack(">I", length), kind, *data, struct.pack(">I", checksum)
