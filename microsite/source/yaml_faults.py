"""What went wrong in a YAML text, in words an editor can act on."""

from __future__ import annotations

from microsite.diagnostics.diagnostic import Log
from microsite.text import SourceText


def explain_failure(source: SourceText, start: int, end: int, failure: Exception, log: Log) -> None:
    """Report why the YAML between two offsets of a file could not be read."""
    mark = getattr(failure, "problem_mark", None)
    at = start + (mark.index if mark is not None else 0)
    log.report("Y199", source.span(min(at, end), min(at + 1, end)))
