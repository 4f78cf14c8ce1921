"""`check`: errors, and what is left to do before launch, without publishing."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from microsite.build import Outcome, check
from microsite.console.changes import saving
from microsite.console.command import Add
from microsite.console.options import (
    add_site_options,
    build_options,
    chosen_project,
    path_formatter,
)
from microsite.console.output import (
    echo,
    exit_code,
    format_counts,
    plural,
    print_diagnostics,
    print_timings,
    sorted_diagnostics,
    spinner,
)
from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.pages.publication_record import find_missing_urls
from microsite.project import BuildOptions, Project
from microsite.saving.fixes import Repair, find_repairs, missing_redirects
from microsite.saving.journal import save
from microsite.saving.text_file import line_diff
from microsite.source.files import PUBLISHED_FILE
from microsite.up_to_date import program


def add_arguments(add: Add) -> None:
    """Add the options of `check`."""
    add("--fix", "", "fix clear-cut errors first, such as tabs; to undo that: undo")
    add(
        "--external", "", "also check links to other sites; results are kept for a week"
    )
    add_site_options(add)


class CheckOptions(Struct, frozen=True, kw_only=True):
    """Options of a check."""

    build: BuildOptions = BuildOptions()
    fix: bool = False
    """Whether certain errors are fixed first."""
    external: bool = False
    """Whether links to other sites are checked, too."""
    format: str = "text"
    """Format of the diagnostics."""
    timings: bool = False
    """Whether the time of each step is printed."""


def run(options: Namespace) -> int:
    """Check, and report the result. Return the exit code; notes are not failures."""
    check_options = CheckOptions(
        build=build_options(options),
        fix=options.fix,
        external=options.external,
        format=options.format,
        timings=options.timings,
    )
    return check_and_report(chosen_project(options), check_options)


def check_and_report(project: Project, options: CheckOptions) -> int:
    """Check a project, and report the result. Return the exit code."""
    if options.fix:
        _apply_fixes(project, options.build)
    with spinner("Checking …"):
        outcome = check(project, options.build)

    summary = ""
    code = 0
    if options.external:
        summary, code = _check_web_links(project, outcome, options.build)

    diagnostics = sorted_diagnostics(
        outcome.log, strict=options.build.strict, with_notes=True
    )
    print_diagnostics(diagnostics, path_formatter(project), options.format)
    if options.timings:
        print_timings(outcome.timings)

    code = exit_code(diagnostics) or code
    echo(_summary(outcome, diagnostics, is_sound=not code) + summary)
    return code


def _summary(outcome: Outcome, diagnostics: list[Diagnostic], *, is_sound: bool) -> str:
    """Return what was checked, and how much is left to do."""
    pages = ""
    if outcome.pages:
        seconds = sum(outcome.timings.values())
        pages = f" {plural(outcome.pages, 'page')} in {seconds:.2f} s"

    left = ""
    notes = sum(diagnostic.severity is Severity.NOTE for diagnostic in diagnostics)
    if notes:
        left = f" {plural(notes, 'thing')} left to do."
    elif outcome.loaded or is_sound:
        left = " Nothing left to do."
    return f"Checked{pages}: {format_counts(diagnostics) or 'No errors'}.{left}"


def _check_web_links(
    project: Project, outcome: Outcome, options: BuildOptions
) -> tuple[str, int]:
    """Check links to other sites, and report broken ones.

    Return a summary and the exit code.
    """
    from microsite.apps.linkcheck import check as linkcheck

    if not outcome.loaded:
        return "\nLinks to other sites were not checked. Fix the errors above first.", 0

    edition = outcome.loaded[0]
    details = edition.event.record
    exclusions = list(details.unchecked_links)
    for own_address in (options.base_url, details.base_url):
        if own_address:
            exclusions.append(own_address)
    web_links = [
        link
        for link in linkcheck.links_of(edition.sources)
        if not linkcheck.is_ignored(link.address, exclusions)
    ]
    today = datetime.now(UTC).date()
    cache = project.cache / linkcheck.CACHE_FILE if options.use_cache else None
    with spinner() as show:

        def progress(number: int, total: int) -> None:
            show(f"Checking links: {number:,} of {total:,} …")

        try:
            count, hits = linkcheck.check_links(
                web_links, cache, today, outcome.log, progress
            )
        except linkcheck.OfflineError as failure:
            message = (
                "\nLinks to other sites could not be checked: no site answers"
                f" ({failure})."
            )
            return f"{message} This computer seems to have no internet connection.", 2
    note = f", {hits:,} of them in the last week" if hits else ""
    return f"\nChecked {plural(count, 'link')} to other sites{note}.", 0


def _apply_fixes(project: Project, options: BuildOptions) -> None:
    """Apply certain fixes, and print each changed line."""
    count = _save(project, list(find_repairs(project)))
    count += _save(project, list(_find_redirects(project, options)))
    if count:
        echo(f"To undo this: {program()} undo\n")
    else:
        echo("No errors can be fixed automatically.\n")


def _save(project: Project, repairs: list[Repair]) -> int:
    """Save repairs together, and print them. Return how many errors they fix."""
    count = sum(repair.count for repair in repairs)
    if repairs:
        changes = {
            repair.after.path: (repair.data, repair.after.data) for repair in repairs
        }
        with saving():
            save(project, f"Fix {plural(count, 'error')}", changes)

    format_path = path_formatter(project)
    for repair in repairs:
        echo(f"{format_path(repair.after.path)}: fixed {plural(repair.count, 'error')}")
        if repair.is_resaved:
            echo(
                "       Converted from a Windows encoding to UTF-8. Check accents and"
                " dashes."
            )
        for line in line_diff(repair.before.text, repair.after.text):
            echo(line)
        echo("")
    return count


def _find_redirects(project: Project, options: BuildOptions) -> Iterator[Repair]:
    """Yield redirects from recorded addresses to pages that have another name now."""
    if not (project.root / "data" / PUBLISHED_FILE).exists():
        return
    with spinner("Looking for pages that have moved …"):
        editions = check(project, options).editions
    for edition in editions[:1]:  # past editions stay as they are
        missing_urls = find_missing_urls(edition.site, edition.pages)
        yield from missing_redirects(project, missing_urls)
