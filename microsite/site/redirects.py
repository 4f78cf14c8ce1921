"""Old addresses and their present targets, each checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from msgspec import Struct

from microsite.model.event import edition_folder
from microsite.model.records.event import Extra
from microsite.model.records.pages import Redirect
from microsite.site import urls
from microsite.site.hosting import FINGERPRINTED, base_path
from microsite.site.markdown import LINK_SCHEMES
from microsite.site.prose import resolve_target
from microsite.site.site import Site, once_per_site

PAGES = {"session": urls.session, "speaker": urls.speaker, "news": urls.news, "page": urls.page}
"""Addresses of records that have a page, by the scheme of links to them."""
DEFAULT_TARGETS = {
    Extra.SEARCH: (urls.SEARCH, "home"),
    Extra.WHOLE_EVENT: (urls.WHOLE_EVENT, "programme"),
}
"""Pages that a site can leave out, each with the section to which its address then leads."""
SAFE_IN_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"
"""Characters that RFC 3986 allows. Others, such as spaces, end an address in a host's rules."""


class ResolvedRedirect(Struct, frozen=True):
    """An old address and its present target."""

    old: str
    """Relative to the root, a folder or a file: `speakers/j-smith/`, `agenda.html`."""
    new: str
    """A page's address relative to the root, or an absolute URL of another site."""

    @property
    def leaves(self) -> bool:
        """Return whether it leads to another site."""
        return "://" in self.new

    @property
    def old_forms(self) -> tuple[str, ...]:
        """Return the paths that a visitor may request."""
        folder = self.old.removesuffix("/")
        return (self.old,) if folder == self.old else (folder, self.old, f"{self.old}index.html")

    def move(self, old_folder: str, new_folder: str) -> ResolvedRedirect:
        """Return the redirect between sites in these folders."""
        new = self.new if self.leaves else f"{new_folder}{self.new}"
        return ResolvedRedirect(f"{old_folder}{self.old}", new)


class HostRoot(Struct, frozen=True, kw_only=True):
    """Root of a host: a site, or the editions of a series side by side."""

    site: Site
    """The current site: its settings count for the host."""
    base_url: str | None
    """Address of the root, ending in `/`; None if it is not known."""
    redirects: tuple[ResolvedRedirect, ...]
    """Redirects of all sites, from the root."""
    former_folders: tuple[ResolvedRedirect, ...]
    """Redirects from former folders that are not in use by a site."""
    folders: tuple[str, ...]
    """Folders of the sites, the current one first: `2027/`; empty for the root itself."""

    @property
    def base(self) -> str:
        """Return the path of the root on its host: `/`, or `/conference/`."""
        return base_path(self.base_url)

    @property
    def not_found(self) -> str:
        """Return the path of the error page from the root of the host."""
        return f"{self.base}{urls.NOT_FOUND}"

    @property
    def fingerprinted(self) -> tuple[str, ...]:
        """Return the folders of files that never change."""
        return tuple(f"{folder}{FINGERPRINTED}" for folder in self.folders)


def create_host_root(sites: Mapping[str, Site], base_url: str | None) -> HostRoot:
    """Create the root of a host from its sites by folder, the current one first."""
    used = tuple(folder for folder in sites if folder)
    former_folders = tuple(
        redirect
        for site in sites.values()
        for redirect in _former_folder_redirects(site)
        if not redirect.old.startswith(used)
    )
    redirects = (
        redirect.move(folder, folder)
        for folder, site in sites.items()
        for redirect in resolve_redirects(site)
    )
    return HostRoot(
        site=next(iter(sites.values())),
        base_url=base_url,
        redirects=(*redirects, *former_folders),
        former_folders=former_folders,
        folders=tuple(sites),
    )


@once_per_site
def resolve_redirects(site: Site) -> tuple[ResolvedRedirect, ...]:
    """Return the redirects of a site, in order, then those of published pages that are left out.

    None leads to another. Report L101, L102, L104 and L111 for those that lead nowhere.
    """
    by_old = {redirect.old: redirect for redirect in reversed(site.event.redirects)}
    targets = ((redirect, _target(site, redirect, by_old)) for redirect in site.event.redirects)
    return (
        *(
            ResolvedRedirect(redirect.old, quote(new, safe=SAFE_IN_ADDRESSES))
            for redirect, new in targets
            if new is not None
        ),
        *_left_out_redirects(site),
    )


def _left_out_redirects(site: Site) -> Iterator[ResolvedRedirect]:
    """Yield redirects from published pages that are left out, unless their address is in use."""
    event = site.event
    published = event.published.as_of(site.as_of).addresses
    used = {urls.page_url(redirect.old) for redirect in event.redirects}
    used.update(urls.page(page.slug) for page in event.pages)
    for extra, (old, section) in DEFAULT_TARGETS.items():
        if event.record.leaves_out(extra) and old in published and old not in used:
            yield ResolvedRedirect(old, site.sections.get(section, urls.HOME))


def _former_folder_redirects(site: Site) -> Iterator[ResolvedRedirect]:
    """Yield redirects from former folders of the site on its host, or from the root."""
    folder = edition_folder(site.event.record)
    published = site.event.published.as_of(site.as_of)
    identities = [
        (version.since, version.data.folder)
        for versions in published.realms.values()
        for version in versions
        if version.data
    ]
    moved_on = min((since for since, used in identities if since and used == folder), default=None)
    redirects = {redirect.old: redirect for redirect in resolve_redirects(site)}
    for former in dict.fromkeys(used for _, used in identities if used != folder):
        for address, versions in sorted(published.addresses.items()):
            since = versions[0].since
            if moved_on is None or (since is not None and since < moved_on):
                redirect = redirects.get(address, ResolvedRedirect(address, address))
                yield redirect.move(former, folder)
        if not site.event.record.leaves_out(Extra.CALENDARS):
            for file in (urls.CALENDAR, urls.SAVE_THE_DATE):
                yield ResolvedRedirect(file, file).move(former, folder)
        if former:
            yield ResolvedRedirect(former, folder)


def _target(site: Site, redirect: Redirect, by_old: Mapping[str, Redirect]) -> str | None:
    """Return a relative or absolute address, or report that the target is missing."""
    chain = [redirect]
    while (following := by_old.get(_old_address(site, chain[-1].to))) is not None:
        if following is chain[-1] and "://" not in following.to:
            break  # There is no page of this name.
        if following in chain:
            circle = chain[chain.index(following) :]
            if redirect in circle:
                way = " → ".join(each.old for each in (*circle, following))
                site.log.report("L111", redirect.span("to"), way=way)
            return None
        chain.append(following)
    return _resolve(site, chain[-1])


def _old_address(site: Site, to: str) -> str:
    """Return the address of a missing record, or of a full URL of this site; empty otherwise."""
    scheme, _, name = to.partition("#")[0].strip().partition(":")
    name = name.strip()
    if scheme in PAGES and site.link_target(scheme, name) is None:
        return PAGES[scheme](name)
    for base_url in (site.base_url, site.event.record.base_url):
        root = f"{base_url.rstrip('/')}/" if base_url else ""
        if root and to.startswith(root):
            path = urls.page_url(to.removeprefix(root))
            is_complete = path.endswith("/") or "." in path.rpartition("/")[2]
            return path if not path or is_complete else f"{path}/"
    return ""


def _resolve(site: Site, redirect: Redirect) -> str | None:
    """Return the address to which a redirect leads, or report that it is missing."""
    if re.match(r"https?://[^\s/]", redirect.to, re.IGNORECASE):
        return redirect.to
    scheme, _, name = redirect.to.partition(":")
    span = redirect.span("to")
    if scheme not in LINK_SCHEMES or scheme == "figure":
        site.log.report("L104", span, target=redirect.to)
        return None
    path = resolve_target(site, scheme, name.strip(), span)
    return path and re.sub(r"(?<![^/])index\.html(?=#|$)", "", path)
