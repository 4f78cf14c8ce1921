"""The library of resources, by kind."""

from __future__ import annotations

from msgspec import Struct

from microsite.pages.page import Page, make_page
from microsite.pages.views import (
    FigureItem,
    ResourceItem,
    RichText,
    figure_item,
    resource_item,
    rich_field,
)
from microsite.site.feeds import feeds
from microsite.site.site import Site
from microsite.site.urls import UrlContext
from microsite.source.files import slugify


class ResourceGroup(Struct, frozen=True):
    """The resources of one kind."""

    id: str
    kind: str
    resources: tuple[ResourceItem, ...]
    """Newest first; undated ones last."""
    feed_href: str


class ResourcesPage(Struct, frozen=True):
    """Everything templates/pages/resources.html may read."""

    introduction: RichText
    groups: tuple[ResourceGroup, ...]
    figures: tuple[FigureItem, ...]


def build_resources(site: Site, at: UrlContext) -> Page:
    """Build the library of resources."""
    introduction = rich_field(site, at, site.event.library.settings, "introduction")
    figures = tuple(figure_item(figure) for figure in site.event.figures)
    view = ResourcesPage(introduction, resource_groups(site, at), figures)
    return make_page(site, "resources", at, view)


def resource_groups(site: Site, at: UrlContext) -> tuple[ResourceGroup, ...]:
    """Return the resources by kind, without kinds that have none."""
    library = site.event.library
    feed_urls = {feed.kind: at.asset_url(feed.atom) for feed in feeds(site)}
    resources = sorted(
        library.resources,
        key=lambda resource: -(resource.published.toordinal() if resource.published else 0),
    )
    groups = []
    for kind in library.settings.kinds:
        items = tuple(resource_item(site, at, each) for each in resources if each.kind == kind)
        if items:
            anchor, feed_url = f"kind-{slugify(kind)}", feed_urls.get(kind, "")
            groups.append(ResourceGroup(anchor, kind, items, feed_url))
    return tuple(groups)
