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
from microsite.pages.views import single_page_href
from microsite.site import formatting, urls
from microsite.site.disclosure import session_address
from microsite.site.prose import plain_text
from microsite.site.site import Site
from microsite.site.urls import UrlContext


class SectionItem(Struct, frozen=True):
    """A part of the site and what is found there."""

    label: str
    href: str
    about: str


class SearchPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/search.html may read."""

    index_href: str
    """What the script searches in; loaded when somebody first asks for something."""
    sections: tuple[SectionItem, ...]
    single_page_href: str
    """The whole event in one file, in which a browser can search without scripts; or empty."""


def build_search(site: Site, address: str) -> Page:
    """Build the search page."""
    at = UrlContext.for_page(address)
    view = SearchPage(
        index_href=at.asset_url(search_index(site).path),
        sections=tuple(
            SectionItem(label, at.url_for(address), about)
            for label, address, about in sections_in_words(site)
        ),
        single_page_href=single_page_href(site, at),
    )
    return make_page(
        site,
        "search",
        address,
        view,
        title="Search",
        section="search",
        description=f"Find a session, a speaker or a page of {site.event.record.title}.",
    )


KINDS = ("Session", "Speaker", "Resource", "Page", "News")
SESSION, SPEAKER, RESOURCE, PAGE, NEWS = range(len(KINDS))
MOST_IN_FULL = 200
"""Entries: in a larger index texts are not searched, only titles and summaries, so that it stays
small.
"""
WORD = re.compile(r"\w[\w'’]{2,}")


class SearchIndex(Struct, frozen=True):
    """The index as it is published."""

    path: str
    """Its place in the output; the name carries a digest of its bytes, so that nobody searches in
    an old one.
    """
    data: bytes
    """JSON: `kinds`, and `entries` as lists of kind (an index into `kinds`), title, file, context,
    further words.
    """


class _Entry(Struct, frozen=True):
    kind: int
    title: str
    file: str
    about: str
    """Shown below the title, and searched."""
    words: str
    """Searched, not shown."""


def search_index(site: Site) -> SearchIndex:
    """The index of a site. Made once."""
    return site.once(("search index",), lambda: _search_index(site))


def sections_in_words(site: Site) -> Iterator[tuple[str, str, str]]:
    """The sections that have something to show: label, address, what is found there. Then the pages
    of text.
    """
    for address, kind in site.shown_kinds.items():
        if kind.about:
            label = kind.search_label or kind.label
            title = site.event.record.help_title or label if kind.name == "help" else label
            yield title, address, kind.about
    for page in sorted(site.event.pages, key=lambda page: page.title.casefold()):
        yield page.title, urls.page(page.slug), page.description or ""


def _search_index(site: Site) -> SearchIndex:
    count = sum(
        map(
            len,
            (
                site.event.sessions,
                site.event.speakers,
                site.event.library.resources,
                site.event.pages,
            ),
        )
    )
    entries = _entries(site, in_full=count <= MOST_IN_FULL)
    listed = [[entry.kind, entry.title, entry.file, entry.about, entry.words] for entry in entries]
    text = json.dumps(
        {"kinds": KINDS, "entries": listed}, ensure_ascii=False, separators=(",", ":")
    )
    data = text.replace("],[", "],\n[").encode() + b"\n"
    return SearchIndex(f"assets/search.{digest_of(data, 4)}.json", data)


def _entries(site: Site, *, in_full: bool) -> Iterator[_Entry]:
    """Everything that has a title, in the order in which equally good results are shown."""
    at = UrlContext.for_page(urls.SEARCH)
    for session in site.event.sessions:
        yield _session(site, at, session, in_full=in_full)
    for speaker in site.event.speakers:
        shown = person(site, at, speaker.slug)
        about = ", ".join(part for part in (shown.role, shown.status) if part)
        text = plain_text(site.body("speaker", speaker, speaker.biography).html) if in_full else ""
        titles = (session.title for session in site.sessions_of(speaker))
        yield _entry(SPEAKER, shown.name, urls.speaker(speaker.slug), about, (*titles, text))
    yield from _pages(site, in_full=in_full)
    for resource in site.event.library.resources:
        dated = formatting.format_date(resource.published) if resource.published else ""
        about = ", ".join(part for part in (resource.kind, resource.publisher, dated) if part)
        yield _entry(
            RESOURCE,
            resource.title,
            f"{urls.RESOURCES}#{resource.id}",
            about,
            (resource.summary or "",),
        )
    for post in site.news:
        yield _entry(
            NEWS,
            post.title,
            urls.news(post.slug),
            formatting.format_date(post.date),
            (post.summary or "",),
        )


def _session(site: Site, at: UrlContext, session: Session, *, in_full: bool) -> _Entry:
    card = session_card(site, at, session)
    details = session.record
    people = [shown.name for shown in (*card.chairs, *card.speakers)]
    time = ", ".join(part for part in (card.day, f"{card.start} to {card.end}", card.room) if part)
    about = ". ".join(part for part in (card.status, time, ", ".join(people)) if part)
    text = plain_text(site.prose(details, "abstract", details.abstract).html) if in_full else ""
    words = (card.kind, card.track, card.summary, text)
    return _entry(SESSION, session.title, session_address(session), about, words)


def _pages(site: Site, *, in_full: bool) -> Iterator[_Entry]:
    bodies = {
        urls.page(page.slug): plain_text(site.body("page", page, page.body).html) if in_full else ""
        for page in site.event.pages
    }
    bodies[urls.VENUE] = " ".join(_venue_words(site))
    bodies[urls.SPONSORSHIP] = " ".join(
        sponsor.name
        for sponsor in (site.event.sponsorship.sponsors if site.event.sponsorship else ())
    )
    for label, address, about in sections_in_words(site):
        yield _entry(PAGE, label, address, about, (bodies.get(address, ""),))


def _venue_words(site: Site) -> Iterator[str]:
    venue = site.event.record.venue
    if venue is not None:
        yield venue.name
        yield from (f"{way.by} {way.text}" for way in venue.directions)
        yield from (f"{fact.name} {fact.text}" for fact in venue.access)
        yield from (room.name for room in site.event.rooms)


def _entry(kind: int, title: str, address: str, about: str, texts: Iterable[str]) -> _Entry:
    """An entry; its further words are those that are not shown anyway, each once."""
    plain, mark, fragment = address.partition("#")
    words = dict.fromkeys(WORD.findall(" ".join(texts).casefold()))
    for word in WORD.findall(f"{title} {about}".casefold()):
        words.pop(word, None)
    return _Entry(kind, title, f"{urls.output_path(plain)}{mark}{fragment}", about, " ".join(words))
