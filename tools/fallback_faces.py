"""Write the `css/fallbacks.css` of a voice: fallback fonts that take the same space.

Usage: python tools/fallback_faces.py VOICE TEXTS ARIAL ARIAL_BOLD TIMES TIMES_BOLD
VERDANA VERDANA_BOLD

VOICE is a folder of `assets/voices/`. TEXTS is a folder of Markdown files, whose lines
are measured. The six fonts are the fallbacks, or others with the same widths, such as
LiberationSans-Regular.ttf and DejaVuSans.ttf. Run it again only when a typeface
changes. Its packages are in requirements-dev.txt.

`size-adjust` scales all characters of a font, but spaces and some letters have other
proportions in every typeface. So they have an `@font-face` of their own, some from
another font. That at least halves the difference between a line and its fallback.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from PIL import ImageFont

ROOT = Path(__file__).parent.parent
VOICES = ROOT / "assets" / "voices"


class Fallback(NamedTuple):
    """A fallback for some weights of a font."""

    family: str
    file: str
    weight: str
    """As `font-weight` in CSS."""
    measured: tuple[int, ...]
    """The weights that are measured, or none for a font of one weight."""
    name: str
    """Its name on readers' devices."""
    parts: tuple[str, ...] = (" ",)
    """Characters with an `@font-face` of their own, which wins over those of later
    ones.
    """
    slack: float = 1
    """Less for titles that fill their measure, and for text with many short lines: one
    that is a hair wider would break elsewhere.
    """

    def part_of(self, character: str) -> str:
        """Return the part that has a character, or nothing."""
        return next((part for part in self.parts if character in part), "")

    def name_of(self, part: str) -> str:
        """Return the name of the font that has a part."""
        return self.name.replace("Arial", "Verdana") if part == NARROW else self.name


SMALL = "abcdefghijklmnopqrstuvwxyz"
WIDE = "bhnprtu"
"""These are wider in newer typefaces than in Times."""
NARROW = "flt"
"""Arial's are narrower than those of newer typefaces. Verdana's are not."""
SLACK = 0.996
FALLBACKS = {
    "notice": (
        Fallback("Notice-f", "sans", "400", (400,), "Arial"),
        Fallback("Notice-f", "sans", "500", (500,), "Arial"),
        Fallback(
            "Notice-f", "sans", "600 700", (600,), "Arial Bold", (SMALL, " "), SLACK
        ),
        Fallback(
            "Report-f",
            "serif",
            "400",
            (400,),
            "Times New Roman",
            (WIDE, SMALL, " "),
            0.998,
        ),
        Fallback(
            "Report-f", "serif", "600", (600,), "Times New Roman Bold", (SMALL, " ")
        ),
    ),
    "almanac": (
        Fallback(
            "Almanac-f", "text", "400 500", (400, 500), "Arial", (NARROW, " "), 0.994
        ),
        Fallback("Almanac-f", "text", "600 700", (600,), "Arial Bold", (NARROW, " ")),
        Fallback("Tide-f", "title", "400 700", (), "Times New Roman Bold", ()),
    ),
    "poster": (
        Fallback("Poster-f", "text", "400", (400,), "Arial", (NARROW, " ")),
        Fallback("Poster-f", "text", "500", (500,), "Arial", (NARROW, " ")),
        Fallback("Poster-f", "text", "600", (600,), "Arial Bold", (NARROW, " ")),
        Fallback(
            "Poster-f", "text", "700 800", (800,), "Arial Bold", (NARROW, " "), SLACK
        ),
    ),
}
LIKE = {
    "Arial": "Liberation Sans",
    "Arial Bold": "Liberation Sans Bold",
    "Times New Roman": "Liberation Serif",
    "Times New Roman Bold": "Liberation Serif Bold",
    "Verdana": "DejaVu Sans",
    "Verdana Bold": "DejaVu Sans Bold",
}
"""Fonts of the same widths on other systems."""
RANGES = {
    SMALL: "U+61-7A",
    WIDE: "U+62, U+68, U+6E, U+70, U+72, U+74-75",
    NARROW: "U+66, U+6C, U+74",
    " ": "U+20",
}
SIZE = 1000
"""Pixels, at which texts are measured."""
HEADING = (
    "/* What stands in for its faces, and takes their space, so that nothing moves when they arrive. Made by\n"
    "   tools/fallback_faces.py. */"
)


class Font:
    """A font, and the widths of its characters and texts in ems."""

    def __init__(self, path: Path | str, weight: int | None = None) -> None:
        """Open a font at a weight."""
        font = TTFont(path)
        if weight is not None:
            font = instancer.instantiateVariableFont(font, {"wght": weight})
        font.flavor = None
        file = BytesIO()
        font.save(file)
        unit = font["head"].unitsPerEm
        self.ascent = font["hhea"].ascent / unit
        self.descent = -font["hhea"].descent / unit
        self.widths = {
            chr(code): font["hmtx"][glyph][0] / unit
            for code, glyph in font.getBestCmap().items()
        }
        file.seek(0)
        self._drawn = ImageFont.truetype(
            file, SIZE, layout_engine=ImageFont.Layout.RAQM
        )

    def length(self, text: str) -> float:
        """Return the width of a text, with its kerning."""
        return self._drawn.getlength(text) / SIZE


def scales(
    fallback: Fallback, fonts: list[Font], sources: dict[str, Font], lines: list[str]
) -> dict[str, float]:
    """Return the scale of each part of a fallback with which lines are as wide as in
    the fonts.
    """
    counts = Counter("".join(lines))
    found: dict[str, float] = {}
    for part, source in sources.items():
        characters = [each for each in counts if fallback.part_of(each) == part]
        wanted = sum(
            counts[each] * font.widths[each] for each in characters for font in fonts
        )
        width = sum(counts[each] * source.widths[each] for each in characters)
        found[part] = wanted / len(fonts) / width
    wanted = sum(font.length(line) for line in lines for font in fonts) / len(fonts)
    width = sum(
        found[part] * sources[part].length("".join(characters))
        for line in lines
        for part, characters in groupby(line, key=fallback.part_of)
    )
    return {
        part: scale * fallback.slack * wanted / width for part, scale in found.items()
    }


def rules(voice: str, lines: list[str], paths: dict[str, str]) -> Iterator[str]:
    """The `@font-face` rules."""
    for fallback in FALLBACKS[voice]:
        path = VOICES / voice / "fonts" / f"{fallback.file}.woff2"
        fonts = [Font(path, weight) for weight in fallback.measured] or [Font(path)]
        names = {
            part: fallback.name_of(part) for part in ("", *reversed(fallback.parts))
        }
        sources = {part: Font(paths[name]) for part, name in names.items()}
        ascent, descent = fonts[0].ascent, fonts[0].descent
        for part, scale in scales(fallback, fonts, sources, lines).items():
            values = {
                "font-family": fallback.family,
                "src": f'local("{names[part]}"), local("{LIKE[names[part]]}")',
                "font-weight": fallback.weight,
                "unicode-range": RANGES.get(part),
                "size-adjust": f"{round(scale * 100, 1):g}%",
                "ascent-override": f"{ascent / scale:.0%}",
                "descent-override": f"{descent / scale:.0%}",
            }
            lines_of_rule = (
                f"  {name}: {value};" for name, value in values.items() if value
            )
            yield "\n".join(["@font-face {", *lines_of_rule, "}"])


def main(voice: str, texts: str, *paths: str) -> None:
    """Write the stylesheet."""
    lines = [
        line
        for path in sorted(Path(texts).rglob("*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.fullmatch(r"[ -~£–’]{20,}", line)
    ]
    css = "\n".join(
        [HEADING, *rules(voice, lines, dict(zip(LIKE, paths, strict=True)))]
    )
    (VOICES / voice / "css" / "fallbacks.css").write_text(css + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) <= 8:
        sys.exit(__doc__)
    main(*sys.argv[1:])
