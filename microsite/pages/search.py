"""The search page, and the index that its script loads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from microsite.cache import digest_of
from microsite.model.event import Session
from microsite.pages.cards import person, session_card
from microsite.pages.page import Page, make_page
from microsite.pages.views import join, optional_date, single_page_href
from microsite.site import urls
from microsite.site.prose import plain_text
from microsite.site.site import Site, once_per_site
from microsite.site.urls import UrlContext


class SectionItem(Struct, frozen=True):
    """A part of the site and its content."""

    label: str
    href: str
    about: str


class SearchPage(Struct, frozen=True):
    """Everything templates/pages/search.html may read."""

    index_href: str
    """Index for the script, loaded with the first search."""
    sections: tuple[SectionItem, ...]
    single_page_href: str


def build_search(site: Site, at: UrlContext) -> Page:
    """Build the search page."""
    sections = tuple(
        SectionItem(label, at.url_for(address), about)
        for label, address, about in sections_in_words(site)
    )
    index = at.asset_url(search_index(site).path)
    return make_page(site, "search", at, SearchPage(index, sections, single_page_href(site, at)))


KINDS = ("Session", "Speaker", "Resource", "Page", "News")
SESSION, SPEAKER, RESOURCE, PAGE, NEWS = range(len(KINDS))
MAX_ENTRIES_WITH_TEXTS = 200
"""A larger index contains only titles and summaries."""
WORD = re.compile(r"\w[\w'’]{2,}")


class SearchIndex(Struct, frozen=True):
    """The index for the script."""

    path: str
    """Path in output/, with a digest of the bytes."""
    data: bytes
    """JSON: `kinds`, and `entries`, whose kind is an index into `kinds`."""


Entry = tuple[int, str, str, str, str]
"""Kind, title, path, context (which is shown) and further words (which are not)."""


def sections_in_words(site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield label, address and content of each section, then of each page of text."""
    for address, kind in site.shown_kinds.items():
        if kind.about:
            label = kind.search_label or kind.label
            title = site.event.record.help_title or label if kind.name == "help" else label
            yield title, address, kind.about
    for page in sorted(site.event.pages, key=lambda page: page.title.casefold()):
        yield page.title, urls.page(page.slug), page.description or ""


@once_per_site
def search_index(site: Site) -> SearchIndex:
    """Return the index of a site."""
    event = site.event
    lists = (event.sessions, event.speakers, event.library.resources, event.pages)
    entries = _entries(site, in_full=sum(map(len, lists)) <= MAX_ENTRIES_WITH_TEXTS)
    content = {"kinds": KINDS, "entries": list(entries)}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    data = text.replace("],[", "],\n[").encode() + b"\n"
    return SearchIndex(f"assets/search.{digest_of(data, 4)}.json", data)


def _entries(site: Site, *, in_full: bool) -> Iterator[Entry]:
    """Yield entries in the order of equally good results."""
    at = UrlContext.for_page(urls.SEARCH)
    for session in site.event.sessions:
        yield _session(site, at, session, in_full=in_full)
    for speaker in site.event.speakers:
        shown = person(site, at, speaker.slug)
        about = join(shown.role, shown.status)
        text = plain_text(site.body("speaker", speaker).html) if in_full else ""
        titles = (session.title for session in site.sessions_of(speaker))
        yield _entry(SPEAKER, shown.name, urls.speaker(speaker.slug), about, (*titles, text))
    yield from _pages(site, in_full=in_full)
    for resource in site.event.library.resources:
        about = join(resource.kind, resource.publisher, optional_date(resource.published))
        address, words = f"{urls.RESOURCES}#{resource.id}", (resource.summary or "",)
        yield _entry(RESOURCE, resource.title, address, about, words)
    for post in site.news:
        about, words = optional_date(post.date), (post.summary or "",)
        yield _entry(NEWS, post.title, urls.news(post.slug), about, words)


def _session(site: Site, at: UrlContext, session: Session, *, in_full: bool) -> Entry:
    card = session_card(site, at, session)
    people = [shown.name for shown in (*card.chairs, *card.speakers)]
    time = join(card.day, f"{card.start} to {card.end}", card.room)
    about = join(card.status, time, ", ".join(people), separator=". ")
    text = plain_text(site.prose(session.record, "abstract").html) if in_full else ""
    words = (card.kind, card.track, card.summary, text)
    return _entry(SESSION, session.title, urls.session_address(session), about, words)


def _pages(site: Site, *, in_full: bool) -> Iterator[Entry]:
    bodies = {
        urls.page(page.slug): plain_text(site.body("page", page).html) if in_full else ""
        for page in site.event.pages
    }
    bodies[urls.VENUE] = " ".join(_venue_words(site))
    sponsors = site.event.sponsorship.sponsors if site.event.sponsorship else ()
    bodies[urls.SPONSORSHIP] = " ".join(sponsor.name for sponsor in sponsors)
    for label, address, about in sections_in_words(site):
        yield _entry(PAGE, label, address, about, (bodies.get(address, ""),))


def _venue_words(site: Site) -> Iterator[str]:
    venue = site.event.record.venue
    if venue is not None:
        yield venue.name
        yield from (f"{way.by} {way.text}" for way in venue.directions)
        yield from (f"{fact.name} {fact.text}" for fact in venue.access)
        yield from (room.name for room in site.event.rooms)


def _entry(kind: int, title: str, address: str, about: str, texts: Iterable[str]) -> Entry:
    """Return an entry. Its further words are those that are not in its title or context."""
    plain, mark, fragment = address.partition("#")
    words = dict.fromkeys(WORD.findall(" ".join(texts).casefold()))
    for word in WORD.findall(f"{title} {about}".casefold()):
        words.pop(word, None)
    return kind, title, f"{urls.output_path(plain)}{mark}{fragment}", about, " ".join(words)
