"""Problems of YAML: why a text cannot be parsed, and errors that YAML accepts in
silence.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice, pairwise

from msgspec import Struct

from microsite.diagnostics.source_text import SourceText
from microsite.source.edits import ZERO_WIDTH, TextEdit, quote_scalar
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, truncate
from microsite.source.yaml_repair import lines
from microsite.source.yaml_repair.patched_text import (
    COMMENT,
    FailureContext,
    ParsedLine,
    PatchedText,
    SyntaxProblem,
    numbered_line,
)

MAX_LINES = 200
"""Lines above that a line may line up with, or around it that move with it."""
SMALL_SHIFT = 2  # columns by which people usually miss
TEXT_AFTER_HASH = re.compile(r"(?:[ \t]+(?=#(?! ))| (?=# \d\d?\b(?![:.]\d)))(#[^\n]*)")
"""Text that YAML takes for a comment by accident: `Session #1`, or `Session # 1`."""
ONE_WORD = re.compile(r"[a-z0-9][^\sA-Z]*\Z")
"""Such as `09:30`: nothing after it can be part of it."""
INVISIBLE_AT_END = "\u00ad\u200b\u2060\ufeff"
"""Zero-width characters no script needs at the end."""
PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.()/_-]*|\d\d?:\d\d")
"""Text in which none of these errors is possible, like most values."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

Repair = Callable[[FailureContext], lines.Problems]


def explain_parse_error(patched: PatchedText, error: Exception) -> list[SyntaxProblem]:
    """Return what stopped the parser.

    A repair must be certain or let the parser get further.
    """
    if problems := list(lines.word_breaks(patched.text)):
        return problems
    context = FailureContext(patched.text, error, patched)
    for repair in REPAIRS:
        for problem in repair(context):
            is_sure = problem.certain or not problem.edits
            if is_sure or context.unparsed_after(problem.edits) is not None:
                return [problem]
    line = context.line_at(context.error_start)
    return [SyntaxProblem("Y199", line.body, line.end)]


class IndentMove(Struct, frozen=True):
    """A line moved to another column, with the lines that go with it."""

    line: ParsedLine
    column: int
    beside: ParsedLine  # line that it would line up with
    edits: tuple[TextEdit, ...]
    rank: tuple[int, bool, int, bool, int]
    """Characters left unparsed, whether it lines up with another kind of line, columns
    moved, whether it is a list entry below a setting, and number of edits. The least is
    best.
    """


def indentation(context: FailureContext) -> lines.Problems:
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
    texts = (row.key or row.dashes.strip() or row.value for row in (line, beside))
    name, other = (f"“{truncate(text, 40)}”" for text in texts)
    if beside.dashes and best.column == beside.indent:
        other = "the hyphen"
    facts = {
        "name": "This list entry" if line.dashes else name,
        "other": other,
        "spaces": {0: "no space", 1: "1 space"}.get(
            best.column, f"{best.column} spaces"
        ),
        "found": line.indent,
    }
    start, end = (line.start, line.body) if line.indent else (line.body, line.end)
    notes = ((f"Line up with {other} here", beside.body, beside.end),)
    yield SyntaxProblem(
        "Y130", start, end, facts, best.edits, notes, ambiguous=is_ambiguous
    )


def _indent_moves(context: FailureContext) -> Iterator[IndentMove]:
    """Yield the moves after which what follows the line can be parsed."""
    failing = context.failing_line
    columns: dict[int, ParsedLine] = {}
    for above in islice(context.lines_above(failing), MAX_LINES):
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
            indents = ((row, " " * max(row.indent + shift, 0)) for row in run)
            edits = tuple(
                TextEdit(row.start, row.body, indent) for row, indent in indents
            )
            unparsed = context.unparsed_after(edits)
            if unparsed is not None and unparsed < len(context.text) - failing.end:
                rank = (unparsed, is_odd, abs(shift), moves_an_entry, len(edits))
                yield IndentMove(line, column, beside, edits, rank)


def _runs(
    context: FailureContext, line: ParsedLine, *, down: bool
) -> Iterator[list[ParsedLine]]:
    """Yield a line alone, and with its neighbours that are indented as much or more."""
    yield [line]
    run = [line]
    for near in context.lines_below(line) if down else context.lines_above(line):
        if near.text.strip():
            if near.indent < line.indent or (not down and near.indent != line.indent):
                break
            run.append(near)
        if len(run) == MAX_LINES:
            break
    yield run if down else run[::-1]


def in_lines(*repairs: lines.LineRepair) -> Repair:
    """Return one repair after the other of each line that may hold the cause."""
    return lambda at: chain(
        *(find(line) for find in repairs for line in at.candidate_lines)
    )


REPAIRS: tuple[Repair, ...] = (
    lines.tabs,
    in_lines(lines.invisible_characters, lines.colons_in_braces, lines.double_comma),
    lines.entry_below_empty_list,
    lines.missing_bar,
    lines.dedented_text,
    in_lines(lines.bullet, lines.glued_hyphen, lines.wide_colon, lines.document_end),
    in_lines(
        lines.curly_quotes,
        lines.backslashes,
        lines.reserved_indicator,
        lines.quotes_inside,
    ),
    lines.unclosed_quotes,
    lines.brackets_unclosed,
    in_lines(lines.glued_colon, lines.glued_colon_of_capitals, lines.wrong_separator),
    in_lines(lines.joined_lines, lines.colons_inside),
    lines.missing_hyphens,
    in_lines(lines.stray_character),
    lines.name_on_line_above,
    lines.missing_colon,
    indentation,
    lines.mixed_list_and_mapping,
)
"""Possible repairs, the most certain first."""


def find_silent_errors(
    source: SourceText, node: Node, key: Scalar | None = None
) -> lines.Problems:
    """Find what the writer of a valid YAML text cannot have meant.

    A value has a `key`.
    """
    text = source.text
    if isinstance(node, Scalar):
        if not is_plain_text(text, node):
            is_below = key is None or "\n" in text[key.end : node.start]
            yield from _inspect_value(source, node, is_below=is_below)
    elif isinstance(node, Sequence):
        first: dict[str, Node] = {}
        for item in node.items:
            entry = text[item.start : item.end].strip()
            earlier = first.setdefault(entry, item)
            if earlier is not item and entry:
                facts = {"value": truncate(entry, 40)}
                notes = (("First here", earlier.start, earlier.end),)
                yield SyntaxProblem("Y148", item.start, item.end, facts, notes=notes)
        for item in node.items:
            yield from find_silent_errors(source, item)
    else:
        yield from _commas_in_braces(text, node)
        for item_key, value in node:
            if item_key.style == "plain" and not is_plain_text(text, item_key):
                yield from _inspect_key(source, item_key)
            yield from find_silent_errors(source, value, item_key)


def _commas_in_braces(text: str, node: Mapping) -> lines.Problems:
    """Find commas that end values in braces too early: `{ amount: £1,295 }`."""
    if not text.startswith("{", node.start):
        return
    end = 0
    for (name, before), (key, value) in reversed([*pairwise(node)]):
        has_value = text[key.end : value.end].strip()
        is_rest = key.style == "plain" and not (
            has_value or re.match(r"[a-z]\S*\Z", key.text)
        )
        end = (end or key.end) if is_rest else 0
        if (
            end
            and isinstance(before, Scalar)
            and before.style == "plain"
            and before.text
        ):
            value_text = text[before.start : end]
            quoted = quote_scalar(value_text)
            edits = (TextEdit(before.start, end, quoted),)
            facts = {
                "given": truncate(value_text, 60),
                "line": f"{name.text}: {quoted}",
            }
            yield SyntaxProblem("Y151", before.end, end, facts, edits)


def is_plain_text(text: str, scalar: Scalar) -> bool:
    """Return whether a scalar is PLAIN_TEXT on one line, with nothing after it."""
    is_verbatim = text[scalar.start : scalar.end] == scalar.text
    is_followed = text[scalar.end : scalar.end + 1] in (" ", "\t")
    return (
        is_verbatim
        and not is_followed
        and PLAIN_TEXT.fullmatch(scalar.text) is not None
    )


def _inspect_key(source: SourceText, key: Scalar) -> list[SyntaxProblem]:
    line = ParsedLine(0, key.start, source.text[key.start : key.end])
    problems = [*lines.invisible_in(source.text, 0, [(key.start, key.end)])]
    problems = problems or [*_list_entry(source, line)]
    if not problems:
        problems = [*lines.wide_colon(line)]
        if " = " in line.text:
            problems += lines.equals_sign(line)
    return problems


def _list_entry(source: SourceText, line: ParsedLine) -> lines.Problems:
    """Find a bullet, or a hyphen without a space."""
    yield from lines.bullet(line)
    if re.match(r"\s*-[^\W\d_]", line.text):
        yield from lines.glued_word(numbered_line(source, source.line_of(line.start)))


def _inspect_value(
    source: SourceText, value: Scalar, *, is_below: bool
) -> lines.Problems:
    if CONTROL.search(value.text):
        yield SyntaxProblem("Y106", value.start, value.end)
    if value.style == "plain":
        raw, spans = source.text[value.start : value.end], [(value.start, value.end)]
        visible = re.sub(f"[{ZERO_WIDTH}]", "", raw)
        if not visible.isascii() or " " in visible:  # otherwise it looks like an id
            first = value.end - len(raw.lstrip(INVISIBLE_AT_END))
            last = value.start + len(raw.rstrip(INVISIBLE_AT_END))
            spans = [(value.start, first), (last, value.end)]
        yield from lines.invisible_in(source.text, 0, spans)
        yield from _lost_after_hash(source.text, value)
        if raw.endswith('"') and raw.count('"') == 1 and not raw[-2:-1].isdigit():
            yield SyntaxProblem("Y128", value.end - 1, value.end)
        yield from _inspect_lines(source, value, is_below=is_below)


def _lost_after_hash(text: str, value: Scalar) -> lines.Problems:
    """Report text after a value that YAML takes for a comment."""
    match = TEXT_AFTER_HASH.match(text, value.end)
    if match is None or (match[1][1:2] == " " and ONE_WORD.match(value.text)):
        return
    lost = COMMENT.sub("", match[1]).rstrip()
    start, end = match.start(1), match.start(1) + len(lost)
    line = quote_scalar(f"{value.text} {lost}".strip())
    edits: tuple[TextEdit, ...] = (
        TextEdit(value.start if value.text else start, end, line),
    )
    if ONE_WORD.match(value.text):
        edits = ()
    facts = {"lost": truncate(lost, 40), "line": truncate(line, 110)}
    yield SyntaxProblem("Y114", start, end, facts, edits)


def _inspect_lines(
    source: SourceText, value: Scalar, *, is_below: bool
) -> lines.Problems:
    """Find list entries and settings that were read as one text."""
    rows = re.finditer(r"(?m)^.*$", source.text[value.start : value.end])
    parts = [ParsedLine(0, value.start + line.start(), line[0]) for line in rows]
    if is_below and any(_list_entry(source, parts[0])):
        for line in parts:
            yield from _list_entry(source, line)
        return
    first, swallowed = parts[0], [line for line in parts[1:] if line.dashes]
    is_word = ONE_WORD.match(first.text)
    if len(swallowed) > 1 or (swallowed and is_word):
        entry = "\n" + " " * swallowed[0].indent + "- " + first.text
        edits = (TextEdit(first.start, first.end, entry),) if is_word else ()
        facts = {"value": truncate(first.text, 40)}
        yield SyntaxProblem("Y142", swallowed[0].body, swallowed[0].end, facts, edits)
    for line in parts if is_below else parts[1:]:
        if lines.SEPARATOR.match(line.text):
            yield from lines.invisible_characters(line)
        else:
            for find in (lines.glued_colon, lines.wide_colon, lines.equals_sign):
                yield from find(line)
