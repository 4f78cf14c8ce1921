"""Feeds of news and of each kind of resource."""

import re
from datetime import date

from msgspec import Struct

from microsite.model.records.content import NewsPost, Resource
from microsite.model.records.event import Extra
from microsite.site import state, urls
from microsite.site.site import Site, once_per_site
from microsite.source.files import slugify


class Entry(Struct, frozen=True, kw_only=True):
    """Entry of a feed."""

    id: str
    title: str
    href: str
    """Its page, relative to the feed if the address of the site is not known."""
    elsewhere: str = ""
    """Address of its subject on another site."""
    published: date
    changed: date
    author: str = ""
    """Empty for the organiser."""
    summary: str
    html: str = ""


class Feed(Struct, frozen=True, kw_only=True):
    """A feed in two forms: `feed.xml` and `feed.json` in its folder."""

    title: str
    kind: str = ""
    """Kind of resource; empty for news."""
    folder: str
    page: str
    entries: tuple[Entry, ...]
    """Newest first; never empty."""

    @property
    def atom(self) -> str:
        """Path of the feed in Atom."""
        return f"{self.folder}feed.xml"

    @property
    def json(self) -> str:
        """Path of the feed in JSON."""
        return f"{self.folder}feed.json"


@once_per_site
def feeds(site: Site) -> tuple[Feed, ...]:
    """Return the feeds that have entries: news, then resources by kind."""
    if Extra.FEEDS in site.event.record.leave_out:
        return ()
    result = [_news_feed(site)]
    names = set[str]()
    for number, kind in enumerate(site.event.library.kinds, 1):
        slug = slugify(kind)
        name = f"kind-{number}" if not slug or slug in names else slug
        names.add(name)
        result.append(_resource_feed(site, kind, f"{urls.RESOURCES}{name}/"))
    return tuple(feed for feed in result if feed.entries)


def _news_feed(site: Site) -> Feed:
    """Return the posts, without drafts and samples that the site may show."""
    entries = []
    for post in site.news:
        if not post.draft and not post.sample and post.date <= site.as_of:
            entries.append(_post_entry(site, post))
    return Feed(
        title=site.gettext("%(event)s: news", event=site.event.record.title),
        folder=urls.NEWS,
        page=urls.NEWS,
        entries=tuple(entries),
    )


def _resource_feed(site: Site, kind: str, folder: str) -> Feed:
    """Return the resources of a kind that have a date, without samples."""
    entries = []
    for resource in site.event.library.resources:
        if resource.kind == kind and not resource.sample:
            entry = _resource_entry(site, folder, resource)
            if entry:
                entries.append(entry)
    entries.sort(key=lambda entry: entry.changed, reverse=True)
    return Feed(
        title=f"{site.event.record.title}: {site.gettext(kind)}",
        kind=kind,
        folder=folder,
        page=urls.RESOURCES,
        entries=tuple(entries),
    )


def _post_entry(site: Site, post: NewsPost) -> Entry:
    address = urls.news(post.slug)
    href = entry_href(site, urls.NEWS, address)
    html = site.body(post).html.replace('href="#', f'href="{href}#')
    if site.base_url:
        # Addresses on the web end in the folder of a page.
        root = urls.ROOT
        html = re.sub(f'{root}([^"#{root}]*?)index\\.html', rf"{root}\1", html)
    return Entry(
        id=entry_id(site, address),
        title=post.title,
        href=href,
        published=post.date,
        changed=max(post.date, post.updated or post.date),
        author=post.author or "",
        summary=post.summary or "",
        html=html.replace(urls.ROOT, site.base_url or urls.root_of(urls.NEWS)),
    )


def _resource_entry(site: Site, folder: str, resource: Resource) -> Entry | None:
    """Return a resource as an entry; None without a date."""
    published = resource.published or resource.updated
    if published is None:
        return None
    address = f"{urls.RESOURCES}#{resource.id}"
    name = resource.publisher
    publisher = site.gettext("Published by %(name)s.", name=name) if name else ""
    return Entry(
        id=entry_id(site, address),
        title=resource.title,
        href=entry_href(site, folder, address),
        elsewhere=resource.url or "",
        published=published,
        changed=resource.updated or published,
        summary=" ".join(filter(None, (resource.summary, publisher))),
    )


def entry_id(site: Site, address: str) -> str:
    """Return the address of an entry; if it is not known, an id that never changes."""
    return state.absolute(site, address) or f"urn:uuid:{state.uuid_of(site, address)}"


def entry_href(site: Site, folder: str, address: str) -> str:
    """Return a link from a feed in this folder."""
    relative = f"{urls.root_of(folder)}{urls.output_path(address)}"
    return state.absolute(site, address) or relative
