"""Pictures made of pixels: whether a file is one, how large it is, and what of it can be seen.

Only here and in `render/` is a picture opened. Pillow is imported when the first one is.
"""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
PHOTOGRAPHS = ("JPEG", "MPO")
"""What Pillow calls a JPEG, and one with further pictures behind it, as telephones write them."""
SCAN, END = b"\xff\xda", b"\xff\xd9"
"""What stands before the pixels of a JPEG, and behind them; never among them."""
MOST_PIXELS = 60_000_000
"""Width times height; a good camera takes half of this."""
MOST_SCANS = 200
"""How often a JPEG may draw itself over; each costs as much as a whole picture, and cameras make
ten at most.
"""
FEW_COLOURS = 256
"""A picture of no more is a drawing: a logo, a chart, a poster."""
FEW_GREYS = 32
"""The same for one that is all grey, as a photograph has no more than 256 greys."""
SAMPLE = 320
"""Pixels along a side: enough to see where the ink is."""
FAINT, WHITE = 16, 244
"""Of 255: what covers less, or is lighter, is not seen on white."""


class Raster(NamedTuple):
    """What was found of a picture. Sizes are in pixels, after it is turned upright."""

    width: int
    height: int
    is_flat: bool
    """Whether it has few colours, and so is drawn rather than taken."""
    is_clear: bool
    """Whether something shines through it."""
    left: int
    """The part of it that is neither transparent nor white: its left side, and so on; all of it
    where none is.
    """
    top: int
    right: int
    bottom: int
    cover: int
    """How much of that part is inked, in thousandths, 1 to 1000; 0 where neither has been looked
    for.
    """


def read_raster(data: bytes, *, seeks_ink: bool = False) -> Raster | None:
    """What a picture is like; None where it is none, or cannot be decoded to its end.

    A picture of more than MOST_PIXELS is not decoded, and comes back with its size alone. Neither
    is a JPEG, of which its head tells enough, unless it is asked where its ink is. One that is
    damaged within is seen when it is made.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with opened(data) as image:
                if image.width * image.height > MOST_PIXELS:
                    return _not_looked_at(*image.size)
                if image.format in PHOTOGRAPHS and not seeks_ink:
                    if data.rfind(END) < data.rfind(SCAN):
                        return None  # cut short
                    return _not_looked_at(*_turned(image.size, image))
                return _look_at(image)
    except Exception:  # noqa: BLE001 - Pillow raises whatever a damaged file makes its parsers raise
        return None


def opened(data: bytes) -> Image.Image:
    """A picture, not yet decoded. Raises where it is none, and where decoding it would take too
    long.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # MOST_PIXELS is less, and is told with the size
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.format in PHOTOGRAPHS and data.count(SCAN) > MOST_SCANS:
        raise ValueError
    return image


def upright(image: Image.Image) -> Image.Image:
    """A decoded picture the right way up, as the camera noted it."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


def _orientation(image: Image.Image) -> int:
    """The camera's note, 1 to 8; 1 where it left none that can be read. Of a PNG, to be asked when
    it is decoded.
    """
    with suppress(Exception):
        return int(image.getexif().get(0x0112, 1))
    return 1


def _turned(size: tuple[int, int], image: Image.Image) -> tuple[int, int]:
    """Its width and height when it is the right way up."""
    return size[::-1] if _orientation(image) > 4 else size


def _not_looked_at(width: int, height: int) -> Raster:
    return Raster(width, height, False, False, 0, 0, width, height, 0)


def _look_at(image: Image.Image) -> Raster:
    from PIL.Image import Resampling

    size = image.size
    image.draft(
        "L", (SAMPLE, SAMPLE)
    )  # of a JPEG, only how light it is, and no finer than that: half the work
    image.load()
    width, height = _turned(size, image)
    is_flat = image.format not in PHOTOGRAPHS and _has_few_colours(image)
    opacity = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    is_clear = opacity is not None and any(opacity.histogram()[:255])
    seen = opacity if opacity is not None and is_clear else image.convert("L")
    seen.thumbnail((SAMPLE, SAMPLE), Resampling.BOX)
    ink = upright(seen).point(_inked_where_clear if is_clear else _inked_on_white)
    left, top, right, bottom = ink.getbbox() or (0, 0, ink.width, ink.height)
    inked = ink.crop((left, top, right, bottom)).histogram()[255]
    return Raster(
        width,
        height,
        is_flat,
        is_clear,
        left * width // ink.width,
        top * height // ink.height,
        -(-right * width // ink.width),
        -(-bottom * height // ink.height),
        max(1, inked * 1000 // ((right - left) * (bottom - top))) if inked else 1000,
    )


def _has_few_colours(image: Image.Image) -> bool:
    if image.mode in ("1", "P"):
        return True
    colours = image.getcolors(FEW_COLOURS) if image.mode in ("L", "RGB", "RGBA") else None
    if colours is None:
        return False
    is_grey = all(
        not isinstance(colour, tuple) or len(set(colour[:3])) == 1 for _, colour in colours
    )
    return len(colours) <= FEW_GREYS or not is_grey


def _inked_where_clear(opacity: int) -> int:
    return 255 if opacity > FAINT else 0


def _inked_on_white(light: int) -> int:
    return 255 if light < WHITE else 0
