"""The whole event in one file without external resources, for bad networks and printers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from html import unescape
from typing import Protocol, TypeVar

from markupsafe import Markup, escape
from msgspec import Struct, field
from msgspec.structs import replace

from microsite.model.event import Session
from microsite.model.records.speakers import Speaker
from microsite.pages.cards import Person, SessionCard, person, session_card
from microsite.pages.page import Page, make_page
from microsite.pages.resources import newest_first
from microsite.pages.speakers import in_order
from microsite.pages.text_pages import ContactPage, contact_view
from microsite.pages.venue import VenuePage, venue_view
from microsite.pages.views import FigureItem, ResourceItem, figure_item, resource_item
from microsite.site import formatting, urls
from microsite.site.disclosure import absolute
from microsite.site.hosting import policy
from microsite.site.palette import scheme_of
from microsite.site.prose import ROOT_PLACEHOLDER, Prose
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


class SessionDetail(Struct, frozen=True, kw_only=True):
    """A session with all that is said of it."""

    card: SessionCard
    abstract_html: Markup
    cited: tuple[str, ...]
    """The ids of the figures that its text cites."""
    resources: tuple[ResourceItem, ...]


class DayDetail(Struct, frozen=True):
    """A day of the programme."""

    id: str
    heading: str
    title: str
    note: str
    sessions: tuple[SessionDetail, ...]


class PersonDetail(Struct, frozen=True):
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


class SinglePage(Struct, frozen=True, kw_only=True):
    """Everything templates/files/single_page.html may read."""

    policy: str
    style_html: Markup
    banner: Banner | None
    site_href: str
    """Where the site is; empty where that is not known."""
    overview_html: Markup
    days: tuple[DayDetail, ...]
    is_provisional: bool
    """Whether anything in the programme is a sample."""
    people: tuple[PersonDetail, ...]
    venue: VenuePage | None
    shelves: tuple[Shelf, ...]
    figures: tuple[FigureItem, ...]
    """The statistics that its texts cite."""
    contact: ContactPage


def build_single_page(site: Site, address: str) -> Page:
    """Build the file that contains the whole event."""
    at = UrlContext.for_page(address)
    inside = AnchorLinks(site)
    days = tuple(_days(site, inside))
    people = tuple(_people(site, inside))
    overview = inside.html(site.overview(), 2)
    inside.cite(site.overview().figures)
    view = SinglePage(
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
        "single_page",
        address,
        view,
        title="The whole event in one file",
        section="programme",
        description=f"{site.event.record.title}: programme, speakers, venue and resources in one file.",
        indexed=False,
    )
    return replace(page, template="files/single_page.html")


def _days(site: Site, inside: AnchorLinks) -> Iterator[DayDetail]:
    at = UrlContext.for_page(urls.WHOLE_EVENT)
    several = len([day for day in site.event.days if day.sessions]) > 1
    for day in site.event.days:
        if day.sessions:
            heading = formatting.format_full_date(day.date) if day.date else f"Day {day.number}"
            make = partial(_session, site, inside, at, 5 if several else 4)
            sessions = tuple(inside.with_citations(map(make, day.sessions)))
            yield DayDetail(f"day-{day.number}", heading, day.title or "", day.note or "", sessions)


def _session(
    site: Site, inside: AnchorLinks, at: UrlContext, level: int, session: Session
) -> SessionDetail:
    details = session.record
    abstract = site.prose(details, "abstract", details.abstract)
    return SessionDetail(
        card=session_card(site, at, session),
        abstract_html=inside.html(abstract, level),
        cited=tuple(abstract.figures),
        resources=tuple(
            resource_item(site, at, site.resource(identity)) for identity in session.resources
        ),
    )


def _people(site: Site, inside: AnchorLinks) -> Iterator[PersonDetail]:
    make = partial(_person, site, inside, UrlContext.for_page(urls.WHOLE_EVENT))
    return inside.with_citations(map(make, in_order(site.event.speakers)))


def _person(site: Site, inside: AnchorLinks, at: UrlContext, speaker: Speaker) -> PersonDetail:
    biography = site.body("speaker", speaker, speaker.biography)
    cards = tuple(session_card(site, at, session) for session in site.sessions_of(speaker))
    cited = tuple(biography.figures)
    return PersonDetail(person(site, at, speaker.slug), inside.html(biography, 4), cited, cards)


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


LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
HREF = re.compile(r'href="([^"]*)"')
PICTURE = re.compile(r'<img\b[^>]*?alt="([^"]*)"[^>]*>')
ANCHOR = re.compile(' id="[^"]*"')
"""Starts with what few places hold: clean HTML has one space before each attribute."""
HEADING = re.compile(r"<(/?)h([2-6])\b")


class Citing(Protocol):
    """Something with a text."""

    @property
    def cited(self) -> tuple[str, ...]:
        """The ids of the figures that it cites."""


Detail = TypeVar("Detail", bound=Citing)


class AnchorLinks(Struct):
    """The inside of the file."""

    site: Site
    cited: dict[str, None] = field(default_factory=dict)
    """Ids of the figures that texts cite, each once, in order."""
    _places: dict[str, str] = field(default_factory=dict)
    """Files and anchors of the site, and where in this file they are."""

    def __post_init__(self) -> None:
        self._places = dict(_places(self.site))

    def cite(self, figures: Iterable[str]) -> None:
        """A text cites these figures."""
        self.cited.update(dict.fromkeys(figures))

    def with_citations(self, told: Iterable[Detail]) -> Iterator[Detail]:
        """What is told, with a note of the figures that it cites."""
        for each in told:
            self.cite(each.cited)
            yield each

    def html(self, prose: Prose, level: int) -> Markup:
        """A text with its links inside the file, its headings from a level down, and its pictures in words.

        Anchors of its own are taken out, as another text may have the same.
        """
        text = ANCHOR.sub("", PICTURE.sub(r"[\1]", prose.html))
        text = HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) - 2 + level)}", text)
        return Markup(LINK.sub(self._link, text))  # noqa: S704 - it was cleaned when it was made

    def _link(self, link: re.Match[str]) -> str:
        href = HREF.search(link[1])
        target = self._target(unescape(href[1])) if href else None
        return f'<a href="{escape(target)}">{link[2]}</a>' if target else link[2]

    def _target(self, target: str) -> str | None:
        """Where a link leads from here; None where that is a place that the file does not have."""
        if target.startswith("#figure-"):
            return target
        if target.startswith("#"):
            return None
        if not target.startswith(ROOT_PLACEHOLDER):
            return target
        address = target.removeprefix(ROOT_PLACEHOLDER)
        place = self._places.get(address) or self._places.get(address.partition("#")[0])
        return place or absolute(self.site, address) or address


def _places(site: Site) -> Iterator[tuple[str, str]]:
    programme, resources = urls.output_path(urls.PROGRAMME), urls.output_path(urls.RESOURCES)
    for session in site.event.sessions:
        yield urls.output_path(urls.session(session.id)), f"#session-{session.id}"
        yield f"{programme}#{session.id}", f"#session-{session.id}"
    for speaker in site.event.speakers:
        yield urls.output_path(urls.speaker(speaker.slug)), f"#speaker-{speaker.slug}"
    for resource in site.event.library.resources:
        yield f"{resources}#{resource.id}", f"#resource-{resource.id}"
    for name in ("programme", "speakers", "resources", "venue", "contact", "help"):
        if name in site.sections:
            yield urls.output_path(site.sections[name]), f"#{name}"
