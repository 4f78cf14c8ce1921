"""`build` and `check` of a portfolio: the site of each event, and the front site.

An error stops only the event that has it.
"""

import gc
import os
import shutil
import time
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from posixpath import normpath

from msgspec import Struct
from msgspec.structs import replace

from microsite.build import build, check
from microsite.cli import commands, report
from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.editing.schemas import write_schemas
from microsite.portfolio.choice import MAX_EVENTS, is_in_part, named_events
from microsite.portfolio.records import Portfolio, load_portfolio
from microsite.project import BuildOptions, Project
from microsite.publish.build_json import BUILD_JSON
from microsite.publish.write import inspect_output
from microsite.up_to_date import EVENTS, NO_MANIFEST


class EventResult(Struct, frozen=True, kw_only=True):
    """Result of the build of an event."""

    slug: str
    found: list[Diagnostic] = []  # with paths from the root of the portfolio
    written: int = 0  # files that were written or removed
    is_published: bool = True


def run(options: Namespace) -> int:
    """Build or check the events and the front site. Return the exit code."""
    started, log = time.perf_counter(), Log()
    gc.enable()  # commands run without it
    output = options.output.absolute() if getattr(options, "output", None) else None
    portfolio = load_portfolio(options.root, output, log)
    results: list[EventResult] = []
    removed: list[str] = []
    if portfolio is not None:
        slugs = chosen_events(portfolio, options)
        with report.spinner() as show:
            for result in build_events(portfolio, slugs, options):
                results.append(result)
                show(f"{len(results):,} of {len(slugs):,} events …")
        if slugs == portfolio.slugs and options.command == "build":
            removed = list(remove_gone_events(portfolio, log))
    for diagnostic in (each for result in results for each in result.found):
        log.add(diagnostic)
    is_check = options.command == "check"
    found = report.sorted_diagnostics(log, strict=options.strict, with_notes=is_check)
    format_path = commands.path_formatter(Project(options.root, options.root))
    report.print_diagnostics(found, format_path, options.format)
    seconds = f"{time.perf_counter() - started:.1f} s"
    report.echo(summary(results, removed, seconds, is_check=is_check))
    if counts := report.format_counts(found):
        report.echo(f"{counts}.")
    return report.exit_code(found) or (0 if all(it.is_published for it in results) else 1)


def chosen_events(portfolio: Portfolio, options: Namespace) -> tuple[str, ...]:
    """Return the events to build or check. Raise CommandError for one that does not exist."""
    slugs = portfolio.slugs
    if options.event is not None:
        wanted = named_events(portfolio.root, options.event)
        return tuple(slug for slug in slugs if slug in wanted)
    if part := getattr(options, "shard", None):
        return tuple(slug for slug in slugs if is_in_part(slug, part))
    return () if getattr(options, "front", False) else slugs


def build_events(
    portfolio: Portfolio, slugs: tuple[str, ...], options: Namespace
) -> Iterator[EventResult]:
    """Build or check events, in parallel if there are several, and yield their results."""
    wanted, is_check = commands.build_options(options), options.command == "check"
    waiting = [portfolio.project(slug) for slug in slugs]
    jobs = min(wanted.jobs or os.cpu_count() or 1, len(waiting))
    work = partial(build_event, options=wanted, is_check=is_check)
    if jobs < 2:
        yield from map(work, waiting)
    else:
        with ProcessPoolExecutor(jobs) as processes:
            yield from processes.map(work, waiting)


def build_event(project: Project, options: BuildOptions, *, is_check: bool) -> EventResult:
    """Build or check an event."""
    slug = project.root.name
    if options.base_url:
        options = replace(options, base_url=f"{options.base_url.rstrip('/')}/{slug}/")
    outcome = (check if is_check else build)(project, options)
    if outcome.loaded and options.use_cache:
        write_schemas(project, outcome.loaded[0].event)
    published = outcome.published
    return EventResult(
        slug=slug,
        found=[from_root(each, slug) for each in outcome.log],
        written=published.written + published.removed if published else 0,
        is_published=is_check or published is not None,
    )


def remove_gone_events(portfolio: Portfolio, log: Log) -> Iterator[str]:
    """Remove the sites of events whose folders are gone. Report files that were added by hand."""
    for path in sorted(portfolio.output.glob(f"*/{BUILD_JSON}")) if portfolio.slugs else ():
        folder = path.parent
        is_gone = not os.path.lexists(portfolio.root / EVENTS / folder.name)
        if is_gone and inspect_output(folder, NO_MANIFEST, log) is not None:
            shutil.rmtree(folder)
            yield folder.name


def from_root(found: Diagnostic, slug: str) -> Diagnostic:
    """Return a diagnostic of an event with paths from the root of its portfolio."""
    texts: dict[str, SourceText] = {}
    folder = f"{EVENTS}/{slug}" if found.is_content_error else "output"

    def moved(span: Span) -> Span:
        path = normpath(f"{folder}/{span.path}")
        text = texts.setdefault(path, SourceText(path, span.source.text))
        return Span(text, span.start, span.end)

    fix = found.fix and replace(found.fix, span=moved(found.fix.span))
    notes = tuple((words, moved(span)) for words, span in found.notes)
    return replace(found, span=moved(found.span), notes=notes, fix=fix)


def summary(results: list[EventResult], removed: list[str], seconds: str, *, is_check: bool) -> str:
    """Return what a build or check has done, in a few lines."""
    done = [each for each in results if each.is_published]
    blocked = [each.slug for each in results if not each.is_published]
    written = sum(each.written for each in done)
    counted = report.join_counts(
        (len(done), report.plural(len(done), "event")),
        (written, f"{written:,} files changed"),
    )
    lines = [f"{'Checked' if is_check else 'Built'} in {seconds}: {counted or 'no events'}."]
    if blocked:
        listed = ", ".join(blocked[:MAX_EVENTS]) + (" and more" if blocked[MAX_EVENTS:] else "")
        lines.append(f"Not published: {listed}. Their sites are as they were.")
    if removed:
        lines.append(f"Removed, because their folders are gone: {', '.join(removed)}.")
    return "\n".join(lines)
