"""`check`: look for mistakes, and for what is still to do before launch, without publishing."""

from __future__ import annotations

from argparse import Namespace
from time import perf_counter
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command, Parser
from microsite.cli.report import (
    counted,
    counting,
    exit_code,
    findings,
    plural,
    say,
    tell,
    tell_timings,
    working,
)
from microsite.cli.site_options import (
    add_site_options,
    build_options,
    chosen_project,
    in_short,
    seen_from_here,
)
from microsite.diagnostics.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.build import Outcome
    from microsite.diagnostics.diagnostic import Diagnostic
    from microsite.editing.repair import Repair
    from microsite.editing.saving import Backups
    from microsite.project import Project


def add_arguments(parser: Parser) -> None:
    """The options of `check`."""
    fix = "first put right what is certain, such as Tabs and Word’s quotation marks; a copy of each file is kept"
    parser.options.add_argument("--fix", action="store_true", help=fix)
    external = "look as well whether links to other sites still lead anywhere; answers are remembered for a week"
    parser.options.add_argument("--external", action="store_true", help=external)
    add_site_options(parser)


def run(options: Namespace) -> int:
    """Check; tell what was found. Gives the exit code: notes alone are no failure."""
    project = chosen_project(options)
    if options.fix:
        put_right(project, options)
    started = perf_counter()
    with working("Checking …"):
        from microsite.build import check

        outcome = check(project, build_options(options))
    seconds = perf_counter() - started
    told, code = check_external_links(project, outcome, options) if options.external else ("", 0)
    found = findings(outcome.log, strict=options.strict, with_notes=True)
    tell(found, options.format, seen_from_here(project))
    if options.timings:
        tell_timings(outcome.timings)
    say(summary(outcome, found, seconds))
    if told:
        say(told)
    return exit_code(found) or code


def check_external_links(project: Project, outcome: Outcome, options: Namespace) -> tuple[str, int]:
    """Look at the links to other sites; add to the log what is wrong with them. Gives a sentence,
    and the exit code.
    """
    from datetime import UTC, datetime

    from microsite.linkcheck.check import CACHE_FILE, check_links
    from microsite.linkcheck.checker import OfflineError
    from microsite.linkcheck.links import is_ignored, links_of

    if not outcome.loaded:
        return (
            "The links to other sites were not looked at: the mistakes above have to be put right first.",
            0,
        )
    details = outcome.loaded[0].event.record
    ignored = [*details.unchecked_links, *filter(None, (options.base_url, details.base_url))]
    links = [
        link
        for link in links_of(outcome.loaded[0].sources)
        if not is_ignored(link.address, ignored)
    ]
    memory = None if options.no_cache else project.cache / CACHE_FILE
    try:
        with counting("Looking at links") as progress:
            looked = check_links(links, memory, datetime.now(UTC).date(), outcome.log, progress)
    except OfflineError as failure:
        seems = "This machine seems to have no connection to the internet."
        return (
            f"No link to another site could be looked at: nothing answers ({failure}). {seems}",
            2,
        )
    known = f"; {looked.cached:,} of them were looked at in the last week" if looked.cached else ""
    return f"Looked at {plural(looked.links, 'link')} to other sites{known}.", 0


def put_right(project: Project, options: Namespace) -> None:
    """Put right what is certain; show each line that changes, and where the files are as they were."""
    from datetime import datetime

    from microsite.editing.repair import repair_project
    from microsite.editing.saving import Backups
    from microsite.editing.text_file import line_diff

    backups = Backups(project, datetime.now())  # noqa: DTZ005 - a name for people of this machine
    seen = seen_from_here(project)
    mended = 0
    for repair in (*repair_project(project, backups), *forwarded(project, options, backups)):
        if not repair.is_saved:
            say(
                f"{seen(repair.path)} was saved by somebody else just now, so it is left alone. Type this again.\n"
            )
            continue
        mended += repair.count
        say(f"{seen(repair.path)}: {plural(repair.count, 'mistake')} put right")
        if repair.is_resaved:
            say(
                "       It was saved in an old Windows format, and is UTF-8 now. Look over its accents and dashes."
            )
        for line in line_diff(repair.before.text, repair.after.text):
            say(line)
        say("")
    if not mended:
        say("There is nothing that could be put right without asking you.\n")
    elif backups.is_used:
        say(f"The files as they were are in {in_short(backups.folder)}/.\n")


def forwarded(project: Project, options: Namespace, backups: Backups) -> Iterator[Repair]:
    """Add redirects to pages that are there under another name, where it is on record what was
    published.
    """
    from microsite.build import check
    from microsite.editing.repair import add_missing_redirects
    from microsite.pages.missing_urls import find_missing_urls
    from microsite.source.files import PUBLISHED_FILE

    if not (project.root / "data" / PUBLISHED_FILE).exists():
        return
    with working("Looking for pages that have moved …"):
        editions = check(project, build_options(options)).editions
    for edition in editions[:1]:  # past editions are left as they are
        repair = add_missing_redirects(
            project, find_missing_urls(edition.site, edition.pages), backups
        )
        if repair is not None:
            yield repair


def summary(outcome: Outcome, found: list[Diagnostic], seconds: float) -> str:
    """What came of a check, in a line."""
    notes = sum(1 for each in found if each.severity is Severity.NOTE)
    to_do = (
        f"{plural(notes, 'thing')} to do before launch"
        if notes
        else "nothing left to do before launch"
    )
    pages = (
        f"Checked {plural(outcome.pages, 'page')} in {seconds:.2f} s"
        if outcome.pages
        else "Checked"
    )
    return f"{pages}: {counted(found) or 'no mistakes'}; {to_do}."


COMMAND = Command(
    "look for mistakes, and for what is still to do before launch", add_arguments, run
)
