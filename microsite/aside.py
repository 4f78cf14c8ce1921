"""Bytes that nobody needs for a while, out of memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmap import mmap

LONG = 1 << 20
"""Bytes from which on some are laid aside."""


def aside(data: bytes) -> Callable[[], bytes]:
    """What gives some bytes back, as often as they are asked for. Where they are long, and the disk
    has room, they lie in a file that has no name, and is gone with the last who can ask.
    """
    if len(data) >= LONG:
        from mmap import ACCESS_READ, mmap
        from tempfile import TemporaryFile

        with suppress(OSError), TemporaryFile() as file:
            file.write(data)
            file.flush()
            return partial(_read, mmap(file.fileno(), len(data), access=ACCESS_READ))
    return partial(bytes, data)


def _read(held: mmap) -> bytes:
    import mmap

    data = held[:]
    if hasattr(held, "madvise"):
        held.madvise(mmap.MADV_DONTNEED)  # or it stays in memory beside the copy
    return data
