"""The watcher reports every save, however an editor writes it."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
)
from watchdog.observers.api import EventQueue, ObservedWatch
from watchdog.observers.polling import PollingObserver

from microsite.apps.preview import watcher as watcher_module
from microsite.apps.preview.watcher import DEBOUNCE_SECONDS, Watcher
from microsite.project import Project
from tests.making import write_project

PATIENCE = 60
"""Seconds to wait for an expected event."""


class Notebook:
    """Collector of a watcher's notifications."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.batches = 0
        self.condition = threading.Condition()

    def __call__(self, changed: frozenset[Path]) -> None:
        with self.condition:
            self.paths.update(path.name for path in changed)
            self.batches += 1
            self.condition.notify_all()

    def waits_for(self, name: str) -> bool:
        """Return True if a change to a file of this name is reported in time."""
        with self.condition:
            return self.condition.wait_for(lambda: name in self.paths, PATIENCE)


@pytest.fixture(autouse=True, scope="module")
def poll_often() -> Iterator[None]:
    """Look at the files ten times a second, where a preview looks once."""
    often = partial(PollingObserver, timeout=0.1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("microsite.apps.preview.watcher.PollingObserver", often)
        yield


@pytest.fixture(params=[False, True], ids=["events", "polling"])
def watched(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Path, Notebook]]:
    root = write_project(
        tmp_path / "site",
        {"data/sessions.yaml": "sessions: []\n", "assets/css/own.css": "a{}\n"},
    )
    notebook = Notebook()
    watcher = Watcher(Project.at(root), notebook, poll=request.param)
    watcher.start()
    yield root, notebook
    watcher.stop()


def test_watcher_reports_save(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    (root / "content/event.md").write_text("changed", encoding="utf-8")

    assert notebook.waits_for("event.md")


def test_watcher_reports_save_through_temporary_file(
    watched: tuple[Path, Notebook],
) -> None:
    """Editors write a temporary file, then move it over the old one."""
    root, notebook = watched
    draft = root / "data/.sessions.yaml.swp"
    draft.write_text("sessions:\n", encoding="utf-8")
    os.replace(draft, root / "data/sessions.yaml")

    assert notebook.waits_for("sessions.yaml")


def test_watcher_reports_new_and_deleted_file(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    (root / "content/pages").mkdir()
    (root / "content/pages/about.md").write_text(
        "---\ntitle: About\n---\n", encoding="utf-8"
    )
    assert notebook.waits_for("about.md")
    (root / "assets/css/own.css").unlink()
    assert notebook.waits_for("own.css")


def test_watcher_reports_renamed_folder(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    (root / "assets/css").rename(root / "assets/styles")

    assert notebook.waits_for("css") or notebook.waits_for("styles")


def test_watcher_ignores_editor_files(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    for name in ("~$event.md", ".event.md.swp", "event.md~", ".DS_Store"):
        (root / "content" / name).write_text("x", encoding="utf-8")
    (root / "content/event.md").write_text("changed", encoding="utf-8")

    assert notebook.waits_for("event.md")
    assert notebook.paths <= {"event.md", "content"}


def test_watcher_ignores_reads(
    watched: tuple[Path, Notebook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build opens, reads and closes every file. Reports of these would delay it."""
    root, notebook = watched
    paths: list[str] = []
    put = EventQueue.put

    def note(queue: EventQueue, item: Any) -> None:
        paths.append(str(item[0].src_path))
        put(queue, item)

    monkeypatch.setattr(EventQueue, "put", note)
    for _ in range(3):
        for path in root.rglob("*"):
            path.stat() if path.is_dir() else path.read_bytes()
    (root / "content/event.md").write_text("changed", encoding="utf-8")

    assert notebook.waits_for("event.md")
    assert {Path(path).name for path in paths} == {"event.md"}


def test_watcher_batches_saves(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    for number in range(50):
        (root / "content/event.md").write_text(f"changed {number}", encoding="utf-8")
    assert notebook.waits_for("event.md")

    assert notebook.batches < 10


def test_watcher_follows_new_folder(watched: tuple[Path, Notebook]) -> None:
    """Folders that appear later, such as those of the first speaker or past edition, are watched."""
    root, notebook = watched
    for folder, name in (("editions", "event.md"), ("templates", "base.html")):
        (root / folder).mkdir()
        assert notebook.waits_for(folder)
        (root / folder / name).write_text("first", encoding="utf-8")
        assert notebook.waits_for(name)


def test_watcher_follows_replaced_folder(watched: tuple[Path, Notebook]) -> None:
    """Version control replaces whole folders, and people rename folders and rename them back."""
    root, notebook = watched
    (root / "data").rename(root / "data-old")
    assert notebook.waits_for("data")
    notebook.paths.clear()
    (root / "data").mkdir()
    assert notebook.waits_for("data")
    (root / "data/rates.yaml").write_text("rates: []\n", encoding="utf-8")
    assert notebook.waits_for("rates.yaml")
    shutil.rmtree(root / "data")
    notebook.paths.clear()
    (root / "data-old").rename(root / "data")
    assert notebook.waits_for("data")
    (root / "data/sessions.yaml").write_text("sessions:\n", encoding="utf-8")
    assert notebook.waits_for("sessions.yaml")


def test_watcher_reports_during_constant_writes(
    watched: tuple[Path, Notebook],
) -> None:
    root, notebook = watched
    stopped = threading.Event()

    def write() -> None:
        while not stopped.wait(DEBOUNCE_SECONDS / 5):
            (root / "data/log.yaml").write_text(f"{time.monotonic()}", encoding="utf-8")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        (root / "content/event.md").write_text("changed", encoding="utf-8")
        assert notebook.waits_for("event.md")
    finally:
        stopped.set()
        writer.join()


def test_watcher_leaves_out_temporary_file(tmp_path: Path) -> None:
    """Temporary files do not count, so that a saved stylesheet stays a change of styles only."""
    root = write_project(tmp_path / "site", {"assets/css/own.css": "a{}\n"})
    notebook = Notebook()
    watcher = Watcher(Project.at(root), notebook)
    css, draft, probe = (
        str(root / "assets/css" / name)
        for name in ("own.css", "own.css___new___", "4913")
    )
    for event in (
        FileCreatedEvent(probe),
        FileDeletedEvent(probe),
        FileCreatedEvent(draft),
        FileModifiedEvent(draft),
        FileMovedEvent(draft, css),
    ):
        watcher.on_any_event(event)
    watcher.start()
    try:
        assert notebook.waits_for("own.css")
        assert notebook.paths == {"own.css"}
    finally:
        watcher.stop()


@pytest.mark.parametrize(("peace", "is_reported"), [(3601, True), (3599, False)])
def test_watcher_reports_first_save_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, peace: int, is_reported: bool
) -> None:
    """A save during a cancelled build is reported. One of many saves waits for the others."""
    monkeypatch.setattr(watcher_module, "DEBOUNCE_SECONDS", 3600)
    watcher = Watcher(Project.at(write_project(tmp_path, {})), lambda _: None)
    watcher._last_change = time.monotonic() - peace
    path = tmp_path / "content/event.md"
    for event in (FileModifiedEvent(str(path)), FileClosedEvent(str(path))):
        watcher.on_any_event(event)
    events: list[object] = []
    reporter = threading.Thread(
        target=lambda: events.append(watcher._next_batch()), daemon=True
    )
    reporter.start()
    reporter.join(PATIENCE if is_reported else 0.5)
    at_once = list(events)
    watcher.stop()
    reporter.join(PATIENCE)

    assert at_once == [frozenset([path])] * is_reported
    assert not reporter.is_alive()


class Refusing(PollingObserver):
    """Observer with a limit on watched folders."""

    most = 0

    def schedule(self, *arguments: Any, **options: Any) -> ObservedWatch:
        """Raise OSError above the limit."""
        if len(self._watches) >= self.most:
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return super().schedule(*arguments, **options)


@pytest.mark.parametrize("most", [0, 5])
def test_watcher_polls_when_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """The limit is reached at the start or when a folder appears later."""
    monkeypatch.setattr(Refusing, "most", most)
    monkeypatch.setattr("microsite.apps.preview.watcher.Observer", Refusing)
    root = write_project(tmp_path / "site", {"data/sessions.yaml": ""})
    notebook = Notebook()
    watcher = Watcher(Project.at(root), notebook)
    watcher.start()
    try:
        (root / "assets").mkdir()
        assert notebook.waits_for("assets")
        (root / "assets/own.css").write_text("a{}\n", encoding="utf-8")
        assert notebook.waits_for("own.css")
    finally:
        watcher.stop()


def test_watcher_ends_its_threads(tmp_path: Path) -> None:
    root = write_project(tmp_path / "site", {})
    before = threading.active_count()
    watcher = Watcher(Project.at(root), Notebook())
    watcher.start()
    watcher.stop()

    assert threading.active_count() == before


def test_watcher_ignores_output(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    (root / "output").mkdir()
    (root / "output/index.html").write_text("built", encoding="utf-8")
    (root / "content/event.md").write_text("changed", encoding="utf-8")

    assert notebook.waits_for("event.md")
    assert notebook.paths <= {"event.md", "content"}
