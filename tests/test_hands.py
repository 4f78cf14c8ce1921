"""Work is shared out between processes: each piece once, whoever does it, and whatever becomes of
the helpers.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from mmap import mmap
from pathlib import Path

import pytest

from microsite import edition
from microsite.hands import ENOUGH, Aside, Team, by_threads, shared_out
from microsite.pipeline import Options, build
from microsite.project import ENGINE_HOME, Project

ONLY_WITH_FORK = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere there are no helpers"
)
COUNT = 3 * ENOUGH
HERE = os.getpid()


def work(number: int) -> bytes:
    """A piece, with who did it."""
    time.sleep(0.001)
    return b"%d by %d" % (number, os.getpid())


def done(count: int, jobs: int) -> dict[int, bytes]:
    """All pieces, done; each has to come once."""
    pieces: dict[int, bytes] = {}
    for number, data in shared_out(count, work, jobs):
        assert number not in pieces
        pieces[number] = work(number) if data is None else data
    return pieces


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, ENOUGH - 1, COUNT])
def test_each_piece_is_done_once(count: int, jobs: int) -> None:
    pieces = done(count, jobs)

    assert sorted(pieces) == list(range(count))
    assert all(data.startswith(b"%d by " % number) for number, data in pieces.items())


@ONLY_WITH_FORK
def test_others_lend_a_hand_and_leave() -> None:
    workers = {data.split()[-1] for data in done(COUNT, 3).values()}

    assert len(workers) > 1
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_few_pieces_and_many_threads_are_for_one() -> None:
    assert {data.split()[-1] for data in done(ENOUGH - 1, 4).values()} == {b"%d" % HERE}
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert {data.split()[-1] for data in done(COUNT, 4).values()} == {b"%d" % HERE}
    finally:
        stop.set()
        other.join()


@ONLY_WITH_FORK
def test_what_fails_in_a_helper_is_for_the_caller_to_meet() -> None:
    def failing(number: int) -> bytes:
        if os.getpid() != HERE:
            raise ValueError(number)
        return work(number)

    left = [number for number, data in shared_out(COUNT, failing, 3) if data is None]

    assert sorted(left) == list(range(COUNT))


@ONLY_WITH_FORK
def test_the_work_of_a_helper_that_is_killed_is_done_all_the_same() -> None:
    def deadly(number: int) -> bytes:
        if os.getpid() != HERE and number < COUNT - 10:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(number)

    pieces = {number: data or work(number) for number, data in shared_out(COUNT, deadly, 3)}

    assert sorted(pieces) == list(range(COUNT))


@ONLY_WITH_FORK
@pytest.mark.parametrize("jobs", [2, 4])
def test_large_pieces_arrive_whole(jobs: int) -> None:
    """Also where several helpers have more to say at once than fits into a pipe."""

    def large(number: int) -> bytes:
        return bytes([number]) * 300_000

    pieces = {}
    for number, data in shared_out(COUNT, large, jobs):
        assert data in (None, bytes([number]) * 300_000)
        pieces[number] = data
    assert sorted(pieces) == list(range(COUNT))


@ONLY_WITH_FORK
@pytest.mark.parametrize("size", [1, 2_000_000])
def test_a_caller_who_breaks_off_leaves_nobody_behind(size: int) -> None:
    """Also not one who is in the middle of a long answer."""
    for number, _ in shared_out(COUNT, lambda number: bytes(size), 4):
        if number == 3:
            break

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@ONLY_WITH_FORK
def test_what_a_helper_cannot_do_is_left_to_the_end_in_order() -> None:
    """So that what the caller tells of it is the same every time."""
    here = []

    def failing(number: int) -> bytes:
        if os.getpid() != HERE and number % 3 == 0:
            raise ValueError(number)
        return work(number)

    helped = False
    for number, data in shared_out(COUNT, failing, 2):
        helped |= data is not None
        if data is None:
            here.append(number)
            work(number)

    assert helped
    assert here == sorted(here)


@ONLY_WITH_FORK
def test_a_helper_goes_on_while_nobody_listens() -> None:
    """What it has to say is more than a pipe holds, and the caller is at one long piece."""
    done_by = mmap(-1, 3)

    def large(number: int) -> bytes:
        done_by[number] = 1
        return bytes(3_000_000)

    for number, data in shared_out(3, large, 2, enough=2):
        if data is None:
            deadline = time.monotonic() + 60
            while number == 0 and not all(done_by[1:]) and time.monotonic() < deadline:
                time.sleep(0.005)
            assert number == 0
        else:
            assert data == bytes(3_000_000)


@ONLY_WITH_FORK
def test_pieces_can_be_asked_for_in_parts() -> None:
    """What is told of the others waits; and nobody waits for what a helper cannot do, or has not
    come to.
    """
    asked = mmap(-1, 1)

    def slow(number: int) -> bytes:
        if number == 7:
            raise ValueError
        while number < 5 and not asked[0]:
            time.sleep(0.001)
        return b"%d" % number

    with Team(10, slow, 1) as team:
        late = dict(team.part(range(5, 10)))
        asked[0] = 1
        early = dict(team.part(range(5)))

    assert sorted(late) == [5, 6, 7, 8, 9] and late[7] is None
    assert sorted(early) == [0, 1, 2, 3, 4]
    assert all(data in (None, b"%d" % number) for number, data in (late | early).items())


@ONLY_WITH_FORK
def test_something_is_done_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another process, who goes when it is done, or has failed; by this one where the system
    gives no other.
    """
    note = tmp_path / "by"

    def work() -> None:
        time.sleep(0.05)
        note.write_text(str(os.getpid()))
        raise ValueError("no more")

    Aside(work).wait()
    assert int(note.read_text()) != HERE
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)

    def none_left() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", none_left)
    with pytest.raises(ValueError, match="no more"):
        Aside(work)
    assert int(note.read_text()) == HERE


@pytest.mark.parametrize("large", [1, 10_000])
def test_a_site_is_the_same_however_many_make_it(
    tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition, "LARGE", large)
    root = tmp_path / "tidewater"
    shutil.copytree(
        ENGINE_HOME / "examples/tidewater", root, ignore=shutil.ignore_patterns("output", ".*")
    )
    made = []
    for jobs in (1, 3):
        output = tmp_path / f"by-{jobs}"
        options = Options(as_of=date(2027, 1, 10), use_cache=False, jobs=jobs)
        assert build(Project.at(root, output), options).published is not None
        made.append(
            {
                path.relative_to(output): path.read_bytes()
                for path in output.rglob("*")
                if path.is_file()
            }
        )

    assert made[0] == made[1]


# Threads, for what is done by C


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_threads_tell_what_came_of_each_in_order(jobs: int, count: int) -> None:
    given = by_threads([partial(work, number) for number in range(count)], jobs)
    assert [tell() for tell in given] == [b"%d by %d" % (number, HERE) for number in range(count)]
    assert threading.active_count() == 1


def test_what_a_thread_raises_is_met_by_who_asks() -> None:
    def refuse() -> bytes:
        raise OSError("Full.")

    met = []
    pieces: list[Callable[[], bytes]] = [refuse, partial(work, 1), refuse]
    for tell in by_threads(pieces, 2):
        try:
            met.append(tell()[:1])
        except OSError as problem:
            met.append(str(problem).encode())
    assert met == [b"Full.", b"1", b"Full."]


def test_threads_are_not_far_ahead() -> None:
    """What nobody has asked for yet takes up memory."""
    begun: list[int] = []
    given = by_threads([partial(begun.append, number) for number in range(100)], 2)
    for asked in range(1, 20):
        next(given)()
        assert asked <= len(begun) <= asked + 4
    given.close()
    assert len(begun) < 30


def test_one_job_begins_nothing() -> None:
    pieces = [partial(work, 1), partial(work, 2)]
    assert list(by_threads(pieces, 1)) == pieces
