"""Of a large event another process makes what takes long to export, unless that finds something to
tell.
"""

from __future__ import annotations

import sys
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from microsite import edition, hands
from microsite.exports import kinds
from microsite.pipeline import Options, build
from microsite.project import Project
from microsite.site import urls
from tests.making import sessions_yaml, write_project

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are no helpers")
SLIDES = "slides: downloads/tides.pdf"
SESSIONS = (
    "id: opening\nstart: 09:00\nspeakers: [kim]\nabstract: |\n  First words.",
    "id: lunch\nstart: 12:00\nkind: break",
)
KIM = {"content/speakers/kim.md": "---\nname: Kim Example\n---\nKim.\n"}
PATHS = ("schedule.json", "schedule.xml", "event.json", urls.CALENDAR)


class Press:
    """A project whose long exports are counted where this process makes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made_here: list[str] = []

    def write(self, *sessions: str) -> None:
        write_project(self.root, {"data/sessions.yaml": sessions_yaml(*sessions), **KIM})
        (self.root / "assets/downloads").mkdir(parents=True, exist_ok=True)
        (self.root / "assets/downloads/tides.pdf").write_bytes(b"%PDF-1.4")

    def build(self, jobs: int = 2) -> tuple[dict[str, bytes], list[str]]:
        """The finished files, and what was found."""
        self.made_here.clear()
        output = self.root / f"by-{jobs}"
        options = Options(as_of=date(2027, 1, 15), use_cache=False, jobs=jobs)
        log = build(Project.at(self.root, output), options).log
        files = {
            path.relative_to(output).as_posix(): path.read_bytes()
            for path in output.rglob("*")
            if path.is_file()
        }
        return files, [found.code for found in log]


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    made = Press(tmp_path)

    def counted(export: Any) -> Any:
        @wraps(export)
        def count(site: Any) -> Any:
            made.made_here.append(export.__name__)
            return export(site)

        return count

    monkeypatch.setattr(
        kinds, "LONG", tuple((extra, counted(export)) for extra, export in kinds.LONG)
    )
    monkeypatch.setattr(edition, "LARGE", 1)
    monkeypatch.setattr(
        hands.Team, "claim", lambda *_: False
    )  # so that nothing hangs on who is quicker
    return made


def test_another_process_makes_them(press: Press) -> None:
    press.write(*SESSIONS)
    files, found = press.build()

    assert found == []
    assert press.made_here == []
    assert set(PATHS) <= set(files)
    assert press.build(jobs=1) == (files, found)
    assert len(press.made_here) == len(kinds.LONG)


def test_not_of_a_small_event(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition, "LARGE", 4)
    press.write(*SESSIONS)
    press.build()

    assert len(press.made_here) == len(kinds.LONG)


def test_slides_that_a_page_has_are_published_all_the_same(press: Press) -> None:
    press.write(f"{SESSIONS[0]}\n{SLIDES}", SESSIONS[1])
    files, found = press.build()

    assert (press.made_here, found) == ([], [])
    assert [path for path in files if path.startswith("assets/downloads/tides.")]
    assert press.build(jobs=1) == (files, found)


def test_slides_that_no_page_has_are_published_all_the_same(press: Press) -> None:
    """The process that finds them sends word of them along."""
    press.write(SESSIONS[0], f"{SESSIONS[1]}\n{SLIDES}")
    files, found = press.build()

    assert press.made_here == []
    assert [path for path in files if path.startswith("assets/downloads/tides.")]
    assert press.build(jobs=1) == (files, found)


def test_what_no_page_tells_is_told(press: Press) -> None:
    press.write(SESSIONS[0], f"{SESSIONS[1]}\nslides: downloads/lost.pdf")
    files, found = press.build()

    assert len(found) == 1
    assert press.build(jobs=1) == (files, found)


def test_a_mistake_leaves_nobody_at_work(press: Press) -> None:
    """The build stops before it asks for them."""
    press.write(f"{SESSIONS[0]} See [there](session:nowhere).", SESSIONS[1])
    files, found = press.build()

    assert (files, found) == ({}, ["L101"])
    assert press.build(jobs=1) == (files, found)
