"""Make `assets/voices/notice/fonts/sans-more.woff2`: the letters of names that the sans
lacks, such as Ł, ř, ð, ị and Ș.

Usage: python tools/more_letters.py

They are taken from the typeface of the share cards, which has one weight. Browsers
fetch the file only for a page that has one of these letters: `fonts.css` says which
they are, without those that the sans holds. The packages it needs are in
requirements-dev.txt.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ASSETS = Path(__file__).parent.parent / "assets"
RANGES = (
    (0xA1, 0x17F),
    (0x18F, 0x18F),
    (0x1A0, 0x1B0),
    (0x218, 0x21B),
    (0x259, 0x259),
    (0x1E80, 0x1EF9),
)
"""Western, Central European, Azerbaijani, Vietnamese, Romanian and Welsh names."""


def main() -> None:
    """Write the file, and print its letters."""
    known_codes = set(
        TTFont(ASSETS / "voices" / "notice" / "fonts" / "sans.woff2").getBestCmap()
    )
    font = TTFont(ASSETS / "cards" / "sans.ttf")
    codes = {code for first, last in RANGES for code in range(first, last + 1)}
    more = (codes & set(font.getBestCmap())) - known_codes
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["kern"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=more)
    subsetter.subset(font)
    font.flavor = "woff2"
    target = ASSETS / "voices" / "notice" / "fonts" / "sans-more.woff2"
    font.save(target)
    sys.stdout.write(
        f"{target.name}: {target.stat().st_size:,} bytes, {len(more)} letters\n"
    )


if __name__ == "__main__":
    main()
