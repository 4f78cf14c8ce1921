"""Repairs of invisible and look-alike characters: tabs, no-break spaces, dashes and bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.yaml_repair.context import (
    FailureContext,
    ParsedLine,
    apply_to_line,
)
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

NON_ASCII_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ZERO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
UNICODE_LINE_ENDS = "\u0085\u2028\u2029"
"""Line ends to YAML, but to no editor."""
STRUCTURE = re.compile(rf"[\s{ZERO_WIDTH}]*(?:-[\s{ZERO_WIDTH}]+)*")
"""Start of a line: spaces, and hyphens with spaces after them, among zero-width characters."""
SEPARATOR = re.compile(
    rf"[^:]*:(?=[ ]*[{NON_ASCII_SPACES}{ZERO_WIDTH}])([ {NON_ASCII_SPACES}{ZERO_WIDTH}]+)"
)
INVISIBLE = re.compile(rf"[{NON_ASCII_SPACES}{ZERO_WIDTH}]+")
BULLET = re.compile(r"(?P<indent>\s*)(?P<mark>[–—−‐‑•·*])(?=\s+\S)")
GLUED_HYPHEN = re.compile(r"(?P<indent>\s*)-(?=[^\W\d_][^:]*:(?:\s|$))")
WIDE_COLON = re.compile(r"(?P<lead>\s*(?:-\s+)*[^\W\d][\w-]*)(?P<colon>\s*[：﹕꞉∶]\s*)")
MAX_RUNS = 100
"""Repairs in one line at once. More of them take several rounds."""
WORD_BREAKS = {"\x0b": "Word’s soft line break (Shift+Enter)", "\x0c": "A page break"}


def word_breaks(text: str) -> Iterator[SyntaxProblem]:
    """Find Word's soft line breaks and page breaks, which YAML does not allow."""
    for match in re.finditer("[\x0b\x0c]", text):
        yield _certain("Y105", *match.span(), " ", what=WORD_BREAKS[match[0]])


def tabs(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Replace a tab where only spaces may stand."""
    line = context.failing_line
    structure = re.match(r"\s*(?:-\s+)*", line.text)
    if structure is None or "\t" not in structure[0]:
        if context.text[context.at : context.at + 1] == "\t":
            yield _tab(context, context.at, context.at + 1, " ")
        return
    indent = line.text[: line.indent]
    if indent == line.text:
        yield _tab(context, line.start, line.end, "")
    elif "\t" in indent:
        yield _tabbed_indent(context, line)
    else:
        at = line.start + structure[0].index("\t")
        yield _tab(context, at, at + 1, " ")


def _tab(context: FailureContext, start: int, end: int, replacement: str) -> SyntaxProblem:
    where, cure = "on this line, which looks empty", "Delete it."
    if replacement:
        before = context.text[:start].rpartition("\n")[2].split()
        where, cure = f"after “{before[-1]}”" if before else "here", "Delete it and type one space."
    return _certain("Y102", start, end, replacement, where=where, cure=cure)


def _tabbed_indent(context: FailureContext, line: ParsedLine) -> SyntaxProblem:
    """Replace tabs at the start of a line by the number of spaces that lets most be parsed."""
    indent = line.text[: line.indent]
    widths = [len(indent.expandtabs(width)) for width in (2, 4, 8)]
    above = context.before(line)
    while above is not None and above.number > line.number - 50:
        widths += [above.indent + len(above.dashes), above.indent]
        above = context.before(above)
    tried: dict[int, int] = {}
    for width in dict.fromkeys(widths):
        if context.budget.left > 0:
            unparsed = context.unparsed_after((TextEdit(line.start, line.body, " " * width),))
            if unparsed is not None and len(context.text) - unparsed > line.end:
                tried.setdefault(unparsed, width)
    spaces = tried[min(tried)] if tried else widths[0]
    facts = {"spaces": f" and type {spaces} spaces instead" if spaces else ""}
    edits = (TextEdit(line.start, line.body, " " * spaces),)
    return SyntaxProblem(
        "Y101", line.start, line.body, facts, edits, auto_fixable=bool(tried), certain=True
    )


def invisible_characters(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Replace no-break spaces and drop zero-width characters in the structure of a line."""
    for line in context.candidate_lines:
        yield from invisible_in_line(context.text, line)


def invisible_in_line(text: str, line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Find invisible characters in the structure of one line."""
    for match in re.finditer(f"[{UNICODE_LINE_ENDS}]", line.text):
        at = line.start + match.start()
        yield _certain("Y107", at, at + 1, " ")
    places = [match.span() for match in (STRUCTURE.match(line.text),) if match]
    if separator := SEPARATOR.match(line.text):
        places.append(separator.span(1))
    runs = [
        (line.start + start + match.start(), line.start + start + match.end())
        for start, end in places
        for match in INVISIBLE.finditer(line.text[start:end])
    ]
    if runs:
        yield invisible_problem(text, runs)


def invisible_problem(text: str, runs: list[tuple[int, int]]) -> SyntaxProblem:
    """Return the problem of invisible characters: spaces become ordinary, others are dropped."""
    runs = runs[:MAX_RUNS]
    spaces = [run for run in runs if re.search(f"[{NON_ASCII_SPACES}]", text[slice(*run)])]
    start, _ = (spaces or runs)[0]
    edits = tuple(TextEdit(first, last, _visible(text[first:last])) for first, last in runs)
    facts = {"name": f"U+{ord(text[start]):04X}"}
    code = "Y103" if spaces else "Y104"
    return SyntaxProblem(code, start, start + 1, facts, edits, auto_fixable=True, certain=True)


def _visible(text: str) -> str:
    return re.sub(f"[{ZERO_WIDTH}]", "", re.sub(f"[{NON_ASCII_SPACES}]", " ", text))


def bullet(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Replace a dash or bullet of Word in place of a list's hyphen."""
    if match := BULLET.match(line.text):
        yield bullet_problem(line.start + match.start("mark"), match["mark"])


def bullet_problem(at: int, mark: str) -> SyntaxProblem:
    """Return the problem of a list entry that starts with something other than a hyphen."""
    kind = "bullet" if mark in "•·*" else "long dash"
    return _certain("Y137", at, at + 1, "-", mark=mark, kind=kind)


def glued_hyphen(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Add the space to `-id: a`."""
    if match := GLUED_HYPHEN.match(line.text):
        yield glued_hyphen_problem(line, line.start + match.end())


def glued_hyphen_problem(line: ParsedLine, at: int) -> SyntaxProblem:
    """Return the problem of a list entry that lacks the space before an offset."""
    edit = TextEdit(at, at, " ")
    facts = {"line": apply_to_line(line, edit)}
    return SyntaxProblem("Y131", at - 1, at, facts, (edit,), auto_fixable=True, certain=True)


def wide_colon(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Replace a colon of another script after a key."""
    if match := WIDE_COLON.match(line.text):
        yield _certain("Y139", *line.span(match, "colon"), ": ", mark=match["colon"].strip())


def _certain(code: str, start: int, end: int, replacement: str, **facts: object) -> SyntaxProblem:
    edits = (TextEdit(start, end, replacement),)
    return SyntaxProblem(code, start, end, facts, edits, auto_fixable=True, certain=True)
