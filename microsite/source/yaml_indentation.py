"""Lines that do not line up with what they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.source.yaml_draft import Edit, Slip
from microsite.source.yaml_scene import Line, Scene

FURTHEST_UP = 200
"""Lines. How far up to look for something to line up with."""
SMALL = 2
"""Columns. By how much people miss; further off, it may as well be something else."""


class _Move(Struct, frozen=True):
    """A line put into another column, with those that go with it."""

    line: Line
    column: int
    beside: Line
    """The line that it would line up with."""
    edits: tuple[Edit, ...]
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


def indentation(scene: Scene) -> Iterator[Slip]:
    """A line that does not line up, moved to where it most likely belongs."""
    moves = sorted(_moves(scene), key=lambda move: move.rank)
    if not moves:
        return
    best = moves[0]
    is_close = best.distance <= SMALL and not any(
        move.line is best.line
        and move.column != best.column
        and move.distance < best.distance + SMALL
        for move in moves
        if (move.unread, move.is_odd) == (best.unread, best.is_odd)
    )
    yield _slip(best, loose=not is_close)


def _moves(scene: Scene) -> Iterator[_Move]:
    """The moves after which what follows the line can be read."""
    failing = scene.failing
    for line, column, beside in _places(scene, failing):
        if column == line.indent or column < 0 or scene.tries.left <= 0:
            continue
        for run in _runs(scene, line, down=line is failing):
            shift = column - line.indent
            edits = tuple(
                Edit(each.start, each.body, " " * max(each.indent + shift, 0)) for each in run
            )
            unread = scene.unread_after(edits)
            if (
                unread is not None
                and unread < len(scene.text) - failing.end
                and _stands_alone(scene, failing, edits)
            ):
                yield _Move(line, column, beside, edits, unread)


def _places(scene: Scene, line: Line) -> Iterator[tuple[Line, int, Line]]:
    """A line, the column to move it to, and the line it would then line up with; the deepest column
    first.
    """
    above = previous = scene.before(line)
    deepest = 10_000
    while above is not None and above.number > line.number - FURTHEST_UP:
        for column in (above.indent + len(above.dashes), above.indent):
            if column < deepest:
                deepest = column
                yield line, column, above
        above = scene.before(above)
    if previous is not None:
        yield previous, line.indent - len(previous.dashes), line


def _runs(scene: Scene, line: Line, *, down: bool) -> Iterator[list[Line]]:
    """A line alone, and with its neighbours that are indented as much or more."""
    yield [line]
    run, neighbour = [line], scene.after(line) if down else scene.before(line)
    while neighbour is not None and len(run) < FURTHEST_UP:
        if neighbour.text.strip():
            if neighbour.indent < line.indent or (not down and neighbour.indent != line.indent):
                break
            run.append(neighbour)
        neighbour = scene.after(neighbour) if down else scene.before(neighbour)
    if len(run) > 1:
        yield run


def _stands_alone(scene: Scene, line: Line, edits: tuple[Edit, ...]) -> bool:
    """Whether a move does not merely make the line part of the text above it."""
    above = scene.before(line)
    moved = next((edit for edit in edits if edit.start == line.start), None)
    if moved is None or above is None or not above.value or above.value[0] in "|>[{":
        return True
    return len(moved.text) <= above.indent + len(above.dashes)


def _slip(move: _Move, *, loose: bool) -> Slip:
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
    return Slip(
        code="Y130", start=start, end=end, facts=facts, edits=move.edits, notes=notes, loose=loose
    )
