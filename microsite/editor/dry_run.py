"""Dry run of changes: the errors and warnings of the sources and of the pages that would change."""

from collections.abc import Iterable

from microsite.build import create_sites
from microsite.cache import open_cache
from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.editing.project_files import Changed, new_diagnostics, read_with_changes
from microsite.model.loader import LoadedEdition, load_event
from microsite.pages.registry import build_page
from microsite.project import BuildOptions, Project
from microsite.site import urls

RECORD_PAGES = {
    "session": (urls.PROGRAMME + "{}/",),
    "speaker": (urls.SPEAKERS + "{}/",),
    "news": (urls.NEWS + "{}/",),
    "page": ("{}/",),
    "event": (urls.HOME, urls.VENUE, urls.CONTACT),
    "figure": (urls.HOME,),
    "resource": (urls.RESOURCES,),
    "resources": (urls.RESOURCES,),
    "rate": (urls.RATES,),
    "rates": (urls.RATES,),
    "tier": (urls.SPONSORSHIP,),
    "sponsor": (urls.SPONSORSHIP,),
    "sponsors": (urls.SPONSORSHIP,),
}
"""Addresses of the pages that show a record, with its id in place of the braces."""


def diagnose_changes(
    project: Project, changed: Changed, records: Iterable[tuple[str, str]]
) -> list[Diagnostic]:
    """Return the diagnostics that changed files add. `records` are kinds and ids of what changes.

    Their pages are built as well, as some errors, such as links without a target, appear there.
    """
    pages = [address.format(id_) for kind, id_ in records for address in RECORD_PAGES.get(kind, ())]
    return new_diagnostics(_load(project, {}, pages), _load(project, changed, pages))


def _load(project: Project, changed: Changed, pages: list[str]) -> Log:
    log = Log()
    sources = read_with_changes(project, changed, log)
    event = load_event(sources, log)
    if event is None or log.errors or not pages:
        return log
    loaded = LoadedEdition(project, sources, event, log)
    with open_cache(None) as cache:
        site = create_sites([loaded], BuildOptions(drafts=True), cache)[0].site
        for address in dict.fromkeys(pages):
            build_page(site, address)
    return log
