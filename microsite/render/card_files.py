"""The files of share cards: which there are, and when one has to be drawn, which `cards` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from microsite.artifact import Artifact
from microsite.digests import digest_of
from microsite.pages.page import Page
from microsite.pages.share import ShareCard
from microsite.project import ENGINE
from microsite.render.shelf import Shelf
from microsite.site.recipe import recipe

TYPEFACE = "cards/sans.ttf"
"""Inside assets/."""
MADE_BY = (
    *(
        f"render/{name}.py"
        for name in ("cards", "card_drawing", "card_layout", "card_lettering", "typeface")
    ),
    *(f"site/{name}.py" for name in ("coverage", "strips")),
)
"""The code that draws, which is not loaded where nothing is to be drawn."""


def card_artifacts(pages: Iterable[Page], font: Path | None, shelf: Shelf) -> Iterator[Artifact]:
    """A card for each page that has one. Drawn only where something on it is new, or output is
    gone: to keep it for that takes nearly as long, and cards are two thirds of a site. `font` is
    the typeface's file.
    """
    cards = {page.card.path: page.card for page in pages if page.card is not None}
    if not cards:
        return
    data = font.read_bytes() if font is not None else b""
    made_by = recipe(*(str(ENGINE / name) for name in MADE_BY))
    face = digest_of(data)
    for path, card in cards.items():
        inputs = digest_of(f"{card.digest} {face} {made_by}")
        yield Artifact(path, inputs, partial(_drawn, card, data, shelf))


def _drawn(card: ShareCard, font: bytes, shelf: Shelf) -> bytes:
    from microsite.render.cards import draw

    return draw(card, font, shelf)
