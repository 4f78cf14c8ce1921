"""`check`: errors, and what is left to do before launch, without publishing."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from microsite.build import Outcome, check
from microsite.cli import commands, report
from microsite.cli.new import saving
from microsite.cli.report import echo, plural
from microsite.diagnostics.diagnostic import Severity
from microsite.editing.journal import save
from microsite.editing.project_files import line_diff
from microsite.editing.repair import Repair, find_repairs, missing_redirects
from microsite.pages.publication_record import find_missing_urls
from microsite.project import Project
from microsite.source.files import PUBLISHED_FILE
from microsite.up_to_date import program


def add_arguments(add: commands.Add) -> None:
    """Add the options of `check`."""
    add("--fix", "", "fix clear-cut errors first, such as tabs; to undo that: undo")
    add(
        "--external", "", "also check links to other sites; results are kept for a week"
    )
    commands.add_site_options(add)


def run(options: Namespace) -> int:
    """Check, and report the result. Return the exit code; notes are not failures."""
    project = commands.chosen_project(options)
    if options.fix:
        _apply_fixes(project, options)
    with report.spinner("Checking …"):
        outcome = check(project, commands.build_options(options))
    link_summary = ""
    link_code = 0
    if options.external:
        link_summary, link_code = _check_web_links(project, outcome, options)

    diagnostics = report.sorted_diagnostics(
        outcome.log, strict=options.strict, with_notes=True
    )
    format_path = commands.path_formatter(project)
    report.print_diagnostics(diagnostics, format_path, options.format)
    if options.timings:
        report.print_timings(outcome.timings)

    code = report.exit_code(diagnostics) or link_code
    summary = "Checked"
    if outcome.pages:
        seconds = sum(outcome.timings.values())
        summary += f" {plural(outcome.pages, 'page')} in {seconds:.2f} s"
    summary += f": {report.format_counts(diagnostics) or 'No errors'}."
    notes = sum(diagnostic.severity is Severity.NOTE for diagnostic in diagnostics)
    if notes or outcome.loaded or not code:
        summary += f" {plural(notes, 'thing') if notes else 'Nothing'} left to do."
    echo(summary + link_summary)
    return code


def _check_web_links(
    project: Project, outcome: Outcome, options: Namespace
) -> tuple[str, int]:
    """Check links to other sites, and report broken ones.

    Return a summary and the exit code.
    """
    from microsite.linkcheck import check as linkcheck

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
    cache = None if options.no_cache else project.cache / linkcheck.CACHE_FILE
    with report.spinner() as show:

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


def _apply_fixes(project: Project, options: Namespace) -> None:
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

    format_path = commands.path_formatter(project)
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


def _find_redirects(project: Project, options: Namespace) -> Iterator[Repair]:
    """Yield redirects from recorded addresses to pages that have another name now."""
    if not (project.root / "data" / PUBLISHED_FILE).exists():
        return
    with report.spinner("Looking for pages that have moved …"):
        editions = check(project, commands.build_options(options)).editions
    for edition in editions[:1]:  # past editions stay as they are
        missing_urls = find_missing_urls(edition.site, edition.pages)
        yield from missing_redirects(project, missing_urls)
