"""`record`: a record of what is published now, so that later changes can be shown.

Exit codes: 0 everything is on record, 1 errors in the content, 2 wrong usage.
"""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from msgspec import Struct, structs, to_builtins

from microsite.build import EditionSite, check
from microsite.console.changes import saving
from microsite.console.command import Add, CommandError
from microsite.console.options import FORMAT_HELP, ROOT, chosen_project, short_path
from microsite.console.output import echo, errors_of, exit_code, format_counts, spinner
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.locales.locale import ENGLISH
from microsite.model.published import (
    LINE,
    SNAPSHOTS,
    IsPrivate,
    Published,
    parse_snapshots,
)
from microsite.output.private_words import PrivateWordSearch
from microsite.pages.publication_record import in_words, new_snapshots
from microsite.project import BuildOptions
from microsite.saving.text_file import replace_file
from microsite.source.files import PUBLISHED_FILE

HEADER = (
    "# What was published, and since when. "
    "Written by the command “record”: keep it with the project."
)


def add_arguments(add: Add) -> None:
    """Add the options of `record`."""
    add(*ROOT)
    add("--base-url", "URL", "set the web address of the published site")
    words = (
        "record it as published on this day or at this time, such as 2027-05-20"
        " (default: now)"
    )
    add("--as-of", "DATE", words)
    add("--format", "FORMAT", FORMAT_HELP, default="text")


def run(options: Namespace) -> int:
    """Update the record of each edition. Return the exit code."""
    project = chosen_project(options)
    with spinner("Checking …"):
        outcome = check(
            project, BuildOptions(as_of=options.as_of, base_url=options.base_url)
        )
    if errors := errors_of(outcome.log):
        message = f"Nothing was recorded: {format_counts(errors)}."
        raise CommandError(message, exit_code(errors), errors)
    for update in find_updates(outcome.editions):
        echo(update.write())
    return 0


class RecordUpdate(Struct):
    """A record of what is published, before and after an update."""

    root: Path  # the root of the edition
    before: bytes | None  # None if there is no record
    after: str
    added: str  # new entries, in words; empty if nothing has changed

    def write(self) -> str:
        """Write the record. Return what was added, in words. Raise CommandError."""
        path = self.root / "data" / PUBLISHED_FILE
        name = short_path(path)
        if not self.added:
            return f"Nothing has changed since the last record: {name} is as it was."
        with saving():
            replace_file(path, self.before, self.after.encode())
        return f"Recorded in {name}: {self.added}. Save this file with the project."


def find_updates(editions: list[EditionSite]) -> list[RecordUpdate]:
    """Return the record of each edition with what is new. Raise CommandError."""
    updates = []
    for edition in (edition for edition in editions if not edition.site.is_translation):
        root, site = edition.loaded.project.root, edition.site
        path, days = root / "data" / PUBLISHED_FILE, site.event.published.days
        if days and max(days) > site.as_of:
            raise CommandError(
                f"{short_path(path)} already records what was published on"
                f" {ENGLISH.date(max(days))}, so nothing can be recorded for"
                f" {ENGLISH.date(site.as_of)}. Leave out --as-of, or choose a later"
                " day."
            )
        new = new_snapshots(site, edition.pages)
        before = path.read_bytes() if path.exists() else None
        text = (
            (before or b"")
            .decode(errors="replace")
            .removeprefix("\ufeff")
            .replace("\r\n", "\n")
        )
        after = merge_record(
            text, new, PrivateWordSearch(edition.loaded.event.private_words).holds
        )
        is_same = before is not None and after == text
        added = "" if is_same else in_words(new) or "the same entries, in order"
        updates.append(RecordUpdate(root, before, after, added))
    return updates


def merge_record(before: str, new: Published, is_private: IsPrivate) -> str:
    """Return the text of the file with new snapshots, without private words."""
    lines = {*_format_lines(new)}
    lines.update(line.rstrip() for line in before.split("\n") if LINE.match(line))
    for line in [line for line in lines if is_private(line)]:
        lines.remove(line)
        public = parse_snapshots(SourceText("", line), Log()).without(is_private)
        lines.update(_format_lines(public))
    return "\n".join((HEADER, *sorted(lines))) + "\n"


def _format_lines(published: Published) -> Iterator[str]:
    """Yield a line for each version, with the fields as JSON that differ from their
    defaults.
    """
    for kind, group in zip(SNAPSHOTS, structs.astuple(published), strict=True):
        for id_, versions in group.items():
            for version in versions:
                text = "gone"
                if version.data is not None:
                    data = to_builtins(version.data, builtin_types=(time,))
                    text = json.dumps(
                        data, ensure_ascii=False, default="{:%H:%M}".format
                    )
                yield f"{kind} {id_} {version.since} {version.number} {text}"
