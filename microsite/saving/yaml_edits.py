"""Edits of YAML: new entries of a list and changed fields, written as a person would
type them.
"""

import re
from collections.abc import Container, Sequence
from collections.abc import Mapping as Named
from itertools import chain, pairwise

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.source_text import SourceText
from microsite.model.kinds import RecordKind
from microsite.saving.text_file import TextFile
from microsite.source.decode import decode_bytes, normalise_newlines
from microsite.source.edits import TextEdit, strip_curly_quotes
from microsite.source.nodes import Mapping, Node, Plain, Scalar, children_of
from microsite.source.nodes import Sequence as NodeList
from microsite.source.yaml_parser import parse_yaml

Value = str | tuple[str, ...] | list["Value"] | dict[str, "Value"]
"""A text, a list of texts, a list of entries or a block."""
Fields = Named[str, Value]
UNSAFE = (
    "cannot be changed safely here. Open the file in an editor and put each field on a"
    " line."
)

CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)


class CannotEditError(Exception):
    """The file cannot be edited. The text says why."""

    def __init__(self, text: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(text)
        self.diagnostics = list(diagnostics)


class BlockList(tuple[str, ...]):
    """A list that is written with a line for each of its parts."""

    __slots__ = ()


def data_path(name: str, paths: Container[str]) -> str:
    """Return the path of a data file, which may end in `.yml` if it is in `paths`."""
    path, yml_path = f"data/{name}.yaml", f"data/{name}.yml"
    return yml_path if yml_path in paths and path not in paths else path


def insert_entries(
    file: TextFile,
    kind: RecordKind,
    new_entries: Sequence[Fields],
    after: str | None = None,
) -> TextFile:
    """Return the file with new entries below the one whose id is `after`, else at the
    end.

    An empty `after` inserts them at the top. Raises CannotEditError.
    """
    if new_file := file.with_edits([_insertion(file, kind, new_entries, after)]):
        return new_file
    problem = (
        "is saved in an encoding without some of these letters. Save it as UTF-8 first."
    )
    raise CannotEditError(f"{file.path} {problem}")


def get_list(root: Node | None, key: str) -> Node | None:
    """Return a list of a data file. A file that is one list contains only that list."""
    return root.values.get(key) if isinstance(root, Mapping) else root


def get_entries(node: Node | None) -> list[Mapping]:
    """Return the entries of a list that are records."""
    items = node.items if isinstance(node, NodeList) else ()
    return [item for item in items if isinstance(item, Mapping)]


def _insertion(
    file: TextFile, kind: RecordKind, new_entries: Sequence[Fields], after: str | None
) -> TextEdit:
    log = Log()
    source = decode_bytes(file.path, file.data, log)
    root = parse_yaml(source, log) if source is not None else None
    if source is None or log.errors:
        raise CannotEditError(f"{file.path} has an error. Fix it first.", list(log))
    text, node = source.text, get_list(root, kind.key)
    entries = get_entries(node)
    additions = [
        sort_like(fields, list(kind.fields), entries) for fields in new_entries
    ]
    if isinstance(node, NodeList) and node.items:
        last = node.items[-1]
        if entries and text[node.start] != "[":
            ids = {"": 0, None: len(node.items)}
            for index, item in enumerate(node.items, 1):
                id_ = item.values.get("id") if isinstance(item, Mapping) else None
                ids |= {id_.text: index} if isinstance(id_, Scalar) else {}
            return insert_items(node, ids.get(after, len(node.items)), additions)
        if not entries or text[last.start] != "{":
            raise CannotEditError(f"In {file.path} the list “{kind.key}” {UNSAFE}")
        new_text = "".join(f", {flow_text(fields)}" for fields in additions)
        return TextEdit(last.end, last.end, new_text)
    lines = "\n".join(line for fields in additions for line in item_lines(fields, "  "))
    if isinstance(node, NodeList):  # `[]`
        return TextEdit(len(text[: node.start].rstrip(" \n")), node.end, f"\n{lines}")
    if isinstance(root, Scalar) or (isinstance(node, Scalar) and not node.is_empty):
        raise CannotEditError(f"In {file.path}, “{kind.key}” is text, not a list.")
    if isinstance(root, Mapping) and kind.key in root.keys:
        return insert_below(text, root.keys[kind.key].end, lines)
    gap = "\n" if text.endswith("\n") else "\n\n"
    return TextEdit(
        len(text), len(text), f"{gap if text.strip() else ''}{kind.key}:\n{lines}\n"
    )


def hyphen_of(item: Node) -> tuple[int, str, str]:
    """Return the offset of the line of an item, its indent, and the space behind its
    hyphen.
    """
    text = item.source.text
    line = text.rfind("\n", 0, item.start) + 1
    match = re.match(r"([ ]*)-([ ]+)\Z", text[line : item.start])
    if match is None:
        raise CannotEditError(f"A list {UNSAFE}")
    return line, match[1], match[2]


def insert_items(node: NodeList, index: int, items: Sequence[Value]) -> TextEdit:
    """Return the edit that adds items of a list, spaced as the others.

    Raises CannotEditError.
    """
    text, (line, indent, gap) = node.source.text, hyphen_of(node.items[0])
    between = [
        text[node_end(above) : below.start] for above, below in pairwise(node.items)
    ]
    gaps = [part for part in between if re.search(r"\n[ ]*\n", part)]
    separator = "\n\n" if len(gaps) * 2 > len(between) else "\n"
    lines = separator.join("\n".join(item_lines(item, indent, gap)) for item in items)
    if index == 0:
        return TextEdit(line, line, f"{lines}{separator}")
    return insert_below(
        text, node_end(node.items[index - 1]), f"{separator[1:]}{lines}"
    )


def flow_text(value: Value | Plain) -> str:
    """Return a value inside brackets or braces. Raises CannotEditError."""
    if isinstance(value, dict):
        parts = (f"{name}: {flow_text(part)}" for name, part in value.items() if part)
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow_text, value))}]"
    if value and "\n" in value:
        raise CannotEditError(f"A text of several lines {UNSAFE}")
    return format_value(value or "", inside_brackets=True)


def insert_below(text: str, offset: int, lines: str) -> TextEdit:
    """Return the edit that adds lines below the line of an offset."""
    end = text.find("\n", offset)
    if end == -1:
        return TextEdit(len(text), len(text), f"\n{lines}\n")
    return TextEdit(end + 1, end + 1, f"{lines}\n")


def node_end(node: Node) -> int:
    """Return the offset after the last character of a node that is not white space."""
    text = node.source.text
    while (children := children_of(node)) and text[node.start] not in "[{":
        node = max(children, key=lambda item: (item.end, item.start))
    return node.start + len(text[node.start : node.end].rstrip())


def remove_controls(text: str) -> str:
    """Return a text without characters that files must not contain; lines end with
    `\\n`.
    """
    return CONTROLS.sub("", normalise_newlines(text))


def format_value(
    value: str | tuple[str, ...],
    *,
    inside_brackets: bool = False,
    is_item: bool = False,
) -> str:
    """Return a value on one line, in quotes only where it needs them."""
    if isinstance(value, tuple):
        return (
            f"[{', '.join(format_value(part, inside_brackets=True) for part in value)}]"
        )
    line = " ".join(remove_controls(value).split())
    frame, expected_value = (
        ("x: [{}, y]\n", [line, "y"]) if inside_brackets else ("x: {}\n", line)
    )
    # With a space, `- page: about` would be a mapping, so `- page:about` is repaired
    if is_item:
        frame, expected_value = "x:\n- {}\n", [line]
    log = Log()
    root = parse_yaml(SourceText("", frame.format(line)), log) if line else None
    is_sound = (
        root is not None and not len(log) and root.to_python() == {"x": expected_value}
    )
    if is_sound and strip_curly_quotes(line) == line:
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def field_lines(name: str, value: Value, indent: str) -> list[str]:
    """Return the lines of a field: one, or `name: |` and the lines of a longer text."""
    if isinstance(value, str) and "\n" in value.strip("\n"):
        text = remove_controls(value).strip("\n").expandtabs(4)
        lines = [line if line.strip() else "" for line in text.split("\n")]
        sign = "|2" if lines[0].startswith(" ") else "|"
        return [
            f"{indent}{name}: {sign}",
            *(f"{indent}  {line}" if line else "" for line in lines),
        ]
    if isinstance(value, dict):
        inner = (field_lines(key, item, f"{indent}  ") for key, item in value.items())
        return [f"{indent}{name}:", *chain.from_iterable(inner)]
    if isinstance(value, list) or (isinstance(value, BlockList) and value):
        items = (item_lines(item, f"{indent}  ") for item in value)
        return [f"{indent}{name}:", *chain.from_iterable(items)]
    return [f"{indent}{name}: {format_value(value)}"]


def match_style(value: Value, nodes: Sequence[Node]) -> Value:
    """Return a list in the style of nodes: a line for each part, brackets, or a single
    value.
    """
    if not isinstance(value, tuple):
        return value
    if any(
        isinstance(node, NodeList) and node.source.text[node.start] != "["
        for node in nodes
    ):
        return BlockList(value)
    is_single = any(isinstance(node, Scalar) and not node.is_empty for node in nodes)
    return value[0] if len(value) == 1 and is_single else value


def item_lines(item: Value, indent: str, gap: str = " ") -> list[str]:
    """Return the lines of an item of a list.

    An entry has its fields below each other.
    """
    if isinstance(item, dict):
        fields = (
            field_lines(name, value, f"{indent} {gap}") for name, value in item.items()
        )
        first, *others = [*chain.from_iterable(fields)] or ["{}"]
        return [f"{indent}-{gap}{first.lstrip()}", *others]
    assert isinstance(item, str)
    return [f"{indent}-{gap}{format_value(item, is_item=True)}"]


def format_document(kind: RecordKind, values: Fields, body: str) -> bytes:
    """Return a Markdown file with its settings in the order of the documentation."""
    fields = [(name, values[name]) for name in kind.fields if name in values]
    settings = "\n".join(
        line for name, value in fields for line in field_lines(name, value, "")
    )
    text = remove_controls(body).strip("\n")
    return (f"---\n{settings}\n---\n" + (f"\n{text}\n" if text else "")).encode()


def sort_like(
    fields: Fields, order: Sequence[str], entries: Sequence[Mapping]
) -> dict[str, Value]:
    """Return fields in the style of `entries` and the order of the most similar, else
    `order`.
    """
    example = max(
        entries, key=lambda entry: len(entry.keys.keys() & fields.keys()), default=None
    )
    names = (
        [name for name in example.keys if name in fields] if example is not None else []
    )
    for name in sorted(
        fields, key=lambda name: order.index(name) if name in order else len(order)
    ):
        if name not in names:
            names.insert(field_position(name, names, order), name)
    nodes = {
        key: [entry.values[key] for entry in entries if key in entry.values]
        for key in names
    }
    return {name: match_style(fields[name], nodes[name]) for name in names}


def field_position(name: str, names: Sequence[str], order: Sequence[str]) -> int:
    """Return the index for a field: after the nearest one that comes before it in
    `order`.
    """
    before = order[: order.index(name)] if name in order else order
    above = next((key for key in reversed(before) if key in names), None)
    return names.index(above) + 1 if above is not None else 0
