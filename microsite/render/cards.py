"""The share cards: 1200 by 630 pixels, in the event's design, with the title of a page."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Reported, diagnose, nowhere
from microsite.pages.page import Page
from microsite.pages.share import HEIGHT, WIDTH, ShareCard
from microsite.render import card_drawing, card_layout, typeface
from microsite.render.card_drawing import RAMP, painted
from microsite.render.card_layout import SMALLEST, TRACKING, Layout, lay_out
from microsite.render.recipe import recipe
from microsite.render.shelf import Shelf
from microsite.render.typeface import Typeface, read_typeface

if TYPE_CHECKING:
    from PIL import Image, ImageFont

TYPEFACE = "cards/sans.ttf"
"""Inside assets/."""
COMPRESSION = 3
"""Of 9. A card is a sixth larger than with the most, and packed in half the time."""
FINE, FINE_TITLE = 4, 2
"""Letters are drawn this many times larger and made smaller, so that they stand where they should; titles are large."""


def card_artifacts(pages: Iterable[Page], font: Path | None, shelf: Shelf) -> Iterator[Artifact]:
    """A card for each page that has one. Drawn only where something on it is new. `font` is the typeface's file."""
    data = font.read_bytes() if font is not None else b""
    made_by = recipe(__file__, card_drawing.__file__, card_layout.__file__, typeface.__file__)
    face = hashlib.blake2b(data, digest_size=16).hexdigest()
    for path, card in {page.card.path: page.card for page in pages if page.card is not None}.items():
        inputs = hashlib.blake2b(f"{card!r} {face} {made_by}".encode(), digest_size=16).hexdigest()
        yield Artifact(path, inputs, shelf.maker(inputs, partial(draw, card, data)))


def draw(card: ShareCard, font: bytes) -> bytes:
    """A card as PNG. Raises Reported (T106) where the typeface cannot be used.

    A title in letters that the typeface lacks is not shown: such a page has the picture of the whole event.
    """
    face = _typeface(font)
    shown = showable(card, face)
    return _png(shown, lay_out(shown, face), face)


def showable(card: ShareCard, face: Typeface) -> ShareCard:
    """The card without what the typeface has no letters for."""
    if not face.has(card.title):
        title = card.kicker if face.has(card.kicker) else ""
        return replace(card, kicker="", title=title, lines=(), names=(), windows=())
    return replace(
        card,
        kicker=card.kicker if face.has(card.kicker) else "",
        lines=tuple(line for line in card.lines if face.has(line)),
        names=card.names if all(face.has(name) for name in card.names) else (),
        foot=card.foot if face.has(card.foot) else "",
        organiser=card.organiser if face.has(card.organiser) else "",
    )


@lru_cache(maxsize=1)
def _typeface(font: bytes) -> Typeface:
    try:
        return read_typeface(font)
    except ValueError as fault:
        raise Reported(diagnose("T106", nowhere(f"assets/{TYPEFACE}"))) from fault


def _png(card: ShareCard, layout: Layout, face: Typeface) -> bytes:
    from PIL import Image

    ground, palette = painted(card.drawing, card.windows, layout.drawing, card.colours)
    image = Image.new("P", (WIDTH, HEIGHT), 0)
    image.putpalette(palette)
    if ground is not None and layout.drawing is not None:
        image.paste(ground, (0, layout.drawing[0]))
    for setting in layout.settings:
        letters, mask = _letters(face, setting.text, setting.size)
        image.paste(letters, (setting.x - setting.size, setting.baseline - setting.size), mask)
    made = io.BytesIO()
    image.save(made, "PNG", compress_level=COMPRESSION)
    return made.getvalue()


@lru_cache(maxsize=32)
def _letters(face: Typeface, text: str, size: int) -> tuple[Image.Image, Image.Image]:
    """A line of text as shades of the ramp, and where these are. It begins a size from the left, and stands a size
    from the top."""
    from PIL import Image

    fine = FINE if size < SMALLEST else FINE_TITLE
    large = size * fine
    places, width = face.places(text, TRACKING)
    mask = Image.new("L", ((ceil(width * size) + 2 * size) * fine, large + (size // 2) * fine))
    for character, place in zip(text, places, strict=True):
        letter, left, top = _letter(face, character, large)
        if letter is not None:
            mask.paste(255, (round(place * large) + left, top), letter)
    letters = mask.reduce(fine).point([(light * (RAMP - 1) + 127) // 255 for light in range(256)])
    return letters, letters.point([0] + [255] * 255)


@lru_cache(maxsize=1024)
def _letter(face: Typeface, character: str, size: int) -> tuple[Image.Image | None, int, int]:
    """A letter, and where it is from the left and top where it begins a size from the left and stands a size from
    the top; None for a space."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (3 * size, 3 * size // 2))
    ImageDraw.Draw(mask).text((size, size), character, 255, _font(face.data, size), anchor="ls")
    box = mask.getbbox()
    return (mask.crop(box), box[0], box[1]) if box else (None, 0, 0)


@lru_cache(maxsize=64)
def _font(data: bytes, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)
