"""The mark of the event as a picture: three lines that become one, in the event's colours."""

from __future__ import annotations

import hashlib
from io import BytesIO

from microsite.project import engine_digest
from microsite.site.palette import Palette

ICON_SIZES = (192, 512)
"""Pixels, as phones ask for."""
SMOOTH = 4
"""How many times larger it is drawn than it is shown."""
STEPS = 24
"""Straight pieces of a curve."""

Point = tuple[float, float]


def icon_path(size: int, colours: Palette) -> str:
    """Its place in the output; the name carries a digest of all that it is made of."""
    made_of = f"{engine_digest()} {colours.hero} {colours.hero_2} {colours.subject} {colours.case_hero}"
    return f"assets/icons/icon-{size}.{hashlib.blake2b(made_of.encode(), digest_size=4).hexdigest()}.png"


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
    canvas.resize((size, size), Image.Resampling.LANCZOS).quantize(64).save(data, "PNG", optimize=True)
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
