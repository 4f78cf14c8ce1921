"""When we are at fault, not the person who typed."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from microsite import __version__
from microsite.cli.report import say

OF_THE_MACHINE = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE)
)
"""What a disk or an account refuses, whatever program asks."""


def tell_of_refusal(failure: OSError) -> bool:
    """Say in a line that the machine refused; False where that is not what happened."""
    if failure.errno not in OF_THE_MACHINE:
        return False
    where = f" “{failure.filename}”" if failure.filename else ""
    reason = (failure.strerror or "it was refused").lower()
    say(
        f"The machine does not let us use{where or ' a file'}: {reason}.\n"
        "Free some space, or check that you are allowed to write there, and try again."
    )
    return True


def what_is_missing(module: str) -> str:
    """Plain words for a package that is not there, or a part of the engine."""
    if module.partition(".")[0] == "microsite":
        return f"A part of Microsite is missing: {module}. Fetch the project again."
    return (
        f"The package “{module}” is not installed where Microsite runs.\n"
        "Delete the folder .venv beside build.py and try again, or: pip install -r requirements.txt"
    )


def tell_of_fault(failure: Exception, arguments: list[str], root: Path | None) -> None:
    """Apologise, and keep what is needed to find the fault in a file."""
    import platform
    import traceback

    report = (
        f"Microsite {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"Arguments: {arguments}\n\n{''.join(traceback.format_exception(failure))}"
    )
    if os.environ.get("MICROSITE_DEBUG") == "1":
        sys.stderr.write(report)
    kept = _keep(report, root)
    say(
        "Sorry, this is a fault in Microsite, not in your files. What was published before still stands.\n"
        + (f"Please send us the file {kept}, and say what you did last." if kept else report)
    )


def _keep(report: str, root: Path | None) -> Path | None:
    """Write the report into the project's .cache, else among temporary files; None where neither
    can be.
    """
    import tempfile

    places = [Path(tempfile.gettempdir()) / "microsite-fault.txt"]
    if root is not None and (root / "content").is_dir():
        places.insert(0, root / ".cache" / "fault.txt")
    for place in places:
        try:
            place.parent.mkdir(exist_ok=True)
            place.write_text(report, encoding="utf-8", errors="replace")
        except OSError:
            continue
        return place
    return None
