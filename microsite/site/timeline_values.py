"""Values with a validity interval: now, and after each later change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

from microsite.site.site import Site
from microsite.site.state import change_times

What = TypeVar("What")


class TimedValue(Struct, Generic[What], frozen=True):
    """Value with a validity interval."""

    what: What
    since: str
    """Start as an ISO date and time; empty for the value at the time of the build."""
    until: str
    """End; empty if the value stays."""


def timeline_of(
    site: Site, name: str, func: Callable[[Site, datetime], What | None]
) -> tuple[TimedValue[What], ...]:
    """Return the values of a function from the moment of the build on, without empty ones.

    `name` identifies the function, whose values are kept for other pages.
    """
    return site.once(("timeline", name), lambda: tuple(_timed_values(site, func)))


def _future_changes(site: Site) -> tuple[datetime, ...]:
    """Return the future moments of change."""
    return site.once(
        ("change_times",),
        lambda: tuple(moment for moment in change_times(site.event) if moment > site.now),
    )


def _timed_values(
    site: Site, func: Callable[[Site, datetime], What | None]
) -> list[TimedValue[What]]:
    found: list[TimedValue[What]] = []
    what, since = func(site, site.now), ""
    for moment in _future_changes(site):
        then = func(site, moment)
        if then != what:
            until = moment.isoformat(timespec="minutes")
            if what:
                found.append(TimedValue(what, since, until))
            what, since = then, until
    if what:
        found.append(TimedValue(what, since, ""))
    return found
