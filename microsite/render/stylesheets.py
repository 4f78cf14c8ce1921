"""Stylesheets: compact, and mirrored for languages that are written from right
to left.
"""

import re

_SPACE = r"(?:\s|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z))"
_KEPT = r""""(?:\\.|[^"\\])*(?:"|\Z)|'(?:\\.|[^'\\])*(?:'|\Z)|url\([^)]*(?:\)|\Z)"""
OPAQUE = re.compile(f"{_KEPT}|{_SPACE}+", re.DOTALL)
TOKENS = re.compile(
    r"(?=[\s\"'u/{};,>])"  # starts of all alternatives: most characters are none
    rf"(?:(?P<kept>{_KEPT})"
    rf"|{_SPACE}*;{_SPACE}*(?=\}})"
    rf"|{_SPACE}*(?P<mark>[{{}};,>]){_SPACE}*"
    rf"|(?<=[\w-]:){_SPACE}+(?=[^;}}\s])"
    rf"|(?P<gap>{_SPACE}+))",
    re.DOTALL,
)
"""Strings, which are kept; spaces and comments, which go or become one space; last
semicolons.
"""
END = "\x1a"  # after a stylesheet. No stylesheet has this character.

_VALUE = r"(?:[^\s;{}()]|\([^;{}()]*(?:\([^;{}()]*\)[^;{}()]*)*\))+"
"""A value, which may be a function with functions in it."""
_FOUR_VALUES = re.compile(
    r"(?P<property>(?<![\w-])(?:padding|margin|inset|scroll-margin|scroll-padding|border-width"
    r"|border-color|border-style|border-radius)\s*:\s*)"
    rf"(?P<first>{_VALUE})\s+(?P<second>{_VALUE})\s+(?P<third>{_VALUE})\s+(?P<fourth>{_VALUE})"
    r"(?=\s*[;}])"
)
"""A shorthand of four sides (top, right, bottom, left) or of four corners from the top
left.
"""


def mirror_css(css: str) -> str:
    """Exchange left and right in the shorthands of four values; words such as `left`
    stay.

    The theme has logical properties (`margin-inline-start`), which need no mirroring.
    CSS has none for these shorthands.
    """

    def mirror(match: re.Match[str]) -> str:
        first, second, third, fourth = match.group("first", "second", "third", "fourth")
        is_radius = "radius" in match["property"]
        values = (
            (second, first, fourth, third)
            if is_radius
            else (first, fourth, third, second)
        )
        return match["property"] + " ".join(values)

    return _FOUR_VALUES.sub(mirror, css)


def is_unfinished(css: str) -> bool:
    """Return whether a bracket, string or comment stays open, and would take in other
    sheets.
    """
    rest = OPAQUE.sub("", css + END)
    return rest.count("{") != rest.count("}") or not rest.endswith(END)


def compact_css(css: str) -> bytes:
    """Return a stylesheet without comments and spaces that mean nothing, each layer in
    one block.

    Unlike rcssmin, this keeps the space in `p :is(b)` within `@layer`.
    """
    css = re.sub(
        r"\}/\*end (\w+)\*/(?:\s|/\*(?!end )(?:[^*]|\*(?!/))*\*/)*@layer \1\{", "", css
    )
    css = TOKENS.sub(
        lambda match: match["kept"] or match["mark"] or " " * bool(match["gap"]), css
    )
    return f"{css.strip()}\n".encode()
