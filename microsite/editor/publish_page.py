"""Screens to publish: first the changes in words, then one of the ways that are set up."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct, field
from tornado.web import HTTPError

from microsite.cli.commands import CommandError
from microsite.comparing.changes import Change
from microsite.editor.overview import OverviewHandler
from microsite.editor.record import problem_of
from microsite.editor.records import ProjectRecords
from microsite.editor.saving import locate
from microsite.editor.security import PREFIX, EditHandler
from microsite.model.event import Event
from microsite.preview.server import Routes
from microsite.project import Project
from microsite.publishing.diff import render_markdown, shown_differences, version_folder
from microsite.publishing.package import create_zip, run_microsite
from microsite.publishing.proposal import Report, find_repository, propose, return_to_main
from microsite.publishing.publish import COPY
from microsite.publishing.targets import TARGETS
from microsite.publishing.versions import compare, load_version


class Job(Struct, eq=False):
    """Work in a thread of its own, with a line for each step."""

    title: str
    lines: list[str] = field(default_factory=list)
    link: str = ""  # address to open at the end
    is_running: bool = True
    has_failed: bool = False

    def start(self, work: Callable[[Report], str]) -> None:
        """Start the work, which returns an address to open at the end, or an empty text."""

        def run() -> None:
            try:
                self.link = work(self.lines.append)
            except (CommandError, OSError) as problem:
                self.has_failed = True
                self.lines += str(problem).splitlines()
            finally:
                self.is_running = False

        threading.Thread(target=run, name="publish", daemon=True).start()


class PublishHandler(OverviewHandler):
    """The changes, and the ways to publish them."""

    async def get(self) -> None:
        await self.show()

    async def show(self, problem: str = "") -> None:
        """Send the screen, with what prevents publishing."""
        outcome = await self.outcome()
        errors = [it for it in outcome.log if it.blocks_build(strict=False)]
        event = outcome.loaded[0].event if outcome.loaded else None
        since, changes = await asyncio.to_thread(latest_changes, self.project, event)
        repository = await asyncio.to_thread(find_repository, self.project.root)
        records = ProjectRecords(self.project)
        settings = event.record.publish if event else None
        targets = settings.targets.items() if settings else ()
        sections = [
            {"name": name.value, "changes": [(it.sentence, shown_differences(it)) for it in group]}
            for name, group in groupby(changes or (), attrgetter("section"))
        ]
        self.page(
            "publish.html",
            errors=[problem_of(locate(it, records.file(it.span.path))) for it in errors],
            problems=[problem] if problem else [],
            since=since,
            sections=sections,
            target=next((TARGETS[kind].label.format(place) for kind, place in targets), ""),
            repository=repository,
            proposed_branch=f"edit-{datetime.now():%Y-%m-%d-%H%M}",  # noqa: DTZ005 - local time
            proposed_title=title_for(changes or ()),
            job=self.settings.get("job"),
            others=self.state.presence.others(self.person),
        )

    async def post(self) -> None:
        """Start to publish in one of the ways."""
        running: Job | None = self.settings.get("job")
        if running is None or not running.is_running:
            outcome = await self.outcome()
            if any(each.blocks_build(strict=False) for each in outcome.log) or not outcome.loaded:
                await self.show("Nothing is published while there are errors.")
                return
            self.settings["job"] = self.job(outcome.loaded[0].event)
        self.redirect(f"{PREFIX}publish/progress")

    def job(self, event: Event) -> Job:
        """Start what was asked for. Raises 400 for something else."""
        project, action = self.project, self.get_body_argument("action", "")
        title = self.get_body_argument("title", "").strip() or "Change the site"
        branch = self.get_body_argument("branch", "").strip()
        repository = find_repository(project.root)
        if action == "publish":
            job = Job("Publish")
            job.start(lambda report: run_microsite(project, report, "publish", "--yes"))
        elif action == "zip":
            job = Job("Create a zip file")
            job.start(lambda report: f"{PREFIX}export/{create_zip(project, report).name}")
        elif action == "propose" and repository:
            _, changes = latest_changes(project, event, repository.base)
            text = render_markdown(changes or ())
            job = Job("Propose the changes")
            job.start(lambda report: propose(repository, branch, title, text, report))
        elif action == "return" and repository:
            job = Job(f"Go back to “{repository.main}”")
            job.start(lambda report: return_to_main(repository, report))
        else:
            raise HTTPError(400)
        return job


def latest_changes(
    project: Project, event: Event | None, base: str = ""
) -> tuple[str, Sequence[Change] | None]:
    """Return the version that the changes are compared with, in words, and the changes.

    Without a base it is the last publication from this computer, else the last commit. None if
    there is no earlier version that can be read.
    """
    copy = project.cache / COPY
    with TemporaryDirectory() as folder:
        since, root = "the last publication from this computer", copy
        if base or not (copy / "content").is_dir():
            since = "the last commit in Git"
            try:
                root = version_folder(base or "HEAD", project.root, Path(folder, "old"))
            except CommandError:
                return "", None
        old, _ = load_version(root)
    if old is None or event is None:
        return "", None
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
        job: Job | None = self.settings.get("job")
        if job is None:
            self.redirect(f"{PREFIX}publish")
            return
        self.page("progress.html", job=job)


ROUTES: Routes = (("publish", PublishHandler), ("publish/progress", ProgressHandler))
