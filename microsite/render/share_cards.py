"""Share cards: the Open Graph image of a page, as a PNG of 1200 by 630 pixels.

Pillow is imported when a card is drawn, because most builds draw none.
"""

from __future__ import annotations

import io
import re
import textwrap
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, diagnose, file_span
from microsite.pages.page import Page
from microsite.pages.share_image import HEIGHT, WIDTH, CardColours, CardDrawing, ShareCard
from microsite.project import drawing_digest
from microsite.render.artifacts import Artifact

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFont import FreeTypeFont

MARGIN, TOP = 60, 50
MEASURE = WIDTH - 2 * MARGIN
KICKER_SIZE, BODY_SIZE, FOOT_SIZE = 36, 42, 32
LARGEST, LARGEST_BELOW_KICKER, SMALLEST, SIZE_STEP = 152, 112, 44, 4
"""Sizes of a title."""
LARGE = 0.66
"""Part of the largest size at which a title is not set in more lines to make it larger."""
TITLE_LINES, BODY_LINES = 3, 3
LEADING, BELOW_TITLE, ASCENT, BODY_LEADING = 0.98, 0.16, 0.79, 1.25
"""In sizes: between baselines of a title, below it, above a baseline, between baselines of text."""
FOOT_BASELINE, DRAWING_BOTTOM, ABOVE_DRAWING = HEIGHT - 46, 520, 26
DRAWING_HEIGHTS = (226, 180, 140, 104, 76)
TRACKING, EM = -0.016, 1000
"""Ems between letters; the font size at which letters are measured, to round little."""
MAX_LETTERS = 300
"""More than a card has room for; the rest of a text is not even measured."""


class TextLine(Struct, frozen=True):
    """A line of text on a card."""

    text: str
    size: int
    x: int
    baseline: int


class CardFont:
    """A font file, with the widths and positions of its letters in ems.

    Letters are placed one by one: Pillow's basic layout does not kern, and its other layout is not
    available on every machine. Raises OSError if Pillow cannot read the font.
    """

    def __init__(self, data: bytes, kerning: dict[str, float]) -> None:
        from PIL import ImageFont

        def open_font(size: int) -> FreeTypeFont:
            basic = ImageFont.Layout.BASIC
            return ImageFont.truetype(io.BytesIO(data), size, layout_engine=basic)

        self._kerning = kerning
        self.sized = cache(open_font)
        self._advance = cache(lambda letter: max(1, self.sized(EM).getlength(letter)) / EM)
        self._appearance = cache(self._draw_letter)
        self.width = lru_cache(maxsize=1024)(self._measure)
        self.ellipsis = "…" if self.has("…") else ""

    def has(self, text: str) -> bool:
        """Report whether the font has every letter of a text."""
        missing = self._appearance("\uffff")  # a code point that no font has
        return all(letter == " " or self._appearance(letter) != missing for letter in text)

    def positions(self, text: str) -> Iterator[tuple[str, float]]:
        """Yield the letters of a line, each with its distance from the start of the line."""
        x = 0.0
        for before, letter in zip(("", *text), text, strict=False):
            x += self._kerning.get(before + letter, 0.0)
            yield letter, x
            x += self._advance(letter) + TRACKING

    def _measure(self, text: str) -> float:
        return max((x + self._advance(letter) for letter, x in self.positions(text)), default=0.0)

    def _draw_letter(self, letter: str) -> bytes:
        from PIL import Image, ImageDraw

        image = Image.new("L", (96, 96))
        ImageDraw.Draw(image).text((24, 64), letter, 255, self.sized(48), anchor="ls")
        return image.tobytes()


def printable(card: ShareCard, font: CardFont) -> ShareCard:
    """Return a card without texts that the font lacks letters of; without a title, the event's."""

    def keep(text: str) -> str:
        text = text.strip()[:MAX_LETTERS]
        return text if font.has(text) else ""

    if not keep(card.title):
        card = replace(card, title=card.kicker, kicker="", lines=(), names=(), windows=())
    return replace(
        card,
        kicker=keep(card.kicker),
        title=keep(card.title),
        lines=tuple(map(keep, card.lines)),
        names=card.names if all(map(keep, card.names)) else (),
        foot=keep(card.foot),
        organiser=keep(card.organiser),
    )


def lay_out(card: ShareCard, font: CardFont) -> tuple[list[TextLine], int]:
    """Return the lines of a card, and the height of the drawing below them."""
    lines, y = [], TOP
    for row in wrap(card.kicker, KICKER_SIZE, 1, font):
        y += ceil(KICKER_SIZE * ASCENT)
        lines.append(TextLine(row, KICKER_SIZE, MARGIN, y))
        y += KICKER_SIZE
    body = [row for line in card.lines for row in wrap(line, BODY_SIZE, 2, font)]
    body = body[: BODY_LINES - bool(card.names)] + list_names(card.names, font)
    room = DRAWING_BOTTOM - ceil(len(body) * BODY_SIZE * BODY_LEADING) - y
    room -= DRAWING_HEIGHTS[-1] + ABOVE_DRAWING if card.drawing else 0
    largest = LARGEST_BELOW_KICKER if card.kicker else LARGEST
    size, title = fit_title(card.title, largest, room, font)
    for number, row in enumerate(title):
        baseline = y + round((number * LEADING + ASCENT) * size)
        lines.append(TextLine(row, size, MARGIN - size // 24, baseline))
    y += round((len(title) * LEADING + BELOW_TITLE) * size)
    for row in body:
        lines.append(TextLine(row, BODY_SIZE, MARGIN, y + round(BODY_SIZE * ASCENT)))
        y += ceil(BODY_SIZE * BODY_LEADING)
    for row in wrap(card.foot, FOOT_SIZE, 1, font):
        lines.append(TextLine(row, FOOT_SIZE, MARGIN, FOOT_BASELINE))
    left, right = (ceil(font.width(text) * FOOT_SIZE) for text in (card.foot, card.organiser))
    if card.organiser and left + 2 * MARGIN // 3 + right <= MEASURE:
        x = WIDTH - MARGIN - right if card.foot else MARGIN
        lines.append(TextLine(card.organiser, FOOT_SIZE, x, FOOT_BASELINE))
    fitting = (high for high in DRAWING_HEIGHTS if y + ABOVE_DRAWING <= DRAWING_BOTTOM - high)
    return lines, next(fitting, DRAWING_HEIGHTS[-1])


def fit_title(title: str, largest: int, room: int, font: CardFont) -> tuple[int, list[str]]:
    """Return the size and the lines of a title: the fewest in which it is large, and even ones."""
    size, lines = 0, list[str]()
    for count in range(1, TITLE_LINES + 1 if title else 0):
        rows = even_lines(title, count)
        height, width = len(rows) * LEADING + BELOW_TITLE, max(map(font.width, rows))
        fitting = int(min(largest, room / height, MEASURE / width)) // SIZE_STEP * SIZE_STEP
        if fitting > size:
            size, lines = fitting, rows
        if size >= LARGE * largest:
            break
    if size >= SMALLEST or not title:
        return size, lines
    return SMALLEST, wrap(title, SMALLEST, TITLE_LINES, font)  # there is always room for these


def even_lines(text: str, count: int) -> list[str]:
    """Break a text between words into at most so many lines of about the same length."""
    for letters in range(max(1, len(text) // count), len(text) + 1):
        rows = textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)
        if len(rows) <= count:
            return rows
    return [text]


def wrap(text: str, size: int, max_lines: int, font: CardFont) -> list[str]:
    """Break a text into lines of a card; it ends with an ellipsis if there is more."""
    fitting = len(text) * MEASURE / (font.width(text) * size) if text else 0
    rows: list[str] = []
    for letters in range(min(len(text), int(fitting * 1.3)), 0, -1):
        rows = textwrap.wrap(
            text, letters, max_lines=max_lines, placeholder=font.ellipsis, break_on_hyphens=False
        )
        if all(font.width(row) * size <= MEASURE for row in rows):
            break
    return rows


def list_names(names: tuple[str, ...], font: CardFont) -> list[str]:
    """Return as many names as fit on a line, and how many more there are."""
    text = ", ".join(names)
    for count in range(len(names) - 1, 0, -1):
        if font.width(text) * BODY_SIZE <= MEASURE:
            break
        text = f"{', '.join(names[:count])} and {len(names) - count} more"
    return wrap(text[:MAX_LETTERS], BODY_SIZE, 1, font)


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
    drawn_by = drawing_digest(__file__)
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
