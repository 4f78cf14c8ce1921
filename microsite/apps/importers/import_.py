"""`import`: content from other programs.

It shows what would change; `--apply` writes it.
"""

import sys
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from microsite.apps.importers import merge
from microsite.apps.importers.merge import Merge, Selection
from microsite.apps.importers.word import free_name, image_problem
from microsite.apps.workbook import read as spreadsheet
from microsite.apps.workbook.office import CannotImportError
from microsite.apps.workbook.read import (
    SheetRow,
    Workbook,
    record_rows,
    split_list,
)
from microsite.build import create_sites
from microsite.cache import Cache
from microsite.console.changes import load_existing, saving
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project
from microsite.console.output import (
    ask,
    echo,
    plural,
    print_diagnostics,
    print_list,
    spinner,
)
from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.display import did_you_mean, sanitize, sanitize_all
from microsite.model.kinds import RECORD_KINDS
from microsite.model.loader import LoadedEdition, load_edition
from microsite.project import BuildOptions, Project
from microsite.saving.journal import Versions, save
from microsite.up_to_date import program
from microsite.web import WebError, fetch

SOURCES = {"word": "Word document", "spreadsheet": "workbook", "schedule": "schedule"}
DOCUMENT_KINDS = ("page", "speaker", "news")
NAMES_OF_BASES = {"word": "document", "schedule": "schedule"}
"""Names under which the last import is kept, by file type."""
MAX_PICTURE_BYTES = 10_000_000
MAX_PICTURE_SECONDS = 60


def add_arguments(add: Add) -> None:
    """Add the arguments of `import`."""
    add("what", "WHAT", f"one of: {', '.join(SOURCES)}")
    add("file", "FILE", "import this file")
    add(*ROOT)
    add("--apply", "", "write the changes (without this option, only show them)")
    add(
        "--as",
        "KIND",
        "import a Word document as a page, speaker or news (default: page)",
        dest="kind",
        default="page",
    )
    add("--id", "ID", "name in addresses (default: made from the title)")
    add("--pictures", "", "download the pictures of people who have none here")
    add(
        "--only",
        "NAMES",
        "import only these: ids such as welcome or welcome.end, or kinds such as"
        " speaker, with commas between",
    )
    add("--skip", "NAMES", "do not import these")
    add("--take", "NAMES", "import these although you have changed them; or “all”")


def run(options: Namespace) -> int:
    """Show what a file contains, or import it. Return the exit code."""
    file_type = options.what
    if file_type not in SOURCES:
        hint = did_you_mean(file_type or "", SOURCES, _usage())
        if file_type:
            raise CommandError(f"“{file_type}” cannot be imported. {hint}")
        raise CommandError(hint)
    if options.file is None:
        raise CommandError(f"Name the file: {program()} import {file_type} FILE")
    if options.kind not in DOCUMENT_KINDS:
        message = f"A Word document cannot be imported as “{options.kind}”."
        raise CommandError(f"{message} Write --as page, --as speaker or --as news.")
    try:
        return import_file(options)
    except CannotImportError as problem:
        raise CommandError(str(problem), 1) from None


def _usage() -> str:
    lines = [
        f"To import a {words}: {program()} import {file_type} FILE"
        for file_type, words in SOURCES.items()
    ]
    return "\n".join(lines)


def import_file(options: Namespace) -> int:
    """Print the changes that a file makes.

    Write them with `--apply`, or those that are chosen.
    """
    project = chosen_project(options)
    file = options.file
    load_existing(project, "imported")
    selection = Selection(
        only=_names(options.only),
        skip=_names(options.skip),
        take=_names(options.take),
    )
    has_selection = bool(options.only or options.skip or options.take)
    merge_with = partial(
        merge_file, project, file, options.what, kind=options.kind, id_=options.id
    )

    writes = options.apply
    merged, errors = merge_with(selection, pictures=options.pictures and writes)
    print_merge(merged)
    can_choose = not (writes or errors or has_selection)
    has_choices = bool(merged.after or merged.conflicts)
    if can_choose and has_choices and sys.stdin.isatty():
        writes = True
        printed_notes = set(merged.workbook.notes)
        merged, errors = merge_with(choose(merged), pictures=options.pictures)
        notes = [note for note in merged.workbook.notes if note not in printed_notes]
        print_list([f"- {sanitize(note)}" for note in notes])

    if errors:
        print_diagnostics(errors, str)
        raise CommandError("Nothing was imported. Fix the errors above first.", 1)
    if not merged.after:
        echo("No changes to import.")
    elif not writes:
        echo("To apply these changes, run the command again with --apply.")
    if writes:
        with saving():
            images = save_merge(merged, file.name)
        if merged.after:
            paths = [*merged.after, *images]
            count = plural(len(paths), "file")
            echo(f"Changed {count}. To undo this: {program()} undo")
            print_list(paths)
    return 1 if merged.questions else 0


def _names(text: str | None) -> frozenset[str]:
    """Return the names in the value of an option."""
    return frozenset(split_list(text or ""))


def merge_file(
    project: Project,
    file: Path,
    file_type: str,
    selection: Selection,
    *,
    kind: str = "page",
    id_: str | None = None,
    pictures: bool = False,
    saved_as: str = "",
) -> tuple[Merge, list[Diagnostic]]:
    """Return the merge of a file with the project, and the errors that it would add.

    The errors are at its cells. A schedule is simplified until it has none, where
    possible. A Word document becomes a record of a kind, with an id. `pictures`
    downloads those of people. The last import is compared with, if there is one of this
    name.
    """
    edition = load_edition(project, Log())
    assert edition is not None  # the event has no errors
    sources = edition.sources
    if not saved_as:
        saved_as = NAMES_OF_BASES.get(file_type, "")
    workbook = _read_workbook(project, edition, file, file_type, kind, id_, saved_as)

    merged = merge.merge_workbook(project, sources, workbook, selection)
    while errors := list(merge.find_errors(merged, with_pages=file_type != "word")):
        cells = {
            (row.where, name): (row, error)
            for error, row, name in errors
            if row is not None
        }
        if file_type != "schedule" or not cells:
            break
        for (_, name), (row, error) in cells.items():
            merge.simplify(workbook, row, name, error)
        merged = merge.merge_workbook(project, sources, workbook, selection)

    people = people_with_pictures(merged)
    if people and pictures and not errors:
        add_pictures(people, workbook, project.root / "assets")
        merged = merge.merge_workbook(project, sources, workbook, selection)
    elif people:
        workbook.notes.append(
            f"People with pictures: {len(people)}. To get them, add --pictures"
        )
    return merged, [merge.to_cell(*error, file.name) for error in errors]


def _read_workbook(
    project: Project,
    edition: LoadedEdition,
    file: Path,
    file_type: str,
    kind: str,
    id_: str | None,
    saved_as: str,
) -> Workbook:
    """Return a file as a workbook, ready to be compared with the last import."""
    from microsite.apps.importers.schedules import read_schedule
    from microsite.apps.importers.word import read_document

    base = merge.read_base(project.root, saved_as)
    site = create_sites([edition], BuildOptions(), Cache(None))[0].site
    if file_type == "spreadsheet":
        workbook = spreadsheet.read_workbook(file, edition.sources)
        if saved_as:
            spreadsheet.add_last_import(workbook, base)
    elif file_type == "word":
        workbook = read_document(
            file,
            RECORD_KINDS[kind],
            id_,
            base or {},
            project.root / "assets",
            str(site.as_of),
        )
    else:
        workbook = read_schedule(file, edition, site, base)
    workbook.saved_as = "" if workbook.name == "export" else saved_as
    return workbook


def people_with_pictures(merged: Merge) -> list[SheetRow]:
    """Return the people of a schedule whose pictures are only there.

    People who are not imported are left out.
    """
    records = record_rows(merged.workbook.kinds["speaker"], merged.sources)
    ids_with_photo = {record.id for record in records if "photo" in record.cells}
    people: list[SheetRow] = []
    for row in merged.workbook.tables.get("speaker", ()):
        if not row.cells.get("picture"):
            continue
        id_ = row.cells["id"]
        if id_ not in ids_with_photo and merged.selection.includes("speaker", id_):
            people.append(row)
    return people


def add_pictures(rows: list[SheetRow], workbook: Workbook, assets: Path) -> None:
    """Download the pictures of people. Those that are left out are noted."""
    addresses = [row.cells["picture"] for row in rows]
    with (
        spinner(f"Downloading {plural(len(rows), 'picture')} …"),
        ThreadPoolExecutor(4) as threads,
    ):
        pictures = list(threads.map(fetch_picture, addresses))

    for row, address, (data, problem) in zip(rows, addresses, pictures, strict=True):
        name = row.cells["name"]
        if problem:
            workbook.notes.append(f"The picture of {name}: {problem} {address}")
            continue
        stem = f"images/people/{row.cells['id']}"
        row.cells["photo"] = free_name(stem, data, workbook.images, assets)
        row.cells["photo_alt"] = name


def fetch_picture(address: str) -> tuple[bytes, str]:
    """Return a picture, and why it is left out; empty if it can be published."""
    try:
        response = fetch(
            address, timeout=MAX_PICTURE_SECONDS, max_bytes=MAX_PICTURE_BYTES
        )
    except WebError as failure:
        return b"", f"{failure}."
    if response.status != 200:
        return b"", f"its server answered {response.status}."
    return response.body, image_problem(response.body)


def print_merge(merged: Merge) -> None:
    """Print what a merge adds, changes, leaves out and asks; a new text on stdout."""
    if merged.workbook.name == "document":
        for data in merged.documents.values():
            sys.stdout.write(sanitize_all(data.decode()))
            sys.stdout.flush()
    sections = {
        "New": [change.sentence for change in merged.added],
        "Changes": [change.sentence for change in merged.changes],
        "Left out or changed": list(dict.fromkeys(merged.workbook.notes)),
        "For you to decide": merged.questions,
    }
    for heading, sentences in sections.items():
        if sentences:
            echo(f"{heading} ({len(sentences):,}):")
            echo("\n".join(f"- {sanitize(sentence)}" for sentence in sentences))


def choose(merged: Merge) -> Selection:
    """Ask about each change, and which version of each conflict to keep.

    Raise CommandError.
    """
    skip: set[str] = set()
    take: set[str] = set()
    answer = ""
    changes = [change for change in (*merged.added, *merged.changes) if change.name]
    for number, change in enumerate(changes, 1):
        if answer != "a":
            question = "Import this? y = yes, n = no, a = all that follow, q = quit"
            answer = ask_for_letter(
                f"{number} of {len(changes):,}: {change.sentence}", question, "yna"
            )
        if answer == "n":
            skip.add(change.name)

    there = merged.workbook.name
    question = f"Which version? h = the one here, t = the one in the {there}, q = quit"
    for conflict in merged.conflicts:
        if ask_for_letter(conflict.sentence, question, "ht") == "t":
            take.add(conflict.name)
    return Selection(skip=frozenset(skip), take=frozenset(take))


def ask_for_letter(sentence: str, question: str, letters: str) -> str:
    """Return the letter that a person types.

    Raise CommandError at `q` or the end of the input.
    """
    echo(f"\n{sanitize(sentence)}\n{question}")
    while True:
        line = ask("  > ")
        letter = line.strip().lower()[:1]
        if not line or letter == "q":
            raise CommandError("Stopped. Nothing was written.")
        if letter and letter in letters:
            return letter


def save_merge(merged: Merge, name: str) -> list[str]:
    """Write the changed files.

    Return the paths of new images. Raise ConcurrentEditError.
    """
    project = merged.project
    workbook = merged.workbook
    changes: dict[str, Versions] = {}
    for image, data in workbook.images.items():
        is_used = any(image.encode() in text for text in merged.after.values())
        if is_used and not (project.root / "assets" / image).exists():
            changes[f"assets/{image}"] = (None, data)
    images = list(changes)

    for path, data in merged.after.items():
        changes[path] = (merged.before.get(path), data)
    if workbook.saved_as:
        path = merge.base_path(workbook.saved_as)
        file = project.root / path
        before = file.read_bytes() if file.exists() else None
        changes[path] = (before, merge.format_base(project.root, workbook))
    if any(before != after for before, after in changes.values()):
        save(project, f"Import {name}", changes)
    return images
