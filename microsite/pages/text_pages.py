"""Venue, contact, help lines, pages of text, and those for missing pages and missing networks."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.model.records.programme import Room
from microsite.pages.layout import HelpLineItem, help_lines, phone_href
from microsite.pages.page import Page, make_page
from microsite.pages.share_image import event_card
from microsite.pages.views import (
    DefinitionItem,
    Link,
    Picture,
    RichText,
    picture,
    rich_text,
    view_of,
)
from microsite.site import urls
from microsite.site.formatting import format_full_date, format_time
from microsite.site.site import PageKind, Site
from microsite.site.structured_data import organiser_nodes
from microsite.site.urls import UrlContext


class ProseView(Struct, frozen=True):
    """Everything templates/pages/prose.html may read."""

    description: str
    body: RichText
    updated: str
    updated_iso: str
    is_sample: bool


def build_prose(site: Site, at: UrlContext) -> Page:
    """Build a page of text from `content/pages/`."""
    page = next(page for page in site.event.pages if urls.page(page.slug) == at.address)
    body = rich_text(site, at, site.body("page", page))
    return make_page(
        site,
        "prose",
        at,
        view_of(ProseView, page, body=body, is_sample=page.sample),
        title=page.title,
        description=page.description or "",
        section=page.slug,
        origin=page.span("title"),
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
    return view_of(
        ContactPage,
        organiser,
        organiser=organiser.name,
        href=organiser.url,
        phone_href=phone_href(organiser.phone),
    )


def build_contact(site: Site, at: UrlContext) -> Page:
    """Build the page that says how to reach the organiser."""
    event = site.event.record
    text = f"How to reach {event.organiser.name} about {event.title}."
    view, things = contact_view(site), organiser_nodes(site)
    return make_page(site, "contact", at, view, description=text, things=things)


class HelpPage(Struct, frozen=True):
    """Everything templates/pages/help.html may read."""

    lines: tuple[HelpLineItem, ...]


def build_help(site: Site, at: UrlContext) -> Page:
    """Build the list of help lines."""
    title = site.event.record.help_title or ""
    return make_page(site, "help", at, HelpPage(help_lines(site)), title=title)


class OfflinePage(Struct, frozen=True):
    """Everything templates/pages/offline.html may read."""

    links: tuple[Link, ...]


def build_offline(site: Site, at: UrlContext) -> Page:
    """Build the page that is shown without a network."""
    kinds = (kind for kind in site.shown_kinds.values() if kind.in_offline_list)
    return make_page(site, "offline", at, OfflinePage(_links(at, kinds)))


class NotFoundPage(Struct, frozen=True):
    """Everything templates/pages/not_found.html may read."""

    links: tuple[Link, ...]


def build_not_found(site: Site, at: UrlContext) -> Page:
    """Build the page for unknown addresses.

    A host shows it at any depth, so its links start from the root of the host.
    """
    at = UrlContext(at.address, urlsplit(site.base_url).path if site.base_url else "/")
    kinds = (kind for kind in site.shown_kinds.values() if kind.in_not_found_list)
    view = NotFoundPage(_links(at, kinds))
    return make_page(site, "not_found", at, view, card=event_card(site))


def _links(at: UrlContext, kinds: Iterable[PageKind]) -> tuple[Link, ...]:
    return tuple(Link(kind.label, at.url_for(kind.address or "")) for kind in kinds)


class RoomItem(Struct, frozen=True):
    """A room with its floor, seats and access."""

    name: str
    facts: tuple[str, ...]


class VenuePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/venue.html may read."""

    name: str
    address: tuple[str, ...]
    """A line each, the postcode last."""
    href: str | None
    map_href: str | None
    picture: Picture | None
    doors: str
    directions: tuple[DefinitionItem, ...]
    access: tuple[DefinitionItem, ...]
    access_contact: str
    rooms: tuple[RoomItem, ...]
    online_href: str | None
    is_provisional: bool


def venue_view(site: Site, at: UrlContext) -> VenuePage | None:
    """Return the view of the venue; None without one."""
    details, starts = site.event.record, site.event.starts
    venue = details.venue
    if venue is None:
        return None
    span = details.span("venue", "picture")
    return view_of(
        VenuePage,
        venue,
        address=(*venue.address, venue.postcode) if venue.postcode else venue.address,
        href=venue.url,
        map_href=venue.map_url,
        picture=picture(site, at, venue.picture, venue.picture_alt, span),
        doors=f"{format_full_date(starts.date())}, from {format_time(starts)}" if starts else "",
        directions=tuple(DefinitionItem(way.by, way.text) for way in venue.directions),
        access=tuple(DefinitionItem(fact.name, fact.text) for fact in venue.access),
        rooms=tuple(_room_item(room) for room in site.event.rooms),
        online_href=details.online_url,
        is_provisional="venue" in details.sample,
    )


def build_venue(site: Site, at: UrlContext) -> Page:
    """Build the page of the venue."""
    return make_page(site, "venue", at, venue_view(site, at))


def _room_item(room: Room) -> RoomItem:
    seats = f"{room.capacity} seats" if room.capacity else None
    return RoomItem(room.name, tuple(fact for fact in (room.floor, seats, room.access) if fact))
