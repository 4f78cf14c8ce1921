"""Screen that lists the changes of files, and undoes or restores one."""

import asyncio
import re

from tornado.web import HTTPError

from microsite.editing.project_files import ConcurrentEditError
from microsite.editor.history import CannotUndoError, History
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
        conflicts = problem.conflicts if problem else ()
        self.page(
            "undo.html",
            422 if problem else 200,
            title="Undo",
            entries=history.changes[:MAX_SHOWN],
            undone=history.undone,
            next_undo=history.next_undo,
            format_moment=format_moment,
            message=message,
            problem=str(problem or ""),
            action=self.get_argument("action", ""),
            number=self.get_argument("number", ""),
            conflicts=[(it.path, *conflict_versions(it)) for it in conflicts],
        )

    async def post(self) -> None:
        action, number = self.get_body_argument("action", ""), self.get_body_argument("number", "")
        if action not in ("undo", "redo") or not re.fullmatch("[0-9]{1,9}", number):
            raise HTTPError(400)
        try:
            is_forced = bool(self.get_body_argument("force", ""))
            await asyncio.to_thread(apply, self.project, action, int(number), is_forced=is_forced)
        except CannotUndoError as problem:
            self.show(History(self.project), problem=problem)
        except ConcurrentEditError:
            words = "A file has just been changed by another program. Try again."
            self.show(History(self.project), problem=CannotUndoError(words))
        else:
            self.redirect(
                f"{PREFIX}undo?done={'undone' if action == 'undo' else 'redone'}-{number}"
            )


def apply(project: Project, action: str, number: int, *, is_forced: bool = False) -> None:
    """Undo or restore a change. Raises CannotUndoError, ConcurrentEditError, OSError."""
    with LOCK:
        history = History(project)
        run = history.undo if action == "undo" else history.redo
        run(number, is_forced=is_forced)


ROUTES: Routes = (("undo", UndoHandler),)
