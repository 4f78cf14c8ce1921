"""Views that several page kinds share, above all of people and sessions."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
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
        if name not in values:
            scheme = {"phone_href": "tel", "text_href": "sms"}.get(name)
            source = (
                name.removesuffix("_href") if scheme else name.replace("href", "url")
            )
            value = getattr(record, source.removesuffix("_iso").removeprefix("is_"))
            if isinstance(value, date) and name.endswith("_iso"):
                value = value.isoformat()
            elif isinstance(value, date):
                assert locale is not None, name
                value = locale.date(value)
            elif scheme and value:
                value = f"{scheme}:{re.sub(r'(?!^[+])[^0-9]', '', value)}"
            values[name] = "" if value is None else value
    return view(**values)


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
    """Return the picture in a field of a record. Report it if it is missing or not
    described.

    `show` chooses a part of it. The default description is in the field `NAME_alt`.
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
    """Return a link to a calendar file; empty if there is none, or nothing lies
    ahead.
    """
    event = site.event
    if event.starts is None or state.cancellation_label(site) or site.is_over:
        return ""
    return "" if Extra.CALENDARS in event.record.leave_out else asset_url(path)


def resource_item(site: Site, resource: Resource) -> ResourceItem:
    """Return the view of a resource."""

    def links(others: Iterable[Resource]) -> tuple[Link, ...]:
        return tuple(
            Link(item.title, url_for(f"{urls.RESOURCES}#{item.id}")) for item in others
        )

    used_in = [
        item
        for item in site.sessions_by_resource.get(resource.id, ())
        if item.has_own_page
    ]
    return view_of(
        ResourceItem,
        resource,
        site.locale,
        kind=site.gettext(resource.kind),
        superseded_by=links(site.superseding.get(resource.id, ())),
        supersedes=links(site.resources[id_] for id_ in site.superseded_ids(resource)),
        sessions=tuple(
            Link(item.title, url_for(urls.session(item.id))) for item in used_in
        ),
    )


def newest_first(resources: Iterable[Resource]) -> list[Resource]:
    """Return resources by their dates; undated ones last."""
    return sorted(
        resources, key=lambda resource: resource.published or date.min, reverse=True
    )


def figure_item(site: Site, figure: Figure) -> FigureItem:
    """Return the view of a statistic."""
    dated = figure.dated or (
        site.locale.date(figure.published) if figure.published else ""
    )
    numbers = {"strokes": figure.strokes or 0, "marked": figure.marked or 0}
    return view_of(FigureItem, figure, site.locale, dated=dated, **numbers)


def rich_text(site: Site, prose: Prose) -> RichText:
    """Return a text with links for a page."""
    sources = tuple(figure_item(site, site.figures[name]) for name in prose.figures)
    return RichText(Markup(prose.html), sources)  # noqa: S704 - clean


@once_per_site
def person(site: Site, speaker: Speaker) -> Person:
    """Return the view of a speaker or chair, or of somebody of the team."""
    slug, status = speaker.slug, ""
    if speaker.protected:
        name, role = speaker.shown_as or "", ""
    elif speaker.is_named:
        name, role = speaker.name, join(speaker.role, speaker.organisation)
    else:
        unnamed = site.gettext("Name to be confirmed")
        name, role = speaker.role or unnamed, speaker.organisation or ""
        if speaker.role and not site.is_over:
            status = site.gettext("To be invited") if speaker.sample else unnamed
    links = [file_link(*link) for link in site.links(speaker)]
    if (organisation := site.organisation(speaker.organisation)) and organisation.url:
        links.insert(0, Link(organisation.name, organisation.url))
    cut = partial(site.images.cropped_square, focus=speaker.photo_focus)
    photo = None if speaker.protected else picture(site, speaker, "photo", cut)
    mark = "" if photo else site.drawings.avatars.get(slug, "")
    custom = () if speaker.protected else facts.custom_facts(site, speaker)
    found_by = () if speaker.protected else speaker.also_found_by
    return view_of(
        Person,
        speaker,
        href=url_for(urls.speaker(slug)) if slug in site.speakers else "",
        name=name,
        role=role,
        status=status,
        pronouns="" if speaker.protected else speaker.pronouns or "",
        photo=photo,
        mark=mark and asset_url(mark),
        links=() if speaker.protected else tuple(links),
        custom=custom,
        also_found_by=(*found_by, *(f"{fact.name} {fact.value}" for fact in custom)),
    )


@once_per_site
def session_card(site: Site, session: Session) -> SessionCard:
    """Return the view of a session."""
    locale = site.locale
    record = session.record
    starts, ends = session.starts_at, session.ends_at
    weekdays = {day.date and day.date.weekday() for day in site.event.days}
    style = "weekday" if len(weekdays) == len(site.event.days) else "short"
    rooms = [room.name for room in session.rooms]
    clocks = [
        f"{it:%H:%M}" if session.is_scheduled else ""
        for it in (session.start, session.end)
    ]
    is_closed = state.booking_state(site.event, site.now) is state.BookingState.CLOSED
    shows_places = not site.is_over and (record.booked == "full" or not is_closed)
    is_provisional = record.sample or record.status is SessionStatus.PROVISIONAL
    status = N_("Provisional") if is_provisional and not site.is_over else ""
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
        weekday=locale.date(starts.date(), style) if starts else "",
        start=locale.time(session.start) if session.is_scheduled else "",
        end=locale.time(session.end) if session.is_scheduled else "",
        start_iso=state.iso(starts) or clocks[0],
        end_iso=state.iso(ends) or clocks[1],
        length=locale.duration(session.duration_minutes),
        minutes=session.duration_minutes,
        ends_next_day=session.is_scheduled and session.end <= session.start,
        room=(
            locale.gettext("All rooms") if session.is_everywhere else locale.list(rooms)
        ),
        rooms=tuple(rooms),
        track=session.track.name if session.track else "",
        track_slug=state.track_slug(site.event, session.track) if session.track else "",
        chairs=tuple(person(site, site.speakers[slug]) for slug in session.chairs),
        speakers=tuple(person(site, site.speakers[slug]) for slug in session.speakers),
        access=session.access or "",
        materials=tuple(materials(site, session)),
        booked=record.booked or "" if shows_places else "",
        status=locale.gettext(N_("Cancelled") if session.is_cancelled else status),
        status_until=(
            "" if session.is_cancelled else state.iso(site.event.ends_at_latest)
        ),
        change=change,
        recent_change=_recent_change(site, session, change) if change else None,
        is_cancelled=session.is_cancelled,
        custom=custom,
        also_found_by=(
            *record.also_found_by,
            *(f"{fact.name} {fact.value}" for fact in custom),
        ),
    )


def session_cards(site: Site, sessions: Iterable[Session]) -> tuple[SessionCard, ...]:
    """Return the views of sessions, in order."""
    return tuple(session_card(site, session) for session in sessions)


def materials(site: Site, session: Session) -> Iterator[Link]:
    """Yield links to the slides and to the recording of a session."""
    if slides := site.slides(session):
        yield file_link(site.gettext("Slides"), slides)
    for recording in session.record.recording:
        text = N_("Recording, with captions") if recording.captions else N_("Recording")
        language = recording.language and language_name(
            recording.language, site.locale.tag
        )
        yield Link(
            site.gettext(text) + (f" ({language})" if language else ""), recording.url
        )


def file_link(label: str, address: str) -> Link:
    """Return a link to a web address, or to a file of the output with its type."""
    if "://" in address:
        return Link(label, address)
    return Link(f"{label} ({address.rpartition('.')[2].upper()})", asset_url(address))


def contact_links(site: Site, session: Session) -> Iterator[Link]:
    """Yield the links for questions and feedback; of protected people only those typed
    for them.
    """
    starts, ends = session.starts_at, session.ends_at
    if (
        starts is None
        or ends is None
        or session.is_cancelled
        or state.cancellation_label(site)
    ):
        return
    opens = starts - timedelta(minutes=15)
    last_day = ends.date() + state.FEEDBACK_DAYS
    closes = state.start_of(site.event, last_day + timedelta(days=1))
    is_private = any(site.speakers[slug].protected for slug in session.people)
    days = site.gettext(
        "after the session, until %(date)s", date=site.locale.date(last_day)
    )
    for name, label, since, until, when in (
        (
            "questions",
            N_("Ask a question"),
            opens,
            ends,
            site.locale.time_range(opens, ends),
        ),
        ("feedback", N_("Tell us how it was"), ends, closes, days),
    ):
        target = getattr(session.record, name)
        target = target or ("" if is_private else getattr(site.event.record, name))
        # A build of any time of the event gives the same page; its script knows the
        # time.
        if target and (site.now < until or not site.is_over):
            text = (
                N_("%(when)s, at %(host)s")
                if "://" in target
                else N_("%(when)s, by email")
            )
            about = site.gettext(text, when=when, host=urlsplit(target).hostname)
            if "://" not in target:
                subject = quote(f"{site.gettext(label)}: {session.title}")
                target = f"mailto:{target}?subject={subject}"
            yield Link(
                site.gettext(label), target, about, state.iso(since), state.iso(until)
            )


def change_notice(site: Site, session: Session) -> str:
    """Return the last change of a session, as in `SessionCard.change`, until the event
    is over.
    """
    past = history(site)
    if session.id not in past.sessions or site.is_over:
        return ""
    locale = site.locale
    event_moves = set()
    for earlier, later in pairwise(past.event):
        if earlier.data and later.data and earlier.data.starts != later.data.starts:
            event_moves.add(later.since)
    for before, after in reversed(list(pairwise(past.sessions[session.id].versions))):
        old, new = before.data, after.data
        on = after.since and locale.date(after.since)
        if old is None or new is None:
            continue
        if session.is_cancelled:
            if old.status is not SessionStatus.CANCELLED:
                return locale.gettext("Cancelled on %(date)s.", date=on) if on else ""
            continue
        sides = _sides_of_move(locale, old, new, event_moved=after.since in event_moves)
        if any(sides):
            text = N_("Moved on %(date)s from %(before)s to %(after)s.")
            text = text if on else N_("Moved from %(before)s to %(after)s.")
            return locale.gettext(text, date=on, before=sides[0], after=sides[1])
        if old.end != new.end:
            text = N_("Changed on %(date)s to end at %(after)s, not %(before)s.")
            text = text if on else N_("Changed to end at %(after)s, not %(before)s.")
            after_end = locale.time(new.end)
            return locale.gettext(
                text, date=on, before=locale.time(old.end), after=after_end
            )
    return ""


def _recent_change(
    site: Site, session: Session, change: str
) -> state.TimedValue[str] | None:
    since = history(site).sessions[session.id].versions[-1].since
    until = state.start_of(site.event, since + state.RECENT) if since else None
    is_recent = until is None or site.now < until
    return state.TimedValue(change, "", state.iso(until)) if is_recent else None


def _sides_of_move(
    locale: Locale, old: PublishedSession, new: PublishedSession, *, event_moved: bool
) -> list[str]:
    """Return old and new place and time, empty if only the conference moves, or nothing
    does.
    """
    is_dated = isinstance(old.day, date) and isinstance(new.day, date)
    shows_day = is_dated and old.day != new.day and not event_moved
    shows_time = shows_day or old.start != new.start
    shows_room = old.room_key != new.room_key
    sides = []
    for version in (old, new):
        day = ""
        if shows_day and isinstance(version.day, date):
            day = locale.date(version.day, "short")
        time = join(day, locale.time(version.start) if shows_time else "")
        room = (version.room or locale.gettext("no room")) if shows_room else ""
        both = locale.gettext("%(time)s in %(room)s", time=time, room=room)
        sides.append(both if time and room else time or room)
    return sides
