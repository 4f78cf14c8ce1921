"""Regular expressions as Python has compiled them, kept for the next process, as Python keeps its
modules.

Python compiles every pattern anew in each process: two hundred of them for a build, most of them
its own and those of libraries, in a tenth of the time that a build of a hundred pages takes. What
comes of a pattern depends on nothing but the pattern, its flags and the version of Python. It is
kept for all projects, beside the engine’s compiled modules.

Only patterns that are part of a program are kept: those that a module makes while it is loaded,
that `regex` makes ready, or that are made within `constants()`. One that is put together from what
an editor has typed is nobody else's business, and would never be asked for again.
"""

from __future__ import annotations

import atexit
import marshal
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final

from microsite import patterns
from microsite.sealed import keep, kept

FILE = f"{os.path.splitext(__spec__.cached)[0]}.patterns" if __spec__.cached else ""
WHAT = f"patterns 1 {sys.version}"
MOST = 2000
"""Patterns that are kept; with more of them, what is kept is begun anew, as libraries and engines
come and go.
"""
FEW = 5
"""With no more new ones than these, it is not written anew: to compile them takes less time, and
Python puts one of its own together from sets, in another order each time (`tokenize`).
"""
LOADING = "<frozen importlib._bootstrap>"
"""What Python says of the code that loads a module."""
WORD: Final = "I"
SIZE = 4
"""What a step of a compiled pattern is to `array`, and how many bytes long."""

Asked = tuple["str | bytes", int]
"""A pattern and its flags."""

_constant = False


@contextmanager
def constants() -> Iterator[None]:
    """What is compiled inside is part of a program, whatever text is at hand."""
    global _constant  # noqa: PLW0603
    before, _constant = _constant, True
    try:
        yield
    finally:
        _constant = before


def begin(file: str = FILE) -> PatternMemory | None:
    """From now on, take compiled patterns from a file; what is new in them goes there when the
    process ends.

    None, and nothing done, where this Python has no such insides or keeps no compiled modules.
    """
    compiler = getattr(re, "_compiler", None)
    insides = [getattr(compiler, name, None) for name in ("compile", "_code", "_parser", "_sre")]
    if (
        not all(insides)
        or getattr(insides[3], "CODESIZE", 0) != SIZE
        or not file
        or sys.dont_write_bytecode
    ):
        return None
    memory = PatternMemory(file, compiler)
    compiler.compile = memory.compile  # type: ignore[union-attr]
    atexit.register(memory.save)
    return memory


class PatternMemory:
    """What is kept, and what there is to keep."""

    def __init__(self, file: str, compiler: Any) -> None:
        self._file = file
        self._inside = compiler
        self._by_python = compiler.compile
        body = kept(file, WHAT)
        self._known: dict[Asked, tuple[Any, ...]] = {}
        if body is not None:
            self._known = marshal.loads(body)  # noqa: S302 - nobody else wrote it
        self._new: set[Asked] = set()

    def compile(self, pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        """Stands where `re` looks for what compiles a pattern."""
        asked = (pattern, int(flags))
        known = self._known.get(asked) if type(pattern) in (str, bytes) else None
        if known is not None:
            return self._made(pattern, known)
        made: re.Pattern[Any] = self._by_python(pattern, flags)
        if type(pattern) in (str, bytes) and not flags & re.DEBUG and _is_constant():
            self._new.add(asked)
        return made

    def save(self) -> None:
        """Keep what is new. That this cannot be done is no reason to fail."""
        if len(self._new) <= FEW or not os.access(os.path.dirname(self._file), os.W_OK):
            return
        known = self._known if len(self._known) < MOST else {}
        for pattern, flags in self._new:
            steps = self._steps(pattern, flags)
            if _same(self._made(pattern, steps), self._by_python(pattern, flags)):
                known[pattern, flags] = steps
        self._new = set()
        with suppress(OSError):
            keep(self._file, marshal.dumps(known), WHAT)

    def _steps(self, pattern: str | bytes, flags: int) -> tuple[Any, ...]:
        """What a pattern becomes, in plain values: flags, steps, number of groups, groups by name,
        names of groups.
        """
        from array import array

        tree = self._inside._parser.parse(pattern, flags)  # noqa: SLF001 - there is no other way in
        code = array(WORD, map(int, self._inside._code(tree, flags)))  # noqa: SLF001
        names: dict[str, int] = tree.state.groupdict
        by_number: list[str | None] = [None] * tree.state.groups
        for name, number in names.items():
            by_number[number] = name
        groups = tree.state.groups - 1
        return int(flags | tree.state.flags), code.tobytes(), groups, dict(names), tuple(by_number)

    def _made(self, pattern: str | bytes, steps: tuple[Any, ...]) -> re.Pattern[Any]:
        flags, packed, *groups = steps
        code = memoryview(packed).cast(WORD).tolist()
        made: re.Pattern[Any] = self._inside._sre.compile(pattern, flags, code, *groups)  # noqa: SLF001
        return made


def _same(one: re.Pattern[Any], other: re.Pattern[Any]) -> bool:
    """Whether two patterns find the same; Python compares all but the names of groups."""
    return one == other and one.groups == other.groups and one.groupindex == other.groupindex


def _is_constant() -> bool:
    """Whether whoever asks for a pattern now is a module that is being loaded, `regex`, or within
    `constants()`.
    """
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - as `logging` and `warnings` do
    while frame is not None:
        if _constant or frame.f_code.co_filename in (LOADING, patterns.__file__):
            return True
        frame = frame.f_back
    return False
