"""`pull`: the programme from the systems where it is made, merged as `import` does.

Exit codes: 0 every source was pulled, 1 one was not or a question is open, 2 wrong
usage.
"""

import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct, field, msgpack

from microsite.apps.diff.diff import REPORTS, escape, render_markdown, render_text
from microsite.apps.diff.revisions import compare, load_version
from microsite.apps.importers.import_ import merge_file, print_merge, save_merge
from microsite.apps.importers.merge import Selection
from microsite.apps.portfolio.choice import event_names, named_events
from microsite.apps.publish.proposal import commit, find_repository
from microsite.apps.workbook.office import MAX_FILE_BYTES, CannotImportError
from microsite.apps.workbook.read import split_list
from microsite.cache import digest_of
from microsite.compiled_templates import environment
from microsite.console.changes import load_existing, saving
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, parse_format, path_formatter
from microsite.console.output import echo, print_diagnostics, spinner
from microsite.console.programs import run_git
from microsite.diagnostics.display import sanitize_all
from microsite.model.records.event import Source
from microsite.pages.views import join
from microsite.project import Project
from microsite.site.changes import Change
from microsite.source.files import slugify
from microsite.up_to_date import EVENTS, is_portfolio, program
from microsite.web import Problem, WebError, fetch

MAX_SECONDS = 30.0  # time limit for the whole answer of a source
EXAMPLE = "sources:\n  - pretalx: https://pretalx.example/conference"
SHEET = re.compile(
    r"(https://docs\.google\.com/spreadsheets/d/(?:e/)?[^/]+)/(pubhtml|edit|view)"
)
WEB_PAGE = re.compile(
    rb"[\s\xef\xbb\xbf]*(?:<!--|<!doctype html|<html|<head)", re.IGNORECASE
)
SIGN_IN = "Publish it there for everybody, or use an address that needs no sign-in."
CHECK = (
    "Check the address in content/event.md, and that the programme is published there."
)
MOVED = "It redirects to another host of a private network. Write that address instead."
TRY_AGAIN = "Open the address in a browser. If it works there, pull again later."
ADVICE: dict[object, str] = {
    Problem.PRIVATE: (
        "If it is in your own network, write “allow_private: yes” below it."
    ),
    Problem.TOO_LARGE: f"The limit is {MAX_FILE_BYTES // 1024 // 1024} MB.",
    **dict.fromkeys((401, 403), SIGN_IN),
    **dict.fromkeys((404, 410), CHECK),
}
"""Fixes, by the problem or the status of an answer."""
CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""By a header before."""


class Answer(Struct):
    """The last answer of a source, which its server need not send again."""

    headers: dict[str, str] = {}  # of the next request
    body: bytes = b""


class Pull(Struct):
    """A pull of one event, and its result."""

    project: Project
    cache: Path
    options: Namespace
    sources: tuple[Source, ...] = ()
    failures: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    """Changes, as `import` words them."""
    changes: tuple[Change, ...] = ()  # as `diff` words them; none if it cannot compare

    @property
    def name(self) -> str:
        """The folder of the event in a portfolio; empty for a site of its own."""
        return self.project.root.name if self.project.portfolio else ""

    def run(self) -> "Pull":
        """Pull the sources, one after the other.

        One that fails does not stop the next.
        """
        root, names = self.project.root, set[str]()
        try:
            self.sources = load_existing(self.project, "pulled").record.sources
        except CommandError as problem:
            print_diagnostics(problem.diagnostics, path_formatter(self.project))
            self.fail("content/event.md", problem)
        before = load_version(root)[0]
        for source in self.sources:
            for kind, target in source.targets.items():
                first = "sheet" if kind == "google_sheet" else "schedule"
                name = first if first not in names else f"{kind}-{digest_of(target, 4)}"
                names.add(name)
                try:
                    self.pull(source, kind, target, name)
                except (CannotImportError, CommandError) as problem:
                    self.fail(f"{kind}, {target}", problem)
        after = load_version(root)[0] if self.sentences else None
        self.changes = compare(before, after) if before and after else ()
        return self

    def fail(self, place: str, why: Exception) -> None:
        """Report a source that was not pulled."""
        self.failures.append(
            join(self.name, f"{place} was not pulled", str(why), separator=": ")
        )
        echo(sanitize_all(self.failures[-1]))

    def pull(self, source: Source, kind: str, target: str, saved_as: str) -> None:
        """Pull one source, and show its changes.

        Raise CannotImportError, CommandError.
        """
        url = address_of(kind, target)
        answer_file = self.cache / "pull" / digest_of(url)
        answer = Answer()
        with suppress(OSError, ValueError):
            answer = msgpack.decode(answer_file.read_bytes(), type=Answer)
        with spinner(f"Fetching {url} …"):
            answer = download(url, answer, allow_private=source.allow_private)
        is_book = answer.body.startswith(b"PK")
        is_sheet = is_book or kind == "google_sheet"
        names = (source.only, source.skip, split_list(self.options.take or ""))
        with TemporaryDirectory() as folder:
            stem = slugify(Path(url.partition("?")[0]).stem) or kind
            ending = ".csv" if is_sheet else ""
            file = Path(folder, stem + (".xlsx" if is_book else ending))
            file.write_bytes(answer.body)
            merged, errors = merge_file(
                self.project,
                file,
                "spreadsheet" if is_sheet else "schedule",
                Selection(*map(frozenset, names)),
                pictures=self.options.pictures and not self.options.dry_run,
                saved_as=saved_as,
            )
        status = "" if merged.after else ": nothing has changed"
        echo(join(self.name, f"{kind}, {target}{status}", separator=": "))
        print_merge(merged)
        if errors:
            print_diagnostics(errors, str)
            raise CommandError(
                "Nothing of it was written. Fix these errors there first."
            )
        if not self.options.dry_run:
            with saving():
                save_merge(merged, f"{kind} {target}")
            with suppress(OSError):
                answer_file.parent.mkdir(parents=True, exist_ok=True)
                answer_file.write_bytes(msgpack.encode(answer))
        self.questions += merged.questions
        self.sentences += [
            change.sentence for change in (*merged.added, *merged.changes)
        ]

    def render(self, *, markdown: bool) -> str:
        """Return a report for a person who accepts the changes."""
        changes = (render_markdown if markdown else render_text)(self.changes)
        sections = {"Changes": [] if self.changes else self.sentences}
        sections |= {"For you to decide": self.questions, "Not pulled": self.failures}
        if not any((self.changes, *sections.values())):
            return ""
        name = "pull.md.jinja" if markdown else "pull.txt.jinja"
        template = environment(REPORTS).get_template(name)
        names = {"name": self.name, "changes": changes.rstrip() if self.changes else ""}
        return sanitize_all(template.render(names, sections=sections, escape=escape))


def add_arguments(add: Add) -> None:
    """Add the arguments of `pull`."""
    add(*ROOT)
    add("--dry-run", "", "show the changes, and write nothing")
    add(
        "--branch",
        "NAME",
        "commit the changes to this branch of Git, and leave your files",
    )
    add("--take", "NAMES", "pull these although you have changed them; or “all”")
    add("--pictures", "", "download the pictures of people who have none here")
    formats = partial(parse_format, ("text", "markdown"))
    words = "with markdown, also write a report for a pull request to standard output"
    add("--format", "FORMAT", words, type=formats, default="text")


def run(options: Namespace) -> int:
    """Pull the sources of one event or of several. Return the exit code."""
    root = options.root
    if is_portfolio(str(root)):
        names = (
            named_events(root, options.event) if options.event else event_names(root)
        )
        projects = [Project.at(root / EVENTS / name) for name in names]
    else:
        projects = [chosen_project(options)]
    if options.branch and not options.dry_run:
        pulls = pull_to_branch(root, projects, options)
    else:
        pulls = [Pull(project, project.cache, options).run() for project in projects]
    if not any(pull.sources or pull.failures for pull in pulls):
        message = (
            "There is nothing to pull: content/event.md has no “sources:”. Add for"
            " example:\n"
        )
        raise CommandError(message + EXAMPLE)
    if options.format == "markdown":
        sys.stdout.write(
            "\n".join(filter(None, (pull.render(markdown=True) for pull in pulls)))
        )
    if not (options.dry_run or options.branch) and any(
        pull.sentences for pull in pulls
    ):
        event = " --event NAME" if is_portfolio(str(root)) else ""
        echo(f"To undo this, one source at a time: {program()} undo{event}")
    return 1 if any(pull.failures or pull.questions for pull in pulls) else 0


def pull_to_branch(
    root: Path, projects: list[Project], options: Namespace
) -> list[Pull]:
    """Pull in a copy of the project, and commit the changes to a branch.

    Raise CommandError.
    """
    with checked_out(root, options.branch) as copy:
        copies = [
            Project.at(copy / project.root.relative_to(root)) for project in projects
        ]
        caches = [project.cache for project in projects]
        pulls = [
            Pull(*pair, options).run() for pair in zip(copies, caches, strict=True)
        ]
        reports = filter(None, (pull.render(markdown=False) for pull in pulls))
        is_new = any(pull.sentences or pull.questions for pull in pulls)
        if is_new and commit(
            copy, "\n\n".join(("Pull changes to the programme", *reports))
        ):
            run_git(copy, "switch", "--force-create", options.branch)
            echo(f"Committed to the branch “{options.branch}”.")
        else:
            echo("Nothing has changed, so there is nothing to commit.")
    return pulls


@contextmanager
def checked_out(root: Path, branch: str) -> Iterator[Path]:
    """Yield a copy of a project, with its last commit merged into the branch if there
    is one.
    """
    repository = find_repository(root)
    if repository is None:
        raise CommandError(
            "--branch needs a project that is kept in Git, with a first commit."
        )
    if branch == repository.branch:
        raise CommandError(f"You are on the branch “{branch}”. Pull without --branch.")
    head = start = run_git(root, "rev-parse", "HEAD")
    for place in (f"remotes/{repository.remote}", "heads"):
        with suppress(CommandError):
            start = run_git(
                root, "rev-parse", "--verify", "--quiet", f"refs/{place}/{branch}"
            )
    with TemporaryDirectory() as folder:
        tree = str(Path(folder).resolve() / "tree")
        run_git(root, "worktree", "add", "--detach", tree, start)
        try:
            copy = Path(tree, run_git(root, "rev-parse", "--show-prefix"))
            try:
                run_git(copy, "merge", "--no-edit", head)
            except CommandError as problem:
                message = (
                    f"The branch “{branch}” and your version contradict each other."
                )
                hint = "Merge its pull request first, or delete the branch."
                raise CommandError(f"{message} {hint}\n{problem}", 1) from None
            yield copy
        finally:
            run_git(root, "worktree", "remove", "--force", tree)


def download(url: str, old: Answer, *, allow_private: bool) -> Answer:
    """Return the answer of a source, or the old one if it has not changed.

    Raise CommandError.
    """
    try:
        new = fetch(
            url,
            timeout=MAX_SECONDS,
            max_bytes=MAX_FILE_BYTES,
            headers=old.headers,
            allow_private=allow_private,
        )
    except WebError as failure:
        is_moved = failure.problem is Problem.PRIVATE and allow_private
        advice = MOVED if is_moved else ADVICE.get(failure.problem, TRY_AGAIN)
        raise CommandError(f"{failure}. {advice}") from None
    if new.status == 304 and old.body:
        return old
    if new.status != 200:
        raise CommandError(
            f"its server answered {new.status}. {ADVICE.get(new.status, TRY_AGAIN)}"
        )
    if WEB_PAGE.match(new.body):
        raise CommandError(
            f"its server sent a web page instead of data. {CHECK} {SIGN_IN}"
        )
    headers = {
        key: new.headers[name]
        for name, key in CONDITIONS.items()
        if name in new.headers
    }
    return Answer(headers, new.body)


def address_of(kind: str, target: str) -> str:
    """Return the address at which a system gives its programme as data."""
    base = target.rstrip("/")
    match kind:
        case "pretalx" if not base.endswith((".json", ".xml")):
            return f"{base.removesuffix('/schedule')}/schedule/export/schedule.json"
        case "sessionize":
            base = base if "/" in base else f"https://sessionize.com/api/v2/{base}"
            return base if "/view/" in base else f"{base}/view/All"
        case "indico" if parts := re.match(r"(.*)/event/(\w+)", base):
            return f"{parts[1]}/export/event/{parts[2]}.json?detail=sessions"
        case "google_sheet" if parts := SHEET.match(base):
            ending = (
                "pub?output=xlsx" if parts[2] == "pubhtml" else "export?format=xlsx"
            )
            return f"{parts[1]}/{ending}"
    return target
