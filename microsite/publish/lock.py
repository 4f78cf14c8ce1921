"""One build at a time: the second waits for the first. The lock dies with its process."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 60.0
"""Seconds to wait for another build."""
SILENCE = 1.0
"""Seconds to wait before saying so."""
PAUSE = 0.02

_held: set[int] = set()


class StillLockedError(Exception):
    """Another build has held the lock for too long."""


@contextlib.contextmanager
def locked(path: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock on this file. Raises StillLockedError after a minute, and OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    _held.add(descriptor)
    try:
        _wait(descriptor, tell)
        yield
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _wait(descriptor: int, tell: Callable[[str], None]) -> None:
    began = time.monotonic()
    told = False
    while not _try_to_lock(descriptor):
        waited = time.monotonic() - began
        if waited > PATIENCE:
            raise StillLockedError
        if waited > SILENCE and not told:
            tell("Another build of this site is running. Waiting for it to finish.")
            told = True
        time.sleep(PAUSE)


def _try_to_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _let_go() -> None:
    """A forked child must not keep its parent's lock alive."""
    for descriptor in _held:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
