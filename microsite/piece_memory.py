"""What the pieces of a site came to, kept by what they read: one that would read the same again is not done again.

A piece, such as some pages or an export, is a pure function of the site. Most of what changes is one long text, and few
pieces read it; which, was noted when they were done (see `traces`). So a piece is known by the long texts that it read,
and by all else there is, its frame, whether it read that or not. What told somebody something is not kept, so that it
is told each time. Losing or damaging the memory changes no byte of the site.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import TZPATH

import msgspec

from microsite.artifact import Artifact
from microsite.model.conference import Event
from microsite.model.long_texts import long_texts
from microsite.model.record import Record
from microsite.pages.page import Elsewhere, Page
from microsite.pages.share import CardElsewhere
from microsite.plain import dataclass, defaults
from microsite.project import engine_digest, version_of
from microsite.render.shelf import Shelf
from microsite.shortcut import InDoubtError, is_settled, look_below
from microsite.site.memory import read_memory, write_memory
from microsite.site.site import Site
from microsite.text import SourceText
from microsite.traces import Trace

SPARE = 60
"""How many pieces that a build does not use may stay, for other branches and for who takes back an edit."""
PLACES = ("overview", "bodies")
"""The fields of an event that say where texts stand, which no page shows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some work on a site, a pure function of it."""

    name: str
    """No other has it."""
    make: Callable[[], Any]
    """Gives pages, artifacts, or None."""
    reads_sources: bool = False
    """Whether it reads all sources as they are written."""


class PieceMemory:
    """The pieces of one site."""

    def __init__(self, folder: Path, frame: str, event: Event, sources: Iterable[SourceText]) -> None:
        self._shelf = Shelf(folder, SPARE)
        self._index = folder / "index"
        self._frame = frame
        self._kept = read_memory(self._index)
        """By name: the long texts that a piece read, what it was made of, its outline, and what it wants."""
        self._now: dict[str, Any] = {}
        texts = list(long_texts(event))
        self._names = {(id(record), field): name for name, record, field in texts}
        self._digests = {name: _digest(getattr(record, field)) for name, record, field in texts}
        self._sources = sources
        self.was_used = False
        """Whether a piece was taken from it."""

    def recall(self, piece: Piece, unpack: Callable[[bytes], Any], again: Callable[[], bytes]) -> Recalled | None:
        """What a piece came to before; None where it has to be done.

        `unpack` gives what is in the bytes that `keep` was given, which `again` makes once more where they are lost.
        """
        known = self._kept.get(piece.name)
        if known is None:
            return None
        read, made_of, outline, wanted = known
        if self._made_of(piece, read) != made_of:
            return None
        take = self._shelf.maker(made_of, again)
        self._now[piece.name] = known
        self.was_used = True
        rows, wanted = pickle.loads(outline), pickle.loads(wanted)  # noqa: S301 - nobody else wrote it
        return Recalled(rows and _filled(rows, _Once(lambda: unpack(take()))), wanted)

    def keep(self, piece: Piece, trace: Trace, done: Any, pack: Callable[[], bytes]) -> None:
        """Remember a piece that told nobody anything. `pack` gives all that it came to."""
        if not trace.read <= self._names.keys():
            return
        read = sorted(self._names[each] for each in trace.read)
        made_of = self._made_of(piece, read)
        if made_of is not None:
            self._shelf.maker(made_of, pack)()
            self._now[piece.name] = (read, made_of, pickle.dumps(_outline(done)), pickle.dumps(trace.wanted))

    def save(self) -> None:
        """Remember the pieces of this build and no others."""
        if self._now != self._kept:
            write_memory(self._index, self._now)
            self._shelf.tidy()

    def _made_of(self, piece: Piece, read: Iterable[str]) -> str | None:
        """A digest of all that a piece is made of; None where a text that it read is no longer there."""
        made = hashlib.blake2b(f"{self._frame} {piece.name}".encode(), digest_size=16)
        for name in read:
            digest = self._digests.get(name)
            if digest is None:
                return None
            made.update(f"\0{name} {digest}".encode())
        if piece.reads_sources:
            made.update("".join(f"\0{text.path} {_digest(text.text)}" for text in self._sources).encode())
        return made.hexdigest()


@dataclass(frozen=True, slots=True)
class Recalled:
    """A piece that is as it was."""

    done: Any
    """What it came to. Views, cards and files are fetched by who needs them."""
    wanted: Mapping[tuple[str, str], Any]
    """What it wants of the site; see `traces`."""


def frame_of(site: Site, folders: Iterable[Path]) -> str | None:
    """A digest of everything that a piece of a site can read but its own long texts; None where that cannot be told.

    `folders` are those of pictures and downloads, which are known by how they look.
    """
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
    events = [(edition.folder, _fields(edition.event)) for edition in site.editions]
    day = (site.as_of.isoformat(), site.clock.isoformat(), site.base_url, site.drafts)
    made_by = (sys.version, engine_digest(), version_of("msgspec"))
    told = msgspec.msgpack.Encoder(enc_hook=_in_words).encode((made_by, day, _fields(site.event), events, looks, zones))
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def _zone_files(site: Site) -> Iterator[str]:
    return (os.path.join(folder, site.event.zone.key) for folder in TZPATH)


def _fields(event: Event) -> list[Any]:
    return [getattr(event, name) for name in defaults(Event) if name not in PLACES] + [list(event.bodies)]


def _in_words(value: object) -> Any:
    """Something of which msgspec knows nothing. Of records all but their long texts; of a source nothing."""
    if isinstance(value, Record):
        left_out = ("_node", *value.long_fields)
        return type(value).__name__, {name: each for name, each in vars(value).items() if name not in left_out}
    return None if isinstance(value, SourceText) else repr(value)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class _Once:
    """What is fetched the first time somebody asks for it."""

    def __init__(self, fetch: Callable[[], Any]) -> None:
        self._fetch: Callable[[], Any] | None = fetch
        self._found: Any = None

    def __call__(self) -> Any:
        if self._fetch is not None:
            self._found, self._fetch = self._fetch(), None
        return self._found


def _outline(done: Iterable[Page | Artifact] | None) -> list[tuple[Any, ...]] | None:
    """Of pages and artifacts what tells whether they are the same, and what lists show."""
    return None if done is None else [_row_of_page(each) if isinstance(each, Page) else _row(each) for each in done]


def _row_of_page(page: Page) -> tuple[Any, ...]:
    return Page, page.head, page.template, page.digest, page.card and (page.card.path, page.card.digest)


def _row(artifact: Artifact) -> tuple[Any, ...]:
    return Artifact, artifact.path, artifact.inputs


def _filled(rows: list[tuple[Any, ...]], fetch: Callable[[], Any]) -> tuple[Page | Artifact, ...]:
    """The pages and artifacts of an outline. Where in the sources they come from is not known of them."""
    return tuple(
        _page(row, partial(_one, fetch, number)) if row[0] is Page else _artifact(row, partial(_one, fetch, number))
        for number, row in enumerate(rows)
    )


def _one(fetch: Callable[[], Any], number: int) -> Any:
    return fetch()[number]


def _page(row: tuple[Any, ...], fetch: Callable[[], Any]) -> Page:
    _, head, template, digest, shown = row
    card = CardElsewhere(path=shown[0], digest=shown[1], fetch=lambda: fetch().card) if shown else None
    page = Page(head, template, Elsewhere(lambda: fetch().view), None, card)
    vars(page)["digest"] = digest
    return page


def _artifact(row: tuple[Any, ...], fetch: Callable[[], Any]) -> Artifact:
    _, path, inputs = row
    return Artifact(path, inputs, lambda: fetch().produce())
