"""What a piece of a site came to, as bytes: for another process, and for later builds.

It is in two parts: an outline, which is what lists show and what tells whether anything has
changed, and the rest, which is only asked for where a file is made again. Where in the sources it
came from is in neither.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import ClassVar, TypeAlias
from weakref import WeakKeyDictionary

from microsite.artifact import Artifact
from microsite.pages.page import Elsewhere, Head, Page
from microsite.pages.share import CardElsewhere, ShareCard, whole
from microsite.plain import dataclass, packer, unpacker
from microsite.site.urls import file_of
from microsite.text import Span

Result: TypeAlias = "Sequence[Page] | Sequence[Artifact] | None"
"""What a piece of a site comes to."""
NO_ORIGINS: Mapping[str, Span | None] = MappingProxyType({})
MOST_OPEN = 32 << 20
"""Bytes of results that stay in memory once somebody has asked for some of them."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A result as bytes."""

    outline: bytes
    rest: bytes
    has_rest: bool
    """Whether there is a rest that has to be kept: of files that are finished the bytes lie in
    output as well.
    """


@dataclass(frozen=True, slots=True)
class _PageOutline:
    head: Head
    template: str
    digest: str
    view: tuple[str, str]
    """The module and the name of its class."""
    card: tuple[str, str] | None
    """Its path and its digest."""


@dataclass(frozen=True, slots=True)
class _FileOutline:
    path: str
    inputs: str


_Outline: TypeAlias = _PageOutline | _FileOutline


@dataclass(frozen=True, slots=True)
class _Rest:
    parts: tuple[bytes, ...]
    """The view of each page, or the bytes of each file."""
    cards: bytes
    """The card of each page, all together, as many show the same drawing."""


def pack(result: Result) -> Packed:
    """A result, in parts."""
    outlines: list[_Outline] = []
    parts: list[bytes] = []
    cards: list[ShareCard | None] = []
    for each in result or ():
        if isinstance(each, Page):
            view, card = each.shown(), whole(each.card) if each.card else None
            kind = (type(view).__module__, type(view).__name__)
            shown = (card.path, card.digest) if card else None
            outlines.append(_PageOutline(each.head, each.template, each.digest, kind, shown))
            parts.append(packer().encode(view))
            cards.append(card)
        else:
            outlines.append(_FileOutline(each.path, each.inputs))
            parts.append(each.produce())
    rest = _Rest(tuple(parts), pickle.dumps(cards) if any(cards) else b"")
    has_rest = any(isinstance(each, _PageOutline) for each in outlines)
    return Packed(
        packer().encode(None if result is None else outlines), packer().encode(rest), has_rest
    )


def unpack(
    outline: bytes, rest: Callable[[], bytes], origins: Mapping[str, Span | None] = NO_ORIGINS
) -> Result:
    """A result. `rest` gives the rest of it, when somebody asks for some of that; `origins` tells
    where in the sources the files that it makes come from, where that is known.
    """
    outlines = unpacker(list[_Outline] | None).decode(outline)
    if outlines is None:
        return None
    box = _Box(rest)
    return tuple(  # type: ignore[return-value]
        _page(each, box, number, origins)
        if isinstance(each, _PageOutline)
        else Artifact(each.path, each.inputs, partial(box.part, number), origins.get(each.path))
        for number, each in enumerate(outlines)
    )


def _page(
    outline: _PageOutline, box: _Box, number: int, origins: Mapping[str, Span | None]
) -> Page:
    view = Elsewhere(partial(box.view, number, *outline.view))
    card = outline.card and CardElsewhere(*outline.card, partial(box.card, number))
    origin = origins.get(file_of(outline.head.address))
    page = Page(outline.head, outline.template, view, origin, card)
    vars(page)["digest"] = outline.digest
    return page


class _Box:
    """The rest of a result, opened when some of it is asked for, and closed when many others are open.

    Files are made in the order of the results, so that mostly a box is opened once.
    """

    _all_open: ClassVar[WeakKeyDictionary[_Box, int]] = WeakKeyDictionary()
    """The bytes in each."""

    def __init__(self, rest: Callable[[], bytes]) -> None:
        self._rest = rest
        self._opened: _Rest | None = None
        self._cards: list[ShareCard] | None = None

    def _open(self) -> _Rest:
        opened = self._opened
        if opened is None:
            rest = self._rest()
            if sum(self._all_open.values()) + len(rest) > MOST_OPEN:
                for box in list(self._all_open):
                    box.close()
                self._all_open.clear()
            self._all_open[self] = len(rest)
            opened = self._opened = unpacker(_Rest).decode(rest)
        return opened

    def close(self) -> None:
        """Let go of what is open; it is fetched again for who asks for it."""
        self._opened = self._cards = None

    def part(self, number: int) -> bytes:
        """The bytes of a file."""
        return self._open().parts[number]

    def view(self, number: int, module: str, name: str) -> object:
        """The view of a page."""
        return unpacker(getattr(sys.modules[module], name)).decode(self.part(number))

    def card(self, number: int) -> ShareCard:
        """The card of a page."""
        cards = self._cards
        if cards is None:
            cards = self._cards = pickle.loads(self._open().cards)  # noqa: S301 - nobody else wrote it
        return cards[number]
