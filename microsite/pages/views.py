"""Views that several page kinds share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from microsite.diagnostics.source_text import Span
from microsite.model.fields import Record
from microsite.model.records.event import Extra
from microsite.model.records.pages import Figure, Resource
from microsite.site import urls
from microsite.site.disclosure import is_cancelled_or_postponed
from microsite.site.formatting import format_date
from microsite.site.images import ResponsiveImage, SourceImage
from microsite.site.prose import Prose
from microsite.site.site import Site
from microsite.site.state import is_over, timeline_of
from microsite.site.urls import UrlContext

View = TypeVar("View", bound=Struct)


class Picture(Struct, frozen=True):
    """A picture on a page."""

    src: str
    alt: str
    width: int
    height: int
    srcset: str
    """The same as WebP in some widths; empty for SVG."""
    sizes: str
    """Width on the page, as `120px`; empty if the template sets it."""


class Link(Struct, frozen=True):
    """A plain link."""

    label: str
    href: str


class DefinitionItem(Struct, frozen=True):
    """A name and a sentence about it."""

    title: str
    text: str


class TimedText(Struct, frozen=True):
    """A text that is true during some time."""

    words: str
    since: str
    """ISO time from which it holds; empty if it holds on the day of the build."""
    until: str
    """ISO time until which it holds; empty if it holds for good."""


class Fact(Struct, frozen=True):
    """A fact in the list beside a title: `When`, `Where`, `Places`."""

    name: str
    value: str
    iso: str = ""
    """The same as an ISO time; or empty."""
    is_sample: bool = False
    called_off: str = ""
    """“Postponed” or “Cancelled” if the fact is struck out; mostly empty."""
    since: str = ""
    until: str = ""


class StrokeChart(Struct, frozen=True):
    """A number drawn as two thick dashed lines, a unit from dash to dash."""

    view_box: str
    """As wide as there are strokes, 4 high."""
    marked: str
    """Path data of the marked strokes, in the middle of the height; or empty."""
    rest: str
    """Path data of the others, in the middle of the lower half; or empty."""
    key: str
    """Meaning of one stroke."""


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
    dated: str
    """The time it is about, or the day it was published; or empty."""
    checked: str
    """`3 March 2026`, when it was last checked; or empty."""
    hatch: StrokeChart | None
    is_sample: bool


class RichText(Struct, frozen=True):
    """A text with the statistics that it cites."""

    html: Markup = Markup()
    figure_sources: tuple[FigureItem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.html)


class ResourceItem(Struct, frozen=True, kw_only=True):
    """A resource, wherever one is listed."""

    id: str
    title: str
    kind: str
    href: str | None
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


def view_of(view: type[View], record: Struct, **values: Any) -> View:
    """Return a view with these values, and its other fields from those of a record.

    A field without a value is empty text. A date is text, and in ISO format in `NAME_iso`.
    """
    for name in view.__struct_fields__:
        if name not in values:
            value = getattr(record, name.removesuffix("_iso"))
            if isinstance(value, date):
                value = value.isoformat() if name.endswith("_iso") else format_date(value)
            values[name] = "" if value is None else value
    return view(**values)


def join(*texts: str | None, separator: str = ", ") -> str:
    """Join the texts that are not empty."""
    return separator.join(text for text in texts if text)


def optional_date(day: date | None) -> str:
    """Return a date such as `1 February 2027`; empty without one."""
    return format_date(day) if day else ""


def picture(
    site: Site,
    at: UrlContext,
    name: str | None,
    alt: str | None,
    span: Span,
    field: str = "picture_alt",
    show: Callable[[SourceImage], ResponsiveImage] | None = None,
) -> Picture | None:
    """Return a picture that a record names. Report it if it has no description, or is missing.

    `show` chooses the part that is shown; the default is all of it.
    """
    if name is None:
        return None
    image = site.images.find(name, span, site.log)
    if alt is None:
        site.log.report("I106", span, name=name, field=field)
    if image is None:
        return None
    shown = (show or site.images.full_width)(image)
    src, srcset = at.asset_url(shown.path), shown.srcset(at.root)
    return Picture(src, alt or "", shown.width, shown.height, srcset, "")


def logo(
    site: Site,
    at: UrlContext,
    name: str | None,
    alt: str,
    span: Span,
    size: Callable[[SourceImage], tuple[int, int]],
) -> Picture | None:
    """Return a logo in the size that `size` computes, without the empty margins of its file."""
    found = picture(site, at, name, alt, span, show=lambda file: site.images.logo(file, size))
    return found and replace(found, sizes=f"{found.width}px" if found.srcset else "")


def calendar_href(site: Site, at: UrlContext, path: str) -> str:
    """Return a link to a calendar file; empty if there is none, or nothing lies ahead."""
    event = site.event
    if event.starts is None or is_cancelled_or_postponed(site) or is_over(event, site.now):
        return ""
    return "" if event.record.leaves_out(Extra.CALENDARS) else at.asset_url(path)


def single_page_href(site: Site, at: UrlContext) -> str:
    """Return a link to the whole event in one file; empty if there is no such file."""
    return at.url_for(urls.WHOLE_EVENT) if urls.WHOLE_EVENT in site.shown_kinds else ""


def section_link(site: Site, at: UrlContext, name: str, label: str) -> Link | None:
    """Return a link to a section; None if it has nothing to show."""
    return Link(label, at.url_for(site.sections[name])) if name in site.sections else None


def timed_texts(site: Site, func: Callable[[Site, datetime], str]) -> tuple[TimedText, ...]:
    """Return the texts of a function from the moment of the build on."""
    return tuple(
        TimedText(timed.value, timed.since, timed.until) for timed in timeline_of(site, func)
    )


def resource_item(site: Site, at: UrlContext, resource: Resource) -> ResourceItem:
    """Return the view of a resource."""
    sessions = site.sessions_by_resource.get(resource.id, ())
    return view_of(
        ResourceItem,
        resource,
        href=resource.url,
        superseded_by=_resource_links(at, site.superseding.get(resource.id, ())),
        supersedes=_resource_links(at, site.superseded_by_this(resource)),
        sessions=tuple(
            Link(each.title, at.url_for(urls.session(each.id)))
            for each in sessions
            if each.has_own_page
        ),
        is_sample=resource.sample,
    )


def resource_items(site: Site, at: UrlContext, ids: Iterable[str]) -> tuple[ResourceItem, ...]:
    """Return the views of resources by their ids."""
    return tuple(resource_item(site, at, site.resources[name]) for name in ids)


def _resource_links(at: UrlContext, resources: Iterable[Resource]) -> tuple[Link, ...]:
    return tuple(
        Link(other.title, at.url_for(f"{urls.RESOURCES}#{other.id}")) for other in resources
    )


def figure_item(figure: Figure) -> FigureItem:
    """Return the view of a statistic."""
    return view_of(
        FigureItem,
        figure,
        anchor=f"figure-{figure.id}",
        href=figure.url,
        dated=figure.dated or optional_date(figure.published),
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


def rich_text(site: Site, at: UrlContext, prose: Prose) -> RichText:
    """Return a text with links for a page."""
    sources = tuple(figure_item(site.figures[name]) for name in prose.figures)
    return RichText(prose.at(at.root), sources)


def rich_field(site: Site, at: UrlContext, record: Record, name: str) -> RichText:
    """Return the text in a field of a record."""
    return rich_text(site, at, site.prose(record, name))


def figure_sources_of(*texts: RichText) -> tuple[FigureItem, ...]:
    """Return the statistics that some texts cite, each once."""
    return tuple(dict.fromkeys(figure for text in texts for figure in text.figure_sources))
