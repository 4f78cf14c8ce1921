"""Structured data for search engines: schema.org in JSON-LD.

Only confirmed facts: fields that are samples are left out, and so are protected people,
placeholders, and an event without a confirmed name, start or place.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

import msgspec
from markupsafe import Markup

from microsite.model.currencies import CURRENCIES
from microsite.model.event import Session, prices_of
from microsite.model.fields import Record
from microsite.model.records.content import HOUSEKEEPING, NewsPost, Speaker
from microsite.model.records.event import (
    Attendance,
    EventStatus,
    Price,
    Rate,
    RatesFile,
    Series,
    Vat,
    Venue,
)
from microsite.site import facts, state, urls
from microsite.site.history import history
from microsite.site.site import Site, once_per_site
from microsite.site.state import BookingState

Node = dict[str, Any]
"""A thing in JSON-LD. Fields that are None, "" or [] are left out."""
SCHEMA = "https://schema.org/"
MAX_SUB_EVENTS = 20
"""If there are more, each is only on its page: the programme may weigh 14 KB."""
MAX_PERFORMERS = 20
STATUS = {
    status: f"{SCHEMA}Event{status.value.title().replace(' ', '')}"
    for status in EventStatus
}
RESCHEDULED = f"{SCHEMA}EventRescheduled"
MODES = {
    Attendance.IN_PERSON: f"{SCHEMA}OfflineEventAttendanceMode",
    Attendance.ONLINE: f"{SCHEMA}OnlineEventAttendanceMode",
    Attendance.HYBRID: f"{SCHEMA}MixedEventAttendanceMode",
}
AVAILABILITY = {
    BookingState.NONE: "",
    BookingState.NOT_YET: f"{SCHEMA}PreOrder",
    BookingState.OPEN: f"{SCHEMA}InStock",
    BookingState.FEW_LEFT: f"{SCHEMA}LimitedAvailability",
    BookingState.FULL: f"{SCHEMA}SoldOut",
    BookingState.CLOSED: f"{SCHEMA}OutOfStock",
}
"""Availability of places by state of booking. There are no offers in other states."""


def data_block(nodes: Iterable[Node], image: str = "") -> Markup:
    """Return the content of an application/ld+json element.

    `image` is for events and news posts without one of their own.
    """
    graph = [_without_empty(node) for node in nodes]
    if not graph:
        return Markup()
    for node in graph:
        if image and node["@type"] in ("Event", "NewsArticle"):
            node.setdefault("image", image)
    data = {"@context": "https://schema.org", "@graph": graph}
    text = msgspec.json.encode(data, enc_hook=str).decode()
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - a data block is raw text


def _without_empty(value: Any) -> Any:
    """Return a value without its empty fields; a field that is 0 stays."""
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    if isinstance(value, dict):
        filled = {name: item for name, item in value.items() if item or item == 0}
        return {name: _without_empty(item) for name, item in filled.items()}
    return value


def breadcrumb_node(site: Site, steps: Iterable[tuple[str, str]]) -> Node:
    """Return the path to a page from the home page, by labels and addresses."""
    items = []
    for position, (label, address) in enumerate(steps, 1):
        items.append(
            {
                "@type": "ListItem",
                "position": position,
                "name": label,
                "item": state.absolute(site, address),
            }
        )
    return {"@type": "BreadcrumbList", "itemListElement": items}


def event_node(site: Site) -> Node | None:
    """Return the event with all details, or only its organiser, for the home page."""
    event = _event(site)
    if event is None:
        return organiser_node(site)
    details = site.event.record
    is_confirmed = site.event.is_confirmed
    booking = details.booking if is_confirmed("booking") else None
    featured = [speaker for speaker in site.event.speakers if speaker.featured]
    performers = _people(site, featured or site.event.speakers)
    offers = list(_offers(site))
    return event | {
        "description": details.description if is_confirmed("description") else "",
        "endDate": state.iso(site.event.ends) if is_confirmed("ends") else "",
        "organizer": organiser_node(site),
        "performer": performers[:MAX_PERFORMERS],
        "offers": offers,
        "isAccessibleForFree": _are_free(offers) or None,
        "inLanguage": list(details.languages),
        "keywords": facts.keywords(details),
        "superEvent": _series(details.series),
        "maximumAttendeeCapacity": booking and booking.places,
    }


def _are_free(offers: list[Node]) -> bool:
    """Return whether there are offers, and none of them costs anything."""
    return bool(offers) and all(float(offer["price"]) == 0 for offer in offers)


def _series(series: Series | None) -> Node | None:
    if series is None:
        return None
    return {"@type": "EventSeries", "name": series.name, "url": series.url}


def programme_node(site: Site) -> Node | None:
    """Return the event with its sessions, unless they are too many for one page."""
    event = _event(site)
    nodes = [_session(site, session) for session in site.event.sessions]
    sub_events = [node for node in nodes if node]
    if event is None or not 0 < len(sub_events) <= MAX_SUB_EVENTS:
        return None
    return event | {"subEvent": sub_events}


def session_node(site: Site, session: Session) -> Node | None:
    """Return a session with its people and the event, for its own page."""
    node = _session(site, session)
    event = _event(site)
    if node is None or event is None:
        return None
    record = session.record
    mode = record.attendance
    people = [site.speakers[slug] for slug in session.people]
    videos = []
    for video in record.recording:
        videos.append({"@type": "CreativeWork", "url": video.url})
    return node | {
        "description": record.summary,
        "eventAttendanceMode": (MODES[mode] if mode else event["eventAttendanceMode"]),
        "inLanguage": record.language,
        "image": _image(site, record.picture, record, "picture"),
        "organizer": organiser_node(site, is_brief=True),
        "performer": _people(site, people),
        "recordedIn": videos,
        "superEvent": event,
    }


def speaker_node(site: Site, speaker: Speaker) -> Node | None:
    """Return a person, for their own page; nothing of a person who may not be named."""
    people = _people(site, [speaker])
    if not people:
        return None
    return people[0] | {
        "jobTitle": speaker.role,
        "affiliation": _affiliation(site, speaker),
        "image": _photo(site, speaker),
        "sameAs": [link.url for link in speaker.links if "://" in link.url],
    }


def _affiliation(site: Site, speaker: Speaker) -> Node | None:
    """Return the organisation of a person, with its web address if it is on record."""
    name = speaker.organisation
    if not name:
        return None
    organisation = site.organisation(name)
    url = organisation.url if organisation else None
    return {"@type": "Organization", "name": name, "url": url}


def _photo(site: Site, speaker: Speaker) -> str:
    """Return the address of a person's photo; empty without one."""
    if not speaker.photo:
        return ""
    photo = site.images.find(speaker.photo, speaker.span("photo"), site.log)
    if photo is None:
        return ""
    square = site.images.cropped_square(photo, speaker.photo_focus)
    return state.absolute(site, square.path)


def team_node(site: Site) -> Node | None:
    """Return the organiser with the people of the team."""
    organiser = organiser_node(site, is_brief=True)
    if organiser is None:
        return None
    return organiser | {"member": _people(site, site.event.records["member"])}


def post_node(site: Site, post: NewsPost) -> Node | None:
    """Return a news post; nothing of a draft or a sample."""
    if post.draft or post.sample:
        return None
    address = state.absolute(site, urls.news(post.slug))
    organiser = organiser_node(site, is_brief=True)
    author = {"@type": "Person", "name": post.author} if post.author else organiser
    return {
        "@type": "NewsArticle",
        "headline": post.title,
        "datePublished": post.date.isoformat(),
        "description": post.summary,
        "image": _image(site, post.picture, post, "picture"),
        "dateModified": post.updated and post.updated.isoformat(),
        "url": address,
        "mainEntityOfPage": address,
        "author": author,
        "publisher": organiser,
    }


@once_per_site
def _event(site: Site) -> Node | None:
    """Return the core of the event.

    Return None while its name, start or place is not confirmed.
    """
    event = site.event
    location = _location(site)
    starts = event.starts
    is_off = bool(state.cancellation_label(site))
    earlier = [moment for moment in _published_starts(site) if moment != starts]
    if starts is None and is_off and earlier:
        starts = earlier.pop()
    if starts is None or not location or not event.is_confirmed("title", "starts"):
        return None

    home = state.absolute(site, urls.HOME)
    is_moved = bool(earlier) and not is_off
    mode = MODES[state.attendance(site)]
    previous = [state.iso(moment) for moment in earlier if moment != starts]
    return {
        "@type": "Event",
        "@id": home and f"{home}#event",
        "name": event.record.title,
        "startDate": state.iso(starts),
        "previousStartDate": previous,
        "eventStatus": _status(site, is_moved=is_moved),
        "eventAttendanceMode": mode if event.is_confirmed("attendance") else "",
        "location": location,
        "url": home,
    }


def _published_starts(site: Site) -> list[datetime]:
    """Return the starts of the event that were announced, the earliest record first."""
    starts: dict[datetime, None] = {}
    for version in history(site).event:
        data = version.data
        if version.since and data and data.starts and not data.provisional:
            starts[data.starts.replace(tzinfo=site.event.zone)] = None
    return list(starts)


def _status(site: Site, *, is_moved: bool) -> str | list[str]:
    """Return the status of the event, and for one with another start that it moved."""
    if not site.event.is_confirmed("status"):
        return ""
    status = site.event.record.status
    if not is_moved:
        return STATUS[status]
    if status is EventStatus.SCHEDULED:
        return RESCHEDULED
    return [STATUS[status], RESCHEDULED]


def _location(site: Site) -> list[Node]:
    """Return the venue, a web address, or both.

    Return nothing while the place is not confirmed.
    """
    mode = state.attendance(site)
    venue = state.venue(site)
    places = [_place(venue)] if venue else []
    is_online = mode is Attendance.ONLINE or (mode is Attendance.HYBRID and venue)
    address = site.event.record.online_url or state.absolute(site, urls.HOME)
    if is_online and address:
        places.append({"@type": "VirtualLocation", "url": address})
    return places


def _place(place: Venue) -> Node:
    stated_elsewhere = (place.name, place.town, place.postcode)
    lines = [line for line in place.address if line not in stated_elsewhere]
    address = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(lines),
        "addressLocality": place.town,
        "postalCode": place.postcode,
        "addressCountry": place.country,
    }
    node: Node = {
        "@type": "Place",
        "name": place.name,
        "address": address,
        "url": place.url,
    }
    if place.latitude is not None and place.longitude is not None:
        node["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(place.latitude),
            "longitude": float(place.longitude),
        }
    return node


def _session(site: Site, session: Session) -> Node | None:
    """Return the core of a session.

    Return None for housekeeping, and for a session that is not confirmed.
    """
    if not session.starts_at or session.kind in HOUSEKEEPING:
        return None
    if state.is_provisional(site, session):
        return None
    venue = state.venue(site)
    location: Node | list[Node] = _location(site)
    if venue and session.rooms and not session.is_everywhere:
        location = {
            "@type": "Place",
            "name": f"{session.room_names}, {venue.name}",
            "address": _place(venue)["address"],
        }
    status = EventStatus.CANCELLED if session.is_cancelled else site.event.record.status
    return {
        "@type": "Event",
        "name": session.title,
        "startDate": state.iso(session.starts_at),
        "endDate": state.iso(session.ends_at),
        "eventStatus": STATUS[status],
        "location": location,
        "keywords": facts.keywords(session.record),
        "url": state.absolute(site, urls.session_address(site.event, session)),
    }


def _people(site: Site, people: Iterable[Speaker]) -> list[Node]:
    """Return the people who may be named."""
    nodes = []
    for person in people:
        if person.protected or not state.disclosed_name(person):
            continue
        url = state.absolute(site, urls.person(person))
        nodes.append({"@type": "Person", "name": person.name, "url": url})
    return nodes


def organiser_node(site: Site, *, is_brief: bool = False) -> Node | None:
    """Return the organiser, in brief by name and web address only.

    Return None while the organiser is a sample.
    """
    if not site.event.is_confirmed("organiser"):
        return None
    details = site.event.record
    organiser = details.organiser
    node = {"@type": "Organization", "name": organiser.name, "url": organiser.url}
    if not is_brief:
        node["logo"] = _image(site, organiser.logo, details, "organiser", "logo")
        node["email"] = organiser.email
        node["telephone"] = organiser.phone
    return node


def _image(site: Site, name: str | None, record: Record, *field: str) -> str:
    """Return the address of an image that a field names; empty without one."""
    if not name:
        return ""
    image = site.images.find(name, record.span(*field), site.log)
    return state.absolute(site, site.images.fallback(image)) if image else ""


def _offers(site: Site) -> Iterator[Node]:
    """Yield the confirmed prices that hold on the day of the build, or later."""
    rates = site.event.rates
    places = state.booking_state(site.event, site.now)
    if rates is None or places not in AVAILABILITY:
        return
    if not site.event.is_confirmed("booking"):
        return
    for rate in rates.rates:
        if rate.sample:
            continue
        for price in prices_of(rate):
            starts, ends = _validity(site, price)
            is_past = price.until is not None and price.until < site.as_of
            is_never = starts is not None and ends is not None and starts > ends
            if not is_past and not is_never:
                yield _offer(site, rates, rate, price, AVAILABILITY[places])


def _offer(
    site: Site, rates: RatesFile, rate: Rate, price: Price, availability: str
) -> Node:
    """Return a price of a rate as an offer."""
    currency = site.event.currency_of(price, rate, rates)
    decimals = CURRENCIES[currency].decimals
    amount = {"price": f"{price.amount:.{decimals}f}", "priceCurrency": currency}
    with_vat: Node | None = None
    if rates.vat in (Vat.EXCLUDED, Vat.INCLUDED):
        with_vat = {
            "@type": "PriceSpecification",
            **amount,
            "valueAddedTaxIncluded": rates.vat is Vat.INCLUDED,
        }
    starts, ends = _validity(site, price)
    booking = site.event.record.booking
    url = booking.url if booking else None
    return {
        "@type": "Offer",
        "name": f"{rate.name}: {price.label}" if price.label else rate.name,
        **amount,
        "priceSpecification": with_vat,
        "validFrom": starts and starts.isoformat(timespec="seconds"),
        "validThrough": ends and ends.isoformat(timespec="seconds"),
        "availability": availability,
        "url": url or state.absolute(site, urls.RATES),
    }


def _validity(site: Site, price: Price) -> tuple[datetime | None, datetime | None]:
    """Return the first and last moment at which a place can be booked at a price."""
    booking = site.event.record.booking
    starts = [booking.opens if booking else None]
    ends = [booking.closes if booking else None]
    if price.starts:
        starts.append(datetime.combine(price.starts, time()))
    if price.until:
        ends.append(datetime.combine(price.until, time(23, 59, 59)))
    zone = site.event.zone
    return (
        max((start.replace(tzinfo=zone) for start in starts if start), default=None),
        min((end.replace(tzinfo=zone) for end in ends if end), default=None),
    )
