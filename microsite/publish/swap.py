"""Putting one whole site in the place of another, in one step where the system can do that."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.publish.files import remove
from microsite.publish.place import Place

if TYPE_CHECKING:
    import ctypes

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_RENAMEAT2 = {
    "x86_64": 316,
    "aarch64": 276,
    "riscv64": 276,
    "armv7l": 382,
    "i686": 353,
    "ppc64le": 357,
    "s390x": 347,
}
_NOT_HERE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})
"""What a system or file system says that cannot swap."""

_TRIES = 20
_PAUSE = 0.1


def swap(place: Place) -> None:
    """Put the spare tree in the place of output, and what stood there in the place of the spare.

    In one step on Linux and macOS: whoever looks sees the one site or the other. Elsewhere by
    renames: between two of them there is no output, but two complete sites, and `recover` puts the
    old one back. Raises OSError.
    """
    if not os.path.lexists(place.output):
        _rename(place.spare, place.output)
    elif not _exchange(place.spare, place.output):
        _rename(place.output, place.old)
        try:
            _rename(place.spare, place.output)
        except OSError:
            _rename(place.old, place.output)
            raise
        with contextlib.suppress(OSError):
            _rename(place.old, place.spare)


def recover(place: Place) -> None:
    """Put the site back that a build took out of output when it was killed between two renames.

    Call it under the lock. Raises OSError.
    """
    if was_interrupted(place):
        _rename(place.old, place.output)


def was_interrupted(place: Place) -> bool:
    """Whether there is a site that waits to be put back."""
    return os.path.lexists(place.old) and not os.path.lexists(place.output)


def clean(place: Place) -> None:
    """Remove what a killed build left in the work folder, except the spare tree, which is put right
    when used.
    """
    with contextlib.suppress(OSError):
        remove(place.new)
        if os.path.lexists(place.output):
            remove(place.old)


def _rename(source: Path, target: Path) -> None:
    """Rename; on Windows again and again for a while, as virus scanners hold on to new files."""
    for _ in range(_TRIES if os.name == "nt" else 0):
        try:
            source.rename(target)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    source.rename(target)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where that cannot be done here."""
    call = _exchange_call()
    if call is None:
        return False
    import ctypes

    if call(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    reason = ctypes.get_errno()
    if reason in _NOT_HERE:
        return False
    raise OSError(reason, os.strerror(reason), str(other))


@cache
def _library() -> ctypes.CDLL:
    """The system's own; each time that Python opens it, it makes classes that only a search for
    garbage removes.
    """
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    """The system's call, if it has one."""
    if sys.platform not in ("linux", "darwin"):
        return None
    library = _library()
    if sys.platform == "darwin":
        return lambda one, other: library.renamex_np(one, other, _RENAME_SWAP)
    if hasattr(library, "renameat2"):
        return lambda one, other: library.renameat2(
            _AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE
        )
    number = _RENAMEAT2.get(os.uname().machine)  # musl has had the call without a name
    if number is None:
        return None
    return lambda one, other: library.syscall(
        number, _AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE
    )
