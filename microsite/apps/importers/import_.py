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
from microsite.model.loader import load_edition
from microsite.project import BuildOptions, Project
from microsite.saving.journal import Versions, save
from microsite.up_to_date import program
from microsite.web import WebError, fetch

SOURCES = {"word": "Word document", "spreadsheet": "workbook", "schedule": "schedule"}
DOCUMENT_KINDS = ("page", "speaker", "news")
MAX_PICTURE_BYTES = 10_000_000
MAX_PICTURE_SECONDS = 60


def add_arguments(add: Add) -> None:
    """Add the arguments of `import`."""
    add("what", "WHAT", f"one of: {', '.join(SOURCES)}")
    add("file", "FILE", "import this file")
    add(*ROOT)
    add("--apply", "", "write the changes (without this option, only show them)")
    words = "import a Word document as a page, speaker or news (default: page)"
    add("--as", "KIND", words, dest="kind", default="page")
    add("--id", "ID", "name in addresses (default: made from the title)")
    names = (
        "ids such as welcome or welcome.end, or kinds such as speaker, with commas"
        " between"
    )
    add("--pictures", "", "download the pictures of people who have none here")
    add("--only", "NAMES", f"import only these: {names}")
    add("--skip", "NAMES", "do not import these")
    add("--take", "NAMES", "import these although you have changed them; or “all”")


def run(options: Namespace) -> int:
    """Show what a file contains, or import it. Return the exit code."""
    file_type = options.what
    if file_type not in SOURCES:
        command = f"{program()} import"
        lines = (
            f"To import a {words}: {command} {key} FILE"
            for key, words in SOURCES.items()
        )
        hint = did_you_mean(file_type or "", SOURCES, "\n".join(lines))
        raise CommandError(
            f"“{file_type}” cannot be imported. {hint}" if file_type else hint
        )
    if options.file is None:
        raise CommandError(f"Name the file: {program()} import {file_type} FILE")
    if options.kind not in DOCUMENT_KINDS:
        message = f"A Word document cannot be imported as “{options.kind}”."
        raise CommandError(f"{message} Write --as page, --as speaker or --as news.")
    try:
        return import_file(options)
    except CannotImportError as problem:
        raise CommandError(str(problem), 1) from None


def import_file(options: Namespace) -> int:
    """Print the changes that a file makes.

    Write them with `--apply`, or those that are chosen.
    """
    project, file = chosen_project(options), options.file
    load_existing(project, "imported")
    name_lists = (options.only, options.skip, options.take)
    names = (frozenset(split_list(text or "")) for text in name_lists)
    selection = Selection(*names)
    show = partial(
        merge_file, project, file, options.what, kind=options.kind, id_=options.id
    )
    writes = options.apply
    merged, errors = show(selection, pictures=options.pictures and writes)
    print_merge(merged)
    is_open = not (writes or errors or any(name_lists)) and (
        merged.after or merged.conflicts
    )
    if is_open and sys.stdin.isatty():
        writes, notes = True, set(merged.workbook.notes)
        merged, errors = show(choose(merged), pictures=options.pictures)
        print_list(
            [
                f"- {sanitize(note)}"
                for note in merged.workbook.notes
                if note not in notes
            ]
        )
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
            echo(
                f"Changed {plural(len(paths), 'file')}. To undo this: {program()} undo"
            )
            print_list(paths)
    return 1 if merged.questions else 0


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
    from microsite.apps.importers.schedules import read_schedule
    from microsite.apps.importers.word import read_document

    edition = load_edition(project, Log())
    assert edition is not None  # the event has no errors
    sources = edition.sources
    assets = project.root / "assets"
    saved_as = saved_as or {"word": "document", "schedule": "schedule"}.get(
        file_type, ""
    )
    base = merge.read_base(project.root, saved_as)
    site = create_sites([edition], BuildOptions(), Cache(None))[0].site
    if file_type == "spreadsheet":
        workbook = spreadsheet.read_workbook(file, sources)
        if saved_as:
            spreadsheet.add_last_import(workbook, base)
    elif file_type == "word":
        workbook = read_document(
            file, RECORD_KINDS[kind], id_, base or {}, assets, str(site.as_of)
        )
    else:
        workbook = read_schedule(file, site, sources, base)
    workbook.saved_as = saved_as if workbook.name != "export" else ""
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
        add_pictures(people, workbook, assets)
        merged = merge.merge_workbook(project, sources, workbook, selection)
    elif people:
        workbook.notes.append(
            f"People with pictures: {len(people)}. To get them, add --pictures"
        )
    return merged, [merge.to_cell(*error, file.name) for error in errors]


def people_with_pictures(merged: Merge) -> list[SheetRow]:
    """Return the people who are imported, and have a picture in a schedule, but none
    here.
    """
    records = record_rows(merged.workbook.kinds["speaker"], merged.sources)
    ids = {record.id for record in records if "photo" in record.cells}
    rows = merged.workbook.tables.get("speaker", ())
    people = (
        row for row in rows if row.cells.get("picture") and row.cells["id"] not in ids
    )
    return [
        row for row in people if merged.selection.includes("speaker", row.cells["id"])
    ]


def add_pictures(rows: list[SheetRow], workbook: Workbook, assets: Path) -> None:
    """Download the pictures of people. Those that are left out are noted."""
    with (
        spinner(f"Downloading {plural(len(rows), 'picture')} …"),
        ThreadPoolExecutor(4) as threads,
    ):
        pictures = list(
            threads.map(fetch_picture, [row.cells["picture"] for row in rows])
        )
    for row, (data, problem) in zip(rows, pictures, strict=True):
        name, stem = row.cells["name"], f"images/people/{row.cells['id']}"
        if problem:
            workbook.notes.append(
                f"The picture of {name}: {problem} {row.cells['picture']}"
            )
        else:
            row.cells["photo"] = free_name(stem, data, workbook.images, assets)
            row.cells["photo_alt"] = name


def fetch_picture(address: str) -> tuple[bytes, str]:
    """Return a picture, and why it is left out; an empty text if it can be
    published.
    """
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
    for data in merged.documents.values() if merged.workbook.name == "document" else ():
        sys.stdout.write(sanitize_all(data.decode()))
        sys.stdout.flush()
    sections = {
        "New": [change.sentence for change in merged.added],
        "Changes": [change.sentence for change in merged.changes],
    }
    sections["Left out or changed"] = list(dict.fromkeys(merged.workbook.notes))
    sections["For you to decide"] = merged.questions
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
    for conflict in merged.conflicts:
        question = (
            f"Which version? h = the one here, t = the one in the {there}, q = quit"
        )
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
    project, workbook = merged.project, merged.workbook
    changes: dict[str, Versions] = {}
    for image, data in workbook.images.items():
        is_used = any(image.encode() in text for text in merged.after.values())
        if is_used and not (project.root / "assets" / image).exists():
            changes[f"assets/{image}"] = None, data
    images = list(changes)
    changes |= {
        path: (merged.before.get(path), data) for path, data in merged.after.items()
    }
    if workbook.saved_as:
        path = merge.base_path(workbook.saved_as)
        before = (
            (project.root / path).read_bytes()
            if (project.root / path).exists()
            else None
        )
        changes[path] = before, merge.format_base(project.root, workbook)
    if any(before != after for before, after in changes.values()):
        save(project, f"Import {name}", changes)
    return images
