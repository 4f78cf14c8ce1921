"""Write the `css/fallbacks.css` of a voice: fallback fonts that take the same space.

Usage: python tools/fallback_faces.py VOICE TEXTS ARIAL ARIAL_BOLD TIMES TIMES_BOLD

VOICE is a folder of `assets/voices/`. TEXTS is a folder of Markdown files, from which the frequency
of characters is taken. The four fonts are the fallbacks, or others with the same widths, such as
LiberationSans-Regular.ttf. Run it again only when a typeface changes. Its packages are in
requirements-dev.txt.

`size-adjust` scales all characters of a font, but spaces, small letters and the rest have other
proportions in every typeface. So each of the three has its own `@font-face`. That at least halves
the difference between a line and its fallback.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parent.parent
VOICES = ROOT / "assets" / "voices"
FALLBACKS = {
    "notice": (
        ("Notice-f", "sans", "400", (400,), "Arial"),
        ("Notice-f", "sans", "500", (500,), "Arial"),
        ("Notice-f", "sans", "600 700", (600,), "Arial Bold"),
        ("Report-f", "serif", "400", (400,), "Times New Roman"),
        ("Report-f", "serif", "600", (600,), "Times New Roman Bold"),
    ),
    "almanac": (
        ("Almanac-f", "text", "400 500", (400, 500), "Arial"),
        ("Almanac-f", "text", "600 700", (600,), "Arial Bold"),
        ("Tide-f", "title", "400 700", (), "Times New Roman"),
    ),
    "poster": (
        ("Poster-f", "text", "400 500", (400, 500), "Arial"),
        ("Poster-f", "text", "600 800", (600, 800), "Arial Bold"),
    ),
}
"""By voice: family, the font it stands in for, `font-weight`, the weights that are measured (none
for a font of one weight), and its name on readers' devices.
"""
LIKE = {
    "Arial": "Liberation Sans",
    "Arial Bold": "Liberation Sans Bold",
    "Times New Roman": "Liberation Serif",
    "Times New Roman Bold": "Liberation Serif Bold",
}
"""Fonts of the same widths on other systems."""
PARTS = (
    ("", ""),
    (" unicode-range: U+61-7A;", "abcdefghijklmnopqrstuvwxyz"),
    (" unicode-range: U+20;", " "),
)
"""Characters of each face, as CSS and as text; the first has all that the others do not have, and
is the only one of a font of one weight, as titles have few lines.
"""
SLACK = 0.992
"""A line that is a hair wider than its typeface's would break where that does not; titles fill
their measure.
"""
HEADING = (
    "/* What stands in for its faces, and takes their space, so that nothing moves when they arrive. Made by\n"
    "   tools/fallback_faces.py. */"
)


def advances(font: TTFont) -> dict[str, float]:
    """Return the width of each character, in ems."""
    unit = font["head"].unitsPerEm
    return {chr(code): font["hmtx"][glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def ratio(counts: Counter[str], widths: dict[str, float], other_widths: dict[str, float]) -> float:
    """Return the ratio of the widths of texts in two fonts."""
    common = [
        (character, count)
        for character, count in counts.items()
        if character in widths and character in other_widths
    ]
    return sum(widths[character] * count for character, count in common) / sum(
        other_widths[character] * count for character, count in common
    )


def rules(voice: str, counts: Counter[str], paths: dict[str, str]) -> list[str]:
    """The `@font-face` rules."""
    faces: list[str] = []
    for family, file, weight, weights, name in FALLBACKS[voice]:
        widths = advances(TTFont(paths[name]))
        font_path = VOICES / voice / "fonts" / f"{file}.woff2"
        fonts = [
            instancer.instantiateVariableFont(TTFont(font_path), {"wght": axis_value})
            for axis_value in weights
        ] or [TTFont(font_path)]
        line = fonts[0]["hhea"]
        unit = fonts[0]["head"].unitsPerEm
        sources = f'local("{name}"), local("{LIKE[name]}")'
        parts = PARTS if weights else PARTS[:1]
        special = "".join(characters for _, characters in parts)
        for place, characters in parts:
            subset = Counter(
                {
                    character: count
                    for character, count in counts.items()
                    if character in characters or not (characters or character in special)
                }
            )
            ratios = [ratio(subset, advances(font), widths) for font in fonts]
            adjust = SLACK * sum(ratios) / len(fonts)
            faces.append(
                f"@font-face {{ font-family: {family}; src: {sources}; font-weight: {weight};{place} "
                f"size-adjust: {adjust:.1%}; ascent-override: {line.ascent / unit / adjust:.1%}; "
                f"descent-override: {-line.descent / unit / adjust:.1%}; }}"
            )
    return faces


def main(voice: str, texts: str, *paths: str) -> None:
    """Write the stylesheet."""
    counts = Counter(
        "".join(path.read_text(encoding="utf-8") for path in sorted(Path(texts).rglob("*.md")))
    )
    css = "\n".join([HEADING, *rules(voice, counts, dict(zip(LIKE, paths, strict=True)))])
    (VOICES / voice / "css" / "fallbacks.css").write_text(css + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) <= 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
