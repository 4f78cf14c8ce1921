"""Calendars (RFC 5545) in UTC: a date to save, the programme, its parts and
sessions.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from microsite.diagnostics.source_text import Span
from microsite.model.event import Session
from microsite.model.records.event import Attendance
from microsite.render.artifacts import Artifact, rendered_file
from microsite.render.templates import Templates
from microsite.site import facts, state, urls
from microsite.site.history import SessionHistory, first_id, history, to_datetime
from microsite.site.prose import plain_text, shortened
from microsite.site.site import Site

MAX_LINE = 75  # octets, without the line end
TEMPLATE = "files/calendar.ics"
FIELDS = "is_session is_removed is_cancelled is_tentative room categories".split()
FIELDS += "status_note chairs speakers about facts content_note access".split()
Entry = dict[str, Any]  # of a calendar, as the template reads it


def calendars(site: Site, templates: Templates) -> Iterator[Artifact]:
    """Yield all calendar files; none while the dates are to be announced."""
    event = site.event
    if event.starts is None or event.ends is None:
        return
    entries = _Calendars(site, templates, event.starts)
    yield from entries.file(
        urls.SAVE_THE_DATE, [entries.whole_event(event.starts, event.ends)]
    )
    sessions = (
        session for day in event.days for session in day.sessions if session.starts_at
    )
    pairs = [(session, entries.session(session)) for session in sessions]
    removals = (
        (past.ids[-1], entries.removed_session(past)) for past in entries.history.gone
    )
    removed_entries = {identity: entry for identity, entry in removals if entry}
    if calendar := [*(entry for _, entry in pairs), *removed_entries.values()]:
        yield from entries.file(urls.CALENDAR, calendar, event.record.title)
    for number, group in groupby(pairs, key=lambda pair: pair[0].day):
        day = list(group)
        title = site.gettext(
            "%(event)s: day %(number)s", event=event.record.title, number=number
        )
        yield from entries.file(
            urls.day_calendar(number), [entry for _, entry in day], title
        )
        for session, entry in day:
            if session.has_own_page:
                file = partial(entries.file, entries=[entry], origin=session.span("id"))
                yield from file(urls.session_calendar(session.id))
                if not session.is_cancelled:
                    minutes = 60 if session is day[0][0] else 15
                    yield from file(
                        urls.session_calendar(session.id, "reminder"), alarm=minutes
                    )
            past = entries.history.sessions.get(session.id)
            removed_entries |= dict.fromkeys(past.ids[:-1] if past else (), entry)
    yield from _of_places(entries, pairs)
    for identity, entry in removed_entries.items():
        if urls.session(identity) in event.published.addresses:
            yield from entries.file(urls.session_calendar(identity), [entry])


def _of_places(
    entries: "_Calendars", pairs: list[tuple[Session, Entry]]
) -> Iterator[Artifact]:
    """Yield the calendars of the tracks and rooms that have pages."""
    event = entries.site.event
    for place in event.places if event.is_large else ():
        if group := [entry for session, entry in pairs if place in session.places]:
            path = f"{urls.group(place)}{urls.CALENDAR}"
            yield from entries.file(path, group, f"{event.record.title}: {place.name}")


class _Calendars:
    """Calendars of one site, and their entries (VEVENT)."""

    def __init__(self, site: Site, templates: Templates, starts: datetime) -> None:
        self.site = site
        self.templates = templates
        self.starts = starts
        self.history = history(site)
        self.is_online = state.attendance(site) is Attendance.ONLINE
        place = state.venue(site)
        online = site.event.record.online_url or site.gettext("Online")
        address = (
            ", ".join(dict.fromkeys((place.name, *place.postal_address)))
            if place
            else ""
        )
        has_point = place and place.latitude is not None and place.longitude is not None
        self.views: dict[str, Any] = {
            "place": address or (online if self.is_online else ""),
            "point": (
                f"{place.latitude};{place.longitude}" if place and has_point else ""
            ),
            "status": state.status_label(site),
            "cancellation": state.cancellation_label(site),
            "zone": site.event.zone.key,
        }

    def file(
        self,
        path: str,
        entries: list[Entry],
        name: str = "",
        origin: Span | None = None,
        alarm: int = 0,  # minutes before the start
    ) -> Iterator[Artifact]:
        """Yield a calendar; one to subscribe to has a name, and says how often to look
        again.
        """
        views = {
            **self.views,
            "entries": entries,
            "calendar_name": name,
            "alarm": alarm,
        }
        for file in rendered_file(
            path, TEMPLATE, self.site, self.templates, views, origin
        ):
            yield replace(file, produce=partial(_fold, file.produce))

    def whole_event(self, starts: datetime, ends: datetime) -> Entry:
        """Return the event: its times where it is over in a day, otherwise its days."""
        details = self.site.event.record
        last = ends.date()
        # What goes on after midnight is of the day before
        if ends.time() <= details.new_day_at:
            last = max(last - timedelta(days=1), starts.date())
        times = [f":{_utc(starts)}", f":{_utc(ends)}"]
        if last != starts.date():
            times = [
                f";VALUE=DATE:{day:%Y%m%d}"
                for day in (starts, last + timedelta(days=1))
            ]
        return self._entry(
            "_event",
            None,
            times,
            title=details.title,
            is_tentative=not self.site.event.is_confirmed("starts"),
            address=urls.HOME,
            status_note=details.status_note,
            about=details.description,
        )

    def session(self, session: Session) -> Entry:
        site = self.site
        details = session.record
        about = details.summary
        if not about and details.abstract:  # the rest of a long one is on the page
            about = shortened(plain_text(site.prose(details, "abstract").html), 1000)
        categories = [site.gettext(session.kind_name), *facts.keywords(details)]
        categories[1:1] = [session.track.name] if session.track else []
        return self._entry(
            first_id(site, session.id),
            self.history.sessions.get(session.id),
            [
                f":{_utc(moment)}"
                for moment in (session.starts_at, session.ends_at)
                if moment
            ],
            title=session.title,
            is_cancelled=session.is_cancelled,
            is_tentative=state.is_provisional(site, session),
            room="" if self.is_online else state.room_names(site, session),
            categories=categories,
            address=urls.session_address(site.event, session),
            is_session=True,
            status_note=details.status_note,
            chairs=state.disclosed_names(site, session.chairs),
            speakers=state.disclosed_names(site, session.speakers),
            about=about,
            facts=[
                f"{fact.name}: {fact.value}"
                for fact in facts.session_facts(site, details)
            ],
            content_note=details.content_note,
            access=session.access,
        )

    def removed_session(self, past: SessionHistory) -> Entry | None:
        """Return a session that is in the programme no more; None where it had
        no date.
        """
        last = next(
            (version.data for version in reversed(past.versions) if version.data), None
        )
        if last is None or not isinstance(last.day, date):
            return None
        return self._entry(
            past.ids[0],
            past,
            [
                f":{_utc(time)}"
                for time in to_datetime(self.site, last.day, last.start, last.end)
            ],
            title=last.title,
            is_cancelled=True,
            room=last.room,
            address=urls.PROGRAMME,
            is_removed=True,
        )

    def _entry(
        self,
        identity: str,
        past: SessionHistory | None,
        times: list[str],
        address: str,
        **fields: object,
    ) -> Entry:
        """Return an entry.

        Fields that the template knows and that are not given are empty.
        """
        sequence, changed_at = self.history.revision(self.starts, past)
        return dict.fromkeys(FIELDS, "") | {
            "uid": f"{identity}@{state.uid_namespace(self.site)}",
            "changed": _utc(changed_at),
            "sequence": sequence,
            "times": times,
            "url": state.absolute(self.site, address),
            **fields,
        }


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _fold(produce: Callable[[], bytes]) -> bytes:
    return b"".join(map(folded_line, produce().splitlines()))


def folded_line(rest: bytes) -> bytes:
    """Return a line with its end, folded where it is too long, never inside a
    character.
    """
    lines = list[bytes]()
    while len(rest) > (room := MAX_LINE - bool(lines)):
        while rest[room] & 0xC0 == 0x80:
            room -= 1
        lines.append(rest[:room])
        rest = rest[room:]
    return b"\r\n ".join((*lines, rest)) + b"\r\n"
