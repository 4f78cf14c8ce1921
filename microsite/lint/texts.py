"""The texts of a project as they are written, and what in them is prose."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.event import Event
from microsite.source.front_matter import MarkdownFile
from microsite.source.reader import SourceFiles

if TYPE_CHECKING:
    from microsite.lint.dates import Mention

KINDS = {"news": "news", "pages": "page", "speakers": "speaker"}
"""What the files of a folder are."""
DATA = ("sessions", "rates", "sponsors", "figures", "resources")
TOGETHER = 32
"""Entries of a data file that are looked at in one go."""
ENTRIES = ("\n- ", "\n  - ")
"""What stands in front of each: the first of these that is there."""
REACH = 400
"""Characters, at most, from a place to either end of its sentence."""
BREAK = re.compile(
    r"[.!?][\"'’”)\]]*(?=\s)|\n[ \t]*\n|\n[ \t]*(?=(?:[-*+>]|\d+[.)]|#+|[\w ]{1,30}:)[ \t])|\||\n---|-->|<!--"
)
"""Where a sentence ends, or something else than a sentence starts."""
CODE = re.compile(r"`+[^`\n]*`+")
TARGET = re.compile(r"\]\([^)\s]*|https?://\S+|\{[:#.][^}\n]*\}")
FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)


class Text:
    """One file, settings in YAML and then Markdown, of which either may be empty; or some entries
    of a data file.
    """

    def __init__(self, source: SourceText, kind: str, body: int, dated: date | None = None) -> None:
        self.path = source.path
        self.text = source.text
        """All of it, as written."""
        self.kind = kind
        """`event`, `page`, `news`, `speaker`, or the name of a data file."""
        self.body = body
        """Where the Markdown starts."""
        self.dated = dated
        """The day of a news post."""
        self._source = source
        self._offset = 0
        """Where it starts there."""
        self.days: tuple[Mention, ...] | None = None
        """The days that it names, once somebody has looked for them; see `dates.mentions`."""

    def part(self, start: int, end: int) -> Text:
        """Some lines of a data file."""
        part = Text(self._source, self.kind, end - start, self.dated)
        part.text, part._offset = self.text[start:end], start
        return part

    @cached_property
    def lowered(self) -> str:
        """All of it in small letters, each at its place."""
        lowered = self.text.lower()
        if len(lowered) == len(self.text):
            return lowered
        return "".join(low if len(low := letter.lower()) == 1 else letter for letter in self.text)

    def hits(self, needle: str) -> Iterator[int]:
        """Where some words in small letters stand, in prose, however their letters are written."""
        at = self.lowered.find(needle)
        while at != -1:
            if self.is_prose(at):
                yield at
            at = self.lowered.find(needle, at + 1)

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where a pattern matches in prose."""
        return (match for match in pattern.finditer(self.text) if self.is_prose(match.start()))

    def is_prose(self, at: int) -> bool:
        """Whether what stands there is read by visitors: no comment, no code, no address."""
        text = self.text
        line = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        written = text[line : end if end != -1 else len(text)]
        place = at - line
        if at < self.body:
            if re.search(r"(?:^|\s)#(?:\s|$)", written[: place + 1]):
                return False
        elif written.startswith(("    ", "\t")) or self._is_fenced(at):
            return False
        if self._is_in_comment(at):
            return False
        return not any(
            match.start() <= place < match.end()
            for pattern in (CODE, TARGET)
            for match in pattern.finditer(written)
        )

    def _is_in_comment(self, at: int) -> bool:
        opened, closed = self._comments
        return _last_before(at, opened) > _last_before(at, closed)

    @cached_property
    def _comments(self) -> tuple[list[int], list[int]]:
        """Just after each mark that begins a comment, and after each that ends one."""
        opened = [match.end() for match in re.finditer("<!--", self.text)]
        closed = [match.end() for match in re.finditer("-->", self.text)] if opened else []
        return opened, closed

    def _is_fenced(self, at: int) -> bool:
        return self._has_fences and len(FENCE.findall(self.text, self.body, at)) % 2 == 1

    @cached_property
    def _has_fences(self) -> bool:
        return "```" in self.text or "~~~" in self.text

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence that a place is in starts and ends, as far as that can be told."""
        text = self.text
        floor, ceiling = max(0, at - REACH), min(len(text), at + REACH)
        start = floor
        for match in BREAK.finditer(text, floor, at):
            start = match.end()
        ends = BREAK.search(text, at, ceiling)
        return start, ends.start() if ends else ceiling

    def span(self, start: int, end: int) -> Span:
        """A place in it."""
        return self._source.span(self._offset + start, self._offset + end)


def _last_before(at: int, places: list[int]) -> int:
    """The last of some places in order that is not beyond another; -1 where none is."""
    index = bisect_right(places, at)
    return places[index - 1] if index else -1


def texts_of(sources: SourceFiles, event: Event) -> tuple[Text, ...]:
    """The texts that hold words of the event, as they are ordered in the project."""
    return tuple(_texts(sources, {post.slug: post.date for post in event.news}))


def _texts(sources: SourceFiles, dated: dict[str, date]) -> Iterator[Text]:
    if sources.event is not None:
        yield _document(sources.event, "event")
    for folder, kind in KINDS.items():
        for document in sources.documents.get(folder, ()):
            yield _document(document, kind, dated.get(document.slug) if kind == "news" else None)
    for name in DATA:
        if name in sources.data:
            source, _ = sources.data[name]
            yield from _parts(Text(source, name, len(source.text)))


def _parts(data: Text) -> Iterator[Text]:
    """A data file, some entries at a time: an edit of one is no reason to look at all of them
    again.
    """
    mark = next((mark for mark in ENTRIES if mark in data.text), None)
    lengths = (
        [len(mark) + len(entry) for entry in data.text.split(mark)] if mark else [len(data.text)]
    )
    ends = list(accumulate(lengths, initial=-len(mark or "")))[1:]
    start = 0
    for end in (*ends[TOGETHER - 1 : -1 : TOGETHER], len(data.text)):
        yield data.part(start, end)
        start = end


def _document(document: MarkdownFile, kind: str, dated: date | None = None) -> Text:
    return Text(document.source, kind, document.body.start, dated)


class Lint:
    """What the checks work with."""

    def __init__(self, event: Event, texts: Iterable[Text], as_of: date, log: Log) -> None:
        self.event = event
        self.texts = tuple(texts)
        self.as_of = as_of
        self.log = log

    def but(self, *kinds: str) -> Iterator[Text]:
        """The texts that are not of these kinds."""
        return (text for text in self.texts if text.kind not in kinds)


def said(span: Span) -> str:
    """The words at a place, on one line."""
    return " ".join(re.sub(r"\]\([^)]*\)|[*_\[\]`]", "", span.text).split())
