"""Command line: `microsite [COMMAND] [OPTIONS]`.

Exit codes: 0 success (warnings allowed), 1 errors in the content, 2 wrong usage or
another failure.
"""

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
    """Run a command, and return its exit code. User errors raise no exception."""
    start = time.perf_counter()
    arguments = list(sys.argv[1:] if argv is None else argv)
    _use_utf8(sys.stdout)
    _use_utf8(sys.stderr)
    try:
        snapshot = take_snapshot(arguments)
        if _reports_up_to_date(snapshot, start):
            return 0
    except KeyboardInterrupt:
        return 130
    # Not needed if nothing has changed
    from microsite.cli.commands import run

    return run(arguments, snapshot)


def is_up_to_date(arguments: list[str], module_path: list[str]) -> bool:
    """Print the last report again if a build would change nothing. Return if it did.

    This needs only the standard library. `module_path` is the `sys.path` of the Python
    that builds.
    """
    start = time.perf_counter()
    snapshot = take_snapshot(arguments, module_path)
    _use_utf8(sys.stderr)
    return _reports_up_to_date(snapshot, start)


def main_and_exit(argv: list[str] | None = None) -> "NoReturn":
    """Run a command, and end the process."""
    gc.disable()  # a command is over before a collection would pay off
    code = main(argv)
    threading = sys.modules.get("threading")
    if threading is None or threading.active_count() == 1:
        sys.stdout.flush()
        sys.stderr.flush()
        # The system frees all memory faster than Python frees each object
        os._exit(code)
    sys.exit(code)


def _reports_up_to_date(snapshot: "Snapshot | None", start: float) -> bool:
    report = up_to_date_report(snapshot) if snapshot else None
    if report is None:
        return False
    sys.stderr.write(report.replace(SECONDS, f"{time.perf_counter() - start:.2f}"))
    return True


def _use_utf8(stream: "TextIO") -> None:
    """Write UTF-8 to files and pipes, and replace what a terminal cannot show."""
    if hasattr(stream, "reconfigure"):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")
