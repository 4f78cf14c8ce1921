"""Generated pictures with the size and the detail of photographs from a phone."""

from __future__ import annotations

import io
from functools import lru_cache
from random import Random

from PIL import Image

SHAPES = ((800, 1000), (1200, 1200), (1600, 1067), (640, 640), (2000, 3000))
"""Widths and heights in pixels."""
FADES = 0.62
"""Contrast of details that are half as large, as in photographs."""


@lru_cache(maxsize=64)
def portrait(number: int) -> bytes:
    """Return a JPEG. The same number gives the same bytes with the same version of Pillow."""
    random = Random(number)
    width, height = SHAPES[number % len(SHAPES)]
    picture = Image.new("RGB", (width, height), (128, 128, 128))
    cells, strength = 4, 0.7
    while cells <= min(width, height):
        size = (
            cells * width // min(width, height),
            cells * height // min(width, height),
        )
        layer = Image.frombytes("RGB", size, random.randbytes(3 * size[0] * size[1]))
        picture = Image.blend(
            picture, layer.resize((width, height), Image.Resampling.BICUBIC), strength
        )
        cells, strength = 2 * cells, strength * FADES
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()
