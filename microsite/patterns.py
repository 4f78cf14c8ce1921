"""Regular expressions that are made ready when they are first used: `from microsite.patterns import
regex`.

A build uses a third of the patterns that the engine has, and to make one ready takes a tenth of a
millisecond.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as regex

else:

    class regex:  # noqa: N801 - it stands where `re.compile` would
        """What `re.compile` would give, with all that it can do."""

        def __init__(self, pattern: str, flags: int = 0) -> None:
            self._asked = (pattern, flags)

        def __getattr__(self, name: str) -> Any:
            """Called once for each thing that is asked of it: from then on it is there."""
            asked = getattr(re.compile(*self._asked), name)  # which remembers what it has made
            setattr(self, name, asked)
            return asked


__all__ = ("regex",)
