"""The page for addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.pages.page import Page, make_page
from microsite.pages.parts import Link
from microsite.pages.share import event_card
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.urls import At


class NotFoundPage(Struct, frozen=True):
    """Everything templates/pages/not_found.html may read."""

    links: tuple[Link, ...]


def build(site: Site) -> Iterator[Page]:
    """The 404 page. A host shows it at any depth, so its links start from the root of the host."""
    if not site.makes(urls.NOT_FOUND):
        return
    root = urlsplit(site.base_url).path if site.base_url else "/"
    at = At(urls.NOT_FOUND, root)
    labels = {
        "home": "Home",
        "programme": "Programme",
        "speakers": "Speakers",
        "venue": "Venue",
        "contact": "Contact",
    }
    links = tuple(
        Link(label, at.to(urls.SECTIONS[name]))
        for name, label in labels.items()
        if name in site.sections
    )
    yield make_page(
        site,
        "not_found",
        urls.NOT_FOUND,
        NotFoundPage(links),
        title="Page not found",
        card=event_card(site),
        section="",
        indexed=False,
        description="There is no page at this address.",
        root=root,
    )
