"""What earlier builds made, so that it need not be made again: the memory of a pure function.

It may be deleted, damaged, older than output, or from another machine. It never decides what is
published, only what need not be made or read again, and only where the file in output is proved to
be the one it means.
"""

from __future__ import annotations

import marshal
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from microsite.publish.marks import NO_MARK, FileMark, FolderMark
from microsite.sealed import keep, kept
from microsite.shortcut import machine_started

_WHAT = f"published 2 {sys.version}"
"""The number is to be raised when the memory comes to hold something else, and only the Python that
wrote it can read it.
"""


class Kept(Struct, frozen=True):
    """One published file."""

    inputs: str
    """The digest of what it was made of."""
    digest: str
    """The digest of its bytes."""
    mark: FileMark
    """As it lay in output; NO_MARK where it could change without showing it."""


class Memory(Struct, frozen=True):
    """One published site."""

    files: Mapping[str, Kept] = field(default_factory=dict)
    """By path; the record of the build is one of them."""
    folders: Mapping[str, FolderMark] = field(default_factory=dict)
    """The folders in output whose entries cannot change without changing the mark."""
    spare: Mapping[str, FolderMark] = field(default_factory=dict)
    """The folders of the spare that hold the very same files as those in output."""
    words: str = ""
    """Which private words were looked for in all these files, and not found."""


NOTHING = Memory()


def memory_file(cache: Path | None, output: Path) -> Path | None:
    """Where the memory of a site lies: one for each name of an output folder; None for no memory."""
    return None if cache is None else cache / f"published-{output.name}"


def read_memory(path: Path | None) -> Memory:
    """What is remembered: nothing where the file is missing or not whole, no marks where the
    machine restarted.
    """
    body = kept(str(path), _WHAT) if path is not None else None
    if body is None:
        return NOTHING
    columns: dict[str, Any] = marshal.loads(body)  # noqa: S302 - nobody else wrote it
    marks = zip(*columns["marks"], strict=True)
    words = columns["words"]
    if (
        columns["time"] <= machine_started()
    ):  # a file written just before a power cut can have lost its bytes
        return Memory(_files(columns, (NO_MARK for _ in marks)), words=words)
    return Memory(
        _files(columns, marks), _folders(columns["folders"]), _folders(columns["spare"]), words
    )


def write_memory(path: Path, memory: Memory) -> None:
    """Replace what is remembered, whole or not at all. Raises OSError."""
    kept = memory.files.values()
    body = marshal.dumps(
        {
            "time": time.time(),
            "words": memory.words,
            "paths": list(memory.files),
            "kept": [[file.inputs for file in kept], [file.digest for file in kept]],
            "marks": list(zip(*(file.mark for file in kept), strict=True)),
            "folders": _columns(memory.folders),
            "spare": _columns(memory.spare),
        }
    )
    keep(str(path), body, _WHAT)


def _files(columns: dict[str, Any], marks: Iterable[FileMark]) -> dict[str, Kept]:
    return dict(zip(columns["paths"], map(Kept, *columns["kept"], marks), strict=True))


def _columns(folders: Mapping[str, FolderMark]) -> list[list[Any]]:
    return [list(folders), *map(list, zip(*folders.values(), strict=True))]


def _folders(columns: list[list[Any]]) -> dict[str, FolderMark]:
    return dict(zip(columns[0], zip(*columns[1:], strict=True), strict=True))
