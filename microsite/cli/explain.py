"""`explain`: the meaning of a code."""

from __future__ import annotations

import sys
from argparse import Namespace

from microsite import DOCUMENTATION
from microsite.cli.commands import Add, CommandError
from microsite.diagnostics.diagnostic import CATALOGUE, help_page, index_page
from microsite.diagnostics.display import closest_match
from microsite.project import ENGINE_HOME
from microsite.up_to_date import program


def add_arguments(add: Add) -> None:
    """Add the arguments of `explain`."""
    add("codes", "CODE", "explain this code, such as S103 (default: list all codes)", nargs="*")


def run(options: Namespace) -> int:
    """Print the page of each code, or the list of all codes. Raise CommandError."""
    codes = [code.strip(" []().,:").upper() for code in options.codes]
    for code in codes:
        if code not in CATALOGUE:
            guess = closest_match(code, CATALOGUE)
            hint = f"Did you mean {guess}?" if guess else f"To list all codes: {program()} explain"
            raise CommandError(f"There is no code “{code}”. {hint}")
    pages = [
        f"{help_page(code, ENGINE_HOME)}\nThis page on the web: {DOCUMENTATION}{code.lower()}/\n"
        for code in codes
    ]
    sys.stdout.write("\n".join(pages or [index_page(ENGINE_HOME)]))
    return 0
