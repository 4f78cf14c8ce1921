"""Record of what was published: snapshots for `data/published.txt`, and missing
addresses.
"""

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
"""Schemes of links to records by the folder of their pages, which is also their
section.
"""


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
    people = (speaker for speaker in event.speakers if not speaker.protected)
    titles = {urls.speaker(person.slug): disclosed_name(person) for person in people}
    titles |= {urls.page(page.slug): page.title for page in event.pages}
    titles |= {urls.news(post.slug): post.title for post in event.news}
    fixed = (
        urls.HOME,
        urls.NOT_FOUND,
        urls.OFFLINE,
        urls.CHANGES,
        urls.CASE,
        urls.TODAY,
    )
    addresses = (page.head.address for page in pages if page.head.address not in fixed)
    return {
        url: published.PublishedAddress(title=titles.get(url, "")) for url in addresses
    }


def new_snapshots(site: Site, pages: Iterable[Page]) -> Published:
    """Return the snapshots that are published with a site and are not on record yet."""
    before = site.event.published
    folder = edition_folder(site.event.record)
    realm = published.SiteIdentity(title=uid_namespace(site), folder=folder)
    sessions = {
        session.id: current_snapshot(session) for session in site.event.sessions
    }
    return Published(
        dict(_new(site, before.sessions, dict.fromkeys(before.sessions) | sessions)),
        dict(_new(site, before.addresses, current_urls(site, pages))),
        dict(_new(site, before.events, {EVENT: current_event(site)})),
        dict(_new(site, before.realms, {EVENT: realm})) if site.base_url else {},
    )


def _new(
    site: Site,
    before: published.VersionsById[AnySnapshot],
    now: Mapping[str, AnySnapshot | None],
) -> Iterator[tuple[str, tuple[SnapshotVersion[AnySnapshot]]]]:
    for name, data in now.items():
        last = before[name][-1] if name in before else None
        if last is None or last.data != data:
            yield (
                name,
                (SnapshotVersion(site.as_of, last.number + 1 if last else 0, data),),
            )


def in_words(new: Published) -> str:
    """Return the numbers of new snapshots: `3 programme items and 1 page`; or empty."""
    counts = ((len(new.sessions), "programme item"), (len(new.addresses), "page"))
    parts = [
        f"{count:,} {noun}{'' if count == 1 else 's'}"
        for count, noun in counts
        if count
    ]
    return ENGLISH.list(["the conference", *parts] if new.events else parts)


def report_unrecorded(site: Site, pages: Iterable[Page]) -> None:
    """Report K191 if there is a record, and something new is missing from it."""
    if site.event.published.days and (words := in_words(new_snapshots(site, pages))):
        site.log.report("K191", file_span(f"data/{PUBLISHED_FILE}"), what=words)


def check_old_addresses(site: Site, pages: tuple[Page, ...]) -> None:
    """Report L112 for redirects from pages that exist, and H102 for addresses that are
    missing.
    """
    resolve_redirects(site)  # checks their targets
    existing = {page.head.address: page for page in pages} | {
        page.path: page for page in pages
    }
    for redirect in site.event.redirects:
        if (page := existing.get(redirect.old)) is not None:
            words = f"the page “{page.head.title}”"
            site.log.report("L112", redirect.span("from"), old=redirect.old, what=words)
    for lost in find_missing_urls(site, pages):
        line = f"- {{from: {lost.old}, to: {lost.to}}}"
        site.log.report("H102", lost.span, old=lost.old, line=line)


def find_missing_urls(site: Site, pages: Iterable[Page]) -> Iterator[MissingUrl]:
    """Yield every address on record that is neither a page nor redirected."""
    recorded = site.published.addresses
    now = current_urls(site, pages)
    forwarded = {urls.page_url(redirect.old) for redirect in site.event.redirects}
    forwarded |= {urls.page_url(redirect.old) for redirect in resolve_redirects(site)}
    titles: dict[str, dict[str, str]] = {
        scheme: {} for scheme in ("", *SCHEMES.values())
    }
    for address in now.keys() - recorded.keys():
        scheme, name = _scheme_and_name(site, address)
        titles[scheme][name] = now[address].title.casefold()
    for address, versions in recorded.items():
        last, span = versions[-1].data, versions[-1].span
        if address in now or address in forwarded or last is None or span is None:
            continue
        scheme, name = _scheme_and_name(site, address)
        if site.log.errors and (not scheme or site.is_excused(scheme, name)):
            continue
        title, new = last.title.casefold(), titles[scheme]
        namesakes = [key for key in new if title and new[key] == title]
        match = namesakes[0] if len(namesakes) == 1 else None
        if scheme == "session":
            match = _same_session(site, name)
        if guess := match or (closest_match(name, sorted(new)) if scheme else None):
            target = f"{scheme}:{guess}"
        else:
            section = address.partition("/")[0]
            target = (
                f"site:{section if scheme and section in site.sections else 'home'}"
            )
        yield MissingUrl(address, target, match is not None, span)


def _scheme_and_name(site: Site, address: str) -> tuple[str, str]:
    """Return the scheme and name of links to a page; no scheme if it is not a
    record's.
    """
    folder, _, name = address.removesuffix("/").rpartition("/")
    is_section = any(
        kind.address == address for kind in site.page_kinds if kind.is_section
    )
    is_record = address.endswith("/") and not is_section
    return (SCHEMES[folder], name) if is_record and folder in SCHEMES else ("", address)


def _same_session(site: Site, id_: str) -> str | None:
    """Return the only new session with the same title, or else at the same time and
    place.
    """
    recorded = site.published.sessions
    last = next(
        (version.data for version in reversed(recorded.get(id_, ())) if version.data),
        None,
    )
    added = [
        talk
        for talk in site.event.sessions
        if talk.has_own_page and talk.id not in recorded
    ]
    new = {session.id: current_snapshot(session) for session in added}
    if last is None:
        return None
    title, place = last.title.casefold(), PLACE_AND_TIME(last)
    by_title = [
        name for name, version in new.items() if version.title.casefold() == title
    ]
    by_place = [
        name for name, version in new.items() if PLACE_AND_TIME(version) == place
    ]
    return next((names[0] for names in (by_title, by_place) if len(names) == 1), None)
