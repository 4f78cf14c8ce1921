"""Every kind of export, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from microsite.exports import (
    apache,
    edges,
    forwarding,
    hosts,
    iis,
    service_worker,
    sitemap,
    web_manifest,
)
from microsite.model.records.event import Extra
from microsite.pages.page import Page
from microsite.render.artifacts import Artifact
from microsite.site.host_root import HostRoot
from microsite.site.site import Site
from microsite.site.urls import NOT_FOUND

Export = Callable[[Site], Iterable[Artifact]]


def calendars(site: Site) -> Iterable[Artifact]:
    """What a calendar reads."""
    from microsite.exports import ical

    return ical.calendars(site)


def schedules(site: Site) -> Iterator[Artifact]:
    """The programme for apps, in two forms that are made of the same talks."""
    from microsite.exports import schedule_json, schedule_xml

    yield from schedule_json.schedule_json(site)
    yield from schedule_xml.schedule_xml(site)


def whole_event(site: Site) -> Iterable[Artifact]:
    """Everything, for programs."""
    from microsite.exports import event_json

    return event_json.event_json(site)


def feeds(site: Site) -> Iterable[Artifact]:
    """What a feed reader reads."""
    from microsite.exports import feeds

    return feeds.feed_files(site)


def search(site: Site) -> Iterable[Artifact]:
    """What the search looks through."""
    from microsite.exports import search_index

    return search_index.search_file(site)


def text_copies(site: Site, pages: tuple[Page, ...]) -> Iterable[Artifact]:
    """Pages as text, and a list of them, unless the site goes without."""
    if site.event.record.leaves_out(Extra.TEXT_COPIES):
        return ()
    from microsite.exports import llms

    return llms.copies(site, pages)


LONG: tuple[tuple[Extra, Export], ...] = (
    (Extra.CALENDARS, calendars),
    (Extra.DATA_FILES, schedules),
    (Extra.DATA_FILES, whole_event),
    (Extra.FEEDS, feeds),
    (Extra.SEARCH, search),
)
"""Those that say everything of everybody, and so take long. Most builds find them as they were, and
load none of them.

Each stands after what it is part of: a site that goes without that is spared it.
"""
SHORT: tuple[Export, ...] = (web_manifest.web_manifest, forwarding.forwarding_pages)
HOST_FILES: tuple[Callable[[HostRoot], Iterable[Artifact]], ...] = (
    hosts.robots,
    hosts.security_txt,
    hosts.no_jekyll,
    hosts.cname,
    edges.headers_file,
    edges.redirects_file,
    edges.azure_file,
    apache.htaccess,
    iis.web_config,
    forwarding.to_the_front,
    forwarding.former_folders,
)
"""What hosts and crawlers look for at the root."""
EXPORTS_OF_PAGES: tuple[Callable[[Site, tuple[Page, ...]], Iterable[Artifact]], ...] = (
    sitemap.sitemap,
    text_copies,
)
"""Those that list the pages."""


def export_artifacts(site: Site, pages: tuple[Page, ...]) -> Iterator[Artifact]:
    """Yield every file of the site that is neither a page nor an asset."""
    for extra, export in LONG:
        if not site.event.record.leaves_out(extra):
            yield from export(site)
    for export in SHORT:
        yield from export(site)
    for export_pages in EXPORTS_OF_PAGES:
        yield from export_pages(site, pages)


def host_files(root: HostRoot, made: Iterable[Artifact]) -> Iterator[Artifact]:
    """Every file that only makes sense at the root of a host, beside those already made for the
    sites it holds.
    """
    for export in HOST_FILES:
        yield from export(root)
    front = root.folders[0]
    if front:
        yield from (
            replace(each, path=NOT_FOUND, origin=None)
            for each in made
            if each.path == f"{front}{NOT_FOUND}"
        )


def last_artifact(site: Site, made: Iterable[Artifact]) -> Artifact:
    """The one file that lists all others, which were made before it."""
    return service_worker.worker(site, made)
