"""Schedules with the oddities of real ones, and damaged ones: an import never fails."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main
from tests.importers.test_schedule import (
    SESSIONIZE,
    bring_in,
    files_of,
    hub,
    site,
    views,
)
from tests.pull.test_indico import EVENT as INDICO
from tests.standards.synthetic import schedule_json, schedule_xml

JUNK: tuple[Any, ...] = (
    None,
    "",
    0,
    -1,
    [],
    {},
    [None],
    {"a": None},
    "x" * 500,
    "<![0",
    "\ufffd",
)


def damage(value: Any, chance: random.Random) -> Any:
    """Return a copy with one value replaced by another of any type."""
    value = copy.deepcopy(value)
    at = value
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = chance.choice(keys)
        child = at[key]
        if not isinstance(child, dict | list) or not child or chance.random() < 0.2:
            at[key] = chance.choice(JUNK)
            return value
        at = child


@pytest.mark.parametrize("number", range(12))
def test_damaged_json_never_fails(number: int, tmp_path: Path) -> None:
    """One wrong value is passed over, or the file is refused; the site builds."""
    chance = random.Random(number)
    root, file = site(tmp_path / "site"), tmp_path / "schedule.json"
    for source in (
        schedule_json(),
        hub(),
        SESSIONIZE,
        views()["grid"],
        {"results": [INDICO]},
    ):
        file.write_text(json.dumps(damage(source, chance)), "utf-8")
        assert bring_in(root, file, "--apply") in (0, 1)
    if "data/sessions.yaml" in files_of(root):
        assert main(["check", "--root", str(root)]) == 0


def test_session_without_title_is_passed_over(tmp_path: Path) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "schedule.json"
    file.write_text(
        json.dumps(schedule_json()).replace('"title": "Night talk", ', ""), "utf-8"
    )

    assert bring_in(root, file, "--apply") in (0, 1)
    sessions = files_of(root)["data/sessions.yaml"]
    assert "Night talk" not in sessions
    assert "Breakfast" in sessions


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json"])
def test_import_of_synthetic_schedules(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, file = site(tmp_path / "site", zone="Asia/Kolkata"), tmp_path / name
    event = root / "content/event.md"
    event.write_text(
        event.read_text("utf-8").replace("starts:", "new_day_at: 06:00\nstarts:")
    )
    data = (
        schedule_xml()
        if name == "schedule.xml"
        else json.dumps(schedule_json()).encode()
    )
    file.write_bytes(data)

    assert bring_in(root, file, "--apply") == 0
    sessions = files_of(root)["data/sessions.yaml"]
    assert sessions.count("\n  - id: ") == 9
    assert sessions.count("title: Breakfast\n    kind: break\n") == 2
    assert (
        "title: Night talk\n    kind: talk\n    day: 2027-05-20\n    start: 23:30\n"
        in sessions
    )
    assert (
        "length: 210 minutes\n" in sessions
    )  # past the hour at which a new day begins
    assert "speakers: [amina-example, bo-fictional]\n" in sessions
    assert main(["build", "--root", str(root)]) == 0

    edited_sessions = sessions.replace("title: Night talk", "title: Talk at night")
    (root / "data/sessions.yaml").write_text(edited_sessions, "utf-8")
    capfd.readouterr()
    assert bring_in(root, file, "--apply") == 0
    assert capfd.readouterr().err.endswith("No changes to import.\n")
    assert files_of(root)["data/sessions.yaml"] == edited_sessions
