"""`build`: the site, and a summary of what has changed."""

import re
from argparse import Namespace

from msgspec.structs import replace

from microsite.apps.schemas import write_schemas
from microsite.build import Outcome, build
from microsite.console import installation
from microsite.console.command import Add, CommandError
from microsite.console.last_report import save_report
from microsite.console.options import (
    add_site_options,
    build_options,
    chosen_project,
    path_formatter,
    short_path,
)
from microsite.console.output import (
    echo,
    exit_code,
    format_counts,
    join_counts,
    plural,
    print_diagnostics,
    print_timings,
    render_for_people,
    sorted_diagnostics,
    spinner,
)
from microsite.locales.locale import ENGLISH
from microsite.project import Project
from microsite.site.images import has_package
from microsite.up_to_date import SECONDS, program

MAX_TITLES = 3  # of news that is not published yet, in the summary


def add_arguments(add: Add) -> None:
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
    add_site_options(add)


def run(options: Namespace) -> int:
    """Build, and report the outcome. Return the exit code."""
    _check_commit(options.commit)
    project = chosen_project(options)
    with spinner("Building …"):
        outcome = build(project, build_options(options))
    if outcome.loaded and not options.no_cache:
        write_schemas(project, outcome.loaded[0].event)

    format_path = path_formatter(project)
    diagnostics = sorted_diagnostics(outcome.log, strict=options.strict)
    print_diagnostics(diagnostics, format_path, options.format)
    if options.timings:
        print_timings(outcome.timings)
    counts = format_counts(diagnostics)
    seconds = f"{sum(outcome.timings.values()):.2f}"
    echo(_summary(outcome, counts, project, seconds))

    published = outcome.published
    if published is not None and options.snapshot is not None:
        unchanged_result = replace(
            published, written=0, removed=0, unchanged=published.total
        )
        unchanged_outcome = replace(outcome, published=unchanged_result)
        summary = _summary(unchanged_outcome, counts, project, SECONDS)
        warnings = render_for_people(diagnostics, format_path)
        save_report(options.as_of, outcome, options.snapshot, f"{warnings}{summary}\n")

    code = exit_code(diagnostics)
    if code == 0 and published is None:
        return 2
    return code


def _check_commit(commit: str | None) -> None:
    """Raise CommandError for a text that is not the name of a commit."""
    if commit is not None and not re.fullmatch(r"[0-9a-f]{7,64}", commit):
        message = f"“{commit}” is not the name of a commit."
        raise CommandError(f"{message} Write the output of: git rev-parse HEAD")


def _summary(outcome: Outcome, counts: str, project: Project, seconds: str) -> str:
    """Return what a build has done, and what is left to do, one thing a line."""
    name = short_path(project.output)
    if name == ".":
        name = project.output.as_posix()
    published = outcome.published
    if published is None:
        reason = counts or "nothing has changed"
        return f"Nothing was published: {reason}. {name}/ is as it was."

    pages = plural(outcome.pages, "page")
    changes = join_counts(
        (published.written, f"{plural(published.written, 'file')} changed"),
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
