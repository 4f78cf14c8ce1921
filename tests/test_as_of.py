"""A site built on any day is right until the time of its next change."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest

from microsite.build import Outcome, build
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tests.making import EVENT, write_project

TIDEWATER = ENGINE_HOME / "examples" / "tidewater"

SMALL = {
    "data/rates.yaml": """\
rates:
  - id: public
    name: Public sector
    prices:
      - { label: Early bird, amount: 245, until: 2027-02-28 }
      - { amount: 345, from: 2027-03-01 }
""",
    "data/sessions.yaml": """\
sessions:
  - { id: a, title: First, kind: talk, day: 1, start: "09:30", end: "10:00", slides: "https://slides.example/" }
  - { id: b, title: Second, kind: social, day: 2, start: "22:00", end: "01:00" }
""",
    "content/news/2027-04-01-late.md": "---\ntitle: Late news\ndate: 2027-04-01\n---\nText.\n",
}
SETTINGS = (
    EVENT.replace("2027-05-20 17:00", "2027-05-21 23:00")
    + """\
base_url: https://coasts.example/
security_contact: security@example.org
booking:
  url: https://booking.example/
  opens: 2027-01-11 09:00
  closes: 2027-05-13 17:00
"""
)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all published files without the record of the build."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "build.json"
    }


def build_at(project: Project, moment: datetime) -> Outcome:
    outcome = build(project, BuildOptions(as_of=moment.replace(tzinfo=None)))
    assert outcome.published is not None, [
        diagnostic.headline for diagnostic in outcome.log
    ]
    return outcome


def walk(project: Project, start: date, until: date, looks: int) -> list[str]:
    """Check that the site changes at each change and not between. Return the times of change."""
    chance = Random(2027)
    changes = []
    moment = datetime.combine(start, time())
    outcome = build_at(project, moment)
    while (
        outcome.next_change is not None
        and outcome.next_change.replace(tzinfo=None).date() <= until
    ):
        before = files_of(project.output)
        record = json.loads((project.output / "build.json").read_text())
        assert record["next_change"] == outcome.next_change.isoformat()
        change = outcome.next_change.replace(tzinfo=None)
        last = change - timedelta(minutes=1)
        moments = [moment + chance.random() * (last - moment) for _ in range(looks)]
        for moment_before in (last, *moments):
            second_outcome = build_at(project, moment_before)
            assert files_of(project.output) == before, moment_before
            assert second_outcome.next_change == outcome.next_change
        changes.append(change.isoformat(timespec="minutes"))
        moment, outcome = change, build_at(project, change)
        assert files_of(project.output) != before, change
    before = files_of(project.output)
    build_at(project, datetime.combine(until, time(23, 59)))
    assert files_of(project.output) == before
    return changes


def test_build_changes_only_at_announced_moments(tmp_path: Path) -> None:
    """The site changes at these times only. Both clock changes are in this year."""
    project = Project.at(write_project(tmp_path, SMALL, SETTINGS))

    assert walk(project, date(2026, 10, 1), date(2027, 9, 30), looks=1) == [
        "2027-01-01T00:00",  # security.txt holds for another half-year
        "2027-01-11T09:00",
        "2027-03-01T00:00",
        "2027-04-01T00:00",
        "2027-05-13T17:00",
        "2027-05-20T00:00",
        "2027-05-21T00:00",  # the second day comes first on its page
        "2027-05-22T01:00",
        "2027-07-01T00:00",
    ]


@pytest.mark.parametrize(
    ("root", "start", "until"),
    [
        (ENGINE_HOME, date(2026, 9, 1), date(2027, 8, 31)),
        pytest.param(
            TIDEWATER, date(2025, 1, 1), date(2025, 12, 31), marks=pytest.mark.slow
        ),
    ],
    ids=["first site", "tidewater"],
)
def test_build_of_whole_site_changes_only_at_announced_moments(
    root: Path, start: date, until: date, tmp_path: Path
) -> None:
    for folder in ("content", "data", "assets", "templates"):
        if (root / folder).is_dir():
            shutil.copytree(root / folder, tmp_path / folder)
    project = Project.at(tmp_path)

    assert walk(project, start, until, looks=0)


def test_build_of_series_changes_when_edition_is_over(tmp_path: Path) -> None:
    """Pages of past editions change with the current one, which is the latest once it is over."""
    root = ENGINE_HOME / "tests" / "sites" / "golden" / "series"
    shutil.copytree(
        root, tmp_path / "series", ignore=shutil.ignore_patterns("expected")
    )

    assert "2027-05-20T17:00" in walk(
        Project.at(tmp_path / "series"), date(2027, 1, 1), date(2027, 12, 31), looks=1
    )
