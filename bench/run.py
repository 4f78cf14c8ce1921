"""Compare the build times of generated conferences with those of Hugo and others.

Print tables in Markdown, and write every run into a JSON file. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from itertools import count
from pathlib import Path

from bench.changes import CHANGES, Bench, ChangeMissingError
from bench.conference import SIZES, make_conference
from bench.forms import PORTRAITS, write_sources
from bench.measure import Run, compare
from bench.report import TITLES, BuiltSite, count_output, machine, tables
from bench.tools import ROOT, TOOLS_FOLDER, all_tools, install, version_of
from bench.watch import SAVE, watch

USUAL_SIZES = ["S", "M"]
USUAL_TOOLS = ["hugo", "microsite", "lean"]
DOCUMENT = ROOT / "docs/performance.md"
MARKS = (
    "<!-- tables: written by python build.py bench --document -->",
    "<!-- end of tables -->",
)
USUAL_ROUNDS = {"S": 5, "M": 3, "L": 2, "P": 3}


def options(arguments: list[str]) -> argparse.Namespace:
    """Return the parsed options."""
    parser = argparse.ArgumentParser(
        prog="python build.py bench", description=__doc__.splitlines()[0]
    )
    add = parser.add_argument
    add(
        "--full",
        action="store_true",
        help="every size and every tool; takes most of an hour",
    )
    add(
        "--sizes",
        type=_names(SIZES),
        metavar="S,M,L,P",
        help="50, 1,000, 10,000 pages, 95 with portraits (default S,M)",
    )
    add(
        "--tools",
        type=_names(all_tools()),
        metavar="NAMES",
        help=f"of {', '.join(all_tools())}",
    )
    add(
        "--changes",
        type=_names(TITLES),
        metavar="NAMES",
        help=f"of {', '.join(TITLES)} (default: all)",
    )
    add(
        "--rounds",
        type=int,
        help="rounds of each size (default 5 of S, 3 of M and P, 2 of L)",
    )
    add(
        "--folder",
        type=Path,
        help="where to build the sites (default: in memory, if the system offers that)",
    )
    add("--keep", action="store_true", help="keep the sites")
    add(
        "--document",
        action="store_true",
        help="put the tables into docs/performance.md",
    )
    add(
        "--json",
        type=Path,
        default=TOOLS_FOLDER / "results.json",
        help="file for every run",
    )
    chosen = parser.parse_args(arguments)
    chosen.sizes = chosen.sizes or (list(SIZES) if chosen.full else USUAL_SIZES)
    chosen.tools = chosen.tools or (list(all_tools()) if chosen.full else USUAL_TOOLS)
    chosen.changes = chosen.changes or list(TITLES)
    return chosen


def _names(choices: Mapping[str, object]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = text.split(",")
        if unknown := [name for name in names if name not in choices]:
            raise argparse.ArgumentTypeError(
                f"“{unknown[0]}” is not one of {', '.join(choices)}"
            )
        return [name for name in choices if name in names]

    return read


def main(arguments: list[str]) -> int:
    """Measure and print. Return 1 if a tool did not publish a change."""
    chosen = options(arguments)
    if not hasattr(os, "wait4"):
        sys.stderr.write(
            "The benchmark needs Linux or macOS: other systems do not report the time of a process.\n"
        )
        return 2
    install(chosen.tools)
    folder = chosen.folder or Path(
        tempfile.mkdtemp(prefix="microsite-bench-", dir=_in_memory())
    )
    try:
        return _measure(chosen, folder)
    except ChangeMissingError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    finally:
        if not chosen.keep:
            shutil.rmtree(folder)


def _measure(chosen: argparse.Namespace, folder: Path) -> int:
    every = all_tools()
    tools = [every[name] for name in chosen.tools]
    changes = [CHANGES[name] for name in chosen.changes if name in CHANGES]
    runs: list[Run] = []
    sites: dict[tuple[str, str], BuiltSite] = {}
    editions = count(1)
    for size in chosen.sizes:
        conference = make_conference(SIZES[size])
        able = [
            tool for tool in tools if tool.form in PORTRAITS or not conference.portraits
        ]
        benches = [Bench(tool, conference, folder / size / tool.name) for tool in able]
        for bench in benches:
            write_sources(bench.tool.form, conference, bench.folder)
        rounds = chosen.rounds or USUAL_ROUNDS[size]
        runs += compare(
            size, benches, changes, rounds, editions, warm_up=size == chosen.sizes[0]
        )
        if SAVE in chosen.changes:
            runs += watch(size, benches, rounds, editions)
        sites |= {
            (size, bench.tool.name): count_output(bench.folder / bench.tool.output)
            for bench in benches
        }
        if not chosen.keep:
            shutil.rmtree(folder / size)
    versions = ", ".join(
        f"{tool.title} {version}" for tool in tools if (version := version_of(tool))
    )
    about = ". ".join(filter(None, (machine(folder), versions)))
    report = f"{about}.\n\n{tables(runs, sites, tools)}"
    print(report)
    if chosen.document:
        _put_between_marks(DOCUMENT, report)
    _note(
        chosen.json,
        {
            "machine": machine(folder),
            "versions": versions,
            "runs": [asdict(run) for run in runs],
        },
    )
    return 0


def _put_between_marks(path: Path, text: str) -> None:
    """Replace the text between the marks of a file."""
    before, _, rest = path.read_text(encoding="utf-8").partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    path.write_text(
        f"{before}{MARKS[0]}\n\n{text.strip()}\n\n{MARKS[1]}{after}", encoding="utf-8"
    )


def _note(path: Path, results: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1), encoding="utf-8")
    sys.stderr.write(f"Every run is recorded in {path}.\n")


def _in_memory() -> Path | None:
    """Return a folder in memory if there is one, because a busy disk would distort the times."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
