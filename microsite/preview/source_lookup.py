"""Search for the place where something on a page is written.

Pages do not contain the places of their sources: a line added to a file would change every page.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from operator import itemgetter
from typing import Annotated

from msgspec import Meta, Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.event import edition_folder
from microsite.model.loader import load_event
from microsite.project import Project
from microsite.site import urls
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.reader import read_sources

INVISIBLE = re.compile(
    r"\]\([^)\]\n]*\)|\]\[[^\]\n]*\]|\{[#:][^{}\n]*\}"
    r"|[\u00ad\u200b\u2060]|['’ʼ]|(?<=\d),(?=\d{3}\b)"
)
"""Parts of a source that a page does not show as they are, such as targets of links."""
MARKER = r"(?:[-*+•·–—>]|\d{1,3}[.)]|#{1,6}|:)\s+|#{1,6}|\[\^[^\]\n]+\]:"
"""Markdown in front of the words of a list item, heading, quotation, definition or footnote."""
BLOCK = re.compile(rf"^[ \t]*[#|].*|^.*\S.*(?:\n(?![ \t]*(?:$|\||{MARKER})).*)*", re.MULTILINE)
"""Heading, row of a table, or lines up to the next of these, a marker or an empty line."""
REFERENCE_FIELDS = frozenset("id sample speakers chair resources repeat_of supersedes tier".split())
"""Fields that only name a record, other records, or other fields."""
MONTHS = {name: f"{number:02}" for number, name in enumerate(month_name)}
TEMPLATE_CODE = re.compile(
    r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|\{#(?:(?!\{#).)*?#\}|<[^<>]*>", re.DOTALL
)
EXACT, SIMILAR, PART = 3, 2, 1
"""Match of a fragment with what is shown: the same; similar; one is a part of the other."""

Words = tuple[str, ...]
Text = Annotated[str, Meta(max_length=4000)]


class ElementInfo(Struct, frozen=True):
    """Element of a page."""

    text: Text
    own: Text = ""
    """Text outside of child elements."""
    about: Text = ""
    """Address of what it shows, or `#ID`. Empty if that is not clear."""
    moments: Annotated[tuple[Text, ...], Meta(max_length=80)] = ()
    """Dates and times of its `time` elements, in ISO format."""

    def phrases(self) -> list[Words]:
        """Return its text, its own text, and its dates and times as they are typed."""
        moments = [words_of(moment.replace("T", " ")[:16]) for moment in self.moments]
        dates = re.findall(r"\b(\d{1,2}) (\w+) (\d{4})\b", self.text)
        moments += [(year, MONTHS.get(month, ""), day.zfill(2)) for day, month, year in dates]
        clock = re.findall(r"\b(\d{1,2})[:.](\d{2})\b", self.text)
        times = [*(it[3:] for it in moments), *((hour.zfill(2), minute) for hour, minute in clock)]
        return [words_of(self.text), words_of(self.own), *moments, *times]


class Selection(Struct, frozen=True):
    """The selected element and the elements around it, innermost first."""

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
    names: set[str]
    """Address of the page of its record, and `#ID`."""
    siblings: list[Words]
    """Words of all fragments of the same mapping or text."""


class SourceIndex:
    """Fragments of one edition."""

    def __init__(self, edition: Project) -> None:
        sources = read_sources(edition.root, Log(), prefix=edition.prefix)
        event = load_event(sources, Log())
        self.folder = edition_folder(event.record) if event else ""
        """Folder of its pages in output/, such as `2026/`. Empty if there is only one edition."""
        self.fragments: list[Fragment] = []
        groups = {"": [sources.event] if sources.event else [], **sources.documents}
        for folder, file in ((folder, file) for folder, files in groups.items() for file in files):
            address = f"{folder}/{file.slug}/".removeprefix("pages/") if folder else urls.HOME
            names = {address, f"#{file.slug}", f"#{folder[:-1]}-{file.slug}"}
            self.add(file.settings, names, [])
            self.add_texts(split_blocks(file.body), names, [])
        pages = {"sessions": urls.PROGRAMME, "sponsors": urls.SPONSORSHIP}
        for name, (_, root) in sources.data.items():
            if root is not None:
                self.add(root, {f"settings of {pages.get(name, f'{name}/')}"}, [], name)

    def add(self, node: Node, names: set[str], siblings: list[Words], key: str = "") -> None:
        """Add every value below a node. The values of a mapping are siblings.

        `key` is the key of the node, or the name of a data file.
        """
        if isinstance(node, Mapping):
            own: list[Words] = []
            for name, value in node:
                if name.text not in REFERENCE_FIELDS or name.text == key:
                    self.add(value, names, own, name.text)
        elif isinstance(node, Sequence):
            for number, item in enumerate(node.items, 1):
                id_ = item.values.get("id") if isinstance(item, Mapping) else None
                slug = id_.text.strip() if isinstance(id_, Scalar) else f"{key[:-1]}-{number}"
                own_names = {f"#{slug}", f"#{key[:-1]}-{slug}"}
                own_names |= {urls.session(slug)} if key == "sessions" else set()
                self.add(item, names | own_names, siblings)
        elif node.style in "|>" or "\n" in node.text:
            self.add_texts(split_blocks(node.span), names, [])
        else:
            self.add_texts([(node.text, node.span)], names, siblings)

    def add_texts(
        self, texts: Iterable[tuple[str, Span]], names: set[str], siblings: list[Words]
    ) -> None:
        """Add the texts that have words."""
        for text, span in texts:
            if words := words_of(text):
                siblings.append(words)
                self.fragments.append(Fragment(words, span, names, siblings))


def index_sources(project: Project) -> list[SourceIndex]:
    """Index the editions of a project, the current one last: its folder may contain the others."""
    return [SourceIndex(edition) for edition in (*project.past_editions, project)]


def words_of(text: str) -> Words:
    """Return the words of a text without case, punctuation and markup, to compare texts."""
    visible = INVISIBLE.sub("", unicodedata.normalize("NFKC", unescape(text)))
    return tuple(re.findall(r"[^\W_]+", re.sub(r"</?[A-Za-z][^<>\n]*>", " ", visible).casefold()))


def split_blocks(span: Span) -> Iterator[tuple[str, Span]]:
    """Yield the paragraphs, headings, list items and table cells of a Markdown text."""
    for block in BLOCK.finditer(span.text):
        text = block[0].lstrip()
        end = span.start + block.end()
        place = span.source.span(end - len(text), end)
        for each in text.split("|") if text.startswith("|") else [text]:
            yield re.sub(rf"\A\s*(?:{MARKER})*", "", each), place


def find_source(selection: Selection, indexes: list[SourceIndex], project: Project) -> Span | None:
    """Return the place in the sources, else in a template, or None if there is no single place."""
    levels, page = selection.levels, selection.page.removeprefix("/")
    block = next((i for i in range(selection.block, len(levels)) if words_of(levels[i].text)), None)
    if block is None:
        return None
    in_folder = (index for index in indexes if index.folder and page.startswith(index.folder))
    index = next(in_folder, indexes[-1])
    context = Context(page.removeprefix(index.folder), levels[block:], index.folder)
    inner = levels[: block + 1]
    phrases = [words_of(levels[block].text), *(it for level in inner for it in level.phrases())]
    found = context.best_match(phrases, index.fragments, SIMILAR)
    if found is None:
        written = list(template_texts(selection, project))
        texts = [words_of(level.text) for level in reversed(inner)]
        texts += [own for level in inner if len(own := words_of(level.own)) > 2]
        for wanted in filter(None, texts):
            if place := next((span for words, span in written if words == wanted), None):
                return place
        found = context.best_match(phrases, index.fragments, PART)
    return found


class Context:
    """Records and texts around an element."""

    def __init__(self, page: str, levels: tuple[ElementInfo, ...], folder: str) -> None:
        self.records = []
        """Names of the record that each level is about, then of those of the page."""
        for level in levels:
            file, mark, id_ = level.about.removeprefix("/").removeprefix(folder).partition("#")
            self.records.append({f"#{id_}" if mark else urls.page_url(file)} - {""})
        self.records.append({page, f"settings of {page}"})
        self.texts = [words_of(level.text) for level in levels]

    def best_match(
        self, phrases: list[Words], fragments: list[Fragment], least: int
    ) -> Span | None:
        """Return the closest fragment that matches the first phrase with any match at all.

        Of equal matches, it is the one whose siblings are shown around the element.
        """
        closest = len(self.records)
        for wanted in filter(None, phrases):
            found = []
            for fragment in fragments:
                match, length = match_words(wanted, fragment.words), len(fragment.words)
                if match < least:
                    continue
                siblings = fragment.siblings
                shown = [[it for it in siblings if contains(text, it)] for text in self.texts]
                steps = [n for n, names in enumerate(self.records) if names & fragment.names]
                titles = [any(len(words) > 1 for words in level) for level in shown]
                steps += [closest + n for n, has_title in enumerate(titles) if has_title]
                steps += [99] * (urls.HOME in fragment.names)
                if steps and (match > PART or steps[0] < closest or length * 2 >= len(wanted)):
                    found.append(((-steps[0], match, length, [*map(len, shown)]), fragment.span))
            if found:
                return max(found, key=itemgetter(0))[1]
        return None


def match_words(wanted: Words, written: Words) -> int:
    """Return how well a fragment matches, or 0 if it does not."""
    is_datetime = len(written) == 5 and "".join(written).isdigit()
    if wanted == written or (is_datetime and wanted in (written[:3], written[3:])):
        return EXACT
    shorter, longer = sorted((len(wanted), len(written)))
    if shorter > 5 and (Counter(wanted) & Counter(written)).total() * 5 >= longer * 4:
        return SIMILAR
    is_part = contains(wanted, written) or (len(wanted) > 1 and contains(written, wanted))
    return PART if is_part else 0


def contains(longer: Words, shorter: Words) -> bool:
    """Return True if these words follow each other in a text."""
    return f" {' '.join(shorter)} " in f" {' '.join(longer)} "


def template_texts(selection: Selection, project: Project) -> Iterator[tuple[Words, Span]]:
    """Yield the texts of the templates of a page, and quoted strings in their code."""
    in_main = (f"pages/{selection.kind}.html", "components/*.html")
    folders = project.layers("templates")
    for pattern in in_main if selection.in_main else ("layout/*.html",):
        for path, folder in ((path, it) for it in folders for path in sorted(it.glob(pattern))):
            text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
            source = SourceText(f"templates/{path.relative_to(folder).as_posix()}", text)
            plain = TEMPLATE_CODE.sub(lambda code: "\0" * len(code[0]), text)
            quoted = re.finditer(r'"([^"\n<>]+)"', text)
            for found in (*re.finditer(r"([^\0]+)", plain), *quoted):
                yield words_of(found[1]), source.span(*found.span(1))
