"""Pages of text."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages.page import Page, make_page
from microsite.pages.parts import Text, text_of
from microsite.site import formatting, urls
from microsite.site.site import Site
from microsite.site.urls import UrlContext


class ProsePageView(Struct, frozen=True):
    """Everything templates/pages/prose.html may read."""

    title: str
    description: str
    body: Text
    updated: str
    """`1 February 2027`; or empty."""
    updated_iso: str
    is_sample: bool


def build_prose(site: Site, address: str) -> Page:
    """Build a page of text from `content/pages/`."""
    page = next(page for page in site.event.pages if urls.page(page.slug) == address)
    at = UrlContext.for_page(address)
    body = text_of(site, at, site.body("page", page, page.body))
    return make_page(
        site,
        "prose",
        address,
        ProsePageView(
            title=page.title,
            description=page.description or "",
            body=body,
            updated=formatting.format_date(page.updated) if page.updated else "",
            updated_iso=page.updated.isoformat() if page.updated else "",
            is_sample=page.sample,
        ),
        title=page.title,
        section=page.slug,
        origin=page.span("title"),
        description=page.description or f"{page.title}: {site.event.record.title}.",
    )
