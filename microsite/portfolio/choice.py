"""Choice of the events of a portfolio that a command works on."""

import re
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from microsite.cache import digest_of
from microsite.cli.commands import CommandError, short_path
from microsite.diagnostics.display import did_you_mean
from microsite.up_to_date import EVENTS, is_portfolio, portfolio_of

MODULES = {"build": "build", "check": "build", "publish": "publish"}
"""Modules of the commands that work on a whole portfolio."""
FOR_ALL = ("pull", "init-ci", "verify")  # commands that take all events, or those with names
ANYWHERE = ("site", "portfolio", "event", None)  # arguments of `new` that need no event
MAX_EVENTS = 20  # that a message lists


def choose_run(given: Namespace) -> Callable[[Namespace], int]:
    """Return the function that runs a command for a portfolio or an event. Raise CommandError."""
    run: Callable[[Namespace], int] = given.run
    # Only a build of the portfolio writes all files of an event.
    if given.command == "build" and (portfolio := portfolio_of(str(given.root))):
        given.root, given.event = Path(portfolio), given.root.name
    if given.event is not None and is_portfolio(str(given.root)):
        given.event = ",".join(named_events(given.root, given.event))
    names = event_names(given.root)
    is_one = given.event is not None and "," not in given.event
    single = next((f"--{it}" for it in ("fix", "external") if getattr(given, it, False)), "")
    if not is_portfolio(str(given.root)):
        if given.event is not None:
            problem = f"“{short_path(given.root)}” is not a portfolio, so it has no events."
            raise CommandError(f"{problem} Leave out --event.")
    elif given.command in MODULES and not single and (given.command == "build" or not is_one):
        run = import_module(f"microsite.portfolio.{MODULES[given.command]}").run
    elif is_one and given.command != "verify":  # which has the address of the portfolio
        given.root /= f"{EVENTS}/{given.event}"
    elif given.command not in FOR_ALL and (given.command != "new" or given.kind not in ANYWHERE):
        problem = f"“{single or given.command}” works on one event of a portfolio."
        listed = ", ".join(names[:MAX_EVENTS]) + (" and more" if names[MAX_EVENTS:] else "")
        known = f"The events are: {listed or 'none yet'}."
        raise CommandError(f"{problem} Name it: --event {(*names, 'SLUG')[0]}\n{known}")
    return run


def event_names(root: Path) -> list[str]:
    """Return the names of the folders that hold events, sorted."""
    return sorted(path.parent.name for path in (root / EVENTS).glob("*/content"))


def named_events(root: Path, typed: str) -> list[str]:
    """Return the names of events that are typed with commas. Raise CommandError."""
    known, names = event_names(root), [name.strip() for name in typed.split(",")]
    for name in (name for name in names if name not in known):
        raise CommandError(f"There is no event “{name}”. {did_you_mean(name, known)}".rstrip())
    return names


def is_in_part(slug: str, part: str) -> bool:
    """Return whether an event is in a part such as `3/20`, by its name. Raise CommandError."""
    match = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", part)
    number, count = map(int, match.groups()) if match else (0, 0)
    if not 1 <= number <= count:
        problem = f"“{part}” is not a part."
        raise CommandError(f"{problem} Write one such as 3/20, the third of 20 parts.")
    return int(digest_of(slug), 16) % count == number - 1
