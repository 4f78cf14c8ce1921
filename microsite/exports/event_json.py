"""event.json: everything that is public, for programs. `docs/event-json.md` describes it.

Each field is named here, so that a new field of the sources is published only where somebody meant
it to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from microsite import __version__
from microsite.exports.files import Written, json_file
from microsite.json_text import spaced
from microsite.model.event import Session
from microsite.model.fields import Record
from microsite.model.records.speakers import Speaker
from microsite.render.artifacts import Artifact
from microsite.site import urls
from microsite.site.prose import Prose
from microsite.site.public import absolute, session_address
from microsite.site.site import Site
from microsite.site.state import prices_of

PATH = "event.json"
VERSION = 1
"""Raised when a field is taken away or changes its meaning; new fields may come at any time."""
Plain = dict[str, Any]


def event_json(site: Site) -> Iterator[Artifact]:
    """The whole event."""
    event = site.event
    people = {speaker.slug: speaker for speaker in event.speakers}

    def session_written(session: Session) -> str:
        return spaced(_session(site, session))

    def person_written(speaker: Speaker) -> str:
        return spaced(_person(site, speaker))

    whole = {
        "version": VERSION,
        "generator": f"Microsite {__version__}",
        "url": site.base_url,
        "event": _event(site),
        "days": [
            {"number": day.number, "date": _plain(day.date), "title": day.title, "note": day.note}
            for day in event.days
        ],
        "rooms": [_named(room, "name", "floor", "capacity", "access") for room in event.rooms],
        "tracks": [_named(track, "name", "about", "colour") for track in event.tracks],
        "sessions": list(Written(session_written(session)) for session in event.sessions),
        "people": list(Written(person_written(person)) for person in people.values()),
        "resources": [_resource(site, resource) for resource in event.library.resources],
        "figures": [
            _some(
                figure,
                "id",
                "value",
                "unit",
                "statement",
                "source",
                "url",
                "published",
                "dated",
                "checked",
            )
            | {"provisional": figure.sample}
            for figure in event.figures
        ],
        "rates": _rates(site),
        "sponsors": _sponsors(site),
        "news": [
            _some(post, "title", "date", "summary")
            | {
                "id": post.slug,
                "url": _address(site, urls.news(post.slug)),
                "provisional": post.sample,
            }
            for post in site.news
            if not post.draft
        ],
        "pages": [
            _some(page, "title", "description")
            | {
                "id": page.slug,
                "url": _address(site, urls.page(page.slug)),
                "provisional": page.sample,
            }
            for page in event.pages
        ],
    }
    yield json_file(PATH, whole)


def _event(site: Site) -> Plain:
    event, details = site.event, site.event.record
    names = (
        "title",
        "strapline",
        "description",
        "status",
        "status_note",
        "attendance",
        "online_url",
        "languages",
    )
    venue, organiser, booking = details.venue, details.organiser, details.booking
    return _some(details, *names) | {
        "timezone": event.zone.key,
        "starts": _plain(event.starts),
        "ends": _plain(event.ends),
        "venue": venue
        and _some(
            venue, "name", "address", "postcode", "town", "country", "url", "latitude", "longitude"
        )
        | {"access": [_some(fact, "name", "text") for fact in venue.access]},
        "organiser": _some(organiser, "name", "phone", "email", "address", "url"),
        "booking": booking
        and _some(booking, "url", "places", "full", "few_left", "waiting_list_url", "how")
        | {"opens": _local(site, booking.opens), "closes": _local(site, booking.closes)},
        "audience": [_some(sector, "name", "who") for sector in details.audience],
        "provisional": list(details.sample),
    }


def _session(site: Site, session: Session) -> Plain:
    details = session.record
    slides = details.slides
    if slides and not slides.startswith(("http://", "https://")):
        slides = _address(site, site.download(slides, session.span("slides")) or "")
    names = ("id", "title", "kind", "summary", "status", "status_note", "content_note", "capacity")
    return _some(details, *names) | {
        "day": session.day,
        "start": f"{session.start:%H:%M}",
        "end": f"{session.end:%H:%M}",
        "starts": _plain(session.starts_at),
        "ends": _plain(session.ends_at),
        "minutes": session.duration_minutes,
        "room": session.room and session.room.slug,
        "track": session.track and session.track.slug,
        "chairs": list(session.chairs),
        "speakers": list(session.speakers),
        "abstract_html": _html(site, site.prose(details, "abstract", details.abstract)),
        "resources": list(session.resources),
        "repeat_of": session.repeat_of,
        "slides": slides,
        "recording": details.recording and _some(details.recording, "url", "captions"),
        "url": _address(site, session_address(session)),
        "provisional": details.sample,
    }


def _person(site: Site, speaker: Speaker) -> Plain:
    """Somebody; of a protected person nothing but what they are called on the site."""
    if speaker.protected:
        nothing: Plain = dict.fromkeys(("role", "organisation", "pronouns", "url"))
        known: Plain = {
            "id": speaker.slug,
            "name": speaker.shown_as,
            **nothing,
            "links": [],
            "biography_html": "",
        }
    else:
        known = {
            "id": speaker.slug,
            "name": speaker.name if speaker.is_named else None,
            **_some(speaker, "role", "organisation", "pronouns"),
            "url": _address(site, urls.speaker(speaker.slug)),
            "links": [_some(link, "label", "url") for link in speaker.links],
            "biography_html": _html(site, site.body("speaker", speaker, speaker.biography)),
        }
    return known | {"provisional": speaker.sample}


def _resource(site: Site, resource: Any) -> Plain:
    names = (
        "id",
        "title",
        "kind",
        "url",
        "publisher",
        "published",
        "updated",
        "checked",
        "summary",
        "supersedes",
    )
    return _some(resource, *names) | {
        "sessions": [session.id for session in site.sessions_using(resource)],
        "provisional": resource.sample,
    }


def _rates(site: Site) -> Plain | None:
    rates = site.event.rates
    if rates is None:
        return None
    return _some(rates.settings, "currency", "vat", "vat_percent", "included") | {
        "rates": [
            _some(rate, "id", "name", "who", "note")
            | {
                "prices": [
                    {"label": price.label, "amount": _plain(price.amount)}
                    | {"from": _plain(price.starts), "until": _plain(price.until)}
                    for price in prices_of(rate)
                ],
                "provisional": rate.sample,
            }
            for rate in rates.rates
        ]
    }


def _sponsors(site: Site) -> Plain | None:
    sponsorship = site.event.sponsorship
    if sponsorship is None:
        return None
    tiers = site.event.references["tier"]
    return {
        "tiers": [
            _some(tier, "id", "name") | {"provisional": tier.sample} for tier in sponsorship.tiers
        ],
        "sponsors": [
            _some(sponsor, "id", "name", "url")
            | {"tier": tiers.find(sponsor.tier), "provisional": sponsor.sample}
            for sponsor in sponsorship.sponsors
        ],
    }


def _some(record: Record, *names: str) -> Plain:
    """These fields of a record."""
    return {name: _plain(getattr(record, name)) for name in names}


def _named(record: Any, *names: str) -> Plain:
    """These fields of a room or track, with the id it is referred to by."""
    return {"id": record.slug} | _some(record, *names)


def _plain(value: Any) -> Any:
    """A value as JSON has it: moments with their offset, amounts as exact text, an empty value as
    null.
    """
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case tuple():
            return list(value)
        case _:
            return value


def _local(site: Site, moment: datetime | None) -> str | None:
    """A moment as it is typed, in the event's zone."""
    return moment.replace(tzinfo=site.event.zone).isoformat(timespec="minutes") if moment else None


def _address(site: Site, address: str) -> str:
    """The address of a page or file: absolute where the site's is known, else relative to
    event.json.
    """
    return absolute(site, address) or (urls.file_of(address) if address.endswith("/") else address)


def _html(site: Site, prose: Prose) -> str:
    return str(prose.at(site.base_url or ""))
