"""What the pieces of a site came to, kept by what they read: one that would read the same again is not done again.

A piece, such as some pages or an export, is a pure function of the site. Most of what changes is one long text or one
name, and few pieces read it; which, was noted when they were done (see `traces`). So a piece is known by the texts and
names that it read, and by all else there is, its frame, whether it read that or not. What told somebody something is
not kept, so that it is told each time. Losing or damaging the memory changes no byte of the site.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from zoneinfo import TZPATH

import msgspec

from microsite.diagnostics.diagnostic import Log
from microsite.model.conference import Event
from microsite.model.names import NAMES, NameBook
from microsite.model.noted import noted_fields
from microsite.model.record import Record
from microsite.packed import Packed, Result, pack, unpack
from microsite.plain import dataclass, defaults, told
from microsite.project import engine_digest, version_of
from microsite.render.shelf import Shelf
from microsite.shortcut import InDoubtError, is_settled, look_below
from microsite.site.memory import read_memory, write_memory
from microsite.site.site import Site
from microsite.text import SourceText
from microsite.traces import Trace, traced

Made = TypeVar("Made")
SPARE = 60
"""How many pieces that a build does not use may stay, for other branches and for who takes back an edit."""
LEFT_OUT = ("names", "overview", "bodies")
"""The fields of an event that are told otherwise: it is noted who looks for names, and where texts stand no page shows.
"""


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

    def __init__(self, folder: Path, frame: Frame, event: Event, digest: Callable[[str], str]) -> None:
        self._shelf = Shelf(folder, SPARE)
        self._index = folder / "index"
        self._frame = frame
        self._kept = read_memory(self._index)
        """By name: what was noted of a piece, what it was made of, the outline of its result, what it wants."""
        self._now: dict[str, Any] = {}
        fields, books = list(noted_fields(event)), event.names.items()
        self._names = {(id(record), field): name for name, record, field in fields}
        self._names |= {(id(book), NAMES): f"{kind} {NAMES}" for kind, book in books}
        self._digests = {name: digest(getattr(record, field)) for name, record, field in fields}
        self._digests |= {f"{kind} {NAMES}": _digest_of(book) for kind, book in books}
        self._as_written: dict[str, str] = {}
        """By path: a digest of a source."""

    def recall(self, piece: Piece) -> Recalled | None:
        """What a piece came to before; None where it has to be done."""
        known = self._kept.get(piece.name)
        if known is None:
            return None
        read, made_of, outline, wanted = known
        if self._made_of(piece, read) != made_of:
            return None
        self._now[piece.name] = known
        rest = self._shelf.maker(made_of, lambda: pack(piece.make()).rest)
        return Recalled(unpack(outline, rest), pickle.loads(wanted))  # noqa: S301 - nobody else wrote it

    def keep(self, piece: Piece, trace: Trace, done: Packed) -> None:
        """Remember a piece that told nobody anything."""
        if not trace.read <= self._names.keys():
            return
        read = sorted(self._names[each] for each in trace.read)
        made_of = self._made_of(piece, read)
        if made_of is not None:
            if not done.is_of_files:
                self._shelf.maker(made_of, lambda: done.rest)()
            self._now[piece.name] = (read, made_of, done.outline, pickle.dumps(trace.wanted))

    def value(self, name: str, kind: type[Made], make: Callable[[], Made]) -> Made:
        """What is made of the frame alone."""
        traces: list[Trace] = []

        def make_and_see() -> Made:
            made, trace = traced(make)
            traces.append(trace)
            return made

        made_of = _digest(f"{self._frame.whole} {name}")
        return self._shelf.value(made_of, kind, make_and_see, lambda: not any(trace.read for trace in traces))

    def of_assets(self, name: str, kind: type[Made], make: Callable[[], Made], log: Log) -> Made:
        """What is made of the theme's assets alone, and of what `name` says. Kept where `log` is told nothing of it."""
        told = len(log)
        made_of = _digest(f"{self._frame.assets} {name}")
        return self._shelf.value(made_of, kind, make, lambda: len(log) == told)

    def save(self) -> None:
        """Remember the pieces of this build and no others."""
        if self._now != self._kept:
            write_memory(self._index, self._now)
            self._shelf.tidy()

    def _made_of(self, piece: Piece, read: Iterable[str]) -> str | None:
        """A digest of all that a piece is made of; None where a text that it read is no longer there."""
        made = hashlib.blake2b(f"{self._frame.whole} {piece.name}".encode(), digest_size=16)
        for name in read:
            digest = self._digests.get(name)
            if digest is None:
                return None
            made.update(f"\0{name} {digest}".encode())
        for text in piece.texts:
            made.update(f"\0{text.path} {self._written(text)}".encode())
        return made.hexdigest()

    def _written(self, text: SourceText) -> str:
        if text.path not in self._as_written:
            self._as_written[text.path] = _digest(text.text)
        return self._as_written[text.path]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A piece that is as it was."""

    done: Result
    wanted: Mapping[tuple[str, str], Any]
    """What it wants of the site; see `traces`."""


class Frame(NamedTuple):
    """Digests of what is read whether it is noted or not."""

    assets: str
    """Of what the theme and the project bring along, as it looks."""
    whole: str
    """Of everything else that a piece can read."""


def frame_of(site: Site, folders: Iterable[Path]) -> Frame | None:
    """What is read of a site; None where that cannot be told. `folders` are those of assets."""
    if os.name == "nt":  # the date of the last change can be set back there
        return None
    moment = time.time_ns()
    try:
        looks = look_below(*(str(folder) for folder in folders if folder.is_dir()))
        zones = [(path, *os.stat(path)[6:9]) for path in _zone_files(site) if os.path.exists(path)]
    except (OSError, InDoubtError):
        return None
    if not is_settled(looks, moment):
        return None
    made_by = f"{sys.version} {engine_digest()} {version_of('msgspec')}"
    assets = hashlib.blake2b(told(made_by, looks), digest_size=16).hexdigest()
    events = [(edition.folder, _fields(edition.event)) for edition in site.editions]
    day = (site.as_of.isoformat(), site.clock.isoformat(), site.base_url, site.drafts)
    whole = msgspec.msgpack.Encoder(enc_hook=_in_words).encode((assets, day, _fields(site.event), events, zones))
    return Frame(assets, hashlib.blake2b(whole, digest_size=16).hexdigest())


def _zone_files(site: Site) -> Iterator[str]:
    return (os.path.join(folder, site.event.zone.key) for folder in TZPATH)


def _fields(event: Event) -> list[Any]:
    """All of an event but what is noted when it is read, and where texts stand."""
    books = {kind: (book.closed, sorted(book.reserved)) for kind, book in event.names.items()}
    return [books, list(event.bodies), *(getattr(event, name) for name in defaults(Event) if name not in LEFT_OUT)]


def _in_words(value: object) -> Any:
    """Something of which msgspec knows nothing. Of records what is not noted when it is read; of a source nothing."""
    if isinstance(value, Record):
        noted = value.noted_fields
        told = {name: None if name in noted else each for name, each in vars(value).items() if name != "_node"}
        return type(value).__name__, told
    return None if isinstance(value, SourceText) else repr(value)


def _digest_of(book: NameBook) -> str:
    return hashlib.blake2b(told(book.ids, book.shown, sorted(book.reserved)), digest_size=16).hexdigest()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
