"""News: the list, and each post."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.records.pages import NewsPost
from microsite.pages.page import Page, make_page
from microsite.pages.share_image import page_card
from microsite.pages.views import Picture, RichText, picture, rich_text, view_of
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
    feed_href: str


class PostPage(Struct, frozen=True):
    """Everything templates/pages/post.html may read."""

    post: PostItem
    picture: Picture | None
    body: RichText
    updated: str
    updated_iso: str
    newer: PostItem | None
    older: PostItem | None


def build_news(site: Site, at: UrlContext) -> Page:
    """Build the list of posts."""
    feed = next((at.asset_url(feed.atom) for feed in feeds(site) if not feed.kind), "")
    posts = tuple(_item(at, post) for post in site.news)
    return make_page(site, "news", at, NewsPage(posts, feed))


def build_post(site: Site, at: UrlContext) -> Page:
    """Build the page of a post."""
    index = next(n for n, post in enumerate(site.news) if urls.news(post.slug) == at.address)
    post, newer, older = site.news[index], site.news[:index][-1:], site.news[index + 1 :][:1]
    date = format_date(post.date)
    view = view_of(
        PostPage,
        post,
        post=_item(at, post),
        picture=picture(site, at, post.picture, post.picture_alt, post.span("picture")),
        body=rich_text(site, at, site.body("news", post)),
        newer=_item(at, newer[0]) if newer else None,
        older=_item(at, older[0]) if older else None,
    )
    return make_page(
        site,
        "post",
        at,
        view,
        title=post.title,
        description=post.summary or f"News of {site.event.record.title}, {date}.",
        card=page_card(site, at.address, post.title, (date,)),
        origin=post.span("title"),
        indexed=not post.draft,
        things=post_nodes(site, post),
    )


def _item(at: UrlContext, post: NewsPost) -> PostItem:
    return view_of(PostItem, post, href=at.url_for(urls.news(post.slug)), is_draft=post.draft)
