"""What hosts and crawlers look for by name."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from microsite.artifact import Artifact
from microsite.exports.files import text_file
from microsite.site.site import Site


def no_jekyll(_site: Site) -> Iterator[Artifact]:
    """GitHub Pages leaves out names that start with a dot or an underscore, unless it finds this empty file."""
    yield text_file(".nojekyll", "")


def cname(site: Site) -> Iterator[Artifact]:
    """The domain for which GitHub Pages is to answer."""
    details = site.event.details
    if details.custom_domain and details.base_url:
        yield text_file("CNAME", f"{urlsplit(details.base_url).hostname}\n")


def robots(site: Site) -> Iterator[Artifact]:
    """Everything may be read; a preview with drafts is kept out of search engines."""
    lines = ["User-agent: *", "Disallow: /" if site.drafts else "Disallow:"]
    if site.base_url and not site.drafts:
        lines += ["", f"Sitemap: {site.base_url}sitemap.xml"]
    yield text_file("robots.txt", "\n".join(lines) + "\n")
