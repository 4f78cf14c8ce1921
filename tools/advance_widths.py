"""Measure how wide each character of the titles' typeface is, for
`microsite/site/advance_widths.json`.

Usage: python tools/advance_widths.py WEIGHT WIDTH FONT...    (600 80
archivo-*-standard-normal.woff2)

WEIGHT and WIDTH are those of the titles, for fonts that have such axes (`wght`,
`wdth`); a font of one weight is measured as it is. Where several hold a character, the
first counts. Run it again only when the typeface changes. The packages it needs are in
requirements-dev.txt.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).parent.parent / "microsite" / "site" / "advance_widths.json"


def measure(path: str, weight: float, width: float) -> dict[str, int]:
    """Return the advance width of each character of a font, in thousandths of an em."""
    font = TTFont(path)
    if "fvar" in font:
        tags = {axis.axisTag for axis in font["fvar"].axes}
        places = {"wght": weight, "wdth": width}
        font = instancer.instantiateVariableFont(
            font, {tag: at for tag, at in places.items() if tag in tags}
        )
    unit = font["head"].unitsPerEm
    advances = font["hmtx"]
    return {
        chr(code): round(advances[glyph][0] * 1000 / unit)
        for code, glyph in font.getBestCmap().items()
        if unicodedata.category(chr(code)) not in ("Cc", "Cf")
    }


def main(weight: str, width: str, *fonts: str) -> None:
    """Write the table of widths with their characters."""
    widths: dict[str, int] = {}
    for font in fonts:
        widths = measure(font, float(weight), float(width)) | widths
    by_width: dict[int, list[str]] = {}
    for character, advance in sorted(widths.items()):
        by_width.setdefault(advance, []).append(character)
    table = {
        str(advance): "".join(characters)
        for advance, characters in sorted(by_width.items())
    }
    TARGET.write_text(
        json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    if len(sys.argv) <= 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
