"""`import`: content from other programs. It shows what would change; `--apply` writes it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from microsite.cli.parser import Parser, UsageError, suggestion
from microsite.cli.record_options import set_defaults
from microsite.cli.report import echo, errors_of, print_diagnostics
from microsite.cli.site_options import add_root, chosen_project, path_formatter, short_path
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.sanitize import project_path, sanitize
from microsite.editing.create import create_record, existing_ids, unused_id, write_record
from microsite.editing.dry_run import load_with_changes, new_errors
from microsite.editing.saving import Backups, ConcurrentEditError, create_file, replace_file
from microsite.editing.yaml_edit import CannotEditError, Value
from microsite.importers.merge import Merged, merge, to_cell
from microsite.importers.office import CannotImportError
from microsite.importers.schedules import read_schedule, schedule_to_workbook
from microsite.importers.spreadsheet import Workbook, read_workbook
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS
from microsite.project import Project
from microsite.source.files import slugify
from microsite.source.reader import SourceFiles, read_sources
from microsite.up_to_date import program

DOCUMENT_KINDS = ("page", "speaker", "news")
MAX_NAMED = 6
"""Number of written files that are named."""
TO_WRITE = "To write it, type the same with --apply."


def add_arguments(parser: Parser) -> None:
    """Add the arguments of `import`."""
    words = f"one of: {', '.join(IMPORTERS)}"
    parser.add_argument("what", nargs="?", metavar="WHAT", help=words)
    words = "the file to take in"
    parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help=words)
    add_root(parser)
    parser.add_option("--apply", "write it; without this it is only shown")
    words = "what a document of Word is: page, speaker or news"
    parser.add_option("--as", words, "KIND", dest="kind", default="page")
    parser.add_option("--id", "its name in addresses (made from the title)", "NAME")


def run(options: Namespace) -> int:
    """Show what a file contains, or import it. Return the exit code."""
    what = options.what
    if what not in IMPORTERS:
        usage = f"Type {program()} import {'|'.join(IMPORTERS)} FILE"
        hint = suggestion(what or "", IMPORTERS, usage)
        raise UsageError(f"“{what}” cannot be imported. {hint}" if what else hint)
    if options.file is None:
        raise UsageError(f"Name the file: {program()} import {what} FILE")
    try:
        return IMPORTERS[what](options)
    except CannotImportError as problem:
        echo(sanitize(str(problem)))
        return 1


def import_word(options: Namespace) -> int:
    """Import a Word document as a Markdown file."""
    from microsite.importers.word import read_word

    if options.kind not in DOCUMENT_KINDS:
        message = f"“{options.kind}” is nothing that a document can be."
        raise UsageError(f"{message} Write --as {'|'.join(DOCUMENT_KINDS)}.")
    project, kind = chosen_project(options), RECORD_KINDS[options.kind]
    event, _ = load_existing(project)
    if event is None:
        return 1
    document = read_word(options.file, options.id or slugify(options.file.stem) or kind.name)
    title = document.title[:300] or options.file.stem
    identity = options.id or unused_id(kind, title, set())
    fields: dict[str, Value] = {kind.title_field: title}
    set_defaults(kind, fields, event)
    pictures = {project.root / "assets" / name: data for name, data in document.images.items()}
    conflict = different_file(pictures)
    if conflict or identity in existing_ids(kind, event):
        what = f"a {kind.name} “{identity}”"
        what = f"another picture {short_path(conflict)}" if conflict else what
        advice = "Give this one another name with --id. Nothing was written."
        echo(f"There is {what} already. {advice}")
        return 1
    try:
        record = create_record(project, kind, identity, fields, document.body)
        if options.apply:
            write_pictures(pictures)
            write_record(project, record)
    except CannotEditError as problem:
        print_diagnostics(problem.diagnostics, path_formatter(project))
        echo(f"{problem} Nothing was written.")
        return 1
    except ConcurrentEditError:
        echo("A file was made by somebody else just now. Type this again.")
        return 1
    lines = record.after.decode().split("\n")[:-1]
    sys.stdout.write("".join(f"{sanitize(line)}\n" for line in lines))
    sys.stdout.flush()
    for note in document.notes:
        echo(f"- {sanitize(note)}")
    names = ", ".join([path_formatter(project)(record.path), *map(short_path, pictures)])
    echo(f"Made {names}." if options.apply else f"This would be {names}.\n{TO_WRITE}")
    return 0


def different_file(files: dict[Path, bytes]) -> Path | None:
    """Return the first path at which another file exists."""
    found = (path for path, data in files.items() if path.exists() and path.read_bytes() != data)
    return next(found, None)


def write_pictures(pictures: dict[Path, bytes]) -> None:
    """Create the files that do not exist yet."""
    for path, data in pictures.items():
        if not path.exists():
            create_file(path, data)


def import_spreadsheet(options: Namespace) -> int:
    """Import what has been changed in a workbook."""
    return import_workbook(options, lambda _event, _sources: read_workbook(options.file))


def import_schedule(options: Namespace) -> int:
    """Import the programme of another system."""

    def read(event: Event, sources: SourceFiles) -> Workbook:
        return schedule_to_workbook(read_schedule(options.file), options.file.name, event, sources)

    return import_workbook(options, read)


def load_existing(project: Project) -> tuple[Event | None, Log]:
    """Return the event and its log. Print the errors if the project cannot be read."""
    event, log = load_with_changes(project, {})
    if event is None:
        print_diagnostics(errors_of(log), path_formatter(project))
        echo("Nothing was taken in: this has to be put right first.")
    return event, log


def import_workbook(options: Namespace, read: Callable[[Event, SourceFiles], Workbook]) -> int:
    """Print the changes that a workbook makes, and write them with `--apply`."""
    project = chosen_project(options)
    event, log_before = load_existing(project)
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
            echo("\n".join((f"{heading}:", *(f"- {sanitize(each)}" for each in sentences))))
    if errors := new_errors(log_before, log_after):
        name = options.file.name
        in_workbook = [to_cell(each, merged.places, name) for each in errors]
        print_diagnostics(in_workbook, project_path)
        echo(f"Nothing was written: put these right in {name} first.")
        return 1
    if not merged.changes:
        echo("There is nothing to take over.")
    elif not options.apply:
        echo(TO_WRITE)
    elif not write_changes(project, merged):
        return 1
    return 1 if merged.questions else 0


def write_changes(project: Project, merged: Merged) -> bool:
    """Write the changed files. Return False if another program has changed one meanwhile."""
    backups = Backups(project, datetime.now())  # noqa: DTZ005 - names a folder in local time
    try:
        for path, data in merged.after.items():
            if path in merged.before:
                backups.add(path, merged.before[path])
                replace_file(project.root / path, merged.before[path], data)
            else:
                create_file(project.root / path, data)
    except ConcurrentEditError:
        message = "A file was saved by somebody else just now."
        echo(f"{message} Type this again: what is written already stays.")
        return False
    names = list(merged.after)
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    kept = f" As they were: {short_path(backups.folder)}/" if backups.is_used else ""
    echo(f"Wrote {', '.join(names[:MAX_NAMED])}{more}.{kept}")
    return True


IMPORTERS: dict[str, Callable[[Namespace], int]] = {
    "word": import_word,
    "spreadsheet": import_spreadsheet,
    "schedule": import_schedule,
}
