"""The drawing of a share card: a day in a few colours, as large as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import cycle, pairwise
from math import hypot
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.pages.share import WIDTH, CardColours, CardDrawing
from microsite.render.shelf import NO_SHELF, Shelf
from microsite.site import coverage
from microsite.site.coverage import FINE, FULL, STEPS, covered, laid_over, rgb, shades, tints
from microsite.site.recipe import recipe

if TYPE_CHECKING:
    from PIL import Image

RAMP = 24
"""How many shades there are from the ground to the ink: the first colours of the palette."""
SHADES = 3 * STEPS
"""The colours of the drawing, after these: thin lines on the ground, the case on it, the bright
line on the case.
"""
UNITS = 1000
"""The height of a drawing in its own units."""
APART, LINE, CASE, SUBJECT = 2.2, 1.2, 12, 6.5
"""Pixels between the three strokes of a thin line; the width of a stroke, of what encloses the
bright line, and of that line.
"""
TALL = 150
"""Pixels: in a drawing that is less high a thin line has one stroke, or they would all run
together.
"""
PIECES = 16
"""Straight pieces to a bend."""
BLUNT = 0.5
"""Where a line turns back on itself, its corner goes no further out than this lets it."""
FAINT = 0.28
"""How much is left of the drawing outside its windows."""
EDGE = 3
"""Pixels: the line at the side of a window."""
MOST = 16
"""Drawings that a process keeps: a preview goes on."""

Point = tuple[float, float]
Windows = tuple[tuple[int, int], ...]


class Band(Struct, frozen=True):
    """The drawing of a card in its place."""

    drawing: CardDrawing
    windows: Windows
    top: int
    height: int
    """Pixels."""
    colours: CardColours
    shelf: Shelf = field(default=NO_SHELF)
    """Where the drawing is kept for the next build."""


@lru_cache(maxsize=64)
def palette(colours: CardColours, band: Band | None) -> bytes:
    """The colours of a card, three bytes each: the ramp, then those of the drawing, then these
    again but faint.
    """
    ground = rgb(colours.ground)
    found = shades(ground, rgb(colours.ink), RAMP)
    if band is not None:
        clear = tints(colours.ground, colours.lines, colours.case, colours.subject)
        faint = (
            round(part + (shade - part) * FAINT)
            for shade, part in zip(clear, cycle(ground), strict=False)
        )
        found += clear + bytes(faint)
    return found


def painted(band: Band) -> Image.Image:
    """The drawing as numbers of colours."""
    clear = _painted(band)
    if not band.windows:
        return clear
    image = clear.point([min(255, number + SHADES) for number in range(256)])
    for left, right in band.windows:
        across = band.drawing.width
        box = (left * WIDTH // across, 0, max(right * WIDTH // across, 1), band.height)
        image.paste(clear.crop(box), box)
        for x in (box[0], box[2]):
            image.paste(RAMP - 1, (max(0, x - EDGE), 0, max(0, x - EDGE) + EDGE, band.height))
    return image


_known: dict[tuple[CardDrawing, int], Image.Image] = {}


def _painted(band: Band) -> Image.Image:
    """The drawing as numbers of colours, those of the palette being counted from the end of the ramp.

    It takes ten times as long as the rest of a card, and is the same whatever the card is about.
    """
    from PIL import Image

    asked = (band.drawing, band.height)
    if asked not in _known:
        made_by = recipe(__file__, coverage.__file__)
        pixels = band.shelf.packed(f"drawing {asked!r} {WIDTH} {made_by}", lambda: _paint(*asked))
        if len(_known) >= MOST:
            _known.clear()
        _known[asked] = Image.frombytes("L", (WIDTH, band.height), pixels)
    return _known[asked]


def _paint(drawing: CardDrawing, height: int) -> bytes:
    """A byte for each pixel: what it shows, and how much of the pixel that covers."""
    across, down = WIDTH * FINE / drawing.width, height * FINE / UNITS
    thin = [
        [(x * across, y * down + offset * FINE) for x, y in points]
        for points in _lines(drawing.lines)
        for offset in ((-APART, 0, APART) if height >= TALL else (0,))
    ]
    branches = [[(x * across, y * down) for x, y in points] for points in _lines(drawing.subject)]
    wide, bright = (
        [piece for way in branches for piece in _pieces(way, round(w * FINE))]
        for w in (CASE, SUBJECT)
    )
    size = (WIDTH, height)
    lines = covered(size, lambda pen, line: pen.line(line, FULL, round(LINE * FINE)), thin)
    case = covered(size, lambda pen, piece: pen.polygon(piece, FULL), wide)
    subject = covered(size, lambda pen, piece: pen.polygon(piece, FULL), bright)
    return laid_over(lines, case, subject, RAMP).tobytes()


def _pieces(points: list[Point], width: int) -> Iterator[tuple[float, ...]]:
    """The corners of the straight pieces of a line, which are cut so that they fit at its bends."""
    for (a, b), (c, d) in pairwise(_sides(points, (width - 1) / 2)):
        yield (*a, *c, *d, *b)


def _sides(points: list[Point], half: float) -> Iterator[tuple[Point, Point]]:
    """The two sides of a line at each of its points."""
    ways = []
    for (x, y), (to_x, to_y) in pairwise(points):
        length = hypot(to_x - x, to_y - y) or 1.0
        ways.append(((to_x - x) / length, (to_y - y) / length))
    for (x, y), (in_x, in_y), (out_x, out_y) in zip(
        points, (ways[0], *ways), (*ways, ways[-1]), strict=True
    ):
        reach = half / max(1 + in_x * out_x + in_y * out_y, BLUNT)
        across, down = (in_y + out_y) * reach, (in_x + out_x) * reach
        yield (x - across, y + down), (x + across, y - down)


@lru_cache(maxsize=2 * MOST)
def _lines(data: str) -> tuple[tuple[Point, ...], ...]:
    """The lines of path data, each as points. It has moves, ways along, and bends: `M0 500h36c15 0
    15-70 30-70`.
    """
    lines: list[tuple[Point, ...]] = []
    points: list[Point] = []
    for command, written in re.findall(r"([Mhc])([-\d ]*)", data):
        numbers = list(map(int, re.findall(r"-?\d+", written)))
        if command == "M":
            lines += [tuple(points)] if points else []
            points = [(numbers[0], numbers[1])]
        elif command == "h":
            x, y = points[-1]
            points.append((x + numbers[0], y))
        else:
            for at in range(0, len(numbers), 6):
                points += _bend(points[-1], numbers[at : at + 6])
    return (*lines, tuple(points)) if points else tuple(lines)


def _bend(start: Point, way: list[int]) -> list[Point]:
    """Points along a bend, which is given as in path data: two points that it leans to, and its
    end.
    """
    (x, y), (a, b, c, d, e, f) = start, way
    return [
        (x + near * a + far * c + end * e, y + near * b + far * d + end * f)
        for near, far, end in _LEANING
    ]


_LEANING = [
    (3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t)
    for t in (piece / PIECES for piece in range(1, PIECES + 1))
]
"""How much each point along a bend is where each of the three is."""
