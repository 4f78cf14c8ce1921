"""Versions of a project: a folder, or a commit of the repository that holds it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.cli.command_line import UsageError

FOLDERS = ("content", "data")
"""What is compared."""


@contextmanager
def sources_of(version: str | None, root: Path) -> Iterator[Path]:
    """A folder with the content/ and data/ of a version of the project in `root`; None for the
    project as it stands.

    Raises UsageError where there is no such version.
    """
    if version is None:
        yield root
    elif (Path(version) / "content").is_dir():
        yield Path(version).absolute()
    else:
        with TemporaryDirectory() as name:
            folder = Path(name).resolve()
            _take_out(_commit(version, root), version, root, folder)
            yield folder


def _commit(version: str, root: Path) -> str:
    """The full name of a commit."""
    if Path(version).is_dir():
        raise UsageError(
            f"The folder “{version}” holds no content/ folder, so there is nothing to compare."
        )
    found = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}"
    )
    if found is None:
        if _git(root, "rev-parse", "--git-dir") is None:
            raise UsageError(
                f"“{version}” is no folder, and “{root}” is not kept in Git, so it is no commit either."
            )
        raise UsageError(
            f"“{version}” is neither a folder nor a commit. Name a branch, a tag or a commit that git log shows. "
            "In a shallow copy, as CI makes, fetch the whole history first."
        )
    return found.decode().strip()


def _take_out(commit: str, version: str, root: Path, folder: Path) -> None:
    """Write the sources of a commit into a folder."""
    prefix = (_git(root, "rev-parse", "--show-prefix") or b"").decode().strip()
    root = Path(
        (_git(root, "rev-parse", "--show-toplevel") or b"").decode().rstrip("\n")
    )  # both count from here
    listed = (
        (_git(root, "ls-tree", "--name-only", "-z", f"{commit}:{prefix}") or b"")
        .decode()
        .split("\0")
    )
    wanted = [name for name in FOLDERS if name in listed]
    if "content" not in wanted:
        raise UsageError(
            f"The version “{version}” holds no content/ folder, so there is nothing to compare."
        )
    for name in wanted:
        archive = _git(root, "archive", "--format=tar", f"{commit}:{prefix}{name}")
        if archive is None:
            raise UsageError(f"“{name}” of the version “{version}” is not a folder.")
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder / name, filter="data")


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git says; None where it refuses. Raises UsageError where there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise UsageError(
            "To compare commits, git has to be installed. Folders can be compared without it."
        ) from None
    return done.stdout if done.returncode == 0 else None
