"""Indexes of the site: the sitemap for search engines, and the index of its own search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from xml.etree.ElementTree import Element

from microsite.exports.files import child, xml_file
from microsite.pages.page import Page
from microsite.pages.search import search_index
from microsite.render.artifacts import Artifact
from microsite.site import urls
from microsite.site.site import Site


def sitemap(site: Site, pages: tuple[Page, ...]) -> Iterator[Artifact]:
    """Yield sitemap.xml if the address of the site is known, with the days in the sources."""
    if site.base_url is None or site.drafts:
        return
    dated = dict(_days(site))
    root = Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for page in pages:
        if page.head.indexed and page.head.canonical is not None:
            entry = child(root, "url")
            child(entry, "loc", page.head.canonical)
            if changed := dated.get(page.head.address):
                child(entry, "lastmod", changed.isoformat())
    yield xml_file("sitemap.xml", root)


def _days(site: Site) -> Iterator[tuple[str, date]]:
    """Yield the addresses of which the sources say when they were last changed."""
    posts = {urls.news(post.slug): max(post.date, post.updated or post.date) for post in site.news}
    yield from posts.items()
    if posts:
        yield urls.NEWS, max(posts.values())
    yield from ((urls.page(page.slug), page.updated) for page in site.event.pages if page.updated)


def search_file(site: Site) -> Iterator[Artifact]:
    """Yield the index of the search, where there is a search page."""
    if "search" in site.sections:
        index = search_index(site)
        yield Artifact(index.path, index.path, partial(bytes, index.data))
