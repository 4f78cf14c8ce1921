"""What the pieces of a site came to, kept by what they read: one that would read the same again is
not done again.

A piece, such as some pages or an export, is a pure function of the site. Most of what changes is
one long text or one name, and few pieces read it; which, was noted when they were done (see
`traces`). So a piece is known by the texts and names that it read, and by all else there is, its
frame, whether it read that or not. What told somebody something is not kept, so that it is told
each time. Losing or damaging the memory changes no byte of the site.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from microsite.diagnostics.diagnostic import Log
from microsite.frame import Frame
from microsite.model.conference import Event
from microsite.model.names import NAMES, NameBook
from microsite.model.noted import noted_fields
from microsite.packed import NO_ORIGINS, Packed, Result, pack, unpack
from microsite.plain import dataclass, digest, packer, unpacker
from microsite.render.shelf import Shelf
from microsite.site.memory import read_memory, write_memory
from microsite.text import Span
from microsite.traces import Trace, traced

Made = TypeVar("Made")
KnownPiece: TypeAlias = tuple[list[str], str, str | None, bytes, bytes]
"""What a piece read, what it was made of, the file on the shelf with the rest of its result, None
where that has to be made again, the outline, and what it wants.
"""
KnownPart: TypeAlias = tuple[list[str], str, str, bytes]
"""What a part read, what it was made of, the file with what it came to, and what it wants."""
SPARE = 60
"""How many pieces that a build does not use may stay, for other branches and for who takes back an
edit.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some work on a site, a pure function of it."""

    name: str
    """No other has it. It tells the sources that the work reads as they are written."""
    make: Callable[[], Result]


class PieceMemory:
    """The pieces of one site."""

    def __init__(
        self, folder: Path, frame: Frame, event: Event, digest_of: Callable[[str], str]
    ) -> None:
        self._shelf = Shelf(folder, SPARE)
        self._index = folder / "index"
        self._frame = frame
        found = read_memory(self._index)
        self._kept: dict[str, KnownPiece] = (
            found["pieces"] if found.get("frame") == frame.whole else {}
        )
        """By name: the pieces of the last build, if they were in the same frame."""
        self._now: dict[str, KnownPiece] = {}
        self._kept_parts: dict[str, KnownPart] = found["parts"] if self._kept else {}
        self._parts: dict[str, KnownPart] = {}
        self.new_parts: list[tuple[str, KnownPart]] = []
        """Those that were made, with their names."""
        fields, books = list(noted_fields(event)), event.names.items()
        self._names = {(id(record), field): name for name, record, field in fields}
        self._names |= {(id(book), NAMES): f"{kind} {NAMES}" for kind, book in books}
        self._fields = {name: field for field, name in self._names.items()}
        self._digests = {name: digest_of(getattr(record, field)) for name, record, field in fields}
        self._digests |= {f"{kind} {NAMES}": _digest_of(book) for kind, book in books}
        self._of_assets: dict[str, bytes] = {}
        """What is to be kept of assets, by what it was made of."""
        self._build = f"{os.getpid()} {time.time_ns()}"
        """In the names of what this build puts down, so that it is nobody else’s."""

    @property
    def is_blank(self) -> bool:
        """Whether no piece can be as it was."""
        return not self._kept

    def recall(self, piece: Piece) -> Recalled | None:
        """What a piece came to before; None where it has to be done."""
        known = self._kept.get(piece.name)
        if known is None:
            return None
        read, made_of, _, _, wanted = known
        if self._made_of(piece.name, read) != made_of:
            return None
        return Recalled(self.take(piece, known), pickle.loads(wanted))  # noqa: S301 - nobody else wrote it

    def take(
        self,
        piece: Piece,
        known: KnownPiece,
        origins: Mapping[str, Span | None] = NO_ORIGINS,
        *,
        is_new: bool = False,
    ) -> Result:
        """What a piece came to in an earlier build, or just now, perhaps in another process; it is
        remembered.
        """
        _, _, file, outline, _ = self._now[piece.name] = known
        if file is not None:
            self._shelf.want(file, is_new=is_new)
        return unpack(outline, partial(self._rest, piece, file), origins)

    def _rest(self, piece: Piece, file: str | None) -> bytes:
        return (file and self._shelf.take(file)) or pack(piece.make()).rest

    def keep(self, piece: Piece, trace: Trace, done: Packed) -> KnownPiece | None:
        """Remember a piece that told nobody anything. Gives what is known of it now; None where
        that cannot be.
        """
        noted = self._noted(piece.name, trace)
        if noted is None:
            return None
        read, made_of = noted
        file = self._put(made_of, done.rest) if done.has_rest else None
        known = self._now[piece.name] = (
            read,
            made_of,
            file,
            done.outline,
            pickle.dumps(trace.wanted),
        )
        return known

    def _put(self, made_of: str, data: bytes) -> str | None:
        """Put something on the shelf; gives the name of the file, None where it is not there."""
        file = digest(made_of, self._build)
        self._shelf.want(file)
        return file if self._shelf.put(file, data) else None

    def part(self, name: str, kind: Any) -> tuple[Any, Trace] | None:
        """What a part of the site came to before, of that type, with what it read; None where it
        has to be made.
        """
        known = self._parts.get(name) or self._kept_parts.get(name)
        if known is None or self._made_of(name, known[0]) != known[1]:
            return None
        read, _, file, wanted = known
        data = self._shelf.take(file)
        if data is None:
            return None
        trace = Trace()
        trace.read = {self._fields[each] for each in read}
        trace.wanted = pickle.loads(wanted)  # noqa: S301 - nobody else wrote it
        return unpacker(kind).decode(data), trace

    def keep_part(self, name: str, trace: Trace, made: object) -> None:
        """Remember a part of the site that told nobody anything."""
        noted = self._noted(name, trace)
        if noted is None:
            return
        read, made_of = noted
        file = self._put(made_of, packer().encode(made))
        if file is not None:
            self.take_part(name, (read, made_of, file, pickle.dumps(trace.wanted)))

    def take_part(self, name: str, known: KnownPart) -> None:
        """Remember a part that lies on the shelf, made here or in another process."""
        self.new_parts.append((name, known))
        self._parts[name] = known

    def want_part(self, name: str) -> None:
        """A part is used: it is to be there for the next build, too."""
        known = self._parts.get(name) or self._kept_parts.get(name)
        if known is not None:
            self._parts[name] = known
            self._shelf.want(known[2])

    def of_assets(self, name: str, kind: Any, make: Callable[[], Made], log: Log) -> Made:
        """What is made of assets alone, and of what `name` says. Kept where `log` is told nothing
        of it.
        """
        file, told = digest(self._frame.assets, name), len(log)
        self._shelf.want(file)
        data = self._shelf.take(file)
        if data is not None:
            known: Made = unpacker(kind).decode(data)
            return known
        made, trace = traced(make)
        if not trace.read and len(log) == told:
            self._of_assets[file] = packer().encode(made)
        return made

    def save(self) -> None:
        """Remember the pieces of this build and no others, unless an asset has changed meanwhile:
        who read which of its versions cannot be told.
        """
        is_as_it_was = (
            self._now == self._kept and self._parts == self._kept_parts and not self._of_assets
        )
        if is_as_it_was or not self._frame.holds_still():
            return
        for file, data in self._of_assets.items():
            self._shelf.put(file, data)
        write_memory(
            self._index, {"frame": self._frame.whole, "pieces": self._now, "parts": self._parts}
        )
        self._shelf.tidy()

    def _noted(self, name: str, trace: Trace) -> tuple[list[str], str] | None:
        """What something read, in order, and a digest of all it is made of; None where it read what
        is not of this event.
        """
        if not trace.read <= self._names.keys():
            return None
        read = sorted(self._names[each] for each in trace.read)
        made_of = self._made_of(name, read)
        return None if made_of is None else (read, made_of)

    def _made_of(self, name: str, read: Iterable[str]) -> str | None:
        """A digest of all that something is made of; None where a text that it read is no longer
        there.
        """
        noted = [(each, self._digests.get(each)) for each in read]
        if any(known_by is None for _, known_by in noted):
            return None
        return digest(self._frame.whole, name, noted)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A piece that is as it was."""

    done: Result
    wanted: Mapping[tuple[str, str], Any]
    """What it wants of the site; see `traces`."""


def _digest_of(book: NameBook) -> str:
    return digest(book.ids, book.called, book.shown, sorted(book.reserved))
