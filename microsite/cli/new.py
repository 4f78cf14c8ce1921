"""`new`: a record such as a session, a site to start with, or next year's edition."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from microsite.cli import options as opts
from microsite.cli import record_options
from microsite.cli.options import CommandError, chosen_project, path_formatter, short_path
from microsite.cli.report import echo, errors_of, print_diagnostics, print_list
from microsite.editing import create
from microsite.editing.create import CannotCreateEditionError, create_edition
from microsite.editing.project_files import TextFile, line_diff, replace_file
from microsite.model.kinds import RecordKind
from microsite.project import BuildOptions
from microsite.up_to_date import program

KINDS = (*record_options.PROMPTED_KINDS, "site", "edition")


def add_arguments(add: opts.Add) -> None:
    """Add the arguments of `new`: the fields of all kinds of records."""
    add("kind", "KIND", f"one of: {', '.join(KINDS)}")
    add("folder", "FOLDER", "for a site: the folder to make; for an edition: its year")
    add(*opts.ROOT)
    add("--id", "NAME", "its name in addresses (made from the title)")
    add("--text", "WORDS", "what stands below the settings (speaker, page, news)")
    add("--keep-speakers", "", "for an edition: take the speakers along")
    record_options.add_fields(add)


def run(options: Namespace) -> int:
    """Create a record, a site or an edition. Return the exit code."""
    kind, folder = options.kind, options.folder
    if kind is None:
        raise CommandError(f"Say what is new: {program()} new {'|'.join(KINDS)}")
    if kind not in KINDS:
        hint = opts.suggestion(kind, KINDS, f"You can write: {', '.join(KINDS)}.")
        raise CommandError(f"“{kind}” is nothing that can be made. {hint}")
    if kind == "site":
        new_site(folder)
    elif kind == "edition":
        new_edition(options)
    elif folder is not None:
        message = f"A new {kind} takes no folder: leave out “{folder}”."
        raise CommandError(f"{message} To name it: --title")
    else:
        new_record(options, record_options.PROMPTED_KINDS[kind])
    return 0


def new_site(folder: Path | None) -> None:
    """Create a site to start with."""
    if folder is None:
        raise CommandError(f"Name the folder for it: {program()} new site my-conference")
    try:
        create.create_site(folder.absolute())
    except FileExistsError:
        message = f"There is something in “{folder}” already."
        raise CommandError(f"{message} Name a folder that is not there.") from None
    name = short_path(folder.absolute())
    echo(f"Made {name}/. Start with {name}/content/event.md; to see it while you write:")
    echo(f"  {program()} serve --root {name}")


def new_record(options: Namespace, kind: RecordKind) -> None:
    """Add a record to a project, and print its lines."""
    project = chosen_project(options)
    format_path = path_formatter(project)
    event, _ = record_options.load_existing(project, "added")
    fields = record_options.complete_fields(kind, record_options.given_fields(options, kind), event)
    taken = create.existing_ids(kind, event)
    identity = options.id or create.unused_id(kind, str(fields[kind.title_field]), taken)
    if identity in taken:
        message = f"There is a {kind.name} “{identity}” already."
        hint = "Give this one another name with --id. Nothing was written."
        raise CommandError(f"{message} {hint}", 1)
    with record_options.saving():
        record = create.create_record(project, kind, identity, fields, options.text or "")
        replace_file(project.root / record.path, record.before, record.after)
    echo(f"{'Made' if record.before is None else 'Added to'} {format_path(record.path)}:")
    before = TextFile.from_bytes(record.path, record.before or b"")
    after = TextFile.from_bytes(record.path, record.after)
    for line in line_diff(before.text if before else "", after.text if after else ""):
        if line.split(maxsplit=2)[1:2] == ["+"] and not line.endswith("+"):
            echo(line)
    print_diagnostics(record.warnings, format_path)


def new_edition(options: Namespace) -> None:
    """Create an edition, and print what is left to do."""
    from microsite.build import check  # other records do not need it

    project = chosen_project(options)
    if options.folder is None:
        raise CommandError(f"Say which: {program()} new edition 2028")
    try:
        with record_options.saving():
            old, lines_to_review = create_edition(
                project, str(options.folder), keep_speakers=options.keep_speakers
            )
    except CannotCreateEditionError as problem:
        raise CommandError(str(problem)) from None
    format_path = path_formatter(project)
    folder = short_path(project.root / "editions" / old)
    people = "" if options.keep_speakers else "speakers, "
    echo(
        f"The {old} edition is kept in {folder}/, and stays at its address.\n"
        f"content/ and data/ are those of {options.folder} now. Its dates are to be announced.\n"
        f"There are no sessions, {people}prices, sponsors and news yet, and nothing is said of"
        " booking.\n"
        "The pages, resources, figures, rooms, tracks and packages are as they were."
        " assets/ serves both editions."
    )
    if lines_to_review:
        echo(f"\nThese lines still name {old}:")
        print_list([f"{format_path(path)}:{line}" for path, line in lines_to_review])
    if found := errors_of(check(project, BuildOptions()).log):
        echo("\nBefore it can be published, put this right; until then the site stays as it is:\n")
        print_diagnostics(found, format_path)
