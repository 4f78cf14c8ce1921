"""Splits a Markdown file into the settings at its top and the text below.

Settings hold for whatever text stands below them: while they are the same, they need not be read
again.
"""

from __future__ import annotations

from microsite.diagnostics.diagnostic import Log
from microsite.patterns import regex
from microsite.plain import dataclass
from microsite.source.nodes import Mapping, kind_of
from microsite.source.yaml_pieces import Piece, all_in
from microsite.text import SourceText, Span

SETTING = regex(r"[a-z][a-z_]*\s*[:=](?:\s|\Z)")
"""How a line starts that reads as a setting."""


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file: its settings as a tree, its text as written."""

    source: SourceText
    slug: str
    settings: Mapping
    body: Span

    @property
    def path(self) -> str:
        """The file, relative to the project."""
        return self.source.path


class TopPiece(Piece):
    """The settings of a Markdown file as a part of it, in whichever version they stand."""

    __slots__ = ()

    def __init__(self, path: str) -> None:
        super().__init__(SourceText(path, ""), 0)


@dataclass(slots=True, eq=False)
class Top:
    """The settings of a Markdown file in which there was nothing to tell."""

    written: str
    """All of the file that is above its text."""
    settings: Mapping
    piece: TopPiece
    """By which the settings know their place."""

    def is_of(self, text: str) -> bool:
        """Whether a file has these settings: there they are, and what is below cannot be meant to
        go with them.
        """
        at = len(self.written)
        if not text.startswith(self.written):
            return False
        return len(text) == at or (self.written.endswith("\n") and not SETTING.match(text, at))


def read_document(source: SourceText, slug: str, log: Log) -> Document | None:
    """The parts of a Markdown file; None with a report where its settings cannot be read."""
    from microsite.source.fences import take_apart
    from microsite.source.settings import read_settings

    parts = take_apart(source, log)
    if parts is None:
        return None
    before = log.errors
    root = read_settings(source, parts, log)
    if root is None:
        if log.errors > before:
            return None
        root = Mapping(source, parts.settings.start, parts.settings.start)
    if not isinstance(root, Mapping):
        log.report("M103", root.span, given=kind_of(root))
        return None
    return Document(source, slug, root, parts.body)


def read_document_again(
    source: SourceText, slug: str, file: str, tops: dict[str, Top], log: Log
) -> Document | None:
    """The same. `tops` are those of other versions, by file, to begin with."""
    top = tops.get(file)
    if top is None or not top.is_of(source.text):
        tops.pop(file, None)
        own = log.another()
        document = read_document(source, slug, own)
        log.take(own)
        if document is None or len(own):
            return document
        top = tops[file] = _top_of(document)
    top.piece.within = source
    settings, body = top.settings, source.span(len(top.written), len(source.text))
    return log.recall(
        (Document, source, slug, settings), lambda _: Document(source, slug, settings, body)
    )


def _top_of(document: Document) -> Top:
    piece = TopPiece(document.path)
    for node in all_in(document.settings):
        node.source = piece
    return Top(document.source.text[: document.body.start], document.settings, piece)
