"""Record of published content, for `data/published.txt`, and of missing addresses."""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from msgspec import Struct

from microsite.diagnostics.diagnostic import file_span
from microsite.diagnostics.display import closest_match
from microsite.diagnostics.source_text import Span
from microsite.locales.locale import ENGLISH
from microsite.model import published
from microsite.model.event import edition_folder
from microsite.model.published import AnySnapshot, Published, SnapshotVersion
from microsite.pages.page import Page
from microsite.site import urls
from microsite.site.history import EVENT, current_event, current_snapshot
from microsite.site.redirects import resolve_redirects
from microsite.site.site import Site
from microsite.site.state import disclosed_name, uid_namespace
from microsite.source.files import PUBLISHED_FILE

PLACE_AND_TIME = attrgetter("day", "start", "end", "room_key")  # of a published session
SCHEMES = {"programme": "session", "speakers": "speaker", "news": "news", "": "page"}
"""Schemes of links to records, by the folder of their pages and its section."""
UNRECORDED = frozenset(
    {
        urls.HOME,
        urls.NOT_FOUND,
        urls.OFFLINE,
        urls.CHANGES,
        urls.CASE,
        urls.TODAY,
    }
)
"""Addresses that every site has, or has only for some time."""


class MissingUrl(Struct, frozen=True):
    """An address that was published and is no page now."""

    old: str
    to: str  # suggested target, as a link of the project: `speaker:jo-smith`
    is_certain: bool  # True if the target is the same page under another name
    span: Span


def current_urls(
    site: Site, pages: Iterable[Page]
) -> dict[str, published.PublishedAddress]:
    """Return the addresses of a site, with the titles of pages of records."""
    event = site.event
    people = [speaker for speaker in event.speakers if not speaker.protected]
    titles = {urls.speaker(person.slug): disclosed_name(person) for person in people}
    titles |= {urls.page(page.slug): page.title for page in event.pages}
    titles |= {urls.news(post.slug): post.title for post in event.news}
    current = {}
    for page in pages:
        address = page.head.address
        if address not in UNRECORDED:
            title = titles.get(address, "")
            current[address] = published.PublishedAddress(title=title)
    return current


def new_snapshots(site: Site, pages: Iterable[Page]) -> Published:
    """Return the snapshots that are published with a site and are not on record yet."""
    before = site.event.published
    folder = edition_folder(site.event.record)
    realm = published.SiteIdentity(title=uid_namespace(site), folder=folder)
    removed_or_current = dict.fromkeys(before.sessions) | {
        session.id: current_snapshot(session) for session in site.event.sessions
    }
    realms = {EVENT: realm} if site.base_url else {}
    return Published(
        dict(_new(site, before.sessions, removed_or_current)),
        dict(_new(site, before.addresses, current_urls(site, pages))),
        dict(_new(site, before.events, {EVENT: current_event(site)})),
        dict(_new(site, before.realms, realms)),
    )


def _new(
    site: Site,
    before: published.VersionsById[AnySnapshot],
    now: Mapping[str, AnySnapshot | None],
) -> Iterator[tuple[str, tuple[SnapshotVersion[AnySnapshot]]]]:
    """Yield name and new version of what differs from the last version on record."""
    for name, data in now.items():
        number = 0
        if name in before:
            last = before[name][-1]
            if last.data == data:
                continue
            number = last.number + 1
        yield name, (SnapshotVersion(site.as_of, number, data),)


def in_words(new: Published) -> str:
    """Return the numbers of new snapshots: `3 programme items and 1 page`; or empty."""
    parts = ["the conference"] if new.events else []
    counts = {"programme item": len(new.sessions), "page": len(new.addresses)}
    for noun, count in counts.items():
        if count:
            parts.append(f"{count:,} {noun}{'' if count == 1 else 's'}")
    return ENGLISH.list(parts)


def report_unrecorded(site: Site, pages: Iterable[Page]) -> None:
    """Report K191 if there is a record, and something new is missing from it."""
    if not site.event.published.days:
        return
    words = in_words(new_snapshots(site, pages))
    if words:
        site.log.report("K191", file_span(f"data/{PUBLISHED_FILE}"), what=words)


def check_old_addresses(site: Site, pages: tuple[Page, ...]) -> None:
    """Report L112 for redirects from pages, and H102 for missing addresses."""
    resolve_redirects(site)  # checks their targets
    existing = {page.head.address: page for page in pages}
    existing |= {page.path: page for page in pages}
    for redirect in site.event.redirects:
        page = existing.get(redirect.old)
        if page is not None:
            words = f"the page “{page.head.title}”"
            site.log.report("L112", redirect.span("from"), old=redirect.old, what=words)
    for lost in find_missing_urls(site, pages):
        line = f"- {{from: {lost.old}, to: {lost.to}}}"
        site.log.report("H102", lost.span, old=lost.old, line=line)


def find_missing_urls(site: Site, pages: Iterable[Page]) -> Iterator[MissingUrl]:
    """Yield every address on record that is neither a page nor redirected."""
    now = current_urls(site, pages)
    recorded = site.published.addresses
    redirected = {urls.page_url(redirect.old) for redirect in site.event.redirects}
    redirected |= {urls.page_url(redirect.old) for redirect in resolve_redirects(site)}
    new_titles = _titles_of_new(site, now, now.keys() - recorded.keys())

    for address, versions in recorded.items():
        last = versions[-1].data
        span = versions[-1].span
        if address in now or address in redirected or last is None or span is None:
            continue
        scheme, name = _scheme_and_name(site, address)
        if site.log.errors and (not scheme or site.is_excused(scheme, name)):
            continue

        titles = new_titles[scheme]
        match = _same_title(titles, last.title)
        if scheme == "session":
            match = _same_session(site, name)
        guess = match
        if guess is None and scheme:
            guess = closest_match(name, sorted(titles))
        target = f"{scheme}:{guess}" if guess else _section_of(site, scheme, address)
        yield MissingUrl(address, target, match is not None, span)


def _titles_of_new(
    site: Site,
    now: Mapping[str, published.PublishedAddress],
    addresses: Iterable[str],
) -> dict[str, dict[str, str]]:
    """Return the titles of new pages in lower case, by scheme and name of links."""
    titles: dict[str, dict[str, str]] = {"": {}}
    for scheme in SCHEMES.values():
        titles[scheme] = {}
    for address in addresses:
        scheme, name = _scheme_and_name(site, address)
        titles[scheme][name] = now[address].title.casefold()
    return titles


def _same_title(titles: Mapping[str, str], title: str) -> str | None:
    """Return the only name with a title; None if there is none, or several."""
    if not title:
        return None
    names = [name for name in titles if titles[name] == title.casefold()]
    return names[0] if len(names) == 1 else None


def _section_of(site: Site, scheme: str, address: str) -> str:
    """Return the link to the section of a missing record; for other pages, home."""
    section = address.partition("/")[0]
    if scheme and section in site.sections:
        return f"site:{section}"
    return "site:home"


def _scheme_and_name(site: Site, address: str) -> tuple[str, str]:
    """Return the scheme and name of links to a page.

    A page that is not of a record has no scheme, and its address as the name.
    """
    folder, _, name = address.removesuffix("/").rpartition("/")
    sections = [kind.address for kind in site.page_kinds if kind.is_section]
    is_record = address.endswith("/") and address not in sections
    if is_record and folder in SCHEMES:
        return SCHEMES[folder], name
    return "", address


def _same_session(site: Site, id_: str) -> str | None:
    """Return the only new session with the same title.

    If there is none, or several, return the only one at the same time and place.
    """
    recorded = site.published.sessions
    versions = [version.data for version in recorded.get(id_, ()) if version.data]
    if not versions:
        return None
    last = versions[-1]

    by_title = []
    by_place = []
    for session in site.event.sessions:
        if not session.has_own_page or session.id in recorded:
            continue
        new = current_snapshot(session)
        if new.title.casefold() == last.title.casefold():
            by_title.append(session.id)
        if PLACE_AND_TIME(new) == PLACE_AND_TIME(last):
            by_place.append(session.id)
    for ids in (by_title, by_place):
        if len(ids) == 1:
            return ids[0]
    return None
