"""The drawing of a share card: a day in a few colours, as large as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from microsite.pages.share import WIDTH, CardColours, CardDrawing

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

RAMP = 24
"""How many shades there are from the ground to the ink: the first colours of the palette."""
SHADES = 64
"""The colours of the drawing, after these."""
FINE = 3
"""The drawing is made this many times larger, and then smaller, so that its lines are smooth."""
UNITS = 1000
"""The height of a drawing in its own units."""
APART, LINE, CASE, SUBJECT = 2.2, 1.2, 12, 6.5
"""Pixels between the three strokes of a thin line; the width of a stroke, of what encloses the bright line, and of that
line."""
TALL = 150
"""Pixels: in a drawing that is less high a thin line has one stroke, or they would all run together."""
PIECES = 24
"""Straight pieces to a bend."""
FAINT = 0.28
"""How much is left of the drawing outside its windows."""
EDGE = 3
"""Pixels: the line at the side of a window."""

Point = tuple[float, float]
Windows = tuple[tuple[int, int], ...]


def painted(
    drawing: CardDrawing | None, windows: Windows, band: tuple[int, int] | None, colours: CardColours
) -> tuple[Image.Image | None, bytes]:
    """The drawing in the colours of a palette, and that palette as bytes. `band` is its top and its height."""
    ramp = b"".join(bytes(shade) for shade in _shades(_rgb(colours.ground), _rgb(colours.ink), RAMP))
    if drawing is None or band is None:
        return None, ramp
    whole, palette = _painted(drawing, band[1], colours)
    image = whole.crop((0, 0, WIDTH, band[1]))
    if windows:
        clear, image = image, whole.crop((0, band[1], WIDTH, 2 * band[1]))
        for left, right in windows:
            box = (left * WIDTH // drawing.width, 0, max(right * WIDTH // drawing.width, 1), band[1])
            image.paste(clear.crop(box), box)
            for x in (box[0], box[2]):
                image.paste(RAMP - 1, (max(0, x - EDGE), 0, max(0, x - EDGE) + EDGE, band[1]))
    return image, ramp + palette


@lru_cache(maxsize=16)
def _painted(drawing: CardDrawing, height: int, colours: CardColours) -> tuple[Image.Image, bytes]:
    """The drawing clear and, below it, faint; and the palette of both."""
    from PIL import Image, ImageDraw

    ground = _rgb(colours.ground)
    fine = Image.new("RGB", (WIDTH * FINE, height * FINE), ground)
    pen = ImageDraw.Draw(fine)
    across, down = WIDTH * FINE / drawing.width, height * FINE / UNITS
    for points in _lines(drawing.lines):
        for offset in (-APART, 0, APART) if height >= TALL else (0,):
            _stroke(pen, [(x * across, y * down + offset * FINE) for x, y in points], colours.lines, LINE)
    for colour, width in ((colours.case, CASE), (colours.subject, SUBJECT)):
        for points in _lines(drawing.subject):
            _stroke(pen, [(x * across, y * down) for x, y in points], colour, width)
    clear = fine.reduce(FINE)
    both = Image.new("RGB", (WIDTH, 2 * height), ground)
    both.paste(clear, (0, 0))
    both.paste(Image.blend(Image.new("RGB", clear.size, ground), clear, FAINT), (0, height))
    few = both.quantize(SHADES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = bytes(few.getpalette("RGB") or b"")
    return few.point([min(255, index + RAMP) for index in range(256)]), palette


def _stroke(pen: ImageDraw.ImageDraw, points: list[Point], colour: str, width: float) -> None:
    pen.line(points, colour, round(width * FINE), joint="curve")


def _lines(data: str) -> Iterator[list[Point]]:
    """The lines of path data, each as points. It has moves, ways along, and bends: `M0 500h36c15 0 15-70 30-70`."""
    points: list[Point] = []
    for command, written in re.findall(r"([Mhc])([-\d ]*)", data):
        numbers = [int(number) for number in re.findall(r"-?\d+", written)]
        x, y = points[-1] if points else (0.0, 0.0)
        if command == "M":
            if points:
                yield points
            points = [(numbers[0], numbers[1])]
        elif command == "h":
            points.append((x + numbers[0], y))
        else:
            for at in range(0, len(numbers), 6):
                points += _bend(points[-1], numbers[at : at + 6])
    if points:
        yield points


def _bend(start: Point, way: list[int]) -> Iterator[Point]:
    """Points along a bend."""
    x, y = start
    for piece in range(1, PIECES + 1):
        t = piece / PIECES
        near, far, end = 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t
        yield x + near * way[0] + far * way[2] + end * way[4], y + near * way[1] + far * way[3] + end * way[5]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _shades(first: tuple[int, ...], last: tuple[int, ...], count: int) -> Iterator[tuple[int, ...]]:
    """Colours from one to another, both included."""
    for step in range(count):
        yield tuple(a + (b - a) * step // (count - 1) for a, b in zip(first, last, strict=True))
