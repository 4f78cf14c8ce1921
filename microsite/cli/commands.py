"""The list of all commands, and how one is run."""

import os
import re
import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

from microsite import __version__
from microsite.apps.check import commands as check
from microsite.apps.diff import commands as diff
from microsite.apps.editor import commands as editor
from microsite.apps.handouts import commands as handouts
from microsite.apps.importers import commands as importers
from microsite.apps.new import commands as new
from microsite.apps.portfolio import commands as portfolio
from microsite.apps.preview import commands as preview
from microsite.apps.publish import commands as publish
from microsite.console.command import Command, CommandError, CommandModule
from microsite.console.crash import report_failure
from microsite.console.options import (
    EVENT,
    OPTION_STARTS,
    Parser,
    chosen_project,
    chosen_root,
    path_formatter,
)
from microsite.console.output import echo, print_diagnostics
from microsite.diagnostics import display
from microsite.project import ENGINE_HOME
from microsite.up_to_date import (
    Snapshot,
    is_portfolio,
    portfolio_of,
    program,
)


def _load_build() -> CommandModule:
    from microsite.cli import build

    return build


def _load_explain() -> CommandModule:
    from microsite.cli import explain

    return explain


CORE_COMMANDS: Final = (
    Command(
        name="build",
        summary="build the site into output/",
        load=_load_build,
    ),
    Command(
        name="explain",
        summary="explain an error code such as S103 and how to fix it",
        load=_load_explain,
    ),
)
"""Commands that need no application."""
OVERVIEW: Final = (
    "build",
    "edit",
    "serve",
    "check",
    "new",
    "import",
    "pull",
    "export",
    "reschedule",
    "undo",
    "redo",
    "diff",
    "verify",
    "publish",
    "freeze",
    "init-ci",
    "due",
    "record",
    "explain",
)
"""Names of all commands, in the order of the overview."""


def _all_commands() -> dict[str, Command]:
    """Return all commands by name, in the order of the overview."""
    commands = (
        *CORE_COMMANDS,
        *check.commands(),
        *diff.commands(),
        *editor.commands(),
        *handouts.commands(),
        *importers.commands(),
        *new.commands(),
        *portfolio.commands(),
        *preview.commands(),
        *publish.commands(),
    )
    by_name = {command.name: command for command in commands}
    return {name: by_name[name] for name in OVERVIEW}


COMMANDS: Final = _all_commands()
"""All commands by name."""


def run(arguments: list[str], snapshot: Snapshot | None) -> int:
    """Run a command, and return its exit code. User errors raise no exception."""
    options = Namespace(root=None, snapshot=snapshot)
    try:
        code = _run(arguments, options)
        sys.stdout.flush()
    except CommandError as problem:
        if problem.diagnostics:
            format_path = path_formatter(chosen_project(options))
            output_format = getattr(options, "format", "text")
            print_diagnostics(problem.diagnostics, format_path, output_format)
        echo(display.sanitize_all(str(problem)))
        return problem.code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of standard output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as failure:  # noqa: BLE001 - users never see a traceback
        report_failure(failure, arguments, options.root)
    else:
        return code
    return 2


def _run(arguments: list[str], options: Namespace) -> int:
    """Run a command. Add its options to `options`, also for the report of a failure."""
    name, rest = _split(arguments)
    if name is None:
        sys.stdout.write(_overview())
        return 0
    if "--version" in rest:
        sys.stdout.write(f"Microsite {__version__}, theme in {ENGINE_HOME}\n")
        return 0
    parser = parser_for(name)
    parser.parse(rest, options)
    if options.help:
        sys.stdout.write(parser.format_help())
        return 0

    if "--root" in parser.metavars:
        options.root = chosen_root(options).absolute()
        root = str(options.root)
        if options.event or is_portfolio(root) or portfolio_of(root):
            from microsite.apps.portfolio.choice import choose_run

            options.run = choose_run(options)
    if getattr(options, "traceback", False):
        os.environ["MICROSITE_DEBUG"] = "1"
    return int(options.run(options))


def _overview() -> str:
    """Return the help of the program, which lists the commands."""
    lines = []
    for command in COMMANDS.values():
        lines.append(f"  {command.name:<10} {command.summary}\n")
    return (
        f"Microsite {__version__} turns a folder of Markdown and YAML into a"
        " conference website.\n\n"
        f"{program()} [COMMAND] [OPTIONS]\n\n"
        f"{''.join(lines)}\n"
        "Without a command, it builds the site. To see the options of a command:"
        f" {program()} COMMAND --help\n"
    )


def parser_for(name: str) -> Parser:
    """Return the parser of a command."""
    command = COMMANDS[name]
    module = command.load()
    parser = Parser(command, COMMANDS)
    parser.set_defaults(run=module.run, command=name)
    module.add_arguments(parser.add)
    if "--root" in parser.metavars:
        parser.add(*EVENT)
    return parser


def _split(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Return the command, or None for the overview, and its arguments.

    Raise CommandError.
    """
    first, *rest = arguments or ["build"]
    if first in ("help", "-h", "--help"):
        if rest and rest[0] in COMMANDS:
            return rest[0], ["--help"]
        return None, rest
    if first in COMMANDS:
        return first, rest
    if first.startswith(OPTION_STARTS):
        return "build", arguments
    raise CommandError(f"“{first}” is not a command. {_command_hint(first)}")


def _command_hint(word: str) -> str:
    """Return what a person probably meant by a word that is not a command."""
    if re.fullmatch(r"[A-Za-z]\d{3}", word):
        return f"To read about it: {program()} explain {word.upper()}"
    if (Path(word) / "content").is_dir():
        folder = display.quote_path(word)
        return f"To build that folder: {program()} build --root {folder}"
    choices = f"The commands are: {', '.join(COMMANDS)}."
    return display.did_you_mean(word, COMMANDS, choices)
