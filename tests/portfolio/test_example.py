"""The portfolio in `examples/portfolio` builds without a warning, and has what it promises."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.portfolio.writing import Runner

EXAMPLE = Path(__file__).parents[2] / "examples" / "portfolio"
EVENTS = ["bridges", "ferries-2025", "ferries-2027", "footpaths", "night-buses"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the example."""
    root = tmp_path_factory.mktemp("example") / "portfolio"
    leave_out = shutil.ignore_patterns("output", ".*")
    shutil.copytree(EXAMPLE, root, ignore=leave_out)
    return root


def test_example_portfolio_builds_without_messages(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Runner(built, capsys)
    assert run("build", "--as-of", "2026-11-28", "--format", "json") == 0
    assert json.loads(run.out)["diagnostics"] == []
    folders = [path.parent.name for path in (built / "output").glob("*/build.json")]
    assert sorted(folders) == EVENTS
    languages = {
        path.name for path in (built / "output").glob("footpaths/cy/index.html")
    }
    assert languages == {"index.html"}


def test_example_portfolio_has_three_voices_and_shared_packages(built: Path) -> None:
    events = [
        path.read_text(encoding="utf-8")
        for path in built.glob("events/*/content/event.md")
    ]
    voices = {
        line.split()[1]
        for text in events
        for line in text.splitlines()
        if "voice:" in line
    }
    assert voices == {"almanac", "notice", "poster"}
    for slug in EVENTS:
        assert (built / "output" / slug / "safe-at-our-events" / "index.html").exists()
    sponsorship = (built / "output/bridges/sponsorship/index.html").read_text(
        encoding="utf-8"
    )
    assert "Oak and Iron Merchants" in sponsorship
    assert "One partner for the whole event" in sponsorship
