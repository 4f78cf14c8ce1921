"""Choice of the events of a portfolio that a command works on."""

import re
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from microsite.cache import digest_of
from microsite.console.command import CommandError
from microsite.console.options import short_path
from microsite.diagnostics.display import did_you_mean
from microsite.up_to_date import EVENTS, is_portfolio, portfolio_of

MANY = ("pull", "init-ci", "verify")
"""Commands that take all events, or those with names."""
ANYWHERE = ("site", "portfolio", "event", None)  # arguments of `new` that need no event
MAX_EVENTS = 20  # that a message lists


def choose_run(options: Namespace) -> Callable[[Namespace], int]:
    """Return the function that runs a command for a portfolio or an event.

    Raise CommandError.
    """
    run: Callable[[Namespace], int] = options.run
    # Only a build of the portfolio writes all files of an event.
    if options.command == "build" and (portfolio := portfolio_of(str(options.root))):
        options.root, options.event = Path(portfolio), options.root.name
    if not is_portfolio(str(options.root)):
        if options.event is None:
            return run
        problem = (
            f"“{short_path(options.root)}” is not a portfolio, so it has no events."
        )
        is_freeze = options.command == "freeze"  # whose argument is the event
        advice = "Only these can be frozen." if is_freeze else "Leave out --event."
        raise CommandError(f"{problem} {advice}")
    is_one, command = False, options.command
    if options.event is not None:
        slugs = named_events(options.root, options.event)
        options.event, is_one = ",".join(slugs), len(slugs) == 1
    flag = next(
        (f"--{key}" for key in ("fix", "external") if getattr(options, key, False)), ""
    )
    if command == "build" or (
        command in ("check", "publish") and not flag and not is_one
    ):
        run = _portfolio_run(command)
    elif is_one and command != "verify":  # which has the address of the portfolio
        options.root /= f"{EVENTS}/{options.event}"
    elif command not in MANY and (command != "new" or options.kind not in ANYWHERE):
        names = event_names(options.root)
        text = ", ".join(names[:MAX_EVENTS]) + (
            " and more" if names[MAX_EVENTS:] else ""
        )
        raise CommandError(
            f"“{flag or command}” works on one event of a portfolio. Name it: --event"
            f" {(*names, 'SLUG')[0]}\nThe events are: {text or 'none yet'}."
        )
    return run


def _portfolio_run(command: str) -> Callable[[Namespace], int]:
    """Return the function that runs a command for all events of a portfolio."""
    if command == "publish":
        from microsite.apps.portfolio import publish

        return publish.run
    from microsite.apps.portfolio import build

    return build.run


def event_names(root: Path) -> list[str]:
    """Return the names of the folders that hold events, sorted."""
    return sorted(path.parent.name for path in (root / EVENTS).glob("*/content"))


def named_events(root: Path, text: str) -> list[str]:
    """Return the names of events in a text, which has commas between them.

    Raise CommandError.
    """
    choices, names = event_names(root), [name.strip() for name in text.split(",")]
    for name in (name for name in names if name not in choices):
        raise CommandError(
            f"There is no event “{name}”. {did_you_mean(name, choices)}".rstrip()
        )
    return names


def is_in_part(slug: str, part: str) -> bool:
    """Return whether an event is in a part such as `3/20`, by its name.

    Raise CommandError.
    """
    match = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", part)
    number, count = map(int, match.groups()) if match else (0, 0)
    if not 1 <= number <= count:
        problem = f"“{part}” is not a part."
        raise CommandError(f"{problem} Write one such as 3/20, the third of 20 parts.")
    return int(digest_of(slug), 16) % count == number - 1
