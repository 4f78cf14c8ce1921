"""Work on one large site, shared out between processes: making its pages, its long exports, a look at its words.

All of it is pure, but for what it leaves behind on the site: pictures and downloads that are to be published, texts
that were used. That is sent along. Where a helper has found something to tell, it sends nothing, and the master does
that piece itself and tells it, as one process would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from microsite.artifact import Artifact
from microsite.exports.kinds import long_exports
from microsite.hands import shared_out
from microsite.packed import packed, unpacked
from microsite.pages.kinds import in_parts
from microsite.pages.page import Page
from microsite.plain import dataclass
from microsite.site.memory import MarkdownMemory
from microsite.site.site import Site
from microsite.source.read import Sources
from microsite.text import SourceText


class NoticedError(Exception):
    """A helper has found something to tell."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it all."""

    pages: tuple[Page, ...]
    exported: list[tuple[Artifact, ...] | None]
    """What came of each of the long exports; None where it is still to be made."""


def share_out(site: Site, markdown: MarkdownMemory, sources: Sources, jobs: int, look: Callable[[], None]) -> Made:
    """Make all pages of a site, `look` at its words, and meanwhile make the long exports.

    The exports are for helpers alone, who begin with them, and go on with the page that tells of everything. Those that
    they do not come to, or that are not to be made while there are errors, are left.
    """
    pieces = [look, *in_parts(site)]
    exports = [] if site.log.errors else list(long_exports(site))
    found = _all_done(pieces, exports, site, markdown, {text.path: text for text in sources.texts}, jobs)
    pages = tuple(page for made in found[1 : len(pieces)] for page in made)
    return Made(pages, found[len(pieces) :])


def _all_done(
    pieces: Sequence[Callable[[], Any]],
    beside: Sequence[Callable[[], Any]],
    site: Site,
    markdown: MarkdownMemory,
    sources: Mapping[str, SourceText],
    jobs: int,
) -> list[Any]:
    """What comes of each piece, and of those that stand beside them: None where no helper has come to one.

    `sources` are all that anything on the site can come from, by path.
    """
    wanted, books = [*pieces, *beside], _books(site, markdown)

    def work(number: int) -> bytes:
        told, before = _told(site), [len(book) for book in books]
        done = wanted[number]()
        if _told(site) != told:
            raise NoticedError
        new = [dict(islice(book.items(), start, None)) for book, start in zip(books, before, strict=True)]
        return packed((done, new), sources)

    found: list[Any] = [None] * len(wanted)
    for number, data in shared_out(len(wanted), work, jobs, enough=2):
        if data is not None:
            found[number], new = unpacked(data, sources)
            for book, more in zip(books, new, strict=True):
                book.update((name, value) for name, value in more.items() if name not in book)
        elif number < len(pieces):
            found[number] = pieces[number]()
    return found


def _told(site: Site) -> tuple[int, int]:
    """How much has been told, and how much not because a comment calls it ok."""
    return len(site.log), len(site.log.heeded)


def _books(site: Site, markdown: MarkdownMemory) -> tuple[dict[str, Any], ...]:
    """Where it is noted what pages and exports use, and what is known of it."""
    pictures = site.pictures
    return (
        pictures.renditions,
        pictures.drawings,
        pictures.used,
        site.downloads.found,
        markdown.used,
        markdown.plain,
    )
