"""Old links: every address that was published is still a page, or leads to one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from msgspec import Struct

from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import closest_match
from microsite.model.snapshots import PublishedSession
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
