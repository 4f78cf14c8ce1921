"""YAML text under repair: its edits, its lines, and the place where the parser
fails.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import yaml
from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Diagnostic, Fix, diagnose
from microsite.diagnostics.source_text import SourceText, Span
from microsite.source.edits import (
    CURLY_QUOTES,
    OPENING_CURLY_QUOTES,
    TextEdit,
    apply_edits,
)
from microsite.source.nodes import truncate

MAX_DEPTH = 12  # levels of nesting; the deepest field of the content model needs five
YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError)  # of PyYAML for a bad text

# The parser in C is several times faster, but PyYAML can be installed without it.
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LINE = re.compile(
    r"""(?P<indent>\s*)(?P<dashes>(?:-\s+)*)
    (?:(?P<key>"[^"]*"\s*|'[^']*'\s*|[^\s:\[\]{}"'\#&*!|>%@`,-](?:[^:\s]|\s(?!\#))*):(?=\s|$))?
    \s*(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
SURE: dict[str, Any] = {"auto_fixable": True, "certain": True}
COMMENT = re.compile(r"(?<=\s)#(?:\s.*)?$", re.DOTALL)
"""A comment after a value. `#1` is none, because many people write “Session #1”."""

CURLY_QUOTED = re.compile(
    rf"[{OPENING_CURLY_QUOTES}].*[{CURLY_QUOTES}\"']|[{CURLY_QUOTES}\"'].*[{CURLY_QUOTES}]"
)


class SyntaxProblem(Struct, frozen=True):
    """Something typed that cannot have been meant.

    Offsets are those of the patched text.
    """

    code: str
    start: int
    end: int
    facts: Mapping[str, object] = {}
    edits: tuple[TextEdit, ...] = ()  # the repair, in order, if it is known
    notes: tuple[tuple[str, int, int], ...] = ()
    auto_fixable: bool = False  # the repair may be applied without asking
    certain: bool = False  # it is a problem whatever else is wrong around it
    ambiguous: bool = False
    """Something else may have been meant, which may cause later problems."""


class PatchedText:
    """The part of a source between two offsets, with repairs applied."""

    def __init__(
        self, source: SourceText, start: int = 0, end: int | None = None
    ) -> None:
        self.source = source
        self.start = start
        self.text = source.text[start:end]
        self.budget = 30_000_000
        """Characters that may be parsed to try repairs before the search for problems
        stops.
        """
        self._applied: list[tuple[int, int, int]] = []
        """Offset, characters removed and characters added, for each edit in order."""

    def source_offset(self, offset: int) -> int:
        """Return the offset in the source for an offset here."""
        for at, removed, added in reversed(self._applied):
            if offset >= at + added:
                offset += removed - added
            elif offset > at:
                offset = at + min(offset - at, removed)
        return self.start + offset

    def span(self, start: int, end: int) -> Span:
        """Return the span in the source for two offsets here."""
        return self.source.span(self.source_offset(start), self.source_offset(end))

    def apply(self, edits: Sequence[TextEdit]) -> None:
        """Apply edits, in order and without overlaps."""
        self.text = apply_edits(self.text, edits)
        for edit in reversed(edits):
            self._applied.append((edit.start, edit.end - edit.start, len(edit.text)))

    def diagnostic(self, problem: SyntaxProblem) -> Diagnostic:
        """Return the diagnostic of a problem, at its span in the source."""
        fix = None
        if problem.edits:
            start, end = problem.edits[0].start, problem.edits[-1].end
            repaired = apply_edits(self.text, problem.edits)
            replacement = repaired[start : len(repaired) - len(self.text) + end]
            confidence = (
                Confidence.CERTAIN if problem.auto_fixable else Confidence.LIKELY
            )
            fix = Fix(self.span(start, end), replacement, confidence)
        notes = [(text, self.span(start, end)) for text, start, end in problem.notes]
        span = self.span(problem.start, problem.end)
        return diagnose(problem.code, span, notes=notes, fix=fix, **problem.facts)


def parse_error(text: str) -> Exception | None:
    """Return why a YAML text cannot be parsed, up to where it is nested too deeply."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                break
    except YAML_ERRORS as error:
        return error
    return None


class ParsedLine:
    """The parts of one line.

    Columns count from 0; other offsets are those of the text.
    """

    def __init__(self, number: int, start: int, text: str) -> None:
        match = LINE.match(text)
        assert match is not None  # the pattern matches any text
        self.number = number  # number from 1
        self.start = start
        self.end = start + len(text)
        self.text = text
        self.indent = len(match["indent"])
        # Offset of the first character that is not white space
        self.body = start + self.indent
        # Hyphens of list entries, with the spaces after them
        self.dashes = match["dashes"]
        self.text_column = match.end("dashes")
        self.key: str | None = match["key"]  # key before the first colon, as typed
        # The rest, without a comment
        self.value = COMMENT.sub("", match["value"]).rstrip()
        self.value_columns = (
            match.start("value"),
            match.start("value") + len(self.value),
        )

    def problem(
        self,
        code: str,
        columns: tuple[int, int],
        replacement: str,
        replaced: tuple[int, int] | None = None,
        facts: Mapping[str, object] | None = None,
        **flags: Any,
    ) -> SyntaxProblem:
        """Return a problem between two columns.

        Its repair replaces them or other columns.
        """
        first, last = replaced or columns
        repaired = COMMENT.sub("", self.text[:first] + replacement + self.text[last:])
        edits = (TextEdit(self.start + first, self.start + last, replacement),)
        facts = {"line": truncate(repaired, 110), **(facts or {})}
        start, end = (self.start + column for column in columns)
        return SyntaxProblem(code, start, end, facts, edits, **flags)


def numbered_line(lines: SourceText, number: int) -> ParsedLine:
    """Return a line of a text, counted from 1."""
    return ParsedLine(number, lines.line_starts[number - 1], lines.line_text(number))


class FailureContext:
    """A text, and where the parser failed in it."""

    def __init__(self, text: str, error: Exception, patched: PatchedText) -> None:
        self.text = text
        self.patched = patched
        self.lines = SourceText("", text)
        self.at = min(
            getattr(getattr(error, "problem_mark", None), "index", 0), len(text)
        )
        """Offset at which the parser stopped."""
        message = str(getattr(error, "context", None) or "")
        opened = getattr(error, "context_mark", None)
        if re.search("block mapping|block collection|plain scalar", message):
            opened = None
        self.error_start = min(opened.index, len(text)) if opened else self.at
        """Offset of the node that could not be parsed to its end."""
        self.in_quotes = opened is not None and "quoted" in message

    def line_at(self, offset: int) -> ParsedLine:
        """Return the line that contains an offset, and after the end the last line with
        text.
        """
        number = self.lines.line_of(min(offset, len(self.text.rstrip())))
        return numbered_line(self.lines, number)

    def lines_above(self, line: ParsedLine) -> Iterator[ParsedLine]:
        """Yield the nearest lines above that are neither empty nor comments."""
        for number in range(line.number - 1, 0, -1):
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
        return self.line_at(self.at)

    @cached_property
    def candidate_lines(self) -> list[ParsedLine]:
        """Lines that may hold the cause, likeliest first, outside texts of several
        lines.
        """
        first = self.line_at(self.error_start)
        if self.in_quotes:
            return [first]
        lines = [
            first,
            self.failing_line,
            self.before(self.failing_line),
            self.before(first),
        ]
        by_number = {line.number: line for line in lines if line is not None}
        inside = [range(start + 1, end + 1) for start, end in self.long_texts]
        return [
            row
            for row in by_number.values()
            if not any(row.start in text for text in inside)
        ]

    @cached_property
    def long_texts(self) -> list[tuple[int, int]]:
        """Offsets of texts of several lines before the failure, in quotes or after `|`
        and `>`.
        """
        spans = []
        with suppress(*YAML_ERRORS):
            for token in yaml.scan(self.text, Loader=LOADER):
                start = token.start_mark.index
                if start > self.at:
                    break
                text = self.text[start : token.end_mark.index]
                if isinstance(token, yaml.ScalarToken) and token.style and "\n" in text:
                    spans.append((start, start + len(text.rstrip())))
        return spans

    def unparsed_after(self, edits: tuple[TextEdit, ...]) -> int | None:
        """Return how many characters stay unparsed after edits, if the edits help at
        all.
        """
        text = apply_edits(self.text, edits)
        if self.patched.budget <= 0:
            return None
        self.patched.budget -= len(text)
        error = parse_error(text)
        if error is None:
            return 0
        unparsed = len(text) - FailureContext(text, error, self.patched).error_start
        is_further = unparsed < len(self.text) - self.error_start
        is_past_edits = unparsed <= len(self.text) - edits[-1].end
        return unparsed if is_further and is_past_edits else None
