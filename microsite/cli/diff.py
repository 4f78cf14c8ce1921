"""`diff`: what changed between two versions, in the words of a programme committee.

Exit codes: 0 the versions were compared, whether or not they differ; 1 there are mistakes in one of
them, so that it cannot be; 2 wrong usage.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command, Parser, one_of
from microsite.cli.report import plural, say
from microsite.cli.site_options import add_root, chosen_project, web_address

if TYPE_CHECKING:
    from microsite.model.event import Event

FORMATS = ("text", "markdown", "json")


def add_arguments(parser: Parser) -> None:
    """What can follow `diff`."""
    parser.add_argument(
        "before",
        nargs="?",
        default="HEAD",
        metavar="A",
        help="a commit or folder (the last commit)",
    )
    parser.add_argument(
        "after", nargs="?", metavar="B", help="a commit or folder (the project as it is now)"
    )
    add = parser.options.add_argument
    add_root(parser)
    add(
        "--format",
        metavar="FORMAT",
        type=one_of(FORMATS),
        default="text",
        help=f"{', '.join(FORMATS)}",
    )
    add(
        "--preview",
        metavar="URL",
        type=web_address,
        help="where the newer version can be seen, for links in Markdown",
    )


def run(options: Namespace) -> int:
    """Print what changed. Gives the exit code."""
    from microsite.cli.versions import sources_of

    root = chosen_project(options).root
    with sources_of(options.before, root) as old_root, sources_of(options.after, root) as new_root:
        old = _loaded(old_root, f"The older version, {options.before},")
        new = _loaded(
            new_root, f"The newer version{f', {options.after},' if options.after else ''}"
        )
    if old is None or new is None:
        return 1
    from microsite.comparing.compare import compare
    from microsite.comparing.report import render_json, render_markdown, render_text
    from microsite.model.editions import private_words
    from microsite.publish.private_words import PrivateWordSearch

    secrets = PrivateWordSearch(private_words(old) | private_words(new))
    comparison = compare(old, new, secrets.holds)
    if options.format == "markdown":
        sys.stdout.write(render_markdown(comparison, options.preview))
    else:
        sys.stdout.write(
            render_json(comparison) if options.format == "json" else render_text(comparison)
        )
    return 0


def _loaded(root: Path, which: str) -> Event | None:
    """The event of a version; None, with words for people, where there are mistakes in it."""
    from microsite.diagnostics.diagnostic import Log, Severity
    from microsite.model.loader import load_event
    from microsite.source.reader import read_sources

    log = Log()
    event = load_event(read_sources(root, log), log)
    if not log.errors:
        return event
    say(f"{which} has {plural(log.errors, 'mistake')}, so it cannot be compared:")
    for found in log:
        if found.severity is Severity.ERROR:
            say(
                f"  {found.span.path}:{found.span.line}:{found.span.column}  {found.code}  {found.headline}"
            )
    return None


COMMAND = Command("tell what changed between two versions, in plain words", add_arguments, run)
