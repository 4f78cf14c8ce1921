"""What took long to make, kept by what it was made of, for when output/ is elsewhere or gone.

Losing or damaging the shelf changes no byte of the site.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from microsite.digests import digest_of
from microsite.sealed import clear_drafts, keep, kept

OURS = re.compile(r"[0-9a-f]{32}")
"""The names of what is kept."""
SPARE = 300
"""How many files that this build does not use may stay as a rule, for other branches and days."""


class Shelf:
    """A folder of finished files."""

    def __init__(self, folder: Path | None, spare: int = SPARE) -> None:
        self.folder = folder
        """None to keep nothing."""
        self._spare = spare
        self._wanted: set[str] = set()
        self._is_new = False

    def maker(self, inputs: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
        """What gives the bytes that `make` makes of these inputs (a digest), from the shelf where
        they are there.
        """
        self.want(inputs)
        return lambda: self.take(inputs) or self._made(inputs, make)

    def _made(self, inputs: str, make: Callable[[], bytes]) -> bytes:
        data = make()
        self.put(inputs, data)
        return data

    def packed(self, made_of: str, make: Callable[[], bytes]) -> bytes:
        """Bytes that lie there packed, as pixels may. `made_of` tells all that they are made of."""
        from zlib_ng import zlib_ng as zlib

        inputs = digest_of(made_of)
        self.want(inputs)
        found = self.take(inputs)
        if found is not None:
            return zlib.decompress(found)
        made = make()
        if self.folder is not None:
            self.put(inputs, zlib.compress(made, 1))
        return made

    def want(self, inputs: str, *, is_new: bool = False) -> None:
        """Let what has this name stay, which another process may just have put there."""
        self._wanted.add(inputs)
        self._is_new |= is_new

    def tidy(self) -> None:
        """Throw out what this build does not use, where there is much of it."""
        if self.folder is None or not self._is_new:
            return
        clear_drafts(str(self.folder))
        with contextlib.suppress(OSError):
            entries = [entry for entry in os.scandir(self.folder) if OURS.fullmatch(entry.name)]
            others = [
                entry for entry in entries if entry.name not in self._wanted and not entry.is_dir()
            ]
            others.sort(key=lambda entry: entry.stat().st_mtime)
            for entry in others[: -self._spare]:
                os.unlink(entry.path)

    def take(self, inputs: str) -> bytes | None:
        """What is kept, unless one bit of it is not as it was put there."""
        return kept(str(self.folder / inputs), inputs) if self.folder is not None else None

    def put(self, inputs: str, data: bytes) -> bool:
        """Keep some bytes; whether they are there."""
        if self.folder is None:
            return False
        try:
            keep(str(self.folder / inputs), data, inputs)
        except OSError:
            return False
        self._is_new = True
        return True


NO_SHELF = Shelf(None)
"""For who makes something once."""
