"""Publication of a portfolio: only events that changed, the front site after them."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from microsite.apps.portfolio.front import find_sites
from microsite.apps.publish.targets import FolderInPlace
from microsite.output.build_json import BUILD_JSON, read_build_json
from tests.publishing.portfolios import (
    EVENT,
    built_portfolio,
    portfolio_in,
    publish_portfolio,
)

FIRST = {"coasts": EVENT, "rivers": EVENT, "lakes": EVENT}
SECOND = {
    "coasts": EVENT,
    "rivers": EVENT | {"index.html": "event 2", "new.txt": "new"},
    "moors": EVENT,
}


@pytest.fixture
def sent_paths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the paths that are sent and deleted, in order."""
    paths: list[str] = []
    send, delete = FolderInPlace.send, FolderInPlace.delete

    def recorded_send(self: FolderInPlace, files: Any, records: Any) -> None:
        paths.extend((*files, *records))
        send(self, files, records)

    def recorded_delete(self: FolderInPlace, removed_paths: Any) -> None:
        paths.extend(f"-{path}" for path in removed_paths)
        delete(self, removed_paths)

    monkeypatch.setattr(FolderInPlace, "send", recorded_send)
    monkeypatch.setattr(FolderInPlace, "delete", recorded_delete)
    return paths


def publish(root: Path) -> None:
    publish_portfolio("in place", str(root.parent / "www"), root)


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_only_events_that_changed_are_sent(
    tmp_path: Path, sent_paths: list[str]
) -> None:
    """The front site comes after them. The files of a removed event go at the end."""
    root = built_portfolio(tmp_path / "portfolio", FIRST)
    publish(root)
    assert files_of(tmp_path / "www") == files_of(root / "output")

    built_portfolio(root, SECOND, front="front 2")
    sent_paths.clear()
    publish(root)

    assert files_of(tmp_path / "www") == files_of(root / "output")
    assert not [path for path in sent_paths if path.lstrip("-").startswith("coasts/")]
    first = {path: sent_paths.index(path) for path in sent_paths}
    assert first["moors/index.html"] < first["index.html"] < first["-lakes/index.html"]
    assert first["rivers/new.txt"] < first["index.html"]
    assert sent_paths.index("-lakes/build.json") > max(
        place
        for path, place in first.items()
        if path.startswith("-lakes/") and "build" not in path
    )
    assert sent_paths[-1] == BUILD_JSON
    sent_paths.clear()
    publish(root)
    assert [path for path in sent_paths if path != BUILD_JSON] == []


def test_another_day_or_commit_sends_no_event_again(
    tmp_path: Path, sent_paths: list[str]
) -> None:
    root = built_portfolio(tmp_path / "portfolio", FIRST)
    publish(root)
    for name in FIRST:
        file = root / "output" / name / BUILD_JSON
        file.write_text(
            json.dumps(json.loads(file.read_bytes()) | {"commit": "abcdef0"})
        )
    sent_paths.clear()
    assert find_sites(portfolio_in(root)) == read_sites(tmp_path / "www")

    publish(root)
    assert [path for path in sent_paths if "/" in path] == []


def read_sites(folder: Path) -> dict[str, str]:
    build = read_build_json((folder / BUILD_JSON).read_bytes())
    assert build is not None
    return build.sites


def test_event_that_was_not_built_stays(tmp_path: Path) -> None:
    """It has an error, and this machine has no earlier build of it."""
    root = built_portfolio(tmp_path / "portfolio", FIRST)
    publish(root)
    built_portfolio(root, {"coasts": EVENT})
    (root / "events/rivers").mkdir(parents=True)

    publish(root)

    assert (tmp_path / "www/rivers/index.html").exists()
    assert not (tmp_path / "www/lakes").exists()
    assert read_sites(tmp_path / "www").keys() == {"coasts", "rivers"}
    shutil.rmtree(root / "events/rivers")
    publish(root)
    assert not (tmp_path / "www/rivers").exists()


def test_portfolio_replaces_a_single_site(tmp_path: Path) -> None:
    """An event may have the name of a folder of the former site."""
    www = tmp_path / "www"
    root = built_portfolio(tmp_path / "portfolio", {})
    former = root / "output/coasts/index.html"
    former.parent.mkdir()
    former.write_text("former")
    data = json.loads((root / "output" / BUILD_JSON).read_bytes())
    del data["sites"]
    data["files"] |= {"coasts/index.html": "sha256-0", "old.html": "sha256-0"}
    shutil.copytree(root / "output", www)
    (www / "old.html").write_text("old")
    (www / BUILD_JSON).write_text(json.dumps(data))

    publish(built_portfolio(root, {"coasts": EVENT}))

    assert files_of(www) == files_of(root / "output")


@pytest.mark.parametrize("stop", range(1, 12))
def test_interrupted_portfolio_continues(
    stop: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent_paths: list[str]
) -> None:
    """The connection breaks at any step. Then every site works, and the next run sends the rest."""
    monkeypatch.setattr("microsite.apps.portfolio.publish.GROUP", 1)
    monkeypatch.setattr("microsite.apps.publish.targets.MIN_BATCH", 1)
    www = tmp_path / "www"
    root = built_portfolio(tmp_path / "portfolio", FIRST)
    publish(root)
    built_portfolio(root, SECOND, front="front 2")
    sent_paths.clear()
    steps_left = stop
    send = FolderInPlace.send

    def breaking(self: FolderInPlace, paths: Any, records: Any) -> None:
        nonlocal steps_left
        steps_left -= 1
        if not steps_left:
            raise OSError(5, "Input/output error")
        send(self, paths, records)

    with monkeypatch.context() as patch:
        patch.setattr(FolderInPlace, "send", breaking)
        with suppress(AssertionError):
            publish(root)
    assert steps_left <= 0, "there are fewer steps"
    if (www / "index.html").read_text() == "front 2":
        assert (www / "moors/index.html").exists(), (
            "the front site leads to events that are there"
        )
    else:
        assert (www / "lakes/index.html").exists(), (
            "the old front site leads to this event"
        )
    if (www / "rivers/index.html").read_text() == "event 2":
        assert (www / "rivers/new.txt").exists(), (
            "pages come after everything that they need"
        )

    publish(root)
    assert files_of(www) == files_of(root / "output")
    once = [
        path for path in sent_paths if not path.endswith(BUILD_JSON) and path[0] != "-"
    ]
    assert sorted(once) == sorted({*once}), "no file is sent twice"


def test_change_that_is_undone_after_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of the change has arrived, so the former page is sent again."""
    monkeypatch.setattr("microsite.apps.publish.targets.MIN_BATCH", 1)
    root = built_portfolio(tmp_path / "portfolio", FIRST)
    publish(root)
    built_portfolio(root, SECOND)
    send = FolderInPlace.send

    def breaking(self: FolderInPlace, paths: Any, records: Any) -> None:
        send(self, paths, records)
        if "rivers/index.html" in paths:
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(FolderInPlace, "send", breaking)
        with suppress(AssertionError):
            publish(root)
    assert (tmp_path / "www/rivers/index.html").read_text() == "event 2"

    publish(built_portfolio(root, FIRST))
    assert files_of(tmp_path / "www") == files_of(root / "output")
