"""The whole event in one file without external resources, for bad networks and printers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from microsite.pages import views
from microsite.pages.page import ContactPage, Page, make_page
from microsite.pages.programme import SpeakerListing, speaker_listings
from microsite.pages.share_image import event_card
from microsite.pages.text_pages import ResourceGroup, VenuePage, resource_groups, venue_view
from microsite.pages.timetable import day_heading
from microsite.site import urls
from microsite.site.colours import Palette, scheme_of
from microsite.site.disclosure import absolute
from microsite.site.hosting import SINGLE_PAGE_STYLE, STYLE_SOURCE
from microsite.site.prose import ROOT_PLACEHOLDER, Prose
from microsite.site.site import Site
from microsite.site.urls import UrlContext

FILE_POLICY = f"default-src 'none'; style-src {STYLE_SOURCE}; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy of the file: its own style and nothing else."""
SECTIONS = ("programme", "speakers", "resources", "venue", "contact", "help")
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
HREF = re.compile(r'href="([^"]*)"')
PICTURE = re.compile(r'<img\b[^>]*?alt="([^"]*)"[^>]*>')
ANCHOR = re.compile(' id="[^"]*"')
HEADING = re.compile(r"<(/?)h([2-6])\b")


class SessionDetail(Struct, frozen=True):
    """A session with its text and resources."""

    card: views.SessionCard
    abstract_html: Markup
    resources: tuple[views.ResourceItem, ...]


class DayDetail(Struct, frozen=True):
    """A day of the programme."""

    id: str
    heading: str
    title: str
    note: str
    sessions: tuple[SessionDetail, ...]


class SinglePage(Struct, frozen=True, kw_only=True):
    """Everything templates/files/single_page.html may read."""

    policy: str
    style_html: Markup
    drawing: tuple[int, str, str] | None
    """Width and paths of the first day: thin lines, and the bright line."""
    colours: Palette
    site_href: str
    overview_html: Markup
    days: tuple[DayDetail, ...]
    is_provisional: bool
    people: tuple[SpeakerListing, ...]
    venue: VenuePage | None
    groups: tuple[ResourceGroup, ...]
    figures: tuple[views.FigureItem, ...]
    contact: ContactPage


def build_single_page(site: Site, at: UrlContext) -> Page:
    """Build the file that contains the whole event."""
    event, texts = site.event, LinkedTexts(site)
    days = tuple(_days(site, at, texts))
    samples = any(session.record.sample for session in event.sessions)
    people = [
        replace(
            each,
            biography_html=texts.html(site.body("speaker", site.speakers[each.person.slug]), 4),
        )
        for each in speaker_listings(site, at)
    ]
    view = SinglePage(
        policy=FILE_POLICY,
        style_html=Markup("<style>{}</style>").format(Markup(SINGLE_PAGE_STYLE)),  # noqa: S704
        drawing=event_card(site).drawing,
        colours=scheme_of(event).light,
        site_href=site.base_url or "",
        overview_html=texts.html(site.overview(), 2),
        days=days,
        is_provisional=samples or "starts" in event.record.sample,
        people=tuple(people),
        venue=venue_view(site, at),
        groups=resource_groups(site, at),
        figures=tuple(views.figure_item(site.figures[name]) for name in texts.cited),
        contact=views.view_of(ContactPage, event.record.organiser),
    )
    page = make_page(site, "single_page", at, view)
    return replace(page, template="files/single_page.html")


def _days(site: Site, at: UrlContext, texts: LinkedTexts) -> Iterator[DayDetail]:
    days = [day for day in site.event.days if day.sessions]
    level = 5 if len(days) > 1 else 4
    for day in days:
        sessions = tuple(
            SessionDetail(
                views.session_card(site, at, session),
                texts.html(site.prose(session.record, "abstract"), level),
                tuple(
                    views.resource_item(site, at, site.resources[id_]) for id_ in session.resources
                ),
            )
            for session in day.sessions
        )
        title, note = day.title or "", day.note or ""
        yield DayDetail(f"day-{day.number}", day_heading(day), title, note, sessions)


class LinkedTexts:
    """Texts of the project for the file: their links lead to places in it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cited: dict[str, None] = {}
        """Ids of the figures that texts cite, each once, in order."""
        self.anchors = dict(_anchors(site))
        """Places in the file, by path and anchor on the site."""

    def html(self, prose: Prose, level: int) -> Markup:
        """Return a text with its headings from a level down, and descriptions instead of pictures.

        Its own anchors are removed, as another text may have the same.
        """
        self.cited.update(dict.fromkeys(prose.figures))
        text = ANCHOR.sub("", PICTURE.sub(r"[\1]", prose.html))
        text = HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) - 2 + level)}", text)
        return Markup(LINK.sub(self._link, text))  # noqa: S704 - it was cleaned when it was made

    def _link(self, link: re.Match[str]) -> str:
        """Return a link to a place in the file or on the site; only its text without a target."""
        href = HREF.search(link[1])
        target = unescape(href[1]) if href else ""
        if target.startswith(ROOT_PLACEHOLDER):
            path = target.removeprefix(ROOT_PLACEHOLDER)
            anchor = self.anchors.get(path) or self.anchors.get(path.partition("#")[0])
            target = anchor or absolute(self.site, path) or path
        elif target.startswith("#") and not target.startswith("#figure-"):
            target = ""
        return f'<a href="{escape(target)}">{link[2]}</a>' if target else link[2]


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
    for name in site.sections.keys() & SECTIONS:
        yield urls.output_path(site.sections[name]), f"#{name}"
