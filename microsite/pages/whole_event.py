"""The whole event in one file that needs nothing else: for networks that block much, for the train,
for a printer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from microsite.model.event import Session
from microsite.model.records.speakers import Speaker
from microsite.pages.cards import Person, SessionCard, person, session_card
from microsite.pages.contact import ContactPage, contact_view
from microsite.pages.page import Page, make_page
from microsite.pages.parts import FigureItem, ResourceItem, figure_item, resource_item
from microsite.pages.resources import newest_first
from microsite.pages.speakers import in_order
from microsite.pages.venue import VenuePage, venue_view
from microsite.pages.whole_links import Inside
from microsite.site import formatting, urls
from microsite.site.hosting import policy
from microsite.site.palette import scheme_of
from microsite.site.single_page_style import STYLE, STYLE_SOURCE
from microsite.site.site import Site
from microsite.site.urls import UrlContext

FILE_POLICY = policy(
    {
        "default-src": "'none'",
        "style-src": STYLE_SOURCE,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
)
"""Its own words and its own style, and nothing else whatsoever."""


class SessionInFull(Struct, frozen=True, kw_only=True):
    """A session with all that is said of it."""

    card: SessionCard
    abstract_html: Markup
    cited: tuple[str, ...]
    """The ids of the figures that its text cites."""
    resources: tuple[ResourceItem, ...]


class DayInFull(Struct, frozen=True):
    """A day of the programme."""

    id: str
    heading: str
    title: str
    note: str
    sessions: tuple[SessionInFull, ...]


class PersonInFull(Struct, frozen=True):
    """Somebody who takes part, with all that is said of them."""

    person: Person
    biography_html: Markup
    cited: tuple[str, ...]
    """The ids of the figures that this cites."""
    sessions: tuple[SessionCard, ...]


class Shelf(Struct, frozen=True):
    """The resources of one kind, newest first."""

    kind: str
    resources: tuple[ResourceItem, ...]


class Banner(Struct, frozen=True):
    """The drawing of the first day in the event's colours, which stand in its attributes."""

    view_box: str
    ground: str
    thin: str
    """Path data of the thin lines."""
    thin_colour: str
    bright: str
    """Path data of the bright line."""
    bright_colour: str


class WholeEvent(Struct, frozen=True, kw_only=True):
    """Everything templates/files/whole_event.html may read."""

    policy: str
    style_html: Markup
    banner: Banner | None
    site_href: str
    """Where the site is; empty where that is not known."""
    overview_html: Markup
    days: tuple[DayInFull, ...]
    is_provisional: bool
    """Whether anything in the programme is a sample."""
    people: tuple[PersonInFull, ...]
    venue: VenuePage | None
    shelves: tuple[Shelf, ...]
    figures: tuple[FigureItem, ...]
    """The statistics that its texts cite."""
    contact: ContactPage


def build_whole_event(site: Site, address: str) -> Page:
    """Build the file that contains the whole event."""
    at = UrlContext.for_page(address)
    inside = Inside(site)
    days = tuple(_days(site, inside))
    people = tuple(_people(site, inside))
    overview = inside.html(site.overview(), 2)
    inside.cite(site.overview().figures)
    view = WholeEvent(
        policy=FILE_POLICY,
        style_html=Markup("<style>{}</style>").format(Markup(STYLE)),  # noqa: S704 - a constant of ours
        banner=_banner(site),
        site_href=site.base_url or "",
        overview_html=overview,
        days=days,
        is_provisional=any(session.record.sample for session in site.event.sessions)
        or "starts" in site.event.record.sample,
        people=people,
        venue=venue_view(site, at),
        shelves=tuple(_shelves(site, at)),
        figures=tuple(figure_item(site.figure(identity)) for identity in inside.cited),
        contact=contact_view(site),
    )
    page = make_page(
        site,
        "whole_event",
        address,
        view,
        title="The whole event in one file",
        section="programme",
        description=f"{site.event.record.title}: programme, speakers, venue and resources in one file.",
        indexed=False,
    )
    return replace(page, template="files/whole_event.html")


def _days(site: Site, inside: Inside) -> Iterator[DayInFull]:
    at = UrlContext.for_page(urls.WHOLE_EVENT)
    several = len([day for day in site.event.days if day.sessions]) > 1
    for day in site.event.days:
        if day.sessions:
            heading = formatting.format_full_date(day.date) if day.date else f"Day {day.number}"
            make = partial(_session, site, inside, at, 5 if several else 4)
            sessions = tuple(inside.citing(map(make, day.sessions)))
            yield DayInFull(f"day-{day.number}", heading, day.title or "", day.note or "", sessions)


def _session(site: Site, inside: Inside, at: UrlContext, level: int, session: Session) -> SessionInFull:
    details = session.record
    abstract = site.prose(details, "abstract", details.abstract)
    return SessionInFull(
        card=session_card(site, at, session),
        abstract_html=inside.html(abstract, level),
        cited=tuple(abstract.figures),
        resources=tuple(
            resource_item(site, at, site.resource(identity)) for identity in session.resources
        ),
    )


def _people(site: Site, inside: Inside) -> Iterator[PersonInFull]:
    make = partial(_person, site, inside, UrlContext.for_page(urls.WHOLE_EVENT))
    return inside.citing(map(make, in_order(site.event.speakers)))


def _person(site: Site, inside: Inside, at: UrlContext, speaker: Speaker) -> PersonInFull:
    biography = site.body("speaker", speaker, speaker.biography)
    cards = tuple(session_card(site, at, session) for session in site.sessions_of(speaker))
    cited = tuple(biography.figures)
    return PersonInFull(person(site, at, speaker.slug), inside.html(biography, 4), cited, cards)


def _shelves(site: Site, at: UrlContext) -> Iterator[Shelf]:
    library = site.event.library
    for kind in library.kinds:
        if found := newest_first(
            [resource for resource in library.resources if resource.kind == kind]
        ):
            yield Shelf(kind, tuple(resource_item(site, at, resource) for resource in found))


def _banner(site: Site) -> Banner | None:
    day = next(iter(site.drawings.days.values()), None)
    if day is None:
        return None
    colours = scheme_of(site.event).light
    return Banner(
        f"0 0 {day.width} 1000",
        colours.hero,
        day.lines,
        colours.hero_2,
        day.subject,
        colours.subject,
    )
