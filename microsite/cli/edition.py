"""`new edition`: next year's edition from this year's."""

from __future__ import annotations

from argparse import Namespace

from microsite.build import check
from microsite.cli.parser import UsageError
from microsite.cli.report import echo, errors_of, print_diagnostics, print_list
from microsite.cli.site_options import chosen_project, path_formatter, short_path
from microsite.editing.next_edition import CannotCreateEditionError, create_edition, plan_edition
from microsite.editing.saving import ConcurrentEditError
from microsite.project import BuildOptions
from microsite.up_to_date import program

MAX_LISTED = 20
"""Number of lines to review that are listed."""


def new_edition(options: Namespace) -> int:
    """Create an edition, and print what is left to do. Return the exit code."""
    project = chosen_project(options)
    if options.folder is None:
        raise UsageError(f"Say which: {program()} new edition 2028")
    try:
        plan = plan_edition(project, str(options.folder), keep_speakers=options.keep_speakers)
        create_edition(project, plan)
    except CannotCreateEditionError as problem:
        raise UsageError(str(problem)) from None
    except ConcurrentEditError:
        echo("A file was saved by somebody else just now. Say this again: nothing is lost.")
        return 1
    format_path = path_formatter(project)
    folder = short_path(project.root / "editions" / plan.old)
    people = "" if options.keep_speakers else "speakers, "
    echo(
        f"The {plan.old} edition is kept in {folder}/, and stays at its address.\n"
        f"content/ and data/ are those of {plan.new} now. Its dates are to be announced.\n"
        f"There are no sessions, {people}prices, sponsors and news yet, and nothing is said of"
        " booking.\n"
        "The pages, resources, figures, rooms, tracks and packages are as they were."
        " assets/ serves both editions."
    )
    if plan.lines_to_review:
        echo(f"\nThese lines still name {plan.old}:")
        lines = [f"{format_path(path)}:{line}" for path, line in plan.lines_to_review]
        print_list(lines, MAX_LISTED)
    if found := errors_of(check(project, BuildOptions()).log):
        echo("\nBefore it can be published, put this right; until then the site stays as it is:\n")
        print_diagnostics(found, format_path)
    return 0
