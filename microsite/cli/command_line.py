"""How a command is typed: its options, and plain words for what cannot be understood."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, NoReturn

from msgspec import Struct

from microsite.diagnostics.suggestions import closest_match


class UsageError(Exception):
    """What was typed cannot be done. The text says why, and what to type instead."""


class Parser(argparse.ArgumentParser):
    """Options of one command. Raises UsageError, in our words, where argparse would print and
    leave.
    """

    def __init__(self, command: str, summary: str, commands: Collection[str]) -> None:
        super().__init__(
            prog=f"{program()} {command}",
            description=f"{summary[0].upper()}{summary[1:]}.",
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self.command = command
        self.commands = commands
        self.options = self.add_argument_group("options")
        self.options.add_argument("-h", "--help", action="store_true", help="show this and leave")

    def error(self, message: str) -> NoReturn:
        """Called by argparse."""
        raise UsageError(f"{message}\nSee {self.prog} --help")

    def understand(self, arguments: list[str]) -> argparse.Namespace:
        """What was asked for. Raises UsageError."""
        try:
            options, rest = self.parse_known_args(arguments)
        except argparse.ArgumentError as failure:
            raise UsageError(self._half_said(failure.argument_name or "")) from None
        if rest and not options.help:
            raise UsageError(self._not_understood(rest[0]))
        return options

    def _half_said(self, name: str) -> str:
        """An option without its value, or with one where it takes none."""
        flag = name.rpartition("/")[2]
        action = self._option_string_actions.get(flag)
        if action is not None and action.nargs == 0:
            return f"“{flag}” takes nothing after it. See {self.prog} --help"
        return (
            f"“{flag}” needs something after it: {flag} {action.metavar if action else ''}".rstrip()
        )

    def _not_understood(self, given: str) -> str:
        if given in self.commands:
            return f"The command comes first: {program()} {given} …"
        if not given.startswith(("-", "–", "—")):
            return (
                f"“{self.command}” does not know what to do with “{given}”. See {self.prog} --help"
            )
        flag = given.partition("=")[0]
        plain = f"--{flag.lstrip('-–—')}"
        flags = [known for known in self._option_string_actions if known.startswith("--")]
        guess = closest_match(plain, flags)
        cure = (
            f"Did you mean {guess}?" if guess else f"The options are: {', '.join(sorted(flags))}."
        )
        return f"“{self.command}” has no option “{flag}”. {cure}"


class Command(Struct, frozen=True):
    """Something that can be typed after `build.py`."""

    summary: str
    """What it does, for the list of commands; starts with a small letter."""
    add_arguments: Callable[[Parser], None]
    run: Callable[[argparse.Namespace], int]
    """Does it; gives the exit code."""


def program() -> str:
    """What people type to start us."""
    started = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else ""
    if started in ("microsite", "microsite.exe"):
        return "microsite"
    return "python -m microsite" if started == "__main__.py" else "python build.py"


def one_of(names: Iterable[str]) -> Callable[[str], str]:
    """A value that is one of some words."""
    known = tuple(names)

    def read(given: str) -> str:
        if given in known:
            return given
        guess = closest_match(given, known)
        cure = f"Did you mean “{guess}”?" if guess else f"You can write: {', '.join(known)}."
        raise UsageError(f"“{given}” is not a format. {cure}")

    return read


def port(given: str) -> int:
    """A port to serve at."""
    if given.isascii() and given.isdigit() and 1 <= int(given) <= 65535:
        return int(given)
    raise UsageError(
        f"“{given}” is not a port. Write a number between 1024 and 65535, such as --port 8080."
    )


def in_model_words(flag: str, parse: Callable[[str], Any], given: str) -> Any:
    """A value read as a field of the content would be; its refusal becomes a usage error."""
    from microsite.diagnostics.diagnostic import diagnose, file_span
    from microsite.model.types import ParseError

    try:
        return parse(given)
    except ParseError as refusal:
        facts: dict[str, Any] = {"field": flag, "example": "", **refusal.facts}
        told = diagnose(refusal.code, file_span(flag), **facts)
        raise UsageError(f"{flag}: {told.headline} {told.help}") from None
