"""What a build can be told."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Options(Struct, frozen=True, kw_only=True):
    """How a site is to be built."""

    as_of: date | None = None
    """The day it is built for, at its first moment, or a `datetime` without zone, where the event
    is; None for now.
    """
    base_url: str | None = None
    """Where it will be found; None for the address in event.md."""
    drafts: bool = False
    """Whether posts that are drafts, or dated later, are shown."""
    strict: bool = False
    """Whether a warning stops the build as an error does."""
    commit: str | None = None
    """The commit that is built, to be noted in build.json; like the other options it is given,
    never looked up.
    """
    use_cache: bool = True
    """Whether earlier results may be used again."""
    jobs: int = 0
    """Number of threads that make images; 0 for one a processor."""
