"""Work on one site in pieces, shared out between processes: its pages, its long exports, a look at
its words.

All of it is pure, but for what it leaves behind on the site: pictures and downloads that are to be
published, texts that were used. That is sent along. Where a helper has found something to tell, it
sends nothing, and the master does that piece itself and tells it, as one process would. A piece
that is as it was comes out of memory (`piece_memory`).
"""

from __future__ import annotations

import pickle
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from microsite.artifact import Artifact
from microsite.aside import aside
from microsite.exports.kinds import long_exports
from microsite.hands import shared_out
from microsite.packed import Result, pack, unpack
from microsite.pages.kinds import in_parts
from microsite.pages.page import Page
from microsite.piece_memory import Piece, PieceMemory
from microsite.plain import dataclass
from microsite.site.downloads import DOWNLOADS
from microsite.site.memory import TEXTS, MarkdownMemory
from microsite.site.site import Site
from microsite.site.views import Keep, Views, made_now
from microsite.traces import Trace, note_all, note_wanted, traced

PARTS = "parts"
"""Where it is noted in a trace which parts of the site are used."""
VAST = 3000
"""Sessions and speakers whose pages would take up too much memory."""
SOME = 6
"""Pieces that have to be done for which another process is worth its start, where most are as they
were.
"""


def _go_on() -> None:
    """What a build does that nobody can overtake."""


class NoticedError(Exception):
    """A helper has found something to tell."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it all."""

    pages: tuple[Page, ...]
    exported: tuple[Callable[[], tuple[Artifact, ...]], ...]
    """Each of the long exports: what gives it, made already or not."""
    was_helped: bool
    """Whether some of it comes from another process or an earlier build, so that nobody can tell
    where in the sources from.
    """


def share_out(
    site: Site,
    markdown: MarkdownMemory,
    jobs: int,
    looks: Iterable[Piece],
    memory: PieceMemory | None = None,
    go_on: Callable[[], None] | None = None,
) -> Made:
    """Make all pages of a site, take the `looks` at its words, and meanwhile make the long exports.

    Helpers begin with the exports, and go on with the page that tells of everything. An export that
    has something to tell, or is not to be made as there are errors, is left until all else is known
    to be sound.
    """
    desk = _Desk(site, markdown, memory, go_on or _go_on)
    parts = [Piece(*part) for part in in_parts(site)]
    exports = [Piece(*export) for export in long_exports(site)]
    found = desk.all_done([*looks, *parts], [] if site.log.errors else exports, jobs)
    pages = tuple(page for piece in parts for page in found[piece.name])
    if desk.is_vast:
        site.views = (
            Views()
        )  # which take a tenth of all memory, and that hardly anybody asks for any more
    return Made(
        pages, tuple(partial(desk.done, piece, found) for piece in exports), desk.was_helped
    )


def _kept_by(desk: _Desk, memory: PieceMemory) -> Keep:
    """What keeps parts of the site of a desk. It does not keep the desk, which has the site: a
    preview that lets go of both is rid of them, and need not look for garbage, which stops it for
    up to a second.
    """
    held = weakref.ref(desk)

    def keep(name: str, kind: Any, make: Callable[[], Any]) -> Any:
        known = held()
        return made_now(name, kind, make) if known is None else known.part(memory, name, kind, make)

    return keep


class _Desk:
    """Where pieces of one site are done, recalled and remembered."""

    def __init__(
        self,
        site: Site,
        markdown: MarkdownMemory,
        memory: PieceMemory | None,
        go_on: Callable[[], None],
    ) -> None:
        self._site = site
        self._markdown = markdown
        self._memory = memory
        self._go_on = go_on
        self.was_helped = False
        """Whether something was done by a helper, or by an earlier build."""
        self.is_vast = len(site.event.sessions) + len(site.event.speakers) >= VAST
        """Whether what its pages show is better not kept in memory."""
        if memory is not None:
            site.kept = _kept_by(self, memory)

    def all_done(
        self, pieces: Sequence[Piece], beside: Sequence[Piece], jobs: int
    ) -> dict[str, Any]:
        """What comes of each piece, by name, and of those beside them as far as they have nothing
        to tell.
        """
        found: dict[str, Any] = {}
        to_do = [piece for piece in (*pieces, *beside) if not self._recall(piece, found)]
        own = {piece.name for piece in pieces}
        enough = SOME if found else 2
        for number, data in shared_out(
            len(to_do), lambda number: self._packed(to_do[number]), jobs, enough=enough
        ):
            piece = to_do[number]
            self._go_on()
            if data is not None:
                found[piece.name] = self._take(piece, data)
            elif piece.name in own:
                found[piece.name] = self._do(piece)
            elif not self._site.log.errors:
                self._do_in_silence(piece, found)
        return found

    def done(self, piece: Piece, found: dict[str, Any]) -> Any:
        """What comes of a piece, where that has not been found yet."""
        return found[piece.name] if piece.name in found else self._do(piece)

    def _recall(self, piece: Piece, found: dict[str, Any]) -> bool:
        """Whether a piece need not be done, as it is as it was."""
        self._go_on()
        known = None if self._memory is None else self._memory.recall(piece)
        if known is None:
            return False
        self._want(known.wanted)
        found[piece.name] = known.done
        self.was_helped = True
        return True

    def _want(self, wanted: Mapping[tuple[str, str], Any]) -> None:
        """Let there be what something wants that was done before, or elsewhere."""
        for (book, name), value in wanted.items():
            if book == TEXTS:
                self._markdown.want(name)
            elif book == DOWNLOADS:
                self._site.downloads.found[name] = value
            elif book != PARTS:
                self._site.pictures.want(book, name, value)
            elif self._memory is not None:
                self._memory.want_part(name)

    def part(self, memory: PieceMemory, name: str, kind: Any, make: Callable[[], Any]) -> Any:
        """What a part of the site comes to, for all that is made of it; remembered as a piece is."""
        known = memory.part(name, kind)
        if known is None:
            told = self._told()
            made, trace = traced(make)
            if self._told() == told:
                memory.keep_part(name, trace, made)
        else:
            made, trace = known
            self._want(trace.wanted)
        note_all(trace)
        note_wanted(PARTS, name)
        memory.want_part(name)
        return made

    def _do(self, piece: Piece) -> Result:
        """Do a piece here, and remember it where there was nothing to tell that another one had not told.

        That one is not remembered, and so tells it each time.
        """
        told = self._told()
        done, trace = traced(piece.make)
        return self._kept(piece, trace, done) if self._told() == told else done

    def _kept(self, piece: Piece, trace: Trace, done: Result) -> Result:
        """What a piece came to, remembered; of a vast site it is out of memory until somebody asks
        for it.
        """
        if self._memory is None:
            return done
        packed = pack(done)
        known = self._memory.keep(piece, trace, packed)
        if not self.is_vast:
            return done
        origins = {each.path: each.origin for each in done or ()}
        if known is None or known[2] is None:
            return unpack(packed.outline, aside(packed.rest), origins)
        return self._memory.take(piece, known, origins)

    def _do_in_silence(self, piece: Piece, found: dict[str, Any]) -> None:
        """Do a piece here, unless there is something to tell of it."""
        log, self._site.log = self._site.log, self._site.log.another()
        try:
            done, trace = traced(piece.make)
            is_silent = self._told() == (0, 0)
        finally:
            self._site.log = log
        if not is_silent:
            self._site.views = Views()  # in which there may be what will not be told again
            return
        found[piece.name] = self._kept(piece, trace, done)

    def _packed(self, piece: Piece) -> bytes:
        """Do a piece, and pack what came of it with what it leaves behind; what lies on the shelf
        is only named. Raises NoticedError.
        """
        told, books = self._told(), self._books()
        before = [len(book) for book in books]
        parts = self._memory.new_parts if self._memory is not None else []
        parts.clear()
        made, trace = traced(piece.make)
        if self._told() != told:
            raise NoticedError
        new = [
            dict(islice(book.items(), start, None))
            for book, start in zip(books, before, strict=True)
        ]
        done = pack(made)
        known = self._memory.keep(piece, trace, done) if self._memory is not None else None
        sent = None if known and known[2] else done
        return pickle.dumps((known, sent, trace.wanted, new, parts), pickle.HIGHEST_PROTOCOL)

    def _take(self, piece: Piece, data: bytes) -> Result:
        """Take over what a helper has done."""
        known, sent, wanted, new, parts = pickle.loads(data)  # noqa: S301 - from a process of our own
        for book, more in zip(self._books(), new, strict=True):
            book.update((name, value) for name, value in more.items() if name not in book)
        if self._memory is not None:
            for name, part in parts:
                self._memory.take_part(name, part)
            self._want(wanted)
        self.was_helped = True
        done = (
            self._memory.take(piece, known, is_new=True)
            if self._memory is not None and known
            else None
        )
        if sent is None:
            return done
        return unpack(sent.outline, aside(sent.rest) if self.is_vast else partial(bytes, sent.rest))

    def _told(self) -> tuple[int, int]:
        """How much has been told, and how much not because a comment calls it ok."""
        return len(self._site.log), len(self._site.log.heeded)

    def _books(self) -> tuple[dict[str, Any], ...]:
        """Where it is noted what pages and exports use, and what is known of it."""
        pictures = self._site.pictures
        return (
            pictures.renditions,
            pictures.drawings,
            pictures.used,
            self._site.downloads.found,
            self._markdown.used,
            self._markdown.plain,
        )
