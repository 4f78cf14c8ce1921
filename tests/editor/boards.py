"""Sites with a programme, and plans of the board applied to them without the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from microsite.apps.editor.board import Board, Plan
from microsite.apps.editor.edit import editor_application
from microsite.apps.editor.saving import save
from microsite.apps.preview.rebuild import PreviewState, Rebuilder
from microsite.model.event import Event
from microsite.project import BuildOptions, Project
from tests.making import EVENT, load_soundly, write_project
from tests.preview_helpers import ACCESS_TOKEN, InProcessServer

TWO_DAYS = EVENT.replace("ends: 2027-05-20 17:00", "ends: 2027-05-21 17:00")
PROGRAMME = """\
# The programme. Comments stay.
rooms:
  - name: Main hall
  - name: Room A
  - name: Room B

sessions:
  - id: opening
    title: Opening
    kind: keynote
    day: 2027-05-20
    start: 09:30   # the mayor arrives at 9:00
    end: "10:15"
    room: Main hall
    speakers: [kim]

  - id: coffee
    title: Coffee
    kind: break
    day: 2027-05-20
    start: 10:15
    length: 30 minutes

  - id: tides
    title: Tides
    kind: talk
    day: 2027-05-20
    start: 10:45
    end: 11:30
    room: Room A
    speakers: sam
    abstract: |
      Why tides matter.

      And to whom.

  - id: maps
    title: Maps
    kind: workshop
    day: 2027-05-20
    start: 10:45
    length: 45
    room: Room B
    speakers: kim

  - id: party
    title: Party
    kind: social
    day: 2027-05-20
    start: 23:00
    end: 01:00

  - id: dunes
    title: Dunes
    kind: talk
    day: 2027-05-21
    start: 10:00
    length: 1 hour
    room: Room A
    speakers: sam
    source: pretalx-7
"""
PEOPLE = {
    f"content/speakers/{name.lower()}.md": f"---\nname: {name} Example\n---\n"
    for name in ("Kim", "Sam")
}


def write_board(root: Path, programme: str = PROGRAMME, event: str = TWO_DAYS) -> Path:
    """Write a site with two days, three rooms and six sessions."""
    return write_project(root, {**PEOPLE, "data/sessions.yaml": programme}, event)


def board_of(root: Path) -> Board:
    """Return the board of a site without errors."""
    return Board(load_soundly(root))


def plain_sessions(event: Event) -> dict[str, Any]:
    """Return the fields of each session as they are typed, by id."""
    return {record.id: record.node.to_python() for record in event.records["session"]}


def apply(root: Path, plan: Plan) -> None:
    """Save a plan."""
    result = save(Project.at(root), plan.changes, label=plan.summary)
    assert result.is_saved, result


class EditorServer(InProcessServer):
    """The editor of a site, with a preview that builds only when asked to."""

    def __init__(self, root: Path) -> None:
        state = PreviewState(Project.at(root), None)
        self.rebuilder = Rebuilder(
            state, BuildOptions(use_cache=False), lambda *_: None
        )
        super().__init__(state, partial(editor_application, access_token=ACCESS_TOKEN))

    def page(self, address: str) -> str:
        """Return a page of the editor."""
        status, _, data = self.ask(f"/_edit/{address}", method="GET")
        assert status == 200, data
        return data.decode()

    def send(self, address: str, **fields: str) -> tuple[int, str]:
        """Send a form. Return the status and the page."""
        values = {"_token": self.state.token, **fields}
        status, _, data = self.ask(
            f"/_edit/{address}",
            urlencode(values).encode(),
            Content_Type="application/x-www-form-urlencoded",
            X_Microsite_Token=None,
        )
        return status, data.decode()


@contextmanager
def editor(root: Path) -> Iterator[EditorServer]:
    """Serve the editor of a site."""
    server = EditorServer(root)
    try:
        yield server
    finally:
        server.stop()
