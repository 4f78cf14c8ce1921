"""What a file looks like from outside, and when that proves anything."""

from __future__ import annotations

import os
import time
from pathlib import Path

from microsite.publish.marks import NO_MARK, file_mark, folder_mark, is_old, just_past


def test_what_we_write_is_dated_before_any_later_change() -> None:
    """Even where the file system's clock stands still for 16 ms, as on Windows."""
    assert time.time_ns() - just_past() > 16_000_000
    assert time.time_ns() - just_past() < 1_000_000_000


def test_a_date_of_ours_does_not_survive_coarser_clocks() -> None:
    for _ in range(100):
        date = just_past()
        assert date % 1000 == 0
        assert all(date % unit for unit in (2000, 1_000_000, 1_000_000_000, 2_000_000_000))


def test_only_what_has_rested_is_trusted() -> None:
    now = time.time_ns()
    assert is_old(now - 4_000_000_000)
    assert not is_old(now - 1_000_000_000)
    assert not is_old(now - 4_000_000_000, now)
    assert not is_old(now + 10**12)


def test_only_ordinary_files_and_real_folders_have_marks(tmp_path: Path) -> None:
    page, folder, link = tmp_path / "page", tmp_path / "folder", tmp_path / "link"
    page.write_text("text")
    folder.mkdir()
    link.symlink_to(page)
    (tmp_path / "folder link").symlink_to(folder)

    mark = file_mark(str(page))
    assert mark is not None and mark != NO_MARK and mark[0] == 4
    assert folder_mark(str(folder)) is not None
    assert (
        file_mark(str(link)) is file_mark(str(folder)) is file_mark(str(tmp_path / "none")) is None
    )
    assert folder_mark(str(page)) is folder_mark(str(tmp_path / "folder link")) is None
    assert file_mark("a\0b") is None


def test_marks_change_with_what_they_stand_for(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text("text")
    os.utime(page, ns=(10**18, 10**18))
    os.utime(tmp_path, ns=(10**18, 10**18))
    mark, folder = file_mark(str(page)), folder_mark(str(tmp_path))

    page.write_text("TEXT")
    assert file_mark(str(page)) != mark
    assert folder_mark(str(tmp_path)) == folder
    (tmp_path / "other").write_text("")
    assert folder_mark(str(tmp_path)) != folder
