"""The command: `python build.py [COMMAND] [OPTIONS]`.

Exit codes: 0 all is well (warnings allowed), 1 mistakes in the content, 2 wrong usage or a failure elsewhere.
"""

from __future__ import annotations

import sys
import time

from microsite.shortcut import SECONDS, before, nothing_to_do

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments ask for. Gives the exit code; raises nothing that a person could cause."""
    started = time.perf_counter()
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    try:
        start = before(arguments)
        told = start and nothing_to_do(start)
    except KeyboardInterrupt:
        return 130
    if told:
        seconds = f"{time.perf_counter() - started:.2f}"
        sys.stderr.write(told.replace(SECONDS, seconds))
        return 0
    from microsite.cli.commands import run

    return run(arguments, start)


def _speak_utf8(stream: TextIO) -> None:
    """Write UTF-8 into files and pipes, on any machine; never fail on a character a terminal lacks."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if stream.isatty():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="replace")
