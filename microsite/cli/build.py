"""`build`: the site, and a summary of what has changed."""

import re
import zoneinfo
from argparse import Namespace
from contextlib import suppress
from datetime import datetime, time, timedelta
from math import inf
from typing import Any

from msgspec.structs import replace

from microsite import up_to_date
from microsite.apps.schemas import write_schemas
from microsite.build import Outcome, build
from microsite.cli import commands, installation, report
from microsite.locales.locale import ENGLISH
from microsite.project import Project
from microsite.site import state
from microsite.site.images import has_package
from microsite.up_to_date import SECONDS, Snapshot, file_stat, program, save_manifest


def add_arguments(add: commands.Add) -> None:
    """Add the options of `build`."""
    words = "write the finished site to this folder (default: output/ in the project)"
    add("--output", "FOLDER", words)
    add("--commit", "COMMIT", "record this commit in build.json")
    add("--shard", "N/M", "in a portfolio: build the Nth of M parts of its events")
    add(
        "--front",
        "",
        "in a portfolio: build only the front site, from what is in output/",
    )
    commands.add_site_options(add)


def run(options: Namespace) -> int:
    """Build, and report the outcome. Return the exit code."""
    if options.commit is not None and not re.fullmatch(
        r"[0-9a-f]{7,64}", options.commit
    ):
        message = f"“{options.commit}” is not the name of a commit."
        raise commands.CommandError(
            f"{message} Write the output of: git rev-parse HEAD"
        )
    project = commands.chosen_project(options)
    with report.spinner("Building …"):
        outcome = build(project, commands.build_options(options))
    if outcome.loaded and not options.no_cache:
        write_schemas(project, outcome.loaded[0].event)
    diagnostics = report.sorted_diagnostics(outcome.log, strict=options.strict)
    report.print_diagnostics(
        diagnostics, commands.path_formatter(project), options.format
    )
    if options.timings:
        report.print_timings(outcome.timings)
    counts = report.format_counts(diagnostics)
    seconds = f"{sum(outcome.timings.values()):.2f}"
    report.echo(_summary(outcome, counts, project, seconds))
    if options.snapshot is not None and (published := outcome.published) is not None:
        unchanged_result = replace(
            published, written=0, removed=0, unchanged=published.total
        )
        text = _summary(
            replace(outcome, published=unchanged_result), counts, project, SECONDS
        )
        warnings = report.render_for_people(
            diagnostics, commands.path_formatter(project)
        )
        save_report(options, outcome, options.snapshot, f"{warnings}{text}\n")
    return report.exit_code(diagnostics) or (0 if outcome.published is not None else 2)


def save_report(options: Any, outcome: Outcome, snapshot: Snapshot, text: str) -> None:
    """Let the next build give this report again if it would change nothing."""
    published, moment = outcome.published, outcome.moment
    is_sound = all(diagnostic.is_content_error for diagnostic in outcome.log)
    if published is None or moment is None or not is_sound:
        return
    zone = outcome.loaded[0].event.zone
    midnight = datetime.combine(moment.date() + timedelta(days=1), time(), zone)
    until = min(midnight, outcome.next_change or midnight).timestamp()
    is_final = all(state.is_final(edition.event, moment) for edition in outcome.loaded)
    zone_files = [f"{folder}/{zone.key}" for folder in zoneinfo.TZPATH]
    manifest = published.manifest._replace(
        request=snapshot.request,
        inputs=up_to_date.without_recent(snapshot.inputs, snapshot.time_ns),
        timezone_files={path: file_stat(path) for path in zone_files},
        valid=(
            (-inf, inf)
            if options.as_of
            else (moment.timestamp(), inf if is_final else until)
        ),
        program=program() if program() in text else None,
        report=text,
    )
    with suppress(OSError):
        save_manifest(snapshot.manifest, manifest)


def _summary(outcome: Outcome, counts: str, project: Project, seconds: str) -> str:
    """Return what a build has done, in one or two lines."""
    short_name = commands.short_path(project.output)
    folder = f"{project.output.as_posix() if short_name == '.' else short_name}/"
    published = outcome.published
    if published is None:
        return (
            f"Nothing was published: {counts or 'nothing has changed'}. {folder} is as"
            " it was."
        )
    changes = report.join_counts(
        (published.written, f"{report.plural(published.written, 'file')} changed"),
        (published.removed, f"{published.removed:,} removed"),
        (published.unchanged, f"{published.unchanged:,} unchanged"),
    )
    text = (
        f"Built {report.plural(outcome.pages, 'page')} into {folder} in {seconds} s: "
    )
    text += ". ".join((changes, counts or "No errors", f"Open {folder}index.html."))
    if not has_package("PIL"):
        command = installation.install_command("images")
        text += f"\nIcons for phones were left out. To add them: {command}"
    if posts := [words for words, _ in outcome.hidden_news]:
        titles = ", ".join(posts[:3])
        if len(posts) > 3:
            titles += f" and {len(posts) - 3} more"
        text += (
            f"\nNot published yet: {titles}. To see them: {program()} serve --drafts"
        )
    if outcome.next_change is not None:
        moment = ENGLISH.datetime(outcome.next_change)
        text += f"\nThe site next changes on {moment}. Rebuild it then."
    return text
