"""Every kind of page, in the order in which they are built."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager

from microsite.pages import (
    changes,
    contact,
    help_lines,
    home,
    news,
    not_found,
    offline,
    programme,
    prose,
    rates,
    resources,
    search,
    session,
    speaker,
    speakers,
    sponsorship,
    venue,
    whole_event,
)
from microsite.pages.page import Page, PageKind
from microsite.site.site import Site

PAGE_KINDS: tuple[PageKind, ...] = (
    home.build,
    programme.build,
    changes.build,
    session.build,
    speakers.build,
    speaker.build,
    resources.build,
    sponsorship.build,
    rates.build,
    venue.build,
    news.build,
    prose.build,
    contact.build,
    help_lines.build,
    search.build,
    offline.build,
    whole_event.build,
    not_found.build,
)


def build_page(site: Site, address: str) -> Page | None:
    """The page at one address, without making the others; None where there is none."""
    with _wanted(site, (address,)):
        return next((page for page in build_pages(site) if page.head.address == address), None)


def build_pages(site: Site) -> Iterator[Page]:
    """Every page that has something to show."""
    for build in PAGE_KINDS:
        yield from build(site)


@contextmanager
def _wanted(site: Site, addresses: Container[str]) -> Iterator[None]:
    site.only = addresses
    try:
        yield
    finally:
        site.only = None
