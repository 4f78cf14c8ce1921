"""Venue and access."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.records.sessions import Room
from microsite.pages.page import Page, make_page
from microsite.pages.views import DefinitionItem, Picture, picture, view_of
from microsite.site.formatting import format_full_date, format_time
from microsite.site.site import Site
from microsite.site.urls import UrlContext


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
