"""Explanations of parse errors, worked out from what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from microsite.source.nodes import truncate
from microsite.source.yaml_repair import lines
from microsite.source.yaml_repair.patched_text import (
    FailureContext,
    ParseBudget,
    ParsedLine,
    SyntaxProblem,
    TextEdit,
)

MAX_LINES_UP = 200
"""Distance within which a line may find something to line up with."""
SMALL_SHIFT = 2
"""Columns by which people usually miss."""
UNEXPLAINED_CODE = "Y199"

Repair = Callable[[FailureContext], Iterator[SyntaxProblem]]


def explain_parse_error(text: str, error: Exception, budget: ParseBudget) -> list[SyntaxProblem]:
    """Return the problems that stopped the parser, at least one.

    A repair counts if it is certain, or if the parser gets further with it.
    """
    if problems := list(lines.word_breaks(text)):
        return problems
    context = FailureContext(text, error, budget)
    for repair in REPAIRS:
        for problem in repair(context):
            is_sure = problem.certain or not problem.edits
            if is_sure or context.unparsed_after(problem.edits) is not None:
                return [problem]
    line = context.line_at(context.error_start)
    return [SyntaxProblem(UNEXPLAINED_CODE, line.body, line.end)]


def document_end(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Delete a line `...`, which ends the document."""
    above = context.before(context.failing_line)
    if above is not None and above.text.rstrip() == "...":
        facts = {"mark": "..."}
        yield above.problem("Y121", (0, len(above.text)), "", facts=facts, auto_fixable=True)


class IndentMove(Struct, frozen=True):
    """A line moved to another column, with the lines that go with it."""

    line: ParsedLine
    column: int
    beside: ParsedLine
    """Line that it would line up with."""
    edits: tuple[TextEdit, ...]
    rank: tuple[int, bool, int, bool, int]
    """Characters left unparsed, whether it would stand below another kind of line, columns moved,
    whether it is a list entry below a setting, and number of edits. The least is best.
    """


def indentation(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Move a line that does not line up to where it most likely belongs."""
    moves = list(_indent_moves(context))
    if not moves:
        return
    best = min(moves, key=lambda move: move.rank)
    line, beside, distance = best.line, best.beside, best.rank[2]
    is_ambiguous = distance > SMALL_SHIFT or any(
        move.line is line
        and move.column != best.column
        and move.rank[:2] == best.rank[:2]
        and move.rank[2] < distance + SMALL_SHIFT
        for move in moves
    )
    is_at_hyphen = beside.dashes and best.column == beside.indent
    other = "the hyphen" if is_at_hyphen else f"“{_name(beside)}”"
    facts = {
        "name": "This list entry" if line.dashes else f"“{_name(line)}”",
        "other": other,
        "spaces": {0: "no space", 1: "1 space"}.get(best.column, f"{best.column} spaces"),
        "found": line.indent,
    }
    start, end = (line.start, line.body) if line.indent else (line.body, line.end)
    notes = ((f"Line up with {other} here", beside.body, beside.end),)
    yield SyntaxProblem("Y130", start, end, facts, best.edits, notes, ambiguous=is_ambiguous)


def _name(line: ParsedLine) -> str:
    return truncate(line.key or line.dashes.strip() or line.value, 40)


def _indent_moves(context: FailureContext) -> Iterator[IndentMove]:
    """Yield the moves after which what follows the line can be parsed."""
    failing = context.failing_line
    columns: dict[int, ParsedLine] = {}
    for above in context.lines_above(failing, MAX_LINES_UP):
        for column in (above.text_column, above.indent):
            if column < min(columns, default=column + 1):
                columns[column] = above
    places = [(failing, column, above) for column, above in columns.items()]
    if previous := context.before(failing):
        places.append((previous, failing.indent - len(previous.dashes), failing))
    for line, column, beside in places:
        if column == line.indent or column < 0:
            continue
        is_odd = (beside.key, bool(beside.dashes)) != (line.key, bool(line.dashes))
        moves_an_entry = bool(line.dashes) and not beside.dashes
        shift = column - line.indent
        for run in _runs(context, line, down=line is failing):
            edits = tuple(
                TextEdit(each.start, each.body, " " * max(each.indent + shift, 0)) for each in run
            )
            unparsed = context.unparsed_after(edits)
            if unparsed is not None and unparsed < len(context.text) - failing.end:
                rank = (unparsed, is_odd, abs(shift), moves_an_entry, len(edits))
                yield IndentMove(line, column, beside, edits, rank)


def _runs(context: FailureContext, line: ParsedLine, *, down: bool) -> Iterator[list[ParsedLine]]:
    """Yield a line alone, and with its neighbours that are indented as much or more."""
    yield [line]
    run = [line]
    for near in context.lines_below(line) if down else context.lines_above(line):
        if near.text.strip():
            if near.indent < line.indent or (not down and near.indent != line.indent):
                break
            run.append(near)
        if len(run) == MAX_LINES_UP:
            break
    if len(run) > 1:
        yield run if down else run[::-1]


def in_lines(find: Callable[[ParsedLine], Iterator[SyntaxProblem]]) -> Repair:
    """Return a repair that looks at each line that may hold the cause."""
    return lambda context: (found for line in context.candidate_lines for found in find(line))


REPAIRS: tuple[Repair, ...] = (
    lines.tabs,
    in_lines(lines.invisible_characters),
    in_lines(lines.bullet),
    in_lines(lines.glued_hyphen),
    in_lines(lines.wide_colon),
    document_end,
    in_lines(lines.curly_quotes),
    in_lines(lines.backslashes),
    in_lines(lines.leading_bracket),
    in_lines(lines.text_after_block_indicator),
    in_lines(lines.reserved_indicator),
    in_lines(lines.colon_or_question_mark),
    in_lines(lines.leading_hyphen),
    in_lines(lines.quotes_inside),
    lines.unclosed_quotes,
    lines.brackets_unclosed,
    in_lines(lines.glued_colon),
    in_lines(lines.wrong_separator),
    in_lines(lines.joined_lines),
    in_lines(lines.colons_inside),
    lines.missing_hyphens,
    in_lines(lines.stray_character),
    lines.name_on_line_above,
    lines.missing_colon,
    indentation,
    lines.mixed_list_and_mapping,
)
"""Possible repairs, the most certain first."""
