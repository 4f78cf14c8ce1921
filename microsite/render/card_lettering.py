"""The letters of a share card, as shades of its ink."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from microsite.plain import dataclass
from microsite.render.card_layout import SMALLEST, TRACKING, Setting
from microsite.render.typeface import Typeface

if TYPE_CHECKING:
    from PIL import Image, ImageFont

FINE, FINE_TITLE = 4, 2
"""Letters are drawn this many times larger and made smaller, so that they stand where they should; titles are large."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in its place on a card. Its picture tells how much of each pixel it covers."""

    shape: Image.Image
    x: int
    y: int
    """Of its top left corner."""


@lru_cache(maxsize=64)
def letters(face: Typeface, setting: Setting) -> tuple[Letter, ...]:
    """The letters of a line of text that leave ink."""
    fine = FINE if setting.size < SMALLEST else FINE_TITLE
    places, _ = face.places(setting.text, TRACKING)
    found = []
    for character, place in zip(setting.text, places, strict=True):
        pixels, rest = divmod(round(place * setting.size * fine), fine)
        drawn = _drawn(face, character, setting.size, fine, rest)
        if drawn is not None:
            shape, left, top = drawn
            found.append(Letter(shape, setting.x + pixels + left, setting.baseline + top))
    return tuple(found)


@lru_cache(maxsize=2048)
def _drawn(face: Typeface, character: str, size: int, fine: int, rest: int) -> tuple[Image.Image, int, int] | None:
    """A letter, and where its top left corner is from where it begins and stands; `rest` is by how much it begins
    beside a pixel, in parts of `fine`."""
    from PIL import Image

    large = _large(face, character, size * fine)
    if large is None:
        return None
    shape, left, top = large
    left, beside = divmod(left + rest, fine)
    top, below = divmod(top, fine)
    whole = Image.new("L", (_up_to(beside + shape.width, fine), _up_to(below + shape.height, fine)))
    whole.paste(shape, (beside, below))
    return whole.reduce(fine), left, top


@lru_cache(maxsize=1024)
def _large(face: Typeface, character: str, size: int) -> tuple[Image.Image, int, int] | None:
    """A letter as large as it is drawn, and where its top left corner is; None for one that leaves no ink."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (3 * size, 3 * size // 2))
    ImageDraw.Draw(mask).text((size, size), character, 255, _font(face.data, size), anchor="ls")
    box = mask.getbbox()
    return (mask.crop(box), box[0] - size, box[1] - size) if box else None


def _up_to(length: int, step: int) -> int:
    """A length, up to the next whole step."""
    return -(-length // step) * step


@lru_cache(maxsize=64)
def _font(data: bytes, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)
