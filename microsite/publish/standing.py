"""What stands in output now: whether it is ours to replace, and which of its files can stay."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.publish.files import digest_of_file
from microsite.publish.marks import (
    NO_MARK,
    FileMark,
    FolderMark,
    file_mark,
    folder_mark,
    has_plain_mode,
    is_old,
)
from microsite.publish.memory import Memory
from microsite.publish.paths import folders_of, why_unsafe
from microsite.publish.record import RECORD, read_record

JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""What file managers leave behind, in small letters."""

JUNCTION = 0xA0000003
"""How Windows marks a folder that is in truth a way to another one; OneDrive has marks of its own.
"""

NAMED_AT_MOST = 5


class Standing:
    """The site that `look` found in output."""

    def __init__(self, output: Path, memory: Memory, files: Iterable[str] = ()) -> None:
        self.prefix = f"{output}/"
        self.files = frozenset(files)
        """The paths that our last build put there, without its record."""
        self.all_folders = folders_of(self.files)
        """The folders that these need."""
        self.folders: dict[str, FolderMark] = {}
        """The folders that hold nothing but our files, where a mark can prove it the next time."""
        self._memory = memory

    def holds(self, path: str, digest: str) -> FileMark | None:
        """The mark of the file at this path, if its bytes have this digest; None if not.

        It is looked at only where our last build put it there, and read only where its mark is not
        the remembered one. NO_MARK where it has changed so lately that it could change again
        without showing it.
        """
        mark = file_mark(self.prefix + path) if path in self.files or path == RECORD else None
        known = self._memory.files.get(path)
        if mark is None:
            return None
        if known is not None and known.mark == mark:
            return mark if known.digest == digest else None
        if not has_plain_mode(mark) or digest_of_file(self.prefix + path) != digest:
            return None
        return mark if is_old(mark[1], mark[2]) else NO_MARK


def look(output: Path, memory: Memory, log: Log) -> Standing | None:
    """Look at what is in output; None where it must not be replaced.

    Reports O111 (a file), O112 (a link), O114 (a folder that we did not make), O115 (files added by
    hand). Raises OSError where it cannot be looked at.
    """
    try:
        seen = os.lstat(output)
    except FileNotFoundError:
        return Standing(output, memory)
    if stat.S_ISLNK(seen.st_mode) or getattr(seen, "st_reparse_tag", None) == JUNCTION:
        log.report("O112", file_span(output.name), output=output, target=os.path.realpath(output))
        return None
    if not stat.S_ISDIR(seen.st_mode):
        log.report("O111", file_span(output.name), output=output)
        return None
    files = _recorded(output, memory)
    if files is None:
        if inside := next(_files_in(str(output), ""), None):
            log.report("O114", file_span(f"{output.name}/{inside}"), output=output, inside=inside)
            return None
        return Standing(output, memory)
    standing = Standing(output, memory, files)
    if foreign := sorted(_look_around(standing, memory)):
        named = ", ".join(f"“{name}”" for name in foreign[:NAMED_AT_MOST])
        more = f" and {len(foreign) - NAMED_AT_MOST} more" if len(foreign) > NAMED_AT_MOST else ""
        log.report(
            "O115", file_span(f"{output.name}/{foreign[0]}"), output=output, names=named + more
        )
        return None
    return standing


def _recorded(output: Path, memory: Memory) -> Iterable[str] | None:
    """The paths that the record in output lists; None where there is no record of ours."""
    mark = file_mark(f"{output}/{RECORD}")
    if mark is None:
        return None
    known = memory.files.get(RECORD)
    if known is not None and known.mark == mark:
        return memory.files.keys() - {RECORD}
    found = read_record((output / RECORD).read_bytes())
    if found is None or any(why_unsafe(path) for path in found):
        return None
    return found


def _look_around(standing: Standing, memory: Memory) -> Iterator[str]:
    """The paths of files that are not ours; notes on the way which folders hold nothing else."""
    folders = standing.all_folders
    ours = standing.files | folders | {RECORD}
    for folder in folders:
        mark = folder_mark(standing.prefix + folder)
        if mark is None:
            continue
        if folder and memory.folders.get(folder) == mark:
            standing.folders[folder] = mark
            continue
        clean = True
        with os.scandir(standing.prefix + folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if not path.isascii() and path not in ours:
                    path = normalize("NFC", path)
                if path in ours and entry.is_dir(follow_symlinks=False) == (path in folders):
                    continue
                clean = False
                if entry.is_dir(follow_symlinks=False):
                    yield from _files_in(entry.path, path)
                elif entry.name.lower() not in JUNK:
                    yield path
        if clean and is_old(mark[0]):
            standing.folders[folder] = mark


def _files_in(folder: str, path: str) -> Iterator[str]:
    """The paths of all that is in a folder and below, except empty folders and what file managers
    leave.
    """
    for at, folders, names in os.walk(folder):
        inside = os.path.relpath(at, folder).replace(os.sep, "/")
        here = "/".join(part for part in (path, "" if inside == "." else inside) if part)
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        for name in sorted(names + links):
            if name.lower() not in JUNK:
                yield f"{here}/{name}" if here else name
