"""Slips that YAML accepts in silence and that change what is published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.source.nodes import Node, Scalar, Sequence, truncate
from microsite.source.yaml_repair.characters import (
    BULLET,
    INVISIBLE,
    SEPARATOR,
    ZERO_WIDTH,
    bullet_problem,
    glued_hyphen_problem,
    invisible_in_line,
    invisible_problem,
    wide_colon_in,
)
from microsite.source.yaml_repair.context import (
    COMMENT,
    ParsedLine,
    apply_to_line,
    parse_line,
    quote_scalar,
)
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit
from microsite.source.yaml_repair.quoting import CURLY, OPENING_CURLY
from microsite.source.yaml_repair.structure import GLUED_COLON, glued_colon_problem

TEXT_AFTER_HASH = re.compile(r"[ \t]+(#(?! )[^\n]*)")
"""Text after a value that YAML takes for a remark though nobody can have meant one: `Session #1`.
"""
ONE_WORD = re.compile(r"[a-z0-9][^\sA-Z]*\Z")
"""A value such as `09:30`, `keynote` or `jane-smith`: what follows can hardly be part of it."""
GLUED_ENTRY = re.compile(r"\s*-(?=[^\W\d_])")
EQUALS = re.compile(r"(?P<lead>\s*(?:-\s+)*)(?P<key>[a-z_]+)(?P<sign>\s*=\s*)(?=[^\s=])")
INVISIBLE_AT_END = "\u00ad\u200b\u2060\ufeff"
"""Hidden characters that no script needs at the end of a text."""
PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.()/_-]*|\d\d?:\d\d")
"""A text in which none of these slips can be, such as a time: most are like this, and need no
closer look.
"""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def find_silent_errors(text: str, root: Node) -> Iterator[SyntaxProblem]:
    """Look through a tree that could be read for what its writer cannot have meant. Offsets are the
    text's.

    To start with it is only found where to look: most texts need no closer look.
    """
    looks: list[Iterator[SyntaxProblem]] = []
    inspect_node(text, root, None, looks)
    for look in looks:
        yield from look


def inspect_node(
    text: str, node: Node, key: Scalar | None, looks: list[Iterator[SyntaxProblem]]
) -> None:
    """Find what in a node needs a closer look, in order. `key` is what it follows, if anything."""
    if isinstance(node, Scalar):
        if not is_plain_text(text, node):
            below = key is None or "\n" in text[key.end : node.start]
            looks.append(_in_value(text, node, below=below))
    elif isinstance(node, Sequence):
        if len(node.items) > 1:
            looks.append(_repeated(text, node))
        for item in node.items:
            inspect_node(text, item, None, looks)
    else:
        for following, value in node:
            if not is_plain_text(text, following):
                looks.append(_in_key(text, following))
            inspect_node(text, value, following, looks)


def _repeated(text: str, node: Sequence) -> Iterator[SyntaxProblem]:
    """Entries of a list that are the same to the letter."""
    first: dict[str, Node] = {}
    for item in node.items:
        written = text[item.start : item.end].strip()
        earlier = first.setdefault(written, item)
        if earlier is not item and written:
            notes = (("First here", earlier.start, earlier.end),)
            value = truncate(" ".join(written.split()), 40)
            yield SyntaxProblem(
                code="Y148", start=item.start, end=item.end, facts={"value": value}, notes=notes
            )


def is_plain_text(text: str, scalar: Scalar) -> bool:
    """Whether a text is in one piece, of letters, digits and the commonest signs, with nothing
    after it.
    """
    in_one_piece = text[scalar.start : scalar.end] == scalar.text and text[
        scalar.end : scalar.end + 1
    ] not in (" ", "\t")
    return in_one_piece and PLAIN_TEXT.fullmatch(scalar.text) is not None


def _in_key(text: str, key: Scalar) -> Iterator[SyntaxProblem]:
    if key.style != "plain":
        return
    line = parse_line(0, key.start, text[key.start : key.end])
    if unseen := [
        (key.start + match.start(), key.start + match.end())
        for match in INVISIBLE.finditer(line.text)
    ]:
        yield invisible_problem(text, unseen)
    elif match := BULLET.match(line.text):
        yield bullet_problem(key.start + match.start("mark"), match["mark"])
    elif match := GLUED_ENTRY.match(line.text):
        yield glued_hyphen_problem(text, key.start + match.end())
    else:
        yield from wide_colon_in(line)
        if " = " in line.text:
            yield from _equals_in(line)


def _in_value(text: str, value: Scalar, *, below: bool) -> Iterator[SyntaxProblem]:
    if CONTROL.search(value.text):
        yield SyntaxProblem(code="Y106", start=value.start, end=value.end)
    if value.style == "plain":
        yield from _unseen(text, value)
        yield from lost_after_hash(text, value)
        yield from _quotes(value)
        yield from _lines_in(text, value, below=below)


def _unseen(text: str, value: Scalar) -> Iterator[SyntaxProblem]:
    """Hidden characters at the ends of a text, or inside what looks like a name."""
    raw = text[value.start : value.end]
    shown = re.sub(f"[{ZERO_WIDTH}]", "", raw)
    if shown == raw:
        return
    pattern = f"\\A[{INVISIBLE_AT_END}]+|[{INVISIBLE_AT_END}]+\\Z"
    if shown.isascii() and " " not in shown:
        pattern = f"[{ZERO_WIDTH}]+"
    if found := [match.span() for match in re.finditer(pattern, raw)]:
        yield invisible_problem(
            text, [(value.start + start, value.start + end) for start, end in found]
        )


def lost_after_hash(text: str, value: Scalar) -> Iterator[SyntaxProblem]:
    """Report text after a value that YAML takes for a comment."""
    match = TEXT_AFTER_HASH.match(text, value.end)
    if match is None:
        return
    lost = COMMENT.sub("", match[1]).rstrip()
    end = match.start(1) + len(lost)
    whole = f"{value.text} {lost}".strip()
    edits = () if ONE_WORD.match(value.text) else (TextEdit(value.start, end, quote_scalar(whole)),)
    if not value.text:
        edits = (TextEdit(match.start(1), end, quote_scalar(whole)),)
    facts: dict[str, object] = {
        "lost": truncate(lost, 40),
        "line": truncate(quote_scalar(whole), 110),
    }
    yield SyntaxProblem(code="Y114", start=match.start(1), end=end, facts=facts, edits=edits)


def _quotes(value: Scalar) -> Iterator[SyntaxProblem]:
    """Curly quotes round a whole text, which are shown; a straight one at its end that closes
    nothing.
    """
    given = value.text
    inner = given[1:-1]
    if inner and given[0] in OPENING_CURLY and given[-1] in CURLY:
        if not re.search(f"[{CURLY}]", inner.replace("’", "")) and (
            " " in inner or not inner.islower()
        ):
            facts: dict[str, object] = {"kept": truncate(quote_scalar(given), 80)}
            yield SyntaxProblem(code="Y109", start=value.start, end=value.end, facts=facts)
    elif given.endswith('"') and given.count('"') == 1 and not given[-2:-1].isdigit():
        yield SyntaxProblem(code="Y128", start=value.end - 1, end=value.end)


def _lines_in(text: str, value: Scalar, *, below: bool) -> Iterator[SyntaxProblem]:
    """Lines of list entries and settings that were read as one text, for want of a space or a sign."""
    lines = list(_lines(text, value))
    if below and (BULLET.match(lines[0].text) or GLUED_ENTRY.match(lines[0].text)):
        for line in lines:
            if match := BULLET.match(line.text):
                yield bullet_problem(line.start + match.start("mark"), match["mark"])
            elif match := GLUED_ENTRY.match(line.text):
                yield glued_hyphen_problem(text, line.start + match.end())
        return
    swallowed = [line for line in lines[1:] if line.dashes]
    if len(swallowed) > 1 or (swallowed and ONE_WORD.match(lines[0].text)):
        yield list_swallowed_by_scalar(lines[0], swallowed)
    for line in lines if below else lines[1:]:
        if SEPARATOR.match(line.text):
            yield from invisible_in_line(text, line)
        elif (match := GLUED_COLON.match(line.text)) and match["key"][0].islower():
            yield glued_colon_problem(line, match)
        else:
            yield from wide_colon_in(line)
            yield from _equals_in(line)


def list_swallowed_by_scalar(first: ParsedLine, entries: list[ParsedLine]) -> SyntaxProblem:
    """A list below a name that already has a value."""
    edits: tuple[TextEdit, ...] = ()
    if ONE_WORD.match(first.text):
        edits = (
            TextEdit(first.start, first.end, "\n" + " " * entries[0].indent + "- " + first.text),
        )
    facts: dict[str, object] = {"value": truncate(first.text, 40)}
    return SyntaxProblem(
        code="Y142", start=entries[0].body, end=entries[0].end, facts=facts, edits=edits
    )


def _equals_in(line: ParsedLine) -> Iterator[SyntaxProblem]:
    if match := EQUALS.match(line.text):
        edit = TextEdit(line.start + match.start("sign"), line.start + match.end("sign"), ": ")
        facts: dict[str, object] = {
            "name": match["key"],
            "line": apply_to_line(line, edit),
            "advice": "Write:",
        }
        start, end = line.start + match.start("key"), line.start + match.end("key")
        yield SyntaxProblem(code="Y133", start=start, end=end, facts=facts, edits=(edit,))


def _lines(text: str, value: Scalar) -> Iterator[ParsedLine]:
    """The lines of a text that has no quotes."""
    start = value.start
    for number, line in enumerate(text[value.start : value.end].split("\n")):
        yield parse_line(number, start, line)
        start += len(line) + 1
