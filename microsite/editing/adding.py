"""A new entry in a list of a data file. No other line changes."""

from __future__ import annotations

import re
from collections.abc import Sequence as Several
from itertools import pairwise

from msgspec import Struct

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.source_text import SourceText
from microsite.editing.original import Original
from microsite.editing.writing import Value, entry_lines, in_order, in_style_of, written
from microsite.model.fields import input_keys
from microsite.model.kinds import RecordKind
from microsite.source.decode import decode_bytes
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair.patched_text import TextEdit


class CannotAdd(Exception):
    """The file cannot take an entry as it is. Carries a sentence that says why, and what was found
    in it.
    """

    def __init__(self, words: str, found: Several[Diagnostic] = ()) -> None:
        super().__init__(words)
        self.found = list(found)


class DataList(Struct, frozen=True):
    """A list of a data file."""

    path: str
    """Relative to the project."""
    key: str
    """Its name in the file."""
    order: Several[str]
    """The fields of an entry, as the content reference has them."""

    @classmethod
    def of(cls, kind: RecordKind) -> DataList:
        """Return the list that contains records of a kind."""
        return cls(f"data/{kind.file}.yaml", kind.key, input_keys(kind.record))


def with_entry(
    original: Original | None,
    where: DataList,
    fields: Several[tuple[str, Value]],
    after: str | None = None,
) -> Original:
    """The file with an entry more: at the end of its list, or below the entry of which `after` is the id.

    An empty `after` stands for the top. Without a file, one is made. Raises CannotAdd.
    """
    if original is None or not original.text.strip():
        text = (
            f"{where.key}:\n"
            + "\n".join(entry_lines(in_order(fields, where.order, ()), "  "))
            + "\n"
        )
        made = Original.of(where.path, text.encode("utf-8"))
    else:
        source, root = _tree(original)
        made = original.edited([_edit(source, root, where, fields, after)])
    if made is None:
        raise CannotAdd(
            f"{where.path} is saved in an encoding without some of these letters. Save it as UTF-8 first."
        )
    return made


def entries(node: Node | None) -> list[Mapping]:
    """The entries of a list, as far as they are blocks of lines."""
    return (
        [item for item in node.items if isinstance(item, Mapping)]
        if isinstance(node, Sequence)
        else []
    )


def listed(root: Node | None, key: str) -> Node | None:
    """A list of a data file, by name; a file that is one list is that list."""
    return root.values.get(key) if isinstance(root, Mapping) else root


def _tree(original: Original) -> tuple[SourceText, Node | None]:
    log = Log()
    source = decode_bytes(original.path, original.data, log)
    root = parse_yaml(source, log) if source is not None else None
    if source is None or log.errors:
        raise CannotAdd(f"{original.path} has a mistake that has to be put right first.", list(log))
    return source, root


def _edit(
    source: SourceText,
    root: Node | None,
    where: DataList,
    fields: Several[tuple[str, Value]],
    after: str | None,
) -> TextEdit:
    text = source.text
    node = listed(root, where.key)
    others = entries(node)
    if isinstance(node, Sequence) and others and text[node.start] != "[":
        styled = [(name, in_style_of(value, values_of(others, name))) for name, value in fields]
        return _among(text, others, in_order(styled, where.order, others), after)
    ordered = in_order(fields, where.order, others)
    if isinstance(node, Sequence) and node.items:
        return _in_brackets(text, node, ordered, where)
    lines = "\n".join(entry_lines(ordered, "  "))
    if isinstance(node, Sequence):  # `[]`
        start = node.start
        while text[start - 1] in " \n":
            start -= 1
        return TextEdit(start, text.index("]", node.end - 1) + 1, f"\n{lines}")
    if isinstance(node, Scalar) and node.to_python() is not None:
        raise CannotAdd(f"In {where.path}, “{where.key}” is a text and not a list.")
    if isinstance(root, Mapping) and where.key in root.keys:
        return _below(text, root.keys[where.key].end, lines)
    if root is not None and not isinstance(root, Mapping):
        raise CannotAdd(f"{where.path} is not a file of lists.")
    end = len(text)
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    return TextEdit(end, end, f"{gap}{where.key}:\n{lines}\n")


def _among(
    text: str, others: list[Mapping], fields: Several[tuple[str, Value]], after: str | None
) -> TextEdit:
    """The entry in the style of its neighbours."""
    first = others[0]
    line = text.rfind("\n", 0, first.start) + 1
    hyphen = re.match(r"([ ]*)-([ ]+)\Z", text[line : first.start])
    indent, gap = (hyphen[1], hyphen[2]) if hyphen else (" " * max(0, first.start - line - 2), " ")
    lines = "\n".join(entry_lines(fields, indent, gap))
    apart = _are_apart(text, others)
    if after == "":
        return TextEdit(line, line, f"{lines}\n\n" if apart else f"{lines}\n")
    ids = [_id(entry) for entry in others]
    above = others[ids.index(after)] if after in ids else others[-1]
    return _below(text, last_character(above), lines, apart=apart)


def values_of(others: list[Mapping], name: str) -> list[Node]:
    """What stands in a field elsewhere."""
    return [other.values[name] for other in others if name in other.values]


def _in_brackets(
    text: str, node: Sequence, fields: Several[tuple[str, Value]], where: DataList
) -> TextEdit:
    """The entry in braces, behind the last one of a list that stands in brackets."""
    last = node.items[-1]
    if (
        text[node.start] != "["
        or text[last.start] != "{"
        or any("\n" in value for _, value in fields)
    ):
        raise CannotAdd(
            f"In {where.path} the list “{where.key}” is written in a way that cannot be added to."
        )
    end = text.index("}", max(last.start, last.end - 1)) + 1
    parts = ", ".join(f"{name}: {written(value, inside_brackets=True)}" for name, value in fields)
    return TextEdit(end, end, f", {{{parts}}}")


def _below(text: str, offset: int, lines: str, *, apart: bool = False) -> TextEdit:
    """Lines below the one that holds an offset."""
    end = text.find("\n", offset)
    blank = "\n" if apart else ""
    if end == -1:
        return TextEdit(len(text), len(text), f"\n{blank}{lines}\n")
    return TextEdit(end + 1, end + 1, f"{blank}{lines}\n")


def _are_apart(text: str, others: list[Mapping]) -> bool:
    """Whether empty lines stand between entries."""
    gaps = [
        bool(re.search(r"\n[ ]*\n", text[last_character(above) : below.start]))
        for above, below in pairwise(others)
    ]
    return sum(gaps) * 2 > len(gaps) if gaps else False


def last_character(node: Node) -> int:
    """The offset of the last character of a node that is no white space."""
    while isinstance(node, (Mapping, Sequence)) and node.source.text[node.start] not in "[{":
        inner: list[Node] = (
            node.items
            if isinstance(node, Sequence)
            else [*node.keys.values(), *node.values.values()]
        )
        if not inner:
            break
        node = max(inner, key=lambda each: (each.end, each.start))
    text = node.source.text[node.start : node.end].rstrip()
    return node.start + max(0, len(text) - 1)


def _id(entry: Mapping) -> str:
    value = entry.values.get("id")
    return value.text if isinstance(value, Scalar) else ""
