"""`import`: content from other programs. It shows what would change; `--apply` writes it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from functools import partial

from microsite.cli import options as opts
from microsite.cli.options import CommandError, chosen_project, path_formatter, short_path
from microsite.cli.record_options import set_defaults
from microsite.cli.report import echo, errors_of, print_diagnostics
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import project_path, sanitize
from microsite.editing import create
from microsite.editing.project_files import (
    Backups,
    ConcurrentEditError,
    create_file,
    load_with_changes,
    new_diagnostics,
    replace_file,
)
from microsite.editing.yaml_edit import CannotEditError, Value
from microsite.importers.merge import Merged, merge, to_cell
from microsite.importers.office import CannotImportError
from microsite.importers.schedules import read_schedule
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


def add_arguments(parser: opts.Parser) -> None:
    """Add the arguments of `import`."""
    add = parser.add
    add("what", "WHAT", f"one of: {', '.join(IMPORTERS)}")
    add("file", "FILE", "the file to take in")
    add(*opts.ROOT)
    add("--apply", "", "write it; without this it is only shown")
    words = "what a document of Word is: page, speaker or news"
    add("--as", "KIND", words, dest="kind", default="page")
    add("--id", "NAME", "its name in addresses (made from the title)")


def run(options: Namespace) -> int:
    """Show what a file contains, or import it. Return the exit code."""
    what = options.what
    if what not in IMPORTERS:
        usage = f"Type {program()} import {'|'.join(IMPORTERS)} FILE"
        hint = opts.suggestion(what or "", IMPORTERS, usage)
        raise CommandError(f"“{what}” cannot be imported. {hint}" if what else hint)
    if options.file is None:
        raise CommandError(f"Name the file: {program()} import {what} FILE")
    try:
        return IMPORTERS[what](options)
    except CannotImportError as problem:
        raise CommandError(str(problem), 1) from None


def import_word(options: Namespace) -> int:
    """Import a Word document as a Markdown file."""
    from microsite.importers.word import read_word

    if options.kind not in DOCUMENT_KINDS:
        message = f"“{options.kind}” is nothing that a document can be."
        raise CommandError(f"{message} Write --as {'|'.join(DOCUMENT_KINDS)}.")
    project, kind = chosen_project(options), RECORD_KINDS[options.kind]
    event, _ = load_existing(project)
    document = read_word(options.file, options.id or slugify(options.file.stem) or kind.name)
    title = document.title[:300] or options.file.stem
    identity = options.id or create.unused_id(kind, title, set())
    fields: dict[str, Value] = {kind.title_field: title}
    set_defaults(kind, fields, event)
    pictures = {project.root / "assets" / name: data for name, data in document.images.items()}
    different = [
        path for path, data in pictures.items() if path.exists() and path.read_bytes() != data
    ]
    if different or identity in create.existing_ids(kind, event):
        what = f"a {kind.name} “{identity}”"
        what = f"another picture {short_path(different[0])}" if different else what
        hint = "Give this one another name with --id. Nothing was written."
        raise CommandError(f"There is {what} already. {hint}", 1)
    try:
        record = create.create_record(project, kind, identity, fields, document.body)
        if options.apply:
            for path, data in pictures.items():
                if not path.exists():
                    create_file(path, data)
            replace_file(project.root / record.path, record.before, record.after)
    except CannotEditError as problem:
        raise CommandError(f"{problem} Nothing was written.", 1, problem.diagnostics) from None
    except ConcurrentEditError:
        message = "A file was made by somebody else just now. Type this again."
        raise CommandError(message, 1) from None
    lines = record.after.decode().split("\n")[:-1]
    sys.stdout.write("".join(f"{sanitize(line)}\n" for line in lines))
    sys.stdout.flush()
    for note in document.notes:
        echo(f"- {sanitize(note)}")
    names = ", ".join([path_formatter(project)(record.path), *map(short_path, pictures)])
    echo(f"Made {names}." if options.apply else f"This would be {names}.\n{TO_WRITE}")
    return 0


def import_spreadsheet(options: Namespace) -> int:
    """Import what has been changed in a workbook."""
    return import_workbook(options, lambda _event, _sources: read_workbook(options.file))


def import_schedule(options: Namespace) -> int:
    """Import the programme of another system."""
    return import_workbook(options, partial(read_schedule, options.file))


def load_existing(project: Project) -> tuple[Event, Log]:
    """Return the event and its log. Raise CommandError if the project cannot be read."""
    event, log = load_with_changes(project, {})
    if event is None:
        message = "Nothing was taken in: this has to be put right first."
        raise CommandError(message, 1, errors_of(log))
    return event, log


def import_workbook(options: Namespace, read: Callable[[Event, SourceFiles], Workbook]) -> int:
    """Print the changes that a workbook makes, and write them with `--apply`."""
    project = chosen_project(options)
    event, log_before = load_existing(project)
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
    if errors := errors_of(new_diagnostics(log_before, log_after)):
        name = options.file.name
        in_workbook = [to_cell(each, merged.places, name) for each in errors]
        print_diagnostics(in_workbook, project_path)
        raise CommandError(f"Nothing was written: put these right in {name} first.", 1)
    if not merged.changes:
        echo("There is nothing to take over.")
    elif not options.apply:
        echo(TO_WRITE)
    else:
        write_changes(project, merged)
    return 1 if merged.questions else 0


def write_changes(project: Project, merged: Merged) -> None:
    """Write the changed files. Raise CommandError if another program has changed one meanwhile."""
    backups = Backups(project, datetime.now())  # noqa: DTZ005 - names a folder in local time
    try:
        for path, data in merged.after.items():
            before = merged.before.get(path)
            if before is not None:
                backups.add(path, before)
            replace_file(project.root / path, before, data)
    except ConcurrentEditError:
        message = "A file was saved by somebody else just now."
        hint = "Type this again: what is written already stays."
        raise CommandError(f"{message} {hint}", 1) from None
    names = list(merged.after)
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    kept = f" As they were: {short_path(backups.folder)}/" if backups.is_used else ""
    echo(f"Wrote {', '.join(names[:MAX_NAMED])}{more}.{kept}")


IMPORTERS: dict[str, Callable[[Namespace], int]] = {
    "word": import_word,
    "spreadsheet": import_spreadsheet,
    "schedule": import_schedule,
}
