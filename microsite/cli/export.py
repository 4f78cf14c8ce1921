"""`export`: the records of a project as a workbook, or its handouts."""

from argparse import Namespace
from importlib import import_module

from microsite.cli.commands import ROOT, Add, CommandError, chosen_project, short_path
from microsite.cli.report import echo, errors_of, plural
from microsite.diagnostics.diagnostic import Log
from microsite.editing.project_files import ConcurrentEditError, create_file
from microsite.model.loader import load_event
from microsite.source.reader import read_sources
from microsite.up_to_date import program


def add_arguments(add: Add) -> None:
    """Add the arguments of `export`."""
    add("what", "WHAT", "spreadsheet, or handouts: signs, badges, programme and slides")
    add("file", "FILE", "write this file, such as programme.xlsx, or this folder of handouts")
    add("--badges", "FILE", "print badges for the people in this list (CSV)")
    add(*ROOT)


def run(options: Namespace) -> int:
    """Write a new workbook or the handouts. Return the exit code."""
    if options.what == "handouts":
        handouts = import_module("microsite.handouts.command")
        code: int = handouts.export_handouts(chosen_project(options), options.file, options.badges)
        return code
    from microsite.importers.spreadsheet import write_workbook

    if options.what != "spreadsheet" or options.file is None:
        raise CommandError(
            f"To export a workbook: {program()} export spreadsheet FILE.xlsx. "
            f"To export handouts: {program()} export handouts"
        )
    if options.file.suffix.lower() != ".xlsx":
        raise CommandError(f"The name must end in .xlsx: {options.file.with_suffix('.xlsx')}")
    project = chosen_project(options)
    log = Log()
    sources = read_sources(project.root, log)
    event = load_event(sources, log)
    if event is None or log.errors:
        raise CommandError("Nothing was written. Fix the errors above first.", 1, errors_of(log))
    try:
        create_file(options.file.absolute(), write_workbook(event, sources))
    except ConcurrentEditError:
        message = f"The file “{options.file}” already exists. Choose another name."
        raise CommandError(message) from None
    if hidden := sum(speaker.protected for speaker in event.speakers):
        echo(f"Left out: {plural(hidden, 'protected speaker')}.")
    name = short_path(options.file.absolute())
    echo(f"Wrote {name}. After changing it: {program()} import spreadsheet {name}")
    return 0
