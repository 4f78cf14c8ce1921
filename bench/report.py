"""Tables of the runs in Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from statistics import median

from bench.changes import CHANGES
from bench.measure import Run
from bench.tools import Tool
from bench.watch import SAVE

BASELINE = "hugo"
TITLES = {name: change.title for name, change in CHANGES.items()} | {
    SAVE: "save to new HTML, watching"
}
"""Titles of the columns, in order."""
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """Numbers of pages, files and bytes of an output folder."""

    pages: int
    files: int
    bytes: int


def count_output(folder: Path) -> BuiltSite:
    """Count the pages, files and bytes of an output folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    return BuiltSite(len(pages), len(files), sum(path.stat().st_size for path in files))


def machine(folder: Path) -> str:
    """Describe the machine in a line: processor, memory, system, Python, and place of the sites."""
    cores = os.cpu_count() or 1
    where = "in memory (tmpfs)" if str(folder).startswith("/dev/shm") else "on disk"
    return (
        f"{_processor()}, {cores} core{'' if cores == 1 else 's'}, {_memory()} of memory, {platform.system()}, "
        f"Python {platform.python_version()}; the sites lie {where}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (
        line.partition(":")[2].strip()
        for line in lines
        if line.startswith("model name")
    )
    return " ".join(next(names, platform.machine()).replace("(R)", "").split())


def _memory() -> str:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{size / 2**30:.0f} GB"


def tables(
    runs: list[Run], sites: dict[tuple[str, str], BuiltSite], tools: list[Tool]
) -> str:
    """Return the tables of every size: ratios to Hugo, and the times behind them."""
    parts = []
    for size in dict.fromkeys(run.size for run in runs):
        size_runs = [run for run in runs if run.size == size]
        able = [tool for tool in tools if (size, tool.name) in sites]
        names = ", ".join(
            f"{tool.title} {sites[size, tool.name].pages:,}" for tool in able
        )
        rounds = len({run.round for run in size_runs if run.change != SAVE})
        parts.append(f"### {size}: pages: {names}; {rounds} rounds\n")
        if any(tool.name == BASELINE for tool in able):
            parts.append(
                "Wall time as a ratio to Hugo’s, pair by pair: median (least to most). Lower is faster.\n"
            )
            parts.append(_table(size_runs, able, _ratio))
            if ended := [run for run in size_runs if run.cpu]:
                parts.append(
                    "The same of processor time, medians; Hugo uses every core at once.\n"
                )
                parts.append(_table(ended, able, _cpu_ratio))
        parts.append(
            "Medians: seconds on the clock / seconds of processor time / MB of memory at most.\n"
        )
        parts.append(_table(size_runs, able, _cost))
        parts.append(_built_sites(size, sites, able))
    return "\n".join(parts)


def _table(
    runs: list[Run], tools: list[Tool], cell: Callable[[list[Run], str, str], str]
) -> str:
    changes = [name for name in TITLES if any(run.change == name for run in runs)]
    rows = [
        ["", *(TITLES[name] for name in changes)],
        ["---"] + ["---:"] * len(changes),
    ]
    rows += [
        [tool.title, *(cell(runs, tool.name, name) for name in changes)]
        for tool in tools
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def ratios(
    runs: list[Run],
    tool: str,
    change: str,
    of: Callable[[Run], float] = attrgetter("wall"),
) -> list[float]:
    """Return a tool's times divided by Hugo's, round by round."""
    took = {(run.tool, run.round): of(run) for run in runs if run.change == change}
    rounds = [
        number for name, number in took if name == tool and took.get((BASELINE, number))
    ]
    return [took[tool, number] / took[BASELINE, number] for number in rounds]


def _ratio(runs: list[Run], tool: str, change: str) -> str:
    if tool == BASELINE:
        return "1"
    values = ratios(runs, tool, change)
    if not values:
        return "–"
    return f"{_short(median(values))} ({_short(min(values))} to {_short(max(values))})"


def _cpu_ratio(runs: list[Run], tool: str, change: str) -> str:
    values = ratios(runs, tool, change, attrgetter("cpu"))
    return _short(median(values)) if values else "–"


def _cost(runs: list[Run], tool: str, change: str) -> str:
    tool_runs = [run for run in runs if run.tool == tool and run.change == change]
    if not tool_runs:
        return "–"
    if not tool_runs[0].cpu:
        return _short(median(run.wall for run in tool_runs))
    wall, cpu = (
        median(run.wall for run in tool_runs),
        median(run.cpu for run in tool_runs),
    )
    return f"{_short(wall)} / {_short(cpu)} / {median(run.peak for run in tool_runs) / MB:.0f}"


def _short(number: float) -> str:
    """Return a number with two significant digits."""
    return (
        f"{number:.0f}"
        if number >= 10
        else f"{number:.1f}"
        if number >= 1
        else f"{number:.2f}"
    )


def _built_sites(
    size: str, sites: dict[tuple[str, str], BuiltSite], tools: list[Tool]
) -> str:
    words = []
    for tool in tools:
        site = sites[size, tool.name]
        words.append(f"- {tool.title}: {site.files:,} files, {site.bytes / MB:.1f} MB")
    return "Created:\n\n" + "\n".join(words) + "\n"
