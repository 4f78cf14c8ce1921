"""`publish` with a folder, and its messages."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from microsite.apps.publish import publish as publishing
from microsite.apps.publish.targets import FolderInPlace
from microsite.cli import main
from microsite.console.command import CommandError
from microsite.output import swap
from microsite.output.build_json import BUILD_JSON, read_build_json
from microsite.project import Project
from tests.making import EVENT, sessions_yaml, write_project
from tests.serving import serving

SESSIONS = {
    "data/sessions.yaml": sessions_yaml("id: opening\ntitle: Opening\nstart: 09:30")
}
LEAN = "leave_out: [calendars, feeds, search, text copies, data files, whole event]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Create a project that is published to the folder `www` beside it."""
    return project(tmp_path, "folder: ../www")


def project(tmp_path: Path, target: str, more: str = "") -> Path:
    event = f"{EVENT}{LEAN}publish:\n  {target}\n{more}"
    return write_project(tmp_path / "project", SESSIONS, event)


def publish(root: Path, *options: str) -> int:
    return main(["publish", "--root", str(root), *options])


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


class Terminal(io.StringIO):
    """Standard input of a person who types an answer."""

    def isatty(self) -> bool:
        """Return that somebody can answer."""
        return True


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(text))


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_publish_asks_and_copies_the_site(
    root: Path, tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "y\n")

    assert publish(root) == 0

    err = capfd.readouterr().err
    assert "Publish? [y/N] " in err
    assert "No earlier publication is known there, so nothing is deleted." in err
    assert files_of(tmp_path / "www") == files_of(root / "output")
    assert "session opening" in (root / "data/published.txt").read_text("utf-8")


@pytest.mark.parametrize("reply", ["\n", "n\n", "", "maybe\n"])
def test_publish_sends_nothing_without_yes(
    reply: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, reply)

    assert publish(root) == 0
    assert not (tmp_path / "www").exists()
    assert not (root / "data/published.txt").exists()


def test_publish_needs_yes_if_nobody_can_answer(
    root: Path, tmp_path: Path, capfd: Any
) -> None:
    assert publish(root) == 2
    assert "Add --yes to publish" in capfd.readouterr().err
    assert not (tmp_path / "www").exists()
    assert not (root / "data/published.txt").exists()


def test_dry_run_sends_nothing(root: Path, tmp_path: Path, capfd: Any) -> None:
    assert publish(root, "--dry-run") == 0

    err = capfd.readouterr().err
    assert "  send    .htaccess" in err
    assert "Nothing was sent. To publish to the folder ../www: " in err
    assert not (tmp_path / "www").exists()
    assert not (root / "data/published.txt").exists()


def test_publish_shows_changes_in_the_words_of_diff(
    root: Path, tmp_path: Path, capfd: Any
) -> None:
    """Without the copy of the sources it shows the changes since the last record."""
    assert publish(root, "--yes") == 0
    assert publish(root, "--yes") == 0
    assert "already has this version" in capfd.readouterr().err
    change(root, "data/sessions.yaml", "09:30", "09:45")
    change(
        root, "content/event.md", "A conference about coasts.", "A day about coasts."
    )

    assert publish(root, "--dry-run") == 0
    err = capfd.readouterr().err
    assert "“Opening” moves from 09:30–10:15 to 09:45–10:30." in err
    assert "Description changes from A conference" in err
    assert "files changed" in err
    shutil.rmtree(root / ".cache")
    assert publish(root, "--yes") == 0
    assert "“Opening” moves from 09:30–10:15 to 09:45–10:30." in capfd.readouterr().err
    assert (
        "opening" in (root / "data/published.txt").read_text("utf-8").splitlines()[-1]
    )


def test_publish_stops_at_errors(root: Path, tmp_path: Path, capfd: Any) -> None:
    change(root, "data/sessions.yaml", "09:30", "half nine")

    assert publish(root, "--yes") == 1
    assert "error R123" in (err := capfd.readouterr().err)
    assert err.endswith("Nothing was sent: 1 error to fix.\n")
    assert not (tmp_path / "www").exists()


def test_publish_needs_a_target(tmp_path: Path, capfd: Any) -> None:
    assert publish(write_project(tmp_path, SESSIONS), "--yes") == 2
    assert "publish:\n  sftp: me@files.example:www" in capfd.readouterr().err


@pytest.mark.parametrize(
    "place", ["../project", "..", "content/www", "output", "output/www"]
)
def test_folders_of_the_project_are_refused(place: str, tmp_path: Path) -> None:
    target = FolderInPlace(place, Project.at(tmp_path / "project"), None, tmp_path)

    with pytest.raises(CommandError, match="inside its own project"):
        target.fetch()


def test_publish_to_folder_keeps_old_styles_for_one_build(
    root: Path, tmp_path: Path
) -> None:
    def styles() -> set[str]:
        return {path.name for path in (tmp_path / "www/assets/css").glob("site.*.css")}

    publish(root, "--yes")
    first = styles()
    change(root, "content/event.md", "title:", "theme: {accent: '#224466'}\ntitle:")
    publish(root, "--yes")
    assert first < styles()
    change(root, "content/event.md", "#224466", "#442266")
    publish(root, "--yes")
    assert not first & styles()


@pytest.mark.parametrize("option", ["in_place: yes", "--in-place"])
def test_folder_with_other_files_needs_in_place(
    option: str, tmp_path: Path, capfd: Any
) -> None:
    root = project(tmp_path, "folder: ../www")
    (tmp_path / "www").mkdir()
    (tmp_path / "www/notes.txt").write_text("not from Microsite")
    assert publish(root, "--yes") == 2
    err = capfd.readouterr().err
    assert "has files that are not from Microsite: “notes.txt”" in err
    assert "--in-place" in err
    assert not (root / "data/published.txt").exists()

    if option.startswith("--"):
        assert publish(root, "--yes", option) == 0
    else:
        change(root, "content/event.md", "  folder:", f"  {option}\n  folder:")
        assert publish(root, "--yes") == 0

    assert (tmp_path / "www/notes.txt").read_text() == "not from Microsite"
    assert (tmp_path / "www/index.html").is_file()


def test_interrupted_publication_continues(
    root: Path, tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upload stops in the second phase. The next run sends only the rest."""
    send = FolderInPlace.send

    def full_disk(self: FolderInPlace, paths: Any, records: Any) -> None:
        if any(path.endswith(".html") for path in paths):
            raise OSError(28, "No space left on device")
        send(self, paths, records)

    monkeypatch.setattr(FolderInPlace, "send", full_disk)
    assert publish(root, "--yes", "--in-place") == 2
    err = capfd.readouterr().err
    assert "Publishing stopped: the folder ../www: No space left on device" in err
    assert "Visitors still see a working site" in err
    assert "To continue: " in err
    assert not (root / "data/published.txt").exists()
    times = {
        path: path.stat().st_mtime_ns
        for path in (tmp_path / "www/assets").rglob("*.css")
    }
    assert times

    monkeypatch.setattr(FolderInPlace, "send", send)
    assert publish(root, "--yes", "--in-place") == 0
    assert files_of(tmp_path / "www") == files_of(root / "output")


def test_keyboard_interrupt_says_how_to_continue(
    root: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderInPlace, "send", interrupt)

    assert publish(root, "--yes", "--in-place") == 130
    assert "Publishing stopped: it was interrupted" in capfd.readouterr().err


def test_second_publication_is_refused(root: Path, capfd: Any) -> None:
    (root / ".cache").mkdir()
    with swap.locked(root / ".cache" / publishing.LOCK_FILE):
        assert publish(root, "--yes") == 2
    assert "already being published in another window" in capfd.readouterr().err


def test_publication_by_another_person_is_noticed(
    root: Path, tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody publishes while the question is open."""
    publish(root, "--yes")
    change(root, "data/sessions.yaml", "09:30", "09:45")
    file = tmp_path / "www" / BUILD_JSON

    def answer_late(target: object) -> bool:
        file.write_text(
            json.dumps(json.loads(file.read_bytes()) | {"commit": "abcdef0"})
        )
        return True

    monkeypatch.setattr(publishing, "confirm", answer_late)
    assert publish(root) == 2
    assert "Someone else has just published" in capfd.readouterr().err


def test_publish_verifies_what_visitors_get(
    tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "MAX_WAIT", 0.1)
    (tmp_path / "www").mkdir()
    with serving(tmp_path) as address:
        root = project(tmp_path, "folder: ../www", f"base_url: {address}/www/\n")
        assert publish(root, "--yes") == 0
        assert "The site matches the build" in capfd.readouterr().err
        change(root, "content/event.md", "folder: ../www", "folder: ../elsewhere")
        change(root, "data/sessions.yaml", "09:30", "09:45")
        assert publish(root, "--yes") == 1
        assert "Another build is published" in capfd.readouterr().err
    change(root, "data/sessions.yaml", "09:45", "09:40")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert publish(root, "--yes") == 2
    assert (
        "The site was sent, but what visitors get could not" in capfd.readouterr().err
    )


def test_publish_changes_the_record_only_at_the_end(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(root, "--yes")
    before = (root / "data/published.txt").read_bytes()
    change(root, "data/sessions.yaml", "09:30", "09:45")
    answer(monkeypatch, "n\n")
    comparisons = []

    def isatty() -> bool:
        comparisons.append((root / "data/published.txt").read_bytes() == before)
        return True

    monkeypatch.setattr(sys.stdin, "isatty", isatty)
    assert publish(root) == 0
    assert comparisons == [True]
    assert (root / "data/published.txt").read_bytes() == before
    info = read_build_json((tmp_path / "www" / BUILD_JSON).read_bytes())
    assert info is not None


def test_folder_that_cannot_be_moved_needs_in_place(
    root: Path, tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap_in = swap.swap_in

    def busy(folders: swap.OutputFolders) -> None:
        if folders.output == tmp_path / "www":
            raise OSError(16, "Device or resource busy")
        swap_in(folders)

    monkeypatch.setattr("microsite.apps.publish.targets.swap.swap_in", busy)

    assert publish(root, "--yes") == 2
    err = capfd.readouterr().err
    assert (
        "cannot be replaced in one step: Device or resource busy. To change only" in err
    )
    assert "Visitors still see the site as it was." in err
