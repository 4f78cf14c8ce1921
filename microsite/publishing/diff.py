"""`diff`: changes between two versions, in the words of a programme committee.

Exit codes: 0 the versions were compared, 1 one of them has errors, 2 wrong usage.
"""

import io
import subprocess
import sys
import tarfile
from argparse import Namespace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.cli import commands
from microsite.cli.commands import CommandError
from microsite.cli.report import echo, errors_of, plural
from microsite.diagnostics.formats import format_location
from microsite.model.event import Event
from microsite.publishing.reports import render_json, render_markdown, render_text
from microsite.publishing.versions import compare, load_version

NO_CONTENT = "has no content/ folder, so there is nothing to compare."


def add_arguments(add: commands.Add) -> None:
    """Add the arguments of `diff`."""
    add("before", "A", "older commit or folder (default: the last commit)", default="HEAD")
    add("after", "B", "newer commit or folder (default: the current files)")
    add(*commands.ROOT)
    formats = ("text", "markdown", "json")
    format_type = partial(commands.parse_format, formats)
    words = f"write the changes as one of {', '.join(formats)} (default: text)"
    add("--format", "FORMAT", words, type=format_type, default="text")
    add("--preview", "URL", "link to a preview of the newer version at this address, in Markdown")


def run(options: Namespace) -> int:
    """Print the changes. Return the exit code."""
    root, before, after = commands.chosen_project(options).root, options.before, options.after
    with TemporaryDirectory() as name:
        temporary = Path(name).resolve()
        old = version_folder(before, root, temporary / "old")
        new = version_folder(after, root, temporary / "new")
        old_event = _load_version(old, f"The older version, {before},")
        new_event = _load_version(new, f"The newer version{f', {after},' if after else ''}")
    if old_event is None or new_event is None:
        return 1
    comparison = compare(old_event, new_event)
    if options.format == "markdown":
        sys.stdout.write(render_markdown(comparison, options.preview))
    else:
        render = render_json if options.format == "json" else render_text
        sys.stdout.write(render(comparison))
    return 0


def _load_version(root: Path, name: str) -> Event | None:
    """Return the event of a version, or None after printing its errors."""
    event, log = load_version(root)
    if not log.errors:
        return event
    echo(f"{name} has {plural(log.errors, 'error')}, so it cannot be compared:")
    for each in errors_of(log):
        echo(f"  {format_location(each.span)}  {each.code}  {each.headline}")
    return None


def version_folder(version: str | None, root: Path, temporary: Path) -> Path:
    """Return a folder with content/ and data/ of a version. None means the current project.

    The sources of a commit go to a new folder with this path. Raise CommandError.
    """
    if version is None:
        return root
    if (Path(version) / "content").is_dir():
        return Path(version).absolute()
    if Path(version).is_dir():
        raise CommandError(f"The folder “{version}” {NO_CONTENT}")
    revision = f"{version}^{{commit}}"
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    if found is None and _git(root, "rev-parse", "--git-dir") is None:
        reason = f"and “{root}” is not kept in Git, so it is no commit either."
        raise CommandError(f"“{version}” is no folder, {reason}")
    if found is None:
        raise CommandError(
            f"“{version}” is neither a folder nor a commit. Name a branch, a tag or a commit that"
            " git log shows. In a shallow copy, as CI makes, fetch the whole history first."
        )
    commit = found.decode().strip()
    for name in ("content", "data"):
        entry = _git(root, "ls-tree", commit, name)
        if entry and b" tree " not in entry:
            raise CommandError(f"“{name}” of the version “{version}” is not a folder.")
        if entry and (archive := _git(root, "archive", "--format=tar", commit, name)):
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                tar.extractall(temporary, filter="data")
        elif name == "content":
            raise CommandError(f"The version “{version}” {NO_CONTENT}")
    return temporary


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return the output of git, or None if git fails. Raise CommandError without git."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        hint = "Folders can be compared without it."
        raise CommandError(f"To compare commits, git has to be installed. {hint}") from None
    return done.stdout if done.returncode == 0 else None
