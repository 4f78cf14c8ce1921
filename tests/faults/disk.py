"""Publication on a full or read-only disk, in a separate process."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from microsite.diagnostics.diagnostic import Log
from tests.faults.versions import publish_version, version_in

NOBODY = 65534


def attempt(root: Path, number: int, previous_number: int | None) -> list[str]:
    """Publish a version over another, and return the codes reported."""
    log = Log()
    published = publish_version(root, number, log)
    codes = [diagnostic.code for diagnostic in log]
    if published:
        assert version_in(root / "output") == number
    elif previous_number is None:
        assert not (root / "output").exists()
    else:
        assert version_in(root / "output") == previous_number
    assert published == (log.errors == 0)
    if not published and (root / ".output.work").exists():
        names = {path.name for path in (root / ".output.work").iterdir()}
        assert names <= {".gitignore", "lock"}, f"left behind: {names}"
    return codes


def limited(root: Path, most: int) -> list[str]:
    """Limit the length of files in bytes."""
    assert publish_version(root, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return attempt(root, 2, 1)


def full(root: Path) -> list[str]:
    """Mount a small disk and fill it, so that publishing fails earlier and earlier."""
    problems: list[str] = []
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=400", "none", root],
        check=True,
    )
    number = 1
    for room in (*range(50), 300):
        shutil.rmtree(root / "site", ignore_errors=True)
        site = root / "site"
        number += 1
        assert publish_version(site, number)
        with filled(root, room):
            problems += attempt(site, number + 1, number)
        number += 2
        assert publish_version(site, number)
    for room in (0, 4096, 8192, 16384):
        with filled_with_bytes(root, room):
            problems += attempt(root / "site", number + 1, number)
        number += 2
        assert publish_version(root / "site", number)
    return problems


@contextmanager
def filled(root: Path, room: int) -> Iterator[None]:
    """Limit the number of new files."""
    filler = root / "filler"
    filler.mkdir()
    free = os.statvfs(root).f_ffree
    for number in range(max(0, free - room)):
        (filler / str(number)).touch()
    yield
    shutil.rmtree(filler)


@contextmanager
def filled_with_bytes(root: Path, room: int) -> Iterator[None]:
    """Limit the number of bytes."""
    filler = root / "filler"
    free = os.statvfs(root)
    filler.write_bytes(bytes(free.f_bavail * free.f_bsize - room))
    yield
    filler.unlink()


def readonly(root: Path) -> list[str]:
    """Take away rights to the parent folder, the work folder, output and the cache."""
    root.chmod(0o755)
    (root / "site").mkdir()
    if os.geteuid() == 0:
        import ctypes  # import everything now, because the user cannot read this Python
        import fcntl  # noqa: F401
        import json  # noqa: F401

        ctypes.CDLL(None)
        os.chown(root / "site", NOBODY, NOBODY)
        os.chdir("/")
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    site = root / "site"
    problems = []
    with locked_up(site):
        problems += attempt(site, 1, None)
    assert publish_version(site, 1)
    for folder in (site, site / ".output.work", site / "output", site / ".cache"):
        with locked_up(folder):
            problems += attempt(site, 2, 1)
        assert publish_version(site, 1)
    return problems


@contextmanager
def locked_up(folder: Path) -> Iterator[None]:
    """Make a folder read-only."""
    folder.chmod(0o555)
    yield
    folder.chmod(0o755)


if __name__ == "__main__":
    command, where, *more = sys.argv[1:]
    if command == "limit":
        print(*limited(Path(where), int(more[0])))
    elif command == "full":
        print(*full(Path(where)))
    else:
        print(*readonly(Path(where)))
