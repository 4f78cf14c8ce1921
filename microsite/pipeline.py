"""How a site is made, from its sources to output/. Read this first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

from microsite import __version__
from microsite.diagnostics.diagnostic import Log, Reported
from microsite.edition import EditionInMaking
from microsite.exports.kinds import host_files
from microsite.lint.idle import tell_idle_marks
from microsite.lint.lint import lint_of_the_day
from microsite.model.conference import Event
from microsite.model.load import as_prose, load_event
from microsite.model.memory import ReadMemory
from microsite.options import Options
from microsite.past_editions import past_editions
from microsite.plain import dataclass, field, replace
from microsite.project import Project
from microsite.publish.place import check_place
from microsite.publish.private import Search
from microsite.publish.publish import Published, publish, restore
from microsite.site.host_root import HostRoot
from microsite.site.markdown import to_html
from microsite.site.site import Site
from microsite.site.state import next_change
from microsite.source.ahead import Ahead
from microsite.source.read import Sources, read_sources
from microsite.text import Span
from microsite.warm import Warm

__all__ = ["Options", "Outcome", "build", "check"]


@dataclass(slots=True)
class Outcome:
    """What came of a build."""

    log: Log = field(default_factory=Log)
    sources: Sources | None = None
    event: Event | None = None
    as_of: date | None = None
    moment: datetime | None = None
    """Since when the output would have been the same."""
    editions: list[EditionInMaking] = field(default_factory=list)
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


def build(project: Project, options: Options, warm: Warm | None = None) -> Outcome:
    """Make the site and put it into output/. With any error, output/ stays as it was.

    `warm` is what a process keeps that builds again and again. Raises OvertakenError where that
    says so.
    """
    restore(project.output)
    if warm is None:
        return _build(project, options)
    warm.memo.begin(project.folders)
    outcome = None
    try:
        outcome = _build(project, options, warm)
    finally:
        warm.memo.end(whole=outcome is not None and outcome.published is not None)
    return outcome


def _build(project: Project, options: Options, warm: Warm | None = None) -> Outcome:
    """Make the site of what is remembered and what is new; all of it anew where there is something
    to tell of which it is not known where it comes from.
    """
    made = _make(project, options, project.output, warm, remember=options.use_cache)
    return (
        _make(project, replace(options, jobs=1), project.output, warm)
        if _lacks_places(made)
        else made
    )


def check(project: Project, options: Options) -> Outcome:
    """Everything that `build` checks, with nothing written to output/; then what is to do before
    launch, and by now.
    """
    from tempfile import TemporaryDirectory

    from microsite.model.readiness import note_what_is_not_ready
    from microsite.pages.recording import note_what_is_not_recorded

    with TemporaryDirectory() as folder:
        outcome = _make(project, options, Path(folder) / "output")
    outcome.published = None
    event, sources, as_of, log = outcome.event, outcome.sources, outcome.as_of, outcome.log
    if event is not None and sources is not None and as_of is not None:
        note_what_is_not_ready(event, as_of, log)
        lint_of_the_day(event, sources, as_of, log)
        if not log.errors:
            for edition in outcome.editions:
                note_what_is_not_recorded(edition.site, edition.pages)
            tell_idle_marks(sources.texts, log, notes=True)
    return outcome


def _lacks_places(outcome: Outcome) -> bool:
    """Whether the last stages found mistakes with files, and it is not known of all where in the
    sources they come from, which is to be told.
    """
    return (
        outcome.is_laid_out
        and outcome.log.errors > 0
        and any(edition.lacks_places for edition in outcome.editions)
    )


def _make(
    project: Project,
    options: Options,
    output: Path,
    warm: Warm | None = None,
    *,
    remember: bool = False,
) -> Outcome:
    """The stages in order. Each tells all it finds; an error stops before the next one that builds on it.

    `remember` says whether what is as it was may come from earlier builds, and is to be left to
    later ones.
    """
    before = ReadMemory(project) if warm is None and options.use_cache else None
    log = Log(warm.memo if warm else before.memo if before else None)
    outcome = Outcome(log)
    with Ahead(log.memo if before else None, as_prose, to_html, options.jobs) as ahead:
        editions = outcome.editions = _read(project, options, outcome, ahead)
        if before is not None and remember:
            ahead.beside(before.save)  # now, while little else is in memory
        if not editions or outcome.sources is None:
            return outcome
        front, base_url = editions[0], _base_url(editions[0].event, options)
        with outcome.timed("pages"):
            _lay_out(editions, base_url, options, outcome, warm, remember=remember)
    if _stops(log, options):
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
    if _stops(log, options):
        return outcome
    if warm is not None:
        warm.go_on()
    with outcome.timed("publish"):
        stamp = _stamp(front.site, outcome.next_change, options)
        cache = project.cache if options.use_cache and output == project.output else None
        outcome.published = publish(
            artifacts, output, cache, stamp, log, _private_words(editions), jobs=options.jobs
        )
        for edition in editions:
            edition.remember()
    return outcome


def _read(
    project: Project, options: Options, outcome: Outcome, ahead: Ahead
) -> list[EditionInMaking]:
    """The present edition, then past ones; none where event.md cannot be read."""
    log = outcome.log
    check_place(project, log)
    with outcome.timed("read"):
        sources = outcome.sources = read_sources(project.root, log, ahead)
    with outcome.timed("model"):
        event = outcome.event = load_event(sources, log)
        if event is None:
            return []
        front = EditionInMaking(project, sources, event, options, log, ahead)
        return [front, *past_editions(front)]


def _lay_out(
    editions: list[EditionInMaking],
    base_url: str | None,
    options: Options,
    outcome: Outcome,
    warm: Warm | None,
    *,
    remember: bool,
) -> None:
    """Make the pages of all editions, those that somebody looks at first."""
    for edition in editions:
        edition.open(editions, base_url)
    if warm is not None and not _stops(outcome.log, options):
        _show_first(editions, warm, outcome.log)
    for edition in editions:
        edition.lay_out(warm, remember=remember)
    outcome.as_of, outcome.pages = (
        editions[0].site.as_of,
        sum(len(edition.pages) for edition in editions),
    )
    outcome.moment = max(edition.site.moment for edition in editions)
    changes = (next_change(edition.event, edition.site.moment) for edition in editions)
    outcome.next_change = min((moment for moment in changes if moment), default=None)


def _show_first(editions: list[EditionInMaking], warm: Warm, log: Log) -> None:
    """Make the pages that somebody is looking at, and show them, until there is something wrong
    with one.
    """
    private = Search(_private_words(editions))
    for path in warm.wanted():
        found = (edition.page_alone(path) for edition in editions)
        try:
            page = next((data for data in found if data is not None), None)
        except Reported:
            return
        if log.errors or (page is not None and private.finds(path, page)):
            return
        if page is not None:
            warm.show(path, page, log)


def _private_words(editions: list[EditionInMaking]) -> dict[str, Span]:
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


def _stops(log: Log, options: Options) -> bool:
    """Whether what was found so far forbids going on."""
    return any(found.stops(strict=options.strict) for found in log)
