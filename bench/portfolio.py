"""Times a portfolio of generated events: `python -m bench.portfolio --events 10,100`.

Each event has about 60 pages. Half of them are over. Prints a table in Markdown. Needs Linux or
macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import sleep

from bench.conference import Conference, Size, make_conference
from bench.measure import STOPWATCH, show
from bench.own_form import ROOT, content
from bench.report import machine

SIZE = Size(sessions=22, speakers=22, sponsors=8, resources=10, pages=6, days=2)
FIRST_DAY = date(2026, 1, 5)
TODAY = "2027-06-01"
DAYS = 1000  # over which the events are spread
SETTLED = (
    4.0  # seconds after which a change of a file shows in its time on every file system
)
KINDS = 50  # different programmes, so that a thousand events are generated in seconds
PORTFOLIO = """\
title: Open Content Portfolio
summary: Events on publishing for the open web.
base_url: https://events.example.org/
defaults:
  organiser:
    name: Example Conferences
  timezone: Europe/Stockholm
"""


def write_portfolio(folder: Path, count: int) -> None:
    """Write the sources of a portfolio with this number of events."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    for name in ("shared", "front"):
        (folder / name / "content" / "pages").mkdir(parents=True)
    programmes = [make_conference(SIZE, seed) for seed in range(min(count, KINDS))]
    for number in range(count):
        event = _event(programmes[number % KINDS], number, count)
        content(event, folder / "events" / f"event-{number:04d}")


def _event(programme: Conference, number: int, count: int) -> Conference:
    """Return a programme on other days. Two events of a kind have the same speakers."""
    first = FIRST_DAY + timedelta(days=number * DAYS // count)
    days = tuple(str(first + timedelta(days=day)) for day in range(SIZE.days))
    new_days = dict(zip(programme.days, days, strict=True))
    group = f"{number % KINDS}-{number // KINDS // 2}"
    return replace(
        programme,
        name=f"Open Content {number + 1}",
        url="",
        days=days,
        speakers=tuple(
            replace(speaker, id=f"{speaker.id}-{group}")
            for speaker in programme.speakers
        ),
        sessions=tuple(
            replace(
                session,
                day=new_days[session.day],
                speakers=tuple(f"{id_}-{group}" for id_ in session.speakers),
            )
            for session in programme.sessions
        ),
    )


def edit_event(folder: Path) -> None:
    """Add a sentence to the text of an event."""
    with (folder / "events/event-0000/content/event.md").open(
        "a", encoding="utf-8"
    ) as file:
        file.write("\nOne more sentence.\n")


def edit_front(folder: Path) -> None:
    """Change the summary of the portfolio."""
    page = folder / "front/content/pages/about.md"
    page.write_text("---\ntitle: About\n---\nWe arrange events.\n", encoding="utf-8")


def unchanged(folder: Path) -> None:
    """Change nothing."""


BUILD = ("build", "--as-of", TODAY)
STEPS: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "first build": (unchanged, BUILD),
    "unchanged": (unchanged, BUILD),
    "one event edited": (edit_event, BUILD),
    "front site edited": (edit_front, (*BUILD, "--front")),
    "one part of 20": (unchanged, (*BUILD, "--no-cache", "--shard", "1/20")),
}


def time_steps(folder: Path, count: int) -> None:
    """Print what each step took."""
    for name, (change, arguments) in STEPS.items():
        change(folder)
        show(f"{folder.name}: {name}")
        print(row(count, name, time_command(folder, *arguments)), flush=True)


def time_command(folder: Path, *arguments: str) -> dict[str, float]:
    """Return the seconds and bytes that a command took."""
    command = [
        sys.executable,
        str(STOPWATCH),
        sys.executable,
        "-m",
        "microsite",
        *arguments,
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    took: dict[str, float] = json.loads(process.stdout)
    if took["code"]:
        raise RuntimeError(process.stderr[-2000:])
    return took


def files_in(folder: Path) -> tuple[int, int]:
    """Return the number and the size of the files in a folder."""
    sizes = [
        os.stat(os.path.join(parent, name)).st_size
        for parent, _, names in os.walk(folder)
        for name in names
    ]
    return len(sizes), sum(sizes)


def main(arguments: list[str]) -> int:
    """Generate, measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.portfolio", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--events", default="10,100", help="numbers of events (default 10,100)"
    )
    parser.add_argument("--folder", type=Path, help="where the portfolios are made")
    parser.add_argument(
        "--keep", action="store_true", help="leave the portfolios there"
    )
    chosen = parser.parse_args(arguments)
    place = chosen.folder or Path(tempfile.mkdtemp(prefix="microsite-portfolio-"))
    print(f"{machine(place)}.\n\n{HEAD}")
    for count in map(int, chosen.events.split(",")):
        folder = place / f"portfolio-{count}"
        write_portfolio(folder, count)
        sleep(SETTLED)
        time_steps(folder, count)
        files, size = files_in(folder / "output")
        print(row(count, f"{files:,} files, {size / 1e6:,.0f} MB", {}), flush=True)
        if not chosen.keep:
            shutil.rmtree(folder)
    return 0


HEAD = """\
| events | step | seconds | of processor time | MB of memory |
|---:|---|---:|---:|---:|"""


def row(count: int, name: str, took: dict[str, float]) -> str:
    """Return the row of a step in the table."""
    cells = [f"{count:,}", name, "", "", ""]
    if took:
        cells[2:] = (
            f"{took['wall']:.1f}",
            f"{took['cpu']:.1f}",
            f"{took['peak'] / 1e6:.0f}",
        )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
