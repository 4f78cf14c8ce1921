"""Sessions that are placed with a memory are those that are placed without one, whatever is known
of the event.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Memo
from microsite.model.conference import Session
from microsite.model.load import load_event
from microsite.source.read import read_sources
from tests.making import EVENT, sessions_yaml, write_project

SESSIONS = (
    "id: first\ntitle: First\nstart: 09:00\nroom: Hall\nspeakers: [kim]",
    "id: second\ntitle: Second\nstart: 10:00\nrepeat_of: first\ntrack: Coast",
    "id: third\ntitle: Third\nstart: 11:00\nspeakers: [nobody]",
)
STARTS, ENDS = "starts: 2027-05-20 09:00", "ends: 2027-05-20 17:00"
CHANGES = {
    "an abstract": ("data/sessions.yaml", "title: Third", "title: Third\n    abstract: Words."),
    "a time that is none": ("data/sessions.yaml", "start: 09:00", "start: 09:00\n    end: 08:00"),
    "a room's name": ("data/sessions.yaml", "name: Hall", "name: Harbour"),
    "a speaker more": (
        "content/speakers/nobody.md",
        "",
        "---\nname: No Body\n---\nHere after all.\n",
    ),
    "a speaker with a mistake": ("content/speakers/kim.md", "name: Kim Example", "name: [Kim]"),
    "dates to be announced": ("content/event.md", f"{STARTS}\n{ENDS}", "starts: to be announced"),
    "no last day": ("content/event.md", f"\n{ENDS}", ""),
    "another day": ("content/event.md", "2027-05-20", "2027-05-21"),
    "another zone": ("content/event.md", "Europe/London", "Europe/Paris"),
}


def placed(root: Path, memo: Memo | None) -> tuple[list[Session], list[tuple[str, str, int]]]:
    """The sessions of a project, and what there is to tell."""
    if memo:
        memo.begin(())
    log = Log(memo)
    event = load_event(read_sources(root, log), log)
    if memo:
        memo.end(whole=True)
    return list(event.sessions) if event else [], [
        (each.code, each.headline, each.span.line) for each in log
    ]


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_the_same_with_a_memory(tmp_path: Path, change: str) -> None:
    files = {
        "data/sessions.yaml": sessions_yaml(*SESSIONS, rooms=("Hall",), tracks=("Coast",)),
        "content/speakers/kim.md": "---\nname: Kim Example\n---\nKim looks after the harbour.\n",
    }
    root, memo = write_project(tmp_path / "coast", files, event=EVENT), Memo()
    assert [each.id for each in placed(root, memo)[0]] == ["first", "second", "third"]
    name, old, new = CHANGES[change]
    path = root / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    sessions, told = placed(root, memo)
    alone, told_alone = placed(root, None)

    assert told == told_alone
    assert list(map(shown, sessions)) == list(map(shown, alone))


def shown(session: Session) -> tuple[object, ...]:
    """All that is known of a session, by value."""
    facts = (
        "day",
        "start",
        "end",
        "minutes",
        "starts",
        "ends",
        "order",
        "finish",
        "people",
        "resources",
        "repeat_of",
    )
    records = (session.details, session.room, session.track)
    return (
        *(getattr(session, fact) for fact in facts),
        *((each and repr(each)) for each in records),
    )
