"""Run the tools in turn, and record time and memory of each run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.changes import Bench, Change, ChangeMissingError

STOPWATCH = Path(__file__).with_name("stopwatch.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Time and memory of one run of one tool."""

    size: str
    change: str
    tool: str
    round: int
    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of processor time of all its processes; 0 for a preview, which keeps running."""
    peak: int
    """Largest memory of one of its processes, in bytes; 0 for a preview."""


def compare(
    size: str,
    benches: list[Bench],
    changes: list[Change],
    rounds: int,
    editions: Iterator[int],
    *,
    warm_up: bool,
) -> list[Run]:
    """Return all runs of a size. In each round, every tool builds after every change in turn.

    The order of the tools changes from round to round, so that the load of the machine affects all
    of them. A round to warm up is not part of the result.
    """
    runs = []
    for number in range(0 if warm_up else 1, rounds + 1):
        turned = benches[number % len(benches) :] + benches[: number % len(benches)]
        for change in changes:
            for bench in turned:
                show(
                    f"{size}, round {number} of {rounds}: {change.title}, {bench.tool.title}"
                )
                run = _timed(size, bench, change, number, next(editions))
                if number:
                    runs.append(run)
    show("")
    return runs


def _timed(size: str, bench: Bench, change: Change, number: int, edition: int) -> Run:
    change.make(bench, edition)
    tool = bench.tool
    command = [part.replace("{folder}", str(bench.folder)) for part in tool.command]
    process = subprocess.run(
        [sys.executable, "-I", "-S", str(STOPWATCH), *command],
        cwd=tool.at or bench.folder,
        env={**os.environ, **tool.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    took = json.loads(process.stdout)
    if took.pop("code"):
        raise ChangeMissingError(
            f"{tool.title} failed ({change.title}):\n{process.stderr[-2000:]}"
        )
    change.check(bench, edition)
    return Run(size=size, change=change.name, tool=tool.name, round=number, **took)


def show(words: str) -> None:
    """Show the current step on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()
