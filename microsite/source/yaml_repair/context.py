"""The place where the parser failed: its lines, and whether an edit lets more be parsed."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
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
"""A comment after a value. `#1` is none, because many people write “Session #1”."""
MAX_CHARACTERS_TRIED = 30_000_000
"""Characters parsed to try repairs before we stop looking for more problems in a file."""


class ParsedLine(Struct, frozen=True):
    """The parts of one line. Offsets are those of the text."""

    number: int
    """Number from 0."""
    start: int
    text: str
    indent: int
    """Characters of white space at the start."""
    dashes: str
    """Hyphens of list entries, with the spaces after them."""
    key: str | None
    """Key before the first colon, as typed."""
    value: str
    """The rest, without a comment."""
    value_start: int

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text)

    @property
    def body(self) -> int:
        """Offset of the first character that is not white space."""
        return self.start + self.indent

    @property
    def value_end(self) -> int:
        """Offset after the value."""
        return self.value_start + len(self.value)

    @property
    def name(self) -> str:
        """Name of the line in messages."""
        return truncate(self.key or self.dashes.strip() or self.value, 40)

    def span(self, match: re.Match[str], group: str) -> tuple[int, int]:
        """Return the offsets of a group that matched in the line."""
        return self.start + match.start(group), self.start + match.end(group)

    def with_value(self, value: str) -> TextEdit:
        """Return the edit that replaces the value."""
        return TextEdit(self.value_start, self.value_end, value)


def parse_line(number: int, start: int, text: str) -> ParsedLine:
    """Parse a line into its parts."""
    match = ENTRY.match(text)
    assert match is not None  # the pattern matches any text
    value = COMMENT.sub("", match["value"]).rstrip()
    value_start = start + match.start("value")
    indent, dashes, key = len(match["indent"]), match["dashes"], match["key"]
    return ParsedLine(number, start, text, indent, dashes, key, value, value_start)


def line_holding(text: str, offset: int) -> ParsedLine:
    """Return the line that contains an offset, without its number."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return parse_line(0, start, text[start : end if end != -1 else len(text)])


def apply_to_line(line: ParsedLine, edit: TextEdit) -> str:
    """Return a line after an edit, for a message."""
    inside = TextEdit(edit.start - line.start, edit.end - line.start, edit.text)
    return truncate(COMMENT.sub("", apply_edits(line.text, (inside,))), 110)


def quote_scalar(text: str) -> str:
    """Return a text in quotes. An apostrophe beside straight quotes becomes a curly one."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "’") + "'"


class ParseBudget:
    """Limits the characters that are parsed to try repairs."""

    def __init__(self) -> None:
        self.left = MAX_CHARACTERS_TRIED

    def consume(self, characters: int) -> bool:
        """Count characters. Return whether any are left."""
        self.left -= characters
        return self.left > 0

    def parse_error(self, text: str) -> Exception | None:
        """Return why a YAML text cannot be parsed."""
        self.consume(len(text))
        return parse_error(text)


class FailureContext:
    """A text, and where the parser failed in it."""

    def __init__(self, text: str, error: Exception, budget: ParseBudget) -> None:
        self.text = text
        self.budget = budget
        self.at = min(_mark_offset(error, "problem_mark") or 0, len(text))
        """Offset at which the parser stopped."""
        message = str(getattr(error, "context", None) or "")
        is_block = any(
            part in message for part in ("block mapping", "block collection", "plain scalar")
        )
        opened = None if is_block else _mark_offset(error, "context_mark")
        self.error_start = self.at if opened is None else min(opened, len(text))
        """Offset of the node that could not be parsed to its end."""
        self.in_quotes = opened is not None and "quoted" in message

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line(self, number: int) -> ParsedLine:
        """Return a line by its number, from 0."""
        start = self.line_starts[number]
        end = self.text.find("\n", start)
        return parse_line(number, start, self.text[start : end if end != -1 else len(self.text)])

    def line_at(self, offset: int) -> ParsedLine:
        """Return the line that contains an offset, and after the end the last line with text."""
        number = bisect_right(self.line_starts, min(offset, len(self.text.rstrip()))) - 1
        return self.line(number)

    def before(self, line: ParsedLine) -> ParsedLine | None:
        """Return the nearest line above that is neither empty nor a comment."""
        for number in range(line.number - 1, -1, -1):
            above = self.line(number)
            if above.text.strip() and not above.text.lstrip().startswith("#"):
                return above
        return None

    def after(self, line: ParsedLine) -> ParsedLine | None:
        """Return the next line, empty or not."""
        return self.line(line.number + 1) if line.number + 1 < len(self.line_starts) else None

    @cached_property
    def failing_line(self) -> ParsedLine:
        """The line on which the parser stopped."""
        return self.line_at(self.at)

    @cached_property
    def candidate_lines(self) -> tuple[ParsedLine, ...]:
        """Lines that may hold the cause, likeliest first, outside texts of several lines."""
        first = self.line_at(self.error_start)
        if self.in_quotes:
            return (first,)
        lines = [first, self.failing_line, self.before(self.failing_line), self.before(first)]
        inside = {
            number
            for start, end in self.long_texts
            for number in range(self.line_at(start).number + 1, self.line_at(end).number + 1)
        }
        by_number = {line.number: line for line in lines if line is not None}
        return tuple(line for number, line in by_number.items() if number not in inside)

    @cached_property
    def long_texts(self) -> tuple[tuple[int, int], ...]:
        """Offsets of texts of several lines before the failure, in quotes or after `|` and `>`."""
        spans = []
        with suppress(*YAML_ERRORS):
            for token in yaml.scan(self.text, Loader=LOADER):
                start, end = token.start_mark.index, token.end_mark.index
                if start > self.at:
                    break
                text = self.text[start:end]
                if isinstance(token, yaml.ScalarToken) and token.style and "\n" in text:
                    spans.append((start, start + len(text.rstrip())))
        return tuple(spans)

    def unparsed_after(self, edits: tuple[TextEdit, ...]) -> int | None:
        """Return how many characters stay unparsed after edits, if the edits help at all."""
        text = apply_edits(self.text, edits)
        error = self.budget.parse_error(text)
        if error is None:
            return 0
        after = FailureContext(text, error, self.budget)
        shift = len(text) - len(self.text)
        is_further = len(text) - after.error_start < len(self.text) - self.error_start
        is_past_edits = after.error_start >= max(edit.end for edit in edits) + shift
        return len(text) - after.error_start if is_further and is_past_edits else None

    def improves(self, edits: tuple[TextEdit, ...]) -> bool:
        """Return whether more can be parsed after edits."""
        return bool(edits) and self.budget.left > 0 and self.unparsed_after(edits) is not None


def _mark_offset(error: Exception, name: str) -> int | None:
    mark = getattr(error, name, None)
    return None if mark is None else int(mark.index)
