"""What hosts and crawlers look for by name."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from microsite.exports.files import text_file
from microsite.render.artifacts import Artifact
from microsite.site.host_root import HostRoot
from microsite.site.state import half_year_after


def no_jekyll(_root: HostRoot) -> Iterator[Artifact]:
    """GitHub Pages leaves out names that start with a dot or an underscore, unless it finds this
    empty file.
    """
    yield text_file(".nojekyll", "")


def security_txt(root: HostRoot) -> Iterator[Artifact]:
    """Where to report a weakness (RFC 9116), valid for six months to a year; `next_change` says
    when to renew it.
    """
    site = root.site
    contact = site.event.record.security_contact
    if contact is None:
        return
    lines = [
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {half_year_after(site.as_of).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.event.record.languages)}",
    ]
    if root.base_url:
        lines.append(f"Canonical: {root.base_url}.well-known/security.txt")
    yield text_file(".well-known/security.txt", "\n".join(lines) + "\n")


def cname(root: HostRoot) -> Iterator[Artifact]:
    """The domain for which GitHub Pages is to answer."""
    details = root.site.event.record
    if details.custom_domain and details.base_url:
        yield text_file("CNAME", f"{urlsplit(details.base_url).hostname}\n")


def robots(root: HostRoot) -> Iterator[Artifact]:
    """Everything may be read; a preview with drafts is kept out of search engines."""
    lines = ["User-agent: *", "Disallow: /" if root.site.drafts else "Disallow:"]
    if root.base_url and not root.site.drafts:
        lines += ["", *(f"Sitemap: {root.base_url}{folder}sitemap.xml" for folder in root.folders)]
    yield text_file("robots.txt", "\n".join(lines) + "\n")
