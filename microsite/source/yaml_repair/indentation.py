"""Lines that do not line up with what they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.source.yaml_repair.context import FailureContext, ParsedLine
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

MAX_LINES_UP = 200
"""Lines. How far up to look for something to line up with."""
SMALL_SHIFT = 2
"""Columns. By how much people miss; further off, it may as well be something else."""


class IndentMove(Struct, frozen=True):
    """A line put into another column, with those that go with it."""

    line: ParsedLine
    column: int
    beside: ParsedLine
    """The line that it would line up with."""
    edits: tuple[TextEdit, ...]
    unread: int
    """How much of the text could still not be read."""

    @property
    def distance(self) -> int:
        """By how many columns."""
        return abs(self.column - self.line.indent)

    @property
    def rank(self) -> tuple[int, bool, int, bool, int]:
        """The lower, the likelier: what lets more be read, stands below its like, is short, and
        moves little.
        """
        moves_an_entry = bool(self.line.dashes) and not self.beside.dashes
        return (self.unread, self.is_odd, self.distance, moves_an_entry, len(self.edits))

    @property
    def is_odd(self) -> bool:
        """Whether it would stand below something unlike it."""
        return (self.beside.key, bool(self.beside.dashes)) != (
            self.line.key,
            bool(self.line.dashes),
        )


def indentation(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A line that does not line up, moved to where it most likely belongs."""
    moves = sorted(_moves(context), key=lambda move: move.rank)
    if not moves:
        return
    best = moves[0]
    is_close = best.distance <= SMALL_SHIFT and not any(
        move.line is best.line
        and move.column != best.column
        and move.distance < best.distance + SMALL_SHIFT
        for move in moves
        if (move.unread, move.is_odd) == (best.unread, best.is_odd)
    )
    yield _slip(best, ambiguous=not is_close)


def _moves(context: FailureContext) -> Iterator[IndentMove]:
    """The moves after which what follows the line can be read."""
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
    """A line, the column to move it to, and the line it would then line up with; the deepest column
    first.
    """
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
    """A line alone, and with its neighbours that are indented as much or more."""
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
    """Whether a move does not merely make the line part of the text above it."""
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
    facts: dict[str, object] = {
        "name": "This list entry" if line.dashes else f"“{line.name}”",
        "other": other,
        "spaces": amount,
        "found": line.indent,
    }
    start, end = (line.start, line.body) if line.indent else (line.body, line.end)
    notes = ((f"Line up with {other} here", beside.body, beside.end),)
    return SyntaxProblem(
        code="Y130",
        start=start,
        end=end,
        facts=facts,
        edits=move.edits,
        notes=notes,
        ambiguous=ambiguous,
    )
