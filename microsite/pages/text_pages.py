"""Pages of text, news, resources, venue, contact, help and search; without a page or
network.
"""

from collections import Counter
from datetime import datetime, time
from functools import partial
from urllib.parse import urlsplit

from msgspec import Struct, structs

from microsite.locales.locale import N_
from microsite.model.records.content import Call, NewsPost, ProsePage
from microsite.pages import views
from microsite.pages.drawing import event_card, page_card
from microsite.pages.page import ContactPage, HelpLineItem, PageContent, help_lines
from microsite.site import urls
from microsite.site.feeds import feeds
from microsite.site.site import Site
from microsite.site.state import is_call_open, timeline_of
from microsite.site.structured_data import organiser_node, post_node
from microsite.site.urls import asset_url, url_for
from microsite.source.files import slugify

MIN_KIND = 3  # resources in a section of their own


class ProseView(Struct, frozen=True):
    """Everything templates/pages/prose.html may read."""

    description: str
    call: tuple[views.Link, ...]
    """State of its call at each time, in `about`, and open link."""
    body: views.RichText
    updated: str
    updated_iso: str
    is_sample: bool
    also_found_by: tuple[str, ...]


def build_prose(site: Site, address: str) -> PageContent:
    """Return a page of text from `content/pages/`."""
    page = next(page for page in site.event.pages if urls.page(page.slug) == address)
    body = views.rich_text(site, site.body(page))
    links = (
        timeline_of(site, partial(_call_link, page=page, call=page.call))
        if page.call
        else ()
    )
    call = tuple(
        structs.replace(link.value, since=link.since, until=link.until)
        for link in links
    )
    view = views.view_of(ProseView, page, site.locale, body=body, call=call)
    return PageContent(view, page.title, view.description, origin=page.span("title"))


def _call_link(
    site: Site, moment: datetime, *, page: ProsePage, call: Call
) -> views.Link:
    """Return the state of the call of a page at a moment, and its link while it is
    open.
    """
    opens = call.opens and site.locale.moment(call.opens)
    closes = call.closes and site.locale.moment(call.closes, implied=time(23, 59))
    is_open = is_call_open(site.event, call, moment)
    if is_open:
        text = N_("Open until %(closes)s") if closes else N_("Open")
    elif call.opens and moment < call.opens.replace(tzinfo=site.event.zone):
        text = N_("Opens on %(opens)s")
    else:
        text = N_("Closed on %(closes)s") if closes else N_("Closed")
    about = site.gettext(text, opens=opens, closes=closes)
    return views.Link(call.label or page.title, (is_open and call.url) or "", about)


class PostItem(Struct, frozen=True):
    """A post in a list."""

    title: str
    href: str
    date: str
    date_iso: str
    summary: str
    is_draft: bool


class NewsPage(Struct, frozen=True):
    """Everything templates/pages/news.html may read."""

    posts: tuple[PostItem, ...]
    feed_href: str


class PostPage(Struct, frozen=True):
    """Everything templates/pages/post.html may read."""

    post: PostItem
    author: str
    picture: views.Picture | None
    picture_caption: str
    body: views.RichText
    updated: str
    updated_iso: str
    newer: PostItem | None
    older: PostItem | None
    also_found_by: tuple[str, ...]


def news_view(site: Site) -> NewsPage:
    """Return the view of the list of posts."""
    feed = next((asset_url(feed.atom) for feed in feeds(site) if not feed.kind), "")
    return NewsPage(tuple(_post_item(site, post) for post in site.news), feed)


def _post_item(site: Site, post: NewsPost) -> PostItem:
    return views.view_of(
        PostItem, post, site.locale, href=url_for(urls.news(post.slug))
    )


def build_post(site: Site, address: str) -> PageContent:
    """Return the content of the page of a post."""
    index = next(
        n for n, post in enumerate(site.news) if urls.news(post.slug) == address
    )
    post = site.news[index]
    newer = site.news[:index][-1:]
    older = site.news[index + 1 :][:1]
    item = _post_item(site, post)
    names = {"event": site.event.record.title, "date": item.date}
    view = views.view_of(
        PostPage,
        post,
        site.locale,
        post=item,
        picture=views.picture(site, post, "picture"),
        body=views.rich_text(site, site.body(post)),
        newer=_post_item(site, newer[0]) if newer else None,
        older=_post_item(site, older[0]) if older else None,
    )
    return PageContent(
        view,
        title=post.title,
        description=post.summary
        or site.gettext("News of %(event)s, %(date)s.", **names),
        card=page_card(site, address, post.title, (item.date,)),
        origin=post.span("title"),
        indexed=not post.draft,
        thing=post_node(site, post),
    )


class ResourceGroup(Struct, frozen=True):
    """Resources of one kind, or of several that have few."""

    id: str
    kind: str
    resources: tuple[views.ResourceItem, ...]
    feed_href: str


class ResourcesPage(Struct, frozen=True):
    """Everything templates/pages/resources.html may read."""

    introduction: views.RichText
    groups: tuple[ResourceGroup, ...]
    figures: tuple[views.FigureItem, ...]


def resources_view(site: Site) -> ResourcesPage:
    """Return the view of the library of resources."""
    introduction = views.rich_text(site, site.prose(site.event.library, "introduction"))
    figures = tuple(views.figure_item(site, figure) for figure in site.event.figures)
    return ResourcesPage(introduction, resource_groups(site), figures)


def resource_groups(site: Site) -> tuple[ResourceGroup, ...]:
    """Return the resources: by kind, those of small kinds together, and those without a
    link.
    """
    library = site.event.library
    hrefs = {
        site.gettext(feed.kind): asset_url(feed.atom)
        for feed in feeds(site)
        if feed.kind
    }
    newest = views.newest_first(library.resources)
    items = [views.resource_item(site, resource) for resource in newest]
    counts = Counter(item.kind for item in items if item.href)
    large = [
        kind for kind in map(site.gettext, library.kinds) if counts[kind] >= MIN_KIND
    ]
    groups = [
        (kind, [item for item in items if item.href and item.kind == kind])
        for kind in large
    ]
    small = [item for item in items if item.href and item.kind not in large]
    groups += [
        (site.gettext("More to read") if large else site.gettext("To read"), small)
    ]
    groups += [
        (site.gettext("Links to follow"), [item for item in items if not item.href])
    ]
    return tuple(
        ResourceGroup(
            f"kind-{slugify(kind) or number}", kind, tuple(items), hrefs.get(kind, "")
        )
        for number, (kind, items) in enumerate(groups, 1)
        if items
    )


class RoomItem(Struct, frozen=True):
    """A room."""

    slug: str
    name: str
    floor: str
    capacity: int | str
    access: str
    stream: str
    captions: str
    sessions: tuple[views.Link, ...]  # only on the page of the venue


class VenuePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/venue.html may read."""

    name: str
    address: tuple[str, ...]  # a line each, the postcode last
    href: str
    map_href: str
    picture: views.Picture | None
    plan: views.Picture | None
    floors: tuple[views.DefinitionItem, ...]  # each with its plan
    way: tuple[str, ...]
    doors: str
    directions: tuple[views.DefinitionItem, ...]
    access: tuple[views.DefinitionItem, ...]
    answers: tuple[views.DefinitionItem, ...]  # short answers about access
    access_contact: str
    rooms: tuple[RoomItem, ...]
    online_href: str
    is_provisional: bool


def venue_view(site: Site) -> VenuePage | None:
    """Return the view of the venue; None without one."""
    details = site.event.record
    venue = details.venue
    if venue is None:
        return None
    locale = site.locale
    doors = locale.event_dates(site.event)
    if (starts := site.event.starts) and len(site.event.days) < 2:
        doors = site.gettext(
            "%(date)s, from %(time)s", date=doors, time=locale.time(starts)
        )
    rooms = []
    for room in site.event.rooms:
        links = {
            session.title: url_for(urls.session(session.id))
            for session in site.event.sessions
            if room in session.rooms and session.has_own_page and not session.repeat_of
        }
        if site.event.is_large and links:
            count = len(links)
            text = locale.ngettext(
                "%(num)s session", "%(num)s sessions", count, num=count
            )
            links = {text: url_for(urls.group(room))}
        sessions = tuple(views.Link(title, href) for title, href in links.items())
        slug = "-".join(room.slug.split())  # a name in another script may have spaces
        rooms.append(views.view_of(RoomItem, room, slug=slug, sessions=sessions))
    return views.view_of(
        VenuePage,
        venue,
        address=venue.postal_address,
        picture=views.picture(site, venue, "picture"),
        plan=views.picture(site, venue, "plan"),
        floors=tuple(
            views.DefinitionItem(floor.name, floor.plan) for floor in venue.floors
        ),
        doors=doors,
        directions=tuple(
            views.DefinitionItem(way.by, way.text) for way in venue.directions
        ),
        access=tuple(
            views.DefinitionItem(fact.name, fact.text) for fact in venue.access
        ),
        answers=tuple(
            views.DefinitionItem(it.name, it.short) for it in venue.access if it.short
        ),
        rooms=tuple(rooms),
        online_href=details.online_url or "",
        is_provisional=not site.event.is_confirmed("venue"),
    )


def build_contact(site: Site) -> PageContent:
    """Return the content of the page that says how to reach the organiser."""
    event = site.event.record
    names = {"name": event.organiser.name, "event": event.title}
    text = site.gettext("How to contact %(name)s about %(event)s.", **names)
    view = views.view_of(ContactPage, event.organiser)
    return PageContent(view, description=text, thing=organiser_node(site))


class HelpPage(Struct, frozen=True):
    """Everything templates/pages/help.html may read."""

    lines: tuple[HelpLineItem, ...]


def build_help(site: Site) -> PageContent:
    """Return the list of help lines."""
    return PageContent(
        HelpPage(help_lines(site)), title=site.event.record.help_title or ""
    )


class LinksPage(Struct, frozen=True):
    """Everything templates/pages/search.html, templates/pages/offline.html and
    templates/pages/not_found.html may read.
    """

    links: tuple[views.Link, ...]


def search_view(site: Site) -> LinksPage:
    """Return the view of the search page, with a list of all sections and pages of
    text.
    """
    titles = {"help": site.event.record.help_title}
    kinds = ((url, kind) for url, kind in site.shown_kinds.items() if kind.about)
    sections = [
        (titles.get(it.name) or it.title or it.label, url, it.about)
        for url, it in kinds
    ]
    for page in sorted(site.event.pages, key=lambda page: page.title.casefold()):
        sections.append((page.title, urls.page(page.slug), page.description or ""))
    links = (views.Link(label, url_for(url), about) for label, url, about in sections)
    return LinksPage(tuple(links))


def offline_view(site: Site) -> LinksPage:
    """Return the view of the page that is shown without a network."""
    kinds = site.shown_kinds.items()
    links = (
        views.Link(kind.label, url_for(url))
        for url, kind in kinds
        if kind.in_offline_list
    )
    return LinksPage(tuple(links))


def build_not_found(site: Site) -> PageContent:
    """Return the page for unknown addresses.

    It links from the root: hosts show it at any depth.
    """
    root = urlsplit(site.base_url).path if site.base_url else "/"
    kinds = (
        (url, kind) for url, kind in site.shown_kinds.items() if kind.in_not_found_list
    )
    links = tuple(views.Link(kind.label, url_for(url)) for url, kind in kinds)
    return PageContent(LinksPage(links), card=event_card(site), root=root)
