"""Views of people and sessions, wherever they are listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import pairwise

from msgspec import Struct

from microsite.model.event import Session
from microsite.model.records.programme import HOUSEKEEPING, SessionKind, SessionStatus
from microsite.model.snapshots import PublishedEvent, PublishedSession, SnapshotVersion
from microsite.pages.drawing import PlaceholderAvatar, placeholder_avatar
from microsite.pages.views import Picture, join, picture, view_of
from microsite.site import urls
from microsite.site.formatting import (
    format_date,
    format_duration,
    format_full_date,
    format_short_date,
    format_time,
    format_weekday,
)
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
    """The name; the role if the name is to be confirmed; the public name of a protected person."""
    role: str
    status: str
    """“Name to be confirmed”, or empty."""
    pronouns: str
    photo: Picture | None
    mark: PlaceholderAvatar | None
    """Stands in for a photo; None with one, and without sessions."""
    is_sample: bool


class SessionCard(Struct, frozen=True, kw_only=True):
    """A session, wherever one is listed. Other fields of sessions can be added by their names."""

    id: str
    href: str | None
    """Its page; None for housekeeping without one."""
    anchor: str
    """Link to its place in the programme."""
    title: str
    kind: str
    """`Panel`."""
    is_housekeeping: bool
    day: str
    """`Thursday 20 May 2027`; empty while the dates are to be announced."""
    weekday: str
    """`Thursday`, or empty."""
    start: str
    """`09:30`, in the event's zone."""
    end: str
    start_iso: str
    """With the offset of the zone; only a time of day while the dates are to be announced."""
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
    """Return the view of a speaker or chair."""
    key = ("person", at.root, slug)
    view: Person | None = site.results.get(key)
    if view is not None:
        return view
    speaker = site.speakers[slug]
    if speaker.protected:
        name, role, status = speaker.shown_as or "", "", ""
    elif speaker.is_named:
        name, role, status = speaker.name, join(speaker.role, speaker.organisation), ""
    else:
        name, role = speaker.role or NAME_TO_BE_CONFIRMED, speaker.organisation or ""
        status = NAME_TO_BE_CONFIRMED if speaker.role else ""
    photo = None
    if speaker.photo is not None and not speaker.protected:
        cut = partial(site.images.cropped_square, focus=speaker.photo_focus)
        alt, span = speaker.photo_alt, speaker.span("photo")
        photo = picture(site, at, speaker.photo, alt, span, "photo_alt", cut)
    site.results[key] = view = Person(
        slug=slug,
        href=at.url_for(urls.speaker(slug)),
        name=name,
        role=role,
        status=status,
        pronouns="" if speaker.protected else speaker.pronouns or "",
        photo=photo,
        mark=None if photo else placeholder_avatar(site, at, slug),
        is_sample=speaker.sample,
    )
    return view


def kind_label(kind: SessionKind) -> str:
    """Return the label of a kind of session: `Panel`."""
    return kind.value.capitalize()


def session_card(site: Site, at: UrlContext, session: Session) -> SessionCard:
    """Return the view of a session. On the programme, it links within the page."""
    key = ("session", at.root, str(at.address == urls.PROGRAMME), session.id)
    view: SessionCard | None = site.results.get(key)
    if view is not None:
        return view
    starts, ends, track = session.starts_at, session.ends_at, session.track
    start, end = format_time(session.start), format_time(session.end)
    site.results[key] = view = view_of(
        SessionCard,
        session.record,
        href=at.url_for(urls.session(session.id)) if session.has_own_page else None,
        anchor=at.url_for(f"{urls.PROGRAMME}#{session.id}"),
        kind=kind_label(session.kind),
        is_housekeeping=session.kind in HOUSEKEEPING,
        day=format_full_date(starts.date()) if starts else "",
        weekday=format_weekday(starts.date()) if starts else "",
        start=start,
        end=end,
        start_iso=starts.isoformat(timespec="minutes") if starts else start,
        end_iso=ends.isoformat(timespec="minutes") if ends else end,
        length=format_duration(session.duration_minutes),
        ends_next_day=session.end <= session.start,
        room=session.room.name if session.room else "",
        track=track.name if track else "",
        track_slug=(track.id or slugify(track.name)) if track else "",
        chairs=tuple(person(site, at, slug) for slug in session.chairs),
        speakers=tuple(person(site, at, slug) for slug in session.speakers),
        status=_session_status(session),
        change=change_notice(site, session.id),
        is_cancelled=session.is_cancelled,
        is_sample=session.record.sample,
    )
    return view


def session_cards(
    site: Site, at: UrlContext, sessions: Iterable[Session]
) -> tuple[SessionCard, ...]:
    """Return the views of sessions, in order."""
    return tuple(session_card(site, at, session) for session in sessions)


def _session_status(session: Session) -> str:
    if session.is_cancelled:
        return "Cancelled"
    provisional = session.record.status is SessionStatus.PROVISIONAL or session.record.sample
    return "Provisional" if provisional else ""


def change_notice(site: Site, id: str) -> str:
    """Return the last change of a session; empty without one, and once the event is over.

    For example `Moved on 3 March 2027 from 10:30 to 11:00.`
    """
    past = history(site).sessions.get(id)
    if past is None or is_over(site.event, site.now):
        return ""
    latest = past.versions[-1].data
    for before, after in reversed(list(pairwise(past.versions))):
        if before.data is None or after.data is None:
            continue
        on = f" on {format_date(after.since)}" if after.since else ""
        if latest is not None and latest.status is SessionStatus.CANCELLED:
            if before.data.status is not SessionStatus.CANCELLED is after.data.status:
                return f"Called off{on}." if on else ""
            continue
        event_moved = _event_moved(history(site).event, after.since)
        if words := _moved_from_to(before.data, after.data, event_moved=event_moved):
            return f"{words[0]}{on} {words[1]}."
    return ""


def _event_moved(versions: tuple[SnapshotVersion[PublishedEvent], ...], since: date | None) -> bool:
    """Return whether the whole conference moved on a day."""
    return any(
        before.data and after.data and before.data.starts != after.data.starts
        for before, after in pairwise(versions)
        if after.since == since
    )


def _moved_from_to(
    old: PublishedSession, new: PublishedSession, *, event_moved: bool
) -> tuple[str, str] | None:
    """Return the verb and the old and new time and place; None if both are the same.

    A session that keeps its times while the whole conference moves to other days does not move.
    """
    dated = isinstance(old.day, date) and isinstance(new.day, date)
    day_changed = dated and old.day != new.day and not event_moved
    time_changed, room_changed = old.start != new.start, old.room_id != new.room_id
    if not (day_changed or time_changed or room_changed):
        if old.end == new.end:
            return None
        return "Changed", f"to end at {format_time(new.end)}, not {format_time(old.end)}"
    sides = []
    for version in (old, new):
        day = ""
        if day_changed and isinstance(version.day, date):
            day = f"{format_weekday(version.day)} {format_short_date(version.day)}"
        time = join(day, format_time(version.start) if time_changed or day_changed else "")
        room = (version.room or "no room") if room_changed else ""
        sides.append(join(time, room, separator=" in "))
    return "Moved", f"from {sides[0]} to {sides[1]}"
