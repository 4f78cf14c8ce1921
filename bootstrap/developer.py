"""Commands for people who develop the engine: test, lint and bench.

They run where requirements-dev.txt is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bootstrap import ROOT
from bootstrap.tools import CHROMIUM, SERVER_TOOLS, MissingToolError, find_or_install

PYTHON_CODE = ("build.py", "bootstrap", "microsite", "tests", "tools", "bench")
"""Files and folders to lint and type-check, as far as they exist."""
PARALLEL = ("-n", "auto", "--dist", "worksteal")
SELECTIONS = {
    "": "not servers and not slow",
    "--fast": "not browser and not servers and not slow and not long",
    "--rest": "servers or slow",
    "--all": "",
}
"""Options of `test`, and the marker expression of the tests that they select."""


def main(command: str, arguments: list[str]) -> int:
    """Run a command. Return 0, or the exit code of the first step that failed."""
    try:
        if command == "lint":
            return report(run_together(lint_steps()))
        if command == "bench":
            return wait(start("-m", "bench.run", *arguments))
        return test(arguments)
    except MissingToolError as missing:
        sys.stderr.write(f"{missing}\n")
        return 2


def test(arguments: list[str]) -> int:
    """Run the linters and the selected tests, or with other arguments pytest alone on
    these.
    """
    option = arguments[0] if arguments else ""
    if option not in SELECTIONS or len(arguments) > 1:
        return wait(start("-m", "pytest", *arguments))
    if option != "--fast":
        find_or_install(CHROMIUM)
    for tool in SERVER_TOOLS if option in ("--all", "--rest") else ():
        find_or_install(tool)
    markers = SELECTIONS[option]
    tests = ("-m", "pytest", *PARALLEL, *(("-m", markers) if markers else ()))
    lint = {} if option == "--rest" else lint_steps()
    return report(run_together({**lint, "pytest": tests}))


def lint_steps() -> dict[str, tuple[str, ...]]:
    """Return the arguments of the linter, the formatter and the type checker,
    by name.
    """
    code = [name for name in PYTHON_CODE if Path(ROOT, name).exists()]
    return {
        "ruff check": ("-m", "ruff", "check", *code),
        "ruff format --check": ("-m", "ruff", "format", "--check", *code),
        "mypy": ("-m", "mypy", *code),
    }


def run_together(steps: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Run steps at the same time, and return their exit codes by name.

    Only the last one writes while it runs. The others' output follows if they fail.
    """
    *quiet_steps, (last_name, arguments) = steps.items()
    processes = {name: start(*step, is_quiet=True) for name, step in quiet_steps}
    codes = {last_name: wait(start(*arguments))}
    for name, process in processes.items():
        output, _ = process.communicate()
        if process.returncode:
            sys.stderr.write(f"\n{name}\n{output}")
        codes[name] = process.returncode
    return codes


def report(codes: dict[str, int]) -> int:
    """Name the steps that failed. Return the exit code of the first of them, or 0."""
    failed = [name for name, code in codes.items() if code]
    if failed:
        sys.stderr.write(f"\nFailed: {', '.join(failed)}\n")
    return next((code for code in codes.values() if code), 0)


def start(*arguments: str, is_quiet: bool = False) -> subprocess.Popen[str]:
    """Start this Python in the project's folder, wherever the person is: paths count
    from there.

    Compiled modules are kept, because tests start the engine hundreds of times.
    """
    sys.stdout.flush()
    output = subprocess.PIPE if is_quiet else None
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": ""},
        stdout=output,
        stderr=subprocess.STDOUT if is_quiet else None,
        encoding="utf-8",
    )


def wait(process: subprocess.Popen[str]) -> int:
    """Return the exit code of a process once it has ended."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the terminal interrupts the process too, and it decides
