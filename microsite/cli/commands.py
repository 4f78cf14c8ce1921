"""Commands: the list of them, and how one is run."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from importlib import import_module
from pathlib import Path

from microsite import __version__
from microsite.cli import options as opts
from microsite.cli.report import echo, missing_module_message, print_diagnostics, report_failure
from microsite.diagnostics.display import sanitize
from microsite.up_to_date import Snapshot, program

COMMANDS = {
    "build": "make the site, and put it into output/",
    "serve": "see the site while it is written: each save is built and shown",
    "check": "look for mistakes, and for what is still to do before launch",
    "new": "add a session, speaker, page, post, resource or sponsor; start a site, or next year’s"
    " edition",
    "import": "take in a document of Word, a workbook, or another system’s schedule",
    "export": "write sessions, speakers, resources, sponsors and rates as a workbook",
    "diff": "tell what changed between two versions, in plain words",
    "verify": "tell whether what is online is what was built",
    "record": "note what is published now, so that what changes later can be told",
    "explain": "tell what a code such as S103 means, and its cure",
}
"""Summary of each command, in the order of the overview. Its module has the same name."""


def run(arguments: list[str], snapshot: Snapshot | None) -> int:
    """Run a command, and return its exit code. No mistake of a user raises an exception."""
    given = Namespace(root=None, snapshot=snapshot)
    try:
        code = _run(arguments, given)
        sys.stdout.flush()
    except opts.CommandError as problem:
        if problem.found:
            format_path = opts.path_formatter(opts.chosen_project(given))
            print_diagnostics(problem.found, format_path, getattr(given, "format", "text"))
        echo("\n".join(map(sanitize, str(problem).split("\n"))))
        return problem.code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of standard output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ModuleNotFoundError as missing:
        echo(missing_module_message(missing.name or ""))
    except Exception as failure:  # noqa: BLE001 - users never see a traceback
        report_failure(failure, arguments, given.root)
    else:
        return code
    return 2


def _run(arguments: list[str], given: Namespace) -> int:
    """Run a command. Keep its options in `given`, for the report of a failure."""
    name, rest = _split(arguments)
    if name is None:
        commands = "".join(f"  {each:<10} {summary}\n" for each, summary in COMMANDS.items())
        sys.stdout.write(
            f"Microsite {__version__} turns a folder of Markdown and YAML into a conference"
            f" website.\n\n{program()} [COMMAND] [OPTIONS]\n\n{commands}\nWithout a command it"
            f" builds. The options of a command: {program()} COMMAND --help\n"
        )
        return 0
    if "--version" in rest:
        sys.stdout.write(f"Microsite {__version__}\n")
        return 0
    parser = parser_for(name)
    parser.parse(rest, given)
    if given.help:
        sys.stdout.write(parser.format_help())
        return 0
    if "--root" in parser.metavars:
        given.root = opts.chosen_root(given).absolute()
    if getattr(given, "traceback", False):
        os.environ["MICROSITE_DEBUG"] = "1"
    return int(given.run(given))


def parser_for(name: str) -> opts.Parser:
    """Return the parser of a command. Each module imports what only its command needs."""
    module = import_module(f"microsite.cli.{'import_' if name == 'import' else name}")
    parser = opts.Parser(name, COMMANDS[name], COMMANDS)
    parser.set_defaults(run=module.run)
    module.add_arguments(parser.add)
    return parser


def _split(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Return the command, or None for the overview, and its arguments. Raise CommandError."""
    first, *rest = arguments or ["build"]
    if first in ("help", "-h", "--help"):
        return (rest[0], ["--help"]) if rest and rest[0] in COMMANDS else (None, rest)
    if first in COMMANDS:
        return first, rest
    if first.startswith(opts.OPTION_STARTS):
        return "build", arguments
    if re.fullmatch(r"[A-Za-z]\d{3}", first):
        hint = f"To read about it: {program()} explain {first.upper()}"
    elif (Path(first) / "content").is_dir():
        hint = f"To build that folder: {program()} build --root {first}"
    else:
        hint = opts.suggestion(first, COMMANDS, f"The commands are: {', '.join(COMMANDS)}.")
    raise opts.CommandError(f"“{first}” is not a command. {hint}")
