"""The folders of a publication: the lock on them, and the exchange of the old site for
the new.
"""

import ctypes
import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK_TIMEOUT = 60.0  # seconds to wait for another build
NOTICE_AFTER = 1.0  # seconds to wait without a message
_RENAMEAT2 = {
    "x86_64": 316,
    "aarch64": 276,
    "riscv64": 276,
    "armv7l": 382,
    "ppc64le": 357,
}
"""Numbers of this system call, for versions of musl that have no function for it."""
_UNSUPPORTED = frozenset(
    {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
)


class OutputFolders:
    """The folder of the site and the hidden work folder beside it, on the same file
    system.
    """

    def __init__(self, output: Path, work: Path | None = None) -> None:
        # Unlike resolve, this does not follow links
        self.output = Path(os.path.abspath(output))
        self.work = work or output.parent / f".{output.name}.work"
        self.lock = self.work / "lock"  # the file that a build locks while it publishes
        self.staging = self.work / "new"
        """The new site until it is complete, then for a moment the old one."""
        self.backup = self.work / "old"
        """The old site between two renames, if the system cannot exchange folders."""


class LockTimeoutError(Exception):
    """Another build has held the lock for too long."""


@contextmanager
def locked(path: Path, timeout: float | None = None) -> Iterator[None]:
    """Hold a lock, until this process ends at the latest.

    Raise LockTimeoutError or OSError.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    start, is_notified = time.monotonic(), False
    try:
        while not _try_to_lock(descriptor):
            waited = time.monotonic() - start
            if waited > (LOCK_TIMEOUT if timeout is None else timeout):
                raise LockTimeoutError
            if waited > NOTICE_AFTER and not is_notified:
                message = (
                    "Another build of this site is running. Waiting for it to finish."
                )
                print(message, file=sys.stderr, flush=True)  # noqa: T201
                is_notified = True
            time.sleep(0.02)
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


def swap_in(folders: OutputFolders) -> None:
    """Put the staging tree in place of `output/`, in one step on Linux and macOS.

    Raise OSError.
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


def recover(folders: OutputFolders) -> None:
    """Restore the site that an interrupted build moved away.

    Needs the lock. Raise OSError.
    """
    if os.path.lexists(folders.backup) and not os.path.lexists(folders.output):
        _rename(folders.backup, folders.output)


def clean(folders: OutputFolders) -> None:
    """Remove the trees in the work folder, except a site that `recover` has to
    restore.
    """
    with suppress(OSError):
        _remove(folders.staging)
        if os.path.lexists(folders.output):
            _remove(folders.backup)


def _remove(path: Path) -> None:
    """Remove a file, a link (not its target) or a folder with its content, if it
    exists.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _rename(source: Path, target: Path) -> None:
    """Rename a folder.

    Repeat this on Windows, where virus scanners hold on to new files.
    """
    for _ in range(20 if os.name == "nt" else 0):
        with suppress(PermissionError):
            source.rename(target)
            return
        time.sleep(0.1)
    source.rename(target)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step. Return `False` if that is not possible here."""
    if sys.platform not in ("linux", "darwin"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    old, new = os.fsencode(first), os.fsencode(second)
    arguments = (-100, old, -100, new, 2)  # relative to the working folder; exchange
    if sys.platform == "darwin":
        result = library.renamex_np(old, new, 2)
    elif hasattr(library, "renameat2"):
        result = library.renameat2(*arguments)
    elif number := _RENAMEAT2.get(os.uname().machine):
        result = library.syscall(number, *arguments)
    else:
        return False
    reason = ctypes.get_errno()
    if result == 0 or reason in _UNSUPPORTED:
        return bool(result == 0)
    raise OSError(reason, os.strerror(reason), str(second))
