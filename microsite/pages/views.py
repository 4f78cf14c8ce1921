"""Views that several page kinds share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from microsite.diagnostics.source_text import Span
from microsite.model.records import speakers as people
from microsite.model.records.event import EventStatus, Extra
from microsite.model.records.resources import Figure, Resource
from microsite.site import formatting, urls
from microsite.site.disclosure import is_cancelled_or_postponed
from microsite.site.images import ResponsiveImage, SourceImage
from microsite.site.prose import Prose
from microsite.site.site import Site
from microsite.site.state import is_over
from microsite.site.urls import UrlContext


class Picture(Struct, frozen=True):
    """A picture on a page."""

    src: str
    alt: str
    width: int
    """Pixels of the page, where there is room."""
    height: int
    srcset: str
    """The same as WebP in some widths; empty for a drawing (SVG)."""
    sizes: str
    """How wide it is shown, where that is known: `120px`; else empty, and the template says."""


class ResourceItem(Struct, frozen=True, kw_only=True):
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


class Fact(Struct, frozen=True):
    """A fact in the list beside a title: `When`, `Where`, `Places`."""

    name: str
    value: str
    iso: str = ""
    """The moment or day it is, as machines read it; empty where it is none."""
    is_sample: bool = False
    called_off: str = ""
    """“Postponed” or “Cancelled” where a time does not hold, which is struck then; mostly empty."""
    since: str = ""
    """From when on it is true, as machines read it; empty for what is true on the day of the build.
    """
    until: str = ""


class TimedText(Struct, frozen=True):
    """Words that are true for a time."""

    words: str
    since: str
    """From when on, as machines read it; empty for what is true on the day of the build: the others
    are hidden.
    """
    until: str
    """Up to when; empty where it stays so."""


class DefinitionItem(Struct, frozen=True):
    """Something with a name and a sentence."""

    title: str
    text: str


class Link(Struct, frozen=True):
    """A plain link: words and where they lead."""

    label: str
    href: str


class StrokeChart(Struct, frozen=True):
    """A number drawn as strokes: two thick dashed lines, a unit from dash to dash, to be stretched
    to any size.
    """

    view_box: str
    """As wide as there are strokes, 4 high."""
    marked: str
    """Path data through the strokes that stand out, in the middle of the height; empty where none
    do.
    """
    rest: str
    """Path data through the others, in the middle of the lower half; empty where all are marked."""
    key: str
    """What one stroke is."""


class FigureItem(Struct, frozen=True, kw_only=True):
    """A statistic with its source."""

    id: str
    anchor: str
    """`figure-homes-at-risk`."""
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
    hatch: StrokeChart | None
    is_sample: bool


def picture(
    site: Site,
    at: UrlContext,
    name: str | None,
    alt: str | None,
    span: Span,
    field: str,
    show: Callable[[SourceImage], ResponsiveImage] | None = None,
) -> Picture | None:
    """A picture named by a record; reports one without words, and one that is missing.

    `show` says what of it is shown; the whole of it, where it is left out.
    """
    if name is None:
        return None
    found = site.images.find(name, span, site.log)
    if alt is None:
        site.log.report("I106", span, name=name, field=field)
    if found is None:
        return None
    shown = (show or site.images.full_width)(found)
    return Picture(
        at.asset_url(shown.path), alt or "", shown.width, shown.height, shown.srcset(at.root), ""
    )


def logo(
    site: Site,
    at: UrlContext,
    name: str | None,
    alt: str,
    span: Span,
    field: str,
    size: Callable[[SourceImage], tuple[int, int]],
) -> Picture | None:
    """The logo of somebody, without the empty margins of its file; `size` says how large it is
    shown.
    """
    found = picture(site, at, name, alt, span, field, lambda file: site.images.logo(file, size))
    return found and replace(found, sizes=f"{found.width}px" if found.srcset else "")


def calendar_href(site: Site, at: UrlContext, path: str) -> str:
    """A link to a calendar file; empty where nothing lies ahead that could be added, and where
    there are none.
    """
    event = site.event
    nothing_ahead = (
        event.starts is None or is_cancelled_or_postponed(site) or is_over(event, site.now)
    )
    return "" if nothing_ahead or event.record.leaves_out(Extra.CALENDARS) else at.asset_url(path)


def single_page_href(site: Site, at: UrlContext) -> str:
    """A link to the whole event in one file; empty where there is no such file."""
    is_made = "programme" in site.sections and not site.event.record.leaves_out(Extra.WHOLE_EVENT)
    return at.url_for(urls.WHOLE_EVENT) if is_made else ""


def event_status(status: EventStatus) -> str:
    """What is to be said of the event's status; empty where it goes ahead as announced."""
    return "" if status is EventStatus.SCHEDULED else status.value.capitalize()


def resource_item(site: Site, at: UrlContext, resource: Resource) -> ResourceItem:
    """A resource as it is listed."""
    return ResourceItem(
        id=resource.id,
        title=resource.title,
        kind=resource.kind,
        href=resource.url,
        publisher=resource.publisher or "",
        published=formatting.format_date(resource.published) if resource.published else "",
        published_iso=resource.published.isoformat() if resource.published else "",
        updated=formatting.format_date(resource.updated) if resource.updated else "",
        checked=formatting.format_date(resource.checked) if resource.checked else "",
        summary=resource.summary or "",
        superseded_by=_resource_links(at, site.superseding(resource)),
        supersedes=_resource_links(at, site.superseded_by_this(resource)),
        sessions=tuple(
            Link(session.title, at.url_for(urls.session(session.id)))
            for session in site.sessions_using(resource)
            if session.has_own_page
        ),
        is_sample=resource.sample,
    )


def _resource_links(at: UrlContext, resources: Iterable[Resource]) -> tuple[Link, ...]:
    return tuple(
        Link(other.title, at.url_for(f"{urls.RESOURCES}#{other.id}")) for other in resources
    )


def figure_item(figure: Figure) -> FigureItem:
    """A statistic as it is shown."""
    dated = figure.dated or (formatting.format_date(figure.published) if figure.published else "")
    return FigureItem(
        id=figure.id,
        anchor=f"figure-{figure.id}",
        value=figure.value,
        unit=figure.unit or "",
        statement=figure.statement,
        source=figure.source,
        href=figure.url,
        dated=dated,
        checked=formatting.format_date(figure.checked) if figure.checked else "",
        hatch=_stroke_chart(figure),
        is_sample=figure.sample,
    )


def _stroke_chart(figure: Figure) -> StrokeChart | None:
    strokes, marked = figure.strokes, figure.marked or 0
    if strokes is None:
        return None
    return StrokeChart(
        view_box=f"0 0 {strokes} 4",
        marked=f"M0 2H{marked}" if marked else "",
        rest=f"M{marked} 3H{strokes}" if marked < strokes else "",
        key=figure.key or "",
    )


class RichText(Struct, frozen=True):
    """A text with the statistics it cites."""

    html: Markup
    sources: tuple[FigureItem, ...]

    def __bool__(self) -> bool:
        return bool(self.html)


def rich_text(site: Site, at: UrlContext, prose: Prose) -> RichText:
    """A linked text as it is shown on a page."""
    return RichText(
        prose.at(at.root), tuple(figure_item(site.figure(identity)) for identity in prose.figures)
    )


def figure_sources_of(*texts: RichText) -> tuple[FigureItem, ...]:
    """The statistics that some texts of one page cite, each once."""
    return tuple(dict.fromkeys(figure for text in texts for figure in text.sources))


def links_of(links: Iterable[people.Link]) -> tuple[Link, ...]:
    """Links of a record as they are shown."""
    return tuple(Link(link.label, link.url) for link in links)
