"""Markdown files read by another process while this one reads data files; then it converts their
texts.

What it finds goes into memories of pure functions, so it makes no difference but of time. Where
there is something to tell of a file, this process reads it too, and tells it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Self

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Memo
from microsite.hands import ENOUGH, Aside, Team, has_helpers
from microsite.source.decode import read_text
from microsite.source.discover import FoundFile
from microsite.text import SourceText

if TYPE_CHECKING:
    from microsite.source.front_matter import Top

TOGETHER = 16
"""Files that are told of at once."""
MANY = 200
"""Files of which another process is worth its start to write down what was read."""

Read = tuple[str, "Top"]
"""What a file holds, and the settings at its top."""


class Ahead:
    """What another process does ahead of this one, if it does."""

    def __init__(
        self,
        memo: Memo | None,
        as_prose: Callable[[str], str],
        convert: Callable[[str], str],
        jobs: int,
    ) -> None:
        self._memo = memo
        self._as_prose = as_prose
        """Makes of what stands below the settings of a file the text that is shown."""
        self._convert = convert
        """Makes HTML of that."""
        self._jobs = jobs
        self._files: Sequence[FoundFile] = ()
        self._team: Team | None = None
        self._aside: Aside | None = None
        self._texts: dict[int, str] = {}
        """The text of each file, by its number."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._team is not None:
            self._team.dismiss()
        if self._aside is not None:
            self._aside.wait()

    def begin(self, files: Sequence[FoundFile]) -> None:
        """Let it begin, where there is a memory, and enough of these files have settings of which
        nothing is known.
        """
        if self._memo is None or not has_helpers(self._jobs):
            return
        self._files = [file for file in files if file.on_disk not in self._memo.tops]
        if len(self._files) >= ENOUGH:
            pieces = len(self._files) + len(self._batches)
            self._team = Team(
                pieces, self._work, 1
            )  # another one would not know the texts that this one has read

    @property
    def _batches(self) -> range:
        """The first file of each batch. Pieces are all texts, then all batches, as helpers begin
        with the last.
        """
        return range(0, len(self._files), TOGETHER)

    def _work(self, number: int) -> bytes:
        count = len(self._files)
        if number < count:
            return self._convert(self._texts[number]).encode()
        first = self._batches[number - count]
        found = [_read(file) for file in self._files[first : first + TOGETHER]]
        self._take(first, found)
        from microsite.source.pickled import pickled

        return pickled(found)

    def _take(self, first: int, found: Sequence[Read | None]) -> None:
        for number, read in enumerate(found, first):
            if read is not None:
                self._texts[number] = self._as_prose(read[0][len(read[1].written) :])

    def read(self) -> None:
        """Learn what it has read. What nobody has begun is left to whoever wants to know."""
        if self._team is None or self._memo is None:
            return
        count = len(self._files)
        for number, data in self._team.part(range(count, count + len(self._batches))):
            if data is None:
                continue
            first = self._batches[number - count]
            found: list[Read | None] = pickle.loads(data)  # noqa: S301 - from a process of our own
            self._take(first, found)
            for file, read in zip(self._files[first:], found, strict=False):
                if read is not None:
                    self._memo.read[file.on_disk] = SourceText(file.path, read[0])
                    self._memo.tops[file.on_disk] = read[1]

    def beside(self, remember: Callable[[], None]) -> None:
        """Write down what was read, in one more process where that is much."""
        if self._team is not None and len(self._files) >= MANY:
            self._aside = Aside(remember)
        else:
            remember()

    @property
    def texts(self) -> frozenset[str]:
        """The texts that it converts."""
        return frozenset(self._texts.values())

    def converted(self) -> Iterator[tuple[str, str]]:
        """Each of these texts, with what became of it."""
        if self._team is not None:
            for number, data in self._team.part(range(len(self._files))):
                text = self._texts.get(number)
                if text is not None:
                    yield text, self._convert(text) if data is None else data.decode()


def _read(file: FoundFile) -> Read | None:
    """A Markdown file; None where there is something to tell of it."""
    from microsite.source.front_matter import read_document_again

    log, name = Log(), file.on_disk
    tops: dict[str, Top] = {}
    text = read_text(file, log)
    if text is not None:
        read_document_again(text, file.slug, name, tops, log)
    return None if text is None or len(log) or name not in tops else (text.text, tops[name])
