"""Every kind of export, in the order in which they are made."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from microsite.artifact import Artifact
from microsite.exports import (
    apache,
    edges,
    event_json,
    feed,
    forwarding,
    hosts,
    ical,
    iis,
    llms,
    offline,
    schedule_json,
    schedule_xml,
    search_index,
    sitemap,
    web_manifest,
)
from microsite.pages.page import Page
from microsite.plain import replace
from microsite.site.host_root import HostRoot
from microsite.site.site import Site
from microsite.site.urls import NOT_FOUND

EXPORTS: tuple[Callable[[Site], Iterable[Artifact]], ...] = (
    ical.calendars,
    schedule_json.schedule_json,
    schedule_xml.schedule_xml,
    event_json.event_json,
    feed.feed_files,
    search_index.search_file,
    web_manifest.web_manifest,
    forwarding.forwarding_pages,
)
LONG = (schedule_json.schedule_json, schedule_xml.schedule_xml, event_json.event_json, feed.feed_files)
"""Those that say everything of everybody, and so take long. They come from no one source."""
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
EXPORTS_OF_PAGES: tuple[Callable[[Site, tuple[Page, ...]], Iterable[Artifact]], ...] = (sitemap.sitemap, llms.copies)
"""Those that list the pages."""


class NoticedError(Exception):
    """Making an export has found something to tell, or something else to publish."""


def long_exports(site: Site) -> bytes:
    """The long exports of a site whose pages are made, for another process. Raises NoticedError."""
    before = _noticed(site)
    made = [[(each.path, each.inputs, each.produce()) for each in export(site)] for export in LONG]
    if _noticed(site) != before:
        raise NoticedError
    return marshal.dumps(made)


def _noticed(site: Site) -> tuple[int, ...]:
    """How much was told, and found to be published, by all who have asked for something of the site."""
    pictures, log = site.pictures, site.log
    found = (pictures.found, pictures.renditions, pictures.drawings, site.downloads.found)
    return (len(log), len(log.heeded), *(len(book) for book in found))


def export_artifacts(site: Site, pages: tuple[Page, ...], made: bytes | None = None) -> Iterator[Artifact]:
    """Every file of the site that is neither a page nor an asset; `made` is what `long_exports` gave."""
    known = dict(zip(LONG, marshal.loads(made), strict=True)) if made else {}  # noqa: S302 - our own process gave it
    for export in EXPORTS:
        if export in known:
            yield from (Artifact(path, inputs, partial(bytes, data)) for path, inputs, data in known[export])
        else:
            yield from export(site)
    for export_pages in EXPORTS_OF_PAGES:
        yield from export_pages(site, pages)


def host_files(root: HostRoot, made: Iterable[Artifact]) -> Iterator[Artifact]:
    """Every file that only makes sense at the root of a host, beside those already made for the sites it holds."""
    for export in HOST_FILES:
        yield from export(root)
    front = root.folders[0]
    if front:
        yield from (replace(each, path=NOT_FOUND, origin=None) for each in made if each.path == f"{front}{NOT_FOUND}")


def last_artifact(site: Site, made: Iterable[Artifact]) -> Artifact:
    """The one file that lists all others, which were made before it."""
    return offline.worker(site, made)
