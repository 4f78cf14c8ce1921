"""A site to start with: the files of `starter/`, copied once."""

from __future__ import annotations

from pathlib import Path

from microsite.editing.saving import create_file
from microsite.project import ENGINE

STARTER = ENGINE / "starter"
IGNORED = "# Made by the build.\noutput/\n.cache/\n"


class NotEmpty(Exception):
    """The folder for a site holds something already, or is a file."""


def start_site(folder: Path) -> None:
    """Make a site in a folder that is not there, or is empty. Raises NotEmpty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty
    for path in sorted(STARTER.rglob("*")):
        if path.is_file():
            create_file(folder / path.relative_to(STARTER), path.read_bytes())
    create_file(folder / ".gitignore", IGNORED.encode())
