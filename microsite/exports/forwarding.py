"""Pages at old addresses that lead to the new ones: the one kind of redirect that every host obeys."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from microsite.diagnostics.source_text import Span
from microsite.exports.files import text_file
from microsite.render.artifacts import Artifact
from microsite.site.forwarding import forwardings
from microsite.site.host_root import HostRoot
from microsite.site.hosting import PAGE_POLICY, Forwarding
from microsite.site.public import absolute
from microsite.site.site import Site
from microsite.site.urls import At, file_of


def forwarding_pages(site: Site) -> Iterator[Artifact]:
    """A page for each old address that is a folder or a page; other files can be forwarded by the
    host alone.
    """
    places = {redirect.old: redirect.span("from") for redirect in site.event.redirects}
    for forwarding in forwardings(site):
        yield from _at_old_address(site, site.base_url, forwarding, places.get(forwarding.old))


def former_folders(root: HostRoot) -> Iterator[Artifact]:
    """The same for where a site was before it got its folder."""
    for forwarding in root.moved:
        yield from _at_old_address(root.site, root.base_url, forwarding)


def _at_old_address(
    site: Site, base_url: str | None, forwarding: Forwarding, place: Span | None = None
) -> Iterator[Artifact]:
    if forwarding.old.endswith(("/", ".html", ".htm")):
        path = f"{forwarding.old}index.html" if forwarding.old.endswith("/") else forwarding.old
        target = forwarding.new if forwarding.leaves else _relative(forwarding)
        whole = (
            forwarding.new
            if forwarding.leaves
            else f"{base_url or ''}{forwarding.new.partition('#')[0]}"
        )
        canonical = whole if base_url or forwarding.leaves else ""
        page = _page(
            site, target, canonical, "This page has moved", "Go to the page at its new address"
        )
        yield text_file(path, page, place)


def to_the_front(root: HostRoot) -> Iterator[Artifact]:
    """What leads from the address of a series to the edition in front."""
    folder, site = root.folders[0], root.site
    if folder and site.event.record.series:
        title = site.event.record.title
        page = _page(
            site,
            f"{folder}index.html",
            absolute(site, ""),
            site.event.record.series.name,
            f"Go to {title}",
        )
        yield text_file("index.html", page)


def _page(site: Site, target: str, whole: str, title: str, words: str) -> str:
    canonical = f'<link rel="canonical" href="{escape(whole)}">\n' if whole else ""
    return (
        f'<!doctype html>\n<html lang="{site.event.record.languages[0]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{PAGE_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{canonical}"
        f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n'
        f"</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f'<p><a href="{escape(target)}">{escape(words)}</a></p>\n'
        "</main>\n</body>\n</html>\n"
    )


def _relative(forwarding: Forwarding) -> str:
    """A link from the old address to a page or file of the site."""
    path, mark, fragment = forwarding.new.partition("#")
    is_page = not path or path.endswith("/")
    return At.page(forwarding.old).file(f"{file_of(path) if is_page else path}{mark}{fragment}")
