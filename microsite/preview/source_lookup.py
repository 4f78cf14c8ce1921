"""Search for the place where something on a page is written.

Pages do not contain the places of their sources: a line added to a file would change every page.
So the place is searched for when somebody asks, by its words, and by the ids and links around it.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.project import EDITIONS, Project
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
REFERENCE_FIELDS = frozenset("id sample speakers chair resources repeat_of supersedes tier".split())
"""Fields that only name a record, other records, or other fields."""
SETTINGS_PAGES = {
    "sessions": urls.PROGRAMME,
    "resources": urls.RESOURCES,
    "rates": urls.RATES,
    "sponsors": urls.SPONSORSHIP,
}
"""Address of the page that shows the settings of a data file."""
ID_PREFIX = re.compile(r"(?:figure|session|speaker|resource)-")
"""Prefix of an id on some pages."""
TEMPLATE_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
ELEMENT_TEXT = re.compile(r"(?:\A|>)[^<>]+")
PLAIN_TEXT = re.compile(r"([^>\0]+)")
QUOTED = re.compile(r'"([^"]+)"')
DATE = re.compile(r"\b(\d{1,2}) (\w+) (\d{4})\b")
CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})\b")
MONTHS = {name: f"{number:02}" for number, name in enumerate(month_name) if name}
EXACT, SIMILAR, CONTAINED, CONTAINS = 4, 3, 2, 1
"""Match of a fragment with what is shown: the same; similar; a longer text; a part of it."""
MIN_WORDS = 3
"""Number of words that identify a record."""
DATETIME_WORDS = 5
"""Number of words of `2027-05-20 09:00`."""
MAX_WORDS = 300
"""Number of words from which an element says nothing about the record of one of its parts."""

Words = tuple[str, ...]
Text = Annotated[str, Meta(max_length=4000)]


class ElementInfo(Struct, frozen=True):
    """Element of a page."""

    text: Text
    own: Text = ""
    """Text outside of child elements."""
    about: Text = ""
    """Address of what it shows, as one of `links`. Empty if that is not clear."""
    moments: Annotated[tuple[Text, ...], Meta(max_length=80)] = ()
    """Dates and times of its `time` elements, in ISO format."""
    links: Annotated[tuple[Text, ...], Meta(max_length=80)] = ()
    """Targets of its links, and `#ID` for its ids."""


class Selection(Struct, frozen=True):
    """Element that somebody has selected, and the elements around it, innermost first."""

    page: Text
    """Address of the page."""
    kind: Annotated[str, Meta(pattern=r"^[\w-]*$")]
    """Kind of page: its template is `pages/KIND.html`."""
    in_main: bool
    """False for the header and footer of every page."""
    levels: Annotated[tuple[ElementInfo, ...], Meta(max_length=12)]
    block: Annotated[int, Meta(ge=0)] = 0
    """Index of the paragraph, heading or cell. Elements before it are words in it."""


class Fragment(Struct, frozen=True, eq=False):
    """Paragraph, heading, list item or table cell of prose, or value of a field."""

    words: Words
    span: Span
    siblings: list[Words]
    """Words of all fragments of the same mapping or text."""


class Record(Struct, eq=False):
    """Fragments that are shown together, such as those of a session, a speaker or a page."""

    place: Span
    is_settings: bool
    """True for the fields of a data file beside its lists."""
    fragments: list[Fragment] = field(default_factory=list)

    def add(self, node: Node, siblings: list[Words]) -> None:
        """Add every value below a node. The values of a mapping are siblings."""
        if isinstance(node, Mapping):
            own: list[Words] = []
            for key, value in node:
                if key.text not in REFERENCE_FIELDS:
                    self.add(value, own)
        elif isinstance(node, Sequence):
            for item in node.items:
                self.add(item, siblings)
        elif node.style in "|>" or "\n" in node.text:
            self.add_prose(node.span, siblings)
        else:
            self.add_text(node.text, node.span, siblings)

    def add_prose(self, span: Span, siblings: list[Words]) -> None:
        """Add the blocks of a Markdown text."""
        for text, place in split_blocks(span):
            self.add_text(text, place, siblings)

    def add_text(self, text: str, span: Span, siblings: list[Words]) -> None:
        """Add a fragment if it has words."""
        if words := words_of(text):
            siblings.append(words)
            self.fragments.append(Fragment(words, span, siblings))


class SourceIndex:
    """Paragraphs and field values of one edition, by record and page."""

    def __init__(self, edition: Project) -> None:
        sources = read_sources(edition.root, Log())
        self.prefix = f"{EDITIONS}/{edition.root.name}/" if edition.front else ""
        """Path of the edition's folder in the project."""
        self.folder = folder_of(sources)
        """Folder of its pages in output/, such as `2026/`. Empty if there is only one edition."""
        self.by_page: defaultdict[str, list[Record]] = defaultdict(list)
        """Records by the address of their page in the folder."""
        self.by_id: defaultdict[str, list[Record]] = defaultdict(list)
        self.records: list[Record] = []
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

    def add_document(self, document: MarkdownFile, address: str) -> None:
        """Add a Markdown file."""
        record = self.add_record(document.settings, address, document.slug)
        record.add_prose(document.body, [])

    def add_data(self, name: str, source: SourceText, root: Mapping) -> None:
        """Add the lists of a data file, and its settings."""
        settings = Mapping(source, root.start, root.start)
        for key, value in root:
            if isinstance(value, Sequence) and any(isinstance(it, Mapping) for it in value.items):
                self.add_list(key.text, value)
            else:
                settings.keys[key.text], settings.values[key.text] = key, value
        if settings.keys:
            self.add_record(settings, SETTINGS_PAGES.get(name), None, is_settings=True)

    def add_list(self, name: str, items: Sequence) -> None:
        """Add the records of a list."""
        for number, item in enumerate(items.items, 1):
            if isinstance(item, Mapping):
                id_ = item.values.get("id")
                slug = f"day-{number}" if name == "days" else None
                slug = id_.text.strip() if isinstance(id_, Scalar) else slug
                page = urls.session(slug) if name == "sessions" and slug else None
                self.add_record(item, page, slug)

    def add_record(
        self, node: Mapping, page: str | None, id_: str | None, *, is_settings: bool = False
    ) -> Record:
        """Add a record with the fields of a mapping."""
        first = next(iter(node.keys.values()), None)
        record = Record(first.span if first else node.span, is_settings)
        record.add(node, [])
        self.records.append(record)
        if page is not None:
            self.by_page[page].append(record)
        if id_ is not None:
            self.by_id[id_].append(record)
        return record


def index_sources(project: Project) -> list[SourceIndex]:
    """Index the editions of a project, the current one last: its folder may contain the others."""
    return [SourceIndex(edition) for edition in (*project.past_editions, project)]


def folder_of(sources: SourceFiles) -> str:
    """Return the folder of an edition's pages in the site of its series."""
    settings = sources.event.settings.to_python() if sources.event else {}
    series, url = settings.get("series"), settings.get("base_url")
    root = series.get("url") if isinstance(series, dict) else None
    if not isinstance(root, str) or not isinstance(url, str):
        return ""
    return f"{url.rstrip('/')}/".removeprefix(f"{root.rstrip('/')}/")


def words_of(text: str) -> Words:
    """Return the words of a text without case, punctuation and markup, to compare texts."""
    visible = INVISIBLE.sub("", unicodedata.normalize("NFKC", unescape(text)))
    return tuple(WORD.findall(TAG.sub(" ", visible).casefold()))


def split_blocks(span: Span) -> Iterator[tuple[str, Span]]:
    """Yield the paragraphs, headings, list items and table cells of a Markdown text."""
    source = span.source
    block: list[str] = []
    position = start = span.start
    for line in (*span.text.split("\n"), ""):
        marker = MARKER.match(line)
        is_row = line.lstrip().startswith("|")
        if block and (is_row or not line.strip() or (marker and marker[0].strip())):
            yield " ".join(block), source.span(start, min(position, span.end))
            block = []
        end = position + len(line)
        if is_row:
            yield from ((cell, source.span(position, end)) for cell in line.split("|"))
        elif line.strip():
            start = start if block else end - len(line.lstrip())
            block.append(line[marker.end() :] if marker else line)
            if line.lstrip().startswith("#"):
                yield " ".join(block), source.span(start, end)
                block = []
        position = end + 1


def find_source(selection: Selection, indexes: list[SourceIndex], project: Project) -> Span | None:
    """Return the place in the sources, else in a template, or None if there is no single place."""
    levels, page = selection.levels, selection.page.removeprefix("/")
    block = next((i for i in range(selection.block, len(levels)) if words_of(levels[i].text)), None)
    if block is None:
        return None
    in_folder = (index for index in indexes if index.folder and page.startswith(index.folder))
    index = next(in_folder, indexes[-1])
    search = _Search(page, levels[block:], index)
    inner = levels[: block + 1]
    shown = words_of(levels[block].text)
    phrases = [words for level in inner for words in _phrases(level)]
    if found := search.exact(shown, SIMILAR) or _first(search.exact(each) for each in phrases):
        return _in_project(found, index)
    in_template = [words_of(level.text) for level in reversed(inner)]
    in_template += [own for level in inner if len(own := words_of(level.own)) >= MIN_WORDS]
    if found := _first(_in_templates(words, selection, project) for words in in_template if words):
        return found
    found = (
        _first(search.partial(words) for words in (shown, *phrases))
        or search.best(shown, index.records, CONTAINED, MIN_WORDS + 1)
        or (search.nearest[0].place if len(search.nearest) == 1 else None)
    )
    return _in_project(found, index) if found else None


def _in_project(span: Span, index: SourceIndex) -> Span:
    """Return a span with the path from the project's root, not from the edition's folder."""
    source = SourceText(f"{index.prefix}{span.path}", span.source.text)
    return source.span(span.start, span.end)


def _first(spans: Iterable[Span | None]) -> Span | None:
    return next((span for span in spans if span), None)


def _phrases(level: ElementInfo) -> Iterator[Words]:
    """Yield an element's text, its own text, and its dates and times as they are typed."""
    moments = [words_of(moment.replace("T", " ")[:16]) for moment in level.moments]
    dates = [
        (year, MONTHS[month], day.zfill(2))
        for day, month, year in DATE.findall(level.text)
        if month in MONTHS
    ]
    clocks = [(hour.zfill(2), minute) for hour, minute in CLOCK.findall(level.text)]
    times = [moment[3:] for moment in moments if len(moment) == DATETIME_WORDS]
    found = (words_of(level.text), words_of(level.own), *moments, *dates, *times, *clocks)
    yield from filter(None, found)


class _Search:
    """Search in the records of an element, of the page, of what is near, and of the event."""

    def __init__(self, page: str, levels: tuple[ElementInfo, ...], index: SourceIndex) -> None:
        self.index = index
        texts = (words_of(level.text) for level in levels)
        self.context = [words for words in texts if len(words) <= MAX_WORDS]
        pages = (page.removeprefix(index.folder), urls.HOME)
        own_page, event = ([[each] for each in index.by_page.get(it, ())] for it in pages)
        about = [self._linked([level.about]) for level in levels]
        linked = [self._linked(level.links) for level in levels]
        near = [found or self._quoted(level) for found, level in zip(linked, levels, strict=True)]
        self.groups = [group for group in (*about, *own_page, *near, *event) if group]
        self.page_groups = [*own_page, *event]
        has_links = (found for found, level in zip(linked, levels, strict=True) if level.links)
        self.nearest = next(has_links, [])
        """Records that the innermost links lead to."""

    def exact(self, wanted: Words, worst: int = EXACT) -> Span | None:
        """Return the place of just these words."""
        return _first(self.best(wanted, records, worst) for records in self.groups)

    def partial(self, wanted: Words) -> Span | None:
        """Return the place of a longer text with these words, or of a part of them."""
        for records in self.groups:
            least = 2 if records in self.page_groups else 1 if len(records) == 1 else MIN_WORDS
            if found := self.best(wanted, records, CONTAINS, least):
                return found
        return None

    def best(
        self, wanted: Words, records: Iterable[Record], worst: int, least: int = 1
    ) -> Span | None:
        """Return the best match of at least `worst`, with at least `least` words in common.

        Of equal matches, return the one whose siblings are shown around the selection.
        """

        def score(found: tuple[int, Fragment]) -> tuple[int, int, list[int]]:
            match, fragment = found
            length = len(fragment.words) if match == CONTAINS else 0
            shown = [sum(_contains(text, it) for it in fragment.siblings) for text in self.context]
            return match, length, shown

        fragments = (each for record in records for each in record.fragments)
        matches = ((_match(wanted, each.words, least), each) for each in fragments)
        best = max((each for each in matches if each[0] >= worst), key=score, default=None)
        return best[1].span if best else None

    def _linked(self, links: Iterable[str]) -> list[Record]:
        """Return the records that ids and links lead to."""
        found: list[Record] = []
        for link in links:
            target = link.removeprefix("/").removeprefix(self.index.folder)
            file, has_fragment, name = target.partition("#")
            if has_fragment:
                for each in (name, ID_PREFIX.sub("", name, count=1)):
                    found += self.index.by_id.get(each, ())
            elif page := urls.page_url(file):
                found += self.index.by_page.get(page, ())
        records = {(each.place.path, each.place.start): each for each in found}
        return [record for record in records.values() if not record.is_settings]

    def _quoted(self, level: ElementInfo) -> list[Record]:
        """Return the records of which an element shows a whole fragment, such as a title."""
        words = words_of(level.text)
        if not MIN_WORDS <= len(words) <= MAX_WORDS:
            return []

        def shows(fragment: Fragment) -> bool:
            return len(fragment.words) >= MIN_WORDS and _contains(words, fragment.words)

        return [record for record in self.index.records if any(map(shows, record.fragments))]


def _match(wanted: Words, written: Words, least: int) -> int:
    """Return how well a fragment matches; 0 if it does not."""
    is_datetime = len(written) == DATETIME_WORDS and all(word.isdigit() for word in written)
    if wanted == written or (is_datetime and wanted in (written[:3], written[3:])):
        return EXACT
    if _is_similar(wanted, written):
        return SIMILAR
    if len(wanted) >= max(2, least) and _contains(written, wanted):
        return CONTAINED
    is_number = len(written) == 1 and len(written[0]) >= 5 and written[0].isdigit()
    is_enough = len(written) >= least and (least == 1 or len(written) * 2 >= len(wanted))
    return CONTAINS if (is_enough or is_number) and _contains(wanted, written) else 0


def _is_similar(one: Words, other: Words) -> bool:
    """Return True if four words of five are the same, as with an added note."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < 5 or shorter * 5 < longer * 4:
        return False
    return (Counter(one) & Counter(other)).total() * 5 >= longer * 4


def _contains(longer: Words, shorter: Words) -> bool:
    size = len(shorter)
    if not 0 < size <= len(longer) or shorter[0] not in longer:
        return False
    return any(longer[i : i + size] == shorter for i in range(len(longer) - size + 1))


def _in_templates(wanted: Words, selection: Selection, project: Project) -> Span | None:
    """Return the place of these words in the templates of the page, or of its header and footer."""
    patterns = ["layout/*.html"]
    if selection.in_main:
        patterns = [f"pages/{selection.kind}.html", "components/*.html"]
    for pattern in patterns:
        for folder in project.layers("templates"):
            for path in sorted(folder.glob(pattern)):
                name = f"templates/{path.relative_to(folder).as_posix()}"
                if found := _in_template(wanted, path, name):
                    return found
    return None


def _in_template(wanted: Words, path: Path, name: str) -> Span | None:
    """Return the place of these words in the text or the quoted strings of a template."""
    try:
        source = SourceText(name, path.read_text(encoding="utf-8").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError):
        return None
    markup = TEMPLATE_CODE.sub(lambda code: "\0" * len(code[0]), source.text)
    texts = ((PLAIN_TEXT, markup, each.span()) for each in ELEMENT_TEXT.finditer(markup))
    strings = ((QUOTED, source.text, code.span()) for code in TEMPLATE_CODE.finditer(source.text))
    for pattern, text, span in (*texts, *strings):
        for found in pattern.finditer(text, *span):
            if words_of(found[1]) == wanted:
                return source.span(*found.span(1))
    return None
