"""The place where the parser failed: its lines, and whether an edit lets more be parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

import yaml
from msgspec import Struct

from microsite.diagnostics.source_text import SourceText
from microsite.source.nodes import truncate
from microsite.source.yaml_repair.patched_text import (
    LOADER,
    YAML_ERRORS,
    SyntaxProblem,
    TextEdit,
    apply_edits,
    parse_error,
)

LINE = re.compile(
    r"""(?P<indent>\s*)(?P<dashes>(?:-\s+)*)
    (?:(?P<key>"[^"]*"\s*|'[^']*'\s*|[^\s:\[\]{}"'\#&*!|>%@`,-](?:[^:\s]|\s(?!\#))*):(?=\s|$))?
    \s*(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
SURE: dict[str, Any] = {"auto_fixable": True, "certain": True}
COMMENT = re.compile(r"(?<=\s)#(?:\s.*)?$", re.DOTALL)
"""A comment after a value. `#1` is none, because many people write “Session #1”."""


class ParsedLine:
    """The parts of one line. Columns count from 0; other offsets are those of the text."""

    def __init__(self, number: int, start: int, text: str) -> None:
        match = LINE.match(text)
        assert match is not None  # the pattern matches any text
        self.number = number
        """Number from 1."""
        self.start, self.end = start, start + len(text)
        self.text = text
        self.indent = len(match["indent"])
        self.body = start + self.indent
        """Offset of the first character that is not white space."""
        self.dashes = match["dashes"]
        """Hyphens of list entries, with the spaces after them."""
        self.text_column = match.end("dashes")
        self.key: str | None = match["key"]
        """Key before the first colon, as typed."""
        self.value = COMMENT.sub("", match["value"]).rstrip()
        """The rest, without a comment."""
        self.value_columns = (match.start("value"), match.start("value") + len(self.value))

    def problem(
        self,
        code: str,
        columns: tuple[int, int],
        replacement: str,
        replaced: tuple[int, int] | None = None,
        facts: Mapping[str, object] | None = None,
        **flags: Any,
    ) -> SyntaxProblem:
        """Return a problem between two columns. Its repair replaces them or other columns."""
        first, last = replaced or columns
        repaired = COMMENT.sub("", self.text[:first] + replacement + self.text[last:])
        edits = (TextEdit(self.start + first, self.start + last, replacement),)
        facts = {"line": truncate(repaired, 110), **(facts or {})}
        start, end = (self.start + column for column in columns)
        return SyntaxProblem(code, start, end, facts, edits, **flags)


def numbered_line(lines: SourceText, number: int) -> ParsedLine:
    """Return a line of a text, counted from 1."""
    return ParsedLine(number, lines.line_starts[number - 1], lines.line_text(number))


def quote_scalar(text: str) -> str:
    """Return a text in quotes. An apostrophe beside straight quotes becomes a curly one."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "’") + "'"


class ParseBudget(Struct):
    """Characters that may still be parsed to try repairs before we stop looking for problems."""

    left: int = 30_000_000


class FailureContext:
    """A text, and where the parser failed in it."""

    def __init__(self, text: str, error: Exception, budget: ParseBudget) -> None:
        self.text = text
        self.budget = budget
        self.lines = SourceText("", text)
        self.at = min(getattr(getattr(error, "problem_mark", None), "index", 0), len(text))
        """Offset at which the parser stopped."""
        message = str(getattr(error, "context", None) or "")
        opened = getattr(error, "context_mark", None)
        if re.search("block mapping|block collection|plain scalar", message):
            opened = None
        self.error_start = min(opened.index, len(text)) if opened else self.at
        """Offset of the node that could not be parsed to its end."""
        self.in_quotes = opened is not None and "quoted" in message

    def line_at(self, offset: int) -> ParsedLine:
        """Return the line that contains an offset, and after the end the last line with text."""
        number = self.lines.line_of(min(offset, len(self.text.rstrip())))
        return numbered_line(self.lines, number)

    def lines_above(self, line: ParsedLine, limit: int | None = None) -> Iterator[ParsedLine]:
        """Yield the nearest lines above that are neither empty nor comments."""
        for number in range(line.number - 1, max(0, line.number - (limit or line.number)), -1):
            above = numbered_line(self.lines, number)
            if above.text.strip() and above.text[above.indent] != "#":
                yield above

    def before(self, line: ParsedLine) -> ParsedLine | None:
        """Return the nearest line above that is neither empty nor a comment."""
        return next(self.lines_above(line), None)

    def lines_below(self, line: ParsedLine) -> Iterator[ParsedLine]:
        """Yield the lines below, empty or not."""
        for number in range(line.number + 1, len(self.lines.line_starts) + 1):
            yield numbered_line(self.lines, number)

    @cached_property
    def failing_line(self) -> ParsedLine:
        """The line on which the parser stopped."""
        return self.line_at(self.at)

    @cached_property
    def candidate_lines(self) -> list[ParsedLine]:
        """Lines that may hold the cause, likeliest first, outside texts of several lines."""
        first = self.line_at(self.error_start)
        if self.in_quotes:
            return [first]
        lines = [first, self.failing_line, self.before(self.failing_line), self.before(first)]
        inside = {
            number
            for start, end in self.long_texts
            for number in range(self.lines.line_of(start) + 1, self.line_at(end).number + 1)
        }
        by_number = {line.number: line for line in lines if line is not None}
        return [line for number, line in by_number.items() if number not in inside]

    @cached_property
    def long_texts(self) -> list[tuple[int, int]]:
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
        return spans

    def unparsed_after(self, edits: tuple[TextEdit, ...]) -> int | None:
        """Return how many characters stay unparsed after edits, if the edits help at all."""
        text = apply_edits(self.text, edits)
        if self.budget.left <= 0:
            return None
        self.budget.left -= len(text)
        error = parse_error(text)
        if error is None:
            return 0
        after = FailureContext(text, error, self.budget)
        unparsed = len(text) - after.error_start
        is_further = unparsed < len(self.text) - self.error_start
        is_past_edits = unparsed <= len(self.text) - edits[-1].end
        return unparsed if is_further and is_past_edits else None
