"""What the pages of one edition say of the others."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages.parts import Link
from microsite.site import formatting
from microsite.site.editions import Edition
from microsite.site.site import Site
from microsite.site.state import is_over
from microsite.site.urls import UrlContext


class Successor(Struct, frozen=True):
    """Where to go from the page of a past edition."""

    lead: str
    """`This was the 2026 edition. The next one is`"""
    title: str
    when: str
    """Empty where that is to be announced."""
    href: str


def successor(site: Site, at: UrlContext) -> Successor | None:
    """What the pages of a past edition say before all else; None where this one is in front."""
    front, own = site.front, site.edition
    if front is None or own is None:
        return None
    which = "latest" if is_over(front.event, site.moment) else "next"
    lead = f"This was the {own.name} edition. The {which} one is"
    return Successor(
        lead, front.event.record.title, formatting.format_event_dates(front.event), _home_of(front, at)
    )


def other_editions(site: Site, at: UrlContext) -> tuple[Link, ...]:
    """The home pages of the other editions, the one in front first."""
    return tuple(
        Link(each.name, _home_of(each, at))
        for each in site.editions
        if each.event is not site.event
    )


def _home_of(edition: Edition, at: UrlContext) -> str:
    """The home page of another edition, which lies beside this one."""
    return at.asset_url(f"../{edition.folder}index.html")
