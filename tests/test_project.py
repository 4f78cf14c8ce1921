"""Folders of a project, and the digest of the engine's code."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from microsite import project
from microsite.project import code_digest


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    (folder / "inner").mkdir(parents=True)
    for name in ("one.py", "inner/two.py", "notes.txt"):
        (folder / name).write_text(f"# {name}\n")
    time.sleep(0.06)  # a change from now on has another date
    return folder


def read_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are gone through from now on."""
    walked: list[str] = []
    walk = os.walk

    def noting(folder: str) -> object:
        walked.append(folder)
        return walk(folder)

    monkeypatch.setattr(os, "walk", noting)
    return walked


def test_code_that_looks_the_same_is_not_read_again(
    code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = str(tmp_path / "kept")
    first = code_digest(str(code), kept)
    walked = read_by(monkeypatch)

    assert code_digest(str(code), kept) == first
    assert walked == []
    assert code_digest(str(code), "") == first
    assert walked == [str(code)]


@pytest.mark.parametrize("change", ["another", "as old", "new", "moved", "gone"])
def test_any_change_of_the_code_shows(code: Path, tmp_path: Path, change: str) -> None:
    kept = str(tmp_path / "kept")
    first, changed = code_digest(str(code), kept), code / "one.py"
    before = changed.stat()
    match change:
        case "another":
            changed.write_text("# another\n")
        case "as old":  # of the same size, and dated back, as an archive does
            changed.write_text("# two.py\n")
            os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))
        case "new":
            (code / "inner" / "three.py").write_text("")
        case "moved":
            changed.rename(code / "other.py")
            (code / "one.py").write_text("# more\n")
        case "gone":
            changed.unlink()

    assert code_digest(str(code), kept) != first
    assert code_digest(str(code), kept) == code_digest(str(code), "")


def test_what_has_just_changed_is_not_remembered(code: Path, tmp_path: Path) -> None:
    (code / "one.py").write_text("# now\n")
    code_digest(str(code), str(tmp_path / "kept"))
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense"])
def test_a_damaged_memory_is_as_none(code: Path, tmp_path: Path, damage: bytes) -> None:
    kept = tmp_path / "kept"
    first = code_digest(str(code), str(kept))
    kept.write_bytes(damage)
    assert code_digest(str(code), str(kept)) == first


def test_after_a_restart_of_the_machine_everything_is_read(
    code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = str(tmp_path / "kept")
    code_digest(str(code), kept)
    monkeypatch.setattr(project, "machine_started", lambda: time.time() + 1)
    walked = read_by(monkeypatch)
    code_digest(str(code), kept)
    assert walked == [str(code)]


def test_a_link_among_the_code_is_followed_each_time(code: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text("# elsewhere\n")
    (code / "linked.py").symlink_to(tmp_path / "elsewhere.py")
    first = code_digest(str(code), str(tmp_path / "kept"))
    (tmp_path / "elsewhere.py").write_text("# other\n")
    assert code_digest(str(code), str(tmp_path / "kept")) != first
