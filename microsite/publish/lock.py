"""A lock that lets one build at a time publish. The system releases it if its process ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_TIMEOUT = 60.0
"""Seconds to wait for another build."""
NOTICE_AFTER = 1.0
"""Seconds to wait without a message."""
PAUSE = 0.02


class LockTimeoutError(Exception):
    """Another build has held the lock for too long."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock. Raise LockTimeoutError after a minute, or OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        start, is_notified = time.monotonic(), False
        while not _try_to_lock(descriptor):
            waited = time.monotonic() - start
            if waited > LOCK_TIMEOUT:
                raise LockTimeoutError
            if waited > NOTICE_AFTER and not is_notified:
                message = "Another build of this site is running. Waiting for it to finish."
                print(message, file=sys.stderr, flush=True)  # noqa: T201
                is_notified = True
            time.sleep(PAUSE)
        yield
    finally:
        os.close(descriptor)


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
