"""A page before it is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from markupsafe import Markup
from msgspec import Struct

from microsite.cache import digest_of_values
from microsite.diagnostics.source_text import Span
from microsite.pages.share_image import CardPicture, ShareCard, has_cards, page_card
from microsite.site.disclosure import absolute
from microsite.site.site import Site
from microsite.site.structured_data import Node, data_block, pictured, trail_node
from microsite.site.urls import UrlContext, output_path


class Breadcrumb(Struct, frozen=True):
    """A step on the way from the home page to a page."""

    label: str
    href: str


class Head(Struct, frozen=True, kw_only=True):
    """What a page says of itself to browsers, search engines, and where it is shared."""

    title: str
    """The page's own title, without the conference."""
    description: str
    canonical: str | None
    """Absolute; None where the address of the site is not known."""
    root: str
    """What leads from the page to the site's root: `../`; empty on the home page."""
    address: str
    """The page's address relative to the root: `speakers/kim/`; empty on the home page."""
    section: str
    """The section it belongs to: `programme`, `speakers`, ...; a page of text is its own."""
    is_section: bool
    """Whether it is the section's first page."""
    trail: tuple[Breadcrumb, ...]
    """The way to it, from the home page, without itself."""
    indexed: bool
    """Whether search engines may list it."""
    structured_data: Markup
    """What search engines are told, as the text of an application/ld+json element; or empty."""
    card: CardPicture | None
    """The picture that is shown with a link to the page; None where it has none."""


class Page(Struct, frozen=True, dict=True):
    """A page of the site: where it goes, how it is rendered, and everything it shows."""

    head: Head
    template: str
    """Relative to templates/: `pages/session.html`."""
    view: object
    """A frozen dataclass; the template sees nothing else of the event. See `shown`."""
    origin: Span | None = None
    """The source it comes from; None also where another process or an earlier build made it."""
    card: ShareCard | None = None
    """What the picture in its head shows; None where it has none."""

    @property
    def path(self) -> str:
        """Its file in the output."""
        return output_path(self.head.address)

    @cached_property
    def digest(self) -> str:
        """Of everything that it shows: what is made of the page alone is the same where this is."""
        return digest_of_values(self.template, self.head, self.view)


PageKind = Callable[[Site], Iterable[Page]]


def make_page(
    site: Site,
    kind: str,
    address: str,
    view: object,
    *,
    title: str,
    description: str,
    section: str,
    trail: tuple[tuple[str, str], ...] = (),
    origin: Span | None = None,
    indexed: bool = True,
    root: str | None = None,
    things: Iterable[Node] = (),
    card: ShareCard | None = None,
) -> Page:
    """A page of a kind. `trail` holds labels and addresses of the pages above, the home page excepted.

    `things` is what search engines are told of besides the trail; they are told nothing of what
    they may not list. `card` is what is shown with a link to it; its title in the event's design,
    where that is left out.
    """
    at = UrlContext.for_page(address)
    crumbs = (
        tuple(Breadcrumb(label, at.url_for(above)) for label, above in (("Home", ""), *trail))
        if address
        else ()
    )
    nodes = list(things) if indexed else []
    if indexed and address and (node := trail_node(site, (("Home", ""), *trail, (title, address)))):
        nodes.append(node)
    shown = (card or page_card(site, address, title)) if has_cards(site) else None
    if shown:
        nodes = [pictured(node, absolute(site, shown.path)) for node in nodes]
    head = Head(
        title=title,
        description=description,
        canonical=None if site.base_url is None else f"{site.base_url}{address}",
        root=at.root if root is None else root,
        address=address,
        section=section,
        is_section=not trail,
        trail=crumbs,
        indexed=indexed,
        structured_data=data_block(nodes),
        card=CardPicture(f"{site.base_url}{shown.path}", shown.words) if shown else None,
    )
    return Page(head, f"pages/{kind}.html", view, origin, shown)
