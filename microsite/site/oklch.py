"""Colours by lightness, chroma and hue, and their contrast."""

from __future__ import annotations

import math
from functools import lru_cache

from msgspec import Struct

BLACK, WHITE = "#000000", "#ffffff"
Linear = tuple[float, float, float]
"""Red, green and blue as amounts of light; outside 0 to 1 where a screen cannot show it."""


class Oklch(Struct, frozen=True):
    """A colour as it looks; not every one can be shown."""

    lightness: float
    chroma: float
    hue: float
    """Degrees; of no meaning where there is no chroma."""

    def linear(self) -> Linear:
        """The amounts of light that make it."""
        a = self.chroma * math.cos(math.radians(self.hue))
        b = self.chroma * math.sin(math.radians(self.hue))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )

    def hex(self) -> str:
        """The nearest colour that screens show: lightness and hue stay, chroma gives way."""
        return "#" + "".join(
            f"{round(255 * _encoded(light)):02x}" for light in _clamp_to_gamut(self).linear()
        )

    def with_lightness(self, lightness: float) -> Oklch:
        """The same hue and chroma, lighter or darker."""
        return Oklch(lightness, self.chroma, self.hue)


def parse(colour: str) -> Oklch:
    """Parse a `#rrggbb` colour."""
    red, green, blue = _light_of(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """The light of a colour, from 0 to 1."""
    return _luminance(_light_of(colour))


def nearest_with_contrast(colour: Oklch, against: str, least: float, *, lighter: bool) -> str:
    """The shade of a hue that is closest to `against` and still has a contrast of `least` with it.

    Where no such shade exists it is white or black.
    """
    light = luminance(against) + 0.05
    wanted = light * least - 0.05 if lighter else light / least - 0.05
    if not 0 < wanted < 1:
        return WHITE if lighter else BLACK
    found = math.cbrt(wanted)
    for _ in range(6):
        given = _luminance(_clamp_to_gamut(colour.with_lightness(found)).linear())
        found = min(1.0, found * math.cbrt(wanted / max(given, 1e-6)))
    step = 0.001 if lighter else -0.001
    while 0 < found < 1:
        rounded = colour.with_lightness(found).hex()
        if contrast(rounded, against) >= least:
            return rounded
        found += step
    return WHITE if lighter else BLACK


def max_chroma_lightness(hue: float, least: float, most: float) -> Oklch:
    """Where, between two lightnesses, a hue is most colourful on a screen."""
    steps = (least + (most - least) * step / 8 for step in range(9))
    return max(
        (_clamp_to_gamut(Oklch(lightness, 0.4, hue)) for lightness in steps),
        key=lambda found: found.chroma,
    )


def _clamp_to_gamut(colour: Oklch) -> Oklch:
    """The colour itself where screens can show it, else the most colourful one of its lightness and
    hue.
    """
    if _fits(colour.linear()):
        return colour
    low, high = 0.0, colour.chroma
    for _ in range(14):
        middle = (low + high) / 2
        if _fits(Oklch(colour.lightness, middle, colour.hue).linear()):
            low = middle
        else:
            high = middle
    return Oklch(colour.lightness, low, colour.hue)


def _fits(light: Linear) -> bool:
    return min(light) >= -1e-4 and max(light) <= 1.0001


def _luminance(light: Linear) -> float:
    red, green, blue = light
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _light_of(colour: str) -> Linear:
    red, green, blue = (_decoded(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return red, green, blue


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    light = min(1.0, max(0.0, light))
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
