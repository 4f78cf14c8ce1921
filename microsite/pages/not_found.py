"""The page for addresses that lead nowhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from microsite.pages.page import Page, make_page
from microsite.pages.parts import Link
from microsite.pages.share import event_card
from microsite.site.site import Site
from microsite.site.urls import UrlContext


class NotFoundPage(Struct, frozen=True):
    """Everything templates/pages/not_found.html may read."""

    links: tuple[Link, ...]


def build_not_found(site: Site, address: str) -> Page:
    """Build the page for unknown addresses.

    A host shows it at any depth, so its links start from the root of the host.
    """
    root = urlsplit(site.base_url).path if site.base_url else "/"
    at = UrlContext(address, root)
    links = tuple(
        Link(kind.label, at.url_for(address))
        for address, kind in site.shown_kinds.items()
        if kind.in_not_found_list
    )
    return make_page(
        site,
        "not_found",
        address,
        NotFoundPage(links),
        title="Page not found",
        card=event_card(site),
        section="",
        indexed=False,
        description="There is no page at this address.",
        root=root,
    )
