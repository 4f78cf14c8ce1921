"""`export handouts`: write the handouts of a project into a folder."""

from pathlib import Path

from microsite.build import create_sites
from microsite.cache import open_cache
from microsite.cli.commands import CommandError, short_path
from microsite.cli.report import echo, errors_of, plural
from microsite.diagnostics.diagnostic import Log
from microsite.handouts.badges import Badge, BadgesError, read_badges
from microsite.handouts.printing import (
    PdfError,
    default_fonts,
    find_browser,
    print_to_pdf,
    write_handouts,
)
from microsite.handouts.sheets import Handouts, create_handouts
from microsite.model.loader import load_editions
from microsite.project import BuildOptions, Project

BY_HAND = (
    "To make PDF files, install Chromium, Chrome or Edge, and run this command again. Or open each "
    "page in your browser, and print it to a file with background graphics."
)


def export_handouts(project: Project, folder: Path | None, badges: Path | None) -> int:
    """Write the handouts as HTML, and as PDF if a browser is installed. Return the exit code."""
    target = (folder or project.root / "handouts").absolute()
    if target.resolve().is_relative_to(project.output.resolve()):
        raise CommandError(
            f"“{short_path(target)}” is in the folder of the site, so it would be published. "
            "Choose another folder."
        )
    people = _people(badges, project) if badges else ()
    handouts = _load(project, people)
    if handouts.programme_code is None:
        echo("Without “base_url” in content/event.md, the handouts have no QR codes.")
    pages = list(write_handouts(target, handouts, project.root, default_fonts()))
    if not pages:
        raise CommandError("There is nothing to print yet: the programme has no sessions.", 1)
    browser = find_browser()
    for page in pages:
        name = short_path(page)
        try:
            name = short_path(print_to_pdf(browser, page)) if browser else name
        except PdfError as error:
            echo(f"{error} {BY_HAND}")
            browser = None
        echo(f"Wrote {name}.")
    if browser is None:
        echo(BY_HAND)
    if people:
        echo(f"The badges have {plural(len(people), 'name')}. Do not publish this folder.")
    return 0


def _people(path: Path, project: Project) -> tuple[Badge, ...]:
    try:
        return read_badges(path, project.root, project.output)
    except BadgesError as error:
        raise CommandError(str(error), 1) from None


def _load(project: Project, people: tuple[Badge, ...]) -> Handouts:
    """Return the handouts of the current edition. Raise CommandError if it has errors."""
    log = Log()
    loaded = load_editions(project, log)
    if not loaded or log.errors:
        raise CommandError("Nothing was written. Fix the errors above first.", 1, errors_of(log))
    with open_cache(None) as cache:
        site = create_sites(loaded, BuildOptions(), cache)[0].site
        return create_handouts(site, people)
