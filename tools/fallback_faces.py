"""Work out how the fallbacks take the space of the two faces, for `assets/css/fallbacks.css`.

Usage: python tools/fallback_faces.py TEXTS ARIAL ARIAL_BOLD TIMES TIMES_BOLD

TEXTS is a folder of Markdown files: how often each character stands in them is what counts. The
four fonts are the fallbacks, or others of the same widths (LiberationSans-Regular.ttf and so on).
Run it again only when a typeface changes. The packages it needs are in requirements-dev.txt.

A face narrows or widens all its characters alike, and no two typefaces have spaces, small letters
and the rest in the same proportion. So each of the three has a face of its own: on lines of the
same words that halves what is left between a typeface and its fallback, or better.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "assets" / "fonts"
TARGET = ROOT / "assets" / "css" / "fallbacks.css"
FALLBACKS = (
    ("Notice-f", "sans.woff2", "400 500", (400, 500), ("Arial", "Liberation Sans")),
    ("Notice-f", "sans.woff2", "600 700", (600,), ("Arial Bold", "Liberation Sans Bold")),
    ("Report-f", "serif.woff2", "400", (400,), ("Times New Roman", "Liberation Serif")),
    ("Report-f", "serif.woff2", "600", (600,), ("Times New Roman Bold", "Liberation Serif Bold")),
)
"""Family, the font it stands in for, `font-weight`, the weights that are measured, and names on
readers' devices.
"""
PARTS = (
    ("", ""),
    (" unicode-range: U+61-7A;", "abcdefghijklmnopqrstuvwxyz"),
    (" unicode-range: U+20;", " "),
)
"""Characters of each face, as CSS and as text; the first has all that the others do not have."""
SLACK = 0.992
"""A line that is a hair wider than its typeface's would break where that does not; titles fill
their measure.
"""
HEADING = (
    "/* What stands in for the two faces, and takes their space, so that nothing moves when they arrive. Made by\n"
    "   tools/fallback_faces.py. */"
)


def advances(font: TTFont) -> dict[str, float]:
    """Return the width of each character, in ems."""
    unit = font["head"].unitsPerEm
    return {chr(code): font["hmtx"][glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def ratio(counts: Counter[str], wanted: dict[str, float], given: dict[str, float]) -> float:
    """Return the ratio of the widths of texts in two fonts."""
    common = [
        (character, count)
        for character, count in counts.items()
        if character in wanted and character in given
    ]
    return sum(wanted[character] * count for character, count in common) / sum(
        given[character] * count for character, count in common
    )


def rules(counts: Counter[str], paths: list[str]) -> list[str]:
    """The `@font-face` rules."""
    made: list[str] = []
    special = "".join(characters for _, characters in PARTS)
    for (family, file, weight, weights, names), path in zip(FALLBACKS, paths, strict=True):
        given = advances(TTFont(path))
        fonts = [
            instancer.instantiateVariableFont(TTFont(FONTS / file), {"wght": each})
            for each in weights
        ]
        line = fonts[0]["hhea"]
        unit = fonts[0]["head"].unitsPerEm
        sources = ", ".join(f'local("{name}")' for name in names)
        for place, characters in PARTS:
            those = Counter(
                {
                    each: n
                    for each, n in counts.items()
                    if each in characters or not (characters or each in special)
                }
            )
            adjust = SLACK * sum(ratio(those, advances(font), given) for font in fonts) / len(fonts)
            made.append(
                f"@font-face {{ font-family: {family}; src: {sources}; font-weight: {weight};{place} "
                f"size-adjust: {adjust:.1%}; ascent-override: {line.ascent / unit / adjust:.1%}; "
                f"descent-override: {-line.descent / unit / adjust:.1%}; }}"
            )
    return made


def main(texts: str, *paths: str) -> None:
    """Write the stylesheet."""
    counts = Counter(
        "".join(path.read_text(encoding="utf-8") for path in sorted(Path(texts).rglob("*.md")))
    )
    TARGET.write_text("\n".join([HEADING, *rules(counts, list(paths))]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) <= 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
