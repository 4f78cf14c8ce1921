"""What the pieces of a site came to, kept by what they read: one that would read the same again is not done again.

A piece, such as some pages or an export, is a pure function of the site. Most of what changes is one long text or one
name, and few pieces read it; which, was noted when they were done (see `traces`). So a piece is known by the texts and
names that it read, and by all else there is, its frame, whether it read that or not. What told somebody something is
not kept, so that it is told each time. Losing or damaging the memory changes no byte of the site.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from microsite.diagnostics.diagnostic import Log
from microsite.frame import Frame
from microsite.model.conference import Event
from microsite.model.names import NAMES, NameBook
from microsite.model.noted import noted_fields
from microsite.packed import Packed, Result, pack, unpack
from microsite.plain import dataclass, digest, packer, unpacker
from microsite.project import engine_digest
from microsite.render.shelf import Shelf
from microsite.site.memory import read_memory, write_memory
from microsite.text import SourceText
from microsite.traces import Trace, traced

Made = TypeVar("Made")
SPARE = 60
"""How many pieces that a build does not use may stay, for other branches and for who takes back an edit."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some work on a site, a pure function of it."""

    name: str
    """No other has it."""
    make: Callable[[], Result]
    texts: tuple[SourceText, ...] = ()
    """The sources that it reads as they are written."""


class PieceMemory:
    """The pieces of one site."""

    def __init__(self, folder: Path, frame: Frame, event: Event, digest_of: Callable[[str], str]) -> None:
        self._shelf = Shelf(folder, SPARE)
        self._index = folder / "index"
        self._frame = frame
        found = read_memory(self._index)
        self._kept: dict[str, Any] = found["pieces"] if found.get("engine") == engine_digest() else {}
        """By name: what was noted of a piece, what it was made of, the file with the rest of its result, the outline,
        what it wants."""
        self._now: dict[str, Any] = {}
        fields, books = list(noted_fields(event)), event.names.items()
        self._names = {(id(record), field): name for name, record, field in fields}
        self._names |= {(id(book), NAMES): f"{kind} {NAMES}" for kind, book in books}
        self._digests = {name: digest_of(getattr(record, field)) for name, record, field in fields}
        self._digests |= {f"{kind} {NAMES}": _digest_of(book) for kind, book in books}
        self._as_written: dict[str, str] = {}
        """By path: a digest of a source."""
        self._values: dict[str, bytes] = {}
        """What is to be kept besides pieces, by what it was made of."""
        self._build = f"{os.getpid()} {time.time_ns()}"
        """In the names of what this build puts down, so that it is nobody else’s."""

    def recall(self, piece: Piece) -> Recalled | None:
        """What a piece came to before; None where it has to be done."""
        known = self._kept.get(piece.name)
        if known is None:
            return None
        read, made_of, file, outline, wanted = known
        if self._made_of(piece, read) != made_of:
            return None
        self._now[piece.name] = known
        self._shelf.want(file)
        done = unpack(outline, lambda: self._shelf.take(file) or pack(piece.make()).rest)
        return Recalled(done, pickle.loads(wanted))  # noqa: S301 - nobody else wrote it

    def keep(self, piece: Piece, trace: Trace, done: Packed) -> None:
        """Remember a piece that told nobody anything."""
        if not trace.read <= self._names.keys():
            return
        read = sorted(self._names[each] for each in trace.read)
        made_of = self._made_of(piece, read)
        if made_of is None:
            return
        file = digest(made_of, self._build)
        if not done.is_of_files:
            self._shelf.want(file)
            self._shelf.put(file, done.rest)
        self._now[piece.name] = (read, made_of, file, done.outline, pickle.dumps(trace.wanted))

    def value(self, name: str, kind: type[Made], make: Callable[[], Made]) -> Made:
        """What is made of the frame alone: a data class."""
        return self._value(digest(self._frame.whole, name), kind, make, Log())

    def of_assets(self, name: str, kind: type[Made], make: Callable[[], Made], log: Log) -> Made:
        """What is made of assets alone, and of what `name` says. Kept where `log` is told nothing of it."""
        return self._value(digest(self._frame.assets, name), kind, make, log)

    def _value(self, file: str, kind: Any, make: Callable[[], Made], log: Log) -> Made:
        told = len(log)
        self._shelf.want(file)
        data = self._shelf.take(file)
        if data is not None:
            known: Made = unpacker(kind).decode(data)
            return known
        made, trace = traced(make)
        if not trace.read and len(log) == told:
            self._values[file] = packer().encode(made)
        return made

    def save(self) -> None:
        """Remember the pieces of this build and no others, unless an asset has changed meanwhile: who read which of its
        versions cannot be told.
        """
        if (self._now == self._kept and not self._values) or not self._frame.holds_still():
            return
        for file, data in self._values.items():
            self._shelf.put(file, data)
        write_memory(self._index, {"engine": engine_digest(), "pieces": self._now})
        self._shelf.tidy()

    def _made_of(self, piece: Piece, read: Iterable[str]) -> str | None:
        """A digest of all that a piece is made of; None where a text that it read is no longer there."""
        noted = [(name, self._digests.get(name)) for name in read]
        if any(known_by is None for _, known_by in noted):
            return None
        written = [(text.path, self._written(text)) for text in piece.texts]
        return digest(self._frame.whole, piece.name, noted, written)

    def _written(self, text: SourceText) -> str:
        if text.path not in self._as_written:
            self._as_written[text.path] = digest(text.text)
        return self._as_written[text.path]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A piece that is as it was."""

    done: Result
    wanted: Mapping[tuple[str, str], Any]
    """What it wants of the site; see `traces`."""


def _digest_of(book: NameBook) -> str:
    return digest(book.ids, book.shown, sorted(book.reserved))
