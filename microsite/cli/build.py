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


def add_arguments(add: Add) -> None:
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
    add_site_options(add)


def run(options: Namespace) -> int:
    """Build, and report the outcome. Return the exit code."""
    if options.commit is not None and not re.fullmatch(
        r"[0-9a-f]{7,64}", options.commit
    ):
        message = f"“{options.commit}” is not the name of a commit."
        raise CommandError(f"{message} Write the output of: git rev-parse HEAD")
    project = chosen_project(options)
    with spinner("Building …"):
        outcome = build(project, build_options(options))
    if outcome.loaded and not options.no_cache:
        write_schemas(project, outcome.loaded[0].event)
    diagnostics = sorted_diagnostics(outcome.log, strict=options.strict)
    print_diagnostics(diagnostics, path_formatter(project), options.format)
    if options.timings:
        print_timings(outcome.timings)
    counts = format_counts(diagnostics)
    seconds = f"{sum(outcome.timings.values()):.2f}"
    echo(_summary(outcome, counts, project, seconds))
    if options.snapshot is not None and (published := outcome.published) is not None:
        unchanged_result = replace(
            published, written=0, removed=0, unchanged=published.total
        )
        text = _summary(
            replace(outcome, published=unchanged_result), counts, project, SECONDS
        )
        warnings = render_for_people(diagnostics, path_formatter(project))
        save_report(options.as_of, outcome, options.snapshot, f"{warnings}{text}\n")
    return exit_code(diagnostics) or (0 if outcome.published is not None else 2)


def _summary(outcome: Outcome, counts: str, project: Project, seconds: str) -> str:
    """Return what a build has done, in one or two lines."""
    short_name = short_path(project.output)
    folder = f"{project.output.as_posix() if short_name == '.' else short_name}/"
    published = outcome.published
    if published is None:
        return (
            f"Nothing was published: {counts or 'nothing has changed'}. {folder} is as"
            " it was."
        )
    changes = join_counts(
        (published.written, f"{plural(published.written, 'file')} changed"),
        (published.removed, f"{published.removed:,} removed"),
        (published.unchanged, f"{published.unchanged:,} unchanged"),
    )
    text = f"Built {plural(outcome.pages, 'page')} into {folder} in {seconds} s: "
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
