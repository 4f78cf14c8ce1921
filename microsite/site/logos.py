"""How large a logo is shown: logos of one tier look equally weighty, whatever their shape."""

from __future__ import annotations

from math import sqrt

from microsite.site.renditions import SourceImage

AREAS = (13000, 8000, 5600)
"""Pixels squared that a logo takes up, for the first tier, the second, and those below."""
WIDEST, HIGHEST = 224, 112
USUAL_COVER = 400
"""Thousandths of its box that the ink of a logo covers as a rule: words do, an emblem more, fine
lines less.
"""
LIGHTEST, HEAVIEST = 1.15, 0.85
"""How much wider a logo with little ink is shown, and how much narrower a solid one."""


def area_for_tier(tier: int) -> int:
    """The area for a logo of a tier, counted from 0."""
    return AREAS[min(tier, len(AREAS) - 1)]


def logo_size(
    picture: SourceImage, area: int, widest: int = WIDEST, highest: int = HIGHEST
) -> tuple[int, int]:
    """Width and height in pixels: about this area within these bounds, never more than the picture
    has.
    """
    raster = picture.raster
    across, down = (
        (raster.right - raster.left, raster.bottom - raster.top)
        if raster
        else (picture.width, picture.height)
    )
    weight = (
        min(LIGHTEST, max(HEAVIEST, sqrt(sqrt(USUAL_COVER / raster.cover))))
        if raster and raster.cover
        else 1.0
    )
    width = sqrt(area * across / down) * weight
    width = min(width, widest, highest * across / down, across if raster else widest)
    return max(1, round(width)), max(1, round(width * down / across))
