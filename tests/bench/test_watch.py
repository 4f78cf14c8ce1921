"""Timing of a save until the page shows it, and the end of previews."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

import pytest

from bench import watch
from bench.changes import Bench, ChangeMissingError
from bench.conference import Size, make_conference
from bench.tools import Tool

CONFERENCE = make_conference(
    Size(sessions=1, speakers=1, sponsors=1, resources=1, pages=0, days=1)
)
SESSION = CONFERENCE.sessions[0]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Return a fake tool: a plain web server that shows its source."""
    monkeypatch.setattr(watch, "QUIET", 0.01)
    monkeypatch.setattr(watch, "TURN", 0.01)
    tool = Tool(
        name="plain",
        title="A plain web server",
        form="plain",
        command=(),
        output=".",
        session="{id}/index.html",
        speaker="",
        base="",
        session_page="{id}/index.html",
        serve=(sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "{port}"),
    )
    bench = Bench(tool, CONFERENCE, tmp_path)
    page = bench.file(tool.session, SESSION.id)
    page.parent.mkdir()
    page.write_text(f"{SESSION.title}\n{SESSION.body}", encoding="utf-8")
    return bench


def test_watch_times_each_save(bench: Bench) -> None:
    runs = watch.watch("S", [bench], 2, count(1))

    saves = range(1, 2 * watch.SAVES + 1)
    assert [(run.change, run.tool, run.round) for run in runs] == [
        ("save", "plain", number) for number in saves
    ]
    assert all(0 < run.wall < 5 for run in runs)
    assert f"Edition {2 + len(saves)}." in bench.page_of(SESSION.id)


def test_watch_ends_its_preview(bench: Bench) -> None:
    with watch._serving(bench) as port:
        assert watch._page(port, f"/{SESSION.id}/")
    assert watch._page(port, f"/{SESSION.id}/") == b""


def test_watch_reports_save_that_never_shows(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LONGEST", 0.1)
    with watch._serving(bench) as port:
        monkeypatch.setattr(watch, "_page", lambda port, path: b"what it was before")
        with pytest.raises(ChangeMissingError, match="did not show a save"):
            watch._save(bench, port, 1)
