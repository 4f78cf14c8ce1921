"""More hands: other processes that do some of many pieces of work, where there are processors for
them.

The work is made of pure functions, so who does a piece changes no byte. Where the system has no
`fork` that is safe to use, and in a process with several threads, there are no other hands, and one
process does it all.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from mmap import mmap
from struct import Struct
from typing import Self, TypeVar

Done = TypeVar("Done")
ENOUGH = 40
"""Pieces of work for which another process is worth its start."""
MOST = 4
"""Processes; with more of them the one that gathers what they made has no time to do anything else.
"""
HEAD = Struct("<I?I")
"""What a helper says before what came of a piece: its number, whether it is done, and how many
bytes follow.
"""
SET_SIZE, SIZE = 1031, 1 << 20
"""How a pipe is told how much it may hold (F_SETPIPE_SZ), and how much that is, so that no helper
has to wait.
"""


def hands_here() -> int:
    """How many processes are worth having at work at once on this machine."""
    return min(
        MOST,
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
    )


def shared_out(
    count: int, work: Callable[[int], bytes], jobs: int, enough: int = ENOUGH
) -> Iterator[tuple[int, bytes | None]]:
    """Every piece of work, 0 to `count` - 1, once: with what came of it, or with None where the
    caller is to do it.

    Helpers begin with the last pieces, the caller with the first. What `work` raises in a helper is
    left for the caller to meet, at the end. With fewer than `enough` pieces there are no helpers.
    """
    if not are_shared(count, jobs, enough):
        yield from ((number, None) for number in range(count))
        return
    with Team(count, work, jobs - 1) as team:
        yield from team.part(range(count))


def are_shared(count: int, jobs: int, enough: int = ENOUGH) -> bool:
    """Whether so many pieces of work are shared out, or the caller does them all."""
    return count >= enough and has_helpers(jobs)


def has_helpers(jobs: int) -> bool:
    """Whether other processes can help this one, of which `jobs` may be at work at once."""
    return jobs > 1 and sys.platform == "linux" and threading.active_count() == 1


def by_threads(
    work: Sequence[Callable[[], Done]], jobs: int
) -> Generator[Callable[[], Done], None, None]:
    """Pieces of work that need next to no Python, each begun by a thread before it is asked for: in
    their order, what gives what came of one, or raises what that raised. With one job they come as
    they are.
    """
    if jobs < 2 or len(work) < 2:
        yield from work
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(jobs) as threads:
        begun: deque[Future[Done]] = deque()
        for piece in work:
            begun.append(threads.submit(piece))
            if len(begun) > 2 * jobs:
                yield begun.popleft().result
        while begun:
            yield begun.popleft().result


class Aside:
    """Something that another process does while this one goes on; with it done there, nothing has
    changed here.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self._process = 0
        with suppress(OSError):
            self._process = os.fork()
            if not self._process:
                try:
                    work()
                finally:
                    os._exit(0)
        if not self._process:
            work()

    def wait(self) -> None:
        """Until it is done."""
        if self._process:
            os.waitpid(self._process, 0)


class _Helper:
    """Another process, and what is heard of it. Each has a pipe of its own: two that share one
    would break into what the other says.
    """

    def __init__(self, process: int, pipe: int) -> None:
        self.process = process
        self.pipe = pipe
        self._said = bytearray()

    def listen(self) -> bool:
        """Take in what it has said by now. False where it will say no more."""
        try:
            said = os.read(self.pipe, SIZE)
        except BlockingIOError:
            return True
        self._said += said
        return bool(said)

    def told(self) -> Iterator[tuple[int, bytes | None]]:
        """The pieces that it has told whole."""
        while len(self._said) >= HEAD.size:
            number, done, length = HEAD.unpack_from(self._said)
            end = HEAD.size + length
            if len(self._said) < end:
                return
            with memoryview(self._said) as said:
                data = bytes(said[HEAD.size : end])
            del self._said[:end]
            yield number, data if done else None

    def dismiss(self) -> None:
        """Be done with it: it stops as soon as it has something to say."""
        os.close(self.pipe)
        os.waitpid(self.process, 0)


class Team:
    """A master and its helpers, who have begun."""

    def __init__(self, count: int, work: Callable[[int], bytes], helpers: int) -> None:
        self._work = work
        self._claims = mmap(-1, count)
        """A byte for each piece: whether somebody has begun it. Where two do at once, the master's
        counts.
        """
        self._done: set[int] = set()
        """The pieces that the master has begun, or has been told of."""
        self._told: dict[int, bytes] = {}
        """What it has been told, and nobody has asked for yet."""
        self._refused: set[int] = set()
        """What helpers cannot do."""
        self._helpers: list[_Helper] = []
        self._start(helpers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    def part(self, numbers: range) -> Iterator[tuple[int, bytes | None]]:
        """Some of the pieces, each once, as `shared_out` gives them. What nobody has begun yet the
        caller does.
        """
        left = set(numbers)
        for number in numbers:
            yield from self._heard(left)
            if self.claim(number):
                left.discard(number)
                yield number, None
        yield from self._heard(left)
        while left - self._refused and self._helpers:
            self._wait()
            yield from self._heard(left)
        yield from ((number, None) for number in sorted(left))

    def _start(self, helpers: int) -> None:
        """Let so many helpers begin; fewer, where the system does not give them."""
        master = os.getpid()
        with suppress(OSError):
            for _ in range(helpers):
                pipe, out = os.pipe()
                try:
                    process = os.fork()
                except OSError:
                    os.close(pipe)
                    raise
                else:
                    if not process:
                        self._help(master, pipe, out)
                    self._helpers.append(_Helper(process, pipe))
                    os.set_blocking(pipe, False)
                finally:
                    os.close(out)

    def _help(self, master: int, pipe: int, out: int) -> None:
        """Do what nobody has begun, from the last on; never returns.

        The master alone keeps the ends at which it listens: so whoever speaks learns that it does
        no longer.
        """
        import fcntl

        try:
            for end in (pipe, *(helper.pipe for helper in self._helpers)):
                os.close(end)
            with suppress(OSError):
                fcntl.fcntl(out, SET_SIZE, SIZE)
            os.set_blocking(out, False)
            untold = bytearray()
            for number in range(len(self._claims) - 1, -1, -1):
                if os.getppid() != master:
                    break
                if not self._claims[number]:
                    self._claims[number] = 1
                    untold += self._said(number)
                    with suppress(BlockingIOError):
                        _tell(untold, out)
            os.set_blocking(out, True)
            _tell(untold, out)
        finally:
            os._exit(0)

    def _said(self, number: int) -> bytes:
        """What came of a piece, as the master is told of it."""
        try:
            data, done = self._work(number), True
        except Exception:  # noqa: BLE001 - the master will meet it too, and knows what to do
            data, done = b"", False
        return HEAD.pack(number, done, len(data)) + data

    def claim(self, number: int) -> bool:
        """Whether a piece is for the master to do."""
        if self._claims[number]:
            return False
        self._claims[number] = 1
        self._done.add(number)
        return True

    def _heard(self, left: set[int]) -> Iterator[tuple[int, bytes]]:
        """What helpers have told up to now of the pieces that are left."""
        for helper in list(self._helpers):
            goes_on = helper.listen()
            for number, data in helper.told():
                if data is None:
                    self._refused.add(number)
                elif number not in self._done:
                    self._done.add(number)
                    self._told[number] = data
            if not goes_on:
                self._helpers.remove(helper)
                helper.dismiss()
        for number in [number for number in self._told if number in left]:
            left.discard(number)
            yield number, self._told.pop(number)

    def _wait(self) -> None:
        """Until a helper has something to say."""
        import select

        select.select([helper.pipe for helper in self._helpers], [], [])

    def dismiss(self) -> None:
        """Be done with all helpers, whatever they are at."""
        for helper in self._helpers:
            helper.dismiss()
        self._helpers = []
        self._claims.close()


def _tell(untold: bytearray, out: int) -> None:
    """Say what there is to say. Raises BlockingIOError where the master has not listened to all
    that was said before: the rest can wait until there is more.
    """
    while untold:
        del untold[: os.write(out, untold[:SIZE])]
