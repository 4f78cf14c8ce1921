"""The sitemap: every page that search engines may list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from microsite.exports.files import text_file
from microsite.exports.xml import Element, child, document
from microsite.pages.page import Page
from microsite.render.artifacts import Artifact
from microsite.site import urls
from microsite.site.site import Site


def sitemap(site: Site, pages: tuple[Page, ...]) -> Iterator[Artifact]:
    """sitemap.xml, where the address of the site is known.

    Only what the sources date has a day: news, and pages that say when they were updated. Of
    everything else nobody can tell (the record holds times and places, not texts), and a day that
    is wrong is worse than none.
    """
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
    yield text_file("sitemap.xml", document(root))


def _days(site: Site) -> Iterator[tuple[str, date]]:
    """The addresses of which the sources tell when they were last changed."""
    posts = {urls.news(post.slug): max(post.date, post.updated or post.date) for post in site.news}
    yield from posts.items()
    if posts:
        yield urls.NEWS, max(posts.values())
    yield from ((urls.page(page.slug), page.updated) for page in site.event.pages if page.updated)
