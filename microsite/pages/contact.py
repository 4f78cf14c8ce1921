"""Contact: how to reach the organiser."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages.furniture import phone_href
from microsite.pages.page import Page, make_page
from microsite.site.site import Site
from microsite.site.structured_data import organiser_nodes


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
    """How to reach the organiser."""
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
