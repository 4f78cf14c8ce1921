"""Old addresses and their present targets, each checked."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from urllib.parse import quote, urlsplit

from msgspec import Struct

from microsite.model.event import edition_folder
from microsite.model.records.content import Redirect
from microsite.model.records.event import Extra
from microsite.site import urls
from microsite.site.markdown import LINK_SCHEMES
from microsite.site.prose import advice_on_address, resolve_target
from microsite.site.site import Site, once_per_site

PAGES = {
    "session": urls.session,
    "speaker": urls.speaker,
    "news": urls.news,
    "page": urls.page,
}
"""Functions for the address of a page, by the scheme of links to it."""
DEFAULT_TARGETS = {
    Extra.SEARCH: (urls.SEARCH, "home"),
    Extra.WHOLE_EVENT: (urls.WHOLE_EVENT, "programme"),
}
"""Address of a page that a site can leave out, and the section it then leads to."""


class ResolvedRedirect(Struct, frozen=True):
    """An old address and its present target."""

    old: str
    """Relative to the root, a folder or a file: `speakers/j-smith/`, `agenda.html`."""
    new: str

    @property
    def leaves(self) -> bool:
        """Return whether it leads to another site."""
        return "://" in self.new

    @property
    def old_forms(self) -> tuple[str, ...]:
        """Return the paths that a visitor may request."""
        if not self.old.endswith("/"):
            return (self.old,)
        return (self.old.removesuffix("/"), self.old, f"{self.old}index.html")

    def move(self, old_folder: str, new_folder: str) -> "ResolvedRedirect":
        """Return the redirect between sites in these folders."""
        new = self.new if self.leaves else f"{new_folder}{self.new}"
        return ResolvedRedirect(f"{old_folder}{self.old}", new)


class HostRoot(Struct, frozen=True, kw_only=True):
    """Root of a host: a site, or the editions of a series side by side."""

    site: Site
    """The current site: its settings count for the host."""
    base_url: str | None
    base: str
    """Path of the root on its host: `/`, or `/conference/`."""
    redirects: tuple[ResolvedRedirect, ...]
    former_folders: tuple[ResolvedRedirect, ...]
    """Redirects from former folders that no site uses."""
    folders: tuple[str, ...]
    """Of the sites, the current one first: `2027/`; empty for the root."""


def create_host_root(sites: Mapping[str, Site], base_url: str | None) -> HostRoot:
    """Create the root of a host from its sites by folder, the current one first."""
    redirects: list[ResolvedRedirect] = []
    former_folders: list[ResolvedRedirect] = []
    used_folders = tuple(filter(None, sites))
    for folder, site in sites.items():
        for redirect in resolve_redirects(site):
            redirects.append(redirect.move(folder, folder))
        if site.is_translation:
            continue
        for redirect in _former_folder_redirects(site):
            if not redirect.old.startswith(used_folders):
                former_folders.append(redirect)
    return HostRoot(
        site=next(iter(sites.values())),
        base_url=base_url,
        base=f"{urlsplit(base_url or '').path.removesuffix('/')}/",
        redirects=(*redirects, *former_folders),
        former_folders=tuple(former_folders),
        folders=tuple(sites),
    )


@once_per_site
def resolve_redirects(site: Site) -> tuple[ResolvedRedirect, ...]:
    """Return redirects, none to another, then those of pages that are left out.

    Report L-codes.
    """
    event = site.event
    resolved = []
    by_old = {redirect.old: redirect for redirect in reversed(event.redirects)}
    for redirect in event.redirects:
        target = _target(site, redirect, by_old)
        if target is not None:
            # RFC 3986 allows these. Others, such as spaces, end an address in a host's
            # rules.
            new = quote(target, safe="!#$%&'()*+,/:;=?@[]~")
            resolved.append(ResolvedRedirect(redirect.old, new))

    used = {urls.page_url(old) for old in by_old}
    used |= {urls.page(page.slug) for page in event.pages}
    for extra, (old, section) in DEFAULT_TARGETS.items():
        is_left_out = extra in event.record.leave_out
        if is_left_out and old in site.published.addresses and old not in used:
            new = site.sections.get(section, urls.HOME)
            resolved.append(ResolvedRedirect(old, new))
    return tuple(resolved)


def _former_folder_redirects(site: Site) -> Iterator[ResolvedRedirect]:
    """Yield redirects from former folders of the site on its host, or from the root."""
    folder = edition_folder(site.event.record)
    realms = chain.from_iterable(site.published.realms.values())
    folders = [(realm.since, realm.data.folder) for realm in realms if realm.data]
    days = [since for since, name in folders if since and name == folder]
    moved_on = min(days, default=None)
    former_names = [name for _, name in folders if name != folder]
    redirects = {redirect.old: redirect for redirect in resolve_redirects(site)}
    for former in dict.fromkeys(former_names):
        for address, versions in sorted(site.published.addresses.items()):
            since = versions[0].since
            if moved_on is None or (since is not None and since < moved_on):
                redirect = redirects.get(address, ResolvedRedirect(address, address))
                yield redirect.move(former, folder)
        if Extra.CALENDARS not in site.event.record.leave_out:
            for file in (urls.CALENDAR, urls.SAVE_THE_DATE):
                yield ResolvedRedirect(file, file).move(former, folder)
        if former:
            yield ResolvedRedirect(former, folder)


def _target(
    site: Site, redirect: Redirect, by_old: Mapping[str, Redirect]
) -> str | None:
    """Return the present target of a redirect, or report that there is none."""
    last = _last_step(site, redirect, by_old)
    if last is None:
        return None
    to = last.to
    scheme, _, name = to.partition(":")
    if re.match(r"https?://[^\s/]", to, re.IGNORECASE):
        return to
    span = last.span("to")
    if scheme not in LINK_SCHEMES or scheme == "figure":
        site.log.report("L104", span, target=to, advice=advice_on_address(site, to))
        return None
    path = resolve_target(site, scheme, name.strip(), span)
    if path is None:
        return None
    return re.sub(r"(?<![^/])index\.html(?=#|$)", "", path)


def _last_step(
    site: Site, redirect: Redirect, by_old: Mapping[str, Redirect]
) -> Redirect | None:
    """Return the last of the redirects that lead on from one to the next.

    Return None if they run in a circle, and report it if this one is part of it.
    """
    steps = [redirect]
    while True:
        following = by_old.get(_old_address(site, steps[-1].to))
        if following is None:
            return steps[-1]
        if following is steps[-1] and "://" not in following.to:
            return following  # There is no page of this name.
        if following in steps:
            circle = steps[steps.index(following) :]
            if redirect in circle:
                way = " → ".join(step.old for step in (*circle, following))
                site.log.report("L111", redirect.span("to"), way=way)
            return None
        steps.append(following)


def _old_address(site: Site, to: str) -> str:
    """Return the address of a missing record, or of a full URL of this site.

    Return an empty text for any other target.
    """
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
