"""A release: package, bill of materials and digests, with the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from microsite import __version__
from tools.release import SUMS, check_addresses, release


@pytest.mark.slow
def test_release_is_reproducible(tmp_path: Path) -> None:
    first = release(f"v{__version__}", tmp_path / "first")
    second = release(f"v{__version__}", tmp_path / "second")

    assert [file.name for file in first] == [
        f"microsite-{__version__}-py3-none-any.whl",
        f"microsite-{__version__}.cdx.json",
        f"microsite-{__version__}.tar.gz",
        SUMS,
    ]
    assert [file.read_bytes() for file in first] == [
        file.read_bytes() for file in second
    ]
    for line in first[-1].read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert (
            hashlib.sha256((tmp_path / "first" / name).read_bytes()).hexdigest()
            == digest
        )
    assert json.loads(first[1].read_text(encoding="utf-8"))["bomFormat"] == "CycloneDX"


def test_release_refuses_tag_of_another_version(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="is not that of this version"):
        release("v0.0.0", tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_release_refuses_folder_with_files(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="is there already"):
        release(f"v{__version__}", tmp_path)


@pytest.mark.parametrize(
    "host, is_refused", [("microsite.example", True), ("example.net", False)]
)
def test_release_refuses_placeholder_as_address(
    host: str, is_refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.release.DOCUMENTATION", f"https://{host}/docs/")
    if is_refused:
        with pytest.raises(SystemExit, match="is not a real address"):
            check_addresses()
    else:
        check_addresses()
