"""Atomic writes of people's files, which never replace what another program has just saved."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path

from microsite.project import Project


class ConcurrentEditError(Exception):
    """The file has changed since it was read."""


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Replace the bytes of a file. Raises ConcurrentEditError unless it contains `before`."""
    real = path.resolve()
    draft = _temporary_file(real, after)
    try:
        shutil.copymode(real, draft)
        if real.read_bytes() != before:
            raise ConcurrentEditError
        os.replace(draft, real)
    except FileNotFoundError:
        raise ConcurrentEditError from None
    finally:
        draft.unlink(missing_ok=True)


def create_file(path: Path, data: bytes) -> None:
    """Create a file and its folders. Raises ConcurrentEditError if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _temporary_file(path, data)
    try:
        os.link(draft, path)
    except FileExistsError:
        raise ConcurrentEditError from None
    except OSError:  # a file system without links
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            raise ConcurrentEditError from None
    finally:
        draft.unlink(missing_ok=True)


def _temporary_file(path: Path, data: bytes) -> Path:
    """Write the bytes into a hidden file beside a path, and make sure they are on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with draft.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft


class Backups:
    """Files before a change, in a folder such as `.cache/backups/2027-01-10-093000/`."""

    def __init__(self, project: Project, moment: datetime) -> None:
        self.folder = project.cache / "backups" / moment.strftime("%Y-%m-%d-%H%M%S")
        self.is_used = False

    def add(self, path: str, data: bytes) -> None:
        """Keep the bytes of a file of the project, unless an earlier version is there."""
        self.is_used = True
        target = self.folder / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
