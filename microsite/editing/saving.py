"""Files of a project written whole or not at all, and never over what somebody else has just saved."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from microsite.project import Project


class Overtaken(Exception):
    """The file is no longer what it was when we looked."""


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Put new bytes into a file that holds `before`. Raises Overtaken where it holds something else
    by now.
    """
    real = path.resolve()
    draft = _draft(real, after)
    try:
        shutil.copymode(real, draft)
        if real.read_bytes() != before:
            raise Overtaken
        os.replace(draft, real)
    except FileNotFoundError:
        raise Overtaken from None
    finally:
        draft.unlink(missing_ok=True)


def create_file(path: Path, data: bytes) -> None:
    """Make a new file, with the folders above it. Raises Overtaken where there is one by now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, data)
    try:
        os.link(draft, path)
    except FileExistsError:
        raise Overtaken from None
    except OSError:  # a file system without links
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            raise Overtaken from None
    finally:
        draft.unlink(missing_ok=True)


def _draft(path: Path, data: bytes) -> Path:
    """The bytes in a hidden file beside the one that they are for, safely on the disk."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    with suppress(OSError):
        os.chmod(name, 0o666 & ~mask)
    return Path(name)


class Backups:
    """Files as they were before a change, in a folder named for the moment:
    `.cache/backups/2027-01-10-093000/`.
    """

    def __init__(self, project: Project, moment: datetime) -> None:
        self.folder = project.cache / "backups" / moment.strftime("%Y-%m-%d-%H%M%S")
        self.is_used = False

    def keep(self, path: str, data: bytes) -> None:
        """Keep the bytes of a file, by its path in the project. The first to be kept are those that
        stay.
        """
        place = self.folder / path
        self.is_used = True
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
