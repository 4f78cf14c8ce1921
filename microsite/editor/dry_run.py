"""Dry run of changes: the errors and warnings of the sources and of the pages that would change."""

from microsite.build import create_sites
from microsite.cache import Cache, open_cache
from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.editing.project_files import Changed, new_diagnostics, read_with_changes
from microsite.model.loader import LoadedEdition, load_event
from microsite.pages.registry import build_pages
from microsite.project import BuildOptions, Project
from microsite.site.redirects import resolve_redirects


def diagnose_changes(project: Project, changed: Changed, *, with_pages: bool) -> list[Diagnostic]:
    """Return the diagnostics that changed files add.

    Some errors, such as links without a target, appear only `with_pages`, also in other records.
    """
    with open_cache(None) as cache:  # both have nearly the same texts
        before = _load(project, {}, cache, with_pages=with_pages)
        after = _load(project, changed, cache, with_pages=with_pages)
    return new_diagnostics(before, after)


def _load(project: Project, changed: Changed, cache: Cache, *, with_pages: bool) -> Log:
    log = Log()
    sources = read_with_changes(project, changed, log)
    event = load_event(sources, log)
    if event is not None and not log.errors and with_pages:
        loaded = LoadedEdition(project, sources, event, log)
        site = create_sites([loaded], BuildOptions(drafts=True), cache)[0].site
        for _ in build_pages(site):
            pass  # only what it reports is of interest
        resolve_redirects(site)
    return log
