"""`build`: the site, and a summary of what has changed."""

import re
import zoneinfo
from argparse import Namespace
from contextlib import suppress
from datetime import datetime, time, timedelta
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from microsite import up_to_date
from microsite.build import Outcome, build
from microsite.cli import commands, installation, report
from microsite.editing.schemas import write_schemas
from microsite.locales.locale import ENGLISH
from microsite.project import Project
from microsite.site import state
from microsite.site.images import has_package
from microsite.up_to_date import SECONDS, Snapshot, file_stat, program, save_manifest

MAX_TITLES = 3  # of news that is not published yet, in the summary


def add_arguments(add: commands.Add) -> None:
    """Add the options of `build`."""
    add(
        "--output",
        "FOLDER",
        "write the finished site to this folder (default: output/ in the project)",
    )
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
    _check_commit(options.commit)
    project = commands.chosen_project(options)
    with report.spinner("Building …"):
        outcome = build(project, commands.build_options(options))
    if outcome.loaded and not options.no_cache:
        write_schemas(project, outcome.loaded[0].event)

    format_path = commands.path_formatter(project)
    diagnostics = report.sorted_diagnostics(outcome.log, strict=options.strict)
    report.print_diagnostics(diagnostics, format_path, options.format)
    if options.timings:
        report.print_timings(outcome.timings)
    counts = report.format_counts(diagnostics)
    seconds = f"{sum(outcome.timings.values()):.2f}"
    report.echo(_summary(outcome, counts, project, seconds))

    published = outcome.published
    if published is not None and options.snapshot is not None:
        unchanged_result = replace(
            published, written=0, removed=0, unchanged=published.total
        )
        unchanged_outcome = replace(outcome, published=unchanged_result)
        summary = _summary(unchanged_outcome, counts, project, SECONDS)
        warnings = report.render_for_people(diagnostics, format_path)
        save_report(options, outcome, options.snapshot, f"{warnings}{summary}\n")

    code = report.exit_code(diagnostics)
    if code == 0 and published is None:
        return 2
    return code


def _check_commit(commit: str | None) -> None:
    """Raise CommandError for a text that is not the name of a commit."""
    if commit is not None and not re.fullmatch(r"[0-9a-f]{7,64}", commit):
        message = f"“{commit}” is not the name of a commit."
        raise commands.CommandError(
            f"{message} Write the output of: git rev-parse HEAD"
        )


def save_report(options: Any, outcome: Outcome, snapshot: Snapshot, text: str) -> None:
    """Let the next build give this report again if it would change nothing."""
    published = outcome.published
    moment = outcome.moment
    is_sound = all(diagnostic.is_content_error for diagnostic in outcome.log)
    if published is None or moment is None or not is_sound:
        return

    zone = outcome.loaded[0].event.zone
    valid = (-inf, inf)
    if not options.as_of:
        valid = (moment.timestamp(), _end_of_validity(outcome, moment, zone))
    zone_files = [f"{folder}/{zone.key}" for folder in zoneinfo.TZPATH]
    manifest = published.manifest._replace(
        request=snapshot.request,
        inputs=up_to_date.without_recent(snapshot.inputs, snapshot.time_ns),
        timezone_files={path: file_stat(path) for path in zone_files},
        valid=valid,
        program=program() if program() in text else None,
        report=text,
    )
    with suppress(OSError):
        save_manifest(snapshot.manifest, manifest)


def _end_of_validity(outcome: Outcome, moment: datetime, zone: ZoneInfo) -> float:
    """Return when a site has to be built again, in seconds since 1970.

    That is at its next change, at midnight at the latest, and never for a final site.
    """
    if all(state.is_final(edition.event, moment) for edition in outcome.loaded):
        return inf
    midnight = datetime.combine(moment.date() + timedelta(days=1), time(), zone)
    return min(midnight, outcome.next_change or midnight).timestamp()


def _summary(outcome: Outcome, counts: str, project: Project, seconds: str) -> str:
    """Return what a build has done, and what is left to do, one thing a line."""
    name = commands.short_path(project.output)
    if name == ".":
        name = project.output.as_posix()
    published = outcome.published
    if published is None:
        reason = counts or "nothing has changed"
        return f"Nothing was published: {reason}. {name}/ is as it was."

    pages = report.plural(outcome.pages, "page")
    changes = report.join_counts(
        (published.written, f"{report.plural(published.written, 'file')} changed"),
        (published.removed, f"{published.removed:,} removed"),
        (published.unchanged, f"{published.unchanged:,} unchanged"),
    )
    counts = counts or "No errors"
    result = f"Built {pages} into {name}/ in {seconds} s: {changes}. {counts}."
    lines = [f"{result} Open {name}/index.html."]
    if not has_package("PIL"):
        command = installation.install_command("images")
        lines.append(f"Icons for phones were left out. To add them: {command}")
    if outcome.hidden_news:
        titles = _first_titles([title for title, _ in outcome.hidden_news])
        lines.append(
            f"Not published yet: {titles}. To see them: {program()} serve --drafts"
        )
    if outcome.next_change is not None:
        moment = ENGLISH.datetime(outcome.next_change)
        lines.append(f"The site next changes on {moment}. Rebuild it then.")
    return "\n".join(lines)


def _first_titles(titles: list[str]) -> str:
    """Return the first titles, and the number of the others."""
    text = ", ".join(titles[:MAX_TITLES])
    if len(titles) > MAX_TITLES:
        text += f" and {len(titles) - MAX_TITLES} more"
    return text
