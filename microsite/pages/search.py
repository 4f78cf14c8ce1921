"""Search: a way to everything for everybody, and with scripts a field to type in."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages.page import Page, make_page
from microsite.pages.parts import whole_href
from microsite.pages.search_index import search_index, sections_in_words
from microsite.site.site import Site
from microsite.site.urls import UrlContext


class SectionItem(Struct, frozen=True):
    """A part of the site and what is found there."""

    label: str
    href: str
    about: str


class SearchPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/search.html may read."""

    index_href: str
    """What the script searches in; loaded when somebody first asks for something."""
    sections: tuple[SectionItem, ...]
    whole_href: str
    """The whole event in one file, in which a browser can search without scripts; or empty."""


def build_search(site: Site, address: str) -> Page:
    """Build the search page."""
    at = UrlContext.for_page(address)
    view = SearchPage(
        index_href=at.asset_url(search_index(site).path),
        sections=tuple(
            SectionItem(label, at.url_for(address), about)
            for label, address, about in sections_in_words(site)
        ),
        whole_href=whole_href(site, at),
    )
    return make_page(
        site,
        "search",
        address,
        view,
        title="Search",
        section="search",
        description=f"Find a session, a speaker or a page of {site.event.record.title}.",
    )
