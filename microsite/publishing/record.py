"""`record`: a record of what is published now, so that later changes can be shown.

Exit codes: 0 everything is on record, 1 errors in the content, 2 wrong usage.
"""

from argparse import Namespace
from pathlib import Path

from microsite.build import EditionSite, check
from microsite.cli import commands, report
from microsite.cli.commands import CommandError, short_path
from microsite.editing.project_files import ConcurrentEditError, replace_file
from microsite.model.snapshots import merge_record
from microsite.pages.publication_record import in_words, new_snapshots
from microsite.project import BuildOptions
from microsite.publish.private_words import PrivateWordSearch
from microsite.site.formatting import format_date
from microsite.source.files import PUBLISHED_FILE


def add_arguments(add: commands.Add) -> None:
    """Add the options of `record`."""
    add(*commands.ROOT)
    add("--base-url", "URL", "set the web address of the published site")
    words = "record it as published on this day, such as 2027-05-20 (default: today)"
    add("--as-of", "DATE", words, type=commands.parse_day)
    add("--format", "FORMAT", commands.FORMAT_HELP, default="text")


def run(options: Namespace) -> int:
    """Update the record of each edition. Return the exit code."""
    project = commands.chosen_project(options)
    with report.spinner("Checking …"):
        outcome = check(project, BuildOptions(as_of=options.as_of, base_url=options.base_url))
    if found := report.errors_of(outcome.log):
        message = f"Nothing was recorded: {report.format_counts(found)}."
        raise CommandError(message, report.exit_code(found), found)
    for message in update_records(outcome.editions):
        report.echo(message)
    return 0


def update_records(editions: list[EditionSite]) -> list[str]:
    """Add what is new to the record of each edition. Return messages. Raise CommandError."""
    records = [(it.loaded.project.root / "data" / PUBLISHED_FILE, it) for it in editions]
    for path, edition in records:
        days, as_of = edition.site.event.published.days, edition.site.as_of
        if days and max(days) > as_of:
            raise CommandError(
                f"{short_path(path)} already records what was published on"
                f" {format_date(max(days))}, so nothing can be recorded for {format_date(as_of)}."
                " Leave out --as-of, or choose a later day."
            )
    return [_update_record(path, edition) for path, edition in records]


def _update_record(path: Path, edition: EditionSite) -> str:
    """Add what is new to the record of an edition. Return what was added, in words."""
    name, new = short_path(path), new_snapshots(edition.site, edition.pages)
    private = PrivateWordSearch(edition.loaded.event.private_words)
    before = path.read_bytes() if path.exists() else None
    text = (before or b"").decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")
    after = merge_record(text, new, private.holds)
    if before is not None and after == text:
        return f"Nothing has changed since the last record: {name} is as it was."
    try:
        replace_file(path, before, after.encode())
    except ConcurrentEditError:
        message = f"{name} has just been changed by another program. Run the command again."
        raise CommandError(message) from None
    added = in_words(new) or "the same entries, in order"
    return f"Recorded in {name}: {added}. Save this file with the project."
