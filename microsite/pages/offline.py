"""What is shown without a network in place of a page that is not kept on the device."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.pages.page import Page, make_page
from microsite.pages.parts import Link
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.urls import At

KEPT = (
    ("home", "Home"),
    ("programme", "Programme"),
    ("speakers", "Speakers"),
    ("venue", "Venue"),
    ("help", "Help"),
)
"""Sections whose pages are kept on the devices of visitors."""


class OfflinePage(Struct, frozen=True):
    """Everything templates/pages/offline.html may read."""

    links: tuple[Link, ...]
    """What can be read without a network."""


def build(site: Site) -> Iterator[Page]:
    """The page, at offline/, unless the event keeps nothing on devices."""
    if not site.makes(urls.OFFLINE):
        return
    if not site.event.details.offline:
        return
    at = At.page(urls.OFFLINE)
    links = (
        Link(label, at.to(urls.SECTIONS[name])) for name, label in KEPT if name in site.sections
    )
    yield make_page(
        site,
        "offline",
        urls.OFFLINE,
        OfflinePage(tuple(links)),
        title="No network",
        section="",
        indexed=False,
        description="This page is not kept on this device.",
    )
