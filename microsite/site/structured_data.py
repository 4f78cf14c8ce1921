"""What search engines are told in their own form: schema.org in JSON-LD.

Only what is settled is told. A field that is a sample is left out; an event without a settled name,
start or place is not told of at all, and neither is anybody who is protected, a placeholder, or
still to be named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from microsite.model.event import Session
from microsite.model.records.event import Attendance, EventStatus, Organiser, Venue
from microsite.model.records.pages import NewsPost
from microsite.model.records.sessions import HOUSEKEEPING
from microsite.model.records.speakers import Speaker
from microsite.site import urls
from microsite.site.disclosure import (
    absolute,
    attendance,
    disclosed_name,
    is_confirmed,
    is_provisional,
    venue,
)
from microsite.site.history import history
from microsite.site.offers import offers
from microsite.site.site import Site

Node = dict[str, Any]
"""A thing, as JSON-LD has it."""
MOST_PERFORMERS = 20
"""People named with the event; a longer list is on the page, and would weigh more than it tells."""
MOST_SUB_EVENTS = 20
"""Sessions told of with the programme, at 40 bytes each of the 14 KB that a page may weigh. Where
there are more, each tells of itself on its own page alone.
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


def data_block(nodes: Iterable[Node]) -> Markup:
    """Return the text of a `script` element of type application/ld+json; empty without things."""
    graph = list(nodes)
    if not graph:
        return Markup()
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - a data block is raw text, and cannot be left


def pictured(node: Node, address: str) -> Node:
    """An event or article with the picture at an address, unless it has one of its own."""
    return (
        node | {"image": node.get("image", address)}
        if node["@type"] in ("Event", "NewsArticle")
        else node
    )


def trail_node(site: Site, steps: Iterable[tuple[str, str]]) -> Node | None:
    """The way to a page from the home page, itself last; None where addresses are not known."""
    if not site.base_url:
        return None
    items = [
        {"@type": "ListItem", "position": position, "name": label, "item": absolute(site, address)}
        for position, (label, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def event_nodes(site: Site) -> list[Node]:
    """The home page: the event with all there is to say of it, and who runs it."""
    event, details = _event(site), site.event.record
    organiser = _organiser(site, details.organiser)
    if event is None:
        return _present(organiser)
    people = [speaker for speaker in site.event.speakers if speaker.featured] or list(
        site.event.speakers
    )
    node = event | _filled(
        description=details.description if is_confirmed(site, "description") else "",
        endDate=_iso(site.event.ends) if is_confirmed(site, "ends") else "",
        organizer=organiser,
        performer=_people(site, people)[:MOST_PERFORMERS],
        offers=offers(site),
        inLanguage=list(details.languages),
        superEvent=_filled(
            **{"@type": "EventSeries"}, name=details.series.name, url=details.series.url
        )
        if details.series
        else None,
        maximumAttendeeCapacity=details.booking.places
        if details.booking and is_confirmed(site, "booking")
        else None,
    )
    return [node]


def organiser_nodes(site: Site) -> list[Node]:
    """The contact page: who runs the event."""
    return _present(_organiser(site, site.event.record.organiser))


def programme_nodes(site: Site) -> list[Node]:
    """The programme: the event with its sessions, where they are not too many for one page."""
    event = _event(site)
    nodes = [node for session in site.event.sessions if (node := _session(site, session))]
    if event is None or not nodes or len(nodes) > MOST_SUB_EVENTS:
        return []
    return [event | {"subEvent": nodes}]


def session_nodes(site: Site, session: Session) -> list[Node]:
    """A session's own page: the session, who takes part, and what it is part of."""
    node, event = _session(site, session), _event(site)
    if node is None or event is None:
        return []
    recording = session.record.recording
    more = _filled(
        description=session.record.summary or "",
        eventAttendanceMode=event.get("eventAttendanceMode", ""),
        organizer=_organiser_in_short(site),
        performer=_people(site, [site.speakers[slug] for slug in session.people]),
        recordedIn={"@type": "CreativeWork", "url": recording.url} if recording else None,
        superEvent=event,
    )
    return [node | more]


def speaker_nodes(site: Site, speaker: Speaker) -> list[Node]:
    """A speaker's own page."""
    photo = (
        site.image(speaker.photo, speaker.span("photo"))
        if speaker.photo and not speaker.protected
        else None
    )
    company = (
        {"@type": "Organization", "name": speaker.organisation} if speaker.organisation else None
    )
    more = _filled(
        jobTitle=speaker.role or "",
        affiliation=company,
        image=absolute(site, site.images.cropped_square(photo, speaker.photo_focus).path)
        if photo
        else "",
        sameAs=[link.url for link in speaker.links],
    )
    return [node | more for node in _people(site, [speaker])]


def post_nodes(site: Site, post: NewsPost) -> list[Node]:
    """A news post; nothing of a draft or a sample."""
    if post.draft or post.sample:
        return []
    organiser = _organiser_in_short(site)
    picture = site.image(post.picture, post.span("picture")) if post.picture else None
    more = _filled(
        description=post.summary or "",
        image=absolute(site, site.images.fallback(picture)) if picture else "",
        dateModified=post.updated.isoformat() if post.updated else "",
        url=absolute(site, urls.news(post.slug)),
        mainEntityOfPage=absolute(site, urls.news(post.slug)),
        author=organiser,
        publisher=organiser,
    )
    return [
        {"@type": "NewsArticle", "headline": post.title, "datePublished": post.date.isoformat()}
        | more
    ]


def _event(site: Site) -> Node | None:
    """Return what every mention of the event needs; None while its name, start or place is open."""
    return site.once(("structured data", "event"), lambda: _settled_event(site))


def _settled_event(site: Site) -> Node | None:
    location, details, earlier = _location(site), site.event.record, _earlier_starts(site)
    starts = site.event.starts
    if (
        starts is None
        and details.status in (EventStatus.POSTPONED, EventStatus.CANCELLED)
        and earlier
    ):
        starts = earlier.pop()
    if starts is None or not location or not is_confirmed(site, "title", "starts"):
        return None
    home = absolute(site, urls.HOME)
    return {"@type": "Event", **_filled(**{"@id": f"{home}#event" if home else ""})} | _filled(
        name=details.title,
        startDate=_iso(starts),
        previousStartDate=[_iso(moment) for moment in earlier if moment != starts],
        eventStatus=_status(details.status, earlier) if is_confirmed(site, "status") else "",
        eventAttendanceMode=f"https://schema.org/{MODES[attendance(site)]}"
        if is_confirmed(site, "attendance")
        else "",
        location=location,
        url=home,
    )


def _earlier_starts(site: Site) -> list[datetime]:
    """The starts that were published before, of which people may have made a note: the earliest
    publication first.
    """
    told = [
        one.data
        for one in history(site).event
        if one.data and one.since and not one.data.provisional
    ]
    starts = [known.starts.replace(tzinfo=site.event.zone) for known in told if known.starts]
    return [moment for moment in dict.fromkeys(starts) if moment != site.event.starts]


def _status(status: EventStatus, earlier: list[datetime]) -> str | list[str]:
    """Return the status of the event; two if it is on another day, and online."""
    words = f"https://schema.org/{STATUS[status]}"
    if not earlier or status in (EventStatus.POSTPONED, EventStatus.CANCELLED):
        return words
    rescheduled = "https://schema.org/EventRescheduled"
    return rescheduled if status is EventStatus.SCHEDULED else [words, rescheduled]


def _location(site: Site) -> list[Node]:
    """Where the event takes place: a venue, an address on the web, or both; nothing while that is
    not settled.
    """
    mode, place = attendance(site), venue(site)
    online = site.event.record.online_url or absolute(site, urls.HOME)
    if mode is not Attendance.ONLINE and place is None:
        return []
    places = [_place(place)] if place else []
    if mode is not Attendance.IN_PERSON and online:
        places.append({"@type": "VirtualLocation", "url": online})
    return places


def _place(place: Venue) -> Node:
    lines = [line for line in place.address if line not in (place.name, place.town, place.postcode)]
    address = _filled(
        streetAddress=", ".join(lines),
        addressLocality=place.town or "",
        postalCode=place.postcode or "",
        addressCountry=place.country,
    )
    geo = None
    if place.latitude is not None and place.longitude is not None:
        geo = {
            "@type": "GeoCoordinates",
            "latitude": float(place.latitude),
            "longitude": float(place.longitude),
        }
    more = _filled(address={"@type": "PostalAddress"} | address, url=place.url or "", geo=geo)
    return {"@type": "Place", "name": place.name} | more


def _session(site: Site, session: Session) -> Node | None:
    """A session in short; None for housekeeping, and for what is not settled."""
    if (
        session.starts_at is None
        or session.ends_at is None
        or session.kind in HOUSEKEEPING
        or is_provisional(site, session)
    ):
        return None
    status = EventStatus.CANCELLED if session.is_cancelled else site.event.record.status
    place = venue(site)
    room = None
    if session.room and attendance(site) is not Attendance.ONLINE and place:
        room = {"@type": "Place", "name": f"{session.room.name}, {place.name}"} | {
            "address": _place(place)["address"]
        }
    return {
        "@type": "Event",
        "name": session.title,
        "startDate": _iso(session.starts_at),
        "endDate": _iso(session.ends_at),
    } | _filled(
        eventStatus=f"https://schema.org/{STATUS[status]}",
        location=room or _location(site),
        url=absolute(site, urls.session_address(session)),
    )


def _people(site: Site, speakers: Iterable[Speaker]) -> list[Node]:
    """People who may be named, in short."""
    return [
        {"@type": "Person", "name": speaker.name}
        | _filled(url=absolute(site, urls.speaker(speaker.slug)))
        for speaker in speakers
        if not speaker.protected and disclosed_name(speaker)
    ]


def _organiser(site: Site, organiser: Organiser) -> Node | None:
    """Return the organiser; None while it is a sample."""
    if not is_confirmed(site, "organiser"):
        return None
    place = site.event.record.span("organiser", "logo")
    logo = site.image(organiser.logo, place) if organiser.logo else None
    more = _filled(
        url=organiser.url or "",
        logo=absolute(site, site.images.fallback(logo)) if logo else "",
        email=organiser.email or "",
        telephone=organiser.phone or "",
    )
    return {"@type": "Organization", "name": organiser.name} | more


def _organiser_in_short(site: Site) -> Node | None:
    whole = _organiser(site, site.event.record.organiser)
    return whole and {name: whole[name] for name in ("@type", "name", "url") if name in whole}


def _filled(**fields: Any) -> Node:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _present(node: Node | None) -> list[Node]:
    return [] if node is None else [node]


def _iso(moment: Any) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""
