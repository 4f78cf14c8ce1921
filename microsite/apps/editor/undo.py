"""`undo` takes back the latest change by a command or in the browser; `redo` restores
it.

Exit codes: 0 it is done, 1 the change is in conflict with a later one, or the site
would have errors, 2 wrong usage.
"""

from argparse import Namespace
from functools import partial

from microsite.apps.editor.history import CannotUndoError, Entry, FileConflict, History
from microsite.console.changes import saving
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, parse_number
from microsite.console.output import MAX_LISTED, echo, plural, print_list
from microsite.diagnostics.display import sanitize
from microsite.locales.locale import ENGLISH
from microsite.saving.text_file import TextFile, line_diff
from microsite.up_to_date import program


def add_arguments(add: Add) -> None:
    """Add the arguments of both commands."""
    message = "“{}” is not the number of a change. To see the numbers: undo --list"
    parse = partial(parse_number, message, 99_999_999)
    add(
        "number",
        "NUMBER",
        "number of the change in the list (default: the latest)",
        type=parse,
    )
    force = (
        "replace later edits of the same lines, which can be restored, and accept"
        " errors"
    )
    add("--force", "", force)
    add("--list", "", "list the changes of the last weeks, and change nothing")
    add(*ROOT)


def run(options: Namespace) -> int:
    """Undo or redo a change, or list the changes.

    Return the exit code. Raise CommandError.
    """
    history = History(chosen_project(options))
    is_undo = options.command == "undo"
    action = history.undo if is_undo else history.redo
    if options.list:
        print_changes(history)
        return 0
    try:
        with saving():
            entry = action(options.number, is_forced=options.force)
    except CannotUndoError as problem:
        if not (options.force and problem.obstacles):
            raise refusal(problem) from None
        with saving():
            entry = action(options.number, is_forced=True, with_errors=True)
        errors = plural(len(problem.obstacles), "error")
        echo(f"The site now has {errors} and cannot be built:")
        print_list([sanitize(obstacle.text) for obstacle in problem.obstacles])
    verb = "Undone" if is_undo else "Done again"
    echo(f"{verb}: {sanitize(entry.past)} ({format_moment(entry)}).")
    print_list([sanitize(path) for path in entry.paths])
    echo(f"To take that back: {program()} {'redo' if is_undo else 'undo'}")
    return 0


def refusal(problem: CannotUndoError) -> CommandError:
    """Print what prevents a change. Return the error with which the command ends."""
    for conflict in problem.conflicts:
        later, earlier = conflict_versions(conflict)
        echo("\n".join((f"{conflict.path} was changed since then:", *later)))
        echo("\n".join(("To undo would change:", *earlier, "")))
    print_list([sanitize(obstacle.text) for obstacle in problem.obstacles])
    hint = ""
    if problem.conflicts:
        hint = " To replace the later edit, add --force."
    elif problem.obstacles:
        hint = " To accept these errors, add --force."
    is_prevented = problem.conflicts or problem.obstacles
    return CommandError(f"{problem}{hint}", 1 if is_prevented else 2)


def print_changes(history: History) -> None:
    """Print the latest changes, with their numbers."""
    for entry in history.changes[:MAX_LISTED]:
        mark = " (undone)" if entry.number in history.undone else ""
        echo(f"{entry.number:>6}  {format_moment(entry)}  {sanitize(entry.past)}{mark}")
    if history.changes:
        echo(f"To undo one of them: {program()} undo {history.changes[0].number}")
    else:
        echo("There are no changes to undo.")


def format_moment(entry: Entry) -> str:
    """Return the day and time of a change: `28 November 2026, 14:02`."""
    return f"{ENGLISH.date(entry.moment.date())}, {entry.moment:%H:%M}"


def conflict_versions(conflict: FileConflict) -> tuple[list[str], list[str]]:
    """Return the lines that were changed since, and those that undoing would change."""
    after, now, before = (
        TextFile.from_bytes(conflict.path, data or b"")
        for data in (conflict.after, conflict.now, conflict.before)
    )
    if not (after and now and before):
        return ["It was replaced by another file."], [
            "The earlier file would come back."
        ]
    return list(line_diff(after.text, now.text)), list(
        line_diff(after.text, before.text)
    )
