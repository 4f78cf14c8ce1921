"""What a process that builds again and again keeps, and whom it tells in the middle of a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Memo
from microsite.plain import dataclass, field


class OvertakenError(Exception):
    """Something was saved since the build began: another will be made, and this one is of no use."""


@dataclass(slots=True, kw_only=True)
class Warm:
    """The memory of one preview, and its part in each build."""

    wanted: Callable[[], Iterable[str]]
    """The files in output that somebody looks at, to be made before all others."""
    show: Callable[[str, bytes, Log], None]
    """Takes each of them when it is ready: its place in output, the page, and what there is to tell
    so far.
    """
    is_overtaken: Callable[[], bool]
    """Whether a build that is not published yet may be left."""
    memo: Memo = field(default_factory=Memo)

    def go_on(self) -> None:
        """Called now and then by a build. Raises OvertakenError."""
        if self.is_overtaken():
            raise OvertakenError
