"""Screens to publish: first the changes in words, then one of the ways that are
set up.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct, field
from tornado.web import HTTPError

from microsite.apps.diff.diff import (
    render_markdown,
    shown_differences,
    version_folder,
)
from microsite.apps.diff.revisions import compare, load_version
from microsite.apps.editor.overview import OverviewHandler
from microsite.apps.editor.problems import problem_of
from microsite.apps.editor.records import ProjectRecords
from microsite.apps.editor.saving import locate
from microsite.apps.editor.security import PREFIX, EditHandler
from microsite.apps.publish.proposal import (
    Report,
    find_repository,
    propose,
    return_to_main,
)
from microsite.apps.publish.publish import COPY
from microsite.apps.publish.targets import TARGETS
from microsite.console.command import CommandError
from microsite.model.event import Event
from microsite.project import ENGINE, Project
from microsite.site.changes import Change

ZIP = "site.zip"  # the file of the whole site in .cache/


class Job(Struct, eq=False):
    """Work that takes a while, with a line for each step."""

    title: str
    lines: list[str] = field(default_factory=list)
    link: str = ""  # address to open at the end
    is_running: bool = True
    has_failed: bool = False

    def run(self, work: Callable[[Report], str]) -> None:
        """Do the work, which returns an address to open at the end, or an empty
        text.
        """
        try:
            self.link = work(self.lines.append)
        except (CommandError, OSError) as problem:
            self.has_failed = True
            self.lines += str(problem).splitlines()
        finally:
            self.is_running = False


class PublishHandler(OverviewHandler):
    """The changes, and the ways to publish them."""

    async def get(self, problem: str = "") -> None:
        """Send the screen, with what prevents publishing."""
        outcome = await self.outcome()
        errors = [error for error in outcome.log if error.blocks_build(strict=False)]
        event = outcome.loaded[0].event if outcome.loaded else None
        since, changes = await asyncio.to_thread(latest_changes, self.project, event)
        repository = await asyncio.to_thread(find_repository, self.project.root)
        records = ProjectRecords(self.project)
        settings = event.record.publish if event else None
        targets = settings.targets.items() if settings else ()
        sections = groupby(changes, attrgetter("section"))
        self.page(
            "publish.html",
            errors=[
                problem_of(locate(error, records.file(error.span.path)))
                for error in errors
            ],
            problems=[problem] if problem else [],
            since=since,
            sections=[(section.value, list(group)) for section, group in sections],
            shown_differences=shown_differences,
            target=next(
                (TARGETS[kind].label.format(place) for kind, place in targets), ""
            ),
            repository=repository,
            proposed_branch=f"edit-{datetime.now():%Y-%m-%d-%H%M}",  # noqa: DTZ005 - local time
            proposed_title=title_for(changes),
            job=self.settings.get("job"),
            others=self.state.other_locks(self.person),
        )

    async def post(self) -> None:
        """Start to publish in one of the ways."""
        outcome = await self.outcome()
        if outcome.log.is_blocked(strict=False) or not outcome.loaded:
            await self.get("Nothing is published while there are errors.")
            return
        # Nothing waits from here on, so that of two requests only one can start.
        job: Job | None = self.settings.get("job")
        if job is not None and job.is_running:
            await self.get(
                f"This was not started. “{job.title}” is still running. Wait until it"
                " has finished."
            )
            return
        self.settings["job"] = self.start(outcome.loaded[0].event)
        self.redirect(f"{PREFIX}publish/progress")

    def start(self, event: Event) -> Job:
        """Start what was asked for, in a thread of its own.

        Raises 400 for something else.
        """
        project = self.project
        action = self.get_body_argument("action", "")
        title = self.get_body_argument("title", "").strip() or "Change the site"
        branch = self.get_body_argument("branch", "").strip()
        repository = find_repository(project.root)

        def work(report: Report) -> str:
            if action == "publish":
                return run_microsite(project, report, "publish", "--yes")
            if action == "zip":
                return f"{PREFIX}export/{create_zip(project, report).name}"
            if repository and action == "propose":
                _, changes = latest_changes(project, event, repository.base)
                return propose(
                    repository, branch, title, render_markdown(changes), report
                )
            return return_to_main(repository, report) if repository else ""

        titles = {"publish": "Publish", "zip": "Create a zip file"}
        if repository:
            titles["propose"] = "Propose the changes"
            titles["return"] = f"Go back to “{repository.main}”"
        if action not in titles:
            raise HTTPError(400)
        job = Job(titles[action])
        threading.Thread(
            target=job.run, args=(work,), name="publish", daemon=True
        ).start()
        return job


def run_microsite(project: Project, report: Report, *arguments: str) -> str:
    """Run a command, and report what it prints. Raise CommandError if it fails."""
    path = os.pathsep.join(
        filter(None, (str(ENGINE.parent), os.environ.get("PYTHONPATH")))
    )
    command = [
        sys.executable,
        "-m",
        "microsite",
        *arguments,
        "--root",
        str(project.root),
    ]
    with subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            report(line.rstrip())
    if process.returncode:
        raise CommandError("It stopped before the end. The lines above say why.")
    return ""


def create_zip(project: Project, report: Report) -> Path:
    """Build the site without drafts, and pack it. Return the path of the file in
    `.cache/`.

    This does not count as a publication: the file may be for somebody who only looks at
    it.
    """
    report("Building the site without drafts …")
    printed: list[str] = []
    with TemporaryDirectory() as folder:
        output = Path(folder).resolve() / "site"
        try:
            run_microsite(project, printed.append, "build", "--output", str(output))
        except CommandError:
            for line in printed:
                report(line)
            raise
        report("Packing the files …")
        draft = shutil.make_archive(str(project.cache / "draft"), "zip", output)
        Path(draft).replace(project.cache / ZIP)
    report("The zip file is ready. Unpack it in the folder of your web server.")
    return project.cache / ZIP


def latest_changes(
    project: Project, event: Event | None, base: str = ""
) -> tuple[str, Sequence[Change]]:
    """Return the version that the changes are compared with, in words, and the changes.

    Without a base it is the last publication from this computer, else the last commit.
    Both are empty if there is no earlier version that can be read.
    """
    root = project.cache / COPY
    with TemporaryDirectory() as folder:
        since = "the last publication from this computer"
        if base or not (root / "content").is_dir():
            since = "the last commit in Git"
            try:
                root = version_folder(base or "HEAD", project.root, Path(folder, "old"))
            except CommandError:
                return "", ()
        old, _ = load_version(root)
    if old is None or event is None:
        return "", ()
    return since, compare(old, event)


def title_for(changes: Sequence[Change]) -> str:
    """Return a title for a proposal."""
    if len(changes) == 1:
        return changes[0].sentence[:70]
    names = list(dict.fromkeys(change.section.value for change in changes))
    return f"Change {', '.join(names).lower()}"[:70] if names else "Change the site"


class ProgressHandler(EditHandler):
    """The steps of what was started last."""

    def get(self) -> None:
        if job := self.settings.get("job"):
            self.page("progress.html", job=job)
        else:
            self.redirect(f"{PREFIX}publish")
