"""What a piece of work reads and wants, noted while it works: the texts and names that it read, and
what it wants published.

With that on record the same work need not be done again while those texts and names, and all else,
are the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Trace:
    """What one piece of work read and wants."""

    __slots__ = ("read", "wanted")

    def __init__(self) -> None:
        self.read: set[tuple[int, str]] = set()
        """The identity of each record, or book of names, and the field."""
        self.wanted: dict[tuple[str, str], Any] = {}
        """By where it is noted and under which name: such as a picture, by its place in the output.
        """


class _Current(threading.local):
    """The trace of the work that this thread is at."""

    trace: Trace | None = None


_current = _Current()


def traced(work: Callable[[], Made]) -> tuple[Made, Trace]:
    """What comes of some work, and what it read and wants. That is not noted for work that this is
    a part of.
    """
    outer, trace = _current.trace, Trace()
    _current.trace = trace
    try:
        return work(), trace
    finally:
        _current.trace = outer


def note_read(record: object, field: str) -> None:
    """A field is read of which that is to be noted."""
    if _current.trace is not None:
        _current.trace.read.add((id(record), field))


def note_wanted(book: str, name: str, value: object = None) -> None:
    """Something is wanted."""
    if _current.trace is not None:
        _current.trace.wanted[book, name] = value


def note_all(trace: Trace) -> None:
    """What came of some work is used, and so all that it read and wants."""
    if _current.trace is not None:
        _current.trace.read |= trace.read
        _current.trace.wanted |= trace.wanted
