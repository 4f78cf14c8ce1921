"""What a YAML text holds: scalars, mappings and sequences that know their place.

A scalar is text: whether `10:30` is a time, `NO` a country and `007` a name is for the field to
decide.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from microsite.diagnostics.source_text import SourceText, Span

Plain = str | list["Plain"] | dict[str, "Plain"] | None
"""A node without its places, as the models read it."""

NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class Scalar(Struct, eq=False):
    """A piece of text."""

    source: SourceText
    start: int
    end: int
    text: str
    style: str
    """`plain`, `'`, `"`, `|` or `>`."""

    @property
    def span(self) -> Span:
        """Where it stands, quotes included."""
        return self.source.span(self.start, self.end)

    def to_python(self) -> str | None:
        """The text; None where nothing was written."""
        return None if self.style == "plain" and self.text in NULLS else self.text


class Sequence(Struct, eq=False):
    """A list."""

    source: SourceText
    start: int
    end: int
    items: list[Node] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """Where it stands, from its first item to its last."""
        return self.source.span(self.start, self.end)

    def to_python(self) -> list[Plain]:
        """The items without their places."""
        return [item.to_python() for item in self.items]


class Mapping(Struct, eq=False):
    """Names and their values, in the order in which they are written."""

    source: SourceText
    start: int
    end: int
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.source.span(self.start, self.end)

    def to_python(self) -> dict[str, Plain]:
        """The values without their places."""
        return {key: value.to_python() for key, value in self.values.items()}

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        """Keys with their values."""
        return ((key, self.values[name]) for name, key in self.keys.items())


Node = Scalar | Sequence | Mapping


def describe_node(node: Node) -> str:
    """What it is, in words for a message."""
    if isinstance(node, Mapping):
        return "a block of “name: value” lines"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if node.to_python() is None else f"“{truncate(node.text)}”"


def truncate(text: str, most: int = 60) -> str:
    """A text on one line, cut to fit into a message."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def span_at(node: Node, path: tuple[str | int, ...]) -> Span:
    """The place of a value deep inside: as far along `path` as there is something written.

    A key that is missing, or a value left empty, is shown by the record or key that should hold it.
    """
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.values:
            key, node = node.keys[step], node.values[step]
            if isinstance(node, Scalar) and node.to_python() is None:
                return key.span
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    if isinstance(node, Mapping) and node.keys:
        return next(iter(node.keys.values())).span
    return node.span
