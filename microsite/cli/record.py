"""`record`: note what is published now, so that what changes later can be told.

Exit codes: 0 it is on record, whether or not anything was new; 1 there are mistakes in the content;
2 wrong usage.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command, Parser, UsageError
from microsite.cli.report import counted, exit_code, findings, say, tell, working
from microsite.cli.site_options import (
    add_format,
    add_root,
    chosen_project,
    day,
    in_short,
    seen_from_here,
    web_address,
)

if TYPE_CHECKING:
    from microsite.build import EditionSite


def add_arguments(parser: Parser) -> None:
    """What can follow `record`."""
    add = parser.options.add_argument
    add_root(parser)
    add("--base-url", metavar="URL", type=web_address, help="where the site is found on the web")
    add(
        "--as-of",
        metavar="DATE",
        type=day,
        help="the day it is published, such as 2027-05-20 (today)",
    )
    add_format(parser)


def run(options: Namespace) -> int:
    """Bring the record up to the day; write only where something is new. Gives the exit code."""
    project = chosen_project(options)
    with working("Checking …"):
        from microsite.build import check
        from microsite.diagnostics.diagnostic import Severity
        from microsite.project import BuildOptions

        outcome = check(project, BuildOptions(as_of=options.as_of, base_url=options.base_url))
    found = [
        each
        for each in findings(outcome.log, strict=False, with_notes=False)
        if each.severity is Severity.ERROR
    ]
    if found:
        tell(found, options.format, seen_from_here(project))
        say(f"Nothing was recorded: {counted(found)}.")
        return exit_code(found)
    for edition in outcome.editions:
        _refuse_what_is_past(edition)
    for edition in outcome.editions:
        say(_record(edition))
    return 0


def _refuse_what_is_past(edition: EditionSite) -> None:
    """Raises UsageError where the record goes on after the day: what was published before can only
    be noted then.
    """
    from microsite.site.formatting import format_date as in_words

    days = edition.site.event.published.days
    if days and max(days) > edition.site.as_of:
        raise UsageError(
            f"{in_short(_path(edition))} already says what was published on {in_words(max(days))}, so nothing can be "
            f"recorded for {in_words(edition.site.as_of)}. Leave out --as-of, or name a later day."
        )


def _path(edition: EditionSite) -> Path:
    from microsite.source.files import PUBLISHED_FILE

    return edition.loaded.project.root / "data" / PUBLISHED_FILE


def _record(edition: EditionSite) -> str:
    """Write what is new of one edition into its record; what was done, in words."""
    from microsite.editing.saving import ConcurrentEditError, create_file, replace_file
    from microsite.model.snapshots import merge_record
    from microsite.pages.publication_record import in_words, new_snapshots
    from microsite.publish.private_words import PrivateWordSearch

    path = _path(edition)
    before = path.read_bytes() if path.exists() else None
    new = new_snapshots(edition.site, edition.pages)
    text = (before or b"").decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")
    after = merge_record(text, new, PrivateWordSearch(edition.loaded.private_words).holds)
    if before is not None and after == text:
        return f"Nothing is new: {in_short(path)} is as it was."
    try:
        if before is None:
            create_file(path, after.encode())
        else:
            replace_file(path, before, after.encode())
    except ConcurrentEditError:
        raise UsageError(
            f"{in_short(path)} was saved by somebody else just now. Type this again."
        ) from None
    told = in_words(new) or "what was there, put in order"
    return f"Recorded in {in_short(path)}: {told}. Keep this file with the project."


COMMAND = Command(
    "note what is published now, so that what changes later can be told", add_arguments, run
)
