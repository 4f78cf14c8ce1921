"""Splits a Markdown file into the settings at its top and the text below."""

from __future__ import annotations

from dataclasses import dataclass

from microsite.diagnostics.diagnostic import Log
from microsite.source.nodes import Mapping, kind_of
from microsite.source.yaml_tree import read_yaml
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
    """The parts of a Markdown file; None with a report where its settings cannot be told from its text."""
    lines = source.text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].rstrip() != "---":
        log.report("M101", source.line_span(1 if first is None else first + 1))
        return None
    close = next((n for n in range(first + 1, len(lines)) if lines[n].rstrip() == "---"), None)
    if close is None:
        log.report("M102", source.line_span(first + 1))
        return None
    start, end = source.line_starts[first + 1], source.line_starts[close]
    before = log.errors
    root = read_yaml(source, log, start, end)
    if log.errors > before:
        return None
    if root is None:
        root = Mapping(source, start, start)
    if not isinstance(root, Mapping):
        log.report("M103", root.span, given=kind_of(root))
        return None
    body = source.line_starts[close + 1] if close + 1 < len(lines) else len(source.text)
    return Document(source, slug, root, source.span(body, len(source.text)))
