"""What a folder of a project holds, and whether that can be read."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log, file_span

IGNORED = re.compile(
    r"\.|~\$|#.*#\Z|.*~\Z|.*\.(?:sw[a-px]|bak|tmp|orig|rej)\Z|Thumbs\.db\Z|desktop\.ini\Z|Icon\r\Z",
    re.IGNORECASE,
)
"""What editors, Office and file managers leave beside a file while it is open, and hidden files."""
REASONS = {
    errno.EACCES: "you are not allowed to read it",
    errno.EPERM: "you are not allowed to read it",
    errno.ENOENT: "it was there a moment ago and is gone, or it is a link that leads nowhere",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.EIO: "the disk reports a fault",
}


class Entry(Struct, frozen=True):
    """Something in a folder."""

    name: str
    """As it is shown to people: without what cannot be printed."""
    path: str
    """Relative to the project."""
    on_disk: str
    is_folder: bool
    is_safe: bool
    """Whether it can be read. Where not, that has been reported."""


def entries_of(
    root: Path, folder: str, log: Log, wanted: tuple[str, ...] | None = None
) -> list[Entry] | None:
    """What a folder holds, or those of it that are wanted, sorted by name; None where it cannot be
    listed.
    """
    try:
        listed = sorted(
            os.scandir(folder),
            key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name),
        )
    except OSError as failure:
        log.report("F105", file_span(_below(root, folder)), reason=reason(failure))
        return None
    return list(_looked_at(root, folder, listed, wanted, log))


def _looked_at(
    root: Path,
    folder: str,
    listed: list[os.DirEntry[str]],
    wanted: tuple[str, ...] | None,
    log: Log,
) -> Iterator[Entry]:
    below = _printable(_below(root, folder))
    above = "" if below == "." else f"{below}/"
    for entry in listed:
        if IGNORED.match(entry.name) or (wanted is not None and entry.name not in wanted):
            continue
        name = _printable(entry.name)
        path = above + name
        kind = _kind(entry)
        is_folder, safe = (
            (kind == stat.S_IFDIR, True) if kind else _looked_into(root, entry, path, log)
        )
        yield Entry(name, path, entry.path, is_folder, safe)


def _kind(entry: os.DirEntry[str]) -> int:
    """Of a folder or file its kind, which the list of the folder tells mostly; 0 for anything else."""
    with suppress(OSError):
        if entry.is_file(follow_symlinks=False):
            return stat.S_IFREG
        if entry.is_dir(follow_symlinks=False):
            return stat.S_IFDIR
    return 0


def _looked_into(root: Path, entry: os.DirEntry[str], path: str, log: Log) -> tuple[bool, bool]:
    """Whether it is a folder, or leads to one, and whether it can be read."""
    try:
        mode = entry.stat().st_mode
    except OSError as failure:
        log.report("F105", file_span(path), reason=reason(failure))
        return False, False
    safe = False
    if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root.resolve()):
        log.report("F107", file_span(path))
    elif not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        log.report("F106", file_span(path))
    else:
        safe = True
    return stat.S_ISDIR(mode), safe


def _below(root: Path, folder: str) -> str:
    """A folder of the project, relative to it, with `/`."""
    return Path(folder).relative_to(root).as_posix()


def _printable(name: str) -> str:
    """A name with what cannot be printed replaced."""
    if name.isprintable():
        return name
    return "".join(character if character.isprintable() else "�" for character in name)


def reason(failure: OSError) -> str:
    """Why the machine refused, in plain words, without a path or a number."""
    return (
        REASONS.get(failure.errno or 0)
        or (failure.strerror or "it could not be opened").rstrip(".").lower()
    )
