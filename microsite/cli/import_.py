"""`import`: take in what was written elsewhere. It shows what it would do; `--apply` does it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command, Parser, UsageError, program
from microsite.cli.report import say, tell
from microsite.cli.site_options import add_root, chosen_project, in_short, seen_from_here
from microsite.diagnostics.sanitize import sanitize
from microsite.diagnostics.suggestions import closest_match

if TYPE_CHECKING:
    from microsite.diagnostics.diagnostic import Log
    from microsite.importers.spreadsheet import Workbook
    from microsite.model.event import Event
    from microsite.project import Project
    from microsite.source.reader import SourceFiles

AS = ("page", "speaker", "news")
MOST_NAMED = 6
"""Files that are named of those that were written."""


def add_arguments(parser: Parser) -> None:
    """The options of `import`."""
    parser.add_argument("what", nargs="?", metavar="WHAT", help=f"one of: {', '.join(IMPORTERS)}")
    parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help="the file to take in")
    add = parser.options.add_argument
    add_root(parser)
    add("--apply", action="store_true", help="write it; without this it is only shown")
    add(
        "--as",
        metavar="KIND",
        dest="kind",
        default="page",
        help="what a document of Word is: page, speaker or news",
    )
    add("--id", metavar="NAME", help="its name in addresses (made from the title)")


def run(options: Namespace) -> int:
    """Show what would come in, or take it in. Gives the exit code."""
    from microsite.importers.office import CannotImportError

    if options.what not in IMPORTERS:
        guess = closest_match(options.what or "", IMPORTERS)
        cure = (
            f"Did you mean “{guess}”?"
            if guess
            else f"Type {program()} import {'|'.join(IMPORTERS)} FILE"
        )
        raise UsageError(f"“{options.what}” cannot be imported. {cure}" if options.what else cure)
    if options.file is None:
        raise UsageError(f"Name the file: {program()} import {options.what} FILE")
    try:
        return IMPORTERS[options.what](options)
    except CannotImportError as problem:
        say(sanitize(str(problem)))
        return 1


def import_word(options: Namespace) -> int:
    """A document of Word as a Markdown file."""
    from microsite.cli.record_options import defaults
    from microsite.editing.create import create_record, existing_ids, unused_id, write_record
    from microsite.editing.saving import ConcurrentEditError
    from microsite.editing.yaml_edit import CannotEditError, Value
    from microsite.importers.word import read_word
    from microsite.model.kinds import RECORD_KINDS
    from microsite.source.files import slugify

    if options.kind not in AS:
        raise UsageError(
            f"“{options.kind}” is nothing that a document can be. Write --as {'|'.join(AS)}."
        )
    project, kind = chosen_project(options), RECORD_KINDS[options.kind]
    event, _ = _there_already(project)
    if event is None:
        return 1
    document = read_word(options.file, options.id or slugify(options.file.stem) or kind.name)
    title = document.title[:300] or options.file.stem
    identity = options.id or unused_id(kind, title, set())
    fields: dict[str, Value] = {kind.title_field: title}
    defaults(kind, fields, event)
    pictures = {project.root / "assets" / name: data for name, data in document.images.items()}
    taken = next(
        (path for path, data in pictures.items() if path.exists() and path.read_bytes() != data),
        None,
    )
    if taken or identity in existing_ids(kind, event):
        what = f"another picture {in_short(taken)}" if taken else f"a {kind.name} “{identity}”"
        say(f"There is {what} already. Give this one another name with --id. Nothing was written.")
        return 1
    try:
        made = create_record(project, kind, identity, fields, document.body)
        if options.apply:
            _write_pictures(pictures)
            write_record(project, made)
    except CannotEditError as problem:
        tell(problem.diagnostics, "text", seen_from_here(project))
        say(f"{problem} Nothing was written.")
        return 1
    except ConcurrentEditError:
        say("A file was made by somebody else just now. Type this again.")
        return 1
    sys.stdout.write(
        "".join(f"{sanitize(line)}\n" for line in made.after.decode().split("\n")[:-1])
    )
    sys.stdout.flush()
    for note in document.notes:
        say(f"- {sanitize(note)}")
    verb = "Made" if options.apply else "This would be"
    say(
        f"{verb} {seen_from_here(project)(made.path)}{''.join(f', {in_short(path)}' for path in pictures)}."
    )
    if not options.apply:
        say("To write it, type the same with --apply.")
    return 0


def _there_already(project: Project) -> tuple[Event | None, Log]:
    """What is there already, and what is said of it; None, with what is wrong told, where it cannot
    be read.
    """
    from microsite.editing.dry_run import load_with_changes

    event, log = load_with_changes(project, {})
    if event is None:
        tell([found for found in log if found.severity == "error"], "text", seen_from_here(project))
        say("Nothing was taken in: this has to be put right first.")
    return event, log


def _write_pictures(pictures: dict[Path, bytes]) -> None:
    from microsite.editing.saving import create_file

    for path, data in pictures.items():
        if not path.exists():
            create_file(path, data)


def import_spreadsheet(options: Namespace) -> int:
    """What was changed in a workbook, into the files."""
    from microsite.importers.spreadsheet import read_workbook

    return _take_in(options, lambda _event, _sources: read_workbook(options.file))


def import_schedule(options: Namespace) -> int:
    """The programme of another system, into the files."""
    from microsite.importers.schedules import read_schedule, schedule_to_workbook

    def read(event: Event, sources: SourceFiles) -> Workbook:
        return schedule_to_workbook(read_schedule(options.file), options.file.name, event, sources)

    return _take_in(options, read)


def _take_in(options: Namespace, read: Callable[[Event, SourceFiles], Workbook]) -> int:
    """Tell what would change, and with --apply change it. `read` gives what comes in, beside what
    is there already.
    """
    from datetime import datetime

    from microsite.diagnostics.diagnostic import Log
    from microsite.editing.dry_run import load_with_changes, new_errors
    from microsite.editing.saving import Backups, ConcurrentEditError, create_file, replace_file
    from microsite.importers.merge import merge, to_cell
    from microsite.source.reader import read_sources

    project = chosen_project(options)
    event, log_before = _there_already(project)
    if event is None:
        return 1
    sources = read_sources(project.root, Log())
    workbook = read(event, sources)
    merged = merge(project, sources, workbook)
    _, log_after = load_with_changes(project, merged.after)
    for heading, sentences in (
        ("Passed over", workbook.notes),
        ("Changes", merged.changes),
        ("For you to decide", merged.questions),
    ):
        if sentences:
            say("\n".join((f"{heading}:", *(f"- {sanitize(each)}" for each in sentences))))
    if mistakes := new_errors(log_before, log_after):
        book = options.file.name
        tell(
            [to_cell(each, merged.places, book) for each in mistakes],
            "text",
            lambda path: path,
        )
        say(f"Nothing was written: put these right in {book} first.")
        return 1
    if not merged.changes:
        say("There is nothing to take over.")
    elif not options.apply:
        say("To write it, type the same with --apply.")
    else:
        backups = Backups(project, datetime.now())  # noqa: DTZ005 - a name for people of this machine
        try:
            for path, data in merged.after.items():
                if path in merged.before:
                    backups.add(path, merged.before[path])
                    replace_file(project.root / path, merged.before[path], data)
                else:
                    create_file(project.root / path, data)
        except ConcurrentEditError:
            say(
                "A file was saved by somebody else just now. Type this again: what is written already stays."
            )
            return 1
        names = list(merged.after)
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        kept = f" As they were: {in_short(backups.folder)}/" if backups.is_used else ""
        say(f"Wrote {', '.join(names[:MOST_NAMED])}{more}.{kept}")
    return 1 if merged.questions else 0


IMPORTERS: dict[str, Callable[[Namespace], int]] = {
    "word": import_word,
    "spreadsheet": import_spreadsheet,
    "schedule": import_schedule,
}
"""What can be taken in."""

COMMAND = Command(
    "take in a document of Word, a workbook, or another system’s schedule", add_arguments, run
)
