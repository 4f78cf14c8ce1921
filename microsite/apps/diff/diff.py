"""`diff`: changes between two versions, in the words of a programme committee.

Exit codes: 0 the versions were compared, 1 one of them has errors, 2 wrong usage.
"""

import json
import re
import sys
import tarfile
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import to_builtins

from microsite.apps.diff.revisions import compare, load_version
from microsite.compiled_templates import environment
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, parse_format
from microsite.console.output import echo, errors_of, plural
from microsite.console.programs import find_program, run_git
from microsite.diagnostics.formats import format_location
from microsite.model.event import Event
from microsite.project import PORTFOLIO, SHARED
from microsite.site import urls
from microsite.site.changes import Change, ChangeKind, Difference
from microsite.up_to_date import EVENTS, portfolio_of, program

MAX_COMMENT_CHARACTERS = 60_000  # GitHub allows 65,536
REPORTS = Path(__file__).with_name("templates")
SUMMARY_WORDS = {
    ChangeKind.PEOPLE: ChangeKind.CHANGED,
    ChangeKind.WORDING: ChangeKind.CHANGED,
}
"""Kinds of change that a summary counts as another one."""
NO_CONTENT = "has no content/ folder, so there is nothing to compare."


def add_arguments(add: Add) -> None:
    """Add the arguments of `diff`."""
    add(
        "before",
        "A",
        "older commit or folder (default: the last commit)",
        default="HEAD",
    )
    add("after", "B", "newer commit or folder (default: the current files)")
    add(*ROOT)
    formats = ("text", "markdown", "json")
    words = f"write the changes as one of {', '.join(formats)} (default: text)"
    add(
        "--format",
        "FORMAT",
        words,
        type=partial(parse_format, formats),
        default="text",
    )
    add(
        "--preview",
        "URL",
        "link to a preview of the newer version at this address, in Markdown",
    )


def run(options: Namespace) -> int:
    """Print the changes. Return the exit code."""
    root = chosen_project(options).root
    before = options.before
    after = options.after
    with TemporaryDirectory() as name:
        temporary = Path(name).resolve()
        old = version_folder(before, root, temporary / "old")
        new = version_folder(after, root, temporary / "new")
        old_event = _load_version(old, f"The older version, {before},")
        new_name = f"The newer version, {after}," if after else "The newer version"
        new_event = _load_version(new, new_name)
    if old_event is None or new_event is None:
        return 1

    changes = compare(old_event, new_event)
    if options.format == "json":
        sys.stdout.write(render_json(changes))
    elif options.format == "markdown":
        sys.stdout.write(render_markdown(changes, preview=options.preview))
    else:
        sys.stdout.write(render_text(changes))
    return 0


def _load_version(root: Path, name: str) -> Event | None:
    """Return the event of a version, or None after printing its errors."""
    event, log = load_version(root)
    if not log.errors:
        return event
    echo(f"{name} has {plural(log.errors, 'error')}, so it cannot be compared:")
    for diagnostic in errors_of(log):
        echo(
            f"  {format_location(diagnostic.span)}  {diagnostic.code} "
            f" {diagnostic.headline}"
        )
    return None


def version_folder(version: str | None, root: Path, temporary: Path) -> Path:
    """Return a folder with content/ and data/ of a version.

    None means the current project. The sources of a commit go to a new folder with this
    path. Raise CommandError.
    """
    if version is None:
        return root
    if (Path(version) / "content").is_dir():
        return Path(version).absolute()
    if Path(version).is_dir():
        raise CommandError(f"The folder “{version}” {NO_CONTENT}")
    commit = _find_commit(root, version)
    portfolio = portfolio_of(str(root))
    target = temporary / EVENTS / root.name if portfolio else temporary
    if not _git(root, "ls-tree", commit, "content"):
        raise CommandError(f"The version “{version}” {NO_CONTENT}")
    for name in ("content", "data"):
        if not _extract(root, commit, name, target):
            raise CommandError(f"“{name}” of the version “{version}” is not a folder.")
    if portfolio:
        for name in (PORTFOLIO, SHARED):
            _extract(Path(portfolio), commit, name, temporary)
    return target


def _find_commit(root: Path, version: str) -> str:
    """Return the full name of a commit. Raise CommandError if it is none."""
    revision = f"{version}^{{commit}}"
    find_program("git")
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision
    )
    if commit:
        return commit
    if not _git(root, "rev-parse", "--git-dir"):
        reason = f"and “{root}” is not kept in Git, so it is no commit either."
        raise CommandError(f"“{version}” is no folder, {reason}")
    raise CommandError(
        f"“{version}” is neither a folder nor a commit. Name a branch, a tag or a"
        " commit that git log shows. In a shallow copy, as CI makes, fetch the"
        " whole history first."
    )


def _extract(root: Path, commit: str, name: str, target: Path) -> bool:
    """Write a folder of a commit, if it has one, below another.

    Return False if it is a file.
    """
    entry = _git(root, "ls-tree", commit, name)
    if not entry:
        return True
    archive = target.parent / f"{target.name}.tar"
    target.parent.mkdir(parents=True, exist_ok=True)
    run_git(root, "archive", f"--output={archive}", commit, name)
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
    except tarfile.FilterError as problem:
        reason = f"{problem.tarinfo.name} is a link that leads out of it."
        raise CommandError(
            f"The version {commit[:12]} cannot be read: {reason}"
        ) from None
    return " tree " in entry


def _git(root: Path, *arguments: str) -> str:
    """Return the output of git; empty if it fails."""
    with suppress(CommandError):
        return run_git(root, *arguments)
    return ""


def summarize(changes: Sequence[Change]) -> str:
    """Return `Programme: 1 cancelled, 2 moved. People: 1 removed.`"""
    sentences = []
    for section, group in groupby(changes, lambda change: change.section):
        counts = Counter(
            SUMMARY_WORDS.get(change.kind, change.kind) for change in group
        )
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        sentences.append(f"{section.value}: {words}.")
    return " ".join(sentences) or "Nothing has changed for visitors."


def render_text(changes: Sequence[Change]) -> str:
    """Return the report for a terminal."""
    return _render("diff.txt.jinja", changes)


def _render(template: str, changes: Sequence[Change], **names: object) -> str:
    groups = [
        (key, list(group))
        for key, group in groupby(changes, lambda change: change.section)
    ]
    names |= {"summary": summarize(changes), "differences": shown_differences}
    return environment(REPORTS).get_template(template).render(sections=groups, **names)


def shown_differences(change: Change) -> tuple[Difference, ...]:
    """Return the differences, or none if the sentence already contains both values."""
    if len(change.differences) != 1:
        return change.differences
    (difference,) = change.differences
    before = difference.before.rstrip(".")
    after = difference.after.rstrip(".")
    if before in change.sentence and after in change.sentence:
        return ()
    return change.differences


def render_markdown(changes: Sequence[Change], preview: str | None = None) -> str:
    """Return the report for a comment.

    It has links to the newer version that is built at `preview`.
    """

    def page_of(change: Change) -> str:
        has_page = change.address or change.record_kind == "conference"
        if preview is None or not has_page or change.kind is ChangeKind.REMOVED:
            return ""
        return f"{preview.rstrip('/')}/{urls.output_path(change.address)}"

    text = _render("diff.md.jinja", changes, escape=escape, page_of=page_of)
    if len(text) <= MAX_COMMENT_CHARACTERS:
        return text
    cut = text[:MAX_COMMENT_CHARACTERS].rpartition("\n- ")[0]
    return (
        f"{cut}\n\n*The report is cut here. For the full report, run `{program()}"
        " diff`.*\n"
    )


def escape(text: str) -> str:
    """Escape Markdown, and every @, which would notify a user."""
    escaped = re.sub(r"[\\`*_{}\[\]<>#|~&!]", r"\\\g<0>", " ".join(text.split()))
    return re.sub(r"@(?=\w)", "@\u200b", escaped)


def render_json(changes: Sequence[Change]) -> str:
    """Return the report for programs. Within one version, fields are only added."""
    rows = []
    for change in changes:
        row = {
            "part": change.section.name.lower(),
            "kind": change.kind,
            "what": change.record_kind,
            "id": change.id,
            "subject": change.subject,
            "sentence": change.sentence,
            "address": change.address,
            "differences": to_builtins(change.differences),
        }
        rows.append(row)
    content = {"version": 1, "summary": summarize(changes), "changes": rows}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
