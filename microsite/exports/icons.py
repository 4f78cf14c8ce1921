"""The mark of the event as a picture: three lines that become one, in the event's colours."""

from __future__ import annotations

import hashlib
from functools import partial
from io import BytesIO

from microsite.artifact import Artifact
from microsite.project import engine_digest
from microsite.site.palette import Palette, scheme_of
from microsite.site.site import Site

ICON_SIZES = (192, 512)
"""Pixels, as phones ask for."""
SMOOTH = 4
"""How many times larger it is drawn than it is shown."""
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
    from PIL import Image, ImageDraw

    canvas = Image.new("RGB", (size * SMOOTH, size * SMOOTH), colours.hero)
    pen = ImageDraw.Draw(canvas)
    unit = size * SMOOTH / 100

    def stroke(points: list[Point], width: float, colour: str) -> None:
        scaled = [(x * unit, y * unit) for x, y in points]
        pen.line(scaled, fill=colour, width=round(width * unit), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            reach = width * unit / 2
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)

    for from_y in (29.0, 71.0):
        stroke([*_curve((24, from_y), (48, from_y), (38, 50), (62, 50))], 6, colours.hero_2)
    middle: list[Point] = [(20, 50), (80, 50)]
    stroke(middle, 13, colours.case_hero)
    stroke(middle, 8, colours.subject)
    data = BytesIO()
    canvas.reduce(SMOOTH).quantize(64).save(data, "PNG", optimize=True)
    return data.getvalue()


def _curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Points on a cubic Bézier curve."""
    points = []
    for step in range(STEPS + 1):
        t = step / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        x, y = (a * p + b * q + c * r + d * s for p, q, r, s in zip(start, first, second, end, strict=True))
        points.append((x, y))
    return points
