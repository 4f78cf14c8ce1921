"""The list of commands, their parser, the options they share, and how one is run."""

import argparse
import os
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial
from os.path import normpath
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct

from microsite import __version__
from microsite.cli.report import echo, print_diagnostics, report_failure
from microsite.diagnostics import display
from microsite.diagnostics.diagnostic import Diagnostic, diagnose, file_span
from microsite.diagnostics.formats import RENDERERS
from microsite.model.dates import parse_date, parse_datetime
from microsite.model.parsing import ParseError
from microsite.model.types import parse_web_address
from microsite.project import ENGINE_HOME, BuildOptions, Project
from microsite.up_to_date import (
    Snapshot,
    default_root,
    is_portfolio,
    portfolio_of,
    program,
)

FORMATS = tuple(RENDERERS)
OPTION_STARTS = ("-", "–", "—")

T = TypeVar("T")
Add = Callable[..., None]  # `Parser.add` of the parser of a command


class CommandModule(Protocol):
    """What the module of a command defines."""

    def add_arguments(self, add: Add, /) -> None:
        """Add the arguments and options of the command."""

    def run(self, options: Namespace, /) -> int:
        """Run the command, and return its exit code."""


class Command(Struct, frozen=True, kw_only=True):
    """A command of the command line."""

    name: str
    """As people type it."""
    summary: str
    """What it does, as a phrase that starts with a verb."""
    load: Callable[[], CommandModule]
    """Import its module. Starting one command must not take the time of all."""


def _load_build() -> CommandModule:
    from microsite.cli import build

    return build


def _load_edit() -> CommandModule:
    from microsite.editor import edit

    return edit


def _load_serve() -> CommandModule:
    from microsite.cli import serve

    return serve


def _load_check() -> CommandModule:
    from microsite.cli import check

    return check


def _load_new() -> CommandModule:
    from microsite.cli import new

    return new


def _load_import() -> CommandModule:
    from microsite.cli import import_

    return import_


def _load_pull() -> CommandModule:
    from microsite.portfolio import pull

    return pull


def _load_export() -> CommandModule:
    from microsite.handouts import export

    return export


def _load_reschedule() -> CommandModule:
    from microsite.editor import reschedule

    return reschedule


def _load_undo() -> CommandModule:
    from microsite.editor import undo

    return undo


def _load_redo() -> CommandModule:
    from microsite.editor import undo

    return undo


def _load_diff() -> CommandModule:
    from microsite.publishing import diff

    return diff


def _load_verify() -> CommandModule:
    from microsite.publishing import verify

    return verify


def _load_publish() -> CommandModule:
    from microsite.publishing import publish

    return publish


def _load_freeze() -> CommandModule:
    from microsite.portfolio import freeze

    return freeze


def _load_init_ci() -> CommandModule:
    from microsite.publishing import init_ci

    return init_ci


def _load_due() -> CommandModule:
    from microsite.publishing import due

    return due


def _load_record() -> CommandModule:
    from microsite.publishing import record

    return record


def _load_explain() -> CommandModule:
    from microsite.cli import explain

    return explain


ALL_COMMANDS: Final = (
    Command(
        name="build",
        summary="build the site into output/",
        load=_load_build,
    ),
    Command(
        name="edit",
        summary="edit the site with forms in the browser, and preview it",
        load=_load_edit,
    ),
    Command(
        name="serve",
        summary="preview the site; it updates when you save",
        load=_load_serve,
    ),
    Command(
        name="check",
        summary="check for errors and list what is left to do before launch",
        load=_load_check,
    ),
    Command(
        name="new",
        summary=(
            "add a session, speaker, page or other record; start a site, "
            "a portfolio or an edition"
        ),
        load=_load_new,
    ),
    Command(
        name="import",
        summary="import a Word document, a workbook or a schedule from another system",
        load=_load_import,
    ),
    Command(
        name="pull",
        summary="fetch the programme from the systems in “sources:”, and merge it",
        load=_load_pull,
    ),
    Command(
        name="export",
        summary="export the records as a workbook, or signs, badges and other handouts",
        load=_load_export,
    ),
    Command(
        name="reschedule",
        summary="move the programme after the dates of the event have changed",
        load=_load_reschedule,
    ),
    Command(
        name="undo",
        summary=(
            "take back the latest change that a command or the browser "
            "made to your files"
        ),
        load=_load_undo,
    ),
    Command(
        name="redo",
        summary="restore the change that undo took back last",
        load=_load_redo,
    ),
    Command(
        name="diff",
        summary="show what changed between two versions, in plain words",
        load=_load_diff,
    ),
    Command(
        name="verify",
        summary="check that the live site matches the build",
        load=_load_verify,
    ),
    Command(
        name="publish",
        summary="send the site to its host, after showing what will change there",
        load=_load_publish,
    ),
    Command(
        name="freeze",
        summary="keep the site of a past event of a portfolio as final files",
        load=_load_freeze,
    ),
    Command(
        name="init-ci",
        summary=(
            "add a workflow that builds and publishes the site when something changes"
        ),
        load=_load_init_ci,
    ),
    Command(
        name="due",
        summary=(
            "report whether the live site needs a rebuild, because a date has passed"
        ),
        load=_load_due,
    ),
    Command(
        name="record",
        summary="record what is published, to track later changes",
        load=_load_record,
    ),
    Command(
        name="explain",
        summary="explain an error code such as S103 and how to fix it",
        load=_load_explain,
    ),
)
"""All commands, in the order of the overview."""

COMMANDS: Final = {command.name: command for command in ALL_COMMANDS}
"""All commands by name."""


class CommandError(Exception):
    """Ends a command with a message and an exit code.

    The code is 2 for a command that is typed wrongly.
    """

    def __init__(
        self, message: str, code: int = 2, diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.diagnostics = diagnostics
        """Printed before the message."""


class Parser(argparse.ArgumentParser):
    """Parser of one command. Raise CommandError instead of exiting."""

    def __init__(self, command: str) -> None:
        super().__init__(
            prog=f"{program()} {command}",
            description=f"{display.capitalized(COMMANDS[command].summary)}.",
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self.command = command
        self.options = self.add_argument_group("options")
        self.options.add_argument(
            "-h", "--help", action="store_true", help="show this help"
        )
        self.metavars: dict[str, str] = {"--help": ""}
        """Name of the value of each option. Empty for an option without a value."""

    def add(self, name: str, metavar: str, help: str, **settings: Any) -> None:
        """Add an argument or an option. An option without `metavar` takes no value."""
        if metavar:
            settings = {"metavar": metavar, "type": TYPES.get(metavar, str), **settings}
        else:
            settings["action"] = "store_true"
        if name.startswith("--"):
            self.metavars[name] = metavar
            self.options.add_argument(name, help=help, **settings)
        else:
            self.add_argument(name, help=help, **{"nargs": "?", **settings})

    def parse(
        self, arguments: list[str], options: Namespace | None = None
    ) -> Namespace:
        """Return the options and arguments. Raise CommandError."""
        try:
            values, rest = self.parse_known_intermixed_args(
                arguments, options or Namespace()
            )
        except argparse.ArgumentError as failure:
            name = (failure.argument_name or "").rpartition("/")[2]
            raise CommandError(self._value_problem(name)) from None
        if rest and not values.help:
            raise CommandError(self._unknown_problem(rest[0]))
        return values

    def _value_problem(self, option: str) -> str:
        """Return what is wrong with the value of an option."""
        metavar = self.metavars.get(option)
        if metavar:
            return f"“{option}” needs a value: {option} {metavar}"
        return f"“{option}” takes no value. See {self.prog} --help"

    def _unknown_problem(self, argument: str) -> str:
        """Return what is wrong with an argument or option that is not known."""
        if argument in COMMANDS:
            return f"Put the command first: {program()} {argument} …"
        if not argument.startswith(OPTION_STARTS):
            problem = f"“{self.command}” does not take the argument “{argument}”."
            return f"{problem} See {self.prog} --help"

        name = argument.partition("=")[0]
        guess = display.closest_match(f"--{name.lstrip('-–—')}", self.metavars)
        if guess:
            hint = f"Did you mean {guess}?"
        else:
            hint = f"The options are: {', '.join(sorted(self.metavars))}."
        return f"“{self.command}” has no option “{name}”. {hint}"


def parse_format(formats: Collection[str], name: str) -> str:
    """Return one of these names of formats."""
    if name in formats:
        return name
    hint = display.did_you_mean(name, formats, f"You can write: {', '.join(formats)}.")
    raise CommandError(f"“{name}” is not a format. {hint}")


def parse_number(message: str, limit: int, text: str) -> int:
    """Return a whole number from 1 to a limit."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= limit:
        return int(text)
    raise CommandError(message.format(text))


def error_text(error: ParseError, field: str, example: str = "") -> str:
    """Return why a value is not valid, in the words of the checker."""
    facts: dict[str, Any] = {
        "field": field,
        "example": example,
        "record": "This",
        "which": f"“{field}”",
    }
    facts |= error.facts
    return diagnose(error.code, file_span(field), **facts).message


def field_value(option: str, parse: Callable[[str], T], text: str) -> T:
    """Parse a value like a field of the content, with the same messages."""
    try:
        return parse(text)
    except ParseError as error:
        raise CommandError(f"{option}: {error_text(error, option)}") from None


def parse_as_of(text: str) -> date | None:
    """Return the day, or the `datetime` in the event's zone, to build a site for."""
    has_time = re.match(r"\d[\d-]*[T ]", text)
    parse = parse_datetime if has_time else parse_date
    return field_value("--as-of", parse, text)


parse_url = partial(field_value, "--base-url", parse_web_address)
TYPES: dict[str, Callable[[str], Any]] = {
    "DATE": parse_as_of,
    "FILE": Path,
    "FOLDER": Path,
    "FORMAT": partial(parse_format, FORMATS),
    "URL": parse_url,
}
"""Parsers of values, by the name that the help gives them."""
ROOT = (
    "--root",
    "FOLDER",
    "use the project in this folder, which contains content/ and data/",
)
EVENT = (
    "--event",
    "SLUG",
    "in a portfolio: use this event; for build and check also several: A,B",
)
FORMAT_HELP = f"write diagnostics as one of {', '.join(FORMATS)} (default: text)"


def add_site_options(add: Add) -> None:
    """Add the options that `build`, `check` and `serve` share."""
    add(*ROOT)
    add("--base-url", "URL", "set the web address of the finished site")
    add(
        "--as-of",
        "DATE",
        "build the site as of this date or time, such as 2027-05-20 or"
        " 2027-05-20T14:00 (default: now)",
    )
    add("--strict", "", "treat warnings as errors")
    add("--format", "FORMAT", FORMAT_HELP, default="text")
    add("--drafts", "", "include drafts and scheduled news")
    add("--no-cache", "", "ignore the build cache")
    message = (
        "“{}” is not a number of processes. Write one from 1 to 64, such as --jobs 1."
    )
    add(
        "--jobs",
        "NUMBER",
        "set the number of parallel processes (default: one per processor)",
        type=partial(parse_number, message, 64),
    )
    add("--timings", "", "show how long each stage takes")
    add("--traceback", "", "show the details of a bug in Microsite")


def build_options(options: Namespace) -> BuildOptions:
    """Return the options of a build."""
    return BuildOptions(
        as_of=options.as_of,
        base_url=options.base_url,
        drafts=options.drafts,
        strict=options.strict,
        commit=getattr(options, "commit", None),
        use_cache=not options.no_cache,
        jobs=options.jobs or 0,
    )


def chosen_root(options: Namespace) -> Path:
    """Return `--root`, else this folder if it is a project, else the engine's.

    It may not exist.
    """
    return Path(default_root() if options.root is None else options.root)


def chosen_project(options: Namespace) -> Project:
    """Return the project to work on. Raise CommandError if there is none."""
    root = chosen_root(options)
    try:
        root = _absolute(root)
        if not (root / "content").is_dir() and not is_portfolio(str(root)):
            raise CommandError(_no_project_message(root))
    except OSError as failure:
        raise CommandError(
            f"The folder “{root}” cannot be read: {failure.strerror}."
        ) from None
    output = getattr(options, "output", None)
    return Project.at(root, _absolute(output) if output else None)


def _no_project_message(root: Path) -> str:
    """Return why a folder is not a project, and a remedy. Raise OSError."""
    short_name = short_path(root)
    if root.is_dir():
        problem = (
            f"The folder “{short_name}” has no content/ folder, so there is nothing to"
            " build."
        )
        hint = (
            f"Name the project: --root FOLDER. To start one: {program()} new site"
            " FOLDER"
        )
        suggestion = _project_near(root)
    elif root.exists():
        problem = f"“{short_name}” is a file."
        hint = "Name the folder that contains content/: --root FOLDER"
        suggestion = None
    else:
        problem = f"There is no folder “{short_name}”."
        hint = "Check the spelling."
        suggestion = _folder_like(root)

    if suggestion:
        hint = f"Did you mean --root {display.quote_path(short_path(suggestion))}?"
    return f"{problem} {hint}"


def _project_near(folder: Path) -> Path | None:
    """Return the first project around a folder or in it."""
    for path in (folder.parent, *sorted(folder.iterdir())):
        if (path / "content").is_dir():
            return path
    return None


def _folder_like(path: Path) -> Path | None:
    """Return the folder whose name was probably meant by a path."""
    parent = path.parent
    if not parent.is_dir():
        return None
    names = [entry.name for entry in parent.iterdir() if entry.is_dir()]
    match = display.closest_match(path.name, names)
    return parent / match if match else None


def _absolute(path: Path) -> Path:
    """Return an absolute path without “..”.

    A link stays one unless “..” leads through it.
    """
    path = path.absolute()
    if path.name == "..":
        return path.resolve()
    if ".." in path.parts:
        return path.parent.resolve() / path.name
    return path


def short_path(path: Path) -> str:
    """Return a path relative to the working folder, or whole if it is not below."""
    folder = Path().absolute()
    if path.is_relative_to(folder):
        path = path.relative_to(folder)
    return path.as_posix()


def path_formatter(project: Project) -> display.PathFormatter:
    """Return a function that shows a project's paths from the working folder."""

    def format_path(path: str) -> str:
        is_theme = path.startswith(("templates/", "assets/"))
        is_own = not is_theme or (project.root / path).exists()
        folder = project.root if is_own else project.home
        short_name = short_path(Path(normpath(folder / path)))
        return path if Path(short_name).is_absolute() else short_name

    return format_path


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
            from microsite.portfolio.choice import choose_run

            options.run = choose_run(options)
    if getattr(options, "traceback", False):
        os.environ["MICROSITE_DEBUG"] = "1"
    return int(options.run(options))


def _overview() -> str:
    """Return the help of the program, which lists the commands."""
    lines = [f"  {command.name:<10} {command.summary}\n" for command in ALL_COMMANDS]
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
    module = COMMANDS[name].load()
    parser = Parser(name)
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
