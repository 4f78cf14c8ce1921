"""Errors that YAML accepts in silence and that would change what is published."""

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
    wide_colon,
)
from microsite.source.yaml_repair.context import (
    COMMENT,
    ParsedLine,
    line_holding,
    parse_line,
    quote_scalar,
)
from microsite.source.yaml_repair.patched_text import SyntaxProblem, TextEdit
from microsite.source.yaml_repair.quoting import CURLY, OPENING_CURLY
from microsite.source.yaml_repair.structure import (
    GLUED_COLON,
    glued_colon_problem,
    separator_problem,
)

TEXT_AFTER_HASH = re.compile(r"[ \t]+(#(?! )[^\n]*)")
"""Text that YAML takes for a comment although nobody can have meant one: `Session #1`."""
ONE_WORD = re.compile(r"[a-z0-9][^\sA-Z]*\Z")
"""A value such as `09:30`, `keynote` or `jane-smith`: what follows can hardly be part of it."""
GLUED_ENTRY = re.compile(r"\s*-(?=[^\W\d_])")
EQUALS = re.compile(r"(?P<lead>\s*(?:-\s+)*)(?P<key>[a-z_]+)(?P<sign>\s*=\s*)(?=[^\s=])")
INVISIBLE_AT_END = "\u00ad\u200b\u2060\ufeff"
"""Zero-width characters that no script needs at the end of a text."""
PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.()/_-]*|\d\d?:\d\d")
"""Text in which none of these errors is possible, like most values."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def find_silent_errors(text: str, root: Node) -> Iterator[SyntaxProblem]:
    """Find what the writer of a valid YAML text cannot have meant."""
    return inspect_node(text, root, None)


def inspect_node(text: str, node: Node, key: Scalar | None) -> Iterator[SyntaxProblem]:
    """Inspect a node. `key` is the key that it is the value of, if there is one."""
    if isinstance(node, Scalar):
        if not is_plain_text(text, node):
            is_below = key is None or "\n" in text[key.end : node.start]
            yield from _inspect_value(text, node, is_below=is_below)
    elif isinstance(node, Sequence):
        yield from _repeated_items(text, node)
        for item in node.items:
            yield from inspect_node(text, item, None)
    else:
        for item_key, value in node:
            if not is_plain_text(text, item_key):
                yield from _inspect_key(text, item_key)
            yield from inspect_node(text, value, item_key)


def is_plain_text(text: str, scalar: Scalar) -> bool:
    """Return whether a scalar is PLAIN_TEXT on one line, with nothing after it."""
    is_verbatim = text[scalar.start : scalar.end] == scalar.text
    is_followed = text[scalar.end : scalar.end + 1] in (" ", "\t")
    return is_verbatim and not is_followed and PLAIN_TEXT.fullmatch(scalar.text) is not None


def _repeated_items(text: str, node: Sequence) -> Iterator[SyntaxProblem]:
    first: dict[str, Node] = {}
    for item in node.items:
        written = text[item.start : item.end].strip()
        earlier = first.setdefault(written, item)
        if earlier is not item and written:
            facts = {"value": truncate(written, 40)}
            notes = (("First here", earlier.start, earlier.end),)
            yield SyntaxProblem("Y148", item.start, item.end, facts, notes=notes)


def _inspect_key(text: str, key: Scalar) -> Iterator[SyntaxProblem]:
    if key.style != "plain":
        return
    line = parse_line(0, key.start, text[key.start : key.end])
    runs = [
        (key.start + match.start(), key.start + match.end())
        for match in INVISIBLE.finditer(line.text)
    ]
    if runs:
        yield invisible_problem(text, runs)
    elif problem := _list_entry_problem(text, line):
        yield problem
    else:
        yield from wide_colon(line)
        if " = " in line.text:
            yield from _equals_sign(line)


def _list_entry_problem(text: str, line: ParsedLine) -> SyntaxProblem | None:
    """Return the problem of a bullet, or of a hyphen without a space."""
    if match := BULLET.match(line.text):
        return bullet_problem(line.start + match.start("mark"), match["mark"])
    if match := GLUED_ENTRY.match(line.text):
        at = line.start + match.end()
        return glued_hyphen_problem(line_holding(text, at), at)
    return None


def _inspect_value(text: str, value: Scalar, *, is_below: bool) -> Iterator[SyntaxProblem]:
    if CONTROL.search(value.text):
        yield SyntaxProblem("Y106", value.start, value.end)
    if value.style == "plain":
        yield from _invisible_characters(text, value)
        yield from lost_after_hash(text, value)
        yield from _quotes(value)
        yield from _inspect_lines(text, value, is_below=is_below)


def _invisible_characters(text: str, value: Scalar) -> Iterator[SyntaxProblem]:
    """Find zero-width characters at the ends of a text, or inside what looks like a name."""
    raw = text[value.start : value.end]
    visible = re.sub(f"[{ZERO_WIDTH}]", "", raw)
    if visible == raw:
        return
    pattern = f"\\A[{INVISIBLE_AT_END}]+|[{INVISIBLE_AT_END}]+\\Z"
    if visible.isascii() and " " not in visible:
        pattern = f"[{ZERO_WIDTH}]+"
    runs = [
        (value.start + match.start(), value.start + match.end())
        for match in re.finditer(pattern, raw)
    ]
    if runs:
        yield invisible_problem(text, runs)


def lost_after_hash(text: str, value: Scalar) -> Iterator[SyntaxProblem]:
    """Report text after a value that YAML takes for a comment."""
    match = TEXT_AFTER_HASH.match(text, value.end)
    if match is None:
        return
    lost = COMMENT.sub("", match[1]).rstrip()
    start, end = match.start(1), match.start(1) + len(lost)
    line = quote_scalar(f"{value.text} {lost}".strip())
    edits = () if ONE_WORD.match(value.text) else (TextEdit(value.start, end, line),)
    if not value.text:
        edits = (TextEdit(start, end, line),)
    facts = {"lost": truncate(lost, 40), "line": truncate(line, 110)}
    yield SyntaxProblem("Y114", start, end, facts, edits)


def _quotes(value: Scalar) -> Iterator[SyntaxProblem]:
    """Find curly quotes around a whole text, and a straight one that closes nothing."""
    text, inner = value.text, value.text[1:-1]
    if inner and text[0] in OPENING_CURLY and text[-1] in CURLY:
        has_more = re.search(f"[{CURLY}]", inner.replace("’", ""))
        if not has_more and (" " in inner or not inner.islower()):
            facts = {"kept": truncate(quote_scalar(text), 80)}
            yield SyntaxProblem("Y109", value.start, value.end, facts)
    elif text.endswith('"') and text.count('"') == 1 and not text[-2:-1].isdigit():
        yield SyntaxProblem("Y128", value.end - 1, value.end)


def _inspect_lines(text: str, value: Scalar, *, is_below: bool) -> Iterator[SyntaxProblem]:
    """Find list entries and settings that were read as one text."""
    lines = []
    start = value.start
    for number, written in enumerate(text[value.start : value.end].split("\n")):
        lines.append(parse_line(number, start, written))
        start += len(written) + 1
    if is_below and _list_entry_problem(text, lines[0]):
        yield from filter(None, (_list_entry_problem(text, line) for line in lines))
        return
    swallowed = [line for line in lines[1:] if line.dashes]
    if len(swallowed) > 1 or (swallowed and ONE_WORD.match(lines[0].text)):
        yield list_swallowed_by_scalar(lines[0], swallowed)
    for line in lines if is_below else lines[1:]:
        if SEPARATOR.match(line.text):
            yield from invisible_in_line(text, line)
        elif (match := GLUED_COLON.match(line.text)) and match["key"][0].islower():
            yield glued_colon_problem(line, match)
        else:
            yield from wide_colon(line)
            yield from _equals_sign(line)


def list_swallowed_by_scalar(first: ParsedLine, entries: list[ParsedLine]) -> SyntaxProblem:
    """Return the problem of a list below a key that already has a value."""
    edits: tuple[TextEdit, ...] = ()
    if ONE_WORD.match(first.text):
        entry = "\n" + " " * entries[0].indent + "- " + first.text
        edits = (TextEdit(first.start, first.end, entry),)
    facts = {"value": truncate(first.text, 40)}
    return SyntaxProblem("Y142", entries[0].body, entries[0].end, facts, edits)


def _equals_sign(line: ParsedLine) -> Iterator[SyntaxProblem]:
    if match := EQUALS.match(line.text):
        yield separator_problem(line, match)
