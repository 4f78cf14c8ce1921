"""What took long to make, kept by what it was made of, for when output/ is elsewhere or gone.

Losing or damaging the shelf changes no byte of the site.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

CHECKSUM_SIZE = 32
"""Bytes."""
SPARE = 200
"""How many files that this build does not use may stay, for other branches and other days."""


class Shelf:
    """A folder of finished files."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        """None to keep nothing."""
        self._wanted: set[str] = set()
        self._is_new = False

    def maker(self, inputs: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
        """What gives the bytes that `make` makes of these inputs (a digest), from the shelf where they are there."""
        self._wanted.add(inputs)
        return lambda: self._take(inputs) or self._put(inputs, make())

    def tidy(self) -> None:
        """Throw out what this build does not use, where there is much of it."""
        if self.folder is None or not self._is_new:
            return
        with contextlib.suppress(OSError):
            others = [entry for entry in os.scandir(self.folder) if entry.name not in self._wanted]
            others.sort(key=lambda entry: entry.stat().st_mtime)
            for entry in others[:-SPARE]:
                os.unlink(entry.path)

    def _take(self, inputs: str) -> bytes | None:
        """What is kept, unless one bit of it is not as it was put there."""
        if self.folder is None:
            return None
        with contextlib.suppress(OSError):
            data = (self.folder / inputs).read_bytes()
            if data[:CHECKSUM_SIZE] == _checksum(inputs, data[CHECKSUM_SIZE:]):
                return data[CHECKSUM_SIZE:]
        return None

    def _put(self, inputs: str, data: bytes) -> bytes:
        if self.folder is not None:
            draft = self.folder / f"{inputs}.{os.getpid()}"
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(_checksum(inputs, data) + data)
                draft.replace(self.folder / inputs)
                self._is_new = True
        return data


def _checksum(inputs: str, data: bytes) -> bytes:
    return hashlib.blake2b(inputs.encode() + data, digest_size=CHECKSUM_SIZE).digest()
