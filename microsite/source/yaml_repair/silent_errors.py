"""Errors that YAML accepts in silence and that would change what is published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.diagnostics.source_text import SourceText
from microsite.source.nodes import Node, Scalar, Sequence, truncate
from microsite.source.yaml_repair import lines
from microsite.source.yaml_repair.patched_text import (
    COMMENT,
    ParsedLine,
    SyntaxProblem,
    TextEdit,
    numbered_line,
    quote_scalar,
)

TEXT_AFTER_HASH = re.compile(r"[ \t]+(#(?! )[^\n]*)")
"""Text that YAML takes for a comment although nobody can have meant one: `Session #1`."""
ONE_WORD = re.compile(r"[a-z0-9][^\sA-Z]*\Z")
"""A value such as `09:30`, `keynote` or `jane-smith`: what follows can hardly be part of it."""
INVISIBLE_AT_END = "\u00ad\u200b\u2060\ufeff"
"""Zero-width characters that no script needs at the end of a text."""
PLAIN_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.()/_-]*|\d\d?:\d\d")
"""Text in which none of these errors is possible, like most values."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def find_silent_errors(text: str, root: Node) -> Iterator[SyntaxProblem]:
    """Find what the writer of a valid YAML text cannot have meant."""
    return _inspect_node(SourceText("", text), root, None)


def _inspect_node(source: SourceText, node: Node, key: Scalar | None) -> Iterator[SyntaxProblem]:
    """Inspect a node. `key` is the key that it is the value of, if there is one."""
    text = source.text
    if isinstance(node, Scalar):
        if not is_plain_text(text, node):
            is_below = key is None or "\n" in text[key.end : node.start]
            yield from _inspect_value(source, node, is_below=is_below)
    elif isinstance(node, Sequence):
        first: dict[str, Node] = {}
        for item in node.items:
            written = text[item.start : item.end].strip()
            earlier = first.setdefault(written, item)
            if earlier is not item and written:
                facts = {"value": truncate(written, 40)}
                notes = (("First here", earlier.start, earlier.end),)
                yield SyntaxProblem("Y148", item.start, item.end, facts, notes=notes)
        for item in node.items:
            yield from _inspect_node(source, item, None)
    else:
        for item_key, value in node:
            if item_key.style == "plain" and not is_plain_text(text, item_key):
                yield from _inspect_key(source, item_key)
            yield from _inspect_node(source, value, item_key)


def is_plain_text(text: str, scalar: Scalar) -> bool:
    """Return whether a scalar is PLAIN_TEXT on one line, with nothing after it."""
    is_verbatim = text[scalar.start : scalar.end] == scalar.text
    is_followed = text[scalar.end : scalar.end + 1] in (" ", "\t")
    return is_verbatim and not is_followed and PLAIN_TEXT.fullmatch(scalar.text) is not None


def _inspect_key(source: SourceText, key: Scalar) -> list[SyntaxProblem]:
    line = ParsedLine(0, key.start, source.text[key.start : key.end])
    found = [*lines.invisible_in(source.text, 0, [(key.start, key.end)])]
    found = found or [*_list_entry(source, line)]
    if not found:
        found = [*lines.wide_colon(line)]
        if " = " in line.text:
            found += lines.equals_sign(line)
    return found


def _list_entry(source: SourceText, line: ParsedLine) -> Iterator[SyntaxProblem]:
    """Find a bullet, or a hyphen without a space."""
    yield from lines.bullet(line)
    if re.match(r"\s*-[^\W\d_]", line.text):
        yield from lines.glued_word(numbered_line(source, source.line_of(line.start)))


def _inspect_value(source: SourceText, value: Scalar, *, is_below: bool) -> Iterator[SyntaxProblem]:
    if CONTROL.search(value.text):
        yield SyntaxProblem("Y106", value.start, value.end)
    if value.style == "plain":
        yield from _invisible_in_value(source.text, value)
        yield from _lost_after_hash(source.text, value)
        yield from _quotes(value)
        yield from _inspect_lines(source, value, is_below=is_below)


def _invisible_in_value(text: str, value: Scalar) -> Iterator[SyntaxProblem]:
    """Find zero-width characters at the ends of a text, or inside what looks like a name."""
    raw = text[value.start : value.end]
    visible = re.sub(f"[{lines.ZERO_WIDTH}]", "", raw)
    spans = [(value.start, value.end)]
    if not visible.isascii() or " " in visible:
        first = value.end - len(raw.lstrip(INVISIBLE_AT_END))
        last = value.start + len(raw.rstrip(INVISIBLE_AT_END))
        spans = [(value.start, first), (last, value.end)]
    yield from lines.invisible_in(text, 0, spans)


def _lost_after_hash(text: str, value: Scalar) -> Iterator[SyntaxProblem]:
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
    if inner and text[0] in lines.OPENING_CURLY and text[-1] in lines.CURLY:
        has_more = re.search(f"[{lines.CURLY}]", inner.replace("’", ""))
        if not has_more and (" " in inner or not inner.islower()):
            facts = {"kept": truncate(quote_scalar(text), 80)}
            yield SyntaxProblem("Y109", value.start, value.end, facts)
    elif text.endswith('"') and text.count('"') == 1 and not text[-2:-1].isdigit():
        yield SyntaxProblem("Y128", value.end - 1, value.end)


def _inspect_lines(source: SourceText, value: Scalar, *, is_below: bool) -> Iterator[SyntaxProblem]:
    """Find list entries and settings that were read as one text."""
    parts = []
    start = value.start
    for number, written in enumerate(source.text[value.start : value.end].split("\n")):
        parts.append(ParsedLine(number, start, written))
        start += len(written) + 1
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
        match = lines.GLUED_COLON.match(line.text)
        if lines.SEPARATOR.match(line.text):
            yield from lines.invisible_characters(line)
        elif match and match["name"][0].islower():
            yield from lines.glued_colon(line)
        else:
            yield from lines.wide_colon(line)
            yield from lines.equals_sign(line)
