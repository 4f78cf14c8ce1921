"""The exchange of the published site for a new one, in one step if the system can do that."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

_AT_FDCWD = -100
_RENAME_EXCHANGE = _RENAME_SWAP = 2
_RENAMEAT2_NUMBERS = {
    "x86_64": 316,
    "aarch64": 276,
    "riscv64": 276,
    "armv7l": 382,
    "i686": 353,
    "ppc64le": 357,
    "s390x": 347,
}
"""For versions of musl that have no function for this system call."""
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})
_WINDOWS_TRIES, _WINDOWS_PAUSE = 20, 0.1


class OutputFolders(Struct, frozen=True):
    """The folder of the site and the hidden work folder beside it, on the same file system."""

    output: Path

    @property
    def work(self) -> Path:
        """The folder of everything below."""
        return self.output.parent / f".{self.output.name}.work"

    @property
    def lock(self) -> Path:
        """The file that a build locks while it publishes."""
        return self.work / "lock"

    @property
    def staging(self) -> Path:
        """The new site until it is complete, then for a moment the old one."""
        return self.work / "new"

    @property
    def backup(self) -> Path:
        """The old site between two renames, if the system cannot exchange folders."""
        return self.work / "old"


def swap_in(folders: OutputFolders) -> None:
    """Put the staging tree in the place of `output/`. Raise OSError.

    Linux and macOS do this in one step. Elsewhere it takes two renames. A build that is killed
    between them leaves two complete sites, and `recover` restores the old one.
    """
    if not os.path.lexists(folders.output):
        _rename(folders.staging, folders.output)
    elif not _exchange(folders.staging, folders.output):
        _rename(folders.output, folders.backup)
        try:
            _rename(folders.staging, folders.output)
        except OSError:
            _rename(folders.backup, folders.output)
            raise


def was_interrupted(folders: OutputFolders) -> bool:
    """Return whether a build was killed between its two renames."""
    return os.path.lexists(folders.backup) and not os.path.lexists(folders.output)


def recover(folders: OutputFolders) -> None:
    """Restore the site that an interrupted build moved away. Needs the lock. Raise OSError."""
    if was_interrupted(folders):
        _rename(folders.backup, folders.output)


def clean(folders: OutputFolders) -> None:
    """Remove the trees in the work folder, except a site that `recover` has to restore."""
    with suppress(OSError):
        remove(folders.staging)
        if os.path.lexists(folders.output):
            remove(folders.backup)


def remove(path: Path) -> None:
    """Remove a file, a link (not its target) or a folder with its content, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _rename(source: Path, target: Path) -> None:
    """Rename a folder. Repeat this on Windows, where virus scanners hold on to new files."""
    for _ in range(_WINDOWS_TRIES if os.name == "nt" else 0):
        try:
            source.rename(target)
        except PermissionError:
            time.sleep(_WINDOWS_PAUSE)
        else:
            return
    source.rename(target)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step. Return `False` if that is not possible here."""
    if sys.platform not in ("linux", "darwin"):
        return False
    result = _call_exchange(os.fsencode(first), os.fsencode(second))
    if result == 0:
        return True
    reason = ctypes.get_errno()
    if result is None or reason in _UNSUPPORTED:
        return False
    raise OSError(reason, os.strerror(reason), str(second))


def _call_exchange(first: bytes, second: bytes) -> int | None:
    """Return the result of the system call, or `None` if there is none."""
    library = ctypes.CDLL(None, use_errno=True)
    paths = (_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    if sys.platform == "darwin":
        return int(library.renamex_np(first, second, _RENAME_SWAP))
    if hasattr(library, "renameat2"):
        return int(library.renameat2(*paths))
    number = _RENAMEAT2_NUMBERS.get(os.uname().machine)
    return None if number is None else int(library.syscall(number, *paths))
