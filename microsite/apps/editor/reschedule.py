"""`reschedule` moves the programme after the dates of the event have changed.

Exit codes: 0 it is done, or there is nothing to do, 1 it would leave errors, 2 wrong
usage.
"""

from argparse import Namespace

from microsite.apps.editor import programme_days
from microsite.apps.editor.programme_days import ProgrammeReview, Remedy
from microsite.apps.editor.records import ProjectRecords
from microsite.apps.editor.saving import save
from microsite.console.changes import saving
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project
from microsite.console.output import echo, plural, print_list
from microsite.diagnostics.display import sanitize
from microsite.project import Project
from microsite.up_to_date import program


def add_arguments(add: Add) -> None:
    """Add the options of the command, one for each remedy."""
    words = "move everything with a date by this number of days; one below 0 is earlier"
    add("--by", "DAYS", words, type=parse_days)
    add("--first-day", "", "put the sessions without a valid day on the first day")
    add(
        "--numbers",
        "",
        "change dates into numbers of days, while there are no dates yet",
    )
    add(*ROOT)


def parse_days(text: str) -> int:
    """Return a number of days, which can be negative. Raise CommandError."""
    digits = text.removeprefix("+").removeprefix("-").removeprefix("−")
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) < 10_000):
        raise CommandError(f"“{text}” is not a number of days, such as 7 or -7.")
    return int(digits) if text[0] not in "-−" else -int(digits)


def run(options: Namespace) -> int:
    """Move the programme, or print what can be done.

    Return the exit code. Raise CommandError.
    """
    project = chosen_project(options)
    records = ProjectRecords(project)
    settings = records.find("event", "")
    dates = programme_days.read_event_dates(settings.values if settings else {})
    if dates is None:
        message = "The dates of the event are not valid. To see why:"
        raise CommandError(f"{message} {program()} check", 1)

    review = programme_days.review_programme(records, dates)
    if options.by is not None:
        dated_records = list(programme_days.read_dated_records(records))
        remedy = programme_days.move_programme(dated_records, dates, options.by)
        if remedy is None:
            message = (
                f"By {options.by} days, the programme would not be on the days of the"
                " event."
            )
            raise CommandError(f"{message} Change “starts” and “ends” first.", 1)
    elif review is None:
        echo("Every session is on a day of the event. Nothing was changed.")
        return 0
    else:
        remedy = selected_remedy(options, review)
    apply(project, remedy)
    return 0


def selected_remedy(options: Namespace, review: ProgrammeReview) -> Remedy:
    """Return the remedy that an option selects.

    Raise CommandError if that is not possible.
    """
    values = {
        programme_days.FIRST_DAY: options.first_day,
        programme_days.NUMBERS: options.numbers,
    }
    remedies = (
        review.find(value) for value, is_selected in values.items() if is_selected
    )
    remedy = next(remedies, None)
    if remedy is None:
        print_list(
            [f"{sanitize(each.title)} ({each.shown_day})" for each in review.misplaced]
        )
        choices = [f"{program()} reschedule {each.option}" for each in review.remedies]
        raise CommandError(
            f"These are not on a day of the event. Type: {' or '.join(choices)}"
        )
    return remedy


def apply(project: Project, remedy: Remedy) -> None:
    """Save the changes of a remedy, and print them.

    Raise CommandError if they leave errors.
    """
    with saving():
        result = save(project, remedy.changes, label="Move the programme")
    if not result.is_saved:
        reason = result.problem or "That would leave errors."
        errors = [error.diagnostic for error in result.errors]
        raise CommandError(f"{reason} Nothing was written.", 1, errors)
    echo(f"Done: {remedy.label}.")
    records = plural(len(remedy.changes), "record")
    echo(f"{records} changed. To take that back: {program()} undo")
