"""What a piece of a site came to, as bytes: for another process, and for later builds.

It is in two parts: an outline, which is what lists show and what tells whether anything has changed, and the rest,
which is only asked for where a file is made again. Where in the sources it came from is in neither.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from microsite.artifact import Artifact
from microsite.pages.page import Elsewhere, Head, Page
from microsite.pages.share import CardElsewhere, ShareCard, whole
from microsite.plain import dataclass, packer, unpacker

Result: TypeAlias = "Sequence[Page] | Sequence[Artifact] | None"
"""What a piece of a site comes to."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A result as bytes."""

    outline: bytes
    rest: bytes
    is_of_files: bool
    """Whether it is of files that are finished: their bytes lie in output as well."""


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
    is_of_files = any(isinstance(each, _FileOutline) for each in outlines)
    return Packed(packer().encode(None if result is None else outlines), packer().encode(rest), is_of_files)


def unpack(outline: bytes, rest: Callable[[], bytes]) -> Result:
    """A result. `rest` gives the rest of it, at the first time that somebody asks for some of that."""
    outlines = unpacker(list[_Outline] | None).decode(outline)
    if outlines is None:
        return None
    box = _Box(rest)
    return tuple(  # type: ignore[return-value]
        _page(each, box, number)
        if isinstance(each, _PageOutline)
        else Artifact(each.path, each.inputs, partial(box.part, number))
        for number, each in enumerate(outlines)
    )


def _page(outline: _PageOutline, box: _Box, number: int) -> Page:
    view = Elsewhere(partial(box.view, number, *outline.view))
    card = outline.card and CardElsewhere(*outline.card, partial(box.card, number))
    page = Page(outline.head, outline.template, view, None, card)
    vars(page)["digest"] = outline.digest
    return page


class _Box:
    """The rest of a result, opened once."""

    def __init__(self, rest: Callable[[], bytes]) -> None:
        self._rest = rest
        self._opened: _Rest | None = None
        self._cards: list[ShareCard] | None = None

    def _open(self) -> _Rest:
        if self._opened is None:
            self._opened = unpacker(_Rest).decode(self._rest())
        return self._opened

    def part(self, number: int) -> bytes:
        """The bytes of a file."""
        return self._open().parts[number]

    def view(self, number: int, module: str, name: str) -> object:
        """The view of a page."""
        return unpacker(getattr(sys.modules[module], name)).decode(self.part(number))

    def card(self, number: int) -> ShareCard:
        """The card of a page."""
        if self._cards is None:
            self._cards = pickle.loads(self._open().cards)  # noqa: S301 - nobody else wrote it
        return self._cards[number]
