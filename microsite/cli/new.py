"""`new`: a record such as a session, a site to start with, or next year's edition."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from microsite.cli.edition import new_edition
from microsite.cli.parser import Parser, UsageError, suggestion
from microsite.cli.prompts import can_prompt, prompt
from microsite.cli.record_options import (
    PROMPTED_KINDS,
    canonical_choices,
    given_fields,
    option_name,
    questions,
    record_options,
    required_fields,
    set_defaults,
)
from microsite.cli.report import echo, errors_of, print_diagnostics
from microsite.cli.site_options import add_root, chosen_project, path_formatter, short_path
from microsite.editing.create import (
    FolderNotEmptyError,
    create_record,
    create_site,
    existing_ids,
    unused_id,
    write_record,
)
from microsite.editing.dry_run import load_with_changes
from microsite.editing.saving import ConcurrentEditError
from microsite.editing.text_file import TextFile, line_diff
from microsite.editing.yaml_edit import CannotEditError, Value
from microsite.model.event import Event
from microsite.model.kinds import RecordKind
from microsite.up_to_date import program

KINDS = (*PROMPTED_KINDS, "site", "edition")


def add_arguments(parser: Parser) -> None:
    """Add the arguments of `new`: the fields of all kinds of records."""
    parser.add_argument("kind", nargs="?", metavar="KIND", help=f"one of: {', '.join(KINDS)}")
    words = "for a site: the folder to make; for an edition: its year"
    parser.add_argument("folder", nargs="?", metavar="FOLDER", type=Path, help=words)
    add = parser.add_option
    add_root(parser)
    add("--id", "its name in addresses (made from the title)", "NAME")
    add("--text", "what stands below the settings (speaker, page, news)", "WORDS")
    add("--keep-speakers", "for an edition: take the speakers along")
    for option in record_options():
        add(option.name, option.help, option.metavar, dest=option.dest)


def run(options: Namespace) -> int:
    """Create a record, a site or an edition. Return the exit code."""
    kind, folder = options.kind, options.folder
    if kind is None:
        raise UsageError(f"Say what is new: {program()} new {'|'.join(KINDS)}")
    if kind not in KINDS:
        hint = suggestion(kind, KINDS, f"You can write: {', '.join(KINDS)}.")
        raise UsageError(f"“{kind}” is nothing that can be made. {hint}")
    if kind == "site":
        return new_site(folder)
    if kind == "edition":
        return new_edition(options)
    if folder is not None:
        message = f"A new {kind} takes no folder: leave out “{folder}”."
        raise UsageError(f"{message} To name it: --title")
    return new_record(options, PROMPTED_KINDS[kind])


def new_site(folder: Path | None) -> int:
    """Create a site to start with. Return the exit code."""
    if folder is None:
        raise UsageError(f"Name the folder for it: {program()} new site my-conference")
    try:
        create_site(folder.absolute())
    except FolderNotEmptyError:
        message = f"There is something in “{folder}” already."
        raise UsageError(f"{message} Name a folder that is not there.") from None
    name = short_path(folder.absolute())
    echo(f"Made {name}/. Start with {name}/content/event.md; to see it while you write:")
    echo(f"  {program()} serve --root {name}")
    return 0


def new_record(options: Namespace, kind: RecordKind) -> int:
    """Add a record to a project, and print its lines. Return the exit code."""
    project = chosen_project(options)
    format_path = path_formatter(project)
    event, log = load_with_changes(project, {})
    if event is None:
        print_diagnostics(errors_of(log), format_path)
        echo("Nothing was added: this has to be put right first.")
        return 1
    fields = canonical_choices(kind, given_fields(options, kind), event)
    ask_for_fields(kind, fields, event)
    taken = existing_ids(kind, event)
    identity = options.id or unused_id(kind, str(fields[kind.title_field]), taken)
    if identity in taken:
        message = f"There is a {kind.name} “{identity}” already."
        echo(f"{message} Give this one another name with --id. Nothing was written.")
        return 1
    try:
        record = create_record(project, kind, identity, fields, options.text or "")
        write_record(project, record)
    except CannotEditError as problem:
        print_diagnostics(problem.diagnostics, format_path)
        echo(f"{problem} Nothing was written.")
        return 1
    except ConcurrentEditError:
        echo("The file was saved by somebody else just now, so it is left alone. Type this again.")
        return 1
    is_new = record.before is None
    echo(f"{'Made' if is_new else 'Added to'} {format_path(record.path)}:")
    before = TextFile.from_bytes(record.path, record.before or b"")
    after = TextFile.from_bytes(record.path, record.after)
    for line in line_diff(before.text if before else "", after.text if after else ""):
        if line.split(maxsplit=2)[1:2] == ["+"] and not line.endswith("+"):
            echo(line)
    print_diagnostics(list(record.warnings), format_path)
    return 0


def ask_for_fields(kind: RecordKind, fields: dict[str, Value], event: Event) -> None:
    """Ask for fields that are missing. Raise UsageError if nobody can answer."""
    if can_prompt():
        required_only = bool(fields.keys() - {kind.title_field})
        for name, question in questions(kind, fields, event, required_only=required_only):
            if answers := prompt(question):
                fields[name] = tuple(answers) if question.multiple else answers[0]
    set_defaults(kind, fields, event)
    missing = [option_name(name) for name in required_fields(kind) if name not in fields]
    if missing:
        names = " and ".join(missing)
        raise UsageError(f"A new {kind.name} needs {names}. See {program()} new --help")
