"""Calendars (RFC 5545) in UTC: a date to save, the programme, its parts and sessions."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from microsite.diagnostics.source_text import Span
from microsite.model.event import Session
from microsite.model.records.content import Room, Track
from microsite.model.records.event import Attendance
from microsite.render.artifacts import Artifact, text_file
from microsite.site import facts, state, urls
from microsite.site.history import SessionHistory, first_id, history, to_datetime
from microsite.site.prose import plain_text, shortened
from microsite.site.site import Site

MAX_LINE = 75  # octets, without the line end
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
HEADER = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    "PRODID:-//Microsite//Conference programme//EN\r\nCALSCALE:GREGORIAN\r\n"
)
END = "END:VEVENT\r\n"
FOOTER = "END:VCALENDAR\r\n"


def calendars(site: Site) -> Iterator[Artifact]:
    """Yield all calendar files; none while the dates are to be announced."""
    event, title = site.event, site.event.record.title
    if event.starts is None or event.ends is None:
        return
    entries = _Entries(site, event.starts)
    yield _single(urls.SAVE_THE_DATE, entries.whole_event(event.starts, event.ends))
    days = {
        day.number: [(each, entries.session(each)) for each in day.sessions if each.starts_at]
        for day in event.days
    }
    removed = {past.ids[-1]: entries.removed_session(past) for past in entries.history.gone}
    removed = {identity: entry for identity, entry in removed.items() if entry}
    listed = [entry for day in days.values() for _, entry in day] + list(removed.values())
    if listed:
        yield text_file(urls.CALENDAR, _calendar(site, title, listed))
    for number, day in days.items():
        if day:
            name = site.gettext("%(event)s: day %(number)s", event=title, number=number)
            calendar = _calendar(site, name, (entry for _, entry in day))
            yield text_file(urls.day_calendar(number), calendar)
        for session, entry in day:
            if session.has_own_page:
                yield _single(urls.session_calendar(session.id), entry, session.span("id"))
                if not session.is_cancelled:
                    alarm = _alarm(session.title, is_first=session is day[0][0])
                    reminded = f"{entry.removesuffix(END)}{alarm}{END}"
                    path = urls.session_calendar(session.id, "reminder")
                    yield _single(path, reminded, session.span("id"))
            past = entries.history.sessions.get(session.id)
            removed |= dict.fromkeys(past.ids[:-1] if past else (), entry)
    yield from _calendars_of_places(site, [pair for day in days.values() for pair in day])
    for identity, entry in removed.items():
        if urls.session(identity) in event.published.addresses:
            yield _single(urls.session_calendar(identity), entry)


def _calendars_of_places(site: Site, timed: list[tuple[Session, str]]) -> Iterator[Artifact]:
    """Yield the calendars of the tracks and rooms that have pages."""
    event = site.event
    places: Iterable[Room | Track] = (*event.tracks, *event.rooms) if event.is_large else ()
    for place in places:
        if own := [entry for it, entry in timed if place in (it.track, *it.rooms)]:
            calendar = _calendar(site, f"{event.record.title}: {place.name}", own)
            yield text_file(f"{urls.group(place)}{urls.CALENDAR}", calendar)


def _single(path: str, entry: str, origin: Span | None = None) -> Artifact:
    return text_file(path, f"{HEADER}{entry}{FOOTER}", origin)


def _calendar(site: Site, name: str, entries: Iterable[str]) -> str:
    """Return a calendar to subscribe to: it has a name and says how often to look again."""
    names = text_line("NAME", name) + text_line("X-WR-CALNAME", name)
    zone = content_line("X-WR-TIMEZONE", site.event.zone.key)
    times = "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\n"
    return "".join((HEADER, names, zone, times, *entries, FOOTER))


class _Entries:
    """Entries (VEVENT) of one site."""

    def __init__(self, site: Site, starts: datetime) -> None:
        details, place = site.event.record, state.venue(site)
        self.site = site
        self.starts = starts
        self.history = history(site)
        self.is_online = state.attendance(site) is Attendance.ONLINE
        label = state.status_label(site)
        self.reason = f"{label}." if label else ""
        self.place = (details.online_url or site.gettext("Online")) if self.is_online else ""
        self.geo = ""
        if place:
            self.place = ", ".join(dict.fromkeys((place.name, *place.postal_address)))
            if place.latitude is not None and place.longitude is not None:
                self.geo = content_line("GEO", f"{place.latitude};{place.longitude}")

    def whole_event(self, starts: datetime, ends: datetime) -> str:
        """Return the event: its times where it is over in a day, otherwise its days."""
        details, last = self.site.event.record, ends.date()
        if ends.time() <= details.new_day_at:  # what goes on after midnight is of the day before
            last = max(last - timedelta(days=1), starts.date())
        times = _times(starts, ends)
        if last != starts.date():
            times = content_line("DTSTART;VALUE=DATE", f"{starts:%Y%m%d}")
            times += content_line("DTEND;VALUE=DATE", f"{last + timedelta(days=1):%Y%m%d}")
        return self._vevent(
            "_event",
            None,
            times,
            title=details.title,
            is_tentative=not state.is_confirmed(self.site, "starts"),
            address=urls.HOME,
            description=(self.reason, details.status_note, details.description),
        )

    def session(self, session: Session) -> str:
        """Return a session that has times."""
        site, details, gettext = self.site, session.record, self.site.gettext
        assert session.starts_at is not None
        assert session.ends_at is not None
        is_tentative = state.is_provisional(site, session)
        status = gettext("Provisional: this may change.") if is_tentative else ""
        status = gettext("Cancelled.") if session.is_cancelled else status
        chairs = ", ".join(state.disclosed_names(site, session.chairs))
        speakers = ", ".join(state.disclosed_names(site, session.speakers))
        about, note = details.summary or "", details.content_note
        if not about and details.abstract:  # the rest of a long one is on the page
            about = shortened(plain_text(site.prose(details, "abstract").html), 1000)
        categories = [gettext(session.kind_name), *facts.keywords(details)]
        categories[1:1] = [session.track.name] if session.track else []
        return self._vevent(
            first_id(site, session.id),
            self.history.sessions.get(session.id),
            _times(session.starts_at, session.ends_at),
            title=session.title,
            is_cancelled=session.is_cancelled,
            is_tentative=is_tentative,
            room="" if self.is_online else session.room_names,
            categories=",".join(map(escaped, categories)),
            address=urls.session_address(site.event, session),
            description=(
                self.reason,
                " ".join(part for part in (status, details.status_note) if part),
                gettext("Chair: %(names)s", names=chairs) if chairs else "",
                gettext("With %(names)s", names=speakers) if speakers else "",
                about,
                *(f"{it.name}: {it.value}" for it in facts.session_facts(site, details)),
                gettext("Content note: %(note)s", note=note) if note else "",
                gettext("Access: %(text)s", text=session.access) if session.access else "",
            ),
        )

    def removed_session(self, past: SessionHistory) -> str:
        """Return a session that is in the programme no more; empty where it had no date."""
        last = next((one.data for one in reversed(past.versions) if one.data), None)
        if last is None or not isinstance(last.day, date):
            return ""
        return self._vevent(
            past.ids[0],
            past,
            _times(*to_datetime(self.site, last.day, last.start, last.end)),
            title=last.title,
            is_cancelled=True,
            room=last.room,
            address=urls.PROGRAMME,
            description=(self.site.gettext("Cancelled: it is no longer in the programme."),),
        )

    def _vevent(
        self,
        identity: str,
        past: SessionHistory | None,
        times: str,
        *,
        title: str,
        address: str,
        description: Iterable[str | None],
        is_cancelled: bool = False,
        is_tentative: bool = False,
        room: str | None = None,
        categories: str = "",
    ) -> str:
        sequence, changed_at = self.history.revision(self.starts, past)
        changed, url = _utc(changed_at), state.absolute(self.site, address)
        cancelled = self.site.gettext("Cancelled") if is_cancelled else ""
        called_off = cancelled or state.cancellation_label(self.site)
        status = "CANCELLED" if called_off else "TENTATIVE" if is_tentative else "CONFIRMED"
        location = ", ".join(part for part in (room, self.place) if part)
        lines = (
            "BEGIN:VEVENT\r\n",
            content_line("UID", f"{identity}@{state.uid_namespace(self.site)}"),
            content_line("DTSTAMP", changed),
            content_line("LAST-MODIFIED", changed) if sequence else "",
            content_line("SEQUENCE", str(sequence)),
            times,
            text_line("SUMMARY", f"{called_off}: {title}" if called_off else title),
            content_line("STATUS", status),
            content_line("TRANSP", "TRANSPARENT") if called_off else "",
            text_line("LOCATION", location),
            self.geo if location else "",
            content_line("CATEGORIES", categories) if categories else "",
            content_line("URL", url) if url else "",
            text_line("DESCRIPTION", "\n\n".join(part for part in (*description, url) if part)),
            END,
        )
        return "".join(lines)


def _alarm(title: str, *, is_first: bool) -> str:
    """Return a reminder 15 minutes before a session, or an hour before the first of a day."""
    trigger = f"TRIGGER:-PT{60 if is_first else 15}M\r\nEND:VALARM\r\n"
    return f"BEGIN:VALARM\r\nACTION:DISPLAY\r\n{text_line('DESCRIPTION', title)}{trigger}"


def _times(starts: datetime, ends: datetime) -> str:
    return content_line("DTSTART", _utc(starts)) + content_line("DTEND", _utc(ends))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Escape a text as a value: line breaks are kept, other control characters are not."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return CONTROLS.sub("", text)


def text_line(name: str, text: str) -> str:
    """Return a content line with a text; nothing where the text is empty."""
    return content_line(name, escaped(text)) if text else ""


def content_line(name: str, value: str) -> str:
    """Return a content line with its end, folded where it is too long, never inside a character."""
    rest, lines = f"{name}:{value}".encode(), list[bytes]()
    while len(rest) > (room := MAX_LINE - bool(lines)):
        while rest[room] & 0xC0 == 0x80:
            room -= 1
        lines.append(rest[:room])
        rest = rest[room:]
    return b"\r\n ".join((*lines, rest)).decode() + "\r\n"
