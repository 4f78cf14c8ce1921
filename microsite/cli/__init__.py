"""The command: `python build.py [COMMAND] [OPTIONS]`.

Exit codes: 0 all is well (warnings allowed), 1 mistakes in the content, 2 wrong usage or a failure
elsewhere.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from microsite.shortcut import SECONDS, before, nothing_to_do

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TextIO

    from microsite.shortcut import Before


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments ask for. Gives the exit code; raises nothing that a person could cause."""
    started = time.perf_counter()
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    try:
        start = before(arguments)
        if start is not None and _tells_that_it_is_done(start, started):
            return 0
    except KeyboardInterrupt:
        return 130
    from microsite.cli.commands import run

    return run(arguments, start)


def is_done(arguments: list[str], path: list[str]) -> bool:
    """Whether a build would change nothing, which then is told. `path` is where the Python that
    builds looks for modules: to see this takes none of those that are not Python's own.
    """
    started = time.perf_counter()
    start = before(arguments, path)
    _speak_utf8(sys.stderr)
    return start is not None and _tells_that_it_is_done(start, started)


def _tells_that_it_is_done(start: Before, started: float) -> bool:
    told = nothing_to_do(start)
    if told is None:
        return False
    sys.stderr.write(told.replace(SECONDS, f"{time.perf_counter() - started:.2f}"))
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
