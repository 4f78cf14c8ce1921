"""Finds where something that a page shows is written.

Pages do not carry their sources with them: a view that did would be another one for each line that
is put above. So it is looked for when it is asked for, by what it says and where it stands: the ids
and links around it, and what else is said there, name the records it can belong to.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics.source_text import SourceText, Span
from microsite.preview.written import Book, Record, Words, Written, words_of
from microsite.project import Project
from microsite.site import urls

ID_OF_KIND = re.compile(r"(?:figure|session|speaker|resource)-")
"""What some pages put before an id."""
TEMPLATE_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
DATE = re.compile(r"\b(\d{1,2}) (\w+) (\d{4})\b")
CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})\b")
QUOTED = re.compile(r'"([^"]+)"')
EXACT, NEARLY, WITHIN, HOLDS = 4, 3, 2, 1
"""How well something written fits what is shown: the same; differs in little; holds it; is held by
it.
"""
TELLING = 3
"""Words that must be the same to tell a record by what it says."""
MOMENT = 5
"""Numbers of which a day and a time are made."""
MUCH = 300
"""Words of an element from which on it says nothing of what one of its parts belongs to."""


class Level(Struct, frozen=True):
    """An element of a page."""

    text: str
    own: str = ""
    """Its text without that of elements in it."""
    about: str = ""
    """What it shows, as one of `links`; empty where that cannot be told."""
    moments: tuple[str, ...] = ()
    """The machine's form of the times in it."""
    links: tuple[str, ...] = ()
    """Addresses that it names, relative to the site's root: where its links lead, `#ID` for its
    ids.
    """


class Shown(Struct, frozen=True):
    """What somebody points at: an element, and those it stands in, from the inside out."""

    page: str
    """The address of the page, relative to the site's root."""
    kind: str
    """Of page: the template is `pages/KIND.html`."""
    in_main: bool
    """Whether it stands in the page's main part, and not in what surrounds every page."""
    levels: tuple[Level, ...]
    block: int = 0
    """Which of them is the paragraph, the heading, the cell: what lies before are words in it."""


def origin_of(shown: Shown, books: Iterable[Book], project: Project) -> Span | None:
    """Where it is written: in the sources, else in a template; None where it is made of nothing
    that is written.
    """
    book = next(
        (book for book in books if book.folder and shown.page.startswith(book.folder)), None
    )
    block = next(
        (at for at in range(shown.block, len(shown.levels)) if words_of(shown.levels[at].text)),
        None,
    )
    if block is None:
        return None
    search = _Search(shown, block, book or list(books)[-1])
    said = words_of(shown.levels[block].text)
    whole = [words_of(level.text) for level in reversed(shown.levels[: block + 1])]
    whole += [
        own for level in shown.levels[: block + 1] if len(own := words_of(level.own)) >= TELLING
    ]
    inside = [words for level in shown.levels[: block + 1] for words in _said(level)]
    return (
        search.exactly(said, NEARLY)
        or next((found for words in inside if (found := search.exactly(words, EXACT))), None)
        or next(
            (found for words in whole if words and (found := _in_templates(words, shown, project))),
            None,
        )
        or next((found for words in (said, *inside) if (found := search.partly(words))), None)
        or search.anywhere(said)
        or search.record_around()
    )


def _said(level: Level) -> Iterator[Words]:
    """What an element says: in all, on its own, and the dates and times in it as they are typed."""
    moments = [words_of(moment.replace("T", " ")[:16]) for moment in level.moments]
    dates = [
        (year, f"{list(month_name).index(month):02}", day.zfill(2))
        for day, month, year in DATE.findall(level.text)
        if month in month_name
    ]
    clocks = [(hour.zfill(2), minute) for hour, minute in CLOCK.findall(level.text)]
    parts = [moment[3:] for moment in moments if len(moment) == MOMENT]
    yield from (
        words
        for words in (words_of(level.text), words_of(level.own), *moments, *dates, *parts, *clocks)
        if words
    )


class _Search:
    """Looks in the records that something is about, the page's own, those that are named around it,
    and the event's.
    """

    def __init__(self, shown: Shown, block: int, book: Book) -> None:
        self.book = book
        self.context = [
            words for level in shown.levels[block:] if len(words := words_of(level.text)) <= MUCH
        ]
        levels = shown.levels[block:]
        page = shown.page.removeprefix(book.folder)
        own, event = (
            [[record] for record in book.pages.get(address, ())] for address in (page, urls.HOME)
        )
        self.scopes = [records for level in levels if (records := self._named((level.about,)))]
        self.scopes += own
        self.scopes += [
            records
            for level in levels
            if (records := self._named(level.links) or self._told(level))
        ]
        self.scopes += event
        self.wide = [*own, *event]
        self.nearest = next((self._named(level.links) for level in shown.levels if level.links), [])

    def exactly(self, wanted: Words, least: int) -> Span | None:
        """Where just this is written."""
        return next(
            (found for records in self.scopes if (found := self._best(wanted, records, least))),
            None,
        )

    def partly(self, wanted: Words) -> Span | None:
        """Where it is written together with more, or a part of it."""
        for records in self.scopes:
            least = 2 if records in self.wide else 1 if len(records) == 1 else TELLING
            if found := self._best(wanted, records, HOLDS, least):
                return found
        return None

    def anywhere(self, wanted: Words) -> Span | None:
        """Where it is written in any record."""
        return self._best(wanted, self.book.records, WITHIN, TELLING + 1)

    def record_around(self) -> Span | None:
        """The record that is named where something is first named, and alone there."""
        return self.nearest[0].place if len(self.nearest) == 1 else None

    def _named(self, links: Iterable[str]) -> list[Record]:
        """The records that are named by ids and links."""
        found: dict[int, Record] = {}
        for link in links:
            file, mark, name = link.removeprefix(self.book.folder).partition("#")
            page = urls.page_url(file)
            names = (name, ID_OF_KIND.sub("", name, count=1))
            records = (record for each in names for record in self.book.named.get(each, ()))
            for record in records if mark else self.book.pages.get(page, ()) if page else ():
                if not record.is_settings:
                    found[id(record)] = record
        return list(found.values())

    def _told(self, level: Level) -> list[Record]:
        """The records of which an element says something whole, such as a title, where it does not
        say too much.
        """
        said = words_of(level.text)
        if not TELLING <= len(said) <= MUCH:
            return []
        return [
            record
            for record in self.book.records
            if any(len(text.words) >= TELLING and _holds(said, text.words) for text in record.texts)
        ]

    def _best(
        self, wanted: Words, records: Iterable[Record], worst: int, least: int = 1
    ) -> Span | None:
        """Where these records say it best; of several places, where more of what stands beside it
        is shown around it.

        `worst` is the least fit that will do, `least` how many words must then be the same.
        """
        best: tuple[int, int, tuple[int, ...]] = (0, 0, ())
        place = None
        for text in (text for record in records for text in record.texts):
            fit = _fit(wanted, text.words, least)
            if fit >= max(worst, best[0]):
                score = (fit, len(text.words) if fit == HOLDS else 0, self._kinship(text))
                if score > best:
                    best, place = score, text.span
        return place

    def _kinship(self, text: Written) -> tuple[int, ...]:
        """By element, from the inside out: how much of what is written beside it is shown there."""
        siblings = [other.words for other in text.siblings if other is not text]
        return tuple(sum(_holds(said, words) for words in siblings) for said in self.context)


def _fit(wanted: Words, written: Words, least: int) -> int:
    """How well something written fits what is wanted; 0 where it does not."""
    if wanted == written or (_is_moment(written) and wanted in (written[:3], written[3:])):
        return EXACT
    if _nearly(wanted, written):
        return NEARLY
    if len(wanted) >= max(2, least) and _holds(written, wanted):
        return WITHIN
    is_enough = len(written) >= least and (least == 1 or len(written) * 2 >= len(wanted))
    return HOLDS if (is_enough or _is_number(written)) and _holds(wanted, written) else 0


def _nearly(one: Words, other: Words) -> bool:
    """Whether four words of five are the same: a note was added, a link is shown by another name."""
    longer, shorter = max(len(one), len(other)), min(len(one), len(other))
    return (
        shorter >= 5
        and shorter * 5 >= longer * 4
        and (Counter(one) & Counter(other)).total() * 5 >= longer * 4
    )


def _is_number(words: Words) -> bool:
    """Whether it is a number that stands for one thing, such as that of a telephone."""
    return len(words) == 1 and len(words[0]) >= 5 and words[0].isdigit()


def _is_moment(words: Words) -> bool:
    """Whether it is a day and a time: `2027-05-20 09:00`."""
    return len(words) == MOMENT and all(word.isdigit() for word in words)


def _holds(longer: Words, shorter: Words) -> bool:
    size = len(shorter)
    if not 0 < size <= len(longer) or shorter[0] not in longer:
        return False
    return any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))


def _in_templates(wanted: Words, shown: Shown, project: Project) -> Span | None:
    """Where a template says just this: that of the page and its components, or what surrounds every
    page.
    """
    names = (
        (f"pages/{shown.kind}.html", "components/*.html") if shown.in_main else ("layout/*.html",)
    )
    for name in names:
        for folder in project.layers("templates"):
            for path in sorted(folder.glob(name)):
                if found := _in_template(
                    wanted, path, f"templates/{path.relative_to(folder).as_posix()}"
                ):
                    return found
    return None


def _in_template(wanted: Words, path: Path, name: str) -> Span | None:
    try:
        source = SourceText(name, path.read_text(encoding="utf-8").replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError):
        return None
    outside = TEMPLATE_CODE.sub(lambda code: "\0" * len(code[0]), source.text)
    said = [
        match.span()
        for match in re.finditer(r"(?<=[>\0])[^<>\0]+", outside)
        if _is_text(outside, match.start())
    ]
    said += [
        match.span(1)
        for code in TEMPLATE_CODE.finditer(source.text)
        for match in _quoted(source.text, code)
    ]
    found = next(
        ((start, end) for start, end in said if words_of(source.text[start:end]) == wanted), None
    )
    return source.span(*found) if found else None


def _is_text(outside: str, start: int) -> bool:
    """Whether what starts there in a template stands in an element, and not in a tag or for the
    template alone.
    """
    before = outside[:start].rstrip("\0 \n")
    return before.rfind("<") < before.rfind(">")


def _quoted(text: str, code: re.Match[str]) -> Iterator[re.Match[str]]:
    return QUOTED.finditer(text, code.start(), code.end())
