"""A YAML text under repair: what somebody typed, with the slips found so far put right in memory."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Confidence, Diagnostic, Fix, diagnose
from microsite.diagnostics.source_text import SourceText, Span

MAX_DEPTH = 12
"""Levels of nesting; the deepest field of the content model needs five."""

YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError)
"""What PyYAML's loaders raise for a text they cannot read."""

UNEXPLAINED_CODE = "Y199"
"""What is told where nobody can say why."""

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TextEdit(Struct, frozen=True):
    """A change to a draft: `text` in the place of what stands between two offsets."""

    start: int
    end: int
    text: str


class SyntaxProblem(Struct, frozen=True, kw_only=True):
    """Something that was typed and cannot have been meant; its offsets are those of the draft."""

    code: str
    start: int
    end: int
    facts: dict[str, object] = field(default_factory=dict)
    edits: tuple[TextEdit, ...] = ()
    """What puts it right, so that the rest of the file can be read; none where nobody can tell."""
    auto_fixable: bool = False
    """Whether the edits may be offered as a repair to apply without asking."""
    certain: bool = False
    """Whether it is a slip whatever else is wrong around it."""
    ambiguous: bool = False
    """Whether something else may have been meant, so that what follows from the edits is not worth
    telling.
    """
    notes: tuple[tuple[str, int, int], ...] = ()


class PatchedText:
    """The part of a source between two offsets, as repaired so far. Its offsets lead back to the
    source.
    """

    def __init__(self, source: SourceText, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.text = source.text[start:end]
        self._applied: list[tuple[int, int, int]] = []
        """Of each edit, in order: where, how much it took away, how much it put there."""

    @property
    def is_source(self) -> bool:
        """Whether offsets here and in the source are the same."""
        return not self._applied and self.start == 0

    def source_offset(self, offset: int) -> int:
        """The offset in the source of what stands at an offset here."""
        for at, removed, added in reversed(self._applied):
            if offset >= at + added:
                offset += removed - added
            elif offset > at:
                offset = at + min(offset - at, removed)
        return self.start + offset

    def span(self, start: int, end: int) -> Span:
        """The place in the source of what stands here between two offsets."""
        return self.source.span(self.source_offset(start), self.source_offset(end))

    def line(self, offset: int) -> int:
        """The line of the source, from 1, that holds what stands at an offset here."""
        return self.source.line_of(self.source_offset(offset))

    def apply(self, edits: tuple[TextEdit, ...]) -> None:
        """Put slips right. The edits must not overlap."""
        self.text = apply_edits(self.text, edits)
        for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
            self._applied.append((edit.start, edit.end - edit.start, len(edit.text)))

    def diagnostic(self, slip: SyntaxProblem) -> Diagnostic:
        """A slip at its place in the source, in words."""
        notes = [(words, self.span(start, end)) for words, start, end in slip.notes]
        return diagnose(
            slip.code,
            self.span(slip.start, slip.end),
            notes=notes,
            fix=self._fix(slip),
            **slip.facts,
        )

    def _fix(self, slip: SyntaxProblem) -> Fix | None:
        """The edits of a slip as one."""
        if not slip.edits:
            return None
        start, end = min(edit.start for edit in slip.edits), max(edit.end for edit in slip.edits)
        inside = tuple(
            TextEdit(edit.start - start, edit.end - start, edit.text) for edit in slip.edits
        )
        confidence = Confidence.CERTAIN if slip.auto_fixable else Confidence.LIKELY
        return Fix(self.span(start, end), apply_edits(self.text[start:end], inside), confidence)


def apply_edits(text: str, edits: tuple[TextEdit, ...]) -> str:
    """A text with edits applied."""
    pieces, reached = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [text[reached : edit.start], edit.text]
        reached = edit.end
    return "".join((*pieces, text[reached:]))


def parse_events(text: str) -> Iterator[yaml.Event]:
    """The events of a YAML text, by the fast loader where it is there. Raises one of FAILURES."""
    return iter(yaml.parse(text, Loader=LOADER))


def parse_error(text: str) -> Exception | None:
    """Why a YAML text cannot be read; None where it can, or is nested too deeply to go on."""
    depth = 0
    try:
        for event in parse_events(text):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return None
    except YAML_ERRORS as failure:
        return failure
    return None
