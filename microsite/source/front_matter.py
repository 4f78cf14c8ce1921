"""Splits a Markdown file into the settings at its top and the text below."""

from __future__ import annotations

from microsite.diagnostics.diagnostic import Log
from microsite.plain import dataclass
from microsite.source.nodes import Mapping, kind_of
from microsite.text import SourceText, Span


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
