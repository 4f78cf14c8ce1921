"""`explain`: the meaning of a code."""

import re
import sys
from argparse import Namespace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from microsite import DOCUMENTATION
from microsite.console.command import Add, CommandError
from microsite.diagnostics.diagnostic import CATALOGUE
from microsite.diagnostics.display import closest_match
from microsite.project import ENGINE_HOME
from microsite.up_to_date import program


def add_arguments(add: Add) -> None:
    """Add the arguments of `explain`."""
    add(
        "codes",
        "CODE",
        "explain this code, such as S103 (default: list all codes)",
        nargs="*",
    )


def run(options: Namespace) -> int:
    """Print the page of each code, or the list of all codes. Raise CommandError."""
    codes = [code.strip(" []().,:").upper() for code in options.codes]
    for code in codes:
        if code not in CATALOGUE:
            raise CommandError(f"There is no code “{code}”. {_hint(code)}")
    if not codes:
        sys.stdout.write(index_page(ENGINE_HOME))
        return 0

    pages: list[str] = []
    for code in codes:
        address = f"{DOCUMENTATION}{code.lower()}/"
        page = help_page(code, ENGINE_HOME)
        pages.append(f"{page}\nThis page on the web: {address}\n")
    sys.stdout.write("\n".join(pages))
    return 0


def _hint(code: str) -> str:
    """Return what to do about a code that does not exist."""
    guess = closest_match(code, CATALOGUE)
    if guess:
        return f"Did you mean {guess}?"
    return f"To list all codes: {program()} explain"


def help_page(code: str, root: Path) -> str:
    """Return the Markdown page about a code from `docs/errors`.

    Without the docs, it is a short page from the message.
    """
    try:
        page = (root / "docs" / "errors" / f"{code}.md").read_text(encoding="utf-8")
    except OSError:
        entry = CATALOGUE[code]
        advice = re.sub(r"\{[^{}]*\}", "…", entry.help)
        page = f"# {code}: {entry.template}\n\n{advice}\n"
    return re.sub(r"python\s+build\.py", program(), page)


def first_sentence(page: str) -> str:
    """Return the first sentence below the title of a Markdown page."""
    paragraph = " ".join(page.split("\n\n")[1].split())
    return re.split(r"(?<=\.) (?=[A-Z“`])", paragraph, maxsplit=1)[0]


def index_page(root: Path) -> str:
    """Return all codes with the first sentences of their pages, by letter."""
    lines = [
        f"{code}  {first_sentence(help_page(code, root))}\n"
        for code in sorted(CATALOGUE)
    ]
    return "\n".join("".join(group) for _, group in groupby(lines, itemgetter(0)))
