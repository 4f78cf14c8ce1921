"""Explanations of parse errors, worked out from what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from microsite.source.yaml_repair.characters import (
    bullets,
    glued_hyphens,
    invisible_characters,
    tabs,
    wide_colons,
    word_breaks,
)
from microsite.source.yaml_repair.context import FailureContext, ParseBudget
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
    glued_colons,
    joined_lines,
    missing_colon,
    missing_hyphens,
    mixed_list_and_mapping,
    stray_character,
    wrong_separator,
)

Repair = Callable[[FailureContext], Iterator[SyntaxProblem]]


def document_end(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Delete a line `...`, which ends the document."""
    above = context.before(context.failing_line)
    if above is not None and above.text.rstrip() == "...":
        edits = (TextEdit(above.start, above.end, ""),)
        facts = {"mark": "..."}
        yield SyntaxProblem("Y121", above.start, above.end, facts, edits, auto_fixable=True)


REPAIRS: tuple[Repair, ...] = (
    tabs,
    invisible_characters,
    bullets,
    glued_hyphens,
    wide_colons,
    document_end,
    curly_quotes,
    backslashes,
    leading_bracket,
    reserved_indicator,
    quotes_inside,
    unclosed_quotes,
    brackets_unclosed,
    glued_colons,
    wrong_separator,
    joined_lines,
    colons_inside,
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
