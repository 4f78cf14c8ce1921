"""Starters: the files of a new site, portfolio or event."""

import re
from pathlib import Path

from microsite import DOCUMENTATION
from microsite.saving.text_file import create_file
from microsite.up_to_date import program

_STARTERS = Path(__file__).with_name("starters")
STARTERS = {
    "site": _STARTERS / "site",
    "portfolio": _STARTERS / "portfolio",
    "event": _STARTERS / "portfolio" / "events" / "your-event",
}
"""Folders with what is new, by kind."""
PLACEHOLDER = b"https://microsite.example/"
"""Address of the documentation in the files of a starter."""


def create_site(folder: Path, kind: str) -> None:
    """Copy a starter into a new or empty folder. Raises FileExistsError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError
    starter = STARTERS[kind]
    for path in sorted(starter.rglob("*")):
        if path.is_file():
            text = path.read_bytes().replace(b"python build.py", program().encode())
            data = text.replace(PLACEHOLDER, DOCUMENTATION.encode())
            name = path.relative_to(starter).as_posix()
            create_file(folder / re.sub("^git", ".git", name), data)
