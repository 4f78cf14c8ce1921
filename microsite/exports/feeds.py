"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, with relative or no links without a base URL."""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from microsite.comparing.changelog import all_feeds
from microsite.render.artifacts import Artifact, child, json_file, xml_file
from microsite.site.feeds import Feed
from microsite.site.site import Site
from microsite.site.state import absolute, uuid_of
from microsite.site.urls import UrlContext


def feed_files(site: Site) -> Iterator[Artifact]:
    """Yield every feed, in both forms."""
    for feed in all_feeds(site):
        yield xml_file(feed.atom, _atom(site, feed))
        yield json_file(feed.json, _json(site, feed))


def _moment(given: date) -> str:
    """Return noon of a day: feeds ask for a moment, and noon is on that day nearly everywhere."""
    return f"{given.isoformat()}T12:00:00Z"


def _atom(site: Site, feed: Feed) -> Element:
    details, link = site.event.record, absolute(site, feed.atom)
    root = Element(
        "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": details.languages[0]}
    )
    child(root, "title", feed.title)
    child(root, "id", link or f"urn:uuid:{uuid_of(site, feed.atom)}")
    child(root, "updated", _moment(max(entry.changed for entry in feed.entries)))
    child(child(root, "author"), "name", details.organiser.name)
    page = absolute(site, feed.page) or UrlContext.for_page(feed.folder).url_for(feed.page)
    child(root, "link", rel="alternate", type="text/html", href=page)
    if link:
        child(root, "link", rel="self", type="application/atom+xml", href=link)
    child(root, "generator", "Microsite")
    for entry in feed.entries:
        inside = child(root, "entry")
        child(inside, "title", entry.title)
        child(inside, "id", entry.id)
        child(inside, "published", _moment(entry.published))
        child(inside, "updated", _moment(entry.changed))
        child(inside, "link", rel="alternate", href=entry.elsewhere or entry.href)
        if entry.elsewhere:
            child(inside, "link", rel="related", href=entry.href)
        if entry.summary:
            child(inside, "summary", entry.summary)
        if entry.html:
            child(inside, "content", entry.html, type="html")
    return root


def _json(site: Site, feed: Feed) -> dict[str, object]:
    organiser = site.event.record.organiser
    author = {"name": organiser.name} | ({"url": organiser.url} if organiser.url else {})
    addresses = {"home_page_url": absolute(site, feed.page), "feed_url": absolute(site, feed.json)}
    items = [
        {
            "id": entry.id,
            "url": entry.href if site.base_url else "",
            "external_url": entry.elsewhere,
            "title": entry.title,
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
        "language": site.event.record.languages[0],
        "authors": [author],
        "items": [{name: value for name, value in item.items() if value} for item in items],
    }
