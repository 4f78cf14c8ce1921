"""The place where a YAML text stopped making sense: its lines, and whether an edit would help."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

import yaml
from msgspec import Struct

from microsite.source.nodes import truncate
from microsite.source.yaml_repair.patched_text import (
    LOADER,
    YAML_ERRORS,
    TextEdit,
    apply_edits,
    parse_error,
)

ENTRY = re.compile(
    r"""(?P<indent>\s*)(?P<dashes>(?:-\s+)*)
    (?:(?P<key>"[^"]*"\s*|'[^']*'\s*|[^\s:\[\]{}"'\#&*!|>%@`,-](?:[^:\s]|\s(?!\#))*):(?=\s|$))?
    \s*(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
COMMENT = re.compile(r"(?<=\s)#(?:\s.*)?$", re.DOTALL)
"""A remark after a value. `#1` is none: nobody writes remarks that way, but many write “Session
#1”.
"""
MAX_CHARACTERS_TRIED = 30_000_000
"""Characters. What a file may cost in tries before we stop looking for more mistakes in it."""


class ParsedLine(Struct, frozen=True):
    """A line of a draft, taken apart."""

    number: int
    """From 0."""
    start: int
    """The offset of its first character."""
    text: str
    """Without its line end."""
    indent: int
    """How many characters of white space it starts with."""
    dashes: str
    """The hyphens of list entries, with the spaces after them."""
    key: str | None
    """The name before its first colon, as typed."""
    value: str
    """What follows, without a remark."""
    value_start: int
    """The offset of the value."""

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)

    @property
    def body(self) -> int:
        """The offset of its first character that is no white space."""
        return self.start + self.indent

    @property
    def value_end(self) -> int:
        """The offset after its value."""
        return self.value_start + len(self.value)

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return truncate(self.key or self.dashes.strip() or self.value, 40)


def parse_line(number: int, start: int, text: str) -> ParsedLine:
    """A line with its parts."""
    match = ENTRY.match(text)
    if match is None:  # the pattern matches any text
        raise AssertionError(text)
    value = COMMENT.sub("", match["value"]).rstrip()
    return ParsedLine(
        number,
        start,
        text,
        len(match["indent"]),
        match["dashes"],
        match["key"],
        value,
        start + match.start("value"),
    )


def line_holding(text: str, offset: int) -> ParsedLine:
    """The line of a text that holds an offset; its number is not worked out."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return parse_line(0, start, text[start : end if end != -1 else len(text)])


def apply_to_line(line: ParsedLine, *edits: TextEdit) -> str:
    """How a line reads after edits to it, to be shown in a message."""
    inside = tuple(
        TextEdit(edit.start - line.start, edit.end - line.start, edit.text) for edit in edits
    )
    return truncate(COMMENT.sub("", apply_edits(line.text, inside)), 110)


class ParseBudget:
    """Counts what has been spent on trying edits."""

    def __init__(self) -> None:
        self.left = MAX_CHARACTERS_TRIED

    def consume(self, characters: int) -> bool:
        """Pay for reading a text; False where nothing is left."""
        self.left -= characters
        return self.left > 0

    def parse_error(self, text: str) -> Exception | None:
        """Why a text cannot be read."""
        self.consume(len(text))
        return parse_error(text)


class FailureContext:
    """What somebody who looks for the cause of a failure can see."""

    def __init__(self, text: str, failure: Exception, budget: ParseBudget) -> None:
        self.text = text
        self.budget = budget
        self.at = min(_index(failure, "problem_mark") or 0, len(text))
        """Where reading stopped."""
        context = str(getattr(failure, "context", None) or "")
        block = (
            "block mapping" in context or "block collection" in context or "plain scalar" in context
        )
        opened = None if block else _index(failure, "context_mark")
        self.error_start = self.at if opened is None else min(opened, len(text))
        """Where the thing starts that could not be read to its end."""
        self.in_quotes = opened is not None and "quoted" in context
        """Whether reading stopped inside a text in quotes."""

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line(self, number: int) -> ParsedLine:
        """A line by its number, from 0."""
        start = self.line_starts[number]
        end = (
            self.line_starts[number + 1] - 1
            if number + 1 < len(self.line_starts)
            else len(self.text)
        )
        return parse_line(number, start, self.text[start:end])

    def line_at(self, offset: int) -> ParsedLine:
        """The line that holds an offset; the last one with something on it where the text has
        ended.
        """
        number = bisect_right(self.line_starts, min(offset, len(self.text.rstrip()))) - 1
        return self.line(number)

    def before(self, line: ParsedLine) -> ParsedLine | None:
        """The line above that says something."""
        for number in range(line.number - 1, -1, -1):
            above = self.line(number)
            if above.text.strip() and not above.text.lstrip().startswith("#"):
                return above
        return None

    def after(self, line: ParsedLine) -> ParsedLine | None:
        """The next line, empty or not."""
        return self.line(line.number + 1) if line.number + 1 < len(self.line_starts) else None

    @cached_property
    def failing_line(self) -> ParsedLine:
        """The line on which reading stopped."""
        return self.line_at(self.at)

    @cached_property
    def candidate_lines(self) -> tuple[ParsedLine, ...]:
        """The lines that may hold the cause, the likeliest first; none that are inside a longer
        text.
        """
        blamed = self.line_at(self.error_start)
        if self.in_quotes:
            return (blamed,)
        lines = [blamed, self.failing_line, self.before(self.failing_line), self.before(blamed)]
        inside = {
            number
            for start, end in self.long_texts
            for number in range(self.line_at(start).number + 1, self.line_at(end).number + 1)
        }
        known = {line.number: line for line in lines if line is not None}
        return tuple(line for number, line in known.items() if number not in inside)

    @cached_property
    def long_texts(self) -> tuple[tuple[int, int], ...]:
        """Texts of several lines before the failure, in quotes or after `|` and `>`: where they
        start and end.
        """
        found = []
        try:
            for token in yaml.scan(self.text, Loader=LOADER):
                start, end = token.start_mark.index, token.end_mark.index
                if start > self.at:
                    break
                if (
                    isinstance(token, yaml.ScalarToken)
                    and token.style
                    and "\n" in self.text[start:end]
                ):
                    found.append((start, start + len(self.text[start:end].rstrip())))
        except YAML_ERRORS:
            pass
        return tuple(found)

    def unparsed_after(self, edits: tuple[TextEdit, ...]) -> int | None:
        """How many characters could still not be read after edits; None where they don't help at
        all.
        """
        text = apply_edits(self.text, edits)
        failure = self.budget.parse_error(text)
        if failure is None:
            return 0
        after = FailureContext(text, failure, self.budget)
        shift = len(text) - len(self.text)
        reached_further = len(text) - after.error_start < len(self.text) - self.error_start
        past_edits = after.error_start >= max(edit.end for edit in edits) + shift
        return len(text) - after.error_start if reached_further and past_edits else None

    def improves(self, edits: tuple[TextEdit, ...]) -> bool:
        """Whether more can be read after edits."""
        return bool(edits) and self.budget.left > 0 and self.unparsed_after(edits) is not None


def quote_scalar(text: str) -> str:
    """A text in quotes that YAML reads as it stands; an apostrophe beside straight quotes becomes a
    curly one.
    """
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "’") + "'"


def _index(failure: Exception, name: str) -> int | None:
    mark = getattr(failure, name, None)
    return None if mark is None else int(mark.index)
