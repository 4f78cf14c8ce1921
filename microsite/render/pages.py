"""Pages to artifacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec import Struct

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log
from microsite.digests import digest_of, digest_of_values
from microsite.pages.furniture import Furniture, furniture
from microsite.pages.page import Head, Page
from microsite.project import engine_digest
from microsite.render.templates import Templates
from microsite.site.site import Site


class AssetLinks(Struct, frozen=True):
    """Links to the theme's files, ready for a page."""

    files: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.files[name]

    def __contains__(self, name: str) -> bool:
        return name in self.files


def page_artifacts(
    pages: Iterable[Page], site: Site, templates: Templates, published: dict[str, str], log: Log
) -> Iterator[Artifact]:
    """An artifact for each page. Reports T-codes for templates that are missing or have mistakes."""
    surroundings: dict[tuple[str, str, bool, bool], tuple[Furniture, AssetLinks, str]] = {}
    for page in pages:
        closure = templates.digest(page.template, log)
        if closure is None:
            continue
        key = (page.head.root, page.head.section, page.head.is_section, not page.head.address)
        if key not in surroundings:
            surroundings[key] = _surround(site, page.head, published)
        around, links, around_digest = surroundings[key]
        inputs = digest_of(f"{engine_digest()}\0{closure}\0{around_digest}\0{page.digest}")
        yield Artifact(
            page.path, inputs, partial(_produce, templates, page, around, links), page.origin
        )


def _surround(
    site: Site, head: Head, published: dict[str, str]
) -> tuple[Furniture, AssetLinks, str]:
    """What stands around a page, with a digest of it."""
    around = furniture(site, head)
    links = AssetLinks({name: f"{head.root}{path}" for name, path in published.items()})
    return around, links, digest_of_values(around, links)


def _produce(templates: Templates, page: Page, around: Furniture, links: AssetLinks) -> bytes:
    return templates.render(
        page.template, site=around, page=page.head, view=page.view, assets=links
    ).encode()
