"""Make a typeface of the share cards, `cards/sans.ttf`, in one weight for all of Latin,
and its kerning, `sans.kerning.json`.

Usage: python tools/card_font.py FOLDER NAME AXES FONT...

| FOLDER | NAME | AXES | FONT | |---|---|---|---| | assets/cards | "Notice Sans Cards" |
wght=600,wdth=80 | archivo-*-standard-normal.woff2 | | assets/voices/almanac/cards |
"Almanac Cards" | wght=520,opsz=60 | newsreader-*-standard-normal.woff2 | |
assets/voices/poster/cards | "Poster Cards" | wght=800 | atkinson-*-wght-normal.woff2 |

The fonts are variable fonts for latin, latin-ext and vietnamese, in this order. A
character comes from the first font that has it. Kerning goes to a file, because Pillow
does not kern in the same way on every system: thousandths of an em, each with the pairs
of letters to which it applies. Overlapping outlines are joined, because letters of a
font with overlaps take four times as long to draw. The result has another name, as the
licence demands of a changed font. The packages are in requirements-dev.txt.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.removeOverlaps import removeOverlaps
from fontTools.ttLib.tables._g_l_y_f import OVERLAP_COMPOUND, flagOverlapSimple
from fontTools.varLib import instancer

LEAST = 8
"""Thousandths of an em: less kerning than this is not seen."""
KEPT_NAMES = (0, 13, 14)
"""Copyright and licence."""


def pairs_of(font: TTFont) -> dict[tuple[str, str], int]:
    """Return the kerning of pairs of glyphs, in units of the font."""
    kerning: dict[tuple[str, str], int] = {}
    glyphs = set(font.getBestCmap().values())
    table = font["GPOS"].table
    indexes = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for index in record.Feature.LookupListIndex
    }
    for index in sorted(indexes):
        pairs: set[tuple[str, str]] = set()
        for left, right, value in _subtables(table.LookupList.Lookup[index], glyphs):
            if (left, right) not in pairs:
                pairs.add((left, right))
                kerning[left, right] = kerning.get((left, right), 0) + value
    return {
        pair: value
        for pair, value in kerning.items()
        if abs(value) * 1000 >= LEAST * font["head"].unitsPerEm
    }


def _subtables(lookup: Any, glyphs: set[str]) -> Iterator[tuple[str, str, int]]:
    for subtable in lookup.SubTable:
        inner = getattr(subtable, "ExtSubTable", subtable)
        covered = [glyph for glyph in inner.Coverage.glyphs if glyph in glyphs]
        if inner.Format == 1:
            sets = dict(zip(inner.Coverage.glyphs, inner.PairSet, strict=True))
            for left in covered:
                for record in sets[left].PairValueRecord:
                    if record.SecondGlyph in glyphs:
                        yield (
                            left,
                            record.SecondGlyph,
                            record.Value1.XAdvance if record.Value1 else 0,
                        )
        else:
            for left in covered:
                row = inner.Class1Record[
                    inner.ClassDef1.classDefs.get(left, 0)
                ].Class2Record
                for right in glyphs:
                    value = row[inner.ClassDef2.classDefs.get(right, 0)].Value1
                    yield (
                        left,
                        right,
                        (value.XAdvance if value and hasattr(value, "XAdvance") else 0),
                    )


def static(
    path: str, axes: dict[str, float], codes: set[int]
) -> tuple[TTFont, dict[tuple[str, str], int]]:
    """One instance of a variable font, without the characters with these codes, and its
    kerning by glyph.
    """
    font = instancer.instantiateVariableFont(TTFont(path), axes)
    new_codes = set(font.getBestCmap()) - codes
    options = Options(hinting=False, layout_features=["kern"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=new_codes)
    subsetter.subset(font)
    kerning = pairs_of(font) if "GPOS" in font else {}
    for table in ("GPOS", "GSUB", "GDEF", "STAT", "gasp", "DSIG"):
        if table in font:
            del font[table]
    codes |= new_codes
    return font, kerning


def main(target: str, name: str, axes: str, *paths: str) -> None:
    """Write the font into a folder."""
    places = {
        axis: float(place)
        for axis, _, place in (part.partition("=") for part in axes.split(","))
    }
    known_codes: set[int] = set()
    pairs: dict[tuple[int, int], int] = {}
    with TemporaryDirectory() as folder:
        parts = []
        for number, path in enumerate(paths):
            font, kerning = static(path, places, known_codes)
            codes = {glyph: code for code, glyph in font.getBestCmap().items()}
            pairs |= {
                (codes[left], codes[right]): value
                for (left, right), value in kerning.items()
            }
            parts.append(f"{folder}/{number}.ttf")
            font.flavor = None
            font.save(parts[-1])
        merged_font = Merger().merge(parts)
    removeOverlaps(merged_font)
    for glyph_name in merged_font.getGlyphOrder():
        glyph = merged_font["glyf"][glyph_name]
        if glyph.isComposite():
            glyph.components[0].flags &= ~OVERLAP_COMPOUND
        elif glyph.numberOfContours:
            glyph.flags[0] &= ~flagOverlapSimple
    letters: dict[int, str] = {}
    for (left, right), value in sorted(pairs.items()):
        thousandths = round(value * 1000 / merged_font["head"].unitsPerEm)
        letters[thousandths] = letters.get(thousandths, "") + chr(left) + chr(right)
    table = merged_font["name"]
    table.names = [record for record in table.names if record.nameID in KEPT_NAMES]
    names = {1: name, 2: "Regular", 3: f"{name} 1.0", 4: name, 6: name.replace(" ", "")}
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    merged_font["head"].created = merged_font["head"].modified = 0
    merged_font.recalcTimestamp = False
    file = Path(target) / "sans.ttf"
    file.parent.mkdir(parents=True, exist_ok=True)
    merged_font.save(file)
    file.with_suffix(".kerning.json").write_text(
        json.dumps(dict(sorted(letters.items())), ensure_ascii=False, indent=0) + "\n",
        encoding="utf-8",
    )
    count = len(merged_font.getBestCmap())
    sys.stderr.write(
        f"{file}: {file.stat().st_size} bytes, {count} characters, {len(pairs)} pairs\n"
    )


if __name__ == "__main__":
    if len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
