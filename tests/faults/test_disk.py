"""Full or read-only disks give a plain message, and output/ is unchanged."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.versions import publish_version, version
from tests.publish.sites import Site

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="limits and rights as POSIX has them"
)

REPOSITORY = Path(__file__).parents[2]


def codes(*command: str | Path, before: tuple[str, ...] = ()) -> list[str]:
    """Return the codes that disk.py prints."""
    result = subprocess.run(
        [*before, sys.executable, "-m", "tests.faults.disk", *command],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


def test_full_disk_while_writing_file_is_reported(tmp_path: Path) -> None:
    assert codes("limit", tmp_path, "20") == ["O122"]


def test_full_disk_while_writing_build_json_is_reported(tmp_path: Path) -> None:
    longest = max(len(text) for text in version(2).values())
    assert codes("limit", tmp_path, str(longest)) == ["O122"]


def test_full_disk_while_writing_manifest_is_reported(tmp_path: Path) -> None:
    publish_version(tmp_path, 2)
    record = (tmp_path / "output" / "build.json").stat().st_size
    assert codes("limit", tmp_path, str(record + 10)) == ["O125"]


def test_full_disk_leaves_output_complete(tmp_path: Path) -> None:
    """The test mounts a disk in a mount namespace, as any user may on most systems."""
    before = (
        ("unshare", "--mount")
        if os.geteuid() == 0
        else ("unshare", "--mount", "--map-root-user")
    )
    probe = ("sh", "-c", f"mount -t tmpfs none '{tmp_path}'")
    if subprocess.run([*before, *probe], capture_output=True, check=False).returncode:
        pytest.skip(
            "mounting a small disk is not permitted here; the other tests here fill the disk by a limit"
        )

    counts = Counter(codes("full", tmp_path, before=before))

    assert set(counts) <= {"O122", "O125"}
    assert counts["O122"] > 10


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Return a folder that another user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_publish_reports_read_only_folders(open_to_all: Path) -> None:
    assert codes("readonly", open_to_all) == ["O121", "O121", "O121", "O121", "O125"]


def test_publish_sets_same_modes_with_any_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        for number in range(4):
            assert publish_version(tmp_path, number)
            output = Site(tmp_path).output
            modes = {
                (path.is_dir(), path.stat().st_mode & 0o7777)
                for path in [output, *output.rglob("*")]
            }
            assert modes == {(True, 0o755), (False, 0o644)}
    finally:
        os.umask(before)
