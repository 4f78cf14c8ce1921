"""Edits of YAML: new entries of a list and changed fields, written as a person would type them."""

import re
from collections.abc import Container, Sequence
from collections.abc import Mapping as Named
from itertools import chain, pairwise

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.source_text import SourceText
from microsite.editing.project_files import TextFile
from microsite.model.kinds import RecordKind
from microsite.source.decode import decode_bytes
from microsite.source.nodes import Mapping, Node, Scalar, children_of
from microsite.source.nodes import Sequence as NodeList
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair.patched_text import TextEdit

Value = str | tuple[str, ...] | list["Value"] | dict[str, "Value"]
"""A text, a list of texts, a list of entries or a block."""
Fields = Sequence[tuple[str, Value]]

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


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
    path, other = f"data/{name}.yaml", f"data/{name}.yml"
    return other if other in paths and path not in paths else path


def insert_entries(
    file: TextFile, kind: RecordKind, new: Sequence[Fields], after: str | None = None
) -> TextFile:
    """Return the file with new entries below the one whose id is `after`, else at the end.

    An empty `after` inserts them at the top. Raises CannotEditError.
    """
    if edited := file.with_edits([_insertion(file, kind, new, after)]):
        return edited
    problem = "is saved in an encoding without some of these letters. Save it as UTF-8 first."
    raise CannotEditError(f"{file.path} {problem}")


def get_list(root: Node | None, key: str) -> Node | None:
    """Return a list of a data file. A file that is one list contains only that list."""
    return root.values.get(key) if isinstance(root, Mapping) else root


def get_entries(node: Node | None) -> list[Mapping]:
    """Return the entries of a list that are records."""
    items = node.items if isinstance(node, NodeList) else ()
    return [item for item in items if isinstance(item, Mapping)]


def _insertion(
    file: TextFile, kind: RecordKind, new: Sequence[Fields], after: str | None
) -> TextEdit:
    log = Log()
    source = decode_bytes(file.path, file.data, log)
    root = parse_yaml(source, log) if source is not None else None
    if source is None or log.errors:
        raise CannotEditError(f"{file.path} has an error. Fix it first.", list(log))
    text, node = source.text, get_list(root, kind.key)
    entries = get_entries(node)
    ordered = [sort_like(fields, list(kind.fields), entries) for fields in new]
    if isinstance(node, NodeList) and node.items:
        if entries and text[node.start] != "[":
            return _insert_among(text, entries, ordered, after)
        return _insert_in_brackets(file.path, text, node, ordered, kind)
    lines = "\n".join(line for fields in ordered for line in entry_lines(fields, "  "))
    if isinstance(node, NodeList):  # `[]`
        return TextEdit(len(text[: node.start].rstrip(" \n")), node.end, f"\n{lines}")
    if isinstance(node, Scalar) and node.to_python() is not None:
        raise CannotEditError(f"In {file.path}, “{kind.key}” is text, not a list.")
    if isinstance(root, Mapping) and kind.key in root.keys:
        return insert_below(text, root.keys[kind.key].end, lines)
    if root is not None and not isinstance(root, Mapping):
        raise CannotEditError(f"{file.path} is not a file of lists.")
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    return TextEdit(len(text), len(text), f"{gap}{kind.key}:\n{lines}\n")


def _insert_among(
    text: str, entries: list[Mapping], new: Sequence[Fields], after: str | None
) -> TextEdit:
    start = entries[0].start
    line = text.rfind("\n", 0, start) + 1
    hyphen = re.match(r"([ ]*)-([ ]+)\Z", text[line:start])
    indent, gap = (hyphen[1], hyphen[2]) if hyphen else (" " * max(0, start - line - 2), " ")
    between = [text[node_end(above) : below.start] for above, below in pairwise(entries)]
    gaps = [part for part in between if re.search(r"\n[ ]*\n", part)]
    separator = "\n\n" if len(gaps) * 2 > len(between) else "\n"
    lines = separator.join("\n".join(entry_lines(fields, indent, gap)) for fields in new)
    if after == "":
        return TextEdit(line, line, f"{lines}{separator}")
    named = ((entry.values.get("id"), entry) for entry in reversed(entries))
    ids = {id_.text: entry for id_, entry in named if isinstance(id_, Scalar)}
    above = ids.get(after or "", entries[-1])
    return insert_below(text, node_end(above), f"{separator[1:]}{lines}")


def _insert_in_brackets(
    path: str, text: str, node: NodeList, new: Sequence[Fields], kind: RecordKind
) -> TextEdit:
    last = node.items[-1]
    added, is_safe = "", text[node.start] == "[" and text[last.start] == "{"
    for fields in new:
        short = {name: it for name, it in fields if isinstance(it, str | tuple) and "\n" not in it}
        is_safe = is_safe and len(short) == len(fields)
        parts = (f"{name}: {format_value(it, inside_brackets=True)}" for name, it in short.items())
        added += f", {{{', '.join(parts)}}}"
    if not is_safe:
        raise CannotEditError(f"In {path} the list “{kind.key}” cannot be changed safely.")
    return TextEdit(last.end, last.end, added)


def insert_below(text: str, offset: int, lines: str) -> TextEdit:
    """Return the edit that adds lines below the line of an offset."""
    end = text.find("\n", offset)
    if end == -1:
        return TextEdit(len(text), len(text), f"\n{lines}\n")
    return TextEdit(end + 1, end + 1, f"{lines}\n")


def change_field(
    record: Mapping, name: str, value: Value | None, order: Sequence[str]
) -> TextEdit | None:
    """Return the edit that sets a field, or removes it if the value is None.

    A new field goes below its neighbour in `order`. None if a person must make the change.
    """
    text, names = record.source.text, list(record.keys)
    in_braces = text[record.start : record.start + 1] == "{"
    if name not in names:
        if value is None or in_braces or not names:
            return None
        above = names[max(0, field_position(name, names, order) - 1)]
        first = record.keys[names[0]].start
        indent = " " * (first - text.rfind("\n", 0, first) - 1)
        lines = "\n".join(field_lines(name, value, indent))
        return insert_below(text, node_end(record.values[above]), lines)
    start, node = record.keys[name].start, record.values[name]
    end = node_end(node)
    if in_braces:
        if isinstance(value, str) and isinstance(node, Scalar) and node.to_python() is not None:
            return TextEdit(node.start, end, format_value(value, inside_brackets=True))
        return None
    line = text.rfind("\n", 0, start) + 1
    if value is not None:
        lines = "\n".join(field_lines(name, match_style(value, [node]), " " * (start - line)))
        return TextEdit(start, end, lines.lstrip(" "))
    if text[line:start].strip():
        return None  # the first field of an entry, behind its hyphen
    newline = text.find("\n", end)
    return TextEdit(line, len(text) if newline == -1 else newline + 1, "")


def node_end(node: Node) -> int:
    """Return the offset after the last character of a node that is not white space."""
    text = node.source.text
    while (children := children_of(node)) and text[node.start] not in "[{":
        node = max(children, key=lambda item: (item.end, item.start))
    return node.start + len(text[node.start : node.end].rstrip())


def remove_controls(text: str) -> str:
    """Return a text without characters that files must not contain; lines end with `\\n`."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def format_value(
    value: str | tuple[str, ...], *, inside_brackets: bool = False, is_item: bool = False
) -> str:
    """Return a value on one line, in quotes only where it needs them."""
    if isinstance(value, tuple):
        return f"[{', '.join(format_value(part, inside_brackets=True) for part in value)}]"
    line = " ".join(remove_controls(value).split())
    frame, expected = ("x: [{}, y]\n", [line, "y"]) if inside_brackets else ("x: {}\n", line)
    if is_item:  # with a space, `- page: about` would be a mapping, so `- page:about` is repaired
        frame, expected = "x:\n- {}\n", [line]
    log = Log()
    root = parse_yaml(SourceText("", frame.format(line)), log) if line else None
    if root is not None and not len(log) and root.to_python() == {"x": expected}:
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def field_lines(name: str, value: Value, indent: str) -> list[str]:
    """Return the lines of a field: one, or `name: |` and the lines of a longer text."""
    if isinstance(value, str) and "\n" in value.strip("\n"):
        text = remove_controls(value).strip("\n").expandtabs(4)
        lines = [line if line.strip() else "" for line in text.split("\n")]
        sign = "|2" if lines[0].startswith(" ") else "|"
        return [f"{indent}{name}: {sign}", *(f"{indent}  {line}" if line else "" for line in lines)]
    if isinstance(value, dict):
        inner = (field_lines(key, it, f"{indent}  ") for key, it in value.items())
        return [f"{indent}{name}:", *chain.from_iterable(inner)]
    if isinstance(value, list) or (isinstance(value, BlockList) and value):
        items = (item_lines(item, f"{indent}  ") for item in value)
        return [f"{indent}{name}:", *chain.from_iterable(items)]
    return [f"{indent}{name}: {format_value(value)}"]


def match_style(value: Value, others: Sequence[Node]) -> Value:
    """Return a list in the style of others: a line for each part, brackets, or a single value."""
    if not isinstance(value, tuple):
        return value
    if any(isinstance(node, NodeList) and node.source.text[node.start] != "[" for node in others):
        return BlockList(value)
    single = any(isinstance(node, Scalar) and node.to_python() is not None for node in others)
    return value[0] if len(value) == 1 and single else value


def entry_lines(fields: Fields, indent: str, gap: str = " ") -> list[str]:
    """Return the lines of an entry: a hyphen before the first field, the others below it."""
    inner = f"{indent} {gap}"
    first, *others = (line for name, value in fields for line in field_lines(name, value, inner))
    return [f"{indent}-{gap}{first.lstrip()}", *others]


def item_lines(item: Value, indent: str, gap: str = " ") -> list[str]:
    """Return the lines of an item of a list."""
    if isinstance(item, dict):
        return entry_lines(list(item.items()), indent, gap)
    assert isinstance(item, str)
    return [f"{indent}-{gap}{format_value(item, is_item=True)}"]


def format_document(kind: RecordKind, values: Named[str, Value], body: str) -> bytes:
    """Return a Markdown file with its settings in the order of the documentation."""
    fields = [(name, values[name]) for name in kind.fields if name in values]
    settings = "\n".join(line for name, value in fields for line in field_lines(name, value, ""))
    text = remove_controls(body).strip("\n")
    return (f"---\n{settings}\n---\n" + (f"\n{text}\n" if text else "")).encode()


def sort_like(fields: Fields, order: Sequence[str], entries: Sequence[Mapping]) -> Fields:
    """Return fields in the style of `entries` and the order of the most similar, else `order`."""
    values = dict(fields)
    example = max(entries, key=lambda entry: len(entry.keys.keys() & values.keys()), default=None)
    names = [name for name in example.keys if name in values] if example is not None else []
    for name in sorted(values, key=lambda name: order.index(name) if name in order else len(order)):
        if name not in names:
            names.insert(field_position(name, names, order), name)
    others = {name: [it.values[name] for it in entries if name in it.values] for name in names}
    return [(name, match_style(values[name], others[name])) for name in names]


def field_position(name: str, names: Sequence[str], order: Sequence[str]) -> int:
    """Return the index for a field: after the nearest one that comes before it in `order`."""
    before = order[: order.index(name)] if name in order else order
    above = next((other for other in reversed(before) if other in names), None)
    return names.index(above) + 1 if above is not None else 0
