"""Views that several page kinds share, above all of people and sessions."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from markupsafe import Markup
from msgspec import Struct

from microsite.locales.locale import N_, Locale
from microsite.locales.untranslated import language_name
from microsite.model.event import Session
from microsite.model.fields import Record
from microsite.model.published import PublishedSession
from microsite.model.records.content import (
    HOUSEKEEPING,
    Figure,
    Resource,
    SessionStatus,
    Speaker,
)
from microsite.model.records.event import Extra
from microsite.site import facts, state, urls
from microsite.site.history import history
from microsite.site.images import ResponsiveImage, SourceImage
from microsite.site.prose import Prose
from microsite.site.site import Site, once_per_site
from microsite.site.urls import asset_url, url_for

View = TypeVar("View", bound=Struct)
Fact = facts.Fact
LINKED_NUMBERS = {"phone_href": "tel", "text_href": "sms"}
"""Schemes of links to numbers, by the field of the view; see `view_of`."""


class Picture(Struct, frozen=True):
    """A picture on a page."""

    src: str
    alt: str
    width: int
    height: int
    srcset: str  # the same as WebP in some widths; empty for SVG
    avif: str = ""  # the same as AVIF


class Link(Struct, frozen=True):
    """A link; some are shown with more than their label."""

    label: str
    href: str
    about: str = ""
    since: str = ""
    """ISO time from which it is shown; empty if it is shown on the day of the build."""
    until: str = ""


class DefinitionItem(Struct, frozen=True):
    """A name and a sentence about it."""

    title: str
    text: str


class FigureItem(Struct, frozen=True, kw_only=True):
    """A statistic with its source."""

    id: str
    value: str
    unit: str
    statement: str
    source: str
    href: str
    dated: str
    checked: str
    strokes: int  # number of strokes that it is drawn with; 0 if it is not drawn
    marked: int
    key: str  # meaning of one stroke
    is_sample: bool


class RichText(Struct, frozen=True):
    """A text with the statistics that it cites."""

    html: Markup = Markup()
    figure_sources: tuple[FigureItem, ...] = ()


class ResourceItem(Struct, frozen=True, kw_only=True):
    """A resource, wherever one is listed."""

    id: str
    title: str
    kind: str
    href: str
    publisher: str
    published: str  # `13 November 2023`, or empty
    published_iso: str
    updated: str
    checked: str
    summary: str
    superseded_by: tuple[Link, ...]
    supersedes: tuple[Link, ...]
    also_found_by: tuple[str, ...]
    sessions: tuple[Link, ...]


class Person(Struct, frozen=True, kw_only=True):
    """A speaker or chair, wherever one is named."""

    slug: str
    href: str
    name: str
    """The name; the role if the name is to be confirmed; the public name of a protected
    person.
    """
    role: str
    summary: str
    status: str  # “To be invited”, “Name to be confirmed”, or empty
    pronouns: str
    photo: Picture | None
    mark: str  # placeholder for a photo; empty with one, and without sessions
    custom: tuple[facts.CustomFact, ...]
    links: tuple[Link, ...]
    also_found_by: tuple[str, ...]
    is_sample: bool


class SessionCard(Struct, frozen=True, kw_only=True):
    """A session, wherever one is listed.

    Other fields of sessions can be added by their names.
    """

    id: str
    href: str  # its page; empty for housekeeping without one
    anchor: str  # link to its place in the programme
    title: str
    kind: str
    is_housekeeping: bool
    day: str  # `Thursday 20 May 2027`; empty while the dates are to be announced
    weekday: str  # `Thursday`; `Thursday 20 May` if the event has several
    start: str
    """`09:30`, in the event's zone; empty, as all times, while it is not scheduled."""
    end: str
    start_iso: str
    """Start with its offset from UTC; only a time of day while the dates are to be
    announced.
    """
    end_iso: str
    length: str
    minutes: int
    ends_next_day: bool
    room: str  # names with commas, or “All rooms”
    rooms: tuple[str, ...]
    track: str
    track_slug: str
    chairs: tuple[Person, ...]
    speakers: tuple[Person, ...]
    summary: str
    content_note: str
    access: str
    materials: tuple[Link, ...]  # slides and recording
    booked: str  # “some”, “few left” or “full”, until the event is over; or empty
    status: str  # “Cancelled”, “Provisional”, or empty
    status_until: str  # end of the event; empty for a status that stays
    status_note: str
    change: str  # `Moved on 3 March 2027 from 10:30 to 11:00.`; or empty
    recent_change: state.TimedValue[str] | None
    """The same for 14 days, for the programme."""
    repeat_of: str
    custom: tuple[facts.CustomFact, ...]
    also_found_by: tuple[str, ...]
    is_cancelled: bool
    is_sample: bool


def view_of(
    view: type[View], record: Struct, locale: Locale | None = None, **values: Any
) -> View:
    """Return a view with these values, and its other fields from those of a record.

    A field without a value is empty text. A date is text in the format of the locale,
    and in ISO format in `NAME_iso`. `href` is the field `url`, `is_NAME` the field
    `NAME`, and `phone_href` and `text_href` are links to those numbers.
    """
    for name in view.__struct_fields__:
        if name in values:
            continue
        source = name.removesuffix("_iso").removeprefix("is_")
        if name in LINKED_NUMBERS:
            source = name.removesuffix("_href")
        else:
            source = source.replace("href", "url")
        value = getattr(record, source)

        if value is None:
            value = ""
        elif isinstance(value, date):
            value = _format_date(value, name, locale)
        elif value and name in LINKED_NUMBERS:
            digits = re.sub(r"(?!^[+])[^0-9]", "", value)
            value = f"{LINKED_NUMBERS[name]}:{digits}"
        values[name] = value
    return view(**values)


def _format_date(day: date, name: str, locale: Locale | None) -> str:
    """Return a date as in a field of a view."""
    if name.endswith("_iso"):
        return day.isoformat()
    assert locale is not None, name
    return locale.date(day)


def join(*texts: str | None, separator: str = ", ") -> str:
    """Join the texts that are not empty. No full stop follows the end of a sentence."""
    return re.sub(r"(?<=[.!?…؟])\. ", " ", separator.join(filter(None, texts)))


def picture(
    site: Site,
    record: Record,
    field: str,
    show: Callable[[SourceImage], ResponsiveImage] | None = None,
    alt: str | None = None,
) -> Picture | None:
    """Return the picture in a field of a record; None without one.

    Report it if its file is missing, or if it is not described. `show` chooses a part
    of it. The default description is in the field `NAME_alt`.
    """
    name = getattr(record, field)
    if name is None:
        return None
    span = record.span(field)
    image = site.images.find(name, span, site.log)
    alt = getattr(record, f"{field}_alt") if alt is None else alt
    if alt is None:
        site.log.report("I106", span, name=name, field=f"{field}_alt")
    if image is None:
        return None
    file = (show or site.images.full_width)(image)
    avif = file.srcset.replace(".webp ", ".avif ") if file.has_avif else ""
    return Picture(
        asset_url(file.path), alt or "", file.width, file.height, file.srcset, avif
    )


def calendar_href(site: Site, path: str) -> str:
    """Return a link to a calendar file; empty if there is none, or nothing is ahead."""
    if Extra.CALENDARS in site.event.record.leave_out:
        return ""
    if site.event.starts is None or state.cancellation_label(site) or site.is_over:
        return ""
    return asset_url(path)


def resource_item(site: Site, resource: Resource) -> ResourceItem:
    """Return the view of a resource."""
    superseding = site.superseding.get(resource.id, ())
    superseded = [site.resources[id_] for id_ in site.superseded_ids(resource)]
    session_links = []
    for session in site.sessions_by_resource.get(resource.id, ()):
        if session.has_own_page:
            href = url_for(urls.session(session.id))
            session_links.append(Link(session.title, href))
    return view_of(
        ResourceItem,
        resource,
        site.locale,
        kind=site.gettext(resource.kind),
        superseded_by=tuple(_resource_link(item) for item in superseding),
        supersedes=tuple(_resource_link(item) for item in superseded),
        sessions=tuple(session_links),
    )


def _resource_link(resource: Resource) -> Link:
    return Link(resource.title, url_for(f"{urls.RESOURCES}#{resource.id}"))


def newest_first(resources: Iterable[Resource]) -> list[Resource]:
    """Return resources by their dates; undated ones last."""
    return sorted(
        resources, key=lambda resource: resource.published or date.min, reverse=True
    )


def figure_item(site: Site, figure: Figure) -> FigureItem:
    """Return the view of a statistic."""
    dated = figure.dated
    if not dated and figure.published:
        dated = site.locale.date(figure.published)
    return view_of(
        FigureItem,
        figure,
        site.locale,
        dated=dated or "",
        strokes=figure.strokes or 0,
        marked=figure.marked or 0,
    )


def rich_text(site: Site, prose: Prose) -> RichText:
    """Return a text with links for a page."""
    sources = tuple(figure_item(site, site.figures[name]) for name in prose.figures)
    return RichText(Markup(prose.html), sources)  # noqa: S704 - clean


@once_per_site
def person(site: Site, speaker: Speaker) -> Person:
    """Return the view of a speaker or chair, or of a member of the team."""
    slug = speaker.slug
    name, role, status = _name_role_and_status(site, speaker)
    cut = partial(site.images.cropped_square, focus=speaker.photo_focus)
    photo = picture(site, speaker, "photo", cut)
    custom = facts.custom_facts(site, speaker)
    mark = "" if photo else site.drawings.avatars.get(slug, "")
    return view_of(
        Person,
        speaker,
        href=url_for(urls.speaker(slug)) if slug in site.speakers else "",
        name=name,
        role=role,
        status=status,
        pronouns=speaker.pronouns or "",
        photo=photo,
        mark=mark and asset_url(mark),
        links=tuple(_person_links(site, speaker)),
        custom=custom,
        also_found_by=(*speaker.also_found_by, *_searched_facts(custom)),
    )


def _name_role_and_status(site: Site, speaker: Speaker) -> tuple[str, str, str]:
    """Return the texts of a person that depend on what is known and public."""
    if speaker.protected:
        return speaker.name, "", ""
    if speaker.is_named:
        return speaker.name, join(speaker.role, speaker.organisation), ""
    unnamed = site.gettext("Name to be confirmed")
    organisation = speaker.organisation or ""
    if not speaker.role:
        return unnamed, organisation, ""
    if site.is_over:
        return speaker.role, organisation, ""
    status = site.gettext("To be invited") if speaker.sample else unnamed
    return speaker.role, organisation, status


def _person_links(site: Site, speaker: Speaker) -> Iterator[Link]:
    """Yield the links of a person, that of the organisation first."""
    organisation = site.organisation(speaker.organisation)
    if organisation and organisation.url:
        yield Link(organisation.name, organisation.url)
    for label, address in site.links(speaker):
        yield file_link(label, address)


def _searched_facts(custom: Iterable[facts.CustomFact]) -> Iterator[str]:
    """Yield `Level Beginners`, for the search."""
    for fact in custom:
        yield f"{fact.name} {fact.value}"


@once_per_site
def session_card(site: Site, session: Session) -> SessionCard:
    """Return the view of a session."""
    locale = site.locale
    record = session.record
    starts = session.starts_at
    start_iso = state.iso(starts)
    end_iso = state.iso(session.ends_at)
    if session.is_scheduled and not starts:
        start_iso = f"{session.start:%H:%M}"
        end_iso = f"{session.end:%H:%M}"
    rooms = [room.name for room in session.rooms]
    track = session.track
    change = change_notice(site, session)
    custom = (*facts.custom_facts(site, record), *facts.session_facts(site, record))
    return view_of(
        SessionCard,
        record,
        href=url_for(urls.session(session.id)) if session.has_own_page else "",
        anchor=url_for(urls.place(site.event, session)),
        kind=locale.gettext(session.kind_name),
        is_housekeeping=session.kind in HOUSEKEEPING,
        day=locale.date(starts.date(), "full") if starts else "",
        weekday=locale.date(starts.date(), _weekday_style(site)) if starts else "",
        start=locale.time(session.start) if session.is_scheduled else "",
        end=locale.time(session.end) if session.is_scheduled else "",
        start_iso=start_iso,
        end_iso=end_iso,
        length=locale.duration(session.duration_minutes),
        minutes=session.duration_minutes,
        ends_next_day=session.is_scheduled and session.end <= session.start,
        room=(
            locale.gettext("All rooms") if session.is_everywhere else locale.list(rooms)
        ),
        rooms=tuple(rooms),
        track=track.name if track else "",
        track_slug=state.track_slug(site.event, track) if track else "",
        chairs=tuple(person(site, site.speakers[slug]) for slug in session.chairs),
        speakers=tuple(person(site, site.speakers[slug]) for slug in session.speakers),
        access=session.access or "",
        materials=tuple(materials(site, session)),
        booked=_booked(site, session),
        status=_status(site, session),
        status_until=(
            "" if session.is_cancelled else state.iso(site.event.ends_at_latest)
        ),
        change=change,
        recent_change=_recent_change(site, session, change) if change else None,
        is_cancelled=session.is_cancelled,
        custom=custom,
        also_found_by=(*record.also_found_by, *_searched_facts(custom)),
    )


def _weekday_style(site: Site) -> str:
    """Return the style of dates that tells the days of the event apart."""
    weekdays = {day.date and day.date.weekday() for day in site.event.days}
    return "weekday" if len(weekdays) == len(site.event.days) else "short"


def _booked(site: Site, session: Session) -> str:
    booked = session.record.booked or ""
    if site.is_over:
        return ""
    if state.booking_state(site.event, site.now) is state.BookingState.CLOSED:
        return booked if booked == "full" else ""
    return booked


def _status(site: Site, session: Session) -> str:
    record = session.record
    if session.is_cancelled:
        return site.gettext("Cancelled")
    is_provisional = record.sample or record.status is SessionStatus.PROVISIONAL
    if is_provisional and not site.is_over:
        return site.gettext("Provisional")
    return ""


def session_cards(site: Site, sessions: Iterable[Session]) -> tuple[SessionCard, ...]:
    """Return the views of sessions, in order."""
    return tuple(session_card(site, session) for session in sessions)


def materials(site: Site, session: Session) -> Iterator[Link]:
    """Yield links to the slides and to the recording of a session."""
    if slides := site.slides(session):
        yield file_link(site.gettext("Slides"), slides)
    for recording in session.record.recording:
        text = N_("Recording, with captions") if recording.captions else N_("Recording")
        label = site.gettext(text)
        if recording.language:
            language = language_name(recording.language, site.locale.tag)
            label += f" ({language})"
        yield Link(label, recording.url)


def file_link(label: str, address: str) -> Link:
    """Return a link to a web address, or to a file of the output with its type."""
    if "://" in address:
        return Link(label, address)
    file_type = address.rpartition(".")[2].upper()
    return Link(f"{label} ({file_type})", asset_url(address))


def contact_links(site: Site, session: Session) -> Iterator[Link]:
    """Yield the links for questions and feedback.

    A session of protected people has only those that are typed for it.
    """
    starts = session.starts_at
    ends = session.ends_at
    if starts is None or ends is None:
        return
    if session.is_cancelled or state.cancellation_label(site):
        return

    opens = starts - timedelta(minutes=15)
    last_day = ends.date() + state.FEEDBACK_DAYS
    feedback_days = site.gettext(
        "after the session, until %(date)s", date=site.locale.date(last_day)
    )
    yield from _contact_link(
        site,
        session,
        "questions",
        label=site.gettext("Ask a question"),
        when=site.locale.time_range(opens, ends),
        since=opens,
        until=ends,
    )
    yield from _contact_link(
        site,
        session,
        "feedback",
        label=site.gettext("Tell us how it was"),
        when=feedback_days,
        since=ends,
        until=state.start_of(site.event, last_day + timedelta(days=1)),
    )


def _contact_link(
    site: Site,
    session: Session,
    field: str,
    *,
    label: str,
    when: str,
    since: datetime,
    until: datetime,
) -> Iterator[Link]:
    """Yield the link in a field of a session, or else of the event, if there is one."""
    target = getattr(session.record, field)
    is_private = any(site.speakers[slug].protected for slug in session.people)
    if not target and not is_private:
        target = getattr(site.event.record, field)
    # Builds at any time of the event give the same page. Its script knows the time.
    if not target or (site.is_over and site.now >= until):
        return

    if "://" in target:
        host = urlsplit(target).hostname
        about = site.gettext("%(when)s, at %(host)s", when=when, host=host)
    else:
        about = site.gettext("%(when)s, by email", when=when)
        subject = quote(f"{label}: {session.title}")
        target = f"mailto:{target}?subject={subject}"
    yield Link(label, target, about, state.iso(since), state.iso(until))


def change_notice(site: Site, session: Session) -> str:
    """Return the last change of a session, as in `SessionCard.change`.

    It is empty if there is none, and once the event is over.
    """
    past = history(site)
    if session.id not in past.sessions or site.is_over:
        return ""

    event_moves = set()
    for earlier, later in pairwise(past.event):
        if earlier.data and later.data and earlier.data.starts != later.data.starts:
            event_moves.add(later.since)

    for before, after in reversed(list(pairwise(past.sessions[session.id].versions))):
        old = before.data
        new = after.data
        if old is None or new is None:
            continue
        day = site.locale.date(after.since) if after.since else ""
        if session.is_cancelled:
            if old.status is SessionStatus.CANCELLED:
                continue
            return site.gettext("Cancelled on %(date)s.", date=day) if day else ""
        is_event_move = after.since in event_moves
        if notice := _move_notice(site, old, new, day, event_moved=is_event_move):
            return notice
    return ""


def _move_notice(
    site: Site,
    old: PublishedSession,
    new: PublishedSession,
    day: str,
    *,
    event_moved: bool,
) -> str:
    """Return the change of time or room that was published on a day.

    It is empty if nothing changed. The day is empty if it is not on record yet.
    """
    before, after = _sides_of_move(site.locale, old, new, event_moved=event_moved)
    if before or after:
        if day:
            text = N_("Moved on %(date)s from %(before)s to %(after)s.")
        else:
            text = N_("Moved from %(before)s to %(after)s.")
    elif old.end != new.end:
        before = site.locale.time(old.end)
        after = site.locale.time(new.end)
        if day:
            text = N_("Changed on %(date)s to end at %(after)s, not %(before)s.")
        else:
            text = N_("Changed to end at %(after)s, not %(before)s.")
    else:
        return ""
    return site.gettext(text, date=day, before=before, after=after)


def _recent_change(
    site: Site, session: Session, change: str
) -> state.TimedValue[str] | None:
    since = history(site).sessions[session.id].versions[-1].since
    if since is None:
        return state.TimedValue(change, "", "")
    until = state.start_of(site.event, since + state.RECENT)
    if site.now >= until:
        return None
    return state.TimedValue(change, "", state.iso(until))


def _sides_of_move(
    locale: Locale, old: PublishedSession, new: PublishedSession, *, event_moved: bool
) -> tuple[str, str]:
    """Return the old and the new time and place, with the parts that differ.

    Both are empty if nothing moves, or only the conference as a whole.
    """
    is_dated = isinstance(old.day, date) and isinstance(new.day, date)
    shows_day = is_dated and old.day != new.day and not event_moved
    shows_time = shows_day or old.start != new.start
    shows_room = old.room_key != new.room_key

    def side(version: PublishedSession) -> str:
        day = time = room = ""
        if shows_day and isinstance(version.day, date):
            day = locale.date(version.day, "short")
        if shows_time:
            time = join(day, locale.time(version.start))
        if shows_room:
            room = version.room or locale.gettext("no room")
        if time and room:
            return locale.gettext("%(time)s in %(room)s", time=time, room=room)
        return time or room

    return side(old), side(new)
