"""Build of a site. Start reading here.

A build has five steps: read, check, lay out, render and write.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cached_property, partial
from pathlib import Path
from posixpath import normpath
from tempfile import TemporaryDirectory
from time import perf_counter

from msgspec import Struct, field, structs

from microsite import __version__
from microsite.cache import Cache, open_cache
from microsite.diagnostics.diagnostic import Guard, Log, file_span
from microsite.diagnostics.source_text import Span
from microsite.exports.registry import export_artifacts, host_files
from microsite.exports.web_app import service_worker
from microsite.lint.lint import report_unused_suppressions, run_lint
from microsite.locales.locale import ENGLISH, Locale
from microsite.locales.untranslated import language_name, report_untranslated
from microsite.model.event import Event
from microsite.model.loader import LoadedEdition, load_editions
from microsite.model.public import public_event
from microsite.model.readiness import check_readiness
from microsite.output.private_words import PrivateWordSearch
from microsite.output.swap import OutputFolders
from microsite.output.writer import PublishResult, check_output_folder, publish, restore
from microsite.pages.page import Page
from microsite.pages.publication_record import check_old_addresses, report_unrecorded
from microsite.pages.registry import build_pages, load_page_kinds
from microsite.project import BuildOptions, Project, engine_digest
from microsite.render.artifacts import Artifact, code_artifacts, page_artifacts
from microsite.render.assets import (
    Assets,
    drawing_artifacts,
    file_artifacts,
    image_artifacts,
)
from microsite.render.event_css import event_css
from microsite.render.share_cards import FONT, card_artifacts, missing_letter
from microsite.render.templates import Templates
from microsite.site.downloads import DownloadRegistry, find_file
from microsite.site.images import ImageRegistry
from microsite.site.markdown import cached_html
from microsite.site.redirects import create_host_root
from microsite.site.site import PageKind, Site
from microsite.site.state import next_change, start_of, unchanged_since
from microsite.site.urls import page_url
from microsite.source.reader import ParsedFiles


class EditionSite(Struct, eq=False, dict=True):
    """The site of an edition while it is built."""

    loaded: LoadedEdition
    site: Site
    templates: Templates
    pages: tuple[Page, ...] = ()

    @cached_property
    def assets(self) -> Assets:
        """Assets of the theme and the project.

        Creating them reports C-codes for the colours.
        """
        *folders, theme = self.loaded.project.layers("assets")
        folders += [theme / "voices" / self.site.event.record.voice, theme]
        css = event_css(self.site)
        cache = self.site.images.cache
        return Assets(tuple(folders), css, self.loaded.log, cache, self.site.locale)

    def html(self, path: str, log: Log) -> bytes | None:
        """Return the page at a path in output/, or None.

        Raise DiagnosticError if it has errors.
        """
        url = page_url(path.removeprefix(self.loaded.folder))
        pages = (
            build_pages(self.site, url) if path.startswith(self.loaded.folder) else ()
        )
        page = next(iter(pages), None)
        if page is None:
            return None
        artifacts = page_artifacts(
            [page], self.site, self.templates, self.assets.published(), log
        )
        return b"".join(artifact.produce() for artifact in artifacts)


class Outcome(Struct, eq=False):
    """Result of a build."""

    log: Log = field(default_factory=Log)
    loaded: list[LoadedEdition] = []
    """The editions, the current one first; empty if event.md cannot be read."""
    editions: list[EditionSite] = []  # empty unless built
    pages: int = 0
    as_of: date | None = None  # day for which the site is built, in the event's zone
    moment: datetime | None = None
    """Moment since which the output would have been the same."""
    next_change: datetime | None = None
    """Moment at which the output changes next, in the event's zone; None if never."""
    published: PublishResult | None = None
    search: PrivateWordSearch = field(default_factory=lambda: PrivateWordSearch({}))
    """Finds the private words of all editions."""
    timings: dict[str, float] = {}  # seconds of each step

    @property
    def hidden_news(self) -> list[tuple[str, Span]]:
        """Posts that only a preview with drafts shows, each with the reason."""
        posts = self.editions[0].site.hidden_news if self.editions else []
        reasons = [
            "a draft" if post.draft else f"from {ENGLISH.date(post.date)}"
            for post in posts
        ]
        pairs = zip(posts, reasons, strict=True)
        return [(f"“{post.title}” ({reason})", post.span()) for post, reason in pairs]

    def is_blocked(self, options: BuildOptions) -> bool:
        """Return whether errors, or with `strict` warnings, stop the build."""
        return self.log.is_blocked(strict=options.strict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note how long a step takes, and report an exception that no file explains."""
        started = perf_counter()
        with Guard(self.log, file_span("content")):
            yield
        seconds = perf_counter() - started
        self.timings[step] = self.timings.get(step, 0) + seconds


def build(project: Project, options: BuildOptions) -> Outcome:
    """Read, check, lay out, render and write a site. Errors keep `output/` as it is."""
    outcome = Outcome()
    read(outcome, project)
    if outcome.loaded:
        build_loaded(outcome, project, options)
    return outcome


def build_loaded(outcome: Outcome, project: Project, options: BuildOptions) -> None:
    """Lay out, render and write what was read, unless it has errors."""
    with open_cache(cache_folder(project, options)) as cache:
        create_editions(outcome, options, cache)
        lay_out(outcome)
        if outcome.is_blocked(options):
            return

        artifacts = render(outcome)
        if outcome.is_blocked(options):
            return

        write(outcome, project, options, artifacts)


def cache_folder(project: Project, options: BuildOptions) -> Path | None:
    """Return the folder of the cache; None for a build without one."""
    return project.cache if options.use_cache else None


def read(
    outcome: Outcome, project: Project, parsed_files: ParsedFiles | None = None
) -> None:
    """Read and check the sources: `loaded` are the editions, unless event.md is broken.

    The first step. It also finishes what an interrupted build has left in `output/`. A
    preview keeps the `parsed_files` between builds.
    """
    restore(OutputFolders(project.output, project.work))
    check_output_folder(project, outcome.log)
    with outcome.timed("read"):
        outcome.loaded = load_editions(project, outcome.log, parsed_files)


def create_editions(outcome: Outcome, options: BuildOptions, cache: Cache) -> None:
    """Create the sites of all editions, still without pages: `editions`."""
    with outcome.timed("pages"):
        outcome.search = PrivateWordSearch(private_words(outcome.loaded))
        outcome.editions = create_sites(outcome.loaded, options, cache, outcome.search)


def check(project: Project, options: BuildOptions) -> Outcome:
    """Check all that `build` checks, without writing to `output/`, and the readiness
    for launch.
    """
    with TemporaryDirectory() as folder:
        elsewhere = structs.replace(project, output=Path(folder) / "output")
        outcome = build(elsewhere, structs.replace(options, use_cache=False))
    outcome.published = None
    log = outcome.log
    if (as_of := outcome.as_of) is not None:
        event = outcome.loaded[0].event
        sources = outcome.loaded[0].sources
        check_readiness(event, as_of, log)
        for version in outcome.loaded[1:]:
            if version.language and version.project.front is None:
                report_untranslated(version.event, log)
        run_lint(event, sources, as_of, log, dated=True)
        if not log.errors:
            for edition in outcome.editions:
                if not edition.site.is_translation:
                    report_unrecorded(edition.site, edition.pages)
                if letter := missing_letter(
                    edition.pages, find_file(edition.assets.folders, FONT)
                ):
                    log.report("I110", event.record.span("title"), letter=letter)
                if count := edition.site.locale.unreviewed:
                    name = language_name(edition.site.locale.tag, "en")
                    log.report(
                        "K164",
                        event.record.span("languages"),
                        language=name,
                        count=count,
                    )
            report_unused_suppressions(sources.texts, log, notes=True)
    return outcome


def public_edition(loaded: LoadedEdition) -> LoadedEdition:
    """Return an edition with the event as everybody may know it."""
    event = loaded.event
    search = PrivateWordSearch(event.private_words)
    return structs.replace(loaded, event=public_event(event, search.holds))


def create_sites(
    loaded: list[LoadedEdition],
    options: BuildOptions,
    cache: Cache,
    search: PrivateWordSearch | None = None,
) -> list[EditionSite]:
    """Create the sites of all editions in all languages, without people who must not be
    known.
    """
    public = [public_edition(edition) for edition in loaded]
    page_kinds = load_page_kinds(loaded[0].project.own_layers("pages"), loaded[0].log)
    can_read = search.can_read if search and search.fingerprint else None

    editions = []
    for edition, public_one in zip(loaded, public, strict=True):
        site = create_site(public_one, public, options, cache, page_kinds, can_read)
        templates = Templates(edition.project.layers("templates"), site.locale)
        editions.append(EditionSite(edition, site, templates))
    return editions


def create_site(
    edition: LoadedEdition,
    loaded: list[LoadedEdition],
    options: BuildOptions,
    cache: Cache,
    page_kinds: tuple[PageKind, ...],
    can_read: Callable[[bytes], bool] | None,
) -> Site:
    """Create the site of one edition in one language. `loaded` are all of them.

    `can_read` tells whether the words of a download can be searched.
    """
    event = edition.event
    project = edition.project
    url = base_url(loaded[0], options)
    assets = project.layers("assets")
    shared = "../" if edition.language else ""
    other_events = [other.event for other in loaded if other is not edition]
    now = unchanged_since(event, build_moment(event, options), other_events)
    language = event.record.languages[0]
    versions = [other for other in loaded if other.project == project]
    return Site(
        event=event,
        now=now,
        base_url=f"{url.rstrip('/')}/{edition.folder}" if url else None,
        drafts=options.drafts,
        images=ImageRegistry(assets, cache, shared),
        downloads=DownloadRegistry(assets, cache, can_read, shared),
        log=edition.log,
        locale=Locale.load(language, project.own_layers("locales"), edition.log),
        editions=tuple(named_editions(loaded, edition.language)),
        versions=tuple(versions),
        page_kinds=page_kinds,
        to_html=partial(cached_html, cache=cache, version=engine_digest()),
    )


def base_url(main: LoadedEdition, options: BuildOptions) -> str | None:
    """Return the address of `output/`; None if it is not known."""
    record = main.event.record
    if options.base_url:
        return options.base_url
    return record.series.url if record.series else record.base_url


def named_editions(
    loaded: list[LoadedEdition], language: str
) -> Iterator[LoadedEdition]:
    """Yield each edition that has a name, in this language if it is written in it."""
    editions: dict[Project, LoadedEdition] = {}
    for other in loaded:
        is_new = other.project not in editions
        if other.name and (is_new or other.language == language):
            editions[other.project] = other
    yield from editions.values()


def build_moment(event: Event, options: BuildOptions) -> datetime:
    """Return the moment for which a site is built, in the event's zone."""
    if options.as_of is None:
        return datetime.now(event.zone)
    if isinstance(options.as_of, datetime):
        return options.as_of.replace(tzinfo=event.zone)
    return start_of(event, options.as_of)


def lay_out(outcome: Outcome) -> None:
    """Build the pages, and check old addresses and the wording of the current edition.

    Errors in the sources do not keep pages from being built: what is wrong about them
    is reported, too.
    """
    with outcome.timed("pages"):
        for edition in outcome.editions:
            _lay_out_edition(outcome, edition)
        sites = [edition.site for edition in outcome.editions]
        changes = [next_change(site.event, site.now) for site in sites]
        outcome.as_of = sites[0].as_of
        outcome.moment = max(site.now for site in sites)
        outcome.next_change = min(filter(None, changes), default=None)


def _lay_out_edition(outcome: Outcome, edition: EditionSite) -> None:
    site = edition.site
    loaded = edition.loaded
    edition.pages = tuple(build_pages(site))
    outcome.pages += len(edition.pages)
    check_old_addresses(site, edition.pages)
    is_current = loaded.project.front is None
    if is_current:
        run_lint(loaded.event, loaded.sources, site.as_of, site.log)


def render(outcome: Outcome) -> list[Artifact]:
    """Return all files of all editions, and those for the root of the host."""
    with outcome.timed("render"):
        editions = outcome.editions
        main = editions[0]
        # The languages of an edition share files
        unique = {}
        for edition in editions:
            for artifact in render_edition(edition):
                unique[artifact.path, artifact.inputs] = artifact

        artifacts = list(unique.values())
        sites = {edition.loaded.folder: edition.site for edition in editions}
        root_url = main.site.base_url
        if root_url is not None:
            root_url = root_url.removesuffix(main.loaded.folder)
        host_root = create_host_root(sites, root_url)
        artifacts += host_files(host_root, artifacts, main.templates)
        if not outcome.log.errors:
            texts = main.loaded.sources.texts
            report_unused_suppressions(texts, outcome.log, notes=False)
        return artifacts


def write(
    outcome: Outcome, project: Project, options: BuildOptions, artifacts: list[Artifact]
) -> None:
    """Write the files into `output/`, all or none: `published` says what changed."""
    with outcome.timed("publish"):
        outcome.published = publish(
            artifacts,
            OutputFolders(project.output, project.work),
            cache_folder(project, options),
            build_info(outcome, options),
            outcome.log,
            outcome.search,
            jobs=options.jobs,
        )


def render_edition(edition: EditionSite) -> Iterator[Artifact]:
    """Yield the files of an edition, each at its path in output/."""
    site, pages, assets = edition.site, edition.pages, edition.assets
    shared = site.images.shared
    artifacts = [
        *page_artifacts(pages, site, edition.templates, assets.published(), site.log),
        *export_artifacts(
            site, pages, edition.templates, edition.loaded.project.portfolio
        ),
        *(
            structs.replace(file, path=shared + file.path)
            for file in assets.artifacts()
        ),
        *drawing_artifacts(site),
        *image_artifacts(site.images),
        *code_artifacts(pages),
        *card_artifacts(pages, find_file(assets.folders, FONT)),
        *file_artifacts((file.path, file) for file in site.downloads.found.values()),
    ]
    artifacts.append(service_worker(site, artifacts))
    paths = {artifact.path for artifact in artifacts}
    for redirect in site.event.redirects:  # those from pages were checked before
        if redirect.old in paths and not redirect.old.endswith((".html", ".htm")):
            site.log.report(
                "L112", redirect.span("from"), old=redirect.old, what="a file"
            )
    for artifact in artifacts:
        yield structs.replace(
            artifact, path=normpath(f"{edition.loaded.folder}{artifact.path}")
        )


def private_words(loaded: list[LoadedEdition]) -> dict[str, Span]:
    """Return the words that must not appear in output/, each with the file that
    protects them.
    """
    return {
        word: span
        for edition in loaded
        for word, span in edition.event.private_words.items()
    }


def build_info(outcome: Outcome, options: BuildOptions) -> dict[str, str]:
    """Return what build.json says about the build."""
    site = outcome.editions[0].site
    change = outcome.next_change
    is_start_of_day = site.now.time() == time()
    info = {
        "engine": __version__,
        "as_of": (
            site.as_of.isoformat() if is_start_of_day else f"{site.now:%Y-%m-%dT%H:%M}"
        ),
        "next_change": change.isoformat() if change else None,
        "commit": options.commit,
    }
    return {name: value for name, value in info.items() if value is not None}
