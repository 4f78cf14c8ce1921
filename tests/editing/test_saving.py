"""Files are written completely, and never over concurrent changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.saving.text_file import (
    ConcurrentEditError,
    create_file,
    new_diagnostics,
    replace_file,
)


@pytest.mark.posix
def test_replace_file_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o640)

    replace_file(path, b"old", b"new")

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["a.md"]


def test_replace_file_leaves_changed_files(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"somebody's")

    with pytest.raises(ConcurrentEditError):
        replace_file(path, b"old", b"new")

    assert path.read_bytes() == b"somebody's"
    assert os.listdir(tmp_path) == ["a.md"]


def test_replace_file_leaves_deleted_files(tmp_path: Path) -> None:
    with pytest.raises(ConcurrentEditError):
        replace_file(tmp_path / "a.md", b"old", b"new")

    assert os.listdir(tmp_path) == []


def test_replace_file_follows_links(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_bytes(b"old")
    link = tmp_path / "link.md"
    link.symlink_to(real)

    replace_file(link, b"old", b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize("has_links", [True, False])
def test_create_file_never_replaces_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "deep" / "a.md"

    create_file(path, b"first")
    with pytest.raises(ConcurrentEditError):
        create_file(path, b"second")

    assert path.read_bytes() == b"first"
    assert os.listdir(path.parent) == ["a.md"]


@pytest.mark.posix
def test_create_file_leaves_the_umask_to_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_mask: int) -> int:
        raise AssertionError("the umask is shared by all threads")

    before = os.umask(0o027)
    try:
        monkeypatch.setattr(os, "umask", refuse)
        create_file(tmp_path / "a.md", b"new")
    finally:
        monkeypatch.undo()
        os.umask(before)

    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o640


def test_new_diagnostics_counts_a_repeated_error() -> None:
    """A second identical error is new, although the first was there before."""
    before, after = Log(), Log()
    source = SourceText("content/event.md", "one two")
    for log, start in ((before, 0), (after, 0), (after, 4)):
        log.report("F106", source.span(start, start + 3))

    assert len(new_diagnostics(before, after)) == 1
