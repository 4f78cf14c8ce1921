"""Reports of failures: of the machine, of packages that are missing, and of bugs."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from microsite import __version__
from microsite.console import installation
from microsite.console.extras import EXTRAS
from microsite.console.output import echo
from microsite.diagnostics.display import capitalized
from microsite.up_to_date import program

ACCESS = (
    "Free some space, or check that you have permission to write there, and try again."
)
RENAME = "Choose another name or folder."
REMEDIES: Final = {
    "ENOSPC": ACCESS,
    "EDQUOT": ACCESS,
    "EROFS": ACCESS,
    "EACCES": ACCESS,
    "EPERM": ACCESS,
    "EMFILE": ACCESS,
    "ENFILE": ACCESS,
    "ENAMETOOLONG": RENAME,
    "ENOTDIR": RENAME,
    "EIO": "Check the disk, and restore the file from a copy.",
}
"""Advice on errors of a disk, an account or a path, whatever the program."""


def report_failure(failure: Exception, arguments: list[str], root: Path | None) -> None:
    """Report an error of the machine, or a bug with what is needed to find it."""
    if isinstance(failure, ModuleNotFoundError):
        echo(missing_module_message(failure.name or ""))
        return
    if isinstance(failure, ImportError) and is_of_other_package(failure):
        echo(unusable_version_message(failure.name or ""))
        return
    if isinstance(failure, OSError):
        code = errno.errorcode.get(failure.errno or 0, "")
        if code in REMEDIES:
            echo(f"{_system_problem(failure, code)}.\n{REMEDIES[code]}")
            return

    report = _crash_report(failure, arguments)
    if os.environ.get("MICROSITE_DEBUG") == "1":
        sys.stderr.write(report)
    file = _save_crash_report(report, root)
    echo("Sorry, Microsite has a bug. Your files and the published site are unchanged.")
    if file is None:
        echo(report)
    else:
        echo(f"Please report it with the file {file}, and say what you did last.")


def _system_problem(failure: OSError, code: str) -> str:
    """Return what an error of the system is about, and its reason."""
    name = f"“{failure.filename}”" if failure.filename else "a file"
    if code == "EIO":
        problem = f"The disk cannot read or write {name}"
    else:
        problem = f"{capitalized(name)} cannot be used"
    reason = (failure.strerror or "access was refused").lower()
    return f"{problem}: {reason}"


def _crash_report(failure: Exception, arguments: list[str]) -> str:
    import platform
    import traceback

    system = f"Python {platform.python_version()}, {platform.platform()}"
    heading = f"Microsite {__version__}, {system}\nArguments: {arguments}\n\n"
    return heading + "".join(traceback.format_exception(failure))


def _save_crash_report(report: str, root: Path | None) -> Path | None:
    """Return the file with a report; None if it cannot be written anywhere."""
    import tempfile

    files = [Path(tempfile.gettempdir()) / "microsite-fault.txt"]
    if root and (root / "content").is_dir():
        files.insert(0, root / ".cache/fault.txt")
    for file in files:
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            file.write_text(report, encoding="utf-8", errors="replace")
            return file
    return None


def missing_module_message(module: str) -> str:
    """Return the message for a missing package, or a missing module of the engine."""
    package = module.partition(".")[0]
    if package == "microsite":
        return f"A part of Microsite is missing: {module}. Download the project again."

    problem = f"The package “{module}” is not installed where Microsite runs."
    if program() == "python build.py":
        return f"{problem}\nDelete the folder .venv next to build.py and try again."
    if package not in EXTRAS:
        return f"{problem}\nInstall it again: {installation.reinstall_command()}"

    optional = EXTRAS[package]
    problem = f"{optional.purpose} need a part of Microsite that is not installed."
    return f"{problem}\nType: {installation.install_command(optional.extra)}"


def is_of_other_package(failure: ImportError) -> bool:
    """Return whether a name is missing from a package other than Microsite."""
    package = (failure.name or "").partition(".")[0]
    return package not in ("", "microsite")


def unusable_version_message(module: str) -> str:
    """Return what to do about a package whose version lacks what Microsite needs."""
    package = module.partition(".")[0]
    problem = f"Microsite cannot use the installed version of the package “{package}”."
    if program() == "python build.py":
        return f"{problem}\nDelete the folder .venv next to build.py and try again."
    extra = EXTRAS[package].extra if package in EXTRAS else "all"
    return f"{problem}\nType: {installation.install_command(extra)}"
