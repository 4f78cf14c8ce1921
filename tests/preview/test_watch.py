"""Every save is seen, however an editor writes it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsite.preview.watch import Watcher, watched_folders
from microsite.project import Project
from tests.making import write_project

PATIENCE = 10
"""Seconds to wait for what must happen."""


class Notebook:
    """Collects what a watcher tells."""

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
        """Whether a change to a file of this name is told in good time."""
        with self.condition:
            return self.condition.wait_for(lambda: name in self.paths, PATIENCE)


@pytest.fixture(params=[False, True], ids=["events", "polling"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, Notebook]]:
    root = write_project(tmp_path / "site", {"data/sessions.yaml": "sessions: []\n", "assets/css/own.css": "a{}\n"})
    notebook = Notebook()
    watcher = Watcher(Project.at(root), notebook, poll=request.param)
    watcher.start()
    time.sleep(1.2 if request.param else 0.1)  # a poller compares with what it saw first
    yield root, notebook
    watcher.stop()


def test_a_plain_save(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    (root / "content/event.md").write_text("changed", encoding="utf-8")

    assert notebook.waits_for("event.md")


def test_a_save_by_way_of_another_file(watched: tuple[Path, Notebook]) -> None:
    """Editors write beside the file, then move the new one into its place."""
    root, notebook = watched
    draft = root / "data/.sessions.yaml.swp"
    draft.write_text("sessions:\n", encoding="utf-8")
    os.replace(draft, root / "data/sessions.yaml")

    assert notebook.waits_for("sessions.yaml")


def test_a_new_file_and_a_deleted_one(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    (root / "content/pages").mkdir()
    time.sleep(0.1)
    (root / "content/pages/about.md").write_text("---\ntitle: About\n---\n", encoding="utf-8")
    assert notebook.waits_for("about.md")
    (root / "assets/css/own.css").unlink()
    assert notebook.waits_for("own.css")


def test_a_renamed_folder(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    (root / "assets/css").rename(root / "assets/styles")

    assert notebook.waits_for("css") or notebook.waits_for("styles")


def test_what_editors_leave_beside_a_file_is_ignored(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    for name in ("~$event.md", ".event.md.swp", "event.md~", ".DS_Store"):
        (root / "content" / name).write_text("x", encoding="utf-8")
    (root / "content/event.md").write_text("changed", encoding="utf-8")

    assert notebook.waits_for("event.md")
    assert notebook.paths <= {"event.md", "content"}


def test_many_saves_at_once_are_few_builds(watched: tuple[Path, Notebook]) -> None:
    root, notebook = watched
    for number in range(50):
        (root / "content/event.md").write_text(f"changed {number}", encoding="utf-8")
    assert notebook.waits_for("event.md")

    assert notebook.batches < 10


def test_the_output_is_not_watched(tmp_path: Path) -> None:
    root = write_project(tmp_path, {})
    (root / "output").mkdir()

    assert [folder.name for folder in watched_folders(Project.at(root)) if folder.parent == root] == ["content"]
