"""What is shown without a network in place of a page that is not kept on the device."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages.page import Page, make_page
from microsite.pages.parts import Link
from microsite.site.site import Site
from microsite.site.urls import UrlContext


class OfflinePage(Struct, frozen=True):
    """Everything templates/pages/offline.html may read."""

    links: tuple[Link, ...]
    """What can be read without a network."""


def build_offline(site: Site, address: str) -> Page:
    """Build the page that is shown without a network."""
    at = UrlContext.for_page(address)
    links = (
        Link(kind.label, at.url_for(address))
        for address, kind in site.shown_kinds.items()
        if kind.in_offline_list
    )
    return make_page(
        site,
        "offline",
        address,
        OfflinePage(tuple(links)),
        title="No network",
        section="",
        indexed=False,
        description="This page is not kept on this device.",
    )
