"""Journal of changes to people's files, in `.cache/undo/`, so that each can be
undone.
"""

import io
import json
import threading
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from microsite.project import Project
from microsite.saving.text_file import create_file, replace_file

MAX_ENTRIES = 1000
MAX_BYTES = 200_000_000
Versions = tuple[bytes | None, bytes | None]
"""Before and after; None stands for no file."""
Changes = Mapping[str, Versions]  # by path in the project
LOCK = threading.RLock()  # one thread at a time changes files


def save(project: Project, label: str, changes: Changes, reverts: int = 0) -> int:
    """Record a change with a label in plain English, and write all its files or none.

    `reverts` is the number of the entry that it undoes. If the process is killed in
    between, the entry serves to undo the part that was written. Return the number of
    the entry. Raises ConcurrentEditError, OSError.
    """
    with LOCK:
        entry = record(project, label, changes, reverts)
        written_paths = list[str]()
        try:
            for path, (before, after) in changes.items():
                replace_file(project.root / path, before, after)
                written_paths.append(path)
        except BaseException:
            for path in reversed(written_paths):
                replace_file(project.root / path, *reversed(changes[path]))
            entry.unlink()
            raise
        return int(entry.stem)


def record(project: Project, label: str, changes: Changes, reverts: int = 0) -> Path:
    """Write an entry, before its files change.

    Return its path. It may revert another one.
    """
    data = io.BytesIO()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    about = {"moment": now, "label": label, "reverts": reverts, "paths": list(changes)}
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entry.json", json.dumps(about))
        for number, versions in enumerate(changes.values()):
            for name, version in zip(("before", "after"), versions, strict=True):
                if version is not None:
                    archive.writestr(f"{number}.{name}", version)
    latest = max((int(path.stem) for path in entry_paths(project)), default=0)
    path = project.cache / "undo" / f"{latest + 1:08}.zip"
    create_file(path, data.getvalue())
    size = 0
    for count, entry_path in enumerate(entry_paths(project)):
        size += entry_path.stat().st_size
        if count >= MAX_ENTRIES or (size > MAX_BYTES and count):
            entry_path.unlink(missing_ok=True)
    return path


def entry_paths(project: Project) -> list[Path]:
    """Return the paths of the entries, the latest first.

    Their names are their numbers.
    """
    paths = (project.cache / "undo").glob("*.zip")
    return sorted((path for path in paths if path.stem.isdecimal()), reverse=True)
