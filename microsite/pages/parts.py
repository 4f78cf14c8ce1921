"""Views that several kinds of page share. Everything in them is ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from microsite.model.conference import Session
from microsite.model.event import EventStatus
from microsite.model import people
from microsite.model.programme import HOUSEKEEPING, SessionKind, SessionStatus
from microsite.model.resources import Figure, Resource
from microsite.site import urls, when
from microsite.site.prose import Prose
from microsite.site.site import Site
from microsite.site.urls import At
from microsite.source.discover import slugify
from microsite.text import Span

NAME_TO_BE_CONFIRMED = "Name to be confirmed"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page."""

    src: str
    alt: str
    width: int
    """Pixels."""
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
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
    is_named: bool
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
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
    is_cancelled: bool
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceItem:
    """A resource, wherever one is listed."""

    id: str
    title: str
    kind: str
    href: str | None
    """Where it is; None while that is not known."""
    publisher: str
    published: str
    """`13 November 2023`, or empty."""
    published_iso: str
    updated: str
    checked: str
    summary: str
    superseded_by: tuple[Link, ...]
    supersedes: tuple[Link, ...]
    sessions: tuple[Link, ...]
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A plain link: words and where they lead."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureItem:
    """A statistic with its source."""

    id: str
    anchor: str
    """`figure-children-in-gangs`."""
    value: str
    unit: str
    statement: str
    source: str
    href: str | None
    """Where the source says so."""
    dated: str
    """The time it is about or the day it was published, in words; or empty."""
    checked: str
    """`Last checked 3 March 2026`, without the first words; or empty."""
    is_sample: bool


def picture(site: Site, at: At, name: str | None, alt: str | None, span: Span, field: str) -> Picture | None:
    """A picture named by a record; reports one without words, and one that is missing."""
    if name is None:
        return None
    found = site.pictures.find(name, span, site.log)
    if alt is None:
        site.log.report("I106", span, name=name, field=field)
    return None if found is None else Picture(at.file(found.path), alt or "", found.width, found.height)


def person(site: Site, at: At, slug: str) -> Person:
    """A speaker or chair as they are shown."""
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
        photo = picture(site, at, speaker.photo, speaker.photo_alt, speaker.place("photo"), "photo_alt")
    return Person(
        slug=slug,
        href=at.to(urls.speaker(slug)),
        name=name,
        role=role,
        status=status,
        pronouns="" if speaker.protected else speaker.pronouns or "",
        photo=photo,
        is_named=speaker.is_named,
        is_sample=speaker.sample,
    )


def role_of(speaker: people.Speaker) -> str:
    """Role and organisation on one line."""
    return ", ".join(part for part in (speaker.role, speaker.organisation) if part)


def kind_label(kind: SessionKind) -> str:
    """The kind of a session as a label: `Panel`."""
    return kind.value.capitalize()


def session_card(site: Site, at: At, session: Session) -> SessionCard:
    """A session as it is listed."""
    details = session.details
    date = session.starts.date() if session.starts else None
    return SessionCard(
        id=session.id,
        href=at.to(urls.session(session.id)) if session.has_own_page else None,
        anchor=at.to(f"{urls.PROGRAMME}#{session.id}"),
        title=session.title,
        kind=kind_label(session.kind),
        kind_slug=session.kind.value.replace(" ", "-"),
        is_housekeeping=session.kind in HOUSEKEEPING,
        day=when.full_day(date) if date else "",
        start=when.clock(session.start),
        end=when.clock(session.end),
        start_iso=session.starts.isoformat(timespec="minutes")
        if session.starts
        else when.clock(session.start),
        end_iso=session.ends.isoformat(timespec="minutes") if session.ends else when.clock(session.end),
        length=when.length(session.minutes),
        ends_next_day=session.end <= session.start,
        room=session.room.name if session.room else "",
        track=session.track.name if session.track else "",
        track_slug=track_slug(session),
        chairs=tuple(person(site, at, slug) for slug in session.chairs),
        speakers=tuple(person(site, at, slug) for slug in session.speakers),
        summary=details.summary or "",
        content_note=details.content_note or "",
        status=session_status(session),
        status_note=details.status_note or "",
        is_cancelled=session.is_cancelled,
        is_sample=details.sample,
    )


def track_slug(session: Session) -> str:
    """The short name of a session's track; empty without one."""
    return (session.track.id or slugify(session.track.name)) if session.track else ""


def session_status(session: Session) -> str:
    """What is to be said of a session's status; empty where it is as planned."""
    if session.is_cancelled:
        return "Cancelled"
    provisional = session.details.status is SessionStatus.PROVISIONAL or session.details.sample
    return "Provisional" if provisional else ""


def event_status(status: EventStatus) -> str:
    """What is to be said of the event's status; empty where it goes ahead as announced."""
    return "" if status is EventStatus.SCHEDULED else status.value.capitalize()


def resource_item(site: Site, at: At, resource: Resource) -> ResourceItem:
    """A resource as it is listed."""
    newer = [other for other in site.event.library.resources if resource.id in other.supersedes]
    return ResourceItem(
        id=resource.id,
        title=resource.title,
        kind=resource.kind,
        href=resource.url,
        publisher=resource.publisher or "",
        published=when.day(resource.published) if resource.published else "",
        published_iso=resource.published.isoformat() if resource.published else "",
        updated=when.day(resource.updated) if resource.updated else "",
        checked=when.day(resource.checked) if resource.checked else "",
        summary=resource.summary or "",
        superseded_by=_resource_links(at, newer),
        supersedes=_resource_links(at, (site.resource(identity) for identity in resource.supersedes)),
        sessions=tuple(
            Link(session.title, at.to(urls.session(session.id)))
            for session in site.sessions_using(resource)
            if session.has_own_page
        ),
        is_sample=resource.sample,
    )


def _resource_links(at: At, resources: Iterable[Resource]) -> tuple[Link, ...]:
    return tuple(Link(other.title, at.to(f"{urls.RESOURCES}#{other.id}")) for other in resources)


def figure_item(figure: Figure) -> FigureItem:
    """A statistic as it is shown."""
    dated = figure.dated or (when.day(figure.published) if figure.published else "")
    return FigureItem(
        id=figure.id,
        anchor=f"figure-{figure.id}",
        value=figure.value,
        unit=figure.unit or "",
        statement=figure.statement,
        source=figure.source,
        href=figure.url,
        dated=dated,
        checked=when.day(figure.checked) if figure.checked else "",
        is_sample=figure.sample,
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the statistics it cites."""

    html: Markup
    sources: tuple[FigureItem, ...]

    def __bool__(self) -> bool:
        return bool(self.html)


def text_of(site: Site, at: At, prose: Prose) -> Text:
    """A linked text as it is shown on a page."""
    return Text(prose.at(at.root), tuple(figure_item(site.figure(identity)) for identity in prose.figures))


def links_of(links: Iterable[people.Link]) -> tuple[Link, ...]:
    """Links of a record as they are shown."""
    return tuple(Link(link.label, link.url) for link in links)
