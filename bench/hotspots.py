"""Where the time of one build goes: `python -m bench.hotspots M cold`, in processor time, so that
others may be busy.

Tells the stages of the pipeline without the profiler in the way, then the functions that took most
with it.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.changes import CHANGES, Bench
from bench.conference import SIZES, make_conference
from bench.forms import write_sources
from bench.tools import HOUSE, all_tools
from microsite import build as builder
from microsite.project import BuildOptions, Project

FUNCTIONS = 25


def main(arguments: list[str]) -> int:
    """Profile one kind of build."""
    size, change = (*arguments, "cold")[:2] if arguments else ("", "")
    if size not in SIZES or change not in CHANGES:
        sys.stderr.write(f"python -m bench.hotspots {'|'.join(SIZES)} [{'|'.join(CHANGES)}]\n")
        return 2
    conference = make_conference(SIZES[size])
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(all_tools()["microsite"], conference, Path(folder) / "site")
        write_sources("microsite", conference, bench.folder)
        project = Project.at(bench.folder)
        setattr(builder, "perf_counter", time.process_time)  # noqa: B010 - the stages are timed by it
        _build(project)
        CHANGES[change].make(bench, 1)
        stages = _build(project).timings
        CHANGES[change].make(bench, 2)
        profile = cProfile.Profile(time.process_time)
        profile.enable()
        _build(project)
        profile.disable()
    print(f"{size}, {CHANGES[change].title}: seconds of processor time\n")
    for stage, seconds in stages:
        print(f"  {stage:<10} {seconds:8.3f}")
    for order, title in (
        ("tottime", "in the function itself"),
        ("cumulative", "with all that it calls"),
    ):
        print(f"\nMost {title}:\n\n{_most(profile, order)}")
    return 0


def _build(project: Project) -> builder.Outcome:
    outcome = builder.build(project, BuildOptions())
    if outcome.published is None:
        raise SystemExit("\n".join(found.headline for found in outcome.log))
    return outcome


def _most(profile: cProfile.Profile, order: str) -> str:
    """A table of functions: calls, seconds in itself, seconds in all, where."""
    told = io.StringIO()
    pstats.Stats(profile, stream=told).sort_stats(order).print_stats(FUNCTIONS)
    lines = told.getvalue().splitlines()
    start = next(number for number, line in enumerate(lines) if line.lstrip().startswith("ncalls"))
    places = (f"{HOUSE}/", f"{Path(shutil.__file__).parent}/")
    text = "\n".join(lines[start:]).rstrip()
    for place in places:
        text = text.replace(place, "")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
