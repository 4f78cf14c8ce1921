"""A project on disk: which folder holds what."""

from __future__ import annotations

import marshal
import os
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from microsite.digests import blake2b, digest_of
from microsite.plain import dataclass, replace
from microsite.sealed import keep, kept
from microsite.shortcut import InDoubtError, is_settled, look_below, machine_started

ENGINE = Path(__file__).resolve().parent
"""The folder of the engine's code."""
ENGINE_HOME = ENGINE / "theme" if (ENGINE / "theme").is_dir() else ENGINE.parent
"""The folder that holds the theme that every project starts from: beside the engine, or in it where
it is a package.
"""

WHAT = f"code 1 {sys.version}"
"""What is kept of the engine's code."""
EDITIONS = "editions"
"""The folder of a project that holds past editions, each a project of its own."""


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of one site. Everything the build reads lies under `root` or `home`."""

    root: Path
    """Holds `content/` and `data/`; absolute."""
    output: Path
    """Where the finished site goes; absolute."""
    home: Path = ENGINE_HOME
    """Holds the theme that `root` may replace, file by file."""
    front: Path | None = None
    """The root of the present edition, where this is a past one: its theme lies between."""

    @classmethod
    def at(cls, root: Path, output: Path | None = None) -> Project:
        """The project in a folder; its output goes to `output/` inside unless told otherwise."""
        root = root.absolute()
        return cls(root, root / "output" if output is None else output.absolute())

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that a build reads."""
        own = (self.root / name for name in ("content", "data", EDITIONS, "templates", "assets"))
        return tuple(dict.fromkeys((*own, self.home / "templates", self.home / "assets")))

    @property
    def past_editions(self) -> tuple[Project, ...]:
        """The projects in `editions/`, which are published beside this one; by name."""
        try:
            folders = sorted(
                path
                for path in (self.root / EDITIONS).iterdir()
                if path.is_dir() and path.name[0] != "."
            )
        except OSError:
            return ()
        return tuple(replace(self, root=folder, front=self.root) for folder in folders)

    @property
    def cache(self) -> Path:
        """What earlier builds remember; safe to delete at any time."""
        return (
            self.root / ".cache"
            if self.front is None
            else self.front / ".cache" / EDITIONS / self.root.name
        )

    def layers(self, folder: str) -> tuple[Path, ...]:
        """The folders to look in for theme files of this kind (`templates`, `assets`), the nearest
        first.
        """
        return tuple(
            dict.fromkeys(
                root / folder for root in (self.root, self.front, self.home) if root is not None
            )
        )


@cache
def engine_digest() -> str:
    """A digest of the engine's own code and of the libraries that shape its output."""
    versions = " ".join(map(version_of, ("jinja2", "markdown", "nh3", "markupsafe", "pillow")))
    code = code_digest(
        str(ENGINE), os.path.splitext(__spec__.cached)[0] + ".code" if __spec__.cached else ""
    )
    return digest_of(f"{versions} {code}")


def code_digest(folder: str, file: str) -> str:
    """A digest of the code in a folder. `file` is where it is kept, beside the compiled modules,
    together with how everything in the folder looks: where that is the same, nothing is read (see
    `shortcut`). Empty to keep nothing.
    """
    moment = time.time_ns()
    looks = _looks(folder) if file else None
    body = kept(file, WHAT) if looks else None
    if body is not None:
        known, written, digest = marshal.loads(body)  # noqa: S302 - nobody else wrote it
        if known == looks and written > machine_started():
            return str(digest)
    made = blake2b(digest_size=16)
    code = (
        f"{place}/{name}"
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith(".py")
    )
    for path in sorted(code):
        with open(path, "rb") as module:
            text = module.read()
        made.update(f"{len(text)} {path.removeprefix(folder)} ".encode())
        made.update(text)
    digest = made.hexdigest()
    if (
        looks
        and is_settled(looks, moment)
        and looks == _looks(folder)
        and not sys.dont_write_bytecode
    ):
        with suppress(OSError):
            keep(file, marshal.dumps((looks, time.time(), digest)), WHAT)
    return digest


def _looks(folder: str) -> dict[str, Any] | None:
    """How everything in the folder looks; None where that does not tell whether it is the same."""
    if os.name == "nt":  # the date of the last change can be set back there
        return None
    with suppress(OSError, InDoubtError):
        return look_below(folder)
    return None


@cache
def version_of(library: str) -> str:
    """The version of a library that is installed, without loading it."""
    for name in _installed():
        found, _, rest = name.partition("-")
        if found.lower().replace("_", "-") == library and rest.endswith(".dist-info"):
            return rest.removesuffix(".dist-info")
    from importlib.metadata import version

    return version(library)


@cache
def _installed() -> tuple[str, ...]:
    """What lies in the folders of libraries, in the order in which Python looks there."""
    return tuple(
        name
        for folder in sys.path
        if os.path.isdir(folder or ".")
        for name in os.listdir(folder or ".")
    )
