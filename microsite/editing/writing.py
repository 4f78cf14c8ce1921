"""Values and records as YAML, the way a person would type them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.nodes import Mapping, Node, Plain, Scalar
from microsite.source.nodes import Sequence as NodeList
from microsite.source.yaml_parser import parse_yaml

Value = str | tuple[str, ...]
"""What a field is given: a text, or a list of texts."""
Fields = Sequence[tuple[str, Value]]


class Rows(tuple[str, ...]):
    """A list that is written with a line for each of its parts."""

    __slots__ = ()


UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters with no place in a text."""


def clean(text: str) -> str:
    """A text without characters that no file of a project may hold; lines end with `\\n`."""
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def written(value: Value, *, inside_brackets: bool = False) -> str:
    """A value on one line, in quotes only where it needs them."""
    if isinstance(value, tuple):
        return f"[{', '.join(written(each, inside_brackets=True) for each in value)}]"
    line = " ".join(clean(value).split())
    frame = "x: [{}, y]\n" if inside_brackets else "x: {}\n"
    wanted: Plain = [line, "y"] if inside_brackets else line
    if line and _read(frame.format(line)) == {"x": wanted}:
        return line
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def field_lines(name: str, value: Value, indent: str) -> list[str]:
    """The lines of a field: one, or for a text of several lines `name: |` and the text below it."""
    if isinstance(value, str) and "\n" in value.strip("\n"):
        text = clean(value).strip("\n").expandtabs(4)
        lines = [line.rstrip() for line in text.split("\n")]
        sign = "|2" if lines[0].startswith(" ") else "|"
        return [f"{indent}{name}: {sign}", *(f"{indent}  {line}" if line else "" for line in lines)]
    if isinstance(value, Rows) and value:
        return [f"{indent}{name}:", *(f"{indent}  - {written(part)}" for part in value)]
    return [f"{indent}{name}: {written(value)}"]


def in_style_of(value: Value, others: Iterable[Node]) -> Value:
    """A list as others are written: with a line for each part, in brackets, or without them where
    it is one.
    """
    if isinstance(value, str):
        return value
    found = list(others)
    if any(
        isinstance(other, NodeList) and other.source.text[other.start] != "[" for other in found
    ):
        return Rows(value)
    is_alone = len(value) == 1 and any(
        isinstance(other, Scalar) and other.to_python() is not None for other in found
    )
    return value[0] if is_alone else value


def entry_lines(fields: Fields, indent: str, gap: str = " ") -> list[str]:
    """The lines of an entry of a list: a hyphen before the first field, the others below it."""
    inner = f"{indent} {gap}"
    lines = [line for name, value in fields for line in field_lines(name, value, inner)]
    return [f"{indent}-{gap}{lines[0].lstrip()}", *lines[1:]]


def document(fields: Fields, body: str) -> str:
    """A Markdown file: settings between two lines of three hyphens, and the text below."""
    settings = "\n".join(line for name, value in fields for line in field_lines(name, value, ""))
    text = clean(body).strip("\n")
    below = f"\n{text}\n" if text else ""
    return f"---\n{settings}\n---\n{below}"


def in_order(
    fields: Iterable[tuple[str, Value]], order: Sequence[str], others: Iterable[Mapping]
) -> Fields:
    """Fields in the order of the entry that shares most of them; those that it lacks follow their
    neighbour.

    `order` is that of the content reference.
    """
    given = dict(fields)
    example = max(others, key=lambda entry: len(entry.keys.keys() & given.keys()), default=None)
    names = [name for name in example.keys if name in given] if example is not None else []
    for name in sorted(given, key=lambda name: order.index(name) if name in order else len(order)):
        if name not in names:
            names.insert(place_for(name, names, order), name)
    return [(name, given[name]) for name in names]


def place_for(name: str, names: Sequence[str], order: Sequence[str]) -> int:
    """Where a field belongs among others: after the nearest of those that come before it in the
    reference.
    """
    before = order[: order.index(name)] if name in order else order
    above = next((each for each in reversed(before) if each in names), None)
    return names.index(above) + 1 if above is not None else 0


def _read(text: str) -> Plain:
    """What the engine makes of a text; None where it has anything to say of it."""
    log = Log()
    root = parse_yaml(SourceText("", text), log)
    return None if root is None or len(log) else root.to_python()
