"""How a site is made, from its sources to output/. Read this first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from microsite import __version__
from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log, nowhere
from microsite.exports.kinds import export_artifacts, host_files, last_artifact
from microsite.model.conference import Event
from microsite.model.load import load_event
from microsite.model.moments import TO_BE_ANNOUNCED
from microsite.pages.kinds import build_pages
from microsite.pages.page import Page
from microsite.plain import dataclass, field
from microsite.project import Project
from microsite.publish.place import check_place
from microsite.publish.publish import Published, publish, restore
from microsite.render.assets import Assets, file_artifacts
from microsite.render.cards import TYPEFACE, card_artifacts
from microsite.render.compiled import CompiledTemplates
from microsite.render.drawings import drawing_artifacts
from microsite.render.pages import page_artifacts
from microsite.render.pictures import picture_artifacts
from microsite.render.shelf import Shelf
from microsite.render.templates import Templates
from microsite.site.colours import tokens_css
from microsite.site.downloads import DownloadBook
from microsite.site.host_root import HostRoot
from microsite.site.memory import MarkdownMemory
from microsite.site.pictures import PictureBook
from microsite.site.site import Site
from microsite.site.state import next_change
from microsite.source.read import read_sources
from microsite.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a site is to be built."""

    as_of: date | None = None
    """The day it is built for, in the event's zone; None for today."""
    base_url: str | None = None
    """Where it will be found; None for the address in event.md."""
    drafts: bool = False
    """Whether posts that are drafts, or dated later, are shown."""
    strict: bool = False
    """Whether a warning stops the build as an error does."""
    commit: str | None = None
    """The commit that is built, to be noted in build.json; like the other options it is given, never looked up."""
    use_cache: bool = True
    """Whether earlier results may be used again."""


@dataclass(slots=True)
class Outcome:
    """What came of a build."""

    log: Log = field(default_factory=Log)
    event: Event | None = None
    as_of: date | None = None
    pages: int = 0
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


def build(project: Project, options: Options) -> Outcome:
    """Make the site and put it into output/. With any error, output/ stays as it was."""
    restore(project.output)
    return _make(project, options, project.output)


def check(project: Project, options: Options) -> Outcome:
    """Everything that `build` checks, with nothing written to output/."""
    with TemporaryDirectory() as folder:
        outcome = _make(project, options, Path(folder) / "output")
    outcome.published = None
    return outcome


def _make(project: Project, options: Options, output: Path) -> Outcome:
    """The stages in order. Each tells all it finds; an error stops before the next one that builds on it."""
    outcome = Outcome()
    log = outcome.log
    check_place(project, log)
    with outcome.timed("read"):
        sources = read_sources(project.root, log)
    with outcome.timed("model"):
        event = outcome.event = load_event(sources, log)
    if event is None:
        return outcome
    with outcome.timed("pages"):
        memory = MarkdownMemory(project.cache / "markdown" if options.use_cache else None)
        site = _site(event, project, options, memory, log)
        pages = tuple(build_pages(site))
        memory.save()
        site.pictures.save()
    outcome.as_of, outcome.pages, outcome.next_change = site.as_of, len(pages), next_change(event, site.as_of)
    if _stops(log, options):
        return outcome
    with outcome.timed("render"):
        compiled = CompiledTemplates(project.cache / "templates" if options.use_cache else None)
        templates = Templates(project.layers("templates"), compiled)
        shelf = Shelf(project.cache / "made" if options.use_cache else None)
        artifacts = list(_artifacts(pages, site, project, templates, shelf, log))
        artifacts.append(last_artifact(site, artifacts))
    if _stops(log, options):
        return outcome
    with outcome.timed("publish"):
        stamp = _stamp(site, outcome.next_change, options)
        cache = project.cache if options.use_cache and output == project.output else None
        outcome.published = publish(artifacts, output, cache, stamp, log, private_words(event))
        compiled.save()
        shelf.tidy()
    return outcome


def _stamp(site: Site, changes: datetime | None, options: Options) -> dict[str, str]:
    """What build.json says of the build."""
    stamp = {"engine": __version__, "as_of": site.as_of.isoformat()}
    if changes is not None:
        stamp["next_change"] = changes.isoformat()
    if options.commit is not None:
        stamp["commit"] = options.commit
    return stamp


def _site(event: Event, project: Project, options: Options, memory: MarkdownMemory, log: Log) -> Site:
    base_url = options.base_url or event.details.base_url
    assets = project.layers("assets")
    return Site(
        event=event,
        as_of=options.as_of or datetime.now(event.zone).date(),
        base_url=f"{base_url.rstrip('/')}/" if base_url else None,
        drafts=options.drafts,
        pictures=PictureBook(assets, project.cache / "pictures" if options.use_cache else None),
        downloads=DownloadBook(assets),
        log=log,
        html_of=memory.html,
    )


def _artifacts(
    pages: tuple[Page, ...], site: Site, project: Project, templates: Templates, shelf: Shelf, log: Log
) -> Iterator[Artifact]:
    """Every file of the site but the last."""
    assets = Assets(project.layers("assets"), tokens_css(site), log)
    yield from page_artifacts(pages, site, templates, assets.published(), log)
    yield from export_artifacts(site, pages)
    yield from host_files(HostRoot.of(site))
    yield from assets.artifacts()
    yield from drawing_artifacts(site)
    yield from picture_artifacts(site.pictures, shelf)
    yield from card_artifacts(pages, assets.find(TYPEFACE), shelf)
    yield from file_artifacts((file.path, file) for file in site.downloads.found.values())


def _stops(log: Log, options: Options) -> bool:
    """Whether what was found so far forbids going on."""
    return log.errors > 0 or (options.strict and log.warnings > 0)


def private_words(event: Event) -> dict[str, Span]:
    """Words that must appear nowhere in the output, each with the file that says so.

    The place is the file alone: an excerpt would tell the very words to whoever reads the log.
    """
    words: dict[str, Span] = {}
    for speaker in event.speakers:
        if speaker.protected:
            file = nowhere(speaker.place("name").path)
            words.update(dict.fromkeys(speaker.private_words, file))
            if speaker.name.casefold() not in TO_BE_ANNOUNCED:
                words[speaker.name] = file
    return words
