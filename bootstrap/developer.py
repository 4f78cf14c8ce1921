"""The workshop's commands: test, lint and bench. They run where requirements-dev.txt is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bootstrap import ROOT
from bootstrap.tools import NEEDED, MissingToolError, ensure

PYTHON_CODE = ("build.py", "bootstrap", "deploy", "microsite", "tests", "tools", "bench")
"""What is linted and type-checked, as far as it is there."""


def main(command: str, arguments: list[str]) -> int:
    """Run one of the commands. Gives 0, or the exit code of the first step that failed."""
    try:
        if command == "lint":
            return report(lint())
        if command == "bench":
            return python("-m", "bench.run", *arguments)
        return test(arguments)
    except MissingToolError as missing:
        sys.stderr.write(f"{missing}\n")
        return 2


def test(arguments: list[str]) -> int:
    """With arguments pytest alone, on what they name; else everything, to the end, even when a step
    fails.
    """
    if arguments:
        return python("-m", "pytest", *arguments)
    for tool in NEEDED:
        ensure(tool)
    steps = lint()
    steps["pytest"] = python("-m", "pytest")
    return report(steps)


def lint() -> dict[str, int]:
    """Exit codes of the linter, the formatter and the type checker, by name."""
    code = [name for name in PYTHON_CODE if Path(ROOT, name).exists()]
    return {
        "ruff check": python("-m", "ruff", "check", *code),
        "ruff format --check": python("-m", "ruff", "format", "--check", *code),
        "mypy": python("-m", "mypy", *code),
    }


def report(steps: dict[str, int]) -> int:
    failed = [name for name, code in steps.items() if code]
    if failed:
        sys.stderr.write(f"\nFailed: {', '.join(failed)}\n")
    return next((code for code in steps.values() if code), 0)


def python(*arguments: str) -> int:
    """Run this Python in the project's folder, wherever the person is: paths count from there."""
    sys.stdout.flush()
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, check=False
    ).returncode
