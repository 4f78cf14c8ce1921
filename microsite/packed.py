"""Pages and artifacts, packed by one process for another that was forked from it, or from which it was forked."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Mapping
from typing import Any

from microsite.pages.page import Page
from microsite.pages.share import ShareCard
from microsite.text import SourceText


def packed(what: object, sources: Mapping[str, SourceText]) -> bytes:
    """What is to be sent. Of `sources`, which are those that both processes know by path, only the name is.

    Raises what Python raises for things that cannot be sent, and LookupError for another source.
    """

    def named(source: SourceText) -> tuple[Any, ...]:
        if sources[source.path].text != source.text:
            raise LookupError(source.path)
        return _source, (source.path,)

    file = io.BytesIO()
    packer = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    packer.dispatch_table = {**copyreg.dispatch_table, SourceText: named, Page: _whole, ShareCard: _whole}
    packer.dump(what)
    return file.getvalue()


def unpacked(data: bytes, sources: Mapping[str, SourceText]) -> Any:
    """What was sent by a process of our own."""
    return _Unpacker(io.BytesIO(data), sources).load()


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, sources: Mapping[str, SourceText]) -> None:
        super().__init__(file)
        self._sources = sources

    def find_class(self, module: str, name: str) -> Any:
        """Called by Python for each function and class that is needed."""
        if (module, name) == (__name__, _source.__name__):
            return self._sources.__getitem__
        return super().find_class(module, name)


def _source(path: str) -> SourceText:
    """Stands in what is sent for whatever finds a source by its path."""
    raise NotImplementedError(path)


def _whole(value: Any) -> tuple[Any, ...]:
    """A value with what it has found out about itself, such as its digest."""
    return (*value.__reduce__(), vars(value))
