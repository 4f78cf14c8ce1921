"""The share cards: 1200 by 630 pixels, in the event's design, with the title of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from msgspec.structs import replace

from microsite.diagnostics.diagnostic import DiagnosticError, diagnose, file_span
from microsite.pages.share import HEIGHT, WIDTH, ShareCard
from microsite.render.card_drawing import RAMP, Band, painted, palette
from microsite.render.card_files import TYPEFACE
from microsite.render.card_layout import Layout, Setting, lay_out
from microsite.render.card_lettering import Pen, inked
from microsite.render.shelf import NO_SHELF, Shelf
from microsite.render.typeface import Typeface, read_typeface
from microsite.site.strips import NO_FILTER, Strip, canvas, png, strip_of

Part: TypeAlias = Setting | Band
"""What stands on a card."""
Placed: TypeAlias = tuple[int, int, Part]
"""The same, after its first row and the one after its last."""


def draw(card: ShareCard, font: bytes, shelf: Shelf = NO_SHELF) -> bytes:
    """A card as PNG; what others have in common with it lies on the shelf. Raises Reported (T106)
    where the typeface cannot be used.

    A title in letters that the typeface lacks is not shown: such a page has the picture of the
    whole event.
    """
    face = _typeface(font)
    shown = showable(card, face)
    return _png(shown, lay_out(shown, face), face, shelf)


def showable(card: ShareCard, face: Typeface) -> ShareCard:
    """The card without what the typeface has no letters for."""
    foot = card.foot if face.has(card.foot) else ""
    organiser = card.organiser if face.has(card.organiser) else ""
    kicker = card.kicker if face.has(card.kicker) else ""
    card = replace(card, kicker=kicker, foot=foot, organiser=organiser)
    if not face.has(card.title):
        return replace(card, kicker="", title=kicker, lines=(), names=(), windows=())
    return replace(
        card,
        lines=tuple(line for line in card.lines if face.has(line)),
        names=card.names if all(face.has(name) for name in card.names) else (),
    )


@lru_cache(maxsize=1)
def _typeface(font: bytes) -> Typeface:
    try:
        return read_typeface(font)
    except ValueError as fault:
        raise DiagnosticError(diagnose("T106", file_span(f"assets/{TYPEFACE}"))) from fault


def _png(card: ShareCard, layout: Layout, face: Typeface, shelf: Shelf = NO_SHELF) -> bytes:
    pen, band = Pen(face, shelf), None
    if card.drawing is not None and layout.drawing is not None:
        band = Band(card.drawing, card.windows, *layout.drawing, card.colours, shelf)
    strips, y = [], 0
    for top, bottom, group in _apart(_placed(layout.settings, band, pen)):
        strips += [_blank(top - y)] if top > y else []
        packed = _packed if band not in group else _packed_with_drawing
        strips.append(packed(group, top, bottom, pen))
        y = bottom
    strips += [_blank(HEIGHT - y)] if y < HEIGHT else []
    return png(WIDTH, HEIGHT, palette(card.colours, band), strips)


def _placed(settings: Iterable[Setting], band: Band | None, pen: Pen) -> Iterator[Placed]:
    """The parts of a card that can be seen, with their rows."""
    for setting in settings:
        line = inked(pen, setting)
        if line is not None:
            yield max(0, line.top), min(HEIGHT, line.bottom), setting
    if band is not None:
        yield band.top, band.top + band.height, band


def _apart(parts: Iterable[Placed]) -> Iterator[tuple[int, int, tuple[Part, ...]]]:
    """The parts of a card from the top down, those that have rows in common together, with their
    rows.
    """
    placed = sorted(parts, key=lambda one: one[:2])
    while placed:
        top, bottom, part = placed.pop(0)
        group = [part]
        while placed and placed[0][0] < bottom:
            _, end, part = placed.pop(0)
            bottom = max(bottom, end)
            group.append(part)
        yield top, bottom, tuple(group)


def _rows(group: tuple[Part, ...], top: int, bottom: int, pen: Pen) -> Strip:
    """The rows of some parts."""
    from PIL import ImageDraw

    image, rows = canvas(WIDTH, bottom - top)
    for band in group:
        if isinstance(band, Band):
            image.paste(painted(band), (NO_FILTER, band.top - top))
    draw_letter = ImageDraw.Draw(
        image
    ).draw.draw_bitmap  # in two thirds of the time that `bitmap` takes around it
    for part in group:
        line = inked(pen, part) if isinstance(part, Setting) else None
        for shape, x, y in line.letters if line else ():
            draw_letter((NO_FILTER + x, y - top), shape.im, RAMP - 1)
    return strip_of(rows)


_packed = lru_cache(maxsize=64)(_rows)
"""The name of the event above the title, and the foot, are the same on the next card."""
_packed_with_drawing = lru_cache(maxsize=128)(_rows)
"""The same drawing is on some card that may be far from the next."""


@lru_cache(maxsize=256)
def _blank(rows: int) -> Strip:
    return strip_of(bytes((NO_FILTER + WIDTH) * rows))
