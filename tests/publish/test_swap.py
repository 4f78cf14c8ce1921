"""Exchange of two folders, also on systems without it."""

from __future__ import annotations

import ctypes
import errno
import sys
from pathlib import Path

import pytest

from microsite.output import swap as swapping
from microsite.output.swap import OutputFolders
from microsite.output.writer import restore
from tests.publish.sites import TWO, Site

NEW = {**TWO, "index.html": "New."}


@pytest.fixture
def folders(tmp_path: Path) -> OutputFolders:
    folders = OutputFolders(tmp_path / "output")
    for folder, text in ((folders.output, "old"), (folders.staging, "new")):
        folder.mkdir(parents=True)
        (folder / "page").write_text(text)
    return folders


def no_exchange(*_: Path) -> bool:
    return False


@pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="needs a system that can"
)
def test_swap_in_exchanges_folders_in_one_step(
    folders: OutputFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Path, "rename")
    swapping.swap_in(folders)
    assert (folders.output / "page").read_text() == "new"
    assert (folders.staging / "page").read_text() == "old"


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers are those of Linux")
def test_swap_in_calls_renameat2_by_number(
    folders: OutputFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ctypes.CDLL(None, use_errno=True)

    class Nameless:
        syscall = real.syscall

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Nameless())
    test_swap_in_exchanges_folders_in_one_step(folders, monkeypatch)


def refuse_exchange(monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    class Library:
        def renameat2(self, *_: object) -> int:
            ctypes.set_errno(reason)
            return -1

        renamex_np = renameat2

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library())


@pytest.mark.parametrize("reason", [errno.ENOSYS, errno.EINVAL, errno.EPERM])
def test_swap_in_renames_twice_without_exchange(
    folders: OutputFolders, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    refuse_exchange(monkeypatch, reason)
    swapping.swap_in(folders)
    assert (folders.output / "page").read_text() == "new"
    assert (folders.backup / "page").read_text() == "old"
    assert not folders.staging.exists()


@pytest.mark.parametrize("reason", [errno.EXDEV, errno.EBUSY])
def test_publish_reports_folder_that_cannot_be_moved(
    site: Site, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    site.publish(TWO)
    refuse_exchange(monkeypatch, reason)

    assert site.publish(NEW) is None
    assert site.codes == ["O116"]
    assert site.holds(TWO)


def test_swap_in_undoes_first_rename_when_second_fails(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish(TWO)
    fail_at(monkeypatch, 2)

    assert site.publish(NEW) is None
    assert site.codes == ["O121"]
    assert site.holds(TWO)


def test_restore_returns_old_site_when_output_is_missing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish(TWO)
    with monkeypatch.context() as patch:
        fail_at(patch, 2, 3)
        assert site.publish(NEW) is None
    assert not site.output.exists()

    restore(OutputFolders(site.output))

    assert site.holds(TWO)
    assert site.publish(NEW) is not None
    assert site.holds(NEW)


def fail_at(monkeypatch: pytest.MonkeyPatch, *fatal: int) -> None:
    """Simulate a system without exchange where the given renames (from 1) fail."""
    calls: list[Path] = []
    real = swapping._rename

    def rename(source: Path, target: Path) -> None:
        calls.append(source)
        if len(calls) in fatal:
            raise PermissionError(errno.EACCES, "Permission denied")
        real(source, target)

    monkeypatch.setattr(swapping, "_exchange", no_exchange)
    monkeypatch.setattr(swapping, "_rename", rename)


def test_restore_does_nothing_without_backup(site: Site) -> None:
    restore(OutputFolders(site.output))
    restore(OutputFolders(Path("/")))
    assert list(site.root.iterdir()) == []
    site.publish(TWO)
    restore(OutputFolders(site.output))
    assert site.holds(TWO)
