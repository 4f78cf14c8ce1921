"""Kill builds in separate processes and check the remains. Tests run this as a program.

crash.py steps ROOT exchange|renames     kill at the first step that writes to the disk, then at the
second, ...
crash.py random ROOT SEED KILLS          kill at random moments
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from microsite.output import swap
from microsite.output.swap import OutputFolders
from microsite.output.writer import restore
from tests.faults.versions import publish_version, version_in

STEPS = frozenset(
    "open os.rename os.link os.mkdir os.remove os.rmdir os.utime os.chmod os.scandir shutil.rmtree "
    "ctypes.dlsym ctypes.set_errno ctypes.get_errno".split()
)


def in_child(
    work: Callable[[], None], wait: Callable[[int], None] | None = None
) -> bool:
    """Do some work in a forked process. Return whether it finished."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0 if sys.exc_info()[0] is None else 1)
    if wait is not None:
        wait(child)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0, "the build failed"
    return True


def die_at(step: int) -> None:
    """Kill this process just before the given write to the disk."""
    steps_left = step

    def count(event: str, _: object) -> None:
        nonlocal steps_left
        if event in STEPS:
            steps_left -= 1
            if steps_left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def complete_version(output: Path, *allowed: int) -> int:
    """Return the version in output, which must be one of these."""
    version = version_in(output)
    assert version in allowed, f"version {version} is in output, not one of {allowed}"
    return version


def steps(root: Path, way: str) -> str:
    """Kill a build at each of its steps. After each kill the next build must succeed."""
    if way == "renames":
        swap._exchange = lambda *_: False
    output = root / "output"
    number = 0
    absences = 0
    for _ in range(3):
        publish_version(root, number := number + 1)
    step = 0
    while True:
        number += 1

        def build(step: int = step, number: int = number) -> None:
            die_at(
                step // 3
            )  # with different versions, which have different numbers of files
            assert publish_version(root, number)

        if in_child(build):
            complete_version(output, number)
            return f"{step // 3} steps, {absences} times without output"
        if not output.exists():
            assert way == "renames", "there is no output"
            absences += 1
            restore(OutputFolders(output))
        version = complete_version(output, number - 1, number)
        if step % 2:  # the next build is of the same version or of another one
            number += 1
        assert publish_version(root, number)
        complete_version(output, number)
        leftovers = sorted(path.name for path in (root / ".output.work").iterdir())
        assert leftovers == [".gitignore", "lock"], (
            f"left behind: {leftovers}; version {version}"
        )
        step += 1


def at_random(root: Path, seed: int, kills: int) -> str:
    """Kill repeated builds at random moments."""
    chance = random.Random(seed)
    output = root / "output"
    publish_version(root, 0)
    versions = set()
    for _ in range(kills):
        start = version_in(output)

        def build(start: int = start) -> None:
            for number in range(start + 1, start + 10_000):
                assert publish_version(root, number)

        def kill(child: int) -> None:
            time.sleep(chance.random() * 0.05)
            os.kill(child, signal.SIGKILL)

        assert not in_child(build, kill)
        versions.add(version_in(output))
    return f"{len(versions)} versions"


if __name__ == "__main__":
    command, where, *more = sys.argv[1:]
    print(
        steps(Path(where), more[0])
        if command == "steps"
        else at_random(Path(where), int(more[0]), int(more[1]))
    )
