"""The letters of a share card, as shades of its ink."""

from __future__ import annotations

import io
import struct
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.digests import digest_of
from microsite.render.card_layout import SMALLEST, TRACKING, Setting
from microsite.render.shelf import NO_SHELF, Shelf
from microsite.render.typeface import Typeface
from microsite.site.recipe import recipe

if TYPE_CHECKING:
    from PIL import Image, ImageFont

FINE, FINE_TITLE = 4, 2
"""Letters stand where they should to this part of a pixel; titles are large."""
LARGE, BLANK = 224, 8
"""Pixels: the size in which each letter is drawn, once, and made smaller from; and how much is
blank around it, which is more than a pixel of the smallest size.
"""
ABOVE, BELOW = 3 * LARGE // 2, LARGE
"""Pixels above where it stands, as a capital with two accents takes, and below."""
MEASURES = struct.Struct("<IIii")
"""What stands in front of the pixels of a letter that is kept: width, height, and where its top
left corner is.
"""


class Pen(Struct, frozen=True):
    """What letters are drawn with."""

    face: Typeface
    shelf: Shelf = field(default=NO_SHELF)
    """Where they are kept for other builds and processes."""


class Inked(Struct, frozen=True, eq=False):
    """A line of text in its place on a card."""

    letters: tuple[tuple[Image.Image, int, int], ...]
    """Those that leave ink: how much of each pixel each covers, and where its top left corner is.
    """
    top: int
    bottom: int
    """The first row that has ink in it, and the one after the last."""


@lru_cache(maxsize=64)
def inked(pen: Pen, setting: Setting) -> Inked | None:
    """A line of text; None where it leaves no ink."""
    fine = FINE if setting.size < SMALLEST else FINE_TITLE
    letters, tops, bottoms = [], [], []
    alphabet = _alphabet(pen, setting.size, fine)
    places, _ = pen.face.places(setting.text, TRACKING)
    for character, place in zip(setting.text, places, strict=True):
        pixels, rest = divmod(round(place * setting.size * fine), fine)
        drawn = alphabet[character, rest]
        if drawn is not None:
            shape, left, top, bottom = drawn
            letters.append((shape, setting.x + pixels + left, setting.baseline + top))
            tops.append(top)
            bottoms.append(bottom)
    return (
        Inked(tuple(letters), setting.baseline + min(tops), setting.baseline + max(bottoms))
        if letters
        else None
    )


class _Alphabet(dict[tuple[str, int], tuple["Image.Image", int, int, int] | None]):
    """Letters of some size, drawn when one is first asked for: by its character, and by how many
    parts of `fine` it begins beside a pixel. With each is where its left side, its top and its
    bottom are, from where it begins and stands; None for one that leaves no ink.
    """

    def __init__(self, pen: Pen, size: int, fine: int) -> None:
        super().__init__()
        self._pen, self._scale, self._fine = pen, LARGE / size, fine

    def __missing__(self, asked: tuple[str, int]) -> tuple[Image.Image, int, int, int] | None:
        character, rest = asked
        large = _large(self._pen, character)
        self[asked] = drawn = None if large is None else self._drawn(*large, rest / self._fine)
        return drawn

    def _drawn(
        self, shape: Image.Image, left: int, top: int, beside: float
    ) -> tuple[Image.Image, int, int, int]:
        from PIL import Image

        scale = self._scale
        x, y = floor((left + BLANK) / scale + beside), floor((top + BLANK) / scale)
        right, bottom = (
            ceil((left + shape.width - BLANK) / scale + beside),
            ceil((top + shape.height - BLANK) / scale),
        )
        shown = (
            (x - beside) * scale - left,
            y * scale - top,
            (right - beside) * scale - left,
            bottom * scale - top,
        )
        return shape.resize((right - x, bottom - y), Image.Resampling.BOX, shown), x, y, bottom


_alphabet = lru_cache(maxsize=32)(_Alphabet)
"""There are as many sizes as this; a preview goes on."""


@lru_cache(maxsize=512)
def _large(pen: Pen, character: str) -> tuple[Image.Image, int, int] | None:
    """A letter as large as it is drawn, and where its top left corner is; None for one that leaves
    no ink.
    """
    from PIL import Image

    made_of = f"letter {character!r} {_digest(pen.face.data)} {recipe(__file__)}"
    kept = pen.shelf.packed(made_of, lambda: _rendered(pen.face, character))
    width, height, left, top = MEASURES.unpack_from(kept)
    return (
        (Image.frombytes("L", (width, height), kept[MEASURES.size :]), left, top) if width else None
    )


def _rendered(face: Typeface, character: str) -> bytes:
    """The same: its measures, then a byte for each pixel."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (3 * LARGE, ABOVE + BELOW))
    ImageDraw.Draw(mask).text((LARGE, ABOVE), character, 255, _font(face.data), anchor="ls")
    box = mask.getbbox()
    if box is None:
        return MEASURES.pack(0, 0, 0, 0)
    box = (box[0] - BLANK, box[1] - BLANK, box[2] + BLANK, box[3] + BLANK)
    shape = mask.crop(box)
    return MEASURES.pack(*shape.size, box[0] - LARGE, box[1] - ABOVE) + shape.tobytes()


@lru_cache(maxsize=1)
def _digest(data: bytes) -> str:
    return digest_of(data)


@lru_cache(maxsize=1)
def _font(data: bytes) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(data), LARGE, layout_engine=ImageFont.Layout.BASIC)
