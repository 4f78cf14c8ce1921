"""Registry of exports: every file of a site that is neither a page nor an asset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from microsite.exports.event_json import event_json
from microsite.exports.feeds import feed_files
from microsite.exports.hosts import redirect_pages, search_file, sitemap
from microsite.exports.ical import calendars
from microsite.exports.markdown_copies import llms_files
from microsite.exports.schedule import schedule_files
from microsite.exports.web_app import web_manifest
from microsite.model.records.event import Extra
from microsite.pages.page import Page
from microsite.render.artifacts import Artifact
from microsite.site.site import Site

EXPORTS: tuple[tuple[Extra | None, Callable[[Site], Iterable[Artifact]]], ...] = (
    (Extra.CALENDARS, calendars),
    (Extra.DATA_FILES, schedule_files),
    (Extra.DATA_FILES, event_json),
    (Extra.FEEDS, feed_files),
    (Extra.SEARCH, search_file),
    (None, web_manifest),
    (None, redirect_pages),
)
"""Each with what a site leaves out to be without it."""


def export_artifacts(site: Site, pages: tuple[Page, ...]) -> Iterator[Artifact]:
    """Yield every file of the site that is neither a page nor an asset."""
    leaves_out = site.event.record.leaves_out
    for extra, export in EXPORTS:
        if extra is None or not leaves_out(extra):
            yield from export(site)
    yield from sitemap(site, pages)
    if not leaves_out(Extra.TEXT_COPIES):
        yield from llms_files(site, pages)
