"""Characters that cannot be seen, or look like others: tabs, no-break spaces, Word's dashes and
breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.yaml_repair.context import (
    FailureContext,
    ParsedLine,
    apply_to_line,
    line_holding,
)
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

NON_ASCII_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ZERO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
UNICODE_LINE_ENDS = "\u0085\u2028\u2029"
"""Line ends to YAML, but to no editor."""
STRUCTURE = re.compile(rf"[\s{ZERO_WIDTH}]*(?:-[\s{ZERO_WIDTH}]+)*")
"""What a line starts with: spaces, and hyphens with spaces after them; hidden characters among
them.
"""
SEPARATOR = re.compile(
    rf"[^:]*:(?=[ ]*[{NON_ASCII_SPACES}{ZERO_WIDTH}])([ {NON_ASCII_SPACES}{ZERO_WIDTH}]+)"
)
INVISIBLE = re.compile(rf"[{NON_ASCII_SPACES}{ZERO_WIDTH}]+")
BULLET = re.compile(r"(?P<indent>\s*)(?P<mark>[–—−‐‑•·*])(?=\s+\S)")
GLUED_HYPHEN = re.compile(r"(?P<indent>\s*)-(?=[^\W\d_][^:]*:(?:\s|$))")
WIDE_COLON = re.compile(r"(?P<lead>\s*(?:-\s+)*[^\W\d][\w-]*)(?P<colon>\s*[：﹕꞉∶]\s*)")
MAX_RUNS = 100
"""Places in one line. More of them are put right in several rounds."""
WORD_BREAKS = {"\x0b": "Word’s soft line break (Shift+Enter)", "\x0c": "A page break"}


def word_breaks(text: str) -> Iterator[SyntaxProblem]:
    """Word's soft line breaks and page breaks, which no YAML text may hold."""
    for match in re.finditer("[\x0b\x0c]", text):
        yield SyntaxProblem(
            code="Y105",
            start=match.start(),
            end=match.end(),
            facts={"what": WORD_BREAKS[match[0]]},
            edits=(TextEdit(match.start(), match.end(), " "),),
            auto_fixable=True,
            certain=True,
        )


def tabs(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A Tab where only spaces may stand."""
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


def _tab(context: FailureContext, start: int, end: int, instead: str) -> SyntaxProblem:
    edits = (TextEdit(start, end, instead),)
    where, cure = "on this line, which looks empty", "Delete it."
    if instead:
        before = context.text[:start].rpartition("\n")[2].split()
        where, cure = f"after “{before[-1]}”" if before else "here", "Delete it and type one space."
    facts: dict[str, object] = {"where": where, "cure": cure}
    return SyntaxProblem(
        code="Y102", start=start, end=end, facts=facts, edits=edits, auto_fixable=True, certain=True
    )


def _tabbed_indent(context: FailureContext, line: ParsedLine) -> SyntaxProblem:
    """Tabs at the start of a line, as the number of spaces that lets most be read."""
    indent = line.text[: line.indent]
    widths = [len(indent.expandtabs(width)) for width in (2, 4, 8)]
    above = context.before(line)
    while above is not None and above.number > line.number - 50:
        widths += [above.indent + len(above.dashes), above.indent]
        above = context.before(above)
    tried: dict[int, int] = {}
    for width in dict.fromkeys(widths):
        if context.budget.left > 0:
            unread = context.unparsed_after((TextEdit(line.start, line.body, " " * width),))
            if unread is not None and len(context.text) - unread > line.end:
                tried.setdefault(unread, width)
    spaces = tried[min(tried)] if tried else widths[0]
    return SyntaxProblem(
        code="Y101",
        start=line.start,
        end=line.body,
        facts={"spaces": f" and type {spaces} spaces instead" if spaces else ""},
        edits=(TextEdit(line.start, line.body, " " * spaces),),
        auto_fixable=bool(tried),
        certain=True,
    )


def invisible_characters(context: FailureContext) -> Iterator[SyntaxProblem]:
    """No-break spaces and hidden characters where the structure of a line needs ordinary ones or
    none.
    """
    for line in context.candidate_lines:
        yield from invisible_in_line(context.text, line)


def invisible_in_line(text: str, line: ParsedLine) -> Iterator[SyntaxProblem]:
    """What cannot be seen in the structure of one line, as one slip."""
    for match in re.finditer(f"[{UNICODE_LINE_ENDS}]", line.text):
        at = line.start + match.start()
        edits = (TextEdit(at, at + 1, " "),)
        yield SyntaxProblem(
            code="Y107", start=at, end=at + 1, edits=edits, auto_fixable=True, certain=True
        )
    places = [match.span() for match in (STRUCTURE.match(line.text),) if match]
    if separator := SEPARATOR.match(line.text):
        places.append(separator.span(1))
    found = [
        (line.start + start + match.start(), line.start + start + match.end())
        for start, end in places
        for match in INVISIBLE.finditer(line.text[start:end])
    ]
    if found:
        yield invisible_problem(text, found)


def invisible_problem(text: str, runs: list[tuple[int, int]]) -> SyntaxProblem:
    """The slip of unseen characters that stand between these offsets: odd spaces become ordinary,
    the others go.
    """
    runs = runs[:MAX_RUNS]
    odd = [run for run in runs if re.search(f"[{NON_ASCII_SPACES}]", text[slice(*run)])]
    start, _ = (odd or runs)[0]
    edits = tuple(
        TextEdit(
            first,
            last,
            re.sub(f"[{ZERO_WIDTH}]", "", re.sub(f"[{NON_ASCII_SPACES}]", " ", text[first:last])),
        )
        for first, last in runs
    )
    facts: dict[str, object] = {"name": f"U+{ord(text[start]):04X}"}
    code = "Y103" if odd else "Y104"
    return SyntaxProblem(
        code=code,
        start=start,
        end=start + 1,
        facts=facts,
        edits=edits,
        auto_fixable=True,
        certain=True,
    )


def bullets(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Word's dashes and bullets in the place of a list's hyphen."""
    for line in context.candidate_lines:
        if match := BULLET.match(line.text):
            yield bullet_problem(line.start + match.start("mark"), match["mark"])


def bullet_problem(at: int, mark: str) -> SyntaxProblem:
    """A list entry that starts with something other than a hyphen."""
    edits = (TextEdit(at, at + 1, "-"),)
    kind = "bullet" if mark in "•·*" else "long dash"
    facts: dict[str, object] = {"mark": mark, "kind": kind}
    return SyntaxProblem(
        code="Y137", start=at, end=at + 1, facts=facts, edits=edits, auto_fixable=True, certain=True
    )


def glued_hyphens(context: FailureContext) -> Iterator[SyntaxProblem]:
    """`-id: a`, without the space."""
    for line in context.candidate_lines:
        if match := GLUED_HYPHEN.match(line.text):
            yield glued_hyphen_problem(context.text, line.start + match.end())


def glued_hyphen_problem(text: str, at: int) -> SyntaxProblem:
    """A list entry that lacks the space before the offset."""
    edit = TextEdit(at, at, " ")
    facts: dict[str, object] = {"line": apply_to_line(line_holding(text, at), edit)}
    return SyntaxProblem(
        code="Y131",
        start=at - 1,
        end=at,
        facts=facts,
        edits=(edit,),
        auto_fixable=True,
        certain=True,
    )


def wide_colons(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A colon of another script after a name."""
    for line in context.candidate_lines:
        yield from wide_colon_in(line)


def wide_colon_in(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """The same in one line."""
    if match := WIDE_COLON.match(line.text):
        start, end = line.start + match.start("colon"), line.start + match.end("colon")
        edits = (TextEdit(start, end, ": "),)
        facts: dict[str, object] = {"mark": match["colon"].strip()}
        yield SyntaxProblem(
            code="Y139",
            start=start,
            end=end,
            facts=facts,
            edits=edits,
            auto_fixable=True,
            certain=True,
        )
