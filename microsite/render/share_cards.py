"""Share cards: the Open Graph image of a page, as a PNG of 1200 by 630 pixels; and
icons.

Pillow is imported when one is drawn, because most builds draw none.
"""

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
from msgspec import Struct, structs

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, diagnose, file_span
from microsite.pages.drawing import CARD_SIZE, CardDrawing, ShareCard
from microsite.pages.page import Page
from microsite.project import drawing_digest, read_file
from microsite.render.artifacts import Artifact
from microsite.site.colours import Palette
from microsite.site.images import has_package

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = CARD_SIZE
MARGIN = 60
MEASURE = WIDTH - 2 * MARGIN
KICKER_SIZE, BODY_SIZE, FOOT_SIZE = 36, 42, 32
LARGEST, LARGEST_BELOW_KICKER, SMALLEST, SIZE_STEP = 152, 112, 44, 4  # sizes of a title
LEADING, BELOW_TITLE, ASCENT, BODY_LEADING = 0.98, 0.16, 0.79, 1.25
"""Factors of the size: lines of a title, space below it, letters above a baseline,
other lines.
"""
FOOT_BASELINE, DRAWING_BOTTOM, ABOVE_DRAWING = HEIGHT - 46, 520, 26
DRAWING_HEIGHTS = (226, 180, 140, 104, 76)
MAX_LETTERS = 300
"""More than a card has room for; the rest of a text is not even measured."""
FONT, KERNING = "cards/sans.ttf", "sans.kerning.json"
"""The font in assets/, and its kerning: thousandths of an em, each with the pairs of
letters that are so much further apart. See `tools/card_font.py`.
"""
DRAWING_SCALE = 3
"""Drawings are drawn so many times larger and scaled down, for smooth edges."""
FAINTNESS = 0.28  # part of a drawing's colours that is left outside its windows


class TextLine(Struct, frozen=True):
    """A line of text on a card."""

    text: str
    size: int
    x: int
    baseline: int


class CardFont:
    """A font file, with the widths and positions of its letters in ems.

    Pillow's basic layout does not kern, and the other one is not on every machine.
    Raises OSError or MsgspecError if the font or its kerning cannot be read.
    """

    def __init__(self, data: bytes, kerning: bytes) -> None:
        from PIL.ImageFont import Layout, truetype

        groups = msgspec.json.decode(kerning, type=dict[int, str]).items()
        self._kerning = {
            pair: n / 1000 for n, text in groups for pair in re.findall("..", text)
        }
        layout = Layout.BASIC
        self.sized = cache(
            lambda size: truetype(io.BytesIO(data), size, layout_engine=layout)
        )
        # Letters are measured at a large size, to round little.
        self._advance = cache(
            lambda letter: max(1, self.sized(1000).getlength(letter)) / 1000
        )
        self._appearance = cache(lambda letter: bytes(self.sized(48).getmask(letter)))
        self.width = lru_cache(maxsize=1024)(self._measure)
        self.ellipsis = "…" if self.has("…") else ""

    def has(self, text: str) -> bool:
        """Report whether the font has every letter of a text."""
        missing = self._appearance("\uffff")  # a code point that no font has
        return all(
            letter == " " or self._appearance(letter) != missing for letter in text
        )

    def positions(self, text: str) -> Iterator[tuple[str, float]]:
        """Yield the letters of a line, each with its distance from the start of the
        line.
        """
        x = 0.0
        for before, letter in zip(("", *text), text, strict=False):
            x += self._kerning.get(before + letter, 0.0)
            yield letter, x
            x += self._advance(letter) - 0.016

    def _measure(self, text: str) -> float:
        return max(
            (x + self._advance(letter) for letter, x in self.positions(text)),
            default=0.0,
        )


open_font = lru_cache(maxsize=1)(CardFont)


def printable(card: ShareCard, font: CardFont) -> ShareCard:
    """Return a card without texts that the font lacks letters of; without a title, the
    event's.
    """

    def keep(text: str) -> str:
        text = text.strip().replace("\u202f", "\xa0")[:MAX_LETTERS]  # in French numbers
        return text if font.has(text) else ""

    if not keep(card.title):
        card = structs.replace(
            card, title=card.kicker, kicker="", lines=(), names=(), windows=()
        )
    texts = {
        name: keep(getattr(card, name))
        for name in ("kicker", "title", "foot", "organiser")
    }
    names = card.names if all(map(keep, card.names)) else ()
    return structs.replace(
        card, lines=tuple(map(keep, card.lines)), names=names, **texts
    )


def lay_out(card: ShareCard, font: CardFont) -> tuple[list[TextLine], int]:
    """Return the lines of a card, and the height of the drawing below them."""
    lines = []
    y = 50
    for row in wrap(card.kicker, KICKER_SIZE, 1, font):
        y += ceil(KICKER_SIZE * ASCENT)
        lines.append(TextLine(row, KICKER_SIZE, MARGIN, y))
        y += KICKER_SIZE
    body = [row for line in card.lines for row in wrap(line, BODY_SIZE, 2, font)]
    body = body[: 3 - bool(card.names)] + list_names(card.names, font, card.more)
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
    left, right = (
        ceil(font.width(text) * FOOT_SIZE) for text in (card.foot, card.organiser)
    )
    if card.organiser and left + 2 * MARGIN // 3 + right <= MEASURE:
        x = WIDTH - MARGIN - right if card.foot else MARGIN
        lines.append(TextLine(card.organiser, FOOT_SIZE, x, FOOT_BASELINE))
    fitting = (
        high for high in DRAWING_HEIGHTS if y + ABOVE_DRAWING <= DRAWING_BOTTOM - high
    )
    return lines, next(fitting, DRAWING_HEIGHTS[-1])


def fit_title(
    title: str, largest: int, room: int, font: CardFont
) -> tuple[int, list[str]]:
    """Return the size and the lines of a title: the fewest in which it is large, and
    even ones.
    """
    size, lines = 0, list[str]()
    break_at = partial(
        textwrap.wrap, title, break_long_words=False, break_on_hyphens=False
    )
    for count in range(1, 4 if title else 0):
        letters = range(max(1, len(title) // count), len(title) + 1)
        rows = next(
            (rows for rows in map(break_at, letters) if len(rows) <= count), [title]
        )
        height, width = len(rows) * LEADING + BELOW_TITLE, max(map(font.width, rows))
        fitting = (
            int(min(largest, room / height, MEASURE / width)) // SIZE_STEP * SIZE_STEP
        )
        if fitting > size:
            size, lines = fitting, rows
        if size >= 0.66 * largest:  # large enough
            break
    if size >= SMALLEST or not title:
        return size, lines
    return SMALLEST, wrap(title, SMALLEST, 3, font)  # there is always room for these


def wrap(text: str, size: int, max_lines: int, font: CardFont) -> list[str]:
    """Break a text into lines of a card; it ends with an ellipsis if there is more."""
    fitting = len(text) * MEASURE / (font.width(text) * size) if text else 0
    rows: list[str] = []
    for letters in range(min(len(text), int(fitting * 1.3)), 0, -1):
        rows = textwrap.wrap(
            text,
            letters,
            max_lines=max_lines,
            placeholder=font.ellipsis,
            break_on_hyphens=False,
        )
        if all(font.width(row) * size <= MEASURE for row in rows):
            break
    return rows


def list_names(names: tuple[str, ...], font: CardFont, more: str) -> list[str]:
    """Return as many names as fit on a line, and how many more there are."""
    text = ", ".join(names)
    for count in range(len(names) - 1, 0, -1):
        if font.width(text) * BODY_SIZE <= MEASURE:
            break
        text = more % {"names": ", ".join(names[:count]), "num": len(names) - count}
    return wrap(text[:MAX_LETTERS], BODY_SIZE, 1, font)


def missing_letter(pages: Iterable[Page], font: Path | None) -> str:
    """Return a letter that cards leave out with the text around it, as their font lacks
    it.
    """
    if font is None or not has_package("PIL"):
        return ""
    face = CardFont(read_file(font), b"{}")
    cards = [page.card for page in pages if page.card]
    texts = {
        text
        for it in cards
        for text in (it.title, it.kicker, *it.lines, *it.names, it.foot)
    }
    letters = sorted({*"".join(texts)})
    return next(
        (letter for letter in letters if not letter.isspace() and not face.has(letter)),
        "",
    )


def card_artifacts(pages: Iterable[Page], font: Path | None) -> Iterator[Artifact]:
    """Yield the card of each page that has one. `font` is the file of `FONT`."""
    cards = {page.card.path: page.card for page in pages if page.card}
    data = read_file(font) if font else b""
    beside = font and font.with_name(KERNING)
    kerning = read_file(beside) if beside and beside.is_file() else b"{}"
    drawn_by = f"{digest_of(data)} {digest_of(kerning)} {drawing_digest(__file__)}"
    for path, card in cards.items():
        produce = partial(draw_card, card, data, kerning)
        yield Artifact(
            path, digest_of(f"{card.digest} {drawn_by}"), produce, in_thread=True
        )


def draw_card(card: ShareCard, font: bytes, kerning: bytes = b"{}") -> bytes:
    """Return a card as PNG.

    Raises DiagnosticError (T106) if the font cannot be used.
    """
    from PIL import Image

    try:
        face = open_font(font, kerning)
        card = printable(card, face)
        image = Image.new("RGB", (WIDTH, HEIGHT), card.colours.hero)
        lines, drawing_height = lay_out(card, face)
        if card.drawing:
            day = _draw_day(card.drawing, card.colours, drawing_height, card.is_tide)
            band = _highlight(day, card.drawing[0], card) if card.windows else day
            image.paste(band, (0, DRAWING_BOTTOM - drawing_height))
        for line in lines:
            corner = (line.x - line.size // 4, line.baseline - line.size * 9 // 8)
            image.paste(
                card.colours.on_hero, corner, _text_mask(line.text, line.size, face)
            )
    except (OSError, msgspec.MsgspecError) as error:
        raise DiagnosticError(diagnose("T106", file_span(f"assets/{FONT}"))) from error
    return _png(image, _palette(card.colours))


def icon_png(size: int, colours: Palette) -> bytes:
    """Return the mark, three lines that become one, as PNG.

    Phones cut off a fifth at its edges.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (size * DRAWING_SCALE, size * DRAWING_SCALE), colours.hero)
    pen, unit = ImageDraw.Draw(image), size * DRAWING_SCALE / 100
    for path, width, colour in (
        ("M24 29c24 0 14 21 38 21", 6, colours.hero_2),
        ("M24 71c24 0 14 -21 38 -21", 6, colours.hero_2),
        ("M20 50h60", 13, colours.case_hero),
        ("M20 50h60", 8, colours.subject),
    ):
        (line,) = path_points(path, 24)
        points = [(round(x * unit), round(y * unit)) for x, y in line]
        pen.line(points, colour, round(width * unit), joint="curve")
        for end in (points[0], points[-1]):
            pen.circle(end, (width * unit - 1) / 2, colour)
    return _png(image.reduce(DRAWING_SCALE), _palette(colours))


def _png(image: "Image.Image", palette: "Image.Image") -> bytes:
    from PIL.Image import Dither

    data = io.BytesIO()
    # Run lengths are packed quickly, and to the same bytes by every zlib.
    image.quantize(palette=palette, dither=Dither.NONE).save(
        data, "PNG", compress_type=zlib.Z_RLE
    )
    return data.getvalue()


@lru_cache(maxsize=16)  # the kicker and the foot are the same on the next card
def _text_mask(text: str, size: int, font: CardFont) -> "Image.Image":
    """Draw a line of text, from a quarter of its size with the baseline at nine eighths
    of it.
    """
    from PIL import Image, ImageDraw

    left, above, scale = size // 4, size * 9 // 8, 2
    width = 2 * left + int(font.width(text) * size)
    mask = Image.new("L", (width * scale, size * 3 // 2 * scale))
    pen, sized = ImageDraw.Draw(mask), font.sized(size * scale)
    for letter, x in font.positions(text):
        pen.text(
            ((left + x * size) * scale, above * scale), letter, 255, sized, anchor="ls"
        )
    return mask.reduce(scale)


@lru_cache(maxsize=16)  # takes longer than the rest of a card, and is the same on many
def _draw_day(
    drawing: CardDrawing, colours: Palette, height: int, is_tide: bool
) -> "Image.Image":
    from PIL import Image, ImageDraw

    width, lines, subject = drawing
    image = Image.new(
        "RGB", (WIDTH * DRAWING_SCALE, height * DRAWING_SCALE), colours.hero
    )
    across, down = image.width / width, image.height / 1000
    pen = ImageDraw.Draw(image)
    water = ImageDraw.Draw(image, "RGBA")
    sea_bed = [image.size, (0, image.height)]
    for shore in path_points(lines) if is_tide else ():
        points = [(round(x * across), round(y * down)) for x, y in shore]
        water.polygon(points + sea_bed, f"{colours.hero_2}2b")  # a sixth of the colour
    apart = 2.2 * DRAWING_SCALE
    offsets = (-apart, 0, apart) if height >= 150 and not is_tide else (0,)
    for path, pixels, colour, offset in (
        *((lines, 1.2, colours.hero_2, offset) for offset in offsets),
        (subject, 12, colours.case_hero, 0),
        (subject, 6.5, colours.subject, 0),
    ):
        for line in path_points(path):
            points = [(round(x * across), round(y * down + offset)) for x, y in line]
            pen.line(points, colour, round(pixels * DRAWING_SCALE), joint="curve")
    return image.reduce(DRAWING_SCALE)


@lru_cache(maxsize=32)
def path_points(path: str, pieces: int = 16) -> list[list[tuple[float, float]]]:
    """Return path data of moves, horizontals and curves, `M0 5h3c1 0 1-7 3-7`, as
    points.
    """
    lines: list[list[tuple[float, float]]] = []
    for command, written in re.findall(r"([Mhc])([-\d ]*)", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", written)]
        if command == "M":
            lines.append([(numbers[0], numbers[1])])
            continue
        x, y = lines[-1][-1]
        if command == "h":
            lines[-1].append((x + numbers[0], y))
            continue
        a, b, c, d, e, f = numbers
        for t in (piece / pieces for piece in range(1, pieces + 1)):
            near, far, end = 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            lines[-1].append(
                (x + near * a + far * c + end * e, y + near * b + far * d + end * f)
            )
    return lines


def _highlight(day: "Image.Image", width: int, card: ShareCard) -> "Image.Image":
    """Return the drawing of a day, faint outside the windows of a card."""
    from PIL import Image

    faint = Image.blend(Image.new("RGB", day.size, card.colours.hero), day, FAINTNESS)
    for window in card.windows:
        start, end = (x * WIDTH // width for x in window)
        box = (start, 0, max(end, 1), day.height)
        faint.paste(day.crop(box), box)
        for x in (max(0, box[0] - 3), max(0, box[2] - 3)):
            faint.paste(card.colours.on_hero, (x, 0, x + 3, day.height))
    return faint


@lru_cache(maxsize=4)
def _palette(colours: Palette) -> "Image.Image":
    """An image whose palette has the colours of a card and those in between, for
    `quantize`.
    """
    from PIL import Image

    def mix(first: bytes, last: bytes, part: float) -> bytes:
        return bytes(
            round(a + (b - a) * part) for a, b in zip(first, last, strict=True)
        )

    used = (
        colours.hero,
        colours.on_hero,
        colours.hero_2,
        colours.case_hero,
        colours.subject,
    )
    ground, ink, *drawn = (bytes.fromhex(colour[1:]) for colour in used)
    pairs = [(ground, ink)]
    for lines, case, subject in (
        drawn,
        [mix(ground, colour, FAINTNESS) for colour in drawn],
    ):
        pairs += [(ground, lines), (ground, case), (case, subject)]
    shades = [mix(a, b, step / 15) for a, b in pairs for step in range(16)]
    # `quantize` rounds by 8, and must not take a shade for the ground.
    apart = [
        s for s in shades if any(abs(a - b) > 8 for a, b in zip(s, ground, strict=True))
    ]
    image = Image.new("P", (1, 1))
    image.putpalette(b"".join((ground, *apart)))
    return image
