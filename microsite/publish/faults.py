"""What can go wrong between us and the disk, told in plain words."""

from __future__ import annotations

import errno
from pathlib import Path

from microsite.diagnostics.diagnostic import Log, file_span

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_CANNOT_MOVE = frozenset({errno.EXDEV, errno.EBUSY})


def report_fault(problem: OSError, output: Path, log: Log) -> None:
    """Report why nothing was published: O121 (not allowed), O122 (full), O116 (cannot be moved),
    else O123.
    """
    where = file_span(output.name)
    if problem.errno in _FULL:
        log.report("O122", where, folder=output.parent)
    elif problem.errno in _NOT_ALLOWED:
        log.report("O121", where, folder=output.parent)
    elif problem.errno in _CANNOT_MOVE:
        log.report("O116", where, output=output)
    else:
        log.report("O123", where, output=output, reason=problem.strerror or str(problem))
