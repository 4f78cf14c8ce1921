"""News: the list, and each post."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.records.pages import NewsPost
from microsite.pages.page import Page, make_page
from microsite.pages.share_image import page_card
from microsite.pages.views import Picture, RichText, optional_date, picture, rich_text
from microsite.site import urls
from microsite.site.feeds import feeds
from microsite.site.formatting import format_date
from microsite.site.site import Site
from microsite.site.structured_data import post_nodes
from microsite.site.urls import UrlContext


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
    """Newest first."""
    feed_href: str
    """Feed of news; or empty."""


class PostPage(Struct, frozen=True):
    """Everything templates/pages/post.html may read."""

    post: PostItem
    picture: Picture | None
    body: RichText
    updated: str
    """`1 February 2027`; or empty."""
    updated_iso: str
    newer: PostItem | None
    older: PostItem | None
    news: str


def build_news(site: Site, address: str) -> Page:
    """Build the list of posts."""
    at = UrlContext.for_page(address)
    feed = next((feed for feed in feeds(site) if not feed.kind), None)
    posts = tuple(_item(at, post) for post in site.news)
    return make_page(
        site,
        "news",
        address,
        NewsPage(posts, at.asset_url(feed.atom) if feed else ""),
        title="News",
        section="news",
        description=f"News of {site.event.record.title}.",
    )


def build_post(site: Site, address: str) -> Page:
    """Build the page of a post."""
    posts, at = site.news, UrlContext.for_page(address)
    index = next(n for n, post in enumerate(posts) if urls.news(post.slug) == address)
    post, newer = posts[index], posts[index - 1] if index else None
    older = posts[index + 1] if index + 1 < len(posts) else None
    view = PostPage(
        _item(at, post),
        picture(site, at, post.picture, post.picture_alt, post.span("picture"), "picture_alt"),
        rich_text(site, at, site.body("news", post, post.body)),
        optional_date(post.updated),
        post.updated.isoformat() if post.updated else "",
        _item(at, newer) if newer else None,
        _item(at, older) if older else None,
        at.url_for(urls.NEWS),
    )
    return make_page(
        site,
        "post",
        address,
        view,
        title=post.title,
        card=page_card(site, address, post.title, (format_date(post.date),)),
        section="news",
        trail=(("News", urls.NEWS),),
        origin=post.span("title"),
        description=post.summary or f"News of {site.event.record.title}, {format_date(post.date)}.",
        indexed=not post.draft,
        things=post_nodes(site, post),
    )


def _item(at: UrlContext, post: NewsPost) -> PostItem:
    return PostItem(
        post.title,
        at.url_for(urls.news(post.slug)),
        format_date(post.date),
        post.date.isoformat(),
        post.summary or "",
        post.draft,
    )
