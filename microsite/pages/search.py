"""The search page, and the index that its script loads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from microsite.cache import digest_of
from microsite.pages.page import Page, make_page
from microsite.pages.views import Link, join, optional_date, person, session_card
from microsite.site import urls
from microsite.site.prose import plain_text
from microsite.site.site import Site, once_per_site
from microsite.site.urls import UrlContext

KINDS = ("Session", "Speaker", "Resource", "Page", "News")
SESSION, SPEAKER, RESOURCE, PAGE, NEWS = range(len(KINDS))
MAX_ENTRIES_WITH_TEXTS = 200
"""A larger index contains only titles and summaries."""
WORD = re.compile(r"\w[\w'’]{2,}")


class SearchPage(Struct, frozen=True):
    """Everything templates/pages/search.html may read."""

    index_href: str
    """Index for the script, loaded with the first search."""
    sections: tuple[Link, ...]


def build_search(site: Site, at: UrlContext) -> Page:
    """Build the search page."""
    sections = _sections(site)
    links = tuple(Link(label, at.url_for(address), about) for label, address, about in sections)
    path, _ = search_index(site)
    return make_page(site, "search", at, SearchPage(at.asset_url(path), links))


def _sections(site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield label, address and content of each section, then of each page of text."""
    for address, kind in site.shown_kinds.items():
        if kind.about:
            label = kind.search_label or kind.label
            title = site.event.record.help_title or label if kind.name == "help" else label
            yield title, address, kind.about
    for page in sorted(site.event.pages, key=lambda page: page.title.casefold()):
        yield page.title, urls.page(page.slug), page.description or ""


@once_per_site
def search_index(site: Site) -> tuple[str, bytes]:
    """Return the path of the index in output/, with a digest, and its JSON.

    It has `kinds`, and `entries`: index of the kind, title, path, context (which is shown) and
    further words (which are not).
    """
    event = site.event
    lists = (event.sessions, event.speakers, event.library.resources, event.pages)
    in_full = sum(map(len, lists)) <= MAX_ENTRIES_WITH_TEXTS
    entries = [
        (kind, title, urls.output_path(address), about, _words(texts, f"{title} {about}"))
        for kind, title, address, about, texts in _entries(site, in_full=in_full)
    ]
    content = {"kinds": KINDS, "entries": entries}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    data = text.replace("],[", "],\n[").encode() + b"\n"
    return f"assets/search.{digest_of(data, 4)}.json", data


def _words(texts: Iterable[str | None], shown: str) -> str:
    """Return the words of texts that are not shown, each once."""
    words = dict.fromkeys(WORD.findall(join(*texts, separator=" ").casefold()))
    for word in WORD.findall(shown.casefold()):
        words.pop(word, None)
    return " ".join(words)


def _entries(
    site: Site, *, in_full: bool
) -> Iterator[tuple[int, str, str, str, Iterable[str | None]]]:
    """Yield kind, title, address, context and texts, in the order of equally good results."""
    at, event = UrlContext.for_page(urls.SEARCH), site.event
    for session in event.sessions:
        card = session_card(site, at, session)
        people = ", ".join(shown.name for shown in (*card.chairs, *card.speakers))
        time = join(card.day, f"{card.start} to {card.end}", card.room)
        about = join(card.status, time, people, separator=". ")
        text = plain_text(site.prose(session.record, "abstract").html) if in_full else ""
        texts = (card.kind, card.track, card.summary, text)
        yield SESSION, session.title, urls.session_address(session), about, texts
    for speaker in event.speakers:
        shown = person(site, at, speaker.slug)
        text = plain_text(site.body("speaker", speaker).html) if in_full else ""
        titles = (session.title for session in site.sessions_of(speaker))
        about = join(shown.role, shown.status)
        yield SPEAKER, shown.name, urls.speaker(speaker.slug), about, (*titles, text)
    bodies = {
        urls.page(page.slug): plain_text(site.body("page", page).html) if in_full else ""
        for page in event.pages
    }
    if venue := event.record.venue:
        directions = (f"{way.by} {way.text}" for way in venue.directions)
        access = (f"{fact.name} {fact.text}" for fact in venue.access)
        rooms = (room.name for room in event.rooms)
        bodies[urls.VENUE] = " ".join((venue.name, *directions, *access, *rooms))
    bodies[urls.SPONSORSHIP] = " ".join(sponsor.name for sponsor in event.records["sponsor"])
    for label, address, about in _sections(site):
        yield PAGE, label, address, about, (bodies.get(address, ""),)
    for resource in event.library.resources:
        about = join(resource.kind, resource.publisher, optional_date(resource.published))
        address = f"{urls.RESOURCES}#{resource.id}"
        yield RESOURCE, resource.title, address, about, (resource.summary,)
    for post in site.news:
        yield NEWS, post.title, urls.news(post.slug), optional_date(post.date), (post.summary,)
