"""An output file before it is a file."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from microsite.diagnostics.source_text import Span


class Artifact(Struct, frozen=True):
    """One file of the finished site: where it goes, what it is made of, and how it is made."""

    path: str
    """Relative to output, with `/`; never absolute, never leaving output."""
    inputs: str
    """A digest of everything `produce` reads: the same digest means the same bytes."""
    produce: Callable[[], bytes]
    """Makes the bytes. Called only when no earlier result with these inputs is at hand."""
    origin: Span | None = None
    """The source this file comes from, to point at when two files want the same path."""
    in_thread: bool = False
    """Whether a thread may make it while others are made: images, which Pillow encodes in C."""
