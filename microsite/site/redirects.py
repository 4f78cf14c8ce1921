"""Old addresses and where they lead now, each link checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from microsite.diagnostics.suggestions import did_you_mean
from microsite.model.event import edition_folder
from microsite.model.records.event import Extra
from microsite.model.records.pages import Redirect
from microsite.site import urls
from microsite.site.hosting import ResolvedRedirect
from microsite.site.markdown import LINK_SCHEMES
from microsite.site.site import Site

PAGES = {"session": urls.session, "speaker": urls.speaker, "news": urls.news, "page": urls.page}
"""Kinds of records with an address of their own."""
DEFAULT_TARGETS = {
    Extra.SEARCH: (urls.SEARCH, "home"),
    Extra.WHOLE_EVENT: (urls.WHOLE_EVENT, "programme"),
}
"""By what a site can go without: the page that it was, and the section that its address leads to
from then on.
"""

SAFE_IN_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"
"""What stays as it is besides letters and digits: the signs that RFC 3986 allows. The rest is
percent-encoded, because a space or a quotation mark would end the address in the hosts' rules.
"""


def forwardings(site: Site) -> tuple[ResolvedRedirect, ...]:
    """Each old address that leads somewhere, in the order in which they are written; none leads to
    another of them.

    Then those of pages that were published and are left out now. Reports L101, L102, L104 and L111
    for those that lead nowhere.
    """
    return site.once(("forwardings",), lambda: tuple(_forwardings(site)))


def _forwardings(site: Site) -> Iterator[ResolvedRedirect]:
    book = {redirect.old: redirect for redirect in reversed(site.event.redirects)}
    for redirect in site.event.redirects:
        new = _target(site, redirect, book)
        if new is not None:
            yield ResolvedRedirect(redirect.old, quote(new, safe=SAFE_IN_ADDRESSES))
    yield from _from_what_is_left_out(site)


def _from_what_is_left_out(site: Site) -> Iterator[ResolvedRedirect]:
    """Yield redirects from published pages that are gone, unless their address is in use."""
    event = site.event
    if not event.record.leave_out:
        return
    published = event.published.as_of(site.as_of).addresses
    taken = {urls.page_url(redirect.old) for redirect in event.redirects}
    taken.update(urls.page(page.slug) for page in event.pages)
    for extra, (old, section) in DEFAULT_TARGETS.items():
        if event.record.leaves_out(extra) and old in published and old not in taken:
            yield ResolvedRedirect(old, site.sections.get(section, urls.HOME))


def from_former_folders(site: Site) -> Iterator[ResolvedRedirect]:
    """Return redirects from the former folder of the site on its host, or from the root."""
    folder = edition_folder(site.event.record)
    published = site.event.published.as_of(site.as_of)
    realms = [one for versions in published.realms.values() for one in versions]
    came = min(
        (one.since for one in realms if one.since and one.data and one.data.folder == folder),
        default=None,
    )
    onward = {found.old: found for found in forwardings(site)}
    for former in dict.fromkeys(
        one.data.folder for one in realms if one.data and one.data.folder != folder
    ):
        for address, versions in sorted(published.addresses.items()):
            if came is None or (versions[0].since is not None and versions[0].since < came):
                found = onward.get(address) or ResolvedRedirect(address, address)
                yield ResolvedRedirect(
                    f"{former}{address}", found.new if found.leaves else f"{folder}{found.new}"
                )
        if not site.event.record.leaves_out(Extra.CALENDARS):
            files = (urls.CALENDAR, urls.SAVE_THE_DATE)
            yield from (ResolvedRedirect(f"{former}{file}", f"{folder}{file}") for file in files)
        if former:
            yield ResolvedRedirect(former, folder)


def _target(site: Site, redirect: Redirect, book: Mapping[str, Redirect]) -> str | None:
    """Return a relative or absolute address, or report that the target is missing."""
    passed = [redirect]
    while (following := book.get(_old_address(site, passed[-1].to))) is not None:
        if following is passed[-1] and "://" not in following.to:
            break  # a page of this name is simply not there
        if following in passed:
            circle = passed[passed.index(following) :]
            if redirect in circle:
                way = " → ".join(one.old for one in (*circle, following))
                site.log.report("L111", redirect.span("to"), way=way)
            return None
        passed.append(following)
    return _end(site, passed[-1])


def _old_address(site: Site, to: str) -> str:
    """The address that is meant by what is not to be found, or that is written in full; empty where
    it is none.
    """
    scheme, _, name = to.partition("#")[0].strip().partition(":")
    name = name.strip()
    if scheme in PAGES and site.address(scheme, name) is None:
        return PAGES[scheme](name)
    for own in (site.base_url, site.event.record.base_url):
        if own and to.startswith(f"{own.rstrip('/')}/"):
            path = urls.page_url(to.removeprefix(f"{own.rstrip('/')}/"))
            return (
                path
                if not path or path.endswith("/") or "." in path.rpartition("/")[2]
                else f"{path}/"
            )
    return ""


def _end(site: Site, redirect: Redirect) -> str | None:
    """Return the target of a redirect that leads to no other."""
    place = redirect.span("to")
    if re.match(r"https?://[^\s/]", redirect.to, re.IGNORECASE):
        return redirect.to
    scheme, _, name = redirect.to.partition(":")
    name, mark, fragment = name.strip().partition("#")
    if scheme not in LINK_SCHEMES or scheme == "figure":
        site.log.report("L104", place, target=redirect.to)
        return None
    address = site.address(scheme, name)
    if address is None:
        if not site.is_excused(scheme, name):
            site.log.report(
                "L101",
                place,
                scheme=scheme,
                name=name,
                suggestion=did_you_mean(name, site.names(scheme)),
            )
        return None
    anchors = site.anchors(scheme, name) if fragment else None
    if anchors is not None and fragment not in anchors:
        site.log.report("L102", place, name=fragment, suggestion=did_you_mean(fragment, anchors))
        return None
    return re.sub(r"(?<![^/])index\.html(?=#|$)", "", address) + mark + fragment
