"""Every kind of page, in the order in which they are built."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from functools import partial

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
from microsite.pages.share import event_card, has_cards
from microsite.site import views
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


def in_parts(site: Site) -> Iterator[tuple[str, Callable[[], tuple[Page, ...]]]]:
    """The same in parts, to be shared out: each makes some pages of one kind, one after the other
    all. Each has a name that tells which they are.

    What every part needs is made at once.
    """
    site.drawings  # noqa: B018 - they are made when they are first asked for
    if has_cards(site):
        event_card(site)
    for build in PAGE_KINDS:
        asked = _Asked()
        with _wanted(site, asked):
            list(build(site))
        for known_by, addresses in views.in_parts(asked):
            yield (
                f"{build.__module__} {known_by}",
                partial(_part, site, build, frozenset(addresses)),
            )


def _part(site: Site, build: PageKind, addresses: frozenset[str]) -> tuple[Page, ...]:
    """Some pages, with the digests that will be asked for."""
    with _wanted(site, addresses):
        made = tuple(build(site))
    for page in made:
        _ = page.digest, page.card and page.card.digest
    return made


@contextmanager
def _wanted(site: Site, addresses: Container[str]) -> Iterator[None]:
    site.only = addresses
    try:
        yield
    finally:
        site.only = None


class _Asked(list[str]):
    """Every address that a kind of page asks for; it is to make none of them."""

    def __contains__(self, address: object) -> bool:
        self.append(str(address))
        return False
