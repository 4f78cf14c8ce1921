"""Options of commands: their parser, those that commands share, and the project that
they choose.
"""

import argparse
import re
from argparse import Namespace
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from os.path import normpath
from pathlib import Path
from typing import Any, TypeVar

from microsite.console.command import Add, Command, CommandError
from microsite.diagnostics import display
from microsite.diagnostics.diagnostic import diagnose, file_span
from microsite.diagnostics.formats import RENDERERS
from microsite.model.dates import parse_date, parse_datetime
from microsite.model.parsing import ParseError
from microsite.model.types import parse_web_address
from microsite.project import BuildOptions, Project
from microsite.up_to_date import default_root, is_portfolio, program

FORMATS = tuple(RENDERERS)
OPTION_STARTS = ("-", "–", "—")
T = TypeVar("T")


class Parser(argparse.ArgumentParser):
    """Parser of one command. Raise CommandError instead of exiting.

    `command_names` are those of all commands, for messages.
    """

    def __init__(self, command: Command, command_names: Collection[str]) -> None:
        super().__init__(
            prog=f"{program()} {command.name}",
            description=f"{display.capitalized(command.summary)}.",
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self.command = command
        self.command_names = command_names
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
        if argument in self.command_names:
            return f"Put the command first: {program()} {argument} …"
        if not argument.startswith(OPTION_STARTS):
            problem = f"“{self.command.name}” does not take the argument “{argument}”."
            return f"{problem} See {self.prog} --help"

        name = argument.partition("=")[0]
        guess = display.closest_match(f"--{name.lstrip('-–—')}", self.metavars)
        if guess:
            hint = f"Did you mean {guess}?"
        else:
            hint = f"The options are: {', '.join(sorted(self.metavars))}."
        return f"“{self.command.name}” has no option “{name}”. {hint}"


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
