"""Repairs of values that need quotes: colons, quotes, brackets and reserved characters in text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from microsite.source.nodes import truncate
from microsite.source.yaml_repair.context import (
    COMMENT,
    FailureContext,
    ParsedLine,
    apply_to_line,
    quote_scalar,
)
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit

CURLY = "“”„‟«»‘’‚‹›"
OPENING_CURLY = "“„«‘‚‹”"
INDICATORS = "@`%*&!,]}|>"
PAIRS = {"[": "]", "{": "}"}
WINDOWS_PATH = re.compile(r"(?:[A-Za-z]:\\|\\\\|(?=.*\.\w{2,4}$))(?:.*\\)?(?P<name>[^\\]+)$")
HASH_IN_BRACKETS = re.compile(r"(?<=[\[,])\s*(?P<item>[^,\[\]\"']*\s#[^,\[\]\"']*)(?=[,\]])")


def reserved_indicator(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Quote a value that starts with a reserved character: `@`, `*`, `&`, `- `, `> 50`."""
    first = line.value[0]
    if first in "|>" and line.value[1:].strip():
        yield _unquoted_value(line, "Y118", first)
    elif first in INDICATORS:
        yield _unquoted_value(line, "Y115", first)
    elif re.match(r"[?:]\s|-\s", line.value) or (line.key and line.dashes == "" and first == "-"):
        yield replace(_unquoted_value(line, "Y117", first), ambiguous=first == "-")


def leading_bracket(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Quote a text that starts with a bracket, such as `[Draft] Opening` or `{{ name }}`."""
    first, value = line.value[0], line.value
    if first in PAIRS and (
        re.search(rf"\{PAIRS[first]}\s*[^\s,\]}}]", value) or value.startswith("{{")
    ):
        yield _unquoted_value(line, "Y116", first)


def _unquoted_value(line: ParsedLine, code: str, mark: str) -> SyntaxProblem:
    edit = line.with_value(quote_scalar(line.value))
    facts = {"mark": mark, "line": apply_to_line(line, edit)}
    return SyntaxProblem(code, line.value_start, line.value_start + 1, facts, (edit,))


def curly_quotes(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Replace quotation marks of Word where straight ones are needed."""
    first, last = line.value[0], line.value[-1]
    is_pair = first in CURLY + "\"'" and last in CURLY + "\"'" and len(line.value) > 1
    if is_pair and (first in OPENING_CURLY or last in CURLY):
        edit = line.with_value(quote_scalar(line.value[1:-1]))
        facts = {"line": apply_to_line(line, edit)}
        start, end = line.value_start, line.value_end
        yield SyntaxProblem("Y108", start, end, facts, (edit,), auto_fixable=True)


def quotes_inside(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Requote a text in which an apostrophe or a quotation mark ends the quotes too early."""
    value, mark = line.value, line.value[0]
    if mark not in "\"'" or value.count(mark) < 2:
        return
    is_closed = value.endswith(mark) and value.count(mark) > 2
    edit = line.with_value(quote_scalar(value[1:-1] if is_closed else value))
    early = 1 + value[1:].index(mark)
    facts = {"line": apply_to_line(line, edit), "word": _word_at(value, early)}
    code = "Y111" if is_closed and mark == "'" else "Y112"
    at = line.value_start + early
    yield SyntaxProblem(code, at, at + 1, facts, (edit,))


def _word_at(text: str, offset: int) -> str:
    start = max(text.rfind(" ", 0, offset), 0)
    end = text.find(" ", offset)
    return truncate(text[start : end if end != -1 else len(text)].strip("\"' ") or text, 40)


def unclosed_quotes(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Close a quote that is never closed, or that is closed by one meant for something else."""
    starts = [context.error_start] if context.in_quotes else []
    starts += [start for start, _ in reversed(context.long_texts) if context.text[start] in "\"'"]
    for start in starts[:3]:
        line, mark = context.line_at(start), context.text[start]
        for last in (_last_line_of_text(context, line), line):
            end = last.start + len(COMMENT.sub("", last.text).rstrip())
            if mark not in "\"'" or end <= start:
                continue
            edit = TextEdit(end, end, mark)
            shown = truncate(context.text[start : line.end], 40)
            facts = {"mark": mark, "line": apply_to_line(last, edit), "shown": shown}
            is_certain = context.in_quotes and last is line
            yield SyntaxProblem("Y113", start, line.end, facts, (edit,), certain=is_certain)


def _last_line_of_text(context: FailureContext, line: ParsedLine) -> ParsedLine:
    below = context.after(line)
    while below is not None and below.text.strip() and below.key is None and not below.dashes:
        line, below = below, context.after(below)
    return line


def backslashes(line: ParsedLine) -> Iterator[SyntaxProblem]:
    r"""Replace double quotes around a backslash, as in `"C:\Users\kim"`."""
    if line.value[0] != '"' or "\\" not in line.value:
        return
    inner = line.value[1:].removesuffix('"')
    path = WINDOWS_PATH.match(inner)
    edit = line.with_value(f"images/{path['name']}" if path else quote_scalar(inner))
    advice = "Copy the file into assets/images/ and write" if path else "Use single quotes:"
    at = line.value_start + line.value.index("\\")
    facts = {"advice": advice, "line": apply_to_line(line, edit)}
    yield SyntaxProblem("Y136", at, at + 1, facts, (edit,))


def colons_inside(line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Quote a text with a colon, as in `title: Opening: welcome`."""
    colon = re.search(r":(?=\s|$)", line.value)
    if colon is None or line.value[0] in "\"'":
        return
    edit = line.with_value(quote_scalar(line.value))
    at = line.value_start + colon.start()
    yield SyntaxProblem("Y110", at, at + 1, {"line": apply_to_line(line, edit)}, (edit,))


def brackets_unclosed(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Close a bracket that is not closed, closed by the wrong bracket, or closed twice."""
    extra = context.text[context.at : context.at + 1]
    if extra and extra in "]}":
        edits = (TextEdit(context.at, context.at + 1, ""),)
        yield SyntaxProblem("Y129", context.at, context.at + 1, {"mark": extra}, edits)
    start = context.error_start
    opener = context.text[start : start + 1]
    if opener not in PAIRS:
        return
    closer = PAIRS[opener]
    line = context.line_at(start)
    yield from _hash_in_brackets(context, line)
    last = context.before(context.failing_line)
    endings = [line]
    if last is not None and last.number > line.number:
        endings.insert(0 if line.value.endswith(",") else 1, last)
    for ending in endings:
        end = ending.value_end
        wrong = re.search(r"[)\]}>,;]?\Z", context.text[ending.start : end])
        edit = TextEdit(ending.start + wrong.start() if wrong else end, end, closer)
        facts = {"mark": opener, "closer": closer, "line": apply_to_line(ending, edit)}
        yield SyntaxProblem("Y135", start, start + 1, facts, (edit,))


def _hash_in_brackets(context: FailureContext, line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Quote an item with ` #`, which hides the closing bracket."""
    for match in HASH_IN_BRACKETS.finditer(line.text):
        start, end = line.span(match, "item")
        edit = TextEdit(start, end, quote_scalar(match["item"].strip()))
        at = start + match["item"].index("#")
        lost = truncate(context.text[at:end], 40)
        facts = {"lost": lost, "line": apply_to_line(line, edit)}
        yield SyntaxProblem("Y114", at, end, facts, (edit,))
