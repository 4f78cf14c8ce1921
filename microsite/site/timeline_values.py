"""What holds for a time: now, and at each later moment at which it changes by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

from microsite.site.site import Site
from microsite.site.state import change_times

What = TypeVar("What")


class TimedValue(Struct, Generic[What], frozen=True):
    """Something that holds for a time."""

    what: What
    since: str
    """From when on, as machines read it, with zone offset; empty for what holds when the site is
    built.
    """
    until: str
    """Up to when; empty for what holds for good."""


def timeline_of(
    site: Site, name: str, tell: Callable[[Site, datetime], What | None]
) -> tuple[TimedValue[What], ...]:
    """What `tell` says, from the moment of the build on; nothing of a time of which it says None,
    or nothing.

    `name` is that of `tell`: what was worked out for one page is there for the others.
    """
    return site.once(("spells", name), lambda: tuple(_spells(site, tell)))


def _ahead(site: Site) -> tuple[datetime, ...]:
    """The moments that are to come."""
    return site.once(
        ("change_times",),
        lambda: tuple(moment for moment in change_times(site.event) if moment > site.now),
    )


def _spells(site: Site, tell: Callable[[Site, datetime], What | None]) -> list[TimedValue[What]]:
    found: list[TimedValue[What]] = []
    what, since = tell(site, site.now), ""
    for moment in _ahead(site):
        then = tell(site, moment)
        if then != what:
            told = moment.isoformat(timespec="minutes")
            if what:
                found.append(TimedValue(what, since, told))
            what, since = then, told
    if what:
        found.append(TimedValue(what, since, ""))
    return found
