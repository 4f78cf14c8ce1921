"""`new edition`: next year's edition from this year's."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from microsite.cli.command_line import UsageError, program
from microsite.cli.report import say, tell
from microsite.cli.site_options import chosen_project, in_short, seen_from_here
from microsite.diagnostics.diagnostic import Severity

if TYPE_CHECKING:
    from microsite.project import Project

MOST_LISTED = 20
"""Lines to be looked over that are listed."""


def start_edition(options: Namespace) -> int:
    """Start it, and say what was done and what is to do. Gives the exit code."""
    from microsite.editing.next_edition import (
        CannotCreateEditionError,
        create_edition,
        plan_edition,
    )
    from microsite.editing.saving import ConcurrentEditError

    project = chosen_project(options)
    if options.folder is None:
        raise UsageError(f"Say which: {program()} new edition 2028")
    try:
        plan = plan_edition(project, str(options.folder), keep_speakers=options.keep_speakers)
        create_edition(project, plan)
    except CannotCreateEditionError as problem:
        raise UsageError(str(problem)) from None
    except ConcurrentEditError:
        say("A file was saved by somebody else just now. Say this again: nothing is lost.")
        return 1
    seen = seen_from_here(project)
    kept = in_short(project.root / "editions" / plan.old)
    say(f"The {plan.old} edition is kept in {kept}/, and stays at its address.")
    people = "" if options.keep_speakers else "speakers, "
    say(f"content/ and data/ are those of {plan.new} now. Its dates are to be announced.")
    say(
        f"There are no sessions, {people}prices, sponsors and news yet, and nothing is said of booking."
    )
    say(
        "The pages, resources, figures, rooms, tracks and packages are as they were. assets/ serves both editions."
    )
    if plan.lines_to_review:
        say(f"\nThese lines still name {plan.old}:")
        for path, line in plan.lines_to_review[:MOST_LISTED]:
            say(f"  {seen(path)}:{line}")
        if len(plan.lines_to_review) > MOST_LISTED:
            say(f"  and {len(plan.lines_to_review) - MOST_LISTED} more")
    _tell_what_is_to_do(project)
    return 0


def _tell_what_is_to_do(project: Project) -> None:
    """What has to be put right before the new edition can be published: mostly links to what the
    old one had.
    """
    from microsite.build import check
    from microsite.project import BuildOptions

    found = [each for each in check(project, BuildOptions()).log if each.severity is Severity.ERROR]
    if found:
        say("\nBefore it can be published, put this right; until then the site stays as it is:\n")
        tell(found, "text", seen_from_here(project))
