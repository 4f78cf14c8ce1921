"""The workshop's commands run what they say they run."""

from __future__ import annotations

from pathlib import Path

import pytest

from bootstrap import ROOT, developer
from bootstrap.tools import CHROMIUM, NEEDED, MissingToolError, Tool


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was run, in order; the formatter finds something to complain of."""
    done: list[str] = []

    def python(*arguments: str) -> int:
        done.append(" ".join(arguments))
        return 1 if "--check" in arguments else 0

    def ensure(tool: Tool) -> None:
        done.append(tool.name)

    monkeypatch.setattr(developer, "python", python)
    monkeypatch.setattr(developer, "ensure", ensure)
    return done


def test_whole_run_goes_to_the_end_and_fails(
    steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert developer.main("test", []) == 1
    assert [" ".join(step.split()[:3]) for step in steps] == [
        *(" ".join(tool.name.split()[:3]) for tool in NEEDED),
        "-m ruff check",
        "-m ruff format",
        "-m mypy build.py",
        "-m pytest",
    ]
    assert capsys.readouterr().err == "\nFailed: ruff format --check\n"


def test_named_tests_run_alone(steps: list[str]) -> None:
    assert developer.main("test", ["tests/model", "-x"]) == 0
    assert steps == ["-m pytest tests/model -x"]


def test_lint(steps: list[str]) -> None:
    assert developer.main("lint", []) == 1
    assert len(steps) == 3
    assert all("build.py bootstrap deploy microsite tests" in step for step in steps)


def test_bench(steps: list[str]) -> None:
    assert developer.main("bench", ["--pages", "100"]) == 0
    assert steps == ["-m bench.run --pages 100"]


def test_missing_browser_stops_it(
    steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ensure(tool: Tool) -> None:
        raise MissingToolError(f"No {tool.name}. Type: this")

    monkeypatch.setattr(developer, "ensure", ensure)
    assert developer.main("test", []) == 2
    assert capsys.readouterr().err == f"No {CHROMIUM.name}. Type: this\n"
    assert not steps


def test_runs_in_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    check = "import os, sys; sys.exit(9 if os.path.samefile('.', sys.argv[1]) else 0)"
    assert developer.python("-c", check, ROOT) == 9
