"""The library of resources, by kind."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.records.resources import Resource
from microsite.pages.page import Page, make_page
from microsite.pages.views import (
    FigureItem,
    ResourceItem,
    RichText,
    figure_item,
    resource_item,
    rich_text,
)
from microsite.site.feeds import feeds
from microsite.site.site import Site
from microsite.site.urls import UrlContext
from microsite.source.files import slugify


class Shelf(Struct, frozen=True):
    """The resources of one kind."""

    id: str
    """Its anchor."""
    kind: str
    resources: tuple[ResourceItem, ...]
    """Newest first; undated ones last."""
    feed_href: str
    """What a feed reader subscribes to; or empty."""


class ResourcesPage(Struct, frozen=True):
    """Everything templates/pages/resources.html may read."""

    introduction: RichText
    shelves: tuple[Shelf, ...]
    figures: tuple[FigureItem, ...]
    """All statistics with their sources."""


def build_resources(site: Site, address: str) -> Page:
    """Build the library of resources."""
    at = UrlContext.for_page(address)
    library = site.event.library
    subscribed = {feed.kind: at.asset_url(feed.atom) for feed in feeds(site)}
    shelves = tuple(
        Shelf(
            f"kind-{slugify(kind)}",
            kind,
            tuple(resource_item(site, at, resource) for resource in found),
            subscribed.get(kind, ""),
        )
        for kind in library.kinds
        if (
            found := newest_first(
                [resource for resource in library.resources if resource.kind == kind]
            )
        )
    )
    introduction = site.prose(library.settings, "introduction", library.settings.introduction)
    view = ResourcesPage(
        rich_text(site, at, introduction),
        shelves,
        tuple(figure_item(figure) for figure in site.event.figures),
    )
    return make_page(
        site,
        "resources",
        address,
        view,
        title="Resources",
        section="resources",
        description=f"Guidance, news and other reading for {site.event.record.title}, with dates and publishers.",
    )


def newest_first(resources: list[Resource]) -> list[Resource]:
    """By the day they were published, undated ones last, then as they are written."""
    return sorted(
        resources,
        key=lambda resource: -(resource.published.toordinal() if resource.published else 0),
    )
