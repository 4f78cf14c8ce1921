"""Tables of the benchmark."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.measure import STOPWATCH, Run
from bench.report import BuiltSite, count_output, ratios, tables
from bench.tools import all_tools


def run(tool: str, number: int, wall: float) -> Run:
    return Run(
        size="S",
        change="cold",
        tool=tool,
        round=number,
        wall=wall,
        cpu=wall * 2,
        peak=50_000_000,
    )


RUNS = [run("hugo", number, wall) for number, wall in enumerate((0.1, 0.2, 0.4), 1)] + [
    run("microsite", number, wall) for number, wall in enumerate((0.1, 0.3, 0.2), 1)
]


def test_ratios_are_taken_pair_by_pair() -> None:
    assert ratios(RUNS, "microsite", "cold") == pytest.approx([1.0, 1.5, 0.5])


def test_tables_show_medians_and_spread() -> None:
    tools = [all_tools()[name] for name in ("hugo", "microsite")]
    sites = {("S", tool.name): BuiltSite(95, 96, 300_000) for tool in tools}

    saves = [
        Run(size="S", change="save", tool="hugo", round=number, wall=0.1, cpu=0, peak=0)
        for number in range(1, 10)
    ]
    text = tables([*RUNS, *saves], sites, tools)

    assert "| Hugo | 1 |" in text
    assert "| Microsite | 1.0 (0.50 to 1.5) |" in text
    assert "| Hugo | 0.20 / 0.40 / 50 |" in text
    assert "3 rounds" in text


def test_stopwatch_measures_a_program() -> None:
    program = "import time; held = bytearray(60_000_000); time.sleep(0.2); sum(range(3_000_000)); raise SystemExit(3)"
    process = subprocess.run(
        [sys.executable, "-I", "-S", str(STOPWATCH), sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    took = json.loads(process.stdout)

    assert took["code"] == 3
    assert took["wall"] >= 0.2
    assert took["cpu"] > 0
    assert 60_000_000 <= took["peak"] < 150_000_000


def test_count_output_counts_pages_files_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text("12345")
    (tmp_path / "site.css").write_text("123")

    assert count_output(tmp_path) == BuiltSite(pages=1, files=2, bytes=8)
