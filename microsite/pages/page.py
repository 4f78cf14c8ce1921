"""A page before it is rendered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from markupsafe import Markup
from msgspec import Struct

from microsite.cache import digest_of_values
from microsite.diagnostics.source_text import Span
from microsite.pages.share_image import CardPicture, ShareCard, has_cards, page_card
from microsite.pages.views import Link
from microsite.site.disclosure import absolute
from microsite.site.site import Site
from microsite.site.structured_data import Node, breadcrumb_node, data_block
from microsite.site.urls import HOME, UrlContext, output_path


class Head(Struct, frozen=True, kw_only=True):
    """Title, description and place of a page."""

    title: str
    """Without the title of the event."""
    description: str
    canonical: str | None
    """Absolute; None if the address of the site is not known."""
    root: str
    """Path from the page to the site's root: `../`; empty on the home page."""
    address: str
    """Address relative to the root: `speakers/kim/`; empty on the home page."""
    section: str
    """`programme`, `speakers`, ...; the slug of a page of text."""
    is_section: bool
    """Whether it is the section's first page."""
    trail: tuple[Link, ...]
    """The pages above it, from the home page."""
    indexed: bool
    """Whether search engines may list it."""
    structured_data: Markup
    """Text of an application/ld+json element; or empty."""
    card: CardPicture | None
    """Image shown with a link to the page."""


class Page(Struct, frozen=True, dict=True):
    """A page of the site."""

    head: Head
    template: str
    """Path in templates/: `pages/session.html`."""
    view: object
    """A frozen Struct. The template sees nothing else of the event."""
    origin: Span | None = None
    """Source that the page is created from."""
    card: ShareCard | None = None

    @property
    def path(self) -> str:
        """Path in output/."""
        return output_path(self.head.address)

    @cached_property
    def digest(self) -> str:
        """Digest of everything that the page shows."""
        return digest_of_values(self.template, self.head, self.view)


def make_page(
    site: Site,
    kind_name: str,
    at: UrlContext,
    view: object,
    *,
    title: str = "",
    description: str = "",
    section: str = "",
    origin: Span | None = None,
    indexed: bool = True,
    things: Iterable[Node] = (),
    card: ShareCard | None = None,
) -> Page:
    """Return a page of a kind, whose row in the registry says what is not given here.

    `things` is structured data besides the trail; a page that is not indexed has none. The default
    `card` shows the title.
    """
    kind = next(kind for kind in site.page_kinds if kind.name == kind_name)
    address, title = at.address, title or kind.title or kind.label
    here = UrlContext.for_page(address)
    texts = kind.description.replace("{title}", title).replace("{event}", site.event.record.title)
    above = [("Home", HOME)] if address else []
    if kind.parent in site.sections:
        parent = site.sections[kind.parent]
        above.append((site.shown_kinds[parent].label, parent))
    indexed = indexed and kind.indexed
    nodes = list(things) if indexed else []
    if indexed and above and site.base_url:
        nodes.append(breadcrumb_node(site, (*above, (title, address))))
    card = (card or page_card(site, address, title)) if has_cards(site) else None
    head = Head(
        title=title,
        description=description or texts,
        canonical=None if site.base_url is None else f"{site.base_url}{address}",
        root=at.root,
        address=address,
        section=section or kind.parent or kind.name,
        is_section=len(above) < 2,
        trail=tuple(Link(label, here.url_for(target)) for label, target in above),
        indexed=indexed,
        structured_data=data_block(nodes, absolute(site, card.path) if card else ""),
        card=CardPicture(f"{site.base_url}{card.path}", card.words) if card else None,
    )
    return Page(head, f"pages/{kind_name}.html", view, origin, card)
