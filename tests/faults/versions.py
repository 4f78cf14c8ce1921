"""Numbered versions of a site, so that tests recognise the one in output/."""

from __future__ import annotations

import os
from pathlib import Path

from microsite.diagnostics.diagnostic import Log
from microsite.output.build_json import BUILD_JSON
from microsite.output.private_words import PrivateWordSearch
from microsite.output.swap import OutputFolders
from microsite.output.writer import publish
from tests.publish.sites import Site, tree


def version(number: int) -> dict[str, str]:
    """Return the files of a version. Most stay for a few versions, some change with their folders."""
    files = {"version.txt": f"{number}\n"}
    for page in range(8):
        files[f"pages/{page}/index.html"] = (
            f"Page {page}, last changed in version {number - number % (page + 1)}.\n"
        )
    if number % 2:
        files[f"odd/{number}/index.html"] = f"Only in version {number}.\n"
    if number % 3:
        files[f"pages/{number % 3}/more.txt"] = f"More in version {number}.\n"
    return files


def publish_version(root: Path, number: int, log: Log | None = None) -> bool:
    """Publish a version in a project. Return whether that succeeded."""
    site = Site(root)
    log = Log() if log is None else log
    artifacts = [site.artifact(path, text) for path, text in version(number).items()]
    return (
        publish(
            artifacts,
            OutputFolders(site.output),
            root / ".cache",
            stamp(number),
            log,
            PrivateWordSearch({}),
        )
        is not None
    )


def stamp(number: int) -> dict[str, str]:
    """Return the record of a version."""
    return {"engine": "0.0.0", "as_of": f"day {number}"}


def version_in(output: Path) -> int:
    """Return the version in output. Raise AssertionError if it is not exactly one complete version."""
    files = tree(output)
    number = int(files["version.txt"])
    record = files.pop(BUILD_JSON)
    assert f'"day {number}"' in record.decode()
    assert files == {path: text.encode() for path, text in version(number).items()}
    return number


def glimpse(output: Path) -> int | None:
    """Return the version that a visitor finds now, or None if it was replaced during the check.

    The check uses one open folder, which an exchange does not move. Versions only rise, so the same
    number before and after means that there was no exchange. Raise OSError without output, and
    AssertionError if it is not one complete version.
    """
    before = (output / "version.txt").read_bytes()
    root = os.open(output, os.O_RDONLY | os.O_DIRECTORY)
    try:
        files = _read_all(root)
    except FileNotFoundError:
        files = {}
    finally:
        os.close(root)
    if before != (output / "version.txt").read_bytes():
        return None
    number = int(before)
    assert BUILD_JSON in files
    assert f'"day {number}"' in files.pop(BUILD_JSON).decode()
    assert files == {path: text.encode() for path, text in version(number).items()}
    return number


def _read_all(root: int) -> dict[str, bytes]:
    files = {}
    for at, _, names, folder in os.fwalk(".", dir_fd=root):
        for name in names:
            with open(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
                files[f"{at}/{name}".removeprefix("./")] = file.read()
    return files
