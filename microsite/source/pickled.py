"""Texts, trees, and what is made of them, as bytes for another process or build: read back by
`pickle.loads`.

An entry of a list, or the settings of a file, come back as a block of lines that is not opened:
only who has to tell a place in it asks what stands where.
"""

from __future__ import annotations

import copyreg
import io
import marshal
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from microsite.plain import dataclass
from microsite.source.front_matter import TopPiece
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.yaml_pieces import Piece, all_in
from microsite.text import SourceText

Told: TypeAlias = tuple[Any, ...]
"""A node without its source: its start and end; then the text and style of a scalar, the items of a
list, or the keys and the values of a block of lines.
"""


def pickled(what: object) -> bytes:
    """The bytes."""
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, **_TAKEN_APART}
    pickler.dump(what)
    return packed.getvalue()


def _in_parts(*names: str) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """How one of a kind that is no data class is kept: by what it is made of."""
    return lambda each: (type(each), tuple(getattr(each, name) for name in names))


@dataclass(slots=True, eq=False)
class Unopened(Mapping):
    """A block of lines that is opened when somebody asks what it holds."""

    packed: bytes = b""
    """What it holds, until then."""

    if not TYPE_CHECKING:  # who checks types need not know that some of what a block has comes late

        def __getattr__(self, name: str) -> Any:
            """Its keys or values, of which there are none before."""
            if name not in ("keys", "values"):
                raise AttributeError(name)
            packed = (
                self.packed
            )  # a preview builds, and answers others meanwhile: one of them may have opened it
            if packed:
                _, _, keys, values = marshal.loads(packed)  # noqa: S302 - nobody else wrote it
                self.keys, self.values = _opened(self.source, keys, values)
                self.packed = b""
            return object.__getattribute__(self, name)


def _unopened(source: SourceText, start: int, end: int, packed: bytes) -> Unopened:
    node = Unopened(source, start, end, packed=packed)
    del node.keys, node.values
    return node


def _block(node: Mapping) -> tuple[Any, tuple[Any, ...]]:
    """How a block of lines is kept: what stands in one piece of a text is packed."""
    if isinstance(node, Unopened) and node.packed:
        return _unopened, (node.source, node.start, node.end, node.packed)
    if any(each.source is not node.source for each in all_in(node)):
        return Mapping, (node.source, node.start, node.end, node.keys, node.values)
    return _unopened, (node.source, node.start, node.end, marshal.dumps(_told(node)))


def _told(node: Node) -> Told:
    if isinstance(node, Scalar):
        return node.start, node.end, node.text, node.style
    if isinstance(node, Sequence):
        return node.start, node.end, tuple(map(_told, node.items))
    return (
        node.start,
        node.end,
        tuple(map(_told, node.keys.values())),
        tuple(map(_told, node.values.values())),
    )


def _node(source: SourceText, told: Told) -> Node:
    """What was told."""
    start, end, held, *more = told
    if isinstance(held, str):
        return Scalar(source, start, end, held, *more)
    if not more:
        return Sequence(source, start, end, [_node(source, each) for each in held])
    return Mapping(source, start, end, *_opened(source, held, *more))


def _opened(
    source: SourceText, keys: Told, values: Told
) -> tuple[dict[str, Scalar], dict[str, Node]]:
    """The keys and the values of a block of lines."""
    names = [text for _, _, text, _ in keys]
    return (
        {name: Scalar(source, *key) for name, key in zip(names, keys, strict=True)},
        {name: _node(source, value) for name, value in zip(names, values, strict=True)},
    )


_TAKEN_APART: dict[type, Any] = {
    Mapping: _block,
    Unopened: _block,
    SourceText: _in_parts("path", "text"),
    Piece: _in_parts("within", "offset"),
    TopPiece: _in_parts("path"),
}
