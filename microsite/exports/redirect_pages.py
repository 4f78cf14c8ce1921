"""Pages at old addresses that lead to the new ones: redirects that every host obeys."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from microsite.diagnostics.source_text import Span
from microsite.exports.files import text_file
from microsite.render.artifacts import Artifact
from microsite.site.disclosure import absolute
from microsite.site.hosting import PAGE_POLICY
from microsite.site.redirects import HostRoot, ResolvedRedirect, resolve_redirects
from microsite.site.site import Site
from microsite.site.urls import UrlContext, output_path


def redirect_pages(site: Site) -> Iterator[Artifact]:
    """Yield a page for each old address that is a page; files can be redirected by hosts alone."""
    places = {redirect.old: redirect.span("from") for redirect in site.event.redirects}
    for redirect in resolve_redirects(site):
        yield from _old_page(site, site.base_url, redirect, places.get(redirect.old))


def former_folder_pages(root: HostRoot) -> Iterator[Artifact]:
    """Yield the same for where a site was before it got its folder."""
    for redirect in root.former_folders:
        yield from _old_page(root.site, root.base_url, redirect)


def series_page(root: HostRoot) -> Iterator[Artifact]:
    """Yield the page that leads from the address of a series to the edition in front."""
    folder, site = root.folders[0], root.site
    details = site.event.record
    if folder and details.series:
        target, words = f"{folder}index.html", f"Go to {details.title}"
        page = _html(site, target, absolute(site, ""), details.series.name, words)
        yield text_file("index.html", page)


def _old_page(
    site: Site, base_url: str | None, redirect: ResolvedRedirect, place: Span | None = None
) -> Iterator[Artifact]:
    if not redirect.old.endswith(("/", ".html", ".htm")):
        return
    if redirect.leaves:
        target = canonical = redirect.new
    else:
        path = redirect.new.partition("#")[0]
        is_page = not path or path.endswith("/")
        file = output_path(redirect.new) if is_page else redirect.new
        target = UrlContext.for_page(redirect.old).asset_url(file)
        canonical = f"{base_url}{path}" if base_url else ""
    words = "Go to the page at its new address"
    page = _html(site, target, canonical, "This page has moved", words)
    path = output_path(redirect.old) if redirect.old.endswith("/") else redirect.old
    yield text_file(path, page, place)


def _html(site: Site, target: str, canonical: str, title: str, words: str) -> str:
    link = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
    return (
        f'<!doctype html>\n<html lang="{site.event.record.languages[0]}">\n'
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{PAGE_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{link}"
        f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n'
        f"</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f'<p><a href="{escape(target)}">{escape(words)}</a></p>\n'
        "</main>\n</body>\n</html>\n"
    )
