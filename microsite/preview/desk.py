"""What the preview does for whoever writes the site, and for nobody else: show where words are
written, and open it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from hmac import compare_digest
from typing import Any

from msgspec import Struct, field
from tornado.web import HTTPError

from microsite.diagnostics.excerpt import excerpt
from microsite.diagnostics.source_text import Span
from microsite.preview.editor import Editor, find_editor, openable
from microsite.preview.origins import Level, Shown, origin_of
from microsite.preview.rebuild import Result
from microsite.preview.visitor import Visitor
from microsite.preview.written import Book, read_books
from microsite.project import Project

MOST_LEVELS, MOST_TEXT, MOST_LINKS = 12, 4000, 80


class Desk(Struct):
    """What the parts of one preview share."""

    project: Project
    latest: Callable[[], Result | None]
    editor: Editor | None = field(default_factory=find_editor)
    token: str = field(default_factory=secrets.token_urlsafe)
    """Known to the pages that are shown on this machine, and to nobody else."""
    early: Callable[[str], Result | None] = lambda _: None
    """What is known of a page, by its place in output, that is ready before the others; else None.
    """
    note: Callable[[str, Result | None], None] = lambda _place, _result: None
    """Takes the place of each page that has been sent, and the result that it shows."""
    _books: tuple[int, list[Book]] = (0, [])

    def result_for(self, place: str) -> Result | None:
        """The newest result that a page shows, by its place in output; None before the first."""
        return self.early(place) or self.latest()

    def books(self) -> list[Book]:
        """What is written now; read again only after a build."""
        latest = self.latest()
        number = latest.number if latest else 0
        if self._books[0] != number or not self._books[1]:
            self._books = (number, read_books(self.project))
        return self._books[1]

    def origin(self, shown: Shown) -> Span | None:
        """Where something that a page shows is written."""
        return origin_of(shown, self.books(), self.project)


class _Asked(Visitor):
    """A question of a page of this preview, opened on this machine: JSON in, JSON out."""

    def initialize(self, desk: Desk) -> None:
        """Called by tornado with what the application was given."""
        self.desk = desk

    def prepare(self) -> None:
        """Refuse other machines, other sites, and whoever does not know the token."""
        super().prepare()
        given = self.request.headers.get("X-Microsite-Token", "")
        is_ours = self.request.headers.get("Origin") == f"http://{self.request.host}"
        if not (
            self.is_local and is_ours and compare_digest(given.encode(), self.desk.token.encode())
        ):
            raise HTTPError(403)

    def asked(self) -> dict[str, Any]:
        """What was asked."""
        try:
            asked = json.loads(self.request.body)
        except ValueError:
            raise HTTPError(400) from None
        if not isinstance(asked, dict):
            raise HTTPError(400)
        return asked


class Where(_Asked):
    """Where something that a page shows is written."""

    async def post(self) -> None:
        """Answer with the place, or with nothing where it is made by the design alone."""
        shown = _shown(self.asked())
        place = await asyncio.to_thread(self.desk.origin, shown)
        self.finish(json.dumps(_told(place, self.desk) if place else {}))


class Open(_Asked):
    """Opens a text of the project in an editor."""

    async def post(self) -> None:
        """Open it; 404 where it is no text of the project, 503 where there is no editor."""
        asked = self.asked()
        path, line, column = asked.get("path"), asked.get("line"), asked.get("column", 1)
        if not (isinstance(path, str) and isinstance(line, int) and isinstance(column, int)):
            raise HTTPError(400)
        file = openable(self.desk.project.root, path)
        if file is None:
            raise HTTPError(404)
        editor = self.desk.editor
        if editor is None or not editor.open(file, max(1, line), max(1, column)):
            raise HTTPError(503)
        self.finish(json.dumps({"editor": editor.name, "knows_lines": editor.knows_lines}))


def _told(place: Span, desk: Desk) -> dict[str, Any]:
    part = excerpt(place)
    can_open = openable(desk.project.root, place.path) is not None and desk.editor is not None
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "excerpt": part.text,
        "can_open": can_open,
    }


def _shown(asked: dict[str, Any]) -> Shown:
    """What is pointed at, as a page tells it; nothing of it is believed."""
    levels, block = asked.get("levels"), asked.get("block")
    return Shown(
        page=_text(asked.get("page")).removeprefix("/"),
        kind=_text(asked.get("kind")),
        in_main=asked.get("in_main") is True,
        levels=tuple(
            Level(
                _text(level.get("text")),
                _text(level.get("own")),
                _text(level.get("about")).removeprefix("/"),
                tuple(_text(moment) for moment in _listed(level.get("moments"))),
                tuple(_text(link).removeprefix("/") for link in _listed(level.get("links"))),
            )
            for level in _listed(levels)[:MOST_LEVELS]
            if isinstance(level, dict)
        ),
        block=block if isinstance(block, int) and block >= 0 else 0,
    )


def _text(given: object) -> str:
    return given[:MOST_TEXT] if isinstance(given, str) else ""


def _listed(given: object) -> list[Any]:
    return given[:MOST_LINKS] if isinstance(given, list) else []
