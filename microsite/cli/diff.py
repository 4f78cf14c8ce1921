"""`diff`: changes between two versions, in the words of a programme committee.

Exit codes: 0 the versions were compared, 1 one of them has errors, 2 wrong usage.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.cli.parser import Parser, UsageError, one_of
from microsite.cli.report import echo, errors_of, plural
from microsite.cli.site_options import add_root, chosen_project, parse_url
from microsite.comparing.compare import compare
from microsite.comparing.report import render_json, render_markdown, render_text
from microsite.diagnostics.diagnostic import Log
from microsite.model.editions import private_words
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.publish.private_words import PrivateWordSearch
from microsite.source.reader import read_sources

FORMATS = ("text", "markdown", "json")
FOLDERS = ("content", "data")
"""Folders that are compared."""


def add_arguments(parser: Parser) -> None:
    """Add the arguments of `diff`."""
    add = parser.add_argument
    words = "a commit or folder (the last commit)"
    add("before", nargs="?", default="HEAD", metavar="A", help=words)
    add("after", nargs="?", metavar="B", help="a commit or folder (the project as it is now)")
    add_root(parser)
    parser.add_option(
        "--format", ", ".join(FORMATS), "FORMAT", type=one_of(FORMATS), default="text"
    )
    words = "where the newer version can be seen, for links in Markdown"
    parser.add_option("--preview", words, "URL", type=parse_url)


def run(options: Namespace) -> int:
    """Print the changes. Return the exit code."""
    root, after = chosen_project(options).root, options.after
    with version_folder(options.before, root) as old, version_folder(after, root) as new:
        old_event = load_version(old, f"The older version, {options.before},")
        new_event = load_version(new, f"The newer version{f', {after},' if after else ''}")
    if old_event is None or new_event is None:
        return 1
    search = PrivateWordSearch(private_words(old_event) | private_words(new_event))
    comparison = compare(old_event, new_event, search.holds)
    if options.format == "markdown":
        report = render_markdown(comparison, options.preview)
    else:
        report = (render_json if options.format == "json" else render_text)(comparison)
    sys.stdout.write(report)
    return 0


def load_version(root: Path, name: str) -> Event | None:
    """Return the event of a version, or None after printing its errors."""
    log = Log()
    event = load_event(read_sources(root, log), log)
    if not log.errors:
        return event
    echo(f"{name} has {plural(log.errors, 'mistake')}, so it cannot be compared:")
    for each in errors_of(log):
        place = f"{each.span.path}:{each.span.line}:{each.span.column}"
        echo(f"  {place}  {each.code}  {each.headline}")
    return None


@contextmanager
def version_folder(version: str | None, root: Path) -> Iterator[Path]:
    """Yield a folder with content/ and data/ of a version. None stands for the project as it is.

    Raise UsageError if there is no such version.
    """
    if version is None:
        yield root
    elif (Path(version) / "content").is_dir():
        yield Path(version).absolute()
    else:
        with TemporaryDirectory() as name:
            folder = Path(name).resolve()
            extract_commit(commit_hash(version, root), version, root, folder)
            yield folder


def commit_hash(version: str, root: Path) -> str:
    """Return the hash of a commit. Raise UsageError."""
    if Path(version).is_dir():
        reason = "holds no content/ folder, so there is nothing to compare."
        raise UsageError(f"The folder “{version}” {reason}")
    found = git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}"
    )
    if found is not None:
        return found.strip()
    if git(root, "rev-parse", "--git-dir") is None:
        reason = f"and “{root}” is not kept in Git, so it is no commit either."
        raise UsageError(f"“{version}” is no folder, {reason}")
    raise UsageError(
        f"“{version}” is neither a folder nor a commit. Name a branch, a tag or a commit that git"
        " log shows. In a shallow copy, as CI makes, fetch the whole history first."
    )


def extract_commit(commit: str, version: str, root: Path, folder: Path) -> None:
    """Write the sources of a commit to a folder. Raise UsageError."""
    prefix = (git(root, "rev-parse", "--show-prefix") or "").strip()
    top = Path((git(root, "rev-parse", "--show-toplevel") or "").rstrip("\n"))
    names = (git(top, "ls-tree", "--name-only", "-z", f"{commit}:{prefix}") or "").split("\0")
    if "content" not in names:
        reason = "holds no content/ folder, so there is nothing to compare."
        raise UsageError(f"The version “{version}” {reason}")
    for name in FOLDERS:
        if name not in names:
            continue
        archive = git_bytes(top, "archive", "--format=tar", f"{commit}:{prefix}{name}")
        if archive is None:
            raise UsageError(f"“{name}” of the version “{version}” is not a folder.")
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder / name, filter="data")


def git(root: Path, *arguments: str) -> str | None:
    """Return the output of git as text, or None if git fails."""
    output = git_bytes(root, *arguments)
    return None if output is None else output.decode()


def git_bytes(root: Path, *arguments: str) -> bytes | None:
    """Return the output of git, or None if git fails. Raise UsageError if it is not installed."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError(
            "To compare commits, git has to be installed. Folders can be compared without it."
        ) from None
    return done.stdout if done.returncode == 0 else None
