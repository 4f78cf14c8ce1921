"""Source texts and spans: character offsets inside, lines and columns for people."""

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property

from msgspec import Struct


class SourceText:
    """Decoded text of a file of the project.

    Lines end with `\\n`, and there is no BOM.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line_of(self, offset: int) -> int:
        """Return the line, from 1, that contains an offset."""
        return bisect_right(self.line_starts, min(max(offset, 0), len(self.text)))

    def line_text(self, line: int) -> str:
        """Return a line, counted from 1, without its line end."""
        start = self.line_starts[line - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end == -1 else self.text[start:end]

    def span(self, start: int, end: int | None = None) -> "Span":
        """Return the span between two offsets, or an empty one."""
        return Span(self, start, start if end is None else end)

    def line_span(self, line: int) -> "Span":
        """Return the span of a line, counted from 1, without white space around it."""
        text = self.line_text(line)
        start = self.line_starts[line - 1] + len(text) - len(text.lstrip())
        return Span(self, start, start + len(text.strip()))

    @property
    def file_span(self) -> "Span":
        """Span of the file itself, where no line is to blame."""
        return Span(self, 0, 0)


class Span(Struct, frozen=True):
    """A range of characters in a source. `end` is exclusive."""

    source: SourceText
    start: int
    end: int

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def line(self) -> int:
        """Line of the first character, from 1."""
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        """Column of the first character, from 1."""
        return self.start - self.source.line_starts[self.line - 1] + 1

    @property
    def end_line(self) -> int:
        """Line of the last character, from 1."""
        return self.source.line_of(max(self.start, self.end - 1))

    @property
    def end_column(self) -> int:
        """Column after the last character, from 1."""
        line_start = self.source.line_starts[self.end_line - 1]
        return max(self.start, self.end) - line_start + 1

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def find(self, needle: str, occurrence: int = 0) -> "Span":
        """Return the span of an occurrence, from 0, of a text.

        Return this span if it has no such occurrence.
        """
        at = self.start
        for _ in range(occurrence + 1):
            start = self.source.text.find(needle, at, self.end)
            if start == -1:
                return self
            at = start + 1
        return Span(self.source, at - 1, at - 1 + len(needle))


def display_width(text: str) -> int:
    """Return the terminal cells of a text.

    Wide letters have two, and combining ones none.
    """
    width = 0
    for character in text:
        is_hidden = unicodedata.category(character) in ("Cf", "Me", "Mn")
        if is_hidden or unicodedata.combining(character):
            continue
        is_wide = unicodedata.east_asian_width(character) in ("W", "F")
        width += 2 if is_wide else 1
    return width
