"""How a site is made, from its sources to output/. Read this first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

from msgspec import Struct, field
from msgspec.structs import replace

from microsite import __version__
from microsite.diagnostics.diagnostic import DiagnosticError, Log
from microsite.diagnostics.source_text import Span
from microsite.edition import EditionBuild
from microsite.exports.registry import host_files
from microsite.lint.lint import lint_of_the_day
from microsite.lint.unused_suppressions import tell_idle_marks
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.options import Options
from microsite.past_editions import past_editions
from microsite.project import Project
from microsite.publish.place import check_place
from microsite.publish.private import Search
from microsite.publish.publish import Published, publish, restore
from microsite.site.host_root import HostRoot
from microsite.site.site import Site
from microsite.site.state import next_change
from microsite.source.reader import SourceFiles, read_sources
from microsite.warm import PreviewHooks

__all__ = ["Options", "Outcome", "build", "check"]


class Outcome(Struct):
    """What came of a build."""

    log: Log = field(default_factory=Log)
    sources: SourceFiles | None = None
    event: Event | None = None
    as_of: date | None = None
    moment: datetime | None = None
    """Since when the output would have been the same."""
    editions: list[EditionBuild] = field(default_factory=list)
    """The sites that were made, the one in front first."""
    pages: int = 0
    is_laid_out: bool = False
    """Whether its pages were made, and nothing was wrong up to there."""
    published: Published | None = None
    """None where nothing was published."""
    next_change: datetime | None = None
    """When the output would next come out differently, in the event's zone; None if never."""
    timings: list[tuple[str, float]] = field(default_factory=list)
    """The stages and the seconds they took."""

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Note how long a stage takes."""
        started = perf_counter()
        yield
        self.timings.append((stage, perf_counter() - started))


def build(project: Project, options: Options, hooks: PreviewHooks | None = None) -> Outcome:
    """Build the site and publish it to `output/`. With any error, `output/` stays as it was.

    `hooks` are those of a preview. Raise BuildCancelled if they say so.
    """
    restore(project.output)
    return _build(project, options, project.output, hooks)


def check(project: Project, options: Options) -> Outcome:
    """Check everything that `build` checks, without writing to `output/`, then readiness for launch."""
    from tempfile import TemporaryDirectory

    from microsite.model.readiness import check_readiness
    from microsite.pages.recording import note_what_is_not_recorded

    with TemporaryDirectory() as folder:
        outcome = _build(project, replace(options, use_cache=False), Path(folder) / "output")
    outcome.published = None
    event, sources, as_of, log = outcome.event, outcome.sources, outcome.as_of, outcome.log
    if event is not None and sources is not None and as_of is not None:
        check_readiness(event, as_of, log)
        lint_of_the_day(event, sources, as_of, log)
        if not log.errors:
            for edition in outcome.editions:
                note_what_is_not_recorded(edition.site, edition.pages)
            tell_idle_marks(sources.texts, log, notes=True)
    return outcome


def _build(
    project: Project, options: Options, output: Path, hooks: PreviewHooks | None = None
) -> Outcome:
    """Run the stages in order. An error stops before the next stage that relies on it."""
    outcome = Outcome(Log())
    log = outcome.log
    editions = outcome.editions = _read(project, options, outcome)
    if not editions or outcome.sources is None:
        return outcome
    base_url = _base_url(editions[0].event, options)
    with outcome.timed("pages"):
        _build_pages(editions, base_url, options, outcome, hooks)
    if _has_blocking_errors(log, options):
        return outcome
    outcome.is_laid_out = True
    with outcome.timed("render"):
        artifacts = [artifact for edition in editions for artifact in edition.render()]
        host_root = HostRoot.holding(
            {edition.folder: edition.site for edition in editions}, base_url
        )
        artifacts += host_files(host_root, artifacts)
    if not log.errors:
        tell_idle_marks(outcome.sources.texts, log, notes=False)
    if _has_blocking_errors(log, options):
        return outcome
    if hooks is not None:
        hooks.check_cancelled()
    with outcome.timed("publish"):
        stamp = _stamp(editions[0].site, outcome.next_change, options)
        cache = project.cache if options.use_cache else None
        words = _private_words(editions)
        outcome.published = publish(artifacts, output, cache, stamp, log, words, jobs=options.jobs)
    return outcome


def _read(project: Project, options: Options, outcome: Outcome) -> list[EditionBuild]:
    """Read and load the current edition and the past ones; none if event.md cannot be read."""
    log = outcome.log
    check_place(project, log)
    with outcome.timed("read"):
        sources = outcome.sources = read_sources(project.root, log)
    with outcome.timed("model"):
        event = outcome.event = load_event(sources, log)
        if event is None:
            return []
        current = EditionBuild(project, sources, event, options, log)
        return [current, *past_editions(current)]


def _build_pages(
    editions: list[EditionBuild],
    base_url: str | None,
    options: Options,
    outcome: Outcome,
    hooks: PreviewHooks | None,
) -> None:
    """Build the pages of all editions, those that people look at first."""
    for edition in editions:
        edition.load_site(editions, base_url)
    if hooks is not None and not _has_blocking_errors(outcome.log, options):
        _build_requested_pages(editions, hooks, outcome.log)
    for edition in editions:
        if hooks is not None:
            hooks.check_cancelled()
        edition.build_pages()
    outcome.as_of, outcome.pages = (
        editions[0].site.as_of,
        sum(len(edition.pages) for edition in editions),
    )
    outcome.moment = max(edition.site.moment for edition in editions)
    changes = (next_change(edition.event, edition.site.moment) for edition in editions)
    outcome.next_change = min((moment for moment in changes if moment), default=None)


def _build_requested_pages(editions: list[EditionBuild], hooks: PreviewHooks, log: Log) -> None:
    """Build the pages that people look at, and show them, until one has an error."""
    private = Search(_private_words(editions))
    for path in hooks.requested():
        found = (edition.build_page(path) for edition in editions)
        try:
            page = next((data for data in found if data is not None), None)
        except DiagnosticError:
            return
        if log.errors or (page is not None and private.finds(path, page)):
            return
        if page is not None:
            hooks.show(path, page, log)


def _private_words(editions: list[EditionBuild]) -> dict[str, Span]:
    """Words that must appear nowhere in the output, each with the file that says so."""
    return {word: place for edition in editions for word, place in edition.private_words.items()}


def _base_url(event: Event, options: Options) -> str | None:
    """Where output will be found, ending in `/`; None where that is not known."""
    details = event.details
    known = options.base_url or (details.series.url if details.series else details.base_url)
    return f"{known.rstrip('/')}/" if known else None


def _stamp(site: Site, changes: datetime | None, options: Options) -> dict[str, str]:
    """What build.json says of the build."""
    stamp = {"engine": __version__, "as_of": _as_of(site)}
    if changes is not None:
        stamp["next_change"] = changes.isoformat()
    if options.commit is not None:
        stamp["commit"] = options.commit
    return stamp


def _as_of(site: Site) -> str:
    """`2027-05-20`; with a time of that day where something has changed since its first moment."""
    return f"{site.moment:%Y-%m-%dT%H:%M}" if site.clock != time() else site.as_of.isoformat()


def _has_blocking_errors(log: Log, options: Options) -> bool:
    """Whether what was found so far forbids going on."""
    return any(found.blocks_build(strict=options.strict) for found in log)
