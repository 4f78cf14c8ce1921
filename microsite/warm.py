"""Hooks of a preview into a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log


class BuildCancelled(Exception):
    """Raised when a newer save makes a build useless."""


class PreviewHooks(Struct, kw_only=True):
    """Functions of a preview that a build calls."""

    requested: Callable[[], Iterable[str]]
    """Paths in output/ of the pages that people look at, to be built first."""
    show: Callable[[str, bytes, Log], None]
    """Takes the path and the bytes of such a page, and what was reported so far."""
    is_cancelled: Callable[[], bool]
    """Whether a build that is not published yet may be given up."""

    def check_cancelled(self) -> None:
        """Raise BuildCancelled if a newer save makes this build useless."""
        if self.is_cancelled():
            raise BuildCancelled
