"""Links on the disk that would bring what lies outside the project into the site."""

from __future__ import annotations

import os
from pathlib import Path

from microsite.diagnostics.diagnostic import Log, file_span

FOLDERS = ("assets", "templates")
"""What is used of them is found by name, so that they are looked through as a whole; other folders
are listed.
"""


def refuse_links_out(root: Path, log: Log) -> None:
    """Report F107 for each link in these folders that leads out of the project."""
    home = os.path.realpath(root)
    waiting = [entry for entry in _entries(root) if entry.name in FOLDERS]
    while waiting:
        entry = waiting.pop()
        if entry.is_symlink():
            if not Path(os.path.realpath(entry.path)).is_relative_to(home):
                log.report("F107", file_span(Path(entry.path).relative_to(root).as_posix()))
        elif entry.is_dir():
            waiting += _entries(entry.path)


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except OSError:
        return []
