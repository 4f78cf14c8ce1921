"""Images made of pixels: their size, kind and the part that has ink.

Only this module and `render/` open images. Pillow is imported when the first one is opened.
"""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
PHOTOGRAPHS = ("JPEG", "MPO")
"""Pillow's names of a JPEG, and of one with further pictures, as telephones write them."""
SCAN, END = b"\xff\xda", b"\xff\xd9"
"""Markers before and after the pixels of a JPEG, and never among them."""
MAX_PIXELS = 60_000_000
"""Width times height; a good camera takes half of this."""
MAX_SCANS = 200
"""Scans of a JPEG. Each takes as long as a whole picture, and cameras write ten at most."""
MAX_DRAWING_COLOURS = 256
"""A picture with no more colours is a drawing: a logo, a chart, a poster."""
MAX_DRAWING_GREYS = 32
"""The same for one that is all grey, as a photograph has no more than 256 greys."""
SAMPLE_SIZE = 320
"""Pixels along a side: enough to find the ink."""
MIN_OPACITY, MIN_WHITE = 16, 244
"""Levels of 255: less opacity, or more lightness, is invisible on white."""


class Raster(Struct, frozen=True):
    """Properties of an image. Sizes are in pixels, after it is turned upright."""

    width: int
    height: int
    has_few_colours: bool = False
    """It is drawn rather than taken."""
    has_alpha: bool = False
    """It has transparent parts."""
    left: int = 0
    """The part that is neither transparent nor white; all of it if there is none, or if nobody
    asked for the ink.
    """
    top: int = 0
    right: int = 0
    bottom: int = 0
    ink_coverage: int = 0
    """Part of it that has ink, in thousandths, 1 to 1000; 0 if the ink was not asked for."""


def read_raster(data: bytes, *, finds_ink: bool = False) -> Raster | None:
    """Return the properties of an image; None if it is damaged or not an image.

    An image of more than MAX_PIXELS is not decoded. Neither is a JPEG, whose head says enough,
    unless its ink is asked for. Damage to its pixels is found when it is rendered.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with opened(data) as image:
                if image.width * image.height > MAX_PIXELS:
                    return _size_only(*image.size)
                if image.format in PHOTOGRAPHS and not finds_ink:
                    is_cut_short = data.rfind(END) < data.rfind(SCAN)
                    return None if is_cut_short else _size_only(*_upright_size(image.size, image))
                return _inspect(image)
    except Exception:  # noqa: BLE001 - Pillow raises whatever a damaged file makes its parsers raise
        return None


def opened(data: bytes) -> Image.Image:
    """Open an image without decoding it. Raise if it is none, or would take too long to decode."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # MAX_PIXELS is less, and is reported with the size
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.format in PHOTOGRAPHS and data.count(SCAN) > MAX_SCANS:
        raise ValueError
    return image


def apply_exif_orientation(image: Image.Image) -> Image.Image:
    """Return a decoded image the right way up, as the camera noted it."""
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
    """Return the camera's note, 1 to 8, or 1 without any. A PNG must be decoded first."""
    with suppress(Exception):
        return int(image.getexif().get(0x0112, 1))
    return 1


def _upright_size(size: tuple[int, int], image: Image.Image) -> tuple[int, int]:
    return size[::-1] if _orientation(image) > 4 else size


def _size_only(width: int, height: int) -> Raster:
    return Raster(width, height, right=width, bottom=height)


def _inspect(image: Image.Image) -> Raster:
    from PIL.Image import Resampling

    size = image.size
    # Of a JPEG, only the lightness is decoded, and no finer than needed.
    image.draft("L", (SAMPLE_SIZE, SAMPLE_SIZE))
    image.load()
    width, height = _upright_size(size, image)
    has_few_colours = image.format not in PHOTOGRAPHS and _has_few_colours(image)
    opacity = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    has_alpha = opacity is not None and any(opacity.histogram()[:255])
    seen = opacity if opacity is not None and has_alpha else image.convert("L")
    seen.thumbnail((SAMPLE_SIZE, SAMPLE_SIZE), Resampling.BOX)
    ink = apply_exif_orientation(seen).point(_ink_by_opacity if has_alpha else _ink_on_white)
    left, top, right, bottom = ink.getbbox() or (0, 0, ink.width, ink.height)
    inked = ink.crop((left, top, right, bottom)).histogram()[255]
    return Raster(
        width,
        height,
        has_few_colours,
        has_alpha,
        left * width // ink.width,
        top * height // ink.height,
        -(-right * width // ink.width),
        -(-bottom * height // ink.height),
        max(1, inked * 1000 // ((right - left) * (bottom - top))) if inked else 1000,
    )


def _has_few_colours(image: Image.Image) -> bool:
    if image.mode in ("1", "P"):
        return True
    if image.mode not in ("L", "RGB", "RGBA"):
        return False
    colours = image.getcolors(MAX_DRAWING_COLOURS)
    if colours is None:
        return False
    is_grey = all(
        not isinstance(colour, tuple) or len(set(colour[:3])) == 1 for _, colour in colours
    )
    return len(colours) <= MAX_DRAWING_GREYS or not is_grey


def _ink_by_opacity(opacity: int) -> int:
    return 255 if opacity > MIN_OPACITY else 0


def _ink_on_white(light: int) -> int:
    return 255 if light < MIN_WHITE else 0
