"""`freeze`: keep the site of a past event as final files, after checking its links.

Exit codes: 0 the event is frozen, 1 something has to be done first, 2 wrong usage.
"""

import shutil
from argparse import Namespace

from microsite.apps.publish.record import find_updates
from microsite.build import build
from microsite.cli.commands import (
    ROOT,
    Add,
    CommandError,
    chosen_project,
    parser_for,
    short_path,
)
from microsite.cli.report import echo
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
    check = parser_for("check").parse(
        ["--external", "--strict"], Namespace(root=project.root)
    )
    has_warnings = check.run(check) and not options.force
    if reason := why_not(project) or (
        has_warnings and "of this. To accept it, add --force."
    ):
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
