"""Index of the paragraphs and field values of a project, by record and page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.project import Project
from microsite.site import urls
from microsite.source.front_matter import MarkdownFile
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.reader import SourceFiles, read_sources

INVISIBLE = re.compile(
    r"\]\([^)\n]*\)|\]\[[^\]\n]*\]|\{[#:][^}\n]*\}|[\u00ad\u200b\u2060]|['’ʼ]|(?<=\d),(?=\d{3}\b)"
)
"""Parts of a source that a page does not show as they are, such as targets of links."""
TAG = re.compile(r"</?[A-Za-z][^>\n]*>")
WORD = re.compile(r"[^\W_]+")
MARKER = re.compile(r"\s*(?:(?:[-*+•·–—>]|\d{1,3}[.)]|#{1,6}|:)\s+|#{1,6}|\[\^[^\]\n]+\]:)*")
"""Markdown in front of the words of a list item, heading, quotation, definition or footnote."""
REFERENCE_FIELDS = frozenset(
    ("id", "sample", "speakers", "chair", "resources", "repeat_of", "supersedes", "tier")
)
"""Fields that only name a record, other records, or other fields."""
SETTINGS_PAGES = {
    "sessions": urls.PROGRAMME,
    "resources": urls.RESOURCES,
    "rates": urls.RATES,
    "sponsors": urls.SPONSORSHIP,
}
"""Address of the page that shows the settings of a data file."""

Words = tuple[str, ...]


class SourceFragment(Struct, frozen=True, eq=False):
    """Paragraph, heading, list item or table cell of prose, or value of a field."""

    words: Words
    span: Span
    siblings: list[SourceFragment]
    """All fragments of the same mapping or text, including this one."""


class SourceRecord(Struct, eq=False):
    """Fragments that are shown together, such as those of a session, a speaker or a page."""

    place: Span
    is_settings: bool = False
    """True for the fields of a data file beside its lists."""
    fragments: list[SourceFragment] = field(default_factory=list)


class SourceIndex(Struct):
    """Records of one edition."""

    folder: str
    """Folder of its pages in output/, such as `2026/`. Empty if there is only one edition."""
    by_page: dict[str, list[SourceRecord]] = field(default_factory=dict)
    """Records by the address of their page in the folder."""
    by_id: dict[str, list[SourceRecord]] = field(default_factory=dict)
    records: list[SourceRecord] = field(default_factory=list)


def words_of(text: str) -> Words:
    """Return the words of a text without case, punctuation and markup, to compare texts."""
    visible = INVISIBLE.sub("", unicodedata.normalize("NFKC", unescape(text)))
    return tuple(WORD.findall(TAG.sub(" ", visible).casefold()))


def index_sources(project: Project) -> list[SourceIndex]:
    """Index the editions of a project, the current one last: its folder may contain the others."""
    indexes = []
    for edition in (*project.past_editions, project):
        sources = read_sources(edition.root, Log())
        prefix = ""
        if edition.front is not None:
            prefix = f"{edition.root.relative_to(edition.front).as_posix()}/"
        indexes.append(_Indexer(SourceIndex(_folder(sources)), prefix).index(sources))
    return indexes


def _folder(sources: SourceFiles) -> str:
    settings = sources.event.settings.to_python() if sources.event else {}
    series, url = settings.get("series"), settings.get("base_url")
    root = series.get("url") if isinstance(series, dict) else None
    if not isinstance(root, str) or not isinstance(url, str):
        return ""
    return f"{url.rstrip('/')}/".removeprefix(f"{root.rstrip('/')}/")


class _Indexer:
    def __init__(self, result: SourceIndex, prefix: str) -> None:
        self.result = result
        self.prefix = prefix
        """Path of the edition's folder in the project."""
        self.texts: dict[str, SourceText] = {}

    def index(self, sources: SourceFiles) -> SourceIndex:
        if sources.event:
            self.add_document(sources.event, urls.HOME)
        for folder, documents in sources.documents.items():
            parent = "" if folder == "pages" else f"{folder}/"
            for document in documents:
                self.add_document(document, f"{parent}{document.slug}/")
        for name, (source, root) in sources.data.items():
            if isinstance(root, Sequence):
                self.add_list(name, root)
            elif isinstance(root, Mapping):
                self.add_data(name, source, root)
        return self.result

    def add_document(self, document: MarkdownFile, address: str) -> None:
        record = self.add_record(address, document.slug, document.settings)
        self.add_prose(document.body, record.fragments, record.fragments)

    def add_data(self, name: str, source: SourceText, root: Mapping) -> None:
        settings = Mapping(source, root.start, root.start)
        for key, value in root:
            if isinstance(value, Sequence) and any(isinstance(it, Mapping) for it in value.items):
                self.add_list(key.text, value)
            else:
                settings.keys[key.text], settings.values[key.text] = key, value
        if settings.keys:
            self.add_record(SETTINGS_PAGES.get(name), None, settings).is_settings = True

    def add_list(self, name: str, items: Sequence) -> None:
        for number, item in enumerate(items.items, 1):
            if not isinstance(item, Mapping):
                continue
            slug = f"day-{number}" if name == "days" else None
            if isinstance(identity := item.values.get("id"), Scalar):
                slug = identity.text.strip()
            is_session = name == "sessions" and slug
            self.add_record(urls.session(slug) if is_session and slug else None, slug, item)

    def add_record(self, address: str | None, name: str | None, node: Mapping) -> SourceRecord:
        first = next(iter(node.keys.values()), None)
        record = SourceRecord(self.span(first.span if first else node.span))
        self.result.records.append(record)
        if address is not None:
            self.result.by_page.setdefault(address, []).append(record)
        if name is not None:
            self.result.by_id.setdefault(name, []).append(record)
        self.add_node(node, [], record.fragments)
        return record

    def add_node(
        self, node: Node, siblings: list[SourceFragment], fragments: list[SourceFragment]
    ) -> None:
        """Add every value below a node. The values of a mapping are siblings."""
        if isinstance(node, Scalar):
            if node.style in "|>" or "\n" in node.text:
                self.add_prose(node.span, siblings, fragments)
            else:
                self.add_fragment(node.text, node.span, siblings, fragments)
        elif isinstance(node, Sequence):
            for item in node.items:
                self.add_node(item, siblings, fragments)
        else:
            own: list[SourceFragment] = []
            for key, value in node:
                if key.text not in REFERENCE_FIELDS:
                    self.add_node(value, own, fragments)

    def add_prose(
        self, span: Span, siblings: list[SourceFragment], fragments: list[SourceFragment]
    ) -> None:
        for text, place in split_blocks(span):
            self.add_fragment(text, place, siblings, fragments)

    def add_fragment(
        self,
        text: str,
        span: Span,
        siblings: list[SourceFragment],
        fragments: list[SourceFragment],
    ) -> None:
        if words := words_of(text):
            fragment = SourceFragment(words, self.span(span), siblings)
            siblings.append(fragment)
            if siblings is not fragments:
                fragments.append(fragment)

    def span(self, span: Span) -> Span:
        """Return a span with the path from the project's root, not from the edition's folder."""
        if not self.prefix:
            return span
        moved = SourceText(f"{self.prefix}{span.path}", span.source.text)
        return self.texts.setdefault(span.path, moved).span(span.start, span.end)


def split_blocks(span: Span) -> Iterator[tuple[str, Span]]:
    """Yield the paragraphs, headings, list items and table cells of a Markdown text."""
    source = span.source
    block: list[str] = []
    position = start = span.start
    for line in span.text.split("\n"):
        marker = MARKER.match(line)
        has_marker = bool(marker and marker[0].strip())
        is_row = line.lstrip().startswith("|")
        if block and (has_marker or is_row or not line.strip()):
            yield " ".join(block), source.span(start, position)
            block = []
        end = position + len(line)
        if is_row:
            yield from ((cell, source.span(position, end)) for cell in line.split("|"))
        elif line.strip():
            if not block:
                start = end - len(line.lstrip())
            block.append(line[marker.end() :] if marker else line)
            if line.lstrip().startswith("#"):
                yield " ".join(block), source.span(start, end)
                block = []
        position = end + 1
    if block:
        yield " ".join(block), source.span(start, min(position, span.end))
