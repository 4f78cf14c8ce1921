"""Messages for failures that are not mistakes of the user."""

from __future__ import annotations

import errno
import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

from microsite import __version__
from microsite.cli.report import echo
from microsite.up_to_date import program

MACHINE_ERRORS = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE)
)
"""Errors of a disk or an account, whatever the program."""


def report_failure(failure: Exception, arguments: list[str], root: Path | None) -> None:
    """Report an error of the machine, or apologise and write what is needed to find the bug."""
    if isinstance(failure, OSError) and failure.errno in MACHINE_ERRORS:
        name = f"“{failure.filename}”" if failure.filename else "a file"
        reason = (failure.strerror or "it was refused").lower()
        echo(f"The machine does not let us use {name}: {reason}.")
        echo("Free some space, or check that you are allowed to write there, and try again.")
        return
    report = (
        f"Microsite {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"Arguments: {arguments}\n\n{''.join(traceback.format_exception(failure))}"
    )
    if os.environ.get("MICROSITE_DEBUG") == "1":
        sys.stderr.write(report)
    file = _save(report, root)
    echo(
        "Sorry, this is a fault in Microsite, not in your files."
        " What was published before still stands.\n"
        + (f"Please send us the file {file}, and say what you did last." if file else report)
    )


def missing_module_message(module: str) -> str:
    """Return the message for a missing package, or a missing module of the engine."""
    if module.partition(".")[0] == "microsite":
        return f"A part of Microsite is missing: {module}. Fetch the project again."
    remedy = "Delete the folder .venv beside build.py and try again,"
    remedy += " or: pip install -r requirements.txt"
    if program() != "python build.py":
        remedy = "Install it again: pip install --force-reinstall microsite"
    return f"The package “{module}” is not installed where Microsite runs.\n{remedy}"


def _save(report: str, root: Path | None) -> Path | None:
    """Write a report to the project's cache, else to the temporary folder, else return None."""
    files = [Path(tempfile.gettempdir()) / "microsite-fault.txt"]
    if root is not None and (root / "content").is_dir():
        files.insert(0, root / ".cache" / "fault.txt")
    for file in files:
        try:
            file.parent.mkdir(exist_ok=True)
            file.write_text(report, encoding="utf-8", errors="replace")
        except OSError:
            continue
        return file
    return None
