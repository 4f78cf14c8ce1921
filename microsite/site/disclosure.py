"""Facts about the event for calendars, feeds and data, which cannot show what is provisional."""

from __future__ import annotations

from itertools import chain
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from microsite.model.event import Session
from microsite.model.records.event import Attendance, EventStatus, Venue
from microsite.model.records.programme import SessionStatus, Speaker
from microsite.site.site import Site, once_per_site
from microsite.source.files import slugify


def absolute(site: Site, address: str) -> str:
    """Return the absolute URL of a page or file; empty if the address of the site is not known."""
    return f"{site.base_url}{address}" if site.base_url else ""


@once_per_site
def uid_namespace(site: Site) -> str:
    """Return the namespace of ids of this event: `2025.tidewater.example`.

    It is the one that was first published; else it comes from the address in event.md, from the
    one the site is built for, or from the title. It never comes from a date.
    """
    for version in chain.from_iterable(site.event.published.realms.values()):
        if version.data:
            return version.data.title
    title, address = site.event.record.title, site.event.record.base_url or site.base_url
    if address is None:
        return slugify(title) or str(uuid5(NAMESPACE_URL, title))
    parts = urlsplit(address)
    folders = [slug for folder in parts.path.split("/") if (slug := slugify(folder))]
    return ".".join([*reversed(folders), parts.hostname or "localhost"])


def uuid_of(site: Site, name: str) -> str:
    """Return an id that is the same whenever and wherever the site is built."""
    return str(uuid5(NAMESPACE_URL, f"microsite:{uid_namespace(site)}/{name}"))


def disclosed_name(speaker: Speaker) -> str:
    """Return the public name; empty for a placeholder, and while the name is to be confirmed."""
    if speaker.protected and not speaker.sample:
        return speaker.shown_as or ""
    return speaker.name if speaker.is_named and not speaker.sample else ""


def disclosed_names(site: Site, slugs: tuple[str, ...]) -> list[str]:
    """Return the public names of people, in order."""
    return [name for slug in slugs if (name := disclosed_name(site.speakers[slug]))]


def is_confirmed(site: Site, *fields: str) -> bool:
    """Return whether none of these fields of event.md is a sample."""
    return not any(field in site.event.record.sample for field in fields)


def is_provisional(site: Site, session: Session) -> bool:
    """Return whether a session may change: it is provisional, a placeholder, or without dates."""
    is_final = session.record.status is not SessionStatus.PROVISIONAL and not session.record.sample
    return not is_final or not is_confirmed(site, "starts")


def is_cancelled_or_postponed(site: Site) -> bool:
    """Return whether the event does not take place at its times."""
    return site.event.record.status in (EventStatus.CANCELLED, EventStatus.POSTPONED)


def cancellation_label(site: Site) -> str:
    """Return “Cancelled” or “Postponed”; empty for an event that takes place at its times."""
    return site.event.record.status.value.capitalize() if is_cancelled_or_postponed(site) else ""


def attendance(site: Site) -> Attendance:
    """Return the present form of attendance."""
    details = site.event.record
    return Attendance.ONLINE if details.status is EventStatus.MOVED_ONLINE else details.attendance


def venue(site: Site) -> Venue | None:
    """Return the venue; None while it is not settled, and online."""
    if attendance(site) is Attendance.ONLINE or not is_confirmed(site, "venue"):
        return None
    return site.event.record.venue
