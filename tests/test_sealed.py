"""What is kept comes back as it was, to those who have the key, and to nobody else."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microsite import sealed
from microsite.sealed import ABANDONED, VARIABLE, clear_drafts, keep, kept, put


@pytest.fixture(autouse=True)
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An engine of its own, for which no key has been made yet. Gives the folder of what Python
    compiled.
    """
    folder = tmp_path / "engine/__pycache__"
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(sealed, "__spec__", SimpleNamespace(cached=str(folder / "sealed.pyc")))
    monkeypatch.setattr(sealed, "_keys", {})
    return folder


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=100), st.text(max_size=10), st.text(max_size=10), st.booleans())
def test_round_trip(tmp_path: Path, body: bytes, what: str, other: str, openly: bool) -> None:
    path = str(tmp_path / "cache/file")
    keep(path, body, what, openly=openly)

    assert kept(path, what, openly=openly) == body
    assert kept(path, what, openly=not openly) is None
    assert other == what or kept(path, other, openly=openly) is None


def test_what_it_is_and_its_bytes_are_told_apart(tmp_path: Path) -> None:
    keep(str(tmp_path / "file"), b"b\0c", "a")
    data = (tmp_path / "file").read_bytes()
    (tmp_path / "file").write_bytes(data[: -len(b"b\0c")] + b"c")

    assert kept(str(tmp_path / "file"), "a\0b") is None


def test_one_key_for_an_engine_until_it_is_lost(
    tmp_path: Path, engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "file")
    keep(path, b"Kept.", "it")
    key = engine / "cache.key"
    assert len(key.read_bytes()) == sealed.SIZE
    if os.name != "nt":
        assert key.stat().st_mode & 0o777 == 0o600

    monkeypatch.setattr(sealed, "_keys", {})  # another process
    assert kept(path, "it") == b"Kept."

    for damage in ("gone", "short", "a folder"):
        key.unlink()
        if damage == "short":
            key.write_bytes(b"Short.")
        elif damage == "a folder":
            key.mkdir()
        monkeypatch.setattr(sealed, "_keys", {})
        assert kept(path, "it") is None
        keep(path, b"Kept.", "it")
        monkeypatch.setattr(sealed, "_keys", {})
        assert kept(path, "it") == b"Kept."


def test_machines_that_are_given_the_same_key(
    tmp_path: Path, engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "file")
    monkeypatch.setenv(VARIABLE, "the one")
    keep(path, b"Kept.", "it")
    assert not engine.exists()
    monkeypatch.setattr(sealed, "_keys", {})
    assert kept(path, "it") == b"Kept."
    for other in ("another", ""):
        monkeypatch.setenv(VARIABLE, other)
        assert kept(path, "it") is None


def test_an_engine_where_no_key_can_be_kept(
    tmp_path: Path, engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process believes what it wrote itself; no other does."""
    engine.parent.mkdir()
    engine.write_text("A file.")
    path = str(tmp_path / "file")
    keep(path, b"Kept.", "it")
    assert kept(path, "it") == b"Kept."
    monkeypatch.setattr(sealed, "_keys", {})
    assert kept(path, "it") is None


def test_nothing_is_left_of_what_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no"):
        put(str(tmp_path / "cache/file"), b"Kept.")

    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """A cache that was handed in must not lead us to write into the sources."""
    theirs = tmp_path / "event.md"
    theirs.write_text("Welcome.")
    for name in ("file", f"file.{os.getpid()}"):
        (tmp_path / name).symlink_to(theirs)

    put(str(tmp_path / "file"), b"Kept.")

    assert theirs.read_text() == "Welcome."
    assert (tmp_path / "file").read_bytes() == b"Kept."


def test_what_a_killed_build_left_half_written_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what one that is at work may be writing; nor what only looks like it."""

    def killed(_draft: str, _path: str) -> None:
        raise KeyboardInterrupt

    cache = tmp_path / "cache"
    keep(str(cache / "draft.7"), b"Whole.", "it")
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        for name in ("long-ago", "now"):
            with pytest.raises(KeyboardInterrupt):
                keep(str(cache / name), b"Half.", "it")
    drafts = {path.name.split(".")[0]: path for path in cache.iterdir()}
    for path in (drafts["long-ago"], drafts["draft"]):
        os.utime(path, (path.stat().st_mtime - ABANDONED - 60,) * 2)
    clear_drafts(str(cache))
    clear_drafts(str(tmp_path / "nowhere"))

    assert sorted(cache.iterdir()) == sorted((drafts["now"], drafts["draft"]))
