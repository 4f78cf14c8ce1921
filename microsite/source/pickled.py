"""Texts, trees, and what is made of them, as bytes for another process or build: read back by `pickle.loads`."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable
from typing import Any

from microsite.source.front_matter import TopPiece
from microsite.source.yaml_pieces import Piece
from microsite.text import SourceText


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


_TAKEN_APART: dict[type, Any] = {
    SourceText: _in_parts("path", "text"),
    Piece: _in_parts("within", "offset"),
    TopPiece: _in_parts("path"),
}
