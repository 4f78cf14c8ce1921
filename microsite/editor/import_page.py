"""Screens to import documents, whose changes are chosen one by one, and to download exports."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from microsite.cli.import_ import DOCUMENT_KINDS, merge_file, save_merge
from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.editing.project_files import ConcurrentEditError, load_with_changes
from microsite.editing.yaml_edit import CannotEditError
from microsite.editor.content import WORDS
from microsite.editor.record import Problem, problem_of
from microsite.editor.saving import LOCK
from microsite.editor.security import PREFIX, EditHandler
from microsite.editor.uploads import MAX_BYTES, UploadHandler, find_upload, keep_upload
from microsite.handouts.export import write_workbook
from microsite.importers.merge import Merge, Selection
from microsite.importers.office import CannotImportError
from microsite.importers.spreadsheet import Workbook
from microsite.model.loader import load_edition
from microsite.preview.server import Routes
from microsite.project import Project
from microsite.publishing.package import ZIP

IMPORTERS = {
    ".docx": "word",
    **dict.fromkeys((".xlsx", ".xlsm", ".csv", ".tsv"), "spreadsheet"),
    **dict.fromkeys((".xml", ".json", ".ics"), "schedule"),
}
"""What a file is, by its ending."""
WORKBOOK = "programme.xlsx"
EXPORTS = WORDS["exports"]  # all but the workbook are copies from output/
FILE_CHANGED = "A file has just been changed by another program. Look at the changes again."


class ImportHandler(UploadHandler):
    """Choice of a file to import, and downloads."""

    def get(self) -> None:
        self.show()

    def show(self, problems: Sequence[Problem] = ()) -> None:
        """Send the screen, with what is wrong about a file."""
        output = self.project.output
        exports = [(name, words) for name, words in EXPORTS.items() if (output / name).is_file()]
        self.page(
            "import.html",
            422 if problems else 200,
            title="Import and export",
            exports=[(WORKBOOK, EXPORTS[WORKBOOK]), *exports],
            accepted=",".join(IMPORTERS),
            done=self.get_query_argument("done", ""),
            problems=problems,
        )

    def post(self) -> None:
        """Keep the file, and lead to its changes."""
        name, data = self.read_form()
        suffix = Path(name).suffix.lower()
        problem = ""
        if self.size > MAX_BYTES:
            problem = f"The file has more than {MAX_BYTES // 1024 // 1024} MB. Divide it first."
        elif not name:
            problem = "Choose a file first."
        elif suffix not in IMPORTERS:
            problem = f"“{name}” cannot be imported. Save it as .docx or .xlsx in Word or Excel."
        if problem:
            self.show([Problem(problem, url="#file")])
        else:
            self.redirect(f"{PREFIX}import/{keep_upload(self.project, name, data)}")


class ReviewHandler(EditHandler):
    """The changes that a file would make."""

    async def prepare(self) -> None:
        """Find the file. Raises 404 if it is no longer kept."""
        await super().prepare()
        path = find_upload(self.project, self.path_args[0])
        if path is None:
            raise HTTPError(404)
        self.path, self.what = path, IMPORTERS[path.suffix.lower()]
        self.kind = self.get_argument("kind", "page")
        self.kind = self.kind if self.kind in DOCUMENT_KINDS else "page"

    async def get(self, _: str) -> None:
        await self.run(is_chosen=False)

    async def post(self, _: str) -> None:
        """Apply the changes that were chosen."""
        await self.run(is_chosen=True)

    async def run(self, *, is_chosen: bool) -> None:
        """Read the file, and show or apply its changes."""
        event, log = await asyncio.to_thread(load_with_changes, self.project, {})
        if event is None:
            self.show(
                problems=[problem_of(each) for each in log if each.blocks_build(strict=False)]
            )
            return
        try:
            await self.choose(is_chosen=is_chosen)
        except (CannotImportError, CannotEditError) as problem:
            found: Iterable[Diagnostic] = getattr(problem, "diagnostics", ())
            self.show(problems=[Problem(str(problem)), *map(problem_of, found)])
        except ConcurrentEditError:
            self.show(problems=[Problem(FILE_CHANGED)])

    async def choose(self, *, is_chosen: bool) -> None:
        """Show or apply the changes of a file."""
        only, take = self.get_arguments("only"), self.get_arguments("take")
        problems = []
        selection = Selection()
        if is_chosen and only + take:
            selection = Selection(frozenset((*only, *take)), frozenset(), frozenset(take))
        elif is_chosen:
            problems.append(Problem("Choose at least one change.", url="#changes"))
        id_ = self.get_argument("id", "").strip() or None
        merge = partial(merge_file, self.project, self.path, self.what, selection)
        workbook, merged, errors = await asyncio.to_thread(merge, kind=self.kind, id_=id_)
        problems += [Problem(f"{it.span.path}: {it.headline}", it.help) for it in errors]
        if is_chosen and not problems:
            given = (self.project, workbook, merged, self.path.name)
            await asyncio.to_thread(save_alone, save_merge, *given)
            self.redirect(f"{PREFIX}import?done={len(merged.after)}")
            return
        self.show(problems=problems, **rows_of(workbook, merged))

    def show(self, problems: Sequence[Problem] = (), **found: Any) -> None:
        """Send what was found in the file."""
        empty: dict[str, Any] = dict.fromkeys(("new", "changes", "conflicts", "asked", "notes"), ())
        empty |= {"path": "", "text": "", "pictures": ()}
        self.page(
            "review.html",
            422 if problems else 200,
            title=f"Import “{self.path.name}”",
            kind=self.kind,
            kinds=DOCUMENT_KINDS,
            id=self.get_argument("id", ""),
            is_word=self.what == "word",
            problems=problems,
            **{**empty, **found},
        )


def save_alone(save: Callable[..., object], *arguments: object) -> None:
    """Save, while no form is being saved. Raises ConcurrentEditError."""
    with LOCK:
        save(*arguments)


def rows_of(workbook: Workbook, merged: Merge) -> dict[str, Any]:
    """Return the changes with the names that choose them, and what is left to a person."""

    def is_open(sentence: str) -> bool:
        return not sentence.startswith(tuple(merged.conflicts))

    path, text = next(iter(merged.documents.items()), ("", b""))
    return {
        "path": path,
        "text": text.decode(),
        "pictures": list(workbook.images),
        "new": list(merged.added.items()),
        "changes": list(merged.changes.items()),
        "conflicts": list(merged.conflicts.items()),
        "asked": list(filter(is_open, merged.questions)),
        "notes": list(filter(is_open, workbook.notes)),
    }


class ExportHandler(EditHandler):
    """A file to download."""

    async def get(self, name: str) -> None:
        """Send it. Raises 404 if there is none."""
        path = (self.project.cache if name == ZIP else self.project.output) / name
        if name == WORKBOOK:
            data = await asyncio.to_thread(workbook_of, self.project)
        elif name in (*EXPORTS, ZIP) and path.is_file():
            data = path.read_bytes()
        else:
            raise HTTPError(404)
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(data)


def workbook_of(project: Project) -> bytes:
    """Return the records of a project as a workbook. Raises 404 if they cannot be read."""
    log = Log()
    loaded = load_edition(project, log)
    if loaded is None or log.errors:
        raise HTTPError(404)
    return write_workbook(loaded.event, loaded.sources)


ROUTES: Routes = (
    ("import", ImportHandler),
    (r"import/(\w+)", ReviewHandler),
    (r"export/([\w.]+)", ExportHandler),
)
