"""Screens to import documents, whose changes are chosen one by one, and to download
exports.
"""

import asyncio
import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from tornado.web import HTTPError

from microsite.apps.editor.entered import EnteredError
from microsite.apps.editor.history import History
from microsite.apps.editor.problems import Problem, problem_of, saved_change
from microsite.apps.editor.publish_page import ZIP
from microsite.apps.editor.security import PREFIX, EditHandler, UploadHandler
from microsite.apps.handouts.export import create_workbook
from microsite.apps.importers.import_ import DOCUMENT_KINDS, merge_file, save_merge
from microsite.apps.importers.merge import Merge, Selection
from microsite.apps.workbook.office import CannotImportError
from microsite.console.command import CommandError
from microsite.console.output import errors_of
from microsite.diagnostics.diagnostic import Diagnostic
from microsite.project import Project
from microsite.saving.text_file import ConcurrentEditError, load_with_changes
from microsite.saving.yaml_edits import CannotEditError

IMPORTERS = {
    ".docx": "word",
    **dict.fromkeys((".xlsx", ".xlsm", ".csv", ".tsv"), "spreadsheet"),
    **dict.fromkeys((".xml", ".json", ".ics"), "schedule"),
}
"""Importers by the ending of a file."""
WORKBOOK = "programme.xlsx"
EXPORTS = {
    WORKBOOK: "Sessions, speakers, resources, sponsors and rates, for Excel",
    "event.ics": "Programme, for calendars",
    "schedule.xml": "Programme, for conference apps and other systems (XML)",
    "schedule.json": "Programme, for conference apps and other systems (JSON)",
    "event.json": "Everything that is public, for programs",
}
"""Files to download, with their purpose. All but the workbook are from `output/`."""
MAX_WAITING = 10  # files for which there is no decision yet


class ImportHandler(UploadHandler):
    """Choice of a file to import, and downloads."""

    def get(self, problems: Sequence[Problem] = ()) -> None:
        """Send the screen, with what is wrong about a file."""
        output = self.project.output
        names = [
            name for name in EXPORTS if name == WORKBOOK or (output / name).is_file()
        ]
        exports = [(name, EXPORTS[name]) for name in names]
        self.page(
            "import.html",
            exports=exports,
            accepted=",".join(IMPORTERS),
            problems=problems,
            saved=saved_change(self),
        )

    def post(self) -> None:
        """Keep the file, and lead to its changes."""
        try:
            name, data = self.read_form()
        except EnteredError as error:
            problem = str(error)
        else:
            if Path(name).suffix.lower() in IMPORTERS:
                self.redirect(f"{PREFIX}import/{keep_upload(self.project, name, data)}")
                return
            problem = (
                f"“{name}” cannot be imported. Save it as .docx or .xlsx in Word or"
                " Excel."
            )
            problem = problem if name else "Choose a file first."
        self.get([Problem(problem, url="#file")])


class ReviewHandler(EditHandler):
    """The changes that a file would make."""

    async def prepare(self) -> None:
        """Find the file. Raises 404 if it is no longer kept."""
        await super().prepare()
        path = next(
            (self.project.cache / "uploads").glob(f"{self.path_args[0]}/*"), None
        )
        if path is None:
            raise HTTPError(404)
        self.path = path
        self.importer = IMPORTERS[path.suffix.lower()]
        kind = self.get_argument("kind", "")
        self.kind = kind if kind in DOCUMENT_KINDS else "page"

    async def get(self, _: str) -> None:
        await self.review(Selection(), [])

    async def post(self, _: str) -> None:
        """Make the changes that were chosen."""
        take = self.get_arguments("take")
        only = self.get_arguments("only") + take
        problems = (
            [] if only else [Problem("Choose at least one change.", url="#changes")]
        )
        await self.review(
            Selection(only=frozenset(only), take=frozenset(take)), problems
        )

    async def review(self, selection: Selection, problems: list[Problem]) -> None:
        """Read the file, and make its changes if they were chosen. Else show them."""
        event, log = await asyncio.to_thread(load_with_changes, self.project, {})
        if event is None:
            self.show(list(map(problem_of, errors_of(log))))
            return
        id_ = self.get_argument("id", "").strip() or None
        merge = partial(merge_file, self.project, self.path, self.importer, selection)
        try:
            merged, errors = await asyncio.to_thread(merge, kind=self.kind, id_=id_)
            for error in errors:
                problems.append(
                    Problem(f"{error.span.path}: {error.headline}", error.help)
                )
            if self.request.method == "GET" or problems:
                self.show(problems, merged)
                return
            await asyncio.to_thread(save_merge, merged, self.path.name)
            latest = History(self.project).next_undo
            number = latest.number if latest and merged.after else 0
            self.redirect(f"{PREFIX}import?done={len(merged.after)}&saved={number}")
        except (CannotImportError, CannotEditError, ConcurrentEditError) as problem:
            diagnostics: Iterable[Diagnostic] = getattr(problem, "diagnostics", ())
            self.show([Problem(str(problem)), *map(problem_of, diagnostics)])

    def show(self, problems: list[Problem], merged: Merge | None = None) -> None:
        """Send what was found in the file: changes to choose, and what is left to a
        person.
        """
        conflicts = (
            tuple(conflict.sentence for conflict in merged.conflicts) if merged else ()
        )
        questions = merged.questions if merged else ()
        notes = merged.workbook.notes if merged else ()
        self.page(
            "review.html",
            file=self.path.name,
            kind=self.kind,
            kinds=DOCUMENT_KINDS,
            is_word=self.importer == "word",
            problems=problems,
            merged=merged,
            asked=[
                question for question in questions if not question.startswith(conflicts)
            ],
            notes=[note for note in notes if not note.startswith(conflicts)],
        )


def keep_upload(project: Project, name: str, data: bytes) -> str:
    """Keep a file until there is a decision on it.

    Return a secret name. The oldest are deleted.
    """
    folder = project.cache / "uploads"
    secret = secrets.token_hex(8)
    (folder / secret).mkdir(parents=True)
    for upload in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)[
        :-MAX_WAITING
    ]:
        shutil.rmtree(upload)
    stem = Path(re.split(r"[\\/]", name)[-1]).stem
    base = re.sub(r"[^\w .()-]", "_", stem)[-70:].strip(" .") or "file"
    (folder / secret / f"{base}{Path(name).suffix}").write_bytes(data)
    return secret


class ExportHandler(EditHandler):
    """A file to download."""

    async def get(self, name: str) -> None:
        """Send it. Raises 404 if there is none."""
        path = (self.project.cache if name == ZIP else self.project.output) / name
        if name == WORKBOOK:
            try:
                data = await asyncio.to_thread(create_workbook, self.project)
            except CommandError:  # the sources have errors
                raise HTTPError(404) from None
        elif name in (*EXPORTS, ZIP) and path.is_file():
            data = path.read_bytes()
        else:
            raise HTTPError(404)
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(data)
