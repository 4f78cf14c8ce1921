"""The options that every command on a site shares, and what they come to."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.cli.command_line import Parser, UsageError, in_model_words, one_of
from microsite.diagnostics.sanitize import PathFormatter
from microsite.diagnostics.suggestions import closest_match
from microsite.project import ENGINE_HOME, Project

if TYPE_CHECKING:
    from microsite.project import BuildOptions

THEME = ("templates/", "assets/")
"""Folders that the engine has as well."""

FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit")
"""The keys of `diagnostics.renderers.RENDERERS`, known without importing them."""


def add_root(parser: Parser) -> None:
    """`--root`, of every command that works on a project."""
    words = "the project: the folder that holds content/ and data/"
    parser.options.add_argument("--root", metavar="FOLDER", type=Path, help=words)


def add_format(parser: Parser) -> None:
    """`--format`, of every command that tells mistakes to programs as well."""
    parser.options.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(FORMATS),
        default="text",
        help=f"how mistakes are told: {', '.join(FORMATS)}; all but text go to standard output",
    )


def add_site_options(parser: Parser) -> None:
    """The options of `build` and `check`."""
    add = parser.options.add_argument
    add_root(parser)
    add(
        "--base-url",
        metavar="URL",
        type=web_address,
        help="where the site will be found on the web",
    )
    add(
        "--as-of",
        metavar="DATE",
        type=moment,
        help="when it is read, such as 2027-05-20 or 2027-05-20T14:00 (now)",
    )
    add("--strict", action="store_true", help="let a warning stop the build as a mistake does")
    add_format(parser)
    add("--drafts", action="store_true", help="take in drafts, and news dated later")
    add("--no-cache", action="store_true", help="use nothing that earlier builds remember")
    add(
        "--jobs",
        metavar="NUMBER",
        type=jobs,
        help="how many processes may be at work at once (one a processor)",
    )
    add("--timings", action="store_true", help="tell how long each stage takes")


def moment(given: str) -> date:
    """The day after `--as-of`, or a `datetime` on the wall."""
    from microsite.model.dates import parse_datetime

    if re.match(r"\d[\d-]*[T ]", given):
        at: date = in_model_words("--as-of", parse_datetime, given)
        return at
    return day(given)


def day(given: str) -> date:
    """The day after `--as-of`."""
    from microsite.model.dates import parse_date

    parsed: date = in_model_words("--as-of", parse_date, given)
    return parsed


def web_address(given: str) -> str:
    """The address after `--base-url`."""
    from microsite.model.types import parse_web_address

    return str(in_model_words("--base-url", parse_web_address, given))


def jobs(given: str) -> int:
    """The number after `--jobs`."""
    if given.isascii() and given.isdigit() and 1 <= int(given) <= 64:
        return int(given)
    raise UsageError(
        f"“{given}” is not a number of processes. Write one from 1 to 64, such as --jobs 1."
    )


def build_options(options: Namespace) -> BuildOptions:
    """What the pipeline is told."""
    from microsite.project import BuildOptions

    return BuildOptions(
        as_of=options.as_of,
        base_url=options.base_url,
        drafts=options.drafts,
        strict=options.strict,
        use_cache=not options.no_cache,
        jobs=options.jobs or 0,
    )


def chosen_root(options: Namespace) -> Path:
    """The project's folder: the one named, else this one, else the one that holds the engine. Not
    checked.
    """
    if options.root is not None:
        return Path(options.root)
    here = Path()
    return (
        ENGINE_HOME
        if not (here / "content").is_dir() and (ENGINE_HOME / "content").is_dir()
        else here
    )


def chosen_project(options: Namespace) -> Project:
    """The project to work on. Raises UsageError where there is none."""
    root = chosen_root(options)
    try:
        root = _tidy(root)
        problem = _what_is_wrong_with(root)
    except OSError as failure:
        raise UsageError(f"The folder “{root}” cannot be read: {failure.strerror}.") from None
    if problem:
        raise UsageError(problem)
    output = getattr(options, "output", None)
    return Project.at(root, _tidy(output) if output else None)


def _tidy(path: Path) -> Path:
    """A path made absolute, without “..”; a link stays one unless “..” leads through it."""
    path = path.absolute()
    if path.name == "..":
        return path.resolve()
    return path.parent.resolve() / path.name if ".." in path.parts else path


def _what_is_wrong_with(root: Path) -> str | None:
    """Why a folder is no project, with the cure; None where it is one."""
    if not root.exists():
        near = closest_match(root.name, _folders(root.parent)) if root.parent.is_dir() else None
        cure = (
            f"Did you mean --root {in_short(root.parent / near)}?"
            if near
            else "Check how it is spelt."
        )
        return f"There is no folder “{in_short(root)}”. {cure}"
    if not root.is_dir():
        return f"“{in_short(root)}” is a file. Name the folder that holds content/: --root FOLDER"
    if (root / "content").is_dir():
        return None
    inside = [name for name in _folders(root) if (root / name / "content").is_dir()]
    if (root.parent / "content").is_dir():
        cure = f"Did you mean --root {in_short(root.parent)}?"
    elif inside:
        cure = f"Did you mean --root {in_short(root / inside[0])}?"
    else:
        cure = "Name the project's folder: --root FOLDER"
    return f"The folder “{in_short(root)}” holds no content/ folder, so there is nothing to build. {cure}"


def _folders(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())


def in_short(path: Path) -> str:
    """A path as it is seen from here, where it lies below; else whole."""
    here = Path().absolute()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def seen_from_here(project: Project) -> PathFormatter:
    """How the paths of a project's files are seen from here. Theme files may be the engine's own."""

    def seen(path: str) -> str:
        is_own = not path.startswith(THEME) or (project.root / path).exists()
        short = in_short((project.root if is_own else project.home) / path)
        return path if Path(short).is_absolute() else short

    return seen
