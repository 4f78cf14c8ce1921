"""Smallest edits of YAML that give a record new values: nested blocks and lists included."""

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from microsite.editing import yaml_edit
from microsite.editing.yaml_edit import Value
from microsite.editor.records import inner_fields, node_value, plain_value, single_field
from microsite.model.fields import Field
from microsite.model.types import ListSyntax
from microsite.source import nodes
from microsite.source.nodes import Node, Plain, Scalar
from microsite.source.yaml_repair.patched_text import TextEdit

UNSAFE = "cannot be changed safely here. Open the file in an editor and put each field on a line."


def record_edits(
    fields: dict[str, Field], node: nodes.Mapping, values: dict[str, Plain]
) -> Iterator[TextEdit]:
    """Yield the edits that give a mapping these values; None removes a field.

    Fields that are not among the values stay. Raises CannotEditError.
    """
    plain = {key.text: node_value(old) for key, old in node}
    changed = {
        key: value
        for key, value in values.items()
        if plain_value(fields[key], plain.get(key)) != value
    }
    if changed and node.source.text[node.start : node.start + 1] == "{":
        yield from _braces_edits(fields, node, changed)
        return
    for key, value in changed.items():
        if key not in node.values:
            yield _new_field(fields, node, key, value)
        elif value is None:
            yield _removed_field(node, key)
        else:
            yield from _value_edits(fields[key], node, key, value)


def _braces_edits(
    fields: dict[str, Field], node: nodes.Mapping, values: dict[str, Plain]
) -> Iterator[TextEdit]:
    """Yield the edits of fields of `{name: value, …}`."""
    old = {key: node.values.get(key) for key in values}
    lines = {key: it for key, it in values.items() if isinstance(it, str) and "\n" not in it}
    if lines.keys() == values.keys() and all(isinstance(it, Scalar) for it in old.values()):
        for key, value in lines.items():
            scalar = old[key]
            assert isinstance(scalar, Scalar)
            yield _scalar_edit(scalar, value, inside_brackets=True, key_end=node.keys[key].end)
        return
    kept = {key.text: node.source.text[it.start : yaml_edit.node_end(it)] for key, it in node}
    for key, new in values.items():
        if new is None:
            del kept[key]
            continue
        names = list(kept)
        if key not in kept:
            names.insert(yaml_edit.field_position(key, names, list(fields)), key)
        kept[key] = _flow(new)
        kept = {name: kept[name] for name in names}
    inner = ", ".join(f"{name}: {text}" for name, text in kept.items())
    yield TextEdit(node.start, yaml_edit.node_end(node), f"{{{inner}}}")


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_flow(it)}' for name, it in value.items() if it)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if value and "\n" in value:
        raise yaml_edit.CannotEditError(f"A text of several lines {UNSAFE}")
    return yaml_edit.format_value(value or "", inside_brackets=True)


def _new_field(fields: dict[str, Field], node: nodes.Mapping, key: str, value: Plain) -> TextEdit:
    text, names = node.source.text, list(node.keys)
    if not names:
        lines = "\n".join(yaml_edit.field_lines(key, to_value(fields[key], value), ""))
        return TextEdit(node.start, node.start, f"{lines}\n")
    position = yaml_edit.field_position(key, names, list(fields))
    first = node.keys[names[0]].start
    indent = " " * (first - text.rfind("\n", 0, first) - 1)
    lines = "\n".join(yaml_edit.field_lines(key, to_value(fields[key], value), indent))
    if position == 0 and not text[text.rfind("\n", 0, first) + 1 : first].strip():
        at = text.rfind("\n", 0, first) + 1
        return TextEdit(at, at, f"{lines}\n")
    above = node.values[names[max(0, position - 1)]]
    end = max(yaml_edit.node_end(above), node.keys[names[max(0, position - 1)]].end)
    return yaml_edit.insert_below(text, end, lines)


def _removed_field(node: nodes.Mapping, key: str) -> TextEdit:
    text, start = node.source.text, node.keys[key].start
    end = max(yaml_edit.node_end(node.values[key]), node.keys[key].end)
    line, newline = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    after = len(text) if newline == -1 else newline + 1
    if not text[line:start].strip():
        return TextEdit(line, after, "")
    following = re.compile(r"\n[ ]*(?=\S)").match(text, newline) if newline != -1 else None
    names = list(node.keys)
    if names[0] != key or len(names) == 1 or following is None:
        raise yaml_edit.CannotEditError(f"“{key}” {UNSAFE}")
    return TextEdit(start, node.keys[names[1]].start, "")


def to_value(field: Field, value: Plain) -> Value:
    """Return a value as it is written: fields in order, long texts below each other."""
    if isinstance(value, dict):
        fields = inner_fields(field, value)
        keys = sorted((key for key in value if value[key] is not None), key=list(fields).index)
        return {key: to_value(fields[key], value[key]) for key in keys}
    if isinstance(value, list) and field.record is None:
        texts = tuple(str(item) for item in value)
        if field.refers_to and field.list_syntax is ListSyntax.ONE_OR_MORE and len(texts) == 1:
            return texts[0]  # a room
        is_long = any(len(each) > 30 or "\n" in each for each in texts)
        return yaml_edit.BlockList(texts) if is_long else texts
    if isinstance(value, list):
        return [to_value(field, item) for item in value]
    return value or ""


def _value_edits(field: Field, node: nodes.Mapping, key: str, value: Plain) -> Iterator[TextEdit]:
    """Yield the edits that change a value that is written."""
    old, start = node.values[key], node.keys[key].start
    text = node.source.text
    single = value[0] if isinstance(value, list) and len(value) == 1 else None
    inner = single if isinstance(single, dict) else value
    if isinstance(old, nodes.Mapping) and isinstance(inner, dict):
        fields = inner_fields(field, inner | old.keys)
        missing = dict.fromkeys(old.keys.keys() & fields.keys())
        yield from record_edits(fields, old, {**missing, **inner})
        return
    is_written = isinstance(old, Scalar) and old.to_python() is not None
    if isinstance(old, Scalar) and isinstance(value, str) and (is_written or "\n" not in value):
        yield _scalar_edit(old, value, key_end=node.keys[key].end)
        return
    if isinstance(old, nodes.Sequence) and isinstance(value, list) and old.items:
        yield from _list_edits(field, old, value)
        return
    if isinstance(old, Scalar) and isinstance(single, str) and is_written:
        yield _scalar_edit(old, single)
        return
    indent = " " * (start - text.rfind("\n", 0, start) - 1)
    lines = "\n".join(yaml_edit.field_lines(key, to_value(field, value), indent)).lstrip(" ")
    yield TextEdit(start, max(node.keys[key].end + 1, yaml_edit.node_end(old)), lines)


def _scalar_edit(
    node: Scalar,
    value: str,
    *,
    inside_brackets: bool = False,
    is_item: bool = False,
    key_end: int | None = None,
) -> TextEdit:
    """Return the edit of one text. Its quotes, or the lines below `name: |`, stay as they are."""
    text, end = node.source.text, yaml_edit.node_end(node)
    if node.to_python() is None and node.start == node.end and key_end is not None:
        at = text.index(":", key_end) + 1
        return TextEdit(
            at, at, f" {yaml_edit.format_value(value, inside_brackets=inside_brackets)}"
        )
    if node.style in "|>":
        first = text.find("\n", node.start, end)
        if first != -1 and (node.style == "|" or "\n" not in value.replace("\n\n", "")):
            content = re.compile(r"\n*([ ]*)").match(text, first)
            indent = content[1] if content else "  "
            body = indented(value, indent)
            return TextEdit(first + 1, end, body)
    if "\n" in value or node.style in "|>":  # lines below the name, or below the hyphen
        line = text.rfind("\n", 0, node.start) + 1
        start = re.compile(r"[ ]*(?:-[ ]+)*").match(text, line)
        indent = " " * (start.end() - line if start else 0)
        return TextEdit(node.start, end, f"|\n{indented(value, f'{indent}  ')}")
    if node.style == "'":
        return TextEdit(node.start, end, "'" + value.replace("'", "''") + "'")
    if node.style == '"':
        return TextEdit(node.start, end, json.dumps(value, ensure_ascii=False))
    plain = yaml_edit.format_value(value, inside_brackets=inside_brackets, is_item=is_item)
    return TextEdit(node.start, end, plain)


def indented(text: str, indent: str) -> str:
    """Return a text with an indent before each line that is not empty."""
    return "\n".join(f"{indent}{line}" if line else "" for line in text.split("\n"))


def _key(value: Plain) -> str:
    return json.dumps(value, sort_keys=True)


def _list_edits(field: Field, node: nodes.Sequence, value: list[Plain]) -> Iterator[TextEdit]:
    """Yield the edits that change, add and remove items of a list."""
    old = [plain_value(single_field(field), node_value(item)) for item in node.items]
    text = node.source.text
    matcher = SequenceMatcher(None, [*map(_key, old)], [*map(_key, value)], autojunk=False)
    steps = [it for it in matcher.get_opcodes() if it[0] != "equal"]
    if text[node.start] == "[":
        kept = {
            _key(it): text[n.start : yaml_edit.node_end(n)]
            for it, n in zip(old, node.items, strict=True)
        }
        inner = ", ".join(kept.get(_key(it)) or _flow(it) for it in value)
        if "#" in text[node.start : node.end] and not all(map(kept.get, map(_key, value))):
            raise yaml_edit.CannotEditError(f"“{field.key}” {UNSAFE}")
        yield TextEdit(node.start, node.end, f"[{inner}]")
        return
    for _, i, j, k, m in steps:
        common = min(j - i, m - k)
        for item, new in zip(node.items[i : i + common], value[k : k + common], strict=True):
            yield from _item_edits(field, item, new)
        for item in node.items[i + common : j]:
            yield remove_item(item)
        if new_items := value[k + common : m]:
            yield _inserted(field, node, i + common, new_items)


def _item_edits(field: Field, item: Node, new: Plain) -> Iterator[TextEdit]:
    if isinstance(item, nodes.Mapping) and isinstance(new, dict):
        fields = inner_fields(field, new | item.keys)
        missing = dict.fromkeys(item.keys.keys() & fields.keys())
        yield from record_edits(fields, item, {**missing, **new})
    elif isinstance(item, Scalar) and isinstance(new, str) and item.to_python() is not None:
        yield _scalar_edit(item, new, is_item=True)
    else:
        raise yaml_edit.CannotEditError(f"“{field.key}” {UNSAFE}")


def _hyphen(item: Node) -> tuple[int, str, str]:
    """Return the offset of the line of an item, its indent, and the space behind its hyphen."""
    text = item.source.text
    line = text.rfind("\n", 0, item.start) + 1
    match = re.match(r"([ ]*)-([ ]+)\Z", text[line : item.start])
    if match is None:
        raise yaml_edit.CannotEditError(f"A list {UNSAFE}")
    return line, match[1], match[2]


def remove_item(item: Node) -> TextEdit:
    """Return the edit that removes an item with its lines, and an empty line below it."""
    text, (start, indent, _) = item.source.text, _hyphen(item)
    newline = text.find("\n", yaml_edit.node_end(item))
    end = len(text) if newline == -1 else newline + 1
    below = re.compile(rf"\n{indent}-").match(text, end)
    is_parted = text[:start].endswith("\n\n") and text[end : end + 1] == "\n"
    return TextEdit(start, end + (is_parted or below is not None), "")


def _inserted(field: Field, node: nodes.Sequence, index: int, items: Sequence[Plain]) -> TextEdit:
    text = node.source.text
    line, indent, gap = _hyphen(node.items[0])
    written = [to_value(single_field(field), item) for item in items]
    lines = "\n".join(line for it in written for line in yaml_edit.item_lines(it, indent, gap))
    if index == 0:
        return TextEdit(line, line, f"{lines}\n")
    return yaml_edit.insert_below(text, yaml_edit.node_end(node.items[index - 1]), lines)


def merge(base: Plain, mine: Plain, theirs: Plain) -> tuple[Plain, bool]:
    """Return a value after the changes of both sides, and whether both changed the same part.

    Blocks are merged field by field, and lists of the same length item by item.
    """
    if mine in (base, theirs):
        return theirs, False
    if theirs == base:
        return mine, False
    both = (mine, theirs)
    if all(isinstance(each, dict) for each in both):
        parts = [it if isinstance(it, dict) else {} for it in (base, *both)]
        names = dict.fromkeys([*parts[2], *parts[1], *parts[0]])
        merged = {name: merge(*(part.get(name) for part in parts)) for name in names}
        values: dict[str, Plain] = {key: it for key, (it, _) in merged.items() if it is not None}
        return values or None, any(clash for _, clash in merged.values())
    lists = [each for each in (base, mine, theirs) if isinstance(each, list)]
    if len(lists) == 3 and len({len(each) for each in lists}) == 1:
        items = [merge(*each) for each in zip(*lists, strict=True)]
        return [value for value, _ in items], any(clash for _, clash in items)
    return mine, True
