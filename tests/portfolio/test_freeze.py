"""Freezing a past event, and builds that publish its files as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.portfolio.writing import Runner, contents, event_md, write_files

PERSON = "---\nname: Kim Winterbottom\n{}---\nStudies rivers.\n"
SESSIONS = """\
sessions:
  - {id: opening, title: Opening, kind: talk, start: 09:30, end: 10:00, speakers: [kim]}
"""


@pytest.fixture
def past(run: Runner) -> Runner:
    """Return a portfolio whose event “coasts” is over, and on record as published."""
    event = event_md("Coasts").replace("2027-05-20", "2025-05-20")
    write_files(
        run.root,
        {
            "events/coasts/content/event.md": event,
            "events/coasts/content/speakers/kim.md": PERSON.format(""),
            "events/coasts/data/sessions.yaml": SESSIONS,
        },
    )
    assert run("record", "--event", "coasts") == 0
    return run


def frozen(run: Runner) -> Path:
    return run.root / "events/coasts/frozen"


def test_frozen_event_is_published_without_its_sources(past: Runner) -> None:
    assert past("freeze", "coasts") == 0
    assert "To build the event again, delete that folder" in past.err
    assert past.build() == 0
    before = contents(past.root / "output/coasts")
    assert before == contents(frozen(past))
    write_files(
        past.root, {"events/coasts/content/event.md": event_md("Changed", "titel: x")}
    )

    assert past.build() == 0

    assert contents(past.root / "output/coasts") == before
    assert past("freeze", "coasts") == 1
    assert "it is frozen already" in past.err


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"events/coasts/content/event.md": event_md("Coasts")}, "it is not over"),
        ({"events/coasts/content/event.md": "---\ntitel: x\n---\n"}, "it has errors"),
        (
            {"events/coasts/data/sessions.yaml": SESSIONS.replace("09:30", "09:15")},
            "it has changes that are not published",
        ),
    ],
)
def test_event_that_is_not_ready_is_not_frozen(
    past: Runner, change: dict[str, str], reason: str
) -> None:
    write_files(past.root, change)

    assert past("freeze", "coasts") == 1
    assert reason in past.err
    assert not frozen(past).exists()


def test_freeze_with_a_broken_link_needs_force(past: Runner) -> None:
    """The address is in a private network, so that no request is sent."""
    page = "---\ntitle: Maps\n---\n[Maps of the coast](http://10.0.0.1/).\n"
    write_files(past.root, {"events/coasts/content/pages/maps.md": page})
    past("record", "--event", "coasts")

    assert past("freeze", "coasts") == 1
    assert "K173" in past.err
    assert "because of this. To accept it, add --force." in past.err
    assert not frozen(past).exists()
    assert past("freeze", "coasts", "--force") == 0
    assert frozen(past).is_dir()


def test_only_events_can_be_frozen(past: Runner) -> None:
    assert past("freeze") == 2
    assert past("freeze", "coast") == 2
    assert "There is no event “coast”" in past.err


def test_freeze_explains_that_a_site_has_no_events(past: Runner) -> None:
    assert past("freeze", "coasts", root=past.root / "events/coasts") == 2
    assert (
        "is not a portfolio, so it has no events. Only these can be frozen." in past.err
    )


@pytest.mark.parametrize(
    "damage", ["index.html", "build.json", "extra.html", "missing"]
)
def test_damaged_files_are_noticed(past: Runner, damage: str) -> None:
    past("freeze", "coasts")
    past.build()
    before = contents(past.root / "output/coasts")
    if damage == "missing":
        (frozen(past) / "index.html").unlink()
    else:
        (frozen(past) / damage).write_text("damaged")

    assert past.build() == 1

    assert "E206" in past.err
    assert "Not published: coasts." in past.err
    assert contents(past.root / "output/coasts") == before


def test_name_that_is_protected_later_is_noticed(past: Runner) -> None:
    """When the folder is deleted, the event is built without the name."""
    past("freeze", "coasts")
    past.build()
    assert "Kim Winterbottom" in past.page("coasts", "speakers/kim/index.html")
    protected = PERSON.format("protected: yes\nshown_as: An adviser\n")
    write_files(past.root, {"events/coasts/content/speakers/kim.md": protected})

    assert past.build() == 1
    assert "events/coasts/content/speakers/kim.md" in past.err
    assert "E207" in past.err
    assert "Winterbottom" not in past.err

    for path in sorted(frozen(past).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    frozen(past).rmdir()
    assert past.build() == 0, past.err
    texts = contents(past.root / "output/coasts").values()
    assert not any(b"Winterbottom" in data for data in texts)
