"""Structured data for search engines: schema.org in JSON-LD.

Only confirmed facts: fields that are samples are left out, and so are protected people,
placeholders, and an event without a confirmed name, start or place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from markupsafe import Markup

from microsite.model.event import Session
from microsite.model.fields import Record
from microsite.model.records.event import Attendance, EventStatus, Venue
from microsite.model.records.pages import NewsPost
from microsite.model.records.programme import HOUSEKEEPING, Speaker
from microsite.model.records.rates import Price, Rate, Vat
from microsite.site import urls
from microsite.site.disclosure import (
    absolute,
    attendance,
    disclosed_name,
    is_cancelled_or_postponed,
    is_confirmed,
    is_provisional,
    venue,
)
from microsite.site.history import history
from microsite.site.site import Site, once_per_site
from microsite.site.state import BookingState, booking_state, prices_of

Node = dict[str, Any]
"""A thing in JSON-LD. Fields that are None, "" or [] are left out."""
EMPTY: tuple[object, ...] = (None, "", [])
SCHEMA = "https://schema.org/"
MAX_PERFORMERS = 20
MAX_SUB_EVENTS = 20
"""Sessions with the programme, at 40 bytes each of the 14 KB that a page may weigh. If there are
more, each is only on its own page.
"""
STATUS = {
    EventStatus.SCHEDULED: "EventScheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
    EventStatus.MOVED_ONLINE: "EventMovedOnline",
}
MODES = {
    Attendance.IN_PERSON: "OfflineEventAttendanceMode",
    Attendance.ONLINE: "OnlineEventAttendanceMode",
    Attendance.HYBRID: "MixedEventAttendanceMode",
}
AVAILABILITY = {
    BookingState.NONE: "",
    BookingState.NOT_YET: f"{SCHEMA}PreOrder",
    BookingState.OPEN: f"{SCHEMA}InStock",
    BookingState.FEW_LEFT: f"{SCHEMA}LimitedAvailability",
    BookingState.FULL: f"{SCHEMA}SoldOut",
    BookingState.CLOSED: f"{SCHEMA}OutOfStock",
}
"""By state of booking. There are no offers in any other state."""


def data_block(nodes: Iterable[Node], image: str = "") -> Markup:
    """Return the content of a `script` element of type application/ld+json; empty without nodes.

    Events and articles without an image get the given one.
    """
    graph: list[Node] = [_without_empty(node) for node in nodes]
    for node in graph:
        if image and node["@type"] in ("Event", "NewsArticle"):
            node.setdefault("image", image)
    if not graph:
        return Markup()
    data = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - a data block is raw text


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_empty(each) for name, each in value.items() if each not in EMPTY}
    return [_without_empty(each) for each in value] if isinstance(value, list) else value


def breadcrumb_node(site: Site, steps: Iterable[tuple[str, str]]) -> Node:
    """Return the path to a page from the home page, by labels and addresses."""
    items = [
        {"@type": "ListItem", "position": position, "name": label, "item": absolute(site, address)}
        for position, (label, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def event_nodes(site: Site) -> list[Node]:
    """Return the event with all details, or only its organiser, for the home page."""
    event, details = _event(site), site.event.record
    if event is None:
        return organiser_nodes(site)
    speakers = site.event.speakers
    featured = [speaker for speaker in speakers if speaker.featured]
    series, booking = details.series, details.booking
    more = {
        "description": details.description if is_confirmed(site, "description") else "",
        "endDate": _iso(site.event.ends) if is_confirmed(site, "ends") else "",
        "organizer": _organiser(site),
        "performer": _people(site, featured or speakers)[:MAX_PERFORMERS],
        "offers": list(_offers(site)),
        "inLanguage": list(details.languages),
        "superEvent": series and {"@type": "EventSeries", "name": series.name, "url": series.url},
        "maximumAttendeeCapacity": booking.places
        if booking and is_confirmed(site, "booking")
        else None,
    }
    return [event | more]


def organiser_nodes(site: Site) -> list[Node]:
    """Return the organiser, for the contact page."""
    organiser = _organiser(site)
    return [organiser] if organiser else []


def programme_nodes(site: Site) -> list[Node]:
    """Return the event with its sessions, unless they are too many for one page."""
    event = _event(site)
    nodes = [node for session in site.event.sessions if (node := _session(site, session))]
    if event is None or not nodes or len(nodes) > MAX_SUB_EVENTS:
        return []
    return [event | {"subEvent": nodes}]


def session_nodes(site: Site, session: Session) -> list[Node]:
    """Return a session with its people and the event, for its own page."""
    node, event = _session(site, session), _event(site)
    if node is None or event is None:
        return []
    recording = session.record.recording
    more = {
        "description": session.record.summary,
        "eventAttendanceMode": event["eventAttendanceMode"],
        "organizer": _organiser_reference(site),
        "performer": _people(site, [site.speakers[slug] for slug in session.people]),
        "recordedIn": recording and {"@type": "CreativeWork", "url": recording.url},
        "superEvent": event,
    }
    return [node | more]


def speaker_nodes(site: Site, speaker: Speaker) -> list[Node]:
    """Return a person, for their own page; nothing of a person who may not be named."""
    people = _people(site, [speaker])
    photo = site.image(speaker.photo, speaker.span("photo")) if people and speaker.photo else None
    square = site.images.cropped_square(photo, speaker.photo_focus).path if photo else None
    company = speaker.organisation
    more = {
        "jobTitle": speaker.role,
        "affiliation": company and {"@type": "Organization", "name": company},
        "image": square and absolute(site, square),
        "sameAs": [link.url for link in speaker.links],
    }
    return [person | more for person in people]


def post_nodes(site: Site, post: NewsPost) -> list[Node]:
    """Return a news post; nothing of a draft or a sample."""
    if post.draft or post.sample:
        return []
    organiser, address = _organiser_reference(site), absolute(site, urls.news(post.slug))
    node = {
        "@type": "NewsArticle",
        "headline": post.title,
        "datePublished": post.date.isoformat(),
        "description": post.summary,
        "image": _image(site, post.picture, post, "picture"),
        "dateModified": post.updated and post.updated.isoformat(),
        "url": address,
        "mainEntityOfPage": address,
        "author": organiser,
        "publisher": organiser,
    }
    return [node]


@once_per_site
def _event(site: Site) -> Node | None:
    """Return the core of the event; None while its name, start or place is not confirmed."""
    location, details, earlier = _location(site), site.event.record, _earlier_starts(site)
    starts = site.event.starts
    if starts is None and is_cancelled_or_postponed(site) and earlier:
        starts = earlier.pop()
    if starts is None or not location or not is_confirmed(site, "title", "starts"):
        return None
    home, mode = absolute(site, urls.HOME), f"{SCHEMA}{MODES[attendance(site)]}"
    return {
        "@type": "Event",
        "@id": home and f"{home}#event",
        "name": details.title,
        "startDate": _iso(starts),
        "previousStartDate": [_iso(moment) for moment in earlier if moment != starts],
        "eventStatus": _status(site, earlier) if is_confirmed(site, "status") else "",
        "eventAttendanceMode": mode if is_confirmed(site, "attendance") else "",
        "location": location,
        "url": home,
    }


def _earlier_starts(site: Site) -> list[datetime]:
    """Return the starts that were published before, the earliest publication first."""
    starts = [
        version.data.starts.replace(tzinfo=site.event.zone)
        for version in history(site).event
        if version.since and version.data and version.data.starts and not version.data.provisional
    ]
    return [moment for moment in dict.fromkeys(starts) if moment != site.event.starts]


def _status(site: Site, earlier: list[datetime]) -> str | list[str]:
    """Return the status of the event; two if it is on another day, and online."""
    status = site.event.record.status
    if not earlier or is_cancelled_or_postponed(site):
        return f"{SCHEMA}{STATUS[status]}"
    rescheduled = f"{SCHEMA}EventRescheduled"
    is_scheduled = status is EventStatus.SCHEDULED
    return rescheduled if is_scheduled else [f"{SCHEMA}{STATUS[status]}", rescheduled]


def _location(site: Site) -> list[Node]:
    """Return the venue, a web address, or both; nothing while the place is not confirmed."""
    mode, place = attendance(site), venue(site)
    if mode is not Attendance.ONLINE and place is None:
        return []
    places = [_place(place)] if place else []
    online = site.event.record.online_url or absolute(site, urls.HOME)
    if mode is not Attendance.IN_PERSON and online:
        places.append({"@type": "VirtualLocation", "url": online})
    return places


def _place(place: Venue) -> Node:
    lines = [line for line in place.address if line not in (place.name, place.town, place.postcode)]
    node: Node = {
        "@type": "Place",
        "name": place.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(lines),
            "addressLocality": place.town,
            "postalCode": place.postcode,
            "addressCountry": place.country,
        },
        "url": place.url,
    }
    if place.latitude is not None and place.longitude is not None:
        latitude, longitude = float(place.latitude), float(place.longitude)
        node["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return node


def _session(site: Site, session: Session) -> Node | None:
    """Return the core of a session; None for housekeeping, and while it is not confirmed."""
    if (
        session.starts_at is None
        or session.ends_at is None
        or session.kind in HOUSEKEEPING
        or is_provisional(site, session)
    ):
        return None
    status = EventStatus.CANCELLED if session.is_cancelled else site.event.record.status
    place, room = venue(site), session.room
    location: Node | list[Node] = _location(site)
    if room and place:
        name, address = f"{room.name}, {place.name}", _place(place)["address"]
        location = {"@type": "Place", "name": name, "address": address}
    return {
        "@type": "Event",
        "name": session.title,
        "startDate": _iso(session.starts_at),
        "endDate": _iso(session.ends_at),
        "eventStatus": f"{SCHEMA}{STATUS[status]}",
        "location": location,
        "url": absolute(site, urls.session_address(session)),
    }


def _people(site: Site, speakers: Iterable[Speaker]) -> list[Node]:
    """Return the people who may be named."""
    return [
        {"@type": "Person", "name": each.name, "url": absolute(site, urls.speaker(each.slug))}
        for each in speakers
        if not each.protected and disclosed_name(each)
    ]


def _organiser(site: Site) -> Node | None:
    """Return the organiser; None while it is a sample."""
    details = site.event.record
    organiser = details.organiser
    if not is_confirmed(site, "organiser"):
        return None
    return {
        "@type": "Organization",
        "name": organiser.name,
        "url": organiser.url,
        "logo": _image(site, organiser.logo, details, "organiser", "logo"),
        "email": organiser.email,
        "telephone": organiser.phone,
    }


def _organiser_reference(site: Site) -> Node | None:
    organiser = _organiser(site)
    return organiser and {name: organiser[name] for name in ("@type", "name", "url")}


def _image(site: Site, name: str | None, record: Record, *field: str) -> str:
    """Return the absolute URL of an image that a field of a record names."""
    image = site.image(name, record.span(*field)) if name else None
    return absolute(site, site.images.fallback(image)) if image else ""


def _offers(site: Site) -> Iterator[Node]:
    """Yield the confirmed prices that hold on the day the site is built for, or later."""
    rates, state = site.event.rates, booking_state(site.event, site.now)
    if rates is None or state not in AVAILABILITY or not is_confirmed(site, "booking"):
        return
    booking, settings = site.event.record.booking, rates.settings
    currency = settings.currency.value
    for rate, price in _confirmed_prices(rates.rates):
        starts, ends = _validity(site, price)
        if (price.until and price.until < site.as_of) or (starts and ends and starts > ends):
            continue
        amount = f"{price.amount:.2f}"
        yield {
            "@type": "Offer",
            "name": f"{rate.name}: {price.label}" if price.label else rate.name,
            "price": amount,
            "priceCurrency": currency,
            "priceSpecification": {
                "@type": "PriceSpecification",
                "price": amount,
                "priceCurrency": currency,
                "valueAddedTaxIncluded": settings.vat is Vat.INCLUDED,
            }
            if settings.vat is not Vat.EXEMPT
            else None,
            "validFrom": starts and starts.isoformat(timespec="seconds"),
            "validThrough": ends and ends.isoformat(timespec="seconds"),
            "availability": AVAILABILITY[state],
            "url": booking.url if booking and booking.url else absolute(site, urls.RATES),
        }


def _confirmed_prices(rates: Iterable[Rate]) -> Iterator[tuple[Rate, Price]]:
    return ((rate, price) for rate in rates if not rate.sample for price in prices_of(rate))


def _validity(site: Site, price: Price) -> tuple[datetime | None, datetime | None]:
    """Return the first and last moment at which a place can be booked at a price."""
    booking = site.event.record.booking
    starts = [booking.opens] if booking and booking.opens else []
    ends = [booking.closes] if booking and booking.closes else []
    if price.starts:
        starts.append(datetime.combine(price.starts, time()))
    if price.until:
        ends.append(datetime.combine(price.until, time(23, 59, 59)))
    zone = site.event.zone
    return (
        max((moment.replace(tzinfo=zone) for moment in starts), default=None),
        min((moment.replace(tzinfo=zone) for moment in ends), default=None),
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""
