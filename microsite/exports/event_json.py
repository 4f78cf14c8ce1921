"""event.json: everything that is public, for programs. `docs/event-json.md` describes it.

A record is exported with all fields that it declares, except those in WITHHELD, so that a new field
of the sources appears without a change here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from microsite import __version__
from microsite.exports.files import json_file
from microsite.model.event import Session
from microsite.model.fields import Record, fields_of
from microsite.model.records.event import EventRecord, Organiser, Venue
from microsite.model.records.pages import NewsPost, ProsePage
from microsite.model.records.rates import Rate, RatesFile
from microsite.model.records.resources import Figure
from microsite.model.records.sessions import Room, SessionRecord, Track
from microsite.model.records.speakers import Speaker
from microsite.model.records.sponsors import Sponsor, Tier
from microsite.render.artifacts import Artifact
from microsite.site import urls
from microsite.site.disclosure import absolute, session_address
from microsite.site.prose import Prose
from microsite.site.site import Site
from microsite.site.state import prices_of

PATH = "event.json"
VERSION = 1
"""Raised when a field is removed or changes its meaning; new fields may come at any time."""
Json = dict[str, Any]

WITHHELD: dict[type[Record], str] = {
    EventRecord: (
        "standfirst new_day_at audience_note outcomes cpd help_lines help_title exit_url "
        "unchecked_links base_url series security_contact custom_domain offline leave_out theme "
        "drawing copyright overview"
    ),
    Venue: "map_url picture picture_alt directions access_contact",
    Organiser: "logo hours",
    Room: "id",
    Track: "id",
    SessionRecord: "length chair abstract",
    Speaker: (
        "name photo photo_alt photo_focus featured order protected shown_as private_words slug "
        "biography"
    ),
    Figure: "featured strokes marked key",
    RatesFile: "introduction terms",
    Rate: "price",
    Tier: "summary price subsidised_price available benefits offered",
    Sponsor: "logo logo_dark words",
    NewsPost: "updated picture picture_alt draft slug body",
    ProsePage: "menu menu_label order updated slug body",
}
"""Fields that are private, concern only the looks of the site, or are exported in another form."""


def event_json(site: Site) -> Iterator[Artifact]:
    """Yield the whole event as one file."""
    event = site.event
    whole = {
        "version": VERSION,
        "generator": f"Microsite {__version__}",
        "url": site.base_url,
        "event": _event(site),
        "days": [
            {"number": day.number, "date": _plain(day.date), "title": day.title, "note": day.note}
            for day in event.days
        ],
        "rooms": [{"id": room.slug} | _fields(room) for room in event.rooms],
        "tracks": [{"id": track.slug} | _fields(track) for track in event.tracks],
        "sessions": [_session(site, session) for session in event.sessions],
        "people": [_person(site, speaker) for speaker in event.speakers],
        "resources": [
            _fields(resource, sessions=[session.id for session in site.sessions_using(resource)])
            for resource in event.library.resources
        ],
        "figures": [_fields(figure) for figure in event.figures],
        "rates": _rates(site),
        "sponsors": _sponsors(site),
        "news": [
            _fields(post, id=post.slug, url=_address(site, urls.news(post.slug)))
            for post in site.news
            if not post.draft
        ],
        "pages": [
            _fields(page, id=page.slug, url=_address(site, urls.page(page.slug)))
            for page in event.pages
        ],
    }
    yield json_file(PATH, whole)


def _fields(record: Record, **computed: Any) -> Json:
    """Return the public fields of a record, then computed ones, then whether it is provisional."""
    values = {name: getattr(record, name) for name in fields_of(type(record))}
    sample = {"provisional": values.pop("sample")} if "sample" in values else {}
    for name in WITHHELD.get(type(record), "").split():
        del values[name]
    public = {name: value for name, value in values.items() if name not in computed}
    return {name: _plain(value) for name, value in (public | computed | sample).items()}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: moments with their offset, amounts as exact text."""
    match value:
        case Record():
            return _fields(value)
        case Enum():
            return value.value
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case Decimal():
            return str(value)
        case tuple() | list():
            return [_plain(part) for part in value]
        case _:
            return value


def _event(site: Site) -> Json:
    event, details = site.event, site.event.record
    booking = details.booking and _fields(
        details.booking,
        opens=_local(site, details.booking.opens),
        closes=_local(site, details.booking.closes),
    )
    return _fields(
        details,
        timezone=event.zone.key,
        starts=event.starts,
        ends=event.ends,
        venue=details.venue,
        organiser=details.organiser,
        booking=booking,
        audience=details.audience,
    )


def _local(site: Site, moment: datetime | None) -> datetime | None:
    """Return a moment as it is typed, in the event's zone."""
    return moment and moment.replace(tzinfo=site.event.zone)


def _session(site: Site, session: Session) -> Json:
    details = session.record
    slides = details.slides
    if slides and not slides.startswith(("http://", "https://")):
        slides = _address(site, site.download(slides, session.span("slides")) or "")
    return _fields(
        details,
        day=session.day,
        start=session.start,
        end=session.end,
        starts=session.starts_at,
        ends=session.ends_at,
        minutes=session.duration_minutes,
        room=session.room and session.room.slug,
        track=session.track and session.track.slug,
        chairs=session.chairs,
        speakers=session.speakers,
        abstract_html=_html(site, site.prose(details, "abstract", details.abstract)),
        resources=session.resources,
        repeat_of=session.repeat_of,
        slides=slides,
        recording=details.recording,
        url=_address(site, session_address(session)),
    )


def _person(site: Site, speaker: Speaker) -> Json:
    """Return somebody; of a protected person nothing but what they are called on the site."""
    if speaker.protected:
        name = speaker.shown_as
        public = dict.fromkeys(_fields(speaker, url="", links=(), biography_html=""))
        public |= {"links": [], "biography_html": "", "provisional": speaker.sample}
    else:
        name = speaker.name if speaker.is_named else None
        public = _fields(
            speaker,
            url=_address(site, urls.speaker(speaker.slug)),
            links=speaker.links,
            biography_html=_html(site, site.body("speaker", speaker, speaker.biography)),
        )
    return {"id": speaker.slug, "name": name} | public


def _rates(site: Site) -> Json | None:
    rates = site.event.rates
    if rates is None:
        return None
    listed = []
    for rate in rates.rates:
        prices = [
            {
                "label": price.label,
                "amount": _plain(price.amount),
                "from": _plain(price.starts),
                "until": _plain(price.until),
            }
            for price in prices_of(rate)
        ]
        listed.append(_fields(rate, prices=prices))
    return _fields(rates.settings, rates=listed)


def _sponsors(site: Site) -> Json | None:
    sponsorship = site.event.sponsorship
    if sponsorship is None:
        return None
    tiers = site.event.references["tier"]
    return {
        "tiers": [_fields(tier) for tier in sponsorship.tiers],
        "sponsors": [
            _fields(sponsor, tier=tiers.find(sponsor.tier)) for sponsor in sponsorship.sponsors
        ],
    }


def _address(site: Site, address: str) -> str:
    """Return an absolute address where the site's is known, otherwise relative to event.json."""
    return absolute(site, address) or (
        urls.output_path(address) if address.endswith("/") else address
    )


def _html(site: Site, prose: Prose) -> str:
    return str(prose.at(site.base_url or ""))
