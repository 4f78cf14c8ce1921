"""Repairs of invisible and look-alike characters: tabs, no-break spaces, dashes and bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.yaml_repair.context import SURE, FailureContext, ParsedLine
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

NON_ASCII_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ZERO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
STRUCTURE = re.compile(rf"[\s{ZERO_WIDTH}]*(?:-[\s{ZERO_WIDTH}]+)*")
"""Start of a line: spaces, and hyphens with spaces after them, among zero-width characters."""
SEPARATOR = re.compile(
    rf"[^:]*:(?=[ ]*[{NON_ASCII_SPACES}{ZERO_WIDTH}])([ {NON_ASCII_SPACES}{ZERO_WIDTH}]+)"
)
INVISIBLE = re.compile(rf"[{NON_ASCII_SPACES}{ZERO_WIDTH}]+")
BULLET = re.compile(r"\s*([–—−‐‑•·*])(?=\s+\S)")
MAX_RUNS = 100
"""Repairs in one line at once. More of them take several rounds."""


def word_breaks(text: str) -> Iterator[SyntaxProblem]:
    """Find Word's soft line breaks and page breaks, which YAML does not allow."""
    names = {"\x0b": "Word’s soft line break (Shift+Enter)", "\x0c": "A page break"}
    for match in re.finditer("[\x0b\x0c]", text):
        edits = (TextEdit(*match.span(), " "),)
        yield SyntaxProblem("Y105", *match.span(), {"what": names[match[0]]}, edits, **SURE)


def tabs(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Replace a tab where only spaces may stand."""
    line = context.failing_line
    if "\t" in line.text[: line.indent]:
        if line.indent < len(line.text):
            yield _tabbed_indent(context, line)
        else:
            facts = {"where": "on this line, which looks empty", "cure": "Delete it."}
            yield line.problem("Y102", (0, line.indent), "", facts=facts, **SURE)
        return
    at = line.body + line.dashes.index("\t") if "\t" in line.dashes else context.at
    if context.text[at : at + 1] == "\t":
        before = context.text[:at].rpartition("\n")[2].split()
        where = f"after “{before[-1]}”" if before else "here"
        facts = {"where": where, "cure": "Delete it and type one space."}
        yield SyntaxProblem("Y102", at, at + 1, facts, (TextEdit(at, at + 1, " "),), **SURE)


def _tabbed_indent(context: FailureContext, line: ParsedLine) -> SyntaxProblem:
    """Replace tabs at the start of a line by the number of spaces that lets most be parsed."""
    widths = [len(line.text[: line.indent].expandtabs(width)) for width in (2, 4, 8)]
    for above in context.lines_above(line, 50):
        widths += [above.text_column, above.indent]
    tried = []
    for order, width in enumerate(dict.fromkeys(widths)):
        unparsed = context.unparsed_after((TextEdit(line.start, line.body, " " * width),))
        if unparsed is not None and unparsed < len(context.text) - line.end:
            tried.append((unparsed, order, width))
    width = min(tried)[2] if tried else widths[0]
    facts = {"spaces": f" and type {width} spaces instead" if width else ""}
    flags = {**SURE, "auto_fixable": bool(tried)}
    return line.problem("Y101", (0, line.indent), " " * width, facts=facts, **flags)


def invisible_characters(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Replace no-break spaces and drop zero-width characters in the structure of a line."""
    for match in re.finditer("[\u0085\u2028\u2029]", line.text):  # line ends to YAML only
        yield line.problem("Y107", match.span(), " ", **SURE)
    matches = STRUCTURE.match(line.text), SEPARATOR.match(line.text)
    yield from invisible_in(
        line.text, line.start, [match.span(match.lastindex or 0) for match in matches if match]
    )


def invisible_in(text: str, offset: int, spans: list[tuple[int, int]]) -> Iterator[SyntaxProblem]:
    """Find invisible characters in parts of a text. Spaces become ordinary, others are dropped."""
    runs = [run for span in spans for run in INVISIBLE.finditer(text, *span)][:MAX_RUNS]
    if not runs:
        return
    spaces = [run for run in runs if re.search(f"[{NON_ASCII_SPACES}]", run[0])]
    first = (spaces or runs)[0]
    edits = []
    for run in runs:
        visible = re.sub(f"[{ZERO_WIDTH}]", "", re.sub(f"[{NON_ASCII_SPACES}]", " ", run[0]))
        edits.append(TextEdit(offset + run.start(), offset + run.end(), visible))
    code, facts = "Y103" if spaces else "Y104", {"name": f"U+{ord(first[0][0]):04X}"}
    at = offset + first.start()
    yield SyntaxProblem(code, at, at + 1, facts, tuple(edits), **SURE)


def bullet(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Replace a dash or bullet of Word in place of a list's hyphen."""
    if match := BULLET.match(line.text):
        facts = {"mark": match[1], "kind": "bullet" if match[1] in "•·*" else "long dash"}
        yield line.problem("Y137", match.span(1), "-", facts=facts, **SURE)
