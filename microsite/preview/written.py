"""What is written in the sources of a project, piece by piece, and what each piece belongs to."""

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

UNSHOWN = re.compile(
    r"\]\([^)\n]*\)|\]\[[^\]\n]*\]|\{[#:][^}\n]*\}|[\u00ad\u200b\u2060]|['’ʼ]|(?<=\d),(?=\d{3}\b)"
)
"""What stands in a source and is not seen, or seen in another form: targets of links, thousands'
commas, ...
"""
TAG = re.compile(r"</?[A-Za-z][^>\n]*>")
WORD = re.compile(r"[^\W_]+")
MARK = re.compile(r"\s*(?:(?:[-*+•·–—>]|\d{1,3}[.)]|#{1,6}|:)\s+|#{1,6}|\[\^[^\]\n]+\]:)*")
"""What stands before the words of a list item, a heading, a quotation, a definition or a footnote.
"""
NOT_SHOWN = frozenset(
    ("id", "sample", "speakers", "chair", "resources", "repeat_of", "supersedes", "tier")
)
"""Fields that only name a record, other records, or other fields."""
PAGES = {
    "sessions": urls.PROGRAMME,
    "resources": urls.RESOURCES,
    "rates": urls.RATES,
    "sponsors": urls.SPONSORSHIP,
}
"""The page of a data file, where its settings are shown."""

Words = tuple[str, ...]


class Written(Struct, frozen=True, eq=False):
    """A paragraph, heading, list item or cell of prose, or the value of a field."""

    words: Words
    span: Span
    siblings: list[Written]
    """What is written in the same block of lines, itself included."""


class Record(Struct, eq=False):
    """A session, a speaker, a page: what is shown together, and is written in one place."""

    place: Span
    is_settings: bool = False
    """Whether it holds what a data file says besides its lists."""
    texts: list[Written] = field(default_factory=list)


class Book(Struct):
    """All that is written for one edition."""

    folder: str
    """Where its pages lie in the output: `2026/`; empty where there is but one."""
    pages: dict[str, list[Record]] = field(default_factory=dict)
    """By the address of a page, inside the folder: what has that page."""
    named: dict[str, list[Record]] = field(default_factory=dict)
    """By id."""
    records: list[Record] = field(default_factory=list)


def words_of(text: str) -> Words:
    """The words of a text, without what does not show whether two texts say the same: case,
    punctuation, marks.
    """
    plain = TAG.sub(" ", UNSHOWN.sub("", unicodedata.normalize("NFKC", unescape(text))))
    return tuple(WORD.findall(plain.casefold()))


def read_books(project: Project) -> list[Book]:
    """What is written now, edition by edition, the present one last: its folder may be that of all."""
    books = []
    for edition in (*project.past_editions, project):
        sources = read_sources(edition.root, Log())
        within = (
            ""
            if edition.front is None
            else f"{edition.root.relative_to(edition.front).as_posix()}/"
        )
        books.append(_Reader(Book(_folder(sources)), within).read(sources))
    return books


def _folder(sources: SourceFiles) -> str:
    """The folder of an edition, as far as its settings can be read."""
    settings = sources.event.settings.to_python() if sources.event else {}
    series, address = settings.get("series"), settings.get("base_url")
    root = series.get("url") if isinstance(series, dict) else None
    if not isinstance(root, str) or not isinstance(address, str):
        return ""
    return f"{address.rstrip('/')}/".removeprefix(f"{root.rstrip('/')}/")


class _Reader:
    """Turns the sources of one edition into a book."""

    def __init__(self, book: Book, within: str) -> None:
        self.book = book
        self.within = within
        self.moved: dict[str, SourceText] = {}

    def read(self, sources: SourceFiles) -> Book:
        if sources.event:
            self._document(sources.event, urls.HOME)
        for folder, documents in sources.documents.items():
            for document in documents:
                address = document.slug if folder == "pages" else f"{folder}/{document.slug}"
                self._document(document, f"{address}/")
        for name, (source, root) in sources.data.items():
            if root is None:
                continue
            settings = Mapping(source, root.start, root.start)
            for key, value in root if isinstance(root, Mapping) else ():
                if isinstance(value, Sequence) and any(
                    isinstance(item, Mapping) for item in value.items
                ):
                    self._list(key.text, value)
                else:
                    settings.keys[key.text], settings.values[key.text] = key, value
            if isinstance(root, Sequence):
                self._list(name, root)
            if settings.keys:
                self._add(PAGES.get(name), None, settings).is_settings = True
        return self.book

    def _document(self, document: MarkdownFile, address: str) -> None:
        record = self._add(address, document.slug, document.settings)
        self._prose(document.body, record.texts, record.texts)

    def _list(self, name: str, items: Sequence) -> None:
        for number, item in enumerate(items.items, 1):
            if isinstance(item, Mapping):
                named = item.values.get("id")
                slug = (
                    named.text.strip()
                    if isinstance(named, Scalar)
                    else f"day-{number}"
                    if name == "days"
                    else None
                )
                self._add(urls.session(slug) if name == "sessions" and slug else None, slug, item)

    def _add(self, address: str | None, name: str | None, node: Mapping) -> Record:
        first = next(iter(node.keys.values()), None)
        record = Record(self._span(first.span if first else node.span))
        self.book.records.append(record)
        if address is not None:
            self.book.pages.setdefault(address, []).append(record)
        if name is not None:
            self.book.named.setdefault(name, []).append(record)
        self._node(node, [], record.texts)
        return record

    def _node(self, node: Node, siblings: list[Written], texts: list[Written]) -> None:
        """Note every value below a node; each mapping is a block of its own."""
        if isinstance(node, Scalar):
            if node.style in "|>" or "\n" in node.text:
                self._prose(node.span, siblings, texts)
            else:
                self._note(node.text, node.span, siblings, texts)
        elif isinstance(node, Sequence):
            for item in node.items:
                self._node(item, siblings, texts)
        else:
            own: list[Written] = []
            for key, value in node:
                if key.text not in NOT_SHOWN:
                    self._node(value, own, texts)

    def _prose(self, span: Span, siblings: list[Written], texts: list[Written]) -> None:
        for text, place in _pieces(span):
            self._note(text, place, siblings, texts)

    def _note(self, text: str, span: Span, siblings: list[Written], texts: list[Written]) -> None:
        if words := words_of(text):
            written = Written(words, self._span(span), siblings)
            siblings.append(written)
            if siblings is not texts:
                texts.append(written)

    def _span(self, span: Span) -> Span:
        """The place as it is seen from the project, not from the folder of a past edition."""
        if not self.within:
            return span
        source = self.moved.setdefault(
            span.path, SourceText(f"{self.within}{span.path}", span.source.text)
        )
        return source.span(span.start, span.end)


def _pieces(span: Span) -> Iterator[tuple[str, Span]]:
    """The paragraphs, headings, list items and cells of a Markdown text."""
    source, first = span.source, span.start
    block: list[str] = []
    at = start = first
    for line in span.text.split("\n"):
        mark = MARK.match(line)
        has_mark = bool(mark and mark[0].strip())
        is_row = line.lstrip().startswith("|")
        if block and (has_mark or is_row or not line.strip()):
            yield " ".join(block), source.span(start, at)
            block = []
        if is_row:
            yield from ((cell, source.span(at, at + len(line))) for cell in line.split("|"))
        elif line.strip():
            if not block:
                start = at + len(line) - len(line.lstrip())
            block.append(line[mark.end() :] if mark else line)
            if line.lstrip().startswith("#"):
                yield " ".join(block), source.span(start, at + len(line))
                block = []
        at += len(line) + 1
    if block:
        yield " ".join(block), source.span(start, min(at, span.end))
