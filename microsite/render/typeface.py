"""A typeface as a file (TrueType or OpenType): which characters it has, how wide they are, and how
they are kerned.

It is read here, and not by Pillow, because Pillow measures in whole pixels, tells nothing of what a
font lacks, and kerns differently where another library is installed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

GLYPH = 16
"""Bits that tell a glyph."""


class Kerning(dict[str, float]):
    """By two characters: how much further apart the second stands from the first, in ems. Of a pair
    that is first asked for it is looked up by their glyphs, as a text has few of all the pairs
    there are.
    """

    def __init__(self, glyphs: dict[str, int], pairs: dict[int, int], em: int) -> None:
        super().__init__()
        self._glyphs, self._pairs, self._em = glyphs, pairs, em

    def __missing__(self, pair: str) -> float:
        apart = 0.0
        if len(pair) > 1:  # nothing stands in front of the first
            left, right = map(self._glyphs.__getitem__, pair)
            apart = self._pairs.get(left << GLYPH | right, 0) / self._em
        self[pair] = apart
        return apart


class Typeface(Struct, frozen=True, eq=False):
    """Measures of a typeface, in ems."""

    data: bytes
    advances: dict[str, float]
    """By character."""
    kerning: Kerning

    def has(self, text: str) -> bool:
        """Whether it can set a text."""
        return self.advances.keys() >= set(text)

    def places(self, text: str, tracking: float) -> tuple[tuple[float, ...], float]:
        """Where each character of a text on one line begins, and where the line ends. `tracking`
        follows each.
        """
        places, pen, before = [], 0.0, ""
        for character in text:
            pen += self.kerning[before + character]
            places.append(pen)
            pen += self.advances[character] + tracking
            before = character
        return tuple(places), pen - tracking if text else 0.0

    def width(self, text: str, tracking: float) -> float:
        """How wide a text on one line is."""
        return _width(self, text, tracking)


@lru_cache(maxsize=4096)
def _width(face: Typeface, text: str, tracking: float) -> float:
    """Kept, as a word is asked for again with every measure that a title is tried in."""
    return face.places(text, tracking)[1]


def read_typeface(data: bytes) -> Typeface:
    """The measures of a typeface. Raises ValueError where this is none that can be read."""
    try:
        tables = {
            data[at : at + 4]: data[start : start + length]
            for at, start, length in (
                (at, *struct.unpack_from(">8xII", data, at))
                for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)
            )
        }
        em = struct.unpack_from(">H", tables[b"head"], 18)[0]
        wide = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
        widths = [
            struct.unpack_from(">H", tables[b"hmtx"], 4 * glyph)[0] / em for glyph in range(wide)
        ]
        glyphs = {chr(code): glyph for code, glyph in _glyphs(tables[b"cmap"]) if glyph}
        advances = {character: widths[min(glyph, wide - 1)] for character, glyph in glyphs.items()}
        kerning = Kerning(glyphs, _kerning(tables.get(b"kern", b"")), em)
    except (struct.error, LookupError, ZeroDivisionError, ValueError) as fault:
        raise ValueError("not a typeface") from fault
    return Typeface(data, advances, kerning)


def _glyphs(table: bytes) -> Iterator[tuple[int, int]]:
    """Codes of characters and their glyphs, from the fullest of the subtables for Unicode."""
    count = struct.unpack_from(">H", table, 2)[0]
    starts = {}
    for at in range(4, 4 + 8 * count, 8):
        platform, encoding, start = struct.unpack_from(">HHI", table, at)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            starts[struct.unpack_from(">H", table, start)[0]] = start
    if 12 in starts:
        start = starts[12]
        for at in range(
            start + 16, start + 16 + 12 * struct.unpack_from(">I", table, start + 12)[0], 12
        ):
            first, last, glyph = struct.unpack_from(">III", table, at)
            yield from (
                (code, glyph + code - first) for code in range(first, min(last, 0x10FFFF) + 1)
            )
        return
    start = starts[4]
    segments = struct.unpack_from(">H", table, start + 6)[0] // 2
    for segment in range(segments):
        end, first, delta, offset = (
            struct.unpack_from(">H", table, start + 14 + 2 * segment + part)[0]
            for part in (0, 2 * segments + 2, 4 * segments + 2, 6 * segments + 2)
        )
        for code in range(first, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = start + 16 + 6 * segments + 2 * segment + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", table, place)[0]
                if not glyph:
                    continue
            yield code, (glyph + delta) % 0x10000


def _kerning(table: bytes) -> dict[int, int]:
    """What is between two glyphs, which are one number, from the first subtable of pairs."""
    if len(table) < 18 or struct.unpack_from(">HH", table) < (0, 1) or table[8] != 0:
        return {}
    count = struct.unpack_from(">H", table, 10)[0]
    return dict(struct.iter_unpack(">Ih", table[18 : 18 + 6 * count]))
