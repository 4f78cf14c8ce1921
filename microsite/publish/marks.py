"""What a file or folder looks like from outside, so that it need not be read to know that it is the
same.

A file system dates a change by a clock that ticks a few milliseconds apart, so a second change
within one tick cannot be seen by its date. Therefore what we write is dated a moment back: every
later change, however soon it follows, has a later date. What others wrote is taken on trust only
once it is some seconds old.
"""

from __future__ import annotations

import os
import stat
import time
from typing import TypeAlias

FileMark: TypeAlias = tuple[int, int, int, int, int]
"""Size in bytes, time of the last change and of the last change of its entry in ns, inode, mode."""

FolderMark: TypeAlias = tuple[int, int, int]
"""Time in ns at which a name was last added or removed, inode, mode."""

NO_MARK: FileMark = (0, 0, 0, 0, 0)
"""Like no file's mark: what it stands for must be read."""

TICK = 50_000_000
"""Nanoseconds; more than the longest tick (Windows: 16 ms)."""

OLD_ENOUGH = 3_000_000_000
"""Nanoseconds; more than the coarsest dates there are (FAT: 2 s)."""

FILE_MODE = 0o644
FOLDER_MODE = 0o755


def file_mark(path: str) -> FileMark | None:
    """The mark of an ordinary file; None for anything else, and for links."""
    try:
        seen = os.lstat(path)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(seen.st_mode):
        return None
    return (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_mode)


def folder_mark(path: str) -> FolderMark | None:
    """The mark of a real folder; None for anything else, and for links."""
    try:
        seen = os.lstat(path)
    except (OSError, ValueError):
        return None
    if not stat.S_ISDIR(seen.st_mode):
        return None
    return (seen.st_mtime_ns, seen.st_ino, seen.st_mode)


def just_past() -> int:
    """A date to give to what we have written, in ns.

    An odd number of microseconds: where dates are coarser than that, it does not come back as it
    was given, and so is not trusted.
    """
    return ((time.time_ns() - TICK) // 1000 | 1) * 1000


def is_old(*dates: int) -> bool:
    """Whether all these dates, in ns, are so far back that a change now would have another."""
    return max(dates) < time.time_ns() - OLD_ENOUGH


def has_plain_mode(mark: FileMark) -> bool:
    """Whether everybody may read the file and only its owner write, as far as the system knows such
    things.
    """
    return os.name == "nt" or stat.S_IMODE(mark[4]) == FILE_MODE
