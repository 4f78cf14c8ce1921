"""What hosts and crawlers look for by name."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from microsite.artifact import Artifact
from microsite.exports.files import text_file
from microsite.site.site import Site
from microsite.site.state import half_year_after


def no_jekyll(_site: Site) -> Iterator[Artifact]:
    """GitHub Pages leaves out names that start with a dot or an underscore, unless it finds this empty file."""
    yield text_file(".nojekyll", "")


def security_txt(site: Site) -> Iterator[Artifact]:
    """Where to report a weakness (RFC 9116), valid for six months to a year; `next_change` says when to renew it."""
    contact = site.event.details.security_contact
    if contact is None:
        return
    lines = [
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {half_year_after(site.as_of).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.event.details.languages)}",
    ]
    if site.base_url:
        lines.append(f"Canonical: {site.base_url}.well-known/security.txt")
    yield text_file(".well-known/security.txt", "\n".join(lines) + "\n")


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
