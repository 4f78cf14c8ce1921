"""YAML text with the repairs so far, whose offsets lead back to the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml
from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Confidence, Diagnostic, Fix, diagnose
from microsite.diagnostics.source_text import SourceText, Span

MAX_DEPTH = 12
"""Levels of nesting; the deepest field of the content model needs five."""
YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError)
"""Exceptions of PyYAML for a text that it cannot parse."""

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
    """The repair, in order, so that the rest of the file can be parsed, if it is known."""
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
            confidence = Confidence.CERTAIN if problem.auto_fixable else Confidence.LIKELY
            fix = Fix(self.span(start, end), replacement, confidence)
        notes = [(text, self.span(start, end)) for text, start, end in problem.notes]
        span = self.span(problem.start, problem.end)
        return diagnose(problem.code, span, notes=notes, fix=fix, **problem.facts)


def apply_edits(text: str, edits: Sequence[TextEdit]) -> str:
    """Return a text with edits applied, in order and without overlaps."""
    pieces, reached = [], 0
    for edit in edits:
        pieces += [text[reached : edit.start], edit.text]
        reached = edit.end
    return "".join((*pieces, text[reached:]))


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
