"""What a process that goes on need not do again: results of pure functions that had nothing to
tell.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, TypeVar

from microsite.plain import dataclass
from microsite.shortcut import OLD_ENOUGH, InDoubtError, is_settled, look_below

if TYPE_CHECKING:
    from microsite.diagnostics.diagnostic import Log
    from microsite.shortcut import Mark
    from microsite.text import SourceText

Made = TypeVar("Made")
Item_co = TypeVar("Item_co", covariant=True)


class Batch(tuple[Item_co, ...]):
    """Things that were made together, known as one: by being these very ones, not by what each of
    them is.
    """

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class _Known:
    """A result."""

    made: Any
    within: dict[Hashable, _Known]
    """The results that it was made from."""


class Memo:
    """Results by what they came of. What a whole build has no use for is forgotten after it.

    A file is known by how it looks, as in `shortcut`. One that changed a moment ago may change
    again without showing it: it is read each time. Everything else is known by its value, or as the
    very object, which nobody changes. What had something to tell is made each time, as places move
    when a text is edited above them.
    """

    def __init__(self) -> None:
        self._whole: dict[Hashable, _Known] = {}
        """Of the last whole build."""
        self._half: dict[Hashable, _Known] = {}
        """Of the last build, where that came to no end."""
        self._now: dict[Hashable, _Known] = {}
        self._within: dict[Hashable, _Known] = {}
        """Those from which something is made at this moment."""
        self.trees: dict[str, Any] = {}
        """The trees of data files as they were last, by where they lie on the disk; see
        `source/yaml_pieces.py`.
        """
        self.tops: dict[str, Any] = {}
        """The settings of Markdown files as they were last, likewise; see `source/front_matter.py`.
        """
        self.read: dict[str, SourceText] = {}
        """What another process has read for this build, by where it lies on the disk; see
        `source/ahead.py`.
        """
        self._texts: dict[tuple[str, str], SourceText] = {}
        """What another process has read, by path and text."""
        self._marks: dict[str, Mark | None] = {}
        self._fresh: frozenset[str] = frozenset()
        """Files that changed a moment ago."""

    def begin(self, folders: Iterable[Path]) -> None:
        """Look at all files in some folders, for the build that starts. With a link among them,
        nothing is trusted.
        """
        self._within = {}
        moment = time_ns()
        try:
            self._marks = look_below(*(str(folder) for folder in folders if folder.is_dir()))
        except (OSError, InDoubtError):
            self._marks = {}
        if self._marks:
            self.tops = {file: top for file, top in self.tops.items() if file in self._marks}
        lately = moment - OLD_ENOUGH
        late = (
            (path, mark)
            for path, mark in self._marks.items()
            if mark and (mark[1] > lately or mark[2] > lately)
        )
        self._fresh = frozenset(path for path, mark in late if not is_settled({path: mark}, moment))

    def end(self, *, whole: bool) -> None:
        """A build is done. What it had no use for is forgotten, unless it came to no end and the
        last whole one had.
        """
        if whole:
            self._whole, self._half = self._now, {}
        else:
            self._half = self._now
        self._now = {}

    def looks_of(self, file: str) -> Mark | None:
        """How a file looked when the build began; None where it must be read."""
        return None if file in self._fresh else self._marks.get(file)

    def listed_in(self, folders: tuple[Path, ...]) -> frozenset[tuple[str, int | None]] | None:
        """What lies in some folders, each with its mode, None for a folder; None where one of them
        is not there.
        """
        if any(str(folder) not in self._marks for folder in folders):
            return None
        inside = tuple(f"{folder}{os.sep}" for folder in folders)
        return frozenset(
            (path, mark and mark[4])
            for path, mark in self._marks.items()
            if path.startswith(inside)
        )

    def looks_below(self, folders: Iterable[Path]) -> frozenset[tuple[str, Mark | None]] | None:
        """How all that is in some folders looked; None where it must be read."""
        inside = tuple(f"{folder}{os.sep}" for folder in folders)
        looks = frozenset(
            (path, mark) for path, mark in self._marks.items() if path.startswith(inside)
        )
        return (
            None
            if not self._marks or any(path.startswith(inside) for path in self._fresh)
            else looks
        )

    def learn(self, known: Iterable[tuple[Hashable, Any]], texts: Iterable[SourceText]) -> None:
        """Take over results of another process that had nothing to tell, and the texts that they
        came of.
        """
        self._whole.update((key, _Known(made, {})) for key, made in known)
        self._texts.update(((text.path, text.text), text) for text in texts)

    def same_text(self, text: SourceText) -> SourceText:
        """The one of which something is known, where it is the same."""
        return self._texts.get((text.path, text.text), text)

    def used(
        self, functions: Iterable[Callable[..., Any]]
    ) -> Iterator[tuple[tuple[Any, ...], Any, bool]]:
        """What this build used of what these functions made: key, result, whether it is new."""
        for key, known in self._now.items():
            if isinstance(key, tuple) and key[0] in functions:
                yield key, known.made, key not in self._whole

    def looks_of_each(self, files: Collection[str]) -> tuple[Mark, ...] | None:
        """How some files looked when the build began; None where one of them must be read."""
        marks = tuple(mark for file in files if (mark := self._marks.get(file)))
        return None if len(marks) < len(files) or not self._fresh.isdisjoint(files) else marks

    def recall(self, key: Hashable, log: Log, make: Callable[[Log], Made]) -> Made:
        """What was made of this before without a word, or is made now; `log` is told what there is
        to tell of it.
        """
        made: Made
        known = self._now.get(key)
        if known is None:
            known = self._half.get(key) or self._whole.get(key)
            if known is None:
                outer, self._within = self._within, {}
                own = log.another()
                try:
                    made = make(own)
                finally:
                    within, self._within = self._within, outer
                if len(own):
                    self._within.update(within)
                    log.take(own)
                    return made
                known = _Known(made, within)
            self._now[key] = known
            self._now.update(known.within)
        self._within[key] = known
        self._within.update(known.within)
        made = known.made
        return made
