"""Layout of the share cards: lines of text with their sizes and positions, in pixels."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from functools import cache, lru_cache
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microsite.pages.share_image import HEIGHT, WIDTH, ShareCard

if TYPE_CHECKING:
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
