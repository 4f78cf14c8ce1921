"""Drawings in a few colours: each pixel is told by how much of it is covered, which is the number
of its colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

FULL = 255
"""What covers all of a pixel."""
STEPS = 16
"""The colours from one that is covered to the one that covers it. So many ways are told apart in
which an edge covers a pixel.
"""
FINE = 3
"""A shape is drawn this many times larger, and then made smaller, so that its edges are smooth."""

Shape = TypeVar("Shape")


def covered(
    size: tuple[int, int],
    draw: Callable[[ImageDraw.ImageDraw, Shape], None],
    shapes: Iterable[Shape],
) -> Image.Image:
    """How much of each pixel some shapes cover, 0 to FULL. They are drawn FINE times as large as
    `size`, in pixels.
    """
    from PIL import Image, ImageDraw

    fine = Image.new("L", (size[0] * FINE, size[1] * FINE))
    pen = ImageDraw.Draw(fine)
    for shape in shapes:
        draw(pen, shape)
    return fine.reduce(FINE)


def laid_over(
    lines: Image.Image, case: Image.Image, subject: Image.Image, first: int = 0
) -> Image.Image:
    """Thin lines, what encloses a bright one, and that one, each over those before, as numbers of
    colours from the first on: see `tints`. Of each is given how much of each pixel it covers.
    """
    from PIL import ImageChops

    image = _numbered(lines, first)
    dark = ImageChops.lighter(
        case, lines
    )  # a line that ends at the case goes on below its edge: no ground between them
    for cover, shade, number in (
        (case, dark, first + STEPS),
        (subject, subject, first + 2 * STEPS),
    ):
        image.paste(
            _numbered(shade, number), mask=cover.point([FULL if step else 0 for step in _STEP])
        )
    return image


def _numbered(cover: Image.Image, first: int) -> Image.Image:
    """The numbers of the colours, where that of a pixel of which nothing is covered is the first."""
    return cover.point([first + step for step in _STEP])


def tints(ground: str, lines: str, case: str, subject: str) -> bytes:
    """The colours of what is laid over each other: lines on the ground, the case on it, the subject
    on the case.
    """
    below, around = rgb(ground), rgb(case)
    return shades(below, rgb(lines)) + shades(below, around) + shades(around, rgb(subject))


def rgb(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def shades(first: tuple[int, ...], last: tuple[int, ...], count: int = STEPS) -> bytes:
    """Colours from one to another, both included, three bytes each."""
    steps = range(count)
    return bytes(
        a + (b - a) * step // (count - 1)
        for step in steps
        for a, b in zip(first, last, strict=True)
    )


_STEP = [round(cover * (STEPS - 1) / FULL) for cover in range(FULL + 1)]
