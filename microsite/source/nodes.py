"""Nodes of a YAML document. A scalar stays text: the field decides its type."""

from collections.abc import Iterator

from msgspec import Struct

from microsite.diagnostics.source_text import SourceText, Span

Plain = str | list["Plain"] | dict[str, "Plain"] | None
"""Value of a node without its span."""

NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class SourceNode(Struct, eq=False):
    """Base class of nodes. `start` and `end` are offsets in the source."""

    source: SourceText
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Span of the node, including quotes."""
        return self.source.span(self.start, self.end)

    @property
    def is_empty(self) -> bool:
        """Return whether it is an empty or null value.

        A list or block without entries is none.
        """
        return isinstance(self, Scalar) and self.style == "plain" and self.text in NULLS


class Scalar(SourceNode, eq=False):
    """A piece of text. The style is `plain`, a quote, `|`, `>`, or `*` for an alias."""

    text: str
    style: str
    language: str = ""  # its language, where a reading for another language shows it
    original: str = ""  # the text in the first language, if it is written in several

    def to_python(self) -> str | None:
        """Return the text, or `None` for an empty or null value."""
        return None if self.is_empty else self.text


class Sequence(SourceNode, eq=False):
    """A list of nodes."""

    items: "list[Node]" = []

    def to_python(self) -> list[Plain]:
        return [item.to_python() for item in self.items]


class Mapping(SourceNode, eq=False):
    """Keys with their values, in source order."""

    keys: dict[str, Scalar] = {}
    values: "dict[str, Node]" = {}

    def to_python(self) -> dict[str, Plain]:
        return {key: value.to_python() for key, value in self.values.items()}

    @property
    def place_to_add(self) -> str:
        """Place of a further key, in the words of a message: a line, or inside the
        braces.
        """
        if not self.source.text.startswith("{", self.start):
            return "a line such as"
        return (
            "inside the braces, after a comma:" if self.keys else "inside the braces:"
        )

    def __iter__(self) -> "Iterator[tuple[Scalar, Node]]":
        return ((key, self.values[name]) for name, key in self.keys.items())


Node = Scalar | Sequence | Mapping


def children_of(node: Node) -> list[Node]:
    """Return the nodes inside a node: items of a list, or keys and values."""
    if isinstance(node, Mapping):
        return [*node.keys.values(), *node.values.values()]
    return node.items if isinstance(node, Sequence) else []


def describe_node(node: Node) -> str:
    """Describe a node in words for a message."""
    if isinstance(node, Mapping):
        return "a block of “name: value” lines"
    if isinstance(node, Sequence):
        return "a list"
    if node.style in "|>":
        return f"one text because of the “{node.style}”"
    return "nothing" if node.is_empty else f"“{truncate(node.text)}”"


def truncate(text: str, max_length: int = 60) -> str:
    """Return a text on one line, cut to fit into a message."""
    line = " ".join(text.split())
    return line if len(line) <= max_length else line[: max_length - 1].rstrip() + "…"


def span_at(node: Node, path: tuple[str | int, ...]) -> Span:
    """Return the span of the node at a path, or of its nearest ancestor if it is
    missing.
    """
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.values:
            key, node = node.keys[step], node.values[step]
            if node.is_empty:
                return key.span
        elif (
            isinstance(node, Sequence)
            and isinstance(step, int)
            and step < len(node.items)
        ):
            node = node.items[step]
        else:
            break
    if isinstance(node, Mapping) and node.keys:
        return next(iter(node.keys.values())).span
    return node.span
