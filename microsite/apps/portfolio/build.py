"""`build` and `check` of a portfolio. An error stops only the event that has it."""

import gc
import json
import os
import shutil
import time
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from posixpath import normpath
from typing import Any

from msgspec import Struct, structs

from microsite import up_to_date
from microsite.apps.portfolio.choice import MAX_EVENTS, is_in_part
from microsite.apps.portfolio.front import build_front
from microsite.apps.portfolio.records import Portfolio, load_portfolio
from microsite.apps.publish.online import State, verify_folder
from microsite.build import Outcome, build, check
from microsite.cache import digest_of
from microsite.console.last_report import save_report
from microsite.console.options import build_options, path_formatter
from microsite.console.output import (
    echo,
    exit_code,
    format_counts,
    join_counts,
    plural,
    print_diagnostics,
    print_timings,
    sorted_diagnostics,
    spinner,
)
from microsite.diagnostics.diagnostic import Diagnostic, Log, file_span
from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.loader import load_edition
from microsite.output.build_json import BUILD_JSON, read_build_json
from microsite.output.private_words import PrivateWordSearch
from microsite.output.swap import OutputFolders
from microsite.output.writer import inspect_output, publish
from microsite.project import PORTFOLIO, SHARED, BuildOptions, Project, read_file
from microsite.render.artifacts import Artifact
from microsite.up_to_date import (
    EVENTS,
    FROZEN,
    NO_MANIFEST,
    Snapshot,
    file_stat,
    program,
)


class EventResult(Struct, frozen=True, kw_only=True):
    """Result of the build of an event."""

    slug: str
    diagnostics: list[Diagnostic] = []  # with paths from the root of the portfolio
    seconds: float = 0
    changes: int = 0  # files that were written or removed
    is_published: bool = True
    is_built: bool = True  # False if it has not changed
    has_warnings: bool = False
    """True if it has not changed, and the last build had some."""


class PortfolioOptions(Struct, frozen=True, kw_only=True):
    """Options of a build or a check of a portfolio."""

    root: Path
    output: Path | None = None
    """Folder of all finished sites; None for `output/` in the portfolio."""
    build: BuildOptions = BuildOptions()
    is_check: bool = False
    events: tuple[str, ...] | None = None
    """Names of the events to build; None for all."""
    part: str = ""
    """Part of the events to build, such as `3/20`; empty for all."""
    only_front: bool = False
    """Whether only the front site is built, from what is in the output."""
    format: str = "text"
    """Format of the diagnostics."""
    timings: bool = False
    """Whether the time of each event is printed."""


def run(options: Namespace) -> int:
    """Build or check the events and the front site. Return the exit code."""
    output = getattr(options, "output", None)
    portfolio_options = PortfolioOptions(
        root=options.root,
        output=output.absolute() if output else None,
        build=build_options(options),
        is_check=options.command == "check",
        events=tuple(options.event.split(",")) if options.event is not None else None,
        part=getattr(options, "shard", None) or "",
        only_front=getattr(options, "front", False),
        format=options.format,
        timings=options.timings,
    )
    return build_portfolio(portfolio_options)[1]


def build_portfolio(options: PortfolioOptions) -> tuple[Portfolio | None, int]:
    """Return the portfolio, None if portfolio.yaml has errors, and the exit code of
    `run`.
    """
    start = time.perf_counter()
    log = Log()
    gc.enable()  # commands run without it
    portfolio = load_portfolio(options.root, options.output, log)
    results: list[EventResult] = []
    removed: list[str] = []
    if portfolio is not None:
        slugs = chosen_events(portfolio, options)
        with spinner() as show:
            for result in build_events(portfolio, slugs, options):
                results.append(result)
                show(f"{len(results):,} of {len(slugs):,} events …")
        if options.events is None and not options.is_check:
            removed = list(remove_gone_events(portfolio, log))
        if not options.is_check and not options.part:
            for diagnostic in build_front(portfolio, options.build).log:
                log.add(diagnostic)
    for result in results:
        for diagnostic in result.diagnostics:
            log.add(diagnostic)

    is_check = options.is_check
    diagnostics = sorted_diagnostics(
        log, strict=options.build.strict, with_notes=is_check
    )
    format_path = path_formatter(Project(options.root, options.root))
    print_diagnostics(diagnostics, format_path, options.format)
    if options.timings:
        print_timings({it.slug: it.seconds for it in results if it.is_built})
    seconds = f"{time.perf_counter() - start:.1f} s"
    echo(summary(results, removed, seconds, is_check=is_check))
    if counts := format_counts(diagnostics):
        echo(f"{counts}.")
    code = 0 if all(result.is_published for result in results) else 1
    return portfolio, exit_code(diagnostics) or code


def chosen_events(portfolio: Portfolio, options: PortfolioOptions) -> tuple[str, ...]:
    """Return the names of the events to build or check. Raise CommandError."""
    slugs = portfolio.slugs
    if options.events is not None:
        return tuple(slug for slug in slugs if slug in options.events)
    if options.part:
        return tuple(slug for slug in slugs if is_in_part(slug, options.part))
    return () if options.only_front else slugs


def build_events(
    portfolio: Portfolio, slugs: tuple[str, ...], options: PortfolioOptions
) -> Iterator[EventResult]:
    """Build or check events, in parallel if there are several, and yield their
    results.
    """
    common = common_inputs(portfolio.root)
    request = [
        repr(structs.replace(options.build, jobs=0)),
        common,
        *up_to_date.environment(),
    ]
    can_skip = common and options.build.use_cache and not options.is_check
    waiting: list[tuple[Project, Snapshot | None]] = []
    for project in map(portfolio.project, slugs):
        snapshot = take_snapshot(project, request) if can_skip else None
        warnings = up_to_date.up_to_date_report(snapshot) if snapshot else None
        if warnings is None or (warnings and options.format != "text"):
            waiting.append((project, snapshot))
        else:
            yield EventResult(
                slug=project.root.name, is_built=False, has_warnings=bool(warnings)
            )

    jobs = min(options.build.jobs or os.cpu_count() or 1, len(waiting))
    work = partial(build_event, options=options.build, is_check=options.is_check)
    if jobs < 2:
        yield from map(work, waiting)
    else:
        with ProcessPoolExecutor(jobs) as processes:
            yield from processes.map(work, waiting)


def build_event(
    waiting: tuple[Project, Snapshot | None], options: BuildOptions, *, is_check: bool
) -> EventResult:
    """Build or check an event."""
    project, snapshot = waiting
    slug = project.root.name
    if options.base_url:
        options = structs.replace(
            options, base_url=f"{options.base_url.rstrip('/')}/{slug}/"
        )
    if (project.root / FROZEN).is_dir():
        outcome = build_frozen(project, is_check=is_check)
    else:
        outcome = (check if is_check else build)(project, options)
    if snapshot is not None:
        save_report(
            options.as_of, outcome, snapshot, "warnings" if len(outcome.log) else ""
        )
    result = outcome.published
    return EventResult(
        slug=slug,
        diagnostics=[from_root(diagnostic, slug) for diagnostic in outcome.log],
        seconds=sum(outcome.timings.values()),
        changes=result.written + result.removed if result else 0,
        is_published=is_check or result is not None,
    )


def build_frozen(project: Project, *, is_check: bool) -> Outcome:
    """Publish the final files of an event unless this is a check. Report E206, E207 and
    O-codes.

    Of its sources, only the names of protected people are read.
    """
    outcome = Outcome()
    log = outcome.log
    edition = load_edition(project, Log())
    folder = project.root / FROZEN
    file = folder / BUILD_JSON
    build = read_build_json(file.read_bytes()) if file.is_file() else None
    files = build.files if build else {}
    states = verify_folder(folder, files) if build else {BUILD_JSON: State.MISSING}
    wrong = sorted(path for path, state in states.items() if state is not State.SAME)
    words = edition.event.private_words if edition else {}
    search = PrivateWordSearch(words)
    if wrong:
        log.report(
            "E206", file_span(f"{FROZEN}/{wrong[0]}"), path=wrong[0], count=len(wrong)
        )
    elif words and any(search.finds(path, read_file(folder / path)) for path in files):
        log.report("E207", next(iter(words.values())))
    elif not is_check:
        if edition:
            outcome.loaded = [edition]
            outcome.moment = datetime.now(edition.event.zone)
        stamp = json.loads(read_file(file))
        del stamp["files"]
        readers = {path: partial(read_file, folder / path) for path in files}
        artifacts = [
            Artifact(path, digest, readers[path]) for path, digest in files.items()
        ]
        folders = OutputFolders(project.output, project.work)
        searched = PrivateWordSearch({})  # these files were, above
        outcome.published = publish(
            artifacts, folders, project.cache, stamp, log, searched
        )
    return outcome


def take_snapshot(project: Project, request: list[Any]) -> Snapshot:
    """Return the state of an event before a build."""
    now, output = time.time_ns(), str(project.output)
    manifest = up_to_date.manifest_path(str(project.cache), output)
    inputs = up_to_date.scan_inputs(str(project.root), with_engine=False)
    return Snapshot(manifest, output, request, inputs, now)


def common_inputs(root: Path) -> str:
    """Return a digest of everything that all events read; empty if a change may not
    show.
    """
    now, folder = time.time_ns(), root / SHARED
    stats = up_to_date.scan_inputs(str(folder if folder.is_dir() else root))
    stats[PORTFOLIO] = file_stat(str(root / PORTFOLIO))
    is_settled = os.name != "nt" and up_to_date.without_recent(stats, now) == stats
    return digest_of(json.dumps(sorted(stats.items()))) if is_settled else ""


def remove_gone_events(portfolio: Portfolio, log: Log) -> Iterator[str]:
    """Remove the sites of events whose folders are gone.

    Report files that were added by hand.
    """
    for folder in portfolio.sites if portfolio.slugs else ():
        is_gone = not os.path.lexists(portfolio.root / EVENTS / folder.name)
        is_site = (folder / BUILD_JSON).exists()
        if is_gone and is_site and inspect_output(folder, NO_MANIFEST, log) is not None:
            shutil.rmtree(folder)
            yield folder.name


def from_root(diagnostic: Diagnostic, slug: str) -> Diagnostic:
    """Return a diagnostic of an event with paths from the root of its portfolio."""
    texts: dict[str, SourceText] = {}
    folder = f"{EVENTS}/{slug}" if diagnostic.is_content_error else "output"

    def move(span: Span) -> Span:
        path = normpath(f"{folder}/{span.path}")
        text = texts.setdefault(path, SourceText(path, span.source.text))
        return Span(text, span.start, span.end)

    fix = diagnostic.fix and structs.replace(
        diagnostic.fix, span=move(diagnostic.fix.span)
    )
    notes = tuple((words, move(span)) for words, span in diagnostic.notes)
    return structs.replace(diagnostic, span=move(diagnostic.span), notes=notes, fix=fix)


def summary(
    results: list[EventResult], removed: list[str], seconds: str, *, is_check: bool
) -> str:
    """Return what a build or check has done, in a few lines."""
    successes = [
        result for result in results if result.is_built and result.is_published
    ]
    failures = [result.slug for result in results if not result.is_published]
    slugs = [result.slug for result in results if result.has_warnings]
    changes = sum(result.changes for result in successes)
    unchanged = sum(not result.is_built for result in results)
    counts = join_counts(
        (len(successes), plural(len(successes), "event")),
        (changes, f"{plural(changes, 'file')} changed"),
        (unchanged, f"{unchanged:,} unchanged"),
    )
    lines = [
        f"{'Checked' if is_check else 'Built'} in {seconds}: {counts or 'no events'}."
    ]
    if failures:
        names = ", ".join(failures[:MAX_EVENTS]) + (
            " and more" if failures[MAX_EVENTS:] else ""
        )
        lines.append(f"Not published: {names}. Their sites are as they were.")
    if removed:
        lines.append(f"Removed, because their folders are gone: {', '.join(removed)}.")
    if slugs:
        hint = f"To see them: {program()} check --event {','.join(slugs[:MAX_EVENTS])}"
        lines.append(f"There are warnings in events that have not changed. {hint}")
    return "\n".join(lines)
