"""Explanations of parse errors, worked out from what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from microsite.source.yaml_repair.characters import (
    bullet,
    glued_hyphen,
    invisible_characters,
    tabs,
    wide_colon,
    word_breaks,
)
from microsite.source.yaml_repair.context import FailureContext, ParseBudget, ParsedLine
from microsite.source.yaml_repair.indentation import indentation
from microsite.source.yaml_repair.patched_text import UNEXPLAINED_CODE, SyntaxProblem, TextEdit
from microsite.source.yaml_repair.quoting import (
    backslashes,
    brackets_unclosed,
    colons_inside,
    curly_quotes,
    leading_bracket,
    quotes_inside,
    reserved_indicator,
    unclosed_quotes,
)
from microsite.source.yaml_repair.structure import (
    glued_colon,
    joined_lines,
    missing_colon,
    missing_hyphens,
    mixed_list_and_mapping,
    stray_character,
    wrong_separator,
)

Repair = Callable[[FailureContext], Iterator[SyntaxProblem]]
LineRepair = Callable[[ParsedLine], Iterator[SyntaxProblem]]


def document_end(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Delete a line `...`, which ends the document."""
    above = context.before(context.failing_line)
    if above is not None and above.text.rstrip() == "...":
        edits = (TextEdit(above.start, above.end, ""),)
        facts = {"mark": "..."}
        yield SyntaxProblem("Y121", above.start, above.end, facts, edits, auto_fixable=True)


def in_lines(find: LineRepair) -> Repair:
    """Return a repair that looks at each line that may hold the cause."""
    return lambda context: (found for line in context.candidate_lines for found in find(line))


def in_values(find: LineRepair) -> Repair:
    """Return a repair that looks at each such line with a value."""
    return in_lines(lambda line: find(line) if line.value else iter(()))


REPAIRS: tuple[Repair, ...] = (
    tabs,
    invisible_characters,
    in_lines(bullet),
    in_lines(glued_hyphen),
    in_lines(wide_colon),
    document_end,
    in_values(curly_quotes),
    in_values(backslashes),
    in_values(leading_bracket),
    in_values(reserved_indicator),
    in_values(quotes_inside),
    unclosed_quotes,
    brackets_unclosed,
    in_lines(glued_colon),
    in_lines(wrong_separator),
    in_lines(joined_lines),
    in_values(colons_inside),
    missing_hyphens,
    stray_character,
    missing_colon,
    indentation,
    mixed_list_and_mapping,
)
"""Possible repairs, the most certain first."""


def explain_parse_error(text: str, error: Exception, budget: ParseBudget) -> list[SyntaxProblem]:
    """Return the problems that stopped the parser, at least one.

    A repair counts if it is certain, or if the parser gets further with it.
    """
    if problems := list(word_breaks(text)):
        return problems
    context = FailureContext(text, error, budget)
    for repair in REPAIRS:
        for problem in repair(context):
            if problem.certain or not problem.edits or context.improves(problem.edits):
                return [problem]
    line = context.line_at(context.error_start)
    return [SyntaxProblem(UNEXPLAINED_CODE, line.body, line.end)]
