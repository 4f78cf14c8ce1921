"""Pages of text, contact, help lines, and the pages for missing pages and missing networks."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from microsite.pages.layout import HelpLineItem, help_lines, phone_href
from microsite.pages.page import Page, make_page
from microsite.pages.share_image import event_card
from microsite.pages.views import Link, RichText, optional_date, rich_text
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.structured_data import organiser_nodes
from microsite.site.urls import UrlContext


class ProseView(Struct, frozen=True):
    """Everything templates/pages/prose.html may read."""

    title: str
    description: str
    body: RichText
    updated: str
    """`1 February 2027`; or empty."""
    updated_iso: str
    is_sample: bool


def build_prose(site: Site, address: str) -> Page:
    """Build a page of text from `content/pages/`."""
    page = next(page for page in site.event.pages if urls.page(page.slug) == address)
    at = UrlContext.for_page(address)
    body = rich_text(site, at, site.body("page", page, page.body))
    return make_page(
        site,
        "prose",
        address,
        ProseView(
            title=page.title,
            description=page.description or "",
            body=body,
            updated=optional_date(page.updated),
            updated_iso=page.updated.isoformat() if page.updated else "",
            is_sample=page.sample,
        ),
        title=page.title,
        section=page.slug,
        origin=page.span("title"),
        description=page.description or f"{page.title}: {site.event.record.title}.",
    )


class ContactPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/contact.html may read."""

    organiser: str
    href: str | None
    phone: str
    phone_href: str
    email: str
    address: tuple[str, ...]
    hours: str


def contact_view(site: Site) -> ContactPage:
    """Return how to reach the organiser."""
    organiser = site.event.record.organiser
    return ContactPage(
        organiser=organiser.name,
        href=organiser.url,
        phone=organiser.phone or "",
        phone_href=phone_href(organiser.phone),
        email=organiser.email or "",
        address=organiser.address,
        hours=organiser.hours or "",
    )


def build_contact(site: Site, address: str) -> Page:
    """Build the page that says how to reach the organiser."""
    organiser = site.event.record.organiser
    return make_page(
        site,
        "contact",
        address,
        contact_view(site),
        title="Contact",
        section="contact",
        things=organiser_nodes(site),
        description=f"How to reach {organiser.name} about {site.event.record.title}.",
    )


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


class OfflinePage(Struct, frozen=True):
    """Everything templates/pages/offline.html may read."""

    links: tuple[Link, ...]
    """Pages that can be read without a network."""


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
