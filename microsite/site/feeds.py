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
    """Its page: absolute if the address of the site is known, else relative to the
    feed.
    """
    elsewhere: str = ""  # address of its subject on another site
    published: date
    changed: date
    author: str = ""  # empty for the organiser
    summary: str
    html: str = ""


class Feed(Struct, frozen=True, kw_only=True):
    """A feed in two forms: `feed.xml` and `feed.json` in its folder."""

    title: str
    kind: str = ""  # the kind of resource; empty for news
    folder: str
    page: str
    entries: tuple[Entry, ...]  # newest first; never empty

    @property
    def atom(self) -> str:
        return f"{self.folder}feed.xml"

    @property
    def json(self) -> str:
        return f"{self.folder}feed.json"


@once_per_site
def feeds(site: Site) -> tuple[Feed, ...]:
    """Return the feeds that have entries: news, then resources by kind."""
    details = site.event.record
    if Extra.FEEDS in details.leave_out:
        return ()
    # Drafts and samples are in no feed, even if the site shows them.
    posts = [post for post in site.news if not post.draft and not post.sample]
    news = tuple(_post_entry(site, post) for post in posts if post.date <= site.as_of)
    title = site.gettext("%(event)s: news", event=details.title)
    result = [Feed(title=title, folder=urls.NEWS, page=urls.NEWS, entries=news)]
    names = set[str]()
    for number, kind in enumerate(site.event.library.kinds, 1):
        slug = slugify(kind)
        name = f"kind-{number}" if not slug or slug in names else slug
        names.add(name)
        folder = f"{urls.RESOURCES}{name}/"
        resources = (item for item in site.event.library.resources if item.kind == kind)
        entries = (
            _resource_entry(site, folder, item) for item in resources if not item.sample
        )
        newest = tuple(
            sorted(filter(None, entries), key=lambda entry: entry.changed, reverse=True)
        )
        title = f"{details.title}: {site.gettext(kind)}"
        feed = Feed(
            title=title, kind=kind, folder=folder, page=urls.RESOURCES, entries=newest
        )
        result.append(feed)
    return tuple(feed for feed in result if feed.entries)


def _post_entry(site: Site, post: NewsPost) -> Entry:
    address = urls.news(post.slug)
    href = entry_href(site, urls.NEWS, address)
    html = site.body(post).html.replace('href="#', f'href="{href}#')
    if site.base_url:
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
    address = f"{urls.RESOURCES}#{resource.id}"
    name = resource.publisher
    publisher = site.gettext("Published by %(name)s.", name=name) if name else ""
    published = resource.published or resource.updated
    if published is None:
        return None
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
    return (
        state.absolute(site, address)
        or f"{urls.root_of(folder)}{urls.output_path(address)}"
    )
