"""`export`: the records of a project as a workbook, or its handouts."""

from argparse import Namespace
from pathlib import Path

from microsite.apps.handouts import printing
from microsite.apps.handouts.badges import read_badges
from microsite.apps.handouts.sheets import create_handouts
from microsite.apps.workbook.write import write_workbook
from microsite.build import create_sites
from microsite.cache import Cache
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, short_path
from microsite.console.output import echo, errors_of, plural
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import quote_path
from microsite.model.loader import LoadedEdition, load_edition
from microsite.project import BuildOptions, Project
from microsite.saving.text_file import ConcurrentEditError, create_file
from microsite.up_to_date import program

BY_HAND = (
    "To make PDF files, install Chromium, Chrome or Edge, and run this command again."
    " Or open each page in your browser, and print it to a file with background"
    " graphics."
)


def add_arguments(add: Add) -> None:
    """Add the arguments of `export`."""
    add("what", "WHAT", "spreadsheet, or handouts: signs, badges, programme and slides")
    add(
        "file",
        "FILE",
        "write this file, such as programme.xlsx, or this folder of handouts",
    )
    add("--badges", "FILE", "print badges for the people in this list (CSV)")
    add(*ROOT)


def run(options: Namespace) -> int:
    """Write a new workbook or the handouts. Return the exit code."""
    if options.what == "handouts":
        export_handouts(chosen_project(options), options.file, options.badges)
    elif options.what != "spreadsheet" or options.file is None:
        raise CommandError(
            f"To export a workbook: {program()} export spreadsheet FILE.xlsx. "
            f"To export handouts: {program()} export handouts"
        )
    elif options.file.suffix.lower() != ".xlsx":
        raise CommandError(
            f"The name must end in .xlsx: {options.file.with_suffix('.xlsx')}"
        )
    else:
        export_workbook(chosen_project(options), options.file)
    return 0


def export_workbook(project: Project, file: Path) -> None:
    """Write the records as a new workbook."""
    loaded = _load(project)
    try:
        create_file(file.absolute(), write_workbook(loaded.event, loaded.sources))
    except ConcurrentEditError:
        message = f"The file “{file}” already exists. Choose another name."
        raise CommandError(message) from None
    if hidden := sum(speaker.protected for speaker in loaded.event.speakers):
        echo(f"Left out: {plural(hidden, 'protected speaker')}.")
    name = short_path(file.absolute())
    command = f"{program()} import spreadsheet {quote_path(name)}"
    echo(f"Wrote {name}. After changing it: {command}")


def export_handouts(project: Project, folder: Path | None, badges: Path | None) -> None:
    """Write the handouts as HTML, and as PDF if a browser is installed."""
    target = (folder or project.root / "handouts").absolute()
    if target.resolve().is_relative_to(project.output.resolve()):
        raise CommandError(
            f"“{short_path(target)}” is in the folder of the site, so it would be"
            " published. Choose another folder."
        )
    rules = target / ".gitignore"
    is_of_others = rules.exists() and rules.read_bytes().strip() != b"*"
    if is_of_others or project.root.resolve().is_relative_to(target.resolve()):
        problem = f"“{short_path(target)}” has other files."
        raise CommandError(f"{problem} Choose a folder of their own, such as handouts.")
    people = read_badges(badges, project.root, project.output) if badges else ()
    site = create_sites([_load(project)], BuildOptions(), Cache(None))[0].site
    handouts = create_handouts(site, people)
    if handouts.programme_code is None:
        echo("Without “base_url” in content/event.md, the handouts have no QR codes.")
    pages = list(printing.write_handouts(target, handouts, project.root))
    if not pages:
        raise CommandError(
            "There is nothing to print yet: the programme has no sessions.", 1
        )
    browser = printing.find_browser()
    for page in pages:
        written = page
        if browser:
            try:
                written = printing.print_to_pdf(browser, page)
            except printing.PdfError as error:
                echo(f"{error} {BY_HAND}")
                browser = None
        echo(f"Wrote {short_path(written)}.")
    if browser is None:
        echo(BY_HAND)
    if people:
        echo(
            f"The badges have {plural(len(people), 'name')}. Do not publish this"
            " folder."
        )


def _load(project: Project) -> LoadedEdition:
    """Return the current edition.

    Raise CommandError if it has errors.
    """
    log = Log()
    loaded = load_edition(project, log)
    if loaded is None or log.errors:
        raise CommandError(
            "Nothing was written. Fix the errors above first.", 1, errors_of(log)
        )
    return loaded


def create_workbook(project: Project) -> bytes:
    """Return the records of a project as a workbook.

    Raise CommandError if it has errors.
    """
    loaded = _load(project)
    return write_workbook(loaded.event, loaded.sources)
