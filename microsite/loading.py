"""Loads the engine's own modules from one file, as they were compiled the last time.

Python keeps what it has compiled beside each module, where it may write there and is not told to keep nothing; many
containers tell it so, and then every start compiles two hundred modules anew. Here they lie in .cache, in one file,
with how every file of the engine looked when it was compiled. Where one of them looks different now, or one bit of
the file is not as it was written, modules are loaded as Python always does.

Like `shortcut`, this imports nothing that Python has not loaded already.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from _blake2 import blake2b
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import SourceLoader

from microsite.shortcut import ENGINE, InDoubtError, is_settled, look_below, read_kept, root_of, write_kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CodeType, ModuleType

    from microsite.shortcut import Before, Mark

KEPT = os.path.join(".cache", "engine")
"""Inside the project."""
PACKAGE = __name__.partition(".")[0]


class KeptModules(SourceLoader):
    """Finds and loads modules of the engine, for Python's import system."""

    def __init__(self, place: str, marks: dict[str, Mark | None], moment: int) -> None:
        self.place = place
        self.marks = marks
        self.moment = moment
        self.codes: dict[str, bytes] = {}
        self.sources = ""
        """A digest of the engine's code; empty where it has not been asked for."""
        self.is_new = False
        kept = read_kept(place)
        if kept is not None and kept["marks"] == marks and kept["optimize"] == sys.flags.optimize:
            self.codes, self.sources = kept["codes"], kept["sources"]

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Called by Python for each module that is not loaded yet."""
        if not name.startswith(f"{PACKAGE}."):
            return None
        file = self.get_filename(name)
        if file not in self.marks:
            return None
        is_package = os.path.basename(file) == "__init__.py"
        spec = ModuleSpec(name, self, origin=file, is_package=is_package)  # type: ignore[arg-type] # it is a loader
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(file)]
        return spec

    def get_filename(self, fullname: str) -> str:
        """The file of a module; called by Python for tracebacks too."""
        stem = os.path.join(ENGINE, *fullname.split(".")[1:])
        inside = os.path.join(stem, "__init__.py")
        return inside if inside in self.marks else f"{stem}.py"

    def get_data(self, path: str) -> bytes:
        """What a file holds; called by Python. Raises OSError."""
        with open(path, "rb") as file:
            return file.read()

    def get_code(self, fullname: str) -> CodeType:
        """A module, compiled; called by Python to fill it."""
        kept = self.codes.get(fullname)
        if kept is not None:
            found: CodeType = marshal.loads(kept)  # noqa: S302 - the digest of what was kept is right
            return found
        file = self.get_filename(fullname)
        made = compile(self.get_data(file), file, "exec", dont_inherit=True)
        self.codes[fullname] = marshal.dumps(made)
        self.is_new = True
        return made

    def digest_of_sources(self) -> str:
        """A digest of all code of the engine."""
        if not self.sources:
            self.sources = _digest_of(self.marks)
            self.is_new = True
        return self.sources

    def save(self) -> None:
        """Keep what has been compiled, unless a file of the engine may have changed meanwhile."""
        try:
            if self.is_new and is_settled(self.marks, self.moment) and look_below(ENGINE) == self.marks:
                kept = {"marks": self.marks, "codes": self.codes, "sources": self.sources}
                write_kept(self.place, kept | {"optimize": sys.flags.optimize})
                self.is_new = False
        except (OSError, InDoubtError, ValueError):
            return


_at_work: list[KeptModules] = []
"""The one that is at work in this process, if there is one."""


def use_kept_modules(arguments: list[str], build: Before | None) -> None:
    """Load the rest of the engine from the project's cache, as far as it is there."""
    if _at_work or os.name == "nt" or f"{PACKAGE}.cli.commands" in sys.modules:
        return
    try:
        moment = time.time_ns()
        if build is None:
            root, marks = root_of(arguments), look_below(ENGINE)
        else:
            within = os.path.join(ENGINE, "")
            root, moment = build.root, build.moment
            marks = {path: mark for path, mark in build.inputs.items() if path == ENGINE or path.startswith(within)}
    except (OSError, InDoubtError):
        return
    _at_work.append(KeptModules(os.path.join(root, KEPT), marks, moment))
    sys.meta_path.insert(0, _at_work[0])


def keep_modules() -> None:
    """Keep for the next start what this one had to compile."""
    for modules in _at_work:
        modules.save()


def digest_of_engine() -> str:
    """A digest of all code of the engine."""
    return _at_work[0].digest_of_sources() if _at_work else _digest_of(look_below(ENGINE))


def _digest_of(paths: Iterable[str]) -> str:
    digest = blake2b(digest_size=16)
    for path in sorted(path for path in paths if path.endswith(".py")):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()
