"""The whole event in one file without external resources, for bad networks and printers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from microsite.model.event import Session
from microsite.model.records.programme import Speaker
from microsite.pages.cards import Person, SessionCard, person, session_card, session_cards
from microsite.pages.page import Page, make_page
from microsite.pages.resources import ResourceGroup, resource_groups
from microsite.pages.speakers import in_order
from microsite.pages.text_pages import ContactPage, VenuePage, contact_view, venue_view
from microsite.pages.timetable import day_heading
from microsite.pages.views import FigureItem, ResourceItem, figure_item, resource_items
from microsite.site import urls
from microsite.site.colours import scheme_of
from microsite.site.disclosure import absolute
from microsite.site.hosting import SINGLE_PAGE_STYLE, STYLE_SOURCE, policy
from microsite.site.prose import ROOT_PLACEHOLDER, Prose
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
"""Content-Security-Policy of the file: its own style and nothing else."""


class SessionDetail(Struct, frozen=True):
    """A session with its text and resources."""

    card: SessionCard
    abstract_html: Markup
    resources: tuple[ResourceItem, ...]


class DayDetail(Struct, frozen=True):
    """A day of the programme."""

    id: str
    heading: str
    title: str
    note: str
    sessions: tuple[SessionDetail, ...]


class PersonDetail(Struct, frozen=True):
    """A person with their biography and sessions."""

    person: Person
    biography_html: Markup
    sessions: tuple[SessionCard, ...]


class Banner(Struct, frozen=True):
    """The drawing of the first day, with colours in its attributes."""

    view_box: str
    ground: str
    thin: str
    thin_colour: str
    bright: str
    bright_colour: str


class SinglePage(Struct, frozen=True, kw_only=True):
    """Everything templates/files/single_page.html may read."""

    policy: str
    style_html: Markup
    banner: Banner | None
    site_href: str
    """Address of the site; empty if it is not known."""
    overview_html: Markup
    days: tuple[DayDetail, ...]
    is_provisional: bool
    people: tuple[PersonDetail, ...]
    venue: VenuePage | None
    groups: tuple[ResourceGroup, ...]
    figures: tuple[FigureItem, ...]
    contact: ContactPage


def build_single_page(site: Site, at: UrlContext) -> Page:
    """Build the file that contains the whole event."""
    event, anchors = site.event, AnchorLinks(site)
    days = tuple(_days(site, at, anchors))
    people = tuple(_person(site, at, anchors, speaker) for speaker in in_order(event.speakers))
    samples = any(session.record.sample for session in event.sessions)
    view = SinglePage(
        policy=FILE_POLICY,
        style_html=Markup("<style>{}</style>").format(Markup(SINGLE_PAGE_STYLE)),  # noqa: S704
        banner=_banner(site),
        site_href=site.base_url or "",
        overview_html=anchors.html(site.overview(), 2),
        days=days,
        is_provisional=samples or "starts" in event.record.sample,
        people=people,
        venue=venue_view(site, at),
        groups=resource_groups(site, at),
        figures=tuple(figure_item(site.figures[name]) for name in anchors.cited),
        contact=contact_view(site),
    )
    page = make_page(site, "single_page", at, view)
    return replace(page, template="files/single_page.html")


def _days(site: Site, at: UrlContext, anchors: AnchorLinks) -> Iterator[DayDetail]:
    days = [day for day in site.event.days if day.sessions]
    level = 5 if len(days) > 1 else 4
    for day in days:
        sessions = tuple(_session(site, at, anchors, level, session) for session in day.sessions)
        title, note = day.title or "", day.note or ""
        yield DayDetail(f"day-{day.number}", day_heading(day), title, note, sessions)


def _session(
    site: Site, at: UrlContext, anchors: AnchorLinks, level: int, session: Session
) -> SessionDetail:
    html = anchors.html(site.prose(session.record, "abstract"), level)
    resources = resource_items(site, at, session.resources)
    return SessionDetail(session_card(site, at, session), html, resources)


def _person(site: Site, at: UrlContext, anchors: AnchorLinks, speaker: Speaker) -> PersonDetail:
    html = anchors.html(site.body("speaker", speaker), 4)
    cards = session_cards(site, at, site.sessions_of(speaker))
    return PersonDetail(person(site, at, speaker.slug), html, cards)


def _banner(site: Site) -> Banner | None:
    day = site.drawings.first_day
    if day is None:
        return None
    box, colours = f"0 0 {day.width} 1000", scheme_of(site.event).light
    ground, thin, bright = colours.hero, colours.hero_2, colours.subject
    return Banner(box, ground, day.lines, thin, day.subject, bright)


LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
HREF = re.compile(r'href="([^"]*)"')
PICTURE = re.compile(r'<img\b[^>]*?alt="([^"]*)"[^>]*>')
ANCHOR = re.compile(' id="[^"]*"')
HEADING = re.compile(r"<(/?)h([2-6])\b")


class AnchorLinks:
    """Texts of the project for the file: their links lead to places in it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cited: dict[str, None] = {}
        """Ids of the figures that texts cite, each once, in order."""
        self._anchors = dict(_anchors(site))

    def html(self, prose: Prose, level: int) -> Markup:
        """Return a text with its headings from a level down, and descriptions instead of pictures.

        Its own anchors are removed, as another text may have the same.
        """
        self.cited.update(dict.fromkeys(prose.figures))
        text = ANCHOR.sub("", PICTURE.sub(r"[\1]", prose.html))
        text = HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) - 2 + level)}", text)
        return Markup(LINK.sub(self._link, text))  # noqa: S704 - it was cleaned when it was made

    def _link(self, link: re.Match[str]) -> str:
        href = HREF.search(link[1])
        target = self._target(unescape(href[1])) if href else None
        return f'<a href="{escape(target)}">{link[2]}</a>' if target else link[2]

    def _target(self, target: str) -> str | None:
        """Return the target of a link in the file; None if the file does not contain it."""
        if target.startswith("#"):
            return target if target.startswith("#figure-") else None
        if not target.startswith(ROOT_PLACEHOLDER):
            return target
        path = target.removeprefix(ROOT_PLACEHOLDER)
        anchor = self._anchors.get(path) or self._anchors.get(path.partition("#")[0])
        return anchor or absolute(self.site, path) or path


def _anchors(site: Site) -> Iterator[tuple[str, str]]:
    """Yield files and anchors of the site with their anchors in the file."""
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
