"""Options that several commands share, and the project that they name."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from microsite.cli.parser import Parser, UsageError, number, one_of
from microsite.diagnostics.diagnostic import diagnose, file_span
from microsite.diagnostics.formats import RENDERERS
from microsite.diagnostics.sanitize import PathFormatter
from microsite.diagnostics.suggestions import closest_match
from microsite.model.dates import parse_date, parse_datetime
from microsite.model.types import ParseError, parse_web_address
from microsite.project import ENGINE_HOME, BuildOptions, Project

THEME_FOLDERS = ("templates/", "assets/")
FORMATS = tuple(RENDERERS)

T = TypeVar("T")


def field_value(option: str, parse: Callable[[str], T]) -> Callable[[str], T]:
    """Return a parser that reads a value like a field of the content, with the same messages."""

    def parse_option(given: str) -> T:
        try:
            return parse(given)
        except ParseError as error:
            facts: dict[str, Any] = {"field": option, "example": "", **error.facts}
            found = diagnose(error.code, file_span(option), **facts)
            raise UsageError(f"{option}: {found.headline} {found.help}") from None

    return parse_option


parse_url = field_value("--base-url", parse_web_address)
parse_day = field_value("--as-of", parse_date)
parse_moment = field_value("--as-of", parse_datetime)
parse_jobs = number(
    "“{}” is not a number of processes. Write one from 1 to 64, such as --jobs 1.", 1, 64
)


def add_root(parser: Parser) -> None:
    """Add `--root`, of every command that works on a project."""
    words = "the project: the folder that holds content/ and data/"
    parser.add_option("--root", words, "FOLDER", type=Path)


def add_format(parser: Parser) -> None:
    """Add `--format`, of every command that reports errors to programs as well."""
    words = f"how mistakes are told: {', '.join(FORMATS)}; all but text go to standard output"
    parser.add_option("--format", words, "FORMAT", type=one_of(FORMATS), default="text")


def add_site_options(parser: Parser) -> None:
    """Add the options that `build`, `check` and `serve` share."""
    add = parser.add_option
    add_root(parser)
    add("--base-url", "where the site will be found on the web", "URL", type=parse_url)
    words = "when it is read, such as 2027-05-20 or 2027-05-20T14:00 (now)"
    add("--as-of", words, "DATE", type=parse_as_of)
    add("--strict", "let a warning stop the build as a mistake does")
    add_format(parser)
    add("--drafts", "take in drafts, and news dated later")
    add("--no-cache", "use nothing that earlier builds remember")
    words = "how many processes may be at work at once (one a processor)"
    add("--jobs", words, "NUMBER", type=parse_jobs)
    add("--timings", "tell how long each stage takes")


def parse_as_of(given: str) -> date:
    """Return the day, or the `datetime` in the event's zone, for which a site is built."""
    moment = parse_moment(given) if re.match(r"\d[\d-]*[T ]", given) else None
    return moment or parse_day(given)


def build_options(options: Namespace) -> BuildOptions:
    """Return the options of a build."""
    return BuildOptions(
        as_of=options.as_of,
        base_url=options.base_url,
        drafts=options.drafts,
        strict=options.strict,
        use_cache=not options.no_cache,
        jobs=options.jobs or 0,
    )


def chosen_root(options: Namespace) -> Path:
    """Return `--root`, else this folder if it is a project, else the engine's. It may not exist."""
    if options.root is not None:
        return Path(options.root)
    is_project = Path("content").is_dir() or not (ENGINE_HOME / "content").is_dir()
    return Path() if is_project else ENGINE_HOME


def chosen_project(options: Namespace) -> Project:
    """Return the project to work on. Raise UsageError if there is none."""
    root = chosen_root(options)
    try:
        root = _absolute(root)
        problem = _root_problem(root)
    except OSError as failure:
        raise UsageError(f"The folder “{root}” cannot be read: {failure.strerror}.") from None
    if problem:
        raise UsageError(problem)
    output = getattr(options, "output", None)
    return Project.at(root, _absolute(output) if output else None)


def _absolute(path: Path) -> Path:
    """Return an absolute path without “..”. A link stays one unless “..” leads through it."""
    path = path.absolute()
    if path.name == "..":
        return path.resolve()
    return path.parent.resolve() / path.name if ".." in path.parts else path


def _root_problem(root: Path) -> str | None:
    """Return why a folder is not a project, with a remedy, or None if it is one."""
    short = short_path(root)
    if not root.exists():
        near = closest_match(root.name, _folders(root.parent)) if root.parent.is_dir() else None
        hint = "Check how it is spelt."
        if near:
            hint = f"Did you mean --root {short_path(root.parent / near)}?"
        return f"There is no folder “{short}”. {hint}"
    if not root.is_dir():
        return f"“{short}” is a file. Name the folder that holds content/: --root FOLDER"
    if (root / "content").is_dir():
        return None
    near_folders = (root.parent, *(root / name for name in _folders(root)))
    found = next((folder for folder in near_folders if (folder / "content").is_dir()), None)
    hint = "Name the project's folder: --root FOLDER"
    if found:
        hint = f"Did you mean --root {short_path(found)}?"
    return f"The folder “{short}” holds no content/ folder, so there is nothing to build. {hint}"


def _folders(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())


def short_path(path: Path) -> str:
    """Return a path relative to the working folder if it is below, else the whole path."""
    here = Path().absolute()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def path_formatter(project: Project) -> PathFormatter:
    """Return a function that shows a project's paths from the working folder.

    Theme files may be the engine's own.
    """

    def format_path(path: str) -> str:
        is_own = not path.startswith(THEME_FOLDERS) or (project.root / path).exists()
        short = short_path((project.root if is_own else project.home) / path)
        return path if Path(short).is_absolute() else short

    return format_path
