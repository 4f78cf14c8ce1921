"""Stylesheets for languages that are written from right to left.

The theme uses logical properties (`margin-inline-start`), which follow the direction of the page.
CSS has none for the shorthands of four values, so these are mirrored here.
"""

import re

_VALUE = r"(?:[^\s;{}()]|\([^;{}()]*(?:\([^;{}()]*\)[^;{}()]*)*\))+"
"""A value, which may be a function with functions in it."""
_FOUR_VALUES = re.compile(
    r"(?P<property>(?<![\w-])(?:padding|margin|inset|scroll-margin|scroll-padding|border-width"
    r"|border-color|border-style|border-radius)\s*:\s*)"
    rf"(?P<first>{_VALUE})\s+(?P<second>{_VALUE})\s+(?P<third>{_VALUE})\s+(?P<fourth>{_VALUE})"
    r"(?=\s*[;}])"
)
"""A shorthand of four sides (top, right, bottom, left) or of four corners from the top left."""


def mirror_css(css: str) -> str:
    """Exchange left and right in the shorthands of a stylesheet; words such as `left` stay."""

    def mirrored(match: re.Match[str]) -> str:
        first, second, third, fourth = match.group("first", "second", "third", "fourth")
        is_radius = "radius" in match["property"]
        values = (second, first, fourth, third) if is_radius else (first, fourth, third, second)
        return match["property"] + " ".join(values)

    return _FOUR_VALUES.sub(mirrored, css)
