"""What earlier builds have read and checked, kept on disk: trees and records by the texts that they
came of.

Where a text is the same, so is what was made of it: neither YAML nor the rules of its fields are
needed again. What there was something to tell of is not kept, so that it is told each time.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from zoneinfo import ZoneInfo

from microsite.diagnostics.memo import Memo
from microsite.model.event import EventDetails
from microsite.model.files import beside_lists
from microsite.model.published_file import read_published
from microsite.model.reading import read_entry, read_record
from microsite.project import Project, engine_digest, version_of
from microsite.sealed import keep, kept
from microsite.source.front_matter import Document
from microsite.source.pickled import pickled

FUNCTIONS = (read_record, read_entry, beside_lists, read_published)
"""Pure functions of texts, and of what was made of them."""
LIBRARIES = ("pydantic-core", "pyyaml", "python-frontmatter")
ENOUGH, FEW = 100, 20
"""With so many results or more it is not written anew while no more than one in so many is new: to
make those again takes less time.
"""


class ReadMemory:
    """What was read and checked of a project, for `Log`."""

    def __init__(self, project: Project) -> None:
        self.memo = Memo()
        self._file = project.cache / "read"
        self._root = f"{project.root}{os.sep}"
        body = kept(str(self._file), _what())
        if body is not None:
            known, trees, tops = pickle.loads(body)  # noqa: S301 - nobody else wrote it
            texts = (tree.text for tree in trees.values())
            self.memo.learn(((key, made) for key, made in known if _holds_here(made)), texts)
            self.memo.trees.update((self._root + name, tree) for name, tree in trees.items())
            self.memo.tops.update((self._root + name, top) for name, top in tops.items())

    def save(self) -> None:
        """Keep what this build has read and nothing else, where much of it is new. A full disk is
        no reason to fail.
        """
        found = list(self.memo.used(FUNCTIONS))
        new = sum(is_new for _, _, is_new in found)
        if not new or (len(found) >= ENOUGH and new * FEW <= len(found)):
            return
        trees = {name.removeprefix(self._root): tree for name, tree in self.memo.trees.items()}
        settings = {document.settings for _, document, _ in self.memo.used((Document,))}
        tops = {
            name.removeprefix(self._root): top
            for name, top in self.memo.tops.items()
            if top.settings in settings
        }
        with contextlib.suppress(OSError):
            keep(
                str(self._file),
                pickled(([(key, made) for key, made, _ in found], trees, tops)),
                _what(),
            )


def _what() -> str:
    """What the file is: only the same engine and libraries can read it, and would read the same
    again.
    """
    return " ".join(("read 3", sys.version, engine_digest(), *map(version_of, LIBRARIES)))


def _holds_here(made: object) -> bool:
    """Whether a result is what would come out on this machine: not each of them knows the same time
    zones.
    """
    if isinstance(made, EventDetails):
        try:
            ZoneInfo(made.timezone)
        except (OSError, ValueError, KeyError):
            return False
    return True
