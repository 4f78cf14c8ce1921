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
from microsite.model.records.event import Attendance, EventStatus, Price, Vat, Venue
from microsite.site import facts, state, urls
from microsite.site.history import history
from microsite.site.site import Site, once_per_site
from microsite.site.state import BookingState

Node = dict[str, Any]
"""A thing in JSON-LD. Fields that are None, "" or [] are left out."""
SCHEMA = "https://schema.org/"
MAX_SUB_EVENTS = 20
"""If there are more, each is only on its page: the programme may weigh 14 KB."""
STATUS = {
    status: f"{SCHEMA}Event{status.value.title().replace(' ', '')}"
    for status in EventStatus
}
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
    """Return the content of an application/ld+json element; `image` is for things
    without one.
    """
    graph = [_without_empty(node) for node in nodes]
    for node in graph:
        if image and node["@type"] in ("Event", "NewsArticle"):
            node.setdefault("image", image)
    if not graph:
        return Markup()
    data = {"@context": "https://schema.org", "@graph": graph}
    text = msgspec.json.encode(data, enc_hook=str).decode()
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - a data block is raw text


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_empty(item)
            for name, item in value.items()
            if item or item == 0
        }
    return (
        [_without_empty(item) for item in value] if isinstance(value, list) else value
    )


def breadcrumb_node(site: Site, steps: Iterable[tuple[str, str]]) -> Node:
    """Return the path to a page from the home page, by labels and addresses."""
    links = [
        {"name": label, "item": state.absolute(site, address)}
        for label, address in steps
    ]
    items = [
        {"@type": "ListItem", "position": i, **link} for i, link in enumerate(links, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def event_node(site: Site) -> Node | None:
    """Return the event with all details, or only its organiser, for the home page."""
    event = _event(site)
    if event is None:
        return organiser_node(site)
    details = site.event.record
    series = details.series
    featured = [speaker for speaker in site.event.speakers if speaker.featured]
    booking = details.booking if site.event.is_confirmed("booking") else None
    offers = list(_offers(site))
    return event | {
        "description": (
            details.description if site.event.is_confirmed("description") else ""
        ),
        "endDate": (
            state.iso(site.event.ends) if site.event.is_confirmed("ends") else ""
        ),
        "organizer": organiser_node(site),
        "performer": _people(site, featured or site.event.speakers)[:20],
        "offers": offers,
        "isAccessibleForFree": (
            (offers and not any(float(it["price"]) for it in offers)) or None
        ),
        "inLanguage": list(details.languages),
        "keywords": facts.keywords(details),
        "superEvent": (
            series and {"@type": "EventSeries", "name": series.name, "url": series.url}
        ),
        "maximumAttendeeCapacity": booking and booking.places,
    }


def programme_node(site: Site) -> Node | None:
    """Return the event with its sessions, unless they are too many for one page."""
    event = _event(site)
    nodes = [
        node for session in site.event.sessions if (node := _session(site, session))
    ]
    return (
        event | {"subEvent": nodes}
        if event and 0 < len(nodes) <= MAX_SUB_EVENTS
        else None
    )


def session_node(site: Site, session: Session) -> Node | None:
    """Return a session with its people and the event, for its own page."""
    node, event = _session(site, session), _event(site)
    if node is None or event is None:
        return None
    record, mode = session.record, session.record.attendance
    return node | {
        "description": record.summary,
        "eventAttendanceMode": (MODES[mode] if mode else event["eventAttendanceMode"]),
        "inLanguage": record.language,
        "image": _image(site, record.picture, record, "picture"),
        "organizer": organiser_node(site, is_brief=True),
        "performer": _people(site, [site.speakers[slug] for slug in session.people]),
        "recordedIn": [
            {"@type": "CreativeWork", "url": video.url} for video in record.recording
        ],
        "superEvent": event,
    }


def speaker_node(site: Site, speaker: Speaker) -> Node | None:
    """Return a person, for their own page; nothing of a person who may not be named."""
    people = _people(site, [speaker])
    if not people:
        return None
    company = speaker.organisation
    organisation = site.organisation(company)
    photo = speaker.photo and site.images.find(
        speaker.photo, speaker.span("photo"), site.log
    )
    square = (
        site.images.cropped_square(photo, speaker.photo_focus).path if photo else None
    )
    return people[0] | {
        "jobTitle": speaker.role,
        "affiliation": (
            company
            and {
                "@type": "Organization",
                "name": company,
                "url": organisation and organisation.url,
            }
        ),
        "image": square and state.absolute(site, square),
        "sameAs": [link.url for link in speaker.links if "://" in link.url],
    }


def team_node(site: Site) -> Node | None:
    """Return the organiser with the people of the team."""
    organiser = organiser_node(site, is_brief=True)
    return organiser and organiser | {
        "member": _people(site, site.event.records["member"])
    }


def post_node(site: Site, post: NewsPost) -> Node | None:
    """Return a news post; nothing of a draft or a sample."""
    if post.draft or post.sample:
        return None
    address = state.absolute(site, urls.news(post.slug))
    organiser = organiser_node(site, is_brief=True)
    return {
        "@type": "NewsArticle",
        "headline": post.title,
        "datePublished": post.date.isoformat(),
        "description": post.summary,
        "image": _image(site, post.picture, post, "picture"),
        "dateModified": post.updated and post.updated.isoformat(),
        "url": address,
        "mainEntityOfPage": address,
        "author": (
            {"@type": "Person", "name": post.author} if post.author else organiser
        ),
        "publisher": organiser,
    }


@once_per_site
def _event(site: Site) -> Node | None:
    """Return the core of the event; None while its name, start or place is not
    confirmed.
    """
    location = _location(site)
    starts = site.event.starts
    status = site.event.record.status
    is_off = bool(state.cancellation_label(site))
    published = (
        version.data
        for version in history(site).event
        if version.since and version.data
    )
    wall_times = [
        event.starts for event in published if event.starts and not event.provisional
    ]
    moments = dict.fromkeys(
        moment.replace(tzinfo=site.event.zone) for moment in wall_times
    )
    earlier = [moment for moment in moments if moment != starts]
    if starts is None and is_off and earlier:
        starts = earlier.pop()
    if starts is None or not location or not site.event.is_confirmed("title", "starts"):
        return None
    home = state.absolute(site, urls.HOME)
    mode = MODES[state.attendance(site)]
    statuses: str | list[str] = STATUS[status]
    if earlier and not is_off:
        rescheduled = f"{SCHEMA}EventRescheduled"
        statuses = (
            rescheduled
            if status is EventStatus.SCHEDULED
            else [STATUS[status], rescheduled]
        )
    return {
        "@type": "Event",
        "@id": home and f"{home}#event",
        "name": site.event.record.title,
        "startDate": state.iso(starts),
        "previousStartDate": [
            state.iso(moment) for moment in earlier if moment != starts
        ],
        "eventStatus": statuses if site.event.is_confirmed("status") else "",
        "eventAttendanceMode": mode if site.event.is_confirmed("attendance") else "",
        "location": location,
        "url": home,
    }


def _location(site: Site) -> list[Node]:
    """Return the venue, a web address, or both; nothing while the place is not
    confirmed.
    """
    mode, place = state.attendance(site), state.venue(site)
    places = [_place(place)] if place else []
    online = site.event.record.online_url or state.absolute(site, urls.HOME)
    if online and (mode is Attendance.ONLINE or (mode is Attendance.HYBRID and places)):
        places.append({"@type": "VirtualLocation", "url": online})
    return places


def _place(place: Venue) -> Node:
    lines = [
        line
        for line in place.address
        if line not in (place.name, place.town, place.postcode)
    ]
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
        point = {"latitude": float(place.latitude), "longitude": float(place.longitude)}
        node["geo"] = {"@type": "GeoCoordinates"} | point
    return node


def _session(site: Site, session: Session) -> Node | None:
    """Return the core of a session; None for housekeeping, and while it is not
    confirmed.
    """
    if (
        not session.starts_at
        or session.kind in HOUSEKEEPING
        or state.is_provisional(site, session)
    ):
        return None
    place = state.venue(site)
    location: Node | list[Node] = _location(site)
    if place and session.rooms and not session.is_everywhere:
        name = f"{session.room_names}, {place.name}"
        location = {"@type": "Place", "name": name, "address": _place(place)["address"]}
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
    public = (
        person
        for person in people
        if not person.protected and state.disclosed_name(person)
    )
    rows = (
        (person.name, state.absolute(site, urls.person(person))) for person in public
    )
    return [{"@type": "Person", "name": name, "url": url} for name, url in rows]


def organiser_node(site: Site, *, is_brief: bool = False) -> Node | None:
    """Return the organiser, on request by name and web address only; None while it is a
    sample.
    """
    details = site.event.record
    organiser = details.organiser
    if not site.event.is_confirmed("organiser"):
        return None
    node = {"@type": "Organization", "name": organiser.name, "url": organiser.url}
    if not is_brief:
        node["logo"] = _image(site, organiser.logo, details, "organiser", "logo")
        node |= {"email": organiser.email, "telephone": organiser.phone}
    return node


def _image(site: Site, name: str | None, record: Record, *field: str) -> str:
    image = site.images.find(name, record.span(*field), site.log) if name else None
    return state.absolute(site, site.images.fallback(image)) if image else ""


def _offers(site: Site) -> Iterator[Node]:
    """Yield the confirmed prices that hold on the day the site is built for, or
    later.
    """
    rates, places = site.event.rates, state.booking_state(site.event, site.now)
    if (
        rates is None
        or places not in AVAILABILITY
        or not site.event.is_confirmed("booking")
    ):
        return
    booking = site.event.record.booking
    final = [rate for rate in rates.rates if not rate.sample]
    for rate, price in [
        (entry, price) for entry in final for price in prices_of(entry)
    ]:
        starts, ends = _validity(site, price)
        if (price.until and price.until < site.as_of) or (
            starts and ends and starts > ends
        ):
            continue
        currency = site.event.currency_of(price, rate, rates)
        price_text = f"{price.amount:.{CURRENCIES[currency].decimals}f}"
        amount = {"price": price_text, "priceCurrency": currency}
        with_vat: Node = {"@type": "PriceSpecification", **amount}
        with_vat["valueAddedTaxIncluded"] = rates.vat is Vat.INCLUDED
        yield {
            "@type": "Offer",
            "name": f"{rate.name}: {price.label}" if price.label else rate.name,
            **amount,
            "priceSpecification": (
                with_vat if rates.vat in (Vat.EXCLUDED, Vat.INCLUDED) else None
            ),
            "validFrom": starts and starts.isoformat(timespec="seconds"),
            "validThrough": ends and ends.isoformat(timespec="seconds"),
            "availability": AVAILABILITY[places],
            "url": (
                booking.url
                if booking and booking.url
                else state.absolute(site, urls.RATES)
            ),
        }


def _validity(site: Site, price: Price) -> tuple[datetime | None, datetime | None]:
    """Return the first and last moment at which a place can be booked at a price."""
    booking = site.event.record.booking
    opens, closes = (booking.opens, booking.closes) if booking else (None, None)
    first = datetime.combine(price.starts, time()) if price.starts else None
    last = datetime.combine(price.until, time(23, 59, 59)) if price.until else None
    starts = [
        moment.replace(tzinfo=site.event.zone) for moment in (opens, first) if moment
    ]
    ends = [
        moment.replace(tzinfo=site.event.zone) for moment in (closes, last) if moment
    ]
    return max(starts, default=None), min(ends, default=None)
