"""Kinds of pages: one row of the registry in `pages/registry.py`, and what a site knows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from microsite.site.site import Site


class PageKind(Struct, frozen=True, kw_only=True):
    """A kind of page. Its template is `templates/pages/NAME.html`.

    A kind with an `address` has one page. A kind without one has a page at each of its `addresses`.
    """

    name: str
    page: Callable[[Site, str], Any]
    """Builds the page at an address."""
    address: str | None = None
    """Address of its only page, relative to the root of the site: `workshops/`."""
    is_shown: Callable[[Site], bool] = lambda site: True  # noqa: ARG005
    """Whether its only page has something to show."""
    addresses: Callable[[Site], Iterable[str]] = lambda site: ()  # noqa: ARG005
    label: str = ""
    """Its name in the menu and in every list of pages."""
    search_label: str = ""
    """Its name on the search page, where that is longer."""
    about: str = ""
    """What it contains, for the search. A kind without this is not found by the search."""
    record_kind: str = ""
    """Kind of the records without which it has nothing to show: `session`."""
    is_section: bool = True
    """Whether links such as `site:NAME` lead to its only page."""
    in_menu: bool = False
    in_footer: bool = False
    in_offline_list: bool = False
    in_not_found_list: bool = False
    """Whether the page for unknown addresses links to it."""

    def addresses_on(self, site: Site) -> tuple[str, ...]:
        """Return the addresses of its pages on a site."""
        if self.address is None:
            return tuple(self.addresses(site))
        return (self.address,) if self.is_shown(site) else ()
