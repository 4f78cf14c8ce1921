"""Source text and places in it: character offsets on the inside, lines and columns for people."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from msgspec import Struct


class SourceText:
    """The decoded text of one file. Lines end with `\\n` only; a BOM has been taken off."""

    __slots__ = ("__dict__", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        """Relative to the project, with `/`, as it is shown to people."""
        self.text = text

    def __repr__(self) -> str:
        return f"SourceText({self.path!r}, {len(self.text)} characters)"

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts, first line first."""
        lengths = [len(line) + 1 for line in self.text.split("\n")]
        return list(accumulate(lengths, initial=0))[:-1]

    def line_of(self, offset: int) -> int:
        """The line (from 1) that holds the character at this offset."""
        return bisect_right(self.line_starts, min(max(offset, 0), len(self.text)))

    def line_text(self, line: int) -> str:
        """The text of a line (from 1) without its line end."""
        start = self.line_starts[line - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end == -1 else self.text[start:end]

    def span(self, start: int, end: int | None = None) -> Span:
        """The place from one offset to another; the end is not included."""
        return Span(self, start, start if end is None else end)

    def line_span(self, line: int) -> Span:
        """The place that covers a whole line (from 1), without its indentation."""
        text = self.line_text(line)
        start = self.line_starts[line - 1] + len(text) - len(text.lstrip())
        return Span(self, start, max(start, self.line_starts[line - 1] + len(text.rstrip())))

    @property
    def file_span(self) -> Span:
        """The file itself, where no line is to blame."""
        return Span(self, 0, 0)


class Span(Struct, frozen=True):
    """A place in a source: offsets in characters, `end` not included."""

    source: SourceText
    start: int
    end: int

    @property
    def path(self) -> str:
        """The file, relative to the project."""
        return self.source.path

    @property
    def line(self) -> int:
        """The line on which the place starts, from 1."""
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        """The column at which the place starts, from 1, in characters."""
        return self.start - self.source.line_starts[self.line - 1] + 1

    @property
    def end_line(self) -> int:
        """The line on which the place ends, from 1."""
        return self.source.line_of(max(self.start, self.end - 1))

    @property
    def end_column(self) -> int:
        """The column after the last character of the place, from 1."""
        return max(self.start, self.end) - self.source.line_starts[self.end_line - 1] + 1

    @property
    def text(self) -> str:
        """What is written at the place."""
        return self.source.text[self.start : self.end]

    def find(self, needle: str, occurrence: int = 0) -> Span:
        """The place of some words inside this one; this place itself where they are not found.

        `occurrence` counts from 0, for words that stand there more than once.
        """
        at = self.start
        for _ in range(occurrence + 1):
            found = self.source.text.find(needle, at, self.end)
            if found == -1:
                return self
            at = found + 1
        return Span(self.source, at - 1, at - 1 + len(needle))

    def __repr__(self) -> str:
        return f"Span({self.path}:{self.line}:{self.column})"


def display_width(text: str) -> int:
    """How many terminal cells a text takes: wide letters two, combining and hidden ones none."""
    width = 0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) in (
            "Cf",
            "Me",
            "Mn",
        ):
            continue
        width += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    return width
