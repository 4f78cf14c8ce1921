"""The mark of the event as a picture: three lines that become one, in the event's colours."""

from __future__ import annotations

import hashlib
from functools import lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING

from microsite.artifact import Artifact
from microsite.project import engine_digest
from microsite.site.palette import Palette, scheme_of
from microsite.site.site import Site

if TYPE_CHECKING:
    from PIL import Image

ICON_SIZES = (192, 512)
"""Pixels, as phones ask for."""
LARGE = 1536
"""Pixels: how large it is drawn, once, and made smaller from, so that its edges are smooth. A multiple of each size."""
STEPS = 24
"""Straight pieces of a curve."""

Point = tuple[float, float]


def icon(site: Site, size: int) -> Artifact:
    """The picture in this size: assets/icon-SIZE.png of the project where there is one, else the mark drawn."""
    own = next((path for folder in site.pictures.folders if (path := folder / f"icon-{size}.png").is_file()), None)
    if own is not None:
        data = own.read_bytes()
        return Artifact(_path(size, data), f"icon {_digest(data)}", partial(bytes, data))
    colours = scheme_of(site.event).light
    made_of = f"{engine_digest()} {colours.hero} {colours.hero_2} {colours.subject} {colours.case_hero}".encode()
    return Artifact(_path(size, made_of), f"icon {_digest(made_of)}", partial(icon_png, size, colours))


def _path(size: int, made_of: bytes) -> str:
    """Its place in the output; the name carries a digest of all that it is made of."""
    return f"assets/icons/icon-{size}.{_digest(made_of)}.png"


def _digest(made_of: bytes) -> str:
    return hashlib.blake2b(made_of, digest_size=4).hexdigest()


def icon_png(size: int, colours: Palette) -> bytes:
    """The picture. Nothing but ground is outside the middle 80 %, which a phone may cut to any shape."""
    data = BytesIO()
    mark = _mark(colours.hero, colours.hero_2, colours.case_hero, colours.subject)
    mark.reduce(LARGE // size).quantize(64).save(data, "PNG", optimize=True)
    return data.getvalue()


@lru_cache(maxsize=1)
def _mark(ground: str, lines: str, case: str, subject: str) -> Image.Image:
    from PIL import Image, ImageDraw

    canvas = Image.new("RGB", (LARGE, LARGE), ground)
    pen = ImageDraw.Draw(canvas)
    unit = LARGE / 100

    def stroke(points: list[Point], width: float, colour: str) -> None:
        scaled = [(x * unit, y * unit) for x, y in points]
        pen.line(scaled, fill=colour, width=round(width * unit), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            reach = width * unit / 2
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)

    for from_y in (29.0, 71.0):
        stroke([*_curve((24, from_y), (48, from_y), (38, 50), (62, 50))], 6, lines)
    middle: list[Point] = [(20, 50), (80, 50)]
    stroke(middle, 13, case)
    stroke(middle, 8, subject)
    return canvas


def _curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Points on a cubic Bézier curve."""
    points = []
    for step in range(STEPS + 1):
        t = step / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        x, y = (a * p + b * q + c * r + d * s for p, q, r, s in zip(start, first, second, end, strict=True))
        points.append((x, y))
    return points
