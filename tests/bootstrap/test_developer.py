"""Commands for people who develop the engine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bootstrap import ROOT, developer
from bootstrap.tools import CHROMIUM, SERVER_TOOLS, MissingToolError, Tool

OK, FAILS = "pass", "import sys; print('1 file'); sys.exit(1)"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the commands that were run, in order. The formatter fails."""
    commands: list[str] = []
    start = developer.start

    def fake_start(*arguments: str, is_quiet: bool = False) -> subprocess.Popen[str]:
        commands.append(" ".join(arguments))
        return start("-c", FAILS if "--check" in arguments else OK, is_quiet=is_quiet)

    def find_or_install(tool: Tool) -> None:
        commands.append(tool.name)

    monkeypatch.setattr(developer, "start", fake_start)
    monkeypatch.setattr(developer, "find_or_install", find_or_install)
    return commands


def first_words(steps: list[str], count: int = 3) -> list[str]:
    return [" ".join(step.split()[:count]) for step in steps]


def test_test_runs_linters_beside_tests_and_reports_failures(
    steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert developer.main("test", []) == 1
    assert first_words(steps) == [
        CHROMIUM.name,
        "-m ruff check",
        "-m ruff format",
        "-m mypy build.py",
        "-m pytest -n",
    ]
    assert steps[-1].endswith("-m not servers and not slow")
    assert capsys.readouterr().err == (
        "\nruff format --check\n1 file\n\nFailed: ruff format --check\n"
    )


def test_test_fast_needs_no_browser(steps: list[str]) -> None:
    developer.main("test", ["--fast"])
    assert first_words(steps, 2) == ["-m ruff", "-m ruff", "-m mypy", "-m pytest"]
    assert "not browser" in steps[-1]


def test_test_all_makes_sure_of_every_program(steps: list[str]) -> None:
    developer.main("test", ["--all"])
    assert steps[: 1 + len(SERVER_TOOLS)] == [
        tool.name for tool in (CHROMIUM, *SERVER_TOOLS)
    ]
    assert "not" not in steps[-1].split()


def test_test_rest_runs_what_test_leaves_out(steps: list[str]) -> None:
    assert developer.main("test", ["--rest"]) == 0
    assert steps[-1].endswith("-m servers or slow")


def test_test_runs_named_tests_alone(steps: list[str]) -> None:
    assert developer.main("test", ["tests/model", "-x"]) == 0
    assert steps == ["-m pytest tests/model -x"]


def test_lint_covers_all_code(steps: list[str]) -> None:
    assert developer.main("lint", []) == 1
    assert len(steps) == 3
    assert all("build.py bootstrap microsite tests" in step for step in steps)


def test_bench_passes_its_arguments_on(steps: list[str]) -> None:
    assert developer.main("bench", ["--pages", "100"]) == 0
    assert steps == ["-m bench.run --pages 100"]


def test_test_stops_without_a_browser(
    steps: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def find_or_install(tool: Tool) -> None:
        raise MissingToolError(f"No {tool.name}. Type: this")

    monkeypatch.setattr(developer, "find_or_install", find_or_install)
    assert developer.main("test", []) == 2
    assert capsys.readouterr().err == f"No {CHROMIUM.name}. Type: this\n"
    assert not steps


def test_start_runs_in_the_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    check = "import os, sys; sys.exit(9 if os.path.samefile('.', sys.argv[1]) else 0)"
    assert developer.wait(developer.start("-c", check, ROOT)) == 9
