"""Help for people affected by the subject of the conference."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.pages.furniture import HelpLineItem, help_lines
from microsite.pages.page import Page, make_page
from microsite.site import urls
from microsite.site.site import Site


class HelpPage(Struct, frozen=True):
    """Everything templates/pages/help.html may read."""

    title: str
    lines: tuple[HelpLineItem, ...]


def build(site: Site) -> Iterator[Page]:
    """The help lines, at help/, where there are any."""
    if not site.makes(urls.HELP):
        return
    if "help" not in site.sections:
        return
    title = site.event.details.help_title or "Find help"
    yield make_page(
        site,
        "help",
        urls.HELP,
        HelpPage(title, help_lines(site)),
        title=title,
        section="help",
        description="Who to call, text or write to.",
    )
