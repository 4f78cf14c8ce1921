"""Calendars (RFC 5545): a date to save, the whole programme, each day, each session.

Times are universal: that needs no description of a zone, which programs read differently, and it is
right past midnight and on the night the clocks change. Readers see them in the zone of their own
calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from microsite.exports.files import text_file
from microsite.exports.ical_text import day, escaped, line, text_line, utc
from microsite.model.event import Session
from microsite.model.records.event import Attendance, EventStatus
from microsite.pages.cards import kind_label
from microsite.render.artifacts import Artifact
from microsite.site import urls
from microsite.site.history import History, Past, Revision, first_id, history, placed
from microsite.site.plain_text import plain_text, shortened
from microsite.site.public import (
    absolute,
    attendance,
    called_off,
    is_provisional,
    is_settled,
    public_names,
    realm,
    session_address,
    venue,
)
from microsite.site.site import Site

HEADER = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Microsite//Conference programme//EN\r\nCALSCALE:GREGORIAN\r\n"
FOOTER = "END:VCALENDAR\r\n"
LONGEST_DESCRIPTION = 1000
"""Characters of an abstract; the rest is on the page."""


class _Around(Struct, frozen=True, kw_only=True):
    """What the entries of one site have in common."""

    site: Site
    realm: str
    place: str
    online: bool
    geo: str
    reason: str
    """Why the event is not as announced: “Postponed.”, “Moved online.”; or empty."""
    called_off: str
    """“Postponed” or “Cancelled”, where nothing takes place at its times; or empty."""
    history: History
    starts: datetime
    """When the event does, aware."""


def calendars(site: Site) -> Iterator[Artifact]:
    """All calendar files; none while the dates are to be announced."""
    event = site.event
    if event.starts is None or event.ends is None:
        return
    around = _around(site, event.starts)
    yield text_file(
        urls.SAVE_THE_DATE, f"{HEADER}{_whole_event(around, event.starts, event.ends)}{FOOTER}"
    )
    days = [
        (number.number, [(s, _entry(around, s)) for s in number.sessions if s.starts_at])
        for number in event.days
    ]
    title = event.record.title
    gone = {past.ids[-1]: entry for past in around.history.gone if (entry := _gone(around, past))}
    if entries := [*(entry for _, found in days for _, entry in found), *gone.values()]:
        yield text_file(urls.CALENDAR, _calendar(site, title, entries))
    for number, found in days:
        if found:
            name = f"{title}: day {number}"
            yield text_file(
                urls.day_calendar(number), _calendar(site, name, (entry for _, entry in found))
            )
        for session, entry in found:
            if session.has_own_page:
                yield text_file(
                    urls.session_calendar(session.id),
                    f"{HEADER}{entry}{FOOTER}",
                    session.span("id"),
                )
            past = around.history.sessions.get(session.id)
            gone |= dict.fromkeys(past.ids[:-1] if past else (), entry)
    for identity, entry in gone.items():
        if urls.session(identity) in event.published.addresses:
            yield text_file(urls.session_calendar(identity), f"{HEADER}{entry}{FOOTER}")


def _around(site: Site, starts: datetime) -> _Around:
    details, place = site.event.record, venue(site)
    is_online = attendance(site) is Attendance.ONLINE
    located = place is not None and place.latitude is not None and place.longitude is not None
    return _Around(
        site=site,
        realm=realm(site),
        place=", ".join(
            dict.fromkeys(part for part in (place.name, *place.address, place.postcode) if part)
        )
        if place
        else (details.online_url or "Online")
        if is_online
        else "",
        online=is_online,
        geo=line("GEO", f"{place.latitude};{place.longitude}") if place and located else "",
        reason=f"{details.status.value.capitalize()}."
        if details.status is not EventStatus.SCHEDULED
        else "",
        called_off=called_off(site),
        history=history(site),
        starts=starts,
    )


def _calendar(site: Site, name: str, entries: Iterable[str]) -> str:
    """A calendar that can be subscribed to: it has a name and says how often to look again."""
    return "".join(
        (
            HEADER,
            text_line("NAME", name),
            text_line("X-WR-CALNAME", name),
            line("X-WR-TIMEZONE", site.event.zone.key),
            line("REFRESH-INTERVAL;VALUE=DURATION", "PT12H"),
            line("X-PUBLISHED-TTL", "PT12H"),
            *entries,
            FOOTER,
        )
    )


def _whole_event(around: _Around, starts: datetime, ends: datetime) -> str:
    """One entry for the event: its times where it is over in a day, its days where it is not."""
    site, details = around.site, around.site.event.record
    last = _last_day(site, starts, ends)
    if last == starts.date():
        times = line("DTSTART", utc(starts)) + line("DTEND", utc(ends))
    else:
        after = day(last + timedelta(days=1))
        times = line("DTSTART;VALUE=DATE", day(starts.date())) + line("DTEND;VALUE=DATE", after)
    told = (
        around.reason,
        details.status_note or "",
        details.description,
        absolute(site, urls.HOME),
    )
    return _component(
        around,
        f"_event@{around.realm}",
        around.history.revision(around.starts),
        times,
        title=details.title,
        called_off=around.called_off,
        tentative=not is_settled(site, "starts"),
        description="\n\n".join(part for part in told if part),
        location=around.place,
        categories="",
        url=absolute(site, urls.HOME),
    )


def _last_day(site: Site, starts: datetime, ends: datetime) -> date:
    """The last day of the event; what goes on after midnight belongs to the day before."""
    last = ends.date()
    if ends.time() <= site.event.record.new_day_at:
        last -= timedelta(days=1)
    return max(last, starts.date())


def _entry(around: _Around, session: Session) -> str:
    """The entry of a session."""
    site = around.site
    assert session.starts_at is not None
    assert session.ends_at is not None
    url = absolute(site, session_address(session))
    tentative = is_provisional(site, session)
    room = "" if around.online or session.room is None else session.room.name
    track = f",{escaped(session.track.name)}" if session.track else ""
    past = around.history.sessions.get(session.id)
    return _component(
        around,
        f"{first_id(site, session.id)}@{around.realm}",
        around.history.revision(around.starts, past),
        line("DTSTART", utc(session.starts_at)) + line("DTEND", utc(session.ends_at)),
        title=session.title,
        called_off="Cancelled" if session.is_cancelled else around.called_off,
        tentative=tentative,
        description=_description(around, session, tentative, url),
        location=", ".join(part for part in (room, around.place) if part),
        categories=escaped(kind_label(session.kind)) + track,
        url=url,
    )


def _gone(around: _Around, past: Past) -> str:
    """The entry of a session that is not in the programme any more, as it was last; empty where it
    had no date.
    """
    last = next((one.known for one in reversed(past.versions) if one.known), None)
    if last is None or not isinstance(last.day, date):
        return ""
    site = around.site
    starts, ends = placed(site, last.day, last.start, last.end)
    url = absolute(site, urls.PROGRAMME)
    return _component(
        around,
        f"{past.ids[0]}@{around.realm}",
        around.history.revision(around.starts, past),
        line("DTSTART", utc(starts)) + line("DTEND", utc(ends)),
        title=last.title,
        called_off="Cancelled",
        tentative=False,
        description="\n\n".join(
            part for part in ("Cancelled: it is not in the programme any more.", url) if part
        ),
        location=", ".join(part for part in (last.room, around.place) if part),
        categories="",
        url=url,
    )


def _description(around: _Around, session: Session, tentative: bool, url: str) -> str:
    """What a session is, in a few paragraphs."""
    site, details = around.site, session.record
    chairs, speakers = public_names(site, session.chairs), public_names(site, session.speakers)
    about = details.summary or ""
    if not about and details.abstract:
        about = shortened(
            plain_text(site.prose(details, "abstract", details.abstract).html), LONGEST_DESCRIPTION
        )
    status = (
        "Cancelled."
        if session.is_cancelled
        else "Provisional: this may still change."
        if tentative
        else ""
    )
    parts = (
        around.reason,
        " ".join(part for part in (status, details.status_note) if part),
        f"Chair: {', '.join(chairs)}" if chairs else "",
        f"With {', '.join(speakers)}" if speakers else "",
        about,
        f"Please note: {details.content_note}" if details.content_note else "",
        url,
    )
    return "\n\n".join(part for part in parts if part)


def _component(
    around: _Around,
    uid: str,
    revision: Revision,
    times: str,
    *,
    title: str,
    called_off: str,
    tentative: bool,
    description: str,
    location: str,
    categories: str,
    url: str,
) -> str:
    status = "CANCELLED" if called_off else "TENTATIVE" if tentative else "CONFIRMED"
    return "".join(
        (
            "BEGIN:VEVENT\r\n",
            line("UID", uid),
            line("DTSTAMP", utc(revision.changed)),
            line("LAST-MODIFIED", utc(revision.changed)) if revision.sequence else "",
            line("SEQUENCE", str(revision.sequence)),
            times,
            text_line("SUMMARY", f"{called_off}: {title}" if called_off else title),
            line("STATUS", status),
            line("TRANSP", "TRANSPARENT") if called_off else "",
            text_line("LOCATION", location),
            around.geo if location else "",
            line("CATEGORIES", categories) if categories else "",
            line("URL", url) if url else "",
            text_line("DESCRIPTION", description),
            "END:VEVENT\r\n",
        )
    )
