"""Repairs of lines that do not line up with what they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.source.yaml_repair.context import FailureContext, ParsedLine
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

MAX_LINES_UP = 200
"""Distance within which a line may find something to line up with."""
SMALL_SHIFT = 2
"""Columns by which people usually miss."""


class IndentMove(Struct, frozen=True):
    """A line moved to another column, with the lines that go with it."""

    line: ParsedLine
    column: int
    beside: ParsedLine
    """Line that it would line up with."""
    edits: tuple[TextEdit, ...]
    unparsed: int
    """Characters that would stay unparsed."""

    @property
    def distance(self) -> int:
        """Columns between the old and the new place."""
        return abs(self.column - self.line.indent)

    @property
    def rank(self) -> tuple[int, bool, int, bool, int]:
        """Sort key: parses more, below a line of its kind, over a short distance, in few edits."""
        moves_an_entry = bool(self.line.dashes) and not self.beside.dashes
        return (self.unparsed, self.is_odd, self.distance, moves_an_entry, len(self.edits))

    @property
    def is_odd(self) -> bool:
        """Whether the line would stand below another kind of line."""
        kind = (self.line.key, bool(self.line.dashes))
        return (self.beside.key, bool(self.beside.dashes)) != kind


def indentation(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Move a line that does not line up to where it most likely belongs."""
    moves = sorted(_moves(context), key=lambda move: move.rank)
    if not moves:
        return
    best = moves[0]
    is_close = best.distance <= SMALL_SHIFT and not any(
        move.line is best.line
        and move.column != best.column
        and move.distance < best.distance + SMALL_SHIFT
        for move in moves
        if (move.unparsed, move.is_odd) == (best.unparsed, best.is_odd)
    )
    yield _slip(best, ambiguous=not is_close)


def _moves(context: FailureContext) -> Iterator[IndentMove]:
    """Yield the moves after which what follows the line can be parsed."""
    failing = context.failing_line
    for line, column, beside in _places(context, failing):
        if column == line.indent or column < 0 or context.budget.left <= 0:
            continue
        for run in _runs(context, line, down=line is failing):
            shift = column - line.indent
            edits = tuple(
                TextEdit(each.start, each.body, " " * max(each.indent + shift, 0)) for each in run
            )
            unread = context.unparsed_after(edits)
            if (
                unread is not None
                and unread < len(context.text) - failing.end
                and _stands_alone(context, failing, edits)
            ):
                yield IndentMove(line, column, beside, edits, unread)


def _places(
    context: FailureContext, line: ParsedLine
) -> Iterator[tuple[ParsedLine, int, ParsedLine]]:
    """Yield lines, columns to move them to, and what they line up with there, deepest first."""
    above = previous = context.before(line)
    deepest = 10_000
    while above is not None and above.number > line.number - MAX_LINES_UP:
        for column in (above.indent + len(above.dashes), above.indent):
            if column < deepest:
                deepest = column
                yield line, column, above
        above = context.before(above)
    if previous is not None:
        yield previous, line.indent - len(previous.dashes), line


def _runs(context: FailureContext, line: ParsedLine, *, down: bool) -> Iterator[list[ParsedLine]]:
    """Yield a line alone, and with its neighbours that are indented as much or more."""
    yield [line]
    run, neighbour = [line], context.after(line) if down else context.before(line)
    while neighbour is not None and len(run) < MAX_LINES_UP:
        if neighbour.text.strip():
            if neighbour.indent < line.indent or (not down and neighbour.indent != line.indent):
                break
            run.append(neighbour)
        neighbour = context.after(neighbour) if down else context.before(neighbour)
    if len(run) > 1:
        yield run


def _stands_alone(context: FailureContext, line: ParsedLine, edits: tuple[TextEdit, ...]) -> bool:
    """Return whether a move does more than make the line part of the text above it."""
    above = context.before(line)
    moved = next((edit for edit in edits if edit.start == line.start), None)
    if moved is None or above is None or not above.value or above.value[0] in "|>[{":
        return True
    return len(moved.text) <= above.indent + len(above.dashes)


def _slip(move: IndentMove, *, ambiguous: bool) -> SyntaxProblem:
    line, beside = move.line, move.beside
    below_hyphen = beside.dashes and move.column == beside.indent
    other = "the hyphen" if below_hyphen else f"“{beside.name}”"
    amount = {0: "no space", 1: "1 space"}.get(move.column, f"{move.column} spaces")
    facts = {
        "name": "This list entry" if line.dashes else f"“{line.name}”",
        "other": other,
        "spaces": amount,
        "found": line.indent,
    }
    start, end = (line.start, line.body) if line.indent else (line.body, line.end)
    notes = ((f"Line up with {other} here", beside.body, beside.end),)
    return SyntaxProblem("Y130", start, end, facts, move.edits, notes, ambiguous=ambiguous)
