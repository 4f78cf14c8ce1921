"""A field of a record changed, added or taken away. Only its own lines change."""

from __future__ import annotations

from collections.abc import Sequence as Several

from microsite.editing.adding import last_character
from microsite.editing.writing import Value, field_lines, in_style_of, place_for, written
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.yaml_repair.patched_text import TextEdit


def change_field(
    record: Mapping, name: str, value: Value | None, order: Several[str]
) -> TextEdit | None:
    """The edit that gives a field a value, or takes it away with None; None where somebody has to
    do it by hand.

    `order` is that of the content reference: a field that is new goes below its neighbour there.
    """
    text = record.source.text
    in_braces = text[record.start : record.start + 1] == "{"
    if name not in record.keys:
        return None if value is None or in_braces else _added(record, name, value, order)
    key, node = record.keys[name], record.values[name]
    end = _end(key, node)
    if in_braces:
        simple = (
            isinstance(node, Scalar) and node.to_python() is not None and isinstance(value, str)
        )
        return (
            TextEdit(node.start, end, written(str(value), inside_brackets=True)) if simple else None
        )
    line = text.rfind("\n", 0, key.start) + 1
    if value is not None:
        lines = field_lines(name, in_style_of(value, [node]), " " * (key.start - line))
        return TextEdit(key.start, end, "\n".join(lines).lstrip(" "))
    if text[line : key.start].strip():
        return None  # the first field of an entry, behind its hyphen
    after = text.find("\n", end)
    return TextEdit(line, len(text) if after == -1 else after + 1, "")


def _added(record: Mapping, name: str, value: Value, order: Several[str]) -> TextEdit | None:
    text = record.source.text
    names = list(record.keys)
    above = names[max(0, place_for(name, names, order) - 1)] if names else None
    if above is None:
        return None
    first = next(iter(record.keys.values()))
    indent = " " * (first.start - text.rfind("\n", 0, first.start) - 1)
    lines = "\n".join(field_lines(name, value, indent))
    after = text.find("\n", _end(record.keys[above], record.values[above]))
    return (
        TextEdit(len(text), len(text), f"\n{lines}\n")
        if after == -1
        else TextEdit(after + 1, after + 1, f"{lines}\n")
    )


def _end(key: Scalar, node: Node) -> int:
    """The offset after the last character of a field."""
    text = key.source.text
    if isinstance(node, Scalar) and node.start == node.end:
        return text.index(":", key.end) + 1
    if isinstance(node, (Sequence, Mapping)) and text[node.start] in "[{":
        close = "]" if text[node.start] == "[" else "}"
        return text.index(close, max(node.start, node.end - 1)) + 1
    return last_character(node) + 1
