"""Screens of the programme board: the board, its list, and the commands for one
session.
"""

import asyncio
import re
from typing import Any

from msgspec import Struct
from tornado.web import HTTPError

from microsite.apps.editor.board import Board, Plan, Slot, slot_of
from microsite.apps.editor.entered import EnteredError, to_written
from microsite.apps.editor.history import CannotUndoError, History
from microsite.apps.editor.saving import save
from microsite.apps.editor.security import PREFIX, EditHandler
from microsite.console.options import error_text
from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.locales.locale import ENGLISH
from microsite.model.event import Event, Session
from microsite.model.fields import input_fields
from microsite.model.record_reader import parse_value
from microsite.model.records.content import SessionRecord
from microsite.model.schedule import MINUTES_PER_DAY, clock, minute_of_day
from microsite.saving.text_file import ConcurrentEditError, load_with_changes

CHANGED = (
    "The programme has changed since this page was opened, so nothing was saved. "
    "Check the times below, and try again."
)
DAY = "a day of this conference."


class Block(Struct, frozen=True):
    """A session as the board shows it."""

    session: Session
    slot: Slot
    people: str

    @property
    def times(self) -> str:
        return f"{clock(self.slot.start)} to {clock(self.slot.end)}"


class BoardHandler(EditHandler):
    """The board, on which sessions are moved.

    Every change of the programme is sent to it.
    """

    template = "board.html"

    async def get(self, *_: str) -> None:
        await self.show()

    async def load(self) -> Board:
        """Return the board of the files as they are now.

        Raise 404 if there is no event.
        """
        event, _ = await asyncio.to_thread(load_with_changes, self.project, {})
        if event is None:
            raise HTTPError(404)
        return Board(event)

    async def show(
        self,
        *,
        error: str = "",
        selected: str = "",
        saved: Plan | None = None,
        is_undone: bool = False,
    ) -> None:
        """Show a day, with the result of a change."""
        event, log = await asyncio.to_thread(load_with_changes, self.project, {})
        if event is None:
            self.page("board_error.html")
            return
        board = Board(event)
        session = board.sessions.get(selected) if saved else None
        day = self.day_of(board, session.day if session else None)
        self.page(
            self.template,
            board=board,
            day=day,
            blocks=blocks_of(board, day),
            clashes=clashes_of(event, log),
            problems=[error] if error else [],
            selected=selected,
            saved=saved,
            is_undone=is_undone,
            undo=History(self.project).next_undo if saved else None,
        )

    def day_of(self, board: Board, number: int | None) -> int:
        """Return the day to show: the one asked for, else the first with sessions."""
        text = self.get_argument("day", "")
        number = number or (int(text) if text.isdecimal() and len(text) < 4 else 0)
        first = next((session.day for session in board.event.sessions), 1)
        return number if number in board.dates else first

    async def post(self, *_: str) -> None:
        """Check a change, or save it and show the result."""
        if number := self.get_body_argument("undo", ""):
            await self.undo(number)
            return
        board = await self.load()
        is_check = bool(self.get_body_argument("check", ""))
        id_ = self.get_body_argument("id", "")
        try:
            plan = self.plan(board, id_)
        except EnteredError as problem:
            if is_check:
                self.finish({"error": str(problem)})
            else:
                await self.show_problem(problem, id_)
            return
        if is_check:
            self.finish({"clashes": plan.clashes})
        elif plan.clashes and not self.get_body_argument("confirmed", ""):
            back = self.request.headers.get("Referer", "")
            is_own = back.startswith(f"http://{self.request.host}{PREFIX}board")
            back = back if is_own else f"{PREFIX}board"
            self.page("board_confirm.html", plan=plan, entered=self.entered, back=back)
        else:
            await self.save(plan, id_)

    @property
    def entered(self) -> dict[str, str]:
        """Values of the form."""
        return {
            name: self.get_body_argument(name) for name in self.request.body_arguments
        }

    async def show_problem(self, problem: EnteredError, id_: str) -> None:
        """Show the page again with the reason why nothing is saved."""
        await self.show(error=str(problem), selected=id_)

    async def save(self, plan: Plan, id_: str) -> None:
        """Save a plan, and show the day with the result."""
        result = await asyncio.to_thread(
            save, self.project, plan.changes, label=plan.summary
        )
        if result.is_saved:
            await self.show(saved=plan, selected=next(iter(result.ids), id_))
            return
        words = [
            result.problem,
            *(error.diagnostic.headline for error in result.errors),
        ]
        error = CHANGED if result.conflicts else " ".join(filter(None, words))
        await self.show(error=error, selected=id_)

    async def undo(self, number: str) -> None:
        if not re.fullmatch("[0-9]{1,9}", number):
            raise HTTPError(400)
        try:
            await asyncio.to_thread(History(self.project).undo, int(number))
        except CannotUndoError as problem:
            texts = (obstacle.text for obstacle in problem.obstacles)
            await self.show(error=" ".join((str(problem), *texts)))
        except ConcurrentEditError as problem:
            await self.show(error=str(problem))
        else:
            await self.show(is_undone=True)

    def plan(self, board: Board, id_: str) -> Plan:
        """Return the plan of the form. Raise EnteredError."""
        if self.get_body_argument("version", "") != board.version:
            raise EnteredError(CHANGED)
        operation = self.get_body_argument("operation", "")
        if operation == "move":
            return board.move(
                id_,
                day=self.number("day", DAY),
                start=self.start(board),
                room=self.get_body_argument("room", None),
                minutes=self.value("length"),
            )
        if operation == "shift":
            minutes = self.number(
                "minutes", "a number of minutes. Enter one such as 30."
            )
            if minutes is None:
                raise EnteredError("Enter a number of minutes, such as 30.", "minutes")
            if self.get_body_argument("direction", "") == "earlier":
                minutes = -minutes
            only_room = self.get_body_argument("scope", "") == "room"
            return board.shift(id_, minutes, only_room=only_room)
        if operation == "swap":
            if not (other_id := self.get_body_argument("other", "")):
                raise EnteredError("Choose the session to swap with.", "other")
            return board.swap(id_, other_id)
        if operation == "copy":
            is_repeat = bool(self.get_body_argument("repeat", ""))
            return board.copy(id_, self.number("day", DAY) or 0, is_repeat=is_repeat)
        raise HTTPError(400)

    def number(self, name: str, description: str) -> int | None:
        """Return a whole number of the form.

        None if the field is empty. Raise EnteredError.
        """
        text = self.get_body_argument(name, "")
        if not text:
            return None
        if not text.isdecimal() or len(text) > 8:
            raise EnteredError(f"“{text}” is not {description}", name)
        return int(text)

    def start(self, board: Board) -> int | None:
        """Return the start as minutes of the conference day.

        None if the field is empty.
        """
        if (time := self.value("start")) is None:
            return None
        minute = minute_of_day(time)
        return minute + MINUTES_PER_DAY if minute < board.new_day else minute

    def value(self, name: str) -> Any:
        """Return the value of a field of a session.

        None if it is empty. Raise EnteredError.
        """
        text = self.get_body_argument(name, "")
        if not text:
            return None
        field = input_fields(SessionRecord)[name]
        value, errors = parse_value(field, to_written(field, text))
        if errors:
            raise EnteredError(error_text(errors[0], name, field.example), name)
        return value


class ListHandler(BoardHandler):
    """The sessions of a day as a list, with the same commands as ordinary forms."""

    template = "board_list.html"


class SessionHandler(ListHandler):
    """The commands for one session. The list shows their result."""

    async def get(self, *ids: str) -> None:
        await self.show_session(ids[0])

    async def show_session(self, id_: str, problem: EnteredError | None = None) -> None:
        """Show the forms, with what was entered if it cannot be saved."""
        board = await self.load()
        if id_ not in board.sessions:
            raise HTTPError(404)
        session = board.sessions[id_]
        blocks = blocks_of(board, session.day)
        self.page(
            "board_session.html",
            board=board,
            session=session,
            block=next(block for block in blocks if block.session.id == id_),
            length=ENGLISH.duration(slot_of(session).minutes),
            following=sum(block.slot.start >= session.start_minute for block in blocks)
            - 1,
            entered=self.entered,
            problems=[problem] if problem else [],
        )

    async def show_problem(self, problem: EnteredError, id_: str) -> None:
        await self.show_session(id_, problem)


def blocks_of(board: Board, day: int) -> list[Block]:
    """Return the sessions of a day, by start."""
    people = board.event.speakers
    names = {
        person.slug: person.name if person.is_named else person.role
        for person in people
    }
    return [
        Block(
            session,
            slot_of(session),
            ", ".join(names.get(id_) or id_ for id_ in session.people),
        )
        for session in board.event.sessions
        if session.day == day
    ]


def clashes_of(event: Event, log: Log) -> list[tuple[Diagnostic, str]]:
    """Return the warnings about the programme, each with the id of its session."""
    return [
        (diagnostic, session.id)
        for diagnostic in log
        if diagnostic.code in ("S114", "S115", "S122", "S123", "S126")
        for session in event.records["session"]
        if session.node
        and session.node.start <= diagnostic.span.start <= session.node.end
    ]
