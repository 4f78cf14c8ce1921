"""The command: `python build.py [COMMAND] [OPTIONS]`.

Exit codes: 0 all is well (warnings allowed), 1 mistakes in the content, 2 wrong usage or a failure
elsewhere.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from microsite.up_to_date import SECONDS, take_snapshot, up_to_date_report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TextIO

    from microsite.up_to_date import Snapshot


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments ask for. Gives the exit code; raises nothing that a person could cause."""
    started = time.perf_counter()
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    try:
        snapshot = take_snapshot(arguments)
        if snapshot is not None and _reports_up_to_date(snapshot, started):
            return 0
    except KeyboardInterrupt:
        return 130
    from microsite.cli.commands import run

    return run(arguments, snapshot)


def is_up_to_date(arguments: list[str], module_path: list[str]) -> bool:
    """Return whether a build would change nothing, after printing the last report again.

    This needs only the standard library. `module_path` is the `sys.path` of the Python that builds.
    """
    started = time.perf_counter()
    snapshot = take_snapshot(arguments, module_path)
    _speak_utf8(sys.stderr)
    return snapshot is not None and _reports_up_to_date(snapshot, started)


def _reports_up_to_date(snapshot: Snapshot, started: float) -> bool:
    report = up_to_date_report(snapshot)
    if report is None:
        return False
    sys.stderr.write(report.replace(SECONDS, f"{time.perf_counter() - started:.2f}"))
    return True


def main_and_leave(argv: list[str] | None = None) -> NoReturn:
    """Do what the arguments ask for, and end the process.

    Python does not look for garbage meanwhile, as there is next to none; a command that goes on
    turns that on again. The process ends at once, where nothing else is at work: to take every
    object apart in good order, before the system takes back all memory in one, takes longer than it
    takes to render fifty pages.
    """
    gc.disable()
    code = main(argv)
    threading = sys.modules.get("threading")
    if threading is None or threading.active_count() == 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _speak_utf8(stream: TextIO) -> None:
    """Write UTF-8 into files and pipes, on any machine; never fail on a character a terminal lacks."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if stream.isatty():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="replace")
