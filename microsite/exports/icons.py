"""The mark of the event as a picture: three lines that become one, in the event's colours."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from microsite.artifact import Artifact
from microsite.digests import digest_of
from microsite.site import coverage, strips
from microsite.site.coverage import FINE, FULL, covered, laid_over, tints
from microsite.site.palette import Palette, scheme_of
from microsite.site.recipe import recipe
from microsite.site.site import Site
from microsite.site.strips import NO_FILTER, canvas, png, strip_of

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

ICON_SIZES = (192, 512)
"""Pixels, as phones ask for."""
LINE, CASE, SUBJECT = 6, 13, 8
"""Hundredths of the picture: the width of the outer lines, of what encloses the middle one, and of
that one.
"""
PIECES = 24
"""Straight pieces of a curve."""

Point = tuple[float, float]


def icon(site: Site, size: int) -> Artifact:
    """The picture in this size: assets/icon-SIZE.png of the project where there is one, else the
    mark drawn.
    """
    own = next(
        (
            path
            for folder in site.pictures.folders
            if (path := folder / f"icon-{size}.png").is_file()
        ),
        None,
    )
    if own is not None:
        data = own.read_bytes()
        return Artifact(_path(size, data), f"icon {digest_of(data, 4)}", partial(bytes, data))
    colours = scheme_of(site.event).light
    made_by = recipe(__file__, coverage.__file__, strips.__file__)
    made_of = (
        f"{made_by} {colours.hero} {colours.hero_2} {colours.subject} {colours.case_hero}".encode()
    )
    return Artifact(
        _path(size, made_of), f"icon {digest_of(made_of, 4)}", partial(icon_png, size, colours)
    )


def _path(size: int, made_of: bytes) -> str:
    """Its place in the output; the name carries a digest of all that it is made of."""
    return f"assets/icons/icon-{size}.{digest_of(made_of, 4)}.png"


def icon_png(size: int, colours: Palette) -> bytes:
    """The picture. Nothing but ground is outside the middle 80 %, which a phone may cut to any
    shape.
    """
    middle: list[Point] = [(20, 50), (80, 50)]
    outer = [_curve((24, y), (48, y), (38, 50), (62, 50)) for y in (29.0, 71.0)]
    lines, case, subject = (
        _drawn(size, *each) for each in ((outer, LINE), ([middle], CASE), ([middle], SUBJECT))
    )
    image, rows = canvas(size, size)
    image.paste(laid_over(lines, case, subject), (NO_FILTER, 0))
    palette = tints(colours.hero, colours.hero_2, colours.case_hero, colours.subject)
    return png(size, size, palette, [strip_of(rows)])


def _drawn(size: int, lines: list[list[Point]], width: float) -> Image.Image:
    """How much of each pixel some lines with round ends cover. Points and width are in hundredths
    of the picture.
    """
    unit = size * FINE / 100

    def draw(pen: ImageDraw.ImageDraw, points: list[Point]) -> None:
        scaled = [(x * unit, y * unit) for x, y in points]
        pen.line(scaled, FULL, round(width * unit), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            reach = width * unit / 2
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), FULL)

    return covered((size, size), draw, lines)


def _curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Points on a cubic Bézier curve."""
    points = []
    for step in range(PIECES + 1):
        t = step / PIECES
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        x, y = (
            a * p + b * q + c * r + d * s
            for p, q, r, s in zip(start, first, second, end, strict=True)
        )
        points.append((x, y))
    return points
