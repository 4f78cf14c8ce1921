"""Repairs of lines: missing colons, spaces and hyphens, stray characters, text that runs on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.nodes import truncate
from microsite.source.yaml_repair.context import (
    COMMENT,
    FailureContext,
    ParsedLine,
    apply_to_line,
)
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

KEY = r"[^\W\d][\w-]{0,40}"
SCHEMES = "https?|mailto|tel|sms|ftp|file|urn|doi|isbn|figure|data|javascript"
GLUED_COLON = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?!(?:{SCHEMES}):)(?P<key>{KEY}):(?=[^\s:/])")
WRONG_SEPARATOR = re.compile(
    rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{KEY})(?P<sign>\s*(?:=>?|;|->)\s*|\s+[–—-]\s+)(?=\S)"
)
NO_SEPARATOR = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{KEY})(?P<sign>\s+)(?=\S)")
JOINED = re.compile(rf"(?<=\S)(?P<indent>  +)(?:-\s+)?(?P<key>{KEY}):(?=\s|$)")
STRAY_CHARACTER = re.compile(
    rf"\s*(?:-\s+)*(?P<sign>[^\w\s\"'#-]{{1,3}}\s*)(?P<key>{KEY}):(?=\s|$)"
)
KEY_ALONE = re.compile(rf"(?P<lead>\s*(?:-\s+)*)(?P<key>{KEY})(?P<sign>)\s*$")
LONG_VALUE = 50
"""Characters. A longer value is text, which may run on."""
TEXT_OR_SETTING = (
    "If it belongs to the text above, put two more spaces in front of it. If not, write:"
)


def glued_colon(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Add the space to `title:Opening`."""
    if match := GLUED_COLON.match(line.text):
        yield glued_colon_problem(line, match)


def glued_colon_problem(line: ParsedLine, match: re.Match[str]) -> SyntaxProblem:
    """Return the problem of a key that lacks the space after its colon."""
    start, end = line.span(match, "key")[0], line.start + match.end()
    edit = TextEdit(end, end, " ")
    facts = {"name": match["key"], "line": apply_to_line(line, edit)}
    is_lower = match["key"].islower()
    return SyntaxProblem("Y132", start, end, facts, (edit,), auto_fixable=True, certain=is_lower)


def wrong_separator(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Replace the separator of `title = Opening` and the like."""
    if line.key is None and (match := WRONG_SEPARATOR.match(line.text)):
        yield separator_problem(line, match)


def separator_problem(
    line: ParsedLine, match: re.Match[str], advice: str = "Write:"
) -> SyntaxProblem:
    """Return the problem of a line that has no colon after its key."""
    edit = TextEdit(*line.span(match, "sign"), ": ")
    facts = {"name": match["key"], "line": apply_to_line(line, edit), "advice": advice}
    is_guess = advice == TEXT_OR_SETTING
    return SyntaxProblem("Y133", *line.span(match, "key"), facts, (edit,), ambiguous=is_guess)


def missing_hyphens(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Add the hyphen to a text below list entries, in line with their hyphens."""
    for line in context.candidate_lines:
        above = context.before(line)
        if above is None or not above.dashes or above.key or above.indent != line.indent:
            continue
        if line.key is None and not line.dashes and line.value:
            edit = TextEdit(line.body, line.body, "- ")
            facts = {"line": apply_to_line(line, edit)}
            yield SyntaxProblem("Y147", line.body, line.end, facts, (edit,))


def missing_colon(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Repair a line without a colon as a setting or as text, whichever lets more be parsed."""
    problems = [*_settings(context), *_running_text(context)]
    below_text = context.line_at(context.error_start).start - 1
    follows_text = any(end == below_text for _, end in context.long_texts)
    ranked = [
        (unparsed, (problem.code == "Y134") != follows_text, number)
        for number, problem in enumerate(problems)
        if (unparsed := context.unparsed_after(problem.edits)) is not None
    ]
    yield from (problems[number] for _, _, number in sorted(ranked))


def _settings(context: FailureContext) -> Iterator[SyntaxProblem]:
    for line in context.candidate_lines:
        if line.key is not None:
            continue
        match = NO_SEPARATOR.match(line.text)
        if match and _is_setting(context, line, match["key"]):
            yield separator_problem(line, match, TEXT_OR_SETTING)
        below = context.after(line)
        if (
            below is not None
            and below.indent > line.indent
            and (match := KEY_ALONE.match(line.text))
        ):
            yield separator_problem(line, match)


def _is_setting(context: FailureContext, line: ParsedLine, word: str) -> bool:
    """Return whether a line without a colon is likelier to be a setting than text."""
    if re.search(rf"^\s*(?:-\s+)*{re.escape(word)}:(?:\s|$)", context.text, re.MULTILINE):
        return True
    above = context.before(line)
    if above is None:  # there is no text to run on
        return word.islower()
    is_text = above.value in ("|", ">", "|-", ">-") or len(above.value) > LONG_VALUE
    return not is_text and word.islower() and len(COMMENT.sub("", line.text).split()) <= 6


def _running_text(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Indent the further lines of a long text."""
    first = context.line_at(context.error_start)
    owner = context.before(first)
    while owner is not None and owner.key is None:
        owner = context.before(owner)
    if first.key is not None or first.dashes or owner is None:
        return
    indent = owner.indent + len(owner.dashes) + 2
    edits: list[TextEdit] = []
    line: ParsedLine | None = first
    while line is not None and (line is first or (line.key is None and not line.dashes)):
        if line is not first and line.value.startswith(":"):
            return
        if line.text.strip():
            edits.append(TextEdit(line.start, line.body, " " * indent))
        line = context.after(line)
    is_text = re.fullmatch(KEY, owner.key or "") and (
        owner.value[:1] in ("|", ">") or len(owner.value) > LONG_VALUE
    )
    facts = {"name": owner.key, "spaces": indent}
    yield SyntaxProblem("Y134", first.body, first.end, facts, tuple(edits), ambiguous=not is_text)


def joined_lines(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Split two lines that were joined by deleting the line break between them."""
    if match := JOINED.search(line.value):
        start = line.value_start + match.start("indent")
        end = line.value_start + match.end("key")
        name = match["key"]
        edits = (TextEdit(start, start, "\n"),)
        yield SyntaxProblem("Y146", end - len(name), end, {"name": name}, edits)


def stray_character(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Delete a character in front of a key, or join a colon to its key on the line above."""
    for line in context.candidate_lines:
        above = context.before(line)
        if match := STRAY_CHARACTER.match(line.text):
            start, end = line.span(match, "sign")
            facts = {"mark": match["sign"].strip(), "name": match["key"]}
            edits = (TextEdit(start, end, ""),)
            yield SyntaxProblem("Y144", start, end, facts, edits, ambiguous=True)
        elif (
            line.value.startswith(":")
            and line.key is None
            and above is not None
            and KEY_ALONE.match(above.text)
        ):
            edits = (TextEdit(above.start + len(above.text.rstrip()), line.body, ""),)
            facts = {"line": f"{above.text.strip()}{line.value}"}
            yield SyntaxProblem("Y145", line.body, line.body + 1, facts, edits, ambiguous=True)


def mixed_list_and_mapping(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Report a list entry among settings or below a text, or a setting among list entries."""
    line = context.failing_line
    above = context.before(line)
    is_deeper = above is not None and above.indent < line.indent
    if above is not None and is_deeper and line.dashes and above.key and above.value:
        facts = {"value": truncate(above.value, 40)}
        yield SyntaxProblem("Y142", line.body, line.end, facts)
    while above is not None and above.indent > line.indent:
        above = context.before(above)
    if above is None or above.indent != line.indent or bool(above.dashes) == bool(line.dashes):
        return
    facts = {"what": "A “name: value” line", "others": "list entries"}
    if line.dashes:
        facts = {"what": "A list entry", "others": "“name: value” lines"}
    yield SyntaxProblem("Y143", line.body, line.end, facts)
