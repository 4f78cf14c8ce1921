"""What was published before: its snapshots for `data/published.txt`, and its missing addresses."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import file_span
from microsite.diagnostics.display import closest_match
from microsite.diagnostics.source_text import Span
from microsite.model.event import edition_folder
from microsite.model.snapshots import (
    AnySnapshot,
    Published,
    PublishedAddress,
    PublishedSession,
    SiteIdentity,
    SnapshotVersion,
    VersionsById,
)
from microsite.pages.page import Page
from microsite.site import urls
from microsite.site.disclosure import disclosed_name, uid_namespace
from microsite.site.history import EVENT, current_event, current_snapshot
from microsite.site.redirects import resolve_redirects
from microsite.site.site import Site
from microsite.source.files import PUBLISHED_FILE
from microsite.up_to_date import program

NOT_KEPT = frozenset((urls.HOME, urls.NOT_FOUND, urls.OFFLINE, urls.CHANGES))
"""Addresses that need no record."""


def current_urls(site: Site, pages: Iterable[Page]) -> dict[str, PublishedAddress]:
    """Return the addresses of a site, with the titles of pages of records."""
    event = site.event
    titles = {
        urls.speaker(speaker.slug): disclosed_name(speaker)
        for speaker in event.speakers
        if not speaker.protected
    }
    titles |= {urls.page(page.slug): page.title for page in event.pages}
    titles |= {urls.news(post.slug): post.title for post in event.news}
    found = (page.head.address for page in pages)
    return {
        address: PublishedAddress(title=titles.get(address, ""))
        for address in found
        if address not in NOT_KEPT
    }


def new_snapshots(site: Site, pages: Iterable[Page]) -> Published:
    """Return the snapshots that are published with a site and are not on record yet."""
    before = site.event.published
    realm_now = SiteIdentity(title=uid_namespace(site), folder=edition_folder(site.event.record))
    sessions = {session.id: current_snapshot(session) for session in site.event.sessions}
    return Published(
        dict(_new(site, before.sessions, sessions, gone=before.sessions.keys() - sessions.keys())),
        dict(_new(site, before.addresses, current_urls(site, pages))),
        dict(_new(site, before.events, {EVENT: current_event(site)})),
        dict(_new(site, before.realms, {EVENT: realm_now})) if site.base_url else {},
    )


def _new(
    site: Site,
    before: VersionsById[AnySnapshot],
    now: Mapping[str, AnySnapshot],
    gone: Iterable[str] = (),
) -> Iterator[tuple[str, tuple[SnapshotVersion[AnySnapshot]]]]:
    """Yield a version of everything that has changed since it was recorded."""
    for name, known in (*now.items(), *((name, None) for name in gone)):
        last = before[name][-1] if name in before else None
        if last is None:
            yield name, (SnapshotVersion(site.as_of, 0, known),)
        elif last.data != known:
            yield name, (replace(last, since=site.as_of, number=last.number + 1, data=known),)


def in_words(new: Published) -> str:
    """Return the numbers of new snapshots: `3 sessions and 1 page`; empty without any."""
    counts = (
        (len(new.events), "the conference", "the conference"),
        (len(new.sessions), "1 session", f"{len(new.sessions):,} sessions"),
        (len(new.addresses), "1 page", f"{len(new.addresses):,} pages"),
    )
    found = [one if count == 1 else many for count, one, many in counts if count]
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def note_what_is_not_recorded(site: Site, pages: Iterable[Page]) -> None:
    """Report K191 if there is a record, and something new is missing from it."""
    if site.event.published.days and (what := in_words(new_snapshots(site, pages))):
        span = file_span(f"data/{PUBLISHED_FILE}")
        site.log.report("K191", span, what=what, program=program())


FOLDERS = {"session": urls.PROGRAMME, "speaker": urls.SPEAKERS, "news": urls.NEWS, "page": ""}
"""By the scheme of a link: the folder that its pages are in."""
LISTS = {"session": "programme", "speaker": "speakers", "news": "news"}
"""By the scheme of a link: the section that lists its pages."""


class MissingUrl(Struct, frozen=True):
    """An address that was published and is no page now."""

    old: str
    to: str
    """Suggested target, as a link of the project: `speaker:jo-smith`."""
    is_certain: bool
    """Whether the target is the same page under another name."""
    place: Span
    """Its place in the record."""


def check_old_addresses(site: Site, pages: Iterable[Page]) -> None:
    """Report L112 for redirects from pages that exist, and H102 for addresses that are missing.

    `forwardings` checks the targets of redirects.
    """
    pages = tuple(pages)
    resolve_redirects(site)
    there = {page.head.address: page for page in pages} | {page.path: page for page in pages}
    for redirect in site.event.redirects:
        if (page := there.get(redirect.old)) is not None:
            what = f"the page “{page.head.title}”"
            site.log.report("L112", redirect.span("from"), old=redirect.old, what=what)
    for lost in find_missing_urls(site, pages):
        site.log.report("H102", lost.place, old=lost.old, line=redirect_yaml(lost))


def redirect_yaml(lost: MissingUrl) -> str:
    """Return the entry of data/redirects.yaml for an old address."""
    return f"- {{from: {lost.old}, to: {lost.to}}}"


def find_missing_urls(site: Site, pages: Iterable[Page]) -> Iterator[MissingUrl]:
    """Yield every address on record that is neither a page nor redirected."""
    recorded = site.event.published.as_of(site.as_of).addresses
    if not recorded:
        return
    now = current_urls(site, pages)
    forwarded = {urls.page_url(redirect.old) for redirect in site.event.redirects}
    forwarded |= {urls.page_url(redirect.old) for redirect in resolve_redirects(site)}
    sections = {kind.address or urls.HOME for kind in site.page_kinds if kind.is_section}
    new: dict[str, dict[str, str]] = {scheme: {} for scheme in ("", *FOLDERS)}
    for address in now.keys() - recorded.keys():
        scheme, name = _named(address, sections)
        new[scheme][name] = now[address].title.casefold()
    for address, versions in recorded.items():
        last, place = versions[-1].data, versions[-1].span
        if address in now or address in forwarded or last is None or place is None:
            continue
        scheme, name = _named(address, sections)
        if site.log.errors and (not scheme or site.is_excused(scheme, name)):
            continue
        if scheme == "session":
            same = _same_session(site, name)
        else:
            title = last.title.casefold()
            same = _only([other for other in new[scheme] if title and new[scheme][other] == title])
        guess = same or (closest_match(name, sorted(new[scheme])) if scheme else None)
        to = f"{scheme}:{guess}" if guess else _list_of(site, scheme)
        yield MissingUrl(address, to, same is not None, place)


def _named(address: str, sections: Container[str]) -> tuple[str, str]:
    """Return the scheme and the name of a link to a page; no scheme if it is not a record's."""
    for scheme, folder in FOLDERS.items():
        name = address.removeprefix(folder).removesuffix("/")
        if address.startswith(folder) and name and "/" not in name and address.endswith("/"):
            is_section = scheme == "page" and address in sections
            return ("", name) if is_section else (scheme, name)
    return "", address


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _same_session(site: Site, identity: str) -> str | None:
    """Return the only new session with the same title, or else at the same time and place."""
    recorded = site.event.published.as_of(site.as_of).sessions
    versions = reversed(recorded.get(identity, ()))
    last = next((version.data for version in versions if version.data), None)
    if last is None:
        return None
    new = {
        session.id: current_snapshot(session)
        for session in site.event.sessions
        if session.id not in recorded and session.has_own_page
    }
    title = last.title.casefold()
    titled = [name for name, session in new.items() if session.title.casefold() == title]
    return _only(titled) or _only([name for name in new if _place(new[name]) == _place(last)])


def _place(session: PublishedSession) -> tuple[object, ...]:
    return session.day, session.start, session.end, session.room_id


def _list_of(site: Site, scheme: str) -> str:
    """Return a link to the list that contained a page, or to the home page."""
    section = LISTS.get(scheme, "home")
    return f"site:{section if section in site.sections else 'home'}"
