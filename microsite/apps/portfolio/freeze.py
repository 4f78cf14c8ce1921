"""`freeze`: keep the site of a past event as final files, after checking its links.

Exit codes: 0 the event is frozen, 1 something has to be done first, 2 wrong usage.
"""

import shutil
from argparse import Namespace

from microsite.apps.check.check import CheckOptions, check_and_report
from microsite.apps.publish.record import find_updates
from microsite.build import build
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, short_path
from microsite.console.output import echo
from microsite.project import BuildOptions, Project
from microsite.up_to_date import FROZEN


def add_arguments(add: Add) -> None:
    """Add the arguments of `freeze`."""
    add("event", "EVENT", "the folder of the event in events/, such as coasts-2027")
    add(*ROOT)
    add(
        "--force",
        "",
        "freeze it although there are warnings, or links cannot be checked",
    )


def run(options: Namespace) -> int:
    """Check the event, and copy its site. Return the exit code."""
    project = chosen_project(options)
    check_options = CheckOptions(build=BuildOptions(strict=True), external=True)
    has_warnings = check_and_report(project, check_options) != 0
    reason = why_not(project)
    if not reason and has_warnings and not options.force:
        reason = "of this. To accept it, add --force."
    if reason:
        raise CommandError(f"“{project.root.name}” was not frozen, because {reason}", 1)
    folder = shutil.copytree(project.output, project.root / FROZEN)
    echo(
        f"Froze the site in {short_path(folder)}. To build the event again, delete that"
        " folder."
    )
    return 0


def why_not(project: Project) -> str:
    """Build an event, and return why it cannot be frozen; empty if it can."""
    if project.portfolio is None:
        return "it is not an event of a portfolio."
    if (project.root / FROZEN).exists():
        return f"it is frozen already. To build it again, delete {FROZEN}/."
    outcome = build(project, BuildOptions())
    if outcome.published is None:
        return "it has errors."
    if outcome.moment is None or not outcome.loaded[0].event.is_over(outcome.moment):
        return "it is not over."
    is_new = any(update.added for update in find_updates(outcome.editions))
    return "it has changes that are not published." if is_new else ""
