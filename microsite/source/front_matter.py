"""Front matter of Markdown files: settings at the top, text below."""

from __future__ import annotations

from typing import cast

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.source.fences import Parts, take_apart
from microsite.source.nodes import Mapping, Node, kind_of
from microsite.source.yaml_tree import read_draft


class Document(Struct, frozen=True, eq=False):
    """A Markdown file: its settings as a tree, its text as written."""

    source: SourceText
    slug: str
    settings: Mapping
    body: Span

    @property
    def path(self) -> str:
        """The file, relative to the project."""
        return self.source.path


class _Handler(YAMLHandler):
    """Lets python-frontmatter split where we found the fences, and read settings as nodes with
    their spans.
    """

    def __init__(self, parts: Parts, log: Log) -> None:
        super().__init__()
        self.parts = parts
        self.log = log

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002
        """Return the settings and the body; the fences have been checked before."""
        return self.parts.settings.text, self.parts.body.text

    def load(self, fm: str, **kwargs: object) -> dict[str, Node | None]:  # noqa: ARG002
        """Return the tree of the settings, under a name that no setting can have."""
        return {"": read_draft(self.parts.settings, self.log)}


def read_document(source: SourceText, slug: str, log: Log) -> Document | None:
    """Return the parts of a Markdown file; report and return None if its settings are damaged."""
    parts = take_apart(source, log)
    if parts is None:
        return None
    before = log.errors
    metadata, _ = frontmatter.parse(source.text, handler=_Handler(parts, log))
    root = cast("Node | None", metadata[""])
    if root is None:
        if log.errors > before:
            return None
        root = Mapping(source, parts.settings.start, parts.settings.start)
    if not isinstance(root, Mapping):
        log.report("M103", root.span, given=kind_of(root))
        return None
    return Document(source, slug, root, parts.body)
