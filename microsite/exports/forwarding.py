"""Pages at old addresses that lead to the new ones: the one kind of redirect that every host obeys."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from microsite.artifact import Artifact
from microsite.exports.files import text_file
from microsite.site.forwarding import forwardings
from microsite.site.hosting import PAGE_POLICY, Forwarding
from microsite.site.public import absolute
from microsite.site.site import Site
from microsite.site.urls import At, file_of


def forwarding_pages(site: Site) -> Iterator[Artifact]:
    """A page for each old address that is a folder or a page; other files can be forwarded by the host alone."""
    places = {redirect.old: redirect.place("from") for redirect in site.event.redirects}
    for forwarding in forwardings(site):
        if forwarding.old.endswith(("/", ".html", ".htm")):
            path = f"{forwarding.old}index.html" if forwarding.old.endswith("/") else forwarding.old
            yield text_file(path, _page(site, forwarding), places[forwarding.old])


def _page(site: Site, forwarding: Forwarding) -> str:
    target = forwarding.new if forwarding.leaves else _relative(forwarding)
    whole = forwarding.new if forwarding.leaves else absolute(site, forwarding.new.partition("#")[0])
    canonical = f'<link rel="canonical" href="{escape(whole)}">\n' if whole else ""
    return (
        f'<!doctype html>\n<html lang="{site.event.details.languages[0]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{PAGE_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>This page has moved</title>\n{canonical}"
        f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n'
        "</head>\n<body>\n<main>\n<h1>This page has moved</h1>\n"
        f'<p><a href="{escape(target)}">Go to the page at its new address</a></p>\n'
        "</main>\n</body>\n</html>\n"
    )


def _relative(forwarding: Forwarding) -> str:
    """A link from the old address to a page or file of the site."""
    path, mark, fragment = forwarding.new.partition("#")
    is_page = not path or path.endswith("/")
    return At.page(forwarding.old).file(f"{file_of(path) if is_page else path}{mark}{fragment}")
