"""Sites for the tests of exports, and their exported files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Log
from microsite.exports.registry import export_artifacts, host_files
from microsite.model.event import Event
from microsite.model.public import public_event
from microsite.output.private_words import PrivateWordSearch
from microsite.pages.page import Page
from microsite.pages.registry import PAGE_KINDS, build_pages
from microsite.project import ENGINE_HOME
from microsite.render.artifacts import page_artifacts
from microsite.render.assets import STYLESHEETS
from microsite.render.templates import Templates
from microsite.site.downloads import DownloadRegistry
from microsite.site.images import ImageRegistry
from microsite.site.redirects import create_host_root
from microsite.site.site import Site
from microsite.site.state import start_of
from tests.making import EVENT, load_soundly, write_project

AS_OF = date(2027, 1, 15)
BASE_URL = "https://coasts.example/2027/"


def site_of(
    event: Event,
    root: Path,
    base_url: str | None = BASE_URL,
    as_of: date = AS_OF,
    **more: bool,
) -> Site:
    """Return the site of an event with sources in `root`."""
    assets = (root / "assets",)
    is_private = PrivateWordSearch(event.private_words).holds
    return Site(
        event=public_event(event, is_private),
        now=start_of(event, as_of),
        base_url=base_url,
        drafts=more.get("drafts", False),
        images=ImageRegistry(assets),
        downloads=DownloadRegistry(assets, Cache(None)),
        log=Log(),
        page_kinds=PAGE_KINDS,
    )


def make_site(
    root: Path,
    files: dict[str, str],
    event: str = EVENT,
    base_url: str | None = BASE_URL,
    as_of: date = AS_OF,
    **more: bool,
) -> Site:
    """Return the site of a small project."""
    return site_of(
        load_soundly(write_project(root, files, event)), root, base_url, as_of, **more
    )


def export_files(site: Site) -> dict[str, bytes]:
    """Return every file that is exported from a site, by path."""
    pages, templates = tuple(build_pages(site)), Templates((ENGINE_HOME / "templates",))
    artifacts = [
        *export_artifacts(site, pages, templates),
        *host_files(create_host_root({"": site}, site.base_url), [], templates),
    ]
    assert len({artifact.path for artifact in artifacts}) == len(artifacts)
    return {artifact.path: artifact.produce() for artifact in artifacts}


def build_page(site: Site, address: str) -> Page | None:
    """Return the page at an address; None if there is none."""
    return next(build_pages(site, address), None)


def html_of(site: Site, address: str) -> str:
    """Return the page at an address, with plain spaces."""
    page = build_page(site, address)
    assert page is not None
    templates = Templates((ENGINE_HOME / "templates",))
    styles = {name: name for name in STYLESHEETS}
    (artifact,) = page_artifacts([page], site, templates, styles, site.log)
    return artifact.produce().decode().replace("\N{NO-BREAK SPACE}", " ")
