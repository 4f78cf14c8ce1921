"""Screen that lists the changes of files, and undoes or restores one."""

import asyncio
import re

from tornado.web import HTTPError

from microsite.apps.editor.history import CannotUndoError, History
from microsite.apps.editor.problems import fragment
from microsite.apps.editor.security import PREFIX, EditHandler
from microsite.apps.editor.undo import conflict_versions, format_moment
from microsite.saving.text_file import ConcurrentEditError


class UndoHandler(EditHandler):
    """The changes, the latest first."""

    def get(self, problem: Exception | None = None) -> None:
        """Send the list, with the reason why a change cannot be undone."""
        self.page(
            "undo.html",
            history=History(self.project),
            format_moment=format_moment,
            conflict_versions=conflict_versions,
            fragment=fragment,
            problems=[problem] if problem else [],
        )

    async def post(self) -> None:
        """Undo or restore a change, and show the list with the words for it."""
        action = self.get_body_argument("action", "")
        number = self.get_body_argument("number", "")
        if action not in ("undo", "redo") or not re.fullmatch("[0-9]{1,9}", number):
            raise HTTPError(400)
        history = History(self.project)
        is_forced = bool(self.get_body_argument("force", ""))
        run = history.undo if action == "undo" else history.redo
        try:
            await asyncio.to_thread(run, int(number), is_forced=is_forced)
        except (CannotUndoError, ConcurrentEditError) as problem:
            self.get(problem)
        else:
            self.redirect(f"{PREFIX}undo?{action}={number}")
