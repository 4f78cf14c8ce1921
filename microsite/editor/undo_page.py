"""Screen that lists the changes of files, and undoes or restores one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from tornado.web import HTTPError

from microsite.editing.project_files import ConcurrentEditError
from microsite.editor.history import CannotUndoError, Conflict, Entry, History
from microsite.editor.saving import LOCK
from microsite.editor.security import PREFIX, EditHandler
from microsite.editor.undo import conflict_versions, format_moment
from microsite.preview.server import Routes
from microsite.project import Project

MAX_SHOWN = 100


class UndoHandler(EditHandler):
    """The changes, the latest first."""

    def get(self) -> None:
        """Send the list, after a change with the words for it."""
        words = {"undone": "Undone", "redone": "Restored"}
        history, done = History(self.project), self.get_query_argument("done", "")
        action, _, number = done.partition("-")
        entry = next((each for each in history.changes if str(each.number) == number), None)
        is_known = entry is not None and action in words
        self.show(history, f"{words[action]}: {entry.label}" if entry and is_known else "")

    def show(
        self, history: History, message: str = "", problem: CannotUndoError | None = None
    ) -> None:
        """Send the list, with a message or the reason why a change cannot be undone."""
        self.page(
            "undo.html",
            422 if problem else 200,
            title="Undo",
            rows=[row_of(entry, history) for entry in history.changes[:MAX_SHOWN]],
            next_undo=history.next_undo,
            next_redo=history.next_redo,
            message=message,
            problem=str(problem or ""),
            conflicts=list(conflict_rows(problem.conflicts if problem else ())),
        )

    async def post(self) -> None:
        """Undo or restore a change."""
        action, number = self.get_body_argument("action", ""), self.get_body_argument("number", "")
        if action not in ("undo", "redo") or not (number.isascii() and number.isdigit()):
            raise HTTPError(400)
        try:
            await asyncio.to_thread(apply, self.project, action, int(number))
        except CannotUndoError as problem:
            self.show(History(self.project), problem=problem)
        except ConcurrentEditError:
            words = "A file has just been changed by another program. Try again."
            self.show(History(self.project), problem=CannotUndoError(words))
        else:
            self.redirect(
                f"{PREFIX}undo?done={'undone' if action == 'undo' else 'redone'}-{number}"
            )


def apply(project: Project, action: str, number: int) -> None:
    """Undo or restore a change. Raises CannotUndoError, ConcurrentEditError, OSError."""
    with LOCK:
        history = History(project)
        history.undo(number) if action == "undo" else history.redo(number)


def row_of(entry: Entry, history: History) -> dict[str, Any]:
    """Return what the list shows of a change."""
    return {
        "number": entry.number,
        "label": entry.label,
        "moment": format_moment(entry),
        "paths": entry.paths,
        "is_undone": entry.number in history.undone,
    }


def conflict_rows(conflicts: tuple[Conflict, ...]) -> Iterator[dict[str, Any]]:
    """Yield the later change and the one to undo, for each file in conflict."""
    for conflict in conflicts:
        later, undo = conflict_versions(conflict)
        yield {"path": conflict.path, "later": later, "undo": undo}


ROUTES: Routes = (("undo", UndoHandler),)
