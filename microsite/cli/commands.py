"""What can be typed: the commands, found and run."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

from microsite import __version__
from microsite.cli.command_line import Command, Parser, UsageError, program
from microsite.cli.fault import tell_of_fault, tell_of_refusal, what_is_missing
from microsite.cli.report import say
from microsite.cli.site_options import chosen_root
from microsite.diagnostics.sanitize import sanitize
from microsite.diagnostics.suggestions import closest_match
from microsite.up_to_date import Snapshot


class _Commands(Mapping[str, Command]):
    """The module of each command is loaded when that is asked for, and imports what it needs when
    it runs.
    """

    def __init__(self, *names: str) -> None:
        self._names = names

    def __getitem__(self, name: str) -> Command:
        if name not in self._names:
            raise KeyError(name)
        module = f"{name}_" if iskeyword(name) else name
        command: Command = import_module(f"microsite.cli.{module}").COMMAND
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


COMMANDS = _Commands(
    "build", "serve", "check", "new", "import", "export", "diff", "verify", "record", "explain"
)
"""What can be typed, in the order in which it is listed."""

DEFAULT = "build"


def run(arguments: list[str], snapshot: Snapshot | None) -> int:
    """Do what the arguments ask for. Gives the exit code; raises nothing that a person could cause."""
    roots: list[Path] = []
    try:
        code = _run(arguments, roots, snapshot)
        sys.stdout.flush()
    except UsageError as problem:
        say("\n".join(sanitize(line) for line in str(problem).split("\n")))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except ModuleNotFoundError as missing:
        say(what_is_missing(missing.name or ""))
        return 2
    except Exception as failure:  # noqa: BLE001  (whatever it is, nobody is to see a traceback)
        if not (isinstance(failure, OSError) and tell_of_refusal(failure)):
            tell_of_fault(failure, arguments, roots[0] if roots else None)
        return 2
    return code


def _run(arguments: list[str], roots: list[Path], snapshot: Snapshot | None) -> int:
    """Find the command and run it. Notes in `roots` which project it works on, for a report of a
    fault.
    """
    name, rest = _named(arguments)
    if name is None:
        sys.stdout.write(overview())
        return 0
    if "--version" in rest:
        sys.stdout.write(f"Microsite {__version__}\n")
        return 0
    command = COMMANDS[name]
    parser = Parser(name, command.summary, COMMANDS)
    command.add_arguments(parser)
    options = parser.understand(rest)
    options.snapshot = snapshot
    if options.help:
        sys.stdout.write(parser.format_help())
        return 0
    if "root" in options:
        roots.append(chosen_root(options).absolute())
    return command.run(options)


def _named(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The command and what follows it; None for the overview. Raises UsageError for what is no
    command.
    """
    if not arguments:
        return DEFAULT, []
    first, *rest = arguments
    if first in ("help", "-h", "--help"):
        return (rest[0], ["--help"]) if rest and rest[0] in COMMANDS else (None, rest)
    if first in COMMANDS:
        return first, rest
    if first.startswith(("-", "–", "—")):
        return DEFAULT, arguments
    raise UsageError(_no_command(first))


def _no_command(given: str) -> str:
    """Plain words for a command that is none, with what was probably meant."""
    if re.fullmatch(r"[A-Za-z]\d{3}", given):
        return f"“{given}” is not a command. To read about it: {program()} explain {given.upper()}"
    if (Path(given) / "content").is_dir():
        return f"“{given}” is not a command. To build that folder: {program()} build --root {given}"
    guess = closest_match(given, COMMANDS)
    cure = f"Did you mean “{guess}”?" if guess else f"The commands are: {', '.join(COMMANDS)}."
    return f"“{given}” is not a command. {cure}"


def overview() -> str:
    """The commands, for `--help`."""
    lines = [
        f"Microsite {__version__} turns a folder of Markdown and YAML into a conference website.",
        "",
        f"{program()} [COMMAND] [OPTIONS]",
        "",
        *(f"  {name:<10} {command.summary}" for name, command in COMMANDS.items()),
        "",
        f"Without a command it builds. The options of a command: {program()} COMMAND --help",
    ]
    return "\n".join(lines) + "\n"
