"""`diff`: changes between two versions, in the words of a programme committee.

Exit codes: 0 the versions were compared, 1 one of them has errors, 2 wrong usage.
"""

import io
import json
import re
import subprocess
import sys
import tarfile
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import to_builtins

from microsite.cli import commands
from microsite.cli.commands import CommandError
from microsite.cli.report import echo, errors_of, plural
from microsite.comparing.changes import Change, ChangeKind, Difference
from microsite.diagnostics.formats import format_location
from microsite.model.event import Event
from microsite.publishing.versions import compare, load_version
from microsite.up_to_date import program

MAX_COMMENT_CHARACTERS = 60_000  # GitHub allows 65,536
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


def summarize(changes: Sequence[Change]) -> str:
    """Return `Programme: 2 moved, 1 called off. People: 1 gone.`"""
    sentences = []
    for section, group in groupby(changes, lambda change: change.section):
        others = (ChangeKind.PEOPLE, ChangeKind.WORDING)
        kinds = (ChangeKind.CHANGED if each.kind in others else each.kind for each in group)
        counts = Counter(kind.value for kind in kinds)
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        sentences.append(f"{section.value}: {words}.")
    return " ".join(sentences) or "Nothing has changed for visitors."


def render_text(changes: Sequence[Change]) -> str:
    """Return the report for a terminal."""
    lines = [summarize(changes)]
    for section, group in groupby(changes, lambda change: change.section):
        lines += ["", section.value]
        for change in group:
            lines.append(f"  {change.sentence}")
            for difference in shown_differences(change):
                lines.append(f"      {difference.label}:")
                lines += [f"        - {difference.before}"] if difference.before else []
                lines += [f"        + {difference.after}"] if difference.after else []
    return "\n".join(lines) + "\n"


def shown_differences(change: Change) -> tuple[Difference, ...]:
    """Return the differences, or none if the sentence already contains both values."""
    if len(change.differences) == 1:
        values = (change.differences[0].before, change.differences[0].after)
        if all(value.rstrip(".") in change.sentence for value in values):
            return ()
    return change.differences


def render_markdown(changes: Sequence[Change], preview: str | None = None) -> str:
    """Return the report for a comment, with links to the built newer version at `preview`."""
    lines = ["<!-- microsite diff -->", "## What changes on the site", ""]
    lines.append(_escape(summarize(changes)))
    for section, group in groupby(changes, lambda change: change.section):
        lines += ["", f"### {section.value}", ""]
        for change in group:
            lines += _markdown_lines(change, preview)
    text = "\n".join(lines) + "\n"
    if len(text) <= MAX_COMMENT_CHARACTERS:
        return text
    cut = text[:MAX_COMMENT_CHARACTERS].rpartition("\n- ")[0]
    return f"{cut}\n\n*The report is cut here. For the full report, run `{program()} diff`.*\n"


def _markdown_lines(change: Change, preview: str | None) -> Iterator[str]:
    has_page = change.address or change.record_kind == "conference"
    link = ""
    if preview is not None and has_page and change.kind is not ChangeKind.REMOVED:
        path, mark, fragment = change.address.partition("#")
        page = path if path.endswith((".html", ".htm")) else f"{path}index.html"
        link = f" ([see it]({preview.rstrip('/')}/{page}{mark}{fragment}))"
    yield f"- **{change.kind.value.capitalize()}.** {_escape(change.sentence)}{link}"
    if differences := shown_differences(change):
        yield from ("", "  | | before | after |", "  |---|---|---|")
        for each in differences:
            yield f"  | {_escape(each.label)} | {_escape(each.before)} | {_escape(each.after)} |"
        yield ""


def _escape(text: str) -> str:
    """Escape Markdown, and every @, which would notify a user."""
    escaped = re.sub(r"[\\`*_{}\[\]<>#|~&!]", r"\\\g<0>", " ".join(text.split()))
    return re.sub(r"@(?=\w)", "@\u200b", escaped)


def render_json(changes: Sequence[Change]) -> str:
    """Return the report for programs. Within one version, fields are only added."""
    rows = [
        {"part": change.section.name.lower(), "kind": change.kind, "what": change.record_kind}
        | {name: getattr(change, name) for name in ("id", "subject", "sentence", "address")}
        | {"differences": to_builtins(change.differences)}
        for change in changes
    ]
    content = {"version": 1, "summary": summarize(changes), "changes": rows}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
