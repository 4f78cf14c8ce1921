"""Builds killed at any moment, and two at once, leave one complete site."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.versions import glimpse, publish_version, version_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills and forks as POSIX does"),
]

REPOSITORY = Path(__file__).parents[2]
CRASH = [sys.executable, "-m", "tests.faults.crash"]


class Watcher:
    """Reads output repeatedly in a thread, as a visitor would."""

    def __init__(self, output: Path) -> None:
        self.seen: list[int] = []
        self.wrong: list[str] = []
        self._output = output
        self._stop = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.0005):
            try:
                if (number := glimpse(self._output)) is not None:
                    self.seen.append(number)
            except (OSError, AssertionError, ValueError) as problem:
                self.wrong.append(repr(problem))


def test_output_is_complete_when_build_is_killed_at_random(tmp_path: Path) -> None:
    publish_version(tmp_path, 0)
    seed = random.randrange(10**6)
    watcher = Watcher(tmp_path / "output")

    with watcher.watching():
        result = subprocess.run(
            [*CRASH, "random", tmp_path, str(seed), "150"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )

    assert result.returncode == 0, f"seed {seed}: {result.stderr}"
    assert watcher.wrong == [], f"seed {seed}"
    assert len(set(watcher.seen)) > 20
    assert watcher.seen == sorted(watcher.seen)


@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_output_is_complete_when_build_is_killed_at_each_step(
    tmp_path: Path, way: str
) -> None:
    if way == "exchange" and sys.platform not in ("linux", "darwin"):
        pytest.skip("this system cannot exchange two folders in one step")
    result = subprocess.run(
        [*CRASH, "steps", tmp_path, way],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    steps, absences = (int(word) for word in result.stdout.split() if word.isdigit())
    assert steps > 40
    assert (absences > 0) == (way == "renames")


BUILDER = """
import sys
from pathlib import Path
from tests.faults.versions import publish_version
for number in range(int(sys.argv[2]), 120, 2):
    assert publish_version(Path(sys.argv[1]), number)
"""


def test_output_is_complete_when_two_builds_run(tmp_path: Path) -> None:
    """Two builds publish their own versions repeatedly. Both succeed, and output is always
    complete.
    """
    builders = [
        subprocess.Popen(
            [sys.executable, "-c", BUILDER, tmp_path, str(first)],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in (0, 1)
    ]
    for builder in builders:
        _, errors = builder.communicate(timeout=60)
        assert builder.returncode == 0, errors
    assert version_in(tmp_path / "output") in (118, 119)
