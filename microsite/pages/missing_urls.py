"""Old links: every address that was published is still a page, or leads to one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from msgspec import Struct

from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import closest_match
from microsite.model.snapshots import PublishedSession, SnapshotVersion
from microsite.pages.page import Page
from microsite.pages.publication_record import current_urls
from microsite.site import urls
from microsite.site.history import current_snapshot
from microsite.site.redirects import resolve_redirects
from microsite.site.site import Site

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
    redirected = (redirect.old for redirect in site.event.redirects)
    forwarded = {
        urls.page_url(old)
        for old in (*redirected, *(found.old for found in resolve_redirects(site)))
    }
    sections = {kind.address or urls.HOME for kind in site.page_kinds if kind.is_section}
    new = {address: known.title for address, known in now.items() if address not in recorded}
    for address, versions in recorded.items():
        if address in now or address in forwarded or versions[-1].data is None:
            continue
        scheme, name = _named(address, sections)
        is_told = site.log.errors and (scheme == "" or site.is_excused(scheme, name))
        place = versions[-1].span
        if is_told or place is None:
            continue
        title = versions[-1].data.title
        same = (
            _same_session(site, name)
            if scheme == "session"
            else _same_title(scheme, title, new, sections)
        )
        guess = same or closest_match(name, _names(scheme, new, sections))
        yield MissingUrl(
            address,
            f"{scheme}:{guess}" if guess else _list_of(site, scheme),
            same is not None,
            place,
        )


def _named(address: str, sections: Container[str]) -> tuple[str, str]:
    """Return the scheme and the name of a link to a page; no scheme if it is not a record's."""
    for scheme, folder in FOLDERS.items():
        name = address.removeprefix(folder).removesuffix("/")
        if address.startswith(folder) and name and "/" not in name and address.endswith("/"):
            is_section = scheme == "page" and address in sections
            return ("", name) if is_section else (scheme, name)
    return "", address


def _names(scheme: str, new: Iterable[str], sections: Container[str]) -> list[str]:
    """Return the names of new pages of one kind."""
    return [
        name
        for address in new
        for kind, name in (_named(address, sections),)
        if kind == scheme and scheme
    ]


def _same_title(
    scheme: str, title: str, new: dict[str, str], sections: Container[str]
) -> str | None:
    """Return the only new page of a kind with the same title."""
    named = [
        _named(address, sections)
        for address, other in new.items()
        if title and other.casefold() == title.casefold()
    ]
    same = [name for kind, name in named if kind == scheme]
    return same[0] if len(same) == 1 else None


def _same_session(site: Site, identity: str) -> str | None:
    """Return the only new session with the same title, or else at the same time and place."""
    recorded = site.event.published.as_of(site.as_of).sessions
    last = _last(recorded.get(identity, ()))
    new = {
        s.id: current_snapshot(s)
        for s in site.event.sessions
        if s.id not in recorded and s.has_own_page
    }
    if last is None:
        return None
    titled = [
        name for name, session in new.items() if session.title.casefold() == last.title.casefold()
    ]
    placed = [name for name, session in new.items() if _place(session) == _place(last)]
    return next((found[0] for found in (titled, placed) if len(found) == 1), None)


def _last(versions: tuple[SnapshotVersion[PublishedSession], ...]) -> PublishedSession | None:
    return next((one.data for one in reversed(versions) if one.data), None)


def _place(session: PublishedSession) -> tuple[object, ...]:
    return session.day, session.start, session.end, session.room_id


def _list_of(site: Site, scheme: str) -> str:
    """Return a link to the list that contained a page, or to the home page."""
    section = LISTS.get(scheme, "home")
    return f"site:{section if section in site.sections else 'home'}"
