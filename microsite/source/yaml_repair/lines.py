"""Repairs of lines: odd characters, values that need quotes, missing colons, text that
runs on.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice, takewhile
from operator import itemgetter
from typing import Any

from microsite.source.edits import (
    NON_ASCII_SPACES,
    ZERO_WIDTH,
    TextEdit,
    apply_edits,
    quote_scalar,
)
from microsite.source.nodes import truncate
from microsite.source.yaml_repair.patched_text import (
    COMMENT,
    CURLY_QUOTED,
    SURE,
    FailureContext,
    ParsedLine,
    SyntaxProblem,
)

STRUCTURE = re.compile(rf"[\s{ZERO_WIDTH}]*(?:-[\s{ZERO_WIDTH}]+)*")
"""Start of a line: spaces, and hyphens with spaces after them, among zero-width
characters.
"""
SEPARATOR = re.compile(
    rf"[^:]*:(?=[ ]*[{NON_ASCII_SPACES}{ZERO_WIDTH}])(["
    rf" {NON_ASCII_SPACES}{ZERO_WIDTH}]+)"
)
INVISIBLE = re.compile(rf"[{NON_ASCII_SPACES}{ZERO_WIDTH}]+")
BULLET = re.compile(r"\s*([–—−‐‑•·*]|--+)(?=\s+\S)")

PAIRS = {"[": "]", "{": "}"}
WINDOWS_PATH = re.compile(
    r"(?:[A-Za-z]:\\|\\\\|(?=.*\.\w{2,4}$))(?:.*\\)?(?P<name>[^\\]+)$"
)
HASH_IN_BRACKETS = re.compile(
    r"(?<=[\[,])\s*(?P<item>[^,\[\]\"']*\s#[^,\[\]\"']*)(?=[,\]])"
)

DASHES = r"\s*(?:-\s+)*"
NAME = r"(?P<name>[^\W\d][\w-]{0,40})"
COLON_IN_BRACES = re.compile(
    rf"[{{,]\s*{NAME}:\s++(?P<value>(?![\"'])[^,{{}}\[\]]*?(?P<at>:)\s"
    r"(?:[^,{}\[\]]|,(?!\s*[\w-]+:))*)"
)
NO_COMMA = re.compile(
    r"(?:(?<!\S)[£$€]?\d[^\s;]*(?=\s+\S+:\s+\d)|(?<=[^\s;:])(?=\s*;|\s+\S+:\s+[\"']))"
    r"(?P<gap>\s*(?:;\s*)?)(?P<name>[a-z][a-z_]*)(?=:\s)"
)
"""A setting in braces after a semicolon, or after spaces that a number or quotes make
certain.
"""
LOWER_NAME = r"(?P<name>(?![\w-]*[A-ZÀ-Þ])[^\W\d][\w-]{0,40})"
NO_SCHEME = (
    "(?!(?:https?|mailto|tel|sms|ftp|file|urn|doi|isbn|figure|data|javascript):)"
)
NO_SEPARATOR = re.compile(rf"{DASHES}(?P<at>{NAME})(?P<gap>\s+)(?=\S)")
NAME_ALONE = re.compile(rf"{DASHES}(?P<at>{NAME})(?P<gap>)\s*$")
SETTING = re.compile(r"\W*\w[\w-]*\s*(?::|=|$)|\s*[a-z_]+(?:\s+\S+){1,5}\s*$")
"""A line that is rather a setting, perhaps without its colon, than text."""
TEXT_OR_SETTING = (
    "If it belongs to the text above, put two more spaces in front of it. "
)
TEXT_OR_SETTING += "If not, write:"

Problems = Iterator[SyntaxProblem]
LineRepair = Callable[[ParsedLine], Problems]


def line_problem(
    code: str, line: ParsedLine, match: re.Match[str], replacement: str, **flags: Any
) -> SyntaxProblem:
    """Return the problem of a line at the group `at`.

    Its repair replaces `gap`, else `at`.
    """
    facts = {"advice": "Write:", **match.groupdict()}
    gap = match.span("gap") if "gap" in facts else None
    return line.problem(code, match.span("at"), replacement, gap, facts, **flags)


def line_rule(code: str, pattern: str, replacement: str, **flags: bool) -> LineRepair:
    """Return a repair of lines that match a pattern; see `line_problem`."""

    def find(line: ParsedLine) -> Problems:
        if match := re.match(DASHES + pattern, line.text):
            yield line_problem(code, line, match, replacement, **flags)

    return find


def value_rule(*patterns: tuple[str, str]) -> LineRepair:
    """Return a repair that quotes values by patterns, each with a code and a group
    `mark`.
    """

    def find(line: ParsedLine) -> Problems:
        for code, pattern in patterns:
            if match := re.match(pattern, line.value):
                at, text = (
                    line.value_columns[0] + match.start("mark"),
                    quote_scalar(line.value),
                )
                flags = {"ambiguous": match["mark"] == "-"}
                facts = match.groupdict()
                yield line.problem(
                    code, (at, at + 1), text, line.value_columns, facts, **flags
                )

    return find


glued_hyphen = line_rule(
    "Y131", r"(?P<at>-)(?P<gap>)(?=[^\W\d_][^:]*:(?:\s|$))", " ", **SURE
)
glued_word = line_rule("Y131", r"(?P<at>-)(?P<gap>)(?=[^\W\d_])", " ", **SURE)
wide_colon = line_rule(
    "Y139", r"[^\W\d][\w-]*(?P<at>\s*(?P<mark>[：﹕꞉∶])\s*)", ": ", **SURE
)
glued_colon = line_rule(
    "Y132", rf"{NO_SCHEME}(?P<at>{LOWER_NAME}:)(?P<gap>)(?=[^\s:/])", " ", **SURE
)
glued_colon_of_capitals = line_rule(
    "Y132", rf"{NO_SCHEME}(?P<at>{NAME}:)(?P<gap>)(?=[^\s:/])", " ", auto_fixable=True
)
wrong_separator = line_rule(
    "Y133",
    rf"(?!.*:(?:\s|$))(?P<at>{NAME})(?P<gap>\s*(?:=>?|;|->)\s*|\s+[–—-]\s+)(?=\S)",
    ": ",
)
equals_sign = line_rule(
    "Y133", r"(?P<at>(?P<name>[a-z_]+))(?P<gap>\s*=\s*)(?=[^\s=])", ": "
)
double_comma = line_rule(
    "Y153", r"[^\"'\[{]*[\[{][^\"'\]}]*?(?<=[\[{,])\s*(?P<at>,)", ""
)
stray_character = line_rule(
    "Y144",
    rf"(?P<at>(?P<mark>[^\w\s\"'#-]{{1,3}})\s*){NAME}:(?=\s|$)",
    "",
    ambiguous=True,
)
document_end = line_rule(
    "Y121", r"(?<!\s)(?P<at>(?P<mark>\.{3})\s*)\Z", "", auto_fixable=True
)
reserved_indicator = value_rule(
    ("Y116", r"(?P<mark>\[(?=.*\]\s*[^\s,\]}])|\{(?=\{|.*\}\s*[^\s,\]}]))"),
    ("Y118", r"(?P<mark>[|>])(?=\s*\S)"),
    ("Y115", r"(?P<mark>[@`%*&!,\]}|>])"),
    ("Y117", r"(?P<mark>[?:])\s"),
    ("Y117", r"(?P<mark>-)(?:\s|$)"),
)
colons_inside = value_rule(("Y110", r"(?![\"']).*?(?P<mark>:)(?=\s|$)"))


def colons_in_braces(line: ParsedLine) -> Problems:
    """Repair `{ price:, text: Lines: 4 }`: an empty value, colons in values, or missing
    commas.
    """
    for match in re.finditer(rf"[{{,]\s*{NAME}:(?=[,}}])", line.text):
        gap, facts = (match.end(), match.end()), {"field": match["name"]}
        yield line.problem("R104", match.span("name"), " ", gap, facts, **SURE)
    colons = list(COLON_IN_BRACES.finditer(line.text))
    gaps = [
        gap
        for colon in colons
        for gap in NO_COMMA.finditer(line.text, *colon.span("value"))
    ]
    commas = [TextEdit(*gap.span("gap"), ", ") for gap in gaps]
    values = [(colon.start("value"), colon["value"].rstrip()) for colon in colons]
    quotes = [
        TextEdit(at, at + len(value), quote_scalar(value)) for at, value in values
    ]
    repairs = ("Y152", "name", gaps, commas), ("Y110", "at", colons, quotes)
    for code, group, matches, edits in (repair for repair in repairs if repair[2]):
        start, end = (line.start + column for column in matches[0].span(group))
        at = line.start
        moved = tuple(
            TextEdit(at + edit.start, at + edit.end, edit.text) for edit in edits
        )
        repaired = truncate(apply_edits(line.text, edits), 110)
        yield SyntaxProblem(
            code, start, end, {**matches[0].groupdict(), "line": repaired}, moved
        )


def word_breaks(text: str) -> Problems:
    """Find Word's soft line breaks and page breaks, which YAML does not allow."""
    names = {
        "\x0b": "a soft line break from Word (Shift+Enter)",
        "\x0c": "a page break",
    }
    for match in re.finditer("[\x0b\x0c]", text):
        edits = (TextEdit(*match.span(), " "),)
        yield SyntaxProblem(
            "Y105", *match.span(), {"what": names[match[0]]}, edits, **SURE
        )


def tabs(context: FailureContext) -> Problems:
    """Replace a tab where only spaces may stand."""
    line = context.failing_line
    if "\t" in line.text[: line.indent]:
        if line.indent < len(line.text):
            yield _tabbed_indent(context, line)
        else:
            facts = {
                "where": "on this line, although it looks empty",
                "cure": "Delete it.",
            }
            yield line.problem("Y102", (0, line.indent), "", facts=facts, **SURE)
        return
    at = line.body + line.dashes.index("\t") if "\t" in line.dashes else context.at
    if context.text[at : at + 1] == "\t":
        before = context.text[:at].rpartition("\n")[2].split()
        where = f"after “{before[-1]}”" if before else "here"
        facts = {"where": where, "cure": "Delete it and type one space."}
        yield SyntaxProblem(
            "Y102", at, at + 1, facts, (TextEdit(at, at + 1, " "),), **SURE
        )


def _tabbed_indent(context: FailureContext, line: ParsedLine) -> SyntaxProblem:
    """Replace tabs at the start of a line by the number of spaces that lets most be
    parsed.
    """
    widths = [len(line.text[: line.indent].expandtabs(width)) for width in (2, 4, 8)]
    for above in islice(context.lines_above(line), 50):
        widths += [above.text_column, above.indent]
    tried = []
    for order, width in enumerate(dict.fromkeys(widths)):
        unparsed = context.unparsed_after(
            (TextEdit(line.start, line.body, " " * width),)
        )
        if unparsed is not None and unparsed < len(context.text) - line.end:
            tried.append((unparsed, order, width))
    width = min(tried)[2] if tried else widths[0]
    facts = {"spaces": f" and type {width} spaces instead" if width else ""}
    flags = {**SURE, "auto_fixable": bool(tried)}
    return line.problem("Y101", (0, line.indent), " " * width, facts=facts, **flags)


def invisible_characters(line: ParsedLine) -> Problems:
    """Replace no-break spaces and drop zero-width characters in the structure of a
    line.
    """
    # Line ends to YAML only
    for match in re.finditer("[\u0085\u2028\u2029]", line.text):
        yield line.problem("Y107", match.span(), " ", **SURE)
    matches = STRUCTURE.match(line.text), SEPARATOR.match(line.text)
    spans = [match.span(match.lastindex or 0) for match in matches if match]
    yield from invisible_in(line.text, line.start, spans)


def invisible_in(text: str, offset: int, spans: list[tuple[int, int]]) -> Problems:
    """Find invisible characters in parts of a text.

    Spaces become ordinary, others are dropped.
    """
    runs = [run for span in spans for run in INVISIBLE.finditer(text, *span)]
    if not runs:
        return
    runs = runs[:100]  # more of them take several rounds
    spaces = [run for run in runs if re.search(f"[{NON_ASCII_SPACES}]", run[0])]
    first = (spaces or runs)[0]
    edits = []
    for run in runs:
        visible = re.sub(
            f"[{ZERO_WIDTH}]", "", re.sub(f"[{NON_ASCII_SPACES}]", " ", run[0])
        )
        edits.append(TextEdit(offset + run.start(), offset + run.end(), visible))
    facts = {"name": f"U+{ord(first[0][0]):04X}"}
    at = offset + first.start()
    yield SyntaxProblem(
        "Y103" if spaces else "Y104", at, at + 1, facts, tuple(edits), **SURE
    )


def bullet(line: ParsedLine) -> Problems:
    """Replace a dash or bullet of Word in place of a list's hyphen."""
    if match := BULLET.match(line.text):
        facts = {
            "mark": match[1],
            "kind": "bullet" if match[1] in "•·*" else "long dash",
        }
        yield line.problem("Y137", match.span(1), "-", facts=facts, **SURE)


def curly_quotes(line: ParsedLine) -> Problems:
    """Replace quotation marks of Word where straight ones are needed."""
    if CURLY_QUOTED.fullmatch(line.value):
        text = quote_scalar(line.value[1:-1])
        yield line.problem("Y108", line.value_columns, text, auto_fixable=True)


def quotes_inside(line: ParsedLine) -> Problems:
    """Requote a text in which an apostrophe or a quotation mark ends the quotes too
    early.
    """
    value, mark = line.value, line.value[:1]
    if mark not in ("'", '"') or value.count(mark) < 2:
        return
    is_closed = value.endswith(mark) and value.count(mark) > 2
    text = quote_scalar(value[1:-1] if is_closed else value)
    early = value.index(mark, 1)
    word = f"{value[:early].rpartition(' ')[2]}{value[early:].partition(' ')[0]}".strip(
        "\"' "
    )
    code = "Y111" if is_closed and mark == "'" else "Y112"
    at = line.value_columns[0] + early
    facts = {"word": truncate(word or value, 40)}
    yield line.problem(code, (at, at + 1), text, line.value_columns, facts)


def unclosed_quotes(context: FailureContext) -> Problems:
    """Close a quote that is never closed, or that is closed by one meant for something
    else.
    """
    starts = [context.error_start] if context.in_quotes else []
    starts += [
        start
        for start, _ in reversed(context.long_texts)
        if context.text[start] in "\"'"
    ]
    for start in starts[:3]:
        line = last = context.line_at(start)
        for below in context.lines_below(line):
            if not below.text.strip() or below.key is not None or below.dashes:
                break
            last = below
        mark = context.text[start]
        facts = {"mark": mark, "shown": truncate(context.text[start : line.end], 40)}
        for ending in (last, line):
            end = len(COMMENT.sub("", ending.text).rstrip())
            if mark in "\"'" and ending.start + end > start:
                columns = (start - ending.start, line.end - ending.start)
                is_sure = context.in_quotes and ending is line
                yield ending.problem(
                    "Y113", columns, mark, (end, end), facts, certain=is_sure
                )


def backslashes(line: ParsedLine) -> Problems:
    r"""Replace double quotes around a backslash, as in `"C:\Users\kim"`."""
    if not line.value.startswith('"') or "\\" not in line.value:
        return
    inner = line.value[1:].removesuffix('"')
    path = WINDOWS_PATH.match(inner)
    text = f"images/{path['name']}" if path else quote_scalar(inner)
    advice = (
        "Copy the file into assets/images/ and write" if path else "Use single quotes:"
    )
    at = line.value_columns[0] + line.value.index("\\")
    yield line.problem(
        "Y136", (at, at + 1), text, line.value_columns, {"advice": advice}
    )


def brackets_unclosed(context: FailureContext) -> Problems:
    """Close a bracket that is not closed, closed by the wrong bracket, or
    closed twice.
    """
    at, start = context.at, context.error_start
    if context.text[at : at + 1] in ("]", "}"):
        edits = (TextEdit(at, at + 1, ""),)
        yield SyntaxProblem("Y129", at, at + 1, {"mark": context.text[at]}, edits)
    opener = context.text[start : start + 1]
    if opener not in PAIRS:
        return
    line = context.line_at(start)
    for match in HASH_IN_BRACKETS.finditer(line.text):  # ` #` hides the closing bracket
        columns, text = match.span("item"), quote_scalar(match["item"].strip())
        first = columns[0] + match["item"].index("#")
        facts = {"lost": truncate(line.text[first : columns[1]], 40)}
        yield line.problem("Y114", (first, columns[1]), text, columns, facts)
    endings = [line]
    last = context.before(context.failing_line)
    if last is not None and last.number > line.number:
        endings.insert(0 if line.value.endswith(",") else 1, last)
    for ending in endings:
        last_column = ending.value_columns[1]
        is_wrong = ending.text[:last_column].endswith(tuple(")]}>,;"))
        columns = (start - ending.start, start + 1 - ending.start)
        closed = (last_column - is_wrong, last_column)
        facts = {"mark": opener, "closer": PAIRS[opener]}
        yield ending.problem("Y135", columns, PAIRS[opener], closed, facts)


def entry_below_empty_list(context: FailureContext) -> Problems:
    """Delete the `[]` or `{}` above entries or settings."""
    above = context.before(context.failing_line)
    if above and above.key and above.value in ("[]", "{}"):
        facts = {"mark": above.value, "line": f"{above.key}:"}
        yield above.problem("Y149", above.value_columns, "", facts=facts)


def missing_bar(context: FailureContext) -> Problems:
    """Add the `|` that announces a text on the lines below."""
    below = context.failing_line
    for line in context.lines_above(below):
        is_empty = line.value[:1] in ("", "#")
        if line.key and is_empty and line.text_column < below.indent:
            is_text = re.match(r"\w+,? +\S+ +\S", below.value)
            if is_text and below.key is None and not below.dashes:
                end = line.text_column + len(line.key) + 1
                facts = {"line": f"{line.key}: |"}
                yield line.problem(
                    "Y150", (line.text_column, end), " |", (end, end), facts
                )
            return
        below = line


def dedented_text(context: FailureContext) -> Problems:
    """Indent lines of a text after `|` that stand too far to the left."""
    start, end = next(reversed(context.long_texts), (0, 0))
    below = [
        line
        for line in context.lines_below(context.line_at(start))
        if line.text.strip()
    ]
    if not below or context.text[start : start + 1] not in ("|", ">"):
        return
    first, after = below[0], (line for line in below if line.start > end)
    outside = takewhile(lambda line: line.indent < first.indent, after)
    if strays := list(takewhile(lambda line: not SETTING.match(line.text), outside)):
        edits = tuple(
            TextEdit(line.start, line.body, " " * first.indent) for line in strays
        )
        stray, model = strays[0], f"“{truncate(first.text, 40)}”"
        facts = {
            "name": f"“{truncate(stray.text, 40)}”",
            "other": model,
            "found": stray.indent,
        }
        notes = ((f"Line up with {model} here", first.body, first.end),)
        facts["spaces"] = f"{first.indent} spaces"
        yield SyntaxProblem("Y130", stray.body, stray.end, facts, edits, notes)


def missing_hyphens(context: FailureContext) -> Problems:
    """Add the hyphen to a text below list entries, in line with their hyphens."""
    for line in context.candidate_lines:
        above, at = context.before(line), line.indent
        is_below_entry = above and above.dashes and not above.key and above.indent == at
        if is_below_entry and line.key is None and not line.dashes and line.value:
            yield line.problem("Y147", (at, len(line.text)), "- ", (at, at))


def missing_colon(context: FailureContext) -> Problems:
    """Repair a line without a colon as a setting or as text, whichever lets more be
    parsed.
    """
    problems = [*_settings(context), *_running_text(context)]
    tried = [(context.unparsed_after(problem.edits), problem) for problem in problems]
    helping = [
        (unparsed, problem) for unparsed, problem in tried if unparsed is not None
    ]
    if helping:
        yield min(helping, key=itemgetter(0))[1]


def _settings(context: FailureContext) -> Problems:
    """Add colons to lines that start like settings used elsewhere, or are short."""
    for line in context.candidate_lines:
        match = NO_SEPARATOR.match(line.text)
        if match and line.key is None:
            is_known = re.search(
                rf"^{DASHES}{match['name']}:(?:\s|$)", context.text, re.MULTILINE
            )
            above, words = context.before(line), COMMENT.sub("", line.text).split()
            is_text = above is not None and (len(words) > 6 or _is_text(above))
            if is_known or (match["name"].islower() and not is_text):
                facts = {"name": match["name"], "advice": TEXT_OR_SETTING}
                columns = match.span("at")
                yield line.problem(
                    "Y133", columns, ": ", match.span("gap"), facts, ambiguous=True
                )
        below = next(context.lines_below(line), None)
        match = NAME_ALONE.match(line.text)
        if (
            match
            and line.key is None
            and below is not None
            and below.indent > line.indent
        ):
            yield line_problem("Y133", line, match, ": ")


def _is_text(line: ParsedLine) -> bool:
    """Return whether the value of a line is text, which may run on."""
    return line.value in ("|", ">", "|-", ">-") or len(line.value) > 50


def _running_text(context: FailureContext) -> Problems:
    """Indent the further lines of a long text."""
    first = context.line_at(context.error_start)
    owner = next(
        (line for line in context.lines_above(first) if line.key is not None), None
    )
    if first.key is not None or first.dashes or owner is None:
        return
    indent = owner.text_column + 2
    edits = [TextEdit(first.start, first.body, " " * indent)]
    for line in context.lines_below(first):
        if line.key is not None or line.dashes:
            break
        if line.value.startswith(":"):
            return
        if line.text.strip():
            edits.append(TextEdit(line.start, line.body, " " * indent))
    is_sure = re.fullmatch(NAME, owner.key or "") and _is_text(owner)
    facts = {"name": owner.key, "spaces": indent}
    yield SyntaxProblem(
        "Y134", first.body, first.end, facts, tuple(edits), ambiguous=not is_sure
    )


def joined_lines(line: ParsedLine) -> Problems:
    """Split two lines that were joined by deleting the line break between them."""
    pattern = re.compile(rf"(?<=\S)(?P<gap>)  +(?:-\s+)?(?P<at>{NAME}):(?=\s|$)")
    if match := pattern.search(line.text, *line.value_columns):
        yield line_problem("Y146", line, match, "\n")


def name_on_line_above(context: FailureContext) -> Problems:
    """Join a colon to its name on the line above."""
    for line in context.candidate_lines:
        above = context.before(line)
        if (
            above
            and NAME_ALONE.match(above.text)
            and line.value[:1] == ":"
            and not line.key
        ):
            edits = (TextEdit(above.start + len(above.text.rstrip()), line.body, ""),)
            facts = {"line": f"{above.text.strip()}{line.value}"}
            yield SyntaxProblem(
                "Y145", line.body, line.body + 1, facts, edits, ambiguous=True
            )


def mixed_list_and_mapping(context: FailureContext) -> Problems:
    """Report a list entry among settings or below a text, or a setting among list
    entries.
    """
    line = context.failing_line
    above = context.before(line)
    if (
        above
        and above.indent < line.indent
        and line.dashes
        and above.key
        and above.value
    ):
        facts = {"value": truncate(above.value, 40)}
        yield SyntaxProblem("Y142", line.body, line.end, facts)
    above = next(
        (row for row in context.lines_above(line) if row.indent <= line.indent), None
    )
    if (
        above
        and above.indent == line.indent
        and bool(above.dashes) != bool(line.dashes)
    ):
        facts = {"what": "A “name: value” line", "others": "list entries"}
        if line.dashes:
            facts = {"what": "A list entry", "others": "“name: value” lines"}
        yield SyntaxProblem("Y143", line.body, line.end, facts)
