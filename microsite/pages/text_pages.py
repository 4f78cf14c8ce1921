"""Pages of text: news, resources, the venue, contact, help, and lists of links."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from urllib.parse import urlsplit

from msgspec import Struct, structs

from microsite.locales.locale import N_
from microsite.model.records.content import Call, NewsPost, ProsePage, Room
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

MIN_OF_KIND = 3  # resources of a kind that has a section of its own


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
    view = views.view_of(
        ProseView,
        page,
        site.locale,
        body=views.rich_text(site, site.body(page)),
        call=tuple(_call_links(site, page)),
    )
    return PageContent(view, page.title, view.description, origin=page.span("title"))


def _call_links(site: Site, page: ProsePage) -> Iterator[views.Link]:
    """Yield the states of the call of a page, each with the time for which it holds."""
    if page.call is None:
        return
    call_link = partial(_call_link, page=page, call=page.call)
    for link in timeline_of(site, call_link):
        yield structs.replace(link.value, since=link.since, until=link.until)


def _call_link(
    site: Site, moment: datetime, *, page: ProsePage, call: Call
) -> views.Link:
    """Return the state of a call at a moment, and its link while it is open."""
    opens = call.opens and site.locale.moment(call.opens)
    closes = call.closes and site.locale.moment(call.closes, implied=time(23, 59))
    href = ""
    if is_call_open(site.event, call, moment):
        href = call.url or ""
        text = N_("Open until %(closes)s") if closes else N_("Open")
    elif call.opens and moment < call.opens.replace(tzinfo=site.event.zone):
        text = N_("Opens on %(opens)s")
    else:
        text = N_("Closed on %(closes)s") if closes else N_("Closed")
    about = site.gettext(text, opens=opens, closes=closes)
    return views.Link(call.label or page.title, href, about)


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
    news_feeds = [feed for feed in feeds(site) if not feed.kind]
    feed_href = asset_url(news_feeds[0].atom) if news_feeds else ""
    return NewsPage(tuple(_post_item(site, post) for post in site.news), feed_href)


def _post_item(site: Site, post: NewsPost) -> PostItem:
    href = url_for(urls.news(post.slug))
    return views.view_of(PostItem, post, site.locale, href=href)


def build_post(site: Site, address: str) -> PageContent:
    """Return the content of the page of a post."""
    addresses = [urls.news(post.slug) for post in site.news]
    index = addresses.index(address)
    post = site.news[index]
    item = _post_item(site, post)
    newer = site.news[index - 1] if index > 0 else None
    older = site.news[index + 1] if index + 1 < len(site.news) else None
    view = views.view_of(
        PostPage,
        post,
        site.locale,
        post=item,
        picture=views.picture(site, post, "picture"),
        body=views.rich_text(site, site.body(post)),
        newer=_post_item(site, newer) if newer else None,
        older=_post_item(site, older) if older else None,
    )
    description = post.summary or site.gettext(
        "News of %(event)s, %(date)s.", event=site.event.record.title, date=item.date
    )
    return PageContent(
        view,
        title=post.title,
        description=description,
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
    """Return the resources by kind, the newest first.

    Those of small kinds follow together, then those without a link.
    """
    library = site.event.library
    newest = views.newest_first(library.resources)
    items = [views.resource_item(site, resource) for resource in newest]
    linked = [item for item in items if item.href]
    unlinked = [item for item in items if not item.href]

    counts = Counter(item.kind for item in linked)
    kinds = [site.gettext(kind) for kind in library.kinds]
    large_kinds = [kind for kind in kinds if counts[kind] >= MIN_OF_KIND]
    others = [item for item in linked if item.kind not in large_kinds]
    groups = []
    for kind in large_kinds:
        groups.append((kind, [item for item in linked if item.kind == kind]))
    if large_kinds:
        groups.append((site.gettext("More to read"), others))
    else:
        groups.append((site.gettext("To read"), others))
    groups.append((site.gettext("Links to follow"), unlinked))

    kind_feeds = [feed for feed in feeds(site) if feed.kind]
    feed_hrefs = {site.gettext(feed.kind): asset_url(feed.atom) for feed in kind_feeds}
    filled_groups = []
    for number, (kind, resources) in enumerate(groups, 1):
        if resources:
            group = ResourceGroup(
                id=f"kind-{slugify(kind) or number}",
                kind=kind,
                resources=tuple(resources),
                feed_href=feed_hrefs.get(kind, ""),
            )
            filled_groups.append(group)
    return tuple(filled_groups)


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
    short_answers = [fact for fact in venue.access if fact.short]
    return views.view_of(
        VenuePage,
        venue,
        address=venue.postal_address,
        picture=views.picture(site, venue, "picture"),
        plan=views.picture(site, venue, "plan"),
        floors=tuple(
            views.DefinitionItem(floor.name, floor.plan) for floor in venue.floors
        ),
        doors=_doors(site),
        directions=tuple(
            views.DefinitionItem(way.by, way.text) for way in venue.directions
        ),
        access=tuple(
            views.DefinitionItem(fact.name, fact.text) for fact in venue.access
        ),
        answers=tuple(
            views.DefinitionItem(fact.name, fact.short or "") for fact in short_answers
        ),
        rooms=tuple(_room_item(site, room) for room in site.event.rooms),
        online_href=details.online_url or "",
        is_provisional=not site.event.is_confirmed("venue"),
    )


def _doors(site: Site) -> str:
    """Return the days of the event, and the time at which a single day starts."""
    dates = site.locale.event_dates(site.event)
    starts = site.event.starts
    if starts is None or len(site.event.days) > 1:
        return dates
    time = site.locale.time(starts)
    return site.gettext("%(date)s, from %(time)s", date=dates, time=time)


def _room_item(site: Site, room: Room) -> RoomItem:
    """Return a room with links to its sessions, or of a large programme to its page."""
    hrefs = {}
    for session in site.event.sessions:
        if room in session.rooms and session.has_own_page and not session.repeat_of:
            hrefs[session.title] = url_for(urls.session(session.id))
    if site.event.is_large and hrefs:
        count = len(hrefs)
        text = site.locale.ngettext(
            "%(num)s session", "%(num)s sessions", count, num=count
        )
        hrefs = {text: url_for(urls.group(room))}
    return views.view_of(
        RoomItem,
        room,
        slug="-".join(room.slug.split()),  # a name in another script may have spaces
        sessions=tuple(views.Link(title, href) for title, href in hrefs.items()),
    )


def build_contact(site: Site) -> PageContent:
    """Return the content of the page that says how to reach the organiser."""
    event = site.event.record
    description = site.gettext(
        "How to contact %(name)s about %(event)s.",
        name=event.organiser.name,
        event=event.title,
    )
    view = views.view_of(ContactPage, event.organiser)
    return PageContent(view, description=description, thing=organiser_node(site))


class HelpPage(Struct, frozen=True):
    """Everything templates/pages/help.html may read."""

    lines: tuple[HelpLineItem, ...]


def build_help(site: Site) -> PageContent:
    """Return the list of help lines."""
    view = HelpPage(help_lines(site))
    return PageContent(view, title=site.event.record.help_title or "")


class LinksPage(Struct, frozen=True):
    """Everything templates/pages/search.html, templates/pages/offline.html and
    templates/pages/not_found.html may read.
    """

    links: tuple[views.Link, ...]


def search_view(site: Site) -> LinksPage:
    """Return the view of the search page: all sections, then the pages of text."""
    links = []
    for address, kind in site.shown_kinds.items():
        if kind.about:
            title = kind.title or kind.label
            if kind.name == "help":
                title = site.event.record.help_title or title
            links.append(views.Link(title, url_for(address), kind.about))
    for page in sorted(site.event.pages, key=lambda page: page.title.casefold()):
        href = url_for(urls.page(page.slug))
        links.append(views.Link(page.title, href, page.description or ""))
    return LinksPage(tuple(links))


def offline_view(site: Site) -> LinksPage:
    """Return the view of the page that is shown without a network."""
    links = []
    for address, kind in site.shown_kinds.items():
        if kind.in_offline_list:
            links.append(views.Link(kind.label, url_for(address)))
    return LinksPage(tuple(links))


def build_not_found(site: Site) -> PageContent:
    """Return the page for unknown addresses.

    It links from the root: hosts show it at any depth.
    """
    links = []
    for address, kind in site.shown_kinds.items():
        if kind.in_not_found_list:
            links.append(views.Link(kind.label, url_for(address)))
    root = urlsplit(site.base_url).path if site.base_url else "/"
    return PageContent(LinksPage(tuple(links)), card=event_card(site), root=root)
