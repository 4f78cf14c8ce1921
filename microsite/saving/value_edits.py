"""Smallest edits of YAML that give a record new values: nested blocks and lists
included.
"""

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from msgspec.structs import replace

from microsite.model.fields import BoundField, input_fields
from microsite.model.parsing import ListSyntax
from microsite.saving import yaml_edits
from microsite.saving.yaml_edits import UNSAFE, CannotEditError, Value, node_end
from microsite.source import nodes
from microsite.source.edits import TextEdit
from microsite.source.nodes import Node, Plain, Scalar


def inner_fields(field: BoundField, texts: Iterable[str]) -> dict[str, BoundField]:
    """Return the fields of a block.

    For a text by language, each language is one like the text.
    """
    if field.record is not None:
        return input_fields(field.record)
    return {key: single_field(field) for key in texts}


def single_field(field: BoundField) -> BoundField:
    """Return the field of one value of a list."""
    return replace(field, list_syntax=None)


def plain_text(_: BoundField, text: str) -> str:
    """Return a text of a file in the one form in which it is compared."""
    return text.replace("\r\n", "\n").strip()


def plain_value(
    field: BoundField, value: Plain, get: Callable[[BoundField, str], str] = plain_text
) -> Plain:
    """Return a value in the one form in which it is compared. None if there is nothing
    in it.

    A single value of a list is a list, and an empty list or block is None. `get`
    returns texts.
    """
    if field.list_syntax is not None and value is not None:
        item_field = single_field(field)
        items = value if isinstance(value, list) else [value]
        plain_items = [plain_value(item_field, item, get) for item in items]
        return [item for item in plain_items if item is not None] or None
    if isinstance(value, dict):
        return plain_record(inner_fields(field, value), value, get) or None
    return (get(field, value) if isinstance(value, str) else value) or None


def plain_record(
    fields: Mapping[str, BoundField],
    values: Mapping[str, Plain],
    get: Callable[[BoundField, str], str] = plain_text,
) -> dict[str, Plain]:
    """Return the values of a record, without empty ones."""
    plain_values = {
        key: plain_value(fields[key], value, get) if key in fields else value
        for key, value in values.items()
    }
    return {key: value for key, value in plain_values.items() if value is not None}


def node_value(node: Node) -> Plain:
    """Return the value of a node as the engine reads a text: a folded line end ends a
    paragraph.
    """
    if isinstance(node, nodes.Mapping):
        return {key.text: node_value(value) for key, value in node}
    if isinstance(node, nodes.Sequence):
        return [node_value(item) for item in node.items]
    text = node.to_python()
    if text is None:
        return None
    return text.strip() if node.style in "|*" else text.strip().replace("\n", "\n\n")


def record_edits(
    fields: dict[str, BoundField], node: nodes.Mapping, values: dict[str, Plain]
) -> Iterator[TextEdit]:
    """Yield the edits that set these fields, or remove them for None.

    Raises CannotEditError.
    """
    plain_values = {key.text: node_value(old) for key, old in node}
    new_values = {
        key: value
        for key, value in values.items()
        if plain_value(fields[key], plain_values.get(key)) != value
    }
    if new_values and node.source.text[node.start : node.start + 1] == "{":
        yield from _braces_edits(fields, node, new_values)
        return
    for key, value in new_values.items():
        if key not in node.values:
            yield _new_field(fields, node, key, value)
        elif value is None:
            yield _removed_field(node, key)
        else:
            yield from _value_edits(fields[key], node, key, value)


def _braces_edits(
    fields: dict[str, BoundField], node: nodes.Mapping, values: dict[str, Plain]
) -> Iterator[TextEdit]:
    """Yield the edits of fields of `{name: value, …}`."""
    scalars = {key: old for key, old in node.values.items() if isinstance(old, Scalar)}
    lines = {
        key: new
        for key, new in values.items()
        if isinstance(new, str) and "\n" not in new
    }
    if lines.keys() == values.keys() <= scalars.keys():
        for key, line in lines.items():
            yield _scalar_edit(
                scalars[key], line, inside_brackets=True, key_end=node.keys[key].end
            )
        return
    texts = {
        key.text: node.source.text[child.start : node_end(child)] for key, child in node
    }
    names = list(texts)
    for key in values:
        if key not in texts:
            names.insert(yaml_edits.field_position(key, names, list(fields)), key)
    for key, new in values.items():
        texts[key] = yaml_edits.flow_text(to_value(fields[key], new))
    inner = (f"{key}: {texts[key]}" for key in names if values.get(key, "") is not None)
    yield TextEdit(node.start, node_end(node), f"{{{', '.join(inner)}}}")


def _new_field(
    fields: dict[str, BoundField], node: nodes.Mapping, key: str, value: Plain
) -> TextEdit:
    text, names = node.source.text, list(node.keys)
    position = yaml_edits.field_position(key, names, list(fields))
    first = node.keys[names[0]].start if names else node.start
    line = text.rfind("\n", 0, first) + 1
    indent = " " * (first - line)
    lines = "\n".join(yaml_edits.field_lines(key, to_value(fields[key], value), indent))
    if position == 0 and not text[line:first].strip():
        return TextEdit(line, line, f"{lines}\n")
    return yaml_edits.insert_below(
        text, _field_end(node, names[max(0, position - 1)]), lines
    )


def _field_end(node: nodes.Mapping, key: str) -> int:
    """Return the offset after a field, also if it has no value."""
    return max(node_end(node.values[key]), node.keys[key].end)


def _removed_field(node: nodes.Mapping, key: str) -> TextEdit:
    text, start = node.source.text, node.keys[key].start
    line = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", _field_end(node, key))
    after = len(text) if newline == -1 else newline + 1
    if not text[line:start].strip():
        return TextEdit(line, after, "")
    following = (
        re.compile(r"\n[ ]*(?=\S)").match(text, newline) if newline != -1 else None
    )
    names = list(node.keys)
    if names[0] != key or len(names) == 1 or following is None:
        raise CannotEditError(f"“{key}” {UNSAFE}")
    return TextEdit(start, node.keys[names[1]].start, "")


def to_value(field: BoundField, value: Plain) -> Value:
    """Return a value as it is written: fields in order, long texts below each other."""
    if isinstance(value, dict):
        fields = inner_fields(field, value)
        keys = sorted(
            (key for key in value if value[key] is not None), key=list(fields).index
        )
        return {key: to_value(fields[key], value[key]) for key in keys}
    if isinstance(value, list) and field.record is None:
        texts = tuple(str(item) for item in value)
        if (
            field.refers_to
            and field.list_syntax is ListSyntax.ONE_OR_MORE
            and len(texts) == 1
        ):
            return texts[0]  # a room
        is_long = any(len(text) > 30 or "\n" in text for text in texts)
        return yaml_edits.BlockList(texts) if is_long else texts
    if isinstance(value, list):
        return [to_value(field, item) for item in value]
    return value or ""


def _value_edits(
    field: BoundField, node: nodes.Mapping, key: str, value: Plain
) -> Iterator[TextEdit]:
    """Yield the edits that change a value that is written."""
    old, start = node.values[key], node.keys[key].start
    single_value = value[0] if isinstance(value, list) and len(value) == 1 else None
    inner = single_value if isinstance(single_value, dict) else value
    is_written = isinstance(old, Scalar) and not old.is_empty
    line = single_value if isinstance(single_value, str) and is_written else value
    if isinstance(old, nodes.Mapping) and isinstance(inner, dict):
        yield from _block_edits(field, old, inner)
    elif (
        isinstance(old, Scalar)
        and isinstance(line, str)
        and (is_written or "\n" not in line)
    ):
        yield _scalar_edit(old, line, key_end=node.keys[key].end)
    elif isinstance(old, nodes.Sequence) and isinstance(value, list) and old.items:
        yield from _list_edits(field, old, value)
    else:
        indent = " " * (start - node.source.text.rfind("\n", 0, start) - 1)
        lines = "\n".join(
            yaml_edits.field_lines(key, to_value(field, value), indent)
        ).lstrip(" ")
        yield TextEdit(start, max(node.keys[key].end + 1, node_end(old)), lines)


def _block_edits(
    field: BoundField, node: nodes.Mapping, value: dict[str, Plain]
) -> Iterator[TextEdit]:
    """Yield the edits that give a block these values alone."""
    fields = inner_fields(field, value | node.keys)
    removals = dict.fromkeys(node.keys.keys() & fields.keys())
    yield from record_edits(fields, node, {**removals, **value})


def _scalar_edit(
    node: Scalar,
    value: str,
    *,
    inside_brackets: bool = False,
    is_item: bool = False,
    key_end: int | None = None,
) -> TextEdit:
    """Return the edit of one text.

    Its quotes, or the lines below `name: |`, stay as they are.
    """
    text, end = node.source.text, node_end(node)
    plain = yaml_edits.format_value(
        value, inside_brackets=inside_brackets, is_item=is_item
    )
    if node.is_empty and node.start == node.end and key_end is not None:
        at = text.index(":", key_end) + 1
        return TextEdit(at, at, f" {plain}")
    if node.style in "|>":
        first = text.find("\n", node.start, end)
        if first != -1 and (node.style == "|" or "\n" not in value.replace("\n\n", "")):
            content = re.compile(r"\n*([ ]*)").match(text, first)
            return TextEdit(
                first + 1, end, textwrap.indent(value, content[1] if content else "  ")
            )
    if "\n" in value or node.style in "|>":  # lines below the name, or below the hyphen
        line = text.rfind("\n", 0, node.start) + 1
        start = re.compile(r"[ ]*(?:-[ ]+)*").match(text, line)
        indent = " " * (start.end() - line if start else 0)
        return TextEdit(node.start, end, f"|\n{textwrap.indent(value, f'{indent}  ')}")
    if node.style == "'":
        return TextEdit(node.start, end, "'" + value.replace("'", "''") + "'")
    if node.style == '"':
        return TextEdit(node.start, end, json.dumps(value, ensure_ascii=False))
    return TextEdit(node.start, end, plain)


def _key(value: Plain) -> str:
    return json.dumps(value, sort_keys=True)


def _list_edits(
    field: BoundField, node: nodes.Sequence, value: list[Plain]
) -> Iterator[TextEdit]:
    """Yield the edits that change, add and remove items of a list."""
    old_values = [
        plain_value(single_field(field), node_value(item)) for item in node.items
    ]
    text = node.source.text
    matcher = SequenceMatcher(
        None, [*map(_key, old_values)], [*map(_key, value)], autojunk=False
    )
    steps = [opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal"]
    if text[node.start] == "[":
        pairs = zip(old_values, node.items, strict=True)
        texts = {_key(old): text[item.start : node_end(item)] for old, item in pairs}
        inner = ", ".join(
            texts.get(_key(item)) or yaml_edits.flow_text(item) for item in value
        )
        if "#" in text[node.start : node.end] and not all(
            map(texts.get, map(_key, value))
        ):
            raise CannotEditError(f"“{field.key}” {UNSAFE}")
        yield TextEdit(node.start, node.end, f"[{inner}]")
        return
    for _, i, j, k, m in steps:
        common = min(j - i, m - k)
        for item, new in zip(
            node.items[i : i + common], value[k : k + common], strict=True
        ):
            yield from _item_edits(field, item, new)
        for item in node.items[i + common : j]:
            yield remove_item(item)
        if new_items := [
            to_value(single_field(field), item) for item in value[k + common : m]
        ]:
            yield yaml_edits.insert_items(node, i + common, new_items)


def _item_edits(field: BoundField, item: Node, new: Plain) -> Iterator[TextEdit]:
    if isinstance(item, nodes.Mapping) and isinstance(new, dict):
        yield from _block_edits(field, item, new)
    elif isinstance(item, Scalar) and isinstance(new, str) and not item.is_empty:
        yield _scalar_edit(item, new, is_item=True)
    else:
        raise CannotEditError(f"“{field.key}” {UNSAFE}")


def remove_item(item: Node) -> TextEdit:
    """Return the edit that removes an item with its lines, and an empty line
    below it.
    """
    text, (start, indent, _) = item.source.text, yaml_edits.hyphen_of(item)
    newline = text.find("\n", node_end(item))
    end = len(text) if newline == -1 else newline + 1
    below = re.compile(rf"\n{indent}-").match(text, end)
    is_parted = text[:start].endswith("\n\n") and text[end : end + 1] == "\n"
    return TextEdit(start, end + (is_parted or below is not None), "")
