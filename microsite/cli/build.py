"""`build`: make the site."""

from __future__ import annotations

import re
from argparse import Namespace
from contextlib import suppress
from datetime import datetime, time, timedelta
from math import inf
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microsite.cli.command_line import Command, Parser, UsageError
from microsite.cli.report import (
    counted,
    exit_code,
    findings,
    plural,
    say,
    tell,
    tell_timings,
    told_to_people,
    working,
)
from microsite.cli.site_options import (
    add_site_options,
    build_options,
    chosen_project,
    in_short,
    seen_from_here,
)
from microsite.up_to_date import (
    SECONDS,
    file_stat,
    program_name,
    save_manifest,
    without_recent,
)

if TYPE_CHECKING:
    from microsite.build import Outcome
    from microsite.diagnostics.diagnostic import Diagnostic
    from microsite.project import Project


def add_arguments(parser: Parser) -> None:
    """The options of `build`."""
    parser.options.add_argument(
        "--output",
        metavar="FOLDER",
        type=Path,
        help="where the finished site goes (output/ in the project)",
    )
    parser.options.add_argument(
        "--commit",
        metavar="COMMIT",
        type=commit,
        help="the commit that is built, to be noted in build.json",
    )
    add_site_options(parser)


def commit(given: str) -> str:
    """The name of a commit after `--commit`."""
    if re.fullmatch(r"[0-9a-f]{7,64}", given):
        return given
    raise UsageError(f"“{given}” is not the name of a commit. Write what git rev-parse HEAD says.")


def run(options: Namespace) -> int:
    """Build; tell what was found and what came of it. Gives the exit code."""
    project = chosen_project(options)
    started = perf_counter()
    with working("Building …"):
        from microsite.build import build

        outcome = build(project, replace(build_options(options), commit=options.commit))
    seconds = perf_counter() - started
    if outcome.loaded and not options.no_cache:
        from microsite.editing.schemas import write_schemas

        write_schemas(project, outcome.loaded[0].event)
    found = findings(outcome.log, strict=options.strict, with_notes=False)
    tell(found, options.format, seen_from_here(project))
    if options.timings:
        tell_timings(outcome.timings)
    for line in summary(outcome, found, project, f"{seconds:.2f}"):
        say(line)
    if outcome.published is not None and all(each.is_content_error for each in found):
        _record_report(options, outcome, project, found)
    return exit_code(found) or (0 if outcome.published is not None else 2)


def _record_report(
    options: Namespace, outcome: Outcome, project: Project, found: list[Diagnostic]
) -> None:
    """Let the next build print this report again if it would change nothing."""
    snapshot, published, moment = options.snapshot, outcome.published, outcome.moment
    if snapshot is None or published is None or moment is None:
        return
    event = outcome.loaded[0].event
    from zoneinfo import TZPATH

    same = replace(
        outcome, published=replace(published, written=0, removed=0, unchanged=published.total)
    )
    until = datetime.combine(moment.date() + timedelta(days=1), time(), event.zone)
    if outcome.next_change is not None:
        until = min(until, outcome.next_change)
    warnings = told_to_people(found, seen_from_here(project)) if found else ""
    lines = summary(same, found, project, SECONDS)
    manifest = published.manifest._replace(
        output=str(project.output),
        request=snapshot.request,
        inputs=without_recent(snapshot.inputs, snapshot.time_ns),
        timezone_files={
            path: file_stat(path) for path in (f"{folder}/{event.zone.key}" for folder in TZPATH)
        },
        valid=(-inf, inf) if options.as_of else (moment.timestamp(), until.timestamp()),
        program=program_name() if warnings else None,
        report=warnings + "".join(f"{line}\n" for line in lines),
    )
    with suppress(OSError):
        save_manifest(snapshot.manifest, manifest)


def summary(outcome: Outcome, found: list[Diagnostic], project: Project, seconds: str) -> list[str]:
    """What came of a build, in a line or two; `seconds` as they are to be shown."""
    short = in_short(project.output)
    folder = f"{project.output.as_posix() if short == '.' else short}/"
    counts = counted(found)
    published = outcome.published
    if published is None:
        return [f"Nothing was published: {counts or 'nothing was changed'}. {folder} is as it was."]
    changes = [
        words
        for count, words in (
            (published.written, f"{plural(published.written, 'file')} changed"),
            (published.removed, f"{published.removed:,} removed"),
            (published.unchanged, f"{published.unchanged:,} unchanged"),
        )
        if count
    ]
    built = (
        f"Built {plural(outcome.pages, 'page')} into {folder} in {seconds} s: {', '.join(changes)}."
    )
    lines = [
        " ".join(
            part for part in (built, counts and f"{counts}.", f"Open {folder}index.html.") if part
        )
    ]
    if outcome.next_change is not None:
        from microsite.site.formatting import format_datetime

        lines.append(
            f"The site next changes on {format_datetime(outcome.next_change)}: build it again then."
        )
    return lines


COMMAND = Command("make the site, and put it into output/", add_arguments, run)
