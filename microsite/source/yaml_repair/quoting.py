"""Values that YAML takes for something else: colons, quotes, brackets and signs in the text."""

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


def candidate_values(context: FailureContext) -> Iterator[ParsedLine]:
    """The suspects that have a value."""
    return (line for line in context.candidate_lines if line.value)


def reserved_indicator(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A value that starts with a sign which means something to YAML: `@`, `*`, `&`, `- `, `> 50`."""
    for line in candidate_values(context):
        first = line.value[0]
        if first in "|>" and line.value[1:].strip():
            yield _in_quotes(line, "Y118", mark=first)
        elif first in INDICATORS:
            yield _in_quotes(line, "Y115", mark=first)
        elif re.match(r"[?:]\s|-\s", line.value) or (
            line.key and line.dashes == "" and first == "-"
        ):
            yield replace(_in_quotes(line, "Y117", mark=first), ambiguous=first == "-")


def leading_bracket(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A text that starts with a bracket, such as `[Draft] Opening` or `{{ name }}`."""
    for line in candidate_values(context):
        first, value = line.value[0], line.value
        if first in PAIRS and (
            re.search(rf"\{PAIRS[first]}\s*[^\s,\]}}]", value) or value.startswith("{{")
        ):
            yield _in_quotes(line, "Y116", mark=first)


def curly_quotes(context: FailureContext) -> Iterator[SyntaxProblem]:
    """Word's quotation marks where straight ones are needed."""
    for line in candidate_values(context):
        opened, closed = line.value[0], line.value[-1]
        is_pair = opened in CURLY + "\"'" and closed in CURLY + "\"'" and len(line.value) > 1
        if is_pair and (opened in OPENING_CURLY or closed in CURLY):
            edit = TextEdit(line.value_start, line.value_end, quote_scalar(line.value[1:-1]))
            facts: dict[str, object] = {"line": apply_to_line(line, edit)}
            start, end = line.value_start, line.value_end
            yield SyntaxProblem(
                code="Y108", start=start, end=end, facts=facts, edits=(edit,), auto_fixable=True
            )


def quotes_inside(context: FailureContext) -> Iterator[SyntaxProblem]:
    """An apostrophe or a quotation mark inside that ends the quotes too early."""
    for line in candidate_values(context):
        value, mark = line.value, line.value[0]
        if mark not in "\"'" or value.count(mark) < 2:
            continue
        closes = value.endswith(mark) and value.count(mark) > 2
        inner = value[1:-1] if closes else value
        code = "Y111" if closes and mark == "'" else "Y112"
        edit = TextEdit(line.value_start, line.value_end, quote_scalar(inner))
        early = line.value_start + 1 + value[1:].index(mark)
        yield SyntaxProblem(
            code=code,
            start=early,
            end=early + 1,
            facts={
                "line": apply_to_line(line, edit),
                "word": _word_at(value, early - line.value_start),
            },
            edits=(edit,),
        )


def unclosed_quotes(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A quote that is opened and never closed, or closed by one that was meant for something else."""
    starts = [context.error_start] if context.in_quotes else []
    starts += [start for start, _ in reversed(context.long_texts) if context.text[start] in "\"'"]
    for start in starts[:3]:
        line, mark = context.line_at(start), context.text[start]
        for last in (_last_of_text(context, line), line):
            end = last.start + len(COMMENT.sub("", last.text).rstrip())
            if mark not in "\"'" or end <= start:
                continue
            edit = TextEdit(end, end, mark)
            yield SyntaxProblem(
                code="Y113",
                start=start,
                end=line.end,
                facts={
                    "mark": mark,
                    "line": apply_to_line(last, edit),
                    "shown": truncate(context.text[start : line.end], 40),
                },
                edits=(edit,),
                certain=context.in_quotes and last is line,
            )


def _last_of_text(context: FailureContext, line: ParsedLine) -> ParsedLine:
    """The last line of a text that runs on from a line."""
    below = context.after(line)
    while below is not None and below.text.strip() and below.key is None and not below.dashes:
        line, below = below, context.after(below)
    return line


def backslashes(context: FailureContext) -> Iterator[SyntaxProblem]:
    r"""A backslash in double quotes, as in `"C:\Users\kim"`."""
    for line in candidate_values(context):
        value = line.value
        if value[0] != '"' or "\\" not in value:
            continue
        inner = value[1:].removesuffix('"')
        path = WINDOWS_PATH.match(inner)
        instead = f"images/{path['name']}" if path else quote_scalar(inner)
        edit = TextEdit(line.value_start, line.value_end, instead)
        advice = "Copy the file into assets/images/ and write" if path else "Use single quotes:"
        at = line.value_start + value.index("\\")
        facts: dict[str, object] = {"advice": advice, "line": apply_to_line(line, edit)}
        yield SyntaxProblem(code="Y136", start=at, end=at + 1, facts=facts, edits=(edit,))


def colons_inside(context: FailureContext) -> Iterator[SyntaxProblem]:
    """`title: Opening: welcome`."""
    for line in candidate_values(context):
        found = re.search(r":(?=\s|$)", line.value)
        if found is None or line.value[0] in "\"'":
            continue
        edit = TextEdit(line.value_start, line.value_end, quote_scalar(line.value))
        at = line.value_start + found.start()
        facts: dict[str, object] = {"line": apply_to_line(line, edit)}
        yield SyntaxProblem(code="Y110", start=at, end=at + 1, facts=facts, edits=(edit,))


def brackets_unclosed(context: FailureContext) -> Iterator[SyntaxProblem]:
    """A list or block in brackets that is not closed, or closed by the wrong bracket, or twice."""
    extra = context.text[context.at : context.at + 1]
    if extra and extra in "]}":
        edits = (TextEdit(context.at, context.at + 1, ""),)
        yield SyntaxProblem(
            code="Y129", start=context.at, end=context.at + 1, facts={"mark": extra}, edits=edits
        )
    opener = context.text[context.error_start : context.error_start + 1]
    if opener not in PAIRS:
        return
    closer = PAIRS[opener]
    line = context.line_at(context.error_start)
    yield from _lost_in_brackets(context, line)
    last = context.before(context.failing_line)
    endings = [line]
    if last is not None and last.number > line.number:
        endings.insert(0 if line.value.endswith(",") else 1, last)
    for ending in endings:
        end = ending.value_end
        wrong = re.search(r"[)\]}>,;]?\Z", context.text[ending.start : end])
        start = ending.start + wrong.start() if wrong else end
        edit = TextEdit(start, end, closer)
        facts: dict[str, object] = {
            "mark": opener,
            "closer": closer,
            "line": apply_to_line(ending, edit),
        }
        yield SyntaxProblem(
            code="Y135",
            start=context.error_start,
            end=context.error_start + 1,
            facts=facts,
            edits=(edit,),
        )


def _lost_in_brackets(context: FailureContext, line: ParsedLine) -> Iterator[SyntaxProblem]:
    """` #` inside brackets, which hides the closing one."""
    for match in re.finditer(
        r"(?<=[\[,])\s*(?P<item>[^,\[\]\"']*\s#[^,\[\]\"']*)(?=[,\]])", line.text
    ):
        start, end = line.start + match.start("item"), line.start + match.end("item")
        edit = TextEdit(start, end, quote_scalar(match["item"].strip()))
        at = line.start + match.start("item") + match["item"].index("#")
        facts: dict[str, object] = {
            "lost": truncate(context.text[at:end], 40),
            "line": apply_to_line(line, edit),
        }
        yield SyntaxProblem(code="Y114", start=at, end=end, facts=facts, edits=(edit,))


def _in_quotes(line: ParsedLine, code: str, mark: str) -> SyntaxProblem:
    """The whole value in quotes."""
    edit = TextEdit(line.value_start, line.value_end, quote_scalar(line.value))
    return SyntaxProblem(
        code=code,
        start=line.value_start,
        end=line.value_start + 1,
        facts={"mark": mark, "line": apply_to_line(line, edit)},
        edits=(edit,),
    )


def _word_at(text: str, offset: int) -> str:
    """The word around an offset."""
    start = max(text.rfind(" ", 0, offset), 0)
    end = text.find(" ", offset)
    return truncate(text[start : end if end != -1 else len(text)].strip("\"' ") or text, 40)
