"""Writing and removing files and folders, whatever the umask says.

Nothing is flushed to the disk (fsync): a build that is killed loses nothing by that, and after a
power cut the next build reads what it finds, because the memory does not outlive the machine's
start.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from microsite.publish.marks import FILE_MODE, FOLDER_MODE, just_past

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def digest_of_bytes(data: bytes) -> str:
    """The digest of some bytes as the record of a build writes it."""
    return f"sha256-{hashlib.sha256(data).hexdigest()}"


def digest_of_file(path: str) -> str | None:
    """The digest of a file's bytes; None where it cannot be read."""
    from hashlib import file_digest

    try:
        with open(path, "rb") as file:
            return f"sha256-{file_digest(file, 'sha256').hexdigest()}"
    except OSError:
        return None


def write_file(path: str, data: bytes) -> int:
    """Write a file that is not there yet; gives its date in ns, which is a moment back (see marks)."""
    descriptor = os.open(path, _CREATE, FILE_MODE)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if stat.S_IMODE(os.fstat(descriptor).st_mode) != FILE_MODE and hasattr(os, "fchmod"):
            os.fchmod(descriptor, FILE_MODE)
    finally:
        os.close(descriptor)
    return set_date(path)


def set_date(path: str) -> int:
    """Date a file or folder a moment back; gives the date in ns, whether or not the system took it."""
    date = just_past()
    try:
        os.utime(path, ns=(date, date))
    except PermissionError:
        return 0
    return date


def make_folder(path: str) -> bool:
    """Make a folder, or find it there; whatever else has its name is removed. Gives whether it may
    hold anything.
    """
    was_there = False
    try:
        os.mkdir(path, FOLDER_MODE)
    except FileExistsError:
        was_there = True
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            remove(path)
            os.mkdir(path, FOLDER_MODE)
    if stat.S_IMODE(os.lstat(path).st_mode) & 0o777 != FOLDER_MODE:
        os.chmod(path, FOLDER_MODE)
    return was_there


def remove(path: str | Path) -> None:
    """Remove a file, a link (not what it points to), or a folder with all that is in it, if it is
    there.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        os.unlink(path)
        return
    try:
        os.rmdir(path)
    except OSError:  # not empty
        import shutil

        shutil.rmtree(path)
