"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, with relative or no links without a base URL."""

from collections.abc import Iterator
from datetime import date

from microsite.comparing.changelog import all_feeds
from microsite.render.artifacts import Artifact, json_file, rendered_file
from microsite.render.templates import Templates
from microsite.site.feeds import Feed
from microsite.site.site import Site
from microsite.site.state import absolute, uuid_of
from microsite.site.urls import UrlContext


def feed_files(site: Site, templates: Templates) -> Iterator[Artifact]:
    """Yield every feed, in both forms."""
    for feed in all_feeds(site):
        link, page = absolute(site, feed.atom), absolute(site, feed.page)
        views = {
            "feed": feed,
            "author": site.event.record.organiser.name,
            "id": link or f"urn:uuid:{uuid_of(site, feed.atom)}",
            "link": link,
            "page": page or UrlContext.for_page(feed.folder).url_for(feed.page),
            "updated": _moment(max(entry.changed for entry in feed.entries)),
        }
        yield from rendered_file(feed.atom, "files/feed.xml", site, templates, views)
        yield json_file(feed.json, _json(site, feed))


def _moment(given: date) -> str:
    """Return noon of a day: feeds ask for a moment, and noon is on that day nearly everywhere."""
    return f"{given.isoformat()}T12:00:00Z"


def _json(site: Site, feed: Feed) -> dict[str, object]:
    organiser = site.event.record.organiser
    addresses = {"home_page_url": absolute(site, feed.page), "feed_url": absolute(site, feed.json)}
    items = [
        {
            "id": entry.id,
            "url": entry.href if site.base_url else "",
            "external_url": entry.elsewhere,
            "title": entry.title,
            "authors": [{"name": entry.author}] if entry.author else [],
            "summary": entry.summary,
            "content_html": entry.html,
            "content_text": "" if entry.html else entry.summary or entry.title,
            "date_published": _moment(entry.published),
            "date_modified": _moment(entry.changed) if entry.changed != entry.published else "",
        }
        for entry in feed.entries
    ]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **(addresses if site.base_url else {}),
        "language": site.locale.tag,
        "authors": [{"name": organiser.name} | ({"url": organiser.url} if organiser.url else {})],
        "items": [{name: value for name, value in item.items() if value} for item in items],
    }
