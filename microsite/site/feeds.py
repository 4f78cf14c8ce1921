"""Feeds of news and of each kind of resource."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from msgspec import Struct

from microsite.model.records.event import Extra
from microsite.model.records.pages import NewsPost
from microsite.model.records.resources import Resource
from microsite.site import urls
from microsite.site.disclosure import absolute, uuid_of
from microsite.site.prose import ROOT_PLACEHOLDER, Prose
from microsite.site.site import Site
from microsite.site.state import is_published
from microsite.site.urls import UrlContext
from microsite.source.files import slugify


class Entry(Struct, frozen=True, kw_only=True):
    """Entry of a feed."""

    id: str
    """Its address where that is known; else a name that is the same in every build."""
    title: str
    href: str
    """Its page here: absolute where the address of the site is known, else relative to the feed."""
    elsewhere: str
    """Its subject on another site; may be empty."""
    published: date
    changed: date
    """The day it was last changed, as far as the sources tell."""
    summary: str
    html: str
    """The whole text; or empty."""


class Feed(Struct, frozen=True, kw_only=True):
    """A list of what is new, in two forms: `feed.xml` and `feed.json` in its folder."""

    title: str
    kind: str
    """The kind of resource; empty for news."""
    folder: str
    page: str
    """The address of the page that lists the same."""
    entries: Callable[[Site], tuple[Entry, ...]]
    """Makes what is in it, newest first; never empty. Most of those who know a feed only lead
    there.
    """

    @property
    def atom(self) -> str:
        """Its file as Atom."""
        return f"{self.folder}feed.xml"

    @property
    def json(self) -> str:
        """Its file as JSON Feed."""
        return f"{self.folder}feed.json"


def feeds(site: Site) -> tuple[Feed, ...]:
    """Every feed that has something in it: news first, then resources by kind. None where the site
    goes without.
    """
    if site.event.record.leaves_out(Extra.FEEDS):
        return ()
    return site.once(("feeds",), lambda: (*_news(site), *_resources(site)))


def _news(site: Site) -> Iterator[Feed]:
    """The posts that are public. A sample or a draft is not, even where a preview shows it."""
    if _posts(site):
        yield Feed(
            title=f"{site.event.record.title}: news",
            kind="",
            folder=urls.NEWS,
            page=urls.NEWS,
            entries=lambda site: tuple(_post(site, post) for post in _posts(site)),
        )


def _posts(site: Site) -> list[NewsPost]:
    return [
        p for p in site.news if not p.draft and not p.sample and is_published(p.date, site.as_of)
    ]


def _post(site: Site, post: NewsPost) -> Entry:
    address = urls.news(post.slug)
    return Entry(
        id=entry_id(site, address),
        title=post.title,
        href=entry_href(site, urls.NEWS, address),
        elsewhere="",
        published=post.date,
        changed=max(post.date, post.updated or post.date),
        summary=post.summary or "",
        html=_html(site, site.body("news", post), urls.NEWS, address),
    )


def _resources(site: Site) -> Iterator[Feed]:
    """The dated resources of each kind."""
    library = site.event.library
    taken: set[str] = set()
    for number, kind in enumerate(library.kinds, 1):
        name = slugify(kind)
        if not name or name in taken:
            name = f"kind-{number}"
        taken.add(name)
        folder = f"{urls.RESOURCES}{name}/"
        of_kind = (
            resource
            for resource in library.resources
            if resource.kind == kind and not resource.sample
        )
        found = [entry for resource in of_kind if (entry := _resource(site, folder, resource))]
        if found:
            found.sort(key=lambda entry: entry.changed, reverse=True)
            yield Feed(
                title=f"{site.event.record.title}: {kind}",
                kind=kind,
                folder=folder,
                page=urls.RESOURCES,
                entries=partial(known, tuple(found)),
            )


def _resource(site: Site, folder: str, resource: Resource) -> Entry | None:
    """A resource with a date; a feed can say nothing of when the others came."""
    published = resource.published or resource.updated
    if published is None:
        return None
    address = f"{urls.RESOURCES}#{resource.id}"
    by = f"Published by {resource.publisher}." if resource.publisher else ""
    return Entry(
        id=entry_id(site, address),
        title=resource.title,
        href=entry_href(site, folder, address),
        elsewhere=resource.url or "",
        published=published,
        changed=resource.updated or published,
        summary=" ".join(part for part in (resource.summary, by) if part),
        html="",
    )


def known(entries: tuple[Entry, ...], _site: Site) -> tuple[Entry, ...]:
    """The entries of a feed, where they had to be made to know that there are any."""
    return entries


def entry_id(site: Site, address: str) -> str:
    """What an entry is known by: its address where that is known, else a name that is the same in
    every build.
    """
    return absolute(site, address) or f"urn:uuid:{uuid_of(site, address)}"


def entry_href(site: Site, folder: str, address: str) -> str:
    """A link from a feed in this folder."""
    return absolute(site, address) or UrlContext.for_page(folder).url_for(address)


def _html(site: Site, prose: Prose, folder: str, address: str) -> str:
    """A text for a feed in this folder: links lead to where they lead from its page."""
    html = prose.html.replace('href="#', f'href="{entry_href(site, folder, address)}#')
    if site.base_url:
        html = re.sub(f'{ROOT_PLACEHOLDER}([^"#]*?)index\\.html', rf"{ROOT_PLACEHOLDER}\1", html)
    return html.replace(ROOT_PLACEHOLDER, site.base_url or UrlContext.for_page(folder).root)
