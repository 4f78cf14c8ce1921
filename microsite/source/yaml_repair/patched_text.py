"""YAML text with the repairs so far, whose offsets lead back to the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml
from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Confidence, Diagnostic, Fix, diagnose
from microsite.diagnostics.source_text import SourceText, Span

MAX_DEPTH = 12
"""Levels of nesting; the deepest field of the content model needs five."""

YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError)
"""Exceptions of PyYAML for a text that it cannot parse."""

UNEXPLAINED_CODE = "Y199"

# The parser in C is several times faster, but PyYAML can be installed without it.
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TextEdit(Struct, frozen=True):
    """A replacement of the text between two offsets."""

    start: int
    end: int
    text: str


class SyntaxProblem(Struct, frozen=True):
    """Something typed that cannot have been meant. Offsets are those of the patched text."""

    code: str
    start: int
    end: int
    facts: Mapping[str, object] = field(default_factory=dict)
    edits: tuple[TextEdit, ...] = ()
    """The repair, so that the rest of the file can be parsed, if it is known."""
    notes: tuple[tuple[str, int, int], ...] = ()
    auto_fixable: bool = False
    """Whether the repair may be applied without asking."""
    certain: bool = False
    """Whether it is a problem whatever else is wrong around it."""
    ambiguous: bool = False
    """Whether something else may have been meant, so that later problems may follow from it."""


class PatchedText:
    """The part of a source between two offsets, with repairs applied."""

    def __init__(self, source: SourceText, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.text = source.text[start:end]
        self._applied: list[tuple[int, int, int]] = []
        """Offset, characters removed and characters added, for each edit in order."""

    @property
    def is_source(self) -> bool:
        """Whether offsets here and in the source are the same."""
        return not self._applied and self.start == 0

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

    def line(self, offset: int) -> int:
        """Return the line of the source, from 1, for an offset here."""
        return self.source.line_of(self.source_offset(offset))

    def apply(self, edits: tuple[TextEdit, ...]) -> None:
        """Apply edits, which must not overlap."""
        self.text = apply_edits(self.text, edits)
        for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
            self._applied.append((edit.start, edit.end - edit.start, len(edit.text)))

    def diagnostic(self, problem: SyntaxProblem) -> Diagnostic:
        """Return the diagnostic of a problem, at its span in the source."""
        notes = [(text, self.span(start, end)) for text, start, end in problem.notes]
        span = self.span(problem.start, problem.end)
        return diagnose(problem.code, span, notes=notes, fix=self._fix(problem), **problem.facts)

    def _fix(self, problem: SyntaxProblem) -> Fix | None:
        """Return the edits of a problem as one."""
        edits = problem.edits
        if not edits:
            return None
        start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
        inside = tuple(TextEdit(edit.start - start, edit.end - start, edit.text) for edit in edits)
        confidence = Confidence.CERTAIN if problem.auto_fixable else Confidence.LIKELY
        return Fix(self.span(start, end), apply_edits(self.text[start:end], inside), confidence)


def apply_edits(text: str, edits: tuple[TextEdit, ...]) -> str:
    """Return a text with edits applied."""
    pieces, reached = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [text[reached : edit.start], edit.text]
        reached = edit.end
    return "".join((*pieces, text[reached:]))


def parse_events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of a YAML text. Raise one of YAML_ERRORS."""
    return iter(yaml.parse(text, Loader=LOADER))


def parse_error(text: str) -> Exception | None:
    """Return why a YAML text cannot be parsed, up to where it is nested too deeply."""
    depth = 0
    try:
        for event in parse_events(text):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return None
    except YAML_ERRORS as error:
        return error
    return None
