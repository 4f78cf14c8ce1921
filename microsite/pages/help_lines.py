"""Help for people affected by the subject of the conference."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages.furniture import HelpLineItem, help_lines
from microsite.pages.page import Page, make_page
from microsite.site.site import Site


class HelpPage(Struct, frozen=True):
    """Everything templates/pages/help.html may read."""

    title: str
    lines: tuple[HelpLineItem, ...]


def build_help(site: Site, address: str) -> Page:
    """Build the list of help lines."""
    title = site.event.record.help_title or "Find help"
    return make_page(
        site,
        "help",
        address,
        HelpPage(title, help_lines(site)),
        title=title,
        section="help",
        description="Who to call, text or write to.",
    )
