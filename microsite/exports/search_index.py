"""The index that the search looks through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from microsite.pages import search_index as index
from microsite.render.artifacts import Artifact
from microsite.site.site import Site


def search_file(site: Site) -> Iterator[Artifact]:
    """One JSON file, where there is a search page."""
    if "search" in site.sections:
        made = index.search_index(site)
        yield Artifact(made.path, made.path, partial(bytes, made.data))
