"""Parser of a command's options, with messages in plain words."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterable
from typing import Any, NoReturn

from microsite.diagnostics.suggestions import closest_match
from microsite.up_to_date import program


class UsageError(Exception):
    """A command cannot be run as it was typed. The message says why, and what to type instead."""


class Parser(argparse.ArgumentParser):
    """Parser of one command. Raise UsageError instead of exiting."""

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
        self._options = self.add_argument_group("options")
        self._options.add_argument("-h", "--help", action="store_true", help="show this and leave")
        self._metavars: dict[str, str] = {"-h": "", "--help": ""}
        """Name of the value of each option. Empty for an option without a value."""

    def add_option(self, name: str, help: str, metavar: str = "", **settings: Any) -> None:
        """Add an option. Without `metavar` it takes no value."""
        self._metavars[name] = metavar
        if metavar:
            self._options.add_argument(name, help=help, metavar=metavar, **settings)
        else:
            self._options.add_argument(name, help=help, action="store_true")

    @property
    def option_names(self) -> list[str]:
        """Return the long names of all options."""
        return [name for name in self._metavars if name.startswith("--")]

    def error(self, message: str) -> NoReturn:
        """Raise UsageError. Called by argparse."""
        raise UsageError(f"{message}\nSee {self.prog} --help")

    def parse(self, arguments: list[str]) -> argparse.Namespace:
        """Return the options and arguments. Raise UsageError."""
        try:
            options, rest = self.parse_known_args(arguments)
        except argparse.ArgumentError as failure:
            raise UsageError(self._value_message(failure.argument_name or "")) from None
        if rest and not options.help:
            raise UsageError(self._unknown_message(rest[0]))
        return options

    def _value_message(self, names: str) -> str:
        """Return the message for an option without its value, or with one it does not take."""
        name = names.rpartition("/")[2]
        metavar = self._metavars.get(name)
        if metavar == "":
            return f"“{name}” takes nothing after it. See {self.prog} --help"
        return f"“{name}” needs something after it: {name} {metavar or ''}".rstrip()

    def _unknown_message(self, given: str) -> str:
        if given in self.commands:
            return f"The command comes first: {program()} {given} …"
        if not given.startswith(("-", "–", "—")):
            return (
                f"“{self.command}” does not know what to do with “{given}”. See {self.prog} --help"
            )
        name = given.partition("=")[0]
        guess = closest_match(f"--{name.lstrip('-–—')}", self.option_names)
        help_text = f"The options are: {', '.join(sorted(self.option_names))}."
        if guess:
            help_text = f"Did you mean {guess}?"
        return f"“{self.command}” has no option “{name}”. {help_text}"


def suggestion(given: str, known: Iterable[str], otherwise: str) -> str:
    """Return “Did you mean …?” for the closest of some names, or another hint."""
    guess = closest_match(given, known)
    return f"Did you mean “{guess}”?" if guess else otherwise


def one_of(names: Iterable[str]) -> Callable[[str], str]:
    """Return a parser for the name of a format."""
    known = tuple(names)

    def parse(given: str) -> str:
        if given in known:
            return given
        hint = suggestion(given, known, f"You can write: {', '.join(known)}.")
        raise UsageError(f"“{given}” is not a format. {hint}")

    return parse


def number(message: str, low: int, high: int) -> Callable[[str], int]:
    """Return a parser for a whole number in a range."""

    def parse(given: str) -> int:
        if given.isascii() and given.isdigit() and low <= int(given) <= high:
            return int(given)
        raise UsageError(message.format(given))

    return parse
