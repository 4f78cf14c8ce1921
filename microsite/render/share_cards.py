"""Share cards: the Open Graph image of a page, as a PNG of 1200 by 630 pixels.

Pillow is imported when a card is drawn, because most builds draw none.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, diagnose, file_span
from microsite.pages.page import Page
from microsite.pages.share_image import HEIGHT, WIDTH, CardColours, CardDrawing, ShareCard
from microsite.project import drawing_digest
from microsite.render import card_layout
from microsite.render.artifacts import Artifact
from microsite.render.card_layout import DRAWING_BOTTOM, CardFont, lay_out, printable

if TYPE_CHECKING:
    from PIL import Image

FONT, KERNING = "cards/sans.ttf", "sans.kerning.json"
"""The font, inside assets/, and its kerning beside it: thousandths of an em, each with the pairs of
letters that are so much further apart. See `tools/card_font.py`.
"""
TEXT_SCALE, DRAWING_SCALE = 2, 3
"""Text and drawings are drawn so many times larger and scaled down, for smooth edges."""
UNITS = 1000
"""Height of a drawing in its own units."""
LINE_WIDTH, LINE_GAP, CASE_WIDTH, SUBJECT_WIDTH = 1.2, 2.2, 12, 6.5
"""Pixels: of a thin line's strokes, between its three strokes, of the case and the bright line."""
TRIPLE_FROM = 150
"""Height of a drawing in which thin lines have three strokes."""
BEND_PIECES = 16
FAINTNESS = 0.28
"""Part of a drawing's colours that is left outside its windows."""
WINDOW_EDGE = 3
SHADES, ROUNDING = 15, 8
"""Steps from one colour to another at smooth edges; by how much `quantize` rounds a colour."""


def card_artifacts(pages: Iterable[Page], font: Path | None) -> Iterator[Artifact]:
    """Yield the card of each page that has one. `font` is the file of `FONT`."""
    cards = {page.card.path: page.card for page in pages if page.card is not None}
    if not cards:
        return
    data = font.read_bytes() if font else b""
    beside = font and font.with_name(KERNING)
    kerning = beside.read_bytes() if beside and beside.is_file() else b"{}"
    drawn_by = drawing_digest(__file__, card_layout.__file__)
    for path, card in cards.items():
        inputs = f"{card.digest} {digest_of(data)} {digest_of(kerning)} {drawn_by}"
        produce = partial(draw_card, card, data, kerning)
        yield Artifact(path, digest_of(inputs), produce, in_thread=True)


def draw_card(card: ShareCard, font: bytes, kerning: bytes = b"{}") -> bytes:
    """Return a card as PNG. Raises DiagnosticError (T106) if the font cannot be used."""
    from PIL import Image

    try:
        face = open_font(font, kerning)
        card = printable(card, face)
        image = Image.new("RGB", (WIDTH, HEIGHT), card.colours.ground)
        lines, drawing_height = lay_out(card, face)
        if card.drawing:
            day = _draw_day(card.drawing, card.colours, drawing_height)
            band = _highlight(day, card) if card.windows else day
            image.paste(band, (0, DRAWING_BOTTOM - drawing_height))
        for line in lines:
            mask = _text_mask(line.text, line.size, face)
            corner = (line.x - line.size // 4, line.baseline - line.size * 9 // 8)
            image.paste(card.colours.ink, corner, mask)
    except (OSError, msgspec.MsgspecError) as error:
        raise DiagnosticError(diagnose("T106", file_span(f"assets/{FONT}"))) from error
    data = io.BytesIO()
    few_colours = image.quantize(palette=_palette(card.colours), dither=Image.Dither.NONE)
    # Run lengths are packed quickly, and to the same bytes by every zlib.
    few_colours.save(data, "PNG", compress_type=zlib.Z_RLE)
    return data.getvalue()


@lru_cache(maxsize=1)
def open_font(data: bytes, kerning: bytes) -> CardFont:
    """Open a font with its kerning. Raises OSError or MsgspecError if one cannot be read."""
    distances: dict[str, float] = {}
    for thousandths, pairs in msgspec.json.decode(kerning, type=dict[int, str]).items():
        starts = range(0, len(pairs), 2)
        distances |= dict.fromkeys((pairs[at : at + 2] for at in starts), thousandths / 1000)
    return CardFont(data, distances)


@lru_cache(maxsize=16)  # the kicker and the foot are the same on the next card
def _text_mask(text: str, size: int, font: CardFont) -> Image.Image:
    """Draw a line of text, from a quarter of its size with the baseline at nine eighths of it."""
    from PIL import Image, ImageDraw

    left, above, scale = size // 4, size * 9 // 8, TEXT_SCALE
    width = 2 * left + int(font.width(text) * size)
    mask = Image.new("L", (width * scale, size * 3 // 2 * scale))
    pen, sized = ImageDraw.Draw(mask), font.sized(size * scale)
    for letter, x in font.positions(text):
        position = ((left + x * size) * scale, above * scale)
        pen.text(position, letter, 255, sized, anchor="ls")
    return mask.reduce(scale)


@lru_cache(maxsize=16)  # takes longer than the rest of a card, and is the same on many
def _draw_day(drawing: CardDrawing, colours: CardColours, height: int) -> Image.Image:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH * DRAWING_SCALE, height * DRAWING_SCALE), colours.ground)
    pen = ImageDraw.Draw(image)
    across, down, gap = image.width / drawing.width, image.height / UNITS, LINE_GAP * DRAWING_SCALE

    def stroke(path: str, width: float, colour: str, offset: float = 0) -> None:
        for line in path_points(path):
            points = [(round(x * across), round(y * down + offset)) for x, y in line]
            pen.line(points, colour, round(width * DRAWING_SCALE), joint="curve")

    for offset in (-gap, 0, gap) if height >= TRIPLE_FROM else (0,):
        stroke(drawing.lines, LINE_WIDTH, colours.lines, offset)
    stroke(drawing.subject, CASE_WIDTH, colours.case)
    stroke(drawing.subject, SUBJECT_WIDTH, colours.subject)
    return image.reduce(DRAWING_SCALE)


@lru_cache(maxsize=32)
def path_points(path: str, pieces: int = BEND_PIECES) -> list[list[tuple[float, float]]]:
    """Return the lines of path data as points. It has moves, horizontals and curves:
    `M0 500h36c15 0 15-70 30-70`.
    """
    lines: list[list[tuple[float, float]]] = []
    for command, written in re.findall(r"([Mhc])([-\d ]*)", path):
        numbers = list(map(int, re.findall(r"-?\d+", written)))
        if command == "M":
            lines.append([(numbers[0], numbers[1])])
            continue
        if command == "h":
            x, y = lines[-1][-1]
            lines[-1].append((x + numbers[0], y))
            continue
        for at in range(0, len(numbers), 6):
            (x, y), (a, b, c, d, e, f) = lines[-1][-1], numbers[at : at + 6]
            for t in (piece / pieces for piece in range(1, pieces + 1)):
                near, far, end = 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
                point = x + near * a + far * c + end * e, y + near * b + far * d + end * f
                lines[-1].append(point)
    return lines


def _highlight(day: Image.Image, card: ShareCard) -> Image.Image:
    """Return the drawing of a day, faint outside the windows of a card."""
    from PIL import Image

    assert card.drawing
    faint = Image.blend(Image.new("RGB", day.size, card.colours.ground), day, FAINTNESS)
    for left, right in card.windows:
        start, end = left * WIDTH // card.drawing.width, right * WIDTH // card.drawing.width
        box = (start, 0, max(end, 1), day.height)
        faint.paste(day.crop(box), box)
        for x in (max(0, box[0] - WINDOW_EDGE), max(0, box[2] - WINDOW_EDGE)):
            faint.paste(card.colours.ink, (x, 0, x + WINDOW_EDGE, day.height))
    return faint


@lru_cache(maxsize=4)
def _palette(colours: CardColours) -> Image.Image:
    """An image whose palette has the colours of a card and those in between, for `quantize`."""
    from PIL import Image
    from PIL.ImageColor import getrgb

    def mix(first: tuple[int, ...], last: tuple[int, ...], part: float) -> tuple[int, ...]:
        return tuple(round(a + (b - a) * part) for a, b in zip(first, last, strict=True))

    ground: tuple[int, ...] = getrgb(colours.ground)
    drawn: list[tuple[int, ...]] = [
        getrgb(colour) for colour in (colours.lines, colours.case, colours.subject)
    ]
    pairs: list[tuple[tuple[int, ...], ...]] = [(ground, getrgb(colours.ink))]
    for lines, case, subject in (drawn, [mix(ground, colour, FAINTNESS) for colour in drawn]):
        pairs += [(ground, lines), (ground, case), (case, subject)]
    shades = [mix(a, b, step / SHADES) for a, b in pairs for step in range(SHADES + 1)]
    # Without shades that `quantize` could take for the ground.
    apart = [
        s for s in shades if any(abs(a - b) > ROUNDING for a, b in zip(s, ground, strict=True))
    ]
    image = Image.new("P", (1, 1))
    image.putpalette([value for colour in (ground, *apart) for value in colour])
    return image
