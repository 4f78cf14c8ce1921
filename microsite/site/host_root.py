"""Content of one host: a site, or the editions of a series side by side."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from microsite.site.hosting import FINGERPRINTED, ResolvedRedirect, base_path, not_found_path
from microsite.site.redirects import forwardings, from_former_folders
from microsite.site.site import Site


class HostRoot(Struct, frozen=True):
    """The folder that goes onto a host, as the host's own files see it."""

    site: Site
    """The site in front: its settings count for the host."""
    base_url: str | None
    """Address of the folder, ending in `/`; None if it is not known."""
    forwardings: tuple[ResolvedRedirect, ...]
    """Old addresses, and where they lead, from the root of the folder."""
    moved: tuple[ResolvedRedirect, ...]
    """Former folders that are not in use by a site."""
    folders: tuple[str, ...]
    """The folders with a site in each, the one in front first: `2027/`; one without a name where it
    is the root.
    """

    @classmethod
    def from_sites(cls, sites: Mapping[str, Site], base_url: str | None) -> HostRoot:
        """Sites by the folder that each lies in, the one in front first."""
        front = next(iter(sites.values()))
        old = tuple(
            _from_root(found, folder)
            for folder, site in sites.items()
            for found in forwardings(site)
        )
        taken = tuple(folder for folder in sites if folder)
        moved = tuple(
            found
            for site in sites.values()
            for found in from_former_folders(site)
            if not found.old.startswith(taken)
        )
        return cls(front, base_url, (*old, *moved), moved, tuple(sites))

    @property
    def base(self) -> str:
        """The path under which the folder lies: `/`, or `/conference/`."""
        return base_path(self.base_url)

    @property
    def not_found(self) -> str:
        """Return the path of the error page from the root of the host."""
        return not_found_path(self.base_url)

    @property
    def fingerprinted(self) -> tuple[str, ...]:
        """The folders of files that never change."""
        return tuple(f"{folder}{FINGERPRINTED}" for folder in self.folders)


def _from_root(found: ResolvedRedirect, folder: str) -> ResolvedRedirect:
    return ResolvedRedirect(
        f"{folder}{found.old}", found.new if found.leaves else f"{folder}{found.new}"
    )
