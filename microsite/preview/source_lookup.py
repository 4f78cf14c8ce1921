"""Search for the place where something on a page is written.

Pages do not contain the places of their sources: a line added to a file would change every page.
So the place is searched for when somebody asks, by its words, and by the ids and links around it.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from microsite.diagnostics.source_text import SourceText, Span
from microsite.preview.source_index import (
    SourceFragment,
    SourceIndex,
    SourceRecord,
    Words,
    words_of,
)
from microsite.project import Project
from microsite.site import urls

ID_PREFIX = re.compile(r"(?:figure|session|speaker|resource)-")
"""Prefix of an id on some pages."""
TEMPLATE_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
DATE = re.compile(r"\b(\d{1,2}) (\w+) (\d{4})\b")
CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})\b")
QUOTED = re.compile(r'"([^"]+)"')
EXACT, SIMILAR, CONTAINED, CONTAINS = 4, 3, 2, 1
"""Match of a fragment with what is shown: the same; similar; a longer text; a part of it."""
MIN_WORDS = 3
"""Number of words that identify a record."""
DATETIME_WORDS = 5
"""Number of words of `2027-05-20 09:00`."""
MAX_WORDS = 300
"""Number of words from which an element says nothing about the record of one of its parts."""

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


def find_source(selection: Selection, indexes: list[SourceIndex], project: Project) -> Span | None:
    """Return the place in the sources, else in a template, or None if there is no single place."""
    levels, page = selection.levels, selection.page.removeprefix("/")
    block = next((i for i in range(selection.block, len(levels)) if words_of(levels[i].text)), None)
    if block is None:
        return None
    in_folder = (index for index in indexes if index.folder and page.startswith(index.folder))
    search = _Search(page, levels[block:], next(in_folder, indexes[-1]))
    inner = levels[: block + 1]
    block_words = words_of(levels[block].text)
    phrases = [words for level in inner for words in _phrases(level)]
    template_phrases = [words_of(level.text) for level in reversed(inner)]
    template_phrases += [own for level in inner if len(own := words_of(level.own)) >= MIN_WORDS]
    return (
        search.exact(block_words, SIMILAR)
        or _first(search.exact(words, EXACT) for words in phrases)
        or _first(_in_templates(words, selection, project) for words in template_phrases if words)
        or _first(search.partial(words) for words in (block_words, *phrases))
        or search.anywhere(block_words)
        or search.nearest_record()
    )


def _first(spans: Iterable[Span | None]) -> Span | None:
    return next((span for span in spans if span), None)


def _phrases(level: ElementInfo) -> Iterator[Words]:
    """Yield an element's text, its own text, and its dates and times as they are typed."""
    moments = [words_of(moment.replace("T", " ")[:16]) for moment in level.moments]
    months = list(month_name)
    dates = [
        (year, f"{months.index(month):02}", day.zfill(2))
        for day, month, year in DATE.findall(level.text)
        if month in months
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
        own_page, event = (
            [[record] for record in index.by_page.get(address, ())]
            for address in (page.removeprefix(index.folder), urls.HOME)
        )
        about = [self._linked([level.about]) for level in levels]
        near = [self._linked(level.links) or self._quoted(level) for level in levels]
        groups = (*about, *own_page, *near, *event)
        self.groups = [records for records in groups if records]
        self.page_groups = [*own_page, *event]
        linked = (self._linked(level.links) for level in levels if level.links)
        self.nearest = next(linked, [])

    def exact(self, wanted: Words, least: int) -> Span | None:
        """Return the place of just these words."""
        return _first(self._best(wanted, records, least) for records in self.groups)

    def partial(self, wanted: Words) -> Span | None:
        """Return the place of a longer text with these words, or of a part of them."""
        for records in self.groups:
            least = 2 if records in self.page_groups else 1 if len(records) == 1 else MIN_WORDS
            if found := self._best(wanted, records, CONTAINS, least):
                return found
        return None

    def anywhere(self, wanted: Words) -> Span | None:
        """Return the place in any record."""
        return self._best(wanted, self.index.records, CONTAINED, MIN_WORDS + 1)

    def nearest_record(self) -> Span | None:
        """Return the place of the record that the innermost links lead to, if it is only one."""
        return self.nearest[0].place if len(self.nearest) == 1 else None

    def _linked(self, links: Iterable[str]) -> list[SourceRecord]:
        """Return the records that ids and links lead to."""
        found: list[SourceRecord] = []
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

    def _quoted(self, level: ElementInfo) -> list[SourceRecord]:
        """Return the records of which an element shows a whole fragment, such as a title."""
        words = words_of(level.text)
        if not MIN_WORDS <= len(words) <= MAX_WORDS:
            return []
        return [
            record
            for record in self.index.records
            if any(
                len(each.words) >= MIN_WORDS and _contains(words, each.words)
                for each in record.fragments
            )
        ]

    def _best(
        self, wanted: Words, records: Iterable[SourceRecord], worst: int, least: int = 1
    ) -> Span | None:
        """Return the best match of at least `worst`, with at least `least` words in common.

        Of equal matches, return the one whose siblings are shown around the selection.
        """
        best: tuple[int, int, tuple[int, ...]] = (0, 0, ())
        span = None
        for fragment in (each for record in records for each in record.fragments):
            match = _match(wanted, fragment.words, least)
            if match >= max(worst, best[0]):
                length = len(fragment.words) if match == CONTAINS else 0
                score = (match, length, self._neighbour_score(fragment))
                if score > best:
                    best, span = score, fragment.span
        return span

    def _neighbour_score(self, fragment: SourceFragment) -> tuple[int, ...]:
        """Return the number of siblings that each element shows, innermost first."""
        siblings = [other.words for other in fragment.siblings if other is not fragment]
        return tuple(sum(_contains(text, words) for words in siblings) for text in self.context)


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
    try:
        source = SourceText(name, path.read_text(encoding="utf-8").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError):
        return None
    markup = TEMPLATE_CODE.sub(lambda code: "\0" * len(code[0]), source.text)
    texts = [
        found.span()
        for found in re.finditer(r"(?<=[>\0])[^<>\0]+", markup)
        if _is_text(markup, found.start())
    ]
    texts += [
        string.span(1)
        for code in TEMPLATE_CODE.finditer(source.text)
        for string in QUOTED.finditer(source.text, code.start(), code.end())
    ]
    return next(
        (source.span(*span) for span in texts if words_of(source.text[slice(*span)]) == wanted),
        None,
    )


def _is_text(markup: str, start: int) -> bool:
    """Return True if a position of a template is in an element, not in a tag."""
    before = markup[:start].rstrip("\0 \n")
    return before.rfind("<") < before.rfind(">")
