"""`explain`: what a code means."""

from __future__ import annotations

import sys
from argparse import Namespace

from microsite.cli.command_line import Command, Parser, UsageError, program
from microsite.diagnostics.suggestions import closest_match
from microsite.project import ENGINE_HOME


def add_arguments(parser: Parser) -> None:
    """What can follow `explain`."""
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="such as S103; without one, all are listed"
    )


def run(options: Namespace) -> int:
    """Print the page of each code, or the list of all codes. Raises UsageError for a code that is
    none.
    """
    from microsite.diagnostics.catalogue import CATALOGUE, help_page, index_page

    codes = [code.strip(" []().,:").upper() for code in options.codes]
    for code in codes:
        if code not in CATALOGUE:
            guess = closest_match(code, CATALOGUE)
            cure = f"Did you mean {guess}?" if guess else f"{program()} explain lists them all."
            raise UsageError(f"There is no code “{code}”. {cure}")
    pages = [help_page(code, ENGINE_HOME) for code in codes] or [index_page()]
    sys.stdout.write("\n".join(pages))
    return 0


COMMAND = Command("tell what a code such as S103 means, and its cure", add_arguments, run)
