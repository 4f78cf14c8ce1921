"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, with relative or no links without a base URL.

They ask for moments. The templates give noon of a day, which is on that day nearly everywhere.
"""

from collections.abc import Iterator

from microsite.comparing.changelog import all_feeds
from microsite.render.artifacts import Artifact, rendered_file
from microsite.render.templates import Templates
from microsite.site.site import Site
from microsite.site.state import absolute, uuid_of
from microsite.site.urls import UrlContext


def feed_files(site: Site, templates: Templates) -> Iterator[Artifact]:
    """Yield every feed, in both forms."""
    organiser = site.event.record.organiser
    for feed in all_feeds(site):
        link = absolute(site, feed.atom)
        at = UrlContext.for_page(feed.folder)
        views = {
            "feed": feed,
            "author": organiser.name,
            "author_url": organiser.url,
            "id": link or f"urn:uuid:{uuid_of(site, feed.atom)}",
            "link": link,
            "json_link": absolute(site, feed.json),
            "page": absolute(site, feed.page) or at.url_for(feed.page),
            "updated": max(entry.changed for entry in feed.entries),
        }
        for path, template in ((feed.atom, "files/feed.xml"), (feed.json, "files/feed.json")):
            yield from rendered_file(path, template, site, templates, views)
