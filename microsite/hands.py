"""More hands: other processes that do some of many pieces of work, where there are processors for them.

The work is made of pure functions, so who does a piece changes no byte. Where the system has no `fork` that is safe to
use, and in a process with several threads, there are no other hands, and one process does it all.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from mmap import mmap
from struct import Struct

ENOUGH = 40
"""Pieces of work for which another process is worth its start."""
MOST = 4
"""Processes; with more of them the one that gathers what they made has no time to do anything else."""
HEAD = Struct("<I?I")
"""What a helper says before what came of a piece: its number, whether it is done, and how many bytes follow."""
SET_SIZE, SIZE = 1031, 1 << 20
"""How a pipe is told how much it may hold (F_SETPIPE_SZ), and how much that is, so that no helper has to wait."""


def hands_here() -> int:
    """How many processes are worth having at work at once on this machine."""
    return min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def shared_out(count: int, work: Callable[[int], bytes], jobs: int) -> Iterator[tuple[int, bytes | None]]:
    """Every piece of work, 0 to `count` - 1, once: with what came of it, or with None where the caller is to do it.

    Helpers begin with the last pieces, the caller with the first. What `work` raises in a helper is left for the
    caller to meet.
    """
    if jobs < 2 or count < ENOUGH or sys.platform != "linux" or threading.active_count() > 1:
        yield from ((number, None) for number in range(count))
        return
    team = _Team(count, work)
    try:
        team.start(jobs - 1)
        for number in range(count):
            yield from team.heard()
            if team.claim(number):
                yield number, None
        yield from team.rest()
    finally:
        team.dismiss()


class _Team:
    """A master and its helpers."""

    def __init__(self, count: int, work: Callable[[int], bytes]) -> None:
        self._work = work
        self._claims = mmap(-1, count)
        """A byte for each piece: whether somebody has begun it. Where two do at once, the master's counts."""
        self._done: set[int] = set()
        self._helpers: list[int] = []
        self._pipe = -1
        self._said = bytearray()

    def start(self, helpers: int) -> None:
        """Let so many helpers begin; fewer, where the system does not give them."""
        import fcntl

        self._pipe, out = os.pipe()
        master = os.getpid()
        with suppress(OSError):
            fcntl.fcntl(out, SET_SIZE, SIZE)
        with suppress(OSError):
            for _ in range(helpers):
                helper = os.fork()
                if not helper:
                    self._help(master, out)
                self._helpers.append(helper)
        os.close(out)
        os.set_blocking(self._pipe, False)

    def _help(self, master: int, out: int) -> None:
        """Do what nobody has begun, from the last on; never returns."""
        try:
            for number in range(len(self._claims) - 1, -1, -1):
                if os.getppid() != master:
                    break
                if not self._claims[number]:
                    self._claims[number] = 1
                    self._tell(number, out)
        finally:
            os._exit(0)

    def _tell(self, number: int, out: int) -> None:
        try:
            data, done = self._work(number), True
        except Exception:  # noqa: BLE001 - the master will meet it too, and knows what to do
            data, done = b"", False
        told = memoryview(HEAD.pack(number, done, len(data)) + data)
        while told:
            told = told[os.write(out, told) :]

    def claim(self, number: int) -> bool:
        """Whether a piece is for the master to do."""
        if self._claims[number]:
            return False
        self._claims[number] = 1
        self._done.add(number)
        return True

    def heard(self) -> Iterator[tuple[int, bytes | None]]:
        """What helpers have said up to now."""
        self._listen()
        while len(self._said) >= HEAD.size:
            number, done, length = HEAD.unpack_from(self._said)
            end = HEAD.size + length
            if len(self._said) < end:
                return
            data = bytes(self._said[HEAD.size : end])
            del self._said[:end]
            if number not in self._done:
                self._done.add(number)
                yield number, data if done else None

    def rest(self) -> Iterator[tuple[int, bytes | None]]:
        """What helpers are still at, as they say it; and what they never will."""
        os.set_blocking(self._pipe, True)
        while len(self._done) < len(self._claims) and self._helpers:
            yield from self.heard()
        yield from ((number, None) for number in range(len(self._claims)) if number not in self._done)

    def _listen(self) -> None:
        try:
            said = os.read(self._pipe, SIZE)
        except BlockingIOError:
            return
        self._said += said
        if not said:
            self._let_go()

    def dismiss(self) -> None:
        """Be done with the helpers: they stop as soon as they have something to say."""
        os.close(self._pipe)
        self._let_go()
        self._claims.close()

    def _let_go(self) -> None:
        """Wait for helpers that have nothing more to say."""
        for helper in self._helpers:
            os.waitpid(helper, 0)
        self._helpers = []
