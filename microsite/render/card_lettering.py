"""The letters of a share card, as shades of its ink."""

from __future__ import annotations

import io
import struct
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING

from microsite.digests import digest_of
from microsite.plain import dataclass, field
from microsite.render.card_layout import SMALLEST, TRACKING, Setting
from microsite.render.recipe import recipe
from microsite.render.shelf import NO_SHELF, Shelf
from microsite.render.typeface import Typeface

if TYPE_CHECKING:
    from PIL import Image, ImageFont

FINE, FINE_TITLE = 4, 2
"""Letters stand where they should to this part of a pixel; titles are large."""
LARGE, BLANK = 224, 8
"""Pixels: the size in which each letter is drawn, once, and made smaller from; and how much is blank around it,
which is more than a pixel of the smallest size."""
ABOVE, BELOW = 3 * LARGE // 2, LARGE
"""Pixels above where it stands, as a capital with two accents takes, and below."""
MEASURES = struct.Struct("<IIii")
"""What stands in front of the pixels of a letter that is kept: width, height, and where its top left corner is."""


@dataclass(frozen=True, slots=True)
class Pen:
    """What letters are drawn with."""

    face: Typeface
    shelf: Shelf = field(default=NO_SHELF, compare=False, repr=False)
    """Where they are kept for other builds and processes."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in its place on a card. Its picture tells how much of each pixel it covers."""

    shape: Image.Image
    x: int
    y: int
    """Of its top left corner."""


@lru_cache(maxsize=64)
def letters(pen: Pen, setting: Setting) -> tuple[Letter, ...]:
    """The letters of a line of text that leave ink."""
    fine = FINE if setting.size < SMALLEST else FINE_TITLE
    places, _ = pen.face.places(setting.text, TRACKING)
    found = []
    for character, place in zip(setting.text, places, strict=True):
        pixels, rest = divmod(round(place * setting.size * fine), fine)
        drawn = _drawn(pen, character, setting.size, fine, rest)
        if drawn is not None:
            shape, left, top = drawn
            found.append(Letter(shape, setting.x + pixels + left, setting.baseline + top))
    return tuple(found)


@lru_cache(maxsize=4096)
def _drawn(pen: Pen, character: str, size: int, fine: int, rest: int) -> tuple[Image.Image, int, int] | None:
    """A letter, and where its top left corner is from where it begins and stands; `rest` is by how much it begins
    beside a pixel, in parts of `fine`."""
    from PIL import Image

    large = _large(pen, character)
    if large is None:
        return None
    shape, left, top = large
    scale, beside = LARGE / size, rest / fine
    x, y = floor((left + BLANK) / scale + beside), floor((top + BLANK) / scale)
    right, bottom = ceil((left + shape.width - BLANK) / scale + beside), ceil((top + shape.height - BLANK) / scale)
    shown = ((x - beside) * scale - left, y * scale - top, (right - beside) * scale - left, bottom * scale - top)
    return shape.resize((right - x, bottom - y), Image.Resampling.BOX, shown), x, y


@lru_cache(maxsize=512)
def _large(pen: Pen, character: str) -> tuple[Image.Image, int, int] | None:
    """A letter as large as it is drawn, and where its top left corner is; None for one that leaves no ink."""
    from PIL import Image

    made_of = f"letter {character!r} {_digest(pen.face.data)} {recipe(__file__)}"
    kept = pen.shelf.packed(made_of, lambda: _rendered(pen.face, character))
    width, height, left, top = MEASURES.unpack_from(kept)
    return (Image.frombytes("L", (width, height), kept[MEASURES.size :]), left, top) if width else None


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
