"""Views of people and sessions, wherever they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from msgspec import Struct

from microsite.model.event import Session
from microsite.model.records.sessions import HOUSEKEEPING, SessionKind, SessionStatus
from microsite.model.records.speakers import Speaker
from microsite.model.snapshots import PublishedEvent, PublishedSession, Version
from microsite.pages.drawing import PlaceholderAvatar, placeholder_avatar
from microsite.pages.views import Picture, picture
from microsite.site import formatting, urls
from microsite.site.history import history
from microsite.site.site import Site
from microsite.site.state import is_over
from microsite.site.urls import UrlContext
from microsite.source.files import slugify

NAME_TO_BE_CONFIRMED = "Name to be confirmed"


class Person(Struct, frozen=True, kw_only=True):
    """A speaker or chair, wherever one is named."""

    slug: str
    href: str
    name: str
    """The name; the role where the name is to be confirmed; what a protected person is called."""
    role: str
    """Role and organisation on one line; empty where `name` says it all."""
    status: str
    """“Name to be confirmed”, or empty."""
    pronouns: str
    photo: Picture | None
    mark: PlaceholderAvatar | None
    """What stands in for a photo; None with one, and where nothing takes place."""
    is_named: bool
    is_sample: bool


class SessionCard(Struct, frozen=True, kw_only=True):
    """A session, wherever one is listed."""

    id: str
    href: str | None
    """Its page; None for housekeeping without one."""
    anchor: str
    """Its place in the programme."""
    title: str
    kind: str
    """In words: `Panel`."""
    kind_slug: str
    """`panel`, for styles and filters."""
    is_housekeeping: bool
    day: str
    """`Thursday 20 May 2027`; empty while the dates are to be announced."""
    weekday: str
    """Of the day: `Thursday`; empty while that is to be announced."""
    start: str
    """`09:30`, in the event's zone."""
    end: str
    start_iso: str
    """With zone offset; only the time of day while the dates are to be announced."""
    end_iso: str
    length: str
    """`45 minutes`."""
    ends_next_day: bool
    room: str
    track: str
    track_slug: str
    chairs: tuple[Person, ...]
    speakers: tuple[Person, ...]
    summary: str
    content_note: str
    status: str
    """“Cancelled”, “Provisional”, or empty."""
    status_note: str
    change: str
    """`Moved on 3 March 2027 from 10:30 to 11:00.`; or empty."""
    is_cancelled: bool
    is_sample: bool


def person(site: Site, at: UrlContext, slug: str) -> Person:
    """A speaker or chair as they are shown. Made once for all pages from which the same way leads
    to the root.
    """
    return site.once(("person", at.root, slug), lambda: _person(site, at, slug))


def _person(site: Site, at: UrlContext, slug: str) -> Person:
    speaker = site.speaker(slug)
    if speaker.protected:
        name, role, status = speaker.shown_as or "", "", ""
    elif speaker.is_named:
        name, role, status = speaker.name, role_of(speaker), ""
    else:
        name, role, status = (
            speaker.role or NAME_TO_BE_CONFIRMED,
            speaker.organisation or "",
            NAME_TO_BE_CONFIRMED,
        )
        status = "" if name == status else status
    photo = None
    if speaker.photo is not None and not speaker.protected:
        cut = partial(site.images.cropped_square, focus=speaker.photo_focus)
        photo = picture(
            site, at, speaker.photo, speaker.photo_alt, speaker.span("photo"), "photo_alt", cut
        )
    return Person(
        slug=slug,
        href=at.url_for(urls.speaker(slug)),
        name=name,
        role=role,
        status=status,
        pronouns="" if speaker.protected else speaker.pronouns or "",
        photo=photo,
        mark=None if photo else placeholder_avatar(site, at, slug),
        is_named=speaker.is_named,
        is_sample=speaker.sample,
    )


def role_of(speaker: Speaker) -> str:
    """Role and organisation on one line."""
    return ", ".join(part for part in (speaker.role, speaker.organisation) if part)


def kind_label(kind: SessionKind) -> str:
    """The kind of a session as a label: `Panel`."""
    return kind.value.capitalize()


def session_card(site: Site, at: UrlContext, session: Session) -> SessionCard:
    """A session as it is listed. Made once, like a person; the programme has links of its own,
    within the page.
    """
    return site.once(
        ("session", *_seen_from(at), session.id), lambda: _session_card(site, at, session)
    )


def session_cards(site: Site, at: UrlContext) -> Mapping[str, SessionCard]:
    """Every session by its id, for a page that lists them all: kept in parts, as a name is on few
    of them.
    """

    def make() -> dict[str, SessionCard]:
        sessions = {session.id: session for session in site.event.sessions}
        return {id: _session_card(site, at, session) for id, session in sessions.items()}

    return site.once(("sessions", *_seen_from(at)), make)


def _seen_from(at: UrlContext) -> tuple[str, str]:
    """What the links on a card depend on."""
    return at.root, "#" if at.address == urls.PROGRAMME else ""


def _session_card(site: Site, at: UrlContext, session: Session) -> SessionCard:
    return SessionCard(
        href=at.url_for(urls.session(session.id)) if session.has_own_page else None,
        anchor=at.url_for(f"{urls.PROGRAMME}#{session.id}"),
        chairs=tuple(person(site, at, slug) for slug in session.chairs),
        speakers=tuple(person(site, at, slug) for slug in session.speakers),
        **site.once(("session in words", session.id), lambda: _card_fields(site, session)),
    )


def _card_fields(site: Site, session: Session) -> dict[str, Any]:
    """What a card says wherever it stands, by field. Made once."""
    details = session.record
    date = session.starts_at.date() if session.starts_at else None
    return {
        "id": session.id,
        "title": session.title,
        "kind": kind_label(session.kind),
        "kind_slug": session.kind.value.replace(" ", "-"),
        "is_housekeeping": session.kind in HOUSEKEEPING,
        "day": formatting.format_full_date(date) if date else "",
        "weekday": formatting.format_weekday(date) if date else "",
        "start": formatting.format_time(session.start),
        "end": formatting.format_time(session.end),
        "start_iso": session.starts_at.isoformat(timespec="minutes")
        if session.starts_at
        else formatting.format_time(session.start),
        "end_iso": session.ends_at.isoformat(timespec="minutes")
        if session.ends_at
        else formatting.format_time(session.end),
        "length": formatting.format_duration(session.duration_minutes),
        "ends_next_day": session.end <= session.start,
        "room": session.room.name if session.room else "",
        "track": session.track.name if session.track else "",
        "track_slug": track_slug(session),
        "summary": details.summary or "",
        "content_note": details.content_note or "",
        "status": session_status(session),
        "status_note": details.status_note or "",
        "change": change_notice(site, session.id),
        "is_cancelled": session.is_cancelled,
        "is_sample": details.sample,
    }


def track_slug(session: Session) -> str:
    """The short name of a session's track; empty without one."""
    return (session.track.id or slugify(session.track.name)) if session.track else ""


def session_status(session: Session) -> str:
    """What is to be said of a session's status; empty where it is as planned."""
    if session.is_cancelled:
        return "Cancelled"
    provisional = session.record.status is SessionStatus.PROVISIONAL or session.record.sample
    return "Provisional" if provisional else ""


def change_notice(site: Site, identity: str) -> str:
    """`Moved on 3 March 2027 from 10:30 to 11:00.`; empty where it is as it was first published, or
    all is over.

    Of several moves the last is told.
    """
    past = history(site).sessions.get(identity)
    if past is None or is_over(site.event, site.now):
        return ""
    for before, after in reversed(list(pairwise(past.versions))):
        if before.known is None or after.known is None:
            continue
        on = f" on {formatting.format_date(after.since)}" if after.since else ""
        if past.versions[-1].known.status is SessionStatus.CANCELLED:  # type: ignore[union-attr]
            if before.known.status is not SessionStatus.CANCELLED is after.known.status:
                return f"Called off{on}." if on else ""
        elif words := _moved_from_to(
            before.known, after.known, along=_event_moved(history(site).event, after.since)
        ):
            return f"{words[0]}{on} {words[1]}."
    return ""


def _event_moved(event: tuple[Version[PublishedEvent], ...], since: date | None) -> bool:
    """Whether the whole conference moved on a day."""
    return any(
        before.known
        and after.known
        and after.since == since
        and before.known.starts != after.known.starts
        for before, after in pairwise(event)
    )


def _moved_from_to(
    old: PublishedSession, new: PublishedSession, *, along: bool
) -> tuple[str, str] | None:
    """What became of the time and the place: what happened, and from where to where; None where
    both are the same.

    A session that keeps its times while the whole conference moves to other days does not move.
    """
    days = (
        old.day != new.day and isinstance(old.day, date) and isinstance(new.day, date) and not along
    )
    starts, rooms = old.start != new.start, old.room_id != new.room_id
    if not (days or starts or rooms):
        if old.end == new.end:
            return None
        return (
            "Changed",
            f"to end at {formatting.format_time(new.end)}, not {formatting.format_time(old.end)}",
        )
    sides = []
    for one in (old, new):
        day = (
            f"{formatting.format_weekday(one.day)} {formatting.format_short_date(one.day)}"
            if days and isinstance(one.day, date)
            else ""
        )
        time = ", ".join(
            part
            for part in (day, formatting.format_time(one.start) if starts or days else "")
            if part
        )
        room = one.room or "no room"
        sides.append((f"{time} in {room}" if time else room) if rooms else time)
    return "Moved", f"from {sides[0]} to {sides[1]}"
