"""What may be said of the event outside its pages, where nobody sees that something is provisional.

Calendars, feeds, programme data and structured data all ask here whom they may name and what is
settled.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from microsite.model.event import Session
from microsite.model.records.event import Attendance, EventStatus, Venue
from microsite.model.records.sessions import SessionStatus
from microsite.model.records.speakers import Speaker
from microsite.site import urls
from microsite.site.site import Site
from microsite.source.files import slugify


def absolute(site: Site, address: str) -> str:
    """The whole address of a page or file; empty where the address of the site is not known."""
    return f"{site.base_url}{address}" if site.base_url else ""


def session_address(session: Session) -> str:
    """Where a session is to be read: its page, or its place in the programme."""
    return urls.session(session.id) if session.has_own_page else f"{urls.PROGRAMME}#{session.id}"


def uid_namespace(site: Site) -> str:
    """What keeps the ids of this event apart from those of others: `2025.tidewater.example`.

    The one it had when it was first put on record; else from the address in event.md, from the one
    the site is built for, or from the title. Never from a date.
    """
    return site.once(("uid_namespace",), lambda: _realm(site))


def _realm(site: Site) -> str:
    recorded = [
        one.data
        for versions in site.event.published.realms.values()
        for one in versions
        if one.data
    ]
    if recorded:
        return recorded[0].title
    address = site.event.record.base_url or site.base_url
    if address is None:
        title = site.event.record.title
        return slugify(title) or str(uuid5(NAMESPACE_URL, title))
    parts = urlsplit(address)
    folders = [slug for folder in parts.path.split("/") if (slug := slugify(folder))]
    return ".".join([*reversed(folders), parts.hostname or "localhost"])


def uuid_of(site: Site, name: str) -> str:
    """An id that is the same whenever and wherever the site is built."""
    return str(uuid5(NAMESPACE_URL, f"microsite:{uid_namespace(site)}/{name}"))


def disclosed_name(speaker: Speaker) -> str:
    """What somebody may be called; empty for a placeholder, and while the name is to be confirmed."""
    if speaker.sample:
        return ""
    if speaker.protected:
        return speaker.shown_as or ""
    return speaker.name if speaker.is_named else ""


def disclosed_names(site: Site, slugs: tuple[str, ...]) -> list[str]:
    """What the people of a session may be called, in their order."""
    return [name for slug in slugs if (name := disclosed_name(site.speaker(slug)))]


def is_confirmed(site: Site, *fields: str) -> bool:
    """Whether these fields of event.md are more than samples."""
    return not any(field in site.event.record.sample for field in fields)


def is_provisional(site: Site, session: Session) -> bool:
    """Whether a session may still change: it says so, is a placeholder, or the dates are."""
    details = session.record
    return (
        details.status is SessionStatus.PROVISIONAL
        or details.sample
        or not is_confirmed(site, "starts")
    )


def is_cancelled_or_postponed(site: Site) -> bool:
    """Whether the event does not take place at the times that are given."""
    return site.event.record.status in (EventStatus.CANCELLED, EventStatus.POSTPONED)


def cancellation_label(site: Site) -> str:
    """“Cancelled” or “Postponed” where the event does not take place at the times that are given;
    else empty.
    """
    return site.event.record.status.value.capitalize() if is_cancelled_or_postponed(site) else ""


def attendance(site: Site) -> Attendance:
    """How people take part, as things stand."""
    details = site.event.record
    return Attendance.ONLINE if details.status is EventStatus.MOVED_ONLINE else details.attendance


def venue(site: Site) -> Venue | None:
    """Where people meet; None while that is not settled, and online."""
    if attendance(site) is Attendance.ONLINE or not is_confirmed(site, "venue"):
        return None
    return site.event.record.venue
