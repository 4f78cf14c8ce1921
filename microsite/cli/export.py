"""`export`: the project's records for other programs."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from microsite.cli.command_line import Command, Parser, UsageError, program
from microsite.cli.report import say, tell
from microsite.cli.site_options import chosen_project, in_short, seen_from_here


def add_arguments(parser: Parser) -> None:
    """The options of `export`."""
    parser.add_argument("what", nargs="?", metavar="WHAT", help="spreadsheet")
    parser.add_argument(
        "file", nargs="?", metavar="FILE", type=Path, help="where to, such as programme.xlsx"
    )
    parser.options.add_argument("--root", metavar="FOLDER", type=Path, help="the project")


def run(options: Namespace) -> int:
    """Write a workbook that is not there yet. Gives the exit code."""
    from microsite.diagnostics.diagnostic import Log
    from microsite.editing.saving import ConcurrentEditError, create_file
    from microsite.importers.spreadsheet import write_workbook
    from microsite.model.loader import load_event
    from microsite.source.reader import read_sources

    if options.what != "spreadsheet" or options.file is None:
        raise UsageError(f"Type {program()} export spreadsheet FILE.xlsx")
    if options.file.suffix.lower() != ".xlsx":
        raise UsageError(f"The file has to end in .xlsx: {options.file.with_suffix('.xlsx')}")
    project = chosen_project(options)
    log = Log()
    sources = read_sources(project.root, log)
    event = load_event(sources, log)
    if event is None or log.errors:
        tell([found for found in log if found.severity == "error"], "text", seen_from_here(project))
        say("Nothing was written: this has to be put right first.")
        return 1
    try:
        create_file(options.file.absolute(), write_workbook(event, sources))
    except ConcurrentEditError:
        raise UsageError(f"There is a file “{options.file}” already. Give another name.") from None
    hidden = sum(1 for speaker in event.speakers if speaker.protected)
    if hidden:
        say(f"People who are protected are left out: {hidden}.")
    name = in_short(options.file.absolute())
    say(f"Wrote {name}. When it has been changed: {program()} import spreadsheet {name}")
    return 0


COMMAND = Command(
    "write sessions, speakers, resources, sponsors and rates as a workbook", add_arguments, run
)
