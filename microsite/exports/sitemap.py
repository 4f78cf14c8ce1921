"""The sitemap: every page that search engines may list."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from microsite.artifact import Artifact
from microsite.exports.files import text_file
from microsite.exports.xml import child, document
from microsite.pages.page import Page
from microsite.site import urls
from microsite.site.site import Site


def sitemap(site: Site, pages: tuple[Page, ...]) -> Iterator[Artifact]:
    """sitemap.xml, where the address of the site is known.

    Only news is dated: nothing in the sources tells when anything else was last changed.
    """
    if site.base_url is None or site.drafts:
        return
    dated = {urls.news(post.slug): post.date for post in site.news}
    if dated:
        dated[urls.NEWS] = max(dated.values())
    root = Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for page in pages:
        if page.head.indexed and page.head.canonical is not None:
            entry = child(root, "url")
            child(entry, "loc", page.head.canonical)
            if changed := dated.get(page.head.address):
                child(entry, "lastmod", changed.isoformat())
    yield text_file("sitemap.xml", document(root))
