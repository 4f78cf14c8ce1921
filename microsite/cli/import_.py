"""`import`: content from other programs. It shows what would change; `--apply` writes it."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

from microsite.build import EditionSite, Outcome, create_sites, lay_out
from microsite.cache import open_cache
from microsite.cli import commands
from microsite.cli.commands import CommandError, chosen_project, path_formatter
from microsite.cli.new import load_existing, saving, today
from microsite.cli.report import echo, errors_of, plural, print_diagnostics, print_list
from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.display import did_you_mean, project_path, sanitize
from microsite.editing import create, project_files
from microsite.editing.journal import Versions, save
from microsite.editing.yaml_edit import Value
from microsite.importers.merge import (
    BASE_FILE,
    CellError,
    Merge,
    Selection,
    format_base,
    locate_errors,
    read_base,
    simplify,
    to_cell,
)
from microsite.importers.office import CannotImportError
from microsite.importers.spreadsheet import Workbook, read_workbook, split_list
from microsite.model.event import Event
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.loader import LoadedEdition, load_event
from microsite.project import BuildOptions, Project
from microsite.source.files import slugify
from microsite.source.reader import SourceFiles, read_sources
from microsite.up_to_date import program

SOURCES = {"word": "Word document", "spreadsheet": "workbook", "schedule": "schedule"}
DOCUMENT_KINDS = ("page", "speaker", "news")
TO_WRITE = "To apply these changes, run the command again with --apply."


def add_arguments(add: commands.Add) -> None:
    """Add the arguments of `import`."""
    add("what", "WHAT", f"one of: {', '.join(SOURCES)}")
    add("file", "FILE", "import this file")
    add(*commands.ROOT)
    add("--apply", "", "write the changes (without this option, only show them)")
    words = "import a Word document as a page, speaker or news (default: page)"
    add("--as", "KIND", words, dest="kind", default="page")
    add("--id", "ID", "name in addresses (default: made from the title)")
    names = "ids such as welcome or welcome.end, or kinds such as speaker, with commas between"
    add("--only", "NAMES", f"import only these: {names}")
    add("--skip", "NAMES", "do not import these")
    add("--take", "NAMES", "import these although you have changed them; or “all”")


def run(options: Namespace) -> int:
    """Show what a file contains, or import it. Return the exit code."""
    what = options.what
    if what not in SOURCES:
        lines = [
            f"To import a {it}: {program()} import {name} FILE" for name, it in SOURCES.items()
        ]
        usage = "\n".join(lines)
        hint = did_you_mean(what or "", SOURCES, usage)
        raise CommandError(f"“{what}” cannot be imported. {hint}" if what else hint)
    if options.file is None:
        raise CommandError(f"Name the file: {program()} import {what} FILE")
    try:
        return import_word(options) if what == "word" else import_workbook(options)
    except CannotImportError as problem:
        raise CommandError(str(problem), 1) from None


def import_word(options: Namespace) -> int:
    """Import a Word document as a Markdown file."""
    if options.kind not in DOCUMENT_KINDS:
        message = f"A Word document cannot be imported as “{options.kind}”."
        raise CommandError(f"{message} Write --as page, --as speaker or --as news.")
    project, kind = chosen_project(options), RECORD_KINDS[options.kind]
    event, _ = load_existing(project, "imported")
    with saving():
        record, changes, notes = convert_word(project, event, options.file, kind, options.id)
        if options.apply:
            save(project, f"Import {options.file.name}", changes)
    lines = record.after.decode().split("\n")
    sys.stdout.write("\n".join(map(sanitize, lines)))
    sys.stdout.flush()
    for note in notes:
        echo(f"- {sanitize(note)}")
    names = ", ".join(map(path_formatter(project), (record.path, *list(changes)[:-1])))
    echo(f"Created {names}." if options.apply else f"This would create {names}.\n{TO_WRITE}")
    return 0


def convert_word(
    project: Project, event: Event, file: Path, kind: RecordKind, id_: str | None
) -> tuple[create.NewRecord, dict[str, Versions], list[str]]:
    """Return the record of a Word document, all changes of files, and notes on what is lost."""
    from microsite.importers.word import read_word

    document = read_word(file, id_ or slugify(file.stem) or kind.name)
    title = document.title[:300] or file.stem
    identity = id_ or create.unused_id(kind, title, set())
    fields: dict[str, Value] = {kind.title_field: title}
    if kind.name == "news":
        fields["date"] = today(event)
    changes: dict[str, Versions] = {}
    for name, data in document.images.items():
        path = project.root / "assets" / name
        changes[f"assets/{name}"] = path.read_bytes() if path.exists() else None, data
    taken = [f"another image {it}" for it, (old, new) in changes.items() if old not in (None, new)]
    taken += [f"a {kind.name} “{identity}”"] * (identity in create.existing_ids(kind, event))
    if taken:
        raise CannotImportError(f"There is already {taken[0]}. Choose a different id.")
    record = create.create_record(project, kind, identity, fields, document.body)
    return record, changes | {record.path: (record.before, record.after)}, document.notes


def import_workbook(options: Namespace) -> int:
    """Print the changes that a workbook or a schedule makes, and write them with `--apply`."""
    project, file = chosen_project(options), options.file
    load_existing(project, "imported")
    named = (options.only, options.skip, options.take)
    selection = Selection(*(frozenset(split_list(names or "")) for names in named))
    workbook, merged, errors = merge_file(project, file, options.what, selection)
    print_merge(workbook, merged)
    if errors:
        print_diagnostics(errors, project_path)
        raise CommandError(f"Nothing was imported. Fix these errors in {file.name} first.", 1)
    if not merged.after:
        echo("No changes to import.")
    elif not options.apply:
        echo(TO_WRITE)
    if options.apply:
        with saving():
            save_merge(project, workbook, merged, file.name)
        if merged.after:
            echo(f"Changed {plural(len(merged.after), 'file')}. To undo this: {program()} undo")
            print_list(list(merged.after))
    return 1 if merged.questions else 0


def merge_file(
    project: Project, file: Path, what: str, selection: Selection
) -> tuple[Workbook, Merge, list[Diagnostic]]:
    """Return a workbook or a schedule, its merge, and the errors it would add, at its cells."""
    from microsite.importers.schedules import read_schedule

    sources = read_sources(project.root, Log())
    is_sheet = what == "spreadsheet"
    if is_sheet:
        workbook = read_workbook(file, sources)
    else:
        edition = create_site(project, sources, Log())
        assert edition is not None
        workbook = read_schedule(file, edition.site, sources, read_base(project.root))
    merged = Merge(project, sources, workbook, selection)
    while errors := list(find_errors(project, merged)):
        cells = {(row.where, name): (row, error) for error, row, name in errors if row is not None}
        if is_sheet or not cells:
            break
        for (_, name), (row, error) in cells.items():
            simplify(workbook, row, name, error)
        merged = Merge(project, sources, workbook, selection)
    return workbook, merged, [to_cell(*each, file.name) for each in errors]


def print_merge(workbook: Workbook, merged: Merge) -> None:
    """Print what a merge adds, changes, leaves out and asks."""
    sections = {"New": list(merged.added), "Changes": list(merged.changes)}
    sections |= {"Not imported": workbook.notes, "For you to decide": merged.questions}
    for heading, sentences in sections.items():
        if sentences:
            echo(f"{heading} ({len(sentences):,}):")
            lines = [f"- {sanitize(each)}" for each in sentences]
            if heading == "New":
                print_list(lines)
            else:
                echo("\n".join(lines))


def create_site(project: Project, sources: SourceFiles, log: Log) -> EditionSite | None:
    """Return the site of these sources; None if its event cannot be read."""
    event = load_event(sources, log)
    if event is None:
        return None
    with open_cache(None) as cache:
        return create_sites([LoadedEdition(project, sources, event, log)], BuildOptions(), cache)[0]


def trial(project: Project, changed: Mapping[str, bytes]) -> tuple[SourceFiles, Log]:
    """Lay out the site with these bytes in place of files. Return its sources and its log."""
    log = Log()
    sources = project_files.read_with_changes(project, changed, log)
    if edition := create_site(project, sources, log):
        lay_out(Outcome(editions=[edition]))
    return sources, log


def find_errors(project: Project, merged: Merge) -> Iterator[CellError]:
    """Yield the errors that a merge adds."""
    after, log_after = trial(project, merged.after) if merged.after else (merged.sources, Log())
    if log_after.errors:
        _, log_before = trial(project, {})
        new = project_files.new_diagnostics(log_before, log_after)
        yield from locate_errors(errors_of(new), merged, after)


def save_merge(project: Project, workbook: Workbook, merged: Merge, name: str) -> None:
    """Write the changed files. Raise ConcurrentEditError if another program has changed one."""
    changes = {path: (merged.before.get(path), data) for path, data in merged.after.items()}
    if workbook.name == "schedule":
        base = project.root / BASE_FILE
        before = base.read_bytes() if base.exists() else None
        changes[BASE_FILE] = before, format_base(workbook)
    if any(before != after for before, after in changes.values()):
        save(project, f"Import {name}", changes)
